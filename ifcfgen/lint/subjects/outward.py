"""What rules ask about the way out through a device: name servers, routers, and how its default route ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ifcfgen.ifcfg.literals import number
from ifcfgen.ifcfg.switches import flag, is_false
from ifcfgen.lint.subjects import addressing
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import IP, Device
from ifcfgen.model.route import MAIN

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition


class Outward:
    """A device, as far as the way out leads through it."""

    relations: Relations
    data: Device
    definition: AnyDefinition

    @property
    def distant_server(self) -> IP | None:
        """The first name server that is on no network of the host, where nothing gives it a default route."""
        if not (self.data.nameservers and addressing.is_at_boot(self.definition) and self.relations.isolated):
            return None
        servers = (ip for ip in self.data.nameservers if not ip.is_loopback)
        return next((ip for ip in servers if not self.relations.reached.holding(ip)), None)

    @property
    def fourth_server(self) -> IP | None:
        """The fourth name server."""
        return next(iter(self.data.nameservers[3:]), None)

    @property
    def route_metric(self) -> str | None:
        """The metric that its file gives its default route, and all others of its own."""
        metric = self.data.dhcp4_options.route_metric
        return self.definition.keys.get("IPV4_ROUTE_METRIC") or (str(metric) if metric is not None else None)

    @property
    def route_table(self) -> int | None:
        """The routing table other than main that its file gives its routes; initscripts read no such key."""
        written = self.definition.keys.get("IPV4_ROUTE_TABLE") or self.data.settings.get("ipv4.route-table")
        table = number(written) if written else None
        is_other = table and table != MAIN
        return table if is_other and self.relations.reading.manager(self.definition) == "NetworkManager" else None

    @property
    def is_to_lead_out(self) -> bool:
        """Whether the default route is to lead through the device, and nothing gives the host one."""
        asks = flag(self.definition.keys.get("DEFROUTE")) and self.data.addresses
        return bool(asks and addressing.is_at_boot(self.definition) and self.relations.isolated)

    @property
    def ignores_routers(self) -> bool:
        """Whether initscripts have the device take no router advertisements (init.ipv6-global, ifup-ipv6)."""
        reading = self.relations.reading
        beside = reading.directory.network
        init = self.definition.keys.get("IPV6INIT", beside.get("IPV6INIT"))
        is_set_up = init == "yes" or (not is_false(init) and reading.host.release >= 7)
        keys = {**beside, **self.definition.keys} if is_set_up else beside
        word = keys.get("IPV6_AUTOCONF")
        if keys.get("IPV6FORWARDING") == "yes":
            return word != "yes" or not is_set_up
        is_forced = is_set_up and keys.get("IPV6_FORCE_ACCEPT_RA") == "yes" and reading.host.release >= 7
        return word == "no" and not is_forced
