"""A directory that somebody else made: nothing in it leads elsewhere, or makes a command wait."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from runner import run

CANARY = "CANARY-4711"
ETH0 = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
TYPO = ETH0.replace("IPADDR", "IPADR")
RULE = "---\nsummary: x\nfor: device\nseverity: error\nwhen: device.kind == 'bridge'\nmessage: x\n---\n"
TOPOLOGY = "renderer: initscripts\nethernets: {eth0: {addresses: [192.0.2.10/24]}}\nhost: {release: 7, services: {network: enabled, NetworkManager: disabled}}\n"
FACTS = ("--release", "7", "--service", "network=enabled", "--service", "NetworkManager=disabled")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file").write_text(f"{CANARY}=x\nDEVICE={CANARY}\n[{CANARY}]\n192.0.2.77 dev {CANARY}\n")
    clone = tmp_path / "clone"
    (clone / ".git").mkdir(parents=True)
    (clone / "h").mkdir()
    (clone / "h" / "ifcfg-eth0").write_text(ETH0)
    (clone / "h.yaml").write_text(TOPOLOGY)
    monkeypatch.chdir(clone)
    return clone


@pytest.fixture(autouse=True)
def _does_not_hang() -> Iterator[None]:
    def late(*_: object) -> None:
        raise TimeoutError("hangs")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(20)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


OBSTACLES: dict[str, Callable[[Path], object]] = {
    "a link out": lambda path: path.symlink_to(path.parents[len(path.parts) - 1 - path.parts.index("clone")] / "../outside/file"),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to the kernel": lambda path: path.symlink_to("/proc/kmsg"),
    "a circle": lambda path: path.symlink_to(path.name),
    "a FIFO": lambda path: os.mkfifo(path),
    "six gigabytes": lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 6 << 30),
    "a folder": lambda path: path.mkdir(),
}  # fmt: skip
READ = {
    "h/ifcfg-eth1": "", "h/route-eth0": "", "h/route6-eth0": "", "h/rule-eth0": "", "h/network": "", "h/static-routes": "",
    "h/modprobe.conf": "", "h/rt_tables": "", "h/sysctl.conf": "", "h/70-persistent-net.rules": "", "h/eth0.route": "",
    "h/NetworkManager.conf": "", "h/conf.d/a.conf": "", "h/system-connections/a.nmconnection": "",
    "h/libvirt-networks/a.xml": "", "h/libvirt-guests/a.xml": "", "h/firewalld-zones/a.xml": "",
    "h/firewalld.conf": "", "h/keys-eth0": "", "h/ifup-local": "", "ifcfgen.toml": "",
    "rules/a.md": 'rules = ["rules"]', "templates/ifcfg/ethernet.j2": 'templates = ["templates"]',
}  # fmt: skip
"""What is read of a clone, and the ifcfgen.toml that leads there."""


@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("name", READ)
def test_nothing_that_is_read_leads_out_or_waits(home: Path, name: str, obstacle: str) -> None:
    path = home / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if READ[name]:
        (home / "ifcfgen.toml").write_text(READ[name])
    OBSTACLES[obstacle](path)
    for words in (
        ("lint", ".", "--format", "concise", *FACTS),
        ("boot", "h", *FACTS),
        ("lint", "h", "--diff"),
        ("lint", "h", "--show-managers"),
        ("render", "h.yaml"),
        ("rules", "--format", "json"),
    ):
        result = run(*words)
        assert CANARY not in result.output
        assert "192.0.2.77" not in result.output
        assert result.exit_code in (0, 1, 2)


@pytest.mark.parametrize("folder", ["conf.d", "system-connections", "modprobe.d", "libvirt-networks"])
def test_a_folder_that_leads_out_is_not_entered(home: Path, folder: str) -> None:
    for name in ("a.conf", "a.nmconnection", "a.xml"):
        (home / "../outside" / name).write_text(f"[connection]\nid={CANARY}\ninterface-name=eth0\n")
    (home / "h" / folder).symlink_to("../../outside")
    result = run("lint", ".", "--format", "concise", *FACTS)
    assert result.exit_code == 2
    assert f"h/{folder}: a link out of the directory, to ../../outside: not followed" in result.output
    assert "a.nmconnection" not in result.output


def test_a_link_inside_what_was_given_is_followed(home: Path) -> None:
    (home / "common").mkdir()
    (home / "common" / "ifcfg-eth1").write_text(TYPO.replace("eth0", "eth1"))
    (home / "h" / "ifcfg-eth1").symlink_to("../common/ifcfg-eth1")
    whole = run("lint", ".", "--format", "concise", *FACTS)
    assert "h/ifcfg-eth1:5:1" in whole.stdout
    alone = run("lint", "h", "--format", "concise", *FACTS)
    assert alone.exit_code == 2
    assert "h/ifcfg-eth1: a link out of the directory, to ../common/ifcfg-eth1: not followed" in alone.output


@pytest.fixture
def deep(home: Path, request: pytest.FixtureRequest) -> Iterator[int]:
    """So many directories below one another, which pytest could not remove."""
    here = os.open(home, os.O_RDONLY)
    for _ in range(request.param):
        os.mkdir("directory-of-hosts", dir_fd=here)
        here, above = os.open("directory-of-hosts", os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(here)
    yield request.param
    subprocess.run(["rm", "-rf", home / "directory-of-hosts"], check=True)


@pytest.mark.parametrize("deep", [70, 1300], indirect=True)
def test_a_trap_of_directories_is_one_line(home: Path, deep: int) -> None:
    result = run("lint", ".", "--format", "concise", *FACTS)
    assert result.exit_code == 2
    assert result.output.count("more than 64 directories deep: not searched") == 1


# -- what is written ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", [".ifcfgen.ifcfg-eth0.new", ".ifcfgen.ifcfg-eth0.old", ".ifcfgen.journal.new", ".ifcfgen.network.new"]
)
@pytest.mark.parametrize("writing", ["fix", "render"])
def test_a_planted_name_is_not_written_through(home: Path, name: str, writing: str) -> None:
    victim = home / "../outside/file"
    before = victim.read_bytes()
    (home / "h" / "ifcfg-eth0").write_text(TYPO)
    (home / "h" / name).symlink_to("../../outside/file")
    words = ("lint", "h", "--fix", *FACTS) if writing == "fix" else ("render", "h.yaml", "--output", "h", "--force")
    assert run(*words).exit_code in (0, 1)
    assert victim.read_bytes() == before
    assert b"IPADDR=192.0.2.10" in (home / "h" / "ifcfg-eth0").read_bytes()
    assert [path.name for path in (home / "h").iterdir() if path.name.startswith(".ifcfgen")] == []


@pytest.mark.parametrize("name", ["known.json", ".known.json.new", ".known.json.0000000000000000.new"])
def test_a_baseline_is_not_written_through_a_link(home: Path, name: str) -> None:
    victim = home / "../outside/file"
    before = victim.read_bytes()
    (home / name).symlink_to("../outside/file")
    assert run("lint", "h", "--baseline", "known.json", "--write-baseline").exit_code == 0
    assert victim.read_bytes() == before
    assert json.loads((home / "known.json").read_text())["version"] == 1
    assert not (home / "known.json").is_symlink()


def test_a_baseline_of_files_with_strange_names_is_read_again(home: Path) -> None:
    for name in (b"ifcfg-a\xff", b"ifcfg-a\nb", b"ifcfg-\xed\xa0\x80"):
        (home / "h" / os.fsdecode(name)).write_text(TYPO)
    assert run("lint", "h", "--baseline", "known.json", "--write-baseline").exit_code == 0
    result = run("lint", "h", "--baseline", "known.json")
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_host_is_not_rendered_through_a_link(home: Path) -> None:
    (home / "second.yaml").write_text(TOPOLOGY)
    (home / "out").mkdir()
    (home / "out" / "h").symlink_to("../../outside")
    result = run("render", "h.yaml", "second.yaml", "--output", "out")
    assert (result.exit_code, result.output) == (
        2,
        "out/h: a link out of the directory, to ../../outside: not followed\n",
    )
    assert [path.name for path in (home / "../outside").iterdir()] == ["file"]
    assert not (home / "out" / "second").exists()


@pytest.mark.parametrize("obstacle", OBSTACLES)
@pytest.mark.parametrize("words", [("lint", "h", "--fix", *FACTS), ("render", "h.yaml", "--output", "h", "--force")])
def test_a_journal_that_is_none_is_told_and_left(home: Path, words: tuple[str, ...], obstacle: str) -> None:
    OBSTACLES[obstacle](home / "h" / ".ifcfgen.journal")
    result = run(*words)
    assert result.exit_code == 2
    assert [line.partition(": ")[0] for line in result.output.splitlines() if ".journal: " in line] == [
        "h/.ifcfgen.journal"
    ]
    assert os.path.lexists(home / "h" / ".ifcfgen.journal")
    assert (home / "h" / "ifcfg-eth0").read_text() == ETH0


DIGEST = sha256(b"NETWORKING=yes\n").hexdigest()


@pytest.mark.parametrize(
    "journal",
    [
        "", "{}", "[]", "[[]]", "[1]", "null", '"x"', "[" * 10_000 + "]" * 10_000, f"[{'9' * 5000}]", "[[1,2,3,4]]",
        f'[["create","network","{DIGEST}"]]', f'[["create","../network","{DIGEST}"]]', f'[["create","..","{DIGEST}"]]',
        f'[["create","/etc/hosts","{DIGEST}"]]', f'[["create","ifcfg-../../network","{DIGEST}"]]',
        f'[["create","README","{DIGEST}"]]', f'[["delete","ifcfg-eth0","{DIGEST}"]]', '[["update",".ifcfgen.journal",""]]',
        f'[["create","ifcfg-eth0\\u0000","{DIGEST}"]]', f'[["create","ifcfg-\\ud800","{DIGEST}"]]', '{"create": ["a", "b"]}',
        "\x00", "\xff\xfe[", '[["create","ifcfg-eth9","' + "0" * (1 << 21) + '"]]',
    ],
)  # fmt: skip
def test_a_planted_journal_leads_to_nothing_elsewhere(home: Path, journal: str) -> None:
    (home / "network").write_text("NETWORKING=yes\n")
    (home / ".ifcfgen.foo.old").write_text("")
    (home / ".ifcfgen.network.old").write_text("")
    (home / "h" / "README").write_text("NETWORKING=yes\n")
    (home / "h" / ".ifcfgen.journal").write_bytes(journal.encode("latin-1"))
    for words in (("lint", "h", *FACTS), ("lint", "h", "--fix", *FACTS), ("render", "h.yaml", "--output", "h")):
        run(*words)
        assert (home / "network").read_text() == "NETWORKING=yes\n"
        assert (home / ".ifcfgen.foo.old").exists() and (home / ".ifcfgen.network.old").exists()
        assert (home / "h" / "README").exists()
        assert (home / "h" / "ifcfg-eth0").read_text() == ETH0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_the_journal_of_another_user_is_not_believed(home: Path) -> None:
    journal = home / "h" / ".ifcfgen.journal"
    digest = sha256(ETH0.encode()).hexdigest()
    journal.write_text(json.dumps([["create", "ifcfg-eth0", digest], ["create", "ifcfg-eth1", digest]]))
    os.chown(journal, 65534, 65534)
    result = run("lint", "h", "--fix", *FACTS)
    assert result.exit_code == 2
    assert "h/.ifcfgen.journal: a journal of another user, ignored; remove it" in result.output
    assert (home / "h" / "ifcfg-eth0").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_who_can_only_read_is_told_of_a_run_that_was_stopped() -> None:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        (Path(name) / "ifcfg-eth0").write_text(ETH0)
        digest = sha256(ETH0.encode()).hexdigest()
        (Path(name) / ".ifcfgen.journal").write_text(json.dumps([["update", "ifcfg-eth0", digest]]))
        os.seteuid(65534)
        try:
            result = run("lint", name, "--format", "concise", *FACTS)
        finally:
            os.seteuid(0)
        assert result.exit_code == 0, result.output
        assert f"{name}: an earlier run was stopped after its last change; --fix removes" in result.stderr


# -- what is killed -------------------------------------------------------------------------------------

CALLS = ("open", "link", "rename", "unlink", "fchmod", "fsync", "posix_fadvise", "write")


def killed_at(step: int, *words: str) -> bool:
    """A run that is killed before its STEP-th call that may change the disk. False where it came to its end before."""
    child = os.fork()
    if child == 0:
        left = step

        def counted(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*args: Any, **kwargs: Any) -> Any:
                nonlocal left
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*args, **kwargs)

            return call

        for name in CALLS:
            setattr(os, name, counted(getattr(os, name)))
        run(*words)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_wherever_a_fix_is_killed_the_next_run_settles_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is mixed, nothing lost, nothing left behind; a lint finishes what was done, and only tells the rest."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    signal.alarm(200)
    names = ("ifcfg-eth0", "ifcfg-eth1", "ifcfg-eth2")
    chosen = ("--select", "misspelled-key", *FACTS)
    before = {name: TYPO.replace("eth0", name[6:]).replace(".2.10", f".{name[-1]}.10") for name in names}
    after = {name: text.replace("IPADR", "IPADDR") for name, text in before.items()}

    def there() -> dict[str, str]:
        return {path.name: path.read_text() for path in (home / "h").iterdir()}

    told = set()
    for step in itertools.count(1):
        for name, text in before.items():
            (home / "h" / name).write_text(text)
        if not killed_at(step, "lint", "h", "--fix", *chosen):
            break
        left = there()
        assert all(left[name] in (before[name], after[name]) for name in names)
        linted = run("lint", "h", "--format", "concise", *chosen)
        mixed = {left[name] == after[name] for name in names} == {True, False}
        journal = ".ifcfgen.journal" in left
        if mixed:
            assert journal and linted.exit_code == 2
            assert linted.output.splitlines()[0] == HALF_WAY
            assert there() == left, "a lint changes no file"
        elif journal and left["ifcfg-eth0"] == after["ifcfg-eth0"]:
            assert "completed: ifcfg-eth0, ifcfg-eth1, ifcfg-eth2" in linted.stderr
            assert there() == after
        fixed = run("lint", "h", "--fix", *chosen)
        if mixed:
            assert fixed.exit_code == 2
            assert "restored: ifcfg-eth0, ifcfg-eth1, ifcfg-eth2; nothing was written; run again" in fixed.output
            assert there() == before
            fixed = run("lint", "h", "--fix", *chosen)
        assert fixed.exit_code == 0, fixed.output
        assert there() == after
        told.add((mixed, journal))
    assert told == {(True, True), (False, True), (False, False)}


HALF_WAY = "h: an earlier run was stopped halfway: some files are new, some old; --fix restores them"
