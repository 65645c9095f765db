"""The network cards that files name, where it is unknown which there are."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.boot.kernel.state import UNKNOWN_MAC
from ifcfgen.boot.values import is_of_no_card
from ifcfgen.facts.machine import Nic
from ifcfgen.ifcfg.switches import is_true
from ifcfgen.ifcfg.values import is_interface_name, mac
from ifcfgen.lazy import pattern
from ifcfgen.model import KINDS, Device
from ifcfgen.networkmanager.profile import ETHERNET, Profile
from ifcfgen.networkmanager.values import escaped, fits_patterns, is_uuid
from ifcfgen.reading import Reading
from ifcfgen.scripts.names import is_of_card, is_of_software, meant_name

_PLAIN = pattern(r"[!#-&(-\[\]-~]+")
"""Printable ASCII. No card is called otherwise: what has a quote or a backslash in its name is a slip."""
_NUMBERS = re.compile(r"\d+|\D+")


def named_in(reading: Reading) -> tuple[Nic, ...]:
    """Every card that a file of READING names, with the HWADDR that it gives it, in order of their names.

    A card has one name: that of the last file which claims it (initscripts, rename_device). A card to which udev
    gives the name goes before what the files say, and a name that is a typo is that of no card; nor is one like bond0,
    unless a card gets it by its HWADDR. A card known by its MAC address alone has the name that udev makes of that.
    """
    cards: dict[str, str] = {}
    made: set[str] = set()
    named: set[str] = set()
    for definition in reading.definitions:
        device, keys = definition.device, definition.keys
        made.update(filter(None, (keys.get("BRIDGE"), keys.get("MASTER"), keys.get("TEAM_MASTER"))))
        is_ovs_port = keys.get("TYPE") == "OVSPort" and not is_true(keys.get("VLAN"))  # ifup-ovs creates all others
        is_card = device.kind == "other" and is_of_card(device.name)  # whatever its TYPE says that nobody knows
        if KINDS[device.kind].kernel != "nic" and not (is_ovs_port or is_card):
            made.add(device.name)
        elif name := _card_of(device, keys):
            _note(cards, name, keys)
            if device.named:
                named.add(name)
    for profile in reading.keyfiles.values():
        _note_profile(profile, cards, made)
        if profile.interface_name:
            named.add(profile.interface_name)
    for definition in reading.definitions:
        device = definition.device
        if device.kind == "vlan":
            parent = definition.keys.get("PHYSDEV") or device.name.rpartition(".")[0]
            if parent and "." not in parent:
                _note(cards, parent, definition.keys)
    for name, by_udev in reading.directory.surroundings.cards_by_udev.items():
        if name in cards and cards[name].upper() not in by_udev:
            cards[name] = next(iter(by_udev)).lower()
    made.add("lo")
    made.update(name for name in cards if is_of_software(name) and cards[name] == UNKNOWN_MAC)
    names = {name for name in cards if name not in made and is_interface_name(name) and _PLAIN.fullmatch(name)}
    owners = {cards[name]: name for name in sorted(names, key=lambda name: (name in named, name))}
    names = {name for name in names if cards[name] == UNKNOWN_MAC or owners[cards[name]] == name}
    return tuple(Nic(name, cards[name]) for name in sorted(names, key=_natural))


def _card_of(device: Device, keys: Mapping[str, str]) -> str | None:
    """The name of the card that the ifcfg file of DEVICE is for; None if it is for cards of other names."""
    name = device.name.partition(":")[0]
    name = meant_name(device.suffix, name) or name
    if device.named:
        return name
    if not fits_patterns(name, escaped(keys.get("MATCH_INTERFACE_NAME", ""))):
        return None
    return _of_mac(device.hwaddr) if device.hwaddr and not is_interface_name(name) else name


def _of_mac(hardware: str) -> str:
    """What udev calls a card after its MAC address."""
    return f"enx{hardware.replace(':', '').lower()}"


def _note(cards: dict[str, str], name: str, keys: Mapping[str, str]) -> None:
    """Note the card NAME with the first HWADDR that a file gives it, if a card can have that: a VLAN has the address of
    its parent."""
    if cards.get(name, UNKNOWN_MAC) == UNKNOWN_MAC:
        hardware = (mac(keys.get("HWADDR")) or UNKNOWN_MAC).lower()
        cards[name] = UNKNOWN_MAC if is_of_no_card(hardware) else hardware


def _note_profile(profile: Profile, cards: dict[str, str], made: set[str]) -> None:
    """Note the card that a keyfile names, or the devices that NetworkManager makes for it."""
    name, parent = profile.interface_name, profile.text(profile.type or "", "parent")
    made.update(filter(None, (profile.controller, name if profile.type != ETHERNET else None)))
    hardware = profile.text(ETHERNET, "mac-address")
    if profile.type == ETHERNET:
        if hardware and not name and "match" not in profile.settings:
            name = _of_mac(hardware)
        if name:
            _note(cards, name, {"HWADDR": hardware} if hardware else {})
    elif hardware and not parent and profile.type == "vlan":
        _note(cards, _of_mac(hardware), {"HWADDR": hardware})
    elif parent and not is_uuid(parent):
        _note(cards, parent, {"HWADDR": hardware} if hardware else {})


def _natural(name: str) -> list[tuple[bool, int, str]]:
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in _NUMBERS.findall(name)]
