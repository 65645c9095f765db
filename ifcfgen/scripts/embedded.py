"""Network files that a script, a kickstart, a Dockerfile or a cloud-config writes: heredocs, and path with content.

Nothing is run. What the shell or a template engine would put in is a placeholder, of which nothing is known.
"""

from __future__ import annotations

import base64
import binascii
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import partial

from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.lazy import NamedTuple
from ifcfgen.scripts import kickstart
from ifcfgen.scripts.kickstart import Kickstart
from ifcfgen.scripts.names import KEYFILE_SUFFIX, is_passed_over_by_all, role_and_suffix

_LONGEST = 10_000
"""Characters of a command, or of a value in quotes."""
_MOST_CONTINUED = 100
"""Lines of one."""
_MOST_TARGETS = 8
"""Files that one `tee` writes."""
_MOST_VERSIONS = 8
"""How often a file may be written anew: in branches, of which one is taken."""

_HEREDOC = re.compile(r"""(?<!<)<<(-?)[ \t]*(?:'([^'\n]+)'|"([^"\n]+)"|\\?([\w.-]+))""")
_WORD = r"""["']?([^\s"'<>;|&()]+)["']?"""
_REDIRECTION = re.compile(rf"(>>?)\|?[ \t]*{_WORD}")
_TEE = re.compile(r"""\btee((?:[ \t]+[^\s<>;|&()]+)+)""")
_COPY = re.compile(rf"^[ \t]*(?:COPY|ADD)[ \t].*[ \t]{_WORD}[ \t]*$", re.I)
_CHANGE = re.compile(r">|\b(?:tee|sed|mv|cp|install|crudini|augtool)\b")
"""What may change the file that is named behind it."""
_IFCFG = re.compile(r"""ifcfg-[^\s"'<>;|&()]*""")
_GLOB = frozenset("*?[")
_ANY = "*"

_EXPANSION = r"\$\{[^}\n]{0,200}\}?|\$\(.*|\$\w+|\$[@*#?!$-]|`.*"  # a command ends somewhere on the line
_TEMPLATE = r"\{\{.{0,100}?\}\}|\{%.{0,100}?%\}|<%.{0,100}?%>|%\{.{0,100}?\}"
_BY_SHELL = re.compile(rf"""(\\[\\$`])|({_EXPANSION}|{_TEMPLATE})""")
_BY_TEMPLATE = re.compile(rf"()({_TEMPLATE})")
PLACEHOLDER = re.compile(r"\0(\d+)\0")
"""The mark in the place of one, with its number."""
_ASSIGNMENT = re.compile(r"([ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=)(.*)", re.S)

_YAML_KEY = re.compile(r"""((?:-[ \t]+)*)["']?(path|content|encoding|append)["']?[ \t]*:(?:[ \t]+(.*))?$""")
_BLOCK = re.compile(r"(?:[&!]\S+[ \t]+)*\|([-+]?)([1-9]?)[-+]?[ \t]*(?:#.*)?$")
_QUOTED = re.compile(r""""((?:[^"\\]|\\.)*)"[ \t]*(?:#.*)?|'((?:[^']|'')*)'[ \t]*(?:#.*)?""", re.S)
_ESCAPE = re.compile(r"\\(.)", re.S)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\n": ""}
_BASE64 = ("b64", "base64")
_SUSE = "/sysconfig/network/"


class Line(NamedTuple):
    """A line of an embedded file: its number in the outer one, and what stands before it there.

    `before` is None where it does not stand there as it is.
    """

    number: int
    before: str | None
    text: str


class Embedded(NamedTuple):
    """A file that is written, with `\\0N\\0` for the N-th placeholder in name and lines."""

    name: str
    lines: Sequence[Line]


class Outer(NamedTuple):
    """The files that one text writes, by name each version of it; the texts of all placeholders.

    `changed` are the names of files to which more is done, so that not all their content is known, and `appended` of
    those that are appended to what is there.
    """

    versions: Mapping[str, Sequence[Embedded]]
    placeholders: Sequence[str]
    changed: Set[str] = frozenset()
    appended: Set[str] = frozenset()
    kickstart: Kickstart | None = None
    """What it says beside its scripts, where it is a kickstart."""

    def is_whole(self, file: Embedded) -> bool:
        """Whether it is known of FILE which keys it has."""
        changes = not (self.changed | self.appended).isdisjoint((file.name, _ANY))
        return not changes and all(_ASSIGNMENT.match(line.text) for line in file.lines if has_placeholder(line))


def written_by(data: bytes) -> Outer | None:
    """The files that a script with DATA writes, or whose `network` commands they come of; None where it writes none."""
    may_be_kickstart = kickstart.may_be_one(data)
    if not (b"<<" in data or b"content" in data or may_be_kickstart) or b"\0" in data:
        return None
    text = data.decode(errors="surrogateescape")
    found = _Scan(text)
    found.scan()
    commands = kickstart.parse(text, partial(found.marked, _BY_SHELL)) if may_be_kickstart else None
    if not found.texts and not (commands and commands.configures_devices):
        return None
    versions = {name: [Embedded(name, lines) for lines in texts] for name, texts in found.texts.items()}
    return Outer(versions, list(found.placeholders), found.changed, found.appended, commands)


class _Scan:
    """One pass over the lines of a text."""

    def __init__(self, text: str) -> None:
        self.texts: dict[str, list[list[Line]]] = {}
        self.placeholders: dict[str, int] = {}
        self.changed: set[str] = set()
        self.appended: set[str] = set()
        self._lines = text.split("\n")
        self._ends: dict[str, list[int]] = {}
        for number, line in enumerate(self._lines):
            if len(line) < _LONGEST:
                self._ends.setdefault(line.strip(), []).append(number)
        self._mapping: dict[str, tuple[str, list[Line]]] = {}
        self._column = 0

    def scan(self) -> None:
        """Find all there are."""
        at = 0
        while at < len(self._lines):
            line = self._lines[at]
            if "<<" in line or ":" in line or "ifcfg-" in line or self._mapping:
                at = self._read(at, line)
            else:
                at += 1
        self._close()

    def _read(self, at: int, line: str) -> int:
        """Read what begins on LINE, which is number AT; the number of the line behind it."""
        stripped = line.strip()
        if not stripped or stripped[0] == "#" or len(line) > _LONGEST:
            return at + 1
        if self._mapping and len(line) - len(line.lstrip(" ")) < self._column:
            self._close()
        key = _YAML_KEY.match(line.lstrip(" ")) if ":" in line else None
        if key:
            return self._yaml(at, line, key)
        command, behind = self._command(at)
        after = self._heredocs(command, behind) if "<<" in command else None
        if after is None and _CHANGE.search(command, 0, max(command.rfind("ifcfg-"), 0)):
            for name in _IFCFG.findall(command):
                self.changed.add(self.marked(_BY_SHELL, name) if _GLOB.isdisjoint(name) else _ANY)
        return behind if after is None else after

    def _command(self, at: int) -> tuple[str, int]:
        """The command that begins on the line AT, with the lines that continue it, and the line behind it."""
        line, behind = self._lines[at], at + 1
        while line.endswith("\\") and behind < min(len(self._lines), at + _MOST_CONTINUED) and len(line) < _LONGEST:
            line, behind = line[:-1] + self._lines[behind], behind + 1
        return line, behind

    # -- heredocs ----------------------------------------------------------------------------------------

    def _heredocs(self, command: str, behind: int) -> int | None:
        """Take the heredocs of COMMAND, which begin on the line BEHIND it; the line behind them, if there are any."""
        found = list(_HEREDOC.finditer(command))
        targets = _targets(_HEREDOC.sub(" ", command))
        if len(found) > 1:  # each belongs to one command of the line
            targets = targets if len(found) == len(targets) else []
        if not found or not any(_name(path) for path, _ in targets):
            return None
        for number, match in enumerate(found):
            own = targets if len(found) == 1 else targets[number : number + 1]
            end = self._end(behind, match[2] or match[3] or match[4], bool(match[1]))
            if end is None:
                return None
            lines = list(self._body(behind, end, bool(match[1])))
            if match[4] is None or match[0].rstrip(match[4]).endswith("\\"):
                lines = [line._replace(text=self.marked(_BY_TEMPLATE, line.text)) for line in lines]
            else:
                lines = [line._replace(text=self.marked(_BY_SHELL, line.text)) for line in lines]
            for path, appends in own:
                self._keep(path, lines, appends)
            behind = end + 1
        return behind

    def _end(self, start: int, word: str, with_tabs: bool) -> int | None:
        """The first line from START on that is WORD alone, as bash has it, or as deep as its command in YAML."""
        ends = self._ends.get(word, [])
        lead = self._lead(self._lines[start - 1])
        first = bisect_right(ends, start - 1)
        for number in ends[first : first + _MOST_CONTINUED]:
            before = self._lead(self._lines[number])
            if not before or before == lead or (with_tabs and not before.strip("\t")):
                return number
        return None

    @staticmethod
    def _lead(line: str) -> str:
        return line[: len(line) - len(line.lstrip())]

    def _body(self, start: int, end: int, with_tabs: bool) -> Iterator[Line]:
        lead = self._lead(self._lines[end])
        for number in range(start, end):
            line = self._lines[number]
            before = line[: len(line) - len(line.lstrip("\t"))] if with_tabs else ""
            before = before or (lead if line.startswith(lead) else "")
            yield Line(number + 1, before, line[len(before) :])

    # -- cloud-config ------------------------------------------------------------------------------------

    def _yaml(self, at: int, line: str, key: re.Match[str]) -> int:
        """Take the KEY of a mapping on LINE, with its value."""
        column = len(line) - len(line.lstrip(" ")) + len(key[1])
        if self._mapping and column > self._column:
            return at + 1
        self._column = column
        written = (key[3] or "").strip()
        lines = [Line(at + 1, None, written)]
        behind = at + 1
        if block := _BLOCK.match(written):
            lines, behind = self._block(at + 1, column, int(block[2] or 0))
        elif written[:1] in ("'", '"'):
            last = min(len(self._lines), at + _MOST_CONTINUED)
            while not (quoted := _QUOTED.fullmatch(written)) and behind < last and len(written) < _LONGEST:
                written, behind = f"{written}\n{self._lines[behind].strip()}", behind + 1
            text = "" if not quoted else _unescaped(quoted[1]) if quoted[2] is None else quoted[2].replace("''", "'")
            lines = [Line(at + 1, None, part) for part in text.split("\n")]
        self._mapping[key[2]] = written, lines
        return behind

    def _block(self, start: int, column: int, explicit: int) -> tuple[list[Line], int]:
        """The literal block that begins on the line START, of a key at COLUMN, and the line behind it."""
        found: list[Line] = []
        indent = column + explicit if explicit else 0
        number = start
        while number < len(self._lines):
            line = self._lines[number]
            lead = len(line) - len(line.lstrip(" "))
            if line.strip() and lead <= column and not line.lstrip().startswith(("{%", "%{")):
                break
            indent = indent or (lead if line.strip() and lead > column else 0)
            found.append(Line(number + 1, line[:indent], line[indent:]))
            number += 1
        return found, number

    def _close(self) -> None:
        """The mapping ends: keep the file that it has."""
        mapping, self._mapping = self._mapping, {}
        if not {"path", "content"} <= mapping.keys():
            return
        (path, _), (_, lines) = mapping["path"], mapping["content"]
        encoding = mapping.get("encoding", ("", []))[0].strip("'\"").lower()
        if encoding in _BASE64:
            decoded = _decoded("".join(line.text.strip() for line in lines))
            lines = [Line(lines[0].number, None, part) for part in decoded.split("\n")] if decoded else []
        elif encoding not in ("", "text/plain"):
            return
        lines = [line._replace(text=self.marked(_BY_SHELL, line.text)) for line in lines]
        self._keep(path.strip("'\""), lines, mapping.get("append", ("", []))[0].lower() == "true")

    # -- what is found -----------------------------------------------------------------------------------

    def _keep(self, path: str, lines: Sequence[Line], appends: bool) -> None:
        name = _name(path)
        if name is None or not lines:
            return
        name = self.marked(_BY_SHELL, name)
        if not lines[-1].text and len(lines) > 1:  # what stands behind the last line end
            lines = lines[:-1]
        texts = self.texts.setdefault(name, [])
        if appends and texts:
            texts[-1] += lines
        elif len(texts) < _MOST_VERSIONS:
            texts.append([*lines])
            if appends:
                self.appended.add(name)

    def marked(self, pattern: re.Pattern[str], text: str) -> str:
        """TEXT with a mark for each placeholder that PATTERN finds; one for each text."""

        def mark(found: re.Match[str]) -> str:
            if found[1]:
                return found[1][1:]
            return f"\0{self.placeholders.setdefault(found[2], len(self.placeholders))}\0"

        return pattern.sub(mark, text) if any(sign in text for sign in "$`\\{<%") else text


def _targets(command: str) -> list[tuple[str, bool]]:
    """The files that COMMAND writes, and whether it appends to them."""
    if copy := _COPY.match(command):
        return [(copy[1], False)]
    found = [(path, sign == ">>") for sign, path in _REDIRECTION.findall(command)]
    for words in _TEE.findall(command):
        names = words.replace('"', "").replace("'", "").split()
        appends = "-a" in names or "--append" in names
        found += [(name, appends) for name in names if name[0] != "-"]
    return [one for one in found if _name(one[0])][:_MOST_TARGETS]


def _name(path: str) -> str | None:
    """The name of the network file that PATH is; None for any other."""
    folder, slash, name = path.rpartition("/")
    if path.endswith("/etc/sysconfig/network"):
        return "network"
    if name.endswith(KEYFILE_SUFFIX):
        return name if folder.endswith("/system-connections") else None
    role = role_and_suffix(name)
    if role is None or is_passed_over_by_all(name) or (folder + slash).endswith(_SUSE):
        return None
    return name if role[0] == "ifcfg" or "network-scripts" in folder or "$" in folder else None


def _unescaped(text: str) -> str:
    """TEXT of double quotes, with what its escapes mean; a lone line end is a blank, one before others is none."""
    folded = re.sub(r"(?<!\\)\n+", lambda found: "\n" * (len(found[0]) - 1) or " ", text)
    return _ESCAPE.sub(lambda found: _ESCAPES.get(found[1], found[1]), folded)


def _decoded(text: str) -> str:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return "" if b"\0" in data else data.decode(errors="surrogateescape")


# -- what placeholders may stand for ----------------------------------------------------------------------

_VALUES = {
    "yes-no": ("yes", "no"), "ipv4": ("192.0.2.{0}", "198.51.100.{0}"), "ip": ("192.0.2.{0}", "198.51.100.{0}"),
    "ip-prefix": ("192.0.2.{0}", "198.51.100.{0}/24"), "netmask": ("255.255.255.0", "255.255.255.192"),
    "prefix": ("24", "26"), "mac": ("52:54:00:0a:00:{0:02x}", "52:54:00:0b:00:{0:02x}"),
    "ipv6": ("2001:db8::{0:x}", "2001:db8:1::{0:x}"), "ipv6-prefix": ("2001:db8::{0:x}/64", "2001:db8:1::{0:x}/64"),
    "integer": ("1", "2"), "number": ("1", "2"),
}  # fmt: skip
"""By the type of a key: two values that it may well have."""
WORLDS = (None, 0, 1)
"""What is tried for placeholders: that there is no such line, and two values."""


def stand_in(number: int) -> str:
    """The word that stands for the placeholder NUMBER in a name or a text."""
    return f"expn{number}q"


def filled_in(text: str) -> str:
    """A name or TEXT with words in the place of its placeholders."""
    return PLACEHOLDER.sub(lambda found: stand_in(int(found[1])), text)


def has_placeholder(line: Line) -> bool:
    """Whether part of LINE is unknown."""
    return "\0" in line.text


def content(file: Embedded, world: int | None) -> bytes:
    """The bytes of FILE where its placeholders are as in one of `WORLDS`."""
    text = "\n".join(_supposed(line.text, world) if has_placeholder(line) else line.text for line in file.lines)
    return f"{text}\n".encode(errors="surrogateescape")


def _supposed(text: str, world: int | None) -> str:
    assignment = _ASSIGNMENT.match(text)
    if world is None or assignment is None:
        return ""
    start, name, value = assignment.groups()
    key, number = lookup(name), int(PLACEHOLDER.findall(text)[0])
    if key and key.type == "enum":
        return f"{start}{key.values[-world]}"
    if key and key.type in _VALUES:
        return start + _VALUES[key.type][world].format(number % 200 + 10)
    return f'{start}"{filled_in(value).strip().replace(chr(34), "").replace(chr(39), "")}"'
