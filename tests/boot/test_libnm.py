"""Keyfiles as the real libnm reads them, where Debian's gir1.2-nm-1.0 is installed: the same keys come back.

libnm drops keys that it does not know without a word, so that reading without an error proves nothing.
"""

from __future__ import annotations

import oracle_cases
import pytest
from libnm import by_libnm, has_libnm
from migrations import migrated, read


@pytest.mark.skipif(not has_libnm(), reason="no libnm for Python")
def test_every_key_comes_back() -> None:
    texts = {}
    for name in oracle_cases.names():
        folder = oracle_cases.HOME / "cases" / name
        files = {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "case.json"}
        for release, manager in ((7, "initscripts"), (8, "NetworkManager")):
            for file in migrated(files, release, manager, 9, without=["network-scripts"]).written:
                if file.name.endswith(".nmconnection"):
                    texts[file.text] = f"{name}/{file.name}"
    assert len(texts) > 300
    for (text, name), said in zip(texts.items(), by_libnm([*texts]), strict=True):
        if said.endswith("connection type 'ipvlan' is not valid"):
            continue  # a libnm before 1.52
        wanted, found = read(text), read(said) if said.startswith("[") else {}
        missing = {
            (section, key)
            for section, values in wanted.items()
            for key, value in values.items()
            if found.get(section, {}).get(key) != value
        }
        assert not missing, f"{name}: {said}"
