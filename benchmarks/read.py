"""Reading and parsing many small files, beside what Python's own `open()` and `read()` of them cost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Row, content, cpu
from ifcfgen.ifcfg.document import Document

FILES = 20_000


def measure() -> Iterator[Row]:
    with TemporaryDirectory() as folder:
        paths = [str(_written(Path(folder), number)) for number in range(FILES)]
        floor = cpu(lambda: [content(path) for path in paths])
        keys = cpu(lambda: [Document.parse(_bytes(path), path).keys for path in paths])
        all_of_it = cpu(lambda: [_everything(Document.parse(_bytes(path), path)) for path in paths])
    size = len(_content(0))
    yield Row(f"open() and read() of {FILES:,} files of {size} bytes", 1e6 * floor / FILES, "us")
    yield Row("read and parse, beside it", keys / floor, "times", 1.8)
    yield Row("... and make both readings of every assignment", all_of_it / floor, "times")


def _content(number: int) -> str:
    return (
        f"# Uplink {number}\nDEVICE=eth{number % 10}\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\n"
        f'IPADDR=192.0.2.{number % 250 + 1}\nPREFIX=24\nGATEWAY="192.0.2.254"\nNM_CONTROLLED=no\nDNS1=192.0.2.53\n'
    )


def _written(folder: Path, number: int) -> Path:
    path = folder / f"ifcfg-eth{number}"
    path.write_text(_content(number))
    return path


def _bytes(path: str) -> bytes:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        return os.read(descriptor, 1 << 14)
    finally:
        os.close(descriptor)


def _everything(document: Document) -> list[tuple[int, int, str | None, str | None]]:
    return [(item.line, item.column, item.value, item.nm) for item in document.assignments]
