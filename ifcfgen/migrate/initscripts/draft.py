"""The state of rewriting one device."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ifcfgen.ifcfg.switches import taken, usual
from ifcfgen.ifcfg.vocabulary import KEYS
from ifcfgen.lazy import cached_property
from ifcfgen.model import Device
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File


class Draft:
    """One device: its files, its effective keys, and the keys and routes written so far."""

    def __init__(
        self, reading: Reading, definition: Definition, others: Sequence[File] = (), is_replaced: bool = False
    ):
        self.reading, self.definition, self.others, self.is_replaced = reading, definition, others, is_replaced
        self.file = definition.file
        self.device: Device = reading.settled(definition)
        self.release = reading.host.release
        self.keys = {**reading.directory.network, **definition.keys}
        """With those of /etc/sysconfig/network as defaults."""
        self.said: dict[str, str] = {}
        """The keys of the rewritten file."""
        self.routes: list[str] = []
        self.routes6: list[str] = []
        """Additional lines for the route files."""
        self.unread_options: list[str] = []
        """Options of a bridge or bridge port that NetworkManager does not know."""
        self.idle: set[str] = set()
        """Keys that initscripts read, but that have no effect here."""
        self.needs_router = False
        """Whether NetworkManager takes the IPv6 addresses away if no router announces itself."""

    @cached_property
    def is_port(self) -> bool:
        """Whether initscripts add the device to a controller; without SLAVE=yes it does not join its bond."""
        joins = self.definition.joins
        return joins is not None and (joins != "bond" or self.takes("SLAVE"))

    @property
    def comes_up(self) -> bool:
        """Whether the device comes up at boot; a port of a bond comes up with its bond."""
        controller = self.reading.defined(self.device.controller_name) if self.definition.joins == "bond" else None
        keys = controller.keys if controller and self.is_port else self.keys
        return takes(keys, "ONBOOT", self.release)

    def takes(self, key: str) -> bool:
        """Whether KEY is true for initscripts, by default if it is not set."""
        return takes(self.keys, key, self.release)

    @cached_property
    def beside(self) -> Sequence[File]:
        """The route and rule files of the device, and of its aliases."""
        return [
            file
            for suffix in dict.fromkeys((self.file.suffix, self.device.name, *(file.suffix for file in self.others)))
            for role in ("route", "route6", "rule", "rule6")
            if (file := self.reading.directory.file_beside(role, suffix))
        ]

    def copy(self, keys: Iterable[str]) -> None:
        """Copy those of KEYS that are set."""
        self.said |= {key: self.keys[key] for key in keys if self.keys.get(key)}

    def copy_valid(self, key: str, is_valid: Callable[[str], bool]) -> None:
        """Copy KEY if it is valid; NetworkManager would reject a file for it, and initscripts ignore it."""
        if is_valid(self.keys.get(key, "")):
            self.said[key] = self.keys[key]
        else:
            self.idle.add(key)


def takes(keys: Mapping[str, str], key: str, release: int) -> bool:
    """Whether KEY is true for initscripts of RELEASE, by default if it is not set."""
    known = KEYS[key]
    return bool(taken(known, keys[key], "initscripts", release) if keys.get(key) else usual(known))


def yes_or_no(value: bool) -> str:
    """VALUE as a word."""
    return "yes" if value else "no"


def joined(options: Mapping[str, str]) -> str:
    """OPTIONS as one value."""
    return " ".join(f"{name}={text}" for name, text in options.items())
