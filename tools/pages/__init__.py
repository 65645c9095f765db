"""The pages of the documentation site, as mkdocs and zensical read them.

The first page is README.md; the pages of docs/ and a few others are there as they are, but for their links. The pages
of rules and keys are those of `ifcfgen explain`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from ifcfgen import data
from ifcfgen.cli.examples import fixes
from ifcfgen.lint.rule import load
from ifcfgen.report import rules as report

from . import keys

ROOT = Path(__file__).parent.parent.parent
_PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "samples/README.md": "samples.md",
    "docs/tutorials/README.md": "tutorials/index.md",
}
"""Pages that have other names on the site."""
_FOLDERS = {"samples": "samples.md", "rules": "hazards.md", "docs/tutorials": "tutorials/index.md"}
"""The pages about folders."""
_FENCE = re.compile(r"(^```.*?^```$)", re.M | re.S)
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!https?:)([^)#]*)(#[^)]*)?\)")


def pages() -> Mapping[str, str]:
    """By their paths: all pages, and the files that they show."""
    return {page: _relinked(text, source, page) for source, page, text in _sources()}


def write(folder: Path) -> None:
    """Write all pages into FOLDER, and nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, text in pages().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _sources() -> Iterator[tuple[str, str, str]]:
    """Of each file in the repository its path, its path on the site, and its text there."""
    own = (str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs").rglob("*.*")))
    for source in dict.fromkeys((*_PAGES, *own)):
        yield source, _PAGES.get(source, source.removeprefix("docs/")), (ROOT / source).read_text()
    rules = load(data.rules())
    for rule in rules.values():
        yield f"rules/{rule.name}.md", f"rules/{rule.name}.md", report.page(rule, True, fixes(rule, rules))
    for page, text in keys.pages():
        yield f"docs/{page}", page, text


def _relinked(text: str, source: str, page: str) -> str:
    """TEXT, which is that of SOURCE, with its links as they are on PAGE."""
    if not page.endswith(".md"):
        return text

    def moved(link: re.Match[str]) -> str:
        shown, path, heading = link.groups("")
        if not path:
            return link[0]
        target = os.path.normpath(Path(source).parent / path)
        on_site = _on_site(target)
        if on_site:
            return f"[{shown}]({os.path.relpath(on_site, Path(page).parent)}{heading})"
        return shown  # it is in the repository only

    parts = _FENCE.split(text)
    return "".join(part if part.startswith("```") else _LINK.sub(moved, part) for part in parts)


def _on_site(target: str) -> str | None:
    """The path on the site of the file or folder TARGET of the repository; None if it is not there."""
    known = (_PAGES | _FOLDERS).get(target)
    if known or not target.startswith(("docs/", "rules/")):
        return known
    return target.removeprefix("docs/")
