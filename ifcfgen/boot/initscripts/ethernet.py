"""ifup-eth: what becomes of a card, a bond, a bridge, a tap, or a port of any of them."""

from __future__ import annotations

from ifcfgen.boot.initscripts import addresses, bonds, bridges, dhcp, ipv6, post, teams
from ifcfgen.boot.initscripts.bonds import Ifup, is_available, is_bond
from ifcfgen.boot.initscripts.configuration import echoed, environment, files_with, first_word, need_config
from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause, Stake
from ifcfgen.boot.values import is_of_no_card, mac
from ifcfgen.boot.variables import Variables
from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.literals import number
from ifcfgen.ifcfg.values import LONGEST_NAME

SCRIPT = "ifup-eth"
_WHY_MISSING = ("BONDING_OPTS", "TYPE", "VLAN", "DEVICE")


def configure(machine: Machine, config: str, ifup: Ifup) -> int:
    """`ifup-eth CONFIG`, and its exit status; IFUP starts the ports of a bond."""
    env = environment(machine, need_config(machine, config)).copy()
    if machine.release <= 6 and env["BOOTP"] == "yes":
        env["BOOTPROTO"] = "bootp"
    device, real = env["DEVICE"], first_word(env["REALDEVICE"])
    is_available(machine, env, real)
    if _has_another_mac(machine, env, real) or not _make(machine, env, device):
        return 1
    has_teams = machine.release >= 7 and (env["TEAM_CONFIG"] or env["TEAM_MASTER"]) and teams.is_supported(machine, env)
    if has_teams and env["TEAM_CONFIG"] and env["DEVICETYPE"] != "Team":
        teams.make(machine, env, ifup)
    if real not in machine.kernel.links and is_available(machine, env, real) and real not in machine.kernel.links:
        cause = _why_missing(machine, env, device)
        machine.note(SCRIPT, env, device, Action("start"), "failed", cause, *_WHY_MISSING)
        return 1
    _set_link(machine, env, device.partition(":")[0])
    refused = Ethtool(env["ETHTOOL_OPTS"], real).unsettable if env["ETHTOOL_OPTS"] else ""
    if refused:
        cause = Cause("no-word-of-ethtool", refused)
        machine.note(SCRIPT, env, device, Action("key", "ETHTOOL_OPTS"), "failed", cause, "ETHTOOL_OPTS")
    if _joins(machine, env, device, ifup, bool(has_teams)):
        return 0
    return _configure_layer3(machine, env, config, real)


def _make(machine: Machine, env: Variables, device: str) -> bool:
    """Make a bridge or a tap; whether ifup-eth goes on."""
    if env["TYPE"] == "Bridge":
        return bridges.make(machine, env, device)
    return env["TYPE"] != "Tap" or _make_tap(machine, env, device)


def _joins(machine: Machine, env: Variables, device: str, ifup: Ifup, has_teams: bool) -> bool:
    """Make the device a port of a team, a bond or a bridge, and start a bond; whether it is configured as a port."""
    if has_teams and env["TEAM_MASTER"] and env["DEVICETYPE"] != "TeamPort":
        teams.join(machine, env)
        return True
    if env["SLAVE"] == "yes" and env["ISALIAS"] == "no" and env["MASTER"]:
        bonds.join(machine, env, device)
        return True
    if env["ISALIAS"] == "no" and is_bond(machine.kernel, device):
        bonds.start(machine, env, device, ifup)
    if env["BRIDGE"] and bridges.can_bridge(machine, env):
        bridges.join(machine, env, device)
        return True
    return False


def _configure_layer3(machine: Machine, env: Variables, config: str, real: str) -> int:
    """Addresses and routes; the exit status."""
    status = _addresses(machine, env, real)
    if status:
        return status
    if not env["NOZEROCONF"] and env["ISALIAS"] == "no" and env["REALDEVICE"] != "lo":
        addresses.zeroconf(machine, env, env["REALDEVICE"])
    if env["TYPE"] == "Bridge":
        bridges.write_options(machine, env, env["DEVICE"], late=True)
    ipv6.configure(machine, config)
    if dhcp.configure_ipv6(machine, env):
        return 1
    return post.post(machine, config)


def _addresses(machine: Machine, env: Variables, real: str) -> int:
    if env["BOOTPROTO"] in ("bootp", "dhcp") or env["DYNCONFIG"]:
        if machine.has("dhclient", Stake("dhcp-client", env["DEVICE"], 4)):
            return dhcp.configure(machine, env, real)
        cause = Cause("no-program", "dhclient")
        machine.note(SCRIPT, env, env["DEVICE"], Action("dhcp", 4), "skipped", cause, "BOOTPROTO")
    return addresses.configure(machine, env)


def _why_missing(machine: Machine, env: Variables, device: str) -> Cause:
    if not device:
        return Cause("no-card") if env["HWADDR"] else Cause("no-name")
    if env["TYPE"].lower() == "bridge":
        return Cause("absent-bridge-type", device, env["TYPE"])
    if files_with(machine, "MASTER", device):
        return Cause("absent-bond", device)
    if files_with(machine, "BRIDGE", device):
        return Cause("absent-bridge", device)
    if "\r" in device:
        return Cause("absent-dos", device)
    if env["VLAN"] and env["VLAN"] != "yes":
        return Cause("absent-vlan-word", device, env["VLAN"])
    if env["VLAN"] == "yes":
        return Cause("absent-vlan-id", device)
    return Cause("absent", device)


def _has_another_mac(machine: Machine, env: Variables, real: str) -> bool:
    if not env["HWADDR"]:
        return False
    link = machine.kernel.links.get(real)
    found = link.mac.upper() if link else ""
    if found in (env["HWADDR"], env["MACADDR"]):
        return False
    hardware = env["HWADDR"]
    is_possible = not is_of_no_card(hardware)
    cause = Cause("other-mac", found, hardware) if is_possible else Cause("no-mac-of-card", hardware)
    machine.note(SCRIPT, env, env["DEVICE"], Action("start"), "failed", cause, "HWADDR")
    return True


def _set_link(machine: Machine, env: Variables, name: str) -> None:
    kernel = machine.kernel
    if env["MACADDR"]:
        known = mac(echoed(env["MACADDR"]))

        def set_mac() -> None:
            if known is None:
                raise Refusal("no-mac", env["MACADDR"])
            kernel.set_mac(name, known)

        machine.attempt(SCRIPT, env, name, Action("mac", env["MACADDR"].lower()), set_mac, "MACADDR")
    if env["MTU"]:
        mtu = number(echoed(env["MTU"]), 0x7FFFFFFF)

        def set_mtu() -> None:
            if mtu is None:
                raise Refusal("no-number", env["MTU"])
            kernel.set_mtu(name, mtu)

        machine.attempt(SCRIPT, env, name, Action("mtu", env["MTU"]), set_mtu, "MTU")


def _make_tap(machine: Machine, env: Variables, device: str) -> bool:
    kernel = machine.kernel
    if machine.release <= 6 and not machine.has("tunctl", Stake("existence", device)):
        machine.note(SCRIPT, env, device, Action("make", "tap"), "failed", Cause("no-program", "tunctl"), "TYPE")
        return False
    if device in kernel.links:
        return True
    owner = echoed(env["OWNER"])

    def make() -> None:
        if owner and not machine.has_user(owner, Stake("existence", device)):
            raise Refusal("no-user", owner)
        if machine.release >= 7:
            kernel.add_tap(device, device.startswith("tun"))
        else:
            kernel.add_tap(device[:LONGEST_NAME], is_tun=False)

    machine.attempt(SCRIPT, env, device, Action("make", "tap"), make, "OWNER", "TYPE")
    return True
