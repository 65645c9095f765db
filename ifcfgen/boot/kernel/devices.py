"""Links by name, what there can be of them, and what stands on what."""

from __future__ import annotations

from itertools import count

from ifcfgen.boot.kernel import bonding, bridging
from ifcfgen.boot.kernel.state import NATIVE_RULES, RANDOM_MAC, Address, Link, Refusal, Route, Rule
from ifcfgen.facts import RELEASES
from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.model.device import HIGHEST_STACK


class Devices:
    """All that a kernel holds: links in the order of their index, addresses, routes, rules, modules."""

    def __init__(self, release: int = RELEASES[-1]):
        self.release = release
        self.links: dict[str, Link] = {}
        self.addresses: list[Address] = []
        self.routes: list[Route] = []
        self.rules: list[Rule] = list(NATIVE_RULES)
        self.modules: set[str] = set()
        self.disable_ipv6 = False
        self._last_index = 0
        self._add("lo", "loopback", "00:00:00:00:00:00").mtu = 65536

    def add(self, name: str, kind: str, mac: str = RANDOM_MAC) -> Link:
        """A new link. Raises Refusal."""
        if not is_interface_name(name):
            raise Refusal("bad-name", name)
        if name in self.links:
            raise Refusal("device-exists", name)
        return self._add(name, kind, mac)

    def _add(self, name: str, kind: str, mac: str) -> Link:
        self._last_index += 1
        link = self.links[name] = Link(name, self._last_index, kind, mac, disable_ipv6=self.disable_ipv6)
        if kind != "nic":
            link.mac_from = "kernel"
        if kind == "bond":
            link.bond = bonding.bond()
        elif kind == "bridge":
            link.bridge = bridging.bridge()
        return link

    def free_name(self, kind: str) -> str:
        """What a new device is called that nobody names."""
        return next(name for name in (f"{kind}{number}" for number in count()) if name not in self.links)

    def link(self, name: str) -> Link:
        """The link NAME. Raises Refusal."""
        try:
            return self.links[name]
        except KeyError:
            raise Refusal("no-device", name) from None

    def vlans_of(self, name: str) -> list[Link]:
        """The VLANs on NAME."""
        return [link for link in self.links.values() if link.parent == name and link.kind == "vlan"]

    def ports_of(self, name: str) -> list[Link]:
        """The ports of NAME."""
        return [link for link in self.links.values() if link.master == name]

    def _keep_straight(self, name: str, master: str) -> None:
        """Raises Refusal where NAME stands on MASTER, as a VLAN or the controller of a controller does."""
        above = {master: 1}
        for known in (waiting := [master]):
            owner = self.links[known].master
            for other in [*(vlan.name for vlan in self.vlans_of(known)), *([owner] if owner else [])]:
                if above.get(other, 0) <= above[known]:
                    above[other] = above[known] + 1
                    waiting.append(other)
        if name in above:
            raise Refusal("stands-on", name, master)
        self._keep_low(self.links[name], max(above.values()))

    def _keep_low(self, link: Link, above: int) -> None:
        """Raises Refusal where as many as ABOVE cannot stand on LINK (__netdev_upper_dev_link)."""
        if self._height(link) + above > HIGHEST_STACK:
            raise Refusal("too-high", HIGHEST_STACK)

    def _height(self, link: Link) -> int:
        """How many devices stand on one another up to LINK, itself included."""
        below = self.ports_of(link.name) if link.kind not in ("nic", "vlan") else []
        if link.kind == "vlan":
            below = [self.links[link.parent or ""]]
        return 1 + max(map(self._height, below), default=0)
