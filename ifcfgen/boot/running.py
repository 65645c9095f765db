"""What runs now, to be compared with what the next boot makes of the files.

What comes and goes by itself is no difference: addresses and routes of a DHCP server or a router, link-local
addresses, the active port of a bond, the devices of guests and containers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ifcfgen.boot.guests import cut_off
from ifcfgen.boot.kernel import Kernel, bonding, bridging
from ifcfgen.boot.kernel.state import NATIVE_RULES, RANDOM_MAC, UNKNOWN_MAC, Address, Link, Route, Rule
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Assumed
from ifcfgen.boot.shown import Shown, add_bridges, devices, routes, rules
from ifcfgen.facts import dhcp
from ifcfgen.facts.running import Running
from ifcfgen.lazy import NamedTuple
from ifcfgen.place import Place
from ifcfgen.reading import Reading

_OF_GUESTS = re.compile(
    r"(?:vnet|tap|macvtap|veth|vif|cali|cilium_|cni|lxc)[\w.-]*|virbr\d+(?:-nic)?|docker\d+|br-[0-9a-f]{12}|podman\d+"
    r"|flannel\.\d+|kube-\w+|lxdbr\d+|nodelocaldns"
)
"""What libvirt and the engines of containers call what they make."""
_KINDS_OF_GUESTS = ("tun", "veth", "macvtap")
_PORT_NAMES = {
    "priority": "priority", "hairpin": "hairpin_mode", "guard": "bpdu_guard", "root_block": "root_block",
    "learning": "learning", "flood": "unicast_flood", "mcast_router": "multicast_router",
    "fastleave": "multicast_fast_leave", "isolated": "isolated",
}  # fmt: skip
_ONLY_WHERE_SET = {"primary": "", "arp_ip_target": ()}
"""Of a bond, what `ip` shows only if it is set."""
_WITH_OWN_MAC = ("nic", "loopback")
_WITH_ARP = ("nic", "vlan", "bond", "bridge")


class Present(NamedTuple):
    """What runs, as an outcome; what no file makes; and the places that are not understood."""

    outcome: Outcome
    others: tuple[str, ...]
    not_understood: tuple[Place, ...]


def present(running: Running, predicted: Outcome, reading: Reading) -> Present:
    """What is RUNNING on the host of READING, beside what is PREDICTED: what is not shown of a device is that."""
    others = {*reading.directory.surroundings.libvirt.networks_by_bridge}
    shown = devices(running.links.text, running.addresses.text)
    add_bridges(shown, running.bridges.text)
    aside = {name for name, device in shown.items() if _is_of_guest(device, predicted, others)}
    kernel = Kernel(predicted.kernel.release)
    outcome = Outcome(kernel, tables=predicted.tables)
    for device in shown.values():
        if device.name not in aside:
            _add_link(kernel, device, predicted.kernel.links.get(device.name))
    for device in shown.values():
        if device.master in kernel.links and device.name in kernel.links:
            kernel.links[device.name].master = device.master
    for link in kernel.links.values():
        if link.bond is not None:
            link.bond["slaves"] = tuple(port.name for port in kernel.links.values() if port.master == link.name)
    leased = _add_addresses(outcome, [shown[name] for name in kernel.links if name in shown], predicted)
    unread = [*_add_routes(kernel, running, predicted, aside, leased), *_add_rules(kernel, running, predicted)]
    outcome.cut_off = tuple(cut_off(reading, kernel, predicted.left))
    _forget_idle_cards(kernel, predicted.kernel)
    return Present(outcome, tuple(sorted(name for name in aside if shown[name].addresses or "UP" in shown[name].flags)),
                   tuple(unread))  # fmt: skip


def _is_of_guest(device: Shown, predicted: Outcome, others: set[str]) -> bool:
    if device.name in predicted.kernel.links:
        return False
    return device.name in others or device.kind in _KINDS_OF_GUESTS or bool(_OF_GUESTS.fullmatch(device.name))


def _add_link(kernel: Kernel, device: Shown, expected: Link | None) -> None:
    kind = device.kind or (expected.kind if expected else "nic")
    link = kernel.links.get(device.name) or kernel.add(device.name, kind, device.mac)
    link.up, link.carrier = "UP" in device.flags, "NO-CARRIER" not in device.flags
    link.mtu = device.mtu or link.mtu
    link.parent = device.parent if kind not in ("nic", *_KINDS_OF_GUESTS) else None
    vlan = device.details.get("id", "") if kind == "vlan" else ""
    link.vlan_id = int(vlan) if vlan.isdigit() else expected.vlan_id if expected else None
    link.arp = "NOARP" not in device.flags if kind in _WITH_ARP or not expected else expected.arp
    if expected:
        chosen = expected.mac_from != "setting" and kind not in _WITH_OWN_MAC
        if chosen or expected.mac in (RANDOM_MAC, UNKNOWN_MAC):
            link.mac = expected.mac
        has_ipv6 = any(address.version == 6 for address in device.addresses)
        link.disable_ipv6 = expected.disable_ipv6 and not has_ipv6
        link.parent = link.parent or expected.parent
        link.port = {**expected.port, **_port(device.port)}
    if link.bond is not None:
        link.bond = _bond(device.details, expected.bond if expected else None)
    if link.bridge is not None:
        link.bridge = _bridge(device.details, expected.bridge if expected else None)


def _bond(details: Mapping[str, str], expected: Mapping[str, Any] | None) -> dict[str, Any]:
    """The settings of a bond; the active port, which the kernel changes by itself, is as EXPECTED."""
    found = {**bonding.bond(), **(expected or {})}
    if not details:
        return found
    for name, value in {**_ONLY_WHERE_SET, **details}.items():
        if name not in found or name in ("slaves", "active_slave"):
            continue
        if name == "arp_ip_target":
            found[name] = tuple(filter(None, value.split(","))) if isinstance(value, str) else value
        else:
            found[name] = int(value) if isinstance(value, str) and value.isdigit() else value
    return found


def _bridge(details: Mapping[str, str], expected: Mapping[str, int] | None) -> dict[str, int]:
    found = {**bridging.bridge(), **(expected or {})}
    for word, value in details.items():
        name = re.sub("^mcast_", "multicast_", word)
        if name in found and re.fullmatch(r"\d+|0x[0-9a-f]+", value):
            found[name] = int(value, 0)
    return found


def _port(details: Mapping[str, str]) -> dict[str, int]:
    """The settings of a port of a bridge; not its path cost, which goes by the speed of the card."""
    words = {_PORT_NAMES[word]: value for word, value in details.items() if word in _PORT_NAMES}
    numbers = {name: {"on": "1", "off": "0"}.get(value, value) for name, value in words.items()}
    return {name: int(value) for name, value in numbers.items() if value.isdigit()}


def _add_addresses(outcome: Outcome, shown: Iterable[Shown], predicted: Outcome) -> list[Address]:
    """Add what is no lease that is predicted as well; these are returned."""
    assumed = {known.fact: known for known in predicted.unknown}
    leased = []
    for device in shown:
        same = {str(address) for address in predicted.kernel.addresses_of(device.name)}
        by_dhcp = assumed.get(dhcp(device.name, 4))
        asked = dhcp(device.name, 6)
        if asked in assumed:  # whether a router sends hosts to a server is not known
            outcome.unknown.append(assumed[asked])
        for address in device.addresses:
            if str(address) not in same and _comes_by_itself(address, device, by_dhcp, outcome.kernel.release):
                leased.append(address)
                if address.version == 4 and by_dhcp and by_dhcp not in outcome.unknown:
                    outcome.unknown.append(by_dhcp)
            elif address not in outcome.kernel.addresses:
                outcome.kernel.addresses.add(address)
    return leased


def _comes_by_itself(address: Address, device: Shown, by_dhcp: Assumed | None, release: int) -> bool:
    is_dynamic = str(address) in device.dynamic
    if address.version == 6:
        return is_dynamic or address.scope == "link"
    # EL6's dhclient gives addresses no end
    return by_dhcp is not None and (is_dynamic or (release <= 6 and not address.secondary))


def _add_routes(
    kernel: Kernel, running: Running, predicted: Outcome, aside: set[str], leased: Iterable[Address]
) -> Iterable[Place]:
    devices_of_leases = {address.dev for address in leased if address.version == 4}

    def is_of_lease(route: Route) -> bool:
        is_default = not route.length and route.version == 4  # dhclient-script does not say whose it is
        return route.dev in devices_of_leases and (route.protocol == "dhcp" or is_default)

    same = {_way(route) for route in predicted.kernel.routes}
    seen: set[Route] = set()
    for file, version in ((running.routes, 4), (running.routes6, 6)):
        for number, route in routes(file.text, version, predicted.tables):
            if route is None:
                yield Place(file.path, number)
            elif route in seen or route.dev in aside or any(dev in aside for _, dev in route.hops):
                continue
            elif not is_of_lease(route) or _way(route) in same:
                seen.add(route)
                kernel.routes.append(route)
    if not running.routes.path:
        kernel.routes.extend(route for route in predicted.kernel.routes if route.version == 4)
    if not running.routes6.path and not any(route.version == 6 for route in seen):
        kernel.routes.extend(route for route in predicted.kernel.routes if route.version == 6)


def _way(route: Route) -> tuple[object, ...]:
    """Without the metric, as for a difference."""
    return (*route.key[:-1], route.via, route.dev)


def _add_rules(kernel: Kernel, running: Running, predicted: Outcome) -> Iterable[Place]:
    alike: dict[Rule, Rule] = {_without_protocol(rule): rule for rule in predicted.kernel.rules}
    for file, version in ((running.rules, 4), (running.rules6, 6)):
        read: Sequence[tuple[int, Rule | None]]
        if not file.path:
            read = [(0, rule) for rule in predicted.kernel.rules if rule.version == version]
        else:
            read = [*rules(file.text, version, predicted.tables)]
        for number, rule in read:
            if rule is None:
                yield Place(file.path, number)
            elif rule not in NATIVE_RULES:
                kernel.rules.add(alike.get(rule, rule))


def _without_protocol(rule: Rule) -> Rule:
    return rule._replace(further=tuple(pair for pair in rule.further if pair[0] != "protocol"))


def _forget_idle_cards(kernel: Kernel, predicted: Kernel) -> None:
    """A card that is up and carries nothing is as predicted: NetworkManager brings up all, dracut those it tries."""
    carries = {link.parent for link in kernel.links.values()} | {route.dev for route in kernel.routes}
    for name, link in kernel.links.items():
        if link.kind == "nic" and not link.master and name not in carries and not kernel.addresses_of(name):
            expected = predicted.links.get(name)
            link.up = bool(expected and expected.up)
