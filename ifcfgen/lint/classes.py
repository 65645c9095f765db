"""Who a rule can be for: the class behind each name of a subject."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.facts import Host
from ifcfgen.lint.subjects.address import AddressSubject
from ifcfgen.lint.subjects.assignment import AssignmentSubject, LineSubject
from ifcfgen.lint.subjects.conflict import ConflictSubject
from ifcfgen.lint.subjects.device import DeviceSubject
from ifcfgen.lint.subjects.directory import DirectorySubject
from ifcfgen.lint.subjects.entry import EntrySubject
from ifcfgen.lint.subjects.failure import FailureSubject
from ifcfgen.lint.subjects.file import FileSubject
from ifcfgen.lint.subjects.keyfile import DroppedSubject, KeyfileSubject
from ifcfgen.lint.subjects.libvirt import InterfaceSubject, NetworkSubject
from ifcfgen.lint.subjects.route import RouteSubject
from ifcfgen.lint.subjects.setting import local
from ifcfgen.lint.subjects.suppression import SuppressionSubject

CLASSES: Mapping[str, type] = {
    **dict.fromkeys(("device", "ethernet", "bond", "bridge", "vlan", "port", "alias"), DeviceSubject),
    "address": AddressSubject,
    "route": RouteSubject,
    "assignment": AssignmentSubject,
    "line": LineSubject,
    "entry": EntrySubject,
    "file": FileSubject,
    "suppression": SuppressionSubject,
    "host": Host,
    "directory": DirectorySubject,
    "failure": FailureSubject,
    "interface": InterfaceSubject,
    "network": NetworkSubject,
    "conflict": ConflictSubject,
    "keyfile": KeyfileSubject,
    "dropped": DroppedSubject,
}
"""By the name that the subject has in expressions and texts."""

SUBJECTS = tuple(CLASSES)

LOCAL = frozenset(
    name for cls in AssignmentSubject.__mro__ for name, member in vars(cls).items() if isinstance(member, local)
)
"""What any two assignments of the same text have in common, whatever file they are in, as far as its role goes."""

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
