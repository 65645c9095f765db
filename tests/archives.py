"""Small archives for tests."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
from collections.abc import Callable, Iterable, Mapping

from backports.zstd import compress as zstd_compress

COMPRESSIONS: Mapping[str, Callable[[bytes], bytes]] = {
    "tar": bytes,
    "tar.gz": gzip.compress,
    "tgz": gzip.compress,
    "tar.xz": lzma.compress,
    "tar.zst": zstd_compress,
}
"""By the ending of the name."""

Member = tuple[str, str | bytes]
"""A name and what a file holds; `-> TARGET` is a link, `=> NAME` a hard link, `!TYPE` something of that type."""


def tar(members: Iterable[Member] | Mapping[str, str], format: int = tarfile.GNU_FORMAT) -> bytes:
    """A tar of MEMBERS, which may be hostile."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=format) as archive:
        for name, content in members.items() if isinstance(members, Mapping) else members:
            info = tarfile.TarInfo()
            info.name = name
            data = content if isinstance(content, bytes) else b""
            if isinstance(content, str):
                if content.startswith(("-> ", "=> ")):
                    info.type = tarfile.SYMTYPE if content.startswith("-") else tarfile.LNKTYPE
                    info.linkname = content[3:]
                elif content.startswith("!"):
                    info.type = content[1:].encode()
                else:
                    data = content.encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return made.getvalue()
