"""How NetworkManager reads ifcfg files, as JSON: the profile and its keyfile, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifcfgen.networkmanager.keyfile import file_name, keyfile, text, without_secrets
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.source import Version
from ifcfgen.report.visible import as_json
from ifcfgen.secrets import Secrets

FORMAT = 1
"""Increases when a field changes its meaning."""


def document(profiles: Mapping[str, Profile], version: Version, secrets: Secrets | None) -> str:
    """The PROFILES by file name, as NetworkManager of VERSION writes them; without SECRETS, unless that is None."""
    strike = secrets.without if secrets else str
    taken: set[str] = set()
    files = {}
    for name, profile in profiles.items():
        found: dict[str, Any] = dict.fromkeys(("connection", "keyfile_name", "keyfile", "error"))
        if profile.status == "connection":
            said = keyfile(profile, version)
            found["keyfile_name"] = file_name(said, taken)
            taken.add(found["keyfile_name"])
            found["keyfile"] = strike(text(said if secrets is None else without_secrets(said)))
            found["connection"] = _connection(profile)
        elif profile.reason:
            found["error"] = strike(profile.reason.text)
        warnings = [{"level": "warn", "message": strike(_ignored(item.text, item.section))} for item in profile.unread]
        files[name] = {"status": profile.status, **found, "warnings": warnings}
    return as_json({"version": FORMAT, "files": files})


def _connection(profile: Profile) -> dict[str, str | None]:
    return {
        "id": profile.id,
        "uuid": profile.uuid,
        "type": profile.type,
        "interface-name": profile.interface_name,
        "controller": profile.controller,
        "port-type": profile.port_type,
        "autoconnect": "yes" if profile.flag("connection", "autoconnect", True) else "no",
    }


def _ignored(text: str, section: str) -> str:
    return f"{section}: ignored: {text}"
