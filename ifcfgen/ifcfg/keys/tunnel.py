"""Keys of tunnels."""

from __future__ import annotations

from functools import partial

from ifcfgen.ifcfg.keys.key import ALL, EXACT_YES, NETWORK, Key, scripts

tunnel = partial(Key, initscripts=ALL, kinds=("tunnel",))

KEYS = (
    tunnel(
        "MY_OUTER_IPADDR", "this end of the tunnel", type="ip", default="any", note="IPv6 with TYPE=GRE6 and IPIP6."
    ),
    tunnel("PEER_OUTER_IPADDR", "other end of the tunnel", type="ip"),
    tunnel(
        "MY_INNER_IPADDR",
        "address of this host within the tunnel",
        type="ip-prefix",
        note="One: initscripts ignore IPADDR, and add the address as written, with its /prefix.",
    ),
    tunnel("PEER_INNER_IPADDR", "address of the peer within the tunnel", type="ip-prefix"),
    tunnel("TTL", "TTL of the packets around the tunnelled ones", type="integer", default="inherited", range=(0, 255)),
    scripts(
        "IPV6TUNNELIPV4",
        "IPv4 address of the other end of a sit tunnel",
        type="ipv4",
        kinds=("tunnel",),
        note="Required for sit devices. Without TYPE NetworkManager ignores the file.",
    ),
    tunnel("IPV6TUNNELIPV4LOCAL", "IPv4 address of this end of a sit tunnel", type="ipv4", default="any"),
    tunnel(
        "IPV6_AUTOTUNNEL",
        "whether sit0 is brought up",
        type="yes-no",
        default="no",
        files=("network",),
        note=EXACT_YES,
    ),
    tunnel(
        "IPV6TO4INIT",
        "whether a 6to4 tunnel is made over the device",
        type="yes-no",
        default="no",
        kinds=("any",),
        note=EXACT_YES,
    ),
    tunnel("IPV6TO4_IPV4ADDR", "IPv4 address that the 6to4 prefix is made of", type="ipv4", default="the device's"),
    tunnel(
        "IPV6TO4_RELAY",
        "IPv4 address of the 6to4 relay",
        type="ipv4",
        default="192.88.99.1",
        note="The default is a public anycast address that was deprecated in 2015.",
    ),
    tunnel(
        "IPV6TO4_MTU",
        "MTU of the 6to4 tunnel",
        type="integer",
        unit="bytes",
        default="the device's, less 20",
        range=(1280, 65515),
    ),
    tunnel(
        "IPV6TO4_ROUTING",
        "devices that get a 6to4 subnet, as device-suffix/length",
        type="list",
        note="Needs IPV6_CONTROL_RADVD=yes.",
    ),
    tunnel(
        "IPV6_CONTROL_RADVD",
        "whether to signal a new 6to4 prefix to radvd",
        type="yes-no",
        default="no",
        note=EXACT_YES,
    ),
    tunnel(
        "IPV6_RADVD_PIDFILE",
        "where radvd keeps its process ID",
        type="path",
        default="/run/radvd/radvd.pid",
        files=NETWORK,
    ),
    tunnel(
        "IPV6_RADVD_TRIGGER_ACTION",
        "how to signal it to radvd",
        type="enum",
        values=("startstop", "reload", "restart", "SIGHUP"),
        default="SIGHUP",
        files=NETWORK,
    ),
)
