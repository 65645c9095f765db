"""`ifcfgen schema`: the JSON Schema of topology.yaml and of ifcfgen.toml."""

from __future__ import annotations

import json
from typing import Annotated, get_args

import typer


def schema(
    config: Annotated[bool, typer.Option("--config", help="Print the schema of ifcfgen.toml instead.")] = False,
) -> None:
    """Print the JSON Schema of a topology, for editors.

    \b
    Examples:
      ifcfgen schema > topology.schema.json
      ifcfgen schema --config > ifcfgen.schema.json
    """
    typer.echo(json.dumps(_of_config() if config else _of_topology(), indent=2))


def _of_topology() -> dict[str, object]:
    from ifcfgen import netplan

    return netplan.schema()


def _of_config() -> dict[str, object]:
    from ifcfgen.config import schema
    from ifcfgen.report.formats import Format

    return schema.schema(get_args(Format))
