"""What stands on a device once it is active: addresses, routes, leases.

nm-device.c and nm-l3-config-data.c. Every address comes without a route of the kernel's own; NetworkManager adds that
with the metric of the device, which says what kind it is and how many of that kind came before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from ifcfgen.boot.kernel.fib import add_route
from ifcfgen.boot.kernel.state import Address, Refusal, Route
from ifcfgen.boot.kernel.tunnelling import MODES
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.neighbours import is_taken
from ifcfgen.boot.networkmanager.addresses import IPConfig, Wanted
from ifcfgen.boot.networkmanager.connection import SCRIPT, Connection
from ifcfgen.boot.networkmanager.routes import Line, routes_of
from ifcfgen.boot.record import Action, Cause, Stake
from ifcfgen.boot.values import mask, text_of
from ifcfgen.facts import DNSMASQ, Fact, dhcp
from ifcfgen.facts.machine import Lease
from ifcfgen.ifcfg.iproute import TO_NOWHERE
from ifcfgen.ifcfg.literals import address, prefix
from ifcfgen.networkmanager.virtual import KNOWS_ADDRESS_OVER_IPV6
from ifcfgen.place import Text

_METRICS = {
    "loopback": 30, "nic": 100, "veth": 100, "bond": 300, "team": 350, "vlan": 400, "macvlan": 410, "macvtap": 410,
    "bridge": 425, "ipvlan": 420, "tun": 450, "vrf": 470, "vxlan": 500, "dummy": 550,
    **dict.fromkeys((mode.kind for mode in MODES.values()), 675),
}  # fmt: skip
"""nm_device_get_route_metric_default, the same from 1.18 to 1.52; that of a loopback since 1.42."""
_ASKS_FIRST = 9
"""The first release whose NetworkManager looks by itself whether an address is taken (DAD, since 1.50)."""
_SHARED = 0x0A2A0001
_FOREVER = 2**31 - 1
_LINK_LOCAL = 0xFE80 << 112, 10
_ROUTES_ALONE = 8
"""The first release whose NetworkManager sets the routes of a family that is off (since 1.36)."""
_WITH_SOURCE = 8
"""The first release whose NetworkManager names the leased address in the routes of a lease."""

_OVER_IPV6 = ("ip6tnl", "ip6gre", "vti6")
_WITHOUT_MAC = ("stable-privacy", "default")

WITH_PORTS = ("bond", "bridge", "team")

Networks = Sequence[tuple[int, int]]
"""The first address of each, and the length of its prefix."""


class Layer3:
    """The addresses and routes of all devices, and the metrics that are taken."""

    def __init__(self, machine: Machine):
        self.machine = machine
        self._metrics: dict[str, int] = {}
        self._most: dict[str, int] = {}
        """By the kind of device, whose metrics are all taken from the usual one up to this."""
        self._shared = 0
        self._to_gateways: set[Route] = set()
        """The routes that no file asks for, to gateways outside of the networks of their devices."""

    def configure(self, connection: Connection, name: str) -> None:
        """What can be set at once: addresses, gateway and routes that the profile itself has."""
        for family in connection.families:
            if family.is_on:
                self._set(connection, name, family, self._metric(name, family))
            elif self.machine.release >= _ROUTES_ALONE:
                self.machine.kernel.links[name].disable_ipv6 |= family.version == 6 and family.method == "disabled"
                self._add_routes(connection, name, family, self._metric(name, family))

    def reserve(self, connection: Connection, name: str) -> None:
        """The metric of a device that a default route may lead through is taken before others' (nm-policy.c)."""
        if connection.has_addresses:
            for family in connection.families:
                if family.is_on and family.method != "link-local" and not family.never_default:
                    self._metric(name, family)

    def go_on(self, connection: Connection, name: str) -> bool:
        """What needs a wire; whether there is an address then, without which the activation fails."""
        families = four, six = connection.families
        self._ask_by_ports(connection, name, four)
        has_ipv4 = self._get(connection, name, four)
        # where IPv6 does not matter NetworkManager does not wait for it, but asks a server all the same
        has_ipv6 = self._get(connection, name, six, matters=not (has_ipv4 and four.is_on and six.may_fail))
        has_identifier = not six.is_on or self._has_identifier(connection, name)
        answered = has_ipv4, has_ipv6 and has_identifier
        fatal = any(not ok and not family.may_fail for ok, family in zip(answered, families, strict=True))
        good = any(ok and family.is_on for ok, family in zip(answered, families, strict=True))
        if fatal or not (good or all(answered)):
            kernel = self.machine.kernel
            kernel.flush_addresses(name)
            kernel.routes.remove(name)
            cause, key = Cause("without-address"), "ipv4.may-fail" if fatal else "ipv4.method"
            if not has_identifier:
                cause, key = Cause("no-identifier", name), "ipv6.method"
            keys = connection.keys(key)
            self.machine.note(SCRIPT, connection.document, name, Action("start"), "failed", cause, *keys)
            return False
        return True

    def _has_identifier(self, connection: Connection, name: str) -> bool:
        """Whether there is what an IPv6 link-local address is made of: a MAC address, or that of a GRE tunnel.

        _dev_ipll6_start, get_ip_iface_identifier.
        """
        if connection.profile.text("ipv6", "addr-gen-mode") in _WITHOUT_MAC:
            return True
        link = self.machine.kernel.links[name]
        over_ipv6 = _OVER_IPV6 if self.machine.release >= KNOWS_ADDRESS_OVER_IPV6 else ()
        return link.is_ethernet or link.kind in ("gre", *over_ipv6)

    def _metric(self, name: str, family: IPConfig) -> int:
        """The metric for the routes of a device: of its kind, one more for each further of the kind."""
        if family.metric is not None:
            return family.metric or (0 if family.version == 4 else 1024)
        if name not in self._metrics:
            metric = _METRICS[self.machine.kernel.links[name].kind]
            while kind := next((k for k, least in _METRICS.items() if least <= metric <= self._most.get(k, 0)), None):
                metric = self._most[kind] + 1
            self._metrics[name] = self._most[self.machine.kernel.links[name].kind] = metric
        return self._metrics[name]

    def _set(self, connection: Connection, name: str, family: IPConfig, metric: int) -> None:
        document = connection.document
        if family.method == "shared" and family.version == 4:
            if not self.machine.has_package(DNSMASQ, True, Stake("sharing", name)):
                cause = Cause("no-program", DNSMASQ)
                keys = connection.keys("ipv4.method")
                self.machine.note(SCRIPT, document, name, Action("start"), "failed", cause, *keys)
                return
            if not family.addresses:
                first = Wanted(_SHARED + (self._shared << 8), 24, connection.keys("ipv4.method")[0])
                self._add(document, name, family, first, metric)
                self._shared += 1
        for wanted in family.addresses:
            if not self._is_taken(connection, name, family, wanted):
                self._add(wanted.origin.document if wanted.origin else document, name, family, wanted, metric)
        self._add_routes(connection, name, family, metric)

    def _get(self, connection: Connection, name: str, family: IPConfig, matters: bool = True) -> bool:
        """Whether there is an address, or none is asked for, or it does not matter."""
        if family.method == "manual":
            return any(a.version == family.version for a in self.machine.kernel.addresses_of(name))
        is_leased = family.version == 4 or name in self.machine.facts.leases6
        if family.method == "dhcp" or (family.method == "auto" and is_leased):
            answered = self._ask(connection, name, family, self._metric(name, family))
            if answered or family.version == 4 or family.method == "dhcp":
                return answered
        if family.method == "auto" and matters and not self._waits_for_ever(connection, name):
            if self.machine.facts.knows_neighbours:
                return False  # and no router is among them
            self.machine.assume(Fact("router", name), True, Stake("router", name))
        if family.method == "link-local" and family.version == 4:
            if not self.machine.kernel.carrier(name):
                return False
            self.machine.assume(Fact("link-local", name), None, Stake("link-local", name))
        return True

    def _waits_for_ever(self, connection: Connection, name: str) -> bool:
        """Whether a device keeps the IPv6 addresses that it has, however long no router announces itself."""
        waits = connection.profile.number("ipv6", "ra-timeout") == _FOREVER
        return waits and any(address.version == 6 for address in self.machine.kernel.addresses_of(name))

    def _is_taken(self, connection: Connection, name: str, family: IPConfig, wanted: Wanted) -> bool:
        """Whether another host answers for the address, where NetworkManager asks before it takes one."""
        if family.version == 6 or not self._asks_first(connection) or not is_taken(self.machine, name, wanted.ip):
            return False
        action, cause = Action("address", f"{text_of(wanted.ip, 4)}/{wanted.length}"), Cause("address-taken")
        self.machine.note(SCRIPT, connection.document, name, action, "failed", cause, wanted.key)
        return True

    def _ask_by_ports(self, connection: Connection, name: str, family: IPConfig) -> None:
        """Addresses are set before ports join: only then does another host answer for one that is set already."""
        kernel = self.machine.kernel
        if kernel.links[name].kind not in WITH_PORTS:
            return
        for wanted in family.addresses:
            there = [address for address in kernel.addresses_of(name, 4) if address.ip == wanted.ip]
            if there and self._is_taken(connection, name, family, wanted):
                kernel.remove_addresses(name, there)

    def _asks_first(self, connection: Connection) -> bool:
        milliseconds = connection.profile.number("ipv4", "dad-timeout")
        return self.machine.release >= _ASKS_FIRST if milliseconds is None else milliseconds > 0

    def _add(self, document: Text | None, name: str, family: IPConfig, wanted: Wanted, metric: int) -> bool:
        if name == "lo" and self.machine.kernel.has_address(name, wanted.ip, family.version):
            return True  # 127.0.0.1 and ::1, which every loopback has
        new = _address(name, family, wanted.ip, wanted.length, metric, wanted.label)
        keys = (wanted.key, wanted.key.replace("IPADDR", "PREFIX"), wanted.key.replace("IPADDR", "NETMASK"))
        add = partial(self.machine.kernel.add_address, new)
        return self.machine.attempt(SCRIPT, document, name, Action("address", str(new)), add, *keys)

    def _add_default(self, connection: Connection, name: str, route: Route, near: Networks) -> None:
        origin = connection.profile.origin(f"ipv{route.version}", "gateway")
        assert origin is not None
        action = Action("default-route" if route.version == 4 else "ipv6-default-route", route.gateway)
        self.machine.attempt(SCRIPT, origin.document, name, action, partial(self._add_route, route, near), origin.key)

    def _add_route(self, route: Route, near: Networks) -> None:
        """Add ROUTE, and before it one to its gateway where no network of NEAR holds that. Raises Refusal."""
        via, kernel = route.via, self.machine.kernel
        if via is None or route.onlink:
            add_route(kernel, route, append=True)
            return
        if not _is_within(near, via, route.version):
            self._add_way(route, via)
        try:
            add_route(kernel, route, append=True)
        except Refusal as refusal:
            if refusal.cause.kind != "gateway-unreachable":
                raise
            self._add_way(route, via)  # nm_platform_ip_route_sync
            add_route(kernel, route, append=True)

    def _add_way(self, route: Route, via: int) -> None:
        """Add a route to the gateway of ROUTE. Raises Refusal."""
        bits = 32 if route.version == 4 else 128
        scope = "link" if route.version == 4 else "global"
        to_gateway = route._replace(to=via, length=bits, via=None, source=None, scope=scope, type="unicast")
        add_route(self.machine.kernel, to_gateway, append=True)
        self._to_gateways.add(to_gateway)

    def _near(self, name: str, family: IPConfig, routes: Sequence[Route] = ()) -> Networks:
        """What the device reaches without a gateway, by its addresses and by ROUTES, in whichever table these are."""
        addresses = self.machine.kernel.addresses_of(name, family.version)
        near = [(address.network, address.length) for address in addresses if address.length]
        near += [(r.to, r.length) for r in routes if r.via is None and r.type not in TO_NOWHERE]
        return [*near, _LINK_LOCAL] if family.version == 6 and family.is_on else near

    def _add_routes(self, connection: Connection, name: str, family: IPConfig, metric: int) -> None:
        """The default route and those of the profile, first those that lead to no gateway."""
        table = family.table or self.machine.kernel.table_of(name)
        lines = list(routes_of(connection.profile, family, name, metric, table))
        near = self._near(name, family, [line.route for line in lines if line.route is not None])
        by_gateway = [line for line in lines if line.route is not None and line.route.via is not None]
        self._add_lines(name, [line for line in lines if line not in by_gateway], near)
        if family.gateway is not None and not family.never_default:
            default = Route(family.version, 0, 0, family.gateway, name, metric, table=table, protocol="static")
            self._add_default(connection, name, default, near)
        self._add_lines(name, by_gateway, near)

    def _add_lines(self, name: str, lines: Iterable[Line], near: Networks) -> None:
        for line in lines:
            document, number, action = line.origin.document, line.origin.place.line, Action("route", line.text)
            if line.route is None:
                self.machine.note(SCRIPT, document, name, action, "failed", Cause("unreadable-route"), line=number)
                continue
            try:
                self._add_route(line.route, near)
            except Refusal as refusal:
                self.machine.note(SCRIPT, document, name, action, "failed", refusal.cause, line=number)
            else:
                self.machine.note(SCRIPT, document, name, action, "ok", None, line=number)

    # -- leases -----------------------------------------------------------------------------------------

    def automatic(self, name: str) -> None:
        """The profile that NetworkManager makes up for a card that it has none for: DHCP."""
        family = IPConfig(4, "auto")
        if not self._ask(None, name, family, self._metric(name, family)):
            self.machine.note(SCRIPT, None, name, Action("start"), "failed", Cause("without-address"))

    def _ask(self, connection: Connection | None, name: str, family: IPConfig, metric: int) -> bool:
        """An address by DHCP; without a CONNECTION, for a profile that NetworkManager makes up."""
        facts, version = self.machine.facts, family.version
        leases = facts.leases if version == 4 else facts.leases6
        document = connection.document if connection else None
        keys = connection.keys("ipv4.method" if version == 4 else "ipv6.dhcp") if connection else ()
        fact = dhcp(name, version)
        if name in leases:
            take = partial(self._take, name, leases[name], family, metric)
            self.machine.attempt(SCRIPT, document, name, Action("lease", version, leases[name].address), take, *keys)
            return True
        if facts.may_lease(fact):
            self.machine.assume(fact, True, Stake("addressing", name))
            self.machine.note(SCRIPT, document, name, Action("dhcp", version), "ok", Cause("server-assumed"), *keys)
            return True
        self.machine.note(SCRIPT, document, name, Action("dhcp", version), "failed", Cause("no-server"), *keys)
        return False

    def _take(self, name: str, lease: Lease, family: IPConfig, metric: int) -> None:
        version, kernel = family.version, self.machine.kernel
        known = prefix(lease.address, version)
        if known is None:
            raise Refusal("no-address", lease.address)
        ip, length = known
        kernel.add_address(_address(name, family, ip, length, metric))
        near = self._near(name, family)
        kernel.routes.remove(name, lambda route: route in self._to_gateways and _is_within(near, route.to, version))
        via = address(lease.gateway, version) if lease.gateway else None
        if via is None or family.gateway is not None or family.never_default or not family.peer_routes:
            return  # a gateway of the profile's own takes the place of that of the lease
        source = ip if version == 4 and self.machine.release >= _WITH_SOURCE else None
        table = family.table or kernel.table_of(name)
        self._add_route(Route(version, 0, 0, via, name, metric, source=source, table=table, protocol="dhcp"), near)


def needs_a_wire(connection: Connection) -> bool:
    """Whether there is something that a device without a carrier waits for."""
    return any(family.method in ("auto", "dhcp", "link-local") for family in connection.families)


def _address(name: str, family: IPConfig, ip: int, length: int, metric: int, label: str = "") -> Address:
    version = family.version
    broadcast = ip | mask(length) ^ 0xFFFFFFFF if version == 4 and length <= 30 else None
    label = label if version == 4 else ""
    return Address(name, version, ip, length, broadcast, label=label, metric=metric, table=family.table)


def _is_within(networks: Networks, ip: int, version: int) -> bool:
    bits = 32 if version == 4 else 128
    return any(ip & mask(length, bits) == network for network, length in networks)
