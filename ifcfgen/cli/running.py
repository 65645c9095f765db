"""What runs now on the host of some files: as a report of it shows, or this system."""

from __future__ import annotations

import os
import subprocess

from ifcfgen.cli.terminal import tell
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import live
from ifcfgen.facts.running import COMMANDS, NECESSARY, Output, Running, file_of, running
from ifcfgen.place import Place

_MEANT = {"routes": "IPv4 routes", "routes6": "IPv6 routes", "rules": "IPv4 rules", "rules6": "IPv6 rules"}
_SECONDS = 30
_ENVIRONMENT = {"LC_ALL": "C", "PATH": f"{os.environ.get('PATH', '/bin:/usr/bin')}:/usr/sbin:/sbin"}


def of(directory: str) -> Running:
    """What runs on the host whose network scripts lie in DIRECTORY. Raises `IfcfgenError` where nothing shows it."""
    root = live.root(os.path.realpath(directory))
    if root == "/":
        return of_this_system()
    try:
        found = running(root) if root is not None else Running()
    except OSError as error:
        raise IfcfgenError(Fault(Place(str(root)), error.strerror or str(error))) from None
    lacking = [part for part in NECESSARY if part in found.missing]
    if lacking:
        files = " and ".join(file_of(COMMANDS[part][0]) for part in lacking)
        raise IfcfgenError(
            f"{directory}: --against-running: no running state: {files} is missing; collect it with the script that "
            "ifcfgen collect prints, or with sos report"
        )
    for part in found.missing:
        tell(f"{_MEANT[part]} are not compared: {file_of(COMMANDS[part][0])} is missing")
    return found


def of_this_system() -> Running:
    """What `ip` shows. Raises `IfcfgenError`."""
    return Running(**{part: Output(_ip(commands[0], part), commands[0]) for part, commands in COMMANDS.items()})


def _ip(command: str, part: str) -> str:
    try:
        run = subprocess.run(
            command.split(), capture_output=True, env=_ENVIRONMENT, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        raise IfcfgenError(f"--against-running: {command}: {error.strerror}") from None
    except subprocess.TimeoutExpired:
        raise IfcfgenError(f"--against-running: {command}: no answer within {_SECONDS} seconds") from None
    if run.returncode and part in NECESSARY:
        why = run.stderr.decode(errors="replace").strip().split("\n")[0]
        raise IfcfgenError(f"--against-running: {command}: {why}")
    return run.stdout.decode(errors="replace")  # without IPv6 the kernel has no such routes and rules
