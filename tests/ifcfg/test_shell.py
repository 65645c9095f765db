"""What bash and NetworkManager's reader make of the same line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.script import Assignment

BASH = ("/usr/bin/env", "-i", "PATH=/nonexistent", "LC_ALL=C.UTF-8", "/bin/bash", "--norc", "--noprofile", "-c")
KEYS = ("KA", "KB", "KC")


def document(text: str) -> Document:
    return Document.parse(text.encode(errors="surrogateescape"))


def first(text: str) -> Assignment:
    return document(text).assignments[0]


# Both readers, line by line: the line, what NetworkManager gets ("" for the badly quoted too, None where it
# sees no assignment), what a sourcing bash gets (None where it sets nothing, or we do not evaluate).
BOTH = [
    ("F=eth0", "eth0", "eth0"),
    ('F="eth0"', "eth0", "eth0"),
    ("F='eth0'", "eth0", "eth0"),
    ("  F=eth0", "eth0", "eth0"),
    ("F=eth0 # c", "eth0", "eth0"),
    ("F=eth0#c", "eth0#c", "eth0#c"),
    ("F=#x", "#x", "#x"),
    ("F= # c", "", ""),
    ("F=", "", ""),
    ("F=eth0;", "eth0", "eth0"),
    ("F=eth0 ; # c", "eth0", "eth0"),
    ("F=eth0;;", "", None),
    ("F=eth0; G=1", "", "eth0"),
    ("F=eth0 G=1", "", "eth0"),
    ("F=eth0 && true", "", "eth0"),
    ("F=a b", "", None),
    ("F= eth0", "", None),
    ("export F=x", None, "x"),
    ("declare F=x", None, "x"),
    ("F+=x", None, "x"),
    ("F=a\\ b", "a b", "a b"),
    ("F=\"a\"'b'c", "abc", "abc"),
    ('F="a\\"b"', 'a"b', 'a"b'),
    ('F="a\\tb"', "a\\tb", "a\\tb"),
    ('F="\\~x"', "~x", "\\~x"),
    ('F="\\~x"y', "\\~xy", "\\~xy"),
    ("F='a'\\''b'", "a'b", "a'b"),
    ("F=$'a\\tb'", "a\tb", "a\tb"),
    ("F=$'\\cA'", "\\cA", "\x01"),
    ("F=$'\\303\\xa9\\u20ac\\U0001F600'", "é€😀", "é€😀"),
    ("F=$'\\772'", "", "\udcfa"),
    ("F=$'\\q\\x'", "\\q\\x", "\\q\\x"),
    ('F=$"hi"', "$hi", "hi"),
    ("F=$HOSTNAME", "$HOSTNAME", None),
    ("F=${X:-e}", "${X:-e}", None),
    ('F="$HOSTNAME"', "", None),
    ("F=$(cmd)", "", None),
    ("F=`cmd`", "`cmd`", None),
    ('F="`cmd`"', "", None),
    ("F=~root", "~root", None),
    ("F='~'root", "~root", "~root"),
    ("F={a,b}", "{a,b}", "{a,b}"),
    ("F=*", "*", "*"),
    ("F=(a b)", "", None),
    ('F="abc', "", None),
    ("F=abc\\\nd", "", "abcd"),
    ("F=eth0\r\n", "eth0", "eth0\r"),
    ('F="eth0"\r\n', "eth0", "eth0\r"),
    ("F=caf\udce9", "", "caf\udce9"),
    ("F=”x”", "”x”", "”x”"),
    ("F=a\x0bb", "a\x0bb", "a\x0bb"),
    ("F=a\fb", "", "a\fb"),
    ("F=a\0b", "a", None),
    ("F=<uuid>", "", None),
    ("F=none|dhcp", "", None),
    ("F=x &", "", None),
    ("F=x >/dev/null", "", "x"),
]


@pytest.mark.parametrize(("text", "nm", "value"), BOTH)
def test_two_readings(text: str, nm: str | None, value: str | None) -> None:
    assert (first(text).nm, first(text).value) == (nm, value)


@pytest.mark.parametrize(
    ("text", "expands", "quote"),
    [
        ("F=x", (), ""),
        ("F=a\\ b", (), ""),
        ('F="x y"', (), '"'),
        ('F=$"x"', (), '"'),
        ("F='x'", (), "'"),
        ("F=$'x'", (), "$'"),
        ("F=a'x'", (), "mixed"),
        ('F="x"\r\n', (), '"'),
        ("F=$X", ("variable",), ""),
        ('F="${X:-$(id)}"', ("variable",), '"'),
        ("F=a$X`id`$(id)", ("variable", "command substitution"), ""),
        ("F=$((1 + 1))", ("arithmetic",), ""),
        ("F=$[1+1]", ("arithmetic",), ""),
        ("F=<(id)", ("process substitution",), ""),
        ("F=a:~/x", ("tilde",), ""),
        ("export F={a,b}", ("braces",), ""),
        ("F=$ ", (), ""),
    ],
)
def test_expansions_and_quotes(text: str, expands: tuple[str, ...], quote: str) -> None:
    assert (first(text).expands, first(text).quote) == (expands, quote)


@pytest.mark.parametrize(
    ("text", "fault", "column", "raw"),
    [
        ("F=x", None, None, "x"),
        ("F=eth0; # c", None, None, "eth0;"),
        ("F=a b # c", "unquoted-space", 5, "a b"),
        ("F= eth0", "space-after-equals", 4, " eth0"),
        ("BONDING_OPTS=mode=4 miimon=100", "second-assignment", 21, "mode=4 miimon=100"),
        ("F=a; G=b", "second-assignment", 4, "a; G=b"),
        ("F=a && true", "metacharacter", 5, "a && true"),
        ("F=none|dhcp", "metacharacter", 7, "none|dhcp"),
        ("F=<uuid>", "metacharacter", 3, "<uuid>"),
        ("F=<uuid> # c", "metacharacter", 3, "<uuid>"),
        ("F=a(b)", "metacharacter", 4, "a(b)"),
        ("F=a;;", "metacharacter", 4, "a;;"),
        ("F=(a b)", "array", 3, "(a b)"),
        ('F=x"abc # d', "open-quote", 4, 'x"abc # d'),
        ("F=$(abc", "open-quote", 3, "$(abc"),
        ("F=a \\\n b", "unquoted-space", None, "a \\"),
        ("F=a\\ \t", None, None, "a\\ "),
    ],
)
def test_faults(text: str, fault: str | None, column: int | None, raw: str) -> None:
    assert (first(text).fault, first(text).fault_column, first(text).raw) == (fault, column, raw)


def faults(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(item.key, item.value, item.fault) for item in document(text).assignments]


def test_what_follows_an_error_is_lost_for_bash_alone() -> None:
    text = "A=1\nB=2 C=<x>\nD=4 # d\n'\n"
    assert faults(text) == [
        ("A", "1", None),
        ("B", None, "second-assignment"),
        ("C", None, "metacharacter"),
        ("D", None, "unreached"),
    ]
    assert document(text).assignments[3].nm == "4"
    assert [(item.line, item.text) for item in document(text).comments] == [(3, "# d")]
    assert document(text).statements == []


def test_an_open_quote_at_the_end_loses_the_rest() -> None:
    assert faults('A=1\nNAME="eth0\nB=2\n') == [
        ("A", "1", None),
        ("NAME", None, "open-quote"),
        ("B", None, "unreached"),
    ]


def test_a_quote_over_lines_hides_what_networkmanager_sees() -> None:
    text = 'A="1\nB=2 "\nC=3\\\nD=4\ncat <<E\nF=5\nE\nG=6\n'
    assert faults(text) == [
        ("A", "1\nB=2 ", None),
        ("B", None, "swallowed"),
        ("C", "3D=4", None),
        ("D", None, "swallowed"),
        ("F", None, "swallowed"),
        ("G", "6", None),
    ]
    assert [item.nm for item in document(text).assignments] == ["", "", "", "4", "5", "6"]


@pytest.mark.parametrize(
    "text",
    [
        "if true; then\nA=1\nelse A=2; fi",
        "for x in a b; do A=1; done",
        "for ((i=0; i<3; i++)); do A=1; done",
        "while read x; do\n A=1\ndone <f",
        "case x in\n a|b) A=1 ;; # c\n (*) A=2\nesac",
        "f() { A=1; }; f",
        "f() { g; }; g() { A=1; }; f",
        "function f {\n A=1\n}\nf",
        "[ -f x ] && A=1",
        "[[ -f x && y < z ]] || A=1",
        "true | A=1",
        "(A=1)",
        "{ A=1; }",
        "((x)) && A=1",
        "local A=1",
        "declare -i A=1",
    ],
)
def test_what_may_be_set(text: str) -> None:
    *inside, behind = faults(f"{text}\nB=2\n")
    assert {(key, value, fault) for key, value, fault in inside} == {("A", None, "conditional")}
    assert behind == ("B", "2", None)


@pytest.mark.parametrize(
    "text",
    ["fi", ")", "; A=1", "if x; then", "A=1 | ;", "{ x", "A=1 >", "case x in a", "f() }", "(x) y", "[[ a"],
)
def test_errors_of_syntax_end_the_file(text: str) -> None:
    assert faults(f"X=0\n{text}\nB=2\n")[0] == ("X", "0", None)
    assert faults(f"X=0\n{text}\nB=2\n")[-1] == ("B", None, "unreached")


def test_nothing_is_read_behind_exit() -> None:
    assert faults("A=1\nexit 0\nB=2\n") == [("A", "1", None), ("B", None, "unreached")]
    assert faults("x && exit 0\nB=2\n") == [("B", "2", None)]


def test_arithmetic_behind_an_operator_is_a_command_like_any() -> None:
    assert faults("x && ((y))\nB=2\n") == [("B", "2", None)]


def test_bash_refuses_a_file_with_a_nul_in_its_first_line() -> None:
    assert faults("A=1\0\nB=2\n") == [("A", None, "unreached"), ("B", None, "unreached")]
    assert faults("A=1\nB=\x002\n") == [("A", "1", None), ("B", "2", None)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ifup eth1", "command"),
        ("KEY: value", "command"),
        ("\ufeffDEVICE=eth0", "command"),
        ("é=1", "command"),
        ("KEY = value", "space-around-equals"),
        ("KEY =value", "space-around-equals"),
        ("export KEY", "export"),
        ("readonly KEY=x", "export"),
        (". ./other", "source"),
        ("source other", "source"),
        ("KEY[0]=x", "array"),
        ("[ -f x ]", "control"),
        ("if true", "control"),
        ("f () {", "syntax-error"),
        ("f () { return 1 }", "syntax-error"),
        ("f () { return 1; } }", "syntax-error"),
        ("f () {return 1; }", "syntax-error"),
        ("f () return 1", "syntax-error"),
        ("function f { g;", "syntax-error"),
        ("ip() { true; }", "redefinition"),
        ("check_link_down() { return 0; }", "redefinition"),
        ("check_link_down() { sleep 1; return 1; }", "redefinition"),
        ("check_link_down() { return 10; }", "redefinition"),
        ("function ipv6_test { true; }", "redefinition"),
        ("! true", "control"),
        (")", "syntax-error"),
    ],
)
def test_statements(text: str, kind: str) -> None:
    statement = document(f"A=1\n  {text}  # why\n").statements[0]
    assert (statement.line, statement.column, statement.text, statement.kind) == (2, 3, text, kind)


@pytest.mark.parametrize(
    "text",
    [
        "f() { return 1; }",
        "f () {\n return 1;\n}",
        "f()\n\n# why\n{\n  g | h; A=1; exit 1\n}",
        "function f { echo; }",
        "function f () { echo; }",
        "function f()\n{\n  if x; then exit; fi\n  case $1 in a) A=1 ;; esac\n}",
        "f() (cd /; A=1)",
        "f() ((x))",
        "f() [[ -f x ]]",
        "f() for x in 1; do A=$x; done",
        "f() { g() { A=1; }; g; }",
        "f() { f; }",
        "f() { return 1; } >/dev/null 2>&1 # why",
        "check_link_down() { return 1; }",
        "check_link_down () {\n return 1\n}",
        "check_link_down ( ) {\n  # do not wait\n\n  return 1 ; # the link is there\n  }",
        "function check_link_down\n{\n return 1;\n}",
        "f() { return 1; }; B=0",
        "f() { cat <<E\n}\nE\n}",
    ],
)
def test_a_function_that_nothing_calls_is_nothing(text: str) -> None:
    found = document(f"A=0\n{text}\nB=1\n")
    assert not found.statements
    assert [(key, value) for key, value, fault in faults(f"A=0\n{text}\nB=1\n") if fault is None][-1] == ("B", "1")
    assert found.keys == {"A": "0", "B": "1"}


def test_networkmanager_sees_what_stands_in_a_function() -> None:
    found = document("f() {\nA=1\n local B=2; C=3\n}\nD=4")
    assert [item.key for item in found.assignments] == ["D"]
    assert found.keys == {"D": "4"}
    assert found.nm == {"A": "1", "D": "4"}


def test_what_is_called_is_run() -> None:
    called = document("f() {\n ulimit -c 0\n g; }\ng()\n{ exit; }\nh() { echo; }\nf\n")
    assert [item.text for item in called.statements] == ["ulimit -c 0", "g", "exit", "f"]


def test_a_blank_line_of_a_dos_file_is_no_statement() -> None:
    assert not document("A=$X\r\n\r\nB=1\r\n").statements


# -- a real bash ----------------------------------------------------------------------------------------

ORDINARY = st.sampled_from(list("aZ09./:=,%@^*?[]{}#!+-é”\udce9\r\x0b"))
BLANKS = st.sampled_from([" ", "\t"])
WORD = st.lists(
    st.one_of(
        st.text(ORDINARY, min_size=1, max_size=4),
        st.lists(
            ORDINARY | BLANKS | st.sampled_from(['\\"', "\\\\", "\\$", "\\a", "\\`", "'", ";", "|", "\n", "\\\n"])
        ).map(lambda parts: f'"{"".join(parts)}"'),
        st.lists(ORDINARY | BLANKS | st.sampled_from(["\\", "$ ", '"', "&", "\n"])).map(
            lambda parts: f"'{''.join(parts)}'"
        ),
        st.lists(
            ORDINARY
            | st.sampled_from([r"\n", r"\\", r"\'", r"\"", r"\x41", r"\x4g", r"\101", r"\772", r"\u20ac", r"\cA"])
        ).map(lambda parts: f"$'{''.join(parts)}'"),
        st.sampled_from(["\\ ", "\\\\", "\\'", '\\"', "\\#", "\\$", "\\\n", '$"hi"', '""', "''", '"', "'", "a~"]),
    ),
    max_size=4,
).map("".join)
ASSIGNMENT = st.builds(
    "{}{}{}{}".format, st.sampled_from(["", " "]), st.sampled_from(KEYS), st.sampled_from(["=", "+="]), WORD
)
LINE = st.one_of(
    ASSIGNMENT,
    st.builds(
        "{}{}".format, ASSIGNMENT, st.sampled_from([" # c", "#c", ";", ' ; # c"', " no-such-thing", ";;", " &", " )"])
    ),
    st.builds("{}{}{}".format, ASSIGNMENT, st.sampled_from([" ", "; ", " && ", " || ", " & "]), ASSIGNMENT),
    st.sampled_from(["", "# '", "\r", "no-such-thing", "KA = b", "KA =b", "KA= b", "export KB", "fi"]),
    ASSIGNMENT.map("export {}".format),
)
FILE = st.builds(
    "{}{}".format, st.lists(LINE, min_size=1, max_size=4).map("\n".join), st.sampled_from(["", "\n", "\r\n"])
)


# Unshrunk: the message names the one file of the forty that matters.
@settings(
    max_examples=15,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(files=st.lists(FILE, min_size=40, max_size=40))
def test_bash_gets_what_we_say(files: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("sourced")
    for number, text in enumerate(files):
        (folder / str(number)).write_bytes(text.encode(errors="surrogateescape"))
    for text, got in zip(files, sourced(folder, len(files)), strict=True):
        ours, unsure = set_by(text)
        assert {key: value for key, value in got.items() if key not in unsure} == ours, text


def sourced(folder: Path, number: int) -> list[dict[str, str]]:
    """What bash has set after sourcing each file by itself."""
    script = (
        f"for ((n = 0; n < {number}; n++)); do unset {' '.join(KEYS)}; . ./$n >/dev/null 2>&1 </dev/null;"
        f" printf '@\\0'; for k in {' '.join(KEYS)}; do [[ -v $k ]] && printf '%s=%s\\0' $k \"${{!k}}\"; done; done"
    )
    run = subprocess.run([*BASH, script], cwd=folder, capture_output=True, check=False, timeout=60)
    got: list[dict[str, str]] = []
    for part in run.stdout.decode(errors="surrogateescape").split("\0")[:-1]:
        if part == "@":
            got.append({})
        else:
            key, _, value = part.partition("=")
            got[-1][key] = value
    return got


def set_by(text: str) -> tuple[dict[str, str], set[str]]:
    """The same by our reading, but for the keys that depend on what we do not evaluate: those apart."""
    got: dict[str, str] = {}
    items = document(text).assignments
    unsure = {item.key for item in items if item.expands or item.fault == "conditional"}
    for item in items:
        if item.value is not None and item.key not in unsure:
            got[item.key] = got.get(item.key, "") + item.value if item.append else item.value
    return got, unsure
