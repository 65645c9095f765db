"""A keyfile of a host: what its name, its file and its first keys say of it."""

from __future__ import annotations

from ifcfgen.ifcfg.switches import own_flag
from ifcfgen.keyfile.document import Document
from ifcfgen.lazy import NamedTuple
from ifcfgen.model import Place
from ifcfgen.scripts.names import KEYFILE_SUFFIX


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

    def __init__(self, name: str, document: Document, status: Status | None = None):
        self.name = name
        self.document = document
        self.status = status
        keys = document.keys
        self.uuid = keys.get("connection.uuid", "").lower() or None
        self.interface_name = keys.get("connection.interface-name")
        self.autoconnect = own_flag(keys.get("connection.autoconnect", "")) is not False

    def revised(self, data: bytes) -> Keyfile:
        """The same keyfile with other DATA."""
        return Keyfile(self.name, Document(data, self.path), self.status)

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
