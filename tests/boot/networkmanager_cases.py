"""Cases that ran through a real NetworkManager in a real kernel, and what it held in the end (tools/oracle)."""

from __future__ import annotations

import json
from pathlib import Path

import oracle_cases as oracle

from ifcfgen.boot.managers import predict
from ifcfgen.boot.outcome import Outcome
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import parse

HOME = Path(__file__).parent / "networkmanager"
KEYFILES = Path(__file__).parent / "keyfiles"
"""Cases of keyfiles, which went through NetworkManager 1.42."""
TRUTHS = {HOME / "cases": HOME / "truth", oracle.HOME / "cases": oracle.HOME / "truth/networkmanager"}
"""By where the cases lie: those of the network scripts went through NetworkManager, too."""
RELEASE = 9
"""Whose NetworkManager is nearest to the one that ran."""
MISSING = frozenset({"NetworkManager-config-server", "NetworkManager-dispatcher-routing-rules", "dnsmasq"})
OF_THE_NETWORK_SERVICE = {"verdicts": {}, "service": {"exit": 0}, "dhclient_calls": []}


def cases() -> dict[str, tuple[Path, Path]]:
    """The directory and the truth of every case, by name."""
    return {
        ("" if home.is_relative_to(HOME) else "scripts/") + path.stem: (home / path.stem, path)
        for home, truths in TRUTHS.items()
        for path in sorted(truths.glob("*.json"))
    }


def of_keyfiles() -> dict[str, tuple[Path, Path]]:
    """The directory and the truth of every case of keyfiles, by name."""
    return {path.stem: (KEYFILES / "cases" / path.stem, path) for path in sorted((KEYFILES / "truth").glob("*.json"))}


def truth(path: Path) -> oracle.State:
    """What the kernel held."""
    return {**json.loads(path.read_text()), **OF_THE_NETWORK_SERVICE}


def predicted(case: Path, release: int = RELEASE) -> Outcome:
    """What we say that it would hold."""
    files = {_placed(path): path.read_bytes() for path in case.iterdir() if path.name != oracle.WITHOUT_EFFECT}
    facts = json.loads(files.pop("case.json"))
    known = set(facts.pop("packages", []))
    host = Host.of(release=release, services={"NetworkManager": "enabled"}, packages=known, without=MISSING - known)
    return predict(parse(files, host), Facts.of(facts, host))


def _placed(path: Path) -> str:
    return f"system-connections/{path.name}" if path.suffix == ".nmconnection" else path.name
