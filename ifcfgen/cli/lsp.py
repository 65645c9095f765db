"""`ifcfgen lsp`: findings, pages, completions, fixes and definitions in an editor."""

from __future__ import annotations

from importlib.util import find_spec

from ifcfgen.errors import IfcfgenError


def lsp() -> None:
    """Run a language server on stdin and stdout, for editors.

    It lints the directory of an open ifcfg, route, rule or keyfile as it is typed, checks topologies and ifcfgen.toml,
    explains keys and rules, completes keys and values, offers fixes, and finds controllers, parents and ports. Facts
    about hosts come from ifcfgen.toml. It needs the extra ifcfgen[lsp]; docs/editor.md has the settings of editors.

    \b
    Examples:
      ifcfgen lsp
    """
    if find_spec("pygls") is None:
        raise IfcfgenError("ifcfgen lsp needs pygls, which is not installed; run: pip install 'ifcfgen[lsp]'")
    from ifcfgen.cli import language_server

    language_server.serve()
