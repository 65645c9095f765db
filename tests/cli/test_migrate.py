"""`ifcfgen migrate`: what comes of the files, what is lost, what is written, exit codes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from runner import run

from ifcfgen.migrate.account import LOSSES

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
    assert (result.exit_code, result.faults) == (2, f"{tmp_path}: no ifcfg files or keyfiles in it or below\n")


# -- a whole host -------------------------------------------------------------------------------------------------------

BY_NETWORKMANAGER = ("--service", "NetworkManager=enabled", "--service", "network=disabled")
BY_INITSCRIPTS = ("--service", "NetworkManager=disabled", "--service", "network=enabled")
STATIC = "DEVICE=eth0\nTYPE=Ethernet\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n"
DHCP = "DEVICE=eth1\nBOOTPROTO=dhcp\nONBOOT=yes\n"


def migrated(path: str, *options: str) -> dict[str, Any]:
    """The report of a migration as JSON."""
    result = run("migrate", path, "--format", "json", *options)
    assert result.exit_code in (0, 1), result.output
    document: dict[str, Any] = json.loads(result.stdout)
    assert document["version"] == 1
    assert result.exit_code == any(not loss["accepted"] for loss in document["losses"])
    return document


def keyfiles(document: Mapping[str, Any]) -> dict[str, str]:
    return {file["name"]: file["text"] for file in document["files"]}


def test_keyfiles_are_written(tmp_path: Path) -> None:
    path, output = host(tmp_path / "in", {"ifcfg-bond0": BOND, "ifcfg-eth0": PORT}), tmp_path / "out"
    result = run("migrate", path, "--release", "9", "--target", "10", "--output", str(output))
    assert (result.exit_code, result.stderr) == (0, f"{output}: 2 created\n")
    assert sorted(file.name for file in output.iterdir()) == ["Bond bond0.nmconnection", "_a_b.nmconnection"]
    for file in output.iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
    assert (output / "_a_b.nmconnection").read_text().split("\n", 1)[1] == (
        "[connection]\nid=.a/b\nuuid=2b51f4f6-6f3f-4d57-9b6a-1d3b6bb2a001\ntype=ethernet\nmaster=bond0\nslave-type=bond\n"
        "interface-name=eth0\nautoconnect=false\n\n[ethernet]\n"
    )
    assert "11 carried over" in result.stdout
    assert run("migrate", path, "--release", "9", "--target", "10", "--output", str(output)).stderr.endswith(
        "2 unchanged\n"
    )


def test_text_report(tmp_path: Path) -> None:
    files = {
        "ifcfg-eth0": STATIC + "ETHTOOL_OPTS='-N eth0 rx-flow-hash udp4 sdfn'\nARP=no\nUSERCTL=no\n",
        "ifcfg-lo": "",
    }
    path = host(tmp_path / "in", files)
    result = run("migrate", path, "--release", "7", "--target", "8", *BY_INITSCRIPTS)
    assert result.exit_code == 1
    assert result.stdout == (
        "System eth0.nmconnection from ifcfg-eth0\n"
        "90-ifcfgen.conf\n"
        f"{path}/ifcfg-eth0:7:1: lost[ethtool]: ETHTOOL_OPTS\n"
        "  effect: it runs ethtool (NetworkManager does not support `ethtool -N`)\n"
        "  fix: write a script in /etc/NetworkManager/dispatcher.d that does it\n"
        f"{path}/ifcfg-eth0:8:1: lost[key]: ARP\n"
        "  effect: whether the device speaks ARP\n"
        "  fix: run `ip link set eth0 arp off` in a script in /etc/NetworkManager/dispatcher.d\n"
        f"{path}/ifcfg-lo: not migrated, keep it: the kernel creates lo\n"
        "changed at the next boot: eth0 has ARP on instead of off\n"
        "2 files for NetworkManager of EL8; keys and lines: 6 carried over, 2 without effect today, 2 lost\n"
    )
    assert (
        run("migrate", path, "--release", "7", *BY_INITSCRIPTS, "--accept", "key", "--accept", "ethtool").exit_code == 0
    )


def test_nothing_is_written_where_connectivity_is_lost(tmp_path: Path) -> None:
    files = {"ifcfg-eth0": STATIC, "route-eth0": "10.0.0.0/8 nexthop via 192.0.2.2 nexthop via 192.0.2.3\n"}
    path, output = host(tmp_path / "in", files), tmp_path / "out"
    options = ("--release", "7", *BY_INITSCRIPTS, "--output", str(output), "--accept", "route")
    result = run("migrate", path, *options)
    assert (result.exit_code, output.exists()) == (1, False)
    assert result.stderr == f"{output}: nothing is written: 1 loss costs connectivity; --force writes anyway\n"
    forced = run("migrate", path, *options, "--force")
    assert (forced.exit_code, forced.stderr) == (0, f"{output}: 2 created\n")


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    path, output = host(tmp_path / "in", {"ifcfg-eth1": DHCP}), tmp_path / "out"
    result = run("migrate", path, "--release", "9", "--output", str(output), "--dry-run")
    assert (result.exit_code, output.exists()) == (0, False)
    assert result.stderr == f"{output}/System eth1.nmconnection: would be created\n"


def test_a_keyfile_that_is_not_ours(tmp_path: Path) -> None:
    path, output = host(tmp_path / "in", {"ifcfg-eth0": STATIC, "ifcfg-eth1": DHCP}), tmp_path / "out"
    there = {"System eth1.nmconnection": "[connection]\nid=x\n", "other.nmconnection": ""}
    host(output, there)
    for option in ((), ("--dry-run",)):
        result = run("migrate", path, "--release", "9", "--output", str(output), *option)
        assert result.exit_code == 2
        assert "System eth1.nmconnection: was not written by ifcfgen" in result.stderr
        assert {file.name: file.read_text() for file in output.iterdir()} == there


def test_what_is_left_of_an_earlier_migration_is_told(tmp_path: Path) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    path = host(folder, {"ifcfg-eth0": STATIC, "ifcfg-eth1": DHCP})
    options = ("--release", "9", "--output", str(output))
    run("migrate", path, *options)
    (folder / "ifcfg-eth1").unlink()
    told = run("migrate", path, *options).stderr
    assert f"{output}/System eth1.nmconnection: left over from an earlier migration" in told


@pytest.mark.parametrize(
    "options, told",
    [
        ((), "unknown release; give it with --release (6 to 9)"),
        (("--release", "10"), "files of EL6 to EL9 can be migrated; --release gives the release that reads them"),
        (("--release", "9", "--target", "8"), "--target 8: earlier than the release of the host, EL9"),
        (("--release", "5"), "files of EL6 to EL9 can be migrated"),
        (("--release", "6", "--target", "6"), "--target 6: must be one of 7, 8, 9, 10"),
        (("--release", "9", "--target", "x"), "--target: "),
        (
            ("--release", "9", "--accept", "ethtol"),
            "--accept ethtol: unknown loss; known: bond-option, boot, bridge-option, device, ",
        ),
        (("--release", "9", "--accept", "ethtol"), "did you mean 'ethtool'?"),
        (("--as-networkmanager", "1.52", "--output", "x"), "--as-networkmanager: not together with"),
        (("--release", "9", "--show-secrets"), "--show-secrets: only with --as-networkmanager"),
    ],
)
def test_bad_options(tmp_path: Path, options: tuple[str, ...], told: str) -> None:
    result = run("migrate", host(tmp_path, {"ifcfg-eth0": STATIC}), *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.faults
    assert len(result.faults.splitlines()) == 1


def test_an_unwritable_target(tmp_path: Path) -> None:
    path = host(tmp_path / "in", {"ifcfg-eth0": STATIC})
    (tmp_path / "out").write_text("")
    result = run("migrate", path, "--release", "9", "--output", str(tmp_path / "out"))
    assert (result.exit_code, result.stderr) == (2, f"{tmp_path}/out: Not a directory\n")


def test_scripts_begin_with_what_runs_them(tmp_path: Path) -> None:
    files = {"ifcfg-eth0": STATIC, "ifup-local": "#!/bin/sh\n"}
    path, output = host(tmp_path / "in", files), tmp_path / "out"
    options = ("--release", "7", *BY_INITSCRIPTS, "--output", str(output))
    assert run("migrate", path, *options).stderr == f"{output}: 3 created\n"
    first, second, *_ = (output / "90-ifcfgen.sh").read_text().split("\n")
    assert (first, second[:16]) == ("#!/bin/sh", "# ifcfgen: from ")
    assert run("migrate", path, *options).stderr == f"{output}: 3 unchanged\n"
    with (output / "90-ifcfgen.sh").open("a") as script:
        script.write("\n")
    assert "was edited since" in run("migrate", path, *options).stderr


def test_a_single_file_is_no_host(tmp_path: Path) -> None:
    path = host(tmp_path, {"ifcfg-eth0": STATIC})
    result = run("migrate", f"{path}/ifcfg-eth0", "--release", "9")
    told = f"{path}/ifcfg-eth0: neither the directory, archive, keyfile or kickstart of a host nor a topology (.yaml, .yml)\n"
    assert (result.exit_code, result.stderr) == (2, told)


def test_how_to_switch_over(tmp_path: Path) -> None:
    files = {"ifcfg-eth0": f"{STATIC}HWADDR=52:54:00:12:34:56\n", "ifcfg-eth0.old": DHCP}
    path, output = host(tmp_path / "in", files), tmp_path / "out"
    steps = migrated(path, "--release", "7", *BY_INITSCRIPTS, "--output", str(output))["steps"]
    assert steps[0].startswith("tar -C / -czf /root/ifcfgen-migrate.tar.gz ")
    back = steps[1]
    assert back.startswith("systemd-run --on-active=10min ")
    assert "systemctl disable NetworkManager; systemctl enable network" in back
    assert "/etc/systemd/network/70-eth0.link" in back
    assert [step for step in steps if step.startswith("mkdir")] == [
        "mkdir -p /root/ifcfg-migrated && cd /etc/sysconfig/network-scripts && mv -- ifcfg-eth0 /root/ifcfg-migrated/"
    ]
    assert "systemctl disable --now network; systemctl enable --now NetworkManager" in steps
    assert steps[-1] == "systemctl stop ifcfgen-back.timer"
    steps = migrated(path, "--release", "7", *BY_NETWORKMANAGER)["steps"]
    assert "nmcli connection reload" in steps


def test_every_loss_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs/migrate.md").read_text()
    assert [loss for loss in LOSSES if f"`{loss}`" not in page] == []


def test_secrets_are_written_and_not_shown(tmp_path: Path) -> None:
    files = {"ifcfg-home": WIFI, "keys-home": "WPA_PSK='open sesame'\n"}
    path, output = host(tmp_path / "in", files), tmp_path / "out"
    for format in ("text", "json"):
        result = run("migrate", path, "--release", "9", "--output", str(output), "--format", format)
        assert result.exit_code == 0
        assert "sesame" not in result.output
    assert "\npsk=open sesame\n" in (output / "home.nmconnection").read_text()
    del files["keys-home"]
    (loss,) = migrated(host(tmp_path / "without", files), "--release", "9")["losses"]
    assert (loss["loss"], loss["line"], loss["costs_connectivity"]) == ("password", 6, True)


# -- the next boot -----------------------------------------------------------------------------------------------------

UUID = "2b51f4f6-6f3f-4d57-9b6a-1d3b6bb2a001"
WITH_GATEWAY = "DEVICE={}\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.{}\nPREFIX=24\nGATEWAY=192.0.2.{}\n"
BOOTS: list[tuple[dict[str, str], str, tuple[str, ...], dict[str, list[str]], dict[str, str], list[str]]] = [
    # initscripts bring up nothing from a file that names no device: its gateway replaces none
    ({"ifcfg-eth0": WITH_GATEWAY.format("eth0", 10, 1), "ifcfg-eth1": "NAME=x\nBOOTPROTO=none\nIPADDR=192.0.2.20\nGATEWAY=192.0.2.2\n"},
     "8", BY_INITSCRIPTS, {}, {"ifcfg-eth1": "initscripts bring up no device from it: neither DEVICE nor HWADDR is set"}, []),
    # NetworkManager has no address by DHCP for a bridge without ports
    ({"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=dhcp\n"}, "8", BY_INITSCRIPTS,
     {"lost": ["address by DHCP of br0"]}, {}, ["boot"]),
    # what comes up only afterwards: initscripts stop at the line end of DOS
    ({"ifcfg-eth0": "DEVICE=eth0\r\nONBOOT=yes\r\nBOOTPROTO=none\r\nIPADDR=192.0.2.10\r\nPREFIX=24\r\n"}, "8", BY_INITSCRIPTS,
     {"gained": ["eth0 with 192.0.2.10/24"]}, {}, []),
    ({"ifcfg-eth0": STATIC + "ONBOOT=yes\n", "ifcfg-eth0:1": "DEVICE=eth0:1\nIPADDR=192.0.2.11\nPREFIX=24\nONPARENT=yes\n"}, "8", BY_INITSCRIPTS,
     {"changed": ["192.0.2.11/24 of eth0 has label eth0 instead of eth0:1"]}, {}, []),
    # of two files with one UUID the one that nothing reads today goes, too: alone it would be read
    ({"ifcfg-eth0": f"{STATIC}UUID={UUID}\n", "ifcfg-eth1": f"{STATIC.replace('eth0', 'eth1')}UUID={UUID}\n"}, "8", BY_NETWORKMANAGER, {}, {}, []),
    ({"ifcfg-eth0": f"{STATIC}UUID={UUID}\n", "system-connections/x.nmconnection": f"[connection]\nid=x\nuuid={UUID}\ntype=ethernet\ninterface-name=eth0\n"
      "[ipv4]\nmethod=disabled\n[ipv6]\nmethod=disabled\n"}, "9", BY_NETWORKMANAGER, {}, {"ifcfg-eth0": "another profile has the same UUID and hides it"}, []),
    # the MAC addresses of the ports of a team are those of the cards
    ({"ifcfg-team0": "DEVICE=team0\nDEVICETYPE=Team\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n",
      **{f"ifcfg-net{n}": f"DEVICE=net{n}\nHWADDR=00:00:5E:00:53:0{n}\nDEVICETYPE=TeamPort\nTEAM_MASTER=team0\nONBOOT=yes\n" for n in (1, 2)}},
     "8", BY_INITSCRIPTS, {"changed": ["team0 is a bond instead of a team"]}, {}, []),
]  # fmt: skip
"""Files, release, services; what is different at the next boot on EL10, what is not migrated, and the losses."""


@pytest.mark.parametrize(("files", "release", "services", "boot", "left", "losses"), BOOTS)
def test_what_is_different_at_the_next_boot(
    files: dict[str, str],
    release: str,
    services: tuple[str, ...],
    boot: dict[str, list[str]],
    left: dict[str, str],
    losses: list[str],
    tmp_path: Path,
) -> None:
    path = host(tmp_path / "in", files)
    found = migrated(path, "--release", release, "--target", "10", *services)
    assert {what: said for what, said in found["boot"].items() if said} == boot
    assert {Path(file["path"]).name: file["because"] for file in found["not_migrated"]} == left
    assert [loss["loss"] for loss in found["losses"]] == losses


def test_a_loss_that_only_the_boot_shows_costs_connectivity(tmp_path: Path) -> None:
    path, output = host(tmp_path / "in", BOOTS[1][0]), tmp_path / "out"
    options = ("--release", "8", *BY_INITSCRIPTS, "--output", str(output))
    told = run("migrate", path, *options)
    assert (told.exit_code, output.exists()) == (1, False)
    assert f"{path}/ifcfg-br0:1:1: lost[boot]: address by DHCP of br0\n" in told.stdout
    assert run("migrate", path, *options, "--accept", "boot", "--force").exit_code == 0


# -- into the system itself --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("release", "target"), [("7", "7"), ("7", "8"), ("8", "9"), ("9", "9"), ("9", "10")])
@pytest.mark.parametrize("services", [BY_NETWORKMANAGER, BY_INITSCRIPTS])
def test_into_the_system_itself(release: str, target: str, services: tuple[str, ...], tmp_path: Path) -> None:
    """Each file goes where its reader looks, and a second run finds its own output there."""
    if (release, services) == ("9", BY_INITSCRIPTS):
        return
    scripts, output = tmp_path / "etc/sysconfig/network-scripts", tmp_path / "etc/NetworkManager/system-connections"
    host(scripts, {"ifcfg-em1": STATIC.replace("eth0", "em1") + "HWADDR=00:00:5E:00:53:01\nONBOOT=yes\n"})
    options = (str(tmp_path), "--release", release, "--target", target, *services, "--output", str(output))
    first = run("migrate", *options)
    assert first.exit_code == 0, first.output
    assert "install " not in first.stdout
    conf = {"NetworkManager/conf.d/90-ifcfgen.conf"} if services == BY_INITSCRIPTS else set()
    there = {str(path.relative_to(tmp_path / "etc")) for path in (tmp_path / "etc").rglob("*") if path.is_file()}
    assert there == conf | {
        "sysconfig/network-scripts/ifcfg-em1",
        "systemd/network/70-em1.link",
        "NetworkManager/system-connections/System em1.nmconnection",
    }
    second = run("migrate", *options)
    assert (second.exit_code, second.stdout) == (0, first.stdout)
    assert second.stderr.endswith(f"{len(conf) + 2} unchanged\n")
    (output / "System em1.nmconnection").write_text("[connection]\nid=x\ntype=ethernet\ninterface-name=em1\n")
    third = run("migrate", *options)
    assert third.exit_code == 2
    assert "System em1.nmconnection: was not written by ifcfgen" in third.stderr
    assert "lost[other-profile]" in third.stdout


def test_keyfiles_of_a_topology_are_not_left_over(tmp_path: Path) -> None:
    """They are ours, and of no earlier migration."""
    output = tmp_path / "out"
    (tmp_path / "em2.yaml").write_text(
        "network: {version: 2, renderer: NetworkManager, ethernets: {em2: {dhcp4: true}}}\nhost: {release: 10}\n"
    )
    assert run("render", str(tmp_path / "em2.yaml"), "--output", str(output)).exit_code == 0
    path = host(tmp_path / "in", {"ifcfg-eth0": STATIC})
    assert "left over" not in run("migrate", path, "--release", "9", "--output", str(output)).stderr


def test_render_prunes_nothing_that_a_migration_wrote(tmp_path: Path) -> None:
    """And a migration tells of nothing that was rendered as left over."""
    topology = tmp_path / "host.yaml"
    topology.write_text(
        "network: {renderer: NetworkManager, ethernets: {eth5: {addresses: [192.0.2.5/24]}}}\nhost: {release: 9}\n"
    )
    host = tmp_path / "host"
    host.mkdir()
    (host / "ifcfg-eth0").write_text("DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n")
    out = str(tmp_path / "out")
    facts = ("--release", "9", "--service", "NetworkManager=enabled")
    assert run("migrate", str(host), *facts, "--output", out).exit_code == 0
    assert run("render", str(topology), "--output", out, "--prune").stderr == f"{out}: 1 created\n"
    topology.write_text(topology.read_text().replace("eth5", "eth6"))
    assert run("render", str(topology), "--output", out, "--prune").stderr == f"{out}: 1 created, 1 removed\n"
    again = run("migrate", str(host), *facts, "--output", out)
    assert "left over" not in again.stderr
    assert sorted(path.name for path in Path(out).iterdir()) == ["System eth0.nmconnection", "eth6.nmconnection"]


def test_output_has_a_name(tmp_path: Path) -> None:
    (tmp_path / "ifcfg-eth0").write_text("DEVICE=eth0\n")
    ran = run("migrate", str(tmp_path), "--release", "9", "--output", "")
    assert (ran.exit_code, "the name of a directory is empty" in ran.stderr) == (2, True)
