"""Archives in the place of directories, and on stdin: the same output, with the archive in front of each path."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from archives import COMPRESSIONS, tar
from runner import Result, run


def lint(*words: str) -> Result:
    return run("lint", *words)


ETC = "etc/sysconfig/network-scripts"
HOSTS = {
    f"web01/{ETC}/ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\nGATWAY=192.0.2.254\n",
    "web01/etc/sysconfig/network": "NETWORKING=yes\n",
    "web01/etc/redhat-release": "CentOS release 6.10 (Final)\n",
    f"web02/{ETC}/ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO = none\n",
    f"web02/{ETC}/ifcfg-eth1": "-> ../../../../../outside",
    "flat/ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO = none\n",
    "web03.ks": "cat > /etc/sysconfig/network-scripts/ifcfg-eth0 <<EOF\nDEVICE=eth0\nBOOTPROTO = none\nEOF\n",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in HOSTS.items():
        path = tmp_path / "hosts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text[3:])
        else:
            path.write_text(text)
    for ending, compress in COMPRESSIONS.items():
        (tmp_path / f"hosts.{ending}").write_bytes(compress(tar(HOSTS)))
    return tmp_path


COMMANDS = [
    ("lint", "{}", "--format", "concise"),
    ("lint", "{}/web02", "--release", "7"),
    ("lint", "{}/flat/ifcfg-eth0", "--format", "json"),
    ("lint", "{}/web03.ks"),
    ("lint", "{}/nowhere"),
    ("lint", "{}", "--diff", "--unsafe-fixes"),
    ("lint", "{}/web01", "--show-managers"),
    ("boot", "{}/web01"),
    ("boot", "{}"),
    ("boot", "{}/flat", "--release", "7", "--against", "{}/web01"),
    ("read", "{}/web01"),
    ("migrate", "{}/web01"),
]


@pytest.mark.parametrize("ending", ["tar", "tar.zst"])
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_archive_counts_as_the_directory_that_it_holds(home: Path, words: tuple[str, ...], ending: str) -> None:
    of_directory = run(*(word.format("hosts") for word in words))
    of_archive = run(*(word.format(f"hosts.{ending}") for word in words))
    assert of_archive.exit_code == of_directory.exit_code
    shown = of_archive.stdout.replace(f"hosts.{ending}", "hosts")
    assert re.sub(" +", " ", shown) == re.sub(" +", " ", of_directory.stdout)  # columns are as wide as their paths
    assert of_archive.stderr.replace(f"hosts.{ending}", "hosts") == of_directory.stderr


def test_the_same_by_meaning(home: Path) -> None:
    assert run("diff", "hosts.tgz/web01", "hosts/web01", "--release", "7").exit_code == 0


def test_facts_of_an_archive_by_its_path(home: Path) -> None:
    (home / "ifcfgen.toml").write_text(
        '[[host]]\npath = "hosts.tar.xz/flat"\nignore = ["space-around-equals", "bootproto-missing"]\n'
    )
    assert lint("hosts.tar.xz/flat", "--format", "concise", "-q").output == ""


def test_an_archive_on_stdin(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def on_stdin() -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((home / "hosts.tgz").read_bytes())))

    expected = lint("hosts.tgz", "--format", "concise", "-q").stdout
    on_stdin()
    assert lint("-", "--format", "concise", "-q").stdout.replace("/dev/stdin", "hosts.tgz") == expected
    on_stdin()
    named = lint("-", "--stdin-filename", "sent.tgz", "--format", "concise", "-q")
    assert named.stdout.replace("sent.tgz", "hosts.tgz") == expected
    on_stdin()
    several = run("boot", "-")
    assert several.stderr == "/dev/stdin: 3 hosts in it; give one of them, such as /dev/stdin/flat\n"
    on_stdin()
    assert lint("-", "--fix").stderr.startswith("ifcfgen: error: --fix: cannot write stdin; use --diff\n")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((home / "hosts.tgz").read_bytes()[:200])))
    broken = lint("-")
    assert (broken.exit_code, broken.stdout) == (2, "")
    assert broken.stderr.startswith("/dev/stdin: damaged or truncated")


@pytest.mark.parametrize("option", ["--fix", "--add-suppressions"])
def test_an_archive_is_never_changed(home: Path, option: str) -> None:
    before = (home / "hosts.tgz").read_bytes()
    for path in ("hosts.tgz", "hosts.tgz/flat"):
        result = lint(path, option)
        assert result.stderr == "hosts.tgz: an archive is never changed; unpack it, or use --diff\n"
        assert result.exit_code == 2
    assert (home / "hosts.tgz").read_bytes() == before


@pytest.mark.parametrize("name", ["a.tar", "a.tgz", "a.tar.gz", "a.tar.xz", "a.tar.zst"])
@pytest.mark.parametrize("size", [0, 3, 200])
def test_an_archive_of_which_only_the_beginning_is_there(home: Path, name: str, size: int) -> None:
    (home / name).write_bytes(tar({"ifcfg-eth0": "DEVICE=eth0\n"})[:size])
    for verb in ("lint", "boot", "read"):
        done = run(verb, name)
        assert done.exit_code == 2
        assert done.stderr.splitlines()[-1].startswith(f"{name}: damaged or truncated (")


@pytest.mark.parametrize("ending", COMPRESSIONS)
def test_a_compressed_archive_in_which_bytes_are_wrong(home: Path, ending: str) -> None:
    """At every place, whatever the reader of its compression raises there."""
    whole = COMPRESSIONS[ending](tar({"ifcfg-eth0": "DEVICE=eth0\n"}))
    for at in range(4, len(whole), max(1, len(whole) // 12)):
        (home / f"a.{ending}").write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        done = run("lint", f"a.{ending}")
        assert done.exit_code < 2 or re.fullmatch(rf"a\.{ending}.*: not read\n", done.stderr), (at, done.stderr)


def test_what_is_wrong_with_one_archive_keeps_nobody_from_the_others(home: Path) -> None:
    (home / "half.tgz").write_bytes((home / "hosts.tgz").read_bytes()[:300])
    (home / "evil.tar").write_bytes(tar({"../../etc/sysconfig/network-scripts/ifcfg-eth0": "BOOTPROTO = none\n"}))
    alone = lint("hosts/flat", "--format", "concise", "-q")
    result = lint("half.tgz", "hosts/flat", "evil.tar", "--format", "concise", "-q")
    assert (result.exit_code, result.stdout) == (2, alone.stdout)
    half, evil = sorted(result.stderr.splitlines(), reverse=True)
    assert half.startswith("half.tgz: damaged or truncated (")
    name = "../../etc/sysconfig/network-scripts/ifcfg-eth0"
    assert evil == f"evil.tar: the member '{name}' leads out of the archive: not read"


@pytest.mark.parametrize(
    "name", ["network-scripts/ifcfg-eth0", "etc/ifcfg-eth0", "sysconfig/network-scripts/ifcfg-eth0"]
)
def test_nothing_beside_an_archive_belongs_to_a_host_in_it(home: Path, name: str) -> None:
    """Not even where the directories in it look like a part of /etc."""
    (home / "network").write_text("GATEWAY=192.0.2.254\n")
    (home / "etc").write_bytes(tar({name: "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n"}))
    (home / "redhat-release").write_text("CentOS release 6.10 (Final)\n")
    (home / "NetworkManager").mkdir()
    (home / "NetworkManager" / "NetworkManager.conf").write_text("[main]\nplugins=keyfile\n")
    (home / "usr/lib/NetworkManager/conf.d").mkdir(parents=True)
    (home / "usr/lib/NetworkManager/conf.d/x.conf").write_text("[main]\nplugins=keyfile\n")
    result = lint("etc", "--release", "9", "--show-managers")
    assert "keyfile" not in result.output
    assert run("boot", "etc", "--no-lint").output.count("EL6") == 1


def test_an_archive_on_stdin_is_not_what_its_name_leads_to(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "ifcfg-eth0").write_text("DEVICE=eth0\nBOOTPROTO = none\n")
    (home / "sent.tgz").symlink_to("ifcfg-eth0")
    before = lint("ifcfg-eth0").output
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((home / "hosts.tgz").read_bytes())))
    assert "sent.tgz/flat/ifcfg-eth0" in lint("-", "--stdin-filename", "sent.tgz").output
    assert lint("ifcfg-eth0").output == before


@pytest.mark.parametrize("paths", [("hosts", "hosts/own.tar"), ("hosts/own.tar", "hosts"), ("hosts/own.tar",) * 2])
def test_an_archive_in_a_directory_is_linted_once_if_it_is_named(home: Path, paths: tuple[str, str]) -> None:
    (home / "hosts/own.tar").write_bytes(tar({f"{ETC}/ifcfg-eth9": "DEVICE=eth9\nBOOTPROTO = none\n"}))
    done = lint(*paths, "--format", "concise", "--select", "space-around-equals")
    assert done.stdout.count(f"hosts/own.tar/{ETC}/ifcfg-eth9:2") == 1
    assert "no ifcfg files" not in done.stderr


# -- archives below a directory --------------------------------------------------------------------------


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Archives and a directory of hosts, what is no host, and what is damaged."""
    monkeypatch.chdir(tmp_path)
    here = tmp_path / "reports"
    (here / "old").mkdir(parents=True)
    for name, ending in (("kvm02", "tar.xz"), ("old/kvm01", "tgz"), ("kvm03", "tar.zst")):
        data = tar({f"sosreport-{name[-5:]}/{ETC}/ifcfg-eth0": "DEVICE=eth0\nBOOTPROTO = none\n"})
        (here / f"{name}.{ending}").write_bytes(COMPRESSIONS["tar.gz" if ending == "tgz" else ending](data))
    (here / "web09").mkdir()
    (here / "web09" / "ifcfg-eth0").write_text("DEVICE=eth0\nBOOTPROTO = none\n")
    (here / "sources.tar").write_bytes(tar({"src/main.c": "int main() {}\n"}))
    (here / "nested.tar").write_bytes(tar({"kvm04.tar": "no archive"}))
    (here / "link.tar").symlink_to("kvm02.tar.xz")
    return here


FLEET = [
    "reports/web09/ifcfg-eth0",
    f"reports/kvm02.tar.xz/sosreport-kvm02/{ETC}/ifcfg-eth0",
    f"reports/kvm03.tar.zst/sosreport-kvm03/{ETC}/ifcfg-eth0",
    f"reports/old/kvm01.tgz/sosreport-kvm01/{ETC}/ifcfg-eth0",
]
SPACES = ("--select", "space-around-equals", "--format", "concise")


def linted(result: Result) -> list[str]:
    return [line.partition(":")[0] for line in result.stdout.splitlines()]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_archives_below_a_directory_are_hosts(reports: Path, jobs: str) -> None:
    result = lint("reports", *SPACES, "--jobs", jobs)
    assert (result.exit_code, linted(result)) == (1, FLEET)
    assert "4 errors in 4 files of 4 hosts" in result.stderr


@pytest.mark.parametrize(
    "paths", [["reports", "reports/kvm02.tar.xz"], ["reports/kvm02.tar.xz", "reports"], ["reports", "./reports/old"]]
)
def test_each_archive_is_linted_once(reports: Path, paths: list[str]) -> None:
    assert sorted(map(Path, linted(lint(*paths, *SPACES)))) == sorted(map(Path, FLEET))


def test_a_damaged_archive_is_named_and_the_rest_goes_on(reports: Path) -> None:
    whole = (reports / "kvm02.tar.xz").read_bytes()
    (reports / "kvm02.tar.xz").write_bytes(whole[: len(whole) // 2])
    (reports / "empty.tar").write_bytes(b"")
    result = lint("reports", *SPACES)
    assert result.exit_code == 2
    assert linted(result) == [path for path in FLEET if "kvm02" not in path]
    empty, damaged = [line for line in result.faults.splitlines() if line.startswith("reports/")]
    assert empty == "reports/empty.tar: damaged or truncated (empty file): not read"
    assert damaged.startswith("reports/kvm02.tar.xz: damaged or truncated (")


def test_a_directory_of_archives_without_a_host(reports: Path) -> None:
    (reports / "other").mkdir()
    (reports / "sources.tar").rename(reports / "other" / "sources.tar")
    assert lint("reports/other").faults == "reports/other: no ifcfg files or keyfiles in it or below\n"


def test_an_archive_below_a_directory_is_never_changed(reports: Path) -> None:
    before = {path: path.read_bytes() for path in reports.rglob("kvm*")}
    result = lint("reports", *SPACES, "--fix")
    assert result.exit_code == 2
    assert (reports / "web09" / "ifcfg-eth0").read_text() == "DEVICE=eth0\nBOOTPROTO=none\n"
    assert before == {path: path.read_bytes() for path in reports.rglob("kvm*")}
    assert "reports/kvm02.tar.xz: an archive is never changed; unpack it, or use --diff" in result.faults
