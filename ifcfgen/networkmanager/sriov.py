"""Virtual functions of a card: SRIOV_VFn, which the finished profile must have been given the room for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ifcfgen.ifcfg.switches import own_flag
from ifcfgen.networkmanager.source import Rejected, Source
from ifcfgen.networkmanager.values import is_mac_of_any_length, number

_KEY = re.compile(r"SRIOV_VF(\d+)", re.A)
_MAX = 2**32 - 1
_SWITCHES = ("spoof-check", "trust")
_RATES = ("min-tx-rate", "max-tx-rate")


def check_sriov(source: Source) -> None:
    """Every virtual function must be one of SRIOV_TOTAL_VFS, and there once. Raises `Rejected`."""
    total = number(source.keys.get("SRIOV_TOTAL_VFS", ""), 0, _MAX) or 0
    seen: set[int] = set()
    for index, key, said in _functions(source):
        if problem := problem_of_function(index, said, total):
            raise Rejected("sriov", key, f"{key} {problem}")
        if index in seen:
            raise Rejected("sriov", key, f"the virtual function {index} appears twice")
        seen.add(index)


def problem_of_function(index: int, said: Mapping[str, str], total: int) -> str | None:
    """What is wrong with a virtual function, one of TOTAL; None where nothing is."""
    if index >= total:
        return f"is one of {total} virtual functions, counted from 0"
    if "mac" in said and not is_mac_of_any_length(said["mac"]):
        return f"has {said['mac']}, which is not a MAC address"
    low, high = (number(said[name], 0, _MAX) if name in said else None for name in _RATES)
    return "has a min-tx-rate above its max-tx-rate" if low is not None and high is not None and low > high else None


def write_sriov(source: Source) -> None:
    """Put the virtual functions into the settings, and how many there are to be."""
    total = number(source.keys.get("SRIOV_TOTAL_VFS", ""), 0, _MAX)
    probe = number(source.keys.get("SRIOV_AUTOPROBE_DRIVERS", ""), -1, 1)
    functions = {
        str(index): _text(said) for index, _, said in sorted(_functions(source), key=lambda function: function[0])
    }
    if total is None and probe is None and not functions:
        return
    source.settings["sriov"] = {}
    if total:
        source.add("sriov", "total-vfs", total, "SRIOV_TOTAL_VFS")
    if probe is not None and probe >= 0:
        source.add("sriov", "autoprobe-drivers", "yes" if probe else "no", "SRIOV_AUTOPROBE_DRIVERS")
    if functions:
        source.add("sriov", "vfs", functions, next(key for _, key, _ in _functions(source)))


def _functions(source: Source) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Index, key and what is said of each that can be read; for the others there is a warning in the log."""
    for key in source.keys:
        match = _KEY.fullmatch(key)
        index = number(match[1], 0, _MAX) if match else None
        said = read_function(source.keys[key]) if index is not None else None
        if index is not None and said is not None:
            yield index, key, said


def read_function(text: str) -> dict[str, str] | None:
    """What is said of a virtual function; None where NetworkManager cannot read it."""
    found: dict[str, str] = {}
    for word in text.split(" "):
        name, equals, value = word.partition("=")
        if name in found or name not in ("mac", "vlans", *_SWITCHES, *_RATES):
            continue
        if not equals:
            return None
        found[name] = value
    if any(own_flag(found[name]) is None for name in _SWITCHES if name in found):
        return None
    rates = [number(found[name], 0, _MAX) for name in _RATES if name in found]
    return None if None in rates or ("vlans" in found and not _are_vlans(found["vlans"])) else found


def _text(said: Mapping[str, str]) -> str:
    """What is said of a function, as NetworkManager writes it: by the alphabet, VLANs last."""
    words = dict(said)
    for name in _SWITCHES:
        if name in words:
            words[name] = "true" if own_flag(words[name]) else "false"
    return " ".join(f"{name}={words[name]}" for name in sorted(words, key=lambda name: (name == "vlans", name)))


def _are_vlans(text: str) -> bool:
    ids = set()
    items = [item for item in text.split(";") if item]
    for item in items:
        vlan_id, _, rest = item.partition(".")
        quality, dot, protocol = rest.partition(".")
        found = number(vlan_id, 0, 4095, 0)
        if found is None or found in ids or (dot and protocol not in ("ad", "q")):
            return False
        if rest and number(quality, 0, _MAX, 0) is None:
            return False
        ids.add(found)
    return bool(items)
