"""What a rule may ask: one class a subject, whose public, annotated attributes are the names that rules can use."""

from __future__ import annotations

from collections.abc import Mapping

SUBJECTS = (
    "device", "ethernet", "bond", "bridge", "vlan", "port", "alias", "address", "route", "assignment", "line", "entry",
    "file", "suppression", "host", "directory", "failure", "interface", "network", "conflict", "keyfile", "dropped",
)  # fmt: skip
"""The names of the subjects in expressions and texts; `ifcfgen.lint.classes` has their classes."""

KEY_BEHIND: Mapping[str, str] = {
    "bridging": "BRIDGING_OPTS",
    "distant_server": "DNS1",
    "ethtool": "ETHTOOL_OPTS",
    "hello_time": "BRIDGING_OPTS",
    "hwaddr": "HWADDR",
    "hwaddr_port": "HWADDR",
    "hwaddr_twin": "HWADDR",
    "ipv6_mtu": "IPV6_MTU",
    "ipv6init": "IPV6INIT",
    "link_delay": "LINKDELAY",
    "mask_length": "NETMASK",
    "max_age": "BRIDGING_OPTS",
    "mtu": "MTU",
    "other_card_by_udev": "HWADDR",
    "peer": "VETH_PEER",
    "title_twin": "NAME",
    "uuid_twin": "UUID",
}
"""The key without which an attribute of a device is None: no rule is asked that needs it there."""
