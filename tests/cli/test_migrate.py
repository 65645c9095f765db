"""`ifcfgen migrate`: what comes of the files, what is lost, what is written, exit codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from runner import run

BOND = 'DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS="mode=1 miimon=100"\nIPADDR=192.0.2.1\nPREFIX=24\nGATEWAY=192.0.2.254\n'
PORT = "DEVICE=eth0\nMASTER=bond0\nUUID=2b51f4f6-6f3f-4d57-9b6a-1d3b6bb2a001\nNAME=.a/b\nONBOOT=no\n"
WIFI = "DEVICE=wlan0\nTYPE=Wireless\nESSID=home\nNAME=home\nMODE=Managed\nKEY_MGMT=WPA-PSK\n"


def host(folder: Path, files: Mapping[str, str]) -> str:
    """A directory with FILES, by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return str(folder)


# -- as NetworkManager itself -----------------------------------------------------------------------------------------


def as_networkmanager(path: str, version: str, *options: str) -> dict[str, dict[str, Any]]:
    result = run("migrate", path, "--as-networkmanager", version, "--format", "json", *options)
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["version"] == 1
    found: dict[str, dict[str, Any]] = document["files"]
    return found


def test_as_networkmanager(tmp_path: Path) -> None:
    bad = {"ifcfg-eth1": "DEVICE=eth1\nIPADDR=x\n", "ifcfg-eth2": "DEVICE=eth2\nNM_CONTROLLED=no\n"}
    path = host(tmp_path, {"ifcfg-bond0": BOND, "route-bond0": "nonsense\n", "ifcfg-eth0": PORT, **bad})
    found = as_networkmanager(path, "1.52")
    assert found["ifcfg-bond0"] == {
        "status": "connection",
        "connection": {
            "id": "Bond bond0",
            "uuid": "ad33d8b0-1f7b-cab9-9447-ba07f855b143",
            "type": "bond",
            "interface-name": "bond0",
            "controller": None,
            "port-type": None,
            "autoconnect": "yes",
        },
        "keyfile_name": "Bond bond0.nmconnection",
        "keyfile": "[connection]\nid=Bond bond0\nuuid=ad33d8b0-1f7b-cab9-9447-ba07f855b143\ntype=bond\n"
        "interface-name=bond0\n\n[bond]\nmode=active-backup\nmiimon=100\n\n[ipv4]\nmethod=manual\naddress1=192.0.2.1/24\n"
        "gateway=192.0.2.254\n\n[ipv6]\nmethod=ignore\n\n[proxy]\n",
        "error": None,
        "warnings": [{"level": "warn", "message": "ipv4: ignored: nonsense"}],
    }
    assert found["ifcfg-eth0"]["keyfile_name"] == "_a_b.nmconnection"
    assert found["ifcfg-eth0"]["connection"]["autoconnect"] == "no"
    assert (found["ifcfg-eth1"]["status"], found["ifcfg-eth1"]["keyfile"]) == ("error", None)
    assert "IPADDR=x" in found["ifcfg-eth1"]["error"]
    assert found["ifcfg-eth2"]["status"] == "unmanaged"
    former = as_networkmanager(path, "1.40")
    assert "address1=192.0.2.1/24,192.0.2.254" in former["ifcfg-bond0"]["keyfile"]
    assert "master=bond0\nslave-type=bond\n" in former["ifcfg-eth0"]["keyfile"]


def test_two_profiles_of_one_name(tmp_path: Path) -> None:
    uuid = "2b51f4f6-6f3f-4d57-9b6a-1d3b6bb2a001"
    path = host(tmp_path, {"ifcfg-a": "DEVICE=a\nNAME=x\n", "ifcfg-b": f"DEVICE=b\nNAME=x\nUUID={uuid}\n"})
    names = [file["keyfile_name"] for file in as_networkmanager(path, "1.59").values()]
    assert names == ["x.nmconnection", f"x-{uuid}.nmconnection"]


@pytest.mark.parametrize("where", ["ifcfg-home", "keys-home"])
def test_secrets_are_shown_on_demand_only(tmp_path: Path, where: str) -> None:
    files = {"ifcfg-home": WIFI, "keys-home": ""}
    files[where] += "WPA_PSK='open sesame'\n"
    path = host(tmp_path, files)
    assert "\npsk=***\n" in as_networkmanager(path, "1.52")["ifcfg-home"]["keyfile"]
    assert "sesame" not in run("migrate", path, "--as-networkmanager", "1.52").output
    assert "\npsk=open sesame\n" in as_networkmanager(path, "1.52", "--show-secrets")["ifcfg-home"]["keyfile"]


def test_misuse(tmp_path: Path) -> None:
    assert "1.40, 1.52, 1.59" in run("migrate", str(tmp_path), "--as-networkmanager", "1.18").faults
    result = run("migrate", str(tmp_path))
    assert (result.exit_code, result.faults) == (2, f"{tmp_path}: no ifcfg files here or below: nothing to migrate\n")
