"""The networks that must never show on a wire, which init.ipv6-global has lead nowhere."""

from __future__ import annotations

from functools import cache

from ifcfgen.boot.kernel.iproute import route
from ifcfgen.boot.kernel.state import Route
from ifcfgen.boot.machine import Machine

_GUARDS = (
    "::ffff:0.0.0.0/96", "::/96", "2002:e000::/19", "2002:7f00::/24", "2002:a00::/24", "2002:ac10::/28",
    "2002:c0a8::/32", "2002:a9fe::/32", "3ffe:ffff::/32",
)  # fmt: skip


def guard_the_wires(machine: Machine) -> None:
    """init.ipv6-global start post: networks that must never show on a wire lead nowhere."""
    routes = machine.kernel.routes
    if not machine.kernel.links["lo"].disable_ipv6:
        routes.extend(guard for guard in _guards() if routes.alike(guard) is None)


def is_guard(route: Route) -> bool:
    """Whether ROUTE is one of those by which a network leads nowhere."""
    return route.type == "unreachable" and any(
        (route.version, route.to, route.length) == (guard.version, guard.to, guard.length) for guard in _guards()
    )


@cache
def _guards() -> list[Route]:
    """As they are in the kernel, which has them lead through lo."""
    return [route(["unreachable", network], 6)._replace(dev="lo") for network in _GUARDS]
