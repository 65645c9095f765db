"""Routes and rules: what the kernel takes, what it refuses, and by which device a gateway is reached."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.kernel.state import LEAST_MTU_FOR_IPV6, LOCAL, MAIN, Refusal, Route, Rule
from ifcfgen.boot.record import CauseKind
from ifcfgen.boot.values import mask, text_of
from ifcfgen.ifcfg.iproute import SCOPES, TO_NOWHERE

_LINK_LOCAL = 0xFE80 << 112, 10


def add_route(kernel: Kernel, route: Route, replace: bool = False, ahead: bool = False, append: bool = False) -> None:
    """`ip route add`, `ip route replace`, or `ip route append`; or AHEAD of its like, as `route add` does.

    Raises Refusal.
    """
    route, routes = _checked(kernel, route), kernel.routes
    other = routes.alike(route)
    if other is None or (append and route not in routes):
        routes.append(route)
    elif append:
        return
    elif ahead and other != route:
        routes.put_ahead(route)
    elif replace:
        routes.replace(route)
    else:
        ways = [(one.via, one.dev, one.hops, one.type) for one in (route, other)]
        if ways[0] == ways[1] and route.source in (None, other.source):
            raise Refusal("route-exists")
        raise Refusal("route-to-same", route.destination)


def add_rule(kernel: Kernel, rule: Rule, has_priority: bool) -> None:
    """`ip rule add`: with no priority the one below the second rule's, table 0 the first empty one. Raises Refusal."""
    if not has_priority:
        rule = rule._replace(priority=kernel.rules.free_priority(rule.version))
    if not rule.table and not rule.action:
        if rule.version == 6:
            raise Refusal("no-table-zero")
        empty = next(filter(kernel.routes.is_empty, range(1, LOCAL)), None)
        if empty is None:
            raise Refusal("no-table-left")
        rule = rule._replace(table=empty)
    if rule in kernel.rules:
        raise Refusal("rule-exists")
    kernel.rules.add(rule)


def _checked(kernel: Kernel, route: Route) -> Route:
    """ROUTE with the device that its gateway is reached by."""
    bits = 32 if route.version == 4 else 128
    if route.version == 4 and route.to & (mask(route.length, bits) ^ (1 << bits) - 1):
        raise Refusal("bits-beyond-prefix", text_of(route.to, 4), route.length)
    if route.to & (mask(route.length, bits) ^ (1 << bits) - 1):
        route = route._replace(to=route.to & mask(route.length, bits))
    if route.type in TO_NOWHERE:
        if route.version == 4 and (route.dev or route.via is not None or route.hops):
            raise Refusal("type-leads-nowhere", route.type)
        # an IPv6 route must lead through a device, and this one leads nowhere
        return route._replace(dev="lo" if route.version == 6 else None, via=None)
    if route.hops:
        for via, dev in route.hops:
            _egress(kernel, route._replace(via=via, dev=dev, hops=()))
        return route._replace(via=None, dev=None)
    dev = _egress(kernel, route)
    link = kernel.links[dev]
    if route.version == 6 and (kernel.disable_ipv6 or link.disable_ipv6 or link.mtu < LEAST_MTU_FOR_IPV6):
        raise Refusal("ipv6-disabled-on", dev)
    if route.source is not None:
        own = kernel.addresses.first_of_ip(route.source, route.version)
        if own is None or (route.version == 4 and not kernel.is_source_in(own, route.table)):
            raise Refusal("no-source", text_of(route.source, route.version))
    return route if dev == route.dev else route._replace(dev=dev)


def _egress(kernel: Kernel, route: Route) -> str:
    if route.dev is not None:
        link = kernel.link(route.dev)
        if not link.up:
            raise Refusal("is-down", route.dev)
    if route.via is None:
        if route.onlink and route.version == 4:
            raise Refusal("onlink-without-gateway")
        return _given(route.dev, "no-way")
    if route.version == 6:
        if kernel.is_local(route.via, 6):
            raise Refusal("gateway-own", route.gateway)
        if route.via >> 128 - _LINK_LOCAL[1] == _LINK_LOCAL[0] >> 128 - _LINK_LOCAL[1]:
            return _given(route.dev, "gateway-link-local", route.gateway)
    if route.onlink:
        return _given(route.dev, "onlink-without-device")
    return (_own(kernel, route) if route.version == 4 else None) or _on_link(kernel, route)


def _given(dev: str | None, kind: CauseKind, *details: object) -> str:
    if dev is None:
        raise Refusal(kind, *details)
    return dev


def _own(kernel: Kernel, route: Route) -> str | None:
    """The device with the IPv4 address that is the gateway, where one of this host's is."""
    assert route.via is not None
    if SCOPES.get(route.scope, 0) >= SCOPES["link"]:
        raise Refusal("scope-has-no-gateway", route.scope)
    address = kernel.addresses.first_of_ip(route.via, 4, route.dev)
    if address is not None:
        return address.dev
    if kernel.is_broadcast(route.via):
        raise Refusal("gateway-broadcast", route.gateway)
    return None


def _on_link(kernel: Kernel, route: Route) -> str:
    """The device on whose link the gateway is, by the longest prefix, then the least metric, then the oldest route."""
    assert route.via is not None
    of_device = kernel.table_of(route.dev) if route.dev is not None else MAIN
    for table in dict.fromkeys((route.table, of_device, MAIN)):
        scope = route.version, table, route.dev
        best = kernel.routes.longest(_to_gateways, scope, route.via, route.version)
        if best is not None and best.dev is not None and best.via is None and best.type not in TO_NOWHERE:
            return best.dev
    raise Refusal("gateway-unreachable", route.gateway, route.dev)


def _to_gateways(route: Route) -> Iterable[Hashable]:
    """By family, table and device, and by no device: where a route is looked for by which to reach a gateway."""
    if not route.tos and (route.version == 6 or _is_near(route)):
        yield route.version, route.table, None
        if route.dev is not None:
            yield route.version, route.table, route.dev


def egress(kernel: Kernel, ip: int, version: int) -> str | None:
    """The device by which packets to IP leave, as far as the main table says."""
    way = kernel.routes.longest(_to_all, (version, MAIN), ip, version)
    return way.dev if way else None


def _to_all(route: Route) -> Iterable[Hashable]:
    return ((route.version, route.table),)


def has_default(kernel: Kernel, via: int, version: int = 4) -> bool:
    """Whether there is a default route by the gateway VIA in the main table."""
    return kernel.routes.longest(_defaults, (version, MAIN, via), 0, version) is not None


def _defaults(route: Route) -> Iterable[Hashable]:
    return () if route.length else ((route.version, route.table, route.via),)


def _is_near(route: Route) -> bool:
    """Whether an IPv4 route may serve to reach a gateway: one that has itself none, or leads nowhere."""
    return SCOPES.get(route.scope, 0) >= SCOPES["link"] or route.type in TO_NOWHERE
