"""Where the device is defined that a line names: the controller, the parent, the ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ifcfgen.editor.cursor import Cursor
from ifcfgen.ifcfg.kinds import KEY_OF_PORT
from ifcfgen.model import Device, Place, Topology
from ifcfgen.reading import Reading
from ifcfgen.scripts.fields import PARENT_KEY
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile

_NAMES_ANOTHER = {*KEY_OF_PORT.values(), *PARENT_KEY.values(), "MASTER_UUID", "BRIDGE_UUID", "VETH_PEER"}
_KEYFILE_NAMES_ANOTHER = ("master", "controller", "parent")


def definitions(cursor: Cursor, reading: Reading, file: File) -> Iterator[Place]:
    """From a key that names a device: where that is defined. From any other line of a controller or parent: its ports
    and what stands on it; of a route, rule or alias file: its device."""
    definition = reading.definition_in(file)
    if definition is None:
        return
    if cursor.key in _NAMES_ANOTHER:
        name = reading.directory.name_of(file.document.keys.get(cursor.key, ""))
        yield from _places(reading, reading.topology.named(name))
        yield from (keyfile.place for keyfile in _keyfiles(reading, name))
    elif definition.base:
        yield from _places(reading, reading.topology.named(definition.base))
    elif file.role != "ifcfg":
        yield from _places(reading, (definition.device,))
    else:
        topology, device = reading.topology, definition.device
        yield from _places(reading, dict.fromkeys((*topology.ports(device), *topology.children(device))))


def in_keyfile(cursor: Cursor, reading: Reading) -> Iterator[Place]:
    """Where the controller or parent is defined that the line of a keyfile names."""
    if cursor.key in _KEYFILE_NAMES_ANOTHER:
        name = cursor.whole.partition("=")[2].strip()
        yield from (keyfile.place for keyfile in _keyfiles(reading, name))
        yield from _places(reading, reading.topology.named(reading.directory.name_of(name)))


def in_topology(cursor: Cursor, topology: Topology) -> Iterator[Place]:
    """Where the device is defined that the cursor is on the name of."""
    yield from (topology.origin(device) for device in topology.named(cursor.word))


def _places(reading: Reading, devices: Iterable[Device]) -> Iterator[Place]:
    yield from (found.place("DEVICE") for device in devices if (found := reading.definition(device)))


def _keyfiles(reading: Reading, name: str) -> Iterator[Keyfile]:
    """The keyfiles of the device called NAME, which may be a UUID."""
    for keyfile in reading.directory.surroundings.keyfiles:
        if name and name in (keyfile.interface_name, keyfile.uuid):
            yield keyfile
