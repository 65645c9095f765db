"""ifup: which file is meant, whether a VLAN must be made, and which script goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from ifcfgen.boot.expansion import NotEvaluated
from ifcfgen.boot.initscripts import ethernet, extensions, ipv6, openvswitch, post, teams, tunnels
from ifcfgen.boot.initscripts.bonds import is_available
from ifcfgen.boot.initscripts.configuration import (
    echoed,
    environment,
    first_word,
    keeps_links_down,
    need_config,
    words,
)
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause, Stake, Written
from ifcfgen.boot.variables import Exited, Variables
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import Fact
from ifcfgen.ifcfg.literals import number
from ifcfgen.scripts.extensions import EXTENSIONS, foreign_script

MOST_NESTED = 64
"""Calls of ifup within one another. The kernel stacks no more than 8 devices; bonds that start bonds are more calls."""
_DOTTED = re.compile(r".+\.[0-9]{1,4}", re.S)
_NAMED = re.compile(r"vlan[0-9]{0,4}")
_SCRIPTS: dict[str, Callable[[Machine, str], int]] = {
    "tunnel": tunnels.tunnel,
    "sit": tunnels.sit,
    "post": post.post,
    "ipv6": ipv6.configure,
    "aliases": lambda machine, config: 1,  # to which a file is no device
    "routes": lambda machine, config: 0,
}
_NOT_FOLLOWED = frozenset({"bnep", "ctc", "ippp", "plip", "plusb", "wireless"})


Nmcli = Callable[[str], int]
"""`nmcli connection up` for a file, and its exit status."""


def ifup(nmcli: Nmcli, machine: Machine, name: str, at_boot: bool = False) -> int:
    """`ifup NAME [boot]`, and its exit status; what is left to NetworkManager is asked of it by NMCLI."""
    config = need_config(machine, name)
    try:
        return _bring_up(nmcli, machine, name, config, at_boot)
    except Exited as exited:
        machine.note_exit("ifup", config, name, exited.status)
        return exited.status
    except NotEvaluated as unknown:
        machine.leave("ifup", config, name, unknown)
        return 0


def _bring_up(nmcli: Nmcli, machine: Machine, name: str, config: str, at_boot: bool) -> int:
    if config not in machine.files:
        machine.note("ifup", None, name, Action("configuration"), "failed", Cause("no-file", name))
        return 1
    env = environment(machine, config)
    device = env["DEVICE"]
    for item in machine.files[config].unread:
        machine.assume(Fact("assignment", item.key, config), "", Stake("evaluation", item.raw))
    if at_boot and env["ONBOOT"] in ("no", "NO"):
        machine.note("ifup", env, device, Action("start"), "skipped", Cause("set", "ONBOOT", env["ONBOOT"]), "ONBOOT")
        return 0
    if config in machine.left:
        return nmcli(config)
    run = f"{config} {env['UPPEDSTACK']}"  # by which scripts of Open vSwitch keep out of a circle
    if run in machine.running:
        machine.note("ifup", env, device, Action("start"), "failed", Cause("starts-itself", config), "MASTER")
        return 1
    if len(machine.running) == MOST_NESTED:
        where = Written(env.sourced, ("MASTER", "TEAM_MASTER", "DEVICE")).place
        raise IfcfgenError(
            Fault(where, f"more than {MOST_NESTED} devices that start one another: no boot is followed further")
        )
    machine.running.append(run)
    try:
        return _start(nmcli, machine, env, config)
    finally:
        machine.running.pop()


def _start(nmcli: Nmcli, machine: Machine, env: Variables, config: str) -> int:
    device = env["DEVICE"]
    status = _make_vlan(machine, env) if env["VLAN"] == "yes" and env["ISALIAS"] == "no" and device else None
    if status is not None:
        return status
    return _hand_on(nmcli, machine, env, config)


def _hand_on(nmcli: Nmcli, machine: Machine, env: Variables, config: str) -> int:
    """exec ifup-DEVICETYPE, else ifup-TYPE, else ifup-eth."""
    if len(words(env["DEVICETYPE"])) > 1:
        cause = Cause("device-type", env["DEVICETYPE"])
        machine.note("ifup", env, env["DEVICE"], Action("start"), "failed", cause, "DEVICETYPE", "DEVICE")
        return 127
    for kind in (env["DEVICETYPE"], env["TYPE"] if machine.release >= 7 else ""):
        if kind in ("eth", "isdn"):
            break
        if kind in _SCRIPTS:
            return _SCRIPTS[kind](machine, config)
        if kind in ("Team", "TeamPort") and teams.is_supported(machine, env):
            if kind == "TeamPort":
                teams.join(machine, env)
                return 0
            teams.make(machine, env, partial(ifup, nmcli))
            break
        if kind == "ovs" and machine.has("ovs-vsctl", Stake("comes-up", env["DEVICE"])):
            return openvswitch.configure(machine, config, partial(ifup, nmcli))
        if machine.scripts.get(f"ifup-{kind}"):
            if not extensions.create(machine, config, kind, partial(ifup, nmcli)):
                return 1
            break
        if _is_not_followed(machine, env, kind):
            action, cause = Action("run", kind), Cause("script-not-followed")
            machine.note("ifup", env, env["DEVICE"], action, "skipped", cause, "TYPE", "DEVICE")
            return 0
    return ethernet.configure(machine, config, partial(ifup, nmcli))


def _is_not_followed(machine: Machine, env: Variables, kind: str) -> bool:
    """Whether there is a script of which nothing is said here."""
    if f"ifup-{kind}" in machine.scripts:
        return True
    if not kind:
        return False
    stake = Stake("comes-up", env["DEVICE"])
    is_there = env["DEVICE"] in machine.kernel.links  # ifup-eth can go on with it
    is_foreign = not is_there and kind == foreign_script(env["DEVICETYPE"], env["TYPE"])
    if (kind in EXTENSIONS or is_foreign) and not machine.has_all_scripts:
        machine.assume(Fact("script", kind), 0, stake)
        return True
    if kind in _NOT_FOLLOWED or (kind == "ppp" and machine.release <= 7):
        machine.assume(Fact("script", kind), 0, stake)
        return True
    return False


def _make_vlan(machine: Machine, env: Variables) -> int | None:
    """The VLAN that the file asks for; an exit status where that is the end of it."""
    device, parent = env["DEVICE"], first_word(env["PHYSDEV"])
    vlan_id = echoed(env["VID"])
    if not vlan_id:
        if _DOTTED.fullmatch(device):
            vlan_id, parent = device.rpartition(".")[2], device.rpartition(".")[0]
        if _NAMED.match(device):
            vlan_id = re.sub("^vlan0*", "", device)
    if not parent and (env["VID"] or _NAMED.match(device)):
        machine.note("ifup", env, device, Action("make", "VLAN"), "failed", Cause("not-set", "PHYSDEV"), "VLAN")
        return 1
    if vlan_id:
        status = _add_vlan(machine, env, device, parent, vlan_id)
        if status is not None:
            return status
    machine.apply_sysctl(device)
    return None


def _add_vlan(machine: Machine, env: Variables, device: str, parent: str, vlan_id: str) -> int | None:
    kernel, made = machine.kernel, Action("make", "VLAN")
    if not machine.modprobe("8021q"):
        machine.note("ifup", env, device, made, "failed", Cause("module-kept-out", "8021q"))
        return 1
    there = is_available(machine, env, parent)
    if there == 1:
        machine.note("ifup", env, device, made, "failed", Cause("parent-missing", parent), "PHYSDEV", "VLAN")
        return 1
    if there:
        cause = Cause("parent-missing-silently", parent)
        machine.note("ifup", env, device, made, "skipped", cause, "PHYSDEV", "VLAN")
        return 0
    if parent in kernel.links and not kernel.links[parent].up and not keeps_links_down(machine, env):
        machine.attempt("ifup", env, parent, Action("up"), lambda: kernel.set_up(parent))
    if device in kernel.links and kernel.links[device].kind == "vlan":
        return None
    known = number(vlan_id, 0xFFFF)
    if known is None:
        machine.note("ifup", env, device, made, "failed", Cause("no-vlan-id", vlan_id), "VID", "DEVICE")
        return 1
    action, add = Action("make-vlan", known, parent), partial(kernel.add_vlan, device, parent, known)
    return None if machine.attempt("ifup", env, device, action, add, "VID", "DEVICE") else 1
