"""The JSON Schema of an ifcfgen.toml."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ifcfgen.config import MOST_FOLDERS, NAME, FailOn, documentation
from ifcfgen.facts import SERVICES, STATES

_WORDS = {"type": "array", "items": {"type": "string"}}
_HOST = {
    "path": {"type": "string", "description": "A glob of host directories, relative to this file."},
    "ignore": {**_WORDS, "description": "Rules to ignore for these hosts: names or globs."},
    "name": {"type": "string", "description": "The name of the host."},
    "site": {
        "type": "string",
        "minLength": 1,
        "description": "Its site: hosts of different sites may have the same address.",
    },
    "role": {
        "type": "string",
        "minLength": 1,
        "description": "Its role: hosts of one role have the same files and keys.",
    },
    "release": {"type": ["integer", "string"], "description": "The release of the host, such as 7 or centos7."},
    "services": {
        "type": "object",
        "description": "Whether a service starts at boot.",
        "properties": {name: {"enum": list(STATES)} for name in SERVICES},
        "additionalProperties": False,
    },
    "packages": {**_WORDS, "description": "Packages that are installed."},
    "without": {**_WORDS, "description": "Packages that are not installed."},
    "kernel-arguments": {**_WORDS, "description": "Kernel arguments about names of network cards: all of them."},
    "packages-complete": {"type": "boolean", "description": "Whether `packages` lists all installed packages."},
}
"""The keys of a `[[host]]` table, as JSON Schema."""
_SITE = {
    "name": {"type": "string", "minLength": 1, "description": "The site; without it, all sites."},
    "shared": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Addresses, networks, MAC addresses, host names, UUIDs, and VLANs as `vlan 40`.",
    },
}
"""The keys of a `[[site]]` table, as JSON Schema."""


def schema(formats: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema of an ifcfgen.toml; FORMATS are those of lint."""
    fail_on = {"enum": [word.value for word in FailOn]}
    keys = {
        "select": {**_WORDS, "description": "The only rules to check: names or globs."},
        "extend-select": {**_WORDS, "description": "Rules to check in addition to those selected here or by --select."},
        "ignore": {**_WORDS, "description": "Rules to ignore unless --select selects them: names or globs."},
        "extend-ignore": {**_WORDS, "description": "Rules to ignore even if they are selected."},
        "rules": {**_WORDS, "maxItems": MOST_FOLDERS, "description": "Directories with a site's own rules."},
        "templates": {**_WORDS, "maxItems": MOST_FOLDERS, "description": "Directories with a site's own templates."},
        "docs-url": documentation.SCHEMA,
        "fail-on": {
            "anyOf": [fail_on, {"type": "array", "items": fail_on}],
            "description": "What gives lint exit code 1 (default: `warning`), like --fail-on.",
        },
        "format": {"enum": [*formats], "description": "The output format of lint."},
        "host": {
            "type": "array",
            "description": "Facts of hosts; where several tables match, the last one wins.",
            "items": {"type": "object", "properties": _HOST, "additionalProperties": False},
        },
        "site": {
            "type": "array",
            "description": "What hosts of a site share, or configure differently, on purpose.",
            "items": {"type": "object", "properties": _SITE, "additionalProperties": False},
        },
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "https://json.schemastore.org/ifcfgen.json",
        "title": NAME,
        "type": "object",
        "properties": keys,
        "additionalProperties": False,
    }
