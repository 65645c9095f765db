"""Names of files: which ones NetworkManager takes for backups."""

from __future__ import annotations

import re

_ENDINGS = (".bak", "~", ".orig", ".rej", ".rpmnew", ".augnew", ".augtmp")
_UNFINISHED = re.compile(";[0-9a-f]{8}$", re.I)
"""What RPM calls a file while it writes it."""


def is_backup(suffix: str) -> bool:
    """Whether NetworkManager passes over `ifcfg-SUFFIX`, whatever is in it."""
    return suffix.lower().endswith(_ENDINGS) or (";" in suffix and _UNFINISHED.search(suffix) is not None)
