"""What a profile asks of IPv4 and IPv6, as the kernel has it: method, addresses, gateway."""

from __future__ import annotations

from collections.abc import Sequence

from ifcfgen.lazy import NamedTuple, value_object
from ifcfgen.networkmanager.family import OFF
from ifcfgen.networkmanager.profile import Origin, Profile


class Wanted(NamedTuple):
    """An address to be set, and the key that asks for it."""

    ip: int
    length: int
    key: str
    label: str = ""
    origin: Origin | None = None
    """Of an alias: what says it."""


@value_object
class IPConfig:
    """What is asked of one family of addresses."""

    version: int
    method: str
    addresses: Sequence[Wanted] = ()
    gateway: int | None = None
    never_default: bool = False
    metric: int | None = None
    """Of its routes; None: that of the device."""
    table: int = 0
    """Of its routes; 0: main."""
    may_fail: bool = True
    peer_routes: bool = True
    """Whether those of a lease are taken."""

    @property
    def is_on(self) -> bool:
        """Whether there is anything of it."""
        return self.method not in OFF


def ip_config(profile: Profile, version: int) -> IPConfig:
    """IPv4 or IPv6 of a profile; a port has neither."""
    section = f"ipv{version}"
    if not profile.settings.get(section):
        return IPConfig(version, "disabled")
    gateway = profile.gateway(version)
    return IPConfig(
        version,
        profile.text(section, "method") or "disabled",
        [
            Wanted(int(a.ip), a.prefix, a.origin.key, a.label, a.origin if a.label else None)
            for a in profile.addresses(version)
        ],
        None if gateway is None else int(gateway),
        profile.flag(section, "never-default", False),
        profile.number(section, "route-metric"),
        profile.number(section, "route-table") or 0,
        profile.flag(section, "may-fail", True),
        not profile.flag(section, "ignore-auto-routes", False),
    )
