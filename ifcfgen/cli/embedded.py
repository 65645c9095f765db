"""The network files that a script or a cloud-config writes, linted as those of one host, at their places there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from functools import partial

from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import Host
from ifcfgen.facts.live import System
from ifcfgen.lint.engine import Result
from ifcfgen.lint.finding import Finding, Spot, Undecided
from ifcfgen.lint.rule import Rule
from ifcfgen.place import Place
from ifcfgen.reading import Reading
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.embedded import PLACEHOLDER, WORLDS, Embedded, Outer, content, filled_in, has_placeholder
from ifcfgen.scripts.file import File
from ifcfgen.scripts.kickstart import Kickstart
from ifcfgen.scripts.names import KEYFILE_SUFFIX
from ifcfgen.scripts.surroundings import NOTHING, Surroundings
from ifcfgen.scripts.surroundings import Found as Beside

_STAND_IN = re.compile(r"\bexpn(\d+)q\b")
_OF_A_LINE = ("assignment", "entry", "line")
"""The kinds of rules about a line by itself, whatever else is in its file."""
_OF_A_HOST = ("directory", "failure", "host")
"""Those about all files of a host."""

_Key = tuple[str, str, int | None]


def system(said: Kickstart | None, path: str) -> System:
    """What a kickstart at PATH has SAID of the system that it installs; nothing without one."""
    if said is None:
        return System()
    host = Host.of(release=said.release, services=said.services, packages=said.installed, without=said.without)
    return System(host, sources={fact: f"{path}:{line}" for fact, line in said.lines.items()})


def faults(outer: Outer, path: str, release: int | None) -> Iterator[Fault]:
    """What is wrong with OUTER, which lies at PATH, if it is a kickstart for RELEASE, or not read of it."""
    for problem in outer.kickstart.problems_on(release) if outer.kickstart else ():
        yield Fault(Place(path, problem.line), problem.text)


def refuse_placeholders(outer: Outer, path: str) -> None:
    """Raise `IfcfgenError` if a file of OUTER, which lies at PATH, has a placeholder."""
    for written in outer.versions.values():
        texts = [written[0].name, *(line.text for line in written[0].lines)]
        if mark := next(filter(None, map(PLACEHOLDER.search, texts)), None):
            number = written[0].lines[0].number
            text = f"{outer.placeholders[int(mark[1])]} is a placeholder; give a kickstart without"
            raise IfcfgenError(Fault(Place(path, number), text))


def unknown(outer: Outer) -> Iterator[str]:
    """The names of the files of which it is not known what OUTER does to them in the end."""
    for name, written in outer.versions.items():
        if len(written) > 1 or not outer.is_whole(written[0]):
            yield name


def directory(outer: Outer, path: str, version: int = 0, world: int | None = WORLDS[-1]) -> Directory:
    """The files that OUTER, which lies at PATH, writes: a VERSION of each, its placeholders as in a WORLD."""
    files: dict[str, bytes | File] = {}
    beside = {}
    for written in outer.versions.values():
        file = _chosen(written, version)
        name, data = filled_in(file.name), content(file, world)
        whole = f"{path}/{name}"
        if name.endswith(KEYFILE_SUFFIX):
            beside[f"system-connections/{name}"] = Beside(whole, data.decode(errors="surrogateescape"))
        else:
            files[name] = File(name, data, whole)
    return Directory(files, path, surroundings=Surroundings(beside) if beside else NOTHING)


def lint(reading: Reading, outer: Outer, check: Callable[[Reading], Result], rules: Mapping[str, Rule]) -> Result:
    """What CHECK finds in each version of the files that OUTER writes, on the host of READING, which has the first.

    What hangs on a placeholder is left out: it has a place on such a line, or is not found whatever that stands for. If
    more is done to the files than is read, only what lines have by themselves counts.
    """
    path, host = reading.directory.path, reading.host
    found = Result()
    seen: set[tuple[object, ...]] = set()
    for version in range(max(map(len, outer.versions.values()), default=0)):
        chosen = [_chosen(written, version) for written in outer.versions.values()]
        worlds = WORLDS if outer.placeholders else WORLDS[-1:]
        results = [check(Reading(directory(outer, path, version, world), host)) for world in worlds]
        files = {f"{path}/{filled_in(file.name)}": file for file in chosen}
        parts = {at for at, file in files.items() if not outer.is_whole(file)}
        moved = partial(_moved, path=path, files=files)
        known = set.intersection(*({_key(one) for one in result.findings} for result in results))
        last = results[-1]
        for finding in last.findings:
            if _key(finding) not in known or _is_doubtful(finding.spots, files):
                continue
            if parts and not _is_certain(finding, rules[finding.rule].kind, parts):
                continue
            placed = _placed(finding, outer, moved)
            if (at := (placed.rule, placed.spot.line, placed.spot.column, placed.message)) not in seen:
                seen.add(at)
                found.findings.append(placed)
        found.allowed += [(_placed(finding, outer, moved), reason) for finding, reason in last.allowed]
        found.faults |= last.faults
        for fact, one in last.undecided.items():
            is_open = _is_doubtful([one.spot], files) or (one.spot and one.spot.path in parts)
            if not is_open and all(fact in result.undecided for result in results):
                found.undecided.setdefault(fact, _undecided(one, outer, moved))
    found.findings.sort(key=lambda one: (one.spot.line or 0, one.spot.column or 0, one.rule))
    return found


def _chosen(versions: Sequence[Embedded], version: int) -> Embedded:
    return versions[min(version, len(versions) - 1)]


def _is_certain(finding: Finding, kind: str, parts: Set[str]) -> bool:
    """Whether FINDING, of a rule of this KIND, holds whatever else is in those files of which PARTS are known."""
    return kind in _OF_A_LINE or (kind not in _OF_A_HOST and parts.isdisjoint(spot.path for spot in finding.spots))


def _key(finding: Finding) -> _Key:
    return finding.rule, finding.spot.path, finding.spot.line


def _is_doubtful(spots: Sequence[Spot | None], files: Mapping[str, Embedded]) -> bool:
    """Whether one of SPOTS is a line with a placeholder."""
    lines = (files[spot.path].lines[spot.line - 1 :][:1] for spot in spots if spot and spot.line and spot.path in files)
    return any(line and has_placeholder(line[0]) for line in lines)


def _moved(spot: Spot, path: str, files: Mapping[str, Embedded]) -> Spot:
    """SPOT as it lies at PATH, in the text that writes FILES."""
    lines = files[spot.path].lines if spot.path in files else ()
    if spot.line is None or not lines:
        return spot._replace(path=path, line=None if not lines else lines[0].number, column=None, source=None)
    line = lines[min(spot.line, len(lines)) - 1]
    if line.before is None or spot.source is None:
        return spot._replace(path=path, line=line.number, column=None, source=None)
    return spot._replace(
        path=path, line=line.number, column=(spot.column or 1) + len(line.before), source=line.before + spot.source
    )


def _placed(finding: Finding, outer: Outer, moved: Callable[[Spot], Spot]) -> Finding:
    """FINDING at its places in the text, with placeholders as they are written; the text is edited by its author."""
    said = partial(_said, outer=outer)

    def placed(spot: Spot) -> Spot:
        return moved(spot)._replace(message=said(spot.message))

    return finding._replace(
        spot=placed(finding.spot),
        related=tuple(map(placed, finding.related)),
        message=said(finding.message),
        fix=finding.fix and finding.fix._replace(text=said(finding.fix.text), edits=()),
        parts=(),
    )


def _undecided(one: Undecided, outer: Outer, moved: Callable[[Spot], Spot]) -> Undecided:
    return one._replace(stake=_said(one.stake, outer), spot=one.spot and moved(one.spot))


def _said(text: str, outer: Outer) -> str:
    """TEXT with the placeholders of OUTER where words stand in for them."""

    def written(found: re.Match[str]) -> str:
        number = int(found[1][:9])
        return outer.placeholders[number] if number < len(outer.placeholders) else found[0]

    return _STAND_IN.sub(written, text) if outer.placeholders else text
