"""The law of cures: afterwards the rule is silent there, no other has more to say, and only the lines of the cure differ."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rules import EVERY, RULES, examples, read

from ifcfgen import reading
from ifcfgen.facts import Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.finding import Edit, Finding
from ifcfgen.lint.fix import edited, fix
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.rule import read as read_rule

EQUIPPED = {
    rule.name
    for rule in RULES.values()
    if rule.fields.keys() & {"set", "unset", "move", "drop", "rename", "value", "line", "strip"}
}
BAD = list(examples("Bad"))


def everything(finding: Finding) -> bool:
    return True


def counts(findings: list[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.spot.path) for finding in findings)


@pytest.mark.parametrize("rule, body", BAD)
def test_after_a_cure_there_is_less_to_find(rule: Rule, body: str) -> None:
    host, _, _ = read(body)
    before = EVERY.check(host).findings
    mended = fix(host, EVERY, everything)
    after = EVERY.check(mended.reading).findings
    assert not counts(after) - counts(before)
    assert len(after) <= len(before) - len(mended.done)
    again = fix(mended.reading, EVERY, everything)
    assert not again.done, "a second run has nothing left to do"
    if not mended.done:
        assert mended.reading is host


@pytest.mark.parametrize("rule, body", [case for case in BAD if case.values[0].name in EQUIPPED])
def test_a_cure_touches_its_lines_only(rule: Rule, body: str) -> None:
    host, _, _ = read(body)
    for finding in EVERY.check(host).findings:
        edits = finding.fix.edits if finding.fix else ()
        after = edited(host, edits)
        for old, new in zip(host.directory.files, after.directory.files, strict=True):
            touched = {edit.line for edit in edits if edit.path == old.path}
            kept = [text for line, text in enumerate(old.document.text.split("\n"), 1) if line not in touched]
            there = iter(new.document.text.split("\n"))
            assert all(text in there for text in kept), "what was not touched stands there in its order"


@pytest.mark.parametrize("name", sorted(EQUIPPED))
def test_every_machine_edit_cures_some_example(name: str) -> None:
    for case in BAD:
        rule, body = case.values
        if rule is RULES[name]:  # type: ignore[comparison-overlap]
            host, _, _ = read(body)  # type: ignore[arg-type]
            cured = fix(host, EVERY, lambda finding: finding.rule == name).done
            if cured:
                return
    pytest.fail("its edits are never applied")


@pytest.mark.parametrize("name", sorted(EQUIPPED))
def test_every_machine_edit_is_shown(name: str) -> None:
    assert "```diff\n" in RULES[name].page


def hazard(path: Path, **fields: str) -> Rule:
    fields = {"summary": "s", "severity": "error", "for": "device", "message": "m", "fix": "F.", **fields}
    path.write_text("---\n" + "".join(f"{k}: {v}\n" for k, v in fields.items()) + f"---\n# {path.stem}\n")
    return read_rule(path, path.read_bytes())


MTU = {"when": "device.MTU and device.mtu != 1500", "set": "{MTU: '1500'}"}


def mended(rules: list[Rule], files: dict[str, bytes]) -> tuple[dict[str, bytes], list[str], list[str]]:
    done = fix(reading.parse(files, Host.of(release=7)), Linter(rules), everything)
    return (
        {file.name: file.document.data for file in done.reading.directory.files},
        [f.rule for f in done.done],
        [f.rule for f in done.refused],
    )


@pytest.mark.parametrize(
    "old, new",
    [
        (b"DEVICE=eth0\nMTU=9000\n", b"DEVICE=eth0\nMTU=1500\n"),
        (b"DEVICE=eth0\r\nMTU=9000\r\nTYPE=x\n", b"DEVICE=eth0\r\nMTU=1500\r\nTYPE=x\n"),
        (b"MTU='9000' # jumbo\nDEVICE=eth0", b"MTU=1500 # jumbo\nDEVICE=eth0"),
        (b"# \xe9\n\tMTU=9000  \nDEVICE=eth0", b"# \xe9\n\tMTU=1500  \nDEVICE=eth0"),
        (b"DEVICE=eth0 MTU=9000\n", b"DEVICE=eth0 MTU=1500\n"),
    ],
)
def test_set_changes_the_value_alone(tmp_path: Path, old: bytes, new: bytes) -> None:
    assert mended([hazard(tmp_path / "odd-mtu.md", **MTU)], {"ifcfg-eth0": old})[0] == {"ifcfg-eth0": new}


@pytest.mark.parametrize(
    "old, new",
    [
        (b"DEVICE=eth0\nMTU=1\nX=2\n", b"DEVICE=eth0\nX=2\n"),
        (b"DEVICE=eth0\nMTU=1", b"DEVICE=eth0\n"),
        (b"MTU=1 # why\r\nDEVICE=eth0\r\n", b"DEVICE=eth0\r\n"),
        (b"MTU=1\nDEVICE=eth0\nMTU=2\n", b"DEVICE=eth0\n"),
        # shares its line, is of two lines, or is one of the branches that bash chooses
        (b"DEVICE=eth0 MTU=1\n", None),
        (b"DEVICE=eth0\nMTU='1\n'\n", None),
        (b"DEVICE=eth0\nMTU=1; true\n", None),
        (b"DEVICE=eth0\nif true; then\nMTU=1\nfi\n", None),
    ],
)
def test_unset_takes_whole_lines_or_nothing(tmp_path: Path, old: bytes, new: bytes | None) -> None:
    rule = hazard(tmp_path / "has-mtu.md", when="device.MTU", unset="MTU")
    files, cured, _ = mended([rule], {"ifcfg-eth0": old})
    assert files == {"ifcfg-eth0": old if new is None else new}
    assert bool(cured) == (new is not None)


def test_a_value_that_would_be_more_than_one_word_is_quoted_or_left(tmp_path: Path) -> None:
    rule = hazard(tmp_path / "no-name.md", when="not device.NAME", set="{NAME: '{{ device.ALIAS }}'}")
    assert mended([rule], {"ifcfg-eth0": b"ALIAS='a b'\n"})[0] == {"ifcfg-eth0": b"ALIAS='a b'\nNAME=\"a b\"\n"}
    for hostile in (b"ALIAS='$(reboot)'\n", b"ALIAS='a\"b'\n", b"ALIAS='a\nb'\n", b"ALIAS='`x`'\n"):
        assert mended([rule], {"ifcfg-eth0": hostile})[0] == {"ifcfg-eth0": hostile}


def test_a_cure_that_brings_a_new_hazard_is_not_made(tmp_path: Path) -> None:
    rules = [
        hazard(tmp_path / "odd-mtu.md", **MTU),
        hazard(tmp_path / "usual-mtu.md", when="device.mtu == 1500"),
        hazard(tmp_path / "not-cured.md", when="device.onboot", set="{X: '1'}"),
    ]
    files = {"ifcfg-eth0": b"DEVICE=eth0\nMTU=9000\n"}
    assert mended(rules, files) == (files, [], ["not-cured", "odd-mtu"])


def test_a_refused_cure_is_tried_again_when_another_made_way(tmp_path: Path) -> None:
    rules = [
        hazard(tmp_path / "a-odd-mtu.md", **MTU),
        hazard(tmp_path / "in-the-way.md", when="device.mtu == 1500 and device.NAME"),
        hazard(tmp_path / "x.md", when="device.NAME", unset="NAME"),
    ]
    assert mended(rules, {"ifcfg-eth0": b"DEVICE=eth0\nMTU=9000\nNAME=1\n"}) == (
        {"ifcfg-eth0": b"DEVICE=eth0\nMTU=1500\n"},
        ["x", "a-odd-mtu"],
        [],
    )


@given(
    st.lists(st.sampled_from(["MTU=9000", "MTU=1500", "X=1 # c", "", "# MTU=1", "\tY='a b'"])),
    st.booleans(),
    st.booleans(),
)
def test_other_lines_stay_whatever_they_are(lines: list[str], dos: bool, final: bool) -> None:
    end = "\r\n" if dos else "\n"
    text = end.join(["DEVICE=eth0", *lines]) + (end if final else "")
    before = reading.parse({"ifcfg-eth0": text})
    at = [n for n, line in enumerate(before.directory.files[0].document.lines, 1) if line.startswith("MTU=")]
    edits = [Edit("ifcfg-eth0", line, before.directory.files[0].document.line(line), "MTU=68") for line in at]
    after = edited(before, edits).directory.files[0].document.text
    assert after.split(end) == [line if not line.startswith("MTU=") else "MTU=68" for line in text.split(end)]


def test_an_edit_of_a_line_that_reads_otherwise_is_an_error() -> None:
    with pytest.raises(ValueError, match="ifcfg-eth0:1"):
        edited(reading.parse({"ifcfg-eth0": "DEVICE=eth0\n"}), [Edit("ifcfg-eth0", 1, "DEVICE=eth1", None)])
