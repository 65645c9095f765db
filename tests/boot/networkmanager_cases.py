"""Cases that ran through a real NetworkManager in a real kernel, and what it held in the end (tools/oracle)."""

from __future__ import annotations

import json
from pathlib import Path

import oracle_cases as oracle

from ifcfgen.boot import Outcome
from ifcfgen.boot.managers import foretell
from ifcfgen.ifcfg.directory import parse
from ifcfgen.model import Host
from ifcfgen.model.facts import Facts

HOME = Path(__file__).parent / "networkmanager"
RELEASE = 9
"""Whose NetworkManager is nearest to the one that ran."""
OF_THE_NETWORK_SERVICE = ("verdicts", "service", "dhclient_calls")


def names() -> list[str]:
    """All cases that there are."""
    return sorted(path.stem for path in (HOME / "truth").glob("*.json"))


def truth(name: str) -> oracle.State:
    """What the kernel held."""
    state: oracle.State = json.loads((HOME / f"truth/{name}.json").read_text())
    return {**state, **{key: {"exit": 0} if key == "service" else {} for key in OF_THE_NETWORK_SERVICE}}


def foretold(name: str, release: int = RELEASE) -> Outcome:
    """What we say that it would hold."""
    files = {path.name: path.read_bytes() for path in (HOME / "cases" / name).iterdir()}
    facts = json.loads(files.pop("case.json"))
    known = set(facts.pop("packages", []))
    missing = {"NetworkManager-config-server", "NetworkManager-dispatcher-routing-rules", "dnsmasq"} - known
    host = Host.of(release=release, services={"NetworkManager": "enabled"}, packages=known, without=missing)
    return foretell(parse(files, host), Facts.of(facts, host))
