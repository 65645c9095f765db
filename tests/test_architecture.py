"""The house keeps its shape: who may import whom, who touches the disk, who prints, what is imported when."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

import ifcfgen
from ifcfgen import facts

HOME = Path(ifcfgen.__file__).parent
ANYBODY = {"errors", "lazy", "notation", "place"}
BASE = {"model", "ifcfg", "keyfile", "facts", "secrets"}
READERS = {"initscripts", "scripts", "networkmanager"}
"""What makes something of the text of files."""
MAY_IMPORT = {
    "place": set(),
    "filesystem": set(),
    "errors": set(),
    "lazy": set(),
    "notation": set(),
    "sandbox": set(),
    "data": set(),
    "model": set(),
    "ifcfg": {"model"},
    "keyfile": set(),
    "facts": {"model", "filesystem"},
    "secrets": {"ifcfg"},
    "initscripts": BASE,
    "scripts": BASE | {"filesystem", "initscripts", "data"},
    "networkmanager": BASE | {"scripts"},
    "netplan": {"filesystem", "model", "facts", "secrets"},
    "config": {"facts", "filesystem"},
    "reading": BASE | READERS,
    "lint": BASE | READERS | {"reading", "sandbox"},
    "migrate": BASE | READERS | {"reading"},
    "render": BASE | {"filesystem", "netplan", "scripts", "networkmanager", "data", "sandbox"},
    "boot": BASE | READERS | {"reading"},
    "intent": BASE | READERS | {"reading", "netplan"},
    "read": BASE | READERS | {"reading", "netplan", "intent"},
    "diff": BASE | READERS | {"reading", "netplan", "intent"},
    "graph": BASE | READERS | {"reading", "boot", "intent"},
    "verdict": BASE | READERS | {"reading", "lint", "boot"},
    "report": BASE
    | READERS
    | {"reading", "lint", "boot", "migrate", "render", "intent", "read", "diff", "verdict"}
    | {"graph"},
    "editor": BASE | READERS | {"reading", "netplan"},
    "api": BASE | READERS | {"reading", "netplan", "lint", "boot", "render", "report", "verdict", "config", "data"},
    "cli": BASE
    | READERS
    | {"reading", "netplan", "lint", "boot", "migrate", "render", "read", "diff", "report", "verdict", "config"}
    | {"data", "api", "filesystem", "graph", "editor"},
    "__main__": {"cli"},
    "__init__": {"api"},
}
"""By room; a room may always import itself."""
PRINTS = {"cli"}
DOORS = {"filesystem.tree", "filesystem.folder", "filesystem.directory", "filesystem.archive"}
"""Who reads and writes: beneath the directory that was named, regular files, bounded, and nothing through a link."""
READS_OUR_OWN = {"data"}
"""The rules and templates of the installation."""
LOOKS = {
    "api", "cli", "config", "render.disk.layout", "render.disk.plan", "render.disk.writer", "scripts.disk", "facts.live",
}  # fmt: skip
"""Who may ask the file system what is there; what it then says is not relied upon when something is read."""
OPENS = {
    "open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob", "walk",
    "fwalk", "scandir", "listdir", "touch", "symlink_to", "hardlink_to", "unlink", "rename",
}  # fmt: skip
"""However it is called: `open`, `os.open`, `Path.open`."""
SPREADS = "cli.parallel"
"""Who may start processes: copies of this one, for many hosts."""
RUNS = {"subprocess", "tempfile", "glob", "fileinput", "pickle", "ctypes", "socket", "multiprocessing"}
ASKS = {"is_dir", "is_file", "is_symlink", "exists", "lexists", "lstat", "stat", "resolve", "realpath", "readlink"}
RUNS_ANOTHER = {"cli.revision", "cli.graphviz", "cli.running"}
"""Who runs another program: git, which has the files of a revision, dot, which is given numbers only, and ip and brctl,
which show what runs here."""
LAZY = {"jinja2", "rich", "pydantic", "defusedxml"}
"""Slow to import: not before there is something to show, render or check."""


@cache
def modules() -> Mapping[str, ast.Module]:
    """The syntax of each of our modules by its name."""
    return dict(_modules())


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(HOME.rglob("*.py")):
        parts = path.relative_to(HOME).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        yield name, ast.parse(path.read_text(), str(path))


def imports(tree: ast.AST) -> Iterator[str]:
    """The modules of ours that TREE imports, for the type checker alone as well, without the leading package."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "absolute imports only"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            yield from imports(node)
            continue
        yield from (name.removeprefix("ifcfgen.") for name in names if name.startswith("ifcfgen."))


@cache
def nodes(tree: ast.Module) -> Sequence[ast.AST]:
    """Every part of TREE."""
    return tuple(ast.walk(tree))


@cache
def calls(tree: ast.Module) -> Sequence[tuple[int, str]]:
    """Line and name of everything that is called: `print`, `Path.read_text` as `read_text`, `sys.stdout.write`."""
    return tuple((node.lineno, ast.unparse(node.func)) for node in nodes(tree) if isinstance(node, ast.Call))


def used(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    """Line and name of everything of MODULE that TREE uses: `stdout` of `sys`."""
    for node in nodes(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == module:
            yield node.lineno, node.attr


def test_dependencies_point_one_way() -> None:
    for module, tree in modules().items():
        room = module.split(".")[0]
        there = {name.split(".")[0] for name in imports(tree)}
        assert there <= MAY_IMPORT[room] | ANYBODY | {room}, module


BELOW_BOOT = {
    "boot.record": set(),
    "boot.kernel": {"record", "values"},
    "boot.networkmanager": {"kernel", "machine", "neighbours", "record", "values"},
    "boot.initscripts": {"expansion", "grep", "kernel", "machine", "neighbours", "record", "variables", "values"},
    "boot.comparison": {"initscripts", "kernel", "managers", "outcome", "record", "values"},
}
"""The rooms of boot, and what each may import of the others: the two managers know nothing of each other."""


@pytest.mark.parametrize("room", BELOW_BOOT)
def test_the_rooms_of_boot_point_one_way(room: str) -> None:
    trees = [tree for name, tree in modules().items() if name == room or name.startswith(f"{room}.")]
    there = {name for tree in trees for name in imports(tree) if name.startswith("boot.")}
    assert {name.split(".")[1] for name in there} <= BELOW_BOOT[room] | {room.split(".")[1]}


def test_no_circles() -> None:
    graph = {
        name: {owner for imported in imports(tree) if (owner := _owner(imported)) and owner != name}
        for name, tree in modules().items()
    }
    while leaves := {name for name, above in graph.items() if not above & graph.keys()}:
        graph = {name: above for name, above in graph.items() if name not in leaves}
    assert not graph, "these import each other"


def _owner(imported: str) -> str | None:
    """The module that `from ifcfgen.x import y` loads: `x.y` where that is one, else `x`."""
    return imported if imported in modules() else _owner(imported.rpartition(".")[0]) if imported else None


MOST_LINES = 500
MOST_LINES_OF_A_FUNCTION = 60


def test_modules_and_functions_fit_on_a_screen_or_a_few() -> None:
    """Tables may be longer; complexity is ruff's C901."""
    for module, tree in modules().items():
        if module.startswith("ifcfg.keys"):
            continue
        assert max((node.end_lineno or 0 for node in tree.body), default=0) <= MOST_LINES, module
        for node in nodes(tree):
            if isinstance(node, ast.FunctionDef):
                body = node.body[1:] if ast.get_docstring(node) else node.body
                length = (node.end_lineno or 0) - body[0].lineno if body else 0
                assert length < MOST_LINES_OF_A_FUNCTION, (module, node.name)


def test_nothing_is_assigned_behind_an_objects_back() -> None:
    """A reading, its files, devices and topologies stay as they were made; only `lazy` keeps what was worked out."""
    for module, tree in modules().items():
        if module == "lazy":
            continue
        for node in nodes(tree):
            if isinstance(node, ast.Call):
                assert ast.unparse(node.func) not in ("object.__setattr__", "setattr"), module
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
                for target in map(ast.unparse, node.targets if isinstance(node, ast.Assign) else [node.target]):
                    assert ".__dict__" not in target, module
                    owned = re.search(r"(directory|read|file|device|topology|reading)\.\w+$", target)
                    assert not owned, (module, target)


def test_nothing_of_render_knows_a_target_but_the_target_itself() -> None:
    for module, tree in modules().items():
        for target in ("render.ifcfg", "render.keyfile"):
            if module.split(".")[0] == "render" and not module.startswith(target):
                assert not {name for name in imports(tree) if name.startswith(target)}, module


def test_only_the_command_line_prints() -> None:
    for module, tree in modules().items():
        if module.split(".")[0] not in PRINTS:
            assert [one for one in used(tree, "sys") if one[1] in ("stdout", "stderr")] == [], module
            assert [one for one in calls(tree) if one[1] in ("print", "input", "typer.echo")] == [], module


def test_only_the_doors_read_and_write() -> None:
    """And nothing runs a program."""
    others = ("ast.", "folder.")  # a tree of syntax, and what a door is called
    starts = re.compile(r"system|popen|exec\w+|spawn\w+|posix_spawn\w*|fork")
    for module, tree in modules().items():
        if module in DOORS | READS_OUR_OWN:
            continue
        named = calls(tree)
        called = [(line, name.rpartition(".")[2]) for line, name in named if not name.startswith(others)]
        assert [one for one in called if one[1] in OPENS] == [], module
        allowed = {"subprocess"} if module in RUNS_ANOTHER else {"multiprocessing"} if module == SPREADS else set()
        assert {name.partition(".")[0] for name in imported(tree)} & RUNS <= allowed, module
        assert [one for one in used(tree, "os") if starts.fullmatch(one[1])] == [], module
        assert {name for _, name in named if name.startswith("shutil.")} <= {"shutil.get_terminal_size"}, module
        if module not in LOOKS and module.split(".")[0] not in LOOKS:
            assert [one for one in called if one[1] in ASKS] == [], module


def imported(tree: ast.Module) -> Iterator[str]:
    """The names of all modules that TREE imports, ours and others."""
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module)


def test_names_that_the_wheel_needs_are_free() -> None:
    """The wheel holds ifcfgen/rules/ and ifcfgen/templates/."""
    assert modules().keys().isdisjoint({"rules", "templates"})


@pytest.mark.parametrize(
    "module", ["ifcfgen.model", "ifcfgen.scripts.directory", "ifcfgen.lint.engine", "ifcfgen.lint.rule"]
)
def test_what_a_lint_without_findings_needs_is_quick_to_import(module: str) -> None:
    assert _loaded(f"import {module}").isdisjoint(LAZY)


def _loaded(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_packages_that_matter_are_listed_in_one_place() -> None:
    """Those that our rules name, and those that a boot asks about."""
    rules = "".join(path.read_text() for path in (HOME.parent / "rules").glob("*.md"))
    named = set(re.findall(r"'([\w-]+)' (?:not )?in host\.packages", rules))
    for tree in modules().values():
        for node in nodes(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith((".has_package", "host.has")):
                match node.args[0]:
                    case ast.Constant(str(name)):
                        named.add(name)
                    case ast.Name(name) if name.isupper():
                        named.add(getattr(facts, name))
    assert {"bridge-utils", "network-scripts", "dnsmasq", "NetworkManager-team"} <= named <= facts.PACKAGES
