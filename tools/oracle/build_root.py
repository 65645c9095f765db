#!/usr/bin/env python3
"""The guest's root directory: a white list of the host's programs with their libraries, the stand-ins of guest/ and
the modules of the user-mode kernel. No script of a release is in it: each run mounts the release's own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
SYSROOT = HERE / ".cache" / "sysroot"
"""Packages that fetch_tools.sh unpacks; they win over the host's own, which anybody may replace."""
KERNEL_MODULES = Path("/usr/lib/uml/modules")

BIN = """bash gawk sed grep ls cat sort tr cut head tail wc mktemp cp mv rm ln mkdir touch chmod id expr env true false
hostname uname basename dirname stat tee tty stty seq date find xargs readlink mount umount printf sync ps kill bc
logger dmesg sleep uniq comm od timeout nproc tar test echo busybox""".split()
SBIN = "ip bridge kmod route ifconfig arp pidof rtmon".split()
OPTIONAL = ["brctl", "tunctl", "ethtool", "arping", "ovs-vsctl"]
"""Reached through /run/opt, where a case decides whether they are there."""
OPEN_VSWITCH = ["ovsdb-tool", "ovsdb-server", "ovs-vswitchd"]
SCHEMA = Path("/usr/share/openvswitch/vswitch.ovsschema")
BUSYBOX = """true false cat touch mkdir hostname uname basename dirname tty rm chmod cut head mount umount ps sync nproc
test echo printf""".split()
"""Programs whose behaviour is beyond doubt: one static program is quicker to start."""
STAND_INS = {
    "usr/bin": ["ipcalc", "sleep", "logger", "usleep", "consoletype"],
    "usr/sbin": ["sysctl"],
    "usr/libexec/oracle": ["dhclient"],
    "usr/lib/systemd": ["systemd-sysctl"],
    "": ["init"],
}
MODULES = set(
    """bonding 8021q bridge veth dummy tun ipv6 af_packet stp llc garp mrp ip_gre gre ip_tunnel ipip tunnel4 sit tls
    ip6_gre ip6_tunnel tunnel6 macvlan macvtap tap ipvlan vxlan udp_tunnel ip6_udp_tunnel nls_base openvswitch
    vport-gre vport-vxlan""".split()
)


def build(root: Path) -> None:
    """Make ROOT anew. Raises SystemExit, with the names, where the host lacks programs."""
    shutil.rmtree(root, ignore_errors=True)
    for folder in """usr/bin usr/sbin usr/lib/systemd usr/lib/x86_64-linux-gnu usr/lib64 usr/libexec/oracle proc sys dev
            run tmp etc var root mnt/scripts mnt/out""".split():
        (root / folder).mkdir(parents=True)
    for link in ("bin", "sbin", "lib", "lib64"):
        (root / link).symlink_to(f"usr/{link}")
    _programs(root)
    _links(root / "usr/bin", root / "usr/sbin")
    for folder, names in STAND_INS.items():
        for name in names:
            (root / folder / name).unlink(missing_ok=True)
            shutil.copy(HERE / "guest" / name, root / folder / name)
            (root / folder / name).chmod(0o755)
    _modules(root)


def _find(name: str) -> Path | None:
    """The program NAME: of SYSROOT, else the host's own; never a script."""
    for base in (SYSROOT, Path("/")):
        for folder in ("usr/sbin", "usr/bin", "sbin", "bin"):
            path = base / folder / name
            if path.exists() and path.resolve().read_bytes()[:4] == b"\x7fELF":
                return path.resolve()
    return None


def _programs(root: Path) -> None:
    wanted = [(name, "usr/bin", name) for name in BIN] + [(name, "usr/sbin", name) for name in SBIN]
    wanted += [(name, "usr/libexec/oracle", name) for name in (*OPTIONAL, *OPEN_VSWITCH)]
    if _find("bash-static"):  # far fewer page faults, which are what this kernel is slow at
        wanted.append(("bash-static", "usr/bin", "bash"))
    libraries: set[str] = set()
    missing = []
    for name, folder, as_name in wanted:
        source = _find(name)
        if source is None or (name == "arping" and not _is_iputils(source)):
            missing.append(name)
            continue
        shutil.copy2(source, root / folder / as_name)
        needs = subprocess.run(["ldd", source], capture_output=True, text=True, check=False).stdout
        libraries.update(re.findall(r"(/\S+\.so\S*)", needs))
    if missing:
        raise SystemExit(f"not on this host: {', '.join(missing)}; fetch_tools.sh says what to install")
    for library in sorted(libraries):
        name = Path(library).name
        folder = "usr/lib64" if name.startswith("ld-linux") else "usr/lib/x86_64-linux-gnu"
        shutil.copy2(Path(library).resolve(), root / folder / name)
    shutil.copy2(SCHEMA, root / "usr/libexec/oracle")
    for name in ("sleep", "logger"):  # the real ones behind the stand-ins
        (root / "usr/bin" / name).rename(root / "usr/libexec/oracle" / name)


def _is_iputils(program: Path) -> bool:
    """Not Habets' program of the same name."""
    version = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stdout
    return "iputils" in version


def _links(bin_: Path, sbin: Path) -> None:
    """What a Red Hat host has: sh is bash, awk is gawk, ifup stands in /sbin."""
    (bin_ / "sh").symlink_to("bash")
    (bin_ / "awk").symlink_to("gawk")
    for letter in "ef":  # grep 3.8 and later warns
        script = bin_ / f"{letter}grep"
        script.write_text(f'#!/bin/bash\nexec /bin/grep -{letter.upper()} "$@"\n')
        script.chmod(0o755)
    for name in ("modprobe", "lsmod", "insmod", "depmod", "rmmod", "modinfo"):
        (sbin / name).symlink_to("kmod")
    for name in (*OPTIONAL, "dhclient", "nmcli", "iw"):  # dangling: absent
        (sbin / name).symlink_to(f"/run/opt/{name}")
    for name in ("ifup", "ifdown"):
        (sbin / name).symlink_to(f"/etc/sysconfig/network-scripts/{name}")
    (sbin / "consoletype").symlink_to("../bin/consoletype")
    for name in BUSYBOX:
        (bin_ / name).unlink()
        (bin_ / name).symlink_to("busybox")


def _modules(root: Path) -> None:
    """Only the modules that a case can need, so that modprobe is quick."""
    source = max(KERNEL_MODULES.iterdir())
    target = root / "usr/lib/modules" / source.name
    target.mkdir(parents=True)
    needs: dict[str, list[str]] = {}
    for line in (source / "modules.dep").read_text().splitlines():
        module, _, others = line.partition(":")
        needs[module] = others.split()
    wanted = {module for module in needs if Path(module).name.split(".")[0] in MODULES}
    for module in wanted.union(*(needs[module] for module in wanted)):
        (target / module).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / module, target / module)
    for index in source.glob("modules.*"):
        shutil.copy2(index, target)
