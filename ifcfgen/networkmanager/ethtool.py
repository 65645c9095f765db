"""ETHTOOL_OPTS and ETHTOOL_WAKE_ON_LAN: parse_ethtool_option(). What it does not know, NetworkManager passes over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from ifcfgen.networkmanager.enums import words as flag_words
from ifcfgen.networkmanager.profile import ETHERNET
from ifcfgen.networkmanager.source import Source
from ifcfgen.networkmanager.values import is_mac, mac, number, words

_WAKE_ON_LAN = f"{ETHERNET}.wake-on-lan"
_KINDS = {
    "-K": "feature", "--features": "feature", "--offload": "feature", "-C": "coalesce", "--coalesce": "coalesce",
    "-G": "ring", "--set-ring": "ring", "-A": "pause", "--pause": "pause",
}  # fmt: skip
_SWITCHES = ("feature", "pause")
_KNOWN: Mapping[str, frozenset[str]] = {
    "feature": frozenset((
        "esp-hw-offload", "esp-tx-csum-hw-offload", "fcoe-mtu", "gro", "gso", "highdma", "hw-tc-offload",
        "l2-fwd-offload", "loopback", "lro", "macsec-hw-offload", "ntuple", "rx", "rxhash", "rxvlan", "rx-all",
        "rx-fcs", "rx-gro-hw", "rx-gro-list", "rx-udp-gro-forwarding", "rx-udp_tunnel-port-offload", "rx-vlan-filter",
        "rx-vlan-stag-filter", "rx-vlan-stag-hw-parse", "sg", "tls-hw-record", "tls-hw-rx-offload", "tls-hw-tx-offload",
        "tso", "tx", "txvlan", "tx-checksum-fcoe-crc", "tx-checksum-ipv4", "tx-checksum-ipv6", "tx-checksum-ip-generic",
        "tx-checksum-sctp", "tx-esp-segmentation", "tx-fcoe-segmentation", "tx-gre-csum-segmentation",
        "tx-gre-segmentation", "tx-gso-list", "tx-gso-partial", "tx-gso-robust", "tx-ipxip4-segmentation",
        "tx-ipxip6-segmentation", "tx-nocache-copy", "tx-scatter-gather", "tx-scatter-gather-fraglist",
        "tx-sctp-segmentation", "tx-tcp6-segmentation", "tx-tcp-ecn-segmentation", "tx-tcp-mangleid-segmentation",
        "tx-tcp-segmentation", "tx-tunnel-remcsum-segmentation", "tx-udp-segmentation", "tx-udp_tnl-csum-segmentation",
        "tx-udp_tnl-segmentation", "tx-vlan-stag-hw-insert",
    )),
    "coalesce": frozenset((
        "adaptive-rx", "adaptive-tx", "pkt-rate-high", "pkt-rate-low", "rx-frames", "rx-frames-high", "rx-frames-irq",
        "rx-frames-low", "rx-usecs", "rx-usecs-high", "rx-usecs-irq", "rx-usecs-low", "sample-interval",
        "stats-block-usecs", "tx-frames", "tx-frames-high", "tx-frames-irq", "tx-frames-low", "tx-usecs",
        "tx-usecs-high", "tx-usecs-irq", "tx-usecs-low",
    )),
    "ring": frozenset(("rx", "rx-jumbo", "rx-mini", "tx")),
    "pause": frozenset(("pause-autoneg", "pause-rx", "pause-tx")),
}  # fmt: skip
_LETTERS = {"p": 0x2, "u": 0x4, "m": 0x8, "b": 0x10, "a": 0x20, "g": 0x40}
_DEFAULT, _MAGIC, _IGNORE = 0x1, 0x40, 0x8000
_UINT = 2**32 - 1


def is_feature(name: str) -> bool:
    """Whether NetworkManager can switch the feature NAME."""
    return name in _KNOWN["feature"]


def write_ethtool(source: Source) -> None:
    """Put both keys into the settings."""
    text = source.keys.get("ETHTOOL_OPTS")
    said: dict[str, str] = {}
    for command in (text or "").split(";"):
        arguments = words(command, " \t\n")
        if arguments[:1] and arguments[0] in _KINDS:
            _write_options(source, _KINDS[arguments[0]], arguments)
        else:
            said.update(_said(arguments))
    _write_link(source, said)
    _write_wake_on_lan(source, said, text)


def _write_options(source: Source, kind: str, arguments: list[str]) -> None:
    """Offloads and the like; behind the switch stands the device, whatever it is called."""
    if len(arguments) < 2 or (kind == "pause" and not source.may_be_since(1, 32)):
        return
    source.settings.setdefault("ethtool", {})
    rest = arguments[2:]
    while len(rest) >= 2:
        name, text = rest[0], rest[1]
        prefix = "" if kind == "pause" else f"{kind}-"
        value = {"on": True, "off": False}.get(text) if kind in _SWITCHES else number(text, 0, _UINT)
        if value is not None and name in _KNOWN[kind]:
            source.add("ethtool", prefix + name, value, "ETHTOOL_OPTS")
        rest = rest[1 if value is None else 2 :]


def _said(arguments: list[str]) -> Iterator[tuple[str, str]]:
    """What follows `ethtool -s DEVICE`, by the words that NetworkManager knows; any other stands for itself."""
    skip = False
    for name, text in pairwise(arguments):
        if skip:
            skip = False
        elif name in ("autoneg", "speed", "duplex", "wol", "sopass"):
            skip = True
            yield name, text


def _write_link(source: Source, said: Mapping[str, str]) -> None:
    if said.get("autoneg") == "on":
        source.add(ETHERNET, "auto-negotiate", True, "ETHTOOL_OPTS")
    speed, duplex = number(said.get("speed", ""), 0, _UINT), said.get("duplex")
    if speed and duplex in ("half", "full"):  # one alone is none
        source.add(ETHERNET, "speed", speed, "ETHTOOL_OPTS")
        source.add(ETHERNET, "duplex", duplex, "ETHTOOL_OPTS")


def _write_wake_on_lan(source: Source, said: Mapping[str, str], text: str | None) -> None:
    flags, key = _IGNORE if text == "" else _DEFAULT, "ETHTOOL_OPTS"
    if "wol" in said:
        flags = 0
        for letter in said["wol"]:
            flags = 0 if letter == "d" else flags | _LETTERS.get(letter, 0)
    if source.keys.get("ETHTOOL_WAKE_ON_LAN") == "ignore":
        flags, key = _IGNORE, "ETHTOOL_WAKE_ON_LAN"
    if flags != _DEFAULT:
        source.add(ETHERNET, "wake-on-lan", flag_words(_WAKE_ON_LAN, flags), key)
    password = said.get("sopass", "")
    if flags & _MAGIC and is_mac(password):
        source.add(ETHERNET, "wake-on-lan-password", mac(password), "ETHTOOL_OPTS")
