"""Whatever the files say, following a boot ends: in little time and memory, with a result or with one line that says where."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from runner import Result, run

from ifcfgen import api
from ifcfgen.errors import IfcfgenError
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import parse

CARD = "DEVICE=eth0\nTYPE=Ethernet\nBOOTPROTO=none\nONBOOT=yes\nIPADDR=192.0.2.1\nPREFIX=24\n"
BRIDGE = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nSTP=yes\n"
BOND = "DEVICE=bond0\nTYPE=Bond\nONBOOT=yes\nBOOTPROTO=none\n"
PORT = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\n"
DIGITS = "9" * 5000
HEX = "0x" + "f" * 5000
SEED = "A=0123456789\n"
BYTES, SECONDS = 1 << 30, 20

INITSCRIPTS = {
    release: ("--release", str(release), "--service", "network=enabled", "--service", "NetworkManager=disabled")
    for release in (6, 7, 8)
}
NM = ("--release", "9", "--service", "NetworkManager=enabled")
BOTH = ("--release", "7", "--service", "network=enabled", "--service", "NetworkManager=enabled")
MUCH = "expands to too much text: no boot is followed further"

Files = Mapping[str, str]


def _range(number: int, last: str = "255") -> str:
    return f"IPADDR_START=10.0.{number}.0\nIPADDR_END=10.0.{number}.{last}\nCLONENUM_START={256 * number}\nPREFIX=32\n"


def _numbers(number: str) -> dict[str, Files]:
    """NUMBER wherever a number is meant."""
    keys = "MTU", "METRIC", "LINKDELAY", "PREFIX", "IPV6_MTU", "WINDOW", "IPV4_ROUTE_METRIC", "IPV4_DAD_TIMEOUT"
    return {
        "keys of a card": {"ifcfg-eth0": CARD + "".join(f"{key}={number}\n" for key in keys)},
        "keys of a bridge": {"ifcfg-br0": BRIDGE + f"DELAY={number}\nPRIO={number}\nAGEING={number}\n"},
        "options of a bridge": {
            "ifcfg-br0": BRIDGE + f'BRIDGING_OPTS="ageing_time={number} priority={number} group_fwd_mask={number}"\n',
            "ifcfg-eth0": PORT + f'BRIDGE=br0\nBRIDGING_OPTS="path_cost={number} priority={number}"\n',
        },
        "options of a bond": {
            "ifcfg-bond0": BOND + f'BONDING_OPTS="mode={number} miimon={number} arp_interval={number}"\n',
            "ifcfg-eth0": PORT + "MASTER=bond0\nSLAVE=yes\n",
        },
        "VLAN ID": {"ifcfg-v": f"DEVICE=v\nTYPE=Vlan\nVLAN=yes\nPHYSDEV=eth0\nVID={number}\nVLAN_ID={number}\nONBOOT=yes\n"},
        "name of a VLAN": {"ifcfg-v": f"DEVICE=vlan{number}\nVLAN=yes\nPHYSDEV=eth0\nONBOOT=yes\n"},
        "range": {"ifcfg-eth0": CARD, "ifcfg-eth0-range0": _range(0, number) + f"CLONENUM_START={number}\n"},
        "route": {
            "ifcfg-eth0": CARD,
            "route-eth0": f"10.0.0.0/{number}\n10.0.0.0/8 metric {number}\n10.0.0.0/8 table {number}\n",
            "rule-eth0": f"from 10.0.0.0/8 priority {number}\nfrom 10.0.0.0/8 fwmark {number}/{number} table 5\n",
        },
        "route by keys": {"ifcfg-eth0": CARD, "route-eth0": f"ADDRESS0=10.0.0.0\nNETMASK0={number}\nADDRESS{number}=1\n"},
        "rule by key": {"ifcfg-eth0": CARD + f'ROUTING_RULE_{number}="priority {number} from 10.0.0.0/8 table 5"\n'},
        "tunnel": {"ifcfg-tun1": f"DEVICE=tun1\nTYPE=GRE\nONBOOT=yes\nMTU={number}\nMY_INNER_IPADDR=10.0.0.1/{number}\n"},
        "modules and tables": {
            "ifcfg-bond0": BOND + "BONDING_OPTS=mode=1\n",
            "modprobe.conf": f"options bonding max_bonds={number} miimon={number}\n",
            "rt_tables": f"{number} t\n",
            "sysctl.conf": f"net.ipv6.conf.all.disable_ipv6={number}\n",
        },
    }  # fmt: skip


@pytest.mark.parametrize("release", [6, 7, 8, 9])
@pytest.mark.parametrize("number", [DIGITS, HEX, f"-{DIGITS}", "9" * 400, "1" * 30, "²", "\udcb2"],
                         ids=["decimal", "hexadecimal", "negative", "beyond double", "beyond 64 bits", "²", "no UTF-8"])  # fmt: skip
def test_no_number_is_too_large(number: str, release: int) -> None:
    services = {"NetworkManager": "enabled" if release == 9 else "disabled", "network": "enabled"}
    host = Host.of(release=release, services=services)
    for files in _numbers(number).values():
        reading = parse({name: text.encode(errors="surrogateescape") for name, text in files.items()}, host)
        beside = {name: text.encode(errors="surrogateescape") for name, text in files.items()
                  if name in ("modprobe.conf", "rt_tables", "sysctl.conf")}  # fmt: skip
        assert api.predict_boot(reading, Facts.of({}, host, beside)).events


def _chain(kind: str, key: str, more: str = "", length: int = 600) -> Files:
    return {f"ifcfg-{kind}{i}": f"DEVICE={kind}{i}\nONBOOT=yes\n{key}={kind}{i - 1}\n{more}" for i in range(length)}


ATTACKS: dict[str, tuple[tuple[str, ...], Files, str]] = {
    "A=$A$A": (INITSCRIPTS[7], {"ifcfg-eth0": CARD + SEED + "A=$A$A\n" * 40}, f"h/ifcfg-eth0:18: A {MUCH}"),
    "A=${A}x$A": (INITSCRIPTS[6], {"ifcfg-eth0": CARD + SEED + 'A="${A}x$A"\n' * 40}, f"h/ifcfg-eth0:18: A {MUCH}"),
    "A+=$A": (INITSCRIPTS[8], {"ifcfg-eth0": CARD + SEED + "A+=$A\n" * 40}, f"h/ifcfg-eth0:18: A {MUCH}"),
    "A=$B$A, B=$A$B": (
        INITSCRIPTS[7], {"ifcfg-eth0": CARD + SEED + "A=$B$A\nB=$A$B\n" * 40}, f"h/ifcfg-eth0:25: B {MUCH}",
    ),
    "many of much": (
        INITSCRIPTS[7],
        {"ifcfg-eth0": CARD + f"A={'x' * 16000}\n" + "".join(f"B{i}=$A\n" for i in range(100))},
        f"h/ifcfg-eth0:73: B65 {MUCH}",
    ),
    "network": (INITSCRIPTS[7], {"ifcfg-eth0": CARD, "network": SEED + "A=$A$A\n" * 40}, f"h/network:12: A {MUCH}"),
    "route file": (
        INITSCRIPTS[7],
        {"ifcfg-eth0": CARD, "route-eth0": "ADDRESS0=10.0.0.0\n" + SEED + "A=$A$A\n" * 40},
        f"h/route-eth0:13: A {MUCH}",
    ),
    "eval": (
        INITSCRIPTS[7], {"ifcfg-eth0": CARD + "TYPE=0123456789\n" + "TYPE=$TYPE$TYPE\n" * 40}, f"h/ifcfg-eth0: TYPE {MUCH}",
    ),
    "alias": (
        INITSCRIPTS[7],
        {"ifcfg-eth0": CARD, "ifcfg-eth0:1": "IPADDR=10.0.0.1\n" + SEED + "A=$A$A\n" * 40},
        f"h/ifcfg-eth0:1:13: A {MUCH}",
    ),
    "a part of each MAC address": (
        INITSCRIPTS[7],
        {"ifcfg-x": "HWADDR=52:54\nONBOOT=yes\n",
         **{f"ifcfg-longname{i}": f"DEVICE=longname{i}\nHWADDR=52:54:00:00:{i >> 8:02x}:{i & 255:02x}\nONBOOT=no\n" for i in range(1500)}},
        f"h/ifcfg-x: DEVICE {MUCH}",
    ),
    "ranges": (
        INITSCRIPTS[7],
        {"ifcfg-eth0": CARD, **{f"ifcfg-eth0-range{i:03}": _range(i) for i in range(65)}},
        "h/ifcfg-eth0-range064:2:1: ranges come to more than 16,384 addresses: no boot is followed further",
    ),
    "options times bonds": (
        INITSCRIPTS[7],
        {"ifcfg-bond0": BOND + "BONDING_OPTS=mode=1\n",
         "modprobe.conf": "options bonding max_bonds=256\n" + "".join(f"options bonding a{i}=1\n" for i in range(1000))},
        "more than 131,072 events: no boot is followed further",
    ),
    "bonds that start bonds": (
        INITSCRIPTS[7], _chain("bond", "MASTER", "BONDING_OPTS=mode=1\n"),
        "h/ifcfg-bond64:3:1: more than 64 devices that start one another: no boot is followed further",
    ),
    "teams that start teams": (
        INITSCRIPTS[7], _chain("team", "TEAM_MASTER", "DEVICETYPE=Team\n"),
        "h/ifcfg-team64:3:1: more than 64 devices that start one another: no boot is followed further",
    ),
    "600 VLANs on one another": (INITSCRIPTS[7], _chain("v", "PHYSDEV", "VLAN=yes\nVID=5\n"), ""),
    "600 bridges in one another": (INITSCRIPTS[8], _chain("br", "BRIDGE", "TYPE=Bridge\n"), ""),
    "600 VLANs for NetworkManager": (NM, _chain("v", "PHYSDEV", "TYPE=Vlan\nVLAN=yes\nVLAN_ID=5\n"), ""),
    "300 bonds for both": (BOTH, _chain("bond", "MASTER", "TYPE=Bond\nBONDING_OPTS=mode=1\n", 300), ""),
    "a ring of teams": (
        INITSCRIPTS[7],
        {**{f"ifcfg-team{i}": f"DEVICE=team{i}\nTEAM_CONFIG={{}}\nONBOOT=yes\nTEAM_MASTER=team{(i + 1) % 3}\n" for i in range(3)},
         "ifcfg-team0.5": "DEVICE=team0.5\nVLAN=yes\nONBOOT=yes\nBRIDGE=br0\n", "ifcfg-br0": BRIDGE},
        "",
    ),
    "a ring of a bond and a bridge": (
        INITSCRIPTS[7],
        {"ifcfg-bond0": BOND + "BONDING_OPTS=mode=1\nBRIDGE=br0\n", "ifcfg-br0": BRIDGE + "MASTER=bond0\nSLAVE=yes\n"},
        "",
    ),
    "a VLAN on itself": (NM, {"ifcfg-v": "DEVICE=v\nTYPE=Vlan\nVLAN=yes\nPHYSDEV=v\nVLAN_ID=5\nONBOOT=yes\n"}, ""),
    "a bond in itself": (BOTH, {"ifcfg-bond0": BOND + "BONDING_OPTS=mode=1\nMASTER=bond0\nSLAVE=yes\n"}, ""),
    "no table left": (
        INITSCRIPTS[7],
        {"ifcfg-eth0": CARD, "route-eth0": "".join(f"10.0.0.0/8 dev eth0 table {i}\n" for i in range(1, 255)),
         "rule-eth0": "from 10.0.0.0/8 table 0\n"},
        "",
    ),
    "nobody answers a thousand cards": (
        INITSCRIPTS[8],
        {f"ifcfg-eth{i}": f"DEVICE=eth{i}\nTYPE=Ethernet\nBOOTPROTO=dhcp\nONBOOT=yes\n" for i in range(1000)},
        "",
    ),
    "files for any card": (NM, {f"ifcfg-eth{i}": CARD.replace("DEVICE", "FORMERLY") for i in range(300)}, ""),
    "no UTF-8": (
        INITSCRIPTS[7],
        {"ifcfg-eth0": CARD + "MTU=\udc80\n", "route-eth0": "10.0.0.0/8 via \udcff\n", "rule-eth0": "from \udcff\n"},
        "",
    ),
    "a line without an end": (INITSCRIPTS[7], {"ifcfg-eth0": CARD, "route-eth0": "\\\n" * 20000 + "\\\\" * 20000}, ""),
    "hops": (INITSCRIPTS[7], {"ifcfg-eth0": CARD, "route-eth0": "default " + "nexthop via 192.0.2.9 " * 10000}, ""),
    "words of a rule": (INITSCRIPTS[7], {"ifcfg-eth0": CARD, "rule-eth0": "from 10.0.0.0/8 " + "not " * 50000}, ""),
    "dots": (
        INITSCRIPTS[7],
        {"ifcfg-eth0": CARD.replace("eth0", "." * 3000), "ifcfg-x": f"DEVICE=x\nMASTER={'.' * 3000}\n"},
        "",
    ),
    "quotes": (INITSCRIPTS[8], {"ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO=dhcp\nDHCP_HOSTNAME=a\nDHCLIENTARGS=\"" + "'" * 5001 + '"\n'}, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_every_boot_ends(name: str, tmp_path: Path) -> None:
    """Exit code 2 and one line where it is not followed to its end."""
    options, files, line = ATTACKS[name]
    done = _run(tmp_path, files, "boot", "h", *options)
    assert done.stderr == (f"{line}\n" if line else ""), done.stderr[-2000:]
    assert done.exit_code in ((2,) if line else (0, 1))


def test_lint_tells_the_host_and_goes_on(tmp_path: Path) -> None:
    files = {"ifcfg-eth0": CARD + SEED + "A=$A$A\n" * 40}
    other = tmp_path / "i"
    other.mkdir()
    (other / "ifcfg-eth1").write_text("DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=none\nIPADR=192.0.2.2\nPREFIX=24\n")
    wanted = "--select", "fails-at-boot,misspelled-key", "--format", "concise"
    done = _run(tmp_path, files, "lint", "h", "i", *wanted, *INITSCRIPTS[7])
    assert f"h/ifcfg-eth0:18: A {MUCH}" in done.stderr.splitlines()
    assert "i/ifcfg-eth1:4:1" in done.stdout
    assert done.exit_code == 2


def test_the_bounds_are_errors_with_a_place() -> None:
    host = Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"})
    with pytest.raises(IfcfgenError) as caught:
        api.predict_boot(parse({"ifcfg-eth0": CARD + SEED + "A=$A$A\n" * 40}, host))
    assert [fault.place and fault.place.line for fault in caught.value.faults] == [18]


def _run(folder: Path, files: Files, *arguments: str) -> Result:
    """What the program says of FILES, in a copy of this process that has no more than `BYTES` and `SECONDS`."""
    (folder / "h").mkdir()
    for name, text in files.items():
        (folder / "h" / name).write_bytes(text.encode(errors="surrogateescape"))

    with ProcessPoolExecutor(1, get_context("fork"), _limit, (folder,)) as executor:
        return executor.submit(run, *arguments).result(120)


def _limit(folder: Path) -> None:
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + BYTES, used + BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    os.chdir(folder)
