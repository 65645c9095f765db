"""Our scripts for devices that initscripts cannot create: `ifup` runs ifup-KIND where DEVICETYPE says so."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen import data
from ifcfgen.ifcfg.kinds import KIND_OF_TYPE
from ifcfgen.lazy import pattern

EXTENSIONS: Mapping[str, int] = {"dummy": 6, "veth": 6, "macvlan": 6, "macvtap": 6, "ipvlan": 7, "vxlan": 7}
"""The kinds of devices with a script, and the first release whose kernel has them."""

_OF_RED_HAT = frozenset(
    {"aliases", "bnep", "ctc", "eth", "ib", "ippp", "ipsec", "ipv6", "isdn", "ovs", "plip", "plusb", "post", "ppp",
     "routes", "sit", "Team", "TeamPort", "tunnel", "wireless"}
)  # fmt: skip
"""The scripts ifup-KIND of initscripts, and of the packages of Enterprise Linux that bring further ones."""
_KIND = pattern(r"[A-Za-z][\w+-]*")
"""Not the CR of a file with DOS line ends, nor what is left of the name of a VLAN without its number."""
_FOLDER = "ifcfg/scripts"
_HEADER = pattern(r"\A(#![^\n]*\n)# ifcfgen: from [^\n]*\n")


def template(name: str) -> str:
    """The template of the script NAME, ifup-KIND or ifdown-KIND."""
    step, _, kind = name.partition("-")
    if step == "ifdown":
        return f"{_FOLDER}/ifdown"
    return f"{_FOLDER}/ifup-{'macvlan' if kind == 'macvtap' else kind}"


def foreign_script(devicetype: str, word: str) -> str:
    """The kind of the script ifup-KIND of another vendor that DEVICETYPE next to TYPE=WORD asks for; empty for none.

    Next to a TYPE that readers know, or none, `ifup` can do without: ifup-eth goes on with such a device.
    """
    is_known = not word or word.lower() in KIND_OF_TYPE or word.lower().startswith("ovs")
    if is_known or not word.isprintable() or not _KIND.fullmatch(devicetype):
        return ""
    return "" if devicetype in _OF_RED_HAT or devicetype in EXTENSIONS else devicetype


def has_name_of_extension(name: str) -> bool:
    """Whether a script of ours has this NAME."""
    step, _, kind = name.partition("-")
    return step in ("ifup", "ifdown") and kind in EXTENSIONS


def is_extension(name: str, text: str) -> bool:
    """Whether TEXT is our script NAME, as this version of ifcfgen writes it."""
    return has_name_of_extension(name) and _HEADER.sub(r"\1", text) == data.text("templates", template(name))
