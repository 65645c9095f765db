"""What README.md and docs/ show is what happens: the console blocks of a page are run, in order, in a scratch directory."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from ifcfgen.cli import program

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
SHOWING = [
    page for page in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))) if "```console" in page.read_text()
]
LEFT_OUT = "..."
"""A line for any number of lines that a page leaves out."""


def shown(page: Path) -> Iterator[tuple[str, str]]:
    """Every command with the output that is shown under it. `make` is for a fresh checkout, not for a test."""
    for _, block in re.findall(r"^(`{3,})console\n(.*?)^\1$", page.read_text(), re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            if not command.startswith("make "):
                yield command, output


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    return tmp_path


def run(command: str, folder: Path) -> str:
    """What COMMAND prints in FOLDER; one of ours that needs no shell runs in this process."""
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    calm = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "GITHUB_ACTIONS")}
    if command.startswith("ifcfgen ") and not re.search(r"[|&;<>$`*?()~\[\n\\]", command):
        both = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        with (
            patch.dict(os.environ, {**calm, "COLUMNS": "100"}, clear=True),
            chdir(folder),
            redirect_stdout(both),
            redirect_stderr(both),
        ):
            program.run(shlex.split(command)[1:])
        return both.buffer.getvalue().decode()
    return subprocess.run(
        command, shell=True, cwd=folder, env={**calm, "PATH": programs, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ).stdout  # fmt: skip


def test_pages_with_commands() -> None:
    assert {page.name for page in SHOWING} >= {"README.md", "boot.md", "lint.md", "topology.md", "first-lint.md"}
    assert len(list(shown(ROOT / "README.md"))) > 5


@pytest.mark.parametrize("page", SHOWING, ids=lambda page: page.name)
def test_commands_print_what_is_shown(page: Path, scratch: Path) -> None:
    commands = list(shown(page))
    for command, output in commands:
        name = command.removeprefix("cat ")
        if name != command and not (scratch / name).exists():
            (scratch / name).write_text(output)  # a file that the reader is to imagine
        pattern = ".*".join(re.escape(piece) for piece in re.split(rf"^{re.escape(LEFT_OUT)}\n", output, flags=re.M))
        printed = run(command, scratch)
        assert re.fullmatch(pattern, printed, re.S), f"$ {command}\n{printed}"


def test_the_picture_in_the_docs_is_what_its_command_draws(scratch: Path) -> None:
    commands = [command for command, _ in shown(ROOT / "docs" / "graph.md") if "--output bridge-lost.svg" in command]
    assert len(commands) == 1
    run(commands[0], scratch)
    assert (scratch / "bridge-lost.svg").read_text() == (ROOT / "docs" / "bridge-lost.svg").read_text()


def test_demo_is_what_make_demo_runs() -> None:
    """The block of `make demo` shows the command that it runs."""
    commands = re.findall(r"^\$ (.*)$", README, re.M)
    command = commands[commands.index("make demo") + 1]
    assert f"@echo '$$ {command}'" in (ROOT / "Makefile").read_text()
    assert f"$(BIN)/{command} " in (ROOT / "Makefile").read_text()


def test_it_is_short() -> None:
    """Whoever opens it reads all of it; the rest is in docs/."""
    assert 1_000 <= len(README.split()) <= 1_500
