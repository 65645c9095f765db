"""Who a rule can be for: the class behind each name of a subject."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.facts import Host, Manager
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.routes import Entry
from ifcfgen.lint.suppression import Suppression
from ifcfgen.model import Address, Device, Route, Topology
from ifcfgen.networkmanager.profile import Profile, Reason
from ifcfgen.scripts.device import FileDevice
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File
from ifcfgen.scripts.setting import Line, Setting, local

CLASSES: Mapping[str, type] = {
    **dict.fromkeys(("device", "ethernet", "bond", "bridge", "vlan", "port", "alias"), FileDevice),
    "address": Address,
    "route": Route,
    "assignment": Setting,
    "line": Line,
    "entry": Entry,
    "file": File,
    "suppression": Suppression,
    "host": Host,
    "directory": Directory,
}
"""By the name that the subject has in expressions and texts."""

SUBJECTS = tuple(CLASSES)

STAND_INS: Mapping[type, type] = {Device: FileDevice}
"""What an annotation says, and what stands there in a directory of files."""

NAMED: Mapping[str, object] = {
    "Directory": Directory, "Document": Document, "File": File, "Manager": Manager, "Profile": Profile,
    "Reason": Reason, "Topology": Topology,
}  # fmt: skip
"""What modules name in annotations and import for the type checker alone."""

LOCAL = frozenset(name for name, member in vars(Setting).items() if isinstance(member, local))
"""What any two assignments of the same text have in common, whatever file they are in, as far as its role goes."""
