"""A rule is a file: YAML front matter says what is a hazard, the Markdown under it says why."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from itertools import takewhile
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import RELEASES, Host
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.lazy import NamedTuple, cached_property, pattern, record
from ifcfgen.lint.expression import (
    ExpressionError,
    Judge,
    Traits,
    Translated,
    compile_expression,
    local_part,
    needed_traits,
    parsed,
)
from ifcfgen.lint.finding import SEVERITIES, Severity
from ifcfgen.lint.releases import ALL, releases
from ifcfgen.lint.subjects import KEY_BEHIND, SUBJECTS
from ifcfgen.lint.subjects.assignment import LOCAL
from ifcfgen.lint.translated import TRANSLATED
from ifcfgen.place import Place

_IN_SIGHT = re.compile(
    r"\n(for|manager|releases|severity|upgrade|when): "
    r"(?:(?=[\w(])([^\n:#]*[^\s:#])|>-((?:\n {2,}\S.*)+))(?=\n\w|\Z)"
)
"""A field that YAML, too, reads as the words that stand there, on its line or indented below `>-`.

What must be known of a rule that meets nothing is read by this and `_KEYS`: the YAML of all rules takes longer than the
rest of a lint. A test holds them equal to YAML for every rule of ours; of a rule that was verified YAML alone is asked.
"""
_KEYS = re.compile(r"""^keys: (\[[\w"*<>\[\], -]+\]|[\w"*<>-]+)$""", re.M)
_WORD = re.compile(r"""\"([^"]+)\"|(\w+)""")
ANY = 0
"""The upgrade that a rule is about, where it is about each to a later release."""
_UPGRADES = frozenset(("any", *map(str, RELEASES)))
MAGIC = frozenset("*?[")
_NAME = pattern(r"[a-z0-9]+(-[a-z0-9]+)*")
_EDITS = ("set", "unset", "move", "drop", "rename", "value", "line", "strip")
"""The fields that say how a file is changed."""


class RuleError(IfcfgenError):
    """A rule file that cannot be used; says where and why."""

    def __init__(self, path: Path, line: int, problem: str):
        super().__init__(Fault(Place(str(path), line), problem))


class Other(NamedTuple):
    """What else a finding shows: the devices that an expression finds, where KEYS stand in them, and a note."""

    of: Judge
    keys: tuple[str, ...]
    note: str


class Move(NamedTuple):
    """An edit: the lines of KEYS go to the file of the device that an expression finds."""

    to: Judge
    keys: tuple[str, ...]


@record
class Rule:
    """One hazard. `page` is the Markdown that explains it; texts are Jinja, worded only when a finding is shown.

    What is in it is read only when somebody asks for it, which may raise RuleError.
    """

    path: Path
    front: str
    page: str

    @cached_property
    def fields(self) -> Mapping[Any, Any]:
        """The front matter, checked: texts, lists of texts, and mappings to those. Each text knows its line."""
        from ifcfgen.lint import fields, front  # where nothing is found, what is in sight was enough

        if not _NAME.fullmatch(self.name):
            raise RuleError(self.path, 1, "the file name of a rule, which is its name, must be kebab-case")
        try:
            found = front.parse(self.front)
            for _ in fields.parts(found):
                pass
        except front.FrontError as error:
            raise RuleError(self.path, error.line, str(error)) from None
        return found

    def verify(self) -> None:
        """Read all of it that can be at fault, and see that it asks for nothing that is not there. Raises RuleError."""
        from ifcfgen.lint import fields, front, verification  # jinja2 is needed for it

        try:
            verification.verify(fields.parts(self.fields), str(self.fields["for"]))
        except front.FrontError as error:
            raise RuleError(self.path, error.line, str(error)) from None

    @cached_property
    def name(self) -> str:
        """Kebab-case; reads after "allow"."""
        return self.path.stem

    @property
    def summary(self) -> str:
        """Half a sentence."""
        return str(self.fields["summary"])

    @cached_property
    def _in_sight(self) -> Mapping[Any, Any]:
        if "fields" in vars(self):
            return self.fields
        return {name: plain or folded for name, plain, folded in _IN_SIGHT.findall("\n" + self.front)}

    @cached_property
    def kind(self) -> str:
        """Who is asked: one of `SUBJECTS`."""
        plain = self._in_sight.get("for")
        return plain if plain in SUBJECTS else str(self.fields["for"])

    @property
    def severity(self) -> Severity:
        """What its findings are."""
        written = self._in_sight.get("severity") or self.fields["severity"]
        return next(word for word in SEVERITIES if word == written)  # the fields were checked when the rule was read

    @cached_property
    def releases(self) -> frozenset[int]:
        """The Enterprise Linux numbers that it holds for."""
        written = self._in_sight.get("releases")
        return ALL if written is None else releases(written)

    @cached_property
    def upgrade(self) -> int | None:
        """The release that breaks it, or `ANY`; None where it is a hazard as things are."""
        written = self._in_sight.get("upgrade")
        if written is not None and written not in _UPGRADES:
            written = self.fields["upgrade"]
        return None if written is None else ANY if written == "any" else int(written)

    def concerns(self, release: int | None, target: int | None) -> bool:
        """Whether it can matter to a host of RELEASE, None where that is not known, upgraded to TARGET."""
        if self.upgrade is not None:
            breaking = self.upgrade or target
            if target is None or breaking is None or target < breaking or (release or 0) >= breaking:
                return False
        return release is None or release in self.releases

    @cached_property
    def manager(self) -> str | None:
        """Whose devices it is about; None: anybody's."""
        return self._in_sight.get("manager")

    def holds(self, subject: Any, host: Host) -> bool:
        """Whether SUBJECT is a hazard on HOST: `when`, the release, and who manages the device. Raises `Unknown`."""
        if not self.when(subject, host):
            return False
        if len(self.releases) < len(RELEASES) and host.release not in self.releases:
            return False
        if self.upgrade is not None and not self.concerns(host.el, host.target):
            return False
        if self.manager is None:
            return True
        device = getattr(subject, "device", subject)
        return device is not None and subject.manager == self.manager

    @cached_property
    def yields(self) -> frozenset[str]:
        """The rules that say it better: where one of them has met something in a file that a finding of this one shows,
        the finding is folded into that."""
        return frozenset(_words(self.fields.get("yields", ())))

    @property
    def shows_at_boot(self) -> bool:
        """Whether the next boot of a host comes out wrong where this hazard is met."""
        return self.upgrade is None and "at-boot" not in self.fields

    @property
    def leapp(self) -> tuple[str, ...]:
        """The titles of the entries by which Leapp's report stops an upgrade because of this hazard."""
        return _words(self.fields.get("leapp", ()))

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the fact was learned."""
        return _words(self.fields.get("sources", ()))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """For assignments: the keys that it wants to be asked about, globs, or `<type>` as the vocabulary has it."""
        in_sight = None if "fields" in vars(self) else _KEYS.search(self.front)
        if in_sight:
            return tuple(quoted or word for quoted, word in _WORD.findall(in_sight[1]))
        return _words(self.fields.get("keys", "*")) if "\nkeys:" in self.front else ("*",)

    def wants(self, key: str) -> bool:
        """Whether it wants to be asked about assignments of KEY."""
        entry = lookup(key)
        if key in self.keys or (entry and f"<{entry.type}>" in self.keys):
            return True
        return any(key.startswith(head) and fnmatchcase(key, glob) for head, glob in self._globs)

    @cached_property
    def _globs(self) -> Sequence[tuple[str, str]]:
        """The globs among `keys`, each with what a key begins with that it fits: to compile one takes longer."""
        globs = (key for key in self.keys if not MAGIC.isdisjoint(key))
        return [("".join(takewhile(MAGIC.isdisjoint, glob)), glob) for glob in globs]

    @property
    def at(self) -> tuple[str, ...]:
        """The keys whose line is shown, the first present."""
        return () if self.shown else _words(self.fields.get("at", ()))

    @cached_property
    def shown(self) -> Judge | None:
        """What is shown instead of the subject, where `at` is an expression: `file.foreign`. Raises RuleError."""
        at = self.fields.get("at")
        return self._compiled("at", at) if isinstance(at, str) and not at.isupper() else None

    @cached_property
    def when(self) -> Judge:
        """The hazard as a function of subject and host. Raises RuleError."""
        return self._translated.when if self._translated else self._compiled("when", self._hazard)

    @cached_property
    def _translated(self) -> Translated | None:
        return TRANSLATED.get((self.kind, self.condition))

    @property
    def condition(self) -> str:
        """The text of `when`, on one line."""
        written = self._in_sight.get("when") or self.fields["when"]
        return " ".join(map(str.strip, written.strip().split("\n")))

    @property
    def _hazard(self) -> ast.expr:
        return self._parsed("when", self.condition)

    @cached_property
    def local(self) -> Judge | None:
        """For assignments: the part of `when` that any assignment of the same text answers alike."""
        if self._translated:
            return self._translated.local
        part = local_part(self._hazard, self.kind, LOCAL)
        return self._compiled("when", part) if part else None

    @cached_property
    def needs(self) -> Traits:
        """For devices and files: groups of traits, of each of which one is there, or there is no hazard."""
        return self._translated.needs if self._translated else needed_traits(self._hazard, self.kind, KEY_BEHIND)

    @cached_property
    def other(self) -> Other | None:
        """What else is shown. Raises RuleError."""
        given = self.fields.get("with")
        if given is None:
            return None
        entry = given if isinstance(given, dict) else {"of": given}
        return Other(self._compiled("with", entry["of"]), _words(entry.get("at", ())), entry.get("note", ""))

    @cached_property
    def move(self) -> Move | None:
        """What its edit moves to another file. Raises RuleError."""
        given = self.fields.get("move")
        return Move(self._compiled("move", given["to"]), _words(given["keys"])) if given else None

    @cached_property
    def drop(self) -> Judge | None:
        """What its edit takes out: an assignment or a comment. Raises RuleError."""
        given = self.fields.get("drop")
        return self._compiled("drop", given) if given else None

    @property
    def unset(self) -> tuple[str, ...]:
        """The keys that its edit takes out of the device's file."""
        return _words(self.fields.get("unset", ()))

    @property
    def has_edit(self) -> bool:
        """Whether a machine can make its fix."""
        return not self.fields.keys().isdisjoint(_EDITS)

    @property
    def is_for_keyfiles(self) -> bool:
        """Whether it is asked of the devices of keyfiles as well."""
        return self.fields.get("keyfiles") == "true"

    @property
    def safe(self) -> bool:
        """Whether its edit cannot change what works."""
        return self.fields.get("safe") == "true"

    def line_of(self, field: str) -> int:
        """The line of the file that FIELD stands in."""
        return next((name.line for name in self.fields if name == field), 1)

    def _parsed(self, field: str, source: str) -> ast.expr:
        try:
            return parsed(source)
        except ExpressionError as error:
            raise RuleError(self.path, self.line_of(field), str(error)) from None

    def _compiled(self, field: str, source: str | ast.expr) -> Judge:
        tree = self._parsed(field, source) if isinstance(source, str) else source
        try:
            return compile_expression(tree, self.kind)
        except ExpressionError as error:
            raise RuleError(self.path, self.line_of(field), str(error)) from None


def read(path: Path, data: bytes) -> Rule:
    """The rule in the file PATH, which holds DATA. Raises RuleError for what is no rule at all; see `Rule.verify`."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise RuleError(path, 1, "not UTF-8 text") from None
    opening, _, behind = text.partition("---\n")
    front, closing, page = behind.partition("\n---\n")
    if opening or not closing:
        raise RuleError(path, 1, "a rule must begin with front matter between two lines of ---")
    return Rule(path, front, page.lstrip("\n"))


def load(files: Iterable[tuple[Path, bytes]], known: Mapping[str, Rule] = MappingProxyType({})) -> dict[str, Rule]:
    """The rules in FILES and those that are KNOWN, by name, in order of name. Raises RuleError."""
    rules = dict(known)
    for path, data in files:
        rule = read(path, data)
        if rule.name in rules:
            raise RuleError(rule.path, 1, f"there is a rule {rule.name!r} already: {rules[rule.name].path}")
        rules[rule.name] = rule
    return dict(sorted(rules.items()))


def _words(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
