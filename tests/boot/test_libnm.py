"""Keyfiles as the real libnm reads them, where Debian's gir1.2-nm-1.0 is installed: the same keys come back.

libnm drops keys that it does not know without a word, so that reading without an error proves nothing.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import oracle_cases
import pytest
from migrations import migrated, read

READER = """
import gi, json, sys
gi.require_version("NM", "1.0")
from gi.repository import NM, GLib
flags = NM.KeyfileHandlerFlags.NONE
for text in json.load(sys.stdin):
    keyfile = GLib.KeyFile()
    try:
        keyfile.load_from_data(text, len(text.encode()), GLib.KeyFileFlags.NONE)
        profile = NM.keyfile_read(keyfile, "/etc/NetworkManager/system-connections", flags, None, None)
        profile.normalize()
        profile.verify()
        said = NM.keyfile_write(profile, flags, None, None).to_data()[0]
    except GLib.Error as error:
        said = error.message
    print(json.dumps(said))
"""


def _run(code: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(["/usr/bin/python3", "-c", code], input=given, capture_output=True, text=True)


def has_libnm() -> bool:
    return Path("/usr/bin/python3").exists() and not _run(READER.partition("flags =")[0]).returncode


def by_libnm(texts: list[str]) -> list[str]:
    """What libnm writes of the keyfiles TEXTS, or what is wrong with them."""
    done = _run(READER, json.dumps(texts))
    assert not done.returncode, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


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
