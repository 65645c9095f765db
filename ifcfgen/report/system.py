"""The facts that the files of a system show, as text, as a [[host]] table and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from ifcfgen.facts import SERVICES
from ifcfgen.facts.live import System, machine, stated
from ifcfgen.report.visible import as_json, visible

Described = Sequence[tuple[str, System]]
"""Systems, each with the path of its root."""


def found(system: System) -> str:
    """What is known of SYSTEM, in a few words; empty where that is nothing."""
    host = system.host
    return ", ".join(
        [
            *([f"EL{host.el}"] if host.el else []),
            *(f"{name} {state}" for name, state in sorted(host.services.items())),
            *([_count(len(host.installed), "package")] if host.complete else []),
            *([_count(len(host.cards), "NIC")] if host.cards else []),
        ]
    )


def unknown(system: System) -> list[str]:
    """The facts that no file of SYSTEM shows."""
    host = system.host
    return [
        *(["release"] if host.el is None else []),
        *(f"service {name}" for name in SERVICES if name not in host.services and not _is_gone(name, system)),
        *([] if host.complete or host.installed or host.without else ["packages"]),
        *([] if host.cards else ["nics"]),
    ]


def text_of(systems: Described) -> str:
    """SYSTEMS for people."""
    return "\n".join("".join(f"{line}\n" for line in _text(path, system)) for path, system in systems)


def _text(path: str, system: System) -> Iterator[str]:
    yield visible(path)
    rows = [(name, value, system.sources.get(source, "")) for name, value, source in _rows(system)]
    names, values = (max((len(row[column]) for row in rows), default=0) for column in (0, 1))
    for name, value, source in rows:
        yield f"  {name:{names}}  {visible(value):{values}}  {visible(source)}".rstrip()
    if missing := unknown(system):
        yield f"  unknown: {', '.join(missing)}"


def _rows(system: System) -> Iterator[tuple[str, str, str]]:
    """Name, value and source of each fact."""
    host = system.host
    if host.el is not None:
        yield "release", f"EL{host.el}", "release"
    for name, state in host.services.items():
        yield f"service {name}", state, f"service {name}"
    installed, without = stated(host)
    if installed or without or host.complete:
        whole = f"{_count(len(host.installed), 'package')}: " if host.complete else ""
        yield "packages", f"{whole}{', '.join(installed) or 'none that matters'}", "packages"
        yield "without", ", ".join(without) or "none that matters", "packages"
    if system.networkmanager:
        yield "NetworkManager", system.networkmanager, "NetworkManager"
    for name, card in host.cards.items():
        yield "nic", " ".join(filter(None, (name, card.mac, card.pci, card.driver, *(card.names or ())))), "nics"
    if host.arguments is not None:
        yield "kernel arguments", ", ".join(sorted(host.arguments)) or "none that matters", "kernel arguments"


def toml(systems: Described) -> str:
    """A [[host]] table for each of SYSTEMS; of its packages those on which a boot or a rule depends."""
    return "\n".join("".join(f"{line}\n" for line in _table(path, system)) for path, system in systems)


def _table(path: str, system: System) -> Iterator[str]:
    facts = _facts(system)
    facts.pop("nics", None)  # an ifcfgen.toml has none
    yield "[[host]]"
    yield f"path = {_value(f'**/{_as_glob(visible(system.name))}' if system.name else visible(path))}"
    for name, value in facts.items():
        if isinstance(value, dict):
            yield from (f"{name}.{key} = {_value(state)}" for key, state in value.items())
        else:
            yield f"{name} = {_value(value)}"
    yield from (f"# {fact}: unknown" for fact in unknown(system) if fact != "nics")


def _as_glob(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def _value(value: object) -> str:
    """VALUE, a number, a text or a list, in TOML."""
    from json import dumps  # seldom wanted

    return dumps(value)


def json(systems: Described) -> str:
    """SYSTEMS: their `facts` in the form of a file for --host, the `sources` of these, and what is `unknown`."""
    return as_json({"systems": [_object(path, system) for path, system in systems]})


def _object(path: str, system: System) -> dict[str, Any]:
    return {
        "path": path,
        "facts": _facts(system),
        "sources": dict(system.sources),
        "networkmanager": system.networkmanager or None,
        "unknown": unknown(system),
    }


def _facts(system: System) -> dict[str, Any]:
    """What is known of SYSTEM, as a [[host]] table and a file for --host have it."""
    host = system.host
    installed, without = stated(host)
    facts: dict[str, Any] = {
        "release": host.el,
        "services": dict(host.services),
        "packages": installed,
        "without": without,
        **machine(host),
    }
    known = {name: value for name, value in facts.items() if value}
    return known if host.arguments is None else {**known, "kernel-arguments": sorted(host.arguments)}


def _is_gone(name: str, system: System) -> bool:
    return name == "network" and (system.host.el or 0) >= 9


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
