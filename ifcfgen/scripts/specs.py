"""Lists of devices, as NetworkManager.conf has them: `unmanaged-devices`, `match-device` and their like."""

from __future__ import annotations

import re
from collections.abc import Set
from fnmatch import fnmatchcase

from ifcfgen.lazy import NamedTuple, pattern
from ifcfgen.model import KINDS, Device

_MAGIC = frozenset("*?[")
_KINDS = {kind.short: kind.name for kind in KINDS.values() if kind.short}
_UNTOLD = ("driver:", "s390-subchannels:")
UNMANAGED_BY_UDEV = pattern(r"""^(?=[^#]).*\bENV\{NM_UNMANAGED\}[ \t]*:?="([^"]*)".*""", re.M)
"""A line in a rule of udev by which NetworkManager leaves devices alone, or not."""
_CONDITION = pattern(r"""(\w+(?:\{[^}]*\})?)[ \t]*([=!]=)[ \t]*"([^"]*)\"""")


def split(specs: str) -> list[str]:
    """The devices in a list."""
    return [*filter(None, map(str.strip, re.split(r"[,;]", specs)))]


class Specs:
    """A list of devices. What files cannot tell, as a driver, names none (match_device_s_eval)."""

    def __init__(self, text: str):
        self._named, self._excepted = _Names(set(), []), _Names(set(), [])
        specs = split(text)
        self.untold = [spec for spec in specs if spec.removeprefix("except:").startswith(_UNTOLD)]
        """What no file tells of a device, such as its driver."""
        exceptions = [spec.removeprefix("except:") for spec in specs if spec.startswith("except:")]
        if exceptions and len(exceptions) == len(specs) and not any(spec.startswith(_UNTOLD) for spec in exceptions):
            self._named.add("*")  # all others (_match_result)
        for spec in specs:
            names = self._excepted if spec.startswith("except:") else self._named
            names.add(spec.removeprefix("except:"))

    @property
    def words(self) -> Set[str]:
        """What names a device by itself."""
        return self._named.words

    @property
    def is_plain(self) -> bool:
        """Whether any of its words names a device, and nothing else does."""
        return not (self._named.globs or self._excepted.globs or self._excepted.words)

    def names(self, device: Device) -> bool:
        """Whether it names DEVICE."""
        words = words_for(device)
        return self._named.hold(words, device.name) and not self._excepted.hold(words, device.name)


class _Names(NamedTuple):
    words: set[str]
    globs: list[str]

    def add(self, spec: str) -> None:
        kind, colon, value = spec.partition(":")
        match kind if colon else "":
            case "interface-name":
                is_glob = value[:1] == "~" or (value[:1] != "=" and not _MAGIC.isdisjoint(value))
                if is_glob:
                    self.globs.append(value.removeprefix("~"))
                else:
                    self.words.add("name " + value.removeprefix("="))
            case "mac":
                self.words.add("mac " + value.upper())
            case "type":
                if value in _KINDS:
                    self.words.add("kind " + _KINDS[value])
            case _:
                self.words.update({"*"} if spec == "*" else {"name " + spec, "mac " + spec.upper()})

    def hold(self, words: Set[str], name: str) -> bool:
        return not self.words.isdisjoint(words) or any(fnmatchcase(name, glob) for glob in self.globs)


def words_for(device: Device) -> Set[str]:
    """The words of a list that name DEVICE."""
    return {"*", f"name {device.name}", f"kind {device.kind}", f"mac {device.hwaddr}"}


def spec_of_udev(line: str) -> Specs | None:
    """The devices that a LINE of a rule of udev is for; None where files cannot tell."""
    asked = [condition for condition in _CONDITION.findall(line) if condition[0] not in ("ACTION", "SUBSYSTEM")]
    if not asked:
        return Specs("*")
    key, operator, value = asked[0]
    kind = "interface-name" if key in ("KERNEL", "NAME", "ENV{INTERFACE}") else "mac" if key == "ATTR{address}" else ""
    if len(asked) > 1 or not kind:
        return None
    head = kind if operator == "==" else f"except:{kind}"
    return Specs(";".join(f"{head}:{one}" for one in value.split("|")))
