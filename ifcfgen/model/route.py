"""Routes, and the policy rules that choose a table of them."""

from __future__ import annotations

from ifcfgen.lazy import value_object
from ifcfgen.model.address import IP, Network

MAIN = 254
"""The number of the table that holds a route for which none is named."""


@value_object
class Route:
    """A route. `to` is None for the default route; `via` None for a directly connected network."""

    to: Network | None
    via: IP | None = None
    version: int = 4
    metric: int | None = None
    table: int | None = None
    table_name: str = ""
    """What a table is called whose number is not known: that is in the host's rt_tables."""
    type: str = "unicast"
    scope: str | None = None
    source: IP | None = None
    on_link: bool = False
    mtu: int | None = None
    advmss: int | None = None
    congestion_window: int | None = None
    receive_window: int | None = None

    def __str__(self) -> str:
        return f"{self.to or 'default'}" + (f" via {self.via}" if self.via else "")

    @property
    def is_default(self) -> bool:
        """Whether this is the default route, of whichever family or table."""
        return self.to is None

    @property
    def table_held_in(self) -> int | str:
        """The table that holds it, by its number, or else by its name."""
        return self.table_name or self.table or MAIN

    @property
    def way(self) -> tuple[Network | None, int, int, int | str]:
        """What two routes cannot share: destination, family, metric and table."""
        return self.to, self.version, self.metric or 0, self.table_held_in


@value_object
class RoutingRule:
    """A policy rule: which packets look into which table."""

    source: Network | None = None
    destination: Network | None = None
    version: int = 4
    table: int | None = None
    priority: int | None = None
    mark: int | None = None
    tos: int | None = None
