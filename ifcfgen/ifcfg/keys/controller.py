"""Keys of the other controllers and their ports: teams, VRFs, Open vSwitch."""

from __future__ import annotations

from functools import partial

from ifcfgen.ifcfg.keys.key import ALL, BY_NAME_OR_UUID, FROM_7, Key, both, nm, scripts

ovs = partial(Key, initscripts=ALL, package="openvswitch", kinds=("ovs",))

KEYS = (
    both(
        "TEAM_CONFIG",
        "settings of the team",
        type="json",
        initscripts=FROM_7,
        package="teamd",
        kinds=("team",),
        note="Its double quotes must be escaped, or the whole value put in single quotes. NetworkManager takes the "
        "device for a team, whatever TYPE says.",
    ),
    both(
        "TEAM_MASTER",
        "team that the device is a port of",
        type="interface",
        initscripts=FROM_7,
        package="teamd",
        kinds=("team port",),
        note="Initscripts also want DEVICETYPE=TeamPort. " + BY_NAME_OR_UUID,
    ),
    both(
        "TEAM_PORT_CONFIG",
        "settings of the team port",
        type="json",
        initscripts=FROM_7,
        package="teamd",
        kinds=("team port",),
    ),
    nm(
        "TEAM_MASTER_UUID",
        "team that the device is a port of, by its profile",
        type="uuid",
        kinds=("team port",),
        note="Wins over TEAM_MASTER.",
    ),
    nm(
        "VRF",
        "VRF that the device belongs to",
        type="interface",
        networkmanager="1.24",
        note="The VRF itself cannot be written as an ifcfg file. The device keeps its addresses.",
    ),
    nm("VRF_UUID", "VRF that the device belongs to, by its profile", type="uuid", networkmanager="1.24"),
    nm("OVS_PORT", "port of Open vSwitch that the device belongs to", kinds=("ovs",)),
    nm(
        "OVS_PORT_UUID",
        "port of Open vSwitch that the device belongs to, by its profile",
        type="uuid",
        kinds=("ovs",),
    ),
    scripts(
        "OWNER",
        "user who may open the TAP device",
        default="root",
        kinds=("tap",),
        note="Needs TYPE=Tap and, on EL6, tunctl.",
    ),
    ovs("OVS_BRIDGE", "bridge of Open vSwitch that the port belongs to", type="interface"),
    ovs("OVS_OPTIONS", "columns of the port to set, such as tag=20", type="options"),
    ovs("OVS_EXTRA", "more ovs-vsctl commands, joined by --", note="Sourced by bash: ${DEVICE} in it is expanded."),
    ovs(
        "OVSBOOTPROTO",
        "dhcp for a bridge that asks for an address over its ports",
        type="enum",
        values=("dhcp",),
        note="In place of BOOTPROTO; with OVSDHCPINTERFACES.",
    ),
    ovs("OVSDHCPINTERFACES", "ports through which the DHCP server can be reached", type="list"),
    ovs("OVSREQUIRES", "devices to bring up before", type="list"),
    ovs("BOND_IFACES", "ports of an Open vSwitch bond", type="list"),
    ovs("OVS_TUNNEL_TYPE", "kind of an Open vSwitch tunnel, such as vxlan"),
    ovs("OVS_TUNNEL_OPTIONS", "options of an Open vSwitch tunnel, such as its remote_ip", type="options"),
    ovs("OVS_PATCH_PEER", "other end of a patch port", type="interface"),
    ovs("OVS_PORT_MODE", "client for a vhost-user port that connects by itself", type="enum", values=("client",)),
    ovs("OVS_PORT_PATH", "socket of a vhost-user port", type="path"),
    ovs("IVS_BRIDGE", "switch of Indigo (IVS) that the port belongs to", type="interface", package="ivs"),
    ovs("NFVSWITCH_BRIDGE", "NFVSwitch that the port belongs to", type="interface", package="nfvswitch"),
)
