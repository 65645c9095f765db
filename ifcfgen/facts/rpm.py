"""Which packages are installed: what `rpm -qa` prints, and the database of rpm."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ifcfgen.filesystem.tree import Tree
from ifcfgen.lazy import pattern

# name-[epoch:]version-release[.arch]: neither version nor release holds a dash, a release begins with a number.
_PACKAGE = pattern(r"(?P<name>[^\s/]+)-(?=[^-]*\d)(?:\d+:)?(?P<version>[^\s-]+)-\d[^\s-]*")
_DATABASES = tuple(f"{folder}/rpmdb.sqlite" for folder in ("usr/lib/sysimage/rpm", "var/lib/rpm", "usr/share/rpm"))
"""Where rpm has it: Fedora from 36 on, Enterprise Linux, a system of ostree."""
_LARGEST = 512 << 20
"""Bytes of a database; that of a large host has a fifth."""
_MOST_PACKAGES = 100_000
_MOST_STEPS = 10_000
"""Of a thousand instructions of SQLite each, for a database that has something else in mind."""
_WAL, _VERSIONS = b"\x02\x02", slice(18, 20)


def names(text: str) -> Iterator[str]:
    """The packages of a list as `rpm -qa` prints it, or of bare names; one a line."""
    for line in text.splitlines():
        word = line.strip()
        if word:
            match = _PACKAGE.fullmatch(word)
            yield match["name"] if match else word


def version(package: str, text: str) -> str:
    """The version of PACKAGE in a list as `rpm -qa` prints it; empty where it is not there."""
    for line in text.splitlines():
        if line.startswith(package):
            match = _PACKAGE.fullmatch(line.split()[0])
            if match and match["name"] == package:
                return match["version"]
    return ""


def database(tree: Tree) -> tuple[Set[str], str]:
    """The packages that the SQLite database in TREE, a system from EL9 on, has, and its path; nothing without one."""
    for path in _DATABASES:
        try:
            data = tree.read(path, _LARGEST)
        except OSError:
            continue
        if found := _queried(data):
            return found, path
    return frozenset(), ""


def _queried(data: bytes) -> Set[str]:
    """The names in the database DATA, which may be no database."""
    import sqlite3  # long to load, and wanted for whole systems only

    if data[_VERSIONS] == _WAL:  # which needs a file next to it
        data = data[: _VERSIONS.start] + b"\x01\x01" + data[_VERSIONS.stop :]
    steps = iter(range(_MOST_STEPS))
    connection = sqlite3.connect(":memory:")
    try:
        connection.deserialize(data)
        connection.set_progress_handler(lambda: next(steps, None) is None, 1000)
        connection.execute("PRAGMA trusted_schema = OFF")
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'Name'").fetchone():
            return frozenset()
        rows = connection.execute("SELECT DISTINCT key FROM Name LIMIT ?", (_MOST_PACKAGES,))
        return frozenset(name for (name,) in rows if isinstance(name, str) and name != "gpg-pubkey")
    except (sqlite3.Error, UnicodeError):
        return frozenset()
    finally:
        connection.close()
