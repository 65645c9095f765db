# Copyright the authors of ifcfgen
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""What happens on the controller: archives of hosts, and calls of ifcfgen."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import sys
import tarfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from ansible.errors import AnsibleActionFail

_SUFFIX = ".tar"
_LARGEST = 32 << 20
"""Bytes of an archive that is unpacked; that of a host has a hundredth."""
_ORDERS = (".ifcfgen", "ifcfgen.toml")
"""How the names of those files begin that ifcfgen obeys."""
_MASK = "/dev/null"
"""Where the link of a masked service leads."""


class Answer(NamedTuple):
    """How a call of ifcfgen ended. `code` is 0: nothing is wrong; 1: something is; 2: something could not be read."""

    code: int
    stdout: str
    stderr: str

    def document(self) -> Any:
        """The JSON on stdout. Raises `AnsibleActionFail` with what is on stderr where there is none."""
        try:
            return json.loads(self.stdout)
        except ValueError:
            raise AnsibleActionFail(self.stderr.strip() or f"ifcfgen ended with exit code {self.code}") from None


def call(program: str | None, words: Sequence[str], folder: Path) -> Answer:
    """Run PROGRAM, or the ifcfgen that is installed, with WORDS, in FOLDER. Raises `AnsibleActionFail`."""
    found = program or shutil.which("ifcfgen", path=str(Path(sys.executable).parent)) or shutil.which("ifcfgen")
    if found is None:
        raise AnsibleActionFail("ifcfgen is not installed on the controller; install it, or set 'program' to its path")
    try:
        done = subprocess.run([found, *words], cwd=folder, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    except OSError as error:
        raise AnsibleActionFail(f"{error.filename}: {error.strerror}") from error
    return Answer(done.returncode, *(text.decode(errors="replace") for text in (done.stdout, done.stderr)))


def archive(host: str) -> str:
    """The name of the archive of HOST. A chroot is a host whose name is a path."""
    return quote(host, safe="") + _SUFFIX


def host_of(path: str) -> str:
    """The host in whose archive PATH lies, as seen from the directory of the archives."""
    return unquote(path.partition("/")[0].removesuffix(_SUFFIX))


def on_host(path: str) -> str:
    """PATH as the host has it: without its archive and the one directory in there."""
    return "/" + path.partition("/")[2].partition("/")[2]


def keep(data: bytes, path: Path) -> None:
    """Write DATA to PATH, whole or not at all; nobody else may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(data)
    Path(file.name).replace(path)


def unpack(data: bytes, folder: Path) -> None:
    """Unpack the archive DATA, which a host may have made up, into FOLDER, without the one directory in it.

    Of links only masks of services are kept, so no member leads out of FOLDER. Nor are files from which ifcfgen takes
    orders: its configuration and its journal. Raises `AnsibleActionFail`.
    """

    def kept(member: tarfile.TarInfo, path: str) -> tarfile.TarInfo | None:
        inner = member.replace(name=member.name.partition("/")[2])
        if inner.issym() and inner.linkname == _MASK:
            return tarfile.data_filter(inner.replace(linkname="mask"), path).replace(linkname=_MASK)
        is_plain = inner.isdir() or (inner.isreg() and not inner.issparse())
        is_order = Path(inner.name).name.startswith(_ORDERS)
        return tarfile.data_filter(inner, path) if inner.name and is_plain and not is_order else None

    try:
        plain = gzip.GzipFile(fileobj=io.BytesIO(data)).read(_LARGEST + 1) if data[:2] == b"\x1f\x8b" else data
        if len(plain) > _LARGEST:
            raise AnsibleActionFail(f"the archive of the host is larger than {_LARGEST >> 20} MiB")
        with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
            tar.extractall(folder, filter=kept)
    except (tarfile.TarError, OSError, EOFError, ValueError, zlib.error) as error:
        raise AnsibleActionFail(f"the archive of the host is damaged: {error}") from error


def files(folder: Path) -> dict[str, bytes]:
    """What each regular file below FOLDER holds, by its path there."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
