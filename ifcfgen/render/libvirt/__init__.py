"""The networks of libvirt, and the network cards of its guests, as XML for virsh."""

from __future__ import annotations

from ifcfgen.render.libvirt.files import LAYOUT, origin, outputs, refusals
from ifcfgen.render.libvirt.words import strange, word
from ifcfgen.render.target import Target

TARGET = Target(LAYOUT, refusals, outputs, word, origin, lambda topology, changes: (), strange)
