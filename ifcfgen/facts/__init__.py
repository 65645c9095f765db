"""What is known of a host beside its files, and where that is found."""

from ifcfgen.facts.host import (
    MANAGERS,
    PACKAGE_OF,
    RELEASES,
    SERVICES,
    STATES,
    Host,
    Unknown,
    choices,
    fault_in_service,
    parse_release,
)
from ifcfgen.model.kinds import Manager

__all__ = [
    "MANAGERS", "PACKAGE_OF", "RELEASES", "SERVICES", "STATES", "Host", "Manager", "Unknown", "choices",
    "fault_in_service", "parse_release",
]  # fmt: skip
