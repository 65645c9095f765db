"""What `read` could not put into a topology, as text."""

from __future__ import annotations

from collections.abc import Mapping

from ifcfgen.errors import Fault, quoted
from ifcfgen.facts import Fact
from ifcfgen.read import Loss, Recovered
from ifcfgen.report import facts

_WHY: Mapping[str, str] = {
    "device": "a topology has no section for a device of kind {subject}",
    "copy": "another file already defines {device}",
    "property": "a topology has no property for {subject}",
    "value": "the value of {subject} is invalid",
    "line": "the line {quoted} is invalid",
    "words": "a topology has no property for {detail} in {quoted}",
    "option": "a topology has no property for {detail} in {subject}",
    "port": "{subject} is not defined as a bond or bridge of this kind",
    "slave": "initscripts ignore {subject} without SLAVE=yes",
    "parent": "{subject} is not defined",
    "on-demand": "a topology has no property for ONPARENT=no of {subject} with {detail}",
    "passwords": "ifcfgen does not open keys- files: add the passwords to `auth:`",
    "secret": "ifcfgen shows no secrets: add that of {subject} to the topology",
    "nobody": "nothing brings up {device}: NetworkManager leaves it alone, and this release has no network service",
    "refused": "a topology cannot express it: {detail}",
}


NOT_AT_BOOT = "note: the next boot does not bring up all of this: see `ifcfgen boot DIR --expect TOPOLOGY`"
"""Said where the files do not yield their own topology."""


def loss(lost: Loss) -> Fault:
    """LOST as a line that says where, of which device, and why."""
    device = f"{lost.device}: " if lost.device else ""
    return Fault(lost.place, f"lost: {device}{_why(lost)}")


def _why(lost: Loss) -> str:
    return _WHY[lost.why].format(**lost._asdict(), quoted=quoted(lost.subject))


def notes(recovered: Recovered) -> dict[str, list[str]]:
    """The comments on each device of the topology; on the whole of it those on devices that it has not."""
    found: dict[str, list[str]] = {}
    for lost in recovered.losses:
        device = lost.device if recovered.topology.get(lost.device) else ""
        line = f" line {lost.place.line}" if lost.place.line else ""
        name = lost.place.path.rpartition("/")[2]
        found.setdefault(device, []).append(f"lost: {name}{line}: {_why(lost)}")
    return found


def unknown(fact: Fact) -> str:
    """That FACT must be stated first."""
    return f"{facts.text(fact)} is unknown, and the meaning of the files depends on it: use --release or --service"
