"""What an entry of a key holds, and the shapes that most entries have.

An entry is written with `both` (initscripts of EL6 to EL8 and NetworkManager read it), `scripts` (initscripts alone),
`nm` (NetworkManager alone) or `nobody` (a known name that none of them reads).
"""

from __future__ import annotations

from functools import partial

from ifcfgen.lazy import NamedTuple

TYPES = {
    "text": "any text",
    "yes-no": "yes or no",
    "enum": "one of the values",
    "integer": "a whole number",
    "number": "a number, fractions allowed",
    "ipv4": "an IPv4 address",
    "ipv6": "an IPv6 address",
    "ipv6-prefix": "an IPv6 address with /prefix",
    "ip": "an IPv4 or IPv6 address",
    "ip-prefix": "an IPv4 or IPv6 address, with /prefix or without",
    "netmask": "a dotted netmask",
    "prefix": "a prefix length",
    "mac": "a MAC address",
    "interface": "the name of an interface",
    "uuid": "the UUID of a profile",
    "domain": "a domain name",
    "list": "several words",
    "options": "several name=value words",
    "flags": "several words that switch something on",
    "path": "the path of a file",
    "url": "a URL",
    "json": "a JSON text",
}
"""The types that a key can have, and how to say them."""

FILES = {
    "ifcfg": "ifcfg-NAME",
    "network": "/etc/sysconfig/network",
    "route": "route-NAME",
    "range": "ifcfg-NAME-rangeN",
    "keys": "keys-NAME",
    "environment": "nothing: it is taken from the environment",
}
"""Where a key can stand, and how to say it."""


class Key(NamedTuple):
    """One key. `name` is its plain form, or the first of its numbered ones (`DNS1`); `*` stands for any ending."""

    name: str
    meaning: str
    """Half a sentence, without a full stop."""
    type: str = "text"
    values: tuple[str, ...] = ()
    unit: str = ""
    default: str = ""
    range: tuple[int, int] | None = None
    numbered: str = ""
    """The numbered forms, for people (`IPADDR0 to IPADDR255`); empty: there are none."""
    initscripts: tuple[int, ...] = ()
    """The Enterprise Linux releases whose network scripts read it."""
    package: str = ""
    """The package whose script it is that reads it, where it is not initscripts' own."""
    networkmanager: str = ""
    """The NetworkManager version that first read it, `yes` for as long as it matters, empty for never."""
    kinds: tuple[str, ...] = ("any",)
    files: tuple[str, ...] = ("ifcfg",)
    note: str = ""
    """What an administrator should know before writing it: whole sentences."""
    mistaken: tuple[str, ...] = ()
    """Names that people write in its place and nothing reads, if they are more than a typo."""
    secret: bool = False
    """Whether its value is never shown."""


ALL = (6, 7, 8)
TO_7 = (6, 7)
FROM_7 = (7, 8)

both = partial(Key, initscripts=ALL, networkmanager="yes")
scripts = partial(Key, initscripts=ALL)
nm = partial(Key, networkmanager="yes")
nobody = Key

CONTROLLERS = ("bond", "bridge", "team")
DHCP = ("ethernet", "bond", "bridge", "vlan")
NETWORK = ("ifcfg", "network")

EXACT_YES = "Initscripts take nothing but a lower-case yes for a yes."
EXACT_NO = "Initscripts take nothing but a lower-case no for a no."
BY_NAME_OR_UUID = "NetworkManager also takes the UUID of the controller's profile; initscripts do not."
