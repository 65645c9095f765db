"""What becomes of a file: a profile, or what else."""

from __future__ import annotations

from typing import Literal, NamedTuple

Status = Literal[
    "connection",  # a profile
    "error",  # rejected, with a warning in the log
    "ignored",  # passed over on purpose, and silently
    "unmanaged",  # NM_CONTROLLED=no: its device is left alone
    "unrecognized",  # a TYPE that it does not know: no profile, and no automatic one for the device either
    "alias",  # its address is part of another profile
    "skipped-name",  # the name of a backup
    "shadowed",  # a profile that another one with the same UUID hides
]


class Reason(NamedTuple):
    """Why a file makes no profile. `kind` is one word for all reasons of a sort."""

    kind: str
    key: str
    """The key at fault, or the one that is missing; empty where it is the file."""
    text: str
    """Half a sentence: what is wrong."""


class Profile(NamedTuple):
    """What NetworkManager makes of one file."""

    status: Status
    reason: Reason | None = None
    """Why there is no profile, where NetworkManager rejects or ignores the file."""
    type: str | None = None
    """As NetworkManager calls it: 802-3-ethernet, bond, vlan, ..."""
    id: str | None = None
    """What nmcli shows as the name."""
    interface_name: str | None = None
    """The device that it is for; None: any one that fits."""
    controller: str | None = None
    """The device, or the UUID of the profile, that it is a port of."""
    port_type: str | None = None
    """What kind of port: bond, bridge, team, ovs-port, vrf."""
