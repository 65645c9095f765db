"""The law of suppressions: with a reason they keep silent what they were written for, and change nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_rules import EVERY, everything, examples, read

from ifcfgen import reading
from ifcfgen.facts import Host
from ifcfgen.lint.examples import Example
from ifcfgen.lint.finding import Finding
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.suppress import suppress
from ifcfgen.reading import Reading

WRITTEN = " - REASON"


def counts(findings: Sequence[Finding]) -> Counter[tuple[str, str]]:
    return Counter((finding.rule, finding.spot.path) for finding in findings)


def texts(host: Reading) -> dict[str, bytes]:
    """The files of HOST by name, and its keyfiles by path."""
    files, keyfiles = host.directory.files, host.directory.surroundings.keyfiles
    return {f.name: f.document.data for f in files} | {k.path: k.document.data for k in keyfiles}


def reasoned(host: Reading) -> Reading:
    """HOST as it is once somebody has written all reasons."""
    return host.revised({name: data.replace(WRITTEN.encode(), b" - known") for name, data in texts(host).items()})


def without_comments(host: Reading) -> list[bytes]:
    """The files of HOST without what was added."""
    return [
        b"".join(line for line in data.splitlines(True) if WRITTEN.encode() not in line)
        for data in texts(host).values()
    ]


def holds(host: Reading, before: Sequence[Finding]) -> None:
    suppressed = suppress(host, before)
    assert without_comments(suppressed.reading) == without_comments(host)
    after = EVERY.check(reasoned(suppressed.reading)).findings
    assert not counts(after) - (counts(before) - counts(list(suppressed.done)))
    again = suppress(suppressed.reading, EVERY.check(suppressed.reading).findings)
    assert not again.done, "a second run has nothing left to do"


@pytest.mark.parametrize("rule, example", [it for it in examples("Bad") if it.values[0].kind != "suppression"])
def test_what_our_rules_find_is_allowed(rule: Rule, example: Example) -> None:
    holds(read(example), everything(example))


LINES = (
    "DEVICE=eth0", "ONBOOT=yes", "BOOTPROTO=none", "BOOTPROTO=dhcp", "MTU=9 000", "ONBOOT = yes", "IPADDR=192.0.2.1",
    'A="', '"', "B=x\\", "cat <<EOF", "EOF", "", "# note", "  # ifcfgen: allow duplicate-key - x", "if true; then", "fi",
    "IPADDRR=1 IPADDRR=1", "DEVICE=eth0\r", "\\", "'", "# ifcfgen: allow misspelled-key",
)  # fmt: skip


@given(st.lists(st.sampled_from(LINES), max_size=12), st.sampled_from(["ifcfg-eth0", "route-eth0", "rule-eth0"]))
def test_any_file(lines: list[str], name: str) -> None:
    host = reading.parse({name: "\n".join(lines)})
    holds(host, EVERY.check(host).findings)


PROFILE = "[connection]\nid=x\nuuid=21111111-1111-4111-8111-111111111111\ntype=ethernet\n"
ALLOW = "# ifcfgen: allow keyfile-unknown-key - old\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"{PROFILE}foo=1\nbar=1\n", [5, 6]),
        (f"{PROFILE}{ALLOW}foo=1\nbar=1\n", [7]),
        (f"{ALLOW}{PROFILE}foo=1\nbar=1\n", []),
        (f"{PROFILE}foo=1\n{ALLOW}", [5]),
        (f"{PROFILE}{ALLOW.replace(' - old', '')}foo=1\n", [6]),
    ],
)
def test_comments_in_keyfiles(text: str, lines: list[int]) -> None:
    host = Host.of(release=9, services={"NetworkManager": "enabled"})
    found = EVERY.check(reading.parse({"system-connections/x.nmconnection": text}, host))
    assert [finding.spot.line for finding in found.findings] == lines


OF_KEYFILES = (
    "[connection]", "id=x", "type=ethernet", "uuid=21111111-1111-4111-8111-111111111111", "interface-name=eth0", "[ipv4]",
    "method=manual", "address1=192.0.2.10/24,203.0.113.1", "foo=1", "foo = 2", "", "# note", "  # ifcfgen: allow keyfile-unknown-key - x",
    "id=y\r", "\r", "broken", "[", " foo=3", "key#=1", "# ifcfgen: allow keyfile-unknown-key",
)  # fmt: skip


@given(st.lists(st.sampled_from(OF_KEYFILES), max_size=12))
def test_any_keyfile(lines: list[str]) -> None:
    host = Host.of(release=9, services={"NetworkManager": "enabled"})
    read_ = reading.parse({"system-connections/x.nmconnection": "\n".join(lines)}, host)
    holds(read_, EVERY.check(read_).findings)


def test_a_keyfile_gets_comments_as_an_ifcfg_file_does() -> None:
    host = Host.of(release=9, services={"NetworkManager": "enabled"})
    text = (
        PROFILE.replace("id=x", "id=x\ninterface-name=eth0")
        + "foo=1\n[ipv4]\nmethod=manual\naddress1=192.0.2.10/24,203.0.113.1\n"
    )
    read_ = reading.parse({"system-connections/x.nmconnection": text}, host)
    suppressed = suppress(read_, EVERY.check(read_).findings)
    (keyfile,) = suppressed.reading.directory.surroundings.keyfiles
    added = [line for line in keyfile.document.lines if line.startswith("#")]
    assert added == [f"# ifcfgen: allow {rule} - REASON" for rule in ("keyfile-unknown-key", "gateway-unreachable")]
    assert [finding.rule for finding in suppressed.done] == ["keyfile-unknown-key", "gateway-unreachable"]
    assert EVERY.check(reasoned(suppressed.reading)).findings == []
