"""Cases that ran through the real network scripts in a real kernel, and what it held in the end (tools/oracle)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ifcfgen.boot.initscripts.service import start
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.outcome import Outcome
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import Reading, parse

HOME = Path(__file__).parent / "oracle"
RELEASES = (6, 7, 8)
BESIDE = ("static-routes", "static-routes-ipv6", "modprobe.conf", "sysctl.conf", "rt_tables")
"""Files of a case that are not in network-scripts."""
_AMONG_THE_SCRIPTS = re.compile(r"^keys-|\.route$|^ifcfg(?!-.)")
"""What a boot reads there, and is of no device."""
WITHOUT_EFFECT = "disable-deprecation-warnings"

LINK = ("kind", "up", "mtu", "mac", "master", "link")
MAIN = {
    "bond.mode", "bond.miimon", "bond.slaves", "bridge.stp_state", "bridge.forward_delay", "bridge.priority", "vlan.id",
}  # fmt: skip
"""Of a link these must be predicted; further settings need not, but what is said of them must be right."""
UNSTEADY = {"bridge.ageing_time", "bridge_port.state"}  # they vary with the moment of the look
ADDRESS = ("dev", "address", "broadcast", "scope")
ROUTE = ("dst", "gateway", "dev", "metric", "scope", "prefsrc", "table", "type")
RULE = ("priority", "src", "srclen", "dst", "dstlen", "table", "iif", "oif", "fwmark", "tos", "action")
NATIVE_RULES = {(0, "local"), (32766, "main"), (32767, "default")}

State = Mapping[str, Any]


def names() -> list[str]:
    """All cases that there are."""
    return sorted(path.name for path in (HOME / "cases").iterdir())


def is_recorded(name: str, release: int) -> bool:
    """Whether the case ran with the scripts of that release."""
    return (HOME / f"truth/el{release}/{name}.json").exists()


def truth(name: str, release: int) -> State:
    """What the kernel held."""
    state: State = json.loads((HOME / f"truth/el{release}/{name}.json").read_text())
    return state


def predicted(name: str, release: int) -> Outcome:
    """What we say that it would hold."""
    files = {path.name: path.read_bytes() for path in (HOME / "cases" / name).iterdir() if path.name != WITHOUT_EFFECT}
    facts = json.loads(files.pop("case.json"))
    beside = {name: files.pop(name) for name in list(files) if name in BESIDE or _AMONG_THE_SCRIPTS.search(name)}
    host = Host.of(name="oracle.example", release=release)
    return boot(parse(files, host), Facts.of(facts, host, beside))


def boot(reading: Reading, facts: Facts) -> Outcome:
    """What `network start` alone makes of the files."""
    machine = Machine(reading, facts)
    machine.outcome.exit = start(machine)
    return machine.outcome


def differences(ours: State, theirs: State) -> Iterator[str]:
    """Each way in which OURS is not what THEIRS is."""
    our_links, their_links = _links(ours), _links(theirs)
    for name in sorted(our_links.keys() | their_links.keys()):
        we, they = our_links.get(name), their_links.get(name)
        if we is None or they is None:
            yield f"link {name}: predicted {we}, is {they}"
            continue
        for key in sorted(we.keys() | (they.keys() & {*LINK, *MAIN})):
            if we.get(key) != they.get(key):
                yield f"link {name}: {key} predicted {we.get(key)!r}, is {they.get(key)!r}"
    for what, pick in (("addresses", _addresses), ("routes", _routes), ("rules", _rules)):
        for item in sorted(pick(theirs) - pick(ours), key=str):
            yield f"{what}: not predicted {item}"
        for item in sorted(pick(ours) - pick(theirs), key=str):
            yield f"{what}: predicted, and not there {item}"
    verdicts = [{k: v for k, v in state["verdicts"].items() if k != "loopback"} for state in (ours, theirs)]
    if verdicts[0] != verdicts[1]:
        yield f"verdicts: predicted {verdicts[0]}, are {verdicts[1]}"
    if ours["service"]["exit"] != theirs["service"]["exit"]:
        yield f"service: predicted exit {ours['service']['exit']}, is {theirs['service']['exit']}"
    if ours["dhclient_calls"] != theirs["dhclient_calls"]:
        yield f"dhclient: predicted {ours['dhclient_calls']}, is {theirs['dhclient_calls']}"


def _links(state: State) -> dict[str, dict[str, Any]]:
    found = {}
    for link in state["links"]:
        entry = {key: link.get(key) for key in LINK}
        for part in ("vlan", "bond", "bridge", "bond_port", "bridge_port"):
            for key, value in (link.get(part) or {}).items():
                if f"{part}.{key}" not in UNSTEADY:
                    entry[f"{part}.{key}"] = sorted(value) if isinstance(value, list) else str(value)
        if link["name"] != "lo":
            found[link["name"]] = entry
    return found


def _addresses(state: State) -> set[tuple[Any, ...]]:
    return {
        tuple(address.get(key) for key in ADDRESS)
        for address in state["addresses"]
        if address["dev"] != "lo" and not address["address"].startswith("fe80::")
    }


def _routes(state: State) -> set[tuple[Any, ...]]:
    return {
        tuple(route.get(key) for key in ROUTE)
        for route in [*state["routes"], *state["routes6"]]
        if route.get("protocol") != "kernel"
        and route.get("type") != "unreachable"
        and route.get("dev") != "lo"
        and route.get("table") != "local"
    }


def _rules(state: State) -> set[tuple[Any, ...]]:
    return {
        tuple(rule.get(key) for key in RULE)
        for rule in [*state["rules"], *state["rules6"]]
        if (rule.get("priority"), rule.get("table")) not in NATIVE_RULES
    }
