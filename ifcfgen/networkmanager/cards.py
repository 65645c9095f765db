"""What a profile says of a card, and of how it joins a network: wireless networks, 802.1X, modems, WireGuard."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

from ifcfgen.keyfile.document import Document, Entry
from ifcfgen.keyfile.properties import SECTIONS
from ifcfgen.model import AccessPoint, Network, Peer
from ifcfgen.networkmanager.profile import ETHERNET
from ifcfgen.networkmanager.remainder import Remainder, Unheld
from ifcfgen.networkmanager.source import VERSIONS
from ifcfgen.networkmanager.values import number
from ifcfgen.networkmanager.wireguard import PEER

WIRELESS = "802-11-wireless"
SECURITY = "802-11-wireless-security"
WAKE_ON_WLAN: Mapping[str, int] = {
    "default": 0x1, "any": 0x2, "disconnect": 0x4, "magic_pkt": 0x8, "gtk_rekey_failure": 0x10,
    "eap_identity_req": 0x20, "four_way_handshake": 0x40, "rfkill_release": 0x80, "tcp": 0x100,
}  # fmt: skip
"""By netplan's names, the flags of wifi.wake-on-wlan."""
BANDS: Mapping[str, str] = {"2.4GHz": "bg", "5GHz": "a"}
"""By netplan's names."""
KEY_MANAGEMENT: Mapping[str, str] = {
    "psk-sha256": "wpa-psk", "psk": "wpa-psk", "eap-sha256": "wpa-eap", "eap": "wpa-eap",
    "eap-suite-b-192": "wpa-eap-suite-b-192", "sae": "sae", "802.1x": "ieee8021x",
}  # fmt: skip
"""By netplan's names; NetworkManager accepts the SHA256 variants with the plain ones."""
SWITCH_MODES: Mapping[str, int] = {"legacy": 0, "switchdev": 1}
"""By netplan's names."""
_AUTH = {
    "identity": "identity", "anonymous-identity": "anonymous-identity", "ca-cert": "ca-certificate",
    "client-cert": "client-certificate", "private-key": "client-key", "private-key-password": "client-key-password",
    "password": "password", "phase2-auth": "phase2-auth",
}  # fmt: skip
"""The keys of 802-1x, and netplan's names for them."""
_PATH = "file://"
GLOB = re.compile(r"(?![!&|\\])\S*[*?\[]\S*")
"""A pattern that is enough for a match; one with a sign before it must match, or must not."""
_MODEM = (
    "apn", "auto-config", "device-id", "network-id", "number", "password", "pin", "sim-id", "sim-operator-id",
    "username",
)  # fmt: skip
_OWN_APN = {"apn", "username", "password"}
_WIREGUARD = {"private-key": "private_key", "listen-port": "udp_port", "fwmark": "mark", "mtu": "mtu"}
_POINT = "access_points.0"


def sets_switch_mode(release: int) -> bool:
    """Whether NetworkManager of RELEASE sets the switch mode of a card, from keyfiles."""
    return release in VERSIONS and VERSIONS[release] >= SECTIONS["sriov"]["eswitch-mode"].first


def has_own_apn(modem: Mapping[str, str]) -> bool:
    """Whether the settings of a MODEM say how to reach its provider."""
    return not _OWN_APN.isdisjoint(modem)


def without_usual(modem: Mapping[str, str]) -> Mapping[str, str]:
    """The settings of a MODEM without an `auto-config` that is what holds anyway."""
    usual = "false" if has_own_apn(modem) else "true"
    return {key: value for key, value in modem.items() if (key, value) != ("auto-config", usual)}


def take_card(left: Remainder, document: Document, fields: dict[str, Any]) -> None:
    """Take which cards a profile is for, and what only cards have."""
    _take_match(left, fields)
    wake = left.settings.get(ETHERNET, {}).get("wake-on-lan")
    if wake in ((), ("magic",)):
        left.take(ETHERNET, "wake-on-lan", "wakeonlan")
        fields["wakeonlan"] = bool(wake)
    mode = left.settings.get("sriov", {}).get("eswitch-mode")
    word = next((word for word, known in SWITCH_MODES.items() if known == mode), None)
    if word:
        left.take("sriov", "eswitch-mode", "switch_mode")
        fields["switch_mode"] = word
    if fields["kind"] == "wireless":
        _wireless(left, fields)
    elif fields["kind"] == "modem":
        _modem(left, document, fields)
    else:
        fields["auth"] = _auth(left, "auth")


def _take_match(left: Remainder, fields: dict[str, Any]) -> None:
    """Take which cards a profile is for that names none."""
    if fields["named"]:
        return
    said = left.settings.get("match", {}).get("interface-name")
    names = tuple(map(str, said)) if isinstance(said, tuple) else ()
    is_name = names == (fields["name"],)
    if is_name or all(map(GLOB.fullmatch, names)):
        left.take("match", "interface-name", "match_names")
    else:
        names = ()  # some must not match, or match as they are: a topology has no word for that
    fields["named"] = is_name
    if is_name:
        return
    drivers = left.words("match", "driver", "match_drivers")
    is_any = not (names or drivers or "hwaddr" in fields)
    fields |= {"match_names": ("*",) if is_any else names, "match_drivers": drivers}
    identity = left.settings["connection"]
    if identity.get("multi-connect") == "multiple":
        left.take("connection", "multi-connect", "match_names")
    elif fields["match_names"] or drivers:
        identity.setdefault("multi-connect", "default")  # a device of a topology stands for all such cards at once


def take_features(left: Remainder, fields: dict[str, Any]) -> None:
    """Take the offloads of a device."""
    features = [name for name in left.settings.get("ethtool", {}) if name.startswith("feature-")]
    offloads = {name.removeprefix("feature-"): left.take("ethtool", name, f"offloads.{name[8:]}") for name in features}
    fields["offloads"] = offloads


def _auth(left: Remainder, field: str) -> dict[str, str]:
    """802.1X by netplan's names; empty where there is none."""
    said = left.settings.get("802-1x", {})
    methods = said.get("eap")
    if not isinstance(methods, tuple) or len(methods) != 1:
        return {}
    found = {"method": left.words("802-1x", "eap", f"{field}.method")[0]}
    for key, name in _AUTH.items():
        value = left.text("802-1x", key, f"{field}.{name}")
        if value is not None:
            found[name] = value.removeprefix(_PATH)
    return found


def _wireless(left: Remainder, fields: dict[str, Any]) -> None:
    flags = left.settings.get(WIRELESS, {}).get("wake-on-wlan")
    if isinstance(flags, int):
        left.take(WIRELESS, "wake-on-wlan", "wake_on_wlan")
        fields["wake_on_wlan"] = tuple(name for name, bit in WAKE_ON_WLAN.items() if flags & bit)
    ssid, mode = (left.text(WIRELESS, name, _POINT) for name in ("ssid", "mode"))
    band = left.settings.get(WIRELESS, {}).get("band")
    known = next((name for name, word in BANDS.items() if word == band), None)
    if known:
        left.take(WIRELESS, "band", _POINT)
    point: dict[str, Any] = {name: left.take(WIRELESS, name, _POINT) for name in ("channel", "bssid", "hidden")}
    fields["access_points"] = (
        AccessPoint(ssid or "", mode=mode or "infrastructure", band=known, auth=_security(left), **point),
    )


def _security(left: Remainder) -> dict[str, str]:
    """How to join a wireless network."""
    written = left.settings.get(SECURITY, {}).get("key-mgmt")
    management = [name for name, word in KEY_MANAGEMENT.items() if word == written]
    auth = _auth(left, _POINT)
    if not management:
        return auth
    left.take(SECURITY, "key-mgmt", _POINT)
    psk = left.text(SECURITY, "psk", f"{_POINT}.password")
    return {"key-management": management[-1], **auth, **({} if psk is None else {"password": psk})}


def _modem(left: Remainder, document: Document, fields: dict[str, Any]) -> None:
    section = left.profile.type or ""
    entries = dict(document.named.get(section, {}))
    mtu = entries.pop("mtu", None)
    if mtu:
        fields["mtu"] = number(mtu.raw, 0, 2**32 - 1, 0) or None
        left.places["mtu"] = document.place(mtu.name)
    modem = {key: entries.pop(key).text or "" for key in _MODEM if key in entries}
    left.places |= {f"modem.{key}": document.place(f"{section}.{key}") for key in modem}
    fields["modem"] = without_usual(modem)
    _leave(left, document, entries)


def take_wireguard(left: Remainder, document: Document, fields: dict[str, Any]) -> None:
    """Take what only a WireGuard device has; its peers are sections of their own."""
    for key, field in _WIREGUARD.items():
        value = left.take("wireguard", key, field)
        if value is not None:
            fields[field] = value
    ignored = {item.origin.key for item in left.profile.dropped}
    peers: list[Peer] = []
    for section, said in document.named.items():
        if section.startswith(PEER) and section not in ignored:
            left.places[f"peers.{len(peers)}"] = document.place(section)
            left.places[f"peers.{len(peers)}.shared_key"] = document.place(f"{section}.preshared-key", section)
            entries = {key: entry for key, entry in said.items() if key == "allowed-ips" or entry.name not in ignored}
            peers.append(_peer(left, document, section.removeprefix(PEER), entries))
    fields["peers"] = tuple(peers)


def _peer(left: Remainder, document: Document, public_key: str, entries: dict[str, Entry]) -> Peer:
    keepalive, allowed = entries.pop("persistent-keepalive", None), entries.pop("allowed-ips", None)
    networks: list[Network] = []
    for text in (allowed.items or ()) if allowed else ():
        try:
            networks.append(ip_network(text, strict=False))
        except ValueError:
            left.unheld.append(Unheld("value", document.place(allowed.name) if allowed else document.place(), text))
    peer = Peer(
        public_key,
        _text(entries.pop("preshared-key", None)),
        _text(entries.pop("endpoint", None)),
        tuple(networks),
        (number(keepalive.raw, 0, 65535, 0) or None) if keepalive else None,
    )
    _leave(left, document, entries)
    return peer


def _text(entry: Entry | None) -> str | None:
    return (entry.text or None) if entry else None


def _leave(left: Remainder, document: Document, entries: Mapping[str, Entry]) -> None:
    """Note ENTRIES that no field holds; flags of secrets say where these are, and 0 that it is here."""
    for entry in entries.values():
        if not (entry.key.endswith("-flags") and entry.raw.strip() == "0"):
            left.unheld.append(Unheld("property", document.place(entry.name), entry.name, entry.raw))
