"""The network cards of a guest on the command line of QEMU (qemu(1), "Network options")."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from ifcfgen.lazy import NamedTuple
from ifcfgen.model import GuestInterface, Place

_FIRST_ADDRESS, _LAST = "52:54:00:12:34:", 0x56
"""What QEMU gives to the first card of a guest without an address, and to the next ones with higher last numbers."""
_BRIDGE = "br0"
"""What qemu-bridge-helper takes where nothing names a bridge."""
_SCRIPT = "/etc/qemu-ifup"
_HUB = "0"


class Argument(NamedTuple):
    """A word on the command line, and the line that has it."""

    text: str
    line: int


class _Card(NamedTuple):
    """What one option says of a card: what it is attached to, by the name of a backend, and its address."""

    backend: str
    mac: str | None
    line: int


def interfaces(guest: str, path: str, arguments: Iterable[Argument]) -> Iterator[GuestInterface]:
    """The cards of GUEST that ARGUMENTS, written in the file PATH, attach to a bridge, or have a script attach.

    Of others nothing is known, such as those on a tap that something else has made.
    """
    backends: dict[str, Mapping[str, str]] = {}
    first: list[_Card] = []
    last: list[_Card] = []
    for option, value in itertools.pairwise(arguments):
        kind, said = _read(value.text)
        match option.text.replace("--", "-", 1):
            case "-netdev":
                backends[said.get("id", "")] = {**said, "": kind}
            case "-nic":
                backends[f"-nic {value.line} {len(first)}"] = {**said, "": kind}
                first.append(_Card(f"-nic {value.line} {len(first)}", said.get("mac"), value.line))
            case "-net" if kind == "nic":
                hub = f"-net {said.get('vlan', _HUB)}"
                first.append(_Card(said.get("netdev", hub), said.get("macaddr"), value.line))
            case "-net":
                backends.setdefault(f"-net {said.get('vlan', _HUB)}", {**said, "": kind})
            case "-device" if "netdev" in said:
                last.append(_Card(said["netdev"], said.get("mac"), value.line))
    cards = [*first, *last]  # a device has its address later (net_init_clients, qdev)
    taken = {card.mac.upper() for card in cards if card.mac}
    all_of_qemu = (f"{_FIRST_ADDRESS}{number:02X}" for number in range(_LAST, 0x100))
    free = (mac for mac in all_of_qemu if mac not in taken)
    for card in cards:
        mac = card.mac.upper() if card.mac else next(free, None)
        kind, source = _attached(backends.get(card.backend, {}))
        if source:
            yield GuestInterface(guest, kind, source, mac, False, Place(path, card.line), is_of_qemu=True)


def _read(value: str) -> tuple[str, Mapping[str, str]]:
    """The first word of VALUE, and what it says by name: `bridge,id=n0,br=br0`."""
    kind, _, rest = value.partition(",")
    return kind, {name: text for name, _, text in (part.partition("=") for part in rest.split(","))}


def _attached(backend: Mapping[str, str]) -> tuple[str, str | None]:
    """How BACKEND attaches a card, in words of `GuestInterface`, and to what; None where that is unknown."""
    kind = backend.get("")
    if kind == "bridge" or (kind == "tap" and backend.keys() & {"br", "helper"}):
        return "bridge", backend.get("br", _BRIDGE)
    if kind == "tap" and not backend.keys() & {"fd", "fds", "vhostfds"} and backend.get("script") != "no":
        return "script", backend.get("script", _SCRIPT)
    return "", None
