"""What every target says of commands of NetworkManager that are to be run on the host that reads its files."""

from __future__ import annotations

import shlex
from collections.abc import Sequence


def guarded(commands: Sequence[str], release: int) -> list[str]:
    """The lines for people that show COMMANDS of nmcli, with a checkpoint where the RELEASE has them."""
    if release < 8:
        return [
            "Next, from the console: connections through these devices break:",
            *(f"  {command}" for command in commands),
        ]
    script = "set -e\n    " + "\n    ".join(commands)
    return [
        "Next (NetworkManager restores the devices unless you confirm within two minutes; nmcli",
        "has no checkpoint before EL8.7: run the single commands there, from the console):",
        *f"  nmcli device checkpoint --timeout 120 -- sh -c {shlex.quote(script)}".split("\n"),
    ]
