"""What NetworkManager makes of files, against what three of its versions made of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ifcfgen.facts import Host
from ifcfgen.networkmanager import reader
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.scripts import directory
from ifcfgen.scripts.file import File

FENCE = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.M | re.S)
LINE = re.compile(r"(\S+)(?: \(([^)]*)\))?: ([\w-]+) ?(.*)")
VERSIONS = {"1.40": ((1, 40), 8), "1.52": ((1, 52), 9), "1.59": ((1, 59), 9)}
LOGGED = {
    "address": r"Invalid (\w+ IP4|IP6) address '{}'|Invalid DNS server address '{}'",
    "bond-option": r"bond\.options: ",
    "bootproto": r"Unknown BOOTPROTO '{}'",
    "bridge-option": r"bridge\.\S+: value '{}' is out of range",
    "device": r"had neither TYPE nor DEVICE keys$",
    "domain": r"ipv4\.dns-search: DNS search domain",
    "loopback": r"Ignoring loopback device config",
    "mac": r"mac-address: '{}' is not a valid MAC address",
    "no-address": r"ipv4\.\w+: .*\bmanual\b",
    "prefix": r"Invalid IP4 prefix '{}'",
    "team-config": r"team\.config: invalid json",
    "tunnel": r"Ignoring unsupported connection due to IPV6TUNNELIPV4",
    "type": r"BONDING_MASTER=yes key only allowed in TYPE=bond connections",
    "unidentified": r"Failed to read unrecognized connection",
    "uuid": r"connection\.uuid: '{}' is not a valid UUID",
    "vlan-id": r"Failed to determine VLAN ID",
}
"""What NetworkManager logs for each kind of reason; {} is what the key at fault says."""


def cases() -> Iterator[pytest.ParameterSet]:
    text = (Path(__file__).parent / "cases.md").read_text()
    for part in text.split("\n## ")[1:]:
        name = part.partition("\n")[0]
        fences = FENCE.findall(part)
        files = {path: body for language, path, body in fences if language == "sh"}
        lines = [line for language, _, body in fences if language == "text" for line in body.splitlines()]
        for version in VERSIONS:
            yield pytest.param(files, lines, version, id=f"{name} {version}")


def read(files: dict[str, str], version: str) -> dict[str, tuple[File, Profile]]:
    number, release = VERSIONS[version]
    host = Host.of(release=release, without=["network-scripts"])
    found = directory.parse(files)
    return {file.name: (file, reader.read(found, file, host, number)) for file in found.files if file.role == "ifcfg"}


def told(profile: Profile) -> str:
    if profile.status != "connection":
        return profile.status
    port = f" {profile.port_type}:{profile.controller}" if profile.controller else ""
    return f'connection {profile.type} {profile.interface_name or "-"}{port} "{profile.id}"'


@pytest.mark.parametrize("files, lines, version", list(cases()))
def test_the_same_becomes_of_every_file(files: dict[str, str], lines: list[str], version: str) -> None:
    profiles = read(files, version)
    seen = set()
    for line in lines:
        match = LINE.fullmatch(line)
        assert match
        name, versions, status, rest = match.groups()
        if versions and version not in versions.split(", "):
            continue
        seen.add(name)
        file, profile = profiles[name]
        if status not in ("error", "ignored"):
            assert told(profile) == f"{status} {rest}".strip()
            continue
        assert profile.status == status
        reason = profile.reason
        assert reason is not None
        value = file.document.nm.get(reason.key, "")
        patterns = [LOGGED[reason.kind].replace("{}", re.escape(text)) for text in (value, *value.split())]
        assert any(re.search(pattern, rest) for pattern in patterns)
    assert seen == profiles.keys()
