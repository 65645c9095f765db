"""What runs now on the host of some files: as a report of it shows, or this system."""

from __future__ import annotations

import os
import subprocess

from ifcfgen.cli.terminal import tell
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import live
from ifcfgen.facts.running import COMMANDS, NECESSARY, Output, Running, file_of, running
from ifcfgen.place import Place

OPTION = "--against-running"
_MEANT = {"routes": "IPv4 routes", "routes6": "IPv6 routes", "rules": "IPv4 rules", "rules6": "IPv6 rules"}
_SECONDS = 30
_PATH = f"{os.environ.get('PATH', '/bin:/usr/bin')}:/usr/sbin:/sbin"


def of(directory: str) -> Running:
    """What runs on the host whose network scripts lie in DIRECTORY. Raises `IfcfgenError` where nothing shows it."""
    root = live.root(os.path.realpath(directory))
    if root == "/":
        return _of_this_system()
    try:
        found = running(root) if root is not None else Running()
    except OSError as error:
        raise IfcfgenError(Fault(Place(str(root)), error.strerror or str(error))) from None
    missing = [part for part, output in found._asdict().items() if not output.path]
    if not set(NECESSARY).isdisjoint(missing):
        files = " and ".join(file_of(COMMANDS[part][0]) for part in NECESSARY if part in missing)
        raise IfcfgenError(
            f"{directory}: {OPTION}: nothing shows what runs there, for lack of {files}; give a sosreport or what the "
            "script of ifcfgen collect writes"
        )
    for part in filter(_MEANT.__contains__, missing):
        tell(f"{_MEANT[part]} are not compared: no {file_of(COMMANDS[part][0])}")
    return found


def _of_this_system() -> Running:
    """What `ip` shows, and brctl where it is there. Raises `IfcfgenError`."""
    return Running(**{part: Output(_printed(commands[0], part), commands[0]) for part, commands in COMMANDS.items()})


def _printed(command: str, part: str) -> str:
    environment = {"LC_ALL": "C", "PATH": _PATH}
    try:
        run = subprocess.run(
            command.split(),
            capture_output=True,
            env=environment,
            check=False,
            timeout=_SECONDS,
            stdin=subprocess.DEVNULL,
        )
    except OSError as error:
        if part not in NECESSARY:
            return ""
        raise IfcfgenError(f"{OPTION}: {command}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise IfcfgenError(f"{OPTION}: {command}: no answer within {_SECONDS} seconds") from None
    if run.returncode and part in NECESSARY:
        why = run.stderr.decode(errors="replace").strip().split("\n")[0]
        raise IfcfgenError(f"{OPTION}: {command}: {why}")
    return run.stdout.decode(errors="replace")  # without IPv6 the kernel has no such routes and rules
