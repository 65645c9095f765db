"""`ifcfgen lint --leapp-report`: the inhibitors of Leapp's report beside our findings, and what is no such report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from runner import Result, run

SCRIPTS = "/etc/sysconfig/network-scripts"
UNMANAGED = "Network configuration with disabled NetworkManager support detected"
LEGACY = "Legacy network configuration found"

Entry = dict[str, Any]


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)  # as if nothing said how wide the lines may be


def entry(title: str, *files: str, groups: Sequence[str] = ("network", "services", "inhibitor")) -> Entry:
    """As Leapp of today writes it (schema 1.2)."""
    resources = [{"scheme": "package", "title": "NetworkManager"}]
    resources += [{"scheme": "file", "title": f"{SCRIPTS}/{name}"} for name in files]
    hints = [{"type": "hint", "context": "Rename it."}, {"type": "command", "context": ["nmcli", "c"]}]
    return {
        "hostname": "kvm01", "severity": "high", "timeStamp": "2026-11-30T10:00:00Z", "title": title, "actor": "actor",
        "summary": "...", "audience": "sysadmin", "groups": list(groups), "key": "k", "id": "i",
        "detail": {"remediations": hints, "related_resources": resources},
    }  # fmt: skip


def before_groups(new: Entry) -> Entry:
    """As Leapp wrote it up to schema 1.1."""
    old = {name: value for name, value in new.items() if name != "groups"}
    flags = [group for group in new["groups"] if group in ("inhibitor", "failure")]
    return {**old, "flags": flags, "tags": [group for group in new["groups"] if group not in flags]}


def report(folder: Path, *entries: Entry) -> Path:
    path = folder / "leapp-report.json"
    path.write_text(json.dumps({"leapp_run_id": "a91dccab", "entries": entries}))
    return path


def host(folder: Path, **files: str) -> Path:
    here = folder / "host"
    here.mkdir()
    for name, text in files.items():
        (here / name.replace("_", "-")).write_text(text)
    return here


def ethernet(name: str, more: str = "") -> str:
    return f"DEVICE={name}\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=dhcp\n{more}"


def lint(*words: str | Path) -> Result:
    return run("lint", *map(str, words), "--select", "upgrade-*")


EL8 = (
    "--release", "8", "--target", "9", "--service", "NetworkManager=enabled", "--package", "network-scripts",
    "--without", "biosdevname",
)  # fmt: skip
EL9 = ("--release", "9", "--target", "10", "--service", "NetworkManager=enabled")


@pytest.mark.parametrize("written", [dict, before_groups])
def test_each_inhibitor_has_the_findings_about_it(tmp_path: Path, written: Any) -> None:
    here = host(
        tmp_path, ifcfg_em1=ethernet("em1", "NM_CONTROLLED=no\n"), ifcfg_em2=ethernet("em2", "NM_CONTROLLED=n\n")
    )
    path = report(
        tmp_path,
        written(entry(UNMANAGED, "ifcfg-em1", "ifcfg-em7")),
        written(entry("A title of next year")),
        written(entry("Wireless networks using unsupported WEP encryption detected", "ifcfg-wlan0")),
        written(entry("Not about the network", groups=("inhibitor", "kernel"))),
        written(entry("No inhibitor", groups=("network",))),
    )
    result = lint(here, *EL8, "--leapp-report", path)
    assert result.exit_code == 1
    assert (
        result.stdout.partition("Leapp's report: ")[2]
        == f"""\
3 inhibitors about the network

  {UNMANAGED}
    {here}/ifcfg-em1:5: upgrade-nm-controlled-no
      fix: Before the upgrade, remove NM_CONTROLLED=no and check that NetworkManager brings em1 up.
    no finding about {SCRIPTS}/ifcfg-em7

  A title of next year
    no finding: ifcfgen has no rule about it
    Leapp's remediation: Rename it.

  Wireless networks using unsupported WEP encryption detected
    no finding about {SCRIPTS}/ifcfg-wlan0: these files, or what is known of the host, do not show it
    Leapp's remediation: Rename it.

Not in Leapp's report: 1 finding about the upgrade
    {here}/ifcfg-em2:5: upgrade-nm-controlled-no
      fix: Before the upgrade, remove NM_CONTROLLED=n and check that NetworkManager brings em2 up.

2 errors in 2 files
"""
    )


def test_json_has_the_numbers_of_the_findings(tmp_path: Path) -> None:
    """Leapp looks for files called ifcfg-*, so it never sees the rules of a device, nor a setting for all of them."""
    here = host(
        tmp_path,
        ifcfg_em1=ethernet("em1"), rule_em1="from 192.0.2.0/24 table 7\n",
        ifcfg_team0="DEVICE=team0\nDEVICETYPE=Team\nONBOOT=yes\nBOOTPROTO=dhcp\n",
    )  # fmt: skip
    path = report(tmp_path, entry(LEGACY, "ifcfg-em1"), entry(LEGACY, "ifcfg-team0"))
    document = json.loads(lint(here, *EL9, "--leapp-report", path, "--format", "json").stdout)
    shown = [(one["rule"], Path(one["path"]).name) for one in document["findings"]]
    leapp = document["leapp"]
    assert [[shown[number] for number in one["findings"]] for one in leapp["inhibitors"]] == [
        [("upgrade-ifcfg-gone", "ifcfg-em1")], [("upgrade-team-gone", "ifcfg-team0")],
    ]  # fmt: skip
    assert [shown[number] for number in leapp["others"]] == [("upgrade-rule-files-gone", "rule-em1")]
    assert leapp["inhibitors"][0] == {
        "title": LEGACY, "actor": "actor", "remediation": "Rename it.", "files": [f"{SCRIPTS}/ifcfg-em1"],
        "findings": leapp["inhibitors"][0]["findings"], "without": [],
    }  # fmt: skip
    assert "leapp" not in json.loads(lint(here, *EL9, "--format", "json").stdout)


def test_a_finding_about_the_whole_host_is_about_all_files(tmp_path: Path) -> None:
    here = host(tmp_path, ifcfg_em1=ethernet("em1"))
    path = report(tmp_path, entry("ifcfg files expect NetworkManager but the service is disabled", "ifcfg-em1"))
    options = (
        "--release",
        "8",
        "--target",
        "9",
        "--service",
        "NetworkManager=disabled",
        "--service",
        "network=enabled",
    )
    result = lint(here, *options, "--leapp-report", path, "--format", "json")
    (inhibitor,) = json.loads(result.stdout)["leapp"]["inhibitors"]
    assert (inhibitor["findings"], inhibitor["without"]) == ([0], [])


def test_a_report_without_inhibitors_and_what_its_texts_hide(tmp_path: Path) -> None:
    here = host(tmp_path, ifcfg_em1=ethernet("em1"))
    empty = lint(here, *EL8, "--leapp-report", report(tmp_path))
    assert (empty.exit_code, empty.stdout.splitlines()[0]) == (0, "Leapp's report: 0 inhibitors about the network")
    told = lint(here, *EL8, "--leapp-report", report(tmp_path, entry("\x1b[31mred ::error::x", "ifcfg-\x1b[2J")))
    assert "  \\x1b[31mred \\x3a:error::x\n" in told.stdout
    assert "\x1b" not in told.output


ENTRY = '{"leapp_run_id": "x", "entries": [%s]}'


@pytest.mark.parametrize(
    "text, fault",
    [
        ("", ":1:1: Expecting value"),
        ('{"leapp_run_id": ', ":1:18: Expecting value"),
        ("[]", ": not a report of Leapp: leapp_run_id and a list of entries are required"),
        ('{"entries": []}', ": not a report of Leapp: leapp_run_id and a list of entries are required"),
        ('{"findings": [], "version": 1}', ": not a report of Leapp: leapp_run_id and a list of entries are required"),
        (ENTRY % "3, 4", ": entry 1 has no title; ifcfgen reads reports of the schemas 1.0 to 1.2"),
        (ENTRY % '{"title": "a", "actor": 7}', ": entry 1 has no actor; ifcfgen reads reports of the schemas 1.0 to 1.2"),
        ("[" * 200_000, ": nested too deeply"),
        ("\xff", ": not UTF-8"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_told_at_once(tmp_path: Path, text: str, fault: str) -> None:
    here, path = host(tmp_path, ifcfg_em1=ethernet("em1")), tmp_path / "report.json"
    path.write_bytes(text.encode("latin-1"))
    result = lint(here, *EL8, "--leapp-report", path)
    assert (result.exit_code, result.stdout, result.faults) == (2, "", f"{path}{fault}\n")


def test_a_report_that_cannot_be_read(tmp_path: Path) -> None:
    here = host(tmp_path, ifcfg_em1=ethernet("em1"))
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(40 << 20)
    for path, fault in (
        (tmp_path, "a directory, not a file: not read"),
        (tmp_path / "none", "No such file or directory"),
    ):
        assert lint(here, *EL8, "--leapp-report", path).faults == f"{path}: {fault}\n"
    assert lint(here, *EL8, "--leapp-report", large).faults == f"{large}: larger than 32 MiB: not read\n"


@pytest.mark.parametrize(
    "words, fault",
    [
        (("--release", "8"), "requires --target, the release that Leapp upgrades to"),
        ((*EL8, "--format", "sarif"), "requires findings, with --format full or json"),
        ((*EL8, "--statistics"), "requires findings, with --format full or json"),
        ((*EL8, "--diff"), "requires findings, with --format full or json"),
    ],
)
def test_misuse(tmp_path: Path, words: Sequence[str], fault: str) -> None:
    here = host(tmp_path, ifcfg_em1=ethernet("em1"))
    result = lint(here, *words, "--leapp-report", report(tmp_path))
    assert (result.exit_code, result.stdout, result.faults) == (2, "", f"--leapp-report: {fault}\n")


def test_a_report_is_about_one_host(tmp_path: Path) -> None:
    host(tmp_path, ifcfg_em1=ethernet("em1"))
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "ifcfg-em1").write_text(ethernet("em1"))
    result = lint(tmp_path, *EL8, "--leapp-report", report(tmp_path))
    assert result.faults == "--leapp-report: is about one host; give the directory of that host\n"


UNSUPPORTED = "Network configuration for unsupported device types detected"
WEP = "Wireless networks using unsupported WEP encryption detected"
DISABLED = "ifcfg files expect NetworkManager but the service is disabled"
OFF = (*EL8[:4], "--service", "NetworkManager=disabled", "--service", "network=disabled")


@pytest.mark.parametrize(
    "title, name, text, options, rule, line",
    [
        (UNSUPPORTED, "ifcfg-em1", "DEVICE=em1\nONBOOT=yes\nBOOTPROTO=dhcp\n", EL8, "upgrade-leapp-stops", None),
        (UNSUPPORTED, "ifcfg-em1.bak", "DEVICE=em1\n", EL8, "upgrade-leapp-stops", None),
        (UNSUPPORTED, "ifcfg-em1:1", "DEVICE=em1:1\nIPADDR=192.0.2.9\nPREFIX=24\n", EL8, "upgrade-leapp-stops", None),
        (UNSUPPORTED, "ifcfg-em1", "DEVICE=em1\nexport TYPE=Ethernet\n", EL8, "upgrade-leapp-stops", None),
        (UNSUPPORTED, "ifcfg-em1", "DEVICE=em1\nTYPE=Ethernet # as = before\nTYPE=Bond\n", EL8, "upgrade-leapp-stops", 3),
        (UNSUPPORTED, "ifcfg-gre1", "DEVICE=gre1\nTYPE=GRE\nONBOOT=no\n", EL8, "upgrade-leapp-stops", 2),
        (UNSUPPORTED, "ifcfg-tap0", "DEVICE=tap0\nTYPE=Tap\nONBOOT=yes\n", EL8, "upgrade-type-gone", 2),
        (UNMANAGED, "ifcfg-em1", ethernet("em1", "NM_CONTROLLED=y\n"), EL8, "upgrade-leapp-stops", 5),
        (UNMANAGED, "ifcfg-em1", "DEVICE=em1\nTYPE=Ethernet\nNM_CONTROLLED=no\nONBOOT=no\n", EL8, "upgrade-leapp-stops", 3),
        (WEP, "ifcfg-em1", ethernet("em1", "KEY_MGMT=IEEE8021X\n"), EL8, "upgrade-wep-suspected", 5),
        (WEP, "ifcfg-wlan0.bak", "DEVICE=wlan0\nTYPE=Wireless\nKEY1=abcde\n", EL8, "upgrade-wep-suspected", 3),
        (WEP, "ifcfg-wlan0", "DEVICE=wlan0\nTYPE=Wireless\nESSID=x\nDEFAULTKEY=1\n", EL8, "upgrade-wep-gone", 4),
        (DISABLED, "ifcfg-lo", "DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\n", OFF, "upgrade-networkmanager-off", None),
        (LEGACY, "ifcfg-lo", "DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\n", EL9, "upgrade-ifcfg-left", None),
        (LEGACY, "ifcfg-em1.orig", ethernet("em1"), EL9, "upgrade-ifcfg-left", None),
    ],
)  # fmt: skip
def test_what_stops_leapp_is_found(
    tmp_path: Path, title: str, name: str, text: str, options: tuple[str, ...], rule: str, line: int | None
) -> None:
    """As Leapp's own scanner and checks of these files have it, whatever a network service makes of them."""
    here = host(tmp_path, ifcfg_em9=ethernet("em9"))
    (here / name).write_text(text)
    path = report(tmp_path, entry(title, name))
    document = json.loads(lint(here, *options, "--leapp-report", path, "--format", "json").stdout)
    (inhibitor,) = document["leapp"]["inhibitors"]
    found = [document["findings"][number] for number in inhibitor["findings"]]
    assert (rule, line) in [(one["rule"], one["line"]) for one in found]
    assert inhibitor["without"] == []


@pytest.mark.parametrize(
    "text",
    [
        "DEVICE=em1\nDEVICETYPE=team\n", "DEVICE=em1\nTYPE='ETHERNET'\nNM_CONTROLLED=True\n",
        "DEVICE=bond0\nTYPE=Bond\nBONDING_MASTER=yes\n", "DEVICE=em1\nTYPE=Ethernet # not = GRE\nTYPE=a=b\n",
    ],
)  # fmt: skip
def test_what_leapp_passes_is_not_found(tmp_path: Path, text: str) -> None:
    here = host(tmp_path, ifcfg_em1=text)
    assert "Leapp stops" not in run("lint", str(here), *EL8, "--format", "concise").stdout
    (here / "ifcfg-em1").write_text("DEVICE=em1\n")
    assert "Leapp stops" in run("lint", str(here), *EL8, "--format", "concise").stdout
    (here / "rule-em1").write_text("from 192.0.2.0/24 table 7\n")
    assert "Leapp stops" not in run("lint", str(here), *EL8, "--format", "concise").stdout
