"""`ifcfgen lint --show-managers`: who brings up which device, and why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from runner import run

FILES = {
    "bond0": "DEVICE=bond0\nTYPE=Bond\n",
    "bond0:1": "DEVICE=bond0:1\nIPADDR=192.0.2.1\n",
    "eth0": "DEVICE=eth0\nMASTER=bond0\nSLAVE=yes\n",
    "eth1": "DEVICE=eth1\nNM_CONTROLLED=no\n",
    "eth2": "DEVICE=eth2\nUUID=x\n",
    "eth3": "DEVICE=eth3\nUUID=7f3b1c9e-3a52-4a0c-8b0e-0d4b6d1f2a11\n",
    "eth4": "DEVICE=eth4\nUUID=7f3b1c9e-3a52-4a0c-8b0e-0d4b6d1f2a11\n",
    "eth5": "DEVICE=eth5\nBOOTPROTO=ibft\n",
    "tap0": "DEVICE=tap0\nTYPE=Tap\n",
}
IN_8 = ["--release", "8", "--service", "NetworkManager=enabled", "--without", "network-scripts"]
IN_7 = ["--release", "7", "--service", "NetworkManager=disabled", "--service", "network=enabled"]
IN_10 = ["--release", "10", "--service", "NetworkManager=enabled"]
IN_6 = ["--release", "6", "--service", "NetworkManager=enabled", "--service", "network=enabled"]


def show(home: Path, monkeypatch: pytest.MonkeyPatch, *said: str) -> dict[str, tuple[str, str]]:
    """Manager and reason by device."""
    monkeypatch.chdir(home)
    for suffix, text in FILES.items():
        (home / f"ifcfg-{suffix}").write_text(text)
    result = run("lint", "--show-managers", ".", *said)
    assert result.exit_code == 0
    headings, *lines = result.stdout.splitlines()
    manager, why = headings.index("manager"), headings.index("why")
    return {line.split()[0]: (line[manager:why].strip(), line[why:]) for line in lines}


def test_networkmanager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert show(tmp_path, monkeypatch, *IN_8) == {
        "bond0": ("NetworkManager", "profile 'Bond bond0' of type bond"),
        "bond0:1": ("NetworkManager", "goes with bond0"),
        "eth0": ("NetworkManager", "profile 'System eth0' of type 802-3-ethernet, port of bond0"),
        "eth1": ("nobody", "NM_CONTROLLED=no, and the network service does not run"),
        "eth2": ("NetworkManager", "rejected: UUID=x is not a UUID"),
        "eth3": ("NetworkManager", "another file has the same UUID"),
        "eth4": ("NetworkManager", "profile 'System eth4' of type 802-3-ethernet"),
        "eth5": (
            "nobody",
            "NetworkManager ignores the file: iBFT is for the initial RAM disk, and the network service does not run",
        ),
        "tap0": ("nobody", "NetworkManager does not know its TYPE, and the network service does not run"),
    }


@pytest.mark.parametrize(
    "said, device, told",
    [
        (IN_7, "eth0", ("initscripts", "NetworkManager does not run, and the network service runs")),
        (IN_7, "eth1", ("initscripts", "NM_CONTROLLED=no, and the network service runs")),
        (IN_10, "eth0", ("NetworkManager", "although that of EL10 reads no ifcfg files")),
        (IN_6, "eth0", ("NetworkManager", "it runs")),
        ([], "eth0", ("?", "depends on service NetworkManager, which is unknown")),
        ([], "eth1", ("?", "depends on service network, which is unknown")),
        (["--release", "9"], "eth1", ("nobody", "NM_CONTROLLED=no, and the network service does not run")),
    ],
)
def test_reasons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str], device: str, told: tuple[str, str]
) -> None:
    assert show(tmp_path, monkeypatch, *said)[device] == told


@pytest.mark.parametrize(
    "text, told",
    [
        (
            "[keyfile]\nunmanaged-devices=eth0\n",
            "NetworkManager does not manage it, and the network service does not run",
        ),
        ("[main]\nplugins=keyfile\n", "NetworkManager.conf disables ifcfg files, and the network service does not run"),
    ],
)
def test_settings_of_networkmanager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str) -> None:
    (tmp_path / "NetworkManager.conf").write_text(text)
    assert show(tmp_path, monkeypatch, *IN_8)["eth0"] == ("nobody", told)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    result = run("lint", "--show-managers", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "none: No such file or directory" in result.stderr


def test_nothing_is_linted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "broken.md").write_text("no front matter\n")
    (tmp_path / "ifcfgen.toml").write_text('rules = ["rules"]\nselect = ["none-such"]\n')
    assert "eth0" in show(tmp_path, monkeypatch, *IN_8)


@pytest.mark.parametrize(
    "path, told",
    [
        ("a/ifcfg-eth0~", "a/ifcfg-eth0~: neither initscripts nor NetworkManager reads such a file\n"),
        ("a/rules", "a/rules: no ifcfg files or keyfiles in it or below\n"),
        ("a", "a/ifcfg-eth1: binary data, with NUL bytes: not a text file, not read\n"),
        ("a/ifcfg-fifo", "a/ifcfg-fifo: a FIFO, not a file: not read\n"),
        ("b", "{home}/b/ifcfgen.toml:1: unknown key 'selcet'; did you mean 'select'?\n"),
    ],
)
def test_faults_of_the_hosts_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, told: str) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ifcfg-eth0").write_text("DEVICE=eth0\n")
    (tmp_path / "a" / "rules").mkdir()
    (tmp_path / "a" / "ifcfg-eth0~").touch()
    (tmp_path / "a" / "ifcfg-eth1").write_bytes(b"DEVICE=eth1\0\n")
    os.mkfifo(tmp_path / "a" / "ifcfg-fifo")
    (tmp_path / "b" / "ifcfgen.toml").write_text("selcet = []\n")
    result = run("lint", "--show-managers", path, *IN_8)
    assert (result.exit_code, result.stderr) == (2, told.replace("{home}", str(tmp_path)))
