"""An assignment as its file has it: what can be said of it without knowing whose file it is, and on which host."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_network
from itertools import count
from typing import TYPE_CHECKING

from ifcfgen.ifcfg import switches
from ifcfgen.ifcfg.kinds import KIND_OF_TYPE
from ifcfgen.ifcfg.script import Assignment
from ifcfgen.ifcfg.values import address, integer, is_interface_name, mac, prefix_of
from ifcfgen.ifcfg.vocabulary import Key, closest, foreign, lookup, without_number
from ifcfgen.lazy import cached_property, pattern
from ifcfgen.model import IP, Network, Place
from ifcfgen.scripts.file import File

if TYPE_CHECKING:
    local = cached_property
else:

    class local(cached_property):
        """A property that depends on key, raw text and the file's role alone, in a file whose document has `pairs`."""


# What templates leave behind, whatever the key.
_UNFILLED = pattern(
    r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>|^<[^<>=A-Za-z]*[A-Za-z][^<>=]*>|\b_{2}[A-Z]\w*_{2}\b"
)
# The same in a key whose text is not free.
_TO_BE_FILLED = pattern(
    r"<[A-Za-z][^<>]*>|(?<!\$)\{[A-Za-z_][\w.]*\}|@[A-Za-z_]\w*@|#[A-Za-z_]\w*#|%[A-Za-z_]\w*%"
    r"|(?i:\b(?:change|replace|fix)[-_ ]?me\b|\bplaceholder\b|\byour[-_ ]\w+|\b(?:todo|tbd|stub)(?:_\w+)?\b)"
)
# Letters in the place of digits, as handbooks write them.
_LETTERED = {
    "mac": pattern(r"(?i)(?=.*(?:xx|yy|zz|nn|\?\?|\*\*))[\w?*]{2}(?:[:-][\w?*]{2}){5}"),
    "uuid": pattern(r"(?i)(?=.*x{4})[0-9a-fx]{8}(?:-[0-9a-fx]{4}){3}-[0-9a-fx]{12}"),
    "ipv4": pattern(r"(?i)(?=.*[a-z*?])(?:\d{1,3}|[ax]+)(?:\.(?:\d{1,3}|[a-z*?_]+)){3}(?:/\w+)?"),
    "interface": pattern(r"(?:eth|em|en[ospx]|wlan|wl[ospx])[XYN]+"),
    "ipv6": pattern(r"(?i)(?=.*:)(?=.*x)[0-9a-fx:]+(?:/\w+)?"),
}
_LETTERED |= {
    "ip": _LETTERED["ipv4"],
    "ip-prefix": _LETTERED["ipv4"],
    "netmask": _LETTERED["ipv4"],
    "ipv6-prefix": _LETTERED["ipv6"],
}
# What is wanted, by name, in the place of an address.
_NAMED = pattern(r"(?i)(?=[a-z]*(?:ip|addr|mask|gw|gateway|dns|nameserver|mac))[a-z_]+\d?")
# What numbers and addresses consist of.
_OF_NUMBERS = "0123456789.:/\"'"
_ADDRESSES = frozenset(("ipv4", "ipv6", "ip", "ip-prefix", "ipv6-prefix", "netmask", "mac"))
_OF_ONE_WORD = _ADDRESSES | {"integer", "interface", "number", "prefix", "uuid", "yes-no"}
CONTROLLERS = ("MASTER", "BRIDGE", "TEAM_MASTER")
"""The keys that name the device of which another one is a port."""
# From which number on a row of keys ends at the first gap.
_FIRST = {"ADDRESS": 0, "DNS": 1, "IPADDR": 2}
_TYPOGRAPHIC = tuple("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f")
_LOOKALIKES = str.maketrans("OolI,", "0011.")
_EXPANDED = pattern(r"\$\{?(\w+)")
_QUOTED_SPECIALLY = pattern(r'(["$`\\])')


class Setting:
    """An assignment in its file."""

    def __init__(self, file: File, assignment: Assignment):
        self.written_in = file
        self.assignment = assignment

    @local
    def key(self) -> str:
        """The name before the equals sign."""
        return self.assignment.key

    @local
    def value(self) -> str:
        """The text that the key comes to; the raw text where bash sets none."""
        value = self.assignment.value
        if value is None:
            return self.assignment.raw
        return value.rstrip("\r") if self.written_in.document.has_crlf else value

    @local
    def role(self) -> str:
        """What the file is: ifcfg, route or network."""
        return self.written_in.role

    @local
    def raw(self) -> str:
        """What stands behind the equals sign."""
        return self.assignment.raw

    @local
    def nm(self) -> str | None:
        """What NetworkManager's reader gets; None where it does not see the assignment."""
        return self.assignment.nm

    @local
    def fault(self) -> str | None:
        """What keeps bash from getting the whole value: `unquoted-space`, `metacharacter`, ..."""
        return self.assignment.fault

    @local
    def expands(self) -> tuple[str, ...]:
        """What bash would work out here, and we do not: `variable`, `command substitution`, ..."""
        return self.assignment.expands

    @local
    def appends(self) -> bool:
        """Whether it is `KEY+=`, which adds to what was set above."""
        return self.assignment.append

    @local
    def stop(self) -> str | None:
        """The character that ends the value for bash before its time."""
        column = self.assignment.fault_column
        if column is None:
            return None
        char = self.assignment.text[column - 1 : column]
        return char if char in tuple(";&|()<>") else " "

    @local
    def loses_title(self) -> bool:
        """Whether `fault` costs a title alone, NAME or UUID, on which no device depends: bash reads the next line."""
        is_cut = self.fault in ("unquoted-space", "metacharacter") and self.stop not in ("(", ")")
        return self.key in ("NAME", "UUID") and is_cut

    @local
    def cut(self) -> str | None:
        """What bash does not take for the value any more, from `stop` on."""
        item = self.assignment
        if item.fault_column is None:
            return None
        return item.text[item.fault_column - 1 : item.value_column - 1 + len(item.raw)]

    @local
    def glues_comment(self) -> bool:
        """Whether a comment seems to begin with a `#` that no space separates from the value."""
        return "#" in self.raw.partition(self.stop or " ")[0]

    @local
    def quoted(self) -> str:
        """All that stands behind the equals sign, as one word to both readers."""
        return '"' + _QUOTED_SPECIALLY.sub(r"\\\1", self.raw.strip()) + '"'

    @local
    def commented(self) -> str | None:
        """The first word, and all that stands behind it as a comment, where the key takes no more than one word."""
        word, _, rest = self.raw.strip().partition(" ")
        is_of_one = self.entry is not None and self.entry.type in _OF_ONE_WORD
        return f"{word} # {rest.strip()}" if is_of_one and rest else None

    @local
    def unseen(self) -> str | None:
        """What the value has that nobody can see: a space at one of its ends, or an invisible character."""
        found = next((char for char in self.value if not char.isprintable()), None)
        if found:
            return f"the invisible character U+{ord(found):04X}"
        return None if self.value == self.value.strip() else "the space inside the quotes"

    @local
    def typographic(self) -> bool:
        """Whether the value stands in the quotes of a word processor."""
        raw = self.raw
        return not raw.isascii() and (raw.startswith(_TYPOGRAPHIC) or raw.endswith(_TYPOGRAPHIC))

    @local
    def placeholder(self) -> str | None:
        """What somebody or some template was to put a value in the place of."""
        raw = self.raw
        if not raw.strip(_OF_NUMBERS):
            return None
        entry = self.entry
        kind = entry.type if entry else "text"
        named = _NAMED.fullmatch(self.value) if kind in _ADDRESSES else None
        if named or (raw.isalpha() and raw.islower()):
            return named[0] if named else None
        found = _UNFILLED.search(raw)
        if not found and kind != "text":
            lettered = _LETTERED.get(kind)
            found = lettered.fullmatch(self.value) if lettered and not self.corrected else None
            found = found or _TO_BE_FILLED.search(raw)
        return found[0] if found else None

    @local
    def meant(self) -> bool | None:
        """What was meant by a value of yes or no, in any word for it."""
        return switches.meant(self.value)

    @local
    def fits(self) -> bool:
        """Whether the value is what an address, mask or MAC address looks like, as the type of the key has it."""
        return _fits(self.entry.type if self.entry else "", self.value)

    @local
    def corrected(self) -> str | None:
        """The IPv4 address or mask that was meant, with letters for digits, commas for dots, or signs around it."""
        kind = self.entry.type if self.entry else ""
        if kind not in ("ipv4", "ip", "netmask") or self.fits:
            return None
        text = self.value.translate(_LOOKALIKES).strip(" =.;").partition("/")[0]
        return text if isinstance(address(text), IPv4Address) and _fits(kind, text) else None

    @local
    def entry(self) -> Key | None:
        """The key in the vocabulary."""
        return lookup(self.key)

    @local
    def closest(self) -> str | None:
        """The key that was probably meant, where this one is unknown; preferably one that can have the value."""
        if self.entry:
            return None
        meant = closest(self.key)
        if meant is None or self._suits(meant):
            return meant
        return next((key for _, key in without_number(self.key) if self._suits(key)), meant)

    def _suits(self, key: str) -> bool:
        """Whether KEY can have the value, as far as its type says what a value looks like."""
        entry = lookup(key)
        return entry is not None and _fits(entry.type, self.value)

    @local
    def dialect(self) -> str | None:
        """Whose key this is, where it belongs to another distribution's files."""
        return None if self.entry else foreign(self.key)

    @local
    def earlier(self) -> Setting | None:
        """The assignment of the same key before this one, which this one undoes."""
        return undone(self.written_in).get((self.assignment.line, self.assignment.column))

    @property
    def is_expanded(self) -> bool:
        """Whether the file itself makes use of it, as `$KEY`."""
        return self.key in expanded(self.written_in)

    @property
    def gap(self) -> str | None:
        """The first key of its row that the file lacks, where this is the next one that it has."""
        name = self.key.rstrip("0123456789")
        if name not in _FIRST:
            return None
        number = integer(self.key[len(name) :]) or 0
        missing, following = _gap(self.written_in, name)
        return f"{name}{missing}" if missing < number and (following is None or number <= following) else None

    @property
    def free_server(self) -> str:
        """The first of DNS1, DNS2, ... that the file does not set."""
        return f"DNS{_gap(self.written_in, 'DNS')[0]}"

    @local
    def kind(self) -> str | None:
        """The kind of device that the value stands for in TYPE."""
        return KIND_OF_TYPE.get(self.word)

    @local
    def number(self) -> int | None:
        """The value as a decimal number."""
        return integer(self.value)

    @local
    def is_possible_name(self) -> bool:
        """Whether the kernel takes the value for the name of a device."""
        return is_interface_name(self.value)

    @local
    def is_plain_mac(self) -> bool:
        """Whether the value is a MAC address as initscripts read it from a card: colons, and two digits each."""
        return mac(self.value) == self.value.upper()

    @local
    def is_octal(self) -> bool:
        """Whether the value is a number with a zero before it, which C and the shell count by eights."""
        return self.is_number and len(self.value) > 1 and self.value[0] == "0"

    @property
    def mask_length(self) -> int | None:
        """The length of the prefix as NETMASKn of the same number has it."""
        return prefix_of(self.netmask)

    @property
    def masked(self) -> Network | None:
        """The network that the address is in, by NETMASKn of the same number."""
        ip, length = self.ip, self.mask_length
        return ip_network((ip, length), strict=False) if isinstance(ip, IPv4Address) and length is not None else None

    @property
    def netmask(self) -> str | None:
        """NETMASKn of the same number as this key."""
        return self.written_in.document.keys.get("NETMASK" + self.key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    @property
    def prefix(self) -> str | None:
        """PREFIXn of the same number as this key, which goes before NETMASKn."""
        return self.written_in.document.keys.get("PREFIX" + self.key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

    @local
    def word(self) -> str:
        """The value in lower case."""
        return self.value.lower()

    @local
    def is_number(self) -> bool:
        """Whether the value is nothing but digits."""
        return self.value.isascii() and self.value.isdigit()

    @property
    def is_in_range(self) -> bool:
        """Whether NetworkManager finds a number in the value that the key can have; also where it can have any."""
        from ifcfgen.networkmanager.values import number  # asked of few keys

        limits = self.entry.range if self.entry else None
        if not limits:
            return True
        base = 0 if self.key == "MTU" else 10  # which alone may be written in the ways of C
        return number(self.nm or "", int(limits[0]), int(limits[1]), base) is not None

    @local
    def ip(self) -> IP | None:
        """The value as an address."""
        return address(self.value)

    def place(self, *_: str) -> Place:
        """Where the key stands."""
        return Place(self.written_in.path, self.assignment.line, self.assignment.column)


@lru_cache(16)  # rules ask file by file
def settings(file: File) -> tuple[Setting, ...]:
    """The assignments of FILE, in order."""
    return tuple(Setting(file, assignment) for assignment in file.document.assignments)


def last_setting(file: File, key: str) -> Setting | None:
    """The last assignment of KEY in FILE, which counts."""
    assignment = file.document.assignment(key)
    return Setting(file, assignment) if assignment else None


@lru_cache(16)
def undone(file: File) -> Mapping[tuple[int, int], Setting]:
    """By line and column of an assignment: the one of the same key before it, which it undoes."""
    found: dict[tuple[int, int], Setting] = {}
    last: dict[str, Setting] = {}
    if file.document.pairs is None and len(file.document.keys) < len(file.document.assignments):
        for setting in settings(file):
            if setting.key in last:
                found[setting.assignment.line, setting.assignment.column] = last[setting.key]
            last[setting.key] = setting
    return found


@lru_cache(16)
def _gap(file: File, name: str) -> tuple[int, int | None]:
    """The first number that FILE lacks in the row of keys called NAME, and the next one that it has."""
    keys = file.document.keys
    missing = first_missing(keys, name, _FIRST[name])
    row = (integer(key[len(name) :]) or 0 for key in keys if key.startswith(name) and keys[key])
    return missing, min((number for number in row if number > missing), default=None)


def template_tag(text: str) -> str | None:
    """The first part of TEXT, a whole line, that a template was to replace."""
    found = _UNFILLED.search(text)
    return found[0] if found else None


def first_missing(keys: Mapping[str, str], name: str, first: int) -> int:
    """The first number from FIRST on that KEYS lack in the row of keys called NAME."""
    return next(number for number in count(first) if not keys.get(f"{name}{number}"))


@lru_cache(16)
def expanded(file: File) -> frozenset[str]:
    """The keys and other variables that the text of FILE makes use of, as `$KEY`."""
    return frozenset(_EXPANDED.findall(file.document.text))


@lru_cache(16)
def unfilled(file: File) -> tuple[Setting, ...]:
    """The assignments of FILE that somebody or some template was to put a value into."""
    return tuple(setting for setting in settings(file) if setting.placeholder)


def first_typographic(file: File) -> Setting | None:
    """The first assignment of FILE whose value stands in the quotes of a word processor."""
    return next((s for s in settings(file) if s.typographic), None) if not file.document.text.isascii() else None


def _fits(kind: str, text: str) -> bool:
    match kind:
        case "ipv4":
            return isinstance(address(text), IPv4Address)
        case "ipv6":
            return isinstance(address(text), IPv6Address)
        case "ip":
            return address(text) is not None
        case "ipv6-prefix":
            return all(_is_ipv6_with_prefix(word) for word in text.split())
        case "netmask":
            return prefix_of(text) is not None
        case "mac":
            return mac(text) is not None
        case "ip-prefix":
            written, slash, length = text.partition("/")
            ip = address(written)
            return ip is not None and (not slash or (integer(length) is not None and int(length) <= ip.max_prefixlen))
        case _:
            return True


def _is_ipv6_with_prefix(text: str) -> bool:
    written, slash, text = text.partition("/")
    length = integer(text)
    return isinstance(address(written), IPv6Address) and (not slash or (length is not None and length <= 128))
