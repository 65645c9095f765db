"""A network-scripts directory: which files it has, and what each of them defines."""

from __future__ import annotations

import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import TYPE_CHECKING

from ifcfgen.errors import Fault
from ifcfgen.filesystem.directory import KINDS
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.script import Assignment
from ifcfgen.ifcfg.vocabulary import foreign, lookup
from ifcfgen.lazy import cached_property, pattern
from ifcfgen.scripts.definition import Definition, define
from ifcfgen.scripts.extensions import is_extension
from ifcfgen.scripts.file import File
from ifcfgen.scripts.names import KEYFILE_SUFFIX, meant_file, role_and_suffix
from ifcfgen.scripts.surroundings import NOTHING, Found, Surroundings, is_beside
from ifcfgen.secrets import Secrets, is_secret

if TYPE_CHECKING:
    from ifcfgen.scripts.earliest import Sign

_NO_SCRIPTS: Mapping[str, bool] = MappingProxyType({})
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
_NO_PASSWORDS: Mapping[str, Document] = MappingProxyType({})
_BESIDE = ("route", "route6", "rule", "rule6")
_VARIABLE = pattern(r"\$\{?([A-Za-z_]\w*)")
_UUID = pattern(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Directory:
    """The files of one host, and what is written in them for any reader.

    `problems` are the faults of what could not be read. `scripts` are the ifup- scripts among the files, by name:
    whether each is one of ours, unchanged. `passwords` are the keys- files by suffix, which nobody
    reads but who hands them on. `names` are the devices of ifcfg files without DEVICE, as far as these are known.
    `misnamed` are the names of files that no service reads, each with the name that was probably meant. `irregular` are
    the names of what is called like a file and is none: a directory, a FIFO, a socket.
    """

    def __init__(
        self,
        files: Mapping[str, bytes | File],
        path: str = "",
        problems: Iterable[Fault] = (),
        surroundings: Surroundings = NOTHING,
        scripts: Mapping[str, bool] = _NO_SCRIPTS,
        passwords: Mapping[str, Document] = _NO_PASSWORDS,
        names: Mapping[str, str] = _NO_NAMES,
        misnamed: Mapping[str, str] = _NO_NAMES,
        irregular: Mapping[str, str] = _NO_NAMES,
    ):
        self.path = path
        found = ((name, files[name]) for name in sorted(files))
        self.files = tuple(it if isinstance(it, File) else File(name, it, in_folder(path, name)) for name, it in found)
        self.problems = tuple(problems)
        self.surroundings = surroundings
        self.scripts = scripts
        self.passwords = passwords
        self.misnamed = misnamed
        self.irregular = irregular
        self._names = names
        self._by_suffix = {file.suffix: file for file in self.files if file.role == "ifcfg"}

    @cached_property
    def unread(self) -> tuple[File, ...]:
        """The files that are there and cannot be read."""
        return tuple(file for file in self.files if file.is_unread)

    @property
    def readable(self) -> Sequence[File]:
        """All other files."""
        return [file for file in self.files if not file.is_unread] if self.unread else self.files

    @property
    def fifo(self) -> str | None:
        """The first FIFO that is called like a file; who reads it waits for somebody to write."""
        return next((name for name, kind in self.irregular.items() if kind == KINDS[stat.S_IFIFO]), None)

    @cached_property
    def has_unread_keyfiles(self) -> bool:
        """Whether a keyfile is there and cannot be read."""
        return any(fault.place.path.endswith(KEYFILE_SUFFIX) for fault in self.problems if fault.place)

    @property
    def has_all_scripts(self) -> bool:
        """Whether the scripts of the release lie among the files, as few repositories have them."""
        return "ifup-eth" in self.scripts

    def revised(self, files: Mapping[str, bytes]) -> Directory:
        """This directory with other content in some FILES, by name, or keyfiles, by path.

        The others are the same objects, with all that was read.
        """
        new = {name: self._named[name].revised(data) for name, data in files.items() if name in self._named}
        beside = {path: data for path, data in files.items() if path not in self._named}
        surroundings = self.surroundings.revised(beside) if beside else None
        return self._with(files={**self._named, **new}, surroundings=surroundings)

    def naming(self, names: Mapping[str, str]) -> Directory:
        """This directory, where it is known which devices the ifcfg files are for that have no DEVICE: their NAMES."""
        return self._with(names=names)

    def without(self, paths: Set[str]) -> Directory:
        """This directory without the files beside it that lie at PATHS."""
        return self._with(surroundings=self.surroundings.without(paths))

    def with_passwords(self, files: Mapping[str, bytes]) -> Directory:
        """This directory with its keys- FILES, by name."""
        passwords = {
            name.partition("-")[2]: Document.parse(data, in_folder(self.path, name)) for name, data in files.items()
        }
        return self._with(passwords=passwords)

    def _with(
        self,
        files: Mapping[str, bytes | File] | None = None,
        passwords: Mapping[str, Document] | None = None,
        names: Mapping[str, str] | None = None,
        surroundings: Surroundings | None = None,
    ) -> Directory:
        return Directory(
            files or self._named,
            self.path,
            self.problems,
            surroundings or self.surroundings,
            self.scripts,
            passwords or self.passwords,
            names or self._names,
            self.misnamed,
            self.irregular,
        )

    def file(self, name: str) -> File | None:
        """The file NAME."""
        return self._named.get(name)

    def file_at(self, path: str) -> File | None:
        """The file that PATH leads to, as the directory has it."""
        return self._by_path.get(path)

    @cached_property
    def _by_path(self) -> dict[str, File]:
        return {file.path: file for file in self.files}

    @cached_property
    def _named(self) -> dict[str, File]:
        return {file.name: file for file in self.files}

    @cached_property
    def earliest(self) -> Sign | None:
        """What shows that these are no files of older releases; None where nothing does."""
        from ifcfgen.scripts.earliest import sign  # not needed where the release is stated

        return sign(self._by_suffix.values(), self.surroundings.keyfiles)

    @cached_property
    def secrets(self) -> Secrets:
        """All secrets in the files and beside them, as they are written and as bash reads them."""
        texts = [document.text for document in (*(file.document for file in self.files), *self.passwords.values())]
        for beside in self.surroundings.files.values():
            texts += beside.text.split("\n")  # no quote reaches beyond its line there
        return Secrets(texts, self._read_of_secrets())

    def _read_of_secrets(self) -> Iterator[str]:
        """What bash reads of every secret, and of the variables that one is made of."""
        names = [key for file in self.files for key in file.document.keys if is_secret(key)]
        if not names:
            return
        written: dict[str, list[Assignment]] = {}
        for file in self.files:
            for item in file.document.assignments:
                written.setdefault(item.key, []).append(item)
        while names:
            for item in written.pop(names.pop(), ()):  # each key once
                yield item.raw if item.value is None else item.value
                if item.expands == ("variable",):
                    names += (name for name in _VARIABLE.findall(item.raw) if not lookup(name))

    @property
    def network(self) -> Mapping[str, str]:
        """The keys of /etc/sysconfig/network."""
        file = self.file("network")
        return file.document.keys if file else {}

    def ifcfg(self, suffix: str) -> File | None:
        """The file `ifcfg-SUFFIX`."""
        return self._by_suffix.get(suffix)

    def file_beside(self, role: str, suffix: str) -> File | None:
        """The route, route6, rule or rule6 file of SUFFIX."""
        return self._beside.get((role, suffix))

    @cached_property
    def _beside(self) -> dict[tuple[str, str], File]:
        return {(file.role, file.suffix): file for file in self.files if file.role not in ("ifcfg", "network")}

    def has_rules_beside(self, file: File) -> bool:
        """Whether FILE is one of routes with policy rules beside it (NetworkManager, utils_has_complex_routes)."""
        is_route = file.role in ("route", "route6")
        return is_route and any((role, file.suffix) in self._beside for role in ("rule", "rule6"))

    def aliases_of(self, suffix: str) -> list[File]:
        """The files `ifcfg-SUFFIX:...`."""
        return self._aliases.get(suffix, [])

    @cached_property
    def _aliases(self) -> dict[str, list[File]]:
        found: dict[str, list[File]] = {}
        for file in self._by_suffix.values():
            for colon in re.finditer(":", file.suffix):
                found.setdefault(file.suffix[: colon.start()], []).append(file)
        return found

    def is_alias_to_networkmanager(self, file: File) -> bool:
        """Whether NetworkManager reads FILE with the one whose name it adds `:...` to."""
        return ":" in file.suffix and file.suffix.rpartition(":")[0] in self._by_suffix

    def files_of_uuid(self, uuid: str) -> list[File]:
        """The ifcfg files with this UUID, in whatever case it is written."""
        return self._files_by_uuid.get(uuid.lower(), [])

    @cached_property
    def _files_by_uuid(self) -> dict[str, list[File]]:
        found: dict[str, list[File]] = {}
        for file in self._by_suffix.values():
            uuid = file.document.nm.get("UUID")
            if uuid:
                found.setdefault(uuid.lower(), []).append(file)
        return found

    # -- definitions ------------------------------------------------------------------------------------

    @cached_property
    def definitions(self) -> Mapping[str, Definition]:
        """What each ifcfg file defines, read by somebody or not, by the name of the file."""
        return {file.name: self._define(file) for file in self._by_suffix.values()}

    def _define(self, file: File) -> Definition:
        name = self._name(file)
        beside = self._files_of((file.suffix, name))
        return define(file, name, self.base(file), self.is_foreign(file), self.name_of, beside)

    def _name(self, file: File) -> str:
        """The name of the device that an ifcfg file is for."""
        return file.document.keys.get("DEVICE") or self._names.get(file.name, file.suffix)

    def base(self, file: File) -> str | None:
        """The name of the device that an ifcfg file adds addresses to, where it is an alias or range file."""
        stem = file.stem if file.role == "ifcfg" else ""
        if not stem:
            return None
        base = self._by_suffix.get(stem)
        return self._name(base) if base else stem

    def is_foreign(self, file: File) -> bool:
        """Whether FILE is another distribution's, by itself or because most of the host's files are."""
        return self._is_foreign or file.is_foreign or file.is_unread

    @cached_property
    def _is_foreign(self) -> bool:
        # those of PLD have DEVICE and ONBOOT, as ours
        files = self._by_suffix.values()
        theirs = [f for f in files if f.is_foreign or (f.foreign_key and foreign(f.foreign_key) == "PLD")]
        return 2 * len(theirs) > len(files)

    def _files_of(self, suffixes: Iterable[str]) -> Iterable[File]:
        """The route and rule files of a device, by file suffix and by name (initscripts el7 ifup-routes)."""
        if not self._beside:
            return ()
        wanted = dict.fromkeys(suffixes)
        return [f for s in wanted for role in _BESIDE if (f := self._beside.get((role, s)))]

    def name_of(self, reference: str) -> str:
        """The device that BRIDGE=, MASTER= or PHYSDEV= means: NetworkManager takes a UUID as well as a name."""
        if len(reference) == 36 and _UUID.fullmatch(reference):
            return self._name_by_uuid.get(reference.lower(), reference)
        return reference

    @cached_property
    def _name_by_uuid(self) -> dict[str, str]:
        uuids = ((file, file.document.keys.get("UUID")) for file in self._by_suffix.values())
        of_keyfiles = {k.uuid: k.interface_name for k in self.surroundings.keyfiles if k.uuid and k.interface_name}
        return of_keyfiles | {uuid.lower(): self._name(file) for file, uuid in uuids if uuid}


def parse(files: Mapping[str, bytes | str], path: str = "") -> Directory:
    """A directory from what its files hold, by name; also of those that lie beside it, as in `surroundings.PLACES`.

    Those that `read` would not read are left out.
    """
    data = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    beside = {n: Found(in_folder(path, n), text.decode(errors="replace")) for n, text in data.items() if is_beside(n)}
    scripts = {n: is_extension(n, text.decode(errors="replace")) for n, text in data.items() if n.startswith("ifup-")}
    ours = {name: text for name, text in data.items() if is_ours(name) and "/" not in name}
    surroundings = Surroundings(beside) if beside else NOTHING
    folders = (name.partition("/")[0] for name in data if "/" in name)
    return Directory(
        ours,
        path,
        surroundings.problems,
        surroundings,
        scripts,
        misnamed=misnamed([name for name in data if "/" not in name]),
        irregular={folder: KINDS[stat.S_IFDIR] for folder in folders if is_ours(folder)},
    )


def misnamed(names: Collection[str]) -> dict[str, str]:
    """The NAMES of files that no service reads, each with the name that was probably meant, which no file has."""
    meant = {name: close for name in sorted(names) if not is_ours(name) and (close := meant_file(name))}
    return {name: close for name, close in meant.items() if close not in names}


def in_folder(path: str, name: str) -> str:
    """The path of NAME in the directory PATH, which is the current one where it is empty or a dot."""
    return name if path in ("", ".") else f"{path.rstrip('/')}/{name}"


def is_ours(name: str) -> bool:
    """Whether some network service reads a file of this NAME."""
    return name == "network" or role_and_suffix(name) is not None
