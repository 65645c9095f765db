"""What a boot reads beside the network scripts: modules, sysctls, routing tables, static routes, keys."""

from __future__ import annotations

import os
from pathlib import Path

_OF_A_SYSTEM = {
    "modprobe.conf": "modprobe.d/*.conf",
    "sysctl.conf": "sysctl.conf",
    "rt_tables": "iproute2/rt_tables",
    "static-routes": "sysconfig/static-routes",
    "static-routes-ipv6": "sysconfig/static-routes-ipv6",
}
"""Where they lie below /etc; in a flat directory of files they are beside those, by these names."""
_AMONG_THE_SCRIPTS = ("keys-*", "*.route", "ifcfg", "ifcfg-", "ifcfg[!-]*")
"""The service of EL6 starts whatever begins with ifcfg."""
_LARGEST = 1 << 20


def read(directory: Path) -> dict[str, bytes]:
    """The files by name that there are for the network scripts in DIRECTORY; larger ones than 1 MiB are none."""
    etc = (
        directory.resolve().parent.parent
        if directory.resolve().parts[-2:] == ("sysconfig", "network-scripts")
        else None
    )
    found = {name: _joined(etc or directory, pattern if etc else name) for name, pattern in _OF_A_SYSTEM.items()}
    for pattern in _AMONG_THE_SCRIPTS:
        found |= {path.name: _joined(directory, path.name) for path in directory.glob(pattern)}
    return {name: data for name, data in found.items() if data}


def _joined(folder: Path, pattern: str) -> bytes:
    """What the files hold that PATTERN means, in the order of their names."""
    paths = [path for path in sorted(folder.glob(pattern)) if path.is_file() and os.access(path, os.R_OK)]
    return b"\n".join(path.read_bytes() for path in paths if path.stat().st_size <= _LARGEST)
