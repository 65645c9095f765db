"""What becomes of a file: a profile with all its settings, or what else.

A profile is what NetworkManager would write into a keyfile: settings by section and property, in NetworkManager's own
names, and only those that are not at their default. Enumerations and flags are words, as `nmcli` shows them; their
numbers are in `enums`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from typing import Any, Literal, cast

from ifcfgen.lazy import NamedTuple, cached_property, record
from ifcfgen.model import IP, Place
from ifcfgen.place import Text
from ifcfgen.scripts.names import uuid_of_file

Status = Literal[
    "connection",  # a profile
    "error",  # rejected, with a warning in the log
    "ignored",  # passed over on purpose, and silently
    "unmanaged",  # NM_CONTROLLED=no: its device is left alone
    "unrecognized",  # a TYPE that it does not know: no profile, and no automatic one for the device either
    "alias",  # its address is part of another profile
    "skipped-name",  # the name of a backup
    "shadowed",  # a profile that another one with the same UUID hides
]
ETHERNET = "802-3-ethernet"
"""The setting of an Ethernet link, and the type of its profile."""
BEHIND_RIVALS = -1
"""The autoconnect-priority of a profile for all cards of some names, where others are for single ones of these."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


class Reason(NamedTuple):
    """Why a file makes no profile. `kind` is one word for all reasons of a sort."""

    kind: str
    key: str
    """The key at fault, or the one that is missing; empty where it is the file."""
    text: str
    """Half a sentence: what is wrong."""


class Origin(NamedTuple):
    """Where something is said: a key, whose last assignment counts, or a line."""

    document: Text
    key: str = ""
    line: int | None = None

    @property
    def place(self) -> Place:
        """Path, line and column; the path alone where the key is not set."""
        if self.line is not None:
            return Place(self.document.path, self.line)
        return self.document.place(self.key)


class Address(NamedTuple):
    """An address to be set."""

    ip: IP
    prefix: int
    """The length, in bits."""
    origin: Origin
    label: str = ""
    """That of an alias."""


class Route(NamedTuple):
    """A route of a route file."""

    destination: IP
    """As written, with the bits of the host that stand in it."""
    prefix: int
    next_hop: IP | None
    metric: int | None
    """None: that of the device."""
    attributes: Mapping[str, bool | int | str]
    """By NetworkManager's names: table, src, scope, onlink, lock-mtu, ..."""
    text: str
    """The arguments of `ip route add`, as written."""
    origin: Origin


class Rule(NamedTuple):
    """A routing rule."""

    version: int
    """4 or 6."""
    priority: int
    source: tuple[IP, int] | None
    """From where, with the length; None: from anywhere."""
    destination: tuple[IP, int] | None
    table: int
    """0 where the rule is of another type than a look-up."""
    attributes: Mapping[str, bool | int | str | tuple[int, int]]
    """not, tos, ipproto, sport and dport, fwmark with its mask, iif, oif, uidrange, suppress_prefixlength, type."""
    text: str
    """As written."""
    origin: Origin


Value = (
    bool
    | int
    | str
    | IPv4Address
    | IPv6Address
    | tuple[str, ...]
    | tuple[int, ...]
    | tuple[Address, ...]
    | tuple[Route, ...]
    | tuple[Rule, ...]
    | Mapping[str, str]
)
Section = Mapping[str, Value]


class Unread(NamedTuple):
    """What NetworkManager passes over with a warning: a line of a route file, a rule, or an MTU."""

    section: str
    """Where it would have gone: `ipv4` or `ipv6`, or the section of the link."""
    text: str
    origin: Origin
    word: str = ""
    """Of a route, the word that it stops at, with what stands behind it where that is the reason."""


class Dropped(NamedTuple):
    """What NetworkManager leaves out of a keyfile.

    A section or a key that it does not know, a value, a peer without a valid key, or the prefix length of an address.
    """

    what: Literal["section", "key", "value", "peer", "prefix"]
    origin: Origin
    """The key as SECTION.KEY, or the section."""
    instead: str = ""
    """What it takes for a prefix length that is missing or invalid."""


class Settings(NamedTuple):
    """All that a profile says."""

    sections: Mapping[str, Section] = _NOTHING
    origins: Mapping[str, str | Origin] = _NOTHING
    unread: tuple[Unread, ...] = ()
    dropped: tuple[Dropped, ...] = ()


@record
class Profile:
    """What NetworkManager makes of one file.

    Whether it makes a profile is known at once, for that is what most ask; what the profile says is worked out when
    somebody asks for it.
    """

    status: Status
    reason: Reason | None = None
    """Why there is no profile, where NetworkManager rejects or ignores the file."""
    document: Text | None = None
    """The file itself, where it makes a profile."""
    work_out: Callable[[], Settings] = Settings

    @cached_property
    def _said(self) -> Settings:
        return self.work_out()

    @cached_property
    def settings(self) -> Mapping[str, Section]:
        """By section and property. A section that is there and empty means something, too: all defaults."""
        return self._said.sections

    @cached_property
    def origins(self) -> Mapping[str, str | Origin]:
        """What says a setting, by `section.property`: a key of the file itself, or what stands elsewhere."""
        return self._said.origins

    @property
    def unread(self) -> tuple[Unread, ...]:
        """The routes and rules that NetworkManager passes over with a warning."""
        return self._said.unread

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What NetworkManager leaves out of a keyfile, mostly without a word."""
        return self._said.dropped

    @cached_property
    def unread_words(self) -> Mapping[tuple[str, int | None], str]:
        """By path and line of a route file, the word for which NetworkManager passes over the route."""
        found = ((item.origin, item.word) for item in self.unread)
        return {(origin.document.path, origin.line): word for origin, word in found if word}

    def get(self, section: str, name: str) -> Value | None:
        """A setting; None where it is at its default."""
        return self.settings.get(section, _NOTHING).get(name)

    def text(self, section: str, name: str) -> str | None:
        """A setting that is a text or a word."""
        return cast("str | None", self.settings.get(section, _NOTHING).get(name))

    def number(self, section: str, name: str) -> int | None:
        """A setting that is a number."""
        return cast("int | None", self.settings.get(section, _NOTHING).get(name))

    def flag(self, section: str, name: str, default: bool) -> bool:
        """A setting that is yes or no, and DEFAULT where the profile does not have it."""
        return self.settings.get(section, _NOTHING).get(name, default) is True

    def options(self, section: str, name: str = "options") -> Mapping[str, str]:
        """A setting that is a list of options."""
        value = self.get(section, name)
        return value if isinstance(value, Mapping) else _NOTHING

    def addresses(self, version: int) -> tuple[Address, ...]:
        """The addresses of IPv4 or IPv6."""
        return cast("tuple[Address, ...]", self.get(f"ipv{version}", "addresses") or ())

    def gateway(self, version: int) -> IP | None:
        """The gateway of IPv4 or IPv6."""
        return cast("IP | None", self.get(f"ipv{version}", "gateway"))

    def routes(self, version: int) -> tuple[Route, ...]:
        """The routes of IPv4 or IPv6."""
        return cast("tuple[Route, ...]", self.get(f"ipv{version}", "routes") or ())

    def rules(self, version: int) -> tuple[Rule, ...]:
        """The routing rules of IPv4 or IPv6."""
        return cast("tuple[Rule, ...]", self.get(f"ipv{version}", "routing-rules") or ())

    def origin(self, section: str, name: str) -> Origin | None:
        """What says a setting; None where nothing does, as of a default or of what NetworkManager makes up."""
        found = self.origins.get(f"{section}.{name}")
        if isinstance(found, str):
            assert self.document is not None
            return Origin(self.document, found)
        return found

    def place(self, section: str, name: str) -> Place | None:
        """Where a setting is said."""
        origin = self.origin(section, name)
        return origin.place if origin else None

    # -- what identifies it -----------------------------------------------------------------------------

    @property
    def type(self) -> str | None:
        """As NetworkManager calls it: 802-3-ethernet, bond, vlan, ..."""
        return self.text("connection", "type")

    @property
    def id(self) -> str | None:
        """What nmcli shows as the name."""
        return self.text("connection", "id")

    @property
    def interface_name(self) -> str | None:
        """The device that it is for; None: any one that fits."""
        return self.text("connection", "interface-name")

    @property
    def controller(self) -> str | None:
        """The device, or the UUID of the profile, that it is a port of."""
        return self.text("connection", "controller")

    @property
    def port_type(self) -> str | None:
        """What kind of port: bond, bridge, team, ovs-port, vrf."""
        return self.text("connection", "port-type")

    @property
    def uuid(self) -> str:
        """The one that is written, or one made of the path of the file (nm_uuid_generate_from_string)."""
        written = self.text("connection", "uuid")
        if written:
            return written
        return uuid_of_file(self.document.path.rpartition("/")[2] if self.document else "")

    @property
    def rank(self) -> tuple[int, str]:
        """Of several for one device the first of this order becomes active, where none has been so before."""
        return -(self.number("connection", "autoconnect-priority") or 0), self.uuid
