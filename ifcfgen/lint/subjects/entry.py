"""A line of a route or rule file as rules ask about it."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.errors import closest
from ifcfgen.facts import Manager
from ifcfgen.ifcfg.iproute import LATEST, TO_NOWHERE, NotUnderstood, RouteWords, RuleWords, route, rule
from ifcfgen.ifcfg.routes import TYPES, is_key_format, lines, network_of
from ifcfgen.ifcfg.values import address
from ifcfgen.lazy import NamedTuple, cached_property, pattern
from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.subjects.setting import template_tag
from ifcfgen.model import IP, Network, Place
from ifcfgen.scripts.file import File

# What may stand before the destination, which `ip` takes from any place.
_WORDS = frozenset({
    "metric", "table", "weight", "window", "cwnd", "initcwnd", "initrwnd", "mtu", "advmss", "rto_min", "quickack",
    "to", "via", "dev", "src", "from", "tos", "scope", "onlink", "nexthop", "nhid", "proto", "protocol", "preference",
    "priority", "pref", "dsfield", "encap", "realm", "realms",
})  # fmt: skip
_OLDEST = 6
_ONCE = {True: ("via", "dev"), False: ("from", "to", "table", "lookup")}
_SHORT = pattern(r"\d{1,3}(\.\d{1,3}){0,2}")  # 10/8, to ip


class Garbage(NamedTuple):
    """What `ip` does not understand of a line: the kind as in `iproute.Misfit`, the word, and what stands behind it."""

    kind: str
    word: str = ""
    text: str = ""


class EntrySubject:
    """A line of a route or rule file: the arguments of one `ip route add` or `ip rule add`."""

    words: list[str]
    """The arguments, from the first on."""

    def __init__(self, relations: Relations, file: File, line: int, column: int, words: list[str]):
        self.relations = relations
        self.data = file
        self.line = line
        self.column = column
        self.words = words

    def under(self, relations: Relations) -> EntrySubject:
        """The same line where other facts hold."""
        return EntrySubject(relations, self.data, self.line, self.column, self.words)

    @property
    def text(self) -> str:
        """The line, with one blank between words."""
        return " ".join(self.words)

    @property
    def placeholder(self) -> str | None:
        """What a template was to put something in the place of."""
        return template_tag(self.text)

    @property
    def role(self) -> str:
        """What the file is: `route`, `route6`, `rule` or `rule6`."""
        return self.data.role

    @property
    def is_route(self) -> bool:
        """Whether it is a route, and no policy rule."""
        return self.role[:5] == "route"

    @property
    def version(self) -> int:
        """4 or 6, as the name of the file has it."""
        return 6 if self.role[-1] == "6" else 4

    @property
    def comment(self) -> str | None:
        """What is meant for a comment behind the arguments, which is one of them to `ip`."""
        index = next((index for index, word in enumerate(self.words) if word[0] == "#"), None)
        return None if index is None else " ".join(self.words[index:])

    @property
    def destination(self) -> str:
        """The network that a route leads to, as written; empty where nothing is."""
        words = self.words[1:] if self.words[0] in TYPES else self.words
        return next((word for word in words if word != "to"), "")

    @property
    def length(self) -> str | None:
        """What stands behind the slash of the destination."""
        return self.destination.partition("/")[2] or None

    @property
    def network(self) -> Network | None:
        """The destination as a network, whatever stands behind its prefix."""
        return network_of(self.destination, self.version)

    @property
    def has_host_bits(self) -> bool:
        """Whether the destination is an address in its network, which the kernel refuses, and not the network."""
        network = self.network
        start = address(self.destination.partition("/")[0])
        return network is not None and start is not None and start != network.network_address

    @property
    def via(self) -> str | None:
        """The next hop, as written."""
        return self._behind("via")

    @property
    def hop(self) -> IP | None:
        """The next hop."""
        return address(self.via)

    @property
    def bare_hop(self) -> str | None:
        """An address right behind the destination, without `via`; to `ip` it is a second destination."""
        if not self.destination or self.destination in _WORDS:
            return None
        index = self.words.index(self.destination) + 1
        behind = self.words[index] if index < len(self.words) else None
        return behind if address(behind) else None

    @property
    def misread(self) -> str | None:
        """What stands in the place of an address of a route and is none: of the destination, or of the next hop."""
        if not self.is_route:
            return None
        text = self.destination.partition("/")[0]
        known = text in ("default", "any", "all") or text in _WORDS
        if not (known or address(text) or _SHORT.fullmatch(text)):
            return self.destination
        via = self._behind(self.via) if self.via in ("inet", "inet6") else self.via
        return via if via and not address(via) else None

    @property
    def dev(self) -> str | None:
        """The device that the route is for, as written."""
        return self._behind("dev")

    @property
    def table(self) -> str | None:
        """The routing table, as written."""
        return self._behind("table") or self._behind("lookup")

    @property
    def unread(self) -> str | None:
        """The first word for which NetworkManager passes over a route. Raises `Unknown`."""
        reading = self.relations.reading
        ifcfg = reading.directory.ifcfg(self.data.suffix)
        profile = reading.profile(ifcfg) if ifcfg else None
        return profile.unread_words.get((self.data.path, self.line)) if profile else None

    @property
    def garbage(self) -> Garbage | None:
        """What `ip` does not understand. Raises `Unknown` where that depends on the release."""
        return self._asked if isinstance(self._asked, Garbage) else None

    @property
    def meant(self) -> str | None:
        """The word that was probably meant by the one that `ip` does not understand. Raises `Unknown`."""
        return closest(self.garbage.word, _WORDS) if self.garbage else None

    @property
    def is_several(self) -> bool:
        """Whether the line ends of some routes or rules are missing: what each has once is there again."""
        is_multipath = "nexthop" in self.words
        return not is_multipath and any(self.words.count(word) > 1 for word in _ONCE[self.is_route])

    @property
    def leads_nowhere(self) -> bool:
        """Whether a route says neither through which device nor by which next hop, and is to lead somewhere."""
        asked = self._asked
        if not isinstance(asked, RouteWords) or asked.type in TO_NOWHERE:
            return False
        return asked.via is None and asked.dev is None and not asked.hops

    @property
    def stranger(self) -> str | None:
        """The device that a route is for, where nothing tells that the host has such a one."""
        dev = self._asked.dev if isinstance(self._asked, RouteWords) else None
        beside = self.relations.reading.directory.surroundings
        is_known = dev is None or dev in beside.keyfiles_by_device or self.relations.index.may_have(dev)
        return None if is_known else dev

    @cached_property
    def _asked(self) -> RouteWords | RuleWords | Garbage:
        newest, oldest = self._ask(LATEST), self._ask(_OLDEST)
        if newest == oldest:
            return newest
        return self._ask(min(max(self.relations.reading.host.release, _OLDEST), LATEST))

    def _ask(self, release: int) -> RouteWords | RuleWords | Garbage:
        """What the line asks of the `ip` of RELEASE."""
        tables = self.relations.reading.directory.surroundings.routing_tables
        read = route if self.is_route else rule
        try:
            return read(self.words, self.version, tables, release)
        except NotUnderstood as error:
            return Garbage(error.kind, *error.details)

    @property
    def device(self) -> DeviceSubject | None:
        """The device that the file is for."""
        definition = self.relations.reading.served_by(self.data)
        return device_subject(self.relations, definition) if definition else None

    @property
    def manager(self) -> Manager | None:
        """Who makes use of the file at boot."""
        return self.relations.reading.manager_of_file(self.data)

    def place(self, *_: str) -> Place:
        """Where the line begins."""
        return Place(self.data.path, self.line, self.column)

    def _behind(self, word: str | None) -> str | None:
        index = self.words.index(word) + 1 if word in self.words else len(self.words)
        return self.words[index] if index < len(self.words) else None


def entries(relations: Relations, file: File) -> Iterator[EntrySubject]:
    """The lines of a route or rule file that are handed to `ip`; none in one of keys."""
    if file.role in ("rule", "rule6", "route6") or (file.role == "route" and not is_key_format(file.document)):
        for line, column, words in lines(file.document):
            yield EntrySubject(relations, file, line, column, words)
