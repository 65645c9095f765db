"""Bridges and their ports, as ifup-eth makes and sets them: by brctl (EL6, EL7) or by ip (EL8)."""

from __future__ import annotations

import re
from functools import partial

from ifcfgen.boot.initscripts.configuration import echoed, first_word, keeps_links_down, options, words
from ifcfgen.boot.kernel import bridging
from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause, Stake
from ifcfgen.boot.variables import Variables
from ifcfgen.ifcfg.literals import leading_number, number
from ifcfgen.ifcfg.switches import BRCTL, is_false, is_true
from ifcfgen.ifcfg.values import LONGEST_NAME

SCRIPT = "ifup-eth"
_LATE = ("multicast_router", "hash_max", "multicast_snooping")
_NO_BRCTL = Cause("no-package", "brctl", "bridge-utils")
_MOST_SECONDS = 0xFFFFFFFF
_DECIMAL = re.compile(r"[ \t]*[+-]?(\d+\.?\d*|\.\d+)")


def can_bridge(machine: Machine, env: Variables) -> bool:
    """Whether there is a tool to make a bridge with, or to join one."""
    name = env["BRIDGE"] if env["TYPE"] != "Bridge" else env["DEVICE"]
    if machine.release >= 8 or machine.has("brctl", Stake("bridge-existence", name)):
        return True
    if env["TYPE"] != "Bridge":
        machine.note(SCRIPT, env, env["DEVICE"], Action("join", name), "skipped", _NO_BRCTL, "BRIDGE")
    return False


def make(machine: Machine, env: Variables, device: str) -> bool:
    """Make the bridge, unless there is one, and set it; whether ifup-eth goes on."""
    kernel = machine.kernel
    if not can_bridge(machine, env):
        machine.note(SCRIPT, env, device, Action("make", "bridge"), "failed", _NO_BRCTL, "TYPE")
        return False
    link = kernel.links.get(device)
    is_new = link is None or link.bridge is None
    made = device[:LONGEST_NAME] if machine.release <= 7 else device or kernel.free_name("bridge")
    if machine.release >= 8 and not _are_numbers(machine, env, made):
        return False
    if is_new and not _add(machine, env, made, "TYPE"):
        return False
    if machine.release >= 8 and not _set_by_ip(machine, env, made):
        return False
    if made != device:
        return True  # to find that it is not there
    if machine.release <= 7:
        _set_by_brctl(machine, env, device)
    write_options(machine, env, device, late=False)
    if machine.release >= 7 and is_true(env["STP"], machine.release):
        _wait_for_stp(machine, env, device)
    return True


def _add(machine: Machine, env: Variables, bridge: str, key: str) -> bool:
    """Make the bridge that KEY asks for; whether it is there."""
    if machine.release <= 7:
        machine.modprobe("bridge")  # by its name the kernel asks for the module, where brctl is to make a bridge
    add = partial(machine.kernel.add, bridge, "bridge")
    return machine.attempt(SCRIPT, env, bridge, Action("make", "bridge"), add, key)


def _set_by_brctl(machine: Machine, env: Variables, device: str) -> None:
    """Seconds; what brctl or the kernel refuses is passed over."""
    bridge = machine.kernel.links[device].bridge
    assert bridge is not None

    def delay() -> None:
        bridging.set_delay(bridge, _hundredths(first_word(env["DELAY"])))

    def stp() -> None:
        is_on = BRCTL.meaning(first_word(env["STP"]))
        if is_on is None:
            raise Refusal("brctl-switch", env["STP"])
        bridging.set_stp(bridge, is_on)

    def priority() -> None:
        value = leading_number(first_word(env["PRIO"]))
        if value is None:
            raise Refusal("no-number", env["PRIO"])
        bridge["priority"] = value & 0xFFFF

    def ageing() -> None:
        bridge["ageing_time"] = _hundredths(first_word(env["AGEING"]))

    def refuse_option() -> None:
        raise Refusal("brctl-option")

    # EL7 writes `--` before the words of DELAY and STP
    open_to_options = ("PRIO", "AGEING") if machine.release >= 7 else ("PRIO", "AGEING", "DELAY", "STP")
    for key, call in (("DELAY", delay), ("STP", stp), ("PRIO", priority), ("AGEING", ageing)):
        if env[key]:
            how = refuse_option if first_word(env[key]).startswith("-") and key in open_to_options else call
            machine.attempt(SCRIPT, env, device, Action("option", key, env[key]), how, key)


def _hundredths(text: str) -> int:
    match = _DECIMAL.match(text)
    if not match or abs(float(match[0])) > _MOST_SECONDS:
        raise Refusal("no-seconds", text)
    # as brctl: a double becomes seconds and microseconds, and both are cut
    seconds = float(match[0])
    return (int(seconds) * 1000000 + int(1000000 * (seconds - int(seconds)))) // 10000


def _are_numbers(machine: Machine, env: Variables, device: str) -> bool:
    """Whether ip understands all words: it does nothing where it does not."""
    for key in ("DELAY", "PRIO", "AGEING"):
        if env[key] and _number(env, key) is None:
            cause = Cause("no-whole-number", key, env[key])
            machine.note(SCRIPT, env, device, Action("make", "bridge"), "failed", cause, key)
            return False
    return True


def _number(env: Variables, key: str) -> int | None:
    return number(echoed(env[key]), 0xFFFF if key == "PRIO" else 0xFFFFFFFF)


def _set_by_ip(machine: Machine, env: Variables, device: str) -> bool:
    """Hundredths of a second; what stands behind a word that the kernel refuses is not done."""
    bridge = machine.kernel.links[device].bridge
    assert bridge is not None

    def set_all() -> None:
        delay, ageing, priority = (_number(env, key) for key in ("DELAY", "AGEING", "PRIO"))
        if delay is not None:
            bridging.set_delay(bridge, delay)
        if ageing is not None:
            bridge["ageing_time"] = ageing
        if is_true(env["STP"], machine.release) or is_false(env["STP"], machine.release):
            bridging.set_stp(bridge, is_true(env["STP"], machine.release))
        if priority is not None:
            bridge["priority"] = priority

    keys = [key for key in ("DELAY", "PRIO", "AGEING", "STP") if env[key]]
    action = Action("options", *((key, env[key]) for key in keys))
    return not keys or machine.attempt(SCRIPT, env, device, action, set_all, *keys)


def write_options(machine: Machine, env: Variables, device: str, late: bool) -> None:
    """BRIDGING_OPTS of a bridge: some come LATE, behind the addresses."""
    bridge = machine.kernel.links[device].bridge
    assert bridge is not None
    for option, value in options(env["BRIDGING_OPTS"]):
        if (option in _LATE) == late:
            write = partial(bridging.write, bridge, option, value)
            machine.attempt(SCRIPT, env, device, Action("option", option, value), write, "BRIDGING_OPTS")


def _wait_for_stp(machine: Machine, env: Variables, device: str) -> None:
    """LINKDELAY becomes twice the delay and seven seconds."""
    bridge = machine.kernel.links[device].bridge
    assert bridge is not None
    written = env["DELAY"]
    match = _DECIMAL.fullmatch(written) if written else None
    delay = float(match[0]) if match else 0.0 if written else bridge["forward_delay"] / 100
    wanted = min(delay * 2 + 7, _MOST_SECONDS)
    current = _DECIMAL.fullmatch(env["LINKDELAY"])
    if (float(current[0]) if current else 0) < wanted:
        # bc keeps the decimals that it was given, and the kernel's delay has two
        env["LINKDELAY"] = f"{wanted:.2f}" if not written or "." in written else str(int(wanted))


def join(machine: Machine, env: Variables, device: str) -> None:
    """Make the device a port of BRIDGE, which is made where there is none."""
    kernel, bridge = machine.kernel, first_word(env["BRIDGE"])
    if machine.release <= 7:
        bridge = bridge[:LONGEST_NAME]
    # blanks around the name: `[ ! -d /sys/class/net/br0 /bridge ]` fails, and no bridge is made
    if bridge not in kernel.links and len(words(f"/{env['BRIDGE']}/")) == 1:
        _add(machine, env, bridge, "BRIDGE")
    kernel.flush_addresses(device)
    if not keeps_links_down(machine, env):
        machine.attempt(SCRIPT, env, device, Action("up"), lambda: kernel.set_up(device))
    join_bridge = partial(kernel.join_bridge, device, bridge)
    if machine.attempt(SCRIPT, env, device, Action("join", bridge), join_bridge, "BRIDGE"):
        for option, value in options(env["BRIDGING_OPTS"]):
            write = partial(bridging.write_port, kernel.links[device].port, option, value)
            machine.attempt(SCRIPT, env, device, Action("option", option, value), write, "BRIDGING_OPTS")
