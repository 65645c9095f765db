"""Bridges and their ports: STP, BRIDGING_OPTS and VLANs, as handle_bridge_option() reads them. Times are in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ifcfgen.ifcfg.switches import NETWORKMANAGER_STP
from ifcfgen.lazy import NamedTuple, pattern
from ifcfgen.networkmanager.source import Rejected, Source
from ifcfgen.networkmanager.values import is_mac, mac, number, words

_UINT = 2**32 - 1
_UINT64 = 2**64 - 1
_ON = ("on", "yes", "1")
_OFF = ("off", "no")
_LOWEST = {"hello_time": 1, "max_age": 6}
"""With STP, for which NetworkManager rejects what is below."""
_WORDS = {"vlan_protocol": ("802.1Q", "802.1ad"), "multicast_router": ("auto", "enabled", "disabled")}
_RESERVED_GROUP = pattern(r"0?1([:-])80\1[cC]2(?:\1(?:00?)){2}\1(0?[0-9a-fA-F])")


class _Option(NamedTuple):
    """A number up to `high`, a switch, or a text; its property, and what that is where nothing is said."""

    name: str
    default: bool | int | str
    high: int = _UINT
    with_stp: bool = False
    """Whether it is passed over without STP."""


_OPTIONS: Mapping[str, _Option] = {
    "priority": _Option("priority", 32768, 65535, with_stp=True),
    "hello_time": _Option("hello-time", 2, 10, with_stp=True),
    "max_age": _Option("max-age", 20, 40, with_stp=True),
    "ageing_time": _Option("ageing-time", 300, 1_000_000),
    "group_address": _Option("group-address", "01:80:C2:00:00:00"),
    "group_fwd_mask": _Option("group-forward-mask", 0, 65535),
    "multicast_hash_max": _Option("multicast-hash-max", 4096),
    "multicast_last_member_count": _Option("multicast-last-member-count", 2),
    "multicast_last_member_interval": _Option("multicast-last-member-interval", 100, _UINT64),
    "multicast_membership_interval": _Option("multicast-membership-interval", 26000, _UINT64),
    "multicast_querier": _Option("multicast-querier", False),
    "multicast_querier_interval": _Option("multicast-querier-interval", 25500, _UINT64),
    "multicast_query_interval": _Option("multicast-query-interval", 12500, _UINT64),
    "multicast_query_response_interval": _Option("multicast-query-response-interval", 1000, _UINT64),
    "multicast_query_use_ifaddr": _Option("multicast-query-use-ifaddr", False),
    "multicast_router": _Option("multicast-router", ""),
    "multicast_snooping": _Option("multicast-snooping", True),
    "multicast_startup_query_count": _Option("multicast-startup-query-count", 2),
    "multicast_startup_query_interval": _Option("multicast-startup-query-interval", 3125, _UINT64),
    "vlan_filtering": _Option("vlan-filtering", False),
    "default_pvid": _Option("vlan-default-pvid", 1, 4094),
    "vlan_protocol": _Option("vlan-protocol", "802.1Q"),
    "vlan_stats_enabled": _Option("vlan-stats-enabled", False),
}
_DELAY = _Option("forward-delay", 15, 30, with_stp=True)
_OF_A_PORT: Mapping[str, _Option] = {
    "priority": _Option("priority", 32, 63),
    "path_cost": _Option("path-cost", 100, 65535),
    "hairpin_mode": _Option("hairpin-mode", False),
}


def _options(text: str | None) -> Mapping[str, str]:
    """BRIDGING_OPTS by name; the last of several counts."""
    pairs = (word.partition("=") for word in words(text))
    return {name: value for name, _, value in pairs if name and value}


def _has_stp(source: Source) -> bool:
    return NETWORKMANAGER_STP.meaning(source.keys.get("STP") or "") is True


# -- what must hold --------------------------------------------------------------------------------------


def check_bridge(source: Source) -> None:
    """What must hold for a bridge. Raises `Rejected`."""
    keys = source.keys
    if (address := keys.get("BRIDGE_MACADDR")) and not is_mac(address):
        raise Rejected("mac", "BRIDGE_MACADDR", f"BRIDGE_MACADDR={address} is not a MAC address")
    stp = _has_stp(source)
    if stp and (text := keys.get("DELAY")):
        delay = number(text, 0, _DELAY.high)
        if delay is not None and delay < 2:
            raise Rejected("bridge-option", "DELAY", f"with STP a DELAY of {delay} s is too short: 2 to 30 s")
    if text := keys.get("BRIDGING_OPTS"):
        _check_numbers(_options(text), stp)
    check_vlans(source, "BRIDGE_VLANS")
    if text:
        _check_words(_options(text))


def _check_numbers(options: Mapping[str, str], stp: bool) -> None:
    for name, lowest in _LOWEST.items():
        seconds = _number(options, name) if stp else None
        if seconds is not None and seconds < lowest:
            raise Rejected("bridge-option", "BRIDGING_OPTS", f"with STP a {name} of {seconds} s is too short")
    if (_number(options, "group_fwd_mask") or 0) & 7:
        raise Rejected("bridge-option", "BRIDGING_OPTS", "group_fwd_mask must not have the bits 0, 1 and 2")


def _check_words(options: Mapping[str, str]) -> None:
    group = options.get("group_address")
    if group and not is_group(group):
        raise Rejected("bridge-option", "BRIDGING_OPTS", f"group_address={group} is not a link-local MAC address")
    for name, known in _WORDS.items():
        if name in options and options[name] not in known:
            raise Rejected("bridge-option", "BRIDGING_OPTS", f"{name}={options[name]} is not one of {', '.join(known)}")
    size = _number(options, "multicast_hash_max")
    if size is not None and size & (size - 1):
        raise Rejected("bridge-option", "BRIDGING_OPTS", f"multicast_hash_max={size} is not a power of two")


def is_group(address: str) -> bool:
    """Whether a bridge can have its messages sent to ADDRESS."""
    found = _RESERVED_GROUP.fullmatch(address)
    return found is not None and int(found[2], 16) not in (1, 2, 3)


def _number(options: Mapping[str, str], name: str) -> int | None:
    return number(options[name], 0, _OPTIONS[name].high) if name in options else None


# -- settings --------------------------------------------------------------------------------------------


def write_bridge(source: Source) -> None:
    """Put a bridge into the settings."""
    keys = source.keys
    stp = _has_stp(source)
    values = source.settings.setdefault("bridge", {})
    if address := keys.get("BRIDGE_MACADDR"):
        source.add("bridge", "mac-address", mac(address), "BRIDGE_MACADDR")
    if not stp:
        values["stp"] = False  # on by default, and with the files off
        if "STP" in keys:
            source.origins["bridge.stp"] = "STP"
    if text := keys.get("BRIDGING_OPTS"):
        _write(source, "bridge", _options(text), _OPTIONS, stp)
    if text := keys.get("DELAY"):
        delay = number(text, 0, _DELAY.high) if stp else None
        if delay is not None and delay != _DELAY.default:
            source.add("bridge", _DELAY.name, delay, "DELAY")
    _write_vlans(source, "bridge", "BRIDGE_VLANS")


def write_bridge_port(source: Source) -> None:
    """Put what a port of a bridge says of itself into the settings."""
    source.settings.setdefault("bridge-port", {})
    if text := source.keys.get("BRIDGING_OPTS"):
        _write(source, "bridge-port", _options(text), _OF_A_PORT, stp=False)
    _write_vlans(source, "bridge-port", "BRIDGE_PORT_VLANS")


def _write(source: Source, section: str, options: Mapping[str, str], known: Mapping[str, _Option], stp: bool) -> None:
    for name, text in options.items():
        option = known.get(name)
        if option is None or (option.with_stp and not stp):
            continue
        value = _read(option, text)
        if value is not None and value != option.default:
            source.add(section, option.name, value, "BRIDGING_OPTS")


def _read(option: _Option, text: str) -> bool | int | str | None:
    if isinstance(option.default, str):
        return mac(text) if option.name == "group-address" else text
    if option.name == "hairpin-mode":
        word = text.lower()
        return True if word in _ON else False if word in _OFF else None
    if isinstance(option.default, bool):
        found = number(text, 0, 1)
        return None if found is None else found == 1
    return number(text, 0, option.high)


# -- VLANs -----------------------------------------------------------------------------------------------


class _Vlan(NamedTuple):
    low: int
    high: int
    pvid: bool
    untagged: bool

    def __str__(self) -> str:
        span = f"{self.low}-{self.high}" if self.high > self.low else f"{self.low}"
        return span + " pvid" * self.pvid + " untagged" * self.untagged


def read_vlans(text: str) -> Iterator[_Vlan]:
    """Those that can be read; for the others there is a warning in the log, and no more."""
    for item in text.split(","):
        span, *options = item.split() or [""]
        first, dash, last = span.partition("-")
        low = number(first, 1, 4094)
        high = number(last, 1, 4094) if dash else low
        if low is None or high is None or high < low or not set(options) <= {"pvid", "untagged"}:
            continue
        if "pvid" not in options or low == high:
            yield _Vlan(low, high, "pvid" in options, "untagged" in options)


def check_vlans(source: Source, key: str) -> None:
    """VLANs of a bridge or a port of one: no ID twice, one of them at most for what comes untagged."""
    if key in source.keys and (problem := problem_of_vlans(source.keys[key])):
        raise Rejected("bridge-vlans", key, f"{key} has {problem}")


def problem_of_vlans(text: str) -> str | None:
    """What is wrong with the VLANs of TEXT together; None where nothing is."""
    ids: set[int] = set()
    untagged = 0
    for vlan in read_vlans(text):
        twice = ids.intersection(range(vlan.low, vlan.high + 1))
        untagged += vlan.pvid
        if twice:
            return f"the VLAN {min(twice)} twice"
        ids.update(range(vlan.low, vlan.high + 1))
    return "more than one pvid" if untagged > 1 else None


def _write_vlans(source: Source, section: str, key: str) -> None:
    if key in source.rare and (found := sorted(read_vlans(source.keys[key]))):
        source.add(section, "vlans", tuple(map(str, found)), key)
