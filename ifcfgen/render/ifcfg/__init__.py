"""ifcfg, route and rule files of network-scripts, for initscripts and for NetworkManager's ifcfg reader."""

from __future__ import annotations

from ifcfgen.render.ifcfg.advice import advice
from ifcfgen.render.ifcfg.files import LAYOUT, outputs
from ifcfgen.render.ifcfg.limits import refusals, warnings
from ifcfgen.render.ifcfg.lines import strange
from ifcfgen.render.ifcfg.origins import origin
from ifcfgen.render.ifcfg.words import word
from ifcfgen.render.target import Target

TARGET = Target(LAYOUT, refusals, outputs, word, origin, advice, strange, warnings)
