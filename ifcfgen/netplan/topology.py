"""The whole file -> the model: ports find their controllers, VLANs their parents; what cannot work is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

from ifcfgen.errors import Fault, Faults, did_you_mean
from ifcfgen.facts import Host
from ifcfgen.model import Device, Origins, Place, Topology
from ifcfgen.netplan import nodes, version1
from ifcfgen.netplan.configuration import Configuration
from ifcfgen.netplan.devices import Draft, draft
from ifcfgen.netplan.grammar import Block, Reader, Written
from ifcfgen.netplan.guests import Guests
from ifcfgen.netplan.properties import BARE, FILE, KINDS, NETWORK_SECTION
from ifcfgen.secrets import Secrets, is_secret

_EMPTY = Block()
_HANDED_ALL = ("macvlan", "macvtap", "ipvlan")
"""What gets all that its parent receives."""


def topology(text: str, path: str) -> Configuration:
    """The topology that TEXT asks for; PATH is for messages, and names the host where nothing else does.

    Raises `Faults` with all that is wrong.
    """
    from ifcfgen.netplan.composer import compose  # and YAML with it

    root = compose(text, path)
    if root is None or nodes.is_null(root):
        raise Faults([Fault(Place(path), "an empty file; a topology begins with `network:`")])
    if not isinstance(root, nodes.Mapping):
        raise Faults([Fault(Place(path, root.line, root.column), "not a topology, which begins with `network:`")])
    root = _in_version_2(root, path)
    reader = Reader(path, Secrets(values=_secrets(root)))
    network, besides = _sections(root, reader)
    drafts = list(_drafts(network, reader))
    references = _References(drafts, network, reader)
    references.settle()
    drafts = [made for made in drafts if not made.is_hardware_vlan]
    origins = {made.name: Origins(made.places) for made in drafts}
    devices = tuple(made.device() for made in drafts)
    guests = Guests(references.drafts, reader)
    networks = tuple(guests.networks(besides.value("virtual-networks", _EMPTY)))
    found = Configuration(
        devices,
        path,
        origins,
        tuple(reader.unmodelled),
        host=_host(besides.value("host", _EMPTY), path, reader),
        guest_interfaces=tuple(guests.interfaces(besides.value("guests", _EMPTY), networks)),
        virtual_networks=networks,
    )
    for place, text in (*_twins(drafts), *_rivals(found), *_rings(found)):
        reader.fault(place, text)
    reader.finish()
    return found


def _in_version_2(root: nodes.Mapping, path: str) -> nodes.Mapping:
    """ROOT, whose network may be in cloud-init's version 1. Raises `Faults`."""
    network = next((value for name, value in _named(root) if name == "network"), root)
    if not isinstance(network, nodes.Mapping):
        return root
    version = next((value for name, value in _named(network) if name == "version"), None)
    if not isinstance(version, nodes.Scalar) or version.value == "2" or nodes.is_null(version):
        return root
    if version.value != "1":  # another language: no other fault in it would mean anything
        text = f"this is network configuration version {version.value[:20]}; versions 1 and 2 are supported"
        raise Faults([Fault(Place(path, version.line, version.column), text)])
    made = version1.translated(network, path)
    if network is root:
        return made
    items = [made if item is network else item for item in root.items]
    return nodes.Mapping(root.line, root.column, items)


def _secrets(root: nodes.Node) -> Iterator[str]:
    """The secrets in ROOT."""
    left, seen = [root], set()
    while left:
        node = left.pop()
        if isinstance(node, nodes.Scalar) or id(node) in seen:  # an alias stands for what is there already
            continue
        seen.add(id(node))
        left += node.items
        if isinstance(node, nodes.Mapping):
            yield from (v.value for name, v in _named(node) if isinstance(v, nodes.Scalar) and _is_secret(name))


def _is_secret(name: str) -> bool:
    return name in ("private", "shared") or is_secret(name)


def _named(mapping: nodes.Mapping) -> Iterator[tuple[str, nodes.Node]]:
    return ((key.value, value) for key, value in mapping.pairs if isinstance(key, nodes.Scalar))


def _sections(root: nodes.Mapping, reader: Reader) -> tuple[Block, Block]:
    """The network, and what stands besides it."""
    names = {name for name, _ in _named(root)}
    bare = "network" not in names and not names.isdisjoint(NETWORK_SECTION.known)
    read = (BARE if bare else FILE).read(root, "topology", reader)
    whole: Block = read.value if read else _EMPTY
    if not bare and "network" not in names:
        reader.fault(reader.place(root), "no `network:`, with which a topology must begin")
    return whole if bare else whole.value("network", _EMPTY), whole


def _drafts(network: Block, reader: Reader) -> Iterator[Draft]:
    for section in KINDS:
        block: Block = network.value(section, _EMPTY)
        for id, written in block.items():
            if id != "renderer":
                made = draft(section, id, written, _renderer((written.value, block, network)), reader)
                if not made.is_hardware_vlan and made.block.value("renderer") == "sriov":
                    reader.fault(made.block["renderer"].place, f"{id}: renderer: sriov is for VLANs only")
                yield made


def _renderer(blocks: Iterable[Block]) -> Written | None:
    """The innermost that brings devices up; networkd counts as not given."""
    given = (block["renderer"] for block in blocks if "renderer" in block)
    return next((written for written in given if written.value not in ("networkd", "sriov")), None)


def _host(block: Block, path: str, reader: Reader) -> Host:
    packages = {written.value: written.place for written in block.value("packages", ())}
    missing = {written.value: written.place for written in block.value("without", ())}
    for name in missing.keys() & packages.keys():
        line = packages.pop(name).line
        reader.fault(missing[name], f"without: {name} is stated as installed in line {line}")
    return Host.of(
        name=block.value("name") or PurePath(path).stem or None,
        release=block.value("release"),
        services={name: written.value for name, written in block.value("services", _EMPTY).items()},
        packages=packages,
        without=missing,
        complete=block.value("packages-complete"),
    )


class _References:
    """What devices say of each other: by ID in the file, by the name of the interface in the model."""

    def __init__(self, drafts: Iterable[Draft], network: Block, reader: Reader):
        self.drafts = {made.id: made for made in drafts}
        self.reader = reader
        # All IDs, also of what the model has not or could not be read: to refer to such a device is no second fault.
        sections = (written.value for written in (*network.values(), *network.unmodelled.values()))
        self.ids = {id for block in sections if isinstance(block, Block) for id in block.names if id != "renderer"}

    def settle(self) -> None:
        """Tell every port its controller, every VLAN and its like the parent, every virtual ethernet its peer."""
        self._ports()
        for made in self.drafts.values():
            link = made.block.get("link")
            if made.is_hardware_vlan:
                self._tag(made)
            elif link and made.section == "ethernets":
                card = self._find(link, "link")
                made.fields["physical_function"] = card.name if card else link.value
            elif link:
                parent = self._find(link, "link")
                made.fields["parent_name"] = parent.name if parent else link.value
            peer = made.block.get("peer")
            if peer:
                self._pair(made, peer)
            parameters: Block = made.block.value("parameters", _EMPTY)
            for name, field in (("path-cost", "path_cost"), ("port-priority", "port_priority")):
                for id, written in parameters.value(name, _EMPTY).items():
                    port = self._port(made, Written(id, written.place), name)
                    if port:
                        port.fields[field] = written.value
                        port.places[field] = written.place
            if "primary" in parameters:
                port = self._port(made, parameters["primary"], "primary")
                if port:
                    made.fields["bond_options"]["primary"] = port.name

    def _ports(self) -> None:
        port_of: dict[str, tuple[str, int | None]] = {}
        for made in self.drafts.values():
            for written in made.block.value("interfaces", ()):
                id, place = written
                port = self._find(written, "interfaces")
                if id in port_of:
                    controller, line = port_of[id]
                    how = "listed twice" if controller == made.id else f"already a port of {controller}"
                    self.reader.fault(place, f"{made.id}: interfaces: {id} is {how} (line {line})")
                    continue
                port_of[id] = made.id, place.line
                if port:
                    port.fields["controller_name"] = made.name
                    port.places["controller_name"] = place

    def _pair(self, made: Draft, peer: Written) -> None:
        """Tell a virtual ethernet its other end, which must say the same of it."""
        other = self._find(peer, "peer")
        back = other.block.value("peer") if other and other.section == made.section else None
        if other and (back != made.id or other is made):
            why = f"is paired with {back}" if back else "is no virtual ethernet with a peer"
            self.reader.fault(peer.place, f"{made.id}: peer: {peer.value} {why}; each end names the other")
        made.fields["peer_name"] = other.name if other else peer.value

    def _port(self, controller: Draft, id: Written, name: str) -> Draft | None:
        if all(id.value != written.value for written in controller.block.value("interfaces", ())):
            self.reader.fault(
                id.place, f"{name}: {id.value} is not a port of {controller.id}; list it in `interfaces:`"
            )
            return None
        return self.drafts.get(id.value)

    def _tag(self, made: Draft) -> None:
        """Tell a virtual function the VLAN that its card puts it into."""
        for name in made.block.keys() - {"id", "link", "renderer"}:
            text = f"{made.id}: {name}: renderer: sriov makes no device that could have it; give it to its link"
            self.reader.fault(made.block[name].place, text)
        link = made.block.get("link")
        card = self._find(link, "link") if link else None
        if link and card and "hardware_vlan" in card.fields:
            text = f"{made.id}: {card.id} already has VLAN {card.fields['hardware_vlan']}; a card adds one tag"
            self.reader.fault(link.place, text)
        elif link and card and (card.section != "ethernets" or "link" not in card.block):
            text = f"{made.id}: renderer: sriov: {card.id} is no virtual function: it has no `link:`"
            self.reader.fault(link.place, text)
        elif card:
            card.fields["hardware_vlan"] = made.fields.get("vlan_id")
            card.places["hardware_vlan"] = made.places.get("vlan_id", made.place)

    def _find(self, id: Written, name: str) -> Draft | None:
        if id.value not in self.ids:
            closest = did_you_mean(id.value, self.ids)
            self.reader.fault(id.place, f"{name}: no device {id.value!r} is defined here{closest}")
        found = self.drafts.get(id.value)
        if found and found.is_hardware_vlan:
            self.reader.fault(id.place, f"{name}: {id.value} is no device: renderer: sriov leaves the VLAN to the card")
        return found


# -- what cannot work --------------------------------------------------------------------------------------------


def _twins(drafts: Iterable[Draft]) -> Iterator[tuple[Place, str]]:
    """Interfaces that are defined twice, and VLANs that the kernel cannot tell apart."""
    names: dict[str, Draft] = {}
    tags: dict[tuple[str, int], Draft] = {}
    for made in drafts:
        first = names.setdefault(made.name, made)
        if first is not made:
            yield made.place, f"{made.name} is defined twice, in line {first.place.line} ({first.section}) before"
        parent, tag = made.fields.get("parent_name"), made.fields.get("vlan_id")
        if parent and tag is not None:
            first = tags.setdefault((parent, tag), made)
            if first is not made:
                yield made.place, f"{made.id}: {parent} already has VLAN {tag}: {first.id} (line {first.place.line})"


def _rivals(found: Topology) -> Iterator[tuple[Place, str]]:
    """Macvlans and ipvlans on what hands all that it receives to another (the kernel's netdev_rx_handler_register)."""
    first: dict[str, Device] = {}
    for device in found:
        parent = found.parent(device) if device.kind in _HANDED_ALL else None
        if parent is None:
            continue
        place, controller = found.origin(device, "parent_name"), found.controller(parent)
        if controller and controller.kind != "vrf":
            yield place, f"{device.name}: {parent.name} is a port of {controller.name}; put it on {controller.name}"
        other = first.setdefault(parent.name, device)
        mixed = (device.kind == "ipvlan") != (other.kind == "ipvlan")
        if other is not device and (mixed or "passthru" in (device.mode, other.mode)):
            why = "a macvlan and an ipvlan share no parent" if mixed else "with passthru there is but one"
            line = found.origin(other).line
            yield place, f"{device.name}: {parent.name} already has {other.name} (line {line}), and {why}"


def _rings(found: Topology) -> Iterator[tuple[Place, str]]:
    """Devices that stand on each other in a ring, each ring once."""
    seen: set[str] = set()
    for device in found:
        ring = () if device.name in seen else found.cycle(device)
        if ring:
            names = [member.name for member in ring]
            seen.update(names)
            places = [_place_of(found, *pair) for pair in zip(ring, (*ring[1:], ring[0]), strict=True)]
            others = "".join(f", line {place.line}" for place in places[1:])
            yield places[0], f"{' on '.join([*names, names[0]])}: they form a cycle{others}"


def _place_of(found: Topology, upper: Device, lower: Device) -> Place:
    """Where it is said that UPPER stands on LOWER, as its controller or its child."""
    is_port = lower.controller_name == upper.name
    return found.origin(lower, "controller_name") if is_port else found.origin(upper, "parent_name")
