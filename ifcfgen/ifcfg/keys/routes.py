"""Keys of routes and rules."""

from __future__ import annotations

from ifcfgen.ifcfg.keys.key import EXACT_YES, FROM_7, NETWORK, both, nm, scripts

KEYS = (
    both(
        "GATEWAY",
        "IPv4 default gateway; as GATEWAYn in a route file the next hop of route n",
        type="ipv4",
        default="none",
        numbered="GATEWAY0, GATEWAY1, ... (route files; with IPADDRn for NetworkManager)",
        files=("ifcfg", "network", "route"),
        note="Must lie in the network of the first address, or initscripts silently skip it. The last "
        "device that is brought up with one wins. Initscripts read no GATEWAY0 in an ifcfg file, and none at all "
        "with DHCP. In /etc/sysconfig/network it is the default for every device, and bad text there makes "
        "NetworkManager reject all static profiles.",
        mistaken=("GW", "DEFAULTGW", "DEFAULT_GATEWAY"),
    ),
    both(
        "GATEWAYDEV",
        "the only device that may have the IPv4 default route",
        type="interface",
        files=NETWORK,
        note="If GATEWAY is missing or unreachable, initscripts install a default route without gateway. "
        "NetworkManager reads it in /etc/sysconfig/network only, where it overrides DEFROUTE.",
    ),
    both(
        "DEFROUTE",
        "whether the device may have the IPv4 default route",
        type="yes-no",
        default="yes",
        note="Initscripts know only a lower-case no, and do not look with DHCP (dhclient-script does) nor for aliases.",
        mistaken=("DEFAULTROUTE", "DEFAULT_ROUTE"),
    ),
    nm(
        "PEERROUTES",
        "whether routes of DHCP are used",
        type="yes-no",
        default="yes",
        note="no takes the default route of DHCP away as well. Initscripts do not know it.",
    ),
    both(
        "METRIC",
        "metric of the default route; as METRICn in a route file that of route n",
        type="integer",
        range=(0, 4294967295),
        numbered="METRIC0, METRIC1, ... (route files, NetworkManager only)",
        files=("ifcfg", "route"),
        note="In an ifcfg file only initscripts read it, for the route of GATEWAY: NetworkManager wants "
        "IPV4_ROUTE_METRIC. In a route file only NetworkManager does.",
    ),
    nm(
        "IPV4_ROUTE_METRIC",
        "metric of the device's IPv4 routes",
        type="integer",
        default="-1 (by kind of device; Ethernet 100)",
        range=(-1, 4294967295),
    ),
    nm(
        "IPV4_ROUTE_TABLE",
        "table that the device's IPv4 routes go to",
        type="integer",
        default="0 (main)",
        range=(0, 4294967295),
        networkmanager="1.10",
        note="Ignored if the device has a rule- or rule6- file.",
    ),
    scripts("SRCADDR", "source address of the default route", type="ipv4", note="Turns arp_filter on as well."),
    scripts("WINDOW", "TCP window of the default route", type="integer", range=(0, 4294967295)),
    scripts(
        "EXTRA_ROUTE_OPTS",
        "more words for the `ip route` that makes the default route",
        initscripts=FROM_7,
        note="Split at blanks.",
    ),
    scripts(
        "NOROUTESET",
        "whether route and rule files are left out",
        type="yes-no",
        default="no",
        initscripts=FROM_7,
        files=NETWORK,
    ),
    scripts(
        "NO_ALIASROUTING",
        "whether aliases make no routes",
        type="yes-no",
        default="no",
        kinds=("alias", "ethernet"),
        note=EXACT_YES + " An alias inherits it from its parent.",
    ),
    both(
        "ADDRESS0",
        "network that a route leads to",
        type="ipv4",
        numbered="ADDRESS0, ADDRESS1, ...",
        files=("route",),
        note="Count from 0 without gaps: the first missing number ends the list. A single such line makes the whole "
        "file one of this form, and lines of `ip route` in it are lost. Host bits set: the kernel refuses the route.",
    ),
    nm(
        "OPTIONS",
        "as OPTIONSn in a route file attributes of route n; in an ifcfg file options of an s390 card",
        type="options",
        numbered="OPTIONS0, OPTIONS1, ... (route files)",
        kinds=("any",),
        files=("ifcfg", "route"),
        note="Route attributes are written as for `ip route`: `mtu 1400 src 192.0.2.1`. Those of the card are "
        "name=value words (layer2=1); the s390 udev rules read them too.",
    ),
    nm(
        "ROUTING_RULE_1",
        "IPv4 policy rule, as for `ip rule`",
        numbered="ROUTING_RULE_0, ROUTING_RULE_1, ...",
        networkmanager="1.18",
        note="Needs a priority and a number for the table. A bad one is skipped with a warning, and all are where a "
        "rule- or rule6- file exists.",
    ),
    nm(
        "ROUTING_RULE6_1",
        "IPv6 policy rule, as for `ip -6 rule`",
        numbered="ROUTING_RULE6_0, ROUTING_RULE6_1, ...",
        networkmanager="1.18",
        note="As ROUTING_RULE_1; both are sorted together by number.",
    ),
    nm(
        "IPV4_REPLACE_LOCAL_RULE",
        "whether the kernel's own rule for the local table is taken away",
        type="yes-no",
        default="the global setting",
        networkmanager="1.44",
    ),
    nm(
        "IPV4_AUTO_ROUTE_EXT_GW",
        "whether a route to a VPN's outer gateway is added",
        type="yes-no",
        default="the global setting",
        networkmanager="1.42",
    ),
)
