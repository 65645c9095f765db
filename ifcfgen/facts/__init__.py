"""What is known of a host beside its files, and where that is found."""

from ifcfgen.facts.fact import RELEASE, Fact, FactKind, Supposition, Unknown, dhcp
from ifcfgen.facts.host import (
    MANAGERS,
    PACKAGE_OF,
    RELEASES,
    SERVICES,
    STATES,
    Host,
    choices,
    fault_in_service,
    parse_release,
)
from ifcfgen.model.kinds import Manager

__all__ = [
    "MANAGERS", "PACKAGE_OF", "RELEASE", "RELEASES", "SERVICES", "STATES", "Fact", "FactKind", "Host", "Manager",
    "Supposition", "Unknown", "choices", "dhcp", "fault_in_service", "parse_release",
]  # fmt: skip
