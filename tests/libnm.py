"""The real libnm, where Debian's gir1.2-nm-1.0 is installed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

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
