"""A device as the network scripts read its files, and what is written of it for NetworkManager's reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from ifcfgen.ifcfg.switches import taken, usual
from ifcfgen.ifcfg.vocabulary import KEYS
from ifcfgen.model import Device
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File


class Draft:
    """One device: its files, the keys that count for it, and what they come to in NetworkManager's words."""

    def __init__(
        self, reading: Reading, definition: Definition, others: Sequence[File] = (), is_replaced: bool = False
    ):
        self.reading, self.definition, self.others, self.is_replaced = reading, definition, others, is_replaced
        self.file = definition.file
        self.device: Device = reading.settled(definition)
        self.release = reading.host.release
        self.keys = {**reading.directory.network, **definition.keys}
        """Those of /etc/sysconfig/network are defaults for every device."""
        self.said: dict[str, str] = {}
        """By key, for NetworkManager's reader."""
        self.routes: list[str] = []
        self.routes6: list[str] = []
        """Lines of the route files, but for those that are there already."""
        self.unread_options: list[str] = []
        """Of a bridge or a port of one: what NetworkManager does not know."""
        self.idle: set[str] = set()
        """Keys of the file that the network scripts read and have no use for."""

    @property
    def is_port(self) -> bool:
        """Whether the network scripts make it one: without SLAVE=yes a device does not join its bond."""
        joins = self.definition.joins
        return joins is not None and (joins != "bond" or self.takes("SLAVE"))

    @property
    def comes_up(self) -> bool:
        """At boot: a port of a bond with its bond, whatever it says itself."""
        controller = self.reading.defined(self.device.controller_name) if self.definition.joins == "bond" else None
        keys = controller.keys if controller and self.is_port else self.keys
        return takes(keys, "ONBOOT", self.release)

    def takes(self, key: str) -> bool:
        """Whether the network scripts take KEY for a yes."""
        return takes(self.keys, key, self.release)

    @property
    def beside(self) -> Sequence[File]:
        """The route and rule files of the device, and of its aliases."""
        return [
            file
            for suffix in dict.fromkeys((self.file.suffix, self.device.name, *(file.suffix for file in self.others)))
            for role in ("route", "route6", "rule", "rule6")
            if (file := self.reading.directory.file_beside(role, suffix))
        ]

    def copy(self, keys: Iterable[str]) -> None:
        """Say the same with KEYS, as far as they are set."""
        self.said |= {key: self.keys[key] for key in keys if self.keys.get(key)}

    def copy_valid(self, key: str, is_valid: Callable[[str], bool]) -> None:
        """Copy KEY; what is not valid has no effect today, where NetworkManager rejects the file for it."""
        if is_valid(self.keys.get(key, "")):
            self.said[key] = self.keys[key]
        else:
            self.idle.add(key)


def takes(keys: Mapping[str, str], key: str, release: int) -> bool:
    """Whether the network scripts take KEY for a yes, or that is how it is where it is not set."""
    known = KEYS[key]
    return bool(taken(known, keys[key], "initscripts", release) if keys.get(key) else usual(known))


def yes_or_no(value: bool) -> str:
    """VALUE in words."""
    return "yes" if value else "no"


def joined(options: Mapping[str, str]) -> str:
    """OPTIONS as one value."""
    return " ".join(f"{name}={text}" for name, text in options.items())
