"""Writes profiles as keyfiles, NetworkManager's own format.

Written after nm-keyfile.c of libnm-core-impl and the escapes of GLib's GKeyFile; compared with the keyfiles that
NetworkManager 1.40, 1.52 and 1.59 wrote of many directories.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address
from typing import Any

from ifcfgen.model import IP
from ifcfgen.networkmanager.enums import ENUMS, FLAGS
from ifcfgen.networkmanager.profile import Address, Profile, Route, Rule, Section, Value
from ifcfgen.networkmanager.source import Version
from ifcfgen.scripts.names import KEYFILE_SUFFIX
from ifcfgen.secrets import STRUCK

Keyfile = dict[str, dict[str, str | Sequence[str]]]
"""By section and key: a text, or a list of texts."""

PORTABLE: Version = (1, 18)
"""Every later version reads keyfiles of this one. Versions before 1.46 ignore the new names, such as `controller`, and
treat a port as a separate profile."""

_LONGEST_STEM = 255 - len(f"-00000000-0000-0000-0000-000000000000{KEYFILE_SUFFIX}")
"""Bytes; the limit of file systems."""

SECTIONS = {"802-3-ethernet": "ethernet", "802-11-wireless": "wifi", "802-11-wireless-security": "wifi-security"}
"""The settings whose sections have shorter names in a keyfile."""
_NAMES: Mapping[str, tuple[str, str, Version]] = {
    "connection.autoconnect-ports": ("autoconnect-slaves", "autoconnect-ports", (1, 50)),
    "connection.controller": ("master", "controller", (1, 50)),
    "connection.port-type": ("slave-type", "port-type", (1, 50)),
    "802-3-ethernet.mac-address-denylist": ("mac-address-blacklist", "mac-address-denylist", (1, 50)),
    "802-11-wireless.mac-address-denylist": ("mac-address-blacklist", "mac-address-denylist", (1, 50)),
    "ipv4.dhcp-send-hostname": ("dhcp-send-hostname", "dhcp-send-hostname-deprecated", (1, 52)),
    "ipv6.dhcp-send-hostname": ("dhcp-send-hostname", "dhcp-send-hostname-deprecated", (1, 52)),
}
"""The former and the new name of keys, and the first version that writes the new one."""
_SECRETS = {
    "802-1x": re.compile(r"(.+-)?(password(-raw)?|pin)"),
    "wifi-security": re.compile(r"psk|leap-password|wep-key\d"),
}
"""The keys of secrets, by section."""
_GATEWAY_APART: Version = (1, 50)
"""The first version that writes the gateway as a separate key, not after the first address."""


def keyfile(profile: Profile, version: Version) -> Keyfile:
    """The keyfile of PROFILE as NetworkManager of VERSION writes it."""
    found: Keyfile = {"connection": {"id": "", "uuid": profile.uuid, "type": ""}}
    for section, said in written(profile.settings, version).items():
        found[section] = {**found.get(section, {}), **said}
    kind = profile.type or ""
    found["connection"]["type"] = SECTIONS.get(kind, kind)
    return found


def written(settings: Mapping[str, Section], version: Version) -> Keyfile:
    """SETTINGS in the notation of keyfiles, as NetworkManager of VERSION writes them."""
    found: Keyfile = {}
    for section, values in settings.items():
        said = found.setdefault(SECTIONS.get(section, section), {})
        for name, value in values.items():
            former, new, since = _NAMES.get(f"{section}.{name}", (name, name, version))
            if name == "s390-options":
                said = found.setdefault("ethernet-s390-options", {})
            said |= _said(section, new if version >= since else former, name, value)
        if "gateway" in said and "address1" in said and version < _GATEWAY_APART:
            said["address1"] = f"{said['address1']},{said.pop('gateway')}"
    return found


def _said(section: str, key: str, name: str, value: Value) -> Iterator[tuple[str, str | Sequence[str]]]:
    """The key, or keys, of the property NAME with VALUE."""
    dotted = f"{section}.{name}"
    if isinstance(value, Mapping):
        yield from ((f"vf.{option}" if name == "vfs" else option, text) for option, text in value.items())
    elif dotted in ENUMS and isinstance(value, str):
        yield key, str(ENUMS[dotted][value])
    elif dotted in FLAGS and isinstance(value, tuple):
        yield key, str(sum(FLAGS[dotted][str(word)] for word in value))
    elif section == "tc" and isinstance(value, tuple):
        for text in map(str, value):
            parent, _, kind = text.removeprefix("parent ").partition(" ")
            yield f"{name[:-1]}.{parent}", kind
    elif name in _OF_THEIR_OWN:
        yield key, _OF_THEIR_OWN[name](value)
    elif isinstance(value, tuple):
        yield from _listed(key, value)
    elif isinstance(value, IPv4Address | IPv6Address):
        yield key, ip_text(value)
    else:
        yield key, str(value).lower() if isinstance(value, bool) else str(value)


def _listed(key: str, items: Sequence[object]) -> Iterator[tuple[str, str | Sequence[str]]]:
    """A key for each of ITEMS that is an address, a route or a rule; one key for all others."""
    numbered = [(index, item) for index, item in enumerate(items, 1) if isinstance(item, Address | Route | Rule)]
    for index, item in numbered:
        yield from _numbered(index, item)
    if not numbered:
        yield key, [*map(str, items)]


def _vlans(ranges: Sequence[object]) -> str:
    return ",".join(map(str, ranges))


def _bytes(hexadecimal: str) -> Sequence[str]:
    return [str(byte) for byte in bytes.fromhex(hexadecimal.removeprefix("0x").replace(":", ""))]


def ssid_value(ssid: str) -> str | Sequence[str]:
    """A text with escaped semicolons if SSID is printable; else its bytes as numbers."""
    if re.fullmatch("[ -~]*", ssid):
        return ssid.replace(";", "\\;")
    return [str(byte) for byte in ssid.encode(errors="surrogateescape")]


_OF_THEIR_OWN: Mapping[str, Callable[[Any], str | Sequence[str]]] = {
    "vlans": _vlans,
    "password-raw": _bytes,
    "ssid": ssid_value,
}
"""Properties whose values a keyfile writes in a form of their own."""


def _numbered(index: int, item: Address | Route | Rule) -> Iterator[tuple[str, str]]:
    if isinstance(item, Address):
        yield f"address{index}", f"{ip_text(item.ip)}/{item.prefix}"
    elif isinstance(item, Rule):
        yield f"routing-rule{index}", rule_text(item)
    else:
        said = [f"{ip_text(item.destination)}/{item.prefix}"]
        if item.next_hop or item.metric is not None:
            said.append(ip_text(item.next_hop) if item.next_hop else _any(item.destination.version))
        if item.metric is not None:
            said.append(str(item.metric))
        yield f"route{index}", ",".join(said)
        if item.attributes:
            options = (f"{name}={_attribute(value)}" for name, value in sorted(item.attributes.items()))
            yield f"route{index}_options", ",".join(options)


def ip_text(ip: IP) -> str:
    """IP as inet_ntop() formats it: with a dotted end if it embeds an IPv4 address."""
    number = int(ip)
    if ip.version == 4 or not (number >> 32 == 0xFFFF or (number >> 32 == 0 and number >> 16)):
        return str(ip)
    return f"{'::ffff:' if number >> 32 else '::'}{IPv4Address(number & 0xFFFFFFFF)}"


def _any(version: int) -> str:
    return "0.0.0.0" if version == 4 else "::"


def _attribute(value: bool | int | str) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


_RULE = {"tos": "0x{:02x}", "ipproto": "{}", "iif": "{}", "oif": "{}", "suppress_prefixlength": "{}"}


def rule_text(rule: Rule) -> str:
    """RULE in the words of `ip rule`."""
    return " ".join(_rule(rule))


def _rule(rule: Rule) -> Iterator[str]:
    """The words of a routing rule, in the order of nm_ip_routing_rule_to_string()."""
    said, bits = rule.attributes, 32 if rule.version == 4 else 128
    yield f"priority {rule.priority}"
    if "not" in said:
        yield "not"
    if rule.source or not rule.destination:
        yield f"from {_network(rule.source, bits) if rule.source else f'{_any(rule.version)}/0'}"
    if rule.destination:
        yield f"to {_network(rule.destination, bits)}"
    for name in ("tos", "ipproto", "fwmark", "sport", "dport", "iif", "oif", "uidrange", "suppress_prefixlength"):
        value = said.get(name)
        if isinstance(value, tuple):
            low, high = value
            if name == "fwmark":
                yield f"fwmark {low:#x}" + ("" if high == 2**32 - 1 else f"/{high:#x}")
            else:
                yield f"{name} {low}" + (f"-{high}" if high != low or name == "uidrange" else "")
        elif value is not None:
            yield f"{name} {_RULE[name].format(value)}"
    if rule.table:
        yield f"table {rule.table}"
    if "type" in said:
        yield f"type {said['type']}"


def _network(network: tuple[IP, int], bits: int) -> str:
    return ip_text(network[0]) + ("" if network[1] == bits else f"/{network[1]}")


def without_secrets(keyfile: Keyfile) -> Keyfile:
    """KEYFILE with *** for each secret."""
    return {
        section: {key: STRUCK if secret.fullmatch(key) else value for key, value in said.items()}
        if (secret := _SECRETS.get(section))
        else said
        for section, said in keyfile.items()
    }


def file_name(keyfile: Keyfile, taken: Container[str]) -> str:
    """The file name that NetworkManager uses for KEYFILE if others are TAKEN (nm_keyfile_utils_create_filename)."""
    name, uuid = (str(keyfile["connection"][key]) for key in ("id", "uuid"))
    stem = re.sub(r"^\.|[/\0]", "_", name)
    if len(stem.encode(errors="surrogateescape")) > _LONGEST_STEM:
        stem = uuid
    return next(name for name in (f"{stem}{KEYFILE_SUFFIX}", f"{stem}-{uuid}{KEYFILE_SUFFIX}") if name not in taken)


# -- text ------------------------------------------------------------------------------------------------


def text(keyfile: Keyfile) -> str:
    """The text of KEYFILE. Whatever a value contains, it stays one value on one line."""
    return "\n".join(
        "".join((f"[{section}]\n", *(f"{_key(key)}={escaped_value(value)}\n" for key, value in said.items())))
        for section, said in keyfile.items()
    )


_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_SPECIAL = re.compile(r"[\\\n\r]")
_LEADING = re.compile(r"^[ \t]+")
_PLAIN = re.compile(r"(?![ \t])[^\\\n\r]*")
_NO_KEY = re.compile(r"[^ -<>-Z\\^-~]|\\(?=[0-9a-fA-F]{2})|^ | $")


def escaped_value(value: str | Sequence[str]) -> str:
    """Escaped as g_key_file_set_string() does, or g_key_file_set_string_list()."""
    if isinstance(value, str):
        return _escaped(value)
    return "".join(f"{_escaped(item).replace(';', chr(92) + ';')};" for item in value)


def _escaped(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    value = _SPECIAL.sub(lambda found: _ESCAPES[found[0]], value)
    return _LEADING.sub(lambda found: found[0].replace(" ", "\\s").replace("\t", "\\t"), value)


@lru_cache(1024)
def _key(name: str) -> str:
    """Escaped as nm_keyfile_key_encode() does."""
    return _NO_KEY.sub(lambda found: "".join(f"\\{byte:02X}" for byte in found[0].encode()), name) or "\\00"
