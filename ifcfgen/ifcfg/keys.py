"""Every key of ifcfg files and their kin: one entry here, and all else of ifcfgen knows it.

An entry is written with `both` (initscripts of EL6 to EL8 and NetworkManager read it), `scripts` (initscripts alone),
`nm` (NetworkManager alone) or `nobody` (a known name that none of them reads). Ask through `vocabulary`.

Facts are from the network scripts of initscripts 9.03.61 (EL6), 9.49.54 (EL7) and 10.00.19 (EL8), from NetworkManager's
ifcfg reader (up to 1.52), and for what other packages add from their ifup scripts.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

TYPES = {
    "text": "any text",
    "yes-no": "yes or no",
    "enum": "one of the values",
    "integer": "a whole number",
    "number": "a number, fractions allowed",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "ipv6-prefix": "an IPv6 address with /prefix",
    "ip": "an IPv4 or IPv6 address",
    "ip-prefix": "an IPv4 or IPv6 address, with /prefix or without",
    "netmask": "a dotted netmask",
    "prefix": "a prefix length",
    "mac": "a MAC address",
    "interface": "the name of an interface",
    "uuid": "the UUID of a profile",
    "domain": "a domain name",
    "list": "several words",
    "options": "several name=value words",
    "flags": "several words that switch something on",
    "path": "the path of a file",
    "url": "a URL",
    "json": "a JSON text",
}
"""The types that a key can have, and how to say them."""

FILES = {
    "ifcfg": "ifcfg-NAME",
    "network": "/etc/sysconfig/network",
    "route": "route-NAME",
    "range": "ifcfg-NAME-rangeN",
    "keys": "keys-NAME",
    "environment": "nothing: it is taken from the environment",
}
"""Where a key can stand, and how to say it."""


class Key(NamedTuple):
    """One key. `name` is its plain form, or the first of its numbered ones (`DNS1`); `*` stands for any ending."""

    name: str
    meaning: str
    """Half a sentence, without a full stop."""
    type: str = "text"
    values: tuple[str, ...] = ()
    unit: str = ""
    default: str = ""
    range: tuple[int, int] | None = None
    numbered: str = ""
    """The numbered forms, for people (`IPADDR0 to IPADDR255`); empty: there are none."""
    initscripts: tuple[int, ...] = ()
    """The Enterprise Linux releases whose network scripts read it."""
    package: str = ""
    """The package whose script it is that reads it, where it is not initscripts' own."""
    networkmanager: str = ""
    """The NetworkManager version that first read it, `yes` for as long as it matters, empty for never."""
    kinds: tuple[str, ...] = ("any",)
    files: tuple[str, ...] = ("ifcfg",)
    note: str = ""
    """What an administrator should know before writing it: whole sentences."""
    mistaken: tuple[str, ...] = ()
    """Names that people write in its place and nobody reads, where they are no mere slip of a finger."""


ALL = (6, 7, 8)
TO_7 = (6, 7)
FROM_7 = (7, 8)

both = partial(Key, initscripts=ALL, networkmanager="yes")
scripts = partial(Key, initscripts=ALL)
nm = partial(Key, networkmanager="yes")
nobody = Key

CONTROLLERS = ("bond", "bridge", "team")
DHCP = ("ethernet", "bond", "bridge", "vlan")
NETWORK = ("ifcfg", "network")

_EXACT_YES = "Initscripts take nothing but a lower-case yes for a yes."
_EXACT_NO = "Initscripts take nothing but a lower-case no for a no."
_BY_NAME_OR_UUID = "NetworkManager also takes the UUID of the controller's profile; initscripts do not."

_DEVICES = (
    both(
        "DEVICE",
        "kernel name of the device that the file is for",
        type="interface",
        default="found by HWADDR under initscripts; any fitting device under NetworkManager",
        note="At most 15 bytes, without blank, slash or percent sign. A colon makes the file an alias of what stands "
        "before it. Initscripts' service looks for it with a text search before anything is sourced, so keep it plain "
        "and on a line of its own. Bonds, bridges and teams cannot do without it under NetworkManager.",
    ),
    both(
        "NAME",
        "label of the configuration for people",
        default="System SUFFIX, or Bond, Bridge, Team, Vlan SUFFIX, under NetworkManager",
        note="`ifup LABEL` finds the file only where the value stands in double quotes at the start of a line. In an "
        "alias file it also selects route-LABEL. A value with a blank must be quoted.",
    ),
    both(
        "UUID",
        "identity of the profile",
        type="uuid",
        default="made from the path of the file under NetworkManager",
        note="NetworkManager rejects the file if it is malformed, and of two files with the same one loads one. "
        "Initscripts use it to hand the device over and, from EL7, in the name of the lease file.",
    ),
    both(
        "TYPE",
        "kind of the device",
        type="enum",
        values=(
            "Ethernet",
            "Bridge",
            "Bond",
            "Vlan",
            "Team",
            "Tap",
            "Wireless",
            "InfiniBand",
            "infiniband",
            "Token Ring",
            "GRE",
            "GRE6",
            "IPIP",
            "IPIP6",
            "SIT",
            "sit",
            "EXTERNAL",
            "IPSEC",
            "CIPE",
            "Modem",
            "xDSL",
            "ISDN",
            "CTC",
            "OVSBridge",
            "OVSPort",
            "OVSIntPort",
            "OVSBond",
            "OVSTunnel",
            "OVSPatchPort",
            "OVSUserBridge",
            "OVSDPDKPort",
            "OVSDPDKRPort",
            "OVSDPDKVhostUserPort",
            "OVSDPDKBond",
        ),
        default="told by the other keys and the device name",
        note="Case matters to initscripts: Bridge and Tap must be spelled so, or the file is for an ordinary card. "
        "NetworkManager ignores case, knows Ethernet, Wireless, InfiniBand, Bridge, Bond, Vlan and Team, and leaves "
        "a device of any other type alone. With TYPE set, VLAN=yes means nothing to it. GRE6 and IPIP6 are from EL7.",
    ),
    both(
        "DEVICETYPE",
        "which ifup script handles the device, as ifup-DEVICETYPE",
        values=("Team", "TeamPort", "ovs", "tunnel"),
        default="from TYPE, else DEVICE without its digits",
        note="A TYPE that initscripts map to a script wins over it. NetworkManager looks for Team and TeamPort only.",
    ),
    both(
        "HWADDR",
        "burnt-in MAC address of the card that the file is for",
        type="mac",
        kinds=("ethernet", "wireless", "infiniband", "bond port", "bridge port", "vlan"),
        note="It finds the card, renames it under udev, and does not set anything: that is MACADDR. Initscripts "
        "compare it with the address that the card has now and fail if another one was set meanwhile. A malformed one "
        "makes NetworkManager reject the file. Never give it to a bridge or bond.",
        mistaken=("MACADDRESS", "MAC_ADDRESS", "HWADDRESS"),
    ),
    both(
        "MACADDR",
        "MAC address to give to the device",
        type="mac",
        values=("preserve", "permanent", "random", "stable", "stable-ssid"),
        kinds=("ethernet", "wireless", "bond", "bridge", "vlan", "team", "tap"),
        note="The words are NetworkManager's. On a bond initscripts give it to every port. Under them a failure to "
        "set it goes unnoticed.",
        mistaken=("MAC",),
    ),
    both(
        "MTU",
        "largest packet that the link carries",
        type="integer",
        unit="bytes",
        default="the driver's, 1500 for most",
        range=(0, 65535),
        note="A VLAN cannot exceed its parent, and nobody says so at boot. A bond gives its own to every port. A bad "
        "value is dropped with a warning by NetworkManager, except on wireless, where the file is rejected.",
    ),
    scripts(
        "REALDEVICE",
        "device on which addresses and routes are put",
        type="interface",
        default="PARENTDEVICE, else DEVICE up to the first colon",
        note="Internal to the scripts; written into a file it is believed.",
    ),
    scripts(
        "PARENTDEVICE",
        "device that an alias stands on",
        type="interface",
        kinds=("alias",),
        note="Where it differs from DEVICE the file counts as an alias: no VLAN is made, no bond, no zeroconf route.",
    ),
    scripts(
        "SYSCTLDEVICE",
        "name of the device as sysctl writes it",
        default="the device with its first dot made a slash",
        note="Internal to the scripts. Only the first dot is replaced, so eth0.5.7 misses its sysctls.",
    ),
    nm(
        "HWADDR_BLACKLIST",
        "MAC addresses of cards that the profile must not be used for",
        type="list",
        kinds=("ethernet", "wireless"),
        note="Separated by blanks. What is no MAC address is skipped with a warning.",
    ),
    nm(
        "GENERATE_MAC_ADDRESS_MASK",
        "which bits of a random or stable MAC address are made up",
        networkmanager="1.4",
        kinds=("ethernet", "wireless"),
    ),
    nm("STABLE_ID", "seed of addresses that are made up but stay the same", networkmanager="1.4"),
    nm("MATCH_INTERFACE_NAME", "patterns of device names that the profile fits", type="list", networkmanager="1.14"),
    nm("MATCH_KERNEL_COMMAND_LINE", "words that the kernel command line must have", type="list", networkmanager="1.26"),
    nm("MATCH_DRIVER", "drivers of the cards that the profile fits", type="list", networkmanager="1.26"),
    nm("MATCH_PATH", "udev paths of the cards that the profile fits", type="list", networkmanager="1.26"),
    nm(
        "MULTI_CONNECT",
        "whether the profile may be active on several devices at once",
        type="integer",
        values=("0", "1", "2", "3"),
        default="0 (as 1: on a single one)",
        networkmanager="1.14",
        note="2 allows several by hand, 3 several by themselves. Any other number makes the file be rejected.",
    ),
)

_STARTING = (
    both(
        "ONBOOT",
        "whether the device is brought up at boot",
        type="yes-no",
        default="yes",
        note="On EL6 and EL7 only a value that begins with no stops the network service: false, 0 and off bring the "
        "device up. NetworkManager does not know on and off and takes them for yes. Ports of a bond come up "
        "with the bond and aliases with their parent, whatever stands here; ports of a bridge do not.",
        mistaken=("STARTONBOOT",),
    ),
    both(
        "NM_CONTROLLED",
        "whether NetworkManager may manage the device",
        type="yes-no",
        default="yes",
        note="With no the device waits for initscripts, and nobody brings it up where the network service is not "
        "enabled or, from EL9, not there. Without a running NetworkManager it means nothing. A bridge or bond and its "
        "ports must agree. NetworkManager takes off and none for yes.",
        mistaken=("NETWORKMANAGER_CONTROLLED", "NMCONTROL"),
    ),
    both(
        "BOOTPROTO",
        "where the IPv4 address comes from",
        type="enum",
        values=("none", "static", "dhcp", "bootp", "autoip", "shared", "ibft"),
        default="none",
        note="Under initscripts only a lower-case dhcp or bootp starts a DHCP client; everything else, typing errors "
        "included, is static. NetworkManager ignores case, also knows autoip, shared and ibft, and rejects the file "
        "for any other word. none and static are the same.",
    ),
    both(
        "DEVTIMEOUT",
        "how long to wait for the device, or the parent of a VLAN, to appear",
        type="number",
        unit="s",
        default="0",
        range=(0, 2147483),
        initscripts=FROM_7,
        networkmanager="1.20",
        note="Initscripts want whole seconds: anything but digits counts as 0, and 08 or 09 is an error of the shell.",
    ),
    scripts(
        "HOTPLUG",
        "whether the device is brought up when the kernel adds it",
        type="yes-no",
        default="yes",
        kinds=("ethernet",),
        note="It works on EL6 alone: from EL7 nothing sets IN_HOTPLUG. NetworkManager never reads it.",
    ),
    scripts(
        "IN_HOTPLUG",
        "set by udev's handler while it calls ifup",
        files=("environment",),
        note="Not for files. Nothing sets it from EL7.",
    ),
    scripts(
        "ONPARENT",
        "whether an alias is brought up with its parent",
        type="yes-no",
        default="yes",
        kinds=("alias",),
        files=("ifcfg", "range"),
        note="Only no and NO keep it down.",
    ),
    scripts(
        "USERCTL",
        "whether an ordinary user may call ifup and ifdown",
        type="yes-no",
        default="no",
        note="Read by usernetctl as text: it must begin the line, and only yes and true count.",
        mistaken=("USERCONTROL",),
    ),
    scripts(
        "UID",
        "user ID of who called ifup",
        type="integer",
        range=(0, 65535),
        note="bash does not let it be assigned: the line only prints an error.",
    ),
    scripts(
        "LINKDELAY",
        "time to wait after the link was set up",
        type="integer",
        unit="s",
        default="none; with DHCP up to 5.5 s for a carrier",
        range=(0, 3600),
        kinds=("ethernet", "bond", "bridge", "bridge port"),
        note="With DHCP it must be whole: a fraction is a shell error, and DHCP is left out without a word. EL7 and "
        "EL8 raise it on a bridge with STP.",
    ),
    scripts(
        "LINKSTATUS",
        "whether the link is set up at all",
        type="enum",
        values=("up", "down"),
        default="up",
        initscripts=(8,),
    ),
    scripts(
        "NETWORKING",
        "whether the network service does anything",
        type="yes-no",
        default="yes",
        files=("network",),
        note="Only a lower-case no stops it. NetworkManager does not look.",
    ),
    scripts(
        "NETWORKDELAY",
        "time to wait after all devices were brought up",
        type="integer",
        unit="s",
        default="0",
        range=(0, 3600),
        files=("network",),
    ),
    scripts(
        "IFDOWN_ON_SHUTDOWN",
        "whether devices are taken down at shutdown",
        type="yes-no",
        default="yes",
        initscripts=FROM_7,
        files=("network",),
        note="no for a root file system on the network.",
    ),
    nm(
        "AUTOCONNECT_PRIORITY",
        "which of several profiles for a device is tried first",
        type="integer",
        default="0",
        range=(-999, 999),
        note="The larger comes first. A bad value counts as 0 without a word.",
    ),
    nm(
        "AUTOCONNECT_RETRIES",
        "how often a failed activation is tried again",
        type="integer",
        default="-1 (the global setting, 4)",
        range=(-1, 2147483647),
        networkmanager="1.6",
        note="0 is forever.",
    ),
    nm(
        "AUTOCONNECT_SLAVES",
        "whether the ports are brought up with their controller",
        type="yes-no",
        default="the global setting, no",
        kinds=CONTROLLERS,
        networkmanager="1.2",
    ),
    nm(
        "AUTH_RETRIES",
        "how often a failed authentication is tried again",
        type="integer",
        default="-1 (the global setting, 3)",
        range=(-1, 2147483647),
        networkmanager="1.10",
    ),
    nm(
        "WAIT_ACTIVATION_DELAY",
        "time between set-up and being reported as active",
        type="integer",
        unit="ms",
        default="-1 (none)",
        range=(-1, 2147483647),
        networkmanager="1.40",
    ),
    nm(
        "GATEWAY_PING_TIMEOUT",
        "how long to ping the gateway before the device counts as up",
        type="integer",
        unit="s",
        default="0 (no ping)",
        range=(0, 600),
    ),
    nm("SECONDARY_UUIDS", "VPN profiles that are brought up after this one", type="list", note="Separated by blanks."),
    nm("USERS", "the only users who may see and use the profile", type="list"),
    nm("CONNECTION_METERED", "whether traffic costs money", type="yes-no", default="guessed", networkmanager="1.2"),
    nm(
        "ZONE",
        "firewalld zone of the device",
        initscripts=FROM_7,
        default="firewalld's default zone",
        note="Ports of a bond, bridge or team have no zone under initscripts: put it on the controller.",
    ),
)

_IPV4 = (
    both(
        "IPADDR",
        "static IPv4 address",
        type="ipv4",
        numbered="IPADDR0 to IPADDR255",
        note="No /prefix here: initscripts add their own and the address is lost, NetworkManager rejects the file. "
        "Numbers must not have gaps from 2 on (from 3 on EL6): what follows one is not read. Initscripts look at "
        "none of them with DHCP, nor on a port. IPADDR6 is an IPv4 address, that of number 6.",
        mistaken=("IP", "IPADDRESS", "IP_ADDRESS", "IPV4ADDR"),
    ),
    both(
        "PREFIX",
        "length of the network part of IPADDR",
        type="prefix",
        default="from NETMASK; else the class of the address, on EL8 under initscripts 32",
        range=(0, 32),
        numbered="PREFIX0 to PREFIX255",
        note="Belongs to the IPADDR of the same number, and wins over NETMASK. A leading zero makes it octal. An alias "
        "inherits it from its parent's file and then its own NETMASK does not count. For a dialled ISDN device it is "
        "the prefix of the telephone number.",
        mistaken=("PREFIXLEN", "PREFIX_LEN", "CIDR"),
    ),
    both(
        "NETMASK",
        "dotted netmask of IPADDR, or of ADDRESSn in a route file",
        type="netmask",
        default="the class of the address, on EL8 under initscripts 255.255.255.255",
        numbered="NETMASK0 to NETMASK255",
        files=("ifcfg", "range", "route"),
        note="Belongs to the IPADDR of the same number and counts only without a PREFIX of that number. A bare 24 is "
        "refused on EL6 and EL7. A mask with holes is refused by initscripts; NetworkManager makes some prefix of it. "
        "In a route file of EL6 and EL7 a missing one silently repeats that of the route before.",
        mistaken=("MASK", "SUBNETMASK", "SUBNET", "SUBNET_MASK", "NET_MASK"),
    ),
    scripts(
        "BROADCAST",
        "broadcast address",
        type="ipv4",
        default="computed",
        numbered="BROADCAST0 to BROADCAST255",
        note="Leave it out: it is computed, and a wrong one is believed.",
    ),
    scripts(
        "NETWORK",
        "network address, used for nothing but to test whether GATEWAY lies in it",
        type="ipv4",
        default="computed",
        note="Leave it out: a stale one takes the default route away without a word.",
    ),
    scripts(
        "SCOPE",
        "scope clause of the address",
        default="none; `scope host` for lo",
        note='Must have the word scope in it: SCOPE="scope link". A bare link spoils the command.',
    ),
    scripts(
        "ARPCHECK",
        "whether to ask if the address is taken before it is added",
        type="yes-no",
        default="yes",
        numbered="ARPCHECK0 to ARPCHECK255",
        note="Only no turns it off, in any case; false and 0 do not.",
    ),
    scripts(
        "ARPUPDATE",
        "whether neighbours are told of a new address by gratuitous ARP",
        type="yes-no",
        default="yes",
        numbered="ARPUPDATE0 to ARPUPDATE255",
    ),
    both(
        "ARPING_WAIT",
        "how long to wait for an answer of somebody who has the address already",
        type="integer",
        unit="s",
        default="3 under initscripts",
        range=(-1, 600),
        files=NETWORK,
        note="NetworkManager takes -1 to 30, and only where ACD_TIMEOUT is missing.",
    ),
    scripts(
        "ARPING_UPDATE_WAIT",
        "how long arping may take to tell the neighbours",
        type="integer",
        unit="s",
        default="3",
        range=(1, 600),
        initscripts=(8,),
        files=NETWORK,
    ),
    nm(
        "ACD_TIMEOUT",
        "how long to look for somebody who has the address already",
        type="integer",
        unit="ms",
        default="-1 (the global setting)",
        range=(-1, 30000),
    ),
    scripts(
        "ARP",
        "whether the device speaks ARP",
        type="yes-no",
        default="as it is",
        kinds=("ethernet", "tap"),
        note="Only yes, YES, no and NO; not looked at with DHCP.",
    ),
    both(
        "IPV4_FAILURE_FATAL",
        "whether failing IPv4 fails the device",
        type="yes-no",
        default="no",
        note="With no and DHCP, initscripts go on to IPv6 without an address and ifup reports success. They look at it "
        "for DHCP only.",
    ),
    nm(
        "IPV4_LINK_LOCAL",
        "whether the device also gets an address of 169.254.0.0/16",
        type="enum",
        values=("default", "auto", "disabled", "enabled", "fallback"),
        default="default",
        networkmanager="1.40",
        note="fallback is from 1.52.",
    ),
    nm(
        "IPV4_REQUIRED_TIMEOUT",
        "how long to wait for IPv4 where IPv6 is up already",
        type="integer",
        unit="ms",
        default="-1 (not at all)",
        range=(-1, 2147483647),
        networkmanager="1.34",
    ),
    scripts(
        "NOZEROCONF",
        "whether the route to 169.254.0.0/16 is left out",
        default="the route is made",
        files=NETWORK,
        note="Any value leaves it out, no as well.",
    ),
    scripts(
        "BOOTP",
        "old way to write BOOTPROTO=bootp",
        type="yes-no",
        default="no",
        initscripts=(6,),
        kinds=("ethernet",),
        note=_EXACT_YES,
    ),
    scripts(
        "DYNCONFIG",
        "whether a DHCP client is started",
        note="Internal to the scripts, set by BOOTPROTO. In a file any value means DHCP, DYNCONFIG=no as well.",
    ),
    scripts(
        "IPADDR_START",
        "first address of a range of aliases",
        type="ipv4",
        kinds=("alias",),
        files=("range",),
        note="The first three numbers must be those of IPADDR_END.",
    ),
    scripts("IPADDR_END", "last address of a range of aliases", type="ipv4", kinds=("alias",), files=("range",)),
    scripts(
        "CLONENUM_START",
        "number of the first alias of a range",
        type="integer",
        default="none, and the first alias is called `eth0:`",
        range=(0, 99999),
        kinds=("alias",),
        files=("range",),
        note="Must not meet other aliases of the device.",
    ),
)

_ROUTES = (
    both(
        "GATEWAY",
        "IPv4 default gateway; as GATEWAYn in a route file the next hop of route n",
        type="ipv4",
        default="none",
        numbered="GATEWAY0, GATEWAY1, ... (route files; beside IPADDRn for NetworkManager)",
        files=("ifcfg", "network", "route"),
        note="Must lie in the network of the first address, or initscripts leave it out without a word. The last "
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
        note="Where GATEWAY is missing or out of reach initscripts install a default route without gateway. "
        "NetworkManager reads it in /etc/sysconfig/network only, where it beats DEFROUTE.",
    ),
    both(
        "DEFROUTE",
        "whether the device may have the IPv4 default route",
        type="yes-no",
        default="yes",
        note="Initscripts know only a lower-case no, and do not look with DHCP (dhclient-script does) nor for aliases.",
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
        note="Ignored where a rule- or rule6- file lies beside the file.",
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
        note=_EXACT_YES + " An alias inherits it from its parent.",
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

_NAMES = (
    both(
        "DNS1",
        "name server, in order",
        type="ip",
        numbered="DNS1, DNS2, DNS3 (NetworkManager: and on)",
        note="Must start at DNS1 and have no gaps. EL6 reads two, EL7 and EL8 three, NetworkManager any number. "
        "PEERDNS=no makes initscripts leave resolv.conf alone, these included. NetworkManager rejects the file for "
        "what is no address.",
        mistaken=("DNS", "NAMESERVER", "NAMESERVERS", "NAMESERVER1", "DNSSERVER"),
    ),
    both(
        "DOMAIN",
        "domains in which short names are looked up",
        type="list",
        note="Separated by blanks, so quote several. EL6 writes it only together with a name server.",
        mistaken=("DNS_SEARCH", "SEARCH_DOMAIN"),
    ),
    scripts(
        "PEERNTP",
        "whether time servers of DHCP are used",
        type="yes-no",
        default="yes",
        package="dhclient",
        files=NETWORK,
        note="Only a lower-case no counts.",
    ),
    scripts(
        "PEERNIS",
        "whether NIS servers of DHCP are used",
        type="yes-no",
        default="yes",
        package="dhclient",
        files=NETWORK,
        note="Only a lower-case no counts.",
    ),
    nm(
        "SEARCH",
        "older spelling of DOMAIN",
        type="list",
        note="Counts only where DOMAIN is empty. dhclient-script reads it too.",
    ),
    both(
        "PEERDNS",
        "whether name servers of DHCP or a dial-up peer are used",
        type="yes-no",
        default="yes",
        note="no makes initscripts never touch resolv.conf, not even for DNS1 in the same file; NetworkManager still "
        "takes DNS1. EL6 wants a lower-case no.",
    ),
    scripts(
        "RESOLV_MODS",
        "older word for PEERDNS",
        type="yes-no",
        note="yes lets resolv.conf be changed. NetworkManager does not read it: write PEERDNS.",
    ),
    nm(
        "RES_OPTIONS",
        "options of the resolver, such as timeout:1 or rotate",
        type="list",
        files=NETWORK,
        note="Those of /etc/sysconfig/network are added. Present but empty is an explicit none. dhclient-script writes "
        "them into resolv.conf under initscripts.",
    ),
    nm(
        "IPV4_DNS_PRIORITY",
        "order among name servers of all devices",
        type="integer",
        default="0 (100, for VPN 50)",
        range=(-2147483648, 2147483647),
        networkmanager="1.4",
        note="The smaller comes first; a negative one excludes all larger.",
    ),
    nm(
        "DNS_OVER_TLS",
        "whether names are asked for over TLS",
        type="enum",
        values=("yes", "opportunistic", "no", "default"),
        default="default",
        networkmanager="1.34",
    ),
    nm(
        "LLMNR",
        "link-local multicast name resolution",
        type="enum",
        values=("yes", "no", "resolve", "default"),
        default="default",
        networkmanager="1.14",
        note="Needs systemd-resolved.",
    ),
    nm(
        "MDNS",
        "multicast DNS",
        type="enum",
        values=("yes", "no", "resolve", "default"),
        default="default",
        networkmanager="1.12",
        note="Needs systemd-resolved.",
    ),
    scripts("MS_DNS1", "first name server that a PPP peer named", type="ipv4", note="Takes the place of DNS1."),
    scripts("MS_DNS2", "second name server that a PPP peer named", type="ipv4", note="Takes the place of DNS2."),
    scripts(
        "HOSTNAME",
        "name of the host",
        type="domain",
        default="what hostname(1) says",
        files=("network",),
        note="EL6 sets it at boot; from EL7 it stands in /etc/hostname, and here it only changes what DHCP sends.",
    ),
    scripts(
        "NISDOMAIN",
        "NIS domain of the host",
        type="domain",
        initscripts=TO_7,
        files=("network",),
        note="Set early at boot, not by the network service.",
    ),
    scripts(
        "NO_DHCP_HOSTNAME",
        "whether the host name is not taken from reverse DNS",
        type="yes-no",
        default="no",
        files=NETWORK,
    ),
    nm(
        "HOSTNAME_PRIORITY",
        "which device's name for the host counts",
        type="integer",
        default="0 (100, for VPN 50)",
        networkmanager="1.30",
        note="The smaller wins.",
    ),
    nm(
        "HOSTNAME_FROM_DHCP",
        "whether the host name is taken from DHCP",
        type="yes-no",
        default="the global setting, yes",
        networkmanager="1.30",
    ),
    nm(
        "HOSTNAME_FROM_DNS_LOOKUP",
        "whether the host name is taken from reverse DNS",
        type="yes-no",
        default="the global setting, yes",
        networkmanager="1.30",
    ),
    nm(
        "HOSTNAME_ONLY_FROM_DEFAULT",
        "whether only the device with the default route may name the host",
        type="yes-no",
        default="the global setting, yes",
        networkmanager="1.30",
    ),
)

_DHCP = (
    both(
        "DHCP_HOSTNAME",
        "host name sent to the DHCP server",
        default="the host's own, up to the first dot under initscripts",
        kinds=DHCP,
        note="Give either this or DHCP_FQDN, which wins.",
    ),
    both(
        "DHCP_FQDN",
        "full host name sent to the DHCP server",
        type="domain",
        initscripts=FROM_7,
        networkmanager="1.2",
        kinds=DHCP,
        note="Wins over DHCP_HOSTNAME. Without a dot in it NetworkManager rejects the file.",
    ),
    both(
        "DHCP_SEND_HOSTNAME",
        "whether the DHCP server is told a host name",
        type="yes-no",
        default="yes",
        initscripts=FROM_7,
        kinds=DHCP,
        files=NETWORK,
    ),
    nm(
        "DHCP_HOSTNAME_FLAGS",
        "FQDN flags sent to the DHCP server",
        type="integer",
        default="0",
        networkmanager="1.22",
        kinds=DHCP,
        note="With FQDN flags but no DHCP_FQDN the file is rejected.",
    ),
    nm(
        "DHCP_CLIENT_ID",
        "client identifier sent to the DHCP server",
        values=("mac", "perm-mac", "duid", "ipv6-duid", "stable", "none"),
        default="the DHCP client's",
        kinds=DHCP,
        note="Or hex bytes with colons, or any text. Under initscripts it stands in dhclient's own file.",
        mistaken=("DHCLIENT_CLIENT_ID",),
    ),
    nm(
        "DHCP_IAID",
        "identity association sent to the DHCP server",
        values=("mac", "perm-mac", "ifname", "stable"),
        kinds=DHCP,
        networkmanager="1.22",
        note="Or a number.",
    ),
    nm("DHCP_REJECT_SERVERS", "DHCP servers whose offers are ignored", type="list", networkmanager="1.28", kinds=DHCP),
    nm("DHCP_VENDOR_CLASS_IDENTIFIER", "vendor class, option 60 of DHCP", networkmanager="1.28", kinds=DHCP),
    nm(
        "IPV4_DHCP_TIMEOUT",
        "how long to wait for a DHCP server",
        type="integer",
        unit="s",
        default="0 (45)",
        range=(0, 2147483647),
        kinds=DHCP,
        note="2147483647 is forever.",
    ),
    scripts(
        "PERSISTENT_DHCLIENT",
        "whether dhclient keeps trying, without a look at the carrier",
        type="yes-no",
        default="no",
        kinds=DHCP,
        note="Without it ifup gives up after a first failure.",
    ),
    scripts(
        "DHCLIENTARGS",
        "more words for dhclient",
        kinds=DHCP,
        note="Split at blanks. DHCPv6 overwrites them: it has DHCPV6C_OPTIONS.",
    ),
    scripts(
        "DHCPRELEASE",
        "whether ifdown gives the lease back",
        type="yes-no",
        default="no",
        kinds=DHCP,
    ),
    scripts(
        "DHCLIENT_IGNORE_GATEWAY",
        "whether dhclient leaves the default route alone",
        type="yes-no",
        default="no",
        package="dhclient",
        kinds=DHCP,
        note="Named in initscripts' documentation, but dhclient-script is what reads it. DEFROUTE=no does the same.",
    ),
)

_IPV6 = (
    both(
        "IPV6INIT",
        "whether IPv6 is set up on the device",
        type="yes-no",
        default="EL6 no; EL7 and EL8 yes; NetworkManager no",
        files=NETWORK,
        note="no does not turn IPv6 off in the kernel: link-local addresses stay. EL6 wants a lower-case yes. Write it "
        "out, as the readers' defaults differ.",
    ),
    both(
        "IPV6ADDR",
        "static IPv6 address",
        type="ipv6-prefix",
        note="/64 where no prefix is given. One only: the rest go to IPV6ADDR_SECONDARIES. A bad one ends IPv6 under "
        "initscripts, and makes NetworkManager reject the file.",
        mistaken=("IPV6_ADDR", "IPV6ADDRESS", "IPADDR_V6"),
    ),
    both(
        "IPV6ADDR_SECONDARIES",
        "more static IPv6 addresses",
        type="list",
        note="Separated by blanks, so quote them. Initscripts skip a bad one with a message.",
    ),
    both(
        "IPV6_DEFAULTGW",
        "IPv6 default gateway",
        type="ipv6",
        files=NETWORK,
        note="A link-local one needs %DEVICE behind it, or IPV6_DEFAULTDEV. NetworkManager uses it only beside a "
        "static address, and cuts the %DEVICE off.",
        mistaken=("IPV6_GATEWAY", "IPV6GATEWAY", "IPV6_DEFAULT_GW", "IPV6_DEFAULTGATEWAY"),
    ),
    both(
        "IPV6_DEFAULTDEV",
        "the device that may have the IPv6 default route",
        type="interface",
        files=NETWORK,
        note="Without a gateway only point-to-point devices work. NetworkManager reads it in /etc/sysconfig/network "
        "only.",
    ),
    nm(
        "IPV6_DEFROUTE",
        "whether the device may have the IPv6 default route",
        type="yes-no",
        default="yes",
        note="A device named in /etc/sysconfig/network beats it. Initscripts do not know it.",
    ),
    both(
        "IPV6_AUTOCONF",
        "whether addresses are made from router advertisements",
        type="yes-no",
        values=("yes", "no", "shared"),
        default="yes, with IPV6FORWARDING=yes no",
        files=NETWORK,
        note="Initscripts look for a lower-case no on a host and a lower-case yes on a router. shared is "
        "NetworkManager's. For DHCPv6 alone write no beside DHCPV6C=yes.",
    ),
    scripts(
        "IPV6_FORCE_ACCEPT_RA",
        "whether router advertisements are listened to though no addresses are made of them",
        type="yes-no",
        default="no",
        initscripts=FROM_7,
        files=NETWORK,
        note=_EXACT_YES,
    ),
    both(
        "IPV6FORWARDING",
        "whether the host routes IPv6",
        type="yes-no",
        default="no",
        files=NETWORK,
        note=_EXACT_YES + " To NetworkManager it only turns the default of IPV6_AUTOCONF round.",
    ),
    scripts(
        "IPV6_ROUTER",
        "whether this device routes, on a host that does",
        type="yes-no",
        default="yes with IPV6FORWARDING=yes",
        files=NETWORK,
        note=_EXACT_NO,
    ),
    both(
        "IPV6_PRIVACY",
        "whether temporary addresses are made",
        values=("rfc3041", "rfc4941", "yes", "no"),
        default="off under initscripts; the kernel's under NetworkManager",
        note="Initscripts know rfc3041 alone.",
    ),
    nm(
        "IPV6_PRIVACY_PREFER_PUBLIC_IP",
        "whether the public address is preferred to the temporary ones",
        type="yes-no",
        default="no",
    ),
    both(
        "DHCPV6C",
        "whether DHCPv6 is asked for addresses",
        type="yes-no",
        default="no",
        kinds=DHCP,
        note="Under initscripts also with IPV6INIT=no. To NetworkManager it matters only with IPV6_AUTOCONF=no: else "
        "router advertisements say whether DHCPv6 is used.",
    ),
    scripts("DHCPV6C_OPTIONS", "more words for the DHCPv6 client", kinds=DHCP, note="Split at blanks."),
    nm(
        "DHCPV6_DUID",
        "DUID sent to the DHCPv6 server",
        networkmanager="1.12",
        kinds=DHCP,
        values=("lease", "llt", "ll", "stable-llt", "stable-ll", "stable-uuid"),
        note="Or hex bytes. A bad one makes the file be rejected.",
    ),
    nm("DHCPV6_IAID", "identity association sent to the DHCPv6 server", networkmanager="1.22", kinds=DHCP),
    nm(
        "DHCPV6_HOSTNAME",
        "host name sent to the DHCPv6 server",
        default="DHCP_HOSTNAME where that has a dot",
        kinds=DHCP,
    ),
    nm(
        "DHCPV6_HOSTNAME_FLAGS",
        "FQDN flags sent to the DHCPv6 server",
        type="integer",
        default="0",
        kinds=DHCP,
        networkmanager="1.22",
    ),
    nm(
        "DHCPV6_SEND_HOSTNAME",
        "whether the DHCPv6 server is told a host name",
        type="yes-no",
        default="yes",
        kinds=DHCP,
    ),
    nm(
        "DHCPV6_PD_HINT",
        "prefix to ask for in prefix delegation",
        type="ipv6-prefix",
        networkmanager="1.44",
        kinds=DHCP,
    ),
    nobody(
        "DHCPv6_DUID", "misspelled form of DHCPV6_DUID", note="NetworkManager lists it as known and never reads it."
    ),
    nobody(
        "DHCPv6_IAID", "misspelled form of DHCPV6_IAID", note="NetworkManager lists it as known and never reads it."
    ),
    nm(
        "IPV6_DISABLED",
        "whether IPv6 is turned off in the kernel",
        type="yes-no",
        default="no",
        networkmanager="1.20",
        note="Beats IPV6INIT. Initscripts leave that to sysctl.",
    ),
    nm(
        "IPV6_ADDR_GEN_MODE",
        "how the host part of an address is made",
        type="enum",
        values=("eui64", "stable-privacy", "default", "default-or-eui64"),
        default="default-or-eui64",
        networkmanager="1.2",
        note="Anything but eui64 together with IPV6_TOKEN makes the file be rejected.",
    ),
    nm(
        "IPV6_TOKEN",
        "host part of addresses made from advertisements",
        type="ipv6",
        networkmanager="1.4",
        note="The upper half must be zero.",
    ),
    nm("IPV6_FAILURE_FATAL", "whether failing IPv6 fails the device", type="yes-no", default="no"),
    nm("IPV6_PEERDNS", "whether name servers of DHCPv6 and advertisements are used", type="yes-no", default="yes"),
    nm("IPV6_PEERROUTES", "whether routes of advertisements are used", type="yes-no", default="yes"),
    nm(
        "IPV6_DOMAIN",
        "domains in which short names are looked up over IPv6",
        type="list",
        note="Ignored where IPv6 is off; with link-local addresses only, the file is rejected.",
    ),
    nm("IPV6_RES_OPTIONS", "options of the resolver for IPv6", type="list"),
    nm(
        "IPV6_DNS_PRIORITY",
        "order among IPv6 name servers of all devices",
        type="integer",
        default="0",
        range=(-2147483648, 2147483647),
        networkmanager="1.4",
    ),
    nm(
        "IPV6_ROUTE_METRIC",
        "metric of the device's IPv6 routes",
        type="integer",
        default="-1 (by kind of device)",
        range=(-1, 4294967295),
    ),
    nm(
        "IPV6_ROUTE_TABLE",
        "table that the device's IPv6 routes go to",
        type="integer",
        default="0 (main)",
        range=(0, 4294967295),
        networkmanager="1.10",
        note="Ignored where a rule- or rule6- file lies beside the file.",
    ),
    nm(
        "IPV6_DHCP_TIMEOUT",
        "how long to wait for a DHCPv6 server",
        type="integer",
        unit="s",
        default="0 (45)",
        range=(0, 2147483647),
        kinds=DHCP,
    ),
    nm(
        "IPV6_RA_TIMEOUT",
        "how long to wait for a router advertisement",
        type="integer",
        unit="s",
        default="0",
        range=(0, 2147483647),
        networkmanager="1.24",
    ),
    nm(
        "IPV6_REQUIRED_TIMEOUT",
        "how long to wait for IPv6 where IPv4 is up already",
        type="integer",
        unit="ms",
        default="-1 (not at all)",
        range=(-1, 2147483647),
        networkmanager="1.34",
    ),
    nm(
        "IPV6_REPLACE_LOCAL_RULE",
        "whether the kernel's own IPv6 rule for the local table is taken away",
        type="yes-no",
        default="the global setting",
        networkmanager="1.44",
    ),
    nm(
        "IPV6_AUTO_ROUTE_EXT_GW",
        "whether an IPv6 route to a VPN's outer gateway is added",
        type="yes-no",
        default="the global setting",
        networkmanager="1.42",
    ),
    scripts(
        "IPV6_MTU",
        "MTU of the link, set after the one of MTU",
        type="integer",
        unit="bytes",
        range=(1280, 65535),
        note="It is not for IPv6 alone: it changes the whole link.",
    ),
    scripts(
        "IPV6_SET_SYSCTLS",
        "whether the scripts may write IPv6 sysctls",
        type="yes-no",
        default="yes",
        initscripts=FROM_7,
        files=NETWORK,
        note=_EXACT_NO,
    ),
)

_BONDS = (
    both(
        "BONDING_OPTS",
        "options of the bonding driver, mode and link monitoring among them",
        type="options",
        default="mode=balance-rr without link monitoring",
        kinds=("bond",),
        note="Its presence is what makes initscripts create the bond. Separated by blanks, so quote it. Always set "
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
        note="TYPE=Bond says it better: yes beside another TYPE makes the file be rejected. Initscripts go by "
        "BONDING_OPTS.",
    ),
    both(
        "MASTER",
        "bond that the device is a port of",
        type="interface",
        kinds=("bond port",),
        note="Initscripts want SLAVE=yes beside it, and find the ports by a text search for MASTER= at the start of a "
        "line. " + _BY_NAME_OR_UUID,
    ),
    scripts(
        "SLAVE",
        "whether the device is a port of the bond in MASTER",
        type="yes-no",
        default="no",
        kinds=("bond port",),
        note=_EXACT_YES + " NetworkManager does not read it: MASTER alone does.",
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

_BRIDGES = (
    both(
        "BRIDGE",
        "bridge that the device is a port of",
        type="interface",
        kinds=("bridge port",),
        note="On EL6 and EL7 initscripts need brctl of bridge-utils: without it the line is ignored in silence and the "
        "device is set up as an ordinary one. A port has no addresses, routes or name servers of its own. "
        + _BY_NAME_OR_UUID,
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

_VLANS = (
    both(
        "VLAN",
        "whether the file is for a VLAN",
        type="yes-no",
        default="no",
        kinds=("vlan",),
        files=NETWORK,
        note=_EXACT_YES + " In /etc/sysconfig/network it holds for every file. NetworkManager looks only where there "
        "is no TYPE: TYPE=Vlan is for it, VLAN=yes for initscripts, so write both.",
    ),
    both(
        "PHYSDEV",
        "device that the VLAN stands on; parent of an InfiniBand partition",
        type="interface",
        default="what stands before the dot of DEVICE",
        kinds=("vlan", "infiniband"),
        note="A must for names such as vlan20. Initscripts prefer the name before the last dot where DEVICE ends in "
        ".N and VID is not set. NetworkManager also takes the UUID of the parent's profile.",
        mistaken=("PHYS_DEV", "VLAN_PARENT", "PARENT"),
    ),
    scripts(
        "VID",
        "VLAN ID, where the name does not tell",
        type="integer",
        default="from DEVICE",
        range=(0, 4094),
        kinds=("vlan",),
        note="Needs PHYSDEV beside it, even for eth0.20. NetworkManager has VLAN_ID.",
    ),
    nm(
        "VLAN_ID",
        "VLAN ID",
        type="integer",
        default="from DEVICE",
        range=(0, 4094),
        kinds=("vlan",),
        note="Initscripts do not read it: they have VID, or take what stands behind the dot or `vlan` in DEVICE.",
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

_TEAMS = (
    both(
        "TEAM_CONFIG",
        "settings of the team",
        type="json",
        initscripts=FROM_7,
        package="teamd",
        kinds=("team",),
        note="Its double quotes must be escaped, or the whole put into single quotes. It makes the device a team to "
        "NetworkManager, whatever TYPE says.",
    ),
    both(
        "TEAM_MASTER",
        "team that the device is a port of",
        type="interface",
        initscripts=FROM_7,
        package="teamd",
        kinds=("team port",),
        note="Initscripts also want DEVICETYPE=TeamPort. " + _BY_NAME_OR_UUID,
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
)

_OTHER_CONTROLLERS = (
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
)

ovs = partial(Key, initscripts=ALL, package="openvswitch", kinds=("ovs",))

_OPEN_VSWITCH = (
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

S390 = ("ethernet",)

_HARDWARE = (
    both(
        "ETHTOOL_OPTS",
        "settings for ethtool, several parted by semicolons",
        kinds=("ethernet", "bond port", "bridge port"),
        note="Words without a switch are for `ethtool -s DEVICE`; with one the device must be written out: "
        "`-K eth0 tso off`. Quote it. Initscripts run what stands here whenever the device comes up; NetworkManager "
        "understands speed, duplex, autoneg, wol and -K, -C, -G, -A, and ignores other switches.",
        mistaken=("ETHTOOL_OPTIONS", "ETHTOOL_OPT", "ETHTOOLOPTS"),
    ),
    scripts(
        "ETHTOOL_DELAY",
        "time to wait before ethtool is called",
        type="integer",
        unit="us",
        range=(0, 60000000),
        kinds=("ethernet", "bond port", "bridge port"),
    ),
    nm(
        "ETHTOOL_WAKE_ON_LAN",
        "ignore, for wake-on-LAN to be left as it is",
        type="enum",
        values=("ignore",),
        networkmanager="1.2",
        kinds=("ethernet",),
        note="Wins over wol in ETHTOOL_OPTS.",
    ),
    nm(
        "ACCEPT_ALL_MAC_ADDRESSES",
        "whether the device takes packets for others, promiscuous",
        type="yes-no",
        default="as it is",
        networkmanager="1.32",
    ),
    nm(
        "SRIOV_TOTAL_VFS",
        "number of virtual functions to make",
        type="integer",
        range=(0, 4294967295),
        networkmanager="1.14",
        kinds=("ethernet",),
    ),
    nm(
        "SRIOV_AUTOPROBE_DRIVERS",
        "whether drivers are bound to the virtual functions",
        type="integer",
        values=("-1", "0", "1"),
        default="-1 (the global setting)",
        networkmanager="1.14",
        kinds=("ethernet",),
    ),
    nm(
        "SRIOV_VF0",
        "settings of a virtual function",
        type="options",
        numbered="SRIOV_VF0, SRIOV_VF1, ...",
        networkmanager="1.14",
        kinds=("ethernet",),
        note='As in SRIOV_VF0="mac=52:54:00:00:00:01 vlans=20".',
    ),
    nm(
        "QDISC1",
        "queueing discipline, as for `tc qdisc`",
        numbered="QDISC1, QDISC2, ...",
        networkmanager="1.12",
        note="Count without gaps.",
    ),
    nm(
        "FILTER1",
        "traffic filter, as for `tc filter`",
        numbered="FILTER1, FILTER2, ...",
        networkmanager="1.12",
        note="Count without gaps.",
    ),
    nm(
        "TC_COMMIT",
        "whether traffic control is cleared where no QDISC and FILTER are given",
        type="yes-no",
        default="no",
        networkmanager="1.12",
    ),
    both(
        "SUBCHANNELS",
        "channels of an s390 card",
        type="list",
        kinds=S390,
        note="Two or three, with commas. Used to find the card in place of HWADDR.",
    ),
    nm("NETTYPE", "kind of an s390 card", type="enum", values=("qeth", "lcs", "ctc"), kinds=S390),
    nm("PORTNAME", "port name of an s390 card", kinds=S390),
    nm("CTCPROT", "protocol of an s390 CTC device", kinds=S390),
)

dcb = partial(Key, networkmanager="yes", kinds=("ethernet",))
_WITH_DCB = "Read with DCB=yes only; a bad value makes the file be rejected."
dcb_flag = partial(dcb, type="yes-no", default="no", note=_WITH_DCB)
dcb_text = partial(dcb, note=_WITH_DCB)
dcb_priority = partial(dcb, type="integer", range=(0, 7), note=_WITH_DCB)

_DATA_CENTER_BRIDGING = (
    dcb(
        "DCB",
        "whether data center bridging is set up",
        type="yes-no",
        default="no",
        note="Without yes all other DCB_ keys are ignored.",
    ),
    dcb_flag("DCB_APP_FCOE_ENABLE", "whether FCoE is turned on"),
    dcb_flag("DCB_APP_FCOE_ADVERTISE", "whether FCoE is advertised"),
    dcb_flag("DCB_APP_FCOE_WILLING", "whether the peer's FCoE settings are taken"),
    dcb_priority("DCB_APP_FCOE_PRIORITY", "priority of FCoE"),
    dcb_text("DCB_APP_FCOE_MODE", "mode of FCoE", type="enum", values=("fabric", "vn2vn")),
    dcb_flag("DCB_APP_ISCSI_ENABLE", "whether iSCSI is turned on"),
    dcb_flag("DCB_APP_ISCSI_ADVERTISE", "whether iSCSI is advertised"),
    dcb_flag("DCB_APP_ISCSI_WILLING", "whether the peer's iSCSI settings are taken"),
    dcb_priority("DCB_APP_ISCSI_PRIORITY", "priority of iSCSI"),
    dcb_flag("DCB_APP_FIP_ENABLE", "whether FIP is turned on"),
    dcb_flag("DCB_APP_FIP_ADVERTISE", "whether FIP is advertised"),
    dcb_flag("DCB_APP_FIP_WILLING", "whether the peer's FIP settings are taken"),
    dcb_priority("DCB_APP_FIP_PRIORITY", "priority of FIP"),
    dcb_flag("DCB_PFC_ENABLE", "whether priority flow control is turned on"),
    dcb_flag("DCB_PFC_ADVERTISE", "whether priority flow control is advertised"),
    dcb_flag("DCB_PFC_WILLING", "whether the peer's priority flow control is taken"),
    dcb_text("DCB_PFC_UP", "which of the eight priorities have flow control, as eight 0 or 1"),
    dcb_flag("DCB_PG_ENABLE", "whether priority groups are turned on"),
    dcb_flag("DCB_PG_ADVERTISE", "whether priority groups are advertised"),
    dcb_flag("DCB_PG_WILLING", "whether the peer's priority groups are taken"),
    dcb_text("DCB_PG_ID", "group of each of the eight priorities, as eight of 0 to 7 or f"),
    dcb_text("DCB_PG_PCT", "bandwidth of the eight groups in percent, with commas, 100 together", type="list"),
    dcb_text("DCB_PG_UPPCT", "bandwidth of each priority within its group in percent, with commas", type="list"),
    dcb_text("DCB_PG_STRICT", "which priorities may take all of the bandwidth, as eight 0 or 1"),
    dcb_text("DCB_PG_UP2TC", "traffic class of each priority, as eight of 0 to 7"),
)

auth = partial(Key, networkmanager="yes", kinds=("ethernet", "wireless"))
secret = partial(auth, files=("ifcfg", "keys"), note="Better in the keys- file, which only root may read.")
secret_flags = partial(auth, type="flags", values=("user", "ask", "unused"), default="stored by NetworkManager")
certificate = partial(
    auth,
    type="path",
    note="Or a PKCS#11 URI. A relative path is a file beside the ifcfg file, its directories dropped.",
)

_AUTHENTICATION = (
    auth(
        "KEY_MGMT",
        "how the network is entered",
        type="enum",
        values=(
            "IEEE8021X",
            "NONE",
            "WPA-NONE",
            "WPA-PSK",
            "WPA-PSK-SHA256",
            "WPA-EAP",
            "WPA-EAP-SUITE-B-192",
            "SAE",
            "OWE",
        ),
        note="A wired card takes IEEE8021X alone: anything else makes the file be rejected.",
    ),
    auth("IEEE_8021X_EAP_METHODS", "EAP methods", type="list", note="Such as TLS, PEAP, TTLS, FAST, PWD."),
    auth("IEEE_8021X_IDENTITY", "user name for EAP"),
    auth("IEEE_8021X_ANON_IDENTITY", "user name that is sent unencrypted"),
    secret("IEEE_8021X_PASSWORD", "password for EAP"),
    secret_flags("IEEE_8021X_PASSWORD_FLAGS", "who keeps the password for EAP"),
    secret("IEEE_8021X_PASSWORD_RAW", "password for EAP as hex bytes"),
    secret_flags("IEEE_8021X_PASSWORD_RAW_FLAGS", "who keeps the password as hex bytes"),
    secret("IEEE_8021X_PIN", "PIN of a SIM for EAP"),
    secret_flags("IEEE_8021X_PIN_FLAGS", "who keeps the PIN"),
    certificate("IEEE_8021X_CA_CERT", "certificate of the authority"),
    secret("IEEE_8021X_CA_CERT_PASSWORD", "password of the authority's certificate on a token"),
    secret_flags("IEEE_8021X_CA_CERT_PASSWORD_FLAGS", "who keeps the password of the authority's certificate"),
    auth("IEEE_8021X_CA_PATH", "directory of more authorities", type="path"),
    auth("IEEE_8021X_SYSTEM_CA_CERTS", "whether the system's authorities are trusted", type="yes-no", default="no"),
    certificate("IEEE_8021X_CLIENT_CERT", "certificate of the client"),
    secret("IEEE_8021X_CLIENT_CERT_PASSWORD", "password of the client's certificate on a token"),
    secret_flags("IEEE_8021X_CLIENT_CERT_PASSWORD_FLAGS", "who keeps the password of the client's certificate"),
    certificate("IEEE_8021X_PRIVATE_KEY", "private key of the client"),
    secret("IEEE_8021X_PRIVATE_KEY_PASSWORD", "password of the private key"),
    secret_flags("IEEE_8021X_PRIVATE_KEY_PASSWORD_FLAGS", "who keeps the password of the private key"),
    auth(
        "IEEE_8021X_INNER_AUTH_METHODS", "methods within the tunnel", type="list", note="Those of EAP begin with EAP-."
    ),
    certificate("IEEE_8021X_INNER_CA_CERT", "certificate of the authority within the tunnel"),
    secret("IEEE_8021X_INNER_CA_CERT_PASSWORD", "password of the inner authority's certificate"),
    secret_flags("IEEE_8021X_INNER_CA_CERT_PASSWORD_FLAGS", "who keeps the password of the inner authority's"),
    certificate("IEEE_8021X_INNER_CLIENT_CERT", "certificate of the client within the tunnel"),
    secret("IEEE_8021X_INNER_CLIENT_CERT_PASSWORD", "password of the client's inner certificate"),
    secret_flags("IEEE_8021X_INNER_CLIENT_CERT_PASSWORD_FLAGS", "who keeps the password of the inner certificate"),
    certificate("IEEE_8021X_INNER_PRIVATE_KEY", "private key of the client within the tunnel"),
    secret("IEEE_8021X_INNER_PRIVATE_KEY_PASSWORD", "password of the inner private key"),
    secret_flags("IEEE_8021X_INNER_PRIVATE_KEY_PASSWORD_FLAGS", "who keeps the password of the inner private key"),
    auth("IEEE_8021X_SUBJECT_MATCH", "text that the server certificate's subject must have"),
    auth("IEEE_8021X_ALTSUBJECT_MATCHES", "alternative subjects that the server's certificate may have", type="list"),
    auth(
        "IEEE_8021X_DOMAIN_MATCH",
        "domain that the server's certificate must be for",
        type="domain",
        networkmanager="1.24",
    ),
    auth(
        "IEEE_8021X_DOMAIN_SUFFIX_MATCH",
        "end of the domain that the server's certificate must be for",
        type="domain",
        networkmanager="1.2",
    ),
    auth("IEEE_8021X_PHASE2_CA_PATH", "directory of more authorities within the tunnel", type="path"),
    auth("IEEE_8021X_PHASE2_SUBJECT_MATCH", "text that the inner certificate's subject must have"),
    auth("IEEE_8021X_PHASE2_ALTSUBJECT_MATCHES", "alternative subjects of the inner certificate", type="list"),
    auth(
        "IEEE_8021X_PHASE2_DOMAIN_MATCH",
        "domain that the inner certificate must be for",
        type="domain",
        networkmanager="1.24",
    ),
    auth(
        "IEEE_8021X_PHASE2_DOMAIN_SUFFIX_MATCH",
        "end of the domain that the inner certificate must be for",
        type="domain",
        networkmanager="1.2",
    ),
    auth("IEEE_8021X_PEAP_VERSION", "PEAP version", type="integer", range=(0, 1)),
    auth("IEEE_8021X_PEAP_FORCE_NEW_LABEL", "whether PEAP version 1 uses the new label", type="yes-no", default="no"),
    auth(
        "IEEE_8021X_FAST_PROVISIONING",
        "how EAP-FAST gets its credentials",
        type="flags",
        values=("allow-unauth", "allow-auth"),
    ),
    certificate("IEEE_8021X_PAC_FILE", "credentials of EAP-FAST"),
    auth("IEEE_8021X_PHASE1_AUTH_FLAGS", "TLS versions to leave out", type="flags", networkmanager="1.8"),
    auth("IEEE_8021X_OPENSSL_CIPHERS", "ciphers for OpenSSL", networkmanager="1.48"),
    auth(
        "IEEE_8021X_AUTH_TIMEOUT",
        "how long to wait for the authentication",
        type="integer",
        unit="s",
        default="0 (the global setting)",
        networkmanager="1.8",
    ),
    auth(
        "IEEE_8021X_OPTIONAL",
        "whether the device comes up when the authentication fails",
        type="yes-no",
        default="no",
        networkmanager="1.22",
    ),
)

wireless = partial(Key, networkmanager="yes", kinds=("wireless",))
iwconfig = partial(Key, initscripts=(6,), kinds=("wireless",), note="For iwconfig, which scripts of EL7 do not call.")

_WIRELESS = (
    wireless(
        "ESSID", "name of the network", initscripts=ALL, note="1 to 32 bytes, or hex with 0x.", mistaken=("SSID",)
    ),
    wireless(
        "MODE",
        "how the card works",
        type="enum",
        values=("Managed", "Ad-Hoc", "Ap", "Auto", "Monitor"),
        initscripts=ALL,
        note="Monitor is known to initscripts only, Ap and Auto to NetworkManager only.",
    ),
    wireless("CHANNEL", "channel", type="integer", initscripts=(6,)),
    wireless("BAND", "band", type="enum", values=("a", "bg", "6GHz"), default="from CHANNEL"),
    wireless("BSSID", "MAC address of the only access point to use", type="mac"),
    wireless("SSID_HIDDEN", "whether the network does not announce itself", type="yes-no", default="no"),
    wireless(
        "POWERSAVE",
        "power saving",
        type="enum",
        values=("default", "ignore", "disable", "enable", "no", "yes"),
        default="default",
        networkmanager="1.2",
    ),
    wireless(
        "MAC_ADDRESS_RANDOMIZATION",
        "whether the MAC address changes",
        type="enum",
        values=("default", "never", "always"),
        default="default",
        networkmanager="1.2",
        note="Superseded by MACADDR=random.",
    ),
    wireless(
        "AP_ISOLATION",
        "whether clients of this access point are kept apart",
        type="yes-no",
        default="the global setting",
        networkmanager="1.28",
    ),
    scripts(
        "KEY",
        "WEP key, or key of a GRE tunnel",
        kinds=("wireless", "tunnel"),
        files=("ifcfg", "keys"),
        note="One name for two things.",
    ),
    wireless("KEY1", "one of four WEP keys", initscripts=(6,), numbered="KEY1 to KEY4", files=("ifcfg", "keys")),
    wireless(
        "KEY_PASSPHRASE1", "WEP passphrase", numbered="KEY_PASSPHRASE1 to KEY_PASSPHRASE4", files=("ifcfg", "keys")
    ),
    wireless("KEY_TYPE", "what the WEP keys are", type="enum", values=("key", "passphrase")),
    wireless("DEFAULTKEY", "which WEP key is sent with", type="integer", default="1", range=(1, 4), initscripts=(6,)),
    wireless(
        "SECURITYMODE", "WEP authentication", type="enum", values=("open", "restricted", "leap"), initscripts=(6,)
    ),
    wireless("WEP_KEY_FLAGS", "who keeps the WEP keys", type="flags", values=("user", "ask", "unused")),
    wireless("WPA_PSK", "passphrase of the network", files=("ifcfg", "keys"), note="Better in the keys- file."),
    wireless("WPA_PSK_FLAGS", "who keeps the passphrase", type="flags", values=("user", "ask", "unused")),
    wireless("WPA_ALLOW_WPA", "whether WPA may be used", type="yes-no"),
    wireless("WPA_ALLOW_WPA2", "whether WPA2 may be used", type="yes-no"),
    wireless("CIPHER_PAIRWISE", "ciphers for packets to one", type="list"),
    wireless("CIPHER_GROUP", "ciphers for packets to all", type="list"),
    wireless(
        "PMF",
        "protected management frames",
        type="enum",
        values=("default", "disable", "optional", "required"),
        default="default",
        networkmanager="1.10",
    ),
    wireless(
        "FILS",
        "fast initial link setup",
        type="enum",
        values=("default", "disable", "optional", "required"),
        default="default",
        networkmanager="1.12",
    ),
    wireless("WPS_METHOD", "ways of WPS to allow", type="flags", default="default", networkmanager="1.10"),
    scripts("FREQ", "frequency", kinds=("wireless",), note="EL6 ignores it with MODE=Managed."),
    scripts("WOWLAN", "what wakes the host over wireless", kinds=("wireless",)),
    scripts("WIRELESS_ENC_KEY", "whether ifdown clears the WEP key", kinds=("wireless",), note="Any value does."),
    scripts(
        "IW",
        "program to call for iw",
        type="path",
        default="iw",
        initscripts=FROM_7,
        kinds=("wireless",),
        note="Run as a command.",
    ),
    iwconfig("RATE", "bit rate"),
    iwconfig("RTS", "RTS threshold"),
    iwconfig("FRAG", "fragmentation threshold"),
    iwconfig("SENS", "sensitivity threshold"),
    iwconfig("NWID", "network ID"),
    iwconfig("IWCONFIG", "more words for iwconfig"),
    iwconfig("IWPRIV", "words for iwpriv"),
    iwconfig("SPYIPS", "addresses for iwspy", type="list"),
)

infiniband = partial(Key, initscripts=ALL, package="rdma-core", networkmanager="yes", kinds=("infiniband",))

_INFINIBAND = (
    infiniband(
        "CONNECTED_MODE",
        "whether IPoIB uses connected mode",
        type="yes-no",
        default="no (datagram)",
        note="An MTU above 2044 needs it.",
    ),
    infiniband("PKEY", "whether the file is for a partition", type="yes-no", default="no"),
    infiniband(
        "PKEY_ID",
        "key of the partition",
        type="integer",
        range=(0, 65535),
        note="Hex with 0x or decimal. The bit 0x8000 is added.",
    ),
    nm(
        "PKEY_ID_NM",
        "key of the partition as it is, without the bit added",
        type="integer",
        range=(0, 65535),
        networkmanager="1.44",
        kinds=("infiniband",),
        note="Wins over PKEY_ID.",
    ),
)

tunnel = partial(Key, initscripts=ALL, kinds=("tunnel",))

_TUNNELS = (
    tunnel(
        "MY_OUTER_IPADDR", "this end of the tunnel", type="ip", default="any", note="IPv6 with TYPE=GRE6 and IPIP6."
    ),
    tunnel("PEER_OUTER_IPADDR", "other end of the tunnel", type="ip"),
    tunnel(
        "MY_INNER_IPADDR",
        "address of this host within the tunnel",
        type="ip-prefix",
        note="One: IPADDR is not looked at. An address is added with what stands here, /prefix included.",
    ),
    tunnel("PEER_INNER_IPADDR", "address of the peer within the tunnel", type="ip-prefix"),
    tunnel("TTL", "TTL of the packets around the tunnelled ones", type="integer", default="inherited", range=(0, 255)),
    scripts(
        "IPV6TUNNELIPV4",
        "IPv4 address of the other end of a sit tunnel",
        type="ipv4",
        kinds=("tunnel",),
        note="Required for sit devices. Without TYPE it makes NetworkManager leave the file alone.",
    ),
    tunnel("IPV6TUNNELIPV4LOCAL", "IPv4 address of this end of a sit tunnel", type="ipv4", default="any"),
    tunnel(
        "IPV6_AUTOTUNNEL",
        "whether sit0 is brought up",
        type="yes-no",
        default="no",
        files=("network",),
        note=_EXACT_YES,
    ),
    tunnel(
        "IPV6TO4INIT",
        "whether a 6to4 tunnel is made over the device",
        type="yes-no",
        default="no",
        kinds=("any",),
        note=_EXACT_YES,
    ),
    tunnel("IPV6TO4_IPV4ADDR", "IPv4 address that the 6to4 prefix is made of", type="ipv4", default="the device's"),
    tunnel(
        "IPV6TO4_RELAY",
        "IPv4 address of the 6to4 relay",
        type="ipv4",
        default="192.88.99.1",
        note="The default is a public anycast address that was given up in 2015.",
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
        "IPV6_CONTROL_RADVD", "whether radvd is told of a new 6to4 prefix", type="yes-no", default="no", note=_EXACT_YES
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
        "how radvd is told",
        type="enum",
        values=("startstop", "reload", "restart", "SIGHUP"),
        default="SIGHUP",
        files=NETWORK,
    ),
)

ppp = partial(
    Key, initscripts=TO_7, kinds=("ppp",), note="EL8 has ifup-ppp in the ppp package, no longer in initscripts."
)

_PPP = (
    ppp("MODEMPORT", "device of the modem", type="path"),
    ppp("LINESPEED", "speed of the line", type="integer", unit="bit/s", range=(0, 4000000)),
    ppp("WVDIALSECT", "section of wvdial.conf"),
    ppp("PAPNAME", "user name for PAP"),
    ppp("PPPOPTIONS", "more words for pppd", initscripts=ALL),
    ppp("MRU", "largest packet to be sent to us", type="integer", unit="bytes", initscripts=ALL, range=(0, 4000000)),
    ppp(
        "REMIP",
        "address of the peer",
        type="ipv4",
        initscripts=ALL,
        kinds=("ppp", "other"),
        note="Of a PPP, PLIP or USB link.",
    ),
    ppp("DEBUG", "whether pppd logs much", type="yes-no", default="no", initscripts=ALL),
    ppp("DEMAND", "whether to dial when there is traffic", type="yes-no", default="no"),
    ppp("PERSIST", "whether to dial again when the link was lost", type="yes-no", default="no"),
    ppp(
        "IDLETIMEOUT",
        "how long without traffic until hanging up",
        type="integer",
        unit="s",
        default="600",
        range=(0, 4000000),
    ),
    ppp("BOOTTIMEOUT", "how long to wait for the link at boot", type="integer", unit="s", range=(0, 4000000)),
    ppp(
        "DISCONNECTTIMEOUT",
        "how long to wait before dialling again after the link was lost",
        type="integer",
        unit="s",
        default="2",
        range=(0, 4000000),
    ),
    ppp(
        "RETRYTIMEOUT",
        "how long to wait before dialling again after a failure",
        type="integer",
        unit="s",
        default="30",
        range=(0, 4000000),
    ),
    ppp("RETRYCONNECT", "whether to dial again after a failure", type="yes-no", default="yes"),
    ppp("MAXFAIL", "how often to dial in vain", type="integer", range=(0, 4000000)),
    ppp("HARDFLOWCTL", "whether the modem has hardware flow control", type="yes-no", default="yes"),
    ppp("ESCAPECHARS", "whether control characters are escaped", type="yes-no", default="no"),
)

isdn = partial(Key, initscripts=ALL, kinds=("ppp",), note="For ISDN, by isdnctrl and ipppd.")
isdn_switch = partial(isdn, type="enum", values=("on", "off"))

_ISDN = (
    isdn("USER", "user name at the provider", note="For ISDN, and for rp-pppoe's DSL."),
    isdn("AUTH", "how to authenticate, such as +pap -chap", type="list"),
    isdn("ENCAP", "encapsulation", type="enum", values=("syncppp", "rawip"), default="syncppp"),
    isdn("MSN", "own number"),
    isdn("PHONE_OUT", "numbers to dial", type="list"),
    isdn("PHONE_IN", "numbers that may call", type="list"),
    isdn("COUNTRYCODE", "prefix of the country"),
    isdn("AREACODE", "prefix of the area"),
    isdn("SECURE", "whether only known numbers may call", type="enum", values=("on", "off")),
    isdn("DIALMODE", "when to dial", type="enum", values=("off", "auto", "manual"), default="off"),
    isdn("DIALMAX", "how often to dial in vain", type="integer"),
    isdn_switch("DIALIN", "whether others may dial in"),
    isdn("L2_PROT", "protocol of layer 2", default="hdlc"),
    isdn("L3_PROT", "protocol of layer 3", default="trans"),
    isdn("HUPTIMEOUT", "how long without traffic until hanging up", type="integer", unit="s"),
    isdn("IHUP", "whether an incoming call is also hung up when idle", type="enum", values=("on", "off")),
    isdn("CHARGEHUP", "whether to hang up just before the next charge", type="enum", values=("on", "off")),
    isdn("CHARGEINT", "time between charges", type="integer", unit="s"),
    isdn("CALLBACK", "who calls back", type="enum", values=("off", "in", "out")),
    isdn("CBDELAY", "time before calling back", type="integer", unit="s"),
    isdn("CBHUP", "whether a call is hung up before calling back", type="enum", values=("on", "off")),
    isdn_switch("CBCP", "whether the callback control protocol is spoken"),
    isdn("CBCP_MSN", "number to be called back at"),
    isdn("ISDN_HOSTNAME", "name of the peer"),
    isdn("BUNDLING", "whether a second channel is bundled", type="enum", values=("on", "yes", "off")),
    isdn_switch("AC", "address and control compression"),
    isdn_switch("PC", "protocol field compression"),
    isdn_switch("VJ", "header compression of Van Jacobson"),
    isdn_switch("VJCCOMP", "compression of the connection ID in such headers"),
    isdn_switch("BSDCOMP", "BSD compression"),
    isdn_switch("CCP", "compression control protocol"),
    isdn_switch("LZS", "LZS compression"),
    isdn("LZS_MODE", "mode of LZS", type="enum", values=("3", "4"), default="4"),
    isdn("SLAVE_DEVICE", "device of the second channel", type="interface"),
    isdn("SLAVE_DELAY", "time before the second channel is dialled", type="integer", unit="s"),
    isdn("SLAVE_TRIGGER", "traffic at which the second channel is dialled", type="integer", unit="bytes/s"),
    isdn("SLAVE_MSN", "MSN of the second channel", default="MSN"),
    isdn("SLAVE_PHONE_OUT", "PHONE_OUT of the second channel", default="PHONE_OUT"),
    isdn("SLAVE_PHONE_IN", "PHONE_IN of the second channel", default="PHONE_IN"),
    isdn("SLAVE_DIALMODE", "DIALMODE of the second channel", default="DIALMODE"),
    isdn("SLAVE_DIALMAX", "DIALMAX of the second channel", default="DIALMAX"),
    isdn("SLAVE_HUPTIMEOUT", "HUPTIMEOUT of the second channel", default="HUPTIMEOUT"),
    isdn("SLAVE_IHUP", "IHUP of the second channel", default="IHUP"),
    isdn("SLAVE_CHARGEHUP", "CHARGEHUP of the second channel", default="CHARGEHUP"),
    isdn("SLAVE_CHARGEINT", "CHARGEINT of the second channel", default="CHARGEINT"),
    isdn("SLAVE_CALLBACK", "CALLBACK of the second channel", default="CALLBACK"),
    isdn("SLAVE_CBDELAY", "CBDELAY of the second channel", default="CBDELAY"),
    isdn("SLAVE_CBHUP", "CBHUP of the second channel", default="CBHUP"),
)

_BLUETOOTH = (
    scripts("ROLE", "role of a Bluetooth network device", type="enum", values=("PANU", "NAP", "GN"), kinds=("other",)),
    scripts("REMOTEBDADDR", "address of the Bluetooth peer", type="mac", default="searched for", kinds=("other",)),
    scripts("CACHE", "whether the Bluetooth peer found is remembered", type="yes-no", default="yes", kinds=("other",)),
)

_NETWORKMANAGER_ITSELF = (
    nm(
        "LLDP",
        "whether LLDP packets of neighbours are listened to",
        values=("rx", "yes", "no"),
        type="enum",
        default="the global setting",
        networkmanager="1.2",
    ),
    nm(
        "MPTCP_FLAGS",
        "how the addresses are used for multipath TCP",
        type="flags",
        values=(
            "disabled",
            "enabled",
            "also-without-sysctl",
            "also-without-default-route",
            "signal",
            "subflow",
            "backup",
            "fullmesh",
        ),
        networkmanager="1.40",
        note="signal together with fullmesh makes the file be rejected.",
    ),
    nm(
        "MUD_URL",
        "URL of the usage description that is sent to the network",
        type="url",
        values=("none",),
        networkmanager="1.26",
        note="https, at most 255 bytes. An empty value makes the file be rejected.",
    ),
    nm(
        "PROXY_METHOD",
        "how a proxy is found",
        type="enum",
        values=("none", "auto"),
        default="none",
        networkmanager="1.6",
        note="Anything but auto is none.",
    ),
    nm(
        "PAC_URL",
        "where the proxy's configuration is",
        type="url",
        networkmanager="1.6",
        note="With PROXY_METHOD=auto.",
    ),
    nm("PAC_SCRIPT", "the proxy's configuration itself", networkmanager="1.6", note="With PROXY_METHOD=auto."),
    nm("BROWSER_ONLY", "whether the proxy is for browsers only", type="yes-no", default="no", networkmanager="1.6"),
    nm(
        "NM_USER_*",
        "a note of any kind, kept for others",
        networkmanager="1.8",
        note="The rest of the name is the name of the note, encoded.",
    ),
)

_READ_BY_NOBODY = (
    nobody(
        "PROMISC",
        "whether the device takes packets for others",
        type="yes-no",
        note="Given up long ago: use `ip link set promisc on`, or ACCEPT_ALL_MAC_ADDRESSES under NetworkManager.",
    ),
    nobody(
        "ALLMULTI",
        "whether the device takes all multicast packets",
        type="yes-no",
        note="Given up long ago: use `ip link set allmulticast on`.",
    ),
    nobody("NETBOOT", "whether the host was installed over this device", type="yes-no", note="Left by the installer."),
    nobody("BOOTIF", "device that the installer was booted from", note="Left by the installer."),
    nobody(
        "LAST_CONNECT",
        "when the profile was last active",
        type="integer",
        unit="s",
        note="Left by NetworkManager 0.8, which kept it here.",
    ),
    nobody(
        "NETWORKING_IPV6",
        "whether the host uses IPv6",
        type="yes-no",
        files=("network",),
        note="EL5's switch. From EL6 it is IPV6INIT in each file.",
    ),
    nobody(
        "NETWORKWAIT",
        "whether boot waits for the network",
        type="yes-no",
        files=("network",),
        note="Documented on EL6 and read by nothing: enable NetworkManager-wait-online.",
    ),
    nobody(
        "FORWARD_IPV4",
        "whether the host routes IPv4",
        type="yes-no",
        files=("network",),
        note="Given up long ago: set net.ipv4.ip_forward by sysctl.",
    ),
    nobody(
        "IKE_METHOD",
        "how an IPsec tunnel finds its keys",
        kinds=("tunnel",),
        note="For ifup-ipsec, which went with EL5. Use libreswan.",
    ),
    nobody(
        "SRC",
        "address of this end of an IPsec tunnel",
        type="ip",
        kinds=("tunnel",),
        note="For ifup-ipsec, which went with EL5.",
    ),
    nobody(
        "DST",
        "address of the other end of an IPsec tunnel",
        type="ip",
        kinds=("tunnel",),
        note="For ifup-ipsec, which went with EL5.",
    ),
    nobody(
        "SRCNET",
        "network behind this end of an IPsec tunnel",
        kinds=("tunnel",),
        note="For ifup-ipsec, which went with EL5.",
    ),
    nobody(
        "DSTNET",
        "network behind the other end of an IPsec tunnel",
        kinds=("tunnel",),
        note="For ifup-ipsec, which went with EL5.",
    ),
    nobody(
        "PASSWORD",
        "password of a dial-up user",
        kinds=("ppp",),
        note="No reader of EL6 or later takes it from here: it belongs into /etc/ppp/pap-secrets and chap-secrets.",
    ),
    nobody(
        "RX_QUEUE",
        "number of receive queues of a DPDK port",
        type="integer",
        kinds=("ovs",),
        note="os-net-config keeps it here for itself; Open vSwitch gets it in OVS_EXTRA.",
    ),
    nobody(
        "RX_QUEUE_SIZE",
        "length of the receive queues of a DPDK port",
        type="integer",
        kinds=("ovs",),
        note="os-net-config keeps it here for itself; Open vSwitch gets it in OVS_EXTRA.",
    ),
    nobody(
        "TX_QUEUE_SIZE",
        "length of the send queues of a DPDK port",
        type="integer",
        kinds=("ovs",),
        note="os-net-config keeps it here for itself; Open vSwitch gets it in OVS_EXTRA.",
    ),
    nobody(
        "BIND_INT",
        "card below Contrail's vhost0",
        type="interface",
        kinds=("other",),
        note="Read by ifup-vhost of Contrail's vRouter, not by initscripts.",
    ),
    nobody(
        "CPU_LIST",
        "processors for Contrail's vRouter",
        kinds=("other",),
        note="Read by ifup-vhost of Contrail's vRouter, not by initscripts.",
    ),
    nobody(
        "DRIVER",
        "driver that Contrail's vRouter binds the card to",
        kinds=("other",),
        note="Read by ifup-vhost of Contrail's vRouter, not by initscripts.",
    ),
    nobody(
        "BOND_MODE",
        "mode of the bond below Contrail's vhost0",
        kinds=("other",),
        note="Read by ifup-vhost of Contrail's vRouter, not by initscripts: a bond has mode= in BONDING_OPTS.",
    ),
    nobody(
        "BOND_POLICY",
        "hash policy of the bond below Contrail's vhost0",
        kinds=("other",),
        note="Read by ifup-vhost of Contrail's vRouter, not by initscripts: a bond has it in BONDING_OPTS.",
    ),
    nobody(
        "DHCPCLASS",
        "vendor class for DHCP",
        kinds=DHCP,
        note="For the DHCP client of old. NetworkManager has DHCP_VENDOR_CLASS_IDENTIFIER, dhclient its own file.",
    ),
    nobody(
        "VXLAN",
        "whether the file is for a VXLAN",
        type="yes-no",
        kinds=("tunnel",),
        note="No script of initscripts makes one, and NetworkManager wants a keyfile for it.",
    ),
    nobody("PROVIDER", "name of a dial-up provider", kinds=("ppp",), note="For people and old tools."),
)

TABLE: tuple[Key, ...] = (
    *_DEVICES,
    *_STARTING,
    *_IPV4,
    *_ROUTES,
    *_NAMES,
    *_DHCP,
    *_IPV6,
    *_BONDS,
    *_BRIDGES,
    *_VLANS,
    *_TEAMS,
    *_OTHER_CONTROLLERS,
    *_OPEN_VSWITCH,
    *_HARDWARE,
    *_DATA_CENTER_BRIDGING,
    *_AUTHENTICATION,
    *_WIRELESS,
    *_INFINIBAND,
    *_TUNNELS,
    *_PPP,
    *_ISDN,
    *_BLUETOOTH,
    *_NETWORKMANAGER_ITSELF,
    *_READ_BY_NOBODY,
)

FOREIGN: dict[str, tuple[str, ...]] = {
    "SUSE": (
        "STARTMODE", "IFPLUGD_PRIORITY", "INTERFACETYPE", "USERCONTROL", "UNIQUE", "RUN_POLL_TCPIP", "FIREWALL",
        "IPADDR_*", "IPADDR6_*", "PREFIXLEN", "PREFIXLEN_*", "NETMASK_*", "BROADCAST_*", "SCOPE_*", "LABEL_*",
        "REMOTE_IPADDR", "REMOTE_IPADDR_*", "IP_OPTIONS", "IP_OPTIONS_*", "LLADDR", "LINK_*", "ETHTOOL_OPTIONS",
        "ETHTOOL_OPTIONS_*", "DHCLIENT_*", "DHCLIENT6_*", "PRE_UP_SCRIPT", "POST_UP_SCRIPT", "PRE_DOWN_SCRIPT",
        "POST_DOWN_SCRIPT",
        "BRIDGE_PORTS", "BRIDGE_STP", "BRIDGE_FORWARDDELAY", "BRIDGE_AGEINGTIME", "BRIDGE_HELLOTIME", "BRIDGE_MAXAGE",
        "BRIDGE_PATHCOSTS", "BRIDGE_PORTPRIORITIES", "BRIDGE_PRIORITY", "BONDING_MODULE_OPTS", "BONDING_SLAVE*",
        "ETHERDEVICE", "TEAM_*", "TUNNEL", "TUNNEL_*", "OVS_BRIDGE_*", "WIRELESS", "WIRELESS_*", "IPOIB", "IPOIB_*",
    ),
    "PLD": (
        "BRIDGE_DEVS", "SPANNING_TREE", "DIRECT_CONNECT", "PROTOCOL", "IPV6_PPP", "PPPOE_*", "PPPOA", "PPPOA_*",
        "PLUGIN_IFCFG_PASSWORD", "IRDAPORT", "DONGLE", "DISCOVERY", "CBPASSWORD", "CBPHONE", "SYNC", "USEPEERDNS",
        "CHATSCRIPT", "INITSTRING", "DATAFORCHAT", "REPORTFILE", "HOLDOFF", "PHONE",
    ),
    "Debian": (
        "iface", "auto", "address", "netmask", "gateway", "broadcast", "network", "hwaddress", "metric", "mtu",
        "bridge_*", "bond_*", "vlan_*", "dns_*", "pre_up", "post_up", "pre_down", "post_down", "wpa_*",
    ),
}  # fmt: skip
"""Names that belong to another system's network files, by that system; `*` stands for any ending."""
