"""The network cards of a system, as /sys and udev, or the commands in a report, show them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ifcfgen.facts.card import Card, Cards
from ifcfgen.facts.services import names, text
from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import pattern

_SYS = "sys/class/net"
_COMMANDS = "sos_commands/networking"
_UDEV = "run/udev/data"
_EXPORT = "sos_commands/devices/udevadm_info_--export-db"
_LARGEST_EXPORT = 32 << 20
"""Bytes; a server with 100 disks has two million."""
_NAME = pattern(r"[^\s/:]{1,15}")
_DRIVER = pattern(rf"ethtool_-i_({_NAME.pattern})")
_BUS = pattern(r"^bus-info:[ \t]*([0-9a-z]*[:.-][0-9a-z:.-]+|virtio\d+|ccw\S*)", re.M)
"""The address of a card; `ethtool -i` has N/A, or a word, for a virtual device."""
_MODULE = pattern(r"^driver:[ \t]*(\S+)", re.M)
_ADDRESS = pattern(r"(?:address:|link/(?:ether|infiniband))[ \t]+([0-9a-f]{2}(?::[0-9a-f]{2}){5,19})\b", re.I)
_NO_ADDRESS = pattern(r"(?:00:?)+")
_PCI = pattern(r"\b[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]\b", re.I)
_PROPERTY = pattern(r"^E: ?(\w+)=(.*)$", re.M)
_NAMES = ("FROM_DATABASE", "ONBOARD", "SLOT", "PATH")
"""The properties ID_NET_NAME_..., in the order of NamePolicy= in 99-default.link."""
_CMDLINE = ("proc/cmdline", "etc/kernel/cmdline", "etc/default/grub")
_GRUB = pattern(r"""^[ \t]*GRUB_CMDLINE_LINUX(?:_DEFAULT)?=(["']?)(.*)\1[ \t]*$""", re.M)
_ABOUT_NAMES = pattern(r"(net\.ifnames|net\.naming-scheme|biosdevname)=\S*")


def nics(tree: Tree) -> tuple[Cards, str]:
    """The cards of TREE, a system, and what shows them; no cards where nothing does."""
    for read, path in ((_in_sys, _SYS), (_by_ethtool, _COMMANDS)):
        if found := read(tree):
            return found, path
    return {}, ""


def _in_sys(tree: Tree) -> Cards:
    """Those that have hardware behind them."""
    found = {}
    for name in sorted(names(tree, _SYS) or ()):
        here = f"{_SYS}/{name}"
        held = names(tree, here) or names(tree, f"{here}/.") or {}
        if "device" in held and "address" in held and _NAME.fullmatch(name):
            now, own = text(tree, f"{here}/address"), text(tree, f"{here}/bonding_slave/perm_hwaddr")
            index = text(tree, f"{here}/ifindex").strip()
            known = _properties(text(tree, f"{_UDEV}/n{index}")) if index.isdigit() else {}
            found[name] = _card(
                known, plain_address(own) or plain_address(now), tree.link(here) or tree.link(f"{here}/device") or ""
            )
    return found


def _by_ethtool(tree: Tree) -> Cards:
    commands = names(tree, _COMMANDS) or {}
    links = {name: text(tree, f"{_COMMANDS}/{name}") for name in ("ip_-s_-d_link", "ip_-d_link") if name in commands}
    found = {}
    udev: Mapping[str, Mapping[str, str]] | None = None
    for match in filter(None, map(_DRIVER.fullmatch, sorted(commands))):
        name, printed = match[1], text(tree, f"{_COMMANDS}/{match[0]}")
        if bus := _BUS.search(printed):
            udev = _exported(tree) if udev is None else udev
            own = _ADDRESS.search(text(tree, f"{_COMMANDS}/ethtool_-P_{name}"))
            now = re.search(rf"^\d+: {re.escape(name)}(?:@\S+)?:.*\n.*", "\n".join(links.values()), re.M)
            address = own or (_ADDRESS.search(now[0]) if now else None)
            module = _MODULE.search(printed)
            card = _card(udev.get(name, {}), plain_address(address[1]) if address else "", bus[1])
            found[name] = card._replace(driver=module[1]) if module else card
    return found


def _exported(tree: Tree) -> Mapping[str, Mapping[str, str]]:
    """The properties of each network device in udev's database, by its name."""
    try:
        export = tree.read(_EXPORT, _LARGEST_EXPORT).decode(errors="replace")
    except OSError:
        return {}
    devices = (_properties(block) for block in export.split("\n\n") if "\nE: INTERFACE=" in block)
    return {device["INTERFACE"]: device for device in devices}


def _properties(block: str) -> Mapping[str, str]:
    """The properties of one device in udev's database, as its own files or `udevadm info` have them."""
    return dict(_PROPERTY.findall(block))


def _card(properties: Mapping[str, str], mac: str, path: str) -> Card:
    """A card with these PROPERTIES of udev; its PCI address is in PATH, where these do not have it."""
    given = [properties.get(f"ID_NET_NAME_{kind}", "") for kind in _NAMES]
    pci = pci_address(properties.get("ID_PATH", "")) or pci_address(path)
    own = tuple(filter(_NAME.fullmatch, given)) if properties else None
    return Card(mac, pci, properties.get("ID_NET_DRIVER", ""), own)


def plain_address(written: str) -> str:
    """WRITTEN as the address of a card; empty where it is none."""
    plain = written.strip().lower()
    return plain if re.fullmatch(r"[0-9a-f]{2}(:[0-9a-f]{2}){5,19}", plain) and not _NO_ADDRESS.fullmatch(plain) else ""


def pci_address(path: str) -> str:
    """The last PCI address in PATH, that of the card itself; empty where there is none."""
    found = _PCI.findall(path)
    return found[-1].lower() if found else ""


def arguments(tree: Tree) -> tuple[frozenset[str] | None, str]:
    """The arguments of the kernel of TREE about the names of cards, and the file that shows them: the running kernel's,
    else those of the next one to be installed; None where no file does."""
    for path in _CMDLINE:
        folder, _, name = path.rpartition("/")
        if name in (names(tree, folder) or ()):
            said = text(tree, path)
            words = " ".join(found[2] for found in _GRUB.finditer(said)) if path.endswith("grub") else said
            return about_names(words.split()), path
    return None, ""


def about_names(words: Iterable[str]) -> frozenset[str]:
    """Those of WORDS, arguments of the kernel, by which the names of cards are given."""
    return frozenset(word for word in words if _ABOUT_NAMES.fullmatch(word))
