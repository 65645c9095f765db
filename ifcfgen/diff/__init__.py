"""Two hosts compared by what their files or topologies ask of each device, however that is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal, NamedTuple

from ifcfgen.intent import keyfiles
from ifcfgen.intent.devices import Found, devices, with_presets
from ifcfgen.intent.keys import lost_globals
from ifcfgen.intent.loss import Loss
from ifcfgen.model import Device, Topology
from ifcfgen.model.bonding import mode_of
from ifcfgen.model.restart import is_bond_port, ordered, with_dependants
from ifcfgen.model.route import MAIN, Route
from ifcfgen.netplan import Configuration
from ifcfgen.netplan.text import bond_parameters
from ifcfgen.reading import Reading

__all__ = ["Change", "Difference", "Side", "compare", "of_reading", "of_topology"]

HOST = ""
"""The name under which what concerns no single device is kept."""

_DEFAULTS: Mapping[str, Any] = {
    "stp": False, "forward_delay": 15.0, "hello_time": 2.0, "max_age": 20.0, "ageing_time": 300.0,
    "bridge_priority": 32768, "path_cost": 100, "port_priority": 32, "hairpin": False, "accept_ra": True,
    "dhcp4_options.use_dns": True, "dhcp4_options.use_routes": True, "dhcp4_options.send_hostname": True,
    "dhcp6_options.use_dns": True, "dhcp6_options.use_routes": True, "dhcp6_options.send_hostname": True,
}  # fmt: skip
"""What holds where nothing is said: the kernel's timers of a bridge, and what both managers take of a lease."""
_NOT_ASKED = frozenset({"name", "suffix", "origins", "optional", "critical"})
"""What names a device, and what no ifcfg file can say of it."""
_OF_INITSCRIPTS = {"dhcp4_options.identifier": "mac", "ipv6_address_generation": "eui64"}
"""What holds for their devices without a word."""
_BOND = "bond_options"


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
    """One of two hosts: its devices, and what is asked of each by name."""

    topology: Topology
    asked: Mapping[str, Mapping[str, object]]


class Compared(NamedTuple):
    """What differs, device by device, and which devices restart to bring it about, in the order to bring them up."""

    differences: tuple[Difference, ...]
    restarted: tuple[str, ...]


def of_reading(reading: Reading) -> Side:
    """What the files of READING ask for. Raises `Unknown`."""
    now = with_presets(reading)
    found = [*devices(now)]
    asked = {_called(one): {**_fields(one.device), **_rest(one)} for one in found}
    for one in keyfiles.configured(now):
        asked[one.device] = {**asked.get(one.device, {}), **one.settings}
    asked[HOST] = {loss.subject: loss.value for loss in lost_globals(now)}
    known = (one.device for one in found if not _is_copy(one) and one.device.kind != "alias")
    return Side(Topology(tuple(known)), asked)


def _is_copy(one: Found) -> bool:
    return one.misfit is not None and one.misfit.why == "copy"


def _called(one: Found) -> str:
    """The name of a device, and where several files define it, from the second on which file."""
    return f"{one.device.name} ({one.definition.file.name})" if _is_copy(one) else one.device.name


def of_topology(topology: Configuration) -> Side:
    """What TOPOLOGY asks for."""
    return Side(topology, {device.name: _fields(device) for device in topology})


def compare(first: Side, second: Side) -> Compared:
    """What SECOND asks for and FIRST does not, and the other way round."""
    found = []
    for name in sorted({*first.asked, *second.asked}):
        before, after = first.asked.get(name), second.asked.get(name)
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
    for what in dict.fromkeys((*before, *after)):
        old, new = before.get(what), after.get(what)
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
    for name, value in device.described().items():
        if name in _NOT_ASKED:
            continue
        if name == _BOND:
            found |= {f"bond {option}": _parameter(text) for option, text in bond_parameters(device).items()}
            found["bond mode"] = mode_of(device.bond_options) if device.kind == "bond" else None
        elif isinstance(value, Mapping):
            found |= {f"{name}.{inner}": item for inner, item in value.items()}
        elif is_dataclass(value):
            found |= {f"{name}.{each.name}": getattr(value, each.name) for each in fields(value)}
        else:
            found[name] = _normal(name, value)
    if device.auth:
        found.setdefault("auth.key-management", "802.1x")
    if device.nm_controlled is False:
        found = {name: None if value == _OF_INITSCRIPTS.get(name) else value for name, value in found.items()}
    with_defaults = {name: _DEFAULTS.get(name) if value is None else value for name, value in found.items()}
    return {**with_defaults, **device.further}


def _normal(name: str, value: Any) -> object:
    match name:
        case "nameservers":
            return tuple(map(str, value))
        case "routes":  # of two that are the same way, the first holds
            return tuple(sorted({_main(route): None for route in value}, key=lambda route: str(route.way)))
        case "rules":  # without a priority, the order decides
            return tuple(sorted(value, key=lambda rule: (rule.version, -1 if rule.priority is None else rule.priority)))
        case "link_local":
            return tuple(sorted(value)) if value is not None else None
    return value


def _main(route: Route) -> Route:
    """ROUTE, where the metric and the table that hold without a word are not named."""
    metric = None if route.version == 4 and route.metric == 0 else route.metric
    return replace(route, table=None if route.table == MAIN else route.table, metric=metric)


def _parameter(value: object) -> object:
    return ", ".join(sorted(value)) if isinstance(value, list) else value


def _rest(one: Found) -> dict[str, object]:
    """What no field of the device holds, by key or line."""
    return {what: text for loss in one.losses if loss.why != "passwords" for what, text in [_text(one, loss)]}


def _text(one: Found, loss: Loss) -> tuple[str, str]:
    name = loss.place.path.rpartition("/")[2].removeprefix("ifcfg-")
    prefix = f"{name} " if loss.place.path != one.definition.file.path else ""  # of an alias or range file
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
