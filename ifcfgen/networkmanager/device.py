"""The device that a profile configures: each setting as the field that holds it, and the rest as it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, cast

from ifcfgen.keyfile.document import Document
from ifcfgen.keyfile.properties import canonical
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import KINDS, Device, Place
from ifcfgen.networkmanager import addressing, cards
from ifcfgen.networkmanager.keyfile import written
from ifcfgen.networkmanager.methods import method4, method6
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.remainder import Remainder, Unheld
from ifcfgen.networkmanager.source import Version
from ifcfgen.networkmanager.values import ip_of
from ifcfgen.networkmanager.virtual import MODES

_KINDS = {kind.setting or kind.short: name for name, kind in KINDS.items()} | {
    "cdma": "modem", "pppoe": "ppp",
    "ovs-bridge": "ovs", "ovs-port": "ovs", "ovs-interface": "ovs",
}  # fmt: skip
"""By NetworkManager's type of a connection."""
_CARDS = ("ethernet", "infiniband", "wireless", "modem")

_AS_IT_IS: Mapping[str, str] = {
    "connection.autoconnect": "onboot",
    "802-3-ethernet.cloned-mac-address": "mac",
    "802-3-ethernet.mtu": "mtu",
    "802-11-wireless.cloned-mac-address": "mac",
    "802-11-wireless.mtu": "mtu",
    "infiniband.mtu": "mtu",
    "ip-tunnel.mtu": "mtu",
    "loopback.mtu": "mtu",
    "bridge.mac-address": "mac",
    "bridge.priority": "bridge_priority",
    "bridge.forward-delay": "forward_delay",
    "bridge.hello-time": "hello_time",
    "bridge.max-age": "max_age",
    "bridge.ageing-time": "ageing_time",
    "bridge-port.path-cost": "path_cost",
    "bridge-port.priority": "port_priority",
    "bridge-port.hairpin-mode": "hairpin",
    "infiniband.transport-mode": "infiniband_mode",
    "vlan.id": "vlan_id",
    "ip-tunnel.ttl": "ttl",
    "vxlan.id": "vni",
    "vxlan.ttl": "ttl",
    "vxlan.destination-port": "udp_port",
    "vxlan.learning": "mac_learning",
    "veth.peer": "peer_name",
    "tun.owner": "owner",
    "vrf.table": "table",
    "team.config": "team_config",
    "sriov.total-vfs": "virtual_functions",
    "ipv6.mtu": "ipv6_mtu",
}
"""The settings that a field holds just so."""
_SECONDS = ("forward_delay", "hello_time", "max_age", "ageing_time")
_OF_CARDS = ("802-3-ethernet.mac-address", "802-11-wireless.mac-address", "infiniband.mac-address")
"""Elsewhere it is the MAC address of the parent."""
_RELATIONS = (
    ("connection", "controller", "controller_name"),
    *((section, "parent", "parent_name") for section in ("vlan", "macvlan", "ipvlan", "vxlan")),
)
_MODES = {kind: {number: word for word, number in modes.items()} for kind, modes in MODES.items()}
_USUAL_FLAGS = ("reorder-headers",)
_NOT_IN_NAMES = re.compile(r"[/%:\s\x00-\x1f\x7f\ud800-\udfff]+")
_TITLE = f"{KINDS['ethernet'].title} "
"""What NetworkManager begins the name of a profile with that an ifcfg file does not name."""
_PATTERN = re.compile(r"[*?\[\\!&|]")
_IDENTITY = ("type", "interface-name", "id", "uuid", "timestamp")
"""What tells what a profile is for, and when it was last used."""


_NO_KEYFILE = Document(b"")


class Described(NamedTuple):
    """What a profile configures. What no field of the device holds is in its `settings`, or `unheld`."""

    device: Device
    places: Mapping[str, Place]
    """Where a field is said, or an item of one, such as `addresses.0`, `settings.ipv4.may-fail`."""
    unheld: tuple[Unheld, ...] = ()

    def place(self, field: str, item: int | str | None = None) -> Place | None:
        """Where FIELD is said, or ITEM of it; a part that is not known apart is where the whole is."""
        part = f"{field}.{item}"
        while part and part not in self.places:
            part = part.rpartition(".")[0]
        return self.places.get(part)


def name_of(profile: Profile) -> str:
    """What the device of PROFILE is called; one that no name is given for goes by the name of its profile."""
    if profile.interface_name:
        return profile.interface_name
    parent = profile.text("vlan", "parent")
    if parent:
        return f"{parent}.{profile.number('vlan', 'id') or 0}"
    matched = profile.get("match", "interface-name")
    if isinstance(matched, tuple) and len(matched) == 1 and not _PATTERN.search(str(matched[0])):
        return str(matched[0])
    called = (profile.id or "").removeprefix(_TITLE)
    ssid = profile.text("802-11-wireless", "ssid")
    return _NOT_IN_NAMES.sub("-", called.removesuffix(f" {ssid}") if ssid else called) or "-"


def described(profile: Profile, names: Mapping[str, str], version: Version) -> Described:
    """What PROFILE configures under NetworkManager of VERSION. NAMES has the device of each UUID."""
    left = Remainder(profile)
    document = profile.document if isinstance(profile.document, Document) else _NO_KEYFILE
    kind = _kind(profile)
    name = name_of(profile)
    fields: dict[str, Any] = {
        "name": name, "suffix": name, "kind": kind, "nm_controlled": True,
        "named": profile.interface_name is not None or kind not in _CARDS,
    }  # fmt: skip
    _take_identity(left)
    _take_plain(left, fields)
    _take_relations(left, fields, names)
    if kind in _OF_KIND:
        _OF_KIND[kind](left, fields)
    if kind in _CARDS:
        cards.take_card(left, document, fields)
    if kind == "wireguard":
        cards.take_wireguard(left, document, fields)
    cards.take_features(left, fields)
    addressing.take(left, fields)
    device = Device(**fields)
    settings = {**_rest(left, version), **_methods(profile, device)}
    said = {name: place for name in settings if (place := _place(profile, name))}
    settings = dict(sorted(settings.items(), key=lambda setting: _line(said.get(setting[0]))))
    places = {**left.places, **{f"settings.{name}": place for name, place in said.items()}}
    return Described(replace(device, settings=settings), places, tuple(left.unheld))


def _kind(profile: Profile) -> str:
    kind = _KINDS.get(profile.type or "", "other")
    return "macvtap" if kind == "macvlan" and profile.flag("macvlan", "tap", False) else kind


def _take_plain(left: Remainder, fields: dict[str, Any]) -> None:
    """Take the settings that a field holds just so."""
    of_cards = dict.fromkeys(_OF_CARDS, "hwaddr") if fields["kind"] in _CARDS else {}
    for dotted, field in {**_AS_IT_IS, **of_cards}.items():
        section, _, name = dotted.partition(".")
        value = left.take(section, name, field) if field not in fields else None
        if value is not None:
            fields[field] = float(cast("int", value)) if field in _SECONDS else value


def _take_identity(left: Remainder) -> None:
    """Take what names a profile, or is no configuration."""
    for name in _IDENTITY:
        left.take("connection", name, "kind" if name == "type" else "name")


def _take_relations(left: Remainder, fields: dict[str, Any], names: Mapping[str, str]) -> None:
    """Take what names another device, or the profile of one."""
    for section, name, field in _RELATIONS:
        other = left.text(section, name, field)
        if other:
            fields[field] = names.get(other.lower(), other)
    left.take("connection", "port-type", "controller_name")


# -- kinds ----------------------------------------------------------------------------------------------


def _bond(left: Remainder, fields: dict[str, Any]) -> None:
    options = left.take("bond", "options", "bond_options")
    fields["bond_options"] = dict(options) if isinstance(options, Mapping) else {}


def _bridge(left: Remainder, fields: dict[str, Any]) -> None:
    fields["stp"] = left.take("bridge", "stp", "stp") is not False


def _vlan(left: Remainder, fields: dict[str, Any]) -> None:
    fields.setdefault("vlan_id", 0)
    if left.settings.get("vlan", {}).get("flags") == _USUAL_FLAGS:
        left.take("vlan", "flags", "vlan_id")


def _with_mode(left: Remainder, fields: dict[str, Any]) -> None:
    section, kind = KINDS[fields["kind"]].short, fields["kind"]
    mode = left.take(section, "mode", "mode")
    if kind == "macvtap":
        left.take(section, "tap", "mode")
    fields["mode"] = _MODES[kind].get(mode if isinstance(mode, int) else 0, "tun" if kind == "tap" else None)


def _tunnel(left: Remainder, fields: dict[str, Any]) -> None:
    _with_mode(left, fields)
    _ends(left, fields)
    for name, field in (("input-key", "input_key"), ("output-key", "output_key")):
        text = left.text("ip-tunnel", name, field)
        if text:
            fields[field] = int(text)


def _ends(left: Remainder, fields: dict[str, Any]) -> None:
    section = KINDS[fields["kind"]].short
    for end in ("local", "remote"):
        text = left.text(section, end, end)
        if text:
            fields[end] = ip_of(text, 6 if ":" in text else 4)


_OF_KIND: Mapping[str, Callable[[Remainder, dict[str, Any]], None]] = {
    "bond": _bond,
    "bridge": _bridge,
    "vlan": _vlan,
    **dict.fromkeys(("macvlan", "macvtap", "ipvlan", "tap"), _with_mode),
    "tunnel": _tunnel,
    "vxlan": _ends,
}
"""What only a device of a kind has."""


# -- the rest -------------------------------------------------------------------------------------------


def _rest(left: Remainder, version: Version) -> dict[str, str]:
    """What no field holds, by section and key."""
    return {
        f"{section}.{key}": value if isinstance(value, str) else "".join(f"{item};" for item in value)
        for section, values in written(left.settings, version).items()
        for key, value in values.items()
        if value  # an empty list is none
    }


def _methods(profile: Profile, device: Device) -> dict[str, str]:
    """The methods of the families that do not follow from the fields."""
    methods = (("ipv4", method4(device)), ("ipv6", method6(device)))
    asked = ((section, profile.text(section, "method"), method) for section, method in methods)
    return {f"{section}.method": wanted for section, wanted, method in asked if wanted and wanted != method}


def _line(place: Place | None) -> int:
    return place.line or 0 if place else 0


def _place(profile: Profile, name: str) -> Place | None:
    """Where the setting NAME is said."""
    section, _, key = name.partition(".")
    return profile.place(canonical(section), key)
