"""All of a host as rules ask about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ifcfgen.facts import Manager
from ifcfgen.lazy import cached_property, pattern
from ifcfgen.lint.subjects import addressing, card
from ifcfgen.lint.subjects.card import CardName
from ifcfgen.lint.subjects.device import DeviceSubject, device_subject
from ifcfgen.lint.subjects.relations import Relations
from ifcfgen.lint.subjects.setting import Setting, last_setting
from ifcfgen.model import Place
from ifcfgen.scripts.directory import in_folder
from ifcfgen.scripts.firewalld import Binding

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition


_VIRTUAL = pattern(r"(br|bridge|bond|team|vlan)\d+|[^.]+\.\d+")
"""Names that are given to devices which do not exist by themselves."""


class _Entry:
    """What lies in the directory, and is no file that a service reads."""

    name: str

    def __init__(self, name: str, path: str):
        self.name = name
        self._path = path

    def place(self, *_: str) -> Place:
        """Where it is."""
        return Place(self._path)


class Misnamed(_Entry):
    """A file that no service reads, and the name that was probably meant."""

    meant: str

    def __init__(self, name: str, meant: str, path: str):
        super().__init__(name, path)
        self.meant = meant


class Irregular(_Entry):
    """What is called like a file of a device, and is a directory, a FIFO or a socket."""

    kind: str

    def __init__(self, name: str, kind: str, path: str):
        super().__init__(name, path)
        self.kind = kind


class DirectorySubject:
    """The files of a host as a whole."""

    manager: Manager | None = None
    """Who brings it up: no one manager does."""

    def __init__(self, relations: Relations):
        self.relations = relations

    def under(self, relations: Relations) -> DirectorySubject:
        """The same directory where other facts hold."""
        return DirectorySubject(relations)

    @property
    def ifup_local(self) -> Place | None:
        """The hook that initscripts run for each device, where it was there to be read."""
        return self.relations.reading.directory.surroundings.ifup_local

    @property
    def hook(self) -> Place | None:
        """The first hook that initscripts run for each device, of those that they know."""
        return next(self.relations.reading.directory.surroundings.hooks, None)

    @property
    def dhclient(self) -> Place | None:
        """Where NetworkManager is told to use dhclient."""
        return self.relations.reading.directory.surroundings.dhclient

    @cached_property
    def kernel_names(self) -> tuple[CardName, ...]:
        """The names such as eth0 that profiles started at boot have for cards, and those of cards without a profile
        where the host has several."""
        names = [*self._card_names]
        if self.has_several_cards:
            names += card.unconfigured(self.relations, {name.name for name in names})
        return tuple(name for name in names if name.is_kernels)

    @property
    def kernel_name(self) -> CardName | None:
        """The first of these."""
        return next(iter(self.kernel_names), None)

    @property
    def kernel_names_too(self) -> tuple[Place, ...]:
        """Where profiles have the others."""
        here = self.place()
        return tuple(name.place() for name in self.kernel_names[1:] if name.place() != here)

    @cached_property
    def biosdevnames(self) -> tuple[CardName, ...]:
        """The names such as em1 that profiles started at boot have for cards, and nothing but biosdevname gives."""
        return tuple(name for name in self._card_names if name.is_biosdevnames and not name.is_given)

    @property
    def biosdevname(self) -> CardName | None:
        """The first of these."""
        return next(iter(self.biosdevnames), None)

    @property
    def biosdevnames_too(self) -> tuple[Place, ...]:
        """Where the others are."""
        return tuple(name.place() for name in self.biosdevnames[1:])

    @cached_property
    def _card_names(self) -> tuple[CardName, ...]:
        return tuple(card.names(self.relations))

    @property
    def has_several_cards(self) -> bool:
        """Whether the host has more than one network card: as its facts say, else its profiles."""
        return len(self.relations.reading.host.cards or self._card_names) > 1

    @property
    def renames_kernel_names(self) -> bool:
        """Whether udev of the target may call a card otherwise that has a name such as eth0, unless the kernel is told
        that it must not."""
        return any(not (name.is_given or name.has_no_other) for name in self.kernel_names)

    @property
    def unknown_default_zone(self) -> Binding | None:
        """The default zone of firewalld, where it knows no such zone."""
        firewalld = self.relations.reading.directory.surroundings.firewalld
        return firewalld.default if firewalld.default and firewalld.rejects(firewalld.default.zone) else None

    @property
    def unmatched_binding(self) -> Binding | None:
        """The first device with a name of bridges, bonds, teams or VLANs that a file of firewalld puts into a zone, and
        that nothing makes, as far as files tell."""
        surroundings = self.relations.reading.directory.surroundings
        if surroundings.has_keyfile_without_device or not self.relations.topology.devices:
            return None
        return next(filter(self._is_unmatched, surroundings.firewalld.bindings.values()), None)

    def _is_unmatched(self, binding: Binding) -> bool:
        name, relations = binding.device, self.relations
        made = relations.defined(name) is not None or relations.topology.is_controller(name)
        of_others = relations.reading.directory.surroundings.libvirt.owns(name)
        return _VIRTUAL.fullmatch(name) is not None and not made and not of_others

    @property
    def foreign(self) -> Setting | None:
        """The first assignment whose key belongs to another distribution's files."""
        return next(self._foreign(), None)

    @property
    def foreign_too(self) -> tuple[Place, ...]:
        """The first such assignment of each further file, and each other file of a host that mostly has such files."""
        found = [setting.place() for setting in self._foreign()]
        directory, shown = self.relations.reading.directory, {place.path for place in found}
        rest = (d.file for d in directory.definitions.values() if d.is_foreign and d.file.path not in shown)
        return (*found[1:], *(file.place() for file in rest))

    @property
    def has_foreign_files(self) -> bool:
        """Whether a file is another distribution's as a whole, not one of ours with a key of another."""
        return any(definition.is_foreign for definition in self.relations.reading.directory.definitions.values())

    def _foreign(self) -> Iterator[Setting]:
        directory = self.relations.reading.directory
        for file in directory.files:
            definition = directory.definitions.get(file.name)
            # the keys of a DSL device are those of rp-pppoe
            if file.foreign_key and not (definition and definition.device.kind == "ppp"):
                found = last_setting(file, file.foreign_key)
                yield from (found,) if found else ()

    @property
    def unread_keyfile(self) -> Place | None:
        """The first keyfile that NetworkManager takes for a temporary file or a certificate, by its name."""
        found = self.relations.reading.directory.surroundings.keyfiles_passed_over
        return Place(found[0].path) if found else None

    @property
    def keyfile_in_run(self) -> Place | None:
        """The first keyfile in /run that somebody made, which is gone at the next boot. Raises `Unknown`."""
        reading = self.relations.reading
        found = reading.directory.surroundings.keyfiles_until_boot
        # of EL7 nothing there is read
        is_read = found and reading.host.release >= 8 and reading.host.runs_networkmanager
        return found[0].place if is_read else None

    @property
    def misnamed(self) -> Misnamed | None:
        """The first file that no service reads, by its name: one letter or sign is wrong."""
        return next(self._misnamed(), None)

    @property
    def irregular(self) -> Irregular | None:
        """The first of what is called like a file of a device, and is none."""
        return next(self._irregular(), None)

    @property
    def irregular_too(self) -> tuple[Place, ...]:
        """Where the others of its like are."""
        return tuple(other.place() for other in self._irregular())[1:]

    def _irregular(self) -> Iterator[Irregular]:
        directory = self.relations.reading.directory
        for name, kind in directory.irregular.items():
            yield Irregular(name, kind, in_folder(directory.path, name))

    @property
    def misnamed_too(self) -> tuple[Place, ...]:
        """Where the others are."""
        return tuple(file.place() for file in self._misnamed())[1:]

    def _misnamed(self) -> Iterator[Misnamed]:
        directory, host = self.relations.reading.directory, self.relations.reading.host
        for name, meant in directory.misnamed.items():
            # the service of EL6 starts whatever begins with ifcfg (initscripts el6 network)
            if not (name.startswith("ifcfg") and host.release <= 6):
                yield Misnamed(name, meant, in_folder(directory.path, name))

    @property
    def is_all_networkmanagers(self) -> bool:
        """Whether NetworkManager brings up whatever comes up at boot. Raises `Unknown`."""
        return self.relations.reading.is_all_networkmanagers

    @property
    def is_whole(self) -> bool:
        """Whether these are all files of a host, and no excerpt: every installation has ifcfg-lo and `network`."""
        directory = self.relations.reading.directory
        return not directory.unread and any(directory.file(name) for name in ("ifcfg-lo", "network"))

    @property
    def contested(self) -> DeviceSubject | None:
        """The first device at boot that NetworkManager brings up though its file does not say so. Raises `Unknown`."""
        found = (d for d in addressing.at_boot(self.relations.reading) if d.device.nm_controlled is None)
        return self._subject(next((d for d in found if self.relations.reading.manager(d) == "NetworkManager"), None))

    @property
    def unaddressed(self) -> DeviceSubject | None:
        """The first device that comes up at boot, where none has an address then, nor may get one."""
        reading = self.relations.reading
        return None if reading.directory.unread else self._subject(addressing.unaddressed(reading))

    @property
    def isolated(self) -> DeviceSubject | None:
        """The first device with an address at boot, where nothing gives the host a default route, nor may do so."""
        found = self._subject(self.relations.isolated)
        return found if found and found.ifcfg else None

    @property
    def is_to_lead_out(self) -> bool:
        """Whether something in the files is of no use without a default route."""
        found = (device_subject(self.relations, definition) for definition in self.relations.reading.definitions)
        return any(device.distant_server or device.is_to_lead_out for device in found)

    def _subject(self, definition: AnyDefinition | None) -> DeviceSubject | None:
        return device_subject(self.relations, definition) if definition else None

    def place(self, *_: str) -> Place:
        """The directory."""
        return Place(self.relations.reading.directory.path)
