"""The `[[host]]` and `[[site]]` tables of an ifcfgen.toml, and which hosts they are about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from ipaddress import IPv4Network, IPv6Network, ip_network

from ifcfgen.facts import Host
from ifcfgen.lazy import NamedTuple, cached_property, record
from ifcfgen.place import Place

_Network = IPv4Network | IPv6Network


class HostTable(NamedTuple):
    """A `[[host]]` table: the parts of a glob, what is stated of the hosts whose directories it matches, its place.

    `ignore` are the rules that are not asked about these hosts; hosts of one `site` must not have the same address,
    and those of one `role` are configured alike.
    """

    glob: tuple[str, ...]
    host: Host
    place: Place | None = None
    ignore: tuple[str, ...] = ()
    site: str | None = None
    role: str | None = None

    def matches(self, parts: Sequence[str]) -> bool:
        """Whether it is about the host in the directory PARTS: the glob matches that, or one above it."""
        return _matches((*self.glob, "**"), parts)


@record
class SiteTable:
    """A `[[site]]` table: what hosts of the site `name`, or of any site, share or configure differently on purpose."""

    name: str | None
    shared: tuple[str, ...]

    @cached_property
    def _networks(self) -> tuple[_Network, ...]:
        return tuple(network for word in self.shared if (network := _network(word)))

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word.lower() for word in self.shared)

    def allows(self, thing: str) -> bool:
        """Whether it lists THING, an address or a network also by one that it lies in."""
        network = _network(thing)
        return thing.lower() in self._words or any(_holds(one, network) for one in self._networks if network)


def _holds(outer: _Network, inner: _Network) -> bool:
    return outer.prefixlen <= inner.prefixlen and inner.network_address in outer  # which is of the same version, then


def _network(word: str) -> _Network | None:
    try:
        return ip_network(word, strict=False)
    except ValueError:
        return None


def glob_of(written: Iterable[str]) -> tuple[str, ...]:
    """The parts of a glob, without those of the WRITTEN ones that say nothing."""
    segments = [segment for segment in written if segment not in ("", ".")]
    return tuple(s for s, before in zip(segments, ["", *segments], strict=False) if not s == before == "**")


def _matches(globs: Sequence[str], parts: Sequence[str]) -> bool:
    """Whether a path is one that is meant; `**` stands for any number of directories, none among them."""
    glob = part = 0
    behind, taken = -1, 0  # the last `**`: the glob behind it, and where the path goes on for that
    while part < len(parts):
        if glob < len(globs) and globs[glob] == "**":
            glob += 1
            behind, taken = glob, part
        elif glob < len(globs) and fnmatchcase(parts[part], globs[glob]):
            glob, part = glob + 1, part + 1
        elif behind >= 0:  # it stands for one directory more
            taken += 1
            glob, part = behind, taken
        else:
            return False
    return all(left == "**" for left in globs[glob:])
