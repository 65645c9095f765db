"""Finding the file of a device, and sourcing it: need_config and source_config of network-functions."""

from __future__ import annotations

import re

from ifcfgen.boot.machine import Machine
from ifcfgen.boot.variables import Variables

_DEVICE_TYPES = {
    "Ethernet": "eth", "Modem": "ppp", "xDSL": "ppp", "ISDN": "ippp", "Wireless": "eth", "Token Ring": "eth",
    "CTC": "ctc", "GRE": "tunnel", "IPIP": "tunnel", "SIT": "sit", "sit": "sit", "InfiniBand": "ib",
    "infiniband": "ib",
}  # fmt: skip
_SINCE_EL7 = {"CIPE": "cipcb", "IPSEC": "ipsec", "GRE6": "tunnel", "IPIP6": "tunnel"}
_BLANKS = re.compile(r"[ \t\n]+")


def words(text: str) -> list[str]:
    """TEXT as the shell splits it where it stands unquoted."""
    if " " in text or "\t" in text or "\n" in text:
        return [word for word in _BLANKS.split(text) if word]
    return [text] if text else []


def first_word(text: str) -> str:
    """The first word of TEXT, which is what a command gets that takes one; empty where there is none."""
    return next(iter(words(text)), "")


def options(text: str) -> list[tuple[str, str]]:
    """The words of BONDING_OPTS or BRIDGING_OPTS: what stands before their first `=`, and behind their last."""
    return [(word.partition("=")[0], word.rpartition("=")[2]) for word in words(text)]


def need_config(machine: Machine, name: str) -> str:
    """The name of the file that `ifup NAME` means; no file is called so where there is none."""
    if f"ifcfg-{name}" in machine.files:
        return f"ifcfg-{name}"
    plain = name.rpartition("/")[2]
    if plain in machine.files:
        return plain
    link = machine.kernel.links.get(name)
    patterns = [(rf'NAME="(?:Auto |System )?{_any(name)}"', re.I)]
    if link is not None and link.mac:
        patterns.append((named("HWADDR", link.mac), re.I))
    patterns.append((named("DEVICE", name), re.NOFLAG))
    for pattern, flags in patterns:
        found = files_with(machine, pattern, flags)
        if len(found) == 1:
            return found[0]
    return plain


def files_with(machine: Machine, pattern: str, flags: int = 0) -> list[str]:
    """The ifcfg files with a line that begins with PATTERN, in the order of the shell."""
    line = re.compile(rf"^[ \t\r\f\v]*{pattern}", re.M | flags)
    return [
        name
        for name in machine.config_names
        if line.search(machine.files[name].document.text) and not machine.is_ignored(name)
    ]


def named(key: str, name: str) -> str:
    """The pattern of a line that sets KEY to NAME, which is not quoted there: a dot stands for any character."""
    return rf"{key}=['\"]?{_any(name)}['\"]?(?:[\s#]|$)"


def _any(name: str) -> str:
    return re.escape(name).replace(r"\.", ".")


def source_network(machine: Machine) -> Variables:
    """What every script begins with."""
    env = Variables()
    env["HOSTNAME"] = machine.facts.host.name or "localhost.localdomain"
    env.source(machine.network)
    return env


def environment(machine: Machine, config: str) -> Variables:
    """What a script knows that has sourced /etc/sysconfig/network and the file CONFIG, as nearly each begins."""
    known = machine.environments.get(config)
    if known is None:
        known = source_network(machine)
        source_config(machine, known, config)
        if config in machine.files and machine.files[config].sets("DEVICE"):
            machine.environments[config] = known  # does not depend on which cards there are by now
    return known.copy()


def source_config(machine: Machine, env: Variables, config: str) -> None:
    """Source the file CONFIG and set what follows from it."""
    config = config.rpartition("/")[2]
    suffix = env["DEVNAME"] = config.removeprefix("ifcfg-")
    for name in (config, f"keys-{suffix}"):
        if name in machine.files:
            env.source(machine.files[name])
    kind = env["TYPE"]
    if machine.release >= 8 and kind == "Bridge":
        env["DEVICETYPE"] = "eth"
    elif machine.release >= 7 and kind.startswith("OVS"):
        env["DEVICETYPE"] = "ovs"
    elif kind in _DEVICE_TYPES or (machine.release >= 7 and kind in _SINCE_EL7):
        env["DEVICETYPE"] = _DEVICE_TYPES.get(kind) or _SINCE_EL7[kind]
    for key in ("HWADDR", "MACADDR"):
        if env[key]:
            env[key] = env[key].upper()
    if not env["DEVICE"] and env["HWADDR"]:
        env["DEVICE"] = "\n".join(devices_of_mac(machine, env["HWADDR"]))
    # nearly everywhere it stands unquoted, so that blanks around it make no difference
    device = env["DEVICE"].strip(" \t\n")
    if device != env["DEVICE"]:
        env["DEVICE"] = device
        env["NOZEROCONF"] = "its metric is not found: `cat /sys/class/net/eth0 /ifindex`"
    if not env["DEVICETYPE"]:
        env["DEVICETYPE"] = " ".join(words(device)).rstrip("0123456789")
    if not env["REALDEVICE"]:
        env["REALDEVICE"] = env["PARENTDEVICE"] or device.partition(":")[0]
    env["ISALIAS"] = "no" if device == env["REALDEVICE"] else "yes"


def devices_of_mac(machine: Machine, mac: str) -> list[str]:
    """The devices whose line of `ip -o link` holds MAC, as they are written there."""
    mac = mac.lower()
    return [
        f"{link.name}@{link.parent}" if link.parent else link.name
        for link in machine.kernel.links.values()
        if link.mac and mac in link.mac
    ]


def keeps_links_down(machine: Machine, env: Variables) -> bool:
    """LINKSTATUS=down of EL8: set_link_up does nothing."""
    return machine.release >= 8 and env["LINKSTATUS"] == "down"
