"""Keys of bonds and their ports."""

from __future__ import annotations

from ifcfgen.ifcfg.keys.key import BY_NAME_OR_UUID, EXACT_YES, both, nm, scripts

KEYS = (
    both(
        "BONDING_OPTS",
        "options of the bonding driver, mode and link monitoring among them",
        type="options",
        default="mode=balance-rr without link monitoring",
        kinds=("bond",),
        note="Initscripts create the bond only if this key is set. Separated by blanks, so quote it. Always set "
        "miimon or arp_interval: without either a dead port is never noticed. Initscripts write each into sysfs and "
        "go on where one is refused; NetworkManager drops a bad one with a warning.",
        mistaken=("BOND_OPTS", "BOND_OPTIONS", "BONDING_OPTIONS", "BONDING_PARAMETERS"),
    ),
    nm(
        "BONDING_MASTER",
        "whether the file is for a bond",
        type="yes-no",
        default="no",
        kinds=("bond",),
        note="Prefer TYPE=Bond: with yes and another TYPE, NetworkManager rejects the file. Initscripts go by "
        "BONDING_OPTS.",
    ),
    both(
        "MASTER",
        "bond that the device is a port of",
        type="interface",
        kinds=("bond port",),
        note="Initscripts also need SLAVE=yes, and find the ports by a text search for MASTER= at the start of a "
        "line. " + BY_NAME_OR_UUID,
        mistaken=("BOND_MASTER", "MASTER_DEVICE"),
    ),
    scripts(
        "SLAVE",
        "whether the device is a port of the bond in MASTER",
        type="yes-no",
        default="no",
        kinds=("bond port",),
        note=EXACT_YES + " NetworkManager does not read it: MASTER alone does.",
    ),
    nm(
        "MASTER_UUID",
        "bond that the device is a port of, by its profile",
        type="uuid",
        kinds=("bond port",),
        note="Wins over MASTER.",
    ),
    nm(
        "BOND_PORT_QUEUE_ID",
        "queue of the port",
        type="integer",
        default="0",
        range=(0, 65535),
        networkmanager="1.34",
        kinds=("bond port",),
    ),
    nm(
        "BOND_PORT_PRIO",
        "priority of the port when the active one fails",
        type="integer",
        default="0",
        range=(-2147483648, 2147483647),
        networkmanager="1.44",
        kinds=("bond port",),
    ),
)
