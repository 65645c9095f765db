"""Writing to disk: all or nothing, whatever happens, and nobody else's files."""

from __future__ import annotations

import errno
import itertools
import os
import shutil
import signal
import stat
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from ifcfgen.errors import Faults, IfcfgenError
from ifcfgen.render.disk.layout import Destination
from ifcfgen.render.disk.plan import plan, secrets_of
from ifcfgen.render.disk.writer import apply, locked
from ifcfgen.render.header import headed
from ifcfgen.render.ifcfg.files import LAYOUT


def files(**bodies: str) -> dict[str, str]:
    """Rendered files by name; `_` in a name stands for `-`."""
    return {name.replace("_", "-"): headed(body, "kvm01.yaml") for name, body in bodies.items()}


OLD = files(
    ifcfg_eth0="DEVICE=eth0\n", ifcfg_br0="DEVICE=br0\n", route_br0="default via 192.0.2.1\n", ifcfg_lo0="X=1\n"
)
NEW = files(ifcfg_eth0="DEVICE=eth0\nBRIDGE=br1\n", ifcfg_br1="DEVICE=br1\n", ifcfg_br0="A=b\n", ifcfg_lo0="X=1\n")


def write(destination: Destination, rendered: dict[str, str], *, prune: bool = True, force: bool = False) -> str:
    with locked(destination) as held:
        apply(held, plan(destination, rendered, prune=prune), force=force)
    return held.settled


def content(directory: Path) -> dict[str, str]:
    """Every file below DIRECTORY by its name, hidden ones too."""
    return {path.name: path.read_text() for path in directory.rglob("*") if path.is_file()}


def kinds(destination: Destination, rendered: dict[str, str], *, prune: bool = False) -> dict[str, str]:
    return {change.name: change.kind for change in plan(destination, rendered, prune=prune)}


@pytest.fixture
def flat(tmp_path: Path) -> Destination:
    return Destination.flat(LAYOUT, tmp_path / "kvm01")


def test_a_new_directory_gets_every_file(flat: Destination) -> None:
    assert set(kinds(flat, NEW).values()) == {"create"}
    assert not flat.directory.exists()
    write(flat, NEW)
    assert content(flat.directory) == NEW


def test_below_a_root_each_file_has_its_place(tmp_path: Path) -> None:
    rendered = files(ifcfg_eth0="DEVICE=eth0\n", network="NETWORKING=yes\n")
    write(Destination.below(LAYOUT, tmp_path), rendered)
    assert (tmp_path / "etc/sysconfig/network").read_text() == rendered["network"]
    assert (tmp_path / "etc/sysconfig/network-scripts/ifcfg-eth0").read_text() == rendered["ifcfg-eth0"]
    assert len(content(tmp_path)) == 2


def test_what_is_no_longer_rendered_goes_only_when_pruning(flat: Destination) -> None:
    write(flat, OLD)
    theirs = flat.directory / "ifcfg-theirs"
    theirs.write_text("DEVICE=theirs\n")
    backup = flat.directory / "ifcfg-br0.bak"
    backup.write_text(OLD["ifcfg-br0"])
    expected = {"ifcfg-eth0": "update", "ifcfg-br0": "update", "ifcfg-br1": "create", "ifcfg-lo0": "unchanged"}
    assert kinds(flat, NEW) == {**expected, "route-br0": "stale"}
    assert kinds(flat, NEW, prune=True) == {**expected, "route-br0": "remove"}
    write(flat, NEW, prune=False)
    assert "route-br0" in content(flat.directory)
    write(flat, NEW)
    assert content(flat.directory) == {**NEW, theirs.name: "DEVICE=theirs\n", backup.name: OLD["ifcfg-br0"]}


def test_network_is_never_pruned(flat: Destination) -> None:
    write(flat, files(network="NETWORKING=yes\n"))
    assert kinds(flat, NEW, prune=True).get("network") is None


def test_an_unchanged_file_is_not_touched(flat: Destination) -> None:
    write(flat, OLD)
    same = flat.directory / "ifcfg-lo0"
    os.utime(same, ns=(1, 1))
    before = same.stat()
    write(flat, NEW)
    after = same.stat()
    assert (after.st_ino, after.st_mtime_ns, after.st_ctime_ns) == (before.st_ino, 1, before.st_ctime_ns)


def test_new_files_are_readable_and_secrets_are_not(flat: Destination) -> None:
    before = os.umask(0o077)
    try:
        write(flat, files(ifcfg_eth0="", keys_eth0="KEY_PASSPHRASE=secret\n"))
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in flat.directory.iterdir()}
    assert modes == {"ifcfg-eth0": 0o644, "keys-eth0": 0o600}


def test_mode_of_an_updated_file_is_kept(flat: Destination) -> None:
    write(flat, OLD)
    (flat.directory / "ifcfg-eth0").chmod(0o640)
    write(flat, NEW)
    assert stat.S_IMODE((flat.directory / "ifcfg-eth0").stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_owner_and_context_of_an_updated_file_are_kept(flat: Destination) -> None:
    write(flat, OLD)
    path = flat.directory / "ifcfg-eth0"
    os.chown(path, 1234, 2345)
    context = b"system_u:object_r:net_conf_t:s0\0"
    try:
        os.setxattr(path, "security.selinux", context)
    except OSError:
        context = b""  # this file system or kernel has no contexts
    write(flat, NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)
    assert not context or os.getxattr(path, "security.selinux") == context


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("DEVICE=eth0\n", "was not written by ifcfgen; --force replaces it"),
        ("", "was not written by ifcfgen"),
        (OLD["ifcfg-eth0"] + "MTU=9000\n", "was edited since ifcfgen wrote it; --diff shows what --force would undo"),
        (OLD["ifcfg-eth0"].replace("\n", "\r\n"), "was not written by ifcfgen"),
    ],
)
def test_what_is_not_ours_needs_force(flat: Destination, text: str, said: str) -> None:
    write(flat, OLD)
    path = flat.directory / "ifcfg-eth0"
    path.write_bytes(text.encode())
    before = content(flat.directory)
    with pytest.raises(Faults, match=f"^{path}: {said}"):
        write(flat, NEW)
    assert content(flat.directory) == before
    write(flat, NEW, force=True)
    assert content(flat.directory) == NEW


def test_an_edited_file_is_not_pruned_without_force(flat: Destination) -> None:
    write(flat, OLD)
    (flat.directory / "route-br0").write_text(OLD["route-br0"] + "# mine\n")
    with pytest.raises(Faults, match="route-br0: was edited since"):
        write(flat, NEW)
    write(flat, NEW, force=True)
    assert content(flat.directory) == NEW


@pytest.mark.parametrize(
    ("there", "missing"),
    [
        ("NETWORKING=yes\nHOSTNAME=kvm01\nNOZEROCONF=yes\n", None),
        ("NETWORKING='yes'\nHOSTNAME=kvm01 # set by anaconda\n", None),
        ("NETWORKING=no\nHOSTNAME=kvm01\n", "NETWORKING=yes"),
        ("# Created by anaconda\n", "NETWORKING=yes HOSTNAME=kvm01"),
    ],
)
def test_network_of_others_will_do_where_it_says_what_is_wanted(
    flat: Destination, there: str, missing: str | None
) -> None:
    rendered = files(network="NETWORKING=yes\nHOSTNAME=kvm01\n", ifcfg_eth0="")
    flat.directory.mkdir()
    flat.path("network").write_text(there)
    if missing:
        with pytest.raises(Faults, match=f"network: was not written by ifcfgen; .*or add there: {missing}$"):
            write(flat, rendered)
        assert content(flat.directory) == {"network": there}
    else:
        write(flat, rendered)
        assert content(flat.directory) == {"network": there, "ifcfg-eth0": rendered["ifcfg-eth0"]}


def test_whatever_stands_in_the_way_is_told_at_once(flat: Destination, tmp_path: Path) -> None:
    flat.directory.mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("keep me\n")
    (flat.directory / "ifcfg-a").symlink_to(elsewhere)
    (flat.directory / "ifcfg-b").symlink_to("ifcfg-b")
    (flat.directory / "ifcfg-c").mkdir()
    os.mkfifo(flat.directory / "ifcfg-d")
    with pytest.raises(Faults) as caught:
        write(flat, files(ifcfg_a="", ifcfg_b="", ifcfg_c="", ifcfg_d="", ifcfg_e=""), force=True)
    said = [fault.partition("ifcfg-")[2].partition(" is in the way")[0] for fault in map(str, caught.value.faults)]
    assert said == ["a: a symbolic link", "b: a symbolic link", "c: a directory", "d: a FIFO"]
    assert elsewhere.read_text() == "keep me\n"
    assert not (flat.directory / "ifcfg-e").exists()


def test_odd_files_that_are_not_rendered_are_left_alone(flat: Destination) -> None:
    write(flat, OLD)
    os.mkfifo(flat.directory / "ifcfg-fifo")
    (flat.directory / "ifcfg-dir").mkdir()
    (flat.directory / "ifcfg-link").symlink_to("ifcfg-eth0")
    write(flat, {})
    assert {path.name for path in flat.directory.iterdir()} == {"ifcfg-fifo", "ifcfg-dir", "ifcfg-link"}


def test_a_name_cannot_lead_elsewhere(flat: Destination, tmp_path: Path) -> None:
    with pytest.raises(Faults, match="no network file can have this name"):
        write(flat, {"ifcfg-../../escaped": "x"})
    assert content(tmp_path) == {}


def test_a_link_out_of_the_root_is_refused(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    root.mkdir()
    (root / "etc").symlink_to(outside)
    for act in plan, write:
        with pytest.raises(IfcfgenError, match=f"a link out of the directory, to {outside}: not followed"):
            act(Destination.below(LAYOUT, root), OLD)
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("obstacle", ["file", "loop", "parent"])
def test_a_directory_that_cannot_be_one(tmp_path: Path, obstacle: str) -> None:
    path = tmp_path / "there"
    path.symlink_to("there") if obstacle == "loop" else path.write_text("")
    destination = Destination.flat(LAYOUT, path / "deeper" if obstacle == "parent" else path)
    with pytest.raises(
        IfcfgenError, match=f"^{path}.*: (Not a directory|File exists|Too many levels of symbolic links)$"
    ):
        write(destination, NEW)


def test_two_runs_at_once(flat: Destination) -> None:
    write(flat, OLD)
    with locked(flat), pytest.raises(IfcfgenError, match="another ifcfgen is writing here"):
        write(flat, NEW)
    assert content(flat.directory) == OLD
    write(flat, NEW)


def test_diff_shows_both_sides_and_a_missing_last_newline(flat: Destination) -> None:
    write(flat, OLD)
    (flat.directory / "ifcfg-eth0").write_text("DEVICE=eth0")
    changes = {change.name: change for change in plan(flat, NEW, prune=True)}
    held = secrets_of(changes.values())
    at = flat.directory
    head = NEW["ifcfg-eth0"].splitlines()[0]
    assert changes["ifcfg-eth0"].diff(held) == (
        f"--- {at}/ifcfg-eth0\n+++ {at}/ifcfg-eth0\n@@ -1 +1,3 @@\n"
        f"-DEVICE=eth0\n\\ No newline at end of file\n+{head}\n+DEVICE=eth0\n+BRIDGE=br1\n"
    )
    assert (
        changes["ifcfg-br1"]
        .diff(held)
        .startswith(f"--- /dev/null\n+++ {at}/ifcfg-br1\n@@ -0,0 +1,2 @@\n+# ifcfgen: from")
    )
    assert (
        changes["route-br0"]
        .diff(held)
        .startswith(f"--- {at}/route-br0\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-# ifcfgen: from")
    )
    assert changes["ifcfg-lo0"].diff(held) == ""


# -- the disk refuses --------------------------------------------------------------------------------

CALLS = ("open", "link", "rename", "unlink", "mkdir", "fchmod", "fsync", "posix_fadvise", "listxattr", "rmdir")


class Breaking:
    """Makes HOW happen before the STEP-th of the calls that may change the disk."""

    def __init__(self, patch: pytest.MonkeyPatch, step: int, how: Callable[[], None]):
        self.calls, self.step, self.how = 0, step, how
        for name in CALLS:
            patch.setattr(os, name, self._breaking(getattr(os, name)))

    def _breaking(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls == self.step:
                self.how()
            return real(*args, **kwargs)

        return call

    @property
    def happened(self) -> bool:
        return self.calls >= self.step


def refuse() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """ACT in a child that is killed before its STEP-th call. False where it came to its end before."""
    child = os.fork()
    if child == 0:
        try:
            Breaking(pytest.MonkeyPatch(), step, kill)
            act()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


SETTLED = ("its temporary files are gone", "restored", "completed")
BEFORE = {**OLD, **files(network="A=1\n")}
AFTER = {**NEW, **files(network="A=2\n")}


@pytest.fixture
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without waiting for the disk: neither an error nor a kill loses what the kernel has."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


@pytest.fixture(params=["flat", "root"])
def fresh(hurry: None, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], tuple[Destination, Path]]:
    """Makes a destination that holds BEFORE, and the directory that holds it all."""

    def make() -> tuple[Destination, Path]:
        at = tmp_path / "at"
        shutil.rmtree(at, ignore_errors=True)
        destination = Destination.flat(LAYOUT, at) if request.param == "flat" else Destination.below(LAYOUT, at)
        write(destination, BEFORE)
        return destination, at

    return make


def test_whichever_call_fails_all_or_nothing_is_written(
    fresh: Callable[[], tuple[Destination, Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcomes = Counter[str]()
    for step in itertools.count(1):
        destination, at = fresh()
        said = "done"
        with monkeypatch.context() as patch:
            breaking = Breaking(patch, step, refuse)
            try:
                write(destination, AFTER)
            except IfcfgenError as error:
                said = str(error)
                assert "No space left on device" in said
                assert "\n" not in said
        if not breaking.happened:
            break
        if said.endswith("the files are written, but temporary files are left"):
            assert write(destination, AFTER).endswith("its temporary files are gone")
        assert content(at) == (AFTER if "done" in said or "are written" in said else BEFORE)
        outcomes[said.rpartition("; ")[2]] += 1
    assert outcomes["nothing was changed"] > 30
    assert outcomes["the files are written, but temporary files are left"] > 3


def test_wherever_it_is_killed_the_next_run_finds_all_or_nothing(fresh: Callable[[], tuple[Destination, Path]]) -> None:
    outcomes = Counter[str]()
    for step in itertools.count(1):
        destination, at = fresh()
        if not killed_at(step, lambda destination=destination: write(destination, AFTER)):
            break
        for name, text in content(at).items():
            assert name.startswith(".ifcfgen.") or text in (BEFORE.get(name), AFTER.get(name))
        with locked(destination) as held:
            undone = held.settled
        left = content(at)
        assert left == (AFTER if left["network"] == AFTER["network"] else BEFORE)
        words = next((words for words in SETTLED if words in undone), "nothing")
        outcomes[f"{words}, {'old' if left == BEFORE else 'new'}"] += 1
        assert write(destination, AFTER) == ""
        assert content(at) == AFTER
    assert set(outcomes) == {
        "nothing, old",  # killed before anything was done
        "its temporary files are gone, old",  # while staging
        "restored, old",  # while renaming
        "completed, new",  # behind the last renaming
        "its temporary files are gone, new",  # while tidying up
    }
    assert outcomes["restored, old"] >= len(NEW)


def test_a_recovery_can_be_killed_too(fresh: Callable[[], tuple[Destination, Path]]) -> None:
    def recover(destination: Destination) -> None:
        with locked(destination):
            pass

    destination, at = fresh()
    for first in itertools.count(1):
        fresh()
        assert killed_at(first, lambda: write(destination, AFTER))
        if (destination.directory / "ifcfg-br1").exists() and content(at)["network"] == AFTER["network"]:
            break
    for second in itertools.count(1):
        fresh()
        assert killed_at(first, lambda: write(destination, AFTER))
        if not killed_at(second, lambda: recover(destination)):
            break
        recover(destination)
        assert content(at) == BEFORE


def test_what_was_edited_by_hand_after_a_kill_stays(flat: Destination, hurry: None) -> None:
    write(flat, OLD)
    created = flat.directory / "ifcfg-br1"
    for step in itertools.count(1):
        assert killed_at(step, lambda: write(flat, NEW))
        if created.exists():
            break
    created.write_text("DEVICE=br1\n# edited\n")
    with locked(flat) as held:
        assert "restored" in held.settled
    assert content(flat.directory) == {**OLD, "ifcfg-br1": "DEVICE=br1\n# edited\n"}


def test_nothing_is_renamed_before_all_of_it_is_on_disk(flat: Destination, monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a power cut: the order of what is forced to disk and what is renamed."""
    write(flat, OLD)
    happened: list[tuple[str, str]] = []

    def fsync(descriptor: int) -> None:
        happened.append(("fsync", Path(f"/proc/self/fd/{descriptor}").readlink().name))

    def rename(source: str, destination: str, **folders: int) -> None:
        happened.append(("rename", destination))
        real(source, destination, **folders)

    real = os.rename
    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "rename", rename)
    write(flat, NEW)
    changed = ["ifcfg-eth0", "ifcfg-br1", "ifcfg-br0"]
    folder = ("fsync", flat.directory.name)
    assert happened == [
        *(("fsync", f".ifcfgen.{name}.new") for name in changed),
        ("fsync", ".ifcfgen.journal.new"),
        ("rename", ".ifcfgen.journal"),
        folder,
        *(("rename", name) for name in changed),
        ("rename", ".ifcfgen.route-br0.old"),
        folder,
        folder,
    ]


def test_a_kept_file_that_somebody_took_away_does_not_stop_a_recovery(flat: Destination, hurry: None) -> None:
    write(flat, OLD)
    for step in itertools.count(1):
        assert killed_at(step, lambda: write(flat, NEW))
        if content(flat.directory)["ifcfg-eth0"] == NEW["ifcfg-eth0"]:
            break
    (flat.directory / ".ifcfgen.ifcfg-eth0.old").unlink()
    with locked(flat) as held:
        assert "restored" in held.settled
    assert content(flat.directory) == {**OLD, "ifcfg-eth0": NEW["ifcfg-eth0"]}


@pytest.mark.parametrize("journal", ["", "[1]", '{"a": 1}', '[["create", "../../victim", "0"]]', "\x00\xff"])
def test_a_forged_journal_leads_nowhere(flat: Destination, tmp_path: Path, journal: str) -> None:
    (tmp_path / "victim").write_text("")
    write(flat, OLD)
    (flat.directory / ".ifcfgen.journal").write_bytes(journal.encode("latin-1"))
    for _ in range(2):  # the lock is let go as well
        with pytest.raises(IfcfgenError, match="journal: not a journal of ifcfgen; remove it"):
            write(flat, NEW)
    assert (tmp_path / "victim").exists()


def test_an_interrupt_undoes_all_as_well(flat: Destination, hurry: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    write(flat, OLD)
    for step in itertools.count(1):
        with monkeypatch.context() as patch:
            breaking = Breaking(patch, step, interrupt)
            with suppress(KeyboardInterrupt):
                write(flat, NEW)
        if not breaking.happened:
            break
        seen = {name: text for name, text in content(flat.directory).items() if not name.startswith(".")}
        assert seen in (OLD, NEW)
        with locked(flat):
            pass
        assert content(flat.directory) == seen
        write(flat, OLD)
    assert step > 30


def test_a_file_system_without_hard_links_will_do(flat: Destination, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", refused)
    write(flat, OLD)
    write(flat, NEW)
    assert content(flat.directory) == NEW


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A file system of 32 KiB."""
    at = tmp_path / "tiny"
    at.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32k", "tmpfs", at], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("cannot mount here")
    yield at
    subprocess.run(["umount", at], check=True)


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root mounts")
def test_a_full_disk_changes_nothing(tiny: Path) -> None:
    destination = Destination.flat(LAYOUT, tiny)
    write(destination, OLD)
    with pytest.raises(IfcfgenError, match=f"^{tiny}.*: No space left on device; nothing was changed$"):
        write(destination, {**NEW, **files(ifcfg_big="x" * 40_000)})
    assert content(tiny) == OLD


def test_a_disk_that_dies_for_good_leaves_the_rest_to_the_next_run(
    flat: Destination, hurry: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half-way, with no way forwards or backwards."""
    write(flat, OLD)
    real = os.rename

    def renamed(source: str, destination: str, **folders: int) -> None:
        if destination == "ifcfg-br1":
            patch.setattr(os, "unlink", lambda *_, **__: refuse())
            refuse()
        real(source, destination, **folders)

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", renamed)
        with pytest.raises(IfcfgenError, match=r"No space left on device; then .*: the next run completes"):
            write(flat, NEW)
    with locked(flat) as held:
        assert "its temporary files are gone" in held.settled
    assert content(flat.directory) == OLD


@pytest.fixture
def public() -> Iterator[Destination]:
    """A destination in a directory that anybody can read."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Destination.flat(LAYOUT, Path(name) / "kvm01")


@contextmanager
def nobody() -> Iterator[None]:
    """Without the rights of root for a while."""
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
def test_secrets_of_others_are_passed_over(public: Destination) -> None:
    write(public, OLD)
    (public.directory / "keys-wlan0").write_text("WPA_PSK=secret\n")
    (public.directory / "keys-wlan0").chmod(0o600)
    with nobody():
        assert set(kinds(public, OLD).values()) == {"unchanged"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become nobody")
@pytest.mark.parametrize("below", ["", "deeper"])
def test_no_permission(public: Destination, below: str) -> None:
    write(public, OLD)
    destination = Destination.flat(LAYOUT, public.directory / below)
    with nobody(), pytest.raises(IfcfgenError, match=f"^{destination.directory}.*: Permission denied"):
        write(destination, NEW)
    assert content(public.directory) == OLD


def test_a_directory_made_for_nothing_goes_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "posix_fadvise", lambda *_: refuse())
    with pytest.raises(IfcfgenError, match="nothing was changed"):
        write(Destination.below(LAYOUT, tmp_path / "new/root"), NEW)
    assert list(tmp_path.iterdir()) == []
