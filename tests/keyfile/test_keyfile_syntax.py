"""The syntax of keyfiles, as GKeyFile reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcfgen.keyfile.document import Document, split, unescaped


def document(text: str) -> Document:
    return Document(text.encode(errors="surrogateescape"), "eth0.nmconnection")


def test_keys_and_their_places() -> None:
    found = document("# a comment\n[ipv4]\r\n\n  method = auto \n[ipv6]\nmethod=ignore\n[ipv4]\ndns=\nmethod=manual\n")
    assert [(e.name, e.raw, e.line, e.column, e.value_column) for e in found.entries] == [
        ("ipv4.method", "auto ", 4, 3, 12),
        ("ipv6.method", "ignore", 6, 1, 8),
        ("ipv4.dns", "", 8, 1, 5),
        ("ipv4.method", "manual", 9, 1, 8),
    ]
    assert found.keys == {"ipv4.method": "manual", "ipv4.dns": "", "ipv6.method": "ignore"}
    assert str(found.place("ipv4.gateway", "ipv4.method")) == "eth0.nmconnection:9:1"
    assert str(found.place("ipv4.gateway", "ipv4")) == "eth0.nmconnection:2:1"
    assert str(found.place("bond.mode")) == "eth0.nmconnection"


def test_translations_are_no_keys() -> None:
    assert document("[connection]\nid[de]=Karte\nid=card\n").keys == {"connection.id": "card"}


@pytest.mark.parametrize(
    "text, line",
    [
        ("[a]\nx=1\n", None), ("[a]\nx\n", 2), ("x=1\n[a]\n", 1), ("[a]\n=1\n", 2), ("[a]b\n", 1), ("[]\n", 1),
        ("[a]\n;c\n", 2), ("[a]\nx y=1\n", None), ("[a]\nx[y=1\n", 2), ("", None),
    ],
)  # fmt: skip
def test_what_gkeyfile_rejects(text: str, line: int | None) -> None:
    fault = document(text).fault
    assert (fault.line if fault else None) == line


@pytest.mark.parametrize(
    "raw, text, items",
    [
        ("a\\sb\\\\", "a b\\", ["a b\\"]), ("a;b;", "a;b;", ["a", "b"]), ("a\\;b;c", None, ["a;b", "c"]),
        ("a\\q", None, None), ("", "", []), (";;", ";;", ["", ""]), ("\udcff", None, None), ("x\\", None, None),
    ],
)  # fmt: skip
def test_escapes(raw: str, text: str | None, items: list[str] | None) -> None:
    assert (unescaped(raw), split(raw)) == (text, items)


@given(st.binary(max_size=200) | st.text("[]=\\;# \n\rab", max_size=60).map(str.encode))
def test_any_bytes_can_be_read_and_stay(data: bytes) -> None:
    found = Document(data)
    assert found.data == data
    for entry in found.entries:
        assert found.line(entry.line)[entry.value_column - 1 :] == entry.raw
        assert found.place(entry.name).line is not None
