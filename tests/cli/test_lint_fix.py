"""`ifcfgen lint --fix` and `--diff`: what is written where, and what is left alone."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from runner import Result, run

from ifcfgen.cli import fix

BAD = b"# caf\xe9\nDEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nDEFROUT=no  # of the lab\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
FIXED = BAD.replace(b"DEFROUT", b"DEFROUTE")
BRIDGE = b"DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nSTP=no\nBOOTPROTO=none\n"
PORT = b"DEVICE=eth1\nTYPE=Ethernet\nONBOOT=yes\nBRIDGE=br0\nIPADDR=192.0.2.11\nPREFIX=24\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    (tmp_path / "ifcfgen.toml").write_text(
        '[[host]]\nrelease = 8\nservices = {NetworkManager = "enabled"}\nwithout = ["network-scripts"]\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def host(home: Path, name: str, **files: bytes) -> Path:
    folder = home / name
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, data in files.items():
        (folder / f"ifcfg-{suffix}").write_bytes(data)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def lint(*arguments: str) -> Result:
    return run("lint", "--format", "concise", *arguments)


def test_fix_applies_what_is_safe_and_reports_what_is_left(home: Path) -> None:
    a = host(home, "a", eth0=BAD)
    host(home, "b", br0=BRIDGE, eth1=PORT)
    (a / "ifcfg-eth0").chmod(0o640)
    before = (home / "b" / "ifcfg-br0").stat().st_ino
    result = lint(".", "--fix")
    assert (a / "ifcfg-eth0").read_bytes() == FIXED
    assert (a / "ifcfg-eth0").stat().st_mode & 0o777 == 0o640
    assert names(a) == ["ifcfg-eth0"], "nothing is left beside it"
    assert (home / "b" / "ifcfg-br0").stat().st_ino == before, "what is not fixed is not touched"
    assert [line.split()[2] for line in result.stdout.splitlines()] == ["bridge-port-ip"]
    assert result.stderr.splitlines()[-2:] == ["1 error in 3 files of 2 hosts", "fixed: 1 in 1 file"]
    assert result.exit_code == 1
    again = lint("a", "--fix")
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr.splitlines()[-1] == "fixed: 0 in 0 files"


def test_unsafe_fixes_reach_into_two_files(home: Path) -> None:
    host(home, "b", br0=BRIDGE, eth1=PORT)
    assert lint("b", "--fix", "--unsafe-fixes").exit_code == 0
    assert (home / "b" / "ifcfg-br0").read_bytes() == BRIDGE + b"IPADDR=192.0.2.11\nPREFIX=24\n"
    assert (home / "b" / "ifcfg-eth1").read_bytes() == PORT.replace(b"IPADDR=192.0.2.11\nPREFIX=24\n", b"")


def test_diff_shows_and_writes_nothing(home: Path) -> None:
    host(home, "a", eth0=BAD)
    result = lint("a", "--diff")
    assert result.stdout.splitlines() == [
        "--- a/ifcfg-eth0",
        "+++ a/ifcfg-eth0",
        "@@ -2,7 +2,7 @@",
        " DEVICE=eth0",
        " TYPE=Ethernet",
        " ONBOOT=yes",
        "-DEFROUT=no  # of the lab",
        "+DEFROUTE=no  # of the lab",
        " BOOTPROTO=none",
        " IPADDR=192.0.2.10",
        " PREFIX=24",
    ]
    assert (result.exit_code, result.stderr) == (1, "can be fixed: 1 in 1 file\n")
    assert (home / "a" / "ifcfg-eth0").read_bytes() == BAD
    assert lint("a", "--diff", "--fix").stdout == result.stdout, "--diff has the last word"
    assert (home / "a" / "ifcfg-eth0").read_bytes() == BAD
    clean = host(home, "c", eth0=FIXED)
    assert (lint(str(clean), "--diff").exit_code, lint(str(clean), "--diff").stdout) == (0, "")


def test_only_the_named_file_and_the_selected_rules_are_fixed(home: Path) -> None:
    a = host(home, "a", eth0=BAD, eth1=BAD.replace(b"eth0", b"eth1").replace(b".10", b".11"))
    lint("a/ifcfg-eth1", "--fix")
    assert (a / "ifcfg-eth0").read_bytes() == BAD
    assert b"DEFROUTE" in (a / "ifcfg-eth1").read_bytes()
    lint("a", "--fix", "--ignore", "misspelled-key")
    assert (a / "ifcfg-eth0").read_bytes() == BAD


def test_a_cure_that_would_bring_another_hazard_is_left(home: Path) -> None:
    """Called by its name the key would hold the device back from the only manager there is."""
    host(home, "a", eth0=b"DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=dhcp\nNM_CONTROLED=no\n")
    result = lint("a", "--fix")
    assert b"NM_CONTROLED=no" in (home / "a" / "ifcfg-eth0").read_bytes()
    assert result.stderr.endswith(
        "fixed: 0 in 0 files; 1 not applied: the fix would cause another hazard or have no effect\n"
    )
    assert result.exit_code == 1


def test_network_is_fixed_where_it_is(home: Path) -> None:
    scripts = host(home, "etc/sysconfig/network-scripts", eth0=FIXED)
    (scripts.parent / "network").write_bytes(b"NETWORKING=yes\nNAME = x\n")
    result = lint("etc/sysconfig/network-scripts", "--fix", "--select", "space-around-equals")
    assert result.exit_code == 0, result.stderr
    assert (scripts.parent / "network").read_bytes() == b"NETWORKING=yes\nNAME=x\n"
    assert not (scripts / "network").exists()


# -- what is not written --------------------------------------------------------------------------------


def test_a_file_that_changes_meanwhile_is_not_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a = host(home, "a", eth0=BAD, eth1=BAD.replace(b"eth0", b"eth1").replace(b".10", b".11"))
    host(home, "b", eth0=BAD)
    real: Callable[..., object] = fix.fix

    def slow(*arguments: object) -> object:
        if (a / "ifcfg-eth1").stat().st_size < 200:
            (a / "ifcfg-eth1").write_bytes(BAD + b"#" * 200)
        return real(*arguments)

    monkeypatch.setattr(fix, "fix", slow)
    result = lint("a", "b", "--fix")
    assert result.exit_code == 2
    assert "a/ifcfg-eth1: changed in the meantime; nothing was written; run again" in result.stderr.splitlines()
    assert (a / "ifcfg-eth0").read_bytes() == BAD, "all files of a host or none"
    assert (a / "ifcfg-eth1").read_bytes() == BAD + b"#" * 200
    assert names(a) == ["ifcfg-eth0", "ifcfg-eth1"]
    assert (home / "b" / "ifcfg-eth0").read_bytes() == FIXED, "the other hosts are fixed"


def test_a_link_is_not_replaced_by_a_file(home: Path) -> None:
    a = host(home, "a")
    (a / "of-the-lab").write_bytes(BAD)
    (a / "ifcfg-eth0").symlink_to("of-the-lab")
    result = lint("a", "--fix")
    assert result.exit_code == 2
    assert f"a/ifcfg-eth0: a symbolic link, not written; lint its target {a}/of-the-lab" in result.stderr
    assert (a / "ifcfg-eth0").is_symlink()
    assert (a / "of-the-lab").read_bytes() == BAD


def test_a_full_disk_leaves_everything_as_it_was(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a = host(home, "a", eth0=BAD)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device", str(a / "ifcfg-eth0"))

    monkeypatch.setattr(os, "fsync", full)
    result = lint("a", "--fix")
    assert result.exit_code == 2
    assert any("No space left on device" in line for line in result.stderr.splitlines())
    assert (a / "ifcfg-eth0").read_bytes() == BAD


def test_an_unknown_rule_in_a_suppression_is_told_and_nothing_written(home: Path) -> None:
    text = BAD + b"# ifcfgen: allow misspeled-key - the lab\nIPADDR1=192.0.2.12\n"
    host(home, "a", eth0=text)
    result = lint("a", "--fix")
    assert result.exit_code == 2
    assert (
        "a/ifcfg-eth0:9: no rule 'misspeled-key' to allow; did you mean 'misspelled-key'?" in result.stderr.splitlines()
    )
    assert (home / "a" / "ifcfg-eth0").read_bytes() == text
    assert lint("a", "--select", "bridge-*").exit_code == 2, "whatever is asked"


@pytest.mark.parametrize(
    "arguments, fault",
    [
        (["--unsafe-fixes"], "--unsafe-fixes: requires --fix or --diff"),
        (["--write-baseline"], "--write-baseline: requires --baseline FILE, and cannot be used with --fix or --diff"),
        (["--write-baseline", "--baseline", "b", "--fix"], "--write-baseline: requires --baseline FILE, and cannot be used with --fix or --diff"),
        (["--target", "7"], "--target 7: the target is one of 8, 9, 10"),
        (["--target", "x"], "--target: no release 'x': a number from 5 to 10, or el7, centos7, fedora33, ..."),
        (["--target", "el9", "--release", "centos9"], "--target el9: must be later than --release centos9"),
    ],
)  # fmt: skip
def test_misuse(home: Path, arguments: list[str], fault: str) -> None:
    host(home, "a", eth0=BAD)
    result = lint("a", *arguments)
    assert (result.exit_code, result.stdout, result.faults) == (2, "", f"{fault}\n")
    assert (home / "a" / "ifcfg-eth0").read_bytes() == BAD


# -- upgrades -------------------------------------------------------------------------------------------


def test_target_adds_what_an_upgrade_breaks(home: Path) -> None:
    host(home, "a", eth0=FIXED)
    assert lint("a").stdout == ""
    for target, expected in (("9", []), ("10", ["upgrade-ifcfg-gone"])):
        found = lint("a", "--target", target).stdout.splitlines()
        assert [line.split()[2] for line in found] == [*expected, "upgrade-kernel-name"]


def test_a_suppression_of_an_upgrade_is_not_idle_where_nobody_asks(home: Path) -> None:
    host(home, "a", eth0=b"# ifcfgen: allow upgrade-ifcfg-gone - reinstalled by then\n" + FIXED)
    for arguments, counted in (([], ""), (["--target", "10"], "; 1 suppressed")):
        result = lint("a", "--ignore", "upgrade-kernel-name", *arguments)
        assert (result.exit_code, result.stderr) == (0, f"nothing found in 1 file{counted}\n")


# -- known findings -------------------------------------------------------------------------------------


def test_known_findings_are_counted_and_new_ones_fail(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    host(home, "hosts/a", eth0=BAD)
    written = lint("hosts", "--baseline", "known.json", "--write-baseline")
    assert (written.exit_code, written.stdout, written.stderr) == (0, "", "known.json: knows 1 finding now\n")
    document = json.loads((home / "known.json").read_text())
    assert document["version"] == 1
    assert [(f["rule"], f["path"]) for f in document["findings"]] == [("misspelled-key", "hosts/a/ifcfg-eth0")]
    assert names(home) == [".git", "hosts", "ifcfgen.toml", "known.json"]
    known = lint("hosts", "--baseline", "known.json")
    assert (known.exit_code, known.stdout, known.stderr) == (0, "", "nothing found in 1 file; 1 known\n")
    host(home, "hosts/a", eth0=b"# new\n" + BAD + b"GATWAY=192.0.2.1\n")
    found = lint("hosts", "--baseline", "known.json")
    assert found.exit_code == 1
    assert [line.split(" ", 1)[0] for line in found.stdout.splitlines()] == ["hosts/a/ifcfg-eth0:10:1:"]
    monkeypatch.chdir(home / "hosts")
    assert lint("a", "--baseline", "../known.json").stderr == "1 error in 1 file; 1 known\n", "from wherever it is run"


STALE = "known.json: 2 entries match no finding any more: duplicate-key in a/ifcfg-eth0 and 1 more; {}\n"


@pytest.mark.parametrize(
    "options, told",
    [
        (["."], STALE),
        ([".", "-q"], STALE),
        (["a", "b"], STALE),
        (["b"], "known.json: 1 entry matches no finding any more: duplicate-key in b/ifcfg-eth0; {}\n"),
        (["a/ifcfg-eth1"], ""),
        (["a", "nowhere"], ""),
        ([".", "--select", "misspelled-key"], ""),
    ],
)  # fmt: skip
def test_entries_that_match_nothing_are_told_and_taken_out(home: Path, options: list[str], told: str) -> None:
    """Of what was linted, and of rules that were asked."""
    twice = MEANT.format("").replace("DEFROUT=no\n", "").encode()
    for name in ("a", "b"):
        host(home, name, eth0=twice, eth1=twice.replace(b"eth0", b"eth1"))
    lint(".", "--baseline", "known.json", "--write-baseline")
    before = json.loads((home / "known.json").read_text())["findings"]
    for name in ("a", "b"):
        host(home, name, eth0=twice.replace(b"BOOTPROTO=none\n", b""))
    result = lint(*options, "--baseline", "known.json")
    assert told.format("--fix removes stale entries") in result.stderr
    assert ("match" in result.stderr) == bool(told)
    lint(*options, "--baseline", "known.json", "--diff")
    assert json.loads((home / "known.json").read_text())["findings"] == before
    assert told.format("removed") in lint(*options, "--baseline", "known.json", "--fix").stderr
    left = json.loads((home / "known.json").read_text())["findings"]
    assert len(before) - len(left) == told.count("entries") + told.count("known.json")
    assert [entry for entry in before if entry in left] == left
    assert "match" not in lint(*options, "--baseline", "known.json").stderr


def test_what_a_fix_cures_leaves_the_baseline(home: Path) -> None:
    host(home, "a", eth0=BAD)
    lint("a", "--baseline", "known.json", "--write-baseline")
    lint("a", "--baseline", "known.json", "--fix")
    assert json.loads((home / "known.json").read_text())["findings"] == []


def test_an_entry_that_facts_leave_open_is_not_stale(home: Path) -> None:
    (home / "ifcfgen.toml").unlink()
    host(home, "a", br0=ALLOWING.format("").encode())
    lint("a", "--release", "7", "--without", "bridge-utils", "--baseline", "known.json", "--write-baseline")
    known = (home / "known.json").read_text()
    assert "bridge-utils-missing" in known
    assert "bridge-utils-missing in" not in lint("a", "--release", "7", "--baseline", "known.json", "--fix").stderr
    told = lint("a", "--release", "7", "--package", "bridge-utils", "--baseline", "known.json", "--fix").stderr
    assert "bridge-utils-missing in a/ifcfg-br0; removed" in told


def test_a_baseline_is_not_written_over_what_could_not_be_read(home: Path) -> None:
    host(home, "a", eth0=BAD)
    (home / "known.json").write_text("kept")
    result = lint("a", "nowhere", "--baseline", "known.json", "--write-baseline")
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        "nowhere: No such file or directory",
        "known.json: not written, because some files could not be read",
    ]
    assert (home / "known.json").read_text() == "kept"


@pytest.mark.parametrize(
    "text, fault",
    [
        (None, "known.json: no such baseline; --write-baseline creates it"),
        (b"", "known.json:1:1: no baseline: Expecting value"),
        (b'{"version": 1,\n "findings": [}', "known.json:2:15: no baseline: Expecting value"),
        (b"[]", "known.json: not a baseline: it has no version; --write-baseline creates one"),
        (b"{}", "known.json: not a baseline: it has no version; --write-baseline creates one"),
        (b'{"version": true, "findings": []}', "known.json: not a baseline: it has no version; --write-baseline creates one"),
        (b'{"version": 2, "findings": []}', "known.json: a baseline of version 2; this ifcfgen reads 1; --write-baseline renews it"),
        (b'{"version": 1}', "known.json: not a baseline: each finding needs rule, path, fingerprint; --write-baseline renews it"),
        (b'{"version": 1, "findings": [{"rule": "x"}]}', "known.json: not a baseline: each finding needs rule, path, fingerprint; --write-baseline renews it"),
        (b"\xff", "known.json: not a baseline: not UTF-8"),
        (b"[" * 100_000, "known.json: no baseline: nested too deeply"),
    ],
)  # fmt: skip
def test_a_baseline_that_cannot_be_used_is_one_line(home: Path, text: bytes | None, fault: str) -> None:
    host(home, "a", eth0=BAD)
    if text is not None:
        (home / "known.json").write_bytes(text)
    result = lint("a", "--baseline", "known.json", "--fix")
    assert (result.exit_code, result.stdout, result.faults) == (2, "", f"{fault}\n")
    assert (home / "a" / "ifcfg-eth0").read_bytes() == BAD


def test_a_baseline_that_is_a_directory_is_one_line(home: Path) -> None:
    host(home, "a", eth0=BAD)
    for more, said in ([], "a directory, not a file: not read"), (["--write-baseline"], "Is a directory"):
        result = lint("a", "--baseline", "a", *more)
        assert (result.exit_code, result.stderr) == (2, f"a: {said}\n")


@pytest.mark.parametrize("format, start", [("sarif", '{\n  "$schema"'), ("gitlab", "[\n"), ("junit", "<?xml")])
def test_formats_are_chosen_by_name(home: Path, format: str, start: str) -> None:
    host(home, "a", eth0=BAD)
    result = lint("a", "--format", format)
    assert result.stdout.startswith(start)
    assert "misspelled-key" in result.stdout
    assert result.stderr == "1 error in 1 file\n"


# -- comments that allow --------------------------------------------------------------------------------------

ALLOWING = """\
DEVICE=br0
ONBOOT=yes
{}
TYPE=Bridge
BOOTPROTO=none
IPADDR=192.0.2.1
PREFIX=24
NM_CONTROLLED=no
"""


@pytest.mark.parametrize(
    "comment, options, left",
    [
        ("# ifcfgen: allow duplicate-key - x", [], None),
        ("  # ifcfgen: allow duplicate-key, open-quote - x", [], None),
        ("# ifcfgen: allow duplicate-key, bridge-utils-missing - x", ["--without", "bridge-utils"], "# ifcfgen: allow bridge-utils-missing - x"),
        ("\t# ifcfgen:allow duplicate-key bridge-utils-missing  -- x - y", ["--without", "bridge-utils"], "\t# ifcfgen: allow bridge-utils-missing - x - y"),
        ("# ifcfgen: allow bridge-utils-missing - x", ["--package", "bridge-utils"], None),
        # what nobody can say, or was not asked, is left
        ("# ifcfgen: allow bridge-utils-missing - x", [], ...),
        ("# ifcfgen: allow fails-at-boot - x", [], ...),
        ("# ifcfgen: allow duplicate-key - x", ["--select", "suppression-*"], ...),
        ("# ifcfgen: allow duplicate-key, open-quote - x", ["--ignore", "open-quote"], "# ifcfgen: allow open-quote - x"),
        ("# ifcfgen: allow duplicate-key", [], ...),
    ],
)  # fmt: skip
def test_what_a_comment_no_longer_allows_is_taken_out(
    home: Path, comment: str, options: list[str], left: str | None
) -> None:
    folder = host(home, "a", br0=ALLOWING.format(comment).encode())
    lint("a", "--release", "7", "--fix", *options)
    text = ALLOWING.replace("{}\n", "") if left is None else ALLOWING.format(comment if left is ... else left)
    assert (folder / "ifcfg-br0").read_text() == text


def test_a_comment_for_what_is_undecided_settles_it(home: Path) -> None:
    host(home, "a", br0=ALLOWING.format("").encode())
    host(home, "b", br0=ALLOWING.format("# ifcfgen: allow bridge-utils-missing - x").encode())
    told = lint("a", "--release", "7"), lint("b", "--release", "7")
    assert ["bridge-utils" in result.stderr for result in told] == [True, False]
    assert told[1].output == "nothing found in 1 file\n"


MEANT = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\n{}BOOTPROTO=dhcp\nDEFROUT=no\n"


def test_suppressions_are_added_to_keyfiles(home: Path) -> None:
    keyfile = home / "a/lan.nmconnection"
    keyfile.parent.mkdir()
    text = "[connection]\nid=lan\nuuid=21111111-1111-4111-8111-111111111111\ntype=ethernet\n{}foo=1\n"
    keyfile.write_text(text.format(""))
    keyfile.chmod(0o600)
    options = ("a", "--release", "9", "--select", "keyfile-unknown-key")
    result = lint(*options, "--add-suppressions")
    assert (result.exit_code, result.stdout) == (0, "")
    comment = "# ifcfgen: allow keyfile-unknown-key - REASON\n"
    assert keyfile.read_text() == text.format(comment)
    assert keyfile.stat().st_mode & 0o777 == 0o600
    assert lint(*options, "--add-suppressions").stderr == "comments added: for 0 findings in 0 files\n"


def test_suppressions_are_added_for_somebody_to_give_the_reasons(home: Path) -> None:
    a = host(home, "a", eth0=MEANT.format("").encode())
    (a / "ifcfg-eth0").chmod(0o640)
    duplicates = ("a", "--select", "duplicate-key,suppression-*")
    comment = "# ifcfgen: allow duplicate-key - REASON\n"
    shown = lint(*duplicates, "--add-suppressions", "--diff")
    assert (shown.exit_code, [line for line in shown.stdout.splitlines() if line.startswith("+#")]) == (
        1,
        ["+" + comment.strip()],
    )
    assert lint(*duplicates, "--add-suppressions", "--diff", "--exit-zero").exit_code == 0
    assert (a / "ifcfg-eth0").read_text() == MEANT.format("")
    result = lint(*duplicates, "--add-suppressions")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "comments added: for 1 finding in 1 file; replace each REASON, or the comment suppresses nothing\n"
    )
    assert (a / "ifcfg-eth0").read_text() == MEANT.format(comment)
    assert (a / "ifcfg-eth0").stat().st_mode & 0o777 == 0o640
    assert [line.split()[2] for line in lint(*duplicates).stdout.splitlines()] == [
        "suppression-without-reason",
        "duplicate-key",
    ]
    assert lint(*duplicates, "--add-suppressions").stderr == "comments added: for 0 findings in 0 files\n"
    assert (a / "ifcfg-eth0").read_text() == MEANT.format(comment)
    (a / "ifcfg-eth0").write_text(MEANT.format(comment.replace("REASON", "of the installer")))
    assert lint(*duplicates, "-q").output == ""


def test_each_finding_of_one_cause_gets_a_comment(home: Path) -> None:
    """In the files that are linted, and in no other one."""
    (home / "ifcfgen.toml").unlink()
    texts = {name: f"DEVICE={name}\nONBOOT=yes\n{{}}BOOTPROTO=dhcp\n" for name in ("eth0", "eth1", "eth2")}
    a = host(home, "a", **{name: text.format("").encode() for name, text in texts.items()})
    facts = ("--release", "7", "--service", "NetworkManager=disabled", "--without", "dhclient")
    options = (*facts, "--select", "dhclient-missing")
    assert "1 error in 3 files" in lint("a", *options).stderr
    lint("a/ifcfg-eth1", *options, "--add-suppressions")
    comment = "# ifcfgen: allow dhclient-missing - REASON\n"
    there = [(a / f"ifcfg-{name}").read_text() for name in texts]
    assert there == [text.format(comment if name == "eth1" else "") for name, text in texts.items()]
    lint("a", *options, "--add-suppressions")
    assert [(a / f"ifcfg-{name}").read_text() for name in texts] == [text.format(comment) for text in texts.values()]


def test_what_a_baseline_knows_gets_no_comment(home: Path) -> None:
    a = host(home, "a", eth0=MEANT.format("").encode())
    lint("a", "--select", "duplicate-key", "--baseline", "known.json", "--write-baseline")
    lint("a", "--baseline", "known.json", "--add-suppressions")
    text = MEANT.format("").replace("DEFROUT", "# ifcfgen: allow misspelled-key - REASON\nDEFROUT")
    assert (a / "ifcfg-eth0").read_text() == text


def test_what_no_comment_can_allow_is_told(home: Path) -> None:
    (home / "ifcfgen.toml").write_text("[[host]]\nrelease = 7\n")
    a = host(home, "a", eth0=b"\xef\xbb\xbfDEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n")
    result = lint("a", "--select", "byte-order-mark", "--add-suppressions")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.splitlines() == [
        "a/ifcfg-eth0: byte-order-mark: no comment is possible here; use ignore in ifcfgen.toml",
        "comments added: for 0 findings in 0 files",
    ]
    (a / "ifcfg-eth0").unlink()
    (a / "ifcfg-eth1").symlink_to("meant")
    (a / "meant").write_text(MEANT.format("").replace("eth0", "eth1"))
    linked = lint("a", "--add-suppressions", "--select", "duplicate-key")
    assert linked.exit_code == 2
    assert f"a/ifcfg-eth1: a symbolic link, not written; lint its target {a}/meant" in linked.stderr


ALONE = "cannot be used with --fix, --unsafe-fixes or --write-baseline"


@pytest.mark.parametrize("other", ["--fix", "--unsafe-fixes", "--write-baseline"])
def test_suppressions_are_added_alone(home: Path, other: str) -> None:
    result = lint("a", "--add-suppressions", other, "--baseline", "x")
    assert (result.exit_code, result.faults) == (2, f"--add-suppressions: {ALONE}\n")
