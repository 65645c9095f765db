"""A file as NetworkManager has it before it when it reads a profile, and the settings that have been read of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set

from ifcfgen.facts import Host
from ifcfgen.ifcfg.document import Document
from ifcfgen.networkmanager.profile import Origin, Reason, Unread, Value
from ifcfgen.networkmanager.values import flag
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File

Version = tuple[int, int]
Since = Callable[[int, int], bool]
"""Whether NetworkManager is of this version, or later."""

VERSIONS: Mapping[int, Version] = {7: (1, 18), 8: (1, 40), 9: (1, 52), 10: (1, 52)}
"""By Enterprise Linux number: before, it had next to no profiles. That of EL10 reads keyfiles only."""

_USUAL = frozenset(
    ("BONDING_MASTER", "BONDING_OPTS", "BOOTPROTO", "BRIDGE", "BROADCAST", "DEFROUTE", "DELAY", "DEVICE", "DEVICETYPE",
     "DNS1", "DNS2", "DNS3", "DOMAIN", "GATEWAY", "HOTPLUG", "HWADDR", "IPADDR", "IPADDR0", "IPADDR1", "IPADDR2",
     "IPV4_FAILURE_FATAL", "IPV6ADDR", "IPV6INIT", "IPV6_AUTOCONF", "IPV6_DEFAULTGW", "IPV6_DEFROUTE",
     "IPV6_FAILURE_FATAL", "IPV6_PEERDNS", "IPV6_PEERROUTES", "MACADDR", "MASTER", "MTU", "NAME", "NETMASK", "NETMASK0",
     "NETMASK1", "NETWORK", "NM_CONTROLLED", "NOZEROCONF", "ONBOOT", "PEERDNS", "PEERROUTES", "PHYSDEV", "PREFIX",
     "PREFIX0", "PREFIX1", "REORDER_HDR", "SLAVE", "STARTMODE", "STP", "TYPE", "USERCTL", "UUID", "VLAN", "VLAN_ID",
     "ZONE")
)  # fmt: skip
"""Most files have none but these, which are read in any case: the other keys need not be looked for in them."""

_NONE: Set[str] = frozenset()


class Rejected(Exception):
    """NetworkManager rejects the file."""

    def __init__(self, kind: str, key: str, text: str):
        super().__init__(text)
        self.reason = Reason(kind, key, text)


class Ignored(Rejected):
    """NetworkManager passes over the file, and means to."""


class Source:
    """What a profile is read from, and where what is read of it goes. An empty value is to most keys as if not set.

    VERSION is that of NetworkManager, where it is not the one of the host's release.
    """

    __slots__ = (
        "directory", "document", "file", "has_rules", "host", "keys", "network", "origins", "rare", "settings",
        "unread", "version",
    )  # fmt: skip

    def __init__(self, directory: Directory, file: File, host: Host, version: Version | None = None):
        self.directory = directory
        self.file = file
        self.host = host
        self.version = version
        self.document: Document = file.document
        self.keys = keys = file.document.nm
        self.rare: Set[str] = _NONE if _USUAL.issuperset(keys) else keys.keys() - _USUAL
        """The keys that few files have."""
        network = directory.file("network")
        self.network: Document | None = network.document if network else None
        """/etc/sysconfig/network."""
        self.has_rules = bool(self.sibling("rule") or self.sibling("rule6"))
        """Whether a rule file lies beside it: then it gets no routes at all."""
        self.settings: dict[str, dict[str, Value]] = {}
        self.origins: dict[str, str | Origin] = {}
        self.unread: list[Unread] = []

    def since(self, major: int, minor: int) -> bool:
        """Whether NetworkManager is of this version, or later. Raises `Unknown`."""
        return (self.version or VERSIONS[self.host.release]) >= (major, minor)

    def may_be_since(self, major: int, minor: int) -> bool:
        """Whether it is, or its version is unknown."""
        if self.version is None and self.host.el is None:
            return True
        return self.since(major, minor)

    def flag(self, key: str) -> bool | None:
        """A value of yes or no; None where it is absent or no such word."""
        return flag(self.keys[key]) if key in self.keys else None

    def sibling(self, role: str) -> Document | None:
        """The route, route6, rule or rule6 file of the same suffix."""
        found = self.directory.file_beside(role, self.file.suffix)
        return found.document if found else None

    @property
    def with_secrets(self) -> Mapping[str, str]:
        """The keys with those of the keys- file, where that was read: its values count where the file has none."""
        passwords = self.directory.passwords.get(self.file.suffix)
        return {**passwords.nm, **self.keys} if passwords else self.keys

    def of_network(self, key: str) -> str | None:
        """What a key of /etc/sysconfig/network says."""
        return self.network.nm.get(key) if self.network else None

    def add(self, section: str, name: str, value: Value, origin: str | Origin = "") -> None:
        """Set a property; ORIGIN is the key that says it, or what stands in another file."""
        self.settings.setdefault(section, {})[name] = value
        if origin:
            self.origins[f"{section}.{name}"] = origin
