"""What can be read beneath a directory, and that nothing leads out of it."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcfgen.filesystem.tree import LARGEST, Tree, read

OUT = "a link out of the directory, to {}: not followed"
NOWHERE = "a dangling or circular link: not read"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_text("secret")
    root = tmp_path / "root"
    (root / "hosts" / "a").mkdir(parents=True)
    (root / "common").mkdir()
    (root / "common" / "x").write_text("common")
    (root / "hosts" / "a" / "own").write_text("own")
    return root


@pytest.mark.parametrize(
    "target",
    [
        "own",
        "./own",
        "../a/own",
        "../../common/x",
        "..//../common/./x",
        "{root}/common/x",
        "../../hosts/a/../../common/x",
    ],
)
def test_a_link_to_another_place_inside_is_followed(root: Path, target: str) -> None:
    (root / "hosts/a/link").symlink_to(target.format(root=root))
    with Tree(str(root)) as tree:
        assert tree.read("hosts/a/link") in (b"own", b"common")


def test_a_link_of_links_and_of_folders_is_followed(root: Path) -> None:
    (root / "hosts/b").symlink_to("a")
    (root / "hosts/c").symlink_to("b")
    (root / "linked").symlink_to(root / "common")
    (root / "hosts/a/chain").symlink_to("../../linked/x")
    with Tree(str(root)) as tree:
        assert tree.read("hosts/c/own") == b"own"
        assert tree.read("hosts/c/chain") == b"common"
        assert tree.listing("hosts/c") == {"own": False, "chain": False}
        assert tree.listing("hosts") == {"a": True, "b": False, "c": False}


def test_the_root_may_be_a_link_itself(root: Path, tmp_path: Path) -> None:
    (tmp_path / "named").symlink_to("root")
    (root / "hosts/a/link").symlink_to(root / "common/x")
    with Tree(str(tmp_path / "named")) as tree:
        assert tree.read("hosts/a/link") == b"common"


@pytest.mark.parametrize(
    "target",
    [
        "../../../outside/secret", "{out}/secret", "/etc/passwd", "/dev/zero", "/proc/self/mem", "../../..", "/",
        "../../../root/common/x",  # comes back, but was outside
        "../../../../../../../../../../../../etc/passwd", "own/../../../../outside/secret",
    ],
)  # fmt: skip
@pytest.mark.parametrize("how", ["file", "folder above", "chain"])
def test_a_link_that_leaves_is_not_followed(root: Path, tmp_path: Path, target: str, how: str) -> None:
    target = target.format(out=tmp_path / "outside")
    path = "hosts/a/link"
    if how == "folder above":
        (root / path).symlink_to(target)
        path += "/secret"
    elif how == "chain":
        (root / "hosts/a/first").symlink_to(target)
        (root / path).symlink_to("first")
    else:
        (root / path).symlink_to(target)
    with Tree(str(root)) as tree, pytest.raises(OSError) as caught:
        tree.read(path)
    assert caught.value.strerror
    assert (
        caught.value.strerror.startswith("a link out of the directory, to ")
        or "Not a directory" in caught.value.strerror
    )


@pytest.mark.parametrize(
    "make, text",
    [
        (lambda path: path.symlink_to(path.name), NOWHERE),
        (lambda path: path.symlink_to("nowhere"), NOWHERE),
        (lambda path: os.mkfifo(path), "a FIFO, not a file: not read"),
        (lambda path: path.mkdir(), "a directory, not a file: not read"),
        (lambda path: socket.socket(socket.AF_UNIX).bind(f"/proc/self/fd/{os.open(path.parent, os.O_PATH)}/x"), "a socket, not a file: not read"),
        (lambda path: path.write_bytes(b"x" * (LARGEST + 1)), "larger than 1 MiB: not read"),
        (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 6 << 30), "larger than 1 MiB: not read"),
        (lambda path: None, "No such file or directory"),
    ],
    ids=["circle", "dangling", "fifo", "directory", "socket", "large", "sparse", "missing"],
)  # fmt: skip
def test_what_is_no_file_is_not_read(root: Path, make: Callable[[Path], object], text: str) -> None:
    make(root / "x")
    began = time.monotonic()
    with Tree(str(root)) as tree, pytest.raises(OSError) as caught:
        tree.read("x")
    assert caught.value.strerror == text
    assert time.monotonic() - began < 5


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes devices")
def test_a_device_is_not_opened(root: Path) -> None:
    os.mknod(root / "zero", 0o666 | 0o020000, os.makedev(1, 5))
    with Tree(str(root)) as tree, pytest.raises(OSError, match="a device node, not a file: not read"):
        tree.read("zero")


def test_a_link_to_a_file_of_secrets_is_not_followed(root: Path) -> None:
    (root / "keys-eth0").write_text("KEY=secret")
    (root / "ifcfg-eth0").symlink_to("keys-eth0")
    with Tree(str(root)) as tree, pytest.raises(OSError, match="a link to a file of secrets: not followed"):
        tree.read("ifcfg-eth0")


def test_all_of_it_together_is_bounded(root: Path) -> None:
    for number in range(70):
        (root / str(number)).write_bytes(b"x" * (1 << 20))
    with Tree(str(root)) as tree:
        for number in range(64):
            tree.read(str(number))
        with pytest.raises(OSError, match="over 64 MiB together with the files before it: not read"):
            tree.read("64")


def test_a_trap_of_directories_has_an_end(root: Path) -> None:
    path, deepest = root, root
    for _ in range(200):
        path /= "d"
        path.mkdir()
        deepest = path
    (deepest / "x").write_text("deep")
    with Tree(str(root)) as tree, pytest.raises(OSError, match="more than 128 directories deep: not read"):
        tree.read("d/" * 200 + "x")


PLACES = [
    "",
    "hosts",
    "hosts/a",
    "hosts/b",
    "hosts/b/own",
    "hosts/a/own",
    "hosts/a/none",
    "linked",
    "linked/deep",
    "common",
    "hosts/a/../b",
]


@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=8))
def test_what_was_read_before_changes_nothing(places: list[str]) -> None:
    with TemporaryDirectory() as name:
        root = Path(name)
        for folder in ("hosts/a", "common/deep"):
            (root / folder).mkdir(parents=True)
        (root / "hosts/a/own").write_text("own")
        (root / "hosts/b").symlink_to("a")
        (root / "linked").symlink_to("common")
        with Tree(name) as tree:
            for place in places:
                with Tree(name) as fresh:
                    assert _shown(tree, place) == _shown(fresh, place)


def _shown(tree: Tree, place: str) -> tuple[object, ...]:
    answers: list[object] = [tree.link(place)]
    for ask in (tree.listing, tree.read, tree.kind):
        try:
            answers.append(ask(place))
        except OSError as error:
            answers.append(error.strerror)
    return tuple(answers)


def test_no_descriptor_is_left_open(root: Path) -> None:
    (root / "hosts/a/link").symlink_to("../../common/x")
    (root / "hosts/a/out").symlink_to("/etc/passwd")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(3):
        with Tree(str(root)) as tree:
            for path in ("hosts/a/own", "common/x", "hosts/a/link", "nowhere/x", "hosts/a/out", "x"):
                with suppress(OSError):
                    tree.read(path)
            tree.listing("hosts")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_swap_between_look_and_read_shows_nothing_of_outside(root: Path, tmp_path: Path, what: str) -> None:
    """A file, or the directory that it is in, becomes a link to outside and back, thousands of times."""
    (root / "d").mkdir()
    (root / "d" / "secret").write_text("own")
    victim, elsewhere = (
        (root / "d" / "secret", tmp_path / "outside/secret") if what == "file" else (root / "d", tmp_path / "outside")
    )
    spare, link = root / "spare", root / "link"
    link.symlink_to(elsewhere)
    ended = threading.Event()

    def swap() -> None:
        while not ended.is_set():
            victim.rename(spare)
            link.rename(victim)
            victim.rename(link)
            spare.rename(victim)

    swapping = threading.Thread(target=swap)
    swapping.start()
    seen = set()
    try:
        began = time.monotonic()
        while time.monotonic() - began < 1:
            with Tree(str(root)) as tree:
                try:
                    seen.add(tree.read("d/secret"))
                except OSError:
                    seen.add(b"refused")
    finally:
        ended.set()
        swapping.join()
    assert b"secret" not in seen
    assert b"own" in seen


def test_a_file_that_is_named_may_be_a_link_and_a_pipe_where_that_is_wanted(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("text")
    (tmp_path / "link").symlink_to("real")
    assert read(tmp_path / "link") == b"text"
    receiving, sending = os.pipe()
    os.write(sending, b"bash-1.2-3\n")
    os.close(sending)
    with pytest.raises(OSError, match="a FIFO, not a file: not read"):
        read(Path(f"/dev/fd/{receiving}"))
    assert read(Path(f"/dev/fd/{receiving}"), pipes=True) == b"bash-1.2-3\n"
    os.close(receiving)
    with pytest.raises(OSError, match="a device node, not a file: not read"):
        read(Path("/dev/zero"), pipes=True)
