"""What can be written at the cursor: keys of the device and the release, and the values of a key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ifcfgen.editor.cursor import Cursor
from ifcfgen.ifcfg import vocabulary
from ifcfgen.ifcfg.kinds import KEY_OF_PORT
from ifcfgen.ifcfg.vocabulary import Key
from ifcfgen.keyfile import properties
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Device
from ifcfgen.networkmanager.source import VERSIONS
from ifcfgen.reading import READ_BY_NETWORKMANAGER, Reading
from ifcfgen.scripts.fields import fits
from ifcfgen.scripts.file import File

_YES_OR_NO = ("yes", "no")


class Completion(NamedTuple):
    """A text that can be written in the place of `begun`, and what it means; `page` is Markdown."""

    text: str
    begun: str
    meaning: str = ""
    page: str = ""


def completions(cursor: Cursor, reading: Reading, file: File, rules: Iterable[str]) -> Iterator[Completion]:
    """What fits at CURSOR in FILE, one of READING; RULES are the names of all that there are."""
    begun = cursor.begun_rule
    if begun is not None:
        yield from (Completion(rule, begun) for rule in rules)
    elif not file.has_keys:
        return
    elif (begun := cursor.begun_key) is not None:
        yield from _keys(begun, reading, file)
    elif (begun := cursor.begun_value) is not None and (key := vocabulary.lookup(cursor.key)):
        definition = reading.definition_in(file)
        device = definition.device if definition else None
        yield from (Completion(value, begun) for value in _values(key, reading, device))


def of_keyfile(cursor: Cursor, release: int | None) -> Iterator[Completion]:
    """What fits at CURSOR in a keyfile of RELEASE."""
    section = properties.canonical(cursor.section)
    known = properties.SECTIONS.get(section, {})
    begun = cursor.begun_key
    if begun is not None:
        version = VERSIONS.get(release) if release else None
        yield from (
            Completion(f"{name}=", begun, found.kind)
            for name, found in known.items()
            if version is None or found.first <= version
        )
    elif (begun := cursor.begun_value) is not None and (found := known.get(cursor.key)):
        words = ("true", "false") if found.kind == "yes-no" else map(str, found.values)
        yield from (Completion(word, begun) for word in words)


def _keys(begun: str, reading: Reading, file: File) -> Iterator[Completion]:
    definition = reading.definition_in(file) if file.role == "ifcfg" else None
    release = reading.host.el
    for key in vocabulary.KEYS.values():
        if file.role not in key.files or key.name.endswith("*") or not is_read(key, release):
            continue
        if definition and not fits(key, definition.device):
            continue
        name = _free(key, file)
        if name:
            yield Completion(f"{name}=", begun, key.meaning, vocabulary.page(key))


def is_read(key: Key, release: int | None) -> bool:
    """Whether initscripts or NetworkManager of RELEASE read KEY, or of any release where it is None."""
    if release is None:
        return bool(key.initscripts or key.networkmanager)
    if release in key.initscripts:
        return True
    if not key.networkmanager or release not in READ_BY_NETWORKMANAGER:
        return False
    if key.networkmanager == "yes":
        return True
    major, minor = map(int, key.networkmanager.split(".")[:2])
    return (major, minor) <= VERSIONS[release]


def _free(key: Key, file: File) -> str | None:
    """KEY with the first number that FILE has not set yet; None where it is set, and has no numbers."""
    there = file.document.keys
    if key.name not in there:
        return key.name
    stem = key.name.rstrip("0123456789")
    return next((f"{stem}{n}" for n in range(1, 256) if f"{stem}{n}" not in there), None) if key.numbered else None


def _values(key: Key, reading: Reading, device: Device | None) -> Iterable[str]:
    if key.type == "yes-no":
        return _YES_OR_NO
    if key.type != "interface":
        return key.values
    if key.name == "DEVICE":
        return ()
    wanted = next((kind for kind, name in KEY_OF_PORT.items() if name == key.name), None)
    others = (other for other in reading.topology if other != device and wanted in (None, other.kind))
    return dict.fromkeys(other.name for other in others)
