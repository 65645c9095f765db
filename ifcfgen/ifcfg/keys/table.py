"""All keys, section by section."""

from __future__ import annotations

from ifcfgen.ifcfg.keys import (
    bond,
    bridge,
    controller,
    device,
    dhcp,
    dns,
    ethernet,
    infiniband,
    ipv4,
    ipv6,
    networkmanager,
    ppp,
    routes,
    security,
    tunnel,
    unread,
    virtual,
    vlan,
    wireless,
)
from ifcfgen.ifcfg.keys.key import Key

TABLE: tuple[Key, ...] = (
    *device.KEYS,
    *ipv4.KEYS,
    *routes.KEYS,
    *dns.KEYS,
    *dhcp.KEYS,
    *ipv6.KEYS,
    *bond.KEYS,
    *bridge.KEYS,
    *vlan.KEYS,
    *controller.KEYS,
    *ethernet.KEYS,
    *security.KEYS,
    *wireless.KEYS,
    *infiniband.KEYS,
    *tunnel.KEYS,
    *virtual.KEYS,
    *ppp.KEYS,
    *networkmanager.KEYS,
    *unread.KEYS,
)
