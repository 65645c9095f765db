"""ifup-eth: what becomes of a card, a bond, a bridge, a tap, or a port of any of them."""

from __future__ import annotations

from ifcfgen.boot.initscripts import addresses, bonds, bridges, dhcp, ipv6, post, teams
from ifcfgen.boot.initscripts.bonds import Ifup, is_available, is_bond
from ifcfgen.boot.initscripts.configuration import environment, files_with, first_word, named, need_config
from ifcfgen.boot.initscripts.variables import Variables
from ifcfgen.boot.kernel.state import Refused
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.words import mac, number
from ifcfgen.ifcfg.values import LONGEST_NAME

SCRIPT = "ifup-eth"
_WHY_MISSING = ("BONDING_OPTS", "TYPE", "VLAN", "DEVICE")


def configure(machine: Machine, config: str, ifup: Ifup) -> int:
    """`ifup-eth CONFIG`, and its exit status; IFUP starts the ports of a bond."""
    env = environment(machine, need_config(machine, config))
    if machine.release <= 6 and env["BOOTP"] == "yes":
        env["BOOTPROTO"] = "bootp"
    device, real = env["DEVICE"], first_word(env["REALDEVICE"])
    is_available(machine, env, real)
    if _has_another_mac(machine, env, real):
        return 1
    if env["TYPE"] == "Bridge" and not bridges.make(machine, env, device):
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
        bonds.join(machine, env, device)
        return 0
    if env["ISALIAS"] == "no" and is_bond(machine.kernel, device):
        bonds.start(machine, env, device, ifup)
    if env["BRIDGE"] and bridges.can_bridge(machine, env):
        bridges.join(machine, env, device)
        return 0
    status = _addresses(machine, env, real)
    if status:
        return status
    if not env["NOZEROCONF"] and env["ISALIAS"] == "no" and env["REALDEVICE"] != "lo":
        addresses.zeroconf(machine, env, env["REALDEVICE"])
    if env["TYPE"] == "Bridge":
        bridges.write_options(machine, env, device, late=True)
    ipv6.configure(machine, config)
    if dhcp.configure_ipv6(machine, env):
        return 1
    return post.post(machine, config)


def _addresses(machine: Machine, env: Variables, real: str) -> int:
    if env["BOOTPROTO"] in ("bootp", "dhcp") or env["DYNCONFIG"]:
        if machine.has("dhclient", f"whether {env['DEVICE']} gets an address by DHCP"):
            return dhcp.configure(machine, env, real)
        machine.note(SCRIPT, env, env["DEVICE"], "DHCP", "skipped", "there is no dhclient", "BOOTPROTO")
    return addresses.configure(machine, env)


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


def _make_tap(machine: Machine, env: Variables, device: str) -> bool:
    kernel = machine.kernel
    if machine.release <= 6 and not machine.has("tunctl", f"whether {device} comes to be"):
        machine.note(SCRIPT, env, device, "tap made", "failed", "there is no tunctl", "TYPE")
        return False
    if device in kernel.links:
        return True

    def make() -> None:
        link = kernel.add(device if machine.release >= 7 else device[:LONGEST_NAME], "tun")
        link.carrier = False
        if machine.release >= 7 and device.startswith("tun"):
            link.mac, link.arp = "", False

    machine.attempt(SCRIPT, env, device, "tap made", make, "TYPE")
    return True
