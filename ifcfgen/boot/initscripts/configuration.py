"""Finding the file of a device, and sourcing it: need_config and source_config of network-functions."""

from __future__ import annotations

import re

from ifcfgen.boot.expansion import NotEvaluated, NotFollowed
from ifcfgen.boot.grep import Grep
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause
from ifcfgen.boot.variables import Variables, alias_in
from ifcfgen.lazy import pattern
from ifcfgen.place import Place

_DEVICE_TYPES = {
    "Ethernet": "eth", "Modem": "ppp", "xDSL": "ppp", "ISDN": "ippp", "Wireless": "eth", "Token Ring": "eth",
    "CTC": "ctc", "GRE": "tunnel", "IPIP": "tunnel", "SIT": "sit", "sit": "sit", "InfiniBand": "ib",
    "infiniband": "ib",
}  # fmt: skip
_SINCE_EL7 = {"CIPE": "cipcb", "IPSEC": "ipsec", "GRE6": "tunnel", "IPIP6": "tunnel"}
_OF_SH = {"ifup-ipv6": 7, "ifup-post": 6, "ifup-sit": 6}
"""The scripts that /bin/sh runs, and the last release in which it does."""
SYNTAX_ERROR = 2
"""The exit status of a script that ends at one."""
_IN_ANY_CASE = ("NAME", "HWADDR")
_QUOTES = ("", '"', "'")
_END = re.compile(r"['\"]?(?:[\s#]|$)")
"""The scripts do not quote the name in the pattern of their grep: a dot stands for any character."""
_TITLES = ('"', '"auto ', '"system ')
_QUOTE = pattern('"')
_BLANKS = re.compile(r"[ \t\n]+")


def words(text: str) -> list[str]:
    """TEXT as the shell splits it where it stands unquoted."""
    if " " in text or "\t" in text or "\n" in text:
        return [word for word in _BLANKS.split(text) if word]
    return [text] if text else []


def echoed(text: str) -> str:
    """TEXT as `echo` gives it where it stands unquoted."""
    return " ".join(words(text)) if " " in text or "\t" in text or "\n" in text else text


def first_word(text: str) -> str:
    """The first word of TEXT, which is what a command gets that takes one; empty if there is none."""
    return echoed(text).partition(" ")[0]


def options(text: str) -> list[tuple[str, str]]:
    """The words of BONDING_OPTS or BRIDGING_OPTS: what stands before their first `=`, and behind their last."""
    return [(word.partition("=")[0], word.rpartition("=")[2]) for word in words(text)]


def need_config(machine: Machine, name: str) -> str:
    """The name of the file that `ifup NAME` means; no file has that name if there is none."""
    if f"ifcfg-{name}" in machine.files:
        return f"ifcfg-{name}"
    plain = name.rpartition("/")[2]
    if plain in machine.files:
        return plain
    link = machine.kernel.links.get(name)
    keys = [("NAME", name), *([("HWADDR", link.mac)] if link is not None and link.mac else []), ("DEVICE", name)]
    for key, wanted in keys:
        found = files_with(machine, key, wanted)
        if len(found) == 1:
            return found[0]
    return plain


def files_with(machine: Machine, key: str, name: str) -> list[str]:
    """The ifcfg files with a line that sets KEY to NAME, in the order of the shell."""
    grep = machine.greps.get(key)
    if grep is None:
        grep = machine.greps[key] = _grep(machine, key)
    return list(dict.fromkeys(grep.find(name.lower() if key in _IN_ANY_CASE else name)))


def _grep(machine: Machine, key: str) -> Grep[str]:
    line = re.compile(rf"^[ \t\r\f\v]*{key}=(.*)", re.M | (re.I if key in _IN_ANY_CASE else re.NOFLAG))
    heads, tail = (_TITLES, _QUOTE) if key == "NAME" else (_QUOTES, _END)
    files = [(name, machine.files[name].document.text) for name in machine.config_names]
    texts = (
        (text.removeprefix(head), name)
        for name, whole in files
        if f"{key}=" in (whole.upper() if key in _IN_ANY_CASE else whole) and not machine.is_ignored(name)
        for written in line.findall(whole)
        for text in (written.lower() if key in _IN_ANY_CASE else written,)
        for head in heads
        if text.startswith(head)
    )
    return Grep(texts, tail)


def source_network(machine: Machine) -> Variables:
    """What every script begins with."""
    env = Variables()
    env.update(machine.exported)
    env["HOSTNAME"] = machine.facts.host.name or "localhost.localdomain"
    env.source(machine.network)
    return env


def environment(machine: Machine, config: str) -> Variables:
    """What a script knows that has sourced /etc/sysconfig/network and the file CONFIG, as nearly each begins.

    All that do share it: who sets a variable takes a copy.
    """
    known = machine.environments.get(config) if not machine.exported else None
    if known is None:
        known = source_network(machine)
        source_config(machine, known, config)
        if config in machine.files and machine.files[config].sets("DEVICE") and not machine.exported:
            machine.environments[config] = known  # does not depend on which cards there are by now
    return known


def source_config(machine: Machine, env: Variables, config: str) -> None:
    """Source the file CONFIG and set what follows from it; what it declares is local to this, and gone behind it."""
    config = config.rpartition("/")[2]
    suffix = env["DEVNAME"] = config.removeprefix("ifcfg-")
    scripts = [machine.files[name] for name in (config, f"keys-{suffix}") if name in machine.files]
    declared = frozenset[str]().union(*(script.local for script in scripts))
    before = env.copy() if declared else env
    for script in scripts:
        env.source(script)
    _derive(machine, env, config)
    if "DEVICE" in declared:  # most goes wrong without it, each in its own way
        raise NotEvaluated("DEVICE")
    for key in declared:
        env.restore(key, before)


def _derive(machine: Machine, env: Variables, config: str) -> None:
    """Set what follows from the variables of the file CONFIG."""
    kind = env["TYPE"]
    if machine.release >= 8 and kind == "Bridge":
        env["DEVICETYPE"] = "eth"
    elif machine.release >= 7 and kind.startswith("OVS"):
        env["DEVICETYPE"] = "ovs"
    elif kind in _DEVICE_TYPES or (machine.release >= 7 and kind in _SINCE_EL7):
        env["DEVICETYPE"] = _DEVICE_TYPES.get(kind) or _SINCE_EL7[kind]
    for key in ("HWADDR", "MACADDR"):
        if env[key]:
            env[key] = (env[key] if machine.release >= 7 else echoed(env[key])).upper()
    if not env["DEVICE"] and env["HWADDR"]:
        _name_by_hardware(machine, env, config)
    # nearly everywhere it stands unquoted, so that blanks around it make no difference
    device = env["DEVICE"].strip(" \t\n")
    if device != env["DEVICE"]:
        env["DEVICE"] = device
        env["NOZEROCONF"] = "its metric is not found: `cat /sys/class/net/eth0 /ifindex`"
    if not env["DEVICETYPE"]:
        env["DEVICETYPE"] = echoed(device).rstrip("0123456789")
    if not env["REALDEVICE"]:
        env["REALDEVICE"] = env["PARENTDEVICE"] or device.partition(":")[0]
    env["ISALIAS"] = "no" if device == env["REALDEVICE"] else "yes"


def is_ended(machine: Machine, env: Variables, script: str, action: Action) -> bool:
    """Whether SCRIPT ends before ACTION: one of #!/bin/sh does, in bash's POSIX mode, at a syntax error in a file.

    Raises NotFollowed where a file has an alias, which only such a script expands.
    """
    if machine.release > _OF_SH[script]:
        return False
    for document in env.sourced:
        alias = alias_in(document)
        if alias is not None:
            raise NotFollowed(alias)
        if document.gives_up is not None and document.gives_up.why == "syntax-error":
            line = document.gives_up.line
            machine.note(script, document, env["DEVICE"], action, "failed", Cause("syntax-error"), line=line)
            return True
    return False


def _name_by_hardware(machine: Machine, env: Variables, config: str) -> None:
    """Set DEVICE to the card that HWADDR names."""
    found = devices_of_mac(machine, env["HWADDR"])
    env.set("DEVICE", "\n".join(found), Place(env.sourced[-1].path))
    if len(found) == 1:
        machine.outcome.names[config] = found[0]


def devices_of_mac(machine: Machine, mac: str) -> list[str]:
    """The devices whose line of `ip -o link` holds MAC, as they are written there."""
    return [f"{link.name}@{link.parent}" if link.parent else link.name for link in machine.kernel.with_mac(mac.lower())]


def keeps_links_down(machine: Machine, env: Variables) -> bool:
    """LINKSTATUS=down of EL8: set_link_up does nothing."""
    return machine.release >= 8 and env["LINKSTATUS"] == "down"
