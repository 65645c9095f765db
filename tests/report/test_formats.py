"""Findings in, text out: literally, for every format."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcfgen.errors import Fault
from ifcfgen.facts import RELEASE, Fact
from ifcfgen.lint.finding import Edit, Finding, Fix, Report, Spot, Undecided
from ifcfgen.place import Place
from ifcfgen.report import concise, formats, full, github
from ifcfgen.report import json as json_format
from ifcfgen.report.closing import closing
from ifcfgen.report.style import ASCII, Theme, coloured

BRIDGE = Finding(
    "bridge-utils-missing",
    "error",
    "kvm01",
    Spot("kvm01/ifcfg-br0", 2, 1, "TYPE=Bridge", 11, 'ifup stops here: "brctl not found"'),
    "br0 is built by initscripts with brctl, but bridge-utils is not installed",
    ((Fact("service", "NetworkManager"), "disabled"), (Fact("service", "network"), "enabled")),
    Fix("Install bridge-utils.", True, (Edit("kvm01/ifcfg-br0", 2, "TYPE=Bridge", None),)),
    (Spot("kvm01/ifcfg-eth0", 5, 1, "BRIDGE=br0", 10, "and eth0 silently becomes an ordinary device"),),
)
WHOLE = Finding(
    "both-services-active", "info", "kvm01", Spot("kvm01", message="two managers"), "NetworkManager and network start"
)
# What a hostile or merely Latin-1 file may hold: an escape sequence, a right-to-left override, a byte that is not UTF-8.
HOSTILE = Finding(
    "placeholder-left",
    "warning",
    "h",
    Spot("h/ifcfg-\x1b[31m:,%", 1, 6, "\tMTU=\x1b]0;x\x07\udce9\u202e", 7, "note\r"),
    "a\x1b[2Jb\nc",
    fix=Fix("d\x9b"),
)

SPOT = Spot("a/ifcfg-br0", 3, 1)


def report(*findings: Finding, **rest: Any) -> Report:
    counts = Counter(finding.severity for finding in findings)
    return Report(iter(findings), Counter(counts), **{"files": 5, "hosts": 1, **rest})


def shown(lines: Iterator[str]) -> str:
    return "".join(lines)


@pytest.mark.parametrize("format", get_args(formats.Format))
def test_every_format_in_the_table_has_its_module(format: formats.Format) -> None:
    assert shown(formats.text(format, report(errors=[Fault(Place("a", 1), "x")]), Theme())) or format == "concise"


def test_full() -> None:
    assert (
        shown(full.text(report(BRIDGE, WHOLE)))
        == """\
error[bridge-utils-missing]: br0 is built by initscripts with brctl, but bridge-utils is not installed
  ──▶ kvm01/ifcfg-br0:2
   2 │ TYPE=Bridge
     │ ━━━━━━━━━━━ ifup stops here: "brctl not found"
  ──▶ kvm01/ifcfg-eth0:5
   5 │ BRIDGE=br0
     │ ────────── and eth0 silently becomes an ordinary device
  fix: Install bridge-utils.
  assumed: service NetworkManager disabled, service network enabled

info[both-services-active]: NetworkManager and network start
  ──▶ kvm01
     │ two managers

1 error, 1 info in 5 files
"""
    )


def test_full_on_a_narrow_terminal() -> None:
    lines = shown(full.text(report(BRIDGE), Theme(width=40))).splitlines()
    assert lines == [
        "error[bridge-utils-missing]: br0 is",
        "  built by initscripts with brctl, but",
        "  bridge-utils is not installed",
        "  ──▶ kvm01/ifcfg-br0:2",
        "   2 │ TYPE=Bridge",
        "     │ ━━━━━━━━━━━",
        '     │ ifup stops here: "brctl not',
        '     │ found"',
        "  ──▶ kvm01/ifcfg-eth0:5",
        "   5 │ BRIDGE=br0",
        "     │ ──────────",
        "     │ and eth0 silently becomes an",
        "     │ ordinary device",
        "  fix: Install bridge-utils.",
        "  assumed: service NetworkManager",
        "    disabled, service network enabled",
        "",
        "1 error in 5 files",
    ]


@pytest.mark.parametrize(
    "spot, source, mark",
    [
        # the mark stands where the value does
        (Spot("f", 1, 5, "MTU=9000", 4), "   1 │ MTU=9000", "     │     ━━━━"),
        # wide characters take two columns, a tab four, an escaped character four
        (Spot("f", 1, 8, 'NAME="網路" x', 1), '   1 │ NAME="網路" x', "     │         ━━"),
        (Spot("f", 1, 2, "\tMTU=1", 5), "   1 │     MTU=1", "     │     ━━━━━"),
        (Spot("f", 1, 1, "A=\x1b", 3), "   1 │ A=\\x1b", "     │ ━━━━━━"),
        # a mark of nothing is still seen, behind the end of the line too
        (Spot("f", 1, 5, "MTU=", 0), "   1 │ MTU=", "     │     ━"),
        (Spot("f", 12345, 1, "A=1", 3), "12345 │ A=1", "      │ ━━━"),
    ],
)
def test_marks(spot: Spot, source: str, mark: str) -> None:
    finding = Finding("x", "error", "h", spot, "m")
    assert shown(full.text(report(finding))).splitlines()[2:4] == [source, mark]


@pytest.mark.parametrize("column", [1, 60, 200, 399])
@pytest.mark.parametrize("width", [40, 80, None])
def test_a_long_line_is_cut_around_its_mark(column: int, width: int | None) -> None:
    line = "".join(chr(ord("a") + number % 26) for number in range(400))
    finding = Finding("x", "error", "h", Spot("f", 1, column, line, 3, "here"), "m")
    source, mark = shown(full.text(report(finding), Theme(width=width))).splitlines()[2:4]
    assert len(source) <= (width or 220)
    start = mark.index("━")
    assert source[start : start + 3] == line[column - 1 : column + 2]


def test_full_in_ascii() -> None:
    text = shown(full.text(report(BRIDGE), Theme(**ASCII)))
    assert text.isascii()
    assert "  --> kvm01/ifcfg-br0:2\n   2 | TYPE=Bridge\n     | ^^^^^^^^^^^ ifup" in text
    assert "     | ---------- and" in text


def test_full_in_colours_says_the_same() -> None:
    text = shown(full.text(report(BRIDGE, WHOLE), Theme(coloured)))
    assert "\x1b[1;31merror[bridge-utils-missing]:\x1b[0m" in text
    assert re.sub(r"\x1b\[[0-9;]*m", "", text) == shown(full.text(report(BRIDGE, WHOLE)))


def test_concise() -> None:
    assert (
        shown(concise.text(report(BRIDGE, WHOLE)))
        == """\
kvm01/ifcfg-br0:2:1: error bridge-utils-missing br0 is built by initscripts with brctl, but bridge-utils is not installed
kvm01: info both-services-active NetworkManager and network start
"""
    )


def test_github() -> None:
    rest = {"errors": [Fault(Place("kvm01/ifcfg-eth9"), "a FIFO: not read, 100%")]}
    assert (
        shown(github.text(report(BRIDGE, WHOLE, **rest)))
        == """\
::error file=kvm01/ifcfg-br0,line=2,col=1,title=bridge-utils-missing::br0 is built by initscripts with brctl, but bridge-utils is not installed%0Aassumed: service NetworkManager disabled, service network enabled%0Afix: Install bridge-utils.
::notice file=kvm01,title=both-services-active::NetworkManager and network start
::error file=kvm01/ifcfg-eth9,title=cannot be linted::a FIFO: not read, 100%25
"""
    )


def test_github_escapes_what_would_be_read_as_a_command() -> None:
    assert shown(github.text(report(HOSTILE))) == (
        "::warning file=h/ifcfg-\\x1b[31m%3A%2C%25,line=1,col=6,title=placeholder-left"
        "::a\\x1b[2Jb\\x0ac%0Afix: d\\x9b\n"
    )


def test_github_wants_paths_without_a_dot() -> None:
    finding = Finding("x", "error", "h", Spot("./h/ifcfg-a", 1, 1, "A=1", 3), "m")
    assert shown(github.text(report(finding))) == "::error file=h/ifcfg-a,line=1,col=1,title=x::m\n"


def test_json() -> None:
    rest = {
        "undecided": [
            Undecided(Fact("package", "bridge-utils"), ("bridge-utils-missing",), 2, False, "br0 is lost", SPOT)
        ],
        "suppressed": 1,
        "errors": [Fault(Place("kvm01/ifcfg-eth9"), "a FIFO: not read")],
    }
    assert json.loads(shown(json_format.text(report(BRIDGE, WHOLE, **rest)))) == {
        "version": 1,
        "findings": [
            {
                "rule": "bridge-utils-missing",
                "severity": "error",
                "host": "kvm01",
                "path": "kvm01/ifcfg-br0",
                "line": 2,
                "column": 1,
                "message": "br0 is built by initscripts with brctl, but bridge-utils is not installed",
                "assumed": ["service NetworkManager disabled", "service network enabled"],
                "conditions": [],
                "fix": {
                    "text": "Install bridge-utils.",
                    "safe": True,
                    "edits": [{"path": "kvm01/ifcfg-br0", "line": 2, "old": "TYPE=Bridge", "new": None}],
                },
                "related": [
                    {
                        "path": "kvm01/ifcfg-eth0",
                        "line": 5,
                        "column": 1,
                        "message": "and eth0 silently becomes an ordinary device",
                    }
                ],
            },
            {
                "rule": "both-services-active",
                "severity": "info",
                "host": "kvm01",
                "path": "kvm01",
                "line": None,
                "column": None,
                "message": "NetworkManager and network start",
                "assumed": [],
                "conditions": [],
                "fix": None,
                "related": [],
            },
        ],
        "undecided": [
            {
                "fact": "package bridge-utils",
                "rules": ["bridge-utils-missing"],
                "hosts": 2,
                "stake": "if missing, br0 is lost",
                "path": "a/ifcfg-br0",
                "line": 3,
            }
        ],
        "suppressed": 1,
        "known": 0,
        "errors": [{"path": "kvm01/ifcfg-eth9", "message": "a FIFO: not read"}],
        "files": 5,
        "hosts": 1,
    }


@pytest.mark.parametrize("format", [full, concise, github, json_format])
def test_no_file_can_command_a_terminal(format: Any) -> None:
    text = shown(format.text(report(HOSTILE, errors=[Fault(Place("p\x1b[0m"), "q\x07\udcff")])))
    assert all(character.isprintable() or character == "\n" for character in text)
    text.encode()


def test_json_keeps_what_it_escapes() -> None:
    finding = json.loads(shown(json_format.text(report(HOSTILE))))["findings"][0]
    assert (finding["path"], finding["message"]) == (HOSTILE.spot.path, HOSTILE.message)


@pytest.mark.parametrize(
    "rest, lines",
    [
        ({}, ["nothing found in 5 files"]),
        ({"files": 1}, ["nothing found in 1 file"]),
        ({"hosts": 3, "suppressed": 2}, ["nothing found in 5 files of 3 hosts; 2 suppressed"]),
        ({"known": 12}, ["nothing found in 5 files; 12 known"]),
        (
            {"counts": Counter(error=2, warning=1, info=4)},
            ["2 errors, 1 warning, 4 info in 5 files"],
        ),
        (
            {"errors": [Fault(Place("a"), "b")], "suppressed": 1},
            ["nothing found in 5 files; 1 suppressed, 1 not read"],
        ),
    ],
)
def test_closing(rest: dict[str, Any], lines: list[str]) -> None:
    assert list(closing(Report(**{"files": 5, "hosts": 1, **rest}))) == lines


WANTED = [
    Undecided(Fact("package", "bridge-utils"), ("bridge-utils-missing",), 1, False, "br0 is lost", SPOT),
    Undecided(Fact("package", "dhclient"), ("dhcp-client-missing",), 3),
    Undecided(RELEASE, ("a", "b", "c", "d", "e"), 4),
    Undecided(Fact("service", "NetworkManager"), ("mixed-ownership",), 2),
]


def test_closing_prints_the_facts_that_are_wanted() -> None:
    assert list(closing(Report(undecided=WANTED, where="el7/**", files=9, hosts=4))) == [
        "8 rules depend on unknown facts:",
        "  package bridge-utils: if missing, br0 is lost (a/ifcfg-br0:3), bridge-utils-missing, 1 host",
        "  package dhclient: dhcp-client-missing, 3 hosts",
        "  release: a, b, c and 2 more, 4 hosts",
        "  service NetworkManager: mixed-ownership, 2 hosts",
        "",
        "Add the facts that you know to ifcfgen.toml, above other [[host]] tables, or use --release, --service,",
        "--package and --without; with --fail-on undecided, unknown facts are exit code 1:",
        "",
        "[[host]]",
        'path = "el7/**"',
        "# release = 7",
        '# services.NetworkManager = "enabled"',
        '# packages = ["bridge-utils", "dhclient"]  # or without = [...]',
        "",
        "nothing found in 9 files of 4 hosts; 8 rules undecided",
    ]


def test_closing_offers_what_findings_depend_on() -> None:
    report = Report(
        counts=Counter(conditional=2), conditions=Counter({RELEASE: 2, Fact("service", "network"): 1}), files=3, hosts=1
    )
    assert list(closing(report)) == [
        "2 conditional findings depend on unknown facts:",
        "  release: 2 conditional findings",
        "  service network: 1 conditional finding",
        "",
        "Add the facts that you know to ifcfgen.toml, above other [[host]] tables, or use --release, --service,",
        "--package and --without; with --fail-on conditional, conditional findings are exit code 1:",
        "",
        "[[host]]",
        'path = "**"',
        "# release = 7",
        '# services.network = "enabled"',
        "",
        "2 conditional in 3 files",
    ]


def test_what_is_printed_can_be_pasted() -> None:
    """Each comment is a line of TOML, all of them together too."""
    lines = list(closing(Report(undecided=WANTED, where="**", files=9, hosts=4)))
    table = [line.removeprefix("# ") for line in lines[lines.index("[[host]]") : -2]]
    assert tomllib.loads("\n".join(table)) == {
        "host": [
            {
                "path": "**",
                "release": 7,
                "services": {"NetworkManager": "enabled"},
                "packages": ["bridge-utils", "dhclient"],
            }
        ]
    }


anything = st.text(max_size=60)


@given(
    words=st.lists(anything, min_size=6, max_size=6),
    line=st.none() | st.integers(1, 10**6),
    column=st.integers(1, 80),
    span=st.integers(0, 80),
    theme=st.sampled_from(
        [Theme(), Theme(width=20), Theme(width=40), Theme(width=80), Theme(**ASCII), Theme(width=20, **ASCII)]
    ),
)
def test_whatever_stands_in_a_file_is_shown_and_nothing_else_happens(
    words: list[str], line: int | None, column: int, span: int, theme: Theme
) -> None:
    path, source, note, message, cure, assumed = words
    spot = Spot(path, line, column if line else None, source if line else None, span, note)
    finding = Finding("x", "error", "h", spot, message, ((Fact("package", assumed), True),), Fix(cure), (spot,))
    for format in (full.text(report(finding), theme), concise.text(report(finding)), github.text(report(finding))):
        text = shown(format)
        assert all(character.isprintable() or character == "\n" for character in text)
    assert json.loads(shown(json_format.text(report(finding))))["findings"][0]["message"] == message
