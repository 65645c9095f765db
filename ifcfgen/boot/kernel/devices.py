"""Links by name, what there can be of them, and what stands on what."""

from __future__ import annotations

from collections.abc import Iterable, Set
from itertools import count
from operator import attrgetter

from ifcfgen.boot.kernel import bonding, bridging
from ifcfgen.boot.kernel.state import MAIN, RANDOM_MAC, Link, Refusal
from ifcfgen.boot.kernel.tables import AddressTable, RouteTable, RuleTable
from ifcfgen.facts import RELEASES
from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.model.device import HIGHEST_STACK

_index = attrgetter("index")
_LENGTH_OF_A_MAC = len("00:00:00:00:00:00")
_MODULES = {
    "bond": "bonding", "vlan": "8021q", "gre": "ip_gre", "gretap": "ip_gre", "vti": "ip_vti",
    "ip6tnl": "ip6_tunnel", "ip6gre": "ip6_gre", "ip6gretap": "ip6_gre", "vti6": "ip6_vti",
}  # fmt: skip
"""The modules of kinds of links that have another name."""
_LONG = "longer"
"""The key of all MAC addresses that are longer: those of InfiniBand."""


class Devices:
    """All that a kernel holds: links in the order of their index, addresses, routes, rules, modules."""

    def __init__(self, release: int = RELEASES[-1]):
        self.release = release
        self.unasked: Set[str] = frozenset()
        """The modules that it does not get when it asks for what a new link is of."""
        self.links: dict[str, Link] = {}
        self.addresses = AddressTable()
        self.routes = RouteTable()
        self.rules = RuleTable()
        self.modules: set[str] = set()
        self.disable_ipv6 = False
        self._last_index = 0
        self._ports: dict[str, dict[str, Link]] = {}
        self._children: dict[str, dict[str, Link]] = {}
        self._by_mac: dict[str, dict[str, Link]] = {}
        self._least_free: dict[str, int] = {}
        self._add("lo", "loopback", "00:00:00:00:00:00").mtu = 65536

    def add(self, name: str, kind: str, mac: str = RANDOM_MAC) -> Link:
        """A new link. Raises Refusal."""
        self.keep_free(name)
        module = _MODULES.get(kind, kind)
        if module in self.unasked and module not in self.modules:
            raise Refusal("module-kept-out", module)
        return self._add(name, kind, mac)

    def keep_free(self, name: str) -> None:
        """Raises Refusal where no new link can be called NAME."""
        if not is_interface_name(name):
            raise Refusal("bad-name", name)
        if name in self.links:
            raise Refusal("device-exists", name)

    def _add(self, name: str, kind: str, mac: str) -> Link:
        self._last_index += 1
        link = self.links[name] = Link(name, self._last_index, kind, mac, disable_ipv6=self.disable_ipv6)
        if kind != "nic":
            link.mac_from = "kernel"
        if kind == "bond":
            link.bond = bonding.bond()
        elif kind == "bridge":
            link.bridge = bridging.bridge()
        self._know_mac(link)
        return link

    def _know_mac(self, link: Link) -> None:
        self._by_mac.setdefault(link.mac if len(link.mac) <= _LENGTH_OF_A_MAC else _LONG, {})[link.name] = link

    def with_mac(self, part: str) -> list[Link]:
        """The links whose MAC address holds PART, in lower case; in the order of their index."""
        there = self.links
        if len(part) != _LENGTH_OF_A_MAC:
            return [link for link in there.values() if link.mac and part in link.mac]
        known = {**self._by_mac.get(part, {}), **self._by_mac.get(_LONG, {})}
        found = (link for name, link in known.items() if there.get(name) is link and part in link.mac)
        return sorted(found, key=_index)

    def free_name(self, kind: str) -> str:
        """The name of a new device for which none is given."""
        free = next(number for number in count(self._least_free.get(kind, 0)) if f"{kind}{number}" not in self.links)
        self._least_free[kind] = free
        return f"{kind}{free}"

    def link(self, name: str) -> Link:
        """The link NAME. Raises Refusal."""
        try:
            return self.links[name]
        except KeyError:
            raise Refusal("no-device", name) from None

    def children_of(self, name: str) -> list[Link]:
        """The links whose parent is NAME, in the order of their index: each is on its parent from the start."""
        children = self._children.get(name)
        return list(children.values()) if children else []

    def vlans_of(self, name: str) -> list[Link]:
        """The VLANs among them."""
        return [link for link in self.children_of(name) if link.kind == "vlan"]

    def ports_of(self, name: str) -> list[Link]:
        """The ports of NAME."""
        ports = self._ports.get(name)
        return sorted(ports.values(), key=_index) if ports else []

    def vrf_table(self, name: str) -> int | None:
        """The routing table of the VRF that NAME is, or is a port of; None where it is in none."""
        link = self.links[name]
        return link.table or (self.links[link.master].table if link.master else None)

    def table_of(self, name: str) -> int:
        """The routing table that the routes of NAME are in, unless they say another."""
        return self.vrf_table(name) or MAIN

    def standing_on(self, link: Link) -> list[Link]:
        """What stands on LINK: its VLANs and their like, and what it is a port of, in the order of their index."""
        standing = self.children_of(link.name)
        if link.master and link.master in self.links:
            standing.append(self.links[link.master])
        return sorted(standing, key=_index) if len(standing) > 1 else standing

    def _standing_below(self, link: Link) -> Iterable[Link]:
        parent = self.links.get(link.parent or "")
        return [parent] if parent else self._ports.get(link.name, {}).values()

    def attach(self, port: Link, controller: Link) -> None:
        """PORT is one of CONTROLLER from now on. Raises Refusal where it stands on that, or all too high."""
        self._keep_straight(port, controller)
        if port.master:
            self.detach(port)
        port.master = controller.name
        self._ports.setdefault(controller.name, {})[port.name] = port
        self._stack(port, controller)

    def detach(self, port: Link) -> None:
        """PORT is no longer one of its controller."""
        controller = self.links.get(port.master or "")
        self._ports.get(port.master or "", {}).pop(port.name, None)
        port.master = None
        if controller:
            self._unstack(port, controller)

    def _keep_straight(self, port: Link, controller: Link) -> None:
        if port is controller or (controller.above > 1 and port.below > 1 and self._stands_on(port, controller)):
            raise Refusal("stands-on", port.name, controller.name)
        self._keep_low(port, controller.above)

    def _stands_on(self, link: Link, below: Link) -> bool:
        """Whether LINK stands on the link BELOW, or is a port of one that does."""
        seen = {below.name}
        for known in (waiting := [below]):
            new = [other for other in self.standing_on(known) if other.name not in seen]
            seen.update(other.name for other in new)
            waiting += new
        return link.name in seen

    def _keep_low(self, link: Link, above: int) -> None:
        """Raises Refusal where as many as ABOVE cannot stand on LINK (__netdev_upper_dev_link)."""
        if link.below + above > HIGHEST_STACK:
            raise Refusal("too-high", HIGHEST_STACK)

    def _stack(self, lower: Link, upper: Link) -> None:
        """UPPER stands on LOWER from now on."""
        self._rise(lower, upper.above + 1)
        self._sink(upper, lower.below + 1)

    def _rise(self, link: Link, above: int) -> None:
        if link.above < above:
            link.above = above
            for lower in self._standing_below(link):
                self._rise(lower, above + 1)

    def _sink(self, link: Link, below: int) -> None:
        if link.below < below:
            link.below = below
            for upper in self.standing_on(link):
                self._sink(upper, below + 1)

    def _unstack(self, lower: Link, upper: Link) -> None:
        """UPPER stands on LOWER no longer."""
        for link in (waiting := [lower]):
            above = 1 + max((other.above for other in self.standing_on(link)), default=0)
            if above != link.above:
                link.above = above
                waiting += self._standing_below(link)
        for link in (waiting := [upper]):
            below = 1 + max((other.below for other in self._standing_below(link)), default=0)
            if below != link.below:
                link.below = below
                waiting += self.standing_on(link)
