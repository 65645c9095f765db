"""What rules ask about a virtual device alone."""

from __future__ import annotations

from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Device
from ifcfgen.scripts.extensions import EXTENSIONS


class Virtual:
    """A device, as far as it is a virtual one."""

    relations: Relations
    data: Device

    @property
    def mtu_through_parent(self) -> int | None:
        """The largest MTU with which the packets of a VXLAN fit through its parent."""
        below = self.relations.reading.topology.parent(self.data) if self.data.head else None
        mtu = self.relations.reading.topology.link_mtu(below) if below else None
        return mtu and mtu - self.data.head

    @property
    def lacks_script(self) -> bool:
        """Whether DEVICETYPE asks for a script that initscripts do not have, and that is not among the files."""
        return self.data.kind in EXTENSIONS and f"ifup-{self.data.kind}" not in self.relations.reading.directory.scripts
