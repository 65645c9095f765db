"""What a topology may say of libvirt's guests and networks (formatdomain, formatnetwork); netplan has neither."""

from __future__ import annotations

from ifcfgen.netplan.grammar import ListOf, Properties, Property
from ifcfgen.netplan.values import INTERFACE_ADDRESS, IP_ADDRESS, MAC, TEXT, one_of

INTERFACE = Properties(
    "an interface of a guest",
    {
        "bridge": Property(TEXT, "The bridge of this topology that it is attached to, by ID."),
        "network": Property(TEXT, "Or: the virtual network that it is attached to."),
        "link": Property(TEXT, "Or: the device of this topology that it has a macvtap on, by ID."),
        "macaddress": Property(MAC, "Its MAC address (default: one made of the names of host, guest and attachment)."),
    },
)
GUEST = Properties(
    "a guest",
    {"interfaces": Property(ListOf(INTERFACE, "[{bridge: br0}]"), "Its network cards, in order.")},
)
VIRTUAL_NETWORK = Properties(
    "a virtual network",
    {
        "bridge": Property(TEXT, "The bridge of this topology that its guests are attached to, by ID."),
        "forward": Property(
            one_of("nat", "route", "open", "isolated"), "Without `bridge`: how its guests reach others (default: nat)."
        ),
        "addresses": Property(
            ListOf(INTERFACE_ADDRESS, "[192.168.150.1/24]"), "Without `bridge`: the addresses of the host in it."
        ),
        "leases": Property(
            ListOf(IP_ADDRESS, "[192.168.150.100, 192.168.150.199]", 2),
            "Without `bridge`: the first and the last address for DHCP (default: no DHCP).",
        ),
    },
)
GUESTS = Property(Properties("guests", {}, GUEST), "The network cards of libvirt's guests, by the name of the guest.")
VIRTUAL_NETWORKS = Property(Properties("virtual networks", {}, VIRTUAL_NETWORK), "The networks of libvirt, by name.")
