"""What ifcfg files cannot say of a team, a tap, a tunnel, or a device that a script of ours creates."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ifcfgen.model import Device
from ifcfgen.render.ifcfg.reader import Reader
from ifcfgen.render.ifcfg.support import KEYFILE, NEITHER, can_name_a_file
from ifcfgen.render.ifcfg.view import TUNNEL_TYPES
from ifcfgen.render.refusal import RENAME, Refusal
from ifcfgen.scripts.extensions import EXTENSIONS


def _team(team: Device, reader: Reader) -> Iterator[Refusal]:
    if reader.release == 6:
        yield "", "EL6 does not support teams", "EL7 to EL9 support them"


def _tap(tap: Device, reader: Reader) -> Iterator[Refusal]:
    if reader.release == 6:
        if tap.mode == "tun":
            yield "mode", "initscripts of EL6 create no tun, only a tap", "EL7 and later support it"
    elif (tap.mode == "tun") != tap.name.startswith("tun"):
        made = "tun" if tap.name.startswith("tun") else "tap"
        yield "mode", f"initscripts create a {made}, because of its name", "name a tun tunN, and a tap otherwise"


def _tunnel(tunnel: Device, reader: Reader) -> Iterator[Refusal]:
    mode = tunnel.mode or ""
    if mode not in TUNNEL_TYPES or (reader.release == 6 and "6" in mode):
        known = ", ".join(name for name in TUNNEL_TYPES if reader.release >= 7 or "6" not in name)
        yield "mode", f"mode {mode}: {reader.does('creates')} tunnels of mode {known}", KEYFILE
        return
    if tunnel.name in ("gre0", "tunl0", "ip6tnl0", "sit0"):
        yield "", f"{tunnel.name} is a device of the kernel itself", RENAME
    for field, key in (("input_key", tunnel.input_key), ("output_key", tunnel.output_key)):
        if key is not None and mode not in ("gre", "ip6gre"):
            yield field, f"key: a tunnel of mode {mode} has none", "a gre tunnel has one"
    if tunnel.input_key != tunnel.output_key:
        yield "output_key", "key: initscripts give both directions the same key", KEYFILE
    for field in ("mac", "offloads", "dhcp4", "dhcp6"):
        if getattr(tunnel, field):
            yield field, f"{field}: a tunnel has none", NEITHER
    unread = {"mtu": tunnel.mtu, "ttl": tunnel.ttl} if mode == "sit" else {}
    for field, asked in unread.items():
        if asked is not None:
            yield field, f"{field}: ifup-sit does not read it", KEYFILE
    yield from _inner(tunnel, mode)
    if mode == "sit" and (tunnel.nameservers or tunnel.search):
        yield "nameservers", "ifup-sit sets no name servers", KEYFILE


def _inner(tunnel: Device, mode: str) -> Iterator[Refusal]:
    """What cannot be said of the addresses of a tunnel."""
    inner = [number for number, address in enumerate(tunnel.addresses) if address.version == 4]
    for number in inner if mode == "sit" else inner[1:]:
        what = "no IPv4 address" if mode == "sit" else "one IPv4 address"
        yield f"addresses.{number}", f"initscripts set {what} on a tunnel of mode {mode}", KEYFILE
    for number in inner:
        if label := tunnel.addresses[number].label:
            yield f"addresses.{number}", f"label {label!r}: initscripts give the address of a tunnel none", NEITHER


def _extension(device: Device, reader: Reader) -> Iterator[Refusal]:
    kind = device.kind
    if reader.release < EXTENSIONS[kind]:
        yield "", f"the kernel of EL{reader.release} has no {kind}", f"EL{EXTENSIONS[kind]} and later have it"
    for field, name in (("parent_name", device.parent_name), ("peer_name", device.peer_name)):
        if name is not None and not can_name_a_file(name, True):
            yield field, f"{name!r} cannot be the name of a device in an ifcfg file", RENAME
    if kind == "ipvlan" and device.mode == "l3s" and reader.release < 8:
        yield "mode", f"mode l3s is not in EL{reader.release}", "EL8 and later support it"
    if kind == "ipvlan" and device.mac:
        yield "mac", "macaddress: an ipvlan has that of its parent", NEITHER
    if device.mac_learning is False:
        yield "mac_learning", "mac-learning: no ifcfg key", KEYFILE
    if kind == "vxlan" and device.remote and device.remote.is_multicast and not device.parent_name:
        yield "remote", f"the multicast group {device.remote} needs a `link:` to send through", "give link"


REFUSALS: Mapping[str, Callable[[Device, Reader], Iterator[Refusal]]] = {
    "team": _team,
    "tap": _tap,
    "tunnel": _tunnel,
    **dict.fromkeys(EXTENSIONS, _extension),
}
"""By kind."""
