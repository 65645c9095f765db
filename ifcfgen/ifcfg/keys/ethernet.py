"""Keys of the card: ethtool, s390, data center bridging."""

from __future__ import annotations

from functools import partial

from ifcfgen.ifcfg.keys.key import Key, both, nm, scripts

S390 = ("ethernet",)
dcb = partial(Key, networkmanager="yes", kinds=("ethernet",))
_WITH_DCB = "Read with DCB=yes only; a bad value makes NetworkManager reject the file."
dcb_flag = partial(dcb, type="yes-no", default="no", note=_WITH_DCB)
dcb_text = partial(dcb, note=_WITH_DCB)
dcb_priority = partial(dcb, type="integer", range=(0, 7), note=_WITH_DCB)

KEYS = (
    both(
        "ETHTOOL_OPTS",
        "settings for ethtool, several parted by semicolons",
        note="Words without a switch are for `ethtool -s DEVICE`; with one the device must be written out: "
        "`-K eth0 tso off`. Quote it. Initscripts run it whenever the device comes up; NetworkManager "
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
