"""What is `local` to an assignment is the same wherever its text stands: the linter asks for it once a text."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_worst_values import HOSTS, NAMES, WORST

from ifcfgen import reading
from ifcfgen.facts import Host
from ifcfgen.lint.classes import CLASSES
from ifcfgen.lint.subjects.assignment import LOCAL, AssignmentSubject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.verification.attributes import attributes

NAME = {"ifcfg": "ifcfg-", "route": "route-", "network": "network"}
SUFFIXES = ["eth0", "br0", "eth0.5", "eth0:1", "lo", "eth0.bak", "eth0-range0"]
OTHERS = [
    "DEVICE=br0", "TYPE=Bridge", "TYPE=Bond", "BONDING_OPTS=mode=1", "NETMASK0=255.255.0.0", "PREFIX=8", "STARTMODE=auto",
    "BOOTPROTO=dhcp", "ONBOOT=no", "NM_CONTROLLED=no", "IPADDR2=192.0.2.2", "DNS1=192.0.2.1", "X=1", "USERCONTROL=no",
]  # fmt: skip

lines = st.lists(st.sampled_from(OTHERS), max_size=4)
contexts = st.tuples(lines, lines, st.sampled_from(SUFFIXES), st.sampled_from(HOSTS), st.booleans())


def setting(key: str, raw: str, role: str, context: tuple[list[str], list[str], str, Host, bool]) -> Any:
    """The assignment in a file of ROLE in CONTEXT; None where it is not the last of its key, or there is more to say."""
    before, behind, suffix, host, has_network = context
    files = {"network": "NETWORKING=yes\nGATEWAY=192.0.2.9\n"} if has_network else {}
    name = NAME[role] if role == "network" else NAME[role] + suffix
    files[name] = "\n".join([*before, f"{key}={raw}", *behind, ""])
    relations = Relations(reading.parse(files, host))
    file = relations.reading.directory.file(name)
    assert file is not None
    written = file.document.assignment(key) if (key, raw) in (file.document.pairs or ()) else None
    return AssignmentSubject(relations, file, written) if written else None


@settings(max_examples=400)
@given(
    st.sampled_from([*NAMES, "ONBOTO", "STARTMODE", "x"]),
    st.sampled_from([*WORST, "02", "on", "X.X.X.X", "00:11:22:33:44:55", "$KEY", "'a'", '"b c"']) | st.text("ab01 .:/'\"$#"),
    st.sampled_from(list(NAME)),
    contexts,
    contexts,
)  # fmt: skip
def test_a_local_attribute_is_the_same_everywhere(key: str, raw: str, role: str, one: Any, other: Any) -> None:
    here, there = setting(key, raw, role, one), setting(key, raw, role, other)
    assume(here and there)
    assert {name: getattr(here, name) for name in LOCAL} == {name: getattr(there, name) for name in LOCAL}


def test_others_are_not() -> None:
    """Or the test above could not fail."""
    here = setting("IPADDR0", "192.0.2.1", "ifcfg", ([], [], "eth0", HOSTS[1], False))
    there = setting(
        "IPADDR0", "192.0.2.1", "ifcfg", (["NETMASK0=255.255.0.0", "DEVICE=br0"], ["PREFIX0=8"], "br0", HOSTS[2], True)
    )
    assert attributes(CLASSES["assignment"]).keys() > LOCAL
    differing = {name for name in attributes(type(here)) if getattr(here, name) != getattr(there, name)}
    assert differing >= {"device", "file", "manager", "mask_length", "masked", "netmask", "prefix", "reader"}
    assert differing.isdisjoint(LOCAL)
