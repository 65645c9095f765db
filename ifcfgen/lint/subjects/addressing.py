"""How a host is reached and what it reaches, as far as its files say: whether it has an address, and a way out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ifcfgen.ifcfg.switches import flag
from ifcfgen.model import Network
from ifcfgen.reading import Reading
from ifcfgen.scripts.definition import Definition
from ifcfgen.scripts.file import File

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition

_BY_ITSELF = ("ethernet", "bond", "bridge", "team", "infiniband", "vlan")
"""The kinds of devices that have an address only where their file gives them one."""
_WITHOUT_LEASE = ("", "none", "static")


def unaddressed(reading: Reading) -> Definition | None:
    """The first device that comes up at boot, where none has an address then, nor may get one."""
    found = None
    for definition in at_boot(reading):
        if _may_be_leased(definition) or any("IPADDR" in key or "IPV6ADDR" in key for key in definition.keys):
            return None
        found = found or definition
    return found if found and not reading.directory.surroundings.keyfiles else None


def isolated(reading: Reading) -> AnyDefinition | None:
    """The first device with an address at boot, where nothing gives the host a default route, nor may do so."""
    found: AnyDefinition | None = None
    if _has_strange_keyfile(reading) or _names_gateway(reading.directory.network):
        return None
    for definition in _all_at_boot(reading):
        leads = _names_gateway(definition.keys) or any(route.is_default for route in definition.device.routes)
        if leads or _may_be_leased(definition):
            return None
        if definition.device.addresses and not found:
            found = definition
    return found


def _has_strange_keyfile(reading: Reading) -> bool:
    """Whether a keyfile is for any device, or for one that has another file, so that either may count."""
    keyfiles = reading.directory.surroundings.keyfiles
    if not keyfiles:
        return False
    named = [*(d.device.name for d in reading.definitions), *filter(None, (k.interface_name for k in keyfiles))]
    return len({*named}) < len(named) or len(reading.keyed) < len(keyfiles)


def reached(reading: Reading) -> Iterator[Network | None]:
    """The networks that the host has an address in, or a route to."""
    for definition in _all_at_boot(reading):
        yield from (address.network for address in definition.device.addresses)
        yield from (route.to for route in definition.device.routes)


def _names_gateway(keys: Iterable[str]) -> bool:
    """Whether one of KEYS is about a default route, whatever comes of it."""
    return any("GATEWAY" in key or key.startswith("IPV6_DEFAULT") for key in keys)


def is_at_boot(definition: AnyDefinition) -> bool:
    """Whether it comes up at boot, and is no port."""
    device = definition.device
    return device.onboot and not device.controller_name and device.kind != "loopback"


def at_boot(reading: Reading) -> Iterator[Definition]:
    """The devices that come up at boot, and are no ports."""
    return filter(is_at_boot, reading.definitions)


def _all_at_boot(reading: Reading) -> Iterator[AnyDefinition]:
    """The same, and those of keyfiles."""
    yield from at_boot(reading)
    yield from (definition for definition in reading.keyed if is_at_boot(definition))


def _may_be_leased(definition: AnyDefinition) -> bool:
    """Whether an address may come from elsewhere, or the file does not show that none does."""
    device, keys, file = definition.device, definition.keys, definition.file
    if device.kind not in (*_BY_ITSELF, "alias") or definition.is_foreign:
        return True
    if not isinstance(file, File):
        return bool(device.dhcp4 or device.dhcp6 or device.accept_ra or not device.named)
    if file.document.statements:
        return True
    asks = device.dhcp4 or device.dhcp6 or device.accept_ra or (flag(keys.get("IPV6INIT")) and device.accept_ra is None)
    strange = keys.get("BOOTPROTO", "").lower() not in _WITHOUT_LEASE or "DEVICETYPE" in keys
    return bool(asks or strange)
