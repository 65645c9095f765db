"""The law of fixes: afterwards the rule is silent there, no other finds more, and only the lines of the fix differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rules import EVERY, RULES, examples, read
from test_rules import everything as found

from ifcfgen import reading
from ifcfgen.facts import Host
from ifcfgen.ifcfg.values import address
from ifcfgen.lint import fix as fixes
from ifcfgen.lint.engine import Linter, Result
from ifcfgen.lint.examples import Example
from ifcfgen.lint.finding import Edit, Finding
from ifcfgen.lint.fix import edited, fix
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.rule import read as read_rule
from ifcfgen.reading import Reading

EQUIPPED = {rule.name for rule in RULES.values() if rule.has_edit}
BAD = list(examples("Bad"))


def everything(finding: Finding) -> bool:
    return True


def counts(findings: Sequence[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.spot.path) for finding in findings)


def there(findings: Sequence[Finding]) -> Counter[tuple[str, str]]:
    """All that is met, with what a finding hides."""
    return counts(findings) + Counter(hidden for finding in findings for hidden in finding.hidden)


@pytest.mark.parametrize("rule, example", BAD)
def test_after_a_fix_there_is_less_to_find(rule: Rule, example: Example) -> None:
    host = read(example)
    before = found(example)
    fixed = fix(host, EVERY, everything)
    if not fixed.done:
        assert fixed.reading is host
        return
    after = EVERY.check(fixed.reading).findings
    assert not counts(after) - there(before)
    assert len(after) <= there(before).total() - len(fixed.done)
    again = fix(fixed.reading, EVERY, everything)
    assert not again.done, "a second run has nothing left to do"


@pytest.mark.parametrize("rule, example", [case for case in BAD if case.values[0].name in EQUIPPED])
def test_a_fix_touches_its_lines_only(rule: Rule, example: Example) -> None:
    host = read(example)
    for finding in found(example):
        edits = finding.fix.edits if finding.fix else ()
        after = edited(host, edits)
        for old, new in zip(host.directory.files, after.directory.files, strict=True):
            touched = {edit.line for edit in edits if edit.path == old.path}
            kept = [text for line, text in enumerate(old.document.text.split("\n"), 1) if line not in touched]
            there = iter(new.document.text.split("\n"))
            assert all(text in there for text in kept), "what was not touched stands there in its order"


REMOVES = re.compile(r"\b(remove|keep|leave out|delete|take|set ADDRESS\d)\b", re.I)
"""What a fix says that takes an address or a gateway out, or writes another."""


def reached(read: Reading) -> Counter[str]:
    """Every address and gateway in the files, by its text."""
    texts = [line for file in read.directory.files for line in file.document.lines if line[:1] != "#"]
    lines = [line for line in texts if not re.match(r"\s*(BROADCAST|NETWORK)", line)]
    words = {word for line in lines for word in re.findall(r"[0-9a-fA-F.:]{7,}", line)}
    return Counter(word for word in words if address(word) and word[:4] != "255.")


@pytest.mark.parametrize("rule, example", [case for case in BAD if case.values[0].name in EQUIPPED])
def test_each_fix_alone_works_and_keeps_every_address(rule: Rule, example: Example) -> None:
    host = read(example)
    linter = Linter([rule])
    before = linter.check(host).findings
    for finding in before:
        if finding.edits:
            after = edited(host, finding.edits)
            assert counts(linter.check(after).findings) < counts(before)
            assert not reached(host) - reached(after) or REMOVES.search(finding.fix.text if finding.fix else "")


def stated(read: Reading) -> Counter[tuple[str, str]]:
    """Every setting in the files by its key, and every line of a route or rule file."""
    files = read.directory.files
    settings = [(it.key, (it.value or "").strip("\r")) for file in files for it in file.document.assignments]
    others = (file for file in files if file.role not in ("ifcfg", "network"))
    lines = [("", " ".join(line.split())) for file in others for line in file.document.lines]
    return Counter(one for one in (*settings, *lines) if one[1] and one[1][:1] != "#")


def loses(text: str, before: Reading, after: Reading) -> list[tuple[str, str]]:
    """What is no longer stated AFTER an edit, neither under another key, nor does the TEXT of the fix name it."""
    new = {value for _, value in stated(after) - stated(before)}
    words = {word.rstrip("0123456789") for word in re.findall(r"\w+", text)}
    return [
        (key, value)
        for key, value in stated(before) - stated(after)
        if value not in new and key.rstrip("0123456789") not in words and value not in text
    ]


@pytest.mark.parametrize("rule, example", [case for case in BAD if case.values[0].name in EQUIPPED])
def test_each_fix_alone_keeps_every_setting_and_route(rule: Rule, example: Example) -> None:
    host = read(example)
    for finding in Linter([rule]).check(host).findings:
        if finding.edits and finding.fix:
            assert not loses(finding.fix.text, host, edited(host, finding.edits))


@pytest.mark.parametrize("name", sorted(EQUIPPED))
def test_every_machine_edit_fixes_some_example(name: str) -> None:
    for case in BAD:
        rule, example = cast("tuple[Rule, Example]", case.values)
        if rule is RULES[name]:
            host = read(example)
            done = fix(host, EVERY, lambda finding: finding.rule == name).done
            if done:
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


def fixed_by(rules: list[Rule], files: dict[str, bytes]) -> tuple[dict[str, bytes], list[str], list[str]]:
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
    assert fixed_by([hazard(tmp_path / "odd-mtu.md", **MTU)], {"ifcfg-eth0": old})[0] == {"ifcfg-eth0": new}


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
    files, done, _ = fixed_by([rule], {"ifcfg-eth0": old})
    assert files == {"ifcfg-eth0": old if new is None else new}
    assert bool(done) == (new is not None)


def test_a_value_that_would_be_more_than_one_word_is_quoted_or_left(tmp_path: Path) -> None:
    rule = hazard(tmp_path / "no-name.md", when="not device.NAME", set="{NAME: '{{ device.ALIAS }}'}")
    assert fixed_by([rule], {"ifcfg-eth0": b"ALIAS='a b'\n"})[0] == {"ifcfg-eth0": b"ALIAS='a b'\nNAME=\"a b\"\n"}
    for hostile in (b"ALIAS='$(reboot)'\n", b"ALIAS='a\"b'\n", b"ALIAS='a\nb'\n", b"ALIAS='`x`'\n"):
        assert fixed_by([rule], {"ifcfg-eth0": hostile})[0] == {"ifcfg-eth0": hostile}


WHOLE = "DEVICE=eth0\n"
CLOSING = """{MTU: "'; reboot #"}"""


@pytest.mark.parametrize(
    "fields, old",
    [
        ({"rename": "$(reboot);MTU"}, WHOLE + "MTU=1\n"),
        ({"rename": "'{{ \"reboot\\nMTU\" }}'"}, WHOLE + "MTU=1\n"),
        ({"rename": "../MTU"}, WHOLE + "MTU=1\n"),
        ({"rename": "PATH"}, WHOLE + "MTU=1\n"),
        ({"rename": "'{{ \"\\ud800\" }}'"}, WHOLE + "MTU=1\n"),
        ({"for": "assignment", "when": "assignment.key == 'MTU'", "rename": "reboot;MTU"}, WHOLE + "MTU=1\n"),
        ({"for": "assignment", "when": "assignment.key == 'MTU'", "value": "$(reboot)"}, WHOLE + "MTU=1\n"),
        ({"for": "assignment", "when": "assignment.key == 'MTU'", "value": "'{{ \"1\\nreboot\" }}'"}, WHOLE + "MTU=1\n"),
        ({"for": "assignment", "when": "assignment.key == 'MTU'", "line": "reboot"}, WHOLE + "MTU=1\n"),
        ({"for": "assignment", "when": "assignment.key == 'MTU'", "line": "IFS=a"}, WHOLE + "MTU=1\n"),
        ({"for": "assignment", "when": "assignment.key == 'MTU'", "line": "'{{ \"A=1\\nreboot\" }}'"}, WHOLE + "MTU=1\n"),
        ({"for": "line", "when": "line.text == 'x'", "line": "reboot"}, WHOLE + "x\n"),
        ({"set": "{LD_PRELOAD: /tmp/x.so}"}, WHOLE),
        # where quotes are open already, those of a value close them
        ({"set": CLOSING}, WHOLE + "X='\nMTU=1\n'\n"),
        ({"set": CLOSING}, WHOLE + "cat <<E\nMTU=1\nE\n"),
        ({"set": CLOSING}, WHOLE + "X='\nMTU=1\n"),
        ({"set": CLOSING}, WHOLE + "X='\n"),
        ({"set": CLOSING}, WHOLE + "reboot '\n"),
        ({"set": CLOSING}, WHOLE + "true \\\n"),
    ],
)  # fmt: skip
def test_no_edit_makes_a_command(tmp_path: Path, fields: dict[str, str], old: str) -> None:
    rule = hazard(tmp_path / "odd.md", **{"when": "device.file.name", "at": "MTU", **fields})
    (finding,) = Linter([rule]).check(reading.parse({"ifcfg-eth0": old.encode()})).findings
    assert finding.fix and not finding.edits


def test_an_edit_of_values_of_any_kind_is_made(tmp_path: Path) -> None:
    for value, line in (("a b", '"a b"'), ("'{{ assignment.quoted }}'", '"\\$(x) \\"y\\""'), ("'\"a\"'", '"a"')):
        rule = hazard(tmp_path / "odd.md", when="assignment.fault", value=value, **{"for": "assignment"})
        files = fixed_by([rule], {"ifcfg-eth0": b'DEVICE=eth0\nNAME=$(x) "y"\n'})[0]
        assert files == {"ifcfg-eth0": f"DEVICE=eth0\nNAME={line}\n".encode()}


def test_a_fix_that_brings_a_new_hazard_is_not_made(tmp_path: Path) -> None:
    rules = [
        hazard(tmp_path / "odd-mtu.md", **MTU),
        hazard(tmp_path / "usual-mtu.md", when="device.mtu == 1500"),
        hazard(tmp_path / "not-fixed.md", when="device.onboot", set="{X: '1'}"),
    ]
    files = {"ifcfg-eth0": b"DEVICE=eth0\nMTU=9000\n"}
    assert fixed_by(rules, files) == (files, [], ["not-fixed", "odd-mtu"])


def test_a_fix_is_made_although_what_its_finding_hides_then_shows(tmp_path: Path) -> None:
    rules = [
        hazard(tmp_path / "odd-mtu.md", **MTU),
        hazard(tmp_path / "usual-mtu.md", when="device.mtu", severity="info", yields="odd-mtu"),
    ]
    files = {f"ifcfg-eth{number}": f"DEVICE=eth{number}\nMTU=9000\n".encode() for number in range(20)}
    fixed, done, refused = fixed_by(rules, files)
    assert set(fixed.values()) == {f"DEVICE=eth{number}\nMTU=1500\n".encode() for number in range(20)}
    assert (done, refused) == (["odd-mtu"] * 20, [])


def test_the_fix_of_several_that_are_one_is_that_of_each(tmp_path: Path) -> None:
    rules = [hazard(tmp_path / "odd-mtu.md", **MTU, once="host")]
    assert fixed_by(rules, {"ifcfg-a": b"DEVICE=a\nMTU=9\n", "ifcfg-b": b"DEVICE=b\nMTU=9\n"}) == (
        {"ifcfg-a": b"DEVICE=a\nMTU=1500\n", "ifcfg-b": b"DEVICE=b\nMTU=1500\n"},
        ["odd-mtu"],
        [],
    )


def test_a_refused_fix_is_tried_again_when_another_made_way(tmp_path: Path) -> None:
    rules = [
        hazard(tmp_path / "a-odd-mtu.md", **MTU),
        hazard(tmp_path / "in-the-way.md", when="device.mtu == 1500 and device.NAME"),
        hazard(tmp_path / "x.md", when="device.NAME", unset="NAME"),
    ]
    assert fixed_by(rules, {"ifcfg-eth0": b"DEVICE=eth0\nMTU=9000\nNAME=1\n"}) == (
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


# -- many fixes --------------------------------------------------------------------------------------------


def identity(finding: Finding) -> tuple[str, ...]:
    return finding.rule, finding.spot.path, finding.spot.source or "", finding.message


def one_by_one(read: Reading, linter: Linter, backwards: bool = False) -> tuple[Reading, list[Finding], list[Finding]]:
    """What is fixed, and what is refused, where all is linted before and after each fix."""
    findings = linter.check(read).findings
    done: list[Finding] = []
    refused: dict[tuple[str, ...], Finding] = {}
    progress = False
    while True:
        order = reversed(findings) if backwards else findings
        finding = next((f for f in order if f.edits and not f.conditions and identity(f) not in refused), None)
        if finding is None and not (progress and refused):
            return read, done, list(refused.values())
        if finding is None:
            refused, progress = {}, False
            continue
        attempt = edited(read, finding.edits)
        after = linter.check(attempt).findings
        before, left, hazard = there(findings), counts(after), (finding.rule, finding.spot.path)
        if left[hazard] < before[hazard] and not left - before:
            read, findings, progress = attempt, after, True
            done.append(finding)
        else:
            refused[identity(finding)] = finding


def outcome(read: Reading, done: list[Finding], refused: list[Finding]) -> tuple[object, ...]:
    """What counts of it, in whatever order it was done."""
    return {file.name: file.document.data for file in read.directory.files}, counts(done), set(map(identity, refused))


HOSTS = [
    Host(),
    Host.of(release=6),
    Host.of(release=7, services={"network": "enabled", "NetworkManager": "disabled"}),
    Host.of(release=8, services={"NetworkManager": "enabled"}),
]
NAMES = ["eth0", "eth1", "eth2", "eth3", "br0", "bond0", "eth0.5", "eth0:1", "vlan5", "lo"]
KEYS = [
    "IPADR=192.0.2.1", "IPADDR=192.0.2.1", "IPADDR=192.0.2.2", "IPADDR1=192.0.2.1", "PREFX=24", "PREFIX=24", "IPADDR=“192.0.2.7”", "IPADDR=192.0.2.9 PREFIX=24",
    "GATEWAY=192.0.2.254", "GATWAY=192.0.2.254", "GATEWAY = 192.0.2.254", "DEFROUTE=no", "METRIC=5", "NETWORK=192.0.2.0", "NETWORK=198.51.100.0",
    "DEVICE=eth0", "DEVICE=eth1", "HWADDR=00:00:5E:00:53:01", "HWADR=00:00:5E:00:53:01", "NAME=same", "NAME=a b", "UUID=5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03",
    "BRIDGE=br0", "BRIDGE=eth0", "MASTER=bond0", "SLAVE=yes", "TYPE=Bridge", "TYPE=Bond", "TYPE=ethernet", "BONDING_OPTS=mode=1", "VLAN=yes", "PHYSDEV=eth0", "VLAN_ID=5",
    "ONBOOT=no", "ONBOT=yes", "NM_CONTROLLED=no", "BOOTPROTO=DHCP", "BOOTPROTO=none", "MTU=9000", "MTU=1500", "AGEING=0", "USERCTL=yes", "IPV6INIT=Yes", "export A=1",
    "# ifcfgen: allow misspelled-key - old", "# ifcfgen: allow gateway-duplicate, duplicate-address - old",
]  # fmt: skip


@st.composite
def directories(draw: st.DrawFn) -> dict[str, str]:
    """Files with much to be fixed, some of it in several of them, and much that hangs together."""
    some = st.lists(st.sampled_from(KEYS), max_size=6)
    common = draw(some)
    files = {}
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=6, unique=True)):
        lines = [f"DEVICE={name}", "ONBOOT=yes", "BOOTPROTO=none", *(common if draw(st.booleans()) else draw(some))]
        files[f"ifcfg-{name}"] = "\n".join(lines * draw(st.sampled_from((1, 1, 1, 2)))) + "\n"
    if draw(st.booleans()):
        files["network"] = "NETWORKING=yes\nGATEWAY=192.0.2.254\nGATEWAYDEV=eth0\n"
    return files


@settings(max_examples=100, derandomize=True)
@given(directories(), st.sampled_from(HOSTS))
def test_many_fixes_come_to_what_they_come_to_one_by_one(files: dict[str, str], host: Host) -> None:
    """Where the order in which they are made does not matter. Where it does, what is left is refused all the same."""
    read = reading.parse(files, host)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixes, "_FEW", 1)
        fixed = fix(read, EVERY, everything)
    many = outcome(fixed.reading, list(fixed.done), list(fixed.refused))
    plain = outcome(*one_by_one(read, EVERY))
    if many != plain:
        assert plain != outcome(*one_by_one(read, EVERY, backwards=True))
        before, after = (EVERY.check(each).findings for each in (read, fixed.reading))
        assert not counts(after) - there(before)
        assert not one_by_one(fixed.reading, EVERY)[1]


class Counting(Linter):
    """Counts how often it is asked."""

    asked = 0

    def check(self, *args: Any, **named: Any) -> Result:
        self.asked += 1
        return super().check(*args, **named)


CARD = "DEVICE=eth{0}\nBOOTPROTO=none\nONBOOT=yes\n"
MANY = {
    "a fix each": (CARD + "IPADR=192.0.2.{0}\nPREFIX=32\n", 100, 0),
    "each brings another hazard": (CARD + "IPADDR=192.0.2.{0}\nPREFIX=32\nMTU=9000\nMUT=1500\n", 0, 100),
    "all give one address": (CARD + "IPADR=192.0.2.1\nPREFIX=24\n", 1, 99),
}


@pytest.mark.parametrize("name", MANY)
def test_many_fixes_take_few_lints(name: str) -> None:
    text, done, refused = MANY[name]
    linter = Counting(RULES.values())
    read = reading.parse({f"ifcfg-eth{i}": text.format(i) for i in range(1, 101)}, HOSTS[2])
    fixed = fix(read, linter, everything)
    assert (len(fixed.done), len(fixed.refused)) == (done, refused)
    assert linter.asked < 40


def test_fixes_that_need_those_before_them_take_few_lints() -> None:
    linter = Counting(RULES.values())
    rows = "".join(f"IPADR{i}=192.0.2.{i}\nPREFIX{i}=24\n" for i in range(1, 101))
    fixed = fix(reading.parse({"ifcfg-eth0": CARD.format(0) + rows}, HOSTS[2]), linter, everything)
    assert (len(fixed.done), len(fixed.refused)) == (100, 0)
    assert linter.asked < 40


def test_of_many_fixes_that_make_each_other_needless_the_first_is_made(tmp_path: Path) -> None:
    rules = [
        hazard(tmp_path / "mtu-or-name.md", when="device.MTU and device.NAME", unset="NAME"),
        hazard(tmp_path / "name-or-mtu.md", when="device.MTU and device.NAME", unset="MTU"),
    ]
    files = {f"ifcfg-eth{i:02}": b"NAME=1\nMTU=9000\n" for i in range(20)}
    assert fixed_by(rules, files) == (dict.fromkeys(files, b"MTU=9000\n"), ["mtu-or-name"] * 20, [])
