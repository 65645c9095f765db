"""ifup-Team and ifup-TeamPort, which the package teamd brings."""

from __future__ import annotations

from ifcfgen.boot.initscripts.bonds import Ifup
from ifcfgen.boot.initscripts.configuration import files_with, named, words
from ifcfgen.boot.initscripts.variables import Variables
from ifcfgen.boot.kernel.state import RANDOM_MAC
from ifcfgen.boot.machine import Machine


def is_supported(machine: Machine, env: Variables) -> bool:
    """Whether the scripts are there."""
    if machine.has("teamd", f"whether {env['DEVICE']} comes to be, or joins its team"):
        return True
    reason = "there is no ifup-Team or ifup-TeamPort (package teamd)"
    machine.note("ifup", env, env["DEVICE"], "team", "skipped", reason, "TEAM_CONFIG", "TEAM_MASTER", "DEVICETYPE")
    return False


def make(machine: Machine, env: Variables, ifup: Ifup) -> None:
    """Make the team, and start its ports."""
    kernel, device = machine.kernel, env["DEVICE"]
    if device not in kernel.links:
        machine.attempt("ifup-Team", env, device, "team made", lambda: kernel.add(device, "team"), "TEAM_CONFIG")
        for name in files_with(machine, named("TEAM_MASTER", device)):
            for word in words(name):
                ifup(machine, word)


def join(machine: Machine, env: Variables) -> None:
    """Make the device a port of its team, where there is one."""
    kernel, device, master = machine.kernel, env["DEVICE"], env["TEAM_MASTER"]

    def join_team() -> None:
        port, team = kernel.link(device), kernel.link(master)
        if team.mac == RANDOM_MAC:
            kernel.set_mac(master, port.mac)
        port.master = master
        kernel.set_mac(device, team.mac)
        kernel.set_up(device)

    machine.attempt("ifup-TeamPort", env, device, f"port of {master}", join_team, "TEAM_MASTER")
