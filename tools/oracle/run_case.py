#!/usr/bin/env python3
"""One case through a release's own network scripts, in a throw-away kernel.

    run_case.py CASE --release el7 --initscripts TREE     the truth, and all that was said on the way, as JSON

Boots Debian's user-mode-linux, lays the files of CASE over the scripts of TREE, a checkout of that release, runs
`/etc/init.d/network start` and reads what the kernel then holds. docs/boot-oracle.md has the rest.
Exit status 3: the guest failed, nothing is proven.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import build_root
import state

HERE = Path(__file__).resolve().parent
RELEASES = ("el6", "el7", "el8")
PRESENT = {
    "el6": ["brctl", "ethtool", "arping"],
    "el7": ["brctl", "ethtool", "arping"],
    "el8": ["ethtool", "arping"],
}
PROGRAMS = ["brctl", "tunctl", "dhclient", "ethtool", "arping", "ovs-vsctl"]
"""What a case can say to be present or absent."""
SYSCONFIG = {"network", "static-routes", "static-routes-ipv6", "disable-deprecation-warnings"}
ELSEWHERE = {"modprobe.conf", "sysctl.conf", "rt_tables"}
OPEN_VSWITCH = "openvswitch/rhel/etc_sysconfig_network-scripts_ifup-ovs"
"""The script of Open vSwitch, in a checkout beside those of the releases."""
MAX_BONDS = {"el8": "options bonding max_bonds=0\n"}
"""As systemd ships it from 239 on; before, the driver makes bond0 by itself."""
NETWORK = b"NETWORKING=yes\nHOSTNAME=oracle.example\n"
XSTATE = HERE / ".cache" / "xstate.so"
"""Made of xstate.c, where a processor has AMX."""
PATIENCE = 600
"""Seconds; a case takes 20 on an idle machine."""


def run(case: Path, release: str, scripts: Path) -> dict[str, Any]:
    """The truth of CASE and its status: `truth`; `doubtful`, with the caveat of the case; `broken`, with the faults."""
    facts = json.loads((case / "case.json").read_text())
    root = guest_root()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="oracle.", dir=memory) as name:
        folder = Path(name)
        present = _present(facts, release)
        _prepare(case, facts, release, present, folder)
        if "ovs-vsctl" in present:
            shutil.copy(scripts.parent / OPEN_VSWITCH, folder / "in/ifup-ovs")
        console = _boot(root, folder, scripts.resolve())
        dump = state.Dump(folder / "out")
        broken = state.faults(dump, console, set(PROGRAMS) - set(present))
        if not (dump.folder / "complete").exists():
            return {"status": "broken", "faults": broken, "console": console.splitlines()[-40:]}
        caveat = facts.get("caveats", {}).get(release)
        cards = {mac_of(n, nic) for n, nic in enumerate(facts.get("nics", []))}
        return {
            "status": "broken" if broken else "doubtful" if caveat else "truth",
            **({"faults": broken} if broken else {}),
            **({"caveat": caveat} if caveat else {}),
            **state.truth(dump, cards, state.written_macs(case)),
            "said": state.messages(dump),
        }


def guest_root() -> Path:
    """The guest's root directory, built once for each state of guest/ and build_root.py; who runs keeps his own."""
    parts = [HERE / "build_root.py", *sorted((HERE / "guest").iterdir())]
    name = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:12]
    cache = HERE / ".cache"
    cache.mkdir(exist_ok=True)
    root = cache / f"root-{name}"
    with (cache / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not root.is_dir():
            build_root.build(root.with_suffix(".tmp"))
            root.with_suffix(".tmp").rename(root)
    return root


def mac_of(number: int, nic: dict[str, Any]) -> str:
    return str(nic.get("mac", f"52:54:00:0a:00:{number + 1:02x}")).lower()


def _present(facts: dict[str, Any], release: str) -> list[str]:
    wanted = set(PRESENT[release]) - set(facts.get("absent", [])) | set(facts.get("present", []))
    if "dhcp" in facts:
        wanted.add("dhclient")
    unknown = (wanted | set(facts.get("absent", []))) - set(PROGRAMS)
    if unknown:
        raise SystemExit(f"present, absent: of these only {', '.join(PROGRAMS)}; not {', '.join(sorted(unknown))}")
    return sorted(wanted)


def _prepare(case: Path, facts: dict[str, Any], release: str, present: list[str], folder: Path) -> None:
    """What the guest finds under /mnt/out/in."""
    given = folder / "in"
    for name in ("in/scripts", "in/sysconfig", "out"):
        (folder / name).mkdir(parents=True)
    (given / "sysconfig/network").write_bytes(NETWORK)
    (given / "modprobe.conf").touch()
    for path in case.iterdir():
        place = "sysconfig" if path.name in SYSCONFIG else "." if path.name in ELSEWHERE else "scripts"
        if path.name != "case.json":
            shutil.copy(path, given / place)
    options = (given / "modprobe.conf").read_text()
    if "max_bonds" not in options:
        (given / "modprobe.conf").write_text(MAX_BONDS.get(release, "") + options)
    for family in ("dhcp", "dhcp6"):
        for device, lease in facts.get(family, {}).items():
            (given / family).mkdir(exist_ok=True)
            (given / family / device).write_text(lease + "\n")
    (given / "nics").write_text("\n".join(nic_lines(facts)) + "\n")
    (given / "conf").write_text(f"RELEASE={release}\nPRESENT={shlex.quote(' '.join(present))}\n")


def nic_lines(facts: dict[str, Any]) -> list[str]:
    """Shell lines that make the fake cards, their wires and who is at the other end.

    A card is a veth whose other end, up, stands in the namespace `lab`. `ip link` shows that one as eth0@if3: where a
    script reads the name there (HWADDR without DEVICE) a case says `"kind": "dummy"`.
    """
    lines = []
    segments: dict[str, list[str]] = {}
    wires = {}
    for number, nic in enumerate(facts.get("nics", [])):
        name, mac, mtu = shlex.quote(nic["name"]), mac_of(number, nic), nic.get("mtu", 1500)
        if nic.get("kind") == "dummy":
            lines.append("modprobe dummy numdummies=0")
            lines.append(f"ip link add {name} address {mac} mtu {mtu} type dummy || return 1")
            lines.append(f"ip link set {name} arp on multicast on")
            continue
        wire = wires[nic["name"]] = f"w{number}"
        peer = f"peer name {wire} mtu 9216 netns lab"
        lines.append(f"ip link add name {name} address {mac} mtu {mtu} type veth {peer} || return 1")
        lines.append(f"ip -n lab link set {wire} address 02:aa:00:00:00:{number + 1:02x}")
        if nic.get("carrier", True):
            lines.append(f"ip -n lab link set {wire} up")
        if nic.get("up"):
            lines.append(f"ip link set {name} up")
        if nic.get("segment"):
            segments.setdefault(nic["segment"], []).append(wire)
    for segment, ends in segments.items():
        lines.append(f"modprobe bridge; ip -n lab link add {segment} type bridge; ip -n lab link set {segment} up")
        lines += [f"ip -n lab link set {end} master {segment}" for end in ends]
    for neighbour in facts.get("neighbours", []):
        device = neighbour.get("segment") or wires[neighbour["nic"]]
        if neighbour.get("vlan"):
            tagged = f"{device}.{neighbour['vlan']}"
            lines.append(f"modprobe 8021q; ip -n lab link add {tagged} link {device} type vlan id {neighbour['vlan']}")
            lines.append(f"ip -n lab link set {tagged} up")
            device = tagged
        lines.append(f"ip -n lab addr add {neighbour['address']} dev {device}")
    return [*lines, "true"]


def _boot(root: Path, folder: Path, scripts: Path) -> str:
    """What the guest's console says."""
    own = folder / "tmp"
    own.mkdir()
    command = [
        "/usr/bin/linux.uml", "mem=192M", "rootfstype=hostfs", f"rootflags={root}", "ro", "init=/init",
        f"umid=oracle{folder.name}", f"uml_dir={own}", "con=null", "con0=null,fd:1", "ssl=null", "quiet", "loglevel=4",
        f"ORACLE_RUN={folder}", f"ORACLE_SCRIPTS={scripts}",
    ]  # fmt: skip
    return console(command, folder, own)


def console(command: list[str], folder: Path, own: Path) -> str:
    """What the console says of the guest that COMMAND starts; OWN is where it may write. Killed after `PATIENCE`."""
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(own), "TMPDIR": str(own), "TMP": str(own)}
    if XSTATE.exists():
        environment["LD_PRELOAD"] = str(XSTATE)
    with (folder / "console").open("wb") as console:
        guest = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=console, stderr=subprocess.STDOUT, env=environment,
            start_new_session=True,
        )  # fmt: skip
        try:
            guest.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(guest.pid, signal.SIGKILL)
            guest.wait()
    return (folder / "console").read_text(errors="replace")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path)
    parser.add_argument("--release", required=True, choices=RELEASES)
    parser.add_argument("--initscripts", required=True, type=Path, help="a checkout of that release; only read")
    args = parser.parse_args()
    result = run(args.case, args.release, args.initscripts)
    print(json.dumps(result, indent=1))
    return 3 if result["status"] == "broken" else 0


if __name__ == "__main__":
    sys.exit(main())
