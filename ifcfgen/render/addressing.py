"""What any target asks of the addressing of a device: whether there is any, gateways, priorities of rules."""

from __future__ import annotations

from collections.abc import Iterable

from ifcfgen.model import Device, Route, RoutingRule

LOWEST_PRIORITY = 32765
"""Where the kernel begins to number, downwards, the policy rules that come without a priority."""


def is_addressed(device: Device) -> bool:
    """Whether anything is to be written for DEVICE that concerns IP."""
    return bool(
        device.kind == "loopback"
        or device.addresses
        or device.dhcp4
        or device.dhcp6
        or device.routes
        or device.rules
        or device.nameservers
        or device.search
        or device.accept_ra is not None
        or device.link_local is not None
        or device.ipv6_privacy is not None
        or device.ipv6_address_generation
        or device.ipv6_token
    )


def other_routes(device: Device) -> list[Route]:
    """The routes of DEVICE but for those that are its gateways."""
    by_key = (gateway4(device), gateway6(device))
    return [route for route in device.routes if route is not by_key[0] and route is not by_key[1]]


def gateway4(device: Device) -> Route | None:
    """The default route that the gateway of the first IPv4 address says.

    initscripts ignore a gateway outside the network of that address, NetworkManager one without an address.
    """
    if not device.routes or (device.kind == "tunnel" and device.nm_controlled is False):  # ifup-tunnel has no GATEWAY
        return None
    first = next((address for address in device.addresses if address.version == 4 and not address.label), None)
    for route in device.routes:
        if route.version == 4 and _is_plain_default(route) and first and first.network and route.via in first.network:
            return route
    return None


def gateway6(device: Device) -> Route | None:
    """The default route that an IPv6 gateway says: NetworkManager reads one beside a static address only."""
    if not device.routes or not any(address.version == 6 for address in device.addresses):
        return None
    return next((route for route in device.routes if route.version == 6 and _is_plain_default(route)), None)


def _is_plain_default(route: Route) -> bool:
    if route.to is not None or route.via is None or route.type != "unicast" or route.on_link:
        return False
    asked = (route.metric, route.table, route.scope, route.source, route.mtu, route.advmss)
    return (*asked, route.congestion_window, route.receive_window) == (None,) * 8


def priorities(rules: Iterable[RoutingRule]) -> dict[int, int]:
    """A priority for each of RULES that has none, by identity: NetworkManager wants one, the kernel would do it so."""
    rules = list(rules)
    taken = {rule.priority for rule in rules}
    free = (number for number in range(LOWEST_PRIORITY, 0, -1) if number not in taken)
    return {id(rule): next(free) for rule in rules if rule.priority is None}
