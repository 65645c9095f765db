"""Names of files: what a file of network-scripts is by its name, and which names a reader passes over.

initscripts: __sed_discard_ignored_files of rc.d/init.d/functions, rhel6-branch to rhel9-branch; case matters.
NetworkManager: utils_should_ignore_file of the ifcfg reader, nm_keyfile_utils_ignore_filename of the keyfile reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ifcfgen.errors import closest
from ifcfgen.lazy import pattern
from ifcfgen.model.kinds import Manager

ROLES = ("ifcfg", "route", "route6", "rule", "rule6")
"""What the files are for that some network service reads, as ROLE-SUFFIX; `network` is the one beside them."""
KEYFILE_SUFFIX = ".nmconnection"
"""How the name of a keyfile ends, as NetworkManager writes it; in /etc it reads others as well."""
NMMETA_SUFFIX = ".nmmeta"
"""How the name of a file ends that says of a profile, by its UUID, that it is deleted."""

_SCRIPTS = "/etc/sysconfig/network-scripts/"
_EL6, _EL7, _IFCFG, _KEYFILE = "initscripts of EL6", "initscripts of EL7 and later", "ifcfg reader", "keyfile reader"

_PASSED_OVER: Mapping[str, tuple[str, ...]] = {
    "~": (_EL6, _EL7, _IFCFG, _KEYFILE),
    ".bak": (_EL6, _EL7, _IFCFG),
    ".orig": (_EL6, _EL7, _IFCFG),
    ".rpmnew": (_EL6, _EL7, _IFCFG),
    ".rpmorig": (_EL6, _EL7),
    ".rpmsave": (_EL6, _EL7),
    ".old": (_EL7,),
    ".rej": (_IFCFG,),
    ".augnew": (_IFCFG,),
    ".augtmp": (_IFCFG,),
    ".pem": (_KEYFILE,),
    ".der": (_KEYFILE,),
}
"""Endings, and who passes over a file that has one."""
_PUT_ASIDE = (".save", ".saved", ".backup", ".bkp", ".copy", ".swp", ".tmp", ".disable", ".disabled", ".off")
"""Endings that people and editors give to a copy, and that every reader reads."""


def _endings(*readers: str) -> tuple[str, ...]:
    return tuple(ending for ending, passing in _PASSED_OVER.items() if set(readers) <= set(passing))


_BY_EL6, _BY_EL7, _BY_IFCFG, _BY_KEYFILE = (_endings(reader) for reader in (_EL6, _EL7, _IFCFG, _KEYFILE))
_BY_ALL = _endings(_EL6, _EL7, _IFCFG)
_OF_COPIES = (*dict.fromkeys((*_BY_EL7, *_BY_IFCFG)), *_PUT_ASIDE)
_TEMPORARY_OF_RPM = pattern(r".*;[0-9a-fA-F]{8}", re.S)
_TEMPORARY_OF_GLIB = pattern(r".*\.[a-zA-Z0-9]{6}", re.S)  # .rpmnew, .backup and .nmmeta are such a name, too
_BACKUP = re.compile(
    rf"({'|'.join(map(re.escape, _OF_COPIES))}|;[0-9a-f]{{8}}|[-_.](bak|bkp|backup|old|orig|save|copy|disabled)"
    r"|[-_.]?(19|20)\d\d[-_.]?\d\d[-_.]?\d\d([-_.t]?\d{4,6})?)[.\d]*$"
)
"""The end of a name in lower case."""

_CARD = r"eth\d+|em\d+|en[ospxP][a-zA-Z]*\d\w*|wl[ospxP][a-zA-Z]*\d\w*|p\d+p\d+"
_MADE = r"(?:bond|br|bridge|team|virbr|vlan)\d+"
_UDEV_NAME = re.compile(_CARD)
_MADE_NAME = re.compile(_MADE)
_SLIP = pattern(rf"([a-z]\w*?)[-_. ]*((?:{_CARD}|{_MADE})(?:[.:]\d+)?)")
_CLOSE = 0.75
"""How much a word has to resemble a role to be a slip for it: ifconfig does, ifup does not."""
_DOTTED_VLAN = re.compile(r"(?!\w+ccw[\da-f]+\.[\da-f]\.[\da-f]{4}$).+\.\d{1,4}")


def is_of_card(name: str) -> bool:
    """Whether NAME is one that the kernel or udev gives to a card."""
    return _UDEV_NAME.fullmatch(name) is not None


def is_of_software(name: str) -> bool:
    """Whether NAME is the usual one of a bond, bridge, team or VLAN, which is there only if something creates it."""
    return _MADE_NAME.fullmatch(name) is not None


def role_and_suffix(name: str) -> tuple[str, str] | None:
    """The parts of ROLE-SUFFIX; None for a file that no network service reads by its name."""
    role, _, suffix = name.partition("-")
    return (role, suffix) if suffix and role in ROLES else None


def meant_file(name: str) -> str | None:
    """The file of a device that a file was probably meant to be which no service reads: ifcfg-eth0 for ifcfg_eth0."""
    match = _SLIP.fullmatch(name.lower())
    if match is None:
        return None
    word, device = match.groups()
    role = closest(word, [role for role in ROLES if role[0] == word[0]], _CLOSE)
    return f"{role}-{device}" if role else None


def is_passed_over(name: str, manager: Manager, release: int) -> bool:
    """Whether MANAGER of RELEASE reads no ifcfg file of this name, whatever is in it."""
    if manager == "initscripts":
        return name.endswith(_BY_EL7 if release >= 7 else _BY_EL6)
    return name.lower().endswith(_BY_IFCFG) or (";" in name and _TEMPORARY_OF_RPM.fullmatch(name) is not None)


def is_passed_over_by_some(name: str) -> bool:
    """Whether some reader of some release reads no ifcfg file of this name."""
    return name.endswith(_BY_EL7) or is_passed_over(name, "NetworkManager", 7)


def is_passed_over_by_all(name: str) -> bool:
    """Whether no reader of any release reads an ifcfg file of this name."""
    return name.endswith(_BY_ALL)


def is_keyfile(name: str) -> bool:
    """Whether NetworkManager reads a file of this name in /etc/NetworkManager/system-connections. Elsewhere it reads
    those alone that have its suffix."""
    passed_over = name.startswith(".") or name.lower().endswith(_BY_KEYFILE) or _TEMPORARY_OF_GLIB.fullmatch(name)
    return not passed_over


def is_copy_of_keyfile(name: str) -> bool:
    """Whether a file that is called NAME, in system-connections, is a copy put aside, or what a crash left of one."""
    return name.startswith(".") or has_ending_of_a_copy(name) or f"{KEYFILE_SUFFIX}." in name


@lru_cache(4096)
def uuid_of_file(name: str) -> str:
    """The UUID of the profile that the ifcfg file NAME makes, if it sets none (nm_uuid_generate_from_string)."""
    import hashlib  # few profiles without a UUID are asked for one

    path = (_SCRIPTS + name).encode(errors="surrogateescape")
    digits = hashlib.md5(path, usedforsecurity=False).hexdigest()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@lru_cache(1024)
def is_backup(suffix: str) -> bool:
    """Whether SUFFIX says that the file is a backup copy, even if something reads it all the same."""
    return _BACKUP.search(suffix.lower()) is not None


def has_ending_of_a_copy(name: str) -> bool:
    """Whether NAME ends as only a copy does: no device can be called so, or a reader would miss its file."""
    return name.lower().endswith(_OF_COPIES)


def is_dotted_vlan(device: str) -> bool:
    """Whether a DEVICE is called like a VLAN on another: eth0.5, but not enccw0.0.0600, a card of a mainframe."""
    return _DOTTED_VLAN.fullmatch(device) is not None


def meant_name(suffix: str, name: str) -> str | None:
    """The card that ifcfg-SUFFIX is named after, where its device NAME differs in case, or by a 0 for an o, alone.

    Also what is left of NAME without a comment that sticks to it, or a second equals sign before it.
    """
    if suffix != name and _plain(suffix) == _plain(name) and is_of_card(suffix):
        return suffix
    left = name.partition("#")[0].lstrip("=")
    return left if left and left != name else None


def _plain(name: str) -> str:
    return name.lower().replace("o", "0").replace("l", "1")
