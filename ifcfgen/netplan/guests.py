"""`guests:` and `virtual-networks:` of a topology -> the network cards of libvirt's guests, and libvirt's networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ifcfgen.errors import did_you_mean
from ifcfgen.model import GuestInterface, LibvirtNetwork, Place
from ifcfgen.netplan.devices import Draft
from ifcfgen.netplan.grammar import Block, Reader, Written
from ifcfgen.netplan.values import VIRTUAL_NAME

_ATTACHED = {"bridge": "bridge", "network": "network", "link": "direct"}
"""By property, the type of the interface in libvirt's words."""
_OF_LIBVIRTS_OWN = ("forward", "addresses", "leases")
_SHIPPED = "default"
"""The network that comes with libvirt."""


class Guests:
    """Reads both sections. DRAFTS are the devices of the topology by ID, with their controllers settled."""

    def __init__(self, drafts: Mapping[str, Draft], reader: Reader):
        self._drafts, self._reader = drafts, reader

    def networks(self, block: Block) -> Iterator[LibvirtNetwork]:
        """The virtual networks of BLOCK."""
        for name, written in block.items():
            self._name(name, written)
            said: Block = written.value
            if "bridge" in said:
                for other in (said[key] for key in _OF_LIBVIRTS_OWN if key in said):
                    self._reader.fault(other.place, f"{name}: a network on a bridge of the host has nothing else")
                bridge = self._bridge(said["bridge"])
                yield LibvirtNetwork(name, bridge, "bridge", (), written.place)
                continue
            forward = said.value("forward", "nat")
            addresses = tuple(one.value for one in said.value("addresses", ()))
            leases = tuple(said.value("leases", ()))
            if leases:
                self._check_leases(name, leases, said)
            yield LibvirtNetwork(
                name,
                None,
                None if forward == "isolated" else forward,
                addresses,
                written.place,
                (leases[0].value, leases[-1].value) if leases else None,
            )

    def interfaces(self, block: Block, networks: Sequence[LibvirtNetwork]) -> Iterator[GuestInterface]:
        """The network cards of the guests in BLOCK, of which some are in NETWORKS."""
        known = (_SHIPPED, *(network.name for network in networks))
        owners = {
            made.fields[field]: (made.name, made.place)
            for made in self._drafts.values()
            for field in ("hwaddr", "mac")
            if made.fields.get(field)
        }
        for guest, written in block.items():
            self._name(guest, written)
            for interface in written.value.value("interfaces", ()):
                said: Block = interface.value
                attached = [key for key in _ATTACHED if key in said]
                if len(attached) != 1:
                    if said.sound:
                        text = f"{guest}: an interface has one of `bridge`, `network` and `link`"
                        self._reader.fault(interface.place, text)
                    continue
                mac = said.value("macaddress")
                if mac:
                    self._check_mac(guest, said["macaddress"], owners)
                source = self._source(attached[0], said[attached[0]], known)
                yield GuestInterface(guest, _ATTACHED[attached[0]], source, mac, False, interface.place)

    def _source(self, key: str, written: Written, networks: Sequence[str]) -> str:
        if key == "bridge":
            return self._bridge(written)
        if key == "network":
            if written.value not in networks:
                text = f"network: no virtual network {written.value!r} is defined here"
                self._reader.fault(written.place, text + did_you_mean(written.value, networks))
            return str(written.value)
        made = self._find(written, "link", self._drafts)
        controller = made.fields.get("controller_name") if made else None
        if made and controller:
            text = f"link: {made.name} is a port of {controller}, and cannot have a macvtap; use {controller}"
            self._reader.fault(written.place, text)
        return made.name if made else str(written.value)

    def _bridge(self, written: Written) -> str:
        bridges = {id: made for id, made in self._drafts.items() if made.kind == "bridge"}
        made = self._find(written, "bridge", bridges)
        return made.name if made else str(written.value)

    def _find(self, written: Written, key: str, drafts: Mapping[str, Draft]) -> Draft | None:
        found = drafts.get(written.value)
        if found is None:
            what = "device" if key == "link" else key
            closest = did_you_mean(written.value, drafts)
            self._reader.fault(written.place, f"{key}: no {what} {written.value!r} is defined here{closest}")
        return found

    def _name(self, name: str, written: Written) -> None:
        """A name stands in a file name, and in XML."""
        try:
            VIRTUAL_NAME.parse(name)
        except ValueError:
            self._reader.fault(written.place, f"{name}: is not {VIRTUAL_NAME.wanted}")

    def _check_mac(self, guest: str, written: Written, owners: dict[str, tuple[str, Place]]) -> None:
        mac: str = written.value
        first = int(mac[:2], 16)
        if len(mac) != len("00:00:00:00:00:00") or first & 1 or first == 0xFE:
            # virMacAddrIsUnicast, virNetDevTapCreateInBridgePort
            text = f"macaddress: libvirt rejects {mac}: a guest needs six bytes, not multicast, not beginning with FE"
            self._reader.fault(written.place, text)
        owner, place = owners.setdefault(mac, (guest, written.place))
        if place is not written.place:
            self._reader.fault(written.place, f"macaddress: {mac} is the address of {owner} (line {place.line})")

    def _check_leases(self, name: str, leases: Sequence[Written], said: Block) -> None:
        place = said["leases"].place
        networks = [one.value.network for one in said.value("addresses", ())]
        first, last = leases[0].value, leases[-1].value
        if len(leases) != 2 or first.version != last.version or first > last:
            self._reader.fault(place, f"{name}: leases: must be the first and the last address of a range")
        elif not any(first in network and last in network for network in networks if network.version == first.version):
            self._reader.fault(place, f"{name}: leases: {first} to {last} are in no network of `addresses`")
