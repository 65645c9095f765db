"""The secrets of a device, which no output shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ifcfgen.model import Device
from ifcfgen.secrets import is_secret


def secrets_of(device: Device) -> Mapping[str, str]:
    """The secrets of DEVICE, by the fields that hold them, or the parts of these, such as `auth.password`."""
    found = {"private_key": device.private_key} if device.private_key else {}
    found |= {f"peers.{n}.shared_key": peer.shared_key for n, peer in enumerate(device.peers) if peer.shared_key}
    points = ((f"access_points.{number}", point.auth) for number, point in enumerate(device.access_points))
    for field, texts in (("auth", device.auth), *points, ("modem", device.modem), ("settings", device.settings)):
        found |= {f"{field}.{name}": text for name, text in texts.items() if name not in _without(texts)}
    return found


def without_secrets(device: Device) -> Device:
    """DEVICE without its secrets."""
    return replace(
        device,
        private_key=None,
        peers=tuple(peer._replace(shared_key=None) for peer in device.peers),
        auth=_without(device.auth),
        access_points=tuple(point._replace(auth=_without(point.auth)) for point in device.access_points),
        modem=_without(device.modem),
        settings=_without(device.settings),
    )


def _without(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in texts.items() if not holds_secret(name, text)}


def holds_secret(name: str, text: str) -> bool:
    """Whether TEXT, however short, is a secret as the value of NAME, and not the path of a file that has one."""
    return is_secret(name.rpartition(".")[2]) and not text.startswith("/")
