"""Lint and boot agree: whatever the boot of a host fails at, lint shows; whatever lint calls an error, boot shows."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcfgen import api, data, reading, verdict
from ifcfgen.boot.comparison import shortfall
from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Event
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.lint.rule import load

RULES = load(data.rules())
LINTER = api.make_linter(RULES)
HERE = Path(__file__).parent
PACKAGES = ("bridge-utils", "iputils", "dhclient", "ethtool", "tunctl")
WORLDS = {
    "el6": Host.of(release=6, services={"NetworkManager": "absent", "network": "enabled"}, packages=PACKAGES),
    "el7": Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"}, packages=PACKAGES),
    "el7 both": Host.of(release=7, packages=PACKAGES),
    "el8": Host.of(release=8, services={"NetworkManager": "enabled", "network": "absent"}, packages=PACKAGES),
    "el9": Host.of(release=9, services={"NetworkManager": "enabled"}),
    "el7 nobody's": Host.of(release=7, services={"NetworkManager": "disabled", "network": "masked"}),
    "el7 bare": Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"}, without=PACKAGES),
}
FENCE = re.compile(r"^```(\w+) ?(\S*) ?(\S*)\n(.*?)^```$", re.M | re.S)
BESIDE = ("case.json", "static-routes", "static-routes-ipv6", "modprobe.conf", "sysctl.conf", "rt_tables")

Files = Mapping[str, bytes]


def disagreements(files: Files, host: Host, facts: Facts | None = None) -> Iterator[str]:
    """Where lint and boot say two things of a host."""
    read = reading.parse(files, host)
    facts = facts or Facts.of({}, host, {name: text for name, text in files.items() if name in BESIDE[1:]})
    outcome = api.predict_boot(read, facts)
    failures = shortfall.failures(read, outcome)
    findings = api.lint_host(read, LINTER, facts, outcome).findings
    shown = {
        spot.path
        for finding in findings
        if finding.severity != "info" and not finding.conditions
        for spot in finding.spots
    }
    for failed in failures:
        if failed.place.path not in shown:
            yield f"lint does not show {failed}"
    counted = [
        finding
        for finding in findings
        if finding.severity == "error" and RULES[finding.rule].shows_at_boot and not finding.assumed
    ]
    errors = verdict.errors(read, outcome, LINTER, RULES).found if counted else ()  # a second lint
    told = {(finding.rule, finding.spot[:2]) for finding in errors}
    for finding in counted:
        if finding.rule != "fails-at-boot" and (finding.rule, finding.spot[:2]) not in told:
            yield f"boot does not show {finding.rule} of {finding.spot.path}"
    yield from (f"has in the end what failed: {event}" for event in had_all_the_same(outcome))
    if failures and not shortfall.shortfalls(read, outcome):
        yield "what fails is no shortfall"


def had_all_the_same(outcome: Outcome) -> Iterator[Event]:
    """What failed to the last, and is there in the end."""
    last = {(event.device, event.action.kind[:7], event.action.details[:1]): event for event in outcome.events}
    yield from (event for event in last.values() if event.result == "failed" and _is_there(event, outcome.kernel))


def _is_there(event: Event, kernel: Kernel) -> bool:
    link, details = kernel.links.get(event.device), [str(detail) for detail in event.action.details]
    match event.action.kind:
        case "rule":
            return any(
                {*details[0].replace("table", "lookup").split()} <= {*str(rule).split()} for rule in kernel.rules
            )
        case _ if link is None or not details:
            return False
        case "mtu":
            return str(link.mtu) == details[0]
        case "mac":
            return link.mac == details[0].lower()
        case "join":
            return link.master == details[0]
        case "option":
            return any(details[1] == str((of or {}).get(details[0])) for of in (link.bond, link.bridge, link.port))
        case "address" | "address-without-broadcast":
            return any(str(address).split()[0] == details[0] for address in kernel.addresses_of(link.name))
        case "default-route" | "ipv6-default-route":
            routes = (route for route in kernel.routes if not route.length and route.dev == link.name)
            return any(str(route.gateway) == details[0] for route in routes)
        case "route":
            words = " ".join(details).split()
            through = dict(pairwise(words))
            return "table" not in words and any(
                str(route).split()[:1] == words[:1]
                and route.dev == through.get("dev", link.name)
                and str(route.gateway or None) == str(through.get("via"))
                and str(route.metric or None) == str(through.get("metric"))
                for route in kernel.routes
            )
    return False


@cache
def cases() -> Mapping[str, Files]:
    """The files of every oracle case and every sample."""
    homes = chain(
        (HERE / "boot/oracle/cases").iterdir(),
        (HERE / "boot/networkmanager/cases").iterdir(),
        (path.parent for path in (HERE.parent / "samples").rglob("ifcfg-*")),
    )
    return {
        f"{home.parent.name}/{home.name}": {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
        for home in sorted(set(homes))
    }


def examples() -> Iterator[tuple[str, Files, Mapping[str, Any]]]:
    """Every example of a rule about one host, with its facts."""
    for rule in RULES.values():
        if rule.kind == "conflict":
            continue
        for part in re.split(r"^## ", rule.page, flags=re.M)[1:]:
            fences = FENCE.findall(part)
            files = {
                unquote(name): (text.replace("\n", "\r\n") if flag == "crlf" else text).encode()
                for _, name, flag, text in fences
                if name
            }
            facts = next((tomllib.loads(text) for language, _, _, text in fences if language == "toml"), {})
            yield f"{rule.name}: {part.partition(chr(10))[0]}", files, facts


@pytest.mark.parametrize("world", ["el6", "el7", "el7 both", "el8", "el9"])
def test_over_all_cases_and_samples(world: str) -> None:
    assert [
        f"{name}: {said}"
        for name, files in cases().items()
        for said in disagreements({k: v for k, v in files.items() if k not in BESIDE}, WORLDS[world])
    ] == []


@pytest.mark.parametrize("release", [8, 9, 10])
def test_over_all_cases_of_keyfiles(release: int) -> None:
    found = []
    for home in sorted((HERE / "boot/keyfiles/cases").iterdir()):
        facts = json.loads((home / "case.json").read_text())
        host = Host.of(release=release, services={"NetworkManager": "enabled"}, packages=facts.pop("packages", ()))
        files = {f"system-connections/{path.name}": path.read_bytes() for path in home.glob("*.nmconnection")}
        found += [f"{home.name}: {said}" for said in disagreements(files, host, Facts.of(facts, host))]
    assert found == []


def test_over_all_cases_with_their_facts() -> None:
    found = []
    for name, files in cases().items():
        if "case.json" in files:
            given_facts = json.loads(files["case.json"])
            packages = given_facts.pop("packages", ())
            for host in (WORLDS["el6"], WORLDS["el7"], WORLDS["el8"]):
                host = Host.of(release=host.release, services=dict(host.services), packages=packages)
                beside = {key: text for key, text in files.items() if key in BESIDE[1:]}
                facts = Facts.of({k: v for k, v in given_facts.items() if k != "actions"}, host, beside)
                found += [f"{name} el{host.release}: {said}" for said in disagreements(files, host, facts)]
    assert found == []


@pytest.mark.parametrize("world", ["el6", "el7 bare", "el8"])
def test_over_all_examples_of_rules(world: str) -> None:
    assert [f"{name}: {said}" for name, files, _ in examples() for said in disagreements(files, WORLDS[world])] == []


def test_over_all_examples_with_their_facts() -> None:
    found = []
    for name, files, facts in examples():
        words = {"packages-complete": "complete", "kernel-arguments": "arguments"}
        facts = {words.get(key, key): value for key, value in facts.items()}
        machine = {key: facts.pop(key) for key in list(facts) if key in ("nics", "neighbours", "present", "absent")}
        host = Host.of(**facts)
        if host.el in range(6, 11):
            beside = {key: text for key, text in files.items() if key in BESIDE}
            found += [f"{name}: {said}" for said in disagreements(files, host, Facts.of(machine, host, beside))]
    assert found == []


@st.composite
def mutated(draw: st.DrawFn) -> Files:
    """The files of a case with lines taken out, doubled, exchanged between files, or spoiled."""
    files = dict(cases()[draw(st.sampled_from(sorted(cases())))])
    names = sorted(name for name in files if name not in BESIDE)
    for _ in range(draw(st.integers(1, 4))):
        name, other = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        lines, others = files[name].split(b"\n"), files[other].split(b"\n")
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, draw(st.sampled_from(others)))
            case 2:
                lines[at] = lines[at].replace(b"=", b"= " if draw(st.booleans()) else b"=x")
            case 3:
                lines[at] += draw(st.sampled_from([b"0", b"1", b"\r", b'"', b" #", b"/24"]))
            case 4:
                key, equals, _ = lines[at].partition(b"=")
                lines[at] = (
                    key + equals + draw(st.sampled_from([b"", b"no", b"yes", b"eth0", b"br0", b"bond0", b"9000"]))
                )
        files[name] = b"\n".join(lines)
    return {name: files[name] for name in names}


@settings(max_examples=80)
@given(mutated(), st.sampled_from(sorted(WORLDS)))
def test_over_mutations(files: Files, world: str) -> None:
    assert list(disagreements(files, WORLDS[world])) == []
