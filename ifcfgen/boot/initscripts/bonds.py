"""Bonds and their ports: is_available and install_bonding_driver of network-functions, and ifup-eth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ifcfgen.boot.initscripts.configuration import (
    devices_of_mac,
    files_with,
    first_word,
    keeps_links_down,
    need_config,
    options,
    source_config,
    words,
)
from ifcfgen.boot.kernel import Kernel, bonding
from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause
from ifcfgen.boot.variables import Variables
from ifcfgen.ifcfg.values import LONGEST_NAME

Ifup = Callable[[Machine, str], int]


def is_available(machine: Machine, env: Variables, name: str) -> int:
    """Whether the device NAME is there, after an attempt to make it so: 0, or 1, or 2 where no module has an alias."""
    kernel = machine.kernel
    if not name:
        return 1
    if name in kernel.links:
        return 0
    if env["BONDING_OPTS"]:
        install_bonding_driver(machine, env, name)
    alias = machine.modules.alias_of(name)
    if alias is None:
        return 2
    if not machine.modprobe(alias, name):
        return 1
    if env["HWADDR"] and not devices_of_mac(machine, env["HWADDR"]):
        return 1
    if alias == "bonding":
        install_bonding_driver(machine, env, name)
    return 0 if name in kernel.links else 1


def is_bond(kernel: Kernel, name: str) -> bool:
    """Whether the device NAME is a bond."""
    return name in kernel.links and kernel.links[name].bond is not None


def install_bonding_driver(machine: Machine, env: Variables, name: str) -> None:
    """Make the bond NAME, unless there is one, and set its options, as long as it has no ports."""
    kernel = machine.kernel
    if not is_bond(kernel, name):
        if not machine.modprobe("bonding"):
            cause = Cause("module-kept-out", "bonding")
            machine.note("network-functions", env, name, Action("make", "bond"), "failed", cause)
            return
        made = name[:LONGEST_NAME]
        if made not in kernel.links:
            make = partial(machine.add_bond, made)
            machine.attempt("network-functions", env, made, Action("make", "bond"), make, "BONDING_OPTS")
    env = env.copy()
    source_config(machine, env, need_config(machine, name))
    link = kernel.links.get(env["DEVICE"])
    if link is None or link.bond is None or link.bond["slaves"]:
        return
    kernel.set_down(link.name)
    written = options(env["BONDING_OPTS"])
    for option, value in sorted(written, key=lambda pair: pair[0] not in ("mode", "miimon")):
        if option == "arp_ip_target":
            for target in [value] if value.startswith("+") else [f"+{part}" for part in value.split(",") if part]:
                if target[1:] not in " ".join(link.bond["arp_ip_target"]):
                    _write(machine, env, link.name, link.bond, option, target)
        elif option and option != "primary":
            _write(machine, env, link.name, link.bond, option, value)


def _write(machine: Machine, env: Variables, name: str, bond: bonding.Bond, option: str, value: str) -> None:
    try:
        if option == "slaves" and value.startswith("+"):
            machine.kernel.join_bond(value[1:], name)
        else:
            bonding.write(bond, option, value)
    except Refusal as refusal:
        # it is tried from each of ifup-eth, is_available and the first port: told once
        action = Action("option", option, value)
        if not machine.has_noted(name, action):
            machine.note("network-functions", env, name, action, "failed", refusal.cause, "BONDING_OPTS")


def join(machine: Machine, env: Variables, device: str) -> None:
    """Make the device a port of MASTER, which is made where there is none."""
    kernel, master = machine.kernel, first_word(env["MASTER"])
    install_bonding_driver(machine, env, master)
    if is_bond(kernel, master) and device in kernel.links and kernel.links[device].master == master:
        return

    def join_bond() -> None:
        kernel.set_down(device)
        kernel.join_bond(device, master)

    machine.attempt("ifup-eth", env, device, Action("join", master), join_bond, "MASTER")


def start(machine: Machine, env: Variables, device: str, ifup: Ifup) -> None:
    """Set the bond, and start all that name it as their MASTER."""
    kernel = machine.kernel
    install_bonding_driver(machine, env, device)
    if not keeps_links_down(machine, env):
        machine.attempt("ifup-eth", env, device, Action("up"), lambda: kernel.set_up(device))
    for name in files_with(machine, "MASTER", device):
        for word in words(name):
            ifup(machine, word)
    for option, value in options(env["BONDING_OPTS"]):
        if option == "primary":
            write = partial(kernel.set_primary, device, value)
            machine.attempt("ifup-eth", env, device, Action("option", "primary", value), write, "BONDING_OPTS")
