"""What the files of a system tell of it: trees as systems have them, and lists as rpm prints them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ifcfgen.facts import Host, live, rpm
from ifcfgen.facts.card import Card

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
ALL = {
    "biosdevname",
    "bridge-utils",
    "tunctl",
    "dhclient",
    "iputils",
    "ethtool",
    "teamd",
    "vconfig",
    "firewalld",
    "openvswitch",
}


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


SYSTEMS = [
    ("ID=ol VERSION_ID=8.5 PLATFORM_ID=platform:el8", 8),
    ("ID=rhel VERSION_ID=7.9", 7),
    ("ID=almalinux VERSION_ID=10.0 PLATFORM_ID=platform:el10", 10),
    ("ID=eurolinux VERSION_ID=8.4", 8),
    ("ID=miraclelinux VERSION_ID=8", 8),
    ("ID=cloudlinux VERSION_ID=8.4", 8),
    ("ID=virtuozzo VERSION_ID=7", 7),
    ("ID=scientific VERSION_ID=7.5", 7),
    ("ID=clearos VERSION_ID=7", 7),
    ("ID=amzn VERSION_ID=2", 7),
    ("ID=amzn VERSION_ID=2018.03", 6),
    ("ID=amzn VERSION_ID=2023 PLATFORM_ID=platform:al2023", 9),
    ("ID=openEuler VERSION_ID=20.03", 8),
    ("ID=openEuler VERSION_ID=22.03", 8),
    ("ID=openEuler VERSION_ID=24.03", 8),
    ("ID=kylin VERSION_ID=V10", 8),
    ("ID=kylin VERSION_ID=V11", None),
    ("ID=anolis VERSION_ID=7.9", 7),
    ("ID=anolis VERSION_ID=8.8 PLATFORM_ID=platform:an8", 8),
    ("ID=anolis VERSION_ID=23 PLATFORM_ID=platform:an23", None),
    ("ID=alinux VERSION_ID=2.1903", 7),
    ("ID=alinux VERSION_ID=3", 8),
    ("ID=TencentOS VERSION_ID=3.1 PLATFORM_ID=platform:el3", 8),
    ("ID=tencentos VERSION_ID=2.4", 7),
    ("ID=OpenCloudOS VERSION_ID=8.6 PLATFORM_ID=platform:oc8", 8),
    ("ID=opencloudos VERSION_ID=9.2 PLATFORM_ID=platform:oc9", None),
    ("ID=uos VERSION_ID=20 PLATFORM_ID=platform:uel20", 8),
    ("ID=xenenterprise VERSION_ID=8.2.0", 7),
    ("ID=XCP-ng VERSION_ID=7.4.0", 7),
    ("ID=fedora VERSION_ID=18", 6),
    ("ID=fedora VERSION_ID=27", 7),
    ("ID=fedora VERSION_ID=33 PLATFORM_ID=platform:f33", 8),
    ("ID=fedora VERSION_ID=40 PLATFORM_ID=platform:f40", 9),
    ("ID=fedora VERSION_ID=41 PLATFORM_ID=platform:f41", 10),
    ("ID=somebodys VERSION_ID=3 PLATFORM_ID=platform:el9", 9),
    ("ID=sles VERSION_ID=15.6", None),
    ("ID=ubuntu VERSION_ID=8.04", None),
    ("ID=debian VERSION_ID=9", None),
]


@pytest.mark.parametrize("words, release", SYSTEMS)
def test_what_systems_call_themselves(tmp_path: Path, words: str, release: int | None) -> None:
    text = "".join(f'{name}="{word}"\n' for name, _, word in (said.partition("=") for said in words.split()))
    tree(tmp_path, {"etc/os-release": "# of the system\n\n" + text})
    assert live.read(tmp_path).el == release


@pytest.mark.parametrize(
    "text, release",
    [
        ("Red Hat Enterprise Linux Server release 5.11 (Tikanga)\n", 5),
        ("Scientific Linux release 6.9 (Carbon)\n", 6),
        ("CentOS Linux release 7.5.1804 (Core)\r\n", 7),
        ("CloudLinux Server release 6.10\n", 6),
        ("XCP-ng release 8.2.1 (xenenterprise)\n", 7),
        ("Amazon Linux release 2 (Karoo)\n", 7),
        ("Alibaba Cloud Linux (Aliyun Linux) release 2.1903 LTS (Hunting Beagle)\n", 7),
        ("Kylin Linux Advanced Server release V10 (Tercel)\n", 8),
        ("Anolis OS release 8.8\n", 8),
        ("MIRACLE LINUX release 8.4 (Peony)\n", 8),
        ("CentOS Stream release 9\n", 9),
        ("Fedora release 9 (Sulphur)\n", None),
        ("Red Hat Linux release 9 (Shrike)\n", None),
        ("Mageia release 9 (Official) for x86_64\n", None),
        ("release 9\n", None),
        ("9\n", None),
        ("\x00\xff", None),
    ],
)
def test_what_systems_without_os_release_call_themselves(tmp_path: Path, text: str, release: int | None) -> None:
    assert live.read(tree(tmp_path, {"etc/redhat-release": text})).el == release


def test_etc_is_surer_than_what_it_was_made_of(tmp_path: Path) -> None:
    """TencentOS keeps the files of the CentOS that it is built on."""
    files = {"etc/os-release": "ID=tencentos\nVERSION_ID=2.4\n", "etc/redhat-release": "CentOS release 6.5 (Final)\n"}
    assert live.read(tree(tmp_path, files)).el == 7


@pytest.mark.parametrize(
    "junk", ["ID=" + "a" * 1_000_000, "=" * 1_000_000, "x release " * 90_000, "ID=-" + " " * 900_000 + "x"]
)
def test_no_text_takes_long(tmp_path: Path, junk: str) -> None:
    tree(tmp_path, {"etc/os-release": junk, "etc/redhat-release": junk})
    started = time.process_time()
    assert live.read(tmp_path).el is None
    assert time.process_time() - started < 2


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


UDEV = (
    "S:subsystem\nE:ID_PATH=pci-0000:03:00.0\nE:ID_NET_DRIVER=igb\nE:ID_NET_NAME_MAC=enx00005e005301\n"
    "E:ID_NET_NAME_PATH=enp3s0f0\nE:ID_NET_NAME_ONBOARD=eno1\n"
)
CARDS = {
    "sys/class/net/lo/address": "00:00:00:00:00:00\n",
    "sys/class/net/eth0/address": "00:00:5e:00:53:01\n",
    "sys/class/net/eth0/device/vendor": "0x8086\n",
    "sys/class/net/eth0/ifindex": "2\n",
    "run/udev/data/n2": UDEV,
    "sys/devices/pci0000:00/0000:00:1c.4/0000:05:00.1/net/eth1/address": "00:00:5e:00:53:02\n",
    "sys/devices/pci0000:00/0000:00:1c.4/0000:05:00.1/net/eth1/device/vendor": "0x8086\n",
    "sys/class/net/eth1": "-> ../../devices/pci0000:00/0000:00:1c.4/0000:05:00.1/net/eth1",
}


def test_cards_have_their_pci_addresses_and_the_names_that_udev_has_for_them(tmp_path: Path) -> None:
    """The preferred name first; a database that is not there is not one without names."""
    assert live.read(tree(tmp_path, CARDS)).cards == {
        "eth0": Card("00:00:5e:00:53:01", "0000:03:00.0", "igb", ("eno1", "enp3s0f0")),
        "eth1": Card("00:00:5e:00:53:02", "0000:05:00.1"),
    }


@pytest.mark.parametrize(
    "files, arguments",
    [
        ({}, None),
        ({"proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/sda1 quiet\n"}, set()),
        ({"proc/cmdline": "root=/dev/sda1 net.ifnames=0 biosdevname=0\n"}, {"net.ifnames=0", "biosdevname=0"}),
        (
            {"etc/kernel/cmdline": "net.naming-scheme=rhel-8.0\n", "etc/default/grub": ""},
            {"net.naming-scheme=rhel-8.0"},
        ),
        (
            {"etc/default/grub": 'GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX="crashkernel=auto net.ifnames=0"\n'},
            {"net.ifnames=0"},
        ),
        ({"etc/default/grub": "#GRUB_CMDLINE_LINUX='net.ifnames=0'\nGRUB_CMDLINE_LINUX='quiet'\n"}, set()),
        ({"proc/cmdline": "", "etc/default/grub": "GRUB_CMDLINE_LINUX=net.ifnames=0\n"}, set()),
        ({"proc/cmdline": "xnet.ifnames=0 net.ifnamesX=0\n"}, set()),
    ],
)
def test_the_kernel_arguments_about_names(tmp_path: Path, files: dict[str, str], arguments: set[str] | None) -> None:
    assert live.read(tree(tmp_path, files)).arguments == arguments
