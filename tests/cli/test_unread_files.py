"""A file that cannot be read: nothing is known of its device, nor of what depends on that; the rest is as ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from runner import run

PORT = "DEVICE={0}\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n"
VLAN = "DEVICE=bond0.5\nVLAN=yes\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
CARD = "DEVICE=eth2\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=198.51.100.10\nPREFIX=24\n"
WORLDS = [
    ("--release", "7", "--service", "NetworkManager=disabled", "--service", "network=enabled"),
    ("--release", "8", "--service", "NetworkManager=enabled", "--service", "network=disabled"),
]


@pytest.fixture
def host(tmp_path: Path) -> Path:
    for name in ("eth0", "eth1"):
        (tmp_path / f"ifcfg-{name}").write_text(PORT.format(name))
    (tmp_path / "ifcfg-bond0.5").write_text(VLAN)
    (tmp_path / "ifcfg-eth2").write_text(CARD)
    return tmp_path


@pytest.mark.parametrize("world", WORLDS)
def test_what_depends_on_it_is_not_predicted(host: Path, world: tuple[str, ...]) -> None:
    (host / "ifcfg-bond0").write_bytes(b"DEVICE=bond0\nTYPE=Bond\n\0")
    told = f"{host}/ifcfg-bond0: binary data, with NUL bytes: not a text file, not read\n"
    linted = run("lint", str(host), *world)
    assert (linted.exit_code, linted.stdout, linted.stderr) == (2, "nothing found in 4 files; 1 not read\n", told)
    booted = run("boot", str(host), *world)
    assert (booted.exit_code, booted.stderr) == (1, told)
    assert "  eth2  198.51.100.10/24\n" in booted.stdout
    assert "FAILED" not in booted.stdout
    last = booted.stdout.split("\n\n")[-1]
    assert "bond0: ifcfg-bond0 cannot be read, so the device is not predicted\n" in last
    assert "bond0.5: bond0 is not predicted, so this is not either\n" in last


@pytest.mark.parametrize("world", WORLDS)
def test_a_port_that_cannot_be_read_is_one_perhaps(tmp_path: Path, world: tuple[str, ...]) -> None:
    bond = 'DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS="mode=1 miimon=100"\nONBOOT=yes\nIPADDR=192.0.2.10\nPREFIX=24\n'
    (tmp_path / "ifcfg-bond0").write_text(bond)
    (tmp_path / "ifcfg-eth0").symlink_to("/nowhere/ifcfg-eth0")
    assert run("lint", str(tmp_path), *world).stdout == "nothing found in 1 file; 1 not read\n"
    booted = run("boot", str(tmp_path), *world)
    assert booted.exit_code == 1
    assert booted.stdout.endswith("\n\neth0: ifcfg-eth0 cannot be read, so the device is not predicted\n")


def test_a_keyfile(tmp_path: Path) -> None:
    world = ("--release", "9", "--service", "NetworkManager=enabled")
    keyfiles = tmp_path / "system-connections"
    keyfiles.mkdir()
    port = "[connection]\nid=a\nuuid=6d8b5d5e-1111-4a4a-8b8b-000000000001\ntype=ethernet\ninterface-name=eth0\n"
    (keyfiles / "a.nmconnection").write_text(f"{port}controller=bond0\nport-type=bond\n")
    (keyfiles / "bond0.nmconnection").write_bytes(b"[connection]\n\0")
    assert run("lint", str(tmp_path), *world).stdout == "nothing found in 1 file; 1 not read\n"
    booted = run("boot", str(tmp_path), *world)
    assert booted.exit_code == 1
    assert "eth0: bond0 is not predicted, so this is not either\n" in booted.stdout


@pytest.mark.parametrize("world", WORLDS)
def test_a_directory_or_a_fifo_is_no_file(host: Path, world: tuple[str, ...]) -> None:
    for name in ("ifcfg-eth0", "ifcfg-eth1", "ifcfg-bond0.5"):
        (host / name).unlink()
    (host / "ifcfg-eth3").mkdir()
    assert run("boot", str(host), *world).exit_code == 0
    assert "ifcfg-eth3 is a directory and no file" in run("lint", str(host), *world).stdout
    os.mkfifo(host / "ifcfg-eth4")
    waits = "7" in world  # NetworkManager does not, as far as its boot is predicted
    booted = run("boot", str(host), *world)
    assert (booted.exit_code, "the FIFO ifcfg-eth4" in " ".join(booted.stdout.split())) == (int(waits), waits)
