"""What is found in a text: assignments, commands, and functions, whose bodies run where they are called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ifcfgen.ifcfg.script import Fault, Kind, Reach

_OF_IFUP = re.compile(
    r"ipv6_\w+|is_\w+|get_\w+_by_\w+|get_hwaddr|need_(?:config|hostname)|source_config|expand_config|handle_(?:ip_)?file"
    r"|check_(?:default_route|device_down|ethtool|link_down)|set_(?:hostname|hostname_options|link_up)|bond_master_exists"
    r"|install_bonding_driver|change_resolv_conf|do_netreport|ethtool_set|toggle_value|generate_\w+_file_name|net_log"
    r"|find_gateway_dev|add_default_route|nm_con_load|update_DNS_entries|convert2sec|phy_wireless_device"
    r"|ip|ipcalc|arping|dhclient|ethtool|brctl|tunctl|iwconfig|iw|modprobe|sysctl|hostname|nmcli|dbus-send|wpa_supplicant"
    r"|awk|basename|cat|chkconfig|cp|date|grep|kill|ln|logger|ls|mktemp|mv|ping|rm|sed|sleep|sort|touch|tr|usleep|wc"
    r"|alias|cd|command|echo|eval|exec|exit|export|false|local|printf|read|return|set|shift|test|true|trap|umask|unset|\.|\["
)
"""What the scripts of initscripts el6, el7 and el8 call, their own functions among it, while they start a device."""
_NO_WAIT = re.compile(r"check_link_down(?:#.*+|[^\w#])*+return[ \t]+1(?:#.*+|[\s;])*+\}")
"""How customization by VMware has `ifup` not wait for the link. Nothing else comes of it."""


@dataclass(slots=True, eq=False)
class Function:
    """A function that is defined at `start`."""

    name: str
    start: int
    depth: int
    """How many compound commands are open around it."""
    calls: list[str] = field(default_factory=list)
    """What its body calls."""
    is_called: bool = False

    def replaces(self, text: str) -> bool:
        """Whether `ifup` runs this, whose definition is TEXT, in the place of what it means to run."""
        return bool(_OF_IFUP.fullmatch(self.name)) and not _NO_WAIT.search(text)


@dataclass(slots=True)
class Found:
    """An assignment. `end` is that of the word which bash takes as its value."""

    start: int
    key: str
    append: bool
    value_start: int
    end: int
    value: str | None = None
    expands: tuple[str, ...] = ()
    quote: str = ""
    fault: Fault | None = None
    fault_at: int | None = None
    function: Function | None = None

    def blame(self, fault: Fault, at: int | None = None) -> None:
        """Note FAULT, unless there is one already."""
        if self.fault is None:
            self.fault, self.fault_at = fault, at

    def lose(self, fault: Fault, at: int | None = None) -> None:
        """Note FAULT, for which bash does not set the value, or only perhaps."""
        self.value = None
        self.blame(fault, at)


@dataclass(slots=True)
class Ran:
    """A command that is no assignment. Without an end it is shown to the end of its line."""

    start: int
    end: int | None
    kind: Kind
    leaves: bool = False
    reach: Reach = "sure"
    function: Function | None = None


@dataclass(slots=True)
class State:
    """How far bash has come in a complete command.

    `list_start` and `pipeline_start` count the assignments before, and the commands before.
    """

    list_start: tuple[int, int]
    pipeline_start: tuple[int, int]
    behind: Literal["nothing", "command", "operator"] = "nothing"
    """What stands right before: an operator can follow a command, a command must follow && || and |."""
    is_sure: bool = True
    """Whether bash comes by here whatever happens."""
    awaited: list[str] = field(default_factory=list)
    """What closes the compound commands that are open."""
    assigned: Sequence[Found] = ()
    """The assignments of the command right before, if it does nothing else."""
    functions: list[Function] = field(default_factory=list)
    """Those in whose body this is."""


def mark_called(functions: Iterable[Function], names: Iterable[str]) -> None:
    """Mark those of FUNCTIONS that are called by one of NAMES, and those that these call."""
    by_name: dict[str, list[Function]] = {}
    for function in functions:
        by_name.setdefault(function.name, []).append(function)
    pending = list(names)
    while pending:
        for function in by_name.pop(pending.pop(), ()):
            function.is_called = True
            pending += function.calls
