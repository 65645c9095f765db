"""The host that a boot is of: its files, and all that is known of its machine."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from ifcfgen import api, config
from ifcfgen.cli import hosts, revision
from ifcfgen.errors import IfcfgenError
from ifcfgen.facts import Host, live
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import Reading
from ifcfgen.scripts import disk
from ifcfgen.secrets import Secrets

Strike = Callable[[str], str]
"""Takes the secrets of the files out of a text."""


def read(
    path: Path, said: Host, host_file: Path | None, last: Host | None = None, named: Mapping[str, Host] | None = None
) -> tuple[Reading, Facts]:
    """The host whose files lie at PATH, or come of the topology there, and all that is known of it.

    What is SAID goes before what HOST_FILE has; LAST counts where nothing else is known. NAMED has facts of hosts by
    name. Raises `IfcfgenError`.
    """
    stated, more = config.host_and_more(host_file) if host_file else (Host(), {})
    said = said.over(stated)
    if hosts.is_topology(str(path)):
        from ifcfgen.cli import compose  # brings all of render, which a directory does not need

        topology, found = compose.read_back(path, said)
        host = api.topology_host(topology)
    elif revision.is_one(str(path)):
        found = revision.read(str(path), said)
        host = found.host
    else:
        found = hosts.one(path, said, named or {}, whole=False)
        host = found.host
    host = host.over(last) if last else host
    beside = disk.read_beside(Path(found.directory.path)) if found.directory.path else {}
    try:
        return found, Facts.of(more, host, beside, live.machine(host))
    except ValueError as error:
        raise IfcfgenError(f"{host_file or path}: {error}") from None


def strike(*hosts: tuple[Reading, Facts]) -> Strike:
    """What takes the secrets in the files of HOSTS, and in those that are read beside them, out of a text."""
    beside = (data.decode(errors="surrogateescape") for _, given in hosts for data in given.files.values())
    held = [*(read.directory.secrets for read, _ in hosts), Secrets(beside)]

    def struck(text: str) -> str:
        for secrets in held:
            text = secrets.without(text)
        return text

    return struck
