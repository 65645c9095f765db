"""NetworkManager's own profiles, one keyfile for each device."""

from __future__ import annotations

from ifcfgen.render.keyfile.advice import advice
from ifcfgen.render.keyfile.files import LAYOUT, outputs
from ifcfgen.render.keyfile.limits import refusals, warnings
from ifcfgen.render.keyfile.origins import origin
from ifcfgen.render.keyfile.words import strange, word
from ifcfgen.render.target import Target

TARGET = Target(LAYOUT, refusals, outputs, word, origin, advice, strange, warnings)
