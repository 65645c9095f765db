"""Our scripts for devices that initscripts cannot create: `ifup` runs ifup-KIND where DEVICETYPE says so."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen import data

EXTENSIONS: Mapping[str, int] = {"dummy": 6, "veth": 6, "macvlan": 6, "macvtap": 6, "ipvlan": 7, "vxlan": 7}
"""The kinds of devices with a script, and the first release whose kernel has them."""

_FOLDER = "ifcfg/scripts"
_HEADER = re.compile(r"\A(#![^\n]*\n)# ifcfgen: from [^\n]*\n")


def template(name: str) -> str:
    """The template of the script NAME, ifup-KIND or ifdown-KIND."""
    step, _, kind = name.partition("-")
    if step == "ifdown":
        return f"{_FOLDER}/ifdown"
    return f"{_FOLDER}/ifup-{'macvlan' if kind == 'macvtap' else kind}"


def has_name_of_extension(name: str) -> bool:
    """Whether a script of ours has this NAME."""
    step, _, kind = name.partition("-")
    return step in ("ifup", "ifdown") and kind in EXTENSIONS


def is_extension(name: str, text: str) -> bool:
    """Whether TEXT is our script NAME, as this version of ifcfgen writes it."""
    return has_name_of_extension(name) and _HEADER.sub(r"\1", text) == data.text("templates", template(name))
