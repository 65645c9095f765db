"""Keyfiles as NetworkManager reads them: the same settings that `reader` makes of ifcfg files.

nm-keyfile.c of libnm-core-impl: a key or a value that it does not understand is left out, mostly without a word; what
makes it reject the whole profile is in `keyfile_checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

from ifcfgen.keyfile.document import Document, Entry
from ifcfgen.keyfile.properties import ELSEWHERE, NOT_READ, OWN_FORM, RENAMED, SECTIONS, Property, canonical
from ifcfgen.networkmanager import bond, wireguard
from ifcfgen.networkmanager.bridge import read_vlans
from ifcfgen.networkmanager.enums import ENUMS, FLAGS, word, words
from ifcfgen.networkmanager.keyfile_checks import check
from ifcfgen.networkmanager.links import MAC_WORDS
from ifcfgen.networkmanager.profile import Address, Dropped, Origin, Profile, Route, Rule, Settings, Unread, Value
from ifcfgen.networkmanager.route_attributes import read_attributes
from ifcfgen.networkmanager.rules import order, read_rule
from ifcfgen.networkmanager.source import Rejected, Version
from ifcfgen.networkmanager.values import ip_of, is_mac, is_uuid, mac, number
from ifcfgen.scripts.keyfile import Status
from ifcfgen.scripts.names import KEYFILE_SUFFIX

_SWITCHES = {"true": True, "1": True, "false": False, "0": False}
_FIELDS = re.compile(r"([0-9a-fA-F:.%]+)(?:[/;,](.*))?", re.S)
_GEN_MODES = ("eui64", "stable-privacy", "default-or-eui64", "default")
_UINT = 2**32 - 1
_FAMILIES = {"ipv4": 4, "ipv6": 6}
_NAMESPACE = bytes.fromhex("b425e9fb759844b49e3b5a2e3aaa4905")
CONNECTIONS = "/etc/NetworkManager/system-connections/"


def read(document: Document, name: str, version: Version, status: Status | None = None) -> Profile:
    """What NetworkManager of VERSION makes of DOCUMENT, a keyfile called NAME in system-connections.

    STATUS is that of its file, where that is known.
    """
    reading = _Reading(document, version)
    try:
        if status:
            _check_status(status)
        if document.fault:
            line, text = document.fault
            raise Rejected("syntax", "", f"line {line}: {text}")
        reading.read(name)
        check(reading.settings, reading.origins, version)
    except Rejected as refused:
        section, _, name = refused.reason.key.partition(".")
        written = reading.origins.get(f"{canonical(section)}.{name}")
        key = written.key if isinstance(written, Origin) else written or refused.reason.key
        return Profile("error", refused.reason._replace(key=key), document)
    said = Settings(reading.settings, reading.origins, tuple(reading.unread), tuple(reading.dropped))
    return Profile("connection", None, document, lambda: said)


def _check_status(status: Status) -> None:
    """Raise `Rejected` for a file that others than root may use (nms_keyfile_utils_check_file_permissions_stat)."""
    if status.owner:
        raise Rejected("owner", "", f"it belongs to the user {status.owner}, not to root")
    if status.permissions & 0o077:
        raise Rejected("mode", "", f"its mode is {status.permissions:04o}, which is not for root alone")


class _Reading:
    """The settings of a keyfile, as they are read."""

    def __init__(self, document: Document, version: Version):
        self.document = document
        self.version = version
        self.settings: dict[str, dict[str, Value]] = {}
        self.origins: dict[str, str | Origin] = {}
        self.unread: list[Unread] = []
        self.dropped: list[Dropped] = []

    def read(self, name: str) -> None:
        """Put all that the file says into the settings. Raises `Rejected`."""
        for section, entries in self.document.named.items():
            setting = canonical(section)
            if setting != section and setting in self.document.named:
                continue  # the other spelling hides it
            if setting in SECTIONS:
                self._read_section(setting, entries)
            elif setting.startswith(wireguard.PEER):
                self._read_peer(section, entries)
            elif setting not in (*NOT_READ, *ELSEWHERE):
                self.dropped.append(Dropped("section", Origin(self.document, section)))
            elif setting in ELSEWHERE:
                self.settings[setting] = {}
        identity = self.settings.setdefault("connection", {})
        identity.setdefault("id", name.removesuffix(KEYFILE_SUFFIX) or name)
        kind = canonical(str(identity.get("type", "")))
        if kind:
            identity["type"] = kind
            self._take_former_interface_name(identity, kind)
        if identity.get("port-type"):
            identity["port-type"] = canonical(str(identity["port-type"]))
        if "uuid" not in identity:
            identity["uuid"] = _uuid_of(name)
        self._read_s390()

    def _take_former_interface_name(self, identity: dict[str, Value], kind: str) -> None:
        former = self.document.named.get(kind, {}).get("interface-name")
        if former and former.text is not None and "interface-name" not in identity:
            identity["interface-name"] = former.text
            self.origins["connection.interface-name"] = former.name

    def _read_section(self, setting: str, entries: Mapping[str, Entry]) -> None:
        values = self.settings[setting] = {}
        properties, own = SECTIONS[setting], OWN_FORM.get(setting)
        renamed = RENAMED.get(setting, {})
        for key in sorted(entries):
            entry, known = entries[key], properties.get(key)
            if own and own.fullmatch(key):
                continue
            if known is None or known.first > self.version:
                self._drop("key", entry)
                continue
            value = self._value(known, entry)
            if value is None:
                self._drop("value", entry)
                continue
            if entry.name == "connection.secondaries" and isinstance(value, tuple):
                valid = tuple(text for text in map(str, value) if is_uuid(text))
                if valid != value:
                    self._drop("value", entry)
                value = valid
            name = renamed.get(key, key)
            self.origins[f"{setting}.{name}"] = entry.name
            if value in (known.default, ()):  # an empty list is none: NetworkManager of EL7 writes permissions=
                values.pop(name, None)
            else:
                values[name] = _named(f"{setting}.{name}", value)
        self._read_own_form(setting, entries, values)

    def _drop(self, what: Literal["key", "value", "prefix"], entry: Entry, instead: str = "") -> None:
        self.dropped.append(Dropped(what, Origin(self.document, entry.name), instead))

    def _value(self, known: Property, entry: Entry) -> Value | None:
        """What ENTRY says; None where NetworkManager leaves it out."""
        match known.kind:
            case "yes-no":
                return _SWITCHES.get(entry.raw.rstrip(" \t\r\f\v"))
            case "number":
                return number(entry.raw, known.low, known.high, 0)
            case "enum":
                found = number(entry.raw, -(2**31), 2**31 - 1, 0)
                return found if found in known.values else None
            case "flags":
                bits = number(entry.raw, 0, _UINT, 0)
                return bits if bits is not None and not bits & ~known.high else None
            case "list":
                return None if entry.items is None else tuple(entry.items)
            case "numbers":
                found_numbers = [number(item, 0, _UINT) for item in entry.items or ()]
                return None if None in found_numbers else tuple(n for n in found_numbers if n is not None)
            case "mac" | "cloned-mac":
                return _mac(entry, known)
        if known.kind == "bytes" and entry.key == "password-raw":
            return None if entry.text is None else _bytes(entry.text)
        if entry.name == "wireguard.private-key":
            return entry.text if wireguard.is_key(entry.text or "") else None
        if known.kind == "bytes" and entry.key == "ssid":
            return None if entry.text is None else _ssid(entry.text)
        return entry.text

    def _read_own_form(self, setting: str, entries: Mapping[str, Entry], values: dict[str, Value]) -> None:
        if setting in _FAMILIES:
            self._read_family(setting, entries, values)
        elif setting == "bond":
            self._read_bond(entries, values)
        elif setting in ("bridge", "bridge-port"):
            self._read_vlans(setting, entries, values)
        elif setting == "ethtool":
            self._read_ethtool(entries, values)
        elif setting in ("sriov", "tc", "user"):
            self._read_texts(setting, entries, values)

    # -- addressing -------------------------------------------------------------------------------------

    def _read_family(self, section: str, entries: Mapping[str, Entry], values: dict[str, Value]) -> None:
        version = _FAMILIES[section]
        self._read_numbered(section, version, entries, values)
        gateway = entries.get("gateway")
        if gateway and (text := gateway.text) is not None:
            values["gateway"] = text
            self.origins[f"{section}.gateway"] = gateway.name
        if isinstance(values.get("gateway"), str):
            values["gateway"] = ip_of(str(values["gateway"]), version) or str(values["gateway"])
        for name in ("dns", "dns-search"):
            if name in values:
                found = self._names(name, version, entries[name])
                values[name] = found
                if not found:
                    del values[name]
        if section == "ipv6":
            self._read_gen_mode(values)

    def _names(self, name: str, version: int, entry: Entry) -> tuple[str, ...]:
        items = tuple(entry.items or ())
        if name == "dns":
            found = tuple(_server(item, version, self.version) for item in items)
            if None in found:
                self._drop("value", entry)
            return tuple(dict.fromkeys(server for server in found if server))
        if len(items) == 1 and re.search("[, ]", items[0]):
            items = tuple(re.split("[, ]", items[0]))
        return tuple(dict.fromkeys(filter(None, items)))

    def _read_gen_mode(self, values: dict[str, Value]) -> None:
        usual = "default-or-eui64" if self.version >= (1, 40) else "eui64"
        written = values.pop("addr-gen-mode", None)
        modes = _GEN_MODES if self.version >= (1, 40) else _GEN_MODES[:2]
        chosen = "eui64" if "token" in values else usual
        if written is not None:
            text = str(written).strip()
            named = text if text in modes else None
            by_number = number(text, -(2**31), 2**31 - 1, 0)
            if named is None and by_number is not None:
                named = modes[by_number] if 0 <= by_number < len(modes) else "invalid"
            chosen = named or usual
        if chosen != usual or (written is not None and chosen == "eui64"):  # which is a default of old versions alone
            values["addr-gen-mode"] = chosen

    def _read_numbered(
        self, section: str, version: int, entries: Mapping[str, Entry], values: dict[str, Value]
    ) -> None:
        """Addresses, routes and rules, each in the order of their numbers."""
        addresses: list[Address] = []
        routes: list[Route] = []
        rules: list[Rule] = []
        gateway: tuple[str, Entry] | None = None
        for entry in _in_order(entries):
            if entry.key.startswith("routing-rule"):
                rule = read_rule(entry.text or "", version, Origin(self.document, entry.name))
                if rule:
                    rules.append(rule)
                else:
                    self.unread.append(Unread(section, entry.text or "", Origin(self.document, entry.name)))
                continue
            fields = _fields(entry.text, 4 if entry.key.startswith("route") else 3)
            if entry.key.startswith("address"):
                found = self._address(entry, fields, version)
                if found is None:
                    self._drop("value", entry)
                    continue
                addresses.append(found)
                if fields and fields[2] and gateway is None:
                    gateway = fields[2], entry
            else:
                route = self._route(entry, fields, version, entries.get(f"{entry.key}_options"))
                if route is None:
                    text = entry.text or entry.raw
                    self.unread.append(Unread(section, text, Origin(self.document, line=entry.line)))
                else:
                    routes.append(route)
        for name, items in (
            ("addresses", _unique(addresses)), ("routes", _unique_routes(routes)), ("routing-rules", tuple(rules)),
        ):  # fmt: skip
            if items:
                values[name] = items
                self.origins[f"{section}.{name}"] = items[0].origin
        if gateway:
            values["gateway"] = gateway[0]
            self.origins[f"{section}.gateway"] = gateway[1].name

    def _address(self, entry: Entry, fields: tuple[str, str, str, str] | None, version: int) -> Address | None:
        ip = ip_of(fields[0], version) if fields else None
        if fields is None or ip is None:
            return None
        return Address(
            ip,
            self._prefix(entry, fields[1], ip.max_prefixlen, 24 if version == 4 else 64),
            Origin(self.document, entry.name),
        )

    def _prefix(self, entry: Entry, text: str, longest: int, usual: int) -> int:
        """The prefix length TEXT, at most LONGEST; USUAL for one that is missing or invalid."""
        prefix = number(text, 0, longest) if text else None
        if prefix is None:
            self._drop("prefix", entry, str(usual))
            return usual
        return prefix

    def _route(
        self, entry: Entry, fields: tuple[str, str, str, str] | None, version: int, options: Entry | None
    ) -> Route | None:
        ip = ip_of(fields[0], version) if fields else None
        if fields is None or ip is None:
            return None
        hop, metric = ip_of(fields[2], version) if fields[2] else None, None
        if fields[2] and hop is None:  # what an old writer made of a route with a metric alone
            metric = number(fields[2], 0, _UINT) if version == 6 and not fields[3] else None
            if metric is None:
                return None
        if fields[3] and (metric := number(fields[3], 0, _UINT)) is None:
            return None
        attributes = read_attributes(options.text or "" if options else "", version)
        prefix = self._prefix(entry, fields[1], ip.max_prefixlen, 24 if version == 4 else 128)
        arguments = [f"{ip}/{prefix}", *(("via", str(hop)) if hop and int(hop) else ())]
        if metric is not None:
            arguments += ("metric", str(metric))
        return Route(
            ip,
            prefix,
            hop if hop and int(hop) else None,
            metric,
            attributes,
            " ".join(arguments),
            Origin(self.document, entry.name, entry.line),
        )

    def _read_peer(self, section: str, entries: Mapping[str, Entry]) -> None:
        if not wireguard.is_public_key(section.removeprefix(wireguard.PEER)):
            self.dropped.append(Dropped("peer", Origin(self.document, section)))
            return
        for key, entry in entries.items():
            if key not in wireguard.KEYS_OF_PEERS:
                self._drop("key", entry)
            elif not wireguard.KEYS_OF_PEERS[key](entry):
                self._drop("value", entry)

    # -- links ------------------------------------------------------------------------------------------

    def _since(self, major: int, minor: int) -> bool:
        return self.version >= (major, minor)

    def _read_bond(self, entries: Mapping[str, Entry], values: dict[str, Value]) -> None:
        taken = {}
        for key, entry in sorted(entries.items()):
            if key == "interface-name":
                continue
            if bond.is_option(key, entry.text or "", self._since):
                taken[key] = entry.text or ""
                self.origins[f"bond.{key}"] = entry.name
            else:
                self._drop("value" if bond.is_option_name(key, self._since) else "key", entry)
        for problem in bond.problems(taken, self._since):
            raise Rejected("bond-option", "bond.mode", problem)
        options = bond.normalized(taken)
        values["options"] = {name: options[name] for name in (*entries, *options) if name in options}
        self.origins["bond.options"] = "bond.mode" if "mode" in taken else "bond"

    def _read_vlans(self, section: str, entries: Mapping[str, Entry], values: dict[str, Value]) -> None:
        entry = entries.get("vlans")
        if entry and (found := sorted(read_vlans(entry.text or ""))):
            values["vlans"] = tuple(map(str, found))
            self.origins[f"{section}.vlans"] = entry.name

    def _read_ethtool(self, entries: Mapping[str, Entry], values: dict[str, Value]) -> None:
        for key, entry in entries.items():
            is_switch = key.startswith(("feature-", "pause-", "eee-", "coalesce-adaptive-"))
            value: Value | None = (
                _SWITCHES.get(entry.raw.rstrip(" \t\r\f\v")) if is_switch else number(entry.raw, 0, _UINT)
            )
            if value is None:
                self._drop("value", entry)
            else:
                values[key] = value
                self.origins[f"ethtool.{key}"] = entry.name

    def _read_texts(self, setting: str, entries: Mapping[str, Entry], values: dict[str, Value]) -> None:
        own = OWN_FORM[setting]
        found = {key: entry.text for key, entry in entries.items() if own.fullmatch(key) and entry.text is not None}
        if setting == "tc":
            for name in ("qdiscs", "tfilters"):
                head = f"{name[:-1]}."
                texts = tuple(_filter(key[len(head) :], text) for key, text in found.items() if key.startswith(head))
                if texts:
                    values[name] = texts
        elif found and setting == "sriov":
            values["vfs"] = MappingProxyType({key[3:]: text for key, text in sorted(found.items())})
        elif found:
            values["data"] = MappingProxyType({_decoded(key): text for key, text in sorted(found.items())})

    def _read_s390(self) -> None:
        entries = self.document.named.get("ethernet-s390-options", {})
        found = {key: entry.text for key, entry in entries.items() if entry.text is not None}
        if found and "802-3-ethernet" in self.settings:
            self.settings["802-3-ethernet"]["s390-options"] = MappingProxyType(found)


def _uuid_of(name: str) -> str:
    """The UUID of a profile whose file has none (nm_uuid_generate_from_strings_old)."""
    import hashlib  # few profiles are without

    path = (CONNECTIONS + name).encode(errors="surrogateescape")
    digest = hashlib.md5(_NAMESPACE + b"keyfile\0" + path + b"\0", usedforsecurity=False).digest()
    digits = bytes((*digest[:6], digest[6] & 0x0F | 0x30, digest[7], digest[8] & 0x3F | 0x80, *digest[9:])).hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _named(dotted: str, value: Value) -> Value:
    """VALUE of a property by its word, where it is of an enumeration or of flags."""
    if isinstance(value, int) and not isinstance(value, bool):
        if dotted in ENUMS:
            return word(dotted, value) or value
        if dotted in FLAGS:
            return value if value & ~sum(FLAGS[dotted].values()) else words(dotted, value)
    return value


def _mac(entry: Entry, known: Property) -> str | None:
    text = entry.text
    if text is not None and known.kind == "cloned-mac" and text in (*MAC_WORDS, "stable-ssid"):
        return text
    if text is not None and is_mac(text, known.high):
        return mac(text)
    octets = [number(item, 0, 255) for item in entry.items or ()]
    if len(octets) != known.high or None in octets:
        return None
    return ":".join(f"{octet:02X}" for octet in octets)


_BYTES = re.compile(r"(?:\s*\d{1,3}\s*;)+\s*")


def _bytes(text: str) -> str:
    """Bytes, as a list of numbers or as they are, in hexadecimal."""
    numbers = [int(item) for item in text.split(";")[:-1]] if _BYTES.fullmatch(text) else [256]
    data = bytes(numbers) if max(numbers) < 256 else text.replace("\\;", ";").encode()
    return f"0x{data.hex()}"


def _ssid(text: str) -> str:
    return bytes.fromhex(_bytes(text)[2:]).decode(errors="surrogateescape")


def _fields(text: str | None, most: int) -> tuple[str, str, str, str] | None:
    """Address, length, gateway and metric; `/`, `,` and `;` are the same, and each part but the first may be left out.

    None where NetworkManager cannot read it.
    """
    rest = text or ""
    found: list[str] = []
    for index, letters in enumerate(("0-9a-fA-F:.%", "0-9", "0-9a-fA-F:.%", "0-9")[:most]):
        part = re.match(rf"([{letters}]*)(?:([/;,])|$)", rest)
        if part is None:
            if index != 1:
                return None
            found.append("")  # the length may be missing
            continue
        found.append(part[1])
        rest = rest[part.end() :]
    if rest or not found[0]:
        return None
    found += [""] * (4 - len(found))
    return found[0], found[1], found[2], found[3]


_ORDER = {"address": 0, "addresses": 0, "route": 1, "routes": 1, "routing-rule": 2}
_NUMBERED = re.compile("(address|addresses|route|routes|routing-rule)(|0|[1-9][0-9]*)")


def _in_order(entries: Mapping[str, Entry]) -> Iterator[Entry]:
    """The numbered entries: by their numbers, the one without a number first, `addresses` after `address`."""
    found = [(match, entry) for key, entry in entries.items() if (match := _NUMBERED.fullmatch(key))]
    found.sort(key=lambda item: (_ORDER[item[0][1]], *order(item[0][2]), item[0][1]))
    return (entry for _, entry in found)


def _unique(addresses: list[Address]) -> tuple[Address, ...]:
    return tuple({(item.ip, item.prefix): item for item in reversed(addresses)}.values())[::-1]


def _unique_routes(routes: list[Route]) -> tuple[Route, ...]:
    return tuple({(*item[:4], frozenset(item.attributes.items())): item for item in reversed(routes)}.values())[::-1]


def _server(text: str, version: int, of: Version) -> str | None:
    """A name server, as a text; None where NetworkManager leaves it out."""
    found = ip_of(text, version)
    if found:
        return str(found)
    written, sign, name = text.partition("#")
    if sign and name and of >= (1, 42) and ip_of(written, version):
        return text
    return text if text.startswith("dns+") and of >= (1, 52) else None


def _filter(parent: str, text: str) -> str:
    return f"{parent} {text}" if parent == "root" else f"parent {parent} {text}"


def _decoded(key: str) -> str:
    return re.sub(r"\\([0-9a-fA-F]{2})", lambda found: chr(int(found[1], 16)), key)
