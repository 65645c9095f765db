"""TOML and JSON of any content: read, or one fault with its place, and soon."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ifcfgen import notation
from ifcfgen.errors import IfcfgenError

DEEP = "nested too deeply"
HIGH = "the number is too large"


@pytest.mark.parametrize(
    "text, said",
    [
        ("a." * 100_000 + "a = 1", f":1: {DEEP}"),
        ("a . " * 100_000 + "a = 1", f":1: {DEEP}"),
        ('x = "#"\ny = """\n"""\n' + '"a".' * 100_000 + "a = 1", f":4: {DEEP}"),
        (('"' + "x" * 100 + '".') * 9_000 + "a = 1", f":1: {DEEP}"),
        ("[" + "a." * 100_000 + "a]", f":1: {DEEP}"),
        ("[[" + "a." * 100_000 + "a]]", f":1: {DEEP}"),
        ("x = {" + "a." * 100_000 + "a = 1}", f":1: {DEEP}"),
        ("x = " + "[" * 40 + "]" * 40, f": {DEEP}"),
        ("x = " + "[" * 100_000, f": {DEEP}"),
        ("x = " + "{y = " * 40 + "1" + "}" * 40, f": {DEEP}"),
        ("x = " + "9" * 5_000, f": {HIGH}"),
        ("x = 0x" + "f" * 5_000, f": {HIGH}"),
        ("x = 18446744073709551616", f": {HIGH}"),
        ("x = 1\nx = 2", ":2: not TOML: cannot overwrite a value"),
        ("x = 2024-02-30", ":1:"),
        ('x = "\\ud800"', ":1:"),
        ("x = " + '"' * 100_000, ":1:"),
        ("x = " + "'" * 100_000, ":1:"),
        ('x = "' + '\\"' * 300_000, ":1: not TOML: unterminated string"),
        ('"""' + '\\"""\n' * 100_000 + "\\", ":1:"),
        ("\x00", ":1:1: not TOML: invalid statement"),
        ("x=" * 200_000, ":1:"),
        ("#" * 1_000_000, None),
        ("\n" * 1_000_000, None),
        (" " * 1_000_000, None),
        ("x" * 1_000_000 + " = 1", None),
        ("x." * 30 + "x = 1", None),
        ("x = [" + '"glibc-2.17-325.el7_9.x86_64", ' * 20_000 + "]", None),
        ("x = '''" + "a." * 100 + "'''\ny = 1.5 # " + "a." * 100, None),
        ("x = inf\ny = nan\nz = 1e999\nd = 1979-05-27T07:32:00Z", None),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_toml(text: str, said: str | None) -> None:
    _tried(notation.toml, text, said)


@pytest.mark.parametrize(
    "text, said",
    [
        ("[" * 100_000, f": {DEEP}"),
        ('{"a":' * 40 + "1" + "}" * 40, f": {DEEP}"),
        ("[" * 40 + "]" * 40, f": {DEEP}"),
        ("9" * 5_000, f": {HIGH}"),
        ("-18446744073709551616", f": {HIGH}"),
        ("NaN", ": NaN is not a number"),
        ("[-Infinity]", ": -Infinity is not a number"),
        ('{"a": 1, "a": 2}', ": 'a' appears twice"),
        ('"\\ud800"', ": half of a character: '\\ud800'"),
        ('{"\\udfff": 1}', ": half of a character: '\\udfff'"),
        ('{"a" 1}', ":1:6: Expecting ':' delimiter"),
        ('["' + "\\\\" * 100_000, ":1:2: Unterminated string starting at"),
        ("", ":1:1: Expecting value"),
        ('{"a": 01}', ":1:8: Expecting ',' delimiter"),
        ('["\\ud83d\\ude00", "\\u0000", 1e999, true, null]', None),
        ("[" + "{}," * 100_000 + "{}]", None),
        ("[" * 30 + "]" * 30, None),
    ],
    ids=lambda value: str(value)[:30],
)  # fmt: skip
def test_json(text: str, said: str | None) -> None:
    _tried(notation.json, text, said)


def _tried(read: Any, text: str, said: str | None) -> None:
    started = time.process_time()
    if said is None:
        assert read(text, "f") is not None
    else:
        with pytest.raises(IfcfgenError) as caught:
            read(text, "f")
        assert str(caught.value).startswith(f"f{said}")
        assert len(str(caught.value)) < 200
    assert time.process_time() - started < 5
