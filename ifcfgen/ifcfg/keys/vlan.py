"""Keys of VLANs."""

from __future__ import annotations

from ifcfgen.ifcfg.keys.key import EXACT_YES, FROM_7, NETWORK, both, nm, nobody, scripts

KEYS = (
    both(
        "VLAN",
        "whether the file is for a VLAN",
        type="yes-no",
        default="no",
        kinds=("vlan",),
        files=NETWORK,
        note=EXACT_YES + " In /etc/sysconfig/network it holds for every file. NetworkManager uses it only without "
        "TYPE: TYPE=Vlan is for it, VLAN=yes for initscripts, so write both.",
    ),
    both(
        "PHYSDEV",
        "parent device of the VLAN; parent of an InfiniBand partition",
        type="interface",
        default="what stands before the dot of DEVICE",
        kinds=("vlan", "infiniband"),
        note="Required for names such as vlan20. Initscripts prefer the name before the last dot if DEVICE ends in "
        ".N and VID is not set. NetworkManager also takes the UUID of the parent's profile.",
        mistaken=("PHYS_DEV", "PHYSDEVICE", "PHYSICAL_DEVICE", "VLAN_PARENT", "PARENT"),
    ),
    scripts(
        "VID",
        "VLAN ID, where the name does not tell",
        type="integer",
        default="from DEVICE",
        range=(0, 4094),
        kinds=("vlan",),
        note="Needs PHYSDEV, even for eth0.20. NetworkManager has VLAN_ID.",
    ),
    nm(
        "VLAN_ID",
        "VLAN ID",
        type="integer",
        default="from DEVICE",
        range=(0, 4094),
        kinds=("vlan",),
        note="Initscripts do not read it: they use VID, or the number after the dot or `vlan` in DEVICE.",
    ),
    scripts(
        "REORDER_HDR",
        "whether the VLAN tag is taken out of packets",
        type="yes-no",
        default="yes",
        kinds=("vlan",),
        note="Only no and 0 turn it off. NetworkManager ignores it: VLAN_FLAGS=NO_REORDER_HDR is its own.",
    ),
    both(
        "GVRP",
        "whether the VLAN is registered by GVRP",
        type="yes-no",
        default="no",
        initscripts=FROM_7,
        kinds=("vlan",),
        note="Initscripts take yes and 1. Wins over VLAN_FLAGS.",
    ),
    nm("MVRP", "whether the VLAN is registered by MVRP", type="yes-no", default="no", kinds=("vlan",)),
    nm(
        "VLAN_FLAGS",
        "flags of the VLAN",
        type="flags",
        values=("GVRP", "LOOSE_BINDING", "NO_REORDER_HDR"),
        kinds=("vlan",),
        note="In upper case, separated by commas or blanks.",
    ),
    nm(
        "VLAN_PROTOCOL",
        "tag that is used",
        type="enum",
        values=("802.1Q", "802.1ad"),
        default="802.1Q",
        networkmanager="1.42",
        kinds=("vlan",),
    ),
    both(
        "VLAN_EGRESS_PRIORITY_MAP",
        "which priority goes out as which",
        type="list",
        initscripts=FROM_7,
        kinds=("vlan",),
        note="from:to pairs; between them NetworkManager wants commas and initscripts blanks.",
    ),
    nm(
        "VLAN_INGRESS_PRIORITY_MAP",
        "which priority comes in as which",
        type="list",
        kinds=("vlan",),
        note="from:to pairs with commas.",
    ),
    nobody("VLAN_NAME_TYPE", "how EL5's vconfig named VLANs", kinds=("vlan",), files=NETWORK, note="Read by EL5 only."),
)
