"""Rendered files to disk: all files of a host or none, and never over what somebody else wrote.

Each new file is first written to its directory as `.ifcfgen.NAME.new`, and what it replaces gets a second name,
`.ifcfgen.NAME.old`. No reader loads these: initscripts ask for `ifcfg-*` and the like, NetworkManager looks at how a
name begins. Then a journal says what is about to happen, the renames happen, and the journal goes. As long as there
is a journal the old files can be had back, and they are: at once when a rename fails, by the next run after a kill.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from ifcfgen.errors import Fault, Faults, IfcfgenError
from ifcfgen.render.disk.layout import Destination, fault_at
from ifcfgen.render.disk.plan import Change, explained

_JOURNAL = ".ifcfgen.journal"
_KEPT = "security.selinux", "system.posix_acl_access"


@contextmanager
def locked(destination: Destination) -> Iterator[str]:
    """Hold the directories of DESTINATION, made where they are not there, against other runs.

    Gives a sentence for people where an earlier run was stopped while it wrote, after undoing what it did; else "".
    Raises `IfcfgenError` where another run is writing, or nobody may write.
    """
    made: list[Path] = []
    lock = None
    try:
        try:
            made = [folder for folder in _upwards(destination.folders) if not folder.exists()]
            for folder in destination.folders:
                folder.mkdir(parents=True, exist_ok=True)
            lock = os.open(destination.directory, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            undone = _recover(destination)
        except BlockingIOError:
            text = "another ifcfgen is writing here; wait for it to end"
            raise IfcfgenError(fault_at(destination.directory, text)) from None
        except OSError as error:
            raise IfcfgenError(explained(error, destination.directory)) from None
        yield undone
    finally:
        for folder in made:
            with suppress(OSError):  # stays where it is in use
                folder.rmdir()
        if lock is not None:
            os.close(lock)


def apply(destination: Destination, changes: Iterable[Change], *, force: bool = False) -> None:
    """Make CHANGES, all or none; to be called under `locked`.

    Raises `Faults` where some are refused and not forced, `IfcfgenError` where the disk refuses: then nothing changed.
    """
    pending = [change for change in changes if change.pending]
    if not force:
        refuse(pending)
    if not pending:
        return
    journal = destination.directory / _JOURNAL
    try:
        _stage(pending)
        _write_journal(journal, pending)
        _sync(destination)
        _verify(pending)
        for change in pending:
            _exchange(change)
        _sync(destination)
        journal.unlink()
    except BaseException as error:
        after = _put_back(destination)
        if isinstance(error, OSError):
            # never of the file: it has a name that its owner does not know
            raise IfcfgenError(fault_at(destination.directory, f"{error.strerror or error}; {after}")) from None
        raise
    try:
        _sync(destination)
        _tidy(destination)
    except OSError as error:
        place, text = explained(error, destination.directory)
        raise IfcfgenError(Fault(place, f"{text}; the files are written, but not tidied up")) from None


def refuse(changes: Iterable[Change]) -> None:
    """Raise `Faults` where some of CHANGES have a refusal."""
    refusals = [fault_at(change.path, change.refusal) for change in changes if change.refusal]
    if refusals:
        raise Faults(refusals)


def _stage(changes: Iterable[Change]) -> None:
    with ExitStack() as opened:
        staged = []
        for change in changes:
            if change.new is not None:
                staged.append(opened.enter_context(_written(_hidden(change.path, "new"), change.new, change)))
            if change.old is not None and change.kind == "update":
                kept = _hidden(change.path, "old")
                try:
                    kept.hardlink_to(change.path)
                except OSError:  # a file system without hard links, or somebody else's file
                    staged.append(opened.enter_context(_written(kept, change.old, change)))
        for file in staged:
            os.fsync(file.fileno())


def _written(path: Path, data: bytes, change: Change) -> BinaryIO:
    """The new file PATH, with owner, mode and context of the file that CHANGE replaces, and DATA on its way to disk."""
    file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    try:
        if change.kind == "update":
            old = change.path.stat()
            if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
                os.chown(path, old.st_uid, old.st_gid)
            path.chmod(stat.S_IMODE(old.st_mode))
            for attribute in set(os.listxattr(change.path)).intersection(_KEPT):
                os.setxattr(path, attribute, os.getxattr(change.path, attribute))
        else:
            path.chmod(change.mode)
        file.write(data)
        file.flush()
        # Starts the writing of all files before the first fsync waits for one: halves the time for nine files.
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    except BaseException:
        file.close()
        raise
    return file


def _verify(changes: Iterable[Change]) -> None:
    """Raises `Faults` where a file is not any more what it was when the change was planned."""
    faults = [
        fault_at(change.path, "was changed meanwhile; nothing was written, run again")
        for change in changes
        if (change.path.read_bytes() if os.path.lexists(change.path) else None) != change.old
    ]
    if faults:
        raise Faults(faults)


def _exchange(change: Change) -> None:
    if change.kind == "remove":
        change.path.rename(_hidden(change.path, "old"))
    else:
        _hidden(change.path, "new").rename(change.path)


def _put_back(destination: Destination) -> str:
    try:
        _recover(destination)
    except OSError as error:
        return f"then {explained(error, destination.directory)}: the next run puts back what was changed"
    return "nothing was changed"


def _recover(destination: Destination) -> str:
    """Put back what an unfinished run changed, and say so. Can itself be stopped anywhere, and be run again.

    Only what holds exactly what that run wrote is put back: somebody may have repaired things since.
    """
    journal = destination.directory / _JOURNAL
    if not journal.exists():
        return (
            f"{destination.directory}: an earlier run was stopped; its temporary files are gone"
            if _tidy(destination)
            else ""
        )
    entries = _read_journal(journal, destination)
    for kind, name, digest in entries:
        path = destination.path(name)
        old = _hidden(path, "old")
        if kind == "remove":
            changed = not os.path.lexists(path)
        else:
            changed = path.is_file() and _digest(path.read_bytes()) == digest
        if changed and kind == "create":
            path.unlink()
        elif changed and old.exists():
            old.rename(path)
    _sync(destination)
    journal.unlink()
    _sync(destination)
    _tidy(destination)
    names = ", ".join(name for _, name, _ in entries)
    return f"{destination.directory}: an earlier run was stopped half-way; put back as they were: {names}"


def _write_journal(journal: Path, changes: Iterable[Change]) -> None:
    staged = journal.with_name(f"{journal.name}.new")
    with staged.open("x") as file:
        json.dump([(change.kind, change.name, _digest(change.new)) for change in changes], file)
        file.flush()
        os.fsync(file.fileno())
    staged.rename(journal)


def _read_journal(journal: Path, destination: Destination) -> list[tuple[str, str, str]]:
    """The kind, name and digest of every change begun."""
    try:
        entries = [(str(kind), str(name), str(digest)) for kind, name, digest in json.loads(journal.read_text())]
    except (ValueError, TypeError):
        entries = [("", "/", "")]
    # Whoever can write here must not be able to point us at files elsewhere.
    if not all(destination.may_have(name) for _, name, _ in entries):
        raise IfcfgenError(fault_at(journal, "not a journal of ifcfgen; remove it"))
    return entries


def _tidy(destination: Destination) -> bool:
    """Take away what was staged or kept. Whether there was anything."""
    strays = [
        path for folder in destination.folders for end in ("new", "old") for path in folder.glob(f".ifcfgen.*.{end}")
    ]
    for path in strays:
        path.unlink()
    return bool(strays)


def _digest(data: bytes | None) -> str:
    return hashlib.sha256(data or b"").hexdigest()


def _hidden(path: Path, end: str) -> Path:
    """The name that no reader looks at for what is to replace PATH (`new`), or for what PATH was (`old`)."""
    return path.with_name(f".ifcfgen.{path.name}.{end}")


def _sync(destination: Destination) -> None:
    for folder in destination.folders:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _upwards(folders: Iterable[Path]) -> list[Path]:
    """FOLDERS and all above them, the deepest first."""
    return sorted({above for folder in folders for above in (folder, *folder.parents)}, reverse=True)
