"""A keyfile of a host: what its name, its file and its first keys say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from ifcfgen.ifcfg.switches import own_flag
from ifcfgen.keyfile.document import Document
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place
from ifcfgen.scripts.names import KEYFILE_SUFFIX

Storage = Literal["lib", "etc", "run"]
"""Which of NetworkManager's directories a keyfile lies in: that of /usr/lib, of /etc or of /run."""

_ORIGIN = "user.org.freedesktop.NetworkManager.origin"
_MADE_UP = (".nmmeta.nm-generated", ".nmmeta.volatile", ".nmmeta.external")
"""What NetworkManager writes into the profiles that it keeps for devices of others (nms-keyfile-writer.c)."""


class Status(NamedTuple):
    """Who may do what with a file of a running system."""

    owner: int
    """The number of a user; 0: root."""
    permissions: int
    """As 0o600."""


class Keyfile:
    """A profile in NetworkManager's own format."""

    name: str
    """That of its file."""
    document: Document
    uuid: str | None
    """In small letters."""
    interface_name: str | None
    autoconnect: bool
    status: Status | None
    """None where it says nothing, as in a repository, which keeps neither owner nor permissions."""
    storage: Storage

    def __init__(self, name: str, document: Document, status: Status | None = None, storage: Storage = "etc"):
        self.name = name
        self.document = document
        self.status = status
        self.storage = storage
        keys = document.keys
        self.uuid = keys.get("connection.uuid", "").lower() or None
        self.interface_name = keys.get("connection.interface-name")
        self.autoconnect = own_flag(keys.get("connection.autoconnect", "")) is not False

    def revised(self, data: bytes) -> Keyfile:
        """The same keyfile with other DATA."""
        return Keyfile(self.name, Document(data, self.path), self.status, self.storage)

    @property
    def is_there_at_boot(self) -> bool:
        """Whether it is there after a reboot, which empties /run: the initrd writes some of the profiles again."""
        return self.storage != "run" or self.document.keys.get(_ORIGIN) == "nm-initrd-generator"

    @property
    def is_made_up(self) -> bool:
        """Whether NetworkManager made it itself, for a device that others created or configure."""
        return any(own_flag(self.document.keys.get(key, "")) for key in _MADE_UP)

    @property
    def path(self) -> str:
        """Where it lies."""
        return self.document.path

    @property
    def suffix(self) -> str:
        """The name without its ending."""
        return self.name.removesuffix(KEYFILE_SUFFIX)

    @property
    def place(self) -> Place:
        """Where it says whose profile it is."""
        return self.document.place("connection.interface-name", "connection.uuid")


def deleted(uuid: str, target: str) -> str:
    """What a link to TARGET called UUID.nmmeta says, as the file that NetworkManager writes in the place of it."""
    return f"[nmmeta]\nuuid={uuid}\nloaded-path={target}\n"


def grouped(keyfiles: Iterable[tuple[str | None, Keyfile]]) -> Mapping[str, Sequence[Keyfile]]:
    """KEYFILES by what each is called with, but for those without a name."""
    groups: dict[str, list[Keyfile]] = {}
    for name, keyfile in keyfiles:
        if name:
            groups.setdefault(name, []).append(keyfile)
    return groups
