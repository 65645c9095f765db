"""ifup-routes: route files in both formats, and routing rules."""

from __future__ import annotations

import re

from ifcfgen.boot.expansion import NotEvaluated
from ifcfgen.boot.initscripts.configuration import echoed, words
from ifcfgen.boot.initscripts.ipcalc import ipcalc
from ifcfgen.boot.kernel import iproute
from ifcfgen.boot.kernel.fib import add_route, add_rule
from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause, Stake
from ifcfgen.boot.variables import Exited, Script, Variables
from ifcfgen.facts import Fact
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.routes import joined_lines

SCRIPT = "ifup-routes"
_KEYS = re.compile(r"^[ \t\r\f\v]*ADDRESS\d+=", re.M)
_NOTHING = re.compile(r"\s*(#.*)?", re.S)


def configure(machine: Machine, device: str, nick: str = "") -> None:
    """`ifup-routes DEVICE [NICK]`."""
    names = [device, nick] if nick and nick != device else [device]
    env = Variables()
    base = device.partition(":")[0] if ":" in device else device
    for name in [f"{kind}-{name}" for name in names for kind in ("route", "route6")]:
        if name in machine.files:
            if _KEYS.search(machine.text_of(name)):
                if not _by_key(machine, env, machine.files[name], base):
                    return
            else:
                _by_line(machine, machine.files[name], device)
    named = f"{nick or device}.route"
    if named in machine.files and not _by_key(machine, env, machine.files[named], device):
        return
    for name in [f"{kind}-{name}" for name in names for kind in ("rule", "rule6")]:
        if name in machine.files:
            _by_line(machine, machine.files[name], device)


def _by_key(machine: Machine, env: Variables, script: Script, device: str) -> bool:
    """ADDRESSn, NETMASKn, GATEWAYn, from 0 to the first that is missing; a prefix length that is not found stays.

    Whether the script goes on behind the file.
    """
    try:
        env.source(script)
        _add_all(machine, env, device)
    except Exited as exited:
        machine.note_exit(SCRIPT, script.name, device, exited.status)
        return False
    except NotEvaluated as unknown:
        machine.leave(SCRIPT, script.name, device, unknown)
    return True


def _add_all(machine: Machine, env: Variables, device: str) -> None:
    number = 0
    while address := echoed(env[f"ADDRESS{number}"]):
        netmask = echoed(env[f"NETMASK{number}"])
        env["PREFIX"] = ipcalc("prefix", (*words(address), *words(netmask)), machine.release) or env["PREFIX"]
        gateway = words(env[f"GATEWAY{number}"])
        arguments = (
            words(f"{address}/{env['PREFIX']}") + (["via", *gateway] if gateway else []) + ["dev", *words(device)]
        )
        _add(machine, env, device, "route", arguments, 4, f"ADDRESS{number}")
        number += 1


def _by_line(machine: Machine, script: Script, device: str) -> None:
    """Each line that is neither blank nor a comment is what stands behind `ip route add`."""
    kind = script.name.partition("-")[0]
    version = 6 if kind.endswith("6") else 4
    for number, line in joined_lines(script.document.text):
        if not _NOTHING.fullmatch(line):
            _add(machine, script.document, device, kind.removesuffix("6"), words(line), version, line=number)


def _add(
    machine: Machine,
    where: Variables | Document,
    device: str,
    kind: str,
    arguments: list[str],
    version: int,
    *keys: str,
    line: int | None = None,
) -> None:
    def add(replace: bool = False) -> None:
        if kind == "rule":
            rule, has_priority = iproute.rule(arguments, version, machine.tables, machine.release)
            if version == 6 and machine.kernel.links["lo"].disable_ipv6:
                raise Refusal("ipv6-disabled")
            add_rule(machine.kernel, rule, has_priority)
        else:
            add_route(machine.kernel, iproute.route(arguments, version, machine.tables, machine.release), replace)

    action = Action("rule" if kind == "rule" else "route", " ".join(arguments))
    try:
        add()
    except Refusal as refusal:
        cause = refusal.cause
        if cause.kind == "no-table" and machine.facts.nics is None and "rt_tables" not in machine.files:
            machine.assume(Fact("rt_tables"), None, Stake("table", *cause.details))
            unknown = Cause("unknown-table", *cause.details)
            machine.note(SCRIPT, where, device, action, "skipped", unknown, *keys, line=line)
            return
        if machine.release >= 8 and kind == "route":
            try:
                add(replace=True)
                machine.note(SCRIPT, where, device, action, "ok", Cause("replaced", cause), *keys, line=line)
                return
            except Refusal:
                pass
        machine.note(SCRIPT, where, device, action, "failed", cause, *keys, line=line)
    else:
        machine.note(SCRIPT, where, device, action, "ok", None, *keys, line=line)
