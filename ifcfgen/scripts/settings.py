"""Files of sections and settings, as NetworkManager.conf, its snippets and the .link files of systemd are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ifcfgen.ifcfg.switches import own_flag
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place


class Entry(NamedTuple):
    """A setting, and where it stands."""

    section: str
    key: str
    value: str
    place: Place


def entries_in(text: str, path: str) -> Sequence[Entry]:
    """The settings in TEXT, that of the file PATH."""
    section = ""
    found: list[Entry] = []
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif "=" in line and not line.startswith(("#", ";")):
            key, _, value = line.partition("=")
            found.append(Entry(section, key.strip(), value.strip(), Place(path, number)))
    return found


def is_enabled(snippet: Iterable[Entry]) -> bool:
    """Whether a snippet counts (ignore_config_snippet); of conditions such as a version nothing is known."""
    said = [entry.value for entry in snippet if (entry.section, entry.key) == (".config", "enable")]
    return not said or own_flag(said[-1]) is not False
