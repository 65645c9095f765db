"""The names of network cards in profiles as rules ask about them, and what udev calls these cards after an upgrade."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import TYPE_CHECKING

from ifcfgen.facts.card import Card
from ifcfgen.lazy import pattern
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.model import Place
from ifcfgen.scripts.keyfile import Keyfile

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition

_KERNELS = pattern(r"eth\d+")
_BIOSDEVNAMES = pattern(r"em\d+|p\d+p\d+(_\d+)?")
_PCI = pattern(r"([0-9a-f]+):([0-9a-f]+):([0-9a-f]+)\.([0-7])")
_OF_XEN = ("vif", "xen_netfront", "xen-netfront")
_NAMES_XEN = 9
"""The first release whose scheme has names for the cards of Xen's guests (rhel-9.0, as v250)."""
_READS_NO_HWADDR = 10
"""The first release in which no helper of udev reads HWADDR in ifcfg files."""
_TYPES = ("ethernet", "802-3-ethernet")


class CardName:
    """The name of a card in a profile."""

    def __init__(self, relations: Relations, name: str, place: Place, hwaddr: str | None):
        self._relations = relations
        self._hwaddr = hwaddr
        self.name = name
        self._place = place

    def __str__(self) -> str:
        return self.name

    def place(self, *_: str) -> Place:
        """Where the profile has it."""
        return self._place

    @property
    def _card(self) -> Card | None:
        return self._relations.reading.host.cards.get(self.name)

    @property
    def is_kernels(self) -> bool:
        """Whether the kernel gives such names, in the order in which it finds the cards."""
        return _KERNELS.fullmatch(self.name) is not None

    @property
    def is_biosdevnames(self) -> bool:
        """Whether the program biosdevname gives such names, by the place of a card in the machine."""
        return _BIOSDEVNAMES.fullmatch(self.name) is not None

    @property
    def is_given_by_udev(self) -> bool:
        """Whether a .link file or a rule of udev gives a card this name."""
        surroundings = self._relations.reading.directory.surroundings
        return self.name in surroundings.cards_by_link or self.name in surroundings.cards_by_udev

    @property
    def is_given(self) -> bool:
        """The same, or HWADDR in an ifcfg file, which counts as long as the target reads it."""
        target = self._relations.reading.host.target
        return self.is_given_by_udev or (bool(self._hwaddr) and (target is None or target < _READS_NO_HWADDR))

    @property
    def has_no_other(self) -> bool:
        """Whether udev is known to have no other name for the card: for some of hypervisors it has none."""
        card = self._card
        return card is not None and card.names is not None and not self.by_udev

    @property
    def by_udev(self) -> str | None:
        """The other name that udev of the target has for the card; None where that is not known."""
        card, target = self._card, self._relations.reading.host.target
        if card is None:
            return None
        if card.names:
            return card.names[0] if card.names[0] != self.name else None
        if card.driver in _OF_XEN and target and target >= _NAMES_XEN:
            return f"enX{self.name.removeprefix('eth')}"
        return None

    @property
    def by_path(self) -> str:
        """A name that udev can have for it: that by its place on the PCI bus, where that is known."""
        card = self._card
        found = _PCI.fullmatch(card.pci) if card else None
        if card is None or found is None:
            return "enp1s0"
        domain, bus, slot, function = (int(part, 16) for part in found.groups())
        others = self._relations.reading.host.cards.values()
        has_functions = function or any(one.pci[:-1] == card.pci[:-1] for one in others if one is not card)
        return f"en{f'P{domain}' if domain else ''}p{bus}s{slot}{f'f{function}' if has_functions else ''}"


def names(relations: Relations) -> Iterator[CardName]:
    """The names of Ethernet cards in all profiles that are started at boot, each once."""
    found: dict[str, CardName] = {}
    for definition in relations.reading.definitions:
        if definition.device.kind == "ethernet" and definition.device.onboot and not definition.is_foreign:
            found.setdefault(definition.device.name, in_ifcfg(relations, definition))
    for keyfile in relations.reading.directory.surroundings.keyfiles:
        if keyfile.interface_name and keyfile.autoconnect and keyfile.document.keys.get("connection.type") in _TYPES:
            found.setdefault(keyfile.interface_name, _in_keyfile(relations, keyfile, keyfile.interface_name))
    yield from found.values()


def unconfigured(relations: Relations, configured: Set[str]) -> Iterator[CardName]:
    """The names of the host's cards that are not CONFIGURED; their place is the host."""
    host = Place(relations.reading.directory.path)
    return (CardName(relations, name, host, None) for name in relations.reading.host.cards if name not in configured)


def in_ifcfg(relations: Relations, definition: AnyDefinition) -> CardName:
    """The name of the device that a file defines."""
    device = definition.device
    hwaddr = device.hwaddr if "DEVICE" in definition.keys else None
    return CardName(relations, device.name, definition.place("DEVICE"), hwaddr)


def _in_keyfile(relations: Relations, keyfile: Keyfile, name: str) -> CardName:
    return CardName(relations, name, keyfile.place, None)
