"""What a boot comes to: what was done in which order, and what the kernel holds in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ifcfgen.boot.guests import CutOff
from ifcfgen.boot.kernel import Kernel
from ifcfgen.boot.record import Assumed, Event
from ifcfgen.lazy import cached_property


@dataclass(eq=False, repr=False)
class Outcome:
    """The end of a boot."""

    kernel: Kernel
    events: list[Event] = field(default_factory=list)
    verdicts: dict[str, str] = field(default_factory=dict)
    """OK or FAILED by what the service names each ifup that it calls itself."""
    exit: int = 0
    dhclient_calls: list[str] = field(default_factory=list)
    unknown: list[Assumed] = field(default_factory=list)
    tables: Mapping[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    """The devices of which nothing is predicted: EL6's NetworkManager is to bring them up, or a value is not known."""
    names: dict[str, str] = field(default_factory=dict)
    """By ifcfg file without DEVICE: the device that came up with it."""
    cut_off: Sequence[CutOff] = ()
    """The guests without network."""

    @cached_property
    def events_by_device(self) -> Mapping[str, Sequence[Event]]:
        """What was done to each device. To be asked once nothing more comes."""
        found: dict[str, list[Event]] = {}
        for event in self.events:
            found.setdefault(event.device, []).append(event)
        return found
