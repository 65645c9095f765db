#!/usr/bin/env python3
"""One case through a real NetworkManager with its ifcfg plug-in, in a throw-away kernel.

    run_networkmanager.py CASE... --prefix PREFIX [--truth FOLDER]

Boots Debian's user-mode-linux on the host's own files, read-only, lays the files of CASE into
/etc/sysconfig/network-scripts, starts PREFIX/sbin/NetworkManager, which must have been built with `--sysconfdir=/etc`,
and reads what the kernel holds once it has come to rest. Prints the truth, or writes it into FOLDER.
docs/boot-oracle.md has the rest.
Exit status 3: the guest failed, nothing is proven.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import run_case
import state

HERE = Path(__file__).resolve().parent
"""Seconds; a case takes 20 on an idle machine."""
CONFIGURATION = """[main]
plugins=ifcfg-rh,keyfile
auth-polkit=false
dns=none
rc-manager=unmanaged
dhcp=internal
hostname-mode=none
{main}
[device]
match-device=type:veth
managed=1
[logging]
audit=false
backend=syslog
"""
SERVER = "no-auto-default=*\nignore-carrier=*\n"
"""What the package NetworkManager-config-server has."""
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path=/run/dbus/system_bus_socket</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow eavesdrop="true"/>
<allow send_requested_reply="true" send_type="method_return"/><allow send_requested_reply="true" send_type="error"/>
<allow send_type="method_call"/><allow send_type="signal"/><allow receive_type="method_call"/>
<allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/></policy></busconfig>
"""


def run(case: Path, prefix: Path) -> dict[str, Any]:
    """The truth of CASE and its status, `truth` or `broken`, and what NetworkManager said."""
    facts = json.loads((case / "case.json").read_text())
    with tempfile.TemporaryDirectory(prefix="oracle.") as name:
        folder = Path(name)
        _prepare(case, facts, folder)
        console = _boot(folder, prefix)
        dump = state.Dump(folder / "out")
        if not (dump.folder / "complete").exists():
            return {"status": "broken", "console": console.splitlines()[-40:], "log": dump.lines("log")[-40:]}
        cards = {run_case.mac_of(n, nic) for n, nic in enumerate(facts.get("nics", []))}
        found = state.truth(dump, cards, state.written_macs(case))
        for key in ("verdicts", "service", "dhclient_calls"):
            del found[key]
        log = [line for line in dump.lines("log") if line.startswith(("<info>", "<warn>", "<error>"))]
        said = {"devices": dump.lines("devices"), "connections": dump.lines("connections"), "log": log}
        return {"status": "truth", **found, "said": said}


def _prepare(case: Path, facts: dict[str, Any], folder: Path) -> None:
    given = folder / "in"
    for name in ("in/scripts", "in/sysconfig", "in/keyfiles", "in/dhcp", "out"):
        (folder / name).mkdir(parents=True)
    for path in case.iterdir():
        place = "sysconfig" if path.name == "network" else "keyfiles" if path.suffix == ".nmconnection" else "scripts"
        if path.name not in ("case.json", "NetworkManager.conf"):
            shutil.copy(path, given / place)
    (given / "nics").write_text("\n".join(run_case.nic_lines(facts)) + "\n")
    (given / "bus.conf").write_text(BUS)
    server = "NetworkManager-config-server" in facts.get("packages", [])
    own = case / "NetworkManager.conf"
    main = CONFIGURATION.format(main=SERVER if server else "")
    (given / "NetworkManager.conf").write_text(main + (own.read_text() if own.exists() else ""))
    for device, lease in facts.get("dhcp", {}).items():
        number = _card(case, facts, device)
        address, _, gateway = lease.partition(" ")
        (given / "dhcp" / device).write_text(_server(f"w{number}", address, gateway))
        with (given / "nics").open("a") as lines:
            lines.write(f"ip -n lab addr add {_beside(address)} dev w{number}\n")


def _card(case: Path, facts: dict[str, Any], device: str) -> int:
    """The number of the card on whose wire DEVICE is: itself, or its first port."""
    names = [nic["name"] for nic in facts["nics"]]
    if device in names:
        return names.index(device)
    for number, name in enumerate(names):
        file = case / f"ifcfg-{name}"
        if file.exists() and re.search(rf"^(BRIDGE|MASTER)=[\"']?{re.escape(device)}\b", file.read_text(), re.M):
            return number
    raise SystemExit(f"{case.name}: on which wire is {device}, which is to have a lease?")


def _beside(address: str) -> str:
    """Another address of the same network, for the server."""
    host, _, length = address.partition("/")
    parts = host.split(".")
    return ".".join([*parts[:3], str(254 if parts[3] != "254" else 253)]) + f"/{length}"


def _server(wire: str, address: str, gateway: str) -> str:
    host, _, length = address.partition("/")
    mask = (0xFFFFFFFF << 32 - int(length)) & 0xFFFFFFFF
    dotted = ".".join(str(mask >> shift & 255) for shift in (24, 16, 8, 0))
    router = f"option router {gateway}\n" if gateway else ""
    return (
        f"start {host}\nend {host}\ninterface {wire}\nmax_leases 1\n"
        f"option subnet {dotted}\n{router}option lease 86400\n"
        f"lease_file /run/{wire}.leases\npidfile /run/{wire}.pid\n"
    )


def _boot(folder: Path, prefix: Path) -> str:
    own = folder / "tmp"
    own.mkdir()
    command = [
        "/usr/bin/linux.uml", "mem=256M", "rootfstype=hostfs", "rootflags=/", "ro",
        f"init={HERE / 'networkmanager/init'}", f"umid=oracle{folder.name}", f"uml_dir={own}", "con=null",
        "con0=null,fd:1", "ssl=null", "quiet", "loglevel=4", f"ORACLE_RUN={folder}", f"ORACLE_PREFIX={prefix}",
    ]  # fmt: skip
    return run_case.console(command, folder, own)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path, nargs="+")
    parser.add_argument("--prefix", required=True, type=Path, help="where NetworkManager is installed")
    parser.add_argument("--truth", type=Path, help="write NAME.json into this folder")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    args = parser.parse_args()
    broken = 0

    def one(case: Path) -> tuple[Path, dict[str, Any]]:
        return case, run(case, args.prefix.resolve())

    with ThreadPoolExecutor(args.jobs) as pool:
        for case, found in pool.map(one, args.cases):
            broken += found["status"] == "broken"
            if args.truth is None or found["status"] == "broken":
                print(json.dumps({"case": case.name, **found}, indent=1))
            else:
                found.pop("said")
                (args.truth / f"{case.name}.json").write_text(state.compact(found))
                print(case.name)
    return 3 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
