"""Keys of yes and no: which words a reader takes for which. Hardly two of them take the same.

initscripts: is_true and is_false of network-functions, and what the service, ifup, ifup-eth, ifup-ipv6, ifup-aliases,
ifup-post and usernetctl compare for themselves. NetworkManager: svParseBoolean, and make_bridge_setting for STP.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ifcfgen.facts import Manager
from ifcfgen.ifcfg.vocabulary import Key, is_false, is_true


class _Words(NamedTuple):
    """Patterns of the words for yes and for no. None: whatever is not the other."""

    yes: str | None = None
    no: str | None = None


_ONLY_YES = _Words(yes="yes")
_ONLY_NO = _Words(no="no")
_NO_IN_ONE_CASE = _Words(no="no|NO")
_BEGINS_WITH_Y = _Words(yes="[yY1].*")

_TO_EL6: Mapping[str, _Words] = {
    **dict.fromkeys(("PERSISTENT_DHCLIENT", "DHCPV6C", "DHCPRELEASE", "IPV4_FAILURE_FATAL"), _BEGINS_WITH_Y),
    "IPV6INIT": _ONLY_YES,
    "PEERDNS": _ONLY_NO,
    "RESOLV_MODS": _ONLY_NO,
    "HOTPLUG": _NO_IN_ONE_CASE,
}
_TO_EL7: Mapping[str, _Words] = {"ONBOOT": _Words(no="(?i:no).*"), "STP": _Words("on|yes|1", "off|no|0")}
_ALWAYS: Mapping[str, _Words] = {
    **dict.fromkeys(("SLAVE", "VLAN", "BOOTP", "NO_ALIASROUTING", "DEBUG", "IPV6FORWARDING"), _ONLY_YES),
    **dict.fromkeys(("IPV6_FORCE_ACCEPT_RA", "IPV6_AUTOTUNNEL", "IPV6TO4INIT", "IPV6_CONTROL_RADVD"), _ONLY_YES),
    **dict.fromkeys(("DEFROUTE", "PEERNTP", "PEERNIS", "IPV6_ROUTER", "IPV6_SET_SYSCTLS", "NETWORKING"), _ONLY_NO),
    **dict.fromkeys(("ONPARENT", "CACHE"), _NO_IN_ONE_CASE),
    "IPV6_AUTOCONF": _Words("yes", "no"),
    "ARP": _Words("yes|YES", "no|NO"),
    "ARPCHECK": _Words(no="(?i:no)"),
    "GVRP": _Words(yes="yes|1"),
    "REORDER_HDR": _Words(no="no|0"),
    "USERCTL": _Words(yes="(?i:yes|true)"),
}
_NETWORKMANAGER: Mapping[str, _Words] = {"STP": _Words(yes="(?i:on|yes)")}

_FOR_YES = re.compile("on|enabled?|always", re.I)
_FOR_NO = re.compile("off|none|never|disabled?", re.I)


def meant(text: str) -> bool | None:
    """What somebody who wrote TEXT wants; None where it is no word for either."""
    if is_true(text) or _FOR_YES.fullmatch(text):
        return True
    return False if is_false(text) or _FOR_NO.fullmatch(text) else None


def taken(key: Key, text: str, manager: Manager, release: int) -> bool | None:
    """What MANAGER of RELEASE takes TEXT for in KEY; None where it goes by a default that hinges on other things."""
    words = _words(key.name, manager, release)
    if words is None:
        return _usual(key, text, manager, release)
    if words.yes is not None and re.fullmatch(words.yes, text):
        return True
    if words.no is not None and re.fullmatch(words.no, text):
        return False
    return None if words.yes and words.no else words.yes is None


def _words(key: str, manager: Manager, release: int) -> _Words | None:
    if manager == "NetworkManager":
        return _NETWORKMANAGER.get(key)
    tables = [table for last, table in ((6, _TO_EL6), (7, _TO_EL7), (release, _ALWAYS)) if release <= last]
    return next((table[key] for table in tables if key in table), None)


def _usual(key: Key, text: str, manager: Manager, release: int) -> bool | None:
    known_since_el7 = manager == "initscripts" and release <= 6 and text.lower() in ("on", "off")
    if not known_since_el7:
        if is_true(text, manager):
            return True
        if is_false(text, manager):
            return False
    return usual(key)


def usual(key: Key) -> bool | None:
    """What holds where KEY is not set; None where that hinges on other things."""
    return {"yes": True, "no": False}.get(key.default[:3].strip())
