"""ifup: which file is meant, whether a VLAN must be made, and which script goes on."""

from __future__ import annotations

import re

from ifcfgen.boot import aliases, ethernet, ipv6, post, routes, teams, tunnels
from ifcfgen.boot.bonds import is_available
from ifcfgen.boot.configuration import environment, keeps_links_down, need_config, words
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.variables import Variables
from ifcfgen.boot.words import number

_DOTTED = re.compile(r".+\.[0-9]{1,4}", re.S)
_NAMED = re.compile(r"vlan[0-9]{0,4}")
_NOT_FOLLOWED = frozenset({"bnep", "ctc", "ippp", "plip", "plusb", "wireless"})


def ifup(machine: Machine, name: str, at_boot: bool = False) -> int:
    """`ifup NAME [boot]`, and its exit status."""
    config = need_config(machine, name)
    if config not in machine.files:
        machine.note("ifup", None, name, "configuration", "failed", f"no file is called ifcfg-{name}, none names it")
        return 1
    env = environment(machine, config)
    device = env["DEVICE"]
    for item in machine.files[config].unread:
        machine.assume(f"{item.key} in {config}", "", f"what {item.raw!r} comes to is not evaluated")
    if at_boot and env["ONBOOT"] in ("no", "NO"):
        machine.note("ifup", env, device, "start", "skipped", f"ONBOOT={env['ONBOOT']}", "ONBOOT")
        return 0
    if config in machine.running:
        machine.note("ifup", env, device, "start", "failed", f"{config} starts itself, for ever", "MASTER")
        return 1
    machine.running.append(config)
    try:
        return _start(machine, env, config, at_boot)
    finally:
        machine.running.pop()


def _start(machine: Machine, env: Variables, config: str, at_boot: bool) -> int:
    device = env["DEVICE"]
    status = _make_vlan(machine, env) if env["VLAN"] == "yes" and env["ISALIAS"] == "no" and device else None
    if status is not None:
        return status
    return _hand_on(machine, env, config, at_boot)


def _hand_on(machine: Machine, env: Variables, config: str, at_boot: bool) -> int:
    """exec ifup-DEVICETYPE, else ifup-TYPE, else ifup-eth."""
    kinds = [env["DEVICETYPE"], env["TYPE"]] if machine.release >= 7 else [env["DEVICETYPE"]]
    for kind in kinds:
        if kind in ("eth", "isdn"):
            break
        if kind == "tunnel":
            return tunnels.tunnel(machine, config)
        if kind == "sit":
            return tunnels.sit(machine, config)
        if kind == "ovs" and machine.has("ovs-vsctl", f"whether {env['DEVICE']} comes up"):
            machine.note("ifup", env, env["DEVICE"], "ifup-ovs", "skipped", "what this script does is not foretold")
            return 0
        if kind == "Team" and teams.is_supported(machine, env):
            teams.make(machine, env, ifup)
            break
        if kind == "TeamPort" and teams.is_supported(machine, env):
            teams.join(machine, env)
            return 0
        if kind == "post":
            return post.post(machine, config)
        if kind == "ipv6":
            return ipv6.configure(machine, config)
        if kind == "aliases":
            return aliases.configure(machine, config, "boot" if at_boot else f"ifcfg-{config}")
        if kind == "routes":
            routes.configure(machine, config, "boot" if at_boot else "")
            return 0
        if kind in _NOT_FOLLOWED or (kind == "ppp" and machine.release <= 7):
            machine.note("ifup", env, env["DEVICE"], f"ifup-{kind}", "skipped", "what this script does is not foretold")
            machine.assume(f"ifup-{kind}", 0, f"whether {env['DEVICE']} comes up")
            return 0
    return ethernet.configure(machine, config, ifup)


def _make_vlan(machine: Machine, env: Variables) -> int | None:
    """The VLAN that the file asks for; an exit status where that is the end of it."""
    device, parent = env["DEVICE"], env["PHYSDEV"]
    vlan_id = env["VID"]
    if not vlan_id:
        if _DOTTED.fullmatch(device):
            vlan_id, parent = device.rpartition(".")[2], device.rpartition(".")[0]
        if _NAMED.match(device):
            vlan_id = re.sub("^vlan0*", "", device)
    if not parent and (env["VID"] or _NAMED.match(device)):
        machine.note("ifup", env, device, "VLAN made", "failed", "PHYSDEV is not set", "VLAN")
        return 1
    if vlan_id:
        status = _add_vlan(machine, env, device, parent, vlan_id)
        if status is not None:
            return status
    machine.apply_sysctl(device)
    return None


def _add_vlan(machine: Machine, env: Variables, device: str, parent: str, vlan_id: str) -> int | None:
    kernel = machine.kernel
    if not machine.modprobe("8021q"):
        machine.note("ifup", env, device, "VLAN made", "failed", "modprobe.d keeps the module 8021q from loading")
        return 1
    there = is_available(machine, env, next(iter(words(parent)), ""))
    if there == 1:
        machine.note("ifup", env, device, "VLAN made", "failed", f"its parent {parent} is not there", "PHYSDEV", "VLAN")
        return 1
    if there and not (machine.release >= 7 and is_waited_for(env) and parent in kernel.links):
        reason = f"its parent {parent} is not there; ifup says nothing, and that all is well"
        machine.note("ifup", env, device, "VLAN made", "skipped", reason, "PHYSDEV", "VLAN")
        return 0
    if parent in kernel.links and not kernel.links[parent].up and not keeps_links_down(machine, env):
        machine.attempt("ifup", env, parent, "link up", lambda: kernel.set_up(parent))
    if device in kernel.links and kernel.links[device].kind == "vlan":
        return None
    known = number(vlan_id, 0xFFFF)
    if known is None:
        machine.note("ifup", env, device, "VLAN made", "failed", f"{vlan_id!r} is no VLAN ID", "VID", "DEVICE")
        return 1
    action = f"VLAN {known} on {parent} made"
    made = machine.attempt("ifup", env, device, action, lambda: kernel.add_vlan(device, parent, known), "VID", "DEVICE")
    return None if made else 1


def is_waited_for(env: Variables) -> bool:
    """Whether DEVTIMEOUT makes the scripts look for the device once more."""
    return env["DEVTIMEOUT"].isdecimal() and int(env["DEVTIMEOUT"]) > 0
