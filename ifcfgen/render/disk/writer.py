"""Rendered files to disk: all files of a host or none, and never over what somebody else wrote.

Each new file is first written to its directory as `.ifcfgen.NAME.new`, and what it replaces gets a second name,
`.ifcfgen.NAME.old`. No reader loads these: initscripts ask for `ifcfg-*` and the like, NetworkManager looks at how a
name begins. Then a journal in each directory says what is about to happen there, the renames happen, and the journals
go, that of the first directory before the others: as long as it is there, nothing is settled. A run that is stopped is
settled by the next: where all was done it is finished, else the old files come back. An error undoes all at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.filesystem import JOURNAL
from ifcfgen.filesystem.folder import Folder
from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import NamedTuple, value_object
from ifcfgen.render.disk.layout import Destination, fault_at
from ifcfgen.render.disk.plan import ANY_MODE, Change, explained

Stop = Literal["before the first change", "halfway", "after the last change"]
_KINDS = ("create", "update", "remove")
_STRAY = re.compile(r"\.ifcfgen\.(?P<name>.+)\.(new|old)", re.S)


class Entry(NamedTuple):
    """A change of a file in a journal: what kind, the name in the directory, and the digest of what it is to hold."""

    kind: str
    name: str
    digest: str


@value_object
class Held:
    """The directories of a destination, open and locked against other runs; the first is the one that is locked."""

    destination: Destination
    folders: Mapping[Path, Folder]
    settled: str = ""
    """What became of an earlier run that was stopped while it wrote, as a sentence for people; empty without one."""
    is_put_back: bool = False
    """Whether what that run had written is undone."""

    @property
    def first(self) -> Folder:
        """The folder whose journal counts."""
        return self.folders[self.destination.directory]

    def folder(self, change: Change) -> Folder:
        """Where the file of CHANGE lies."""
        return self.folders[change.path.parent]


@contextmanager
def locked(destination: Destination) -> Iterator[Held]:
    """Hold the directories of DESTINATION, made where they are not there, after settling what an earlier run began.

    Raises `IfcfgenError` if another run is writing, or writing is not allowed.
    """
    with ExitStack() as last:
        held = None
        try:
            held = Held(destination, _opened(destination, last))
            held.first.lock()
            held = _recovered(held)
        except BlockingIOError:
            text = "another ifcfgen is writing here; wait for it to end"
            raise IfcfgenError(fault_at(destination.directory, text)) from None
        except OSError as error:
            raise IfcfgenError(explained(error, destination.directory)) from None
        yield held


def _opened(destination: Destination, last: ExitStack) -> dict[Path, Folder]:
    """The folders of DESTINATION, made where they are missing; those go again, and all are closed, at the LAST."""
    for missing in reversed([path for path in (destination.root, *destination.root.parents) if not path.exists()]):
        missing.mkdir(exist_ok=True)
        last.callback(_removed, missing)
    folders = {}
    with Tree(str(destination.root)) as tree:
        for path in destination.folders:
            _make(tree, destination.beneath(path), last)
            folders[path] = Folder(tree, destination.beneath(path))
            last.callback(folders[path].close)
    return folders


def _make(tree: Tree, path: str, last: ExitStack) -> None:
    """Make the directory PATH, and those above it, where they are missing; what stays empty goes again at the LAST."""
    above, _, name = path.rpartition("/")
    try:
        Folder(tree, path).close()
    except FileNotFoundError:
        if above:
            _make(tree, above, last)
        folder = Folder(tree, above)
        last.callback(folder.close)
        folder.make(name)
        last.callback(_emptied, folder, name)


def _emptied(folder: Folder, name: str) -> None:
    with suppress(OSError):  # stays where it is in use
        folder.remove_folder(name)


def _removed(path: Path) -> None:
    with suppress(OSError):
        path.rmdir()


def apply(held: Held, changes: Iterable[Change], *, force: bool = False) -> None:
    """Make CHANGES, all or none.

    Raises `Faults` where some are refused and not forced, `IfcfgenError` where the disk refuses: then nothing changed.
    """
    pending = [change for change in changes if change.pending]
    if not force:
        refuse(pending)
    if not pending:
        return
    directory = held.destination.directory
    try:
        _stage(held, pending)
        _write_journals(held, pending)
        _sync(held)
        _verify(held, pending)
        for change in pending:
            _exchange(held.folder(change), change)
        _sync(held)
        held.first.remove(JOURNAL)
    except BaseException as error:
        after = _put_back(held)
        if isinstance(error, OSError):
            # never of the file: it has a name that its owner does not know
            raise IfcfgenError(fault_at(directory, f"{error.strerror or error}; {after}")) from None
        raise
    try:
        _sync(held)
        _tidy(held)
    except OSError as error:
        place, text = explained(error, directory)
        raise IfcfgenError(Fault(place, f"{text}; the files are written, but temporary files are left")) from None


def refuse(changes: Iterable[Change]) -> None:
    """Raise `Faults` where some of CHANGES have a refusal."""
    refusals = [fault_at(change.path, change.refusal) for change in changes if change.refusal]
    if refusals:
        raise Faults(refusals)


def _stage(held: Held, changes: Iterable[Change]) -> None:
    staged: list[int] = []
    try:
        for change in changes:
            folder, name = held.folder(change), change.path.name
            like = name if change.kind == "update" else None
            if change.new is not None:
                staged.append(folder.create(_hidden(name, "new"), change.new, mode=change.mode, like=like))
            if change.old is not None and change.kind == "update":
                try:
                    folder.link(name, _hidden(name, "old"))
                except OSError:  # a file system without hard links, or somebody else's file
                    staged.append(folder.create(_hidden(name, "old"), change.old, mode=ANY_MODE, like=like))
        for descriptor in staged:
            os.fsync(descriptor)
    finally:
        for descriptor in staged:
            os.close(descriptor)


def _verify(held: Held, changes: Iterable[Change]) -> None:
    """Raises `Faults` where a file is not any more what it was when the change was planned."""
    faults = [
        fault_at(change.path, "changed in the meantime; nothing was written; run again")
        for change in changes
        if _content(held.folder(change), change.path.name) != change.old
    ]
    if faults:
        raise Faults(faults)


def _content(folder: Folder, name: str) -> bytes | None:
    return folder.read(name) if folder.is_there(name) else None


def _exchange(folder: Folder, change: Change) -> None:
    name = change.path.name
    if change.kind == "remove":
        folder.rename(name, _hidden(name, "old"))
    else:
        folder.rename(_hidden(name, "new"), name)


# -- a run that was stopped -------------------------------------------------------------------------------------


def stopped(destination: Destination) -> Stop | None:
    """Where an earlier run was stopped while it wrote; None: nowhere. Changes nothing. Raises `IfcfgenError`."""
    with ExitStack() as last:
        try:
            tree = last.enter_context(Tree(str(destination.root)))
            folders = {path: Folder(tree, destination.beneath(path)) for path in destination.folders}
            for folder in folders.values():
                last.callback(folder.close)
            held = Held(destination, folders)
            begun = _begun(held)
            return _stop(begun) if begun else "before the first change" if _strays(held) else None
        except OSError as error:
            raise IfcfgenError(explained(error, destination.directory)) from None


def _recovered(held: Held) -> Held:
    """HELD after settling what an earlier run began. Can itself be stopped anywhere, and be run again.

    Only what holds exactly what that run wrote is put back: somebody may have repaired things since.
    """
    directory = held.destination.directory
    begun = _begun(held) or []
    stop = _stop(begun)
    names = ", ".join(entry.name for _, entry in begun)
    if stop == "halfway":
        _undo(begun)
    if begun:
        _settle(held)
    elif not _tidy(held):
        return held
    text = {
        "before the first change": "its temporary files are gone",
        "halfway": f"restored: {names}",
        "after the last change": f"completed: {names}",
    }[stop]
    settled = f"{directory}: an earlier run was stopped {stop}; {text}"
    return replace(held, settled=settled, is_put_back=stop == "halfway")


def _put_back(held: Held) -> str:
    """Undo what this run did, and say so."""
    try:
        begun = _begun(held)
        if begun:
            _undo(begun)
            _settle(held)
        else:
            _tidy(held)
    except OSError as error:
        return f"then {explained(error, held.destination.directory)}: the next run completes or undoes it"
    return "nothing was changed"


def _begun(held: Held) -> list[tuple[Folder, Entry]] | None:
    """The changes that a run began, and did not settle. Raises `IfcfgenError` for a journal that is not believed."""
    if not held.first.is_there(JOURNAL):
        return None
    begun = [
        (folder, entry)
        for path, folder in held.folders.items()
        if folder.is_there(JOURNAL)
        for entry in _journal(held.destination, path, folder)
    ]
    if not begun:
        raise IfcfgenError(fault_at(held.destination.directory / JOURNAL, _NO_JOURNAL))
    return begun


_NO_JOURNAL = "not a journal of ifcfgen; remove it"


def _journal(destination: Destination, path: Path, folder: Folder) -> list[Entry]:
    """What the journal in the folder PATH has. Whoever can write there must not point us at files elsewhere."""
    try:
        if folder.owner(JOURNAL) not in (0, os.geteuid()):
            raise IfcfgenError(fault_at(path / JOURNAL, "a journal of another user, ignored; remove it"))
        entries = [Entry(*map(str, entry)) for entry in json.loads(folder.read(JOURNAL))]
    except OSError as error:
        raise IfcfgenError(explained(error, path / JOURNAL)) from None
    except (ValueError, TypeError, RecursionError):
        raise IfcfgenError(fault_at(path / JOURNAL, _NO_JOURNAL)) from None
    if not all(entry.kind in _KINDS and destination.may_lie_in(path, entry.name) for entry in entries):
        raise IfcfgenError(fault_at(path / JOURNAL, _NO_JOURNAL))
    return entries


def _write_journals(held: Held, changes: Iterable[Change]) -> None:
    entries: dict[Path, list[Entry]] = {path: [] for path in held.folders}
    for change in changes:
        entries[change.path.parent].append(Entry(change.kind, change.path.name, _digest(change.new)))
    for path, folder in reversed([*held.folders.items()]):
        if entries[path] or folder is held.first:
            staged = _hidden("journal", "new")
            descriptor = folder.create(staged, json.dumps(entries[path]).encode(), mode=0o600)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            folder.rename(staged, JOURNAL)


def _stop(begun: Iterable[tuple[Folder, Entry]]) -> Stop:
    done = {_is_done(folder, entry) for folder, entry in begun}
    return "halfway" if len(done) == 2 else "after the last change" if True in done else "before the first change"


def _is_done(folder: Folder, entry: Entry) -> bool:
    if entry.kind == "remove":
        return not folder.is_there(entry.name)
    try:
        return _digest(folder.read(entry.name)) == entry.digest
    except OSError:
        return False


def _undo(begun: Iterable[tuple[Folder, Entry]]) -> None:
    for folder, entry in begun:
        if not _is_done(folder, entry):
            continue
        old = _hidden(entry.name, "old")
        if entry.kind == "create":
            folder.remove(entry.name)
        elif folder.is_there(old):
            folder.rename(old, entry.name)


def _settle(held: Held) -> None:
    """Take the journals away, and what was kept."""
    _sync(held)
    held.first.remove(JOURNAL)
    _sync(held)
    _tidy(held)


def _tidy(held: Held) -> bool:
    """Take away what was staged or kept. Whether there was anything."""
    strays = _strays(held)
    for folder, name in strays:
        folder.remove(name)
    return bool(strays)


def _strays(held: Held) -> list[tuple[Folder, str]]:
    return [
        (folder, name)
        for path, folder in held.folders.items()
        for name in folder.names()
        if _is_stray(held.destination, path, name) and not folder.is_folder(name)
    ]


def _is_stray(destination: Destination, path: Path, name: str) -> bool:
    """Whether NAME in the folder PATH is what a run staged or kept there; the first journal is not among it."""
    if name == JOURNAL:
        return path != destination.directory
    match = _STRAY.fullmatch(name)
    return match is not None and (match["name"] == "journal" or destination.may_lie_in(path, match["name"]))


def _digest(data: bytes | None) -> str:
    return hashlib.sha256(data or b"").hexdigest()


def _hidden(name: str, end: str) -> str:
    """The name that no reader looks at for what is to replace NAME (`new`), or for what NAME was (`old`)."""
    return f".ifcfgen.{name}.{end}"


def _sync(held: Held) -> None:
    for folder in held.folders.values():
        folder.sync()
