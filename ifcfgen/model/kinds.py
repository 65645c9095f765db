"""Kinds of device: what each is called by whom. A new kind is one entry here, and what it can do where that is asked.

The words of ifcfg files for them are in `ifcfg.kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ifcfgen.lazy import NamedTuple

Manager = Literal["initscripts", "NetworkManager"]
"""Who brings up devices at boot."""


class Kind(NamedTuple):
    """One kind of device."""

    name: str
    section: str = ""
    """The section of a topology for such devices, which is netplan's where it has one; empty where there is none."""
    kernel: str = ""
    """What `ip -d link` calls it, `nic` for a card; empty where there are several such, or none."""
    setting: str = ""
    """NetworkManager's connection.type, which is also the name of the setting; empty where no ifcfg file makes one."""
    short: str = ""
    """The same in keyfiles and in NetworkManager's lists of devices."""
    title: str = "System"
    """What NetworkManager begins the name of a profile with that an ifcfg file does not name."""
    networkmanager: int | None = None
    """The Enterprise Linux release whose NetworkManager is the first to read an ifcfg file for one; None: none does.

    NetworkManager 0.8 of EL6 leaves all virtual devices to initscripts.
    """
    ports: tuple[str, ...] = ()
    """The kinds that the kernel takes as its ports; empty where it can have none, or nothing here asks."""
    stems: tuple[str, ...] = ()
    """What the kernel and the scripts call such devices, but for their number, where the name tells the kind."""


_OF_BRIDGES = ("ethernet", "bond", "vlan", "team", "tap", "veth", "macvlan", "dummy", "vxlan")

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("ethernet", "ethernets", "nic", "802-3-ethernet", "ethernet", networkmanager=5),
        Kind("bond", "bonds", "bond", "bond", "bond", "Bond", 7, ports=("ethernet", "infiniband", "vlan")),
        Kind("bridge", "bridges", "bridge", "bridge", "bridge", "Bridge", 7, ports=_OF_BRIDGES),
        Kind("vlan", "vlans", "vlan", "vlan", "vlan", "Vlan", 7),
        Kind("alias", networkmanager=7),
        Kind("modem", "modems", short="gsm"),
        Kind("loopback", kernel="loopback", short="loopback", stems=("lo",)),
        Kind("infiniband", "", "nic", "infiniband", "infiniband", networkmanager=5, stems=("ib",)),
        Kind("wireless", "wifis", "nic", "802-11-wireless", "wifi", networkmanager=5, stems=("wlan",)),
        Kind("team", "teams", "team", "team", "team", "Team", 7, ports=("ethernet", "infiniband", "vlan")),
        Kind("tap", "taps", "tun", short="tun", stems=("tun", "tap")),
        Kind("veth", "virtual-ethernets", "veth", short="veth"),
        Kind("macvtap", "macvtaps", "macvtap", short="macvlan"),
        Kind("macvlan", "macvlans", "macvlan", short="macvlan"),
        Kind("ipvlan", "ipvlans", "ipvlan", short="ipvlan"),
        Kind("dummy", "dummy-devices", "dummy", short="dummy"),
        Kind("vrf", "vrfs", "vrf", short="vrf"),
        Kind("tunnel", "tunnels", short="ip-tunnel", stems=("sit",)),
        Kind("vxlan", "tunnels", "vxlan", short="vxlan"),
        Kind("wireguard", "tunnels", "wireguard", short="wireguard"),
        Kind("ovs"),
        Kind("ppp", stems=("ppp", "ippp")),
        Kind("other"),
    )
}
"""All of them, by name."""
