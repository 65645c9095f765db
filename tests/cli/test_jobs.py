"""`ifcfgen lint --jobs`: the same bytes as from one process, and none left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import pytest
from runner import heed_interrupts, run

from ifcfgen.report.formats import Format

BAD = "DEVICE=eth0\nONBOOT = yes\nMTU=9 000\nWPA_PSK=secret1234\nA=\xff"
HOSTS = {
    "a/ifcfg-eth0": BAD,
    "a/ifcfgen.toml": 'ignore = ["unquoted-space"]\n',
    "b/ifcfg-eth0": "# ifcfgen: allow space-around-equals - x\n" + BAD,
    "c/ifcfg-eth0": "# ifcfgen: allow no-such - x\n" + BAD,
    "d/ifcfgen.toml": "broken",
    "d/ifcfg-eth0": BAD,
    "e/ifcfgen.toml": 'select = ["no-such"]\n',
    "e/ifcfg-eth0": BAD,
    "f/ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=dhcp\nNM_CONTROLLED=no\n",
    **{f"h/{number}/ifcfg-eth0": BAD for number in range(30)},
    "site/rules/ifcfg-eth0.md": "broken",
    "z/ifcfg-eth0": "A=\0",
    "z.sh": f"cat > /etc/sysconfig/network-scripts/ifcfg-eth0 <<EOF\n{BAD}\nEOF\n",
    "ifcfgen.toml": '[[host]]\npath = "h/1"\nrelease = 7\nignore = ["misspelled-key"]\n[[host]]\npath = "nowhere"\n',
}
"""What can go well and wrong with a host, in this order."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    for name, text in HOSTS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "options",
    [
        *(["--format", format] for format in get_args(Format)),
        ["nowhere", "--release", "7", "--without", "bridge-utils"],
        ["--statistics", "--baseline", "known.json", "--assume", "worst"],
        ["--show-managers"],
        ["--diff"],
        ["--add-suppressions", "--diff"],
    ],
    ids=" ".join,
)
def test_the_same_bytes_from_many_processes(home: Path, options: list[str]) -> None:
    if "known.json" in options:
        run("lint", "h", "a", "--baseline", "known.json", "--write-baseline")
    alone = run("lint", ".", "a", *options, "--jobs", "1")
    assert "ifcfg-eth0" in alone.output
    assert run("lint", ".", "a", *options, "--jobs", "3") == alone


@pytest.mark.parametrize("number", ["0", "-1", "two", "1.5", "99999"])
def test_the_number_of_processes_is_one(number: str) -> None:
    told = f"--jobs: '{number}' is not a number from 1 to 9999\n"
    assert run("lint", f"--jobs={number}").faults == told


# -- how they end -----------------------------------------------------------------------------------------


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A lint of many hosts, whose processes have begun; it leads a group of its own."""
    for number in range(60):
        (tmp_path / f"h{number}").mkdir()
        for port in range(10):
            (tmp_path / f"h{number}" / f"ifcfg-eth{port}").write_text(
                f"DEVICE=eth{port}\nONBOOT = yes\nIPADDR=192.0.2.{port}\n"
            )
    command = [sys.executable, "-m", "ifcfgen", "lint", str(tmp_path), "--jobs", "2", "--format", "concise"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, start_new_session=True, preexec_fn=heed_interrupts) as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while len(children.read_text().split()) < 2:
            time.sleep(0.01)
        yield process
        process.stdout.close()
        process.stderr.close()


def is_empty(group: int) -> bool:
    """Whether no process of GROUP is left, a moment later."""
    for _ in range(1000):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("kill", [os.killpg, os.kill], ids=["at the terminal", "by its number"])
def test_an_interrupt_ends_all_of_them_quietly(slow: subprocess.Popen[bytes], kill: Callable[[int, int], None]) -> None:
    kill(slow.pid, signal.SIGINT)
    _, errors = slow.communicate(timeout=60)  # an interrupt right before a write to a full pipe waits for its reader
    assert (slow.returncode, errors) == (130, b"")
    assert is_empty(slow.pid)


def test_none_outlives_one_that_is_killed(slow: subprocess.Popen[bytes]) -> None:
    slow.kill()
    slow.wait(30)
    assert is_empty(slow.pid)


def test_none_outlives_a_closed_pipe(slow: subprocess.Popen[bytes]) -> None:
    slow.stdout.readline()
    slow.stdout.close()
    assert slow.stderr.read() == b""
    assert slow.wait(30) == -signal.SIGPIPE
    assert is_empty(slow.pid)


def test_one_that_is_killed_is_told(slow: subprocess.Popen[bytes]) -> None:
    child = Path(f"/proc/{slow.pid}/task/{slow.pid}/children").read_text().split()[0]
    os.kill(int(child), signal.SIGKILL)
    slow.stdout.read()
    assert b"--jobs: a worker process was killed, perhaps because memory ran out; try --jobs 1" in slow.stderr.read()
    assert slow.wait(30) == 2
    assert is_empty(slow.pid)


def test_a_directory_is_listed_when_it_is_searched_and_when_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for host in "ab":
        scripts = tmp_path / f"hosts/{host}/etc/sysconfig/network-scripts"
        scripts.mkdir(parents=True)
        (scripts / "ifcfg-eth0").write_text(BAD.replace("\xff", ""))
    counts: Counter[int] = Counter()
    scan = os.scandir

    def counted(folder: int) -> object:
        counts[os.fstat(folder).st_ino] += 1
        return scan(folder)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", counted)
        run("lint", "--jobs", "1", str(tmp_path / "hosts"))
    listed = {
        str(path.relative_to(tmp_path)): counts[path.stat().st_ino] for path in tmp_path.rglob("*") if path.is_dir()
    }
    facts = {"hosts": 1, "hosts/a": 3, "hosts/b": 3}  # in the root of a system facts are looked for
    assert listed == {path: facts.get(path, 2) for path in listed}
