"""A rule that asks for what is not there is refused when it is read, at the line where it asks."""

from __future__ import annotations

import operator
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import pytest

from ifcfgen import data, reading
from ifcfgen.facts import Host
from ifcfgen.lazy import NamedTuple, cached_property
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.expression import ExpressionError
from ifcfgen.lint.fields import FIELDS, parts
from ifcfgen.lint.rule import Rule, RuleError, load, read
from ifcfgen.lint.verification.attributes import attribute, attributes, in_words, type_of

RULES = load(data.rules())
PLAIN = {
    "summary": "s",
    "for": "device",
    "severity": "error",
    "when": "device.onboot",
    "message": "m",
}


def rule(folder: Path, fields: Mapping[str, str], name: str = "site") -> Rule:
    """The rule of FIELDS, each as it is written: line 2 is the summary, 3 `for`, 4 the severity, 5 `when`, 6 the message."""
    path = folder / f"{name}.md"
    path.write_text("---\n" + "".join(f"{k}: {v}\n" for k, v in {**PLAIN, **fields}.items()) + f"---\n# {name}\n")
    return read(path, path.read_bytes())


def fault(folder: Path, fields: Mapping[str, str]) -> str:
    """Line and problem of what is wrong."""
    with pytest.raises(RuleError) as caught:
        rule(folder, fields).verify()
    return str(caught.value).removeprefix(f"{folder}/site.md:")


@pytest.mark.parametrize("name", RULES)
def test_our_rules_ask_for_nothing_that_is_not_there(name: str) -> None:
    read(RULES[name].path, RULES[name].path.read_bytes()).verify()


NO_NAME = "no attribute 'nam' of a device; did you mean 'name'?"


@pytest.mark.parametrize(
    "fields, said",
    [
        # of the pooled names of all classes each of these was one
        ({"when": "device.destination"}, "5: no attribute 'destination' of a device"),
        ({"for": "bridge", "when": "bridge.prefix"}, "5: no attribute 'prefix' of a device"),
        ({"when": "device.nam"}, f"5: {NO_NAME}"),
        ({"when": "device.parent.nam"}, f"5: {NO_NAME}"),
        ({"when": "device.parent.controller.twin.nam"}, f"5: {NO_NAME}"),
        ({"when": "device.first_address.ip.prefix"}, "5: no attribute 'prefix' of an IPv4 address; did you mean 'max_prefixlen'?"),
        ({"when": "device.first_network.network_adress"}, "5: no attribute 'network_adress' of an IPv4 network; did you mean 'network_address'?"),
        ({"when": "device.name.upper"}, "5: no attribute 'upper' of a text"),
        ({"when": "device.ports.name"}, "5: no attribute 'name' of a list"),
        ({"when": "device.bond_options.mode"}, "5: no attribute 'mode' of a mapping"),
        ({"when": "(device.twin if device.onboot else host).mtu"}, "5: no attribute 'mtu' of a host"),
        ({"when": "host.releas == 7"}, "5: no attribute 'releas' of a host; did you mean 'release'?"),
        ({"when": "devise.mtu"}, "5: no name 'devise'; did you mean 'device'?"),
        ({"when": "device.ONBOTO"}, "5: no key 'ONBOTO' in the vocabulary; did you mean 'ONBOOT'?"),
        ({"for": "address", "when": "address.ONBOOT"}, "5: no key 'ONBOOT' of an address, which has no keys"),
        ({"when": "device.relations"}, "5: no attribute 'relations' for rules"),
        ({"when": "device.place"}, "5: no attribute 'place' of a device"),
        ({"when": "\"'x' in device.mtu\""}, "5: a text is never in a number"),
        ({"when": "device.mtu == '1500'"}, "5: a number is never '1500'"),
        ({"when": "device.name in ('eth0', 0)"}, "5: a text is never 0"),
        ({"when": "device.manager == 'Networkmanager'"}, "5: never 'Networkmanager', but initscripts or NetworkManager; did you mean 'NetworkManager'?"),
        # the line is the one where the name stands
        ({"when": ">-\n  device.onboot and\n  device.nam and\n  device.mtu"}, f"7: {NO_NAME}"),
        ({"when": "device.onboot and\n  device.mtu and\n  device.nam"}, f"7: {NO_NAME}"),
        ({"when": "'device.onboot and\n  device.NAME == ''x'' and\n  device.nam'"}, f"7: {NO_NAME}"),
        ({"when": '"device.onboot and\n  device.NAME == \\"x\\\\n\\" and\n  device.nam"'}, f"7: {NO_NAME}"),
        ({"when": "|\n  device.onboot and\n\n  device.nam"}, f"8: {NO_NAME}"),
        ({"when": ">-\n  device.onboot and\n  lambda: 1"}, "6: not an expression"),
        ({"when": ">-\n  device.onboot and\n  device.ports[0]"}, "7: a rule does not support subscript"),
        ({"summary": "ä ö ü €", "when": ">-\n  device.NAME == 'ä€' and\n  device.nam"}, f"7: {NO_NAME}"),
        # what else is an expression
        ({"at": "device.parrent"}, "7: no attribute 'parrent' of a device; did you mean 'parent'?"),
        ({"at": "devise"}, "7: no name 'devise'; did you mean 'device'?"),
        ({"at": "device.name"}, "7: at cannot be a text"),
        ({"at": "ONBOTO"}, "7: at has no key 'ONBOTO' in the vocabulary; did you mean 'ONBOOT'?"),
        ({"with": "device.parrent"}, "7: no attribute 'parrent' of a device; did you mean 'parent'?"),
        ({"with": "{of: device.parrent, at: MTU}"}, "7: no attribute 'parrent' of a device; did you mean 'parent'?"),
        ({"with": "\n  at: [MTU]\n  note: '{{ other.nam }}'\n  of: device.ports"}, f"9: {NO_NAME}"),
        ({"with": "{of: device.mtu}"}, "7: with.of cannot be a number"),
        ({"move": "{to: device.parrent, keys: MTU}"}, "7: no attribute 'parrent' of a device; did you mean 'parent'?"),
        ({"move": "{to: device.first_address, keys: MTU}"}, "7: move.to cannot be an address"),
        ({"drop": "device.parrent"}, "7: no attribute 'parrent' of a device; did you mean 'parent'?"),
        ({"drop": "device"}, "7: drop cannot be a device"),
        # and every text
        ({"message": "'{{ device.nam }}'"}, f"6: {NO_NAME}"),
        ({"message": ">-\n  {{ device }} is\n  {{ device.mtu }} and\n  {{ device.nam }}"}, f"9: {NO_NAME}"),
        ({"message": ">-\n  {% if device.mtu %}{{ device }}\n  {% elif device.nam %}x{% endif %}"}, f"8: {NO_NAME}"),
        ({"fix": "Remove {{ device.nam }}."}, f"7: {NO_NAME}"),
        ({"note": "'{{ device.parent.nam }}'"}, f"7: {NO_NAME}"),
        ({"note": "'{{ other }}'"}, "7: no name 'other'"),
        ({"rename": "'{{ device.nam }}'"}, f"7: {NO_NAME}"),
        ({"set": "{MTU: '{{ device.nam }}'}"}, f"7: {NO_NAME}"),
        ({"set": "\n  MTU: '{{ device.mtu }}'\n  NAME: '{{ device.nam }}'"}, f"9: {NO_NAME}"),
        ({"for": "line", "when": "line.text", "line": "'{{ line.txt }}'"}, "7: no attribute 'txt' of a line; did you mean 'text'?"),
        ({"for": "assignment", "when": "assignment.raw", "value": "'{{ assignment.rav }}'"}, "7: no attribute 'rav' of an assignment; did you mean 'raw'?"),
        ({"message": "'{{ device.ports[0].nam }}'"}, f"6: {NO_NAME}"),
        ({"message": "'{{ device.ports | map(attribute=\"nam\") | join }}'"}, f"6: {NO_NAME}"),
        ({"message": "'{{ device.ports | selectattr(\"parent.nam\") | list }}'"}, f"6: {NO_NAME}"),
        ({"message": "'{% for p in device.ports %}{{ p.nam }}{% endfor %}'"}, f"6: {NO_NAME}"),
        ({"message": "'{% for p in device.ports %}{{ p }}{% endfor %}{{ p }}'"}, "6: no name 'p'"),
        ({"message": "'{% set p = device.parent %}{{ p.nam }}'"}, f"6: {NO_NAME}"),
        ({"message": "'{% if device.mtu %}{% set p = host %}{% else %}{% set p = device %}{% endif %}{{ p.mtu }}'"}, "6: no attribute 'mtu' of a host"),
        ({"message": "'{{ device.mtu | lenght }}'"}, "6: no filter 'lenght'; did you mean 'length'?"),
        ({"message": "'{{ device | attr(\"topology\") }}'"}, "6: no filter 'attr'"),
        ({"message": "'{{ 1 if device.mtu is evn }}'"}, "6: no test 'evn'; did you mean 'even'?"),
        ({"message": "'{{ device.name.uper() }}'"}, "6: no method 'uper' of a text"),
        ({"message": "'{{ device.place(\"MTU\") }}'"}, "6: no method 'place' of a device"),
        ({"message": "'{{ range(3) }}'"}, "6: a rule may only call methods of texts and mappings"),
        ({"message": "'{{ device.mtu ** 9 }}'"}, "6: a rule does not support pow"),
        ({"message": "'{% include \"x\" %}'"}, "6: a rule does not support include"),
        ({"message": ">-\n  {{ device }}\n  {{ device"}, "8: unexpected end of template, expected 'end of print statement'."),
        ({"message": "'{{ device.ONBOTO }}'"}, "6: no key 'ONBOTO' in the vocabulary; did you mean 'ONBOOT'?"),
        ({"message": "'{{ device.mtu == \"1500\" }}'"}, "6: a number is never '1500'"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_an_error(tmp_path: Path, fields: dict[str, str], said: str) -> None:
    assert fault(tmp_path, fields) == said


@pytest.mark.parametrize(
    "fields",
    [
        {"when": "device.parent.controller.first_address.network.network_address == device.first_network.broadcast_address"},
        {"when": "device.mtu in (1500, 9000, None) and 'bridge-utils' in host.packages and 'em1' in device.port_names"},
        {"when": "device.first_network and device.first_address.ip in device.first_network"},
        {"when": "\"'active' in device.bond_options and 'Net' in device.manager\""},
        {"when": "device.boot_order < device.parent.boot_order", "at": "device.parent if device.parent else device"},
        {"when": "device.network_file.GATEWAYDEV"},
        {"message": "'{{ device.bond_options.mode }}{{ device.bond_options.get(\"mode\", 1) }}{{ device.ethtool.words[1:] | join }}'"},
        {"message": "'{% for k in device.bond_options if k != \"mode\" %}{{ loop.index }}{{ k.upper() }}{% else %}{{ device }}{% endfor %}'"},
        {"message": "'{% set a, _, b = device.name.partition(\".\") %}{{ a ~ b.strip() or none }}{{ {true: 1}.get(device.onboot) }}'"},
        {"message": "'{{ device.file.suffix }}{{ device.MTU }}{{ (device.ports | first).mtu | default(device.mtu) }}'"},
        {"with": "{note: '{{ other.mtu }}{{ other.parent }}', of: device.ports}"},
    ],
)  # fmt: skip
def test_what_is_there_may_be_asked(tmp_path: Path, fields: dict[str, str]) -> None:
    rule(tmp_path, fields).verify()


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"keys": "5", "for": "assignment", "when": "assignment.raw"}, "7: keys cannot be '5': a key, a glob of keys, or <type>"),
        ({"keys": "<ipv5>", "for": "assignment", "when": "assignment.raw"}, "7: keys cannot be '<ipv5>': "),
        ({"keys": "MTU"}, "7: keys is for assignment, not for device"),
        ({"value": "x"}, "7: value is for assignment, not for device"),
        ({"strip": "x"}, "7: strip is for file, not for device"),
        ({"with": "[a]"}, "7: needs an expression or a list of `name: value` 'with'"),
        ({"with": "{at: MTU}"}, "7: needs an expression 'of'"),
        ({"with": "{of: device, form: x}"}, "7: no field 'form'"),
        ({"with": "{of: device, at: {a: b}}"}, "7: needs a word or a list of words 'at'"),
        ({"move": "device"}, "7: needs a list of `name: value` 'move'"),
        ({"move": "{to: device}"}, "7: needs a word or a list of words 'keys'"),
        ({"set": "x"}, "7: needs a list of `KEY: text` 'set'"),
        ({"set": "{MTU: [1]}"}, "7: needs a list of `KEY: text` 'set'"),
        ({"set": "{'a b': 1}"}, "7: set cannot be 'a b': the name of a key"),
        ({"unset": "[[a]]"}, "7: needs a word or a list of words 'unset'"),
        ({"yields": "{a: b}"}, "7: needs a word or a list of words 'yields'"),
        ({"yields": "[a, 'B c']"}, "7: yields cannot be 'B c': the name of a rule"),
        ({"sources": "3"}, "7: sources cannot be '3': must be the source of the fact"),
        ({"sources": "{a: b}"}, "7: needs a word or a list of words 'sources'"),
        ({"when": "[a]"}, "5: needs an expression 'when'"),
        ({"when": ""}, "1: needs an expression 'when'"),
        ({"message": "{a: b}"}, "6: needs a text 'message'"),
        ({"fix": "[a]"}, "7: needs a text 'fix'"),
        ({"for": "nonsense"}, "3: for cannot be 'nonsense': "),
        ({"for": "[device]"}, "3: needs a text 'for'"),
        ({"severity": "{}"}, "1: needs a text 'severity'"),
        ({"safe": "yes"}, "7: safe cannot be 'yes': true, false"),
        ({"upgrade": "4"}, "7: upgrade cannot be '4': 5, "),
        ({"upgrade": "[9]"}, "7: needs a text 'upgrade'"),
        ({"releases": "5-99999999999"}, "7: releases '5-99999999999': must be a range such as 5-7 or 8-"),
        ({"releases": "9" * 5000}, "7: releases '9"),
        ({"releases": "'-'"}, "7: releases '-'"),
        ({"releases": "[5, 6]"}, "7: needs a text 'releases'"),
        ({"summary": "&a s"}, "2: a rule does not support anchors, aliases and tags"),
        ({"note": "*a"}, "7: "),
        ({"note": "!!python/object:os.system x"}, "7: a rule does not support anchors, aliases and tags"),
        ({"note": "\tx\n\ty: z"}, "8: "),
        ({"note": "'a\x00b'"}, "7: not YAML: '\\x00'"),
        ({"note": "é\n\x01: a"}, "8: not YAML: '\\x01'"),
        ({"note": "[" * 50_000}, "7: "),
        ({"note": "{a: " * 15_000}, "7: "),
        ({"note": "[[[[a]]]]"}, "7: lists and mappings of a rule must not be so deep"),
        ({"note": "x\nfor: bridge"}, "8: 'for' is here twice"),
        ({"[a]": "x"}, "2: the name of a field must be a word"),
        ({"note": "'"}, "7: "),
        ({"with": ">-"}, "8: not an expression"),
        ({"message": "'{{ " + "(" * 4_000 + "'"}, "6: too deeply nested"),
        ({"when": "(" * 50_000}, "5: not an expression"),
        ({"when": "device" + ".parent" * 9_000}, "5: not an expression"),
        ({"message": "'{{ device" + ".parent" * 4_000 + " }}'"}, "6: too deeply nested"),
        # as much as there can be of it
        ({"releases": "\u0665-\u0667"}, "7: releases '\u0665-\u0667'"),
        ({"releases": "\uff15"}, "7: releases '\uff15'"),
        ({"releases": "²"}, "7: releases '²'"),
        ({"releases": "'--'"}, "7: releases '--'"),
        ({"releases": "5--7"}, "7: releases '5--7'"),
        ({"releases": "7-5"}, "7: releases '7-5'"),
        ({"summary": '"a\nupgrade: zzz\nb"', "upgrade": "zzz"}, "9: upgrade cannot be 'zzz'"),
        ({"when": "(" * 60 + "1" + ")" * 60 + " < device.nam"}, f"5: {NO_NAME}"),
        ({"when": ">-\n  device.onboot  # of the lab\n  and device.mtu"}, "6: not an expression: it has a comment"),
        ({"when": '"device.onboot\\x1f"'}, "5: not an expression"),
        ({"when": "(" * 300 + "1" + ")" * 300}, "5: not an expression"),
        ({"when": "not " * 60 + "device.mtu"}, "5: not an expression: too deeply nested"),
        ({"when": "not " * 1_900 + "1"}, "5: not an expression"),
        ({"when": "1 if 1 else " * 600 + "1"}, "5: not an expression"),
        ({"when": "device" + ".parent" * 60 + ".name"}, "5: not an expression: too deeply nested"),
        ({"when": "device.mtu in (" + "1," * 9_000 + ")"}, "5: not an expression: over 8000 characters"),
        ({"when": "device.mtu == 0x" + "f" * 5_000}, "5: the number is too large"),
        ({"when": "device.name == 0x" + "f" * 5_000}, "5: the number is too large"),
        ({"when": "device.mtu == " + "9" * 5_000}, "5: not an expression"),
        ({"when": "device.mtu < 1e999"}, "5: the number is too large"),
        ({"when": "device.mtu == 9 ** 9 ** 9"}, "5: a rule does not support binop"),
        ({"when": "\"device.name == 'a' * 1000000000\""}, "5: a rule does not support binop"),
        ({"when": "\"f'{device.mtu:>1000000000}'\""}, "5: a rule does not support joinedstr"),
        ({"when": "device.name is 'x'"}, "5: not an expression"),
        ({"when": "device.mtu is 5"}, "5: not an expression"),
        ({"when": "device.name == '\\d'"}, "5: not an expression"),
        ({"when": "device.mtu == 1if 1else 2"}, "5: not an expression"),
        ({"when": "device." + "x" * 7_000}, "5: no attribute 'xxx"),
        ({"for": "assignment", "when": "assignment.raw", "keys": "'" + "*a" * 5_000 + "'"}, "7: keys cannot be '*a*a"),
        ({"for": "assignment", "when": "assignment.raw", "keys": "'" + "[a" * 5_000 + "'"}, "7: keys cannot be '[a[a"),
        ({"unset": "[" + "MTU, " * 9_000 + "]"}, "7: unset has more than 500 words"),
        ({"set": "{" + ", ".join(f"K{n}: v" for n in range(600)) + "}"}, "7: set has more than 500 words"),
        ({"sources": "\n" + "- |\n  x\n" * 5_000}, "7: sources has more than 500 words"),
        ({"summary": "x" * 70_000}, "2: front matter over 64 KiB"),
        ({f"f{n}": "x" for n in range(5_000)}, "7: no field 'f0'"),
        ({"note": "? " * 20_000}, "7: "),
        ({"note": "- " * 20_000}, "7: "),
        ({"note": "a: " * 20_000}, "7: "),
        ({"note": '"\\ud800"'}, "7: "),
        ({"note": '"\\U00110000"'}, "7: "),
        ({"note": "{<<: *a}"}, "7: "),
        ({"sources": "&a0 [x]", "manager": "[*a0, *a0]"}, "7: a rule does not support anchors, aliases and tags"),
        ({"message": "'{{ 1/0 }}'"}, "6: a rule does not support div"),
        ({"message": "'{{ device.name * 1000000000 }}'"}, "6: a rule does not support mul"),
        ({"message": "'{{ device.name.format(1) }}'"}, "6: no method 'format' of a text"),
        ({"message": "'{{ 9" + "9" * 5_000 + " }}'"}, "6: the number is too large"),
        ({"message": "'" + "{{ device }}" * 3_000 + "'"}, "6: too long for a text"),
        ({"set": "{MTU: '{{ device.name | center(99) }}'}"}, "7: no filter 'center'"),
        ({"for": "file", "when": "file.name", "strip": "'#\t'"}, "7: strip cannot be '#\\t': blanks, and invisible characters"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else value[:40],
)  # fmt: skip
def test_every_field_has_a_type(tmp_path: Path, fields: dict[str, str], said: str) -> None:
    assert fault(tmp_path, fields).startswith(said)


@pytest.mark.parametrize("name", RULES)
def test_every_text_of_ours_knows_its_line(name: str) -> None:
    lines = RULES[name].path.read_text().splitlines()
    for part in parts(RULES[name].fields):
        for offset, line in enumerate(part.text.source.split("\n")):
            assert all(word in lines[part.text.line + offset - 1] for word in re.findall(r"\w{3,}", line, re.A))


def test_front_matter_is_fields(tmp_path: Path) -> None:
    for front in ("- a\n- b", "x", "", "a: b\n--- \nc: d"):
        (tmp_path / "site.md").write_text(f"---\n{front}\n---\n# site\n")
        with pytest.raises(RuleError, match=r"site.md:\d: "):
            read(tmp_path / "site.md", (tmp_path / "site.md").read_bytes()).verify()


def test_a_verified_rule_is_what_its_yaml_says(tmp_path: Path) -> None:
    """However it is written: at a glance a quoted word is none."""
    found = rule(tmp_path, {"releases": "'6-7'", "manager": '"initscripts"', "upgrade": "'8'"})
    found.verify()
    assert (found.releases, found.manager, found.upgrade) == ({6, 7}, "initscripts", 8)


HOST = reading.parse({"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\n"}, Host.of(release=7))


@pytest.mark.parametrize("when", ["device.destination", "device.name.MTU", "device.bond_options.MODE"])
def test_a_rule_that_nobody_has_verified_is_an_error_when_it_is_asked(tmp_path: Path, when: str) -> None:
    linter = Linter([rule(tmp_path, {}, "good"), rule(tmp_path, {"when": when})])
    with pytest.raises(RuleError, match=r"site\.md:5: no "):
        linter.check(HOST)


SHAPES = (
    "[a]", "{a: b}", "[[a]]", "[{a: [b]}]", "{a: [b]}", "{a: {b: c}}", "", "~", "null", "''", "[]", "{}", "true", "5",
    "9" * 5_000, "0x" + "f" * 5_000, "|\n  a\n  b", "'a\n\n  b'", '"a\\0b"', '"\\x1b[31m"', '"\\u202e"', "2024-01-01",
    "1e999", ".nan", "{of: device}", "{of: [device]}", "{to: device, keys: [[a]]}", "{to: {a: b}, keys: MTU}",
    "{of: device, at: {a: b}, note: [x]}", "{MTU: [a]}", "{MTU: }", "{: a}", "{[a]: b}", "[~]", "'*'", "'<int>'", "'[!'",
    "MTU", "'MTU '", "device.place", "host", "()", "(device,)", "not device", "None", "'x'",
)  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_of_any_shape_is_right_or_at_fault(tmp_path: Path, field: str) -> None:
    """Each fault is one line; of what is right, whatever a rule can be asked for is there."""
    for shape in SHAPES:
        found = rule(tmp_path, {field: shape})
        try:
            found.verify()
            Linter([found]).check(HOST)
            assert found.summary and found.releases and isinstance(found.keys, tuple)
            assert (found.yields, found.sources, found.upgrade, found.manager) is not None
        except RuleError as error:
            assert re.match(rf"{tmp_path}/site\.md:\d+: .{{1,1000}}\Z", str(error)), shape


@pytest.mark.parametrize(
    "summary",
    [
        '"a\n\n  keys: {\n\n  b"',
        '"a\nkeys: {\nb"',
        '"a\n\nfor: bridge\n\nreleases: 99\n\nmanager: x\n\nb"',
        "'a\nwhen: x\nb'",
    ],
)
def test_a_field_in_a_text_is_none(tmp_path: Path, summary: str) -> None:
    found = rule(tmp_path, {"summary": summary})
    found.verify()
    assert (found.kind, len(found.releases), found.manager, found.keys) == ("device", 6, None, ("*",))
    assert Linter([found]).check(HOST).findings


@pytest.mark.parametrize(
    "message",
    [
        "{% set x = device.name %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}",
        "{% for a in device.name %}" * 10 + "x" + "{% endfor %}" * 10,
        "{% for a in device.first_network %}{% endfor %}",
        '{{ device.first_network | map("string") | join }}',
        '{{ "%1000000000d" | format(1) }}',
        "{{ device.name.ljust(1000000000) }}",
        '{{ device.name | replace("", device.name) | length }}' + '{% for a in device.name.ljust(99999) %}{{ a | upper }}{% endfor %}' * 30,
    ],
    ids=lambda message: message[:40],
)  # fmt: skip
def test_a_text_that_makes_too_much_is_an_error_of_the_rule(tmp_path: Path, message: str) -> None:
    found = rule(tmp_path, {"message": f"'{message}'"})
    found.verify()
    host = reading.parse({"ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nIPADDR=10.0.0.1\nPREFIX=8\n"}, Host.of(release=7))
    started = time.process_time()
    result = Linter([found]).check(host)
    assert result.findings == []
    (fault,) = result.faults["site"]
    assert str(fault).endswith("site.md:6: produces too much output")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "fields",
    [
        {"message": "'{{ device.name.ljust(700000) | length }}'"},
        {"message": "'{% for a in device.name.ljust(20000) %}{% endfor %}x'"},
        {"fix": "x", "set": "{NAME: '{{ device.name.ljust(600000) }}'}"},
    ],
)
def test_the_texts_of_a_rule_make_no_more_of_many_devices(tmp_path: Path, fields: dict[str, str]) -> None:
    found = rule(tmp_path, {"message": "x", **fields})
    found.verify()
    started = time.process_time()
    result = Linter([found]).check(reading.parse({f"ifcfg-eth{n}": f"DEVICE=eth{n}\n" for n in range(500)}))
    assert 0 < len(result.findings) < 50
    assert "produces too much output" in str(result.faults["site"])
    assert time.process_time() - started < 5


def test_a_rule_has_its_say_about_any_number_of_devices(tmp_path: Path) -> None:
    found = rule(tmp_path, {"message": "'{{ device.name.ljust(900) }}.'"})
    result = Linter([found]).check(reading.parse({f"ifcfg-eth{n}": f"DEVICE=eth{n}\n" for n in range(3_000)}))
    assert (len(result.findings), result.faults) == (3_000, {})


def test_a_text_that_cannot_be_filled_in_is_an_error_of_the_rule_alone(tmp_path: Path) -> None:
    found = rule(tmp_path, {"message": "'{{ device.mtu - 1 }}'"})
    found.verify()
    result = Linter([found, RULES["misspelled-key"]]).check(
        reading.parse({"ifcfg-eth0": "DEVICE=eth0\nGATWAY=192.0.2.1\n", "ifcfg-eth1": "DEVICE=eth1\nMTU=1500\n"})
    )
    assert [finding.rule for finding in result.findings] == ["misspelled-key"]
    (fault,) = result.faults["site"]
    assert "site.md:6: cannot be filled in: " in str(fault)


# -- what a class shows -----------------------------------------------------------------------------------


class Spot(NamedTuple):
    line: int | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Plain:
    mtu: int | None = None
    beside: Mapping[str, Spot] | None = None
    relations: str = ""
    hidden: str = ""

    @property
    def not_a_field(self) -> int:
        return 1


class Subject:
    SHOWS: ClassVar = ("data", Plain)
    data: Plain
    mtu = property(operator.attrgetter("data.mtu"))
    beside = property(operator.attrgetter("data.beside"))
    _secret: str

    @property
    def spot(self) -> Spot | Plain | None:
        return None

    @cached_property
    def word(self) -> Literal["a", "b"] | None:
        return None

    def method(self) -> int:
        return 1


def test_a_class_shows_what_is_annotated() -> None:
    assert set(attributes(Subject)) == {"mtu", "beside", "spot", "word"}
    assert set(attributes(Plain)) == {"mtu", "beside", "hidden", "not_a_field"}
    assert attributes(Spot) == {"line": (int,), "words": type_of(tuple[str, ...])}
    assert attribute(type_of(Subject), "mtu") == (int,)
    assert in_words(attribute(type_of(Subject), "beside")) == "a mapping"


def test_an_attribute_has_to_be_on_every_alternative() -> None:
    spot = attribute(type_of(Subject), "spot")
    with pytest.raises(ExpressionError, match="no attribute 'line' of a Plain"):
        attribute(spot, "line")
    assert attribute(type_of(Subject | None), "word")


def test_every_subject_has_a_class() -> None:
    from ifcfgen.lint.classes import CLASSES
    from ifcfgen.lint.subjects import SUBJECTS

    assert tuple(CLASSES) == SUBJECTS


def test_nothing_that_a_rule_can_reach_is_without_a_type() -> None:
    from ifcfgen.lint.classes import CLASSES
    from ifcfgen.lint.verification.attributes import ANY, classes

    seen: set[type] = set()
    open_ones: list[type[Any]] = list(CLASSES.values())
    while open_ones:
        cls = open_ones.pop()
        if cls not in seen:
            seen.add(cls)
            for name, type_ in attributes(cls).items():
                assert ANY[0] not in type_, (cls, name)
                open_ones += classes(type_)
