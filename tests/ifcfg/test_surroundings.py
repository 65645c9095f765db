"""What lies beside network-scripts: NetworkManager's settings and keyfiles, udev's names, hooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from ifcfgen import reading
from ifcfgen.facts import Host
from ifcfgen.lint.subjects.device import DeviceSubject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.networkmanager import reader
from ifcfgen.reading import Reading
from ifcfgen.scripts import directory, disk

ETH0 = "DEVICE=eth0\nTYPE=Ethernet\nHWADDR=00:00:5e:00:53:01\nUUID=9b4f2f1e-5b52-4a35-9f3e-6d0b3a3c1f04\n"
KEYFILE = "[connection]\nuuid=9b4f2f1e-5b52-4a35-9f3e-6d0b3a3c1f05\ninterface-name=eth0\n"
EL8 = Host.of(release=8, services={"NetworkManager": "enabled", "network": "enabled"})


def eth0(files: dict[str, str], host: Host | None = EL8) -> DeviceSubject:
    return only(reading.parse({"ifcfg-eth0": ETH0, **files}, host))


def only(read: Reading) -> DeviceSubject:
    """The device of the one ifcfg file."""
    (definition,) = read.definitions
    return DeviceSubject(Relations(read), definition)


@pytest.mark.parametrize(
    "specs, is_left_alone",
    [
        ("interface-name:eth0", True),
        ("interface-name:eth*", True),
        ("interface-name:=eth*", False),
        ("interface-name:=eth0", True),
        ("interface-name:~eth?", True),
        ("interface-name:eth1, mac:00:00:5E:00:53:01", True),
        ("00:00:5e:00:53:01", True),
        ("eth0", True),
        ("type:ethernet", True),
        ("type:bond;driver:virtio_net", False),
        ("*", True),
        ("*;except:interface-name:eth0", False),
        ("except:type:bond", True),
        ("except:type:ethernet", False),
        ("except:driver:virtio_net", False),
        ("*,except:mac:00:00:5e:00:53:02", True),
    ],
)
def test_unmanaged_devices(specs: str, is_left_alone: bool) -> None:
    device = eth0({"NetworkManager.conf": f"# a comment\n[main]\n[keyfile]\nunmanaged-devices={specs}\n"})
    assert device.unmanaged_by == (("NetworkManager.conf", 4, None) if is_left_alone else None)
    assert device.manager == ("initscripts" if is_left_alone else "NetworkManager")


def test_later_settings_count() -> None:
    first = {"conf.d/10-a.conf": "[keyfile]\nunmanaged-devices=eth0\n"}
    assert eth0(first).is_unmanaged
    assert not eth0({**first, "conf.d/20-b.conf": "[keyfile]\nunmanaged-devices=eth1\n"}).is_unmanaged
    assert eth0({**first, "conf.d/20-b.conf": "[keyfile]\nunmanaged-devices+=eth1\n"}).is_unmanaged


def test_managed_by_section() -> None:
    section = "[device-cards]\nmatch-device={}\nmanaged={}\n"
    assert eth0({"conf.d/a.conf": section.format("interface-name:eth*", "0")}).is_unmanaged
    assert not eth0({"conf.d/a.conf": section.format("interface-name:ens*", "0")}).is_unmanaged
    assert not eth0({"conf.d/a.conf": section.format("interface-name:eth*", "1")}).is_unmanaged
    assert eth0({"conf.d/a.conf": "[device]\nmanaged=false\n"}).is_unmanaged


def test_the_first_section_that_names_a_device_counts() -> None:
    """Of later files before earlier ones, of one file from its top (nm-config.c, _nm_config_sort_groups)."""
    off, on = "[device-a]\nmatch-device=interface-name:eth*\nmanaged=0\n", "[device-b]\nmatch-device=eth0\nmanaged=1\n"
    assert eth0({"conf.d/a.conf": off + on}).is_unmanaged
    assert not eth0({"conf.d/a.conf": on + off}).is_unmanaged
    assert not eth0({"conf.d/a.conf": off, "conf.d/b.conf": on}).is_unmanaged
    assert eth0({"conf.d/a.conf": on, "conf.d/b.conf": off}).is_unmanaged
    stop = "[device-b]\nmatch-device=eth0\nstop-match=yes\n"
    assert not eth0({"conf.d/a.conf": stop + off}).is_unmanaged
    assert eth0({"conf.d/a.conf": on, "NetworkManager.conf": "[keyfile]\nunmanaged-devices=eth0\n"}).is_unmanaged


def test_three_directories_of_snippets() -> None:
    """As `read_entire_config` of nm-config.c reads them: the system's, those of this boot, the main file, and /etc."""
    off, on = "[keyfile]\nunmanaged-devices=eth0\n", "[keyfile]\nunmanaged-devices=\n"
    system, run, main, own = (
        "usr/lib/NetworkManager/conf.d/{}.conf".format,
        "run/NetworkManager/conf.d/{}.conf".format,
        "NetworkManager.conf",
        "conf.d/{}.conf".format,
    )
    for first, later in ((system("b"), run("a")), (run("b"), main), (system("b"), main), (main, own("a"))):
        assert eth0({first: on, later: off}).is_unmanaged
        assert not eth0({first: off, later: on}).is_unmanaged
    for hidden, shown in ((system("a"), run("a")), (system("a"), own("a")), (run("a"), own("a"))):
        assert not eth0({hidden: off, shown: "[main]\n"}).is_unmanaged
    assert not eth0({own("a"): "[.config]\nenable=false\n" + off}).is_unmanaged
    assert eth0({own("a"): "[.config]\nenable=true\n" + off}).is_unmanaged


def test_a_list_grows_and_shrinks() -> None:
    both = {"conf.d/10-a.conf": "[keyfile]\nunmanaged-devices=eth0,eth1\n"}
    assert not eth0({**both, "conf.d/20-b.conf": "[keyfile]\nunmanaged-devices-=eth0\n"}).is_unmanaged
    assert eth0({**both, "conf.d/20-b.conf": "[keyfile]\nunmanaged-devices-=eth1\n"}).is_unmanaged


@pytest.mark.parametrize(
    "text, is_off",
    [
        ("[main]\nplugins=keyfile\n", True),
        ("[main]\nplugins=ifcfg-rh,keyfile\n", False),
        ("[main]\nplugins=keyfile\nplugins+=ifcfg-rh\n", False),
        ("[main]\nplugins=keyfile,ifcfg-rh\nplugins-=ifcfg-rh\n", True),
        ("[main]\nplugins-=ifcfg-rh\n", True),
        ("[main]\nplugins+=keyfile\n", False),
        ("[logging]\nplugins=keyfile\n", False),
        ("[main]\ndns=none\n", False),
    ],
)
def test_plugins(text: str, is_off: bool) -> None:
    device = eth0({"NetworkManager.conf": text})
    assert device.ifcfg_is_off == is_off
    assert device.manager == ("initscripts" if is_off else "NetworkManager")
    assert (device.file.profile is None) == is_off


def test_keyfiles() -> None:
    device = eth0({"system-connections/a.nmconnection": KEYFILE})
    assert device.keyfile and device.keyfile.place == ("system-connections/a.nmconnection", 3, 1)
    assert device.keyfile_of_same_uuid is None
    same = KEYFILE.replace("1f05", "1F04")
    device = eth0({"system-connections/legacy": same})
    assert device.keyfile is None
    assert device.keyfile_of_same_uuid and device.keyfile_of_same_uuid.name == "legacy"
    for name in (".hidden", "a~", "a.nmconnection.rpmnew", "a.a1B2c3", "a.PEM", "a.der"):
        assert eth0({f"system-connections/{name}": same}).keyfile_of_same_uuid is None
    for name in ("a.nmconnection.bak", "a.orig", "a.rpmsave", "a.swp"):  # which NetworkManager does read
        assert eth0({f"system-connections/{name}": same}).keyfile_of_same_uuid


@pytest.mark.parametrize(
    "plugins, in_8, in_9",
    [
        ("", "connection", "shadowed"),
        ("[main]\nplugins=ifcfg-rh,keyfile\n", "connection", "connection"),
        ("[main]\nplugins=ifcfg-rh\n", "connection", "connection"),
        ("[main]\nplugins=keyfile,ifcfg-rh\n", "shadowed", "shadowed"),
    ],
)
def test_which_of_two_with_one_uuid_counts(plugins: str, in_8: str, in_9: str) -> None:
    """As NetworkManager 1.59 had it with these settings."""
    same = {"system-connections/a.nmconnection": KEYFILE.replace("1f05", "1f04"), "NetworkManager.conf": plugins}
    for release, status in ((8, in_8), (9, in_9)):
        host = Host.of(release=release, services={"NetworkManager": "enabled"})
        found = directory.parse({"ifcfg-eth0": ETH0, **same})
        assert [reader.read(found, file, host).status for file in found.files] == [status]


def test_scripts_that_are_there_decide() -> None:
    """A device that NetworkManager leaves to a script of its kind, where that lies among the files."""
    host = Host.of(release=9)
    for device, scripts, status in (
        ("site0", {}, "connection"),
        ("site0", {"ifup-eth": ""}, "connection"),
        ("site0", {"ifup-site": ""}, "ignored"),
        ("eth0", {"ifup-eth": "", "ifup-sit": ""}, "connection"),  # it is never asked about: Ethernet
    ):
        found = directory.parse({"ifcfg-x": f"DEVICE={device}\n", **scripts})
        assert [reader.read(found, file, host).status for file in found.files] == [status]


def test_names_by_udev() -> None:
    line = 'SUBSYSTEM=="net", ATTR{{address}}=="{}", NAME="{}"\n'
    other = {"70-persistent-net.rules": "# net\n" + line.format("00:00:5e:00:53:02", "eth0")}
    assert eth0(other).other_card_by_udev == ("70-persistent-net.rules", 2, None)
    same = {"70-persistent-net.rules": line.format("00:00:5E:00:53:01", "eth0")}
    assert eth0(same).other_card_by_udev is None
    assert eth0({"70-persistent-net.rules": "#" + other["70-persistent-net.rules"][6:]}).other_card_by_udev is None


@pytest.mark.parametrize(
    "text, line",
    [
        ("options bonding mode=1 miimon=100\n", 1),
        ("alias bond0 bonding\noptions bond0 mode=1\n", 2),
        ("options bonding max_bonds=0\n", None),
        ("options bonding \\\n max_bonds=0\n", None),
        ("options \\\n bonding max_bonds=0 \\\n mode=1\n", 1),
        ("options bond1 mode=1\n", None),
        ("#options bonding mode=1\n", None),
    ],
)
def test_options_of_the_bonding_module(text: str, line: int | None) -> None:
    for name in ("modprobe.conf", "modprobe.d/bond.conf"):
        bond = only(reading.parse({"ifcfg-bond0": "DEVICE=bond0\n", name: text}))
        assert bond.options_in_modprobe == ((name, line, None) if line else None)


def test_read_from_the_same_etc(tmp_path: Path) -> None:
    etc = tmp_path / "etc"
    for name, text in {
        "etc/sysconfig/network-scripts/ifcfg-eth0": ETH0,
        "etc/sysconfig/network-scripts/ifup-eth": "",
        "etc/NetworkManager/NetworkManager.conf": "[main]\n",
        "etc/NetworkManager/conf.d/a.conf": "[keyfile]\nunmanaged-devices=eth0\n",
        "etc/NetworkManager/system-connections/a.nmconnection": KEYFILE,
        "etc/udev/rules.d/70-persistent-net.rules": "",
        "sbin/ifup-local": "",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (etc / "NetworkManager/conf.d/b.conf").symlink_to("/etc/passwd")
    found = disk.read(str(etc / "sysconfig/network-scripts"))
    assert sorted(found.surroundings.files) == [
        "70-persistent-net.rules", "NetworkManager.conf", "conf.d/a.conf", "ifup-local",
        "system-connections/a.nmconnection",
    ]  # fmt: skip
    assert found.scripts == {"ifup-eth": False}
    device = only(Reading(found, EL8))
    assert device.unmanaged_by == (str(etc / "NetworkManager/conf.d/a.conf"), 2, None)
    assert found.revised({"ifcfg-eth0": b"DEVICE=eth0\n"}).surroundings is found.surroundings


def test_read_from_a_flat_directory(tmp_path: Path) -> None:
    (tmp_path / "system-connections").mkdir()
    (tmp_path / "ifcfg-eth0").write_text(ETH0)
    (tmp_path / "system-connections/a.nmconnection").write_text(KEYFILE)
    device = only(Reading(disk.read(str(tmp_path)), EL8))
    assert device.keyfile and device.keyfile.name == "a.nmconnection"
