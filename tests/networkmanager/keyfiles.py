"""A profile as the keyfile that NetworkManager writes of it, and the text of one as what it says: both as plain dicts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.networkmanager.enums import ENUMS, FLAGS
from ifcfgen.networkmanager.profile import Address, Profile, Route, Rule, Value

NAMES = {"802-3-ethernet": "ethernet", "802-11-wireless": "wifi", "802-11-wireless-security": "wifi-security"}
Keyfile = dict[str, dict[str, str]]


def parse(text: str) -> Keyfile:
    """What a keyfile says of which every section is one line."""
    found: Keyfile = {}
    for line in text.splitlines():
        section, _, rest = line.partition("] ")
        pairs = (item.partition("=") for item in rest.split(" | ") if item)
        found[section.strip("[]")] = {name: value for name, _, value in pairs}
    return found


def printed(profile: Profile) -> Keyfile:
    """PROFILE as NetworkManager 1.52 writes it."""
    found: Keyfile = {}
    for section, values in profile.settings.items():
        lines = found.setdefault(NAMES.get(section, section), {})
        for name, value in values.items():
            for key, text in _lines(section, name, value):
                if name == "s390-options":
                    found.setdefault("ethernet-s390-options", {})[key] = text
                else:
                    lines[key] = text
    found["connection"]["uuid"] = profile.uuid
    found["connection"]["type"] = NAMES.get(profile.type or "", profile.type or "")
    return found


def _lines(section: str, name: str, value: Value) -> Iterator[tuple[str, str]]:  # noqa: C901 - one case a kind of value
    dotted = f"{section}.{name}"
    if isinstance(value, Mapping):
        prefix = "vf." if name == "vfs" else ""
        yield from ((prefix + option, text) for option, text in value.items())
    elif dotted in ENUMS and isinstance(value, str):
        yield name, str(ENUMS[dotted][value])
    elif dotted in FLAGS and isinstance(value, tuple):
        yield name, str(sum(FLAGS[dotted][str(word)] for word in value))
    elif section == "tc" and isinstance(value, tuple):
        for text in map(str, value):
            parent, _, kind = text.removeprefix("parent ").partition(" ")
            yield f"{name[:-1]}.{parent}", kind
    elif name == "vlans" and isinstance(value, tuple):
        yield name, ",".join(map(str, value))
    elif isinstance(value, tuple) and value and isinstance(value[0], Address | Route | Rule):
        for index, item in enumerate(value, 1):
            yield from _numbered(index, item)
    elif name == "password-raw":
        yield name, "".join(f"{byte};" for byte in bytes.fromhex(str(value).removeprefix("0x").replace(":", "")))
    elif isinstance(value, tuple):
        yield name, "".join(f"{item};" for item in value)
    elif isinstance(value, bool):
        yield name, str(value).lower()
    elif section == "user":
        yield name.replace("=", "\\3D"), str(value)
    else:
        yield name, str(value).replace("\\", "\\\\")


def _numbered(index: int, item: object) -> Iterator[tuple[str, str]]:
    if isinstance(item, Address):
        yield f"address{index}", f"{item.ip}/{item.prefix}"
    elif isinstance(item, Route):
        hop = item.next_hop or (item.metric is not None and ("0.0.0.0" if item.destination.version == 4 else "::"))
        parts = (f"{item.destination}/{item.prefix}", hop, item.metric)
        yield f"route{index}", ",".join(str(part) for part in parts if part is not None and part is not False)
        if item.attributes:
            said = (f"{name}={_plain(value)}" for name, value in sorted(item.attributes.items()))
            yield f"route{index}_options", ",".join(said)
    elif isinstance(item, Rule):
        yield f"routing-rule{index}", " ".join(_rule(item))


def _rule(rule: Rule) -> Iterator[str]:
    said, bits = rule.attributes, 32 if rule.version == 4 else 128
    yield f"priority {rule.priority}"
    if "not" in said:
        yield "not"
    if rule.source or not rule.destination:
        yield f"from {_network(rule.source, bits) if rule.source else '0.0.0.0/0' if bits == 32 else '::/0'}"
    if rule.destination:
        yield f"to {_network(rule.destination, bits)}"
    for name, form in (("tos", "0x{:02x}"), ("ipproto", "{}"), ("fwmark", ""), ("sport", "-"), ("dport", "-"),
                       ("iif", "{}"), ("oif", "{}"), ("uidrange", "-"), ("suppress_prefixlength", "{}")):  # fmt: skip
        value = said.get(name)
        if isinstance(value, tuple):
            low, high = value
            if name == "fwmark":
                yield f"fwmark {low:#x}" + ("" if high == 2**32 - 1 else f"/{high:#x}")
            else:
                yield f"{name} {low}" + (f"-{high}" if high != low or name == "uidrange" else "")
        elif value is not None:
            yield f"{name} {form.format(value)}"
    if rule.table:
        yield f"table {rule.table}"
    if "type" in said:
        yield f"type {said['type']}"


def _network(network: tuple[object, int], bits: int) -> str:
    return f"{network[0]}" + ("" if network[1] == bits else f"/{network[1]}")


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
