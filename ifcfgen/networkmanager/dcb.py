"""Data Center Bridging: the DCB_ keys, for which NetworkManager rejects a file where they are not as they must be."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from ifcfgen.networkmanager.enums import words
from ifcfgen.networkmanager.source import Rejected, Source
from ifcfgen.networkmanager.values import number


def read_dcb(source: Source) -> None:
    """All of the DCB_ keys, where DCB is on. Raises `Rejected`."""
    if not source.flag("DCB"):
        return
    for app in ("FCOE", "ISCSI", "FIP"):
        key = f"DCB_APP_{app}_PRIORITY"
        text = source.keys.get(key)
        if text and number(text, 0, 7, 0) is None:
            raise Rejected("dcb", key, f"{key}={text} is not a priority from 0 to 7")
        mode = source.keys.get("DCB_APP_FCOE_MODE") if app == "FCOE" else None
        if mode and mode not in ("fabric", "vn2vn"):
            raise Rejected("dcb", "DCB_APP_FCOE_MODE", f"DCB_APP_FCOE_MODE={mode} is neither fabric nor vn2vn")
    for key, check in _LISTS.items():
        enabled = "DCB_PFC_ENABLE" if key.startswith("DCB_PFC") else "DCB_PG_ENABLE"
        text = source.keys.get(key)
        problem = check(text) if text and source.flag(enabled) else None
        if problem:
            raise Rejected("dcb", key, f"{key}={text} {problem}")


def check_dcb(source: Source) -> None:
    """What must hold for the finished settings: nothing may be set of what is not enabled. Raises `Rejected`."""
    if not source.flag("DCB"):
        return
    apps = ("DCB_APP_FCOE", "DCB_APP_ISCSI", "DCB_APP_FIP")
    for name in chain(apps, ("DCB_PFC", "DCB_PG")):
        enabled = f"{name}_ENABLE"
        if not source.flag(enabled):
            for key in (f"{name}_ADVERTISE", f"{name}_WILLING"):
                if source.flag(key):
                    raise Rejected("dcb", key, f"{key} is on, and {enabled} is not")
            if name in apps and source.keys.get(f"{name}_PRIORITY"):
                raise Rejected("dcb", f"{name}_PRIORITY", f"{name}_PRIORITY is set, and {enabled} is not on")
    if source.flag("DCB_PG_ENABLE") and not source.keys.get("DCB_PG_PCT"):
        raise Rejected("dcb", "DCB_PG_PCT", "DCB_PG_ENABLE is on, but DCB_PG_PCT does not add up to 100 percent")


def write_dcb(source: Source) -> None:
    """Put Data Center Bridging into the settings, the lists in any case."""
    if not source.flag("DCB"):
        return
    keys = source.keys
    for stem, name in (*_APPS, ("DCB_PFC", "priority-flow-control"), ("DCB_PG", "priority-group")):
        set_ = sum(bit for ending, bit in _FLAGS if source.flag(stem + ending))
        if set_:
            source.add("dcb", f"{name}-flags", words(f"dcb.{name}-flags", set_), f"{stem}_ENABLE")
    for stem, name in _APPS:
        if text := keys.get(f"{stem}_PRIORITY"):
            source.add("dcb", f"{name}-priority", number(text, 0, 7, 0) or 0, f"{stem}_PRIORITY")
    mode = keys.get("DCB_APP_FCOE_MODE")
    if mode and source.flag("DCB_APP_FCOE_ENABLE"):
        source.add("dcb", "app-fcoe-mode", mode, "DCB_APP_FCOE_MODE")
    for key, name in _PROPERTIES.items():
        enabled = source.flag("DCB_PFC_ENABLE" if key == "DCB_PFC_UP" else "DCB_PG_ENABLE")
        text = keys.get(key) if enabled else None
        found = _percentages(text) if text and "," in text else tuple(int(digit, 16) for digit in text or "0" * 8)
        source.add("dcb", name, found, key if text else "")


def _percentages(text: str) -> tuple[int, ...]:
    return tuple(number(word, 0, 100, 0) or 0 for word in text.split(",") if word)


def _switches(text: str) -> str | None:
    if len(text.encode()) != 8:
        return "does not have eight digits"
    return None if set(text) <= set("01") else "has other digits than 0 and 1"


def _numbers(known: str) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        if len(text.encode()) != 8:
            return "does not have eight digits"
        return None if set(text) <= set(known) else "has a digit that is not a group"

    return check


def _percents(in_sum: bool) -> Callable[[str], str | None]:
    def check(text: str) -> str | None:
        words = [word for word in text.split(",") if word]
        if len(words) != 8:
            return "does not have eight percentages"
        shares = [share for word in words if (share := number(word, 0, 100, 0)) is not None]
        if len(shares) < 8:
            return "has an invalid percentage"
        return "does not add up to 100 percent" if in_sum and sum(shares) != 100 else None

    return check


_LISTS: dict[str, Callable[[str], str | None]] = {
    "DCB_PFC_UP": _switches,
    "DCB_PG_ID": _numbers("01234567fF"),
    "DCB_PG_PCT": _percents(in_sum=True),
    "DCB_PG_UPPCT": _percents(in_sum=False),
    "DCB_PG_STRICT": _switches,
    "DCB_PG_UP2TC": _numbers("01234567"),
}
"""In the order in which they are read."""
_PROPERTIES = {
    "DCB_PFC_UP": "priority-flow-control",
    "DCB_PG_ID": "priority-group-id",
    "DCB_PG_PCT": "priority-group-bandwidth",
    "DCB_PG_UPPCT": "priority-bandwidth",
    "DCB_PG_STRICT": "priority-strict-bandwidth",
    "DCB_PG_UP2TC": "priority-traffic-class",
}
_APPS = (("DCB_APP_FCOE", "app-fcoe"), ("DCB_APP_ISCSI", "app-iscsi"), ("DCB_APP_FIP", "app-fip"))
_FLAGS = (("_ENABLE", 1), ("_ADVERTISE", 2), ("_WILLING", 4))
