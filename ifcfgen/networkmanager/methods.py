"""By which method NetworkManager gets the addresses of a device, as far as that follows from what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ifcfgen.model import Device
from ifcfgen.networkmanager.cards import without_usual
from ifcfgen.networkmanager.family import OFF
from ifcfgen.networkmanager.virtual import VXLAN_PORT


def method4(device: Device) -> str:
    """By which method a device gets IPv4 addresses."""
    if device.dhcp4 or _is_bare_loopback(device, 4):
        return "auto"
    if any(address.version == 4 for address in device.addresses):
        return "manual"
    return "link-local" if "ipv4" in (device.link_local or ()) else "disabled"


def method6(device: Device) -> str:
    """By which method a device gets IPv6 addresses; `ignore`: the kernel decides."""
    if device.link_local is not None and "ipv6" not in device.link_local:
        return "disabled"
    if _is_bare_loopback(device, 6):
        return "auto"
    if not concerns_ipv6(device):
        return "ignore"
    if device.accept_ra is not False and device.kind not in ("loopback", "wireguard"):
        return "auto"
    if device.dhcp6:
        return "dhcp"
    return "manual" if any(address.version == 6 for address in device.addresses) else "link-local"


def generation6(device: Device) -> str | None:
    """What NetworkManager makes the link-local address of (addr-gen-mode); None: what it takes anyway, the MAC address.

    Without one the activation fails, but for the address of a GRE tunnel, which serves as well.
    """
    if device.ipv6_address_generation or device.ipv6_token:
        return device.ipv6_address_generation or "eui64"
    needs_none = device.has_mac or device.mode == "gre" or method6(device) in OFF
    return None if needs_none else "stable-privacy"


def _is_bare_loopback(device: Device, version: int) -> bool:
    """Whether DEVICE is lo, which cannot be without a family, and has no more than its usual address."""
    return device.kind == "loopback" and all(address.version != version for address in device.addresses)


def concerns_ipv6(device: Device) -> bool:
    """Whether DEVICE configures anything of IPv6, even that it is off."""
    return bool(
        device.dhcp6
        or device.accept_ra is not None
        or device.link_local not in (None, ("ipv6",))
        or device.ipv6_privacy is not None
        or (device.ipv6_address_generation and device.nm_controlled is not False)  # initscripts have no key for it
        or device.ipv6_token
        or any(thing.version == 6 for thing in (*device.addresses, *device.routes, *device.rules, *device.nameservers))
    )


# -- the same device, however it is asked for ------------------------------------------------------------


def settled(device: Device) -> Device:
    """DEVICE as it is read back from its keyfile: what NetworkManager cannot tell apart is the same."""
    six = method6(device)
    has_ipv6 = any(address.version == 6 for address in device.addresses)
    listens = six == "auto" and not has_ipv6 and device.kind != "loopback"
    port = None if (device.kind, device.udp_port) == ("vxlan", VXLAN_PORT) else device.udp_port
    return replace(
        device,
        addresses=tuple(dict.fromkeys(device.addresses)),
        nameservers=tuple(sorted(dict.fromkeys(device.nameservers), key=lambda server: server.version)),
        search=tuple(dict.fromkeys(device.search)),
        dhcp6=six == "dhcp",
        accept_ra=False if six in ("dhcp", "manual", "link-local") else listens or None,
        link_local=_link_local(device, six),
        ipv6_address_generation=None if device.ipv6_token else generation6(device),
        stp=bool(device.stp),
        udp_port=port,
        mac_learning=False if device.mac_learning is False else None,
        infiniband_mode=device.infiniband_mode or ("datagram" if device.kind == "infiniband" else None),
        auth=_auth(device.auth),
        modem=without_usual(device.modem),
        access_points=tuple(
            point._replace(auth=_auth(point.auth), hidden=point.hidden or None) for point in device.access_points
        ),
    )


def _link_local(device: Device, six: str) -> tuple[str, ...] | None:
    has_ipv4 = "ipv4" in (device.link_local or ())
    if six == "disabled":
        return ("ipv4",) if has_ipv4 else ()
    return ("ipv4", "ipv6") if has_ipv4 else None


def _auth(auth: Mapping[str, str]) -> Mapping[str, str]:
    found = dict(auth)
    management = found.pop("key-management", "none").removesuffix("-sha256")
    if found.get("method") in ("ttls", "peap"):
        found["phase2-auth"] = found.get("phase2-auth", "mschapv2").lower()
    return found if management in ("none", "802.1x") else {"key-management": management, **found}
