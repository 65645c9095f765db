"""The colours of pictures: those of Okabe and Ito, told apart by all kinds of colour vision, on light and on dark."""

from __future__ import annotations

from collections.abc import Mapping

SEVERITIES = ("error", "warning", "info")
FAMILIES: Mapping[str, str] = {
    "": "other", "ethernet": "card", "infiniband": "card", "wireless": "card", "bond": "bond", "team": "bond",
    "bridge": "bridge", "ovs": "bridge", "vlan": "vlan", "tunnel": "tunnel",
}  # fmt: skip
"""By the kind of a device: those that share a colour."""


def family(kind: str) -> str:
    """The family of the devices of KIND."""
    return FAMILIES.get(kind, "other")


LIGHT: Mapping[str, str] = {
    "card": "#0072b2", "bond": "#c2560b", "vlan": "#8f6a00", "bridge": "#00795b", "tunnel": "#a4508b",
    "other": "#5f6b7a", "error": "#b3261e", "warning": "#9a6700", "info": "#0b62a8",
    "added": "#00795b", "removed": "#b3261e", "changed": "#8f6a00",
    "paper": "#ffffff", "box": "#f7f8fa", "ink": "#1c2430", "faded": "#56606d", "line": "#8a94a3", "onmark": "#ffffff",
}  # fmt: skip
DARK: Mapping[str, str] = {
    "card": "#56b4e9", "bond": "#f0884a", "vlan": "#e6b93c", "bridge": "#3fc79a", "tunnel": "#e08fc4",
    "other": "#9aa6b5", "error": "#ff7b72", "warning": "#f0c24b", "info": "#6cb6ff",
    "added": "#3fc79a", "removed": "#ff7b72", "changed": "#e6b93c",
    "paper": "#11161d", "box": "#1b222c", "ink": "#e8ecf1", "faded": "#a7b1bf", "line": "#6b7788", "onmark": "#11161d",
}  # fmt: skip
"""By what is drawn in them. Each contrasts with paper and box by 4.5 to 1 at the least."""
