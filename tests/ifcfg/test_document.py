"""A file as bytes, and as assignments with their places."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ifcfgen.ifcfg import shell
from ifcfgen.ifcfg.document import Document

PIECES = ["A", "B", "=", "+=", "A=1", "\nB=2\n", " ", "\t", "\n", "\r\n", "\r", "#", "'", '"', "$'", '$"', "\\", "`"]
PIECES += [
    "$(",
    "${",
    "((",
    "(",
    ")",
    "{",
    "}",
    "[[",
    "]]",
    ";",
    ";;",
    "&&",
    "|",
    ">",
    "<<E\n",
    "E\n",
    "~",
    "if ",
    "then ",
]
PIECES += [
    "fi",
    "case x in ",
    "esac",
    "for x in ",
    "do ",
    "done",
    "exit",
    "export ",
    "function ",
    "\0",
    "\ufeff",
    "\udcff",
]
PIECES += ["é", "\x0b", "\u2028"]
NASTY = st.lists(st.sampled_from(PIECES), max_size=25).map(
    lambda parts: "".join(parts).encode(errors="surrogateescape")
)
ANYTHING = st.binary() | NASTY

PLAIN = st.lists(
    st.sampled_from(
        [
            "A=1",
            'B="x y"',
            "  C='$x'",
            "A=",
            "D= # none",
            "E=a#b # c",
            "# c",
            "  # c \t",
            "",
            " ",
            "F=é",
            "G=\udcff",
            'H=""  ',
        ]
    ),
    max_size=8,
)


@given(ANYTHING)
@example(b"")
@example(b"\xef\xbb\xbfA=1\r\n\0")
def test_any_bytes_in_the_same_bytes_out(data: bytes) -> None:
    document = Document.parse(data, "ifcfg-eth0")
    written = document.text.encode(errors="surrogateescape")
    assert document.data == written == data
    assert len(document.lines) == data.count(b"\n") + (data[-1:] not in (b"", b"\n"))


@given(ANYTHING)
def test_every_assignment_stands_where_it_says(data: bytes) -> None:
    document = Document.parse(data)
    if b"\0" in data or b"\\\n" in data:
        return
    for item in document.assignments:
        line = document.line(item.line)
        assert line == item.text
        assert line.startswith(item.key, item.column - 1)
        assert line[item.value_column - 2] == "="
        assert line.startswith(item.raw.split("\n")[0].removesuffix("\r"), item.value_column - 1)
    for comment in document.comments:
        assert document.line(comment.line)[comment.column - 1 :].rstrip(" \t\r") == comment.text
    for statement in document.statements:
        assert document.line(statement.line).startswith(
            statement.text.split("\n")[0].rstrip("\r"), statement.column - 1
        )
    assert set(document.keys) == {item.key for item in document.assignments}


@given(PLAIN, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_the_quick_way_reads_as_the_thorough_one(lines: list[str], end: str, finished: bool) -> None:
    text = end.join(lines) + (end if finished else "")
    document = Document.parse(text.encode(errors="surrogateescape"))
    found = list(document.assignments), list(document.statements), list(document.comments), document.gives_up
    assert found == shell.read(text)


def test_places() -> None:
    document = Document.parse(b"# head\n  A='x y'  # why\n\nexport B=1 C=2\n")
    assert [(item.key, item.line, item.column, item.value_column) for item in document.assignments] == [
        ("A", 2, 3, 5),
        ("B", 4, 8, 10),
        ("C", 4, 12, 14),
    ]
    assert document.comments == [(1, 1, "# head"), (2, 12, "# why")]
    assert document.statements == [(4, 1, "export B=1 C=2", "export", False, "sure")]


def test_columns_count_characters() -> None:
    document = Document.parse("A='ü' B=1".encode())
    assert [(item.key, item.column) for item in document.assignments] == [("A", 1), ("B", 7)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("A=1\nB='2 '\nA=\"3\"\n", {"A": "3", "B": "2 "}),
        ("A=1\nA+=2\nB+=3\n", {"A": "12", "B": "3"}),
        ("A=1\r\nB='2'\r\nC=\r\n", {"A": "1", "B": "2", "C": ""}),
        ("A=$X\r\nB='2'\r\n", {"A": "$X", "B": "2"}),
        ("A=b c # d\nB=$(id)\nC=<x>\n", {"A": "b c", "B": "$(id)", "C": "<x>"}),
        ("A=1\nA=b c\n", {"A": "1"}),
        ("A=1\nA=$X\n", {"A": "$X"}),
        ("A=1\nB='\nA=2'\n", {"A": "1", "B": "\nA=2"}),
        ("A = 1\n", {}),
    ],
)
def test_keys(text: str, keys: dict[str, str]) -> None:
    assert Document.parse(text.encode()).keys == keys


@pytest.mark.parametrize("text", ["A=1\nB=2\nA=3\n", "A=1\nB=2\nA=3;\n"])
def test_the_last_assignment_counts(text: str) -> None:
    document = Document.parse(text.encode())
    last = document.assignment("A")
    assert last and (last.line, last.value) == (3, "3")
    assert document.assignment("Z") is None


@pytest.mark.parametrize(
    ("data", "crlf", "bom"),
    [
        (b"", False, False),
        (b"A=1\n", False, False),
        (b"A=1\r\nB=2", True, False),
        (b"A=1\r", False, False),
        (b"\xef\xbb\xbfA=1\n", False, True),
    ],
)
def test_marks_of_a_file(data: bytes, crlf: bool, bom: bool) -> None:
    document = Document.parse(data)
    assert (document.has_crlf, document.has_bom) == (crlf, bom)


# -- editing --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "line", "new", "result"),
    [
        (b"A=1\nB=2\nC=3\n", 2, "B='x y'", b"A=1\nB='x y'\nC=3\n"),
        (b"A=1\nB=2\nC=3\n", 2, None, b"A=1\nC=3\n"),
        (b"A=1\nB=2", 2, "B=3", b"A=1\nB=3"),
        (b"A=1\nB=2", 2, None, b"A=1\n"),
        (b"A=1\n", 1, None, b""),
        (b"A=1", 1, None, b""),
        (b"A=1\r\nB=\xff\r\n", 1, "A=2", b"A=2\r\nB=\xff\r\n"),
        (b"A=1\r\nB=2\r\n", 1, None, b"B=2\r\n"),
        (b"A=1 B=2\r\nC=3", 1, "A=1\nB=2", b"A=1\r\nB=2\r\nC=3"),
        (b"A=1\nB=2\n", 1, "A=\udcff", b"A=\xff\nB=2\n"),
    ],
)
def test_replace(data: bytes, line: int, new: str | None, result: bytes) -> None:
    before = Document.parse(data, "ifcfg-eth0")
    after = before.replace(line, new)
    assert (after.data, after.path, before.data) == (result, "ifcfg-eth0", data)


@given(ANYTHING, st.data())
def test_an_edit_changes_its_line_alone(data: bytes, draw: st.DataObject) -> None:
    document = Document.parse(data)
    if not document.lines:
        return
    number = draw.draw(st.integers(1, len(document.lines)))
    same = document.replace(number, document.line(number))
    assert same.data == data
    changed = document.replace(number, "X=1")
    assert changed.line(number) == "X=1"
    removed = document.replace(number, None)
    others = [line for at, line in enumerate(document.lines, 1) if at != number]
    assert [line for at, line in enumerate(changed.lines, 1) if at != number] == others
    assert removed.lines == others
    assert changed.replace(number, document.line(number)).data == data


@pytest.mark.parametrize("line", [0, 3, -1])
def test_no_such_line(line: int) -> None:
    with pytest.raises(IndexError):
        Document.parse(b"A=1\nB=2\n").replace(line, "")
