"""One HTML file for people: it loads nothing, and its policy lets it run nothing but its own script."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from html import escape

from ifcfgen.report.graph import svg
from ifcfgen.report.graph.palette import DARK, LIGHT


def _hues(palette: Mapping[str, str]) -> str:
    return ":root{" + "".join(f"--{name}:{hue};" for name, hue in palette.items()) + "}"


_STYLE = (
    svg.STYLE
    + svg.COLOURS
    + _hues(LIGHT)
    + f"@media screen and (prefers-color-scheme:dark){{{_hues(DARK)}}}"
    + """
:root{color-scheme:light dark}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:14px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Liberation Sans',sans-serif}
h1{font-size:18px;margin:0;overflow-wrap:anywhere}
header p{margin:0;color:var(--faded)}
input,select{font:inherit;color:inherit;background:var(--box);border:1px solid var(--line);border-radius:6px}
a{color:inherit}
svg{display:block}
"""
)


def document(title: str, style: str, script: str, body: Iterable[str]) -> Iterator[str]:
    """The lines of a page called TITLE, whose STYLE comes after what all pages share."""
    whole = _STYLE + style
    policy = f"default-src 'none'; style-src '{_hash(whole)}'; script-src '{_hash(script)}'; base-uri 'none'"
    yield '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}; form-action \'none\'">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<title>{escape(title)}</title>\n"
    yield f"<style>{whole}</style>\n</head>\n<body>\n"
    yield from (f"{line}\n" for line in body)
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _hash(text: str) -> str:
    """What the policy knows TEXT by."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
