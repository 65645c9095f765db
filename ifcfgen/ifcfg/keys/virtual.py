"""Keys of virtual devices that no script of initscripts creates; the names are those that people's own scripts have."""

from __future__ import annotations

from functools import partial

from ifcfgen.ifcfg.keys.key import ALL, FROM_7, Key

_NOTE = "Read by the script {}, which `ifcfgen render` writes as well."

veth = partial(Key, initscripts=ALL, kinds=("veth",), note=_NOTE.format("ifup-veth"))
macvlan = partial(Key, initscripts=ALL, kinds=("macvlan", "macvtap"), note=_NOTE.format("ifup-macvlan or ifup-macvtap"))
ipvlan = partial(Key, initscripts=FROM_7, kinds=("ipvlan",), note=_NOTE.format("ifup-ipvlan"))
vxlan = partial(Key, initscripts=FROM_7, kinds=("vxlan",), note=_NOTE.format("ifup-vxlan"))

KEYS = (
    veth("VETH_PEER", "other end of the pair of virtual ethernets", type="interface"),
    macvlan("MACVLAN_PARENT", "device that the macvlan or macvtap stands on", type="interface"),
    macvlan(
        "MACVLAN_MODE",
        "how those on one parent reach each other",
        type="enum",
        values=("bridge", "private", "vepa", "passthru"),
        default="bridge",
    ),
    ipvlan("IPVLAN_PARENT", "device that the ipvlan stands on", type="interface"),
    ipvlan("IPVLAN_MODE", "layer that it forwards on", type="enum", values=("l2", "l3", "l3s"), default="l2"),
    vxlan("VXLAN_ID", "number of the VXLAN", type="integer", range=(1, 2**24 - 1)),
    vxlan("VXLAN_PARENT", "device that it sends through", type="interface", default="what the routes say"),
    vxlan("VXLAN_REMOTE", "other end, or a multicast group", type="ip"),
    vxlan("VXLAN_LOCAL", "this end", type="ip", default="any"),
    vxlan("VXLAN_PORT", "UDP port that it sends to", type="integer", default="8472", range=(1, 65535)),
    vxlan("VXLAN_TTL", "TTL of the packets around the tunnelled ones", type="integer", range=(1, 255)),
)
