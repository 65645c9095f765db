"""A migration keeps what the boot of the network scripts holds in the end, as it is compared with a real kernel elsewhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import oracle_cases
import pytest
from migrations import keyfiles, migrated

NOT_FOLLOWED = {
    "blanks-around-values": "blanks around a name or an address: the device is not migrated, and the report says so",
    "blanks-in-names": "blanks around the name of a parent: the VLAN is not migrated, and the report says so",
    "alias-in-plain-file": "PARENTDEVICE has one device carry the addresses of another",
    "bridge-brctl-absent": "without brctl a port keeps its address, which nobody wants",
    "files-keys-and-names": "a keys- file sets addresses",
    "hwaddr-no-device": "the keyfile finds the card by its MAC address",
    "hwaddr-two-hits": "the keyfile finds the card by its MAC address",
    "keys-and-names": "a keys- file sets addresses",
    "names-too-long": "brctl cuts the name of a bridge short",
    "netmask-forms": "ipcalc reads a mask with blanks around it",
    "prefix-octal": "ipcalc reads a mask with blanks around it",
    "shell-expansions": "the name of a device is worked out by a shell",
}
"""Cases that lead too far, each with what is in it."""


def cases() -> Iterator[pytest.ParameterSet]:
    for name in oracle_cases.names():
        for release in (7, 8):
            yield pytest.param(name, release, id=f"{name} el{release}")


@pytest.mark.parametrize("name, release", list(cases()))
def test_what_initscripts_make_is_in_the_keyfiles(name: str, release: int) -> None:
    """Each static address, each controller and each default route, but for devices of which something is lost."""
    if name in NOT_FOLLOWED:
        pytest.skip(NOT_FOLLOWED[name])
    folder = oracle_cases.HOME / "cases" / name
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "case.json"}
    packages = json.loads((folder / "case.json").read_text()).get("packages", [])
    found = migrated(files, release, "initscripts", 9, packages=packages)
    kernel = oracle_cases.predicted(name, release).kernel
    lost = {entry.device for entry in found.losses}
    said = keyfiles(found)
    for link in kernel.links.values():
        if link.name == "lo" or link.name in lost:
            continue
        of = said.get(link.name, {})
        if of.get("ipv4", {}).get("method") != "auto":
            written = {value.split(",")[0] for key, value in of.get("ipv4", {}).items() if re.match("address", key)}
            assert {str(a) for a in kernel.addresses if a.dev == link.name and a.version == 4} <= written, link.name
        if link.master and link.master not in lost:
            assert of["connection"].get("master") == link.master
