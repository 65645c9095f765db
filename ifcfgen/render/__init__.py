"""A topology as the files of a host, through the templates of a target."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ifcfgen.errors import Fault, IfcfgenError, Refused, did_you_mean, quoted
from ifcfgen.model import Place
from ifcfgen.render.header import headed
from ifcfgen.render.target import Target
from ifcfgen.secrets import Secrets, is_secret

if TYPE_CHECKING:
    from ifcfgen.netplan import Configuration

__all__ = ["check", "checked_files", "files", "refuses", "target", "targets", "usual"]


def targets() -> tuple[str, ...]:
    """The names of the targets."""
    from pkgutil import iter_modules  # needed for the list only

    packages = (found.name for found in iter_modules(__path__) if found.ispkg)
    return tuple(name for name in packages if _loaded(name))


def usual(topology: Configuration) -> str:
    """The name of the target if none is given: what the manager of the host writes itself.

    From EL9 on NetworkManager writes keyfiles. Before, it writes ifcfg files, and keyfiles for what these cannot have:
    of two that cannot have all of it, the one that lacks less says best what is to be done.
    """
    release = topology.host.el
    if release is not None and release >= 9:
        return "keyfile"
    managed = all(device.nm_controlled for device in topology)
    if release is None or release < 7 or not managed or not refuses(topology, "ifcfg"):
        return "ifcfg"
    return min(("ifcfg", "keyfile"), key=lambda name: len([*target(name).refusals(topology)]))


def refuses(topology: Configuration, name: str) -> bool:
    """Whether there is anything in TOPOLOGY that the target NAME cannot have."""
    return next(target(name).refusals(topology), None) is not None


@cache
def target(name: str = "ifcfg") -> Target:
    """The target NAME. Raises `IfcfgenError` where there is none."""
    found = _loaded(name)
    if found is None:
        known = targets()
        raise IfcfgenError(f"{name!r} is not a target; targets are {', '.join(known)}{did_you_mean(name, known)}")
    return found


def _loaded(name: str) -> Target | None:
    module = f"{__name__}.{name}"
    try:
        found: Target | None = getattr(import_module(module), "TARGET", None)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        return None
    return found


def files(
    topology: Configuration, *, source: str, templates: Sequence[Path] = (), to: Target | None = None
) -> dict[str, str]:
    """The files of the topology's host by name, for the target TO; for `ifcfg` where none is given.

    SOURCE names the file that the topology comes from; TEMPLATES are a site's own folders, looked at before ours.
    Raises `Refused`, all at once, for what the target cannot have.
    """
    check(topology, to)
    return checked_files(topology, source, tuple(templates), to)


def check(topology: Configuration, to: Target | None = None) -> None:
    """Raise `Refused` for all of TOPOLOGY that the target cannot have."""
    refusals = list((to or target()).refusals(topology))
    if refusals:
        raise Refused(refusals)


def checked_files(
    topology: Configuration, source: str, templates: tuple[Path, ...] = (), to: Target | None = None
) -> dict[str, str]:
    """The files of a topology that `check` lets pass.

    Raises `Refused` for a value that no file can carry, and for a line of a site's template that would be a command.
    """
    from ifcfgen.render.template import UnwritableValue, origin, render  # and jinja2 with it

    to = to or target()
    bodies: dict[str, str] = {}
    refusals: dict[Fault, None] = {}
    for name, template, view, device in to.outputs(topology):
        try:
            bodies[name] = render(template, view, to.word, templates)
        except UnwritableValue as error:
            place, subject = (topology.origin(device), f"{device.name}: ") if device else (Place(topology.path), "")
            held = Secrets(values=(text for name, text in device.auth.items() if is_secret(name)) if device else ())
            refusals[Fault(place, f"{subject}{held.without(str(error))}; choose another value")] = None
            continue
        strange = to.strange(name, bodies[name]) if templates else None
        if strange is not None:
            at = origin(template, strange, to.word, templates)
            what = f"{quoted(strange)} in {name}: a template gives comments and values, no commands"
            refusals[Fault(at, what if at else f"template {template}: {what}")] = None
    if refusals:
        raise Refused(refusals)
    name = re.sub(r"[^\w.@+-]", "_", source)  # a service may evaluate lines that hold `DEVICE=`, even this one
    return {file: headed(body, name) for file, body in bodies.items() if body}
