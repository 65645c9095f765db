"""Routes and rules: what the kernel takes, what it refuses, and by which device a gateway is reached."""

from __future__ import annotations

from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.kernel.state import LEAST_MTU_FOR_IPV6, LOCAL, MAIN, SCOPES, Refusal, Route, Rule
from ifcfgen.boot.record import CauseKind
from ifcfgen.boot.values import mask, text_of

_TO_NOWHERE = ("blackhole", "unreachable", "prohibit", "throw")
_LINK_LOCAL = 0xFE80 << 112, 10


def add_route(kernel: Kernel, route: Route, replace: bool = False, ahead: bool = False, append: bool = False) -> None:
    """`ip route add`, `ip route replace`, or `ip route append`; or AHEAD of its like, as `route add` does.

    Raises Refusal.
    """
    route = _checked(kernel, route)
    for index, other in enumerate(kernel.routes):
        if other.to == route.to and other.key == route.key:
            if append:
                if route not in kernel.routes:
                    kernel.routes.append(route)
                return
            if ahead and other != route:
                kernel.routes.insert(index, route)
                return
            if not replace:
                raise Refusal("route-exists", route.destination)
            kernel.routes[index] = route
            return
    kernel.routes.append(route)


def add_rule(kernel: Kernel, rule: Rule, has_priority: bool) -> None:
    """`ip rule add`: with no priority the one below the second rule's, table 0 the first empty one. Raises Refusal."""
    of_family = [other for other in kernel.rules if other.version == rule.version]
    if not has_priority:
        rule = rule._replace(priority=max(of_family[1].priority - 1, 0) if len(of_family) > 1 else 0)
    if not rule.table and not rule.action:
        if rule.version == 6:
            raise Refusal("no-table-zero")
        used = {route.table for route in kernel.routes if route.version == 4}
        rule = rule._replace(table=next(table for table in range(1, LOCAL) if table not in used))
    if rule in of_family:
        raise Refusal("rule-exists")
    behind = [index for index, other in enumerate(kernel.rules) if other.version == rule.version
              and other.priority <= rule.priority]  # fmt: skip
    kernel.rules.insert(behind[-1] + 1 if behind else 0, rule)


def _checked(kernel: Kernel, route: Route) -> Route:
    """ROUTE with the device that its gateway is reached by."""
    bits = 32 if route.version == 4 else 128
    if route.version == 4 and route.to & (mask(route.length, bits) ^ (1 << bits) - 1):
        raise Refusal("bits-beyond-prefix", text_of(route.to, 4), route.length)
    if route.to & (mask(route.length, bits) ^ (1 << bits) - 1):
        route = route._replace(to=route.to & mask(route.length, bits))
    if route.type in _TO_NOWHERE:
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
    if route.source is not None and not kernel.is_local(route.source, route.version):
        raise Refusal("no-source", text_of(route.source, route.version))
    return route if dev == route.dev else route._replace(dev=dev)


def _egress(kernel: Kernel, route: Route) -> str:
    if route.dev is not None:
        link = kernel.link(route.dev)
        if not link.up:
            raise Refusal("is-down", route.dev)
    if route.via is None:
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
    for address in kernel.addresses:
        if address.version == 4 and address.ip == route.via and route.dev in (None, address.dev):
            return address.dev
    if kernel.is_broadcast(route.via):
        raise Refusal("gateway-broadcast", route.gateway)
    return None


def _on_link(kernel: Kernel, route: Route) -> str:
    """The device on whose link the gateway is, by the longest prefix, then the least metric, then the oldest route."""
    assert route.via is not None
    bits = 32 if route.version == 4 else 128
    for table in dict.fromkeys((route.table, MAIN)):
        best: Route | None = None
        for other in kernel.routes:
            if (
                other.version == route.version
                and other.table == table
                and not other.tos
                and (route.dev is None or other.dev == route.dev)
                and not (other.to ^ route.via) & mask(other.length, bits)
                and not (other.version == 4 and not _is_near(other))
                and (best is None or (other.length, -other.metric) > (best.length, -best.metric))
            ):
                best = other
        if best is not None and best.dev is not None and best.via is None and best.type not in _TO_NOWHERE:
            return best.dev
    raise Refusal("gateway-unreachable", route.gateway, route.dev)


def egress(kernel: Kernel, ip: int, version: int) -> str | None:
    """The device by which packets to IP leave, as far as the main table says."""
    bits = 32 if version == 4 else 128
    ways = [
        route
        for route in kernel.routes
        if (route.version, route.table) == (version, MAIN) and not (route.to ^ ip) & mask(route.length, bits)
    ]
    return max(ways, key=lambda route: (route.length, -route.metric)).dev if ways else None


def _is_near(route: Route) -> bool:
    """Whether an IPv4 route may serve to reach a gateway: one that has itself none, or leads nowhere."""
    return SCOPES.get(route.scope, 0) >= SCOPES["link"] or route.type in _TO_NOWHERE
