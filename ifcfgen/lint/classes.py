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
"""By the names in `ifcfgen.lint.subjects.SUBJECTS`."""
