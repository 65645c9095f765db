"""The guests that are without network after a boot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from runner import run

BR0 = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nDELAY=0\n"
PORT = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBRIDGE=br0\n"
FACTS = ("--release", "7", "--service", "network=enabled", "--service", "NetworkManager=disabled")
ON_BR0 = "<interface type='bridge'><source bridge='br0'/></interface>"
ON_BR1 = "<interface type='bridge'><source bridge='br1'/></interface>"
ON_LAN = "<interface type='network'><source network='lan'/></interface>"
ON_NAT = "<interface type='network'><source network='default'/></interface>"
LAN = "<network><name>lan</name><forward mode='bridge'/><bridge name='br0'/></network>"
ON_BR0_DIRECT = "<interface type='direct'><source dev='br0' mode='bridge'/></interface>"
ON_LAN_DIRECT = "<interface type='network'><source network='direct'/></interface>"
ETH0_DIRECT = ON_BR0_DIRECT.replace("br0", "eth0")
DIRECT = "<network><name>direct</name><forward mode='bridge'><interface dev='br0'/></forward></network>"
NAT = "<network><name>default</name><forward mode='nat'/><bridge name='virbr0'/></network>"
WITH, WITHOUT = ("--package", "bridge-utils"), ("--without", "bridge-utils")


@pytest.mark.parametrize(
    "br0, port, interface, packages, reason",
    [
        (BR0, PORT, ON_BR0, WITH, None),
        (BR0, "", ON_BR0, WITH, None),  # for guests alone
        (BR0, PORT, ON_LAN, WITH, None),
        (BR0, PORT, ON_NAT, WITHOUT, None),
        (BR0, PORT, "<interface type='bridge'><source bridge='virbr0'/></interface>", WITH, None),
        (BR0, PORT, f"{ON_BR1[:-12]}<virtualport type='openvswitch'/></interface>", WITH, None),
        ("DEVICE=br0\nONBOOT=no\n", PORT.replace("br0", "br1"), ON_BR1, WITH, None),  # ifup creates it
        (BR0, PORT, ON_BR1, WITH, "the bridge br1 does not exist"),
        (BR0, PORT, ON_BR0, WITHOUT, "the bridge br0 does not exist"),
        (BR0, PORT, ON_LAN, WITHOUT, "the bridge br0 does not exist"),
        (BR0.replace("ONBOOT=yes", "ONBOOT=no"), "", ON_BR0, WITH, "the bridge br0 does not exist"),
        (BR0, PORT.replace("ONBOOT=yes", "ONBOOT=no"), ON_BR0, WITH, "no port of the bridge br0 is up"),
        (BR0, PORT, ON_BR0_DIRECT, WITH, None),
        (BR0, PORT, ON_BR0_DIRECT, WITHOUT, "br0, below its macvtap, does not exist"),
        (BR0, PORT, ON_LAN_DIRECT, WITHOUT, "br0, below its macvtap, does not exist"),
        (BR0, "", ON_BR0_DIRECT.replace("br0", "em7"), WITH, None),  # no file says anything of it
        (BR0, PORT.replace("yes", "no").replace("BRIDGE", "#"), ETH0_DIRECT, WITH, "eth0, below its macvtap, is down"),
        (BR0, PORT.replace("BRIDGE", "#"), ETH0_DIRECT, WITH, None),
    ],
)
def test_guests_without_network(
    tmp_path: Path, br0: str, port: str, interface: str, packages: tuple[str, str], reason: str | None
) -> None:
    for folder in ("libvirt-guests", "libvirt-networks"):
        (tmp_path / folder).mkdir()
    (tmp_path / "ifcfg-br0").write_text(br0)
    if port:
        (tmp_path / "ifcfg-eth0").write_text(port)
    (tmp_path / "libvirt-networks/lan.xml").write_text(LAN)
    (tmp_path / "libvirt-networks/default.xml").write_text(NAT)
    (tmp_path / "libvirt-networks/direct.xml").write_text(DIRECT)
    domain = f"<domain><name>web</name><devices>{interface}</devices></domain>"
    (tmp_path / "libvirt-guests/web.xml").write_text(domain)
    words = ("boot", str(tmp_path), *FACTS, *packages)
    text, document = run(*words).stdout, json.loads(run(*words, "--format", "json").stdout)
    if reason is None:
        assert "Guests without network" not in text
        assert "guests_without_network" not in document
    else:
        assert f"Guests without network\n  web: {reason}\n" in text
        key = "device" if "macvtap" in reason else "bridge"
        name = "br1" if interface == ON_BR1 else "eth0" if interface == ETH0_DIRECT else "br0"
        assert document["guests_without_network"] == [{"guest": "web", key: name, "reason": reason, "autostart": False}]


@pytest.mark.parametrize("in_etc", [True, False])
@pytest.mark.parametrize("autostarted, exit_code", [("web.xml", 1), ("other.xml", 0), (None, 0)])
def test_a_guest_that_starts_with_the_host_counts(
    tmp_path: Path, in_etc: bool, autostarted: str | None, exit_code: int
) -> None:
    """Wherever the link leads: in an image it leads to the /etc of the running host."""
    scripts = tmp_path / ("etc/sysconfig/network-scripts" if in_etc else "")
    guests = tmp_path / ("etc/libvirt/qemu" if in_etc else "libvirt-guests")
    links = tmp_path / ("etc/libvirt/qemu/autostart" if in_etc else "libvirt-autostart")
    for folder in (scripts, guests, links):
        folder.mkdir(parents=True, exist_ok=True)
    (scripts / "ifcfg-br0").write_text(BR0)
    (scripts / "ifcfg-eth0").write_text(PORT)
    (guests / "web.xml").write_text(f"<domain><name>web</name><devices>{ON_BR1}</devices></domain>")
    if autostarted:
        (links / autostarted).symlink_to(f"/etc/libvirt/qemu/{autostarted}")
    result = run("boot", str(scripts), *FACTS, *WITH, "--no-lint")
    assert (result.exit_code, result.stderr) == (exit_code, "")
    assert ("the bridge br1 does not exist, and it starts with the host\n" in result.stdout) == bool(exit_code)


def test_a_comparison_names_the_guests_that_lose_their_network(tmp_path: Path) -> None:
    (tmp_path / "libvirt-guests").mkdir()
    (tmp_path / "ifcfg-br0").write_text(BR0)
    (tmp_path / "ifcfg-eth0").write_text(PORT)
    for name, interfaces in {"web": ON_BR0 * 2, "db": ON_BR1, "direct": ON_BR0_DIRECT}.items():
        text = f"<domain><name>{name}</name><devices>{interfaces}</devices></domain>"
        (tmp_path / f"libvirt-guests/{name}.xml").write_text(text)
    lost = "the network of the guest direct on br0, the network of the guest web on br0\n"
    for before, after, what in ((WITH, "without", "lost"), (WITHOUT, "package", "gained")):
        done = run("boot", str(tmp_path), *FACTS, *before, "--what-if", f"{after}=bridge-utils")
        assert f"{what}: br0 with 192.0.2.10/24, {lost}" in done.stdout.replace("\n  ", " "), done.output
        assert "db" not in done.stdout, "it never has one"
