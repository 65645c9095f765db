"""The pages of the documentation site, and their links; where mkdocs is installed also the site itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml
from test_docs import headings, links_in

from ifcfgen import data
from ifcfgen.ifcfg import vocabulary
from ifcfgen.lint.rule import load
from tools import pages as site
from tools.pages import keys

ROOT = Path(__file__).parent.parent
CONFIGURATION = (ROOT / "mkdocs.yml").read_text()


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    return site.pages()


def test_every_rule_and_every_key_has_a_page(pages: Mapping[str, str]) -> None:
    assert {f"rules/{name}.md" for name in load(data.rules())} <= pages.keys()
    assert {f"keys/{name.replace('*', 'x')}.md" for name in vocabulary.KEYS} <= pages.keys()
    assert "Install bridge-utils, or leave br0 to an enabled NetworkManager." in pages["rules/bridge-utils-missing.md"]
    assert pages["keys/PEERDNS.md"].endswith("\nIn a keyfile: `ipv4.ignore-auto-dns`\n")


def test_links_lead_to_pages_and_headings(pages: Mapping[str, str]) -> None:
    broken = []
    for page, text in pages.items():
        for link, heading in links_in(text) if page.endswith(".md") else ():
            target = os.path.normpath(Path(page).parent / link) if link else page
            if target not in pages or (heading and heading not in headings(pages[target])):
                broken.append(f"{page}: {link}#{heading}")
    assert broken == []


def test_a_link_to_what_is_in_the_repository_only_is_text(pages: Mapping[str, str]) -> None:
    assert "\nThe licence is Apache-2.0.\n" in pages["index.md"]
    assert "| `el7-bridge-lost` |" in pages["samples.md"]
    assert "(rules/bridge-utils-missing.md)" in pages["contributing.md"]
    assert "(../index.md#pre-commit)" in pages["tutorials/pre-commit.md"]


def test_every_page_of_docs_is_in_the_navigation() -> None:
    """But for those of rules and keys, to which tables lead."""
    nav = yaml.safe_load(CONFIGURATION.partition("\nnav:\n")[2])
    found = set(re.findall(r"[\w/-]+\.md", yaml.safe_dump(nav)))
    sections = [path for path in found if path.endswith("/index.md")]
    assert sections == ["tutorials/index.md"], "it becomes the page of its whole section"
    own = {str(path.relative_to(ROOT / "docs")) for path in (ROOT / "docs").rglob("*.md")}
    assert own - {"tutorials/README.md"} <= found


def test_no_page_loads_anything_from_elsewhere() -> None:
    assert "font: false" in CONFIGURATION
    assert "http" not in CONFIGURATION


@pytest.mark.parametrize(
    "key, names",
    [
        ("ONBOOT", ["connection.autoconnect"]),
        ("MTU", ["ethernet.mtu", "infiniband.mtu", "wifi.mtu"]),
        ("IPADDR", ["ipv4.addresses"]),
        ("BRIDGE", ["connection.controller", "connection.port-type"]),
        ("DCB_APP_FIP_PRIORITY", ["dcb.app-fip-priority"]),
        ("TYPE", ["connection.type"]),
        ("NM_CONTROLLED", []),
        ("SLAVE", []),
    ],
)
def test_the_name_of_a_key_in_a_keyfile(key: str, names: list[str]) -> None:
    assert keys.names_in_keyfile(vocabulary.KEYS[key]) == names


@pytest.mark.skipif(not find_spec("mkdocs"), reason="needs mkdocs-material (the extra docs)")
def test_mkdocs_builds_it(tmp_path: Path) -> None:
    site.write(tmp_path / ".site" / "pages")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True
    )
    assert (done.stderr, done.returncode) == ("", 0)
    assert (tmp_path / ".site" / "html" / "rules" / "vlan-mtu" / "index.html").is_file()
