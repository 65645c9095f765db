"""ifup-eth: cards, bonds and their ports, bridges and their ports, taps."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from ifcfgen.boot import addresses, bridging, dhcp, ipv6, post, teams
from ifcfgen.boot.bonds import install_bonding_driver, is_available, is_bond
from ifcfgen.boot.configuration import (
    environment,
    files_with,
    keeps_links_down,
    named,
    need_config,
    options,
    words,
)
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.state import Refused
from ifcfgen.boot.variables import Variables
from ifcfgen.boot.words import is_false, is_true, mac, number

SCRIPT = "ifup-eth"
_LATE = ("multicast_router", "hash_max", "multicast_snooping")
_ON, _OFF = ("on", "yes", "1"), ("off", "no", "0")
_DECIMAL = re.compile(r"[ \t]*[+-]?(\d+\.?\d*|\.\d+)")

Ifup = Callable[[Machine, str], int]


def configure(machine: Machine, config: str, ifup: Ifup) -> int:
    """`ifup-eth CONFIG`, and its exit status; IFUP starts the ports of a bond."""
    env = environment(machine, need_config(machine, config))
    if machine.release <= 6 and env["BOOTP"] == "yes":
        env["BOOTPROTO"] = "bootp"
    device, real = env["DEVICE"], _first(env["REALDEVICE"])
    is_available(machine, env, real)
    if _has_another_mac(machine, env, real):
        return 1
    if env["TYPE"] == "Bridge" and not _make_bridge(machine, env, device):
        return 1
    if env["TYPE"] == "Tap" and not _make_tap(machine, env, device):
        return 1
    has_teams = machine.release >= 7 and (env["TEAM_CONFIG"] or env["TEAM_MASTER"]) and teams.is_supported(machine, env)
    if has_teams and env["TEAM_CONFIG"] and env["DEVICETYPE"] != "Team":
        teams.make(machine, env, ifup)
    if real not in machine.kernel.links and is_available(machine, env, real) and real not in machine.kernel.links:
        machine.note(SCRIPT, env, device, "start", "failed", _why_missing(machine, env, device), *_WHY_MISSING)
        return 1
    _set_link(machine, env, device.partition(":")[0])
    if has_teams and env["TEAM_MASTER"] and env["DEVICETYPE"] != "TeamPort":
        teams.join(machine, env)
        return 0
    if env["SLAVE"] == "yes" and env["ISALIAS"] == "no" and env["MASTER"]:
        _join_bond(machine, env, device)
        return 0
    if env["ISALIAS"] == "no" and is_bond(machine.kernel, device):
        _start_bond(machine, env, device, ifup)
    if env["BRIDGE"] and _can_bridge(machine, env):
        _join_bridge(machine, env, device)
        return 0
    status = _addresses(machine, env, real)
    if status:
        return status
    if not env["NOZEROCONF"] and env["ISALIAS"] == "no" and env["REALDEVICE"] != "lo":
        addresses.zeroconf(machine, env, env["REALDEVICE"])
    if env["TYPE"] == "Bridge":
        _write_bridging_options(machine, env, device, late=True)
    ipv6.configure(machine, config)
    if dhcp.configure_ipv6(machine, env):
        return 1
    return post.post(machine, config)


def _first(text: str) -> str:
    return next(iter(words(text)), "")


def _addresses(machine: Machine, env: Variables, real: str) -> int:
    if env["BOOTPROTO"] in ("bootp", "dhcp") or env["DYNCONFIG"]:
        if machine.has("dhclient", f"whether {env['DEVICE']} gets an address by DHCP"):
            return dhcp.configure(machine, env, real)
        machine.note(SCRIPT, env, env["DEVICE"], "DHCP", "skipped", "there is no dhclient", "BOOTPROTO")
    return addresses.configure(machine, env)


_WHY_MISSING = ("BONDING_OPTS", "TYPE", "VLAN", "DEVICE")


def _why_missing(machine: Machine, env: Variables, device: str) -> str:
    if not device:
        return "no card has its HWADDR" if env["HWADDR"] else "neither DEVICE nor HWADDR is set"
    if env["TYPE"].lower() == "bridge":
        return f"{device} is not there: TYPE={env['TYPE']} makes no bridge, only TYPE=Bridge does"
    if files_with(machine, named("MASTER", device)):
        return f"{device} is not there: without BONDING_OPTS nobody makes the bond"
    if files_with(machine, named("BRIDGE", device)):
        return f"{device} is not there: without TYPE=Bridge nobody makes the bridge, and its ports come later"
    if "\r" in device:
        return f"{device!r} is not there: the file has line ends of DOS, so that a CR belongs to every value"
    if env["VLAN"] and env["VLAN"] != "yes":
        return f"{device} is not there: VLAN={env['VLAN']} makes no VLAN, only VLAN=yes does"
    if env["VLAN"] == "yes":
        return f"{device} is not there: neither its name nor VID says which VLAN it is"
    return f"{device} is not there"


def _has_another_mac(machine: Machine, env: Variables, real: str) -> bool:
    if not env["HWADDR"]:
        return False
    link = machine.kernel.links.get(real)
    found = link.mac.upper() if link else ""
    if found in (env["HWADDR"], env["MACADDR"]):
        return False
    reason = f"its MAC address is {found or 'not to be had'}, and not {env['HWADDR']}"
    machine.note(SCRIPT, env, env["DEVICE"], "start", "failed", reason, "HWADDR")
    return True


def _set_link(machine: Machine, env: Variables, name: str) -> None:
    kernel = machine.kernel
    if env["MACADDR"]:
        known = mac(env["MACADDR"])

        def set_mac() -> None:
            if known is None:
                raise Refused(f"{env['MACADDR']!r} is no MAC address that a device may have")
            kernel.set_mac(name, known)

        machine.attempt(SCRIPT, env, name, f"MAC address {env['MACADDR'].lower()}", set_mac, "MACADDR")
    if env["MTU"]:
        mtu = number(env["MTU"], 0x7FFFFFFF)

        def set_mtu() -> None:
            if mtu is None:
                raise Refused(f"{env['MTU']!r} is no number")
            kernel.set_mtu(name, mtu)

        machine.attempt(SCRIPT, env, name, f"MTU {env['MTU']}", set_mtu, "MTU")


# -- bonds ------------------------------------------------------------------------------------------------


def _join_bond(machine: Machine, env: Variables, device: str) -> None:
    kernel, master = machine.kernel, _first(env["MASTER"])
    install_bonding_driver(machine, env, master)
    if is_bond(kernel, master) and device in (kernel.links[master].bond or {})["slaves"]:
        return
    kernel.set_down(device)
    machine.attempt(SCRIPT, env, device, f"port of {master}", lambda: kernel.join_bond(device, master), "MASTER")


def _start_bond(machine: Machine, env: Variables, device: str, ifup: Ifup) -> None:
    kernel = machine.kernel
    install_bonding_driver(machine, env, device)
    if not keeps_links_down(machine, env):
        machine.attempt(SCRIPT, env, device, "link up", lambda: kernel.set_up(device))
    for name in files_with(machine, named("MASTER", device)):
        for word in words(name):
            ifup(machine, word)
    for option, value in options(env["BONDING_OPTS"]):
        if option == "primary":
            write = partial(kernel.set_primary, device, value)
            machine.attempt(SCRIPT, env, device, f"primary={value}", write, "BONDING_OPTS")


# -- bridges ----------------------------------------------------------------------------------------------


def _can_bridge(machine: Machine, env: Variables) -> bool:
    name = env["BRIDGE"] if env["TYPE"] != "Bridge" else env["DEVICE"]
    if machine.release >= 8 or machine.has("brctl", f"whether the bridge {name} comes to be"):
        return True
    if env["TYPE"] != "Bridge":
        reason = f"there is no brctl (package bridge-utils): {env['DEVICE']} does not become a port of {name}"
        machine.note(SCRIPT, env, env["DEVICE"], f"port of {name}", "skipped", reason, "BRIDGE")
    return False


def _make_bridge(machine: Machine, env: Variables, device: str) -> bool:
    kernel = machine.kernel
    if not _can_bridge(machine, env):
        reason = "there is no brctl (package bridge-utils)"
        machine.note(SCRIPT, env, device, "bridge made", "failed", reason, "TYPE")
        return False
    link = kernel.links.get(device)
    is_new = link is None or link.bridge is None
    if is_new and not machine.attempt(SCRIPT, env, device, "bridge made", lambda: kernel.add(device, "bridge"), "TYPE"):
        return False
    if machine.release >= 8:
        if not _set_by_ip(machine, env, device):
            if is_new:
                del kernel.links[device]
            return False
    else:
        _set_by_brctl(machine, env, device)
    _write_bridging_options(machine, env, device, late=False)
    if machine.release >= 7 and is_true(env["STP"], machine.release):
        _wait_for_stp(machine, env, device)
    return True


def _set_by_brctl(machine: Machine, env: Variables, device: str) -> None:
    """Seconds; what brctl or the kernel refuses is passed over."""
    bridge = machine.kernel.links[device].bridge
    assert bridge is not None

    def delay() -> None:
        bridging.set_delay(bridge, _hundredths(env["DELAY"]))

    def stp() -> None:
        if env["STP"] not in (*_ON, *_OFF):
            raise Refused(f"brctl takes on, yes, 1, off, no or 0, in lower case, and not {env['STP']!r}")
        bridging.set_stp(bridge, env["STP"] in _ON)

    def priority() -> None:
        value = number(_first(env["PRIO"]))
        if value is None:
            raise Refused(f"{env['PRIO']!r} is no number")
        bridge["priority"] = value & 0xFFFF

    def ageing() -> None:
        bridge["ageing_time"] = _hundredths(env["AGEING"])

    for key, call in (("DELAY", delay), ("STP", stp), ("PRIO", priority), ("AGEING", ageing)):
        if env[key]:
            machine.attempt(SCRIPT, env, device, f"{key}={env[key]}", call, key)


def _hundredths(text: str) -> int:
    match = _DECIMAL.match(text)
    if not match:
        raise Refused(f"{text!r} is no number of seconds")
    return int(float(match[0]) * 100)


def _set_by_ip(machine: Machine, env: Variables, device: str) -> bool:
    """Hundredths of a second; nothing is done where one word is refused."""
    bridge = machine.kernel.links[device].bridge
    assert bridge is not None
    known = {key: number(env[key], 0xFFFF if key == "PRIO" else 0xFFFFFFFF) for key in ("DELAY", "PRIO", "AGEING")}

    def set_all() -> None:
        for key, value in known.items():
            if env[key] and value is None:
                raise Refused(f"{key}={env[key]} is no whole number")
        if known["DELAY"] is not None:
            bridging.set_delay(bridge, known["DELAY"])
        if known["AGEING"] is not None:
            bridge["ageing_time"] = known["AGEING"]
        if is_true(env["STP"], machine.release) or is_false(env["STP"], machine.release):
            bridging.set_stp(bridge, is_true(env["STP"], machine.release))
        if known["PRIO"] is not None:
            bridge["priority"] = known["PRIO"]

    words = " ".join(f"{key}={env[key]}" for key in ("DELAY", "STP", "PRIO", "AGEING") if env[key])
    return not words or machine.attempt(SCRIPT, env, device, words, set_all, "DELAY", "PRIO", "AGEING", "STP")


def _write_bridging_options(machine: Machine, env: Variables, device: str, late: bool) -> None:
    bridge = machine.kernel.links[device].bridge
    assert bridge is not None
    for option, value in options(env["BRIDGING_OPTS"]):
        if (option in _LATE) == late:
            write = partial(bridging.write, bridge, option, value)
            machine.attempt(SCRIPT, env, device, f"{option}={value}", write, "BRIDGING_OPTS")


def _wait_for_stp(machine: Machine, env: Variables, device: str) -> None:
    """LINKDELAY becomes twice the delay and seven seconds."""
    bridge = machine.kernel.links[device].bridge
    assert bridge is not None
    written = env["DELAY"]
    number = _DECIMAL.fullmatch(written) if written else None
    delay = float(number[0]) if number else 0.0 if written else bridge["forward_delay"] / 100
    wanted = delay * 2 + 7
    current = _DECIMAL.fullmatch(env["LINKDELAY"])
    if (float(current[0]) if current else 0) < wanted:
        # bc keeps the decimals that it was given, and the kernel's delay has two
        env["LINKDELAY"] = f"{wanted:.2f}" if not written or "." in written else str(int(wanted))


def _join_bridge(machine: Machine, env: Variables, device: str) -> None:
    kernel, bridge = machine.kernel, _first(env["BRIDGE"])
    if bridge not in kernel.links:
        machine.attempt(SCRIPT, env, bridge, "bridge made", lambda: kernel.add(bridge, "bridge"), "BRIDGE")
    kernel.flush_addresses(device)
    if not keeps_links_down(machine, env):
        machine.attempt(SCRIPT, env, device, "link up", lambda: kernel.set_up(device))
    if machine.attempt(SCRIPT, env, device, f"port of {bridge}", partial(kernel.join_bridge, device, bridge), "BRIDGE"):
        for option, value in options(env["BRIDGING_OPTS"]):
            write = partial(bridging.write_port, kernel.links[device].port, option, value)
            machine.attempt(SCRIPT, env, device, f"{option}={value}", write, "BRIDGING_OPTS")


# -- taps -------------------------------------------------------------------------------------------------


def _make_tap(machine: Machine, env: Variables, device: str) -> bool:
    kernel = machine.kernel
    if machine.release <= 6 and not machine.has("tunctl", f"whether {device} comes to be"):
        machine.note(SCRIPT, env, device, "tap made", "failed", "there is no tunctl", "TYPE")
        return False
    if device in kernel.links:
        return True

    def make() -> None:
        link = kernel.add(device, "tun")
        link.carrier = False
        if machine.release >= 7 and device.startswith("tun"):
            link.mac, link.arp = "", False

    machine.attempt(SCRIPT, env, device, "tap made", make, "TYPE")
    return True
