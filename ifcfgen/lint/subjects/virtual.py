"""What rules ask about a virtual device alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Device
from ifcfgen.scripts.extensions import EXTENSIONS, foreign_script
from ifcfgen.scripts.names import is_of_card

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition


class Virtual:
    """A device, as far as it is a virtual one."""

    relations: Relations
    data: Device
    definition: AnyDefinition

    @property
    def mtu_through_parent(self) -> int | None:
        """The largest MTU with which the packets of a VXLAN fit through its parent."""
        below = self.relations.topology.parent(self.data) if self.data.head else None
        mtu = self.relations.topology.link_mtu(below) if below else None
        return mtu and mtu - self.data.head

    @property
    def missing_script(self) -> str | None:
        """The kind of the script ifup-KIND that makes it, where neither initscripts nor the files have that script."""
        kind = self.data.kind if self.data.kind in EXTENSIONS else self._foreign_script
        return kind if kind and f"ifup-{kind}" not in self.relations.reading.directory.scripts else None

    @property
    def can_be_rendered(self) -> bool:
        """Whether there is a script for its kind that `ifcfgen render` writes."""
        return self.data.kind in EXTENSIONS

    @property
    def _foreign_script(self) -> str:
        keys = self.definition.keys
        if is_of_card(self.data.name):
            return ""
        return foreign_script(keys.get("DEVICETYPE", ""), keys.get("TYPE", ""))
