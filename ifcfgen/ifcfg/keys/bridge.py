"""Keys of bridges and their ports."""

from __future__ import annotations

from ifcfgen.ifcfg.keys.key import BY_NAME_OR_UUID, both, nm, scripts

KEYS = (
    both(
        "BRIDGE",
        "bridge that the device is a port of",
        type="interface",
        kinds=("bridge port",),
        note="On EL6 and EL7 initscripts need brctl of bridge-utils: without it the line is silently ignored and the "
        "device is set up as an ordinary one. A port has no addresses, routes or name servers of its own. "
        + BY_NAME_OR_UUID,
    ),
    nm(
        "BRIDGE_UUID",
        "bridge that the device is a port of, by its profile",
        type="uuid",
        kinds=("bridge port",),
        note="Wins over BRIDGE.",
    ),
    both(
        "STP",
        "whether the bridge speaks the spanning tree protocol",
        values=("on", "off", "yes", "no"),
        type="enum",
        default="off",
        kinds=("bridge", "ovs"),
        note="EL6 and EL7 hand it to brctl, which wants lower case. NetworkManager takes neither 1 nor true.",
    ),
    both(
        "DELAY",
        "time that a port listens and learns before it forwards",
        type="integer",
        unit="s; under initscripts of EL8 hundredths of a second",
        default="15 s",
        range=(0, 30),
        kinds=("bridge",),
        note="EL8's scripts hand the number to `ip link`, so 15 there is 0.15 s. NetworkManager takes 2 to 30, 0 only "
        "with STP off, and with STP off ignores it.",
    ),
    both(
        "BRIDGING_OPTS",
        "more settings of a bridge, or of a port",
        type="options",
        kinds=("bridge", "bridge port"),
        note="Initscripts write each to the file of that name in sysfs, which counts times in hundredths of a second; "
        "NetworkManager takes seconds. NetworkManager knows priority, hello_time, max_age, ageing_time and the "
        "multicast ones on a bridge; priority, path_cost and hairpin_mode on a port.",
        mistaken=("BRIDGE_OPTS", "BRIDGE_OPTIONS", "BRIDGING_OPTIONS"),
    ),
    scripts(
        "AGEING",
        "how long the bridge remembers a MAC address",
        type="integer",
        unit="s; on EL8 hundredths of a second",
        default="300 s",
        range=(0, 100000000),
        kinds=("bridge",),
        note="For NetworkManager write ageing_time= into BRIDGING_OPTS.",
        mistaken=("AGING",),
    ),
    scripts(
        "PRIO",
        "priority of the bridge in the spanning tree",
        type="integer",
        default="32768",
        range=(0, 65535),
        kinds=("bridge",),
        note="For NetworkManager write priority= into BRIDGING_OPTS.",
    ),
    nm("BRIDGE_MACADDR", "MAC address of the bridge", type="mac", kinds=("bridge",)),
    nm(
        "BRIDGE_VLANS",
        "VLANs of the bridge itself",
        type="list",
        networkmanager="1.18",
        kinds=("bridge",),
        note="Separated by commas: `1 pvid untagged,20,300-400`.",
    ),
    nm(
        "BRIDGE_PORT_VLANS",
        "VLANs of the port",
        type="list",
        networkmanager="1.18",
        kinds=("bridge port",),
        note="As BRIDGE_VLANS.",
    ),
)
