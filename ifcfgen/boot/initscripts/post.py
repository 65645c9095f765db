"""ifup-post: aliases, then routes."""

from __future__ import annotations

from ifcfgen.boot.initscripts import aliases, routes
from ifcfgen.boot.initscripts.configuration import SYNTAX_ERROR, environment, is_ended, words
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause
from ifcfgen.ifcfg.switches import is_true


def post(machine: Machine, config: str) -> int:
    """`ifup-post CONFIG`, and its exit status."""
    env = environment(machine, config)
    device, real = env["DEVICE"], env["REALDEVICE"]
    if is_ended(machine, env, "ifup-post", Action("routes")):
        return SYNTAX_ERROR
    if env["ISALIAS"] == "no":
        aliases.configure(machine, device, config)
    if machine.release <= 6 or not is_true(env["NOROUTESET"], machine.release):
        names = [*words(real), *words(env["DEVNAME"])]
        if names:
            routes.configure(machine, names[0], names[1] if len(names) > 1 else "")
    else:
        machine.note("ifup-post", env, device, Action("routes"), "skipped", Cause("is-set", "NOROUTESET"), "NOROUTESET")
    return 0
