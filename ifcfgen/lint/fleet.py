"""What the hosts of a fleet say of the same things, and where that does not go together.

Hosts are added one by one, and only what they claim is kept, by their numbers. A conflict is judged with the readings
of the few hosts that it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from typing import TYPE_CHECKING

from ifcfgen.facts import live
from ifcfgen.lazy import NamedTuple
from ifcfgen.lint.claims import OF_ROLE, UNIQUE, Claim, Key, claims
from ifcfgen.lint.engine import Linter, Result
from ifcfgen.reading import Reading

if TYPE_CHECKING:
    from ifcfgen.lint.subjects.conflict import Conflict, Holder

_SHOWN = 4
"""So many other hosts are shown at the most."""
_FEWEST_OF_A_ROLE = 4
"""With fewer hosts of a role there is no odd one out."""


class Site(NamedTuple):
    """Hosts that belong together: of one `name` in the ifcfgen.toml that is their `home`.

    Unless `is_stated`, they are systems that lie side by side in the directory `home`; some may be one host twice.
    """

    home: str
    name: str = ""
    is_stated: bool = True


class Clash(NamedTuple):
    """Two claims that do not go together: that of the host `number`, and that of `others`, the first of `how_many`.

    Hosts are known by the numbers in which they were added.
    """

    site: Site
    number: int
    key: Key
    other_key: Key
    others: tuple[int, ...]
    how_many: int


class _Holders:
    """The hosts that say the same: a few, of which one is meant if any is, how many, and the sum of their numbers."""

    def __init__(self) -> None:
        self.few: list[int] = []
        self.size = self.total = 0

    def add(self, number: int, meant: Set[int]) -> None:
        if len(self.few) <= _SHOWN:
            self.few.append(number)
        elif number in meant and self.few[-1] not in meant:
            self.few[-1] = number
        self.size += 1
        self.total += number


class Fleet:
    """An index of what hosts claim. Its size is that of what they claim, whatever else their files hold."""

    def __init__(self) -> None:
        self._meant: set[int] = set()
        self._first: dict[tuple[Site, Key], int] = {}
        """The first host with what should be unique: one number each, for there is one for each address of a fleet."""
        self._shared: dict[tuple[Site, Key], _Holders] = {}
        self._said: dict[tuple[Site, Key], dict[str, _Holders]] = {}
        """By what is said, the hosts that say it."""

    def add(self, number: int, site: Site, keys: Iterable[Key], *, is_meant: bool = True) -> None:
        """Note that the host NUMBER at SITE claims KEYS. Nothing is found between hosts of which none IS_MEANT."""
        if is_meant:
            self._meant.add(number)
        values: dict[Key, set[str]] = {}
        for key in dict.fromkeys(keys):
            if key.topic in UNIQUE:
                self._add_unique((site, key), number)
            else:
                values.setdefault(key._replace(value=""), set()).add(key.value)
        for about, said in values.items():
            if about.topic in OF_ROLE or len(said) == 1:  # a host that is at odds with itself says nothing to others
                known = self._said.setdefault((site, about), {})
                for value in said:
                    known.setdefault(value, _Holders()).add(number, self._meant)

    def _add_unique(self, key: tuple[Site, Key], number: int) -> None:
        first = self._first.setdefault(key, number)
        if first != number:
            if key not in self._shared:
                self._shared[key] = _Holders()
                self._shared[key].add(first, self._meant)
            self._shared[key].add(number, self._meant)

    def clashes(self) -> list[Sequence[Clash]]:
        """What does not go together, by the hosts that it is about, in their order."""
        found = [*self._doubles(), *self._differences(), *self._odd_ones()]
        meant = [clash for clash in found if not self._meant.isdisjoint((clash.number, *clash.others))]
        meant.sort(key=lambda clash: (clash.number, clash.others, clash.key, clash.other_key))
        return [list(of_few) for _, of_few in groupby(meant, lambda clash: (clash.number, clash.others))]

    def _doubles(self) -> Iterator[Clash]:
        for (site, key), holders in self._shared.items():
            number = self._meant_first([*holders.few[1:], holders.few[0]])[0]
            others = [other for other in holders.few if other != number]
            yield Clash(site, number, key, key, self._meant_first(others), holders.size - 1)

    def _meant_first(self, numbers: Iterable[int]) -> tuple[int, ...]:
        return tuple(sorted(numbers, key=lambda number: number not in self._meant)[:_SHOWN])

    def _differences(self) -> Iterator[Clash]:
        for (site, about), said in self._said.items():
            if len(said) > 1 and about.topic not in OF_ROLE:
                usual = max(said, key=lambda value: (said[value].size, -said[value].few[0]))
                others, usual_key = said[usual], about._replace(value=usual)
                for value, holders in said.items():
                    if value != usual:
                        key = about._replace(value=value)
                        number = self._meant_first(holders.few)[0]
                        yield Clash(site, number, key, usual_key, self._meant_first(others.few), others.size)

    def _odd_ones(self) -> Iterator[Clash]:
        """Hosts without what all others of their role have."""
        for (site, about), said in self._said.items():
            if about.topic in OF_ROLE:
                of_all = Key("file", "", about.about, about.among)  # the role itself, of a file
                members = self._said[site, of_all._replace(value="")][of_all.value]
                for value, holders in said.items():
                    if holders.size == members.size - 1 and members.size >= _FEWEST_OF_A_ROLE:
                        number, other_key = members.total - holders.total, about._replace(value=value)
                        yield Clash(site, number, of_all, other_key, self._meant_first(holders.few), holders.size)


class Member:
    """A host that a clash is about: its READING and what it claims as one of ROLE."""

    def __init__(self, reading: Reading, role: str | None):
        self.reading = reading
        self._claims: Mapping[Key, Claim] = {claim.key: claim for claim in reversed([*claims(reading, role)])}

    @property
    def keys(self) -> Iterable[Key]:
        """What it claims."""
        return self._claims.keys()

    def is_the_same_as(self, other: Member) -> bool:
        """Whether both are one host, such as two backups of it: of one name, or alike in all that should be unique.

        A single address or MAC that both have may have been copied from the one to the other.
        """
        own, theirs = self._identity, other._identity
        few = min(own, theirs, key=len)
        return any(key.topic == "hostname" for key in own & theirs) or (len(few) > 1 and few <= own & theirs)

    @property
    def _identity(self) -> Set[Key]:
        return {key for key in self._claims if key.topic in UNIQUE}

    def holder(self, key: Key) -> Holder | None:
        """Who claims KEY on the host; None where nothing does any more."""
        from ifcfgen.lint.subjects.conflict import Holder  # most hosts agree

        found = self._claims.get(key)
        return found and Holder(self._name, found.device, key.value, found.place)

    @property
    def _name(self) -> str:
        path = self.reading.directory.path
        return self.reading.host.name or live.machine_of(live.root(path) or path).rpartition("/")[2] or path or "."


def judge(clashes: Sequence[Clash], linter: Linter, member: Callable[[int], Member | None]) -> Result:
    """What LINTER finds in CLASHES of the same hosts; MEMBER knows these by number, None for one that is gone.

    Raises `RuleError`.
    """
    first = clashes[0]
    own, others = member(first.number), list(filter(None, map(member, first.others)))
    if own and not first.site.is_stated:
        others = [other for other in others if not own.is_the_same_as(other)]
    if not (own and others):
        return Result()
    conflicts = filter(None, (_conflict(clash, own, others) for clash in clashes))
    return linter.check_conflicts(own.reading, conflicts, [other.reading.directory for other in others])


def _conflict(clash: Clash, own: Member, others: Sequence[Member]) -> Conflict | None:
    """What does not go together in CLASH, as far as OWN and OTHERS still say it."""
    from ifcfgen.lint.subjects.conflict import Conflict  # as in `Member.holder`

    holder, held = own.holder(clash.key), [found for other in others if (found := other.holder(clash.other_key))]
    if not (holder and held):
        return None
    about = clash.other_key.about or clash.other_key.value
    count = clash.how_many - len(clash.others) + len(held)
    return Conflict(clash.other_key.topic, about, clash.key.among, holder, tuple(held), count)
