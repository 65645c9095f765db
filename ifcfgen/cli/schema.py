"""`ifcfgen schema`: the JSON Schema of topology.yaml."""

from __future__ import annotations

import json

import typer


def schema() -> None:
    """Print the JSON Schema of a topology, for editors.

    \b
    Example:
      ifcfgen schema > topology.schema.json
    """
    from ifcfgen import netplan

    typer.echo(json.dumps(netplan.schema(), indent=2))
