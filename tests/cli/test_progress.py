"""How far a lint of many hosts is, on a terminal, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

LINT = [sys.executable, "-m", "ifcfgen", "lint", ".", "--release", "7", "--format", "concise"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for number in range(60):
        (tmp_path / f"{number:02}").mkdir()
        (tmp_path / f"{number:02}/ifcfg-eth0").write_text("DEVICE=eth0\nONBOOT = yes\nBOOTPROTO=dhcp\n")
    return tmp_path


def on_a_terminal(home: Path, *more: str, term: str = "xterm") -> tuple[str, str]:
    """What is written to stdout, a pipe, and to stderr, a terminal."""
    reader, writer = pty.openpty()
    with subprocess.Popen(
        [*LINT, *more], cwd=home, env={**os.environ, "TERM": term}, text=True, stdout=subprocess.PIPE, stderr=writer
    ) as run:
        os.close(writer)
        out, _ = run.communicate(timeout=60)
    told = b""
    try:
        while data := os.read(reader, 65536):
            told += data
    except OSError:  # the other end is closed
        pass
    os.close(reader)
    return out, told.decode()


def test_a_line_on_a_terminal(home: Path) -> None:
    piped = subprocess.run(LINT, cwd=home, capture_output=True, text=True)
    out, told = on_a_terminal(home)
    assert out == piped.stdout
    assert "50 hosts, " in told
    assert told.rstrip().endswith("in 60 files of 60 hosts")
    assert "\x1b" not in piped.stderr


@pytest.mark.parametrize("more, term", [(["--quiet"], "xterm"), ([], "dumb")])
def test_no_line(home: Path, more: list[str], term: str) -> None:
    assert "\x1b" not in on_a_terminal(home, *more, term=term)[1]
