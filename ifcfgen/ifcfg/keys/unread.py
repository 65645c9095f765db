"""Names that no reader knows, and names of other systems."""

from __future__ import annotations

from ifcfgen.ifcfg.keys.key import DHCP, nobody

KEYS = (
    nobody(
        "PROMISC",
        "whether the device takes packets for others",
        type="yes-no",
        note="Obsolete: use `ip link set promisc on`, or ACCEPT_ALL_MAC_ADDRESSES under NetworkManager.",
    ),
    nobody(
        "ALLMULTI",
        "whether the device takes all multicast packets",
        type="yes-no",
        note="Obsolete: use `ip link set allmulticast on`.",
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
        note="Documented on EL6, but no program reads it: enable NetworkManager-wait-online.",
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
        note="No reader of EL6 or later takes it from here: it belongs in /etc/ppp/pap-secrets and chap-secrets.",
        secret=True,
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
        note="Initscripts have no script for it, and NetworkManager needs a keyfile.",
    ),
    nobody(
        "BONDING_SLAVE0",
        "port of a bond",
        type="interface",
        numbered="BONDING_SLAVE0, BONDING_SLAVE1, ...",
        kinds=("bond",),
        note="Written by cloud-init for people: MASTER in the file of the port counts.",
    ),
    nobody("PROVIDER", "name of a dial-up provider", kinds=("ppp",), note="For people and old tools."),
)

FOREIGN: dict[str, tuple[str, ...]] = {
    "SUSE": (
        "STARTMODE", "IFPLUGD_PRIORITY", "INTERFACETYPE", "USERCONTROL", "UNIQUE", "RUN_POLL_TCPIP", "FIREWALL",
        "IPADDR_*", "IPADDR6_*", "PREFIXLEN", "PREFIXLEN_*", "NETMASK_*", "BROADCAST_*", "SCOPE_*", "LABEL_*",
        "REMOTE_IPADDR", "REMOTE_IPADDR_*", "IP_OPTIONS", "IP_OPTIONS_*", "LLADDR", "LINK_*", "ETHTOOL_OPTIONS",
        "ETHTOOL_OPTIONS_*", "DHCLIENT_*", "DHCLIENT6_*", "PRE_UP_SCRIPT", "POST_UP_SCRIPT", "PRE_DOWN_SCRIPT",
        "POST_DOWN_SCRIPT",
        "BRIDGE_PORTS", "BRIDGE_STP", "BRIDGE_FORWARDDELAY", "BRIDGE_AGEINGTIME", "BRIDGE_HELLOTIME", "BRIDGE_MAXAGE",
        "BRIDGE_PATHCOSTS", "BRIDGE_PORTPRIORITIES", "BRIDGE_PRIORITY", "BONDING_MODULE_OPTS", "BONDING_SLAVE_*",
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
