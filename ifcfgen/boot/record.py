"""The record of a boot: what was done to which device, with what result, and for what cause. Values, no sentences.

What people read of them is made in `ifcfgen.report.events`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Literal, Self, TypeVar

from ifcfgen.facts import Fact
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place
from ifcfgen.place import Text

Result = Literal["ok", "failed", "complaint", "skipped"]
"""Failed: the end lacks something that a file asks for. Complaint: a command refuses, and the end is as asked."""

ActionKind = Literal[
    "address", "address-without-broadcast", "addresses", "alias", "all-files", "bridge-options", "configuration",
    "default-route", "dhcp", "host", "ipv6", "ipv6-default-route", "join", "key", "lease", "leave-to-bond", "mac",
    "make", "make-vlan", "mtu", "option", "options", "parent-up", "profile", "range", "route", "routes", "rule",
    "rules-and-routes", "run", "start", "team", "up",
]  # fmt: skip
"""What can be done."""

CauseKind = Literal[
    # -- as the files ask for it --
    "is-set", "not-at-boot", "set",
    # -- not predicted --
    "left", "not-evaluated", "not-followed", "script-not-followed", "stands-on-unpredicted", "type-not-followed",
    "unread",
    # -- which cards there are --
    "any-card", "mac-differs", "no-card-fits", "no-mac-of-card", "other-mac",
    # -- who brings up what --
    "all-of", "deleted", "hidden", "keyfiles-only", "network-is", "networkmanager-is", "no-network-service",
    "no-reader", "nobody", "passed-over", "rejected", "unmanaged", "unmanaged-by-settings", "unrecognized",
    # -- why a profile of NetworkManager does not become active, or not as it asks --
    "disallowed", "mac-of-port", "mtu-for-ipv6", "no-carrier", "no-device-mac", "no-identifier", "no-profile",
    "no-rule-files", "no-secondary", "no-team-plugin", "not-up", "other-kind", "other-peer", "outranked",
    "parent-is-down", "parent-mtu",
    "unreadable-mtu", "unreadable-route", "unreadable-rule", "up-with", "waits-for-port", "waits-for-user",
    "withheld-elsewhere", "without-address",
    # -- files and keys --
    "absent", "absent-bond", "absent-bridge", "absent-bridge-type", "absent-dos", "absent-vlan-id", "absent-vlan-word",
    "address-twice", "alias-twice", "device-type", "exits", "ipv6-not-asked", "ipv6-off", "ipv6-unwanted", "link-delay",
    "no-alias-number", "no-card", "no-file", "no-name", "no-prefix", "no-remote", "no-whole-number", "not-set",
    "range-not-numeric", "range-reversed", "range-too-wide", "starts-itself", "switch-type", "syntax-error",
    "tunnel-not-made", "tunnel-type", "unknown-key", "waits-for-fifo",
    # -- programs, modules, and what they answer --
    "address-taken", "arping-fails", "bond-of-one", "brctl-option", "brctl-switch", "gateway-elsewhere",
    "link-local-needs-device",
    "made-by-module", "module-kept-out", "needs-tunnel", "no-column", "no-ipv4-address", "no-link", "no-package",
    "no-port-yet", "no-program", "no-server", "no-token-of-route", "no-user", "no-word-of-ethtool", "not-global",
    "not-net-or-host", "parent-missing", "parent-missing-silently", "relay-not-global", "replaced",
    "server-assumed", "stp-too-slow", "unknown-card", "unknown-network", "unknown-table",
    "up-already",
    # -- what iproute2 does not understand --
    "label-too-long", "no-address", "no-address-with-prefix", "no-broadcast-address", "no-destination",
    "no-end-address", "no-hop-token", "no-ipv6-address", "no-ipv6-mtu", "no-mac", "no-number", "no-scope", "no-seconds",
    "no-table", "nothing-behind", "second-destination", "second-gateway", "unreadable",
    # -- what the kernel refuses: links --
    "bad-name", "cannot-join-bond", "cannot-join-bridge", "cannot-join-vrf", "device-exists", "is-down", "is-up",
    "kernels-own", "mtu-above-parent", "mtu-above-ports", "mtu-out-of-range", "no-alias", "no-bond", "no-bridge",
    "no-device", "no-mac-address", "no-port-of", "no-vlan-id", "no-vlans", "parent-down", "port-already", "stands-on",
    "too-high", "tunnel-exists", "vlan-exists",
    "carries-none", "carries-other", "group-without-device", "no-mode", "vxlan-exists",
    # -- of bonds and bridges --
    "bond-has-ports", "bond-needs-miimon", "delay-out-of-range", "no-bond-setting", "no-bridge-setting",
    "no-port-setting", "no-target", "not-in-mode", "not-one-of", "option-no-number", "option-no-switch",
    "option-not-from", "option-out-of-range", "read-only", "reserved-groups", "target-exists", "too-many-targets",
    # -- addresses, routes, rules --
    "address-exists", "address-of-other-length", "bits-beyond-prefix", "gateway-broadcast", "gateway-link-local",
    "gateway-own", "gateway-unreachable", "ipv6-disabled", "ipv6-disabled-on", "mtu-below-ipv4", "no-single-address",
    "no-source", "no-table-left", "no-table-zero", "no-way", "onlink-without-device", "onlink-without-gateway",
    "other-scope", "route-exists", "route-to-same", "rule-exists", "scope-has-no-gateway", "type-leads-nowhere",
]  # fmt: skip
"""Why something is skipped or fails, or succeeds in another way than it looks."""

StakeKind = Literal[
    "addressing", "automatic", "bridge-existence", "cards", "carrier-check", "comes-up", "conflict-check",
    "contenders", "dhcp-client", "dispatcher", "drivers", "evaluation", "existence", "keyfiles", "link-local",
    "managers", "network-service", "rivals", "router", "same-uuid", "sharing", "table", "team", "untyped-files",
    "without-carrier",
]  # fmt: skip
"""What depends on an unknown fact."""

_WILFUL: frozenset[CauseKind] = frozenset({"is-set", "not-at-boot", "outranked", "set"})
_NOT_PREDICTED: frozenset[CauseKind] = frozenset({
    "left", "not-evaluated", "not-followed", "script-not-followed", "stands-on-unpredicted", "type-not-followed",
    "unread",
})  # fmt: skip
_UNDECIDED: frozenset[CauseKind] = frozenset({"any-card", "unknown-card", "unknown-network", "unknown-table"})
_OF_ANOTHER: Mapping[CauseKind, int] = {
    "is-down": 0, "no-device": 0, "no-profile": 1, "not-up": 0, "parent-down": 0, "parent-is-down": 0,
    "parent-missing": 0, "parent-missing-silently": 0,
}  # fmt: skip
"""Where among its details a cause names the device that something else has kept down."""

Kind = TypeVar("Kind", bound=str)


class _Value(tuple[Any, ...], Generic[Kind]):
    """A kind and its details: `Cause("no-device", "eth0")`. The details of a kind are those that its sentence has."""

    __slots__ = ()

    def __new__(cls, kind: Kind, *details: object) -> Self:
        return tuple.__new__(cls, (kind, *details))

    @property
    def kind(self) -> Kind:
        kind: Kind = self[0]
        return kind

    @property
    def details(self) -> tuple[Any, ...]:
        return self[1:]


class Action(_Value[ActionKind]):
    """What is done."""

    __slots__ = ()

    def asks_by_dhcp(self, version: int) -> bool:
        """Whether a DHCP server is asked for an address of the family VERSION, 4 or 6."""
        return self.kind in ("dhcp", "lease") and self.details[0] == version


class Cause(_Value[CauseKind]):
    """Why something comes out as it does."""

    __slots__ = ()

    @property
    def is_wilful(self) -> bool:
        """Whether the files ask for it."""
        return self.kind in _WILFUL

    @property
    def of_device(self) -> str | None:
        """The device that something else has kept down, where this comes of it."""
        at = _OF_ANOTHER.get(self.kind)
        return None if at is None else str(self.details[at])

    @property
    def is_predicted(self) -> bool:
        """Whether it is known what comes of it."""
        return self.kind not in _NOT_PREDICTED

    @property
    def is_undecided(self) -> bool:
        """Whether what comes of it depends on facts of the host alone, which are unknown."""
        return self.kind in _UNDECIDED


class Stake(_Value[StakeKind]):
    """What depends on a fact."""

    __slots__ = ()


class Written(NamedTuple):
    """What an event is about: a LINE of the last of `documents`, or the first of `keys` that one of them sets."""

    documents: tuple[Text, ...]
    keys: tuple[str, ...] = ()
    line: int | None = None

    @property
    def place(self) -> Place | None:
        """The last assignment of the key in the last document that has it; that document where none has one."""
        if not self.documents:
            return None
        last = self.documents[-1]
        if self.line is not None:
            return Place(last.path, self.line)
        for key in self.keys:
            for document in reversed(self.documents):
                if key in document.keys:
                    return document.place(key)
        return last.place(*self.keys)


class Event(NamedTuple):
    """One thing that is done to a device."""

    device: str
    action: Action
    result: Result
    cause: Cause | None
    script: str
    """What does it: NetworkManager, or the network script: network, ifup, ifup-eth, ..."""
    written: Written | None = None

    @property
    def place(self) -> Place | None:
        """Where the file says what is done. Looked up only here: few events are ever shown, and most boots none."""
        return self.written.place if self.written else None

    @property
    def is_wilful(self) -> bool:
        """Whether it is a skip that the files ask for."""
        return self.result == "skipped" and self.cause is not None and self.cause.is_wilful

    @property
    def is_undecided(self) -> bool:
        """Whether more facts about the host are needed to predict what comes of it."""
        return self.cause is not None and self.cause.is_undecided

    @property
    def is_amiss(self) -> bool:
        """Whether the final state lacks what is configured here, unintentionally."""
        return self.result in ("failed", "skipped") and not self.is_wilful and not self.is_undecided


class Assumed(NamedTuple):
    """An unknown fact, what it was assumed to be, and what depends on it."""

    fact: Fact
    value: object
    stake: Stake
