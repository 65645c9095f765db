"""ETHTOOL_OPTS: commands of ethtool, separated by semicolons; one without a switch is what follows `-s DEVICE`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ifcfgen.lazy import cached_property, record

_PLAIN = ("-s", "--change")
_TAKEN = ("speed", "duplex", "autoneg", "wol", "sopass")
_FEATURES = ("-K", "--offload", "--features")
# NetworkManager, nms-ifcfg-rh-reader.c, parse_ethtool_option(); of `-s` it reads what follows
_READ_BY_NETWORKMANAGER = (*_FEATURES, "-A", "--pause", "-C", "--coalesce", "-G", "--set-ring", *_PLAIN)

_SETTINGS = {
    "speed": r"\d+", "duplex": "half|full", "port": "tp|aui|bnc|mii|fibre|da", "mdix": "auto|on|off",
    "autoneg": "on|off", "phyad": r"\d+", "xcvr": "internal|external", "wol": "[pumbagsfd]+", "sopass": "[0-9a-fA-F:]+",
    "lanes": r"\d+",
}  # fmt: skip
"""What `ethtool -s` sets, and to what."""
_LISTS = ("advertise", "msglvl")
"""Behind these as many words may stand as one likes."""


@record
class Ethtool:
    """The commands in the TEXT of the key, for the device called NAME where the file says so."""

    text: str
    name: str | None

    @cached_property
    def _commands(self) -> list[list[str]]:
        return [command.split() for command in self.text.split(";") if command.strip()]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words, in order."""
        return tuple(word for command in self._commands for word in command)

    @property
    def wakeonlan(self) -> bool | None:
        """Whether a packet may wake the machine."""
        words = self.words
        return None if "wol" not in words[:-1] else words[words.index("wol") + 1] != "d"

    @property
    def offloads(self) -> Mapping[str, bool]:
        """The features that are switched, by ethtool's names."""
        switches = [command[2:] for command in self._commands if command[0] in _FEATURES]
        return {name: word == "on" for part in switches for name, word in zip(part[::2], part[1::2], strict=False)}

    @property
    def beyond_offloads(self) -> bool:
        """Whether a command asks for more than wake-on-LAN and features."""
        settings = [command for command in self._commands if command[0] not in _FEATURES]
        return any(len(command) != 2 or command[0] != "wol" for command in map(_without_change, settings))

    @property
    def glued(self) -> str | None:
        """The first switch that stands inside another command: there should be a semicolon before it."""
        words = (word for command in self._commands for word in command[1:])
        return next((word for word in words if (word[0] == "-" and word[1:2].isalpha()) or word[:2] == "--"), None)

    @property
    def hyphenated(self) -> str | None:
        """The first word with a hyphen in a command without a switch, which initscripts take for one with a switch."""
        words = (word for command in self._commands if command[0].lstrip("\"'")[:1] != "-" for word in command)
        return None if self.glued else next((word for word in words if "-" in word and "$" not in word), None)

    @property
    def unsettable(self) -> str | None:
        """The first word that ethtool refuses where it stands behind `-s DEVICE`."""
        return next(filter(None, map(_refused, self._commands)), None)

    @property
    def other_name(self) -> str | None:
        """The first device that a command names, where that is another one than this."""
        named = (command[1] for command in self._commands if command[0][0] == "-" and len(command) > 1)
        return next((n for n in named if self.name and n != self.name and "$" not in n), None)

    @property
    def unread_switch(self) -> str | None:
        """The first switch that NetworkManager passes over."""
        switches = (command[0] for command in self._commands if command[0][0] == "-")
        return next((switch for switch in switches if switch not in _READ_BY_NETWORKMANAGER), None)

    @property
    def unread_setting(self) -> str | None:
        """The first setting of `ethtool -s` that NetworkManager passes over."""
        plain = (command[2:] if command[0] in _PLAIN else command for command in self._commands)
        words = (word for command in plain if command and command[0][0] != "-" for word in command[::2])
        return next((word for word in words if word in (*_SETTINGS, *_LISTS) and word not in _TAKEN), None)

    @property
    def has_mtu(self) -> bool:
        """Whether an MTU is among the settings, although ethtool has no such setting."""
        return "mtu" in self.words

    @property
    def has_speed_alone(self) -> bool:
        """Whether a speed is set and no duplex with it."""
        return "speed" in self.words and "duplex" not in self.words


def _without_change(command: list[str]) -> list[str]:
    return command[2:] if command[0] in ("-s", "--change") else command


def _refused(command: list[str]) -> str | None:
    """The first word of COMMAND that is neither a setting nor a value of one; None of one with a switch, or a `$`."""
    if any("-" in word or "$" in word for word in command):
        return None
    words = iter(command)
    for word in words:
        value = next(words, None)
        if word in _LISTS and value is not None:
            return None
        if word not in _SETTINGS or value is None:
            return word
        if not re.fullmatch(_SETTINGS[word], value):
            return value
    return None
