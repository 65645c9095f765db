"""The program as a process: streams, terminals, pipes, signals, completion, and what it imports."""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path

import pytest
from runner import heed_interrupts
from runner import run as called

PROGRAM = [sys.executable, "-m", "ifcfgen"]
PLAIN = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "GITHUB_ACTIONS")}
BAD = "DEVICE=eth0\nONBOOT=yes\nBONDING_OPTS=mode=1 miimon=100\n"  # unquoted: an error on every release
COMMANDS = ["lint", "render", "boot", "read", "diff", "graph", "migrate", "facts", "collect", "explain", "rules", "schema", "lsp"]  # fmt: skip


@pytest.fixture
def host(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "ifcfg-eth0").write_text(BAD)
    return tmp_path


def run(*arguments: str, at: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments], cwd=at, env={**PLAIN, **environment}, capture_output=True, encoding="utf-8", timeout=60
    )


def on_a_terminal(*arguments: str, columns: int = 80, **environment: str) -> str:
    """What a terminal of so many columns gets to see."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(
        [*PROGRAM, *arguments],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**PLAIN, "TERM": "xterm", **environment},
    ):
        os.close(theirs)
        seen = b""
        try:
            while part := os.read(ours, 1 << 16):
                seen += part
        except OSError:  # how a terminal of Linux says that the other side has gone
            pass
    os.close(ours)
    return seen.decode().replace("\r\n", "\n")


def test_a_terminal_gets_colours_and_its_width(host: Path) -> None:
    seen = on_a_terminal("lint", str(host), "--select", "unquoted-space", columns=44)
    assert "\x1b[1;31merror[unquoted-space]:\x1b[0m" in seen
    plain = on_a_terminal("lint", str(host), "--select", "unquoted-space", columns=44, NO_COLOR="1")
    assert "\x1b" not in plain
    assert all(len(line) <= 44 for line in plain.splitlines() if "──▶" not in line)
    assert "\x1b" not in on_a_terminal("lint", str(host), TERM="dumb")


def test_a_long_page_goes_through_a_pager_on_a_terminal_alone(tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text("#!/bin/sh\nexec sed 's/^/> /'\n")
    pager.chmod(0o755)
    long = ("explain", "bond-no-monitor", "--examples")
    seen = on_a_terminal(*long, PAGER=str(pager)).splitlines()
    assert len(seen) > 24
    assert all(line.startswith("> ") for line in seen)
    assert "\x1b[" in "".join(seen)
    assert "> " not in on_a_terminal("explain", "SRCADDR", PAGER=str(pager))
    assert not run(*long, PAGER=str(pager), FORCE_COLOR="1").stdout.startswith("> ")


def test_a_pipe_gets_neither(host: Path) -> None:
    out = run("lint", str(host)).stdout
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) > 80
    assert "\x1b[1;31m" in run("lint", str(host), FORCE_COLOR="1").stdout
    assert "\x1b" not in run("lint", str(host), FORCE_COLOR="1", NO_COLOR="1").stdout


def test_a_terminal_without_our_signs_gets_ascii(host: Path) -> None:
    out = run("lint", str(host), PYTHONIOENCODING="latin-1").stdout
    assert "-->" in out
    assert "^^^" in out
    assert out.isascii()


def test_a_name_that_stdout_cannot_take(host: Path) -> None:
    (host / "ifcfg-網").write_text(BAD)
    done = run("lint", ".", "--format", "concise", at=host, PYTHONIOENCODING="latin-1")
    assert "ifcfg-\\u7db2:3:" in done.stdout
    assert done.returncode == 1


def test_a_closed_pipe_is_no_error(host: Path) -> None:
    for number in range(500):
        (host / f"ifcfg-eth{number}").write_text(BAD)
    with subprocess.Popen([*PROGRAM, "lint", str(host)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == -signal.SIGPIPE


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_stdout_is_told(command: str) -> None:
    closed = 'exec "$@" >&-'
    done = subprocess.run(
        ["sh", "-c", closed, "sh", *PROGRAM, command, "--help"], stderr=subprocess.PIPE, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (2, "output: stdout is closed\n")


def test_a_closed_stderr_hinders_nobody(host: Path) -> None:
    arguments = ["sh", "-c", 'exec "$@" 2>&-', "sh", *PROGRAM, "lint", str(host), str(host / "absent")]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, timeout=60)
    assert done.returncode == 2
    assert "error[unquoted-space]" in done.stdout


def test_a_full_disk_is_told() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*PROGRAM, "rules"], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "output: No space left on device\n")


def test_an_interrupt_ends_it_quietly(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "rpms")
    with (
        subprocess.Popen(
            [*PROGRAM, "lint", "--packages-from", str(tmp_path / "rpms")],
            stderr=subprocess.PIPE,
            preexec_fn=heed_interrupts,
        ) as process,
        (tmp_path / "rpms").open("w"),
    ):  # opens as soon as the program waits for the other end
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        process.send_signal(signal.SIGINT)  # one that comes right before a read does not end it
        _, told = process.communicate(timeout=30)
    assert (process.returncode, told) == (130, b"")


def test_a_clean_lint_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "ifcfg-lo").write_text("DEVICE=lo\nONBOOT=yes\nIPADDR=127.0.0.1\nPREFIX=8\n")
    heavy = [
        "jinja2", "rich", "tomllib", "yaml",  # what typer imports is typer's
        "ifcfgen.lint.verification", "ifcfgen.lint.wording", "ifcfgen.networkmanager.reader", "ifcfgen.networkmanager.keyfile_reader",
        "ifcfgen.report.statistics",
        *(f"ifcfgen.lint.subjects.{name}" for name in ("conflict", "failure", "keyfile", "libvirt", "suppression")),
    ]  # fmt: skip
    code = (
        "import sys\nsys.argv = ['ifcfgen', 'lint', *sys.argv[1:]]\nfrom ifcfgen.cli import main\n"
        "try:\n    main()\nfinally:\n    " + f"print([m for m in {heavy} if m in sys.modules])"
    )
    words = [str(tmp_path), "--release", "7", "--service", "NetworkManager=disabled"]
    done = subprocess.run([sys.executable, "-c", code, *words], env=PLAIN, capture_output=True, text=True)
    assert done.stdout == "nothing found in 1 file\n[]\n"


def test_findings_in_a_pipe_need_no_rich(host: Path) -> None:
    code = (
        "import sys\nsys.argv = ['ifcfgen', 'lint', sys.argv[1]]\nfrom ifcfgen.cli import main\n"
        "try:\n    main()\nfinally:\n    print('rich' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(host)], env=PLAIN, capture_output=True, text=True)
    assert done.stdout.endswith("False\n")
    assert "error[unquoted-space]" in done.stdout


# -- help and completion ----------------------------------------------------------------------------------


def test_help_lists_every_command() -> None:
    text = called("--help").stdout
    assert [line.split()[0] for line in text.split("Commands:\n")[1].splitlines()] == COMMANDS


@pytest.mark.parametrize("command", [[], *([command] for command in COMMANDS)])
def test_help_has_examples(command: list[str]) -> None:
    result = called(*command, "-h")
    assert result.exit_code == 0
    assert " ".join(["ifcfgen", *command]) in result.stdout.split("Example")[1]


def test_nothing_asked_is_answered_with_the_help() -> None:
    result = called()
    assert result.exit_code == 2
    assert result.stderr.startswith("Usage: ifcfgen ")


def test_version() -> None:
    from importlib.metadata import version

    assert called("--version").stdout == f"ifcfgen {version('ifcfgen')}\n"


@pytest.mark.parametrize(
    "words, said, helps",
    [
        ("lnt", "no command 'lnt'; did you mean 'lint'?", ""),
        ("--formt", "no option '--formt'", ""),
        ("lint --format jsn", "--format: 'jsn' is not one of full, concise, json, github, sarif, gitlab, junit, html; did you mean 'json'?", "lint"),
        ("lint --relase 7", "no option '--relase'; did you mean '--release'?", "lint"),
        ("lint --fail-on", "option '--fail-on' requires an argument", "lint"),
        ("lint --fix=3", "option '--fix' does not take a value", "lint"),
        ("render", "missing argument 'TOPOLOGY'", "render"),
        ("render x --manager wicked", "--manager: 'wicked' is not one of initscripts, NetworkManager", "render"),
        ("explain a b", "unexpected argument 'b'", "explain"),
        ("explain BONDING_OPT", "unknown rule or key 'BONDING_OPT'; did you mean 'BONDING_OPTS'?", "explain"),
        ("explain iface", "iface: a key of Debian's network files; neither initscripts nor NetworkManager reads it", "explain"),
        ("lint --write-baseline", "--write-baseline: requires --baseline FILE, and cannot be used with --fix or --diff", "lint"),
    ],
)  # fmt: skip
def test_misuse_is_told_in_one_style_with_the_closest_name(words: str, said: str, helps: str) -> None:
    """The same with every typer that we allow."""
    result = called(*words.split())
    command = " ".join(filter(None, ("ifcfgen", helps)))
    told = f"ifcfgen: error: {said}\nTry '{command} --help'.\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", told)


def test_what_is_wrong_with_a_file_is_no_misuse(tmp_path: Path) -> None:
    (tmp_path / "host.json").write_text('{"relase": 7}')
    told = called("lint", "--release", "x", "--host", str(tmp_path / "host.json")).stderr.splitlines()
    assert told[0].startswith("ifcfgen: error: --release: no release 'x'")
    assert told[1:] == [
        f"{tmp_path}/host.json:1: unknown key 'relase'; did you mean 'release'?",
        "Try 'ifcfgen lint --help'.",
    ]


@pytest.mark.parametrize(
    "typed, offered",
    [
        ("ifcfgen li", "lint"),
        ("ifcfgen explain bridge-ut", "bridge-utils-missing"),
        ("ifcfgen explain NM_CONTR", "NM_CONTROLLED"),
        ("ifcfgen lint --select unquoted-", "unquoted-space"),
        ("ifcfgen lint --ignore unquoted-", "unquoted-space"),
        ("ifcfgen lint --fail-on inf", "info"),
    ],
)
def test_completion(typed: str, offered: str, tmp_path: Path) -> None:
    words = typed.split()
    done = run(
        at=tmp_path, _IFCFGEN_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(words) - 1)
    )  # fmt: skip
    assert done.stdout.split() == [offered]
