"""What README.md shows is what happens: its console blocks are run, one after the other, in a scratch directory."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
LEFT_OUT = "..."
"""A line for any number of lines that the README leaves out."""


def shown() -> Iterator[tuple[str, str]]:
    """Every command with the output that is shown under it. `make` is for a fresh checkout, not for a test."""
    for block in re.findall(r"^```console\n(.*?)^```$", README, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            if not command.startswith("make "):
                yield command, output


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "samples", folder / "samples")
    return folder


def run(command: str, folder: Path) -> str:
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    calm = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "GITHUB_ACTIONS")}
    return subprocess.run(
        command, shell=True, cwd=folder, env={**calm, "PATH": programs, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ).stdout  # fmt: skip


def test_commands_print_what_is_shown(scratch: Path) -> None:
    commands = list(shown())
    assert len(commands) > 5
    for command, output in commands:
        name = command.removeprefix("cat ")
        if name != command and not (scratch / name).exists():
            (scratch / name).write_text(output)  # a file that the reader is to imagine
        pattern = ".*".join(re.escape(piece) for piece in re.split(rf"^{re.escape(LEFT_OUT)}\n", output, flags=re.M))
        printed = run(command, scratch)
        assert re.fullmatch(pattern, printed, re.S), f"$ {command}\n{printed}"


def test_demo_is_what_make_demo_runs() -> None:
    """The first block shows `make demo`, which says what it runs."""
    _, command = next(pairwise(re.findall(r"^\$ (.*)$", README, re.M)))
    assert f"@echo '$$ {command}'" in (ROOT / "Makefile").read_text()
    assert f"$(BIN)/{command} " in (ROOT / "Makefile").read_text()


def test_what_it_points_to_is_there() -> None:
    assert [link for link in re.findall(r"\]\((?!http)([^)#]+)\)", README) if not (ROOT / link).exists()] == []
