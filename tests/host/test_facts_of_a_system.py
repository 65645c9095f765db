"""What the files of a system tell of it: trees as systems have them, and lists as rpm prints them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ifcfgen.facts import Host, live, rpm

EL6 = {
    "etc/redhat-release": "CentOS release 6.10 (Final)\n",
    "etc/rc.d/init.d/network": "",
    "etc/rc.d/init.d/NetworkManager": "",
    "etc/rc.d/rc3.d/S10network": "",
    "etc/rc.d/rc3.d/K84NetworkManager": "",
    "usr/sbin/brctl": "",
    "sbin/arping": "",
}
EL7 = {
    "etc/os-release": 'NAME="CentOS Linux"\nVERSION="7 (Core)"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="7"\n',
    "etc/rc.d/init.d/network": "",
    "etc/rc.d/rc3.d/S10network": "",
    "usr/lib/systemd/system/NetworkManager.service": "",
    "etc/systemd/system/multi-user.target.wants/NetworkManager.service": "-> /usr/lib/systemd/system/NetworkManager.service",
    "usr/sbin/ethtool": "",
}
EL9 = {
    "etc/os-release": 'ID="rocky"\nVERSION_ID="9.3"\nPLATFORM_ID="platform:el9"\n',
    "usr/lib/systemd/system/NetworkManager.service": "",
    "etc/systemd/system/NetworkManager.service": "-> /dev/null",
    "usr/sbin/ifup": "",
}
ALL = {"bridge-utils", "tunctl", "dhclient", "iputils", "ethtool", "teamd", "vconfig", "firewalld", "openvswitch"}


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text[3:])
        else:
            path.write_text(text)
    return root


@pytest.mark.parametrize(
    "files, release, services, installed, without",
    [
        (EL6, 6, {"NetworkManager": "disabled", "network": "enabled"}, {"bridge-utils", "iputils"}, ALL - {"bridge-utils", "iputils"}),
        (EL7, 7, {"NetworkManager": "enabled", "network": "enabled"}, {"ethtool"}, ALL - {"ethtool"}),
        (EL9, 9, {"NetworkManager": "masked", "network": "absent"}, set(), ALL | {"network-scripts"}),
        ({}, None, {}, set(), set()),
        ({"etc/os-release": "ID=debian\nVERSION_ID=12\n"}, None, {}, set(), set()),
    ],
    ids=["el6", "el7", "el9", "nothing", "debian"],
)  # fmt: skip
def test_a_system(
    tmp_path: Path,
    files: dict[str, str],
    release: int | None,
    services: dict[str, str],
    installed: set[str],
    without: set[str],
) -> None:
    expected = Host.of(release=release, services=services, packages=installed, without=without)
    assert live.read(tree(tmp_path, files)) == expected


def test_a_service_that_nobody_enabled(tmp_path: Path) -> None:
    (tree(tmp_path, EL7) / "etc/systemd/system/multi-user.target.wants/NetworkManager.service").unlink()
    (tmp_path / "etc/rc.d/rc3.d/S10network").unlink()
    assert live.read(tmp_path).services == {"NetworkManager": "disabled", "network": "disabled"}


@pytest.mark.parametrize(
    "words, release",
    [
        ({"ID": "ol", "VERSION_ID": "8.5", "PLATFORM_ID": "platform:el8"}, 8),
        ({"ID": "rhel", "VERSION_ID": '"7.9"'}, 7),
        ({"ID": "amzn", "VERSION_ID": "2"}, 7),
        ({"ID": "amzn", "VERSION_ID": "2018.03"}, 6),
        ({"ID": "amzn", "VERSION_ID": "2023"}, 9),
        ({"ID": "openEuler", "VERSION_ID": '"22.03"'}, 8),
        ({"ID": "fedora", "VERSION_ID": "33", "PLATFORM_ID": "platform:f33"}, 8),
        ({"ID": "kylin", "VERSION_ID": "V10"}, 8),
    ],
)
def test_what_systems_call_themselves(tmp_path: Path, words: dict[str, Any], release: int | None) -> None:
    tree(tmp_path, {"etc/os-release": "".join(f"{name}={word}\n" for name, word in words.items())})
    assert live.read(tmp_path).el == release


@pytest.mark.parametrize(
    "line, name",
    [
        ("bridge-utils-1.5-9.el7.x86_64", "bridge-utils"),
        ("NetworkManager-1.18.8-2.el7_9.x86_64", "NetworkManager"),
        ("bind-utils-32:9.11.4-26.P2.el7.x86_64", "bind-utils"),
        ("java-1.8.0-openjdk-1.8.0.262.b10-0.el7_8.x86_64", "java-1.8.0-openjdk"),
        ("gpg-pubkey-f4a80eb5-53a7ff4b", "gpg-pubkey"),
        ("tzdata-2020a-1.el7.noarch", "tzdata"),
        ("bridge-utils", "bridge-utils"),
        ("compat-libstdc++-33", "compat-libstdc++-33"),
        ("  ethtool \r", "ethtool"),
    ],
)
def test_a_line_of_rpm(line: str, name: str) -> None:
    assert list(rpm.names(f"{line}\n\n")) == [name]
