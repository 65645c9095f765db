"""What the refusals of ifcfg files say, beside what those of all targets do."""

from __future__ import annotations

import re
from functools import lru_cache

from ifcfgen.scripts.names import has_ending_of_a_copy

NM = "NetworkManager supports it"
NM_LATER = "NetworkManager of EL8 and later supports it"
KEYFILE = "a NetworkManager keyfile supports it"
NEITHER = "no ifcfg file supports it"

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


@lru_cache(1024)
def can_name_a_file(name: str, is_interface: bool) -> bool:
    """Whether a device called NAME can have an ifcfg file; one that IS_INTERFACE is called so by the kernel."""
    if not _NAME.fullmatch(name) or has_ending_of_a_copy(name) or "-range" in name:
        return False
    return len(name) < 16 or not is_interface
