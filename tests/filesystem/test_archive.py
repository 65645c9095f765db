"""Archives as trees: the same answers as a directory gives, and nothing for those who mean harm."""

from __future__ import annotations

import gzip
import io
import lzma
import stat
import tarfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from archives import COMPRESSIONS, tar
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcfgen.filesystem import archive
from ifcfgen.filesystem.tree import LARGEST, Tree, is_folder

FILES = {
    "./": "!5",
    "./host/etc/ifcfg-eth0": "DEVICE=eth0\n",
    "host/etc/large": "x" * 5000,
    "host/etc/link": "-> ../common/x",
    "host/etc/hard": "=> host/etc/ifcfg-eth0",
    "host/common/x": "common",
    "host/folder": "-> common",
    "host/out": "-> ../../x",
    "host/absolute": "-> /etc/passwd",
    "host/circle": "-> circle",
    "host/secret": "-> keys-eth0",
    "host/keys-eth0": "KEY=secret",
    "host/zero": "!3",
    "host/fifo": "!6",
    "host/huge": "x" * (LARGEST + 1),
    "host/empty": "",
}


@pytest.fixture(params=COMPRESSIONS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    made = tmp_path / f"hosts.{request.param}"
    made.write_bytes(COMPRESSIONS[request.param](tar(FILES)))
    return str(made)


def test_an_archive_is_read_as_a_directory_is(path: str) -> None:
    with Tree(path) as tree:
        assert tree.listing() == {"host": True}
        assert tree.listing("host/etc") == {"ifcfg-eth0": False, "large": False, "link": False, "hard": False}
        assert tree.read("host/etc/ifcfg-eth0") == b"DEVICE=eth0\n"
        assert tree.read("host/etc/hard") == b"DEVICE=eth0\n"
        assert tree.read("host/etc/link") == b"common"
        assert tree.read("host/folder/x") == b"common"
        assert tree.read("host/etc/large") == b"x" * 5000
        assert tree.read("host/empty") == b""
        assert tree.read("host/huge", 2 * LARGEST) == b"x" * (LARGEST + 1)
        assert (tree.kind("host/zero"), tree.kind("nowhere")) == (stat.S_IFCHR, 0)
        assert tree.link("host/absolute") == "/etc/passwd"
    with Tree(f"{path}/host/etc") as tree:
        assert sorted(tree.listing()) == ["hard", "ifcfg-eth0", "large", "link"]
        with pytest.raises(OSError, match=r"a link out of the directory, to \.\./common/x: not followed"):
            tree.read("link")


@pytest.mark.parametrize(
    "name, text",
    [
        ("host/out", "a link out of the directory, to ../../x: not followed"),
        ("host/absolute", "a link out of the directory, to /etc/passwd: not followed"),
        ("host/circle", "a dangling or circular link: not read"),
        ("host/secret", "a link to a file of secrets: not followed"),
        ("host/zero", "a device node, not a file: not read"),
        ("host/fifo", "a FIFO, not a file: not read"),
        ("host/huge", "larger than 1 MiB: not read"),
        ("host/etc", "a directory, not a file: not read"),
        ("host/nowhere", "No such file or directory"),
        ("host/empty/x", "Not a directory"),
    ],
)
def test_what_is_no_file_in_it_is_not_read(path: str, name: str, text: str) -> None:
    with Tree(path) as tree, pytest.raises(OSError) as caught:
        tree.read(name)
    assert caught.value.strerror == text


def test_nobody_writes_into_an_archive(path: str) -> None:
    with Tree(path) as tree, pytest.raises(OSError, match="lies in an archive, which is never changed"):
        tree.folder("host")


def test_where_an_archive_is_on_a_path(path: str, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no archive")
    known = [path, f"{path}/host", f"{path}/host/etc/ifcfg-eth0", f"{path}/no", str(tmp_path / "text"), str(tmp_path)]
    assert [is_folder(name) for name in known] == [True, True, False, False, False, True]


HOSTILE = [
    ([("/etc/passwd", "x")], "the member '/etc/passwd' has an absolute path: not read"),
    ([("../x", "x")], "the member '../x' leads out of the archive: not read"),
    ([("a/../../x", "x")], "the member 'a/../../x' leads out of the archive: not read"),
    ([("a", "-> /tmp"), ("a/x", "x")], "the member 'a/x' lies below a link or a file: not read"),
    ([("a", "file"), ("a/x", "x")], "the member 'a/x' lies below a link or a file: not read"),
    ([("d/" * 129 + "x", "x")], "a member more than 128 directories deep: not read"),
]


@pytest.mark.parametrize("members, text", HOSTILE, ids=lambda value: str(value)[:30])
def test_a_hostile_member_is_named(tmp_path: Path, members: list[tuple[str, str]], text: str) -> None:
    (tmp_path / "x.tar").write_bytes(tar(members))
    with pytest.raises(OSError) as caught:
        Tree(str(tmp_path / "x.tar"))
    assert caught.value.strerror == text


def test_a_hard_link_leads_to_members_only(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(tar([("a", "=> etc/passwd"), ("b", "=> b"), ("c", "=> a")]))
    with Tree(str(tmp_path / "x.tar")) as tree:
        for name in "abc":
            with pytest.raises(OSError):
                tree.read(name)


def test_the_last_of_two_members_counts(tmp_path: Path) -> None:
    (tmp_path / "x.tar").write_bytes(tar([("a", "one"), ("a", "two")]))
    with Tree(str(tmp_path / "x.tar")) as tree:
        assert tree.read("a") == b"two"


def _bomb(size: int) -> bytes:
    """The beginning of a tar whose only member has SIZE bytes of nothing."""
    info = tarfile.TarInfo("a")
    info.size = size
    made = io.BytesIO()
    with gzip.open(made, "wb", 9) as file:
        file.write(info.tobuf())
        for _ in range(size >> 20):
            file.write(bytes(1 << 20))
        file.write(bytes(1024))
    return made.getvalue()


def _long_header() -> bytes:
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 3 << 20
    return gzip.compress(info.tobuf() + b"x" * (3 << 20) + bytes(1024))


def _many(count: int) -> bytes:
    return gzip.compress(tarfile.TarInfo("x").tobuf() * count + bytes(1024), 1)


@pytest.mark.parametrize(
    "data, text",
    [
        (lambda: _bomb(80 << 20), "over 300 times its size when decompressed: not read"),
        (_long_header, "a member with a header of more than 1 MiB: not read"),
        (lambda: gzip.compress(tar({"a": "x"}))[:40], "damaged or truncated (Compressed file ended before the end-of-stream marker was reached): not read"),
        (lambda: tar({"a": "x" * 5000})[:2048], "damaged or truncated (unexpected end of data): not read"),
        (lambda: tar({"a": "x"})[:1024], "truncated, as the blocks that end a tar are missing: not read"),
        (lambda: tar({"a": "x"})[:1024] + b"junk" * 128, "truncated, as the blocks that end a tar are missing: not read"),
        (lambda: lzma.compress(b"no tar"), "damaged or truncated (truncated header): not read"),
    ],
    ids=["ratio", "header", "gzip", "member", "end", "junk", "no tar"],
)  # fmt: skip
def test_a_bomb_and_what_is_damaged_is_told(tmp_path: Path, data: Callable[[], bytes], text: str) -> None:
    (tmp_path / "x").write_bytes(data())
    assert is_folder(str(tmp_path / "x"))
    with pytest.raises(OSError) as caught:
        Tree(str(tmp_path / "x"))
    assert caught.value.strerror == text


@pytest.mark.parametrize(
    "data, text",
    [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "a pointer of Git LFS, and git lfs pull"),
        ("/annex/objects/SHA256E-s9--00.tar.xz\n", "a pointer of git-annex, and git annex get"),
    ],
)  # fmt: skip
def test_a_pointer_is_named_as_such(tmp_path: Path, data: str, text: str) -> None:
    (tmp_path / "x.tar.xz").write_text(data)
    with pytest.raises(OSError, match=f"{text} fetches the archive: not read"):
        Tree(str(tmp_path / "x.tar.xz"))


def test_members_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "_MOST_MEMBERS", 100)
    (tmp_path / "x").write_bytes(_many(101))
    with pytest.raises(OSError, match="more than 100 members: not read"):
        Tree(str(tmp_path / "x"))


def test_without_a_reader_of_zstd_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x").write_bytes(COMPRESSIONS["tar.zst"](tar({"a": "x"})))

    def none(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(archive, "import_module", none)
    with pytest.raises(OSError, match=r"install ifcfgen\[zstd\], or decompress it with zstd -d"):
        Tree(str(tmp_path / "x"))


NAMES = st.sampled_from(["a", "b", "a/b", "./a", "../a", "/a", "", ".", "a/../b", "a//b", "keys-a", "ü\udc80"])
CONTENTS = st.sampled_from(
    ["", "x", "-> a", "-> ../..", "-> /etc", "=> a", "=> ../a", "!5", "!3", "!S", "!x", "!g", "!K", "!L"]
)


def _everything(tree: Tree, below: str = "") -> None:
    for name, is_directory in tree.listing(below).items():
        path = f"{below}/{name}".lstrip("/")
        with suppress(OSError):
            assert b"root:" not in tree.read(path)
        if is_directory:
            _everything(tree, path)


@settings(max_examples=300)
@given(st.lists(st.tuples(NAMES, CONTENTS), max_size=6), st.integers(0, 8191), st.binary(max_size=24), st.booleans())
def test_any_archive_gives_a_tree_or_an_error_in_words(
    members: list[tuple[str, str]], at: int, junk: bytes, is_packed: bool
) -> None:
    """Whatever is in it: names, links and kinds, and bytes in the wrong place."""
    data = bytearray(tar([(name, content.encode() if content == "x" else content) for name, content in members]))
    data[at : at + len(junk)] = junk
    try:
        archive.hold("hostile", gzip.compress(bytes(data)) if is_packed else bytes(data))
        with Tree("hostile") as tree:
            _everything(tree)
    except OSError as error:
        assert error.strerror
