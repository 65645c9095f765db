"""Routes and policy rules as the words of `ip route add` and `ip rule add`."""

from __future__ import annotations

from ifcfgen.model import Route, RoutingRule

WITHOUT_DEVICE = ("blackhole", "unreachable", "prohibit", "throw")
"""Types of routes that lead nowhere: the kernel refuses a device with them."""


def route_words(route: Route, device: str | None) -> tuple[object, ...]:
    """The words of a line of route-DEVICE or route6-DEVICE.

    `dev` is said wherever the name is known: initscripts hand the line to `ip` as it is, NetworkManager passes over it.
    """
    words: list[object] = [] if route.type == "unicast" else [route.type]
    words.append(route.to or "default")
    if route.via:
        words += ["via", route.via]
    if device and route.type not in WITHOUT_DEVICE:
        words += ["dev", device]
    for name, value in (
        ("metric", route.metric),
        ("table", route.table),
        ("scope", route.scope),
        ("src", route.source),
        ("mtu", route.mtu),
        ("advmss", route.advmss),
        ("initcwnd", route.congestion_window),
        ("initrwnd", route.receive_window),
    ):
        if value is not None:
            words += [name, value]
    if route.on_link:
        words.append("onlink")
    return tuple(words)


def rule_words(rule: RoutingRule, priority: int | None) -> tuple[object, ...]:
    """The words of a line of rule-DEVICE or rule6-DEVICE, or of a ROUTING_RULE_n key."""
    words: list[object] = [] if priority is None else ["priority", priority]
    words += ["from", rule.source or "all"]
    for name, value in (
        ("to", rule.destination),
        ("fwmark", rule.mark),
        ("tos", None if rule.tos is None else f"0x{rule.tos:02x}"),
        ("table", rule.table),
    ):
        if value is not None:
            words += [name, value]
    return tuple(words)
