"""Virtual functions of a card: SRIOV_VFn, which the finished profile must have been given the room for."""

from __future__ import annotations

import re

from ifcfgen.ifcfg.switches import own_flag
from ifcfgen.networkmanager.source import Refused, Source, is_mac_of_any_length, number

_KEY = re.compile(r"SRIOV_VF(\d+)", re.A)
_MAX = 2**32 - 1
_SWITCHES = ("spoof-check", "trust")
_RATES = ("min-tx-rate", "max-tx-rate")


def check_sriov(source: Source) -> None:
    """Every virtual function must be one of SRIOV_TOTAL_VFS, and there once. Raises `Refused`."""
    total = number(source.keys.get("SRIOV_TOTAL_VFS", ""), 0, _MAX) or 0
    seen: set[int] = set()
    for key in source.keys:
        match = _KEY.fullmatch(key)
        index = number(match[1], 0, _MAX) if match else None
        function = _read(source.keys[key]) if index is not None else None
        if index is None or function is None:
            continue  # a warning in the log, and no more
        if index >= total:
            raise Refused("sriov", key, f"{key} is one of {total} virtual functions, counted from 0")
        address, low, high = function
        if address is not None and not is_mac_of_any_length(address):
            raise Refused("sriov", key, f"{key} has {address}, which is no MAC address")
        if low is not None and high is not None and low > high:
            raise Refused("sriov", key, f"{key} has a min-tx-rate above its max-tx-rate")
        if index in seen:
            raise Refused("sriov", key, f"the virtual function {index} is there twice")
        seen.add(index)


def _read(text: str) -> tuple[str | None, int | None, int | None] | None:
    """Address, lowest and highest rate; None where NetworkManager cannot read it."""
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
    if None in rates or ("vlans" in found and not _are_vlans(found["vlans"])):
        return None
    low, high = (number(found.get(name, ""), 0, _MAX) for name in _RATES)
    return found.get("mac"), low, high


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
