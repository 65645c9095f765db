"""What is known of a host beside its files, and where that is found."""

from ifcfgen.facts.fact import KERNEL_NAMES, RELEASE, Condition, Fact, FactKind, Supposition, Unknown, dhcp
from ifcfgen.facts.host import (
    CONFIG_SERVER,
    DNSMASQ,
    MANAGERS,
    PACKAGE_OF,
    PACKAGES,
    ROUTING_RULES,
    SERVICES,
    STATES,
    TEAM_PLUGIN,
    Host,
    choices,
    fault_in_package,
    fault_in_service,
)
from ifcfgen.facts.release import RELEASES, parse_release
from ifcfgen.model.kinds import Manager

__all__ = [
    "CONFIG_SERVER", "DNSMASQ", "KERNEL_NAMES", "MANAGERS", "PACKAGES", "PACKAGE_OF", "RELEASE", "RELEASES",
    "ROUTING_RULES", "SERVICES", "STATES", "TEAM_PLUGIN", "Condition", "Fact", "FactKind", "Host", "Manager",
    "Supposition", "Unknown", "choices", "dhcp", "fault_in_package", "fault_in_service", "parse_release",
]  # fmt: skip
