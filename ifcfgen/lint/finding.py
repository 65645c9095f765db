"""What the linter says: findings, the places that they show, and the whole report of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Protocol, get_args

from ifcfgen.errors import Fault
from ifcfgen.facts import Condition, Fact, Supposition
from ifcfgen.lazy import NamedTuple

if TYPE_CHECKING:
    from ifcfgen.facts.leapp import Inhibitor

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The gravest first. Error: will not come up, or comes up wrong; warning: will surprise; info: the rest."""


FORMER_NAMES: Mapping[str, str] = MappingProxyType({"device-fails-at-boot": "fails-at-boot"})
"""The names of rules today by those that comments, settings and baselines may still have."""


class Spot(NamedTuple):
    """A place that a finding shows. `source` is the whole line there, secrets struck out of it, `width` how much of it
    is meant, in characters.

    Line and column count from 1; both are None for a spot that is a whole file or directory.
    """

    path: str
    line: int | None = None
    column: int | None = None
    source: str | None = None
    width: int = 0
    message: str = ""


class Edit(NamedTuple):
    """One line of a file to be replaced: `old` is what must stand there now, `new` None takes the line away.

    No report shows the texts of one that is `secret`: a secret stands in either.
    """

    path: str
    line: int
    old: str
    new: str | None
    secret: bool = False


class Fix(NamedTuple):
    """A fix. Without edits it is for people only; a safe one cannot change what works."""

    text: str
    safe: bool = False
    edits: tuple[Edit, ...] = ()


class Finding(NamedTuple):
    """A hazard met. `assumed` are the unknown facts that it depends on, with the value assumed.

    With `conditions` it is unknown whether it is met: it is, if all of them hold. If several
    findings with one cause are folded into it, `parts` are those that a comment has to allow each by itself. `hidden`
    are the rule and path of each finding of another rule that is folded into it.
    """

    rule: str
    severity: Severity
    host: str
    spot: Spot
    message: str
    assumed: tuple[Supposition, ...] = ()
    fix: Fix | None = None
    related: tuple[Spot, ...] = ()
    conditions: tuple[Condition, ...] = ()
    parts: tuple[Finding, ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()

    def only_if(self, conditions: tuple[Condition, ...]) -> Finding:
        """The same where it is met under CONDITIONS: a warning at most."""
        severity: Severity = "warning" if self.severity == "error" else self.severity
        return self._replace(severity=severity, conditions=conditions)

    @property
    def spots(self) -> tuple[Spot, ...]:
        """Every place that it shows, its own first."""
        return self.spot, *self.related

    @property
    def met(self) -> tuple[Finding, ...]:
        """The findings that a comment has to allow, so that this one is gone."""
        return self.parts or (self,)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """What a machine can do about it."""
        return self.fix.edits if self.fix else ()


class Undecided(NamedTuple):
    """An unknown fact, and the rules that could not be judged without it.

    `stake` is what one of them says, at `spot`, where the fact has `value`.
    """

    fact: Fact
    rules: tuple[str, ...]
    hosts: int
    value: object = None
    stake: str = ""
    spot: Spot | None = None

    def and_also(self, other: Undecided) -> Undecided:
        """The same fact of this host and of OTHER."""
        return self._replace(rules=tuple(sorted({*self.rules, *other.rules})), hosts=self.hosts + other.hosts)


class Described(Protocol):
    """What a report can say of a rule; `page` is Markdown."""

    @property
    def name(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def page(self) -> str: ...
    @property
    def upgrade(self) -> int | None: ...
    @property
    def leapp(self) -> tuple[str, ...]: ...


@dataclass(eq=False, repr=False)
class Report:
    """All that one run of the linter has to say.

    The findings may come one by one while the run goes on: the rest is whole when they have ended. `counts` is of
    findings by severity, those with conditions by `conditional`; `where` a glob, as in ifcfgen.toml, of the hosts that
    have something undecided or conditional; `known` the findings that a baseline keeps back.
    """

    findings: Iterable[Finding] = ()
    counts: Counter[str] = field(default_factory=Counter)
    undecided: list[Undecided] = field(default_factory=list)
    conditions: Counter[Fact] = field(default_factory=Counter)
    """How many findings have a condition on a fact."""
    where: str = "**"
    suppressed: int = 0
    known: int = 0
    errors: list[Fault] = field(default_factory=list)
    """Input that could not be read: the rest was linted all the same."""
    rules: Mapping[str, Described] = field(default_factory=dict)
    """Those that findings may name."""
    urls: dict[str, str] = field(default_factory=dict)
    """Of the pages of rules, by their names, where it is stated where these are."""
    files: int = 0
    hosts: int = 0
    described: int = 0
    """How many of the hosts lie in a system whose files show facts."""
    found: str = ""
    """The facts that were found, in words, of the last of these hosts."""
    inhibitors: Sequence[Inhibitor] | None = None
    """Of Leapp's report on the host, where there is one to compare with."""
    pictures: dict[str, Callable[[Iterable[Finding]], str]] = field(default_factory=dict)
    """By the path of a host, where they were asked for: what draws its devices with findings, as SVG."""
