"""What the pages about the house name is there: every path, every test, every module, class and function.

Names are looked up in the syntax trees; the modules that the pages name are not imported.
"""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tools import man, reference

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "ifcfgen"
PAGES = ("docs/architecture.md", "CONTRIBUTING.md")
READ = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md"))]
"""All pages for people but those of the rules and the samples."""
_FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\((?!http)([^)#]*)(?:#([^)]*))?\)")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*/|[\w.-]+(?:/[\w.-]+)+|[\w.-]+\.(?:py|md|j2|toml|txt)")
_TEST = re.compile(r"(tests/[\w/]+\.py)::(\w+)")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_CLASS = re.compile(r"_?[A-Z][a-z]\w*")
_CALL = re.compile(r"\(.*\)$")
_PLACEHOLDER = re.compile(r"\b(NAME|TARGET|SECTION|KIND)\b")
"""A name of the reader's choice: `rules/NAME.md`."""


def named(page: str) -> Iterator[str]:
    """What stands between backquotes in PAGE, outside of fences, without the arguments of a call."""
    return (_CALL.sub("", code) for code in _CODE.findall(_FENCE.sub("", (ROOT / page).read_text())))


def found(page: str, pattern: re.Pattern[str]) -> list[str]:
    return sorted({code for code in named(page) if pattern.fullmatch(code)})


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def module(parts: tuple[str, ...]) -> Path | None:
    """The file of the module that PARTS name, from the package on."""
    at = HOUSE.joinpath(*parts)
    return next((path for path in (at.with_suffix(".py"), at / "__init__.py") if path.is_file()), None)


def members(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What a module or a class defines, or imports, by name; of a class also what its methods set of `self`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield child.name, child
        elif isinstance(child, ast.Import | ast.ImportFrom):
            yield from ((alias.asname or alias.name, child) for alias in child.names)
        elif isinstance(child, ast.Assign | ast.AnnAssign):
            targets = child.targets if isinstance(child, ast.Assign) else [child.target]
            yield from ((name.id, child) for t in targets for name in ast.walk(t) if isinstance(name, ast.Name))
        elif isinstance(child, ast.If | ast.Try):
            yield from members(child)
    if isinstance(node, ast.ClassDef):
        for inner in ast.walk(node):
            if isinstance(inner, ast.Attribute) and isinstance(inner.ctx, ast.Store):
                yield inner.attr, inner


def is_there(node: ast.AST, parts: tuple[str, ...]) -> bool:
    """Whether NODE has a member of the first of PARTS, and that the rest."""
    return not parts or any(name == parts[0] and is_there(member, parts[1:]) for name, member in members(node))


def is_in_the_house(parts: tuple[str, ...]) -> bool:
    """Whether PARTS are a module and something in it, or something in a class of that name anywhere."""
    for split in range(len(parts), 0, -1):
        path = module(parts[:split])
        if path:
            return is_there(tree(path), parts[split:])
    return parts[0][0].isupper() and any(is_there(tree(path), parts) for path in HOUSE.rglob("*.py"))


def subjects() -> set[str]:
    """Who a rule can be for: `device.mtu` is an expression of a rule, and no module."""
    table = next(member for name, member in members(tree(HOUSE / "lint/classes.py")) if name == "CLASSES")
    return {node.value for node in ast.walk(table) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


@pytest.mark.parametrize("page", PAGES)
def test_paths(page: str) -> None:
    paths = found(page, _PATH)
    assert len(paths) > 10
    globs = {path: _PLACEHOLDER.sub("*", path).rstrip("/") for path in paths}
    assert [path for path, glob in globs.items() if not list(ROOT.glob(glob))] == []


@pytest.mark.parametrize("page", READ, ids=lambda page: page.name)
def test_links(page: Path) -> None:
    links = [(page.parent / link if link else page, heading) for link, heading in links_in(page.read_text())]
    assert [str(path) for path, _ in links if not path.exists()] == []
    assert [(path.name, name) for path, name in links if name and name not in headings(path.read_text())] == []


def links_in(text: str) -> list[tuple[str, str]]:
    """The links in TEXT, but for those to other sites: the path, empty for the same page, and the heading, if any."""
    return _LINK.findall(text)


def headings(text: str) -> set[str]:
    """The anchors of the headings in TEXT, as GitHub makes them."""
    found = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in found}


def test_tables_of_reference() -> None:
    """docs/topology.md and docs/configuration.md have every property and key."""
    outdated = [path.name for path, text in reference.pages() if path.read_text() != text]
    assert outdated == [], "run `python -m tools.reference`"


def test_man_pages() -> None:
    """They say what the commands, the rules and the pages in docs/ say."""
    made = dict(man.pages())
    outdated = [path.name for path, text in made.items() if not path.is_file() or path.read_text() != text]
    assert outdated == [], "run `python -m tools.man`"
    assert {*man.MAN.rglob("*.[1-9]")} == made.keys()


@pytest.mark.skipif(shutil.which("mandoc") is None, reason="mandoc is not installed")
def test_man_pages_are_sound() -> None:
    paths = [str(path) for path in man.MAN.rglob("*.[1-9]")]
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", *paths], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_paths_of_the_oracle() -> None:
    """In its commands as well."""
    text = (ROOT / "docs/boot-oracle.md").read_text()
    paths = {path.rstrip(".") for path in re.findall(r"\b(?:tests|tools)/[\w./-]+", text) if "/.cache" not in path}
    assert len(paths) > 10
    assert [path for path in paths if not list(ROOT.glob(path.replace("RELEASE", "el7").rstrip("/")))] == []


@pytest.mark.parametrize("page", PAGES)
def test_names(page: str) -> None:
    names = [tuple(name.split(".")) for name in found(page, _DOTTED) if not _PATH.fullmatch(name)]
    assert [".".join(parts) for parts in names if parts[0] not in subjects() and not is_in_the_house(parts)] == []
    alone = [(name,) for name in found(page, _CLASS)]
    assert [parts[0] for parts in alone if not is_in_the_house(parts)] == []


@pytest.mark.parametrize("page", PAGES)
def test_tests(page: str) -> None:
    named = [_TEST.fullmatch(code) for code in found(page, _TEST)]
    tests = [(match[1], match[2]) for match in named if match]
    missing = [
        (path, name) for path, name in tests if not (ROOT / path).is_file() or not is_there(tree(ROOT / path), (name,))
    ]
    assert missing == []


def test_every_room_is_described() -> None:
    """And every folder of tests."""
    page = {path.rstrip("/") for path in named("docs/architecture.md") if _PATH.fullmatch(path)}
    rooms = {f"ifcfgen/{path.relative_to(HOUSE).parts[0]}" for path in HOUSE.rglob("*.py")}
    assert rooms - page <= {"ifcfgen/__init__.py", "ifcfgen/__main__.py"}
    tests = {f"tests/{path.parent.name}" for path in (ROOT / "tests").glob("*/test_*.py")}
    assert tests - {path.rstrip("/") for path in found("CONTRIBUTING.md", _PATH)} == set()


@pytest.mark.parametrize(
    "name, there",
    [
        ("scripts.disk.read", True),
        ("scripts.directory.raed", False),
        ("lint.engine._Inspection._ask", True),
        ("lint.engine._Inspection.ask", False),
        ("boot.machine.Machine.kernel", True),
        ("netplan.parse", True),
        ("Topology.unmodelled", True),
        ("Topology.unmodeled", False),
        ("scirpts.directory", False),
    ],
)
def test_a_name_that_is_not_there_is_noticed(name: str, there: bool) -> None:
    assert is_in_the_house(tuple(name.split("."))) is there


BANNED = re.compile(
    r"\b(un)?foret(ell|old)|\bmend(s|ed|ing)?\b|\bcure[sd]?\b|\bhinges?\b|\bbeside\b|\bin spite of\b|\bin the end\b"
    r"|\bcomes? to be\b|\b(is|are) to be\b|\bthat is none\b|\bof which there is\b|\bthere is none of\b|\bbe it\b|\bwhose ever\b"
    r"|\bfor whose sake\b|\bfor want of\b|\bwithh[eo]ld\b|\bpass(es|ed)? over\b|\bcalled as\b|\bstands? (in|for)\b"
    r"|\bgives? up\b|\bmakes? of it\b|\bslip of the\b|\bnobody (has )?(applies|asked|asks|brings|knows|looks|reads|says|sets|stated)\b|\bin silence\b|\bwithout a word\b|\bmisspelt\b",
    re.I,
)
"""What administrators neither write nor search for. The glossary in CONTRIBUTING.md has the words to use."""


def shown(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a page; the texts of a module, which are its strings with a blank and the help of a command."""
    if path.suffix == ".md":
        yield from enumerate(path.read_text().splitlines(), 1)
        return
    nodes = list(ast.walk(tree(path)))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_shown = " " in node.value and (id(node) not in docstrings or "\b" in node.value)
            yield from [(node.lineno, node.value)] if is_shown else []


def banned(paths: Iterable[Path]) -> list[str]:
    found = ((path, line, BANNED.search(text)) for path in paths for line, text in shown(path))
    return [f"{path.relative_to(ROOT)}:{line}: {match[0]}" for path, line, match in found if match]


def test_pages_have_no_banned_words() -> None:
    assert banned([*READ, ROOT / "samples/README.md", *sorted((ROOT / "rules").glob("*.md"))]) == []


def test_messages_have_no_banned_words() -> None:
    assert banned(HOUSE.rglob("*.py")) == []


@pytest.mark.parametrize(
    "text",
    ["a MAC address that is none", "nobody brings eth0 up", "what a machine can mend", "NetworkManager passes over it"],
)
def test_a_banned_word_is_noticed(text: str, tmp_path: Path) -> None:
    module, command = tmp_path / "a.py", tmp_path / "b.py"
    module.write_text(f'"""{text}"""\nsaid = f"{{1}} {text}"\n')
    command.write_text(f'def lint():\n    """{text}\n\n    \\b\n    """\n')
    assert [[line for line, shown_text in shown(path) if BANNED.search(shown_text)] for path in (module, command)] == [
        [2],
        [2],
    ]
