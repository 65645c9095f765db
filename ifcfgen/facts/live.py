"""Facts of a running system, read from its files: release, services at boot, programs installed.

Nothing is run. A fact is left out where the files do not show it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from ifcfgen.facts import PACKAGE_OF, SERVICES, Host, parse_release

NETWORK_SCRIPTS = "/etc/sysconfig/network-scripts"
"""Where a system has the files that a linter looks at."""

_UNITS = ("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
_PROGRAMS = ("usr/sbin", "sbin", "usr/bin", "bin")


def read(root: Path = Path("/")) -> Host:
    """The facts of the system whose files lie at ROOT."""
    el = _release(root)
    services = {name: state for name in SERVICES if (state := _service(root, name))}
    installed, missing = _packages(root, el)
    return Host.of(release=el, services=services, packages=installed, without=missing)


def _release(root: Path) -> int | None:
    for words in _said(root):
        try:
            return parse_release(words)
        except ValueError:
            continue
    return None


def _said(root: Path) -> Iterator[str]:
    """What the system calls itself, the surest first."""
    os_release = dict(re.findall(r"""^(\w+)=["']?(.*?)["']?$""", _text(root / "etc/os-release"), re.M))
    yield os_release.get("PLATFORM_ID", "").removeprefix("platform:")
    name, version = os_release.get("ID", ""), os_release.get("VERSION_ID", "")
    yield "amzn1" if name == "amzn" and version.startswith("201") else name + version
    yield name
    # EL5 and EL6 have no os-release: `CentOS release 6.10 (Final)`
    match = re.search(r"release (\d+)", _text(root / "etc/redhat-release"))
    yield match[1] if match else ""


def _service(root: Path, name: str) -> str | None:
    """The state of a service of systemd, of upstart or of SysV; None where there is no such system."""
    units = [root / folder for folder in _UNITS if (root / folder).is_dir()]
    script = root / "etc/rc.d/init.d" / name
    if not units and not script.parent.is_dir():
        return None
    unit = f"{name}.service"
    if any((folder / unit).is_symlink() and str((folder / unit).readlink()) == os.devnull for folder in units):
        return "masked"
    wanted = [wants / unit for folder in units for wants in folder.glob("*.wants")]
    if any(map(os.path.lexists, wanted)) or any((root / "etc/rc.d").glob(f"rc[35].d/S[0-9][0-9]{name}")):
        return "enabled"
    known = any(os.path.lexists(path) for path in (script, *(folder / unit for folder in units)))
    return "disabled" if known else "absent"


def _packages(root: Path, el: int | None) -> tuple[Iterable[str], Iterable[str]]:
    """Those that bring the programs found, and those that would bring the others."""
    folders = [root / folder for folder in _PROGRAMS if (root / folder).is_dir()]
    if not folders:
        return (), ()
    there = {
        package
        for program, package in PACKAGE_OF.items()
        if package != "network-scripts" and any(os.path.lexists(folder / program) for folder in folders)
    }
    missing = set(PACKAGE_OF.values()) - there - {"network-scripts"}
    if el is not None and el >= 8:  # a package of its own, and NetworkManager brings an ifup of the same name
        (there if os.path.lexists(root / "etc/rc.d/init.d/network") else missing).add("network-scripts")
    return there, missing


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
