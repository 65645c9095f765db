"""Jinja that somebody has just cloned: whatever it tries, it ends soon, and all that comes of it is one sentence."""

from __future__ import annotations

import time
from types import MappingProxyType

import pytest
from jinja2 import ChainableUndefined

from ifcfgen.sandbox import Sandbox, counted, filled, told

NAMES = {
    "word": "eth0",
    "words": ("eth0", "eth1"),
    "long": "x" * 100_000,
    "rows": (("", "192.0.2.1", 24), (1, "192.0.2.2", 25)),
    "by_name": MappingProxyType({"mode": "1"}),
    "many": range(10**12),
}
SANDBOX = Sandbox("a text", undefined=ChainableUndefined)


def made(text: str) -> str:
    """What comes of TEXT, or what is said of it."""
    started = time.process_time()
    try:
        return filled(SANDBOX.from_string(text), counted(NAMES))
    except Exception as error:
        return told(error)
    finally:
        assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "text, result",
    [
        ("{{ word }}", "eth0"),
        ("{{ word.partition('h')[2] }}{{ word[1:] | upper }}{{ word ~ '.' ~ 5 }}{{ 1 + 2 - 4 }}", "0TH0eth0.5-1"),
        ("{% for n, ip, prefix in rows %}{{ loop.index }}:{{ ip }}/{{ prefix }}{{ '' if loop.last else ' ' }}{% endfor %}", "1:192.0.2.1/24 2:192.0.2.2/25"),
        ("{% set a, _, b = word.partition('t') %}{{ b }}{{ {true: 1}.get(true) }}{{ by_name.get('mode', 2) }}", "h011"),
        ("{{ [word, 'a'] | sort | join(', ') }}", "a, eth0"),
        ("{{ words | map('replace', 'eth', 'em') | join(' ') }}", "em0 em1"),
        ("{{ ', '.join(words | reject('equalto', 'eth0')) }}{{ word.ljust(6) }}|{{ '%03d' | format(7) }}", "eth1eth0  |007"),
        ("{{ 'yes' if 'th' in word and word not in ('a', 'b') }}{{ nothing | default('none') }}", "yesnone"),
        ("{{ rows | map(attribute=1) | list | length }}{{ words | selectattr('nothing') | list }}", "2[]"),
        ("{% if word == 'a' %}a{% elif word is string %}b{% else %}c{% endif %}", "b"),
    ],
)  # fmt: skip
def test_what_texts_need_works(text: str, result: str) -> None:
    assert made(text) == result


TOO_MUCH = "produces too much output"


@pytest.mark.parametrize(
    "text",
    [
        "{% set x = 'ab' %}" + "{% set x = x ~ x %}" * 60 + "{{ x }}",
        "{% set x = 'ab' %}" + "{% set x = x + x %}" * 60 + "{{ x }}",
        "{% set x = [1] %}" + "{% set x = x + x %}" * 60,
        "{% set x = [1] %}" + "{% set x = [x, x] %}" * 60,
        "{% set x = (1,) %}" + "{% set x = (x, x) | list %}" * 60 + "{{ x }}",
        "{% set x = {} %}" + "{% set x = {1: x, 2: x} %}" * 60 + "{{ x }}",
        "{% for a in long %}{% for b in long %}{% endfor %}{% endfor %}",
        "{% for a in many %}{% endfor %}",
        "{% for a in many if a < 0 %}{% endfor %}",
        "{% for a in words %}{{ loop.length }}{% for b in many %}{{ loop.length }}{% endfor %}{% endfor %}",
        "{{ many | list }}",
        "{{ many | map('string') | join }}",
        "{{ many | sort | first }}",
        "{{ many | unique | list }}",
        "{{ many | select('odd') | max }}",
        "{{ 'x' in (long | map('upper') | map('lower')) }}{% for a in long %}{{ 'y' in long }}{% endfor %}",
        "{{ '%1000000000d' | format(1) }}",
        "{{ '%*d' | format(1000000000, 1) }}",
        "{{ '%.*f' | format(1000000000, 1.0) }}",
        "{{ word.center(1000000000) }}",
        "{{ word.zfill(1000000000) }}",
        "{{ long.replace('', long) }}",
        "{{ long | replace('x', long) }}",
        "{{ long | replace('x', 'yyyyyyyyyy') | replace('y', 'zzzzzzzzzz') | replace('z', 'xxxxxxxxxx') }}",
        "{{ long.join(long) }}",
        "{{ long | join(long) }}",
        "{{ [long, long] | join(long) }}" * 40,
        "{% for a in long %}{{ long[1:] }}{% endfor %}",
        "{% for a in long %}{{ long | list | length }}{% endfor %}",
    ],
    ids=lambda text: text[-50:],
)  # fmt: skip
def test_much_of_little_is_refused(text: str) -> None:
    assert made(text) == TOO_MUCH


@pytest.mark.parametrize(
    "text, said",
    [
        ("{{ word * 1000000000 }}", "a text does not support mul"),
        ("{{ 10 ** 1000000000 }}", "a text does not support pow"),
        ("{{ 1 / 0 }}", "a text does not support div"),
        ("{{ '%s' % 1 }}", "a text does not support mod"),
        ("{% macro a() %}{{ a() }}{% endmacro %}", "a text does not support macro"),
        ("{% set x %}a{% endset %}", "a text does not support assignblock"),
        ("{% filter upper %}a{% endfilter %}", "a text does not support filterblock"),
        ("{% block a %}{% endblock %}", "a text does not support block"),
        ("{% extends 'a' %}", "a text does not support extends"),
        ("{% include 'a' %}", "a text does not support include"),
        ("{% import 'a' as b %}", "a text does not support import"),
        ("{% with a = 1 %}{% endwith %}", "a text does not support with"),
        ("{% set a.b = 1 %}", "a text does not support namespaces"),
        ("{% for a in words recursive %}{{ loop(a) }}{% endfor %}", "a text does not support recursive loops"),
        ("{{ range(9) }}", "a text may only call methods of texts and mappings"),
        ("{{ word.upper(*words) }}", "a text may only call methods of texts and mappings"),
        ("{% for a in words %}{{ loop.cycle(1, 2) }}{% endfor %}", "no method 'cycle' of a text or a mapping"),
        ("{{ word.format(1) }}", "no method 'format' of a text or a mapping"),
        ("{{ word.encode() }}", "no method 'encode' of a text or a mapping"),
        ("{{ words.index('eth1') }}", "no method 'index' of a text or a mapping"),
        ("{{ by_name.items() }}", "no method 'items' of a text or a mapping"),
        ("{{ word | centre }}", "no filter 'centre'"),
        ("{{ word | uper }}", "no filter 'uper'; did you mean 'upper'?"),
        ("{{ word | attr('upper') }}", "no filter 'attr'"),
        ("{{ word is evn }}", "no test 'evn'; did you mean 'even'?"),
        ("{{ word | map('nope') | list }}", "No filter named 'nope'."),
        ("{{ word.__class__.__mro__ }}", ""),
        ("{{ word | map(attribute='__class__') | unique | list }}", "[Undefined]"),
        ("{{ 9" + "9" * 5000 + " }}", "the number is too large"),
        ("{{ 0x" + "f" * 5000 + " }}", "the number is too large"),
        ("{{ 1e999 }}", "the number is too large"),
        ("{{ word - 1 }}", "cannot be filled in: unsupported operand type(s) for -: 'str' and 'int'"),
        ("{{ word.split('') }}", "cannot be filled in: empty separator"),
        ("{{ 1 is divisibleby 0 }}", "cannot be filled in: integer modulo by zero"),
        ("a\x00b", "a control character: '\\x00'"),
        ("a\x1bb", "a control character: '\\x1b'"),
        ("{{ " + "(" * 10_000, "too deeply nested"),
        ("{{ " + "not " * 7_000 + "1 }}", "too deeply nested"),
        ("{{ " + "1 if 1 else " * 1_000 + "1 }}", "too deeply nested"),
        ("{{ word" + ".a" * 10_000 + " }}", "too deeply nested"),
        ("{% if word %}" * 2_000, "too deeply nested"),
        ("{% for a in word %}" * 25 + "{% endfor %}" * 25, "too deeply nested"),
        ("{{ a }}" * 5_000, "too long for a text"),
        ("x" * 100_000, "too long for a text"),
        ("{% if a %}" + "{% elif a %}x" * 2_000 + "{% endif %}", "too long for a text"),
        ("{#" * 10_000, "Missing end of comment tag"),
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_what_has_no_place_in_a_text(text: str, said: str) -> None:
    assert made(text) == said


def test_depth_leaves_nothing_on_stderr(capfd: pytest.CaptureFixture[str]) -> None:
    """A generator that Python could not close would write a traceback there."""
    for text in ("{% if word %}" * 2_000, "{{ " + "(" * 9_000, "{{ " + "-" * 9_000, "{{ " + "a if b else " * 2_500):
        assert made(text) == "too deeply nested"
    assert capfd.readouterr().err == ""


def test_the_texts_of_one_finding_are_counted_together() -> None:
    names, template = counted(NAMES), SANDBOX.from_string("{{ long }}")
    for _ in range(15):
        assert filled(template, names) == NAMES["long"]
    with pytest.raises(Exception, match=TOO_MUCH):
        for _ in range(15):
            filled(template, names)
