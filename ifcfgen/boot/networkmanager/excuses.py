"""Why a profile does not become active."""

from __future__ import annotations

from ifcfgen.boot.kernel.state import UNKNOWN_MAC, Link
from ifcfgen.boot.networkmanager.connection import Connection
from ifcfgen.boot.networkmanager.policy import Policy
from ifcfgen.boot.record import Cause, CauseKind, Result
from ifcfgen.boot.values import is_of_no_card
from ifcfgen.model.device import HIGHEST_STACK
from ifcfgen.networkmanager.profile import ETHERNET

_AUTOCONNECT, _NAME, _TYPE = "connection.autoconnect", "connection.interface-name", "connection.type"
_HARDWARE, _NAMES = f"{ETHERNET}.mac-address", "match.interface-name"

Excuse = tuple[Result, Cause, tuple[str, ...]]
"""Result, cause, and the keys to be shown."""


def excuse(policy: Policy, connection: Connection, knows_cards: bool) -> Excuse:
    """Why CONNECTION has not become active by the end of the boot; KNOWS_CARDS: it is stated which there are."""
    kernel, device = policy.kernel, connection.device
    if connection.needs_user:
        return "skipped", Cause("waits-for-user"), connection.keys("connection.permissions")
    if not connection.autoconnect:
        return "skipped", Cause("not-at-boot", *connection.says_no), connection.keys(_AUTOCONNECT)
    if connection.controller is not None and policy.controller_of(connection) is None:
        cause = Cause("no-profile", connection.port_type, connection.controller)
        return "failed", cause, (connection.key_of("connection", "controller"),)
    if unpredicted := _unpredicted(policy, connection):
        return "skipped", unpredicted, connection.keys(_TYPE, _NAME)
    if connection.has_parent and policy.parent_of(connection) not in kernel.links:
        return "failed", Cause("parent-missing", connection.parent), (connection.key_of(connection.type, "parent"),)
    if connection.kind == "vlan" and connection in policy.tired:
        return "failed", Cause("parent-is-down", connection.parent), (connection.key_of("vlan", "parent"),)
    if device in policy.active:
        return _excuse_up(policy, connection, device)
    if device in kernel.links:
        return _excuse_on(policy, connection, kernel.links[device])
    return _excuse_without_device(policy, connection, knows_cards)


def _excuse_without_device(policy: Policy, connection: Connection, knows_cards: bool) -> Excuse:
    """Why CONNECTION, whose device is not there, or which is for any card, has not become active."""
    kernel, device = policy.kernel, connection.device
    if device is not None and policy.is_left_alone(device):
        return "skipped", Cause("withheld-elsewhere", device), connection.keys(_NAME)
    if connection.fits_unknown_cards or (device is None and not knows_cards):
        return "skipped", Cause("any-card"), connection.keys(_NAME)
    if device is not None:
        return "failed", Cause("no-device", device), connection.keys(_NAME)
    links = (kernel.links[name] for name in policy.active)
    taken = next((link for link in links if connection.fits(link, policy.hardware_of(link))), None)
    if taken is not None:
        return _excuse_up(policy, connection, taken.name)
    return "failed", Cause("no-card-fits"), connection.keys(_HARDWARE, _NAMES, _NAME)


def _excuse_up(policy: Policy, connection: Connection, device: str) -> Excuse:
    """DEVICE is active with another profile than CONNECTION."""
    other = policy.active[device]
    kind: CauseKind = "outranked" if other.rank[0] < connection.rank[0] else "up-with"
    return "skipped", Cause(kind, device, other.file.name), connection.keys(_NAME)


def _unpredicted(policy: Policy, connection: Connection) -> Cause | None:
    """Why nothing is predicted of CONNECTION: its kind, or that of something it is a port of or stands on."""
    if connection.kind is None:
        return Cause("type-not-followed", connection.type)
    seen: set[Connection] = set()
    ahead = [connection]
    while ahead and len(seen) < HIGHEST_STACK:
        current = ahead.pop()
        seen.add(current)
        controller = policy.controller_of(current) if current.controller is not None else None
        below = policy.parent_of(current) if current.has_parent else ""
        parent = policy.profile_of(below) if below not in policy.kernel.links else None
        for base in filter(None, (controller, parent)):
            if base.kind is None and base.autoconnect:
                return Cause("stands-on-unpredicted", base.name)
            if base not in seen and not policy.is_active(base):
                ahead.append(base)
    return None


def _excuse_on(policy: Policy, connection: Connection, link: Link) -> Excuse:
    """Why LINK, which is there, is not active with CONNECTION."""
    if not policy.is_managed(link):
        return "skipped", Cause("withheld-elsewhere", link.name), connection.keys(_NAME)
    hardware = policy.hardware_of(link)
    if not connection.fits(link, hardware):
        if link.kind != connection.kind:
            return "failed", Cause("other-kind", link.name, connection.kind), connection.keys(_TYPE, _NAME)
        if connection.peer != link.peer:
            return "failed", Cause("other-peer", link.name, link.peer, connection.peer), connection.keys("veth.peer")
        if connection.hardware and is_of_no_card(connection.hardware):
            return "failed", Cause("no-mac-of-card", connection.hardware), connection.keys(_HARDWARE)
        known = "not known" if hardware == UNKNOWN_MAC else hardware.upper()
        return "failed", Cause("mac-differs", link.name, known, connection.hardware), connection.keys(_HARDWARE)
    if not policy.is_allowed(connection, link):
        return "skipped", Cause("disallowed", link.name), connection.keys(_NAME)
    controller = policy.controller_of(connection)
    if controller is not None:
        return "failed", Cause("not-up", controller.name), (connection.key_of("connection", "controller"),)
    return "failed", Cause("no-carrier", link.name), connection.keys(_NAME)
