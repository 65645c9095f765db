"""SARIF, GitLab's code quality report and JUnit, each read by what others have made for reading it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator
from junitparser import Error, Failure, JUnitXml
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as Sarif  # made of the schema
from test_formats import BRIDGE, HOSTILE, WHOLE, report, shown

from ifcfgen import data, reading
from ifcfgen.errors import Fault
from ifcfgen.facts import Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Edit, Finding, Fix, Report, Spot
from ifcfgen.lint.fix import edited
from ifcfgen.lint.rule import load
from ifcfgen.place import Place
from ifcfgen.report import gitlab, junit, sarif

RULES = load(data.rules())
PROBLEM = Fault(Place("kvm01/ifcfg-eth9"), "a FIFO: not read")
HOST = Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"}, without=["bridge-utils"])
FILES = {
    "ifcfg-br0": "DEVICE=br0\nTYPE=bridge\nONBOOT=yes\nBOOTPROTO=dhcp\n",
    "ifcfg-eth0": b"DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nNAME=Caf\xe9 LAN\nIPADDR=192.0.2.9\nIPADDR=192.0.2.10\nPREFIX=24\nBRIDGE=br0\n",
    "ifcfg-eth1": "DEVICE=eth1\r\nTYPE=Ethernet\r\nONBOOT=yes\r\nNETMAK=x\r\n",
}
ASKED = (
    "bridge-port-ip",
    "bridge-utils-missing",
    "crlf-line-endings",
    "duplicate-key",
    "misspelled-key",
    "type-bridge-case",
)
"""Errors and a warning, with and without a line, with edits in one file, in two and of carriage returns."""


def real() -> Report:
    asked = [RULES[name] for name in ASKED]
    found = Linter(asked).check(reading.parse(FILES, HOST, "etc sysconfig/100%")).findings
    return Report(iter(found), Counter(finding.severity for finding in found), files=3, hosts=1, rules=RULES)


def document(*findings: Finding, **rest: Any) -> dict[str, Any]:
    text = shown(sarif.text(report(*findings, rules=RULES, **rest)))
    Sarif.model_validate_json(text)
    parsed: dict[str, Any] = json.loads(text)
    return parsed["runs"][0]


@pytest.mark.parametrize(
    "place, uri, region",
    [
        (Place("h/ifcfg-eth0:1"), "h/ifcfg-eth0%3A1", None),
        (Place("ifcfgen.toml", 3), "ifcfgen.toml", {"startLine": 3, "startColumn": 1, "endColumn": 1}),
        (Place("ifcfgen.toml", 3, 7), "ifcfgen.toml", {"startLine": 3, "startColumn": 7, "endColumn": 7}),
    ],
)
def test_sarif_shows_a_fault_at_its_place(place: Place, uri: str, region: dict[str, int] | None) -> None:
    (invocation,) = document(errors=[Fault(place, "not read")])["invocations"]
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"] == f"{place}: not read"
    (location,) = notification["locations"]
    physical = {"artifactLocation": {"uri": uri}} | ({"region": region} if region else {})
    assert location["physicalLocation"] == physical


def test_sarif_of_a_fault_without_a_place() -> None:
    (invocation,) = document(errors=[Fault(None, "nothing works")])["invocations"]
    assert invocation["toolExecutionNotifications"] == [{"level": "error", "message": {"text": "nothing works"}}]


def test_sarif_of_a_finding() -> None:
    run = document(BRIDGE, WHOLE, errors=[PROBLEM])
    assert run["tool"]["driver"]["name"] == "ifcfgen"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["both-services-active", "bridge-utils-missing"]
    rule = run["tool"]["driver"]["rules"][1]
    assert rule["shortDescription"]["text"] == RULES["bridge-utils-missing"].summary
    assert rule["help"]["markdown"] == RULES["bridge-utils-missing"].page
    assert rule["defaultConfiguration"] == {"level": "error"}
    first, second = run["results"]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "bridge-utils-missing"
    assert (first["level"], second["level"]) == ("error", "note")
    assert first["message"]["text"] == (
        "br0 is built by initscripts with brctl, but bridge-utils is not installed"
        " (assumed: service NetworkManager disabled, service network enabled)"
    )
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "kvm01/ifcfg-br0"},
                "region": {"startLine": 2, "startColumn": 1, "endColumn": 12, "snippet": {"text": "TYPE=Bridge"}},
            }
        }
    ]
    assert second["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "kvm01"}}}]
    assert first["relatedLocations"][0]["message"]["text"] == "and eth0 silently becomes an ordinary device"
    assert first["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == 5
    change = first["fixes"][0]["artifactChanges"][0]
    assert change["artifactLocation"] == {"uri": "kvm01/ifcfg-br0"}
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 1, "endLine": 3, "endColumn": 1},
            "insertedContent": {"text": ""},
        }
    ]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert (
        run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
        == "kvm01/ifcfg-eth9: a FIFO: not read"
    )


def test_sarif_of_real_findings_is_valid() -> None:
    text = shown(sarif.text(real()))
    Sarif.model_validate_json(text)
    results = json.loads(text)["runs"][0]["results"]
    assert {result["level"] for result in results} >= {"error", "warning"}
    assert len({result["partialFingerprints"]["ifcfgen/v1"] for result in results}) == len(results)
    uris = {unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for result in results}
    assert "etc sysconfig/100%/ifcfg-br0" in uris


def test_sarif_of_what_is_clean_or_hostile_is_valid() -> None:
    assert document()["results"] == []
    result = document(HOSTILE)["results"][0]
    assert result["message"]["text"].isprintable()


def test_sarif_fixes_say_what_an_editor_is_to_do() -> None:
    """Applied as the standard has it: a region is deleted, and content put in its place."""
    host = reading.parse(FILES, HOST, "etc sysconfig/100%")
    offered = 0
    for finding in real().findings:
        result = document(finding)["results"][0]
        for change in result["fixes"][0]["artifactChanges"] if "fixes" in result else ():
            assert finding.fix
            name = unquote(change["artifactLocation"]["uri"]).rpartition("/")[2]
            (old,) = [file.document.text for file in host.directory.files if file.name == name]
            (new,) = [
                file.document.text for file in edited(host, finding.fix.edits).directory.files if file.name == name
            ]
            for replacement in reversed(change["replacements"]):
                region = replacement["deletedRegion"]
                start = offset(old, region["startLine"], region["startColumn"])
                end = offset(old, region["endLine"], region["endColumn"])
                old = old[:start] + replacement["insertedContent"]["text"] + old[end:]
            assert old.replace("\r", "") == new.replace("\r", "")
            offered += 1
    assert offered >= 3


def offset(text: str, line: int, column: int) -> int:
    return sum(len(above) + 1 for above in text.split("\n")[: line - 1]) + column - 1


def test_an_edit_that_is_no_text_is_not_offered() -> None:
    finding = Finding(
        "duplicate-key", "error", "h", Spot("h/f", 1), "m", fix=Fix("F.", True, (Edit("h/f", 1, "\udce9", None),))
    )
    assert "fixes" not in document(finding)["results"][0]


def test_an_absolute_path_is_a_file() -> None:
    finding = Finding("duplicate-key", "error", "h", Spot("/etc/sysconfig/network-scripts/ifcfg-é", 1), "m")
    location = document(finding)["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "file:///etc/sysconfig/network-scripts/ifcfg-%C3%A9"}


GITLAB = Draft202012Validator(
    {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["description", "check_name", "fingerprint", "severity", "location"],
            "properties": {
                "description": {"type": "string", "minLength": 1},
                "check_name": {"type": "string", "minLength": 1},
                "fingerprint": {"type": "string", "minLength": 1},
                "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
                "location": {
                    "type": "object",
                    "required": ["path", "lines"],
                    "properties": {
                        "path": {"type": "string", "pattern": r"^(?!\./)."},
                        "lines": {
                            "type": "object",
                            "required": ["begin"],
                            "properties": {"begin": {"type": "integer", "minimum": 1}},
                        },
                    },
                },
            },
        },
    }
)
"""What GitLab's handbook says that an entry must have."""


def test_gitlab() -> None:
    entries = json.loads(shown(gitlab.text(report(BRIDGE, WHOLE, HOSTILE, errors=[PROBLEM, PROBLEM]))))
    GITLAB.validate(entries)
    assert [(e["check_name"], e["severity"], e["location"]) for e in entries[:2]] == [
        ("bridge-utils-missing", "critical", {"path": "kvm01/ifcfg-br0", "lines": {"begin": 2}}),
        ("both-services-active", "info", {"path": "kvm01", "lines": {"begin": 1}}),
    ]
    assert entries[0]["description"] == (
        "br0 is built by initscripts with brctl, but bridge-utils is not installed"
        " (assumed: service NetworkManager disabled, service network enabled). Install bridge-utils."
    )
    assert (entries[3]["check_name"], entries[3]["severity"]) == ("cannot-be-linted", "blocker")


def test_gitlab_of_real_findings_tells_them_apart() -> None:
    entries = json.loads(shown(gitlab.text(real())))
    GITLAB.validate(entries)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries) > 3
    assert json.loads(shown(gitlab.text(report()))) == []


def suites(text: str) -> JUnitXml:
    return JUnitXml.fromstring(text.encode())


def test_junit() -> None:
    other = BRIDGE._replace(host="kvm02", severity="warning")
    found = suites(shown(junit.text(report(BRIDGE, WHOLE, other, errors=[PROBLEM]))))
    assert [(s.name, s.tests, s.failures, s.errors) for s in found] == [
        ("kvm01", 2, 1, 0),
        ("kvm02", 1, 1, 0),
        ("cannot be linted", 1, 0, 1),
    ]
    case, remark = list(next(iter(found)))
    assert (case.classname, case.name) == ("kvm01/ifcfg-br0", "bridge-utils-missing kvm01/ifcfg-br0:2")
    failure = case.result[0]
    assert isinstance(failure, Failure)
    assert (failure.type, failure.message) == ("error", BRIDGE.message)
    assert failure.text.splitlines() == [
        "kvm01/ifcfg-br0:2",
        "TYPE=Bridge",
        'ifup stops here: "brctl not found"',
        "fix: Install bridge-utils.",
        "assumed: service NetworkManager disabled, service network enabled",
    ]
    assert remark.is_passed
    assert "NetworkManager and network start" in remark.system_out
    unread = next(iter(list(found)[2]))
    assert isinstance(unread.result[0], Error)
    assert unread.result[0].message == "a FIFO: not read"


def test_junit_of_nothing_is_one_case_that_passed() -> None:
    (suite,) = suites(shown(junit.text(report())))
    assert [case.is_passed for case in suite] == [True]


@pytest.mark.parametrize(
    "finding", [HOSTILE, Finding("r", "error", "<&>", Spot('"<&>', 1, 1, "]]>", 3, "'"), "<b>&amp;")]
)
def test_junit_of_hostile_text_is_xml(finding: Finding) -> None:
    (suite,) = suites(shown(junit.text(report(finding))))
    assert len(list(suite)) == 1


def test_fingerprints_do_not_depend_on_line_numbers() -> None:
    """Lines above may come and go; of two lines that read the same each has its own."""

    def prints(text: str) -> list[str]:
        host = reading.parse({"ifcfg-eth0": text}, HOST, "a")
        found = Linter([RULES["misspelled-key"]]).check(host).findings
        return [entry["fingerprint"] for entry in json.loads(shown(gitlab.text(report(*found))))]

    one = prints("DEVICE=eth0\nNETMAK=1\nGATWAY=2\nNETMAK=1\n")
    assert len(set(one)) == 3
    assert prints("# new\n\nDEVICE=eth0\n  NETMAK=1\nONBOOT=yes\nGATWAY=2\nNETMAK=1\n") == one
    assert set(prints("DEVICE=eth0\nNETMAK=1\n")) < set(one)
    assert set(prints("DEVICE=eth0\nNETMAK=2\n")).isdisjoint(one)
