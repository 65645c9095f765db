"""Two hosts compared by what their files or topologies ask of each device, however that is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal

from ifcfgen.intent.devices import devices, with_presets
from ifcfgen.intent.found import AnyFound, FoundInKeyfile
from ifcfgen.intent.keyfiles import names_of, with_named_offloads
from ifcfgen.intent.keys import lost_globals
from ifcfgen.intent.loss import Loss, Why
from ifcfgen.intent.secrets import secrets_of
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Device, Dhcp, Topology
from ifcfgen.model.bonding import mode_of
from ifcfgen.model.restart import is_bond_port, ordered, with_dependants
from ifcfgen.model.route import MAIN, Route
from ifcfgen.netplan import Configuration
from ifcfgen.netplan.text import bond_parameters, unnamed_bond_options
from ifcfgen.networkmanager.device import described
from ifcfgen.networkmanager.methods import settled as as_read_back
from ifcfgen.networkmanager.source import VERSIONS
from ifcfgen.reading import Reading

__all__ = ["Change", "Difference", "Side", "compare", "of_reading", "of_topology", "secrets"]

HOST = ""
"""The name under which what concerns no single device is kept."""

_DEFAULTS: Mapping[str, Any] = {
    "stp": False, "forward_delay": 15.0, "hello_time": 2.0, "max_age": 20.0, "ageing_time": 300.0,
    "bridge_priority": 32768, "path_cost": 100, "port_priority": 32, "hairpin": False, "accept_ra": True,
    "dhcp4_options.use_dns": True, "dhcp4_options.use_routes": True, "dhcp4_options.send_hostname": True,
    "dhcp6_options.use_dns": True, "dhcp6_options.use_routes": True, "dhcp6_options.send_hostname": True,
    "dhcp4_options.use_ntp": True, "dhcp6_options.use_ntp": True,
    "dhcp4_options.use_mtu": True, "dhcp6_options.use_mtu": True,
}  # fmt: skip
"""What holds where nothing is said: the kernel's timers of a bridge, and what both managers take of a lease."""
_NOT_ASKED = frozenset({"name", "suffix", "origins", "optional", "critical", "physical_function"})
"""What names a device, and what no file can say of it."""
_OF_INITSCRIPTS = {"dhcp4_options.identifier": "mac", "ipv6_address_generation": "eui64"}
"""What holds for their devices without a word."""
_BOND = "bond_options"
_ITEMS = {"access_points": ("network", "ssid"), "peers": ("peer", "public_key")}
"""Fields with items of many fields: what an item is called, and the field that tells it from others."""


class Change(NamedTuple):
    """One thing that differs: a field of the device, or a key, line or option that no field holds.

    None: it is not asked for. Of what is a list, each item is a change of its own.
    """

    what: str
    before: object
    after: object


class Difference(NamedTuple):
    """What differs of one device; `device` is empty for what concerns the whole host."""

    device: str
    kind: Literal["added", "removed", "changed"]
    changes: tuple[Change, ...]


class Side(NamedTuple):
    """One of two hosts: its devices, and what is asked of each by name.

    `keyed` are the names of those that keyfiles configure; `settle` works out what is asked of each as a keyfile has
    it, or would: so devices are compared of which one side has a keyfile.
    """

    topology: Topology
    asked: Mapping[str, Mapping[str, object]]
    settle: Callable[[], Mapping[str, Mapping[str, object]]]
    keyed: frozenset[str] = frozenset()


class Compared(NamedTuple):
    """What differs, device by device, and which devices restart to bring it about, in the order to bring them up."""

    differences: tuple[Difference, ...]
    restarted: tuple[str, ...]


def of_reading(reading: Reading) -> Side:
    """What the files of READING ask for. Raises `Unknown`."""
    now = with_presets(reading)
    found = [*devices(now)]
    asked = {_called(one): {**_fields(one.device), **_rest(one)} for one in found}
    asked[HOST] = {loss.subject: loss.value for loss in lost_globals(now)}
    known = (one.device for one in found if not _is_copy(one) and one.device.kind != "alias")
    keyed = frozenset(_called(one) for one in found if isinstance(one, FoundInKeyfile))
    return Side(Topology(tuple(known)), asked, lambda: _settle(now, found, asked[HOST]), keyed)


def _settle(
    reading: Reading, found: Iterable[AnyFound], of_host: Mapping[str, object]
) -> Mapping[str, Mapping[str, object]]:
    names = names_of(reading)
    settled = {HOST: {} if reading.is_all_networkmanagers else of_host}
    for one in found:
        device, rest = _settled(reading, one, names)
        settled[_called(one) if _is_copy(one) else device.name] = {**_fields_of_keyfile(device), **rest}
    return settled


def _settled(reading: Reading, one: AnyFound, names: Mapping[str, str]) -> tuple[Device, Mapping[str, object]]:
    """A device as its keyfile has it, or would, and what no field of it holds."""
    if isinstance(one, FoundInKeyfile):
        said = one.said
    else:
        profile = reading.profile(one.definition.file)
        is_own = one.definition.device.name == one.device.name  # not the parent, without a file, of the one defined
        is_managed = is_own and reading.manager(one.definition) == "NetworkManager"
        if not (is_managed and profile and profile.status == "connection"):
            return one.device, _rest(one, "option")
        said = described(profile, names, VERSIONS[reading.host.release])
    device = with_named_offloads(said.device)
    points = one.device.access_points or device.access_points  # of all profiles of a card
    return replace(device, access_points=points), {part.text: part.detail for part in said.unheld}


def _fields_of_keyfile(device: Device) -> dict[str, object]:
    """What is asked of DEVICE, with its settings, without what NetworkManager cannot tell apart."""
    unnamed = {f"bond {option}": device.bond_options[option] for option in unnamed_bond_options(device)}
    return {**_fields(as_read_back(device)), **device.settings, **unnamed}


def _is_copy(one: AnyFound) -> bool:
    return one.misfit is not None and one.misfit.why == "copy"


def _called(one: AnyFound) -> str:
    """The name of a device, and where several files define it, from the second on which file."""
    return f"{one.device.name} ({one.file_name})" if _is_copy(one) else one.device.name


def of_topology(topology: Configuration) -> Side:
    """What TOPOLOGY asks for."""
    asked = tuple(_with_functions(topology))
    said = {device.name: _fields(device) for device in asked}
    return Side(topology, said, lambda: {HOST: {}, **{device.name: _fields_of_keyfile(device) for device in asked}})


def _with_functions(topology: Configuration) -> Iterator[Device]:
    """The devices of TOPOLOGY; a card has as many virtual functions as others say they are."""
    for device in topology:
        number = topology.virtual_functions(device)
        yield device if number == device.virtual_functions else replace(device, virtual_functions=number)


def secrets(topology: Configuration) -> Iterator[str]:
    """The secrets in TOPOLOGY, which what differs may repeat."""
    return (text for device in topology for text in secrets_of(device).values())


def compare(first: Side, second: Side) -> Compared:
    """What SECOND asks for and FIRST does not, and the other way round."""
    found = []
    one, other = _comparable(first, second)
    for name in sorted({*one, *other}):
        before, after = one.get(name), other.get(name)
        if before is None or after is None:
            if name != HOST:
                found.append(Difference(name, "added" if before is None else "removed", ()))
            before, after = before or {}, after or {}
            if name != HOST:
                continue
        changes = tuple(_changes(before, after))
        if changes:
            found.append(Difference(name, "changed", changes))
    return Compared(tuple(found), tuple(_restarted(second.topology, found)))


_Asked = Mapping[str, Mapping[str, object] | None]


def _comparable(first: Side, second: Side) -> tuple[_Asked, _Asked]:
    """What is asked of each device, in words that both sides have."""
    keyed = first.keyed | second.keyed
    if not keyed:
        return first.asked, second.asked
    settled = first.settle(), second.settle()
    sides = zip((first, second), settled, strict=True)
    one, other = ({**side.asked, **{name: said.get(name) for name in (HOST, *keyed)}} for side, said in sides)
    return one, other


def _restarted(topology: Topology, found: Sequence[Difference]) -> Iterator[str]:
    touched = {difference.device.partition(" (")[0] for difference in found}
    if any(topology.cycle(device) for device in topology):
        return
    concerned = with_dependants(topology, (device for device in topology if device.name in touched))
    names = {device.name for device in concerned}
    for by_scripts in (False, True):
        own = [device for device in concerned if (device.nm_controlled is False) == by_scripts]
        for device in ordered(topology, own):
            if not (by_scripts and is_bond_port(topology, device) and device.controller_name in names):
                yield device.name  # ifup of a bond brings up its ports


def _changes(before: Mapping[str, object], after: Mapping[str, object]) -> Iterator[Change]:
    is_by_scripts = {before.get("nm_controlled"), after.get("nm_controlled")} in ({False}, {False, None})
    unsaid = _OF_INITSCRIPTS if is_by_scripts else {}
    for what in dict.fromkeys((*before, *after)):
        old, new = (None if side.get(what) == unsaid.get(what) else side.get(what) for side in (before, after))
        if old == new or (what == "nm_controlled" and None in (old, new)):  # a topology need not say who
            continue
        if isinstance(old, tuple) and isinstance(new, tuple):
            gone, come = _without(old, new), _without(new, old)
            yield from (Change(what, item, None) for item in gone)
            yield from (Change(what, None, item) for item in come)
            if not gone and not come:
                yield Change(what, old, new)  # the order alone
        else:
            yield Change(what, old, new)


def _without(items: tuple[object, ...], others: tuple[object, ...]) -> list[object]:
    left = Counter(others)
    left.subtract(items)
    gone = {item: -count for item, count in left.items() if count < 0}
    found = []
    for item in reversed(items):  # the last of several that are the same
        if gone.get(item, 0):
            gone[item] -= 1
            found.append(item)
    return found[::-1]


def _fields(device: Device) -> dict[str, object]:
    """What is asked of DEVICE by field, with what holds where nothing is said."""
    found: dict[str, object] = {}
    for name, value in _with_used_options(device).described().items():
        if name in _NOT_ASKED:
            continue
        if name == _BOND:
            found |= {f"bond {option}": _parameter(text) for option, text in bond_parameters(device).items()}
            found["bond mode"] = mode_of(device.bond_options) if device.kind == "bond" else None
        elif name in _ITEMS and isinstance(value, tuple):
            found |= _items(name, value)
        elif isinstance(value, Mapping):
            found |= {f"{name}.{inner}": item for inner, item in value.items()}
        elif is_dataclass(value):
            found |= {f"{name}.{each.name}": getattr(value, each.name) for each in fields(value)}
        else:
            found[name] = _normal(name, value)
    if device.auth:
        found.setdefault("auth.key-management", "802.1x")
    with_defaults = {name: _DEFAULTS.get(name) if value is None else value for name, value in found.items()}
    return {**with_defaults, **device.further}


def _with_used_options(device: Device) -> Device:
    """DEVICE with those options of a lease that have an effect; a metric is also that of static routes."""
    dhcp = device.dhcp4_options
    if not device.dhcp4:
        used = Dhcp(route_metric=dhcp.route_metric, identifier=dhcp.identifier)
    elif dhcp.use_domains is (dhcp.use_dns is not False):
        used = replace(dhcp, use_domains=None)
    else:
        return device
    return replace(device, dhcp4_options=used)


def _items(name: str, items: Iterable[Any]) -> Iterator[tuple[str, object]]:
    """Each field of ITEMS, which go by a field of their own."""
    title, key = _ITEMS[name]
    for item in items:
        head = f"{title} {getattr(item, key)}"
        yield head, True
        for field, value in item._asdict().items():
            parts = value if isinstance(value, Mapping) else {"": value}
            yield from ((f"{head} {' '.join(filter(None, (field, part)))}", text) for part, text in parts.items())


def _normal(name: str, value: Any) -> object:
    match name:
        case "nameservers":
            return tuple(map(str, value))
        case "routes":  # of two that are the same way, the first holds
            return tuple(sorted({_main(route): None for route in value}, key=lambda route: str(route.way)))
        case "rules":  # without a priority, the order decides
            return tuple(sorted(value, key=lambda rule: (rule.version, -1 if rule.priority is None else rule.priority)))
        case "addresses":  # those with a label are set after the others, one by one
            return tuple(sorted(value, key=lambda address: (address.version, address.label or "")))
        case "wake_on_wlan":
            return tuple(sorted(value))
        case "link_local":
            return tuple(sorted(value)) if value not in (None, ("ipv6",)) else None
    return value


def _main(route: Route) -> Route:
    """ROUTE, where the metric and the table that hold without a word are not named."""
    metric = None if route.version == 4 and route.metric == 0 else route.metric
    return replace(route, table=None if route.table == MAIN else route.table, metric=metric)


def _parameter(value: object) -> object:
    return ", ".join(sorted(value)) if isinstance(value, list) else value


def _rest(one: AnyFound, *but: Why) -> dict[str, object]:
    """What no field of the device holds, by key or line, BUT for losses of some kinds."""
    return {
        what: text for loss in one.losses if loss.why not in ("passwords", *but) for what, text in [_text(one, loss)]
    }


def _text(one: AnyFound, loss: Loss) -> tuple[str, str]:
    name = loss.place.path.rpartition("/")[2].removeprefix("ifcfg-")
    prefix = f"{name} " if loss.place.path != one.path else ""  # of an alias or range file
    match loss.why:
        case "option":
            return f"{prefix}{loss.subject} {loss.detail}", loss.value
        case "line" | "words":
            return loss.subject, loss.subject
        case "port":
            return "controller", loss.subject
        case "on-demand":
            return loss.subject, loss.value
    return f"{prefix}{loss.subject}", loss.value
