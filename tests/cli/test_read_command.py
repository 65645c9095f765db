"""`ifcfgen read`: files in, topology and losses out."""

from __future__ import annotations

from pathlib import Path

import pytest
from runner import run

SCRIPTS = ("--release", "7", "--service", "NetworkManager=disabled", "--service", "network=enabled")
NM = ("--release", "8", "--service", "NetworkManager=enabled")
HOST = """host:
  release: 7
  services: {NetworkManager: disabled, network: enabled}
"""
NM_HOST = """host:
  release: 8
  services: {NetworkManager: enabled}
"""


def _write(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        (folder / name).write_text(text)
    return str(folder)


CARD = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"

TOPOLOGIES = {
    "a kvm host": (
        SCRIPTS,
        {
            "ifcfg-em1": "DEVICE=em1\nHWADDR=52:54:00:AA:BB:01\nMASTER=bond0\nSLAVE=yes\nONBOOT=yes\nBOOTPROTO=none\n",
            "ifcfg-em2": "DEVICE=em2\nMASTER=bond0\nSLAVE=yes\nONBOOT=yes\nBOOTPROTO=none\n",
            "ifcfg-bond0": 'DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS="mode=1 miimon=100 primary=em1"\nBOOTPROTO=none\n',
            "ifcfg-bond0.20": "DEVICE=bond0.20\nVLAN=yes\nBRIDGE=br20\nBOOTPROTO=none\n",
            "ifcfg-br20": "DEVICE=br20\nTYPE=Bridge\nSTP=on\nDELAY=4\nBOOTPROTO=dhcp\nPEERDNS=no\n",
        },
        """network:
  version: 2
  renderer: initscripts
  ethernets:
    em1:
      match: {macaddress: '52:54:00:aa:bb:01'}
      set-name: em1
    em2: {}
  bonds:
    bond0:
      interfaces: [em1, em2]
      parameters:
        mode: active-backup
        mii-monitor-interval: 100
        primary: em1
  bridges:
    br20:
      interfaces: [bond0.20]
      parameters:
        stp: true
        forward-delay: 4
      dhcp4: true
      dhcp4-overrides: {use-dns: false}
  vlans:
    bond0.20:
      id: 20
      link: bond0
"""
        + HOST,
    ),
    "aliases are labelled addresses, NETMASK is a prefix": (
        SCRIPTS,
        {
            "ifcfg-eth0": "DEVICE=eth0\nIPADDR=192.0.2.10\nNETMASK=255.255.255.0\nGATEWAY=192.0.2.1\nDNS1=192.0.2.53\n",
            "ifcfg-eth0:1": "DEVICE=eth0:1\nIPADDR=192.0.2.11\nPREFIX=24\n",
            "route-eth0": "198.51.100.0/24 via 192.0.2.254 dev eth0 metric 5\n",
            "rule-eth0": "from 192.0.2.10 table 100 priority 7\n",
        },
        """network:
  version: 2
  renderer: initscripts
  ethernets:
    eth0:
      addresses:
      - 192.0.2.10/24
      - {192.0.2.11/24: {label: 'eth0:1'}}
      nameservers: {addresses: [192.0.2.53]}
      routes:
      - {to: default, via: 192.0.2.1}
      - {to: 198.51.100.0/24, via: 192.0.2.254, metric: 5}
      routing-policy:
      - {from: 192.0.2.10/32, table: 100, priority: 7}
"""
        + HOST,
    ),
    "a key without a property is kept as it is": (
        SCRIPTS,
        {"ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO=dhcp\nDEFROUTE=no\nLINKDELAY=5\n"},
        """network:
  version: 2
  renderer: initscripts
  ethernets:
    eth0:
      dhcp4: true
      ifcfg:
        DEFROUTE: 'no'
        LINKDELAY: '5'
"""
        + HOST,
    ),
    "DEFROUTE decides about IPv4 alone": (
        SCRIPTS,
        {
            "ifcfg-eth0": CARD + "GATEWAY=192.0.2.1\nDEFROUTE=no\nIPV6INIT=yes\nIPV6ADDR=2001:db8::1/64\n"
            "IPV6_DEFAULTGW=2001:db8::ff\n"
        },
        """network:
  version: 2
  renderer: initscripts
  ethernets:
    eth0:
      addresses:
      - 192.0.2.10/24
      - 2001:db8::1/64
      routes:
      - {to: default, via: '2001:db8::ff'}
"""
        + HOST,
    ),
    "what nothing reads on the release is no loss, and options of ethtool are for any device": (
        SCRIPTS,
        {
            "ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=none\nHOTPLUG=no\nETHTOOL_OPTS='-K br0 tx-gre-segmentation off'\n"
        },
        """network:
  version: 2
  renderer: initscripts
  bridges:
    br0:
      ifcfg:
        ETHTOOL_OPTS: -K br0 tx-gre-segmentation off
"""
        + HOST,
    ),
    "what anaconda writes loses nothing": (
        NM,
        {
            "ifcfg-ens3": "TYPE=Ethernet\nPROXY_METHOD=none\nBROWSER_ONLY=no\nBOOTPROTO=dhcp\nDEFROUTE=yes\n"
            "IPV4_FAILURE_FATAL=no\nIPV6INIT=yes\nIPV6_AUTOCONF=yes\nIPV6_DEFROUTE=yes\nIPV6_FAILURE_FATAL=no\n"
            "NAME=ens3\nUUID=2b1ab8a8-5a4d-4d3a-8d1f-7f9f0a3a9c11\nDEVICE=ens3\nONBOOT=yes\n",
            "ifcfg-lo": "DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\nNETWORK=127.0.0.0\nONBOOT=yes\nNAME=loopback\n",
        },
        """network:
  version: 2
  renderer: NetworkManager
  ethernets:
    ens3:
      dhcp4: true
      accept-ra: true
"""
        + NM_HOST,
    ),
    "GATEWAY of the whole host is a route of the device that it is reached by": (
        SCRIPTS,
        {"ifcfg-eth0": CARD, "network": "NETWORKING=yes\nHOSTNAME=a\nGATEWAY=192.0.2.1\n"},
        """network:
  version: 2
  renderer: initscripts
  ethernets:
    eth0:
      addresses:
      - 192.0.2.10/24
      routes:
      - {to: default, via: 192.0.2.1}
"""
        + HOST,
    ),
    "the parent of a VLAN needs no file": (
        SCRIPTS,
        {"ifcfg-em1.5": "DEVICE=em1.5\nVLAN=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"},
        """network:
  version: 2
  renderer: initscripts
  ethernets:
    em1: {}
  vlans:
    em1.5:
      id: 5
      link: em1
      addresses:
      - 192.0.2.10/24
"""
        + HOST,
    ),
    "keys without a property pass as they are": (
        SCRIPTS,
        {"ifcfg-eth0": CARD + "ETHTOOL_OPTS='speed 100; -K eth0 gro off'\nARPCHECK=no\nARP=yes\nZONE=dmz\nNAME=x\n"},
        """network:
  version: 2
  renderer: initscripts
  ethernets:
    eth0:
      addresses:
      - 192.0.2.10/24
      ifcfg:
        ETHTOOL_OPTS: speed 100; -K eth0 gro off
        ARPCHECK: 'no'
        ZONE: dmz
"""
        + HOST,
    ),
    "IPV6INIT=no, the ID of a VLAN by its name, words for a MAC address, and rules by number": (
        NM,
        {
            "ifcfg-eth0": CARD
            + "MACADDR=stable\nIPV6INIT=no\nIPV6ADDR=2001:db8::1/64\nIPV6_DEFAULTGW=2001:db8::9\nIPV6_AUTOCONF=no\n"
            + 'ROUTING_RULE6_2="priority 7 from 2001:db8::/32 table 7"\nROUTING_RULE_10="priority 9 from 192.0.2.10 table 9"\n',
            "ifcfg-eth0.5": "DEVICE=eth0.5\nVLAN=yes\nPHYSDEV=eth0\nVID=5\nBOOTPROTO=none\n",
        },
        """network:
  version: 2
  renderer: NetworkManager
  ethernets:
    eth0:
      macaddress: stable
      addresses:
      - 192.0.2.10/24
      routing-policy:
      - {from: '2001:db8::/32', table: 7, priority: 7}
      - {from: 192.0.2.10/32, table: 9, priority: 9}
  vlans:
    eth0.5:
      id: 5
      link: eth0
"""
        + NM_HOST,
    ),
    "keys that the manager of the device does not read": (
        SCRIPTS,
        {"ifcfg-eth0": CARD + "IPV6_ADDR_GEN_MODE=stable-privacy\nAUTOCONNECT_PRIORITY=5\nIPV4_ROUTE_METRIC=9\n"},
        """network:
  version: 2
  renderer: initscripts
  ethernets:
    eth0:
      addresses:
      - 192.0.2.10/24
"""
        + HOST,
    ),
}


@pytest.mark.parametrize("name", TOPOLOGIES)
def test_a_topology_without_a_loss(name: str, tmp_path: Path) -> None:
    facts, files, topology = TOPOLOGIES[name]
    result = run("read", _write(tmp_path, files), *facts)
    assert (result.exit_code, result.stdout, result.stderr) == (0, topology, "")


LOSSES = {
    "a key without a property": (
        SCRIPTS,
        {"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=dhcp\nREORDER_HDR=no\n"},
        ["ifcfg-br0:4:1: lost: br0: a topology has no property for REORDER_HDR"],
    ),
    "an option without a property": (
        SCRIPTS,
        {"ifcfg-bond0": 'DEVICE=bond0\nTYPE=Bond\nBONDING_OPTS="mode=1 miimon=100 use_carrier=0"\nBOOTPROTO=none\n'},
        ["ifcfg-bond0:3:1: lost: bond0: a topology has no property for use_carrier in BONDING_OPTS"],
    ),
    "a value that cannot be read": (
        SCRIPTS,
        {"ifcfg-eth0": CARD + "IPADDR1=192.0.2.300\nMTU=jumbo\n"},
        [
            "ifcfg-eth0:6:1: lost: eth0: the value of IPADDR1 is invalid",
            "ifcfg-eth0:7:1: lost: eth0: the value of MTU is invalid",
        ],
    ),
    "a kind of device without a section": (
        SCRIPTS,
        {"ifcfg-ppp0": "DEVICE=ppp0\nTYPE=Modem\n", "ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=none\n"},
        ["ifcfg-ppp0: lost: ppp0: a topology has no section for a device of kind ppp"],
    ),
    "lines of route and rule files": (
        SCRIPTS,
        {
            "ifcfg-eth0": CARD,
            "route-eth0": "198.51.100.0/24 via 192.0.2.1 proto static\n198.51.100.0/33 via 192.0.2.1\n",
            "rule-eth0": "from 192.0.2.10 iif eth1 table 5\nfrom all table 6\n",
        },
        [
            "route-eth0:1:1: lost: eth0: a topology has no property for proto in "
            "'198.51.100.0/24 via 192.0.2.1 proto static'",
            "route-eth0:2:1: lost: eth0: the line '198.51.100.0/33 via 192.0.2.1' is invalid",
            "rule-eth0:1:1: lost: eth0: a topology has no property for iif in 'from 192.0.2.10 iif eth1 table 5'",
            "rule-eth0:2:1: lost: eth0: a topology cannot express it: a routing rule needs its `from:` or `to:`",
        ],
    ),
    "a controller that nobody defines": (
        SCRIPTS,
        {"ifcfg-eth0": "DEVICE=eth0\nBRIDGE=br0\nBOOTPROTO=none\n"},
        ["ifcfg-eth0:2:1: lost: eth0: br0 is not defined as a bond or bridge of this kind"],
    ),
    "a ring of bridges": (
        SCRIPTS,
        {"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nBRIDGE=br0\nBOOTPROTO=none\n"},
        [
            "ifcfg-br0: lost: br0: a topology cannot express it: br0 on br0: they form a cycle",
            "ifcfg-br0:3:1: lost: br0: a topology has no property for BRIDGE",
        ],
    ),
    "what initscripts do not do without another key": (
        SCRIPTS,
        {
            "ifcfg-bond0": "DEVICE=bond0\nTYPE=Bond\nBOOTPROTO=none\n",
            "ifcfg-bond0:1": "DEVICE=bond0:1\nIPADDR=192.0.2.20\nPREFIX=24\nONPARENT=no\n",
            "ifcfg-eth0": "DEVICE=eth0\nMASTER=bond0\nBOOTPROTO=none\n",
            "ifcfg-eth9:1": "DEVICE=eth9:1\nIPADDR=192.0.2.21\nPREFIX=24\n",
            "network": "NETWORKING=no\nNETWORKING_IPV6=yes\n",
        },
        [
            "ifcfg-bond0:1:4:1: lost: bond0: a topology has no property for ONPARENT=no of bond0:1 with 192.0.2.20/24",
            "ifcfg-eth0:2:1: lost: eth0: initscripts ignore MASTER without SLAVE=yes",
            "ifcfg-eth9:1: lost: eth9:1: eth9 is not defined",
            "network:1:1: lost: a topology has no property for NETWORKING",
        ],
    ),
    "two files for one device": (
        SCRIPTS,
        {"ifcfg-eth0": CARD, "ifcfg-eth1": CARD},
        ["ifcfg-eth1: lost: eth0: another file already defines eth0"],
    ),
    "what NetworkManager does not make of the files": (
        NM,
        {"ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO=none\nDNS1=192.0.2.53\n"},
        [
            "ifcfg-eth0:3:1: lost: eth0: a topology cannot express it: eth0: NetworkManager reads IPv4 name servers only of "
            "a device with IPv4 addresses; initscripts support it"
        ],
    ),
}


@pytest.mark.parametrize("name", LOSSES)
def test_losses(name: str, tmp_path: Path) -> None:
    facts, files, losses = LOSSES[name]
    result = run("read", _write(tmp_path, files), *facts)
    assert [line.removeprefix(f"{tmp_path}/") for line in result.stderr.splitlines() if line[:5] != "note:"] == losses
    assert result.exit_code == 1
    comments = [line.strip() for line in result.stdout.splitlines() if line.strip().startswith("# lost: ")]
    assert len(comments) == len(losses)
    (tmp_path / "back.yaml").write_text(result.stdout)
    assert run("render", str(tmp_path / "back.yaml"), "--output", str(tmp_path / "out"), "--force").exit_code == 0


def test_no_secret_is_shown(tmp_path: Path) -> None:
    files = {"ifcfg-eth0": "DEVICE=eth0\nKEY_MGMT=IEEE8021X\nIEEE_8021X_PASSWORD=hunter2\nDHCP_HOSTNAME=hunter2\n"}
    assert "hunter2" not in run("read", _write(tmp_path, files), *NM).output


def test_no_comment_can_be_left(tmp_path: Path) -> None:
    files = {"ifcfg-eth0": CARD, "route-eth0": "192.0.2.0/24 bogus\rnetwork: {}\x85x: y\u2028z\n"}
    files["ifcfg-a\nhost: {release: 9}"] = "DEVICE=eth0\n"
    result = run("read", _write(tmp_path, files), *SCRIPTS)
    assert result.exit_code == 1
    (tmp_path / "back.yaml").write_text(result.stdout)
    assert run("render", str(tmp_path / "back.yaml"), "--output", str(tmp_path / "out")).exit_code == 0


def test_the_release_is_asked_for_where_it_matters(tmp_path: Path) -> None:
    result = run("read", _write(tmp_path, {"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nDELAY=15\nBOOTPROTO=none\n"}))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--release" in result.stderr


def test_nothing_to_read(tmp_path: Path) -> None:
    result = run("read", str(tmp_path))
    assert result.exit_code == 2
    assert "no ifcfg files or keyfiles in it or below" in result.stderr
    assert run("read", str(tmp_path / "gone")).exit_code == 2


def test_what_the_boot_does_not_bring_about_is_told(tmp_path: Path) -> None:
    files = {
        "ifcfg-em1": "DEVICE=em1\nBRIDGE=br0\nBOOTPROTO=none\n",
        "ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nBOOTPROTO=none\n",
    }
    result = run("read", _write(tmp_path, files), *SCRIPTS, "--without", "bridge-utils")
    assert result.exit_code == 0
    assert "note: the next boot does not bring up all of this: " in result.stderr


KEYFILE = """[connection]
id=eth0
uuid=2f3d1a52-6a35-4f43-8a43-5d4f2e0a9c01
type=ethernet
interface-name=eth0

[ipv4]
method=manual
address1=192.0.2.10/24
"""


def test_a_keyfile(tmp_path: Path) -> None:
    (tmp_path / "system-connections").mkdir()
    file = tmp_path / "system-connections" / "eth0.nmconnection"
    file.write_text(KEYFILE)
    result = run("read", str(tmp_path), "--release", "10")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "    eth0:\n      accept-ra: true\n      addresses:\n      - 192.0.2.10/24\n" in result.stdout
    unread = run("read", str(tmp_path), "--release", "10", "--service", "NetworkManager=disabled")
    assert (unread.exit_code, unread.stderr) == (0, "")
    assert "eth0" not in unread.stdout


def test_no_secret_of_a_keyfile_is_shown(tmp_path: Path) -> None:
    (tmp_path / "system-connections").mkdir()
    secrets = "[802-1x]\neap=peap;\nidentity=x\npassword=hush-hush\nphase2-auth=mschapv2\n[wifi-security]\nkey-mgmt=none\nwep-key0=hush-hush\n"
    (tmp_path / "system-connections" / "eth0.nmconnection").write_text(KEYFILE + secrets)
    result = run("read", str(tmp_path), "--release", "10")
    assert result.exit_code == 1
    assert "eth0.nmconnection:13:1: lost: eth0: ifcfgen shows no secrets: add that of 802-1x.password" in result.stderr
    assert "hush" not in result.stdout + result.stderr


def test_ifcfg_files_beside_keyfiles(tmp_path: Path) -> None:
    """A device that both define is the keyfile's where that comes first."""
    (tmp_path / "system-connections").mkdir()
    (tmp_path / "system-connections" / "eth0.nmconnection").write_text(KEYFILE)
    (tmp_path / "ifcfg-eth0").write_text("DEVICE=eth0\nBOOTPROTO=dhcp\n")
    (tmp_path / "ifcfg-eth1").write_text("DEVICE=eth1\nBOOTPROTO=dhcp\n")
    for release, lost in (("10", "ifcfg-eth0"), ("9", "ifcfg-eth0")):
        result = run("read", str(tmp_path), "--release", release)
        assert (result.exit_code, f"{lost}: lost: eth0: another file already defines eth0" in result.stderr) == (
            1,
            True,
        )
        assert "- 192.0.2.10/24" in result.stdout
        assert "eth1:\n      dhcp4: true\n" in result.stdout


def test_one_keyfile_is_a_host_of_its_own(tmp_path: Path) -> None:
    """For read, diff, boot and graph; `lint` reads the others as well, and reports on the one."""
    port = KEYFILE.replace("a9c01", "a9c02").replace("=eth0", "=eth1")
    for name, text in {"eth0": KEYFILE, "eth1": port, "bad": "[connection\n"}.items():
        (tmp_path / f"{name}.nmconnection").write_text(text)
    eth0, eth1, bad = (str(tmp_path / f"{name}.nmconnection") for name in ("eth0", "eth1", "bad"))
    read = run("read", eth0, "--release", "10")
    assert (read.exit_code, "192.0.2.10/24" in read.stdout, "eth1" in read.stdout) == (0, True, False)
    assert run("diff", eth0, eth0, "--release", "10").exit_code == 0
    assert "eth1: only in the second" in run("diff", eth0, eth1, "--release", "10").stdout
    boot = run("boot", eth0, "--release", "10")
    assert ("address 192.0.2.10/24" in boot.stdout, "eth1" in boot.stdout) == (True, False)
    assert run("graph", eth0).stdout == "eth0  NIC  192.0.2.10/24\n1 device\n"
    assert (
        "no valid" in run("boot", bad, "--release", "10").stdout
        or "no comment" in run("boot", bad, "--release", "10").stdout
    )
    assert run("read", str(tmp_path / "none.nmconnection")).exit_code == 2


def test_an_ifcfg_profile_for_any_card(tmp_path: Path) -> None:
    folder = _write(tmp_path, {"ifcfg-any": "TYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=dhcp\n"})
    found = run("read", folder, "--release", "8")
    assert "match: {name: '*'}" in found.stdout
    (tmp_path / "back.yaml").write_text(found.stdout)
    assert "DEVICE" not in run("render", str(tmp_path / "back.yaml")).stdout


@pytest.mark.parametrize("release", ["8", "9"])
def test_what_nobody_brings_up_is_a_loss(release: str, tmp_path: Path) -> None:
    """A topology of it could not be rendered for the release; the network service of EL8 has it."""
    (tmp_path / "ifcfg-eth0").write_text("DEVICE=eth0\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\nNM_CONTROLLED=no\n")
    (tmp_path / "ifcfg-eth1").write_text("DEVICE=eth1\nBOOTPROTO=none\nIPADDR=198.51.100.1\nPREFIX=24\n")
    told = run("read", str(tmp_path), "--release", release, *("--service", "network=enabled") * (release == "8"))
    lost = f"{tmp_path}/ifcfg-eth0:5:1: lost: eth0: nothing brings up eth0: NetworkManager leaves it alone"
    assert (told.exit_code, lost in told.stderr) == ((1, True) if release == "9" else (0, False))
    (tmp_path / "read.yaml").write_text(told.stdout)
    assert run("render", str(tmp_path / "read.yaml")).exit_code == 0


def test_a_profile_for_any_card_is_not_said_to_stay_down(tmp_path: Path) -> None:
    (tmp_path / "any.nmconnection").write_text(
        KEYFILE.replace("interface-name=eth0\n", "").replace("id=eth0", "id=any card")
    )
    told = run("read", str(tmp_path), "--release", "9", "--service", "NetworkManager=enabled")
    assert "the next boot does not bring up all of this" not in told.stderr
