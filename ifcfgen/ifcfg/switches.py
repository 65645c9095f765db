"""Words for yes and no: which of them a reader takes for which, in most keys and in those that have words of their own.

initscripts: is_true and is_false of rc.d/init.d/functions, and what the service, ifup, ifup-eth, ifup-ipv6,
ifup-aliases, ifup-post and usernetctl compare for themselves. NetworkManager: svParseBoolean, make_bridge_setting for
STP, handle_bridge_option for hairpin_mode, and _nm_utils_ascii_str_to_bool for its own files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.ifcfg.keys.key import Key
from ifcfgen.lazy import NamedTuple, pattern
from ifcfgen.model.kinds import Manager

# -- in most keys ---------------------------------------------------------------------------------------

_YES = frozenset({"t", "y", "yes", "true", "1"})
_NO = frozenset({"f", "n", "no", "false", "0"})
_YES_FROM_EL7 = _YES | {"on"}
_NO_FROM_EL7 = _NO | {"off"}
_NETWORKMANAGERS_OWN = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}


def is_true(text: str | None, release: int = 7, manager: Manager = "initscripts") -> bool:
    """Whether TEXT is a word for yes, in any case: to initscripts of RELEASE, or to NetworkManager of any."""
    has_on = release >= 7 and manager == "initscripts"
    return (text or "").lower() in (_YES_FROM_EL7 if has_on else _YES)


def is_false(text: str | None, release: int = 7, manager: Manager = "initscripts") -> bool:
    """Whether TEXT is a word for no, as in `is_true`."""
    has_off = release >= 7 and manager == "initscripts"
    return (text or "").lower() in (_NO_FROM_EL7 if has_off else _NO)


def flag(text: str | None, release: int = 7, manager: Manager = "initscripts") -> bool | None:
    """What TEXT is a word for, as in `is_true`; None where it is absent or no such word."""
    return True if is_true(text, release, manager) else False if is_false(text, release, manager) else None


def own_flag(text: str) -> bool | None:
    """What TEXT is a word for in NetworkManager's own files and in what it reads as they do; None: for neither."""
    return _NETWORKMANAGERS_OWN.get(text.strip().lower())


# -- in keys that have words of their own -----------------------------------------------------------------


class Words(NamedTuple):
    """Patterns of the words for yes and for no. None: whatever is not the other."""

    yes: str | None = None
    no: str | None = None

    def meaning(self, text: str) -> bool | None:
        """What TEXT is a word for; None for neither."""
        if self.yes is not None and re.fullmatch(self.yes, text):
            return True
        if self.no is not None and re.fullmatch(self.no, text):
            return False
        return None if self.yes and self.no else self.yes is None


BRCTL = Words("on|yes|1", "off|no|0")
"""Of `brctl stp`."""
NETWORKMANAGER_STP = Words(yes="(?i:on|yes)")

_ONLY_YES = Words(yes="yes")
_ONLY_NO = Words(no="no")
_NO_IN_ONE_CASE = Words(no="no|NO")
_BEGINS_WITH_Y = Words(yes="[yY1].*")

_TO_EL6: Mapping[str, Words] = {
    **dict.fromkeys(("PERSISTENT_DHCLIENT", "DHCPV6C", "DHCPRELEASE", "IPV4_FAILURE_FATAL"), _BEGINS_WITH_Y),
    "IPV6INIT": _ONLY_YES,
    "PEERDNS": _ONLY_NO,
    "RESOLV_MODS": _ONLY_NO,
    "HOTPLUG": _NO_IN_ONE_CASE,
}
_TO_EL7: Mapping[str, Words] = {"ONBOOT": Words(no="(?i:no).*"), "STP": BRCTL}
_ALWAYS: Mapping[str, Words] = {
    **dict.fromkeys(("SLAVE", "VLAN", "BOOTP", "NO_ALIASROUTING", "DEBUG", "IPV6FORWARDING"), _ONLY_YES),
    **dict.fromkeys(("IPV6_FORCE_ACCEPT_RA", "IPV6_AUTOTUNNEL", "IPV6TO4INIT", "IPV6_CONTROL_RADVD"), _ONLY_YES),
    **dict.fromkeys(("DEFROUTE", "PEERNTP", "PEERNIS", "IPV6_ROUTER", "IPV6_SET_SYSCTLS", "NETWORKING"), _ONLY_NO),
    **dict.fromkeys(("ONPARENT", "CACHE"), _NO_IN_ONE_CASE),
    "IPV6_AUTOCONF": Words("yes", "no"),
    "ARP": Words("yes|YES", "no|NO"),
    "ARPCHECK": Words(no="(?i:no)"),
    "GVRP": Words(yes="yes|1"),
    "REORDER_HDR": Words(no="no|0"),
    "USERCTL": Words(yes="(?i:yes|true)"),
}
_NETWORKMANAGER: Mapping[str, Words] = {"STP": NETWORKMANAGER_STP}

_FOR_YES = pattern("on|enabled?|always", re.I)
_FOR_NO = pattern("off|none|never|disabled?", re.I)


def meant(text: str) -> bool | None:
    """What somebody who wrote TEXT wants; None where it is no word for either."""
    if is_true(text) or _FOR_YES.fullmatch(text):
        return True
    return False if is_false(text) or _FOR_NO.fullmatch(text) else None


def taken(key: Key, text: str, manager: Manager, release: int) -> bool | None:
    """What MANAGER of RELEASE takes TEXT for in KEY; None where it goes by a default that depends on other things."""
    words = _words(key.name, manager, release)
    if words is not None:
        return words.meaning(text)
    known = flag(text, release, manager)
    return usual(key) if known is None else known


def _words(key: str, manager: Manager, release: int) -> Words | None:
    if manager == "NetworkManager":
        return _NETWORKMANAGER.get(key)
    tables = [table for last, table in ((6, _TO_EL6), (7, _TO_EL7), (release, _ALWAYS)) if release <= last]
    return next((table[key] for table in tables if key in table), None)


def usual(key: Key) -> bool | None:
    """What holds where KEY is not set; None where that depends on other things."""
    return {"yes": True, "no": False}.get(key.default[:3].strip())
