"""What a site's templates may write: nothing that a shell would run, and at what cost."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from ifcfgen import netplan, render
from ifcfgen.errors import IfcfgenError
from ifcfgen.render.ifcfg.lines import strange
from ifcfgen.render.ifcfg.words import word

NETWORK = netplan.parse(
    """\
host: {release: 7}
renderer: initscripts
ethernets:
  eth0:
    addresses: [192.0.2.1/24]
    routes: [{to: 198.51.100.0/24, via: 192.0.2.2}]
    routing-policy: [{from: 192.0.2.0/24, table: 100}]
""",
    "t.yaml",
)


def rendered(folder: Path, template: str | bytes, name: str = "ethernet") -> dict[str, str]:
    """The bodies of the files, where the site has that template."""
    (folder / "ifcfg").mkdir(exist_ok=True)
    (folder / f"ifcfg/{name}.j2").write_bytes(template if isinstance(template, bytes) else template.encode())
    files = render.files(NETWORK, source="t.yaml", templates=[folder])
    return {file: text.partition("\n")[2] for file, text in files.items()}


COMMANDS = [
    "touch x", "A=b; touch x", "A=b & touch x", "A=b && touch x", "A=b || touch x", "A=b | touch x", "A=b touch x",
    "A=$(touch x)", 'A="$(touch x)"', "A=`touch x`", 'A="`touch x`"', "A=<(touch x)", "A=b >x", "A=b>x", "A=b<<E",
    "f() { touch x; }", "function f { touch x; }", "(touch x)", "{ touch x; }", "if true; then touch x; fi", "! touch x",
    "[ -f x ]", "[[ -f x ]]", ". ./x", "source x", "eval touch x", "export A=b", "declare A=b", "A+=b", "A[0]=b", "A=(b)",
    "A=$B", 'A="$B"', "A=${B:=c}", "A=$((1))", "A=$'b'", 'A=$"b"', "A=~", "A=*", "A=?", "A={b,c}", "A=b\\", "A=\\b", "A='b",
    'A="b', "A='b'c", "A='b'\"c\"", 'A=""b""', "A=b # c", "A = b", "A =b", "A= b", "=b", "1A=b", "A B=c", "A", "A=é", "A=b\u00a0c",
    "A=b\x85touch x", "A=b\u2028touch x", "# a\ntouch x", "A=b\\\ntouch x", "A=b\ntouch x", "A='b\ntouch x'",
    "PATH=/tmp/x", "IFS=a", "BASH_ENV=/tmp/x", "ENV=", " LD_PRELOAD='/tmp/x.so'",
]  # fmt: skip


@pytest.mark.parametrize("line", COMMANDS)
@pytest.mark.parametrize("name", ["ifcfg-eth0", "keys-eth0", "network", "route-eth0"])
def test_a_line_that_is_more_than_a_value_is_strange(name: str, line: str) -> None:
    assert strange(name, f"# c\nA=b\n{line}\n") in line.split("\n")


@pytest.mark.parametrize(
    "name, body",
    [
        ("ifcfg-eth0", "DEVICE=eth0\n\n  A=b  \n# c; $(touch x) é\n#\nA=\nA='b c $d'\nA='it'\\''s'\nA=\"b; c\"\nA=''\nA=a=b,c:d/e%f@g+h-i.j_k\nPATHS=a\nMY_ENV=b\n"),
        ("route-eth0", "# c\n198.51.100.0/24 via 192.0.2.2 dev eth0\ndefault via 192.0.2.1 mtu 1400\n"),
        ("route6-eth0", "2001:db8::/32 via fe80::1 dev eth0\n"),
        ("rule-eth0", "from 192.0.2.0/24 table 100\n"),
        ("route-eth0", "ADDRESS0=198.51.100.0\nNETMASK0=255.255.255.0\nGATEWAY0=192.0.2.2\n"),
    ],
)  # fmt: skip
def test_values_and_comments_are_not(name: str, body: str) -> None:
    assert strange(name, body) is None


@pytest.mark.parametrize(
    "name, body",
    [
        ("route-eth0", "ADDRESS0=198.51.100.0\ntouch x\n"),  # as a file of assignments it would be sourced
        ("route-eth0", "ADDRESS0=1 touch x\n"),
        ("route-eth0", "default via $(touch x)\n"),
        ("rule-eth0", "from 192.0.2.0/24; touch x\n"),
        ("ifcfg-eth0", "default via 192.0.2.1\n"),
    ],
)
def test_words_stand_in_route_and_rule_files_alone(name: str, body: str) -> None:
    assert strange(name, body) is not None


def test_no_shell_runs_anything_of_what_is_not_strange(tmp_path: Path) -> None:
    """Each pair of characters inside and behind a value, by a real bash where we let it through."""
    signs = "\"'$`\\;&|<>(){}[]*?~!# \t=aé\x01"
    values = [a + b for a in signs for b in signs]
    lines = [
        line
        for v in values
        for line in (f"A={v}", f"A='{v}'", f'A="{v}"', f"A={word(f'{v}')}" if v.isprintable() else "#")
    ]
    body = "".join(f"{line}\n" for line in lines if strange("ifcfg-x", line) is None)
    assert body.count("\n") > 1_000
    (tmp_path / "ifcfg-x").write_text(body)
    bash = shutil.which("bash") or "bash"
    ran = subprocess.run(
        [bash, "-xc", ". ./ifcfg-x"], cwd=tmp_path, capture_output=True, text=True, env={"PATH": ""}, check=True
    )
    steps = [line for line in ran.stderr.splitlines() if line.startswith("+")]
    assert all(line.startswith(("+ . ", "++ A=")) for line in steps)
    assert [path.name for path in tmp_path.iterdir()] == ["ifcfg-x"]


@pytest.mark.parametrize(
    "template, said",
    [
        ("DEVICE=eth0\ntouch x\n", "ethernet.j2:2: 'touch x' in ifcfg-eth0: a template gives comments and values, no commands"),
        ("DEVICE=eth0\r\ntouch x\r\n", "ethernet.j2:2: 'touch x' in ifcfg-eth0: "),
        ("A={{ device }};touch {{ device }}\n", "ethernet.j2: 'A=eth0;touch eth0' in ifcfg-eth0: "),
        ("{{ 'touch x' }}\n", "ethernet.j2: '\"touch x\"' in ifcfg-eth0: "),
        ("A=b\x00\n", "ethernet.j2:1: a control character: '\\x00'"),
        ("\n\x1b[31m\n", "ethernet.j2:1: a control character: '\\x1b'"),
        ("\n\n{{ devise }}", "ethernet.j2:3: 'devise' is undefined"),
        ("\n{{ device.mtu.x }}", "ethernet.j2:2: 'str object' has no attribute 'mtu'"),
        ("\n{{ device | uper }}", "ethernet.j2:2: no filter 'uper'; did you mean 'upper'?"),
        ("\n{{ device.uper() }}", "ethernet.j2:2: 'str object' has no attribute 'uper'"),
        ("\n{{ device.format() }}", "ethernet.j2:2: no method 'format' of a text or a mapping"),
        ("{{ 1 / 0 }}", "ethernet.j2:1: a template does not support div"),
        ("{{ device - 1 }}", "ethernet.j2:1: cannot be filled in: unsupported operand"),
        ("{{ range(9) }}", "ethernet.j2:1: a template may only call methods of texts and mappings"),
        ("{% extends 'ifcfg/bond.j2' %}", "ethernet.j2:1: a template does not support extends"),
        ("{% macro a() %}{% endmacro %}", "ethernet.j2:1: a template does not support macro"),
        ("{% include '/etc/passwd' %}", "ethernet.j2:1: a template must be included by its plain name"),
        ("{% include '../../../../etc/passwd' %}", "ethernet.j2:1: a template must be included by its plain name"),
        ("{% include 'ifcfg/../../x' %}", "ethernet.j2:1: a template must be included by its plain name"),
        ("{% include device %}", "ethernet.j2:1: a template must be included by its plain name"),
        ("{% include ['a', 'b'] %}", "ethernet.j2:1: a template must be included by its plain name"),
        ("\n{% include 'ifcfg/nothing.j2' %}", "ethernet.j2:2: no template 'ifcfg/nothing.j2'"),
        ("{% include '" + "a/" * 3_000 + "b' %}", "ethernet.j2:1: a template must be included by its plain name"),
        ("\n{# " * 9, "ethernet.j2:2: Missing end of comment tag"),
        ("\n{% raw %}x", "ethernet.j2:2: Missing end of raw directive"),
        ("{% include 'ifcfg/ethernet.j2' %}", "ethernet.j2:1: "),
        ("{% for a in addresses %}" + "{% include 'ifcfg/ethernet.j2' %}" * 9 + "{% endfor %}", "ethernet.j2:1: "),
        ("{% set x = 'ab' %}" + "{% set x = x ~ x %}" * 40 + "A={{ x }}", "ethernet.j2:1: produces too much output"),
        ("{{ device.center(1000000000) }}", "ethernet.j2:1: produces too much output"),
        ("{% if device %}" * 500, "ethernet.j2:1: too deeply nested"),
        ("A={{ device }}\n" * 3_000, "ethernet.j2:"),
        (b"A=\xff\n", "ethernet.j2:1: not UTF-8"),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_a_fault_of_a_template_is_one_line(tmp_path: Path, template: str | bytes, said: str) -> None:
    started = time.process_time()
    with pytest.raises(IfcfgenError) as caught:
        rendered(tmp_path, template)
    assert str(caught.value).removeprefix(f"{tmp_path}/ifcfg/").startswith(said)
    assert "\n" not in str(caught.value)
    assert time.process_time() - started < 5


def test_templates_that_include_each_other_twice_come_to_an_end(tmp_path: Path) -> None:
    (tmp_path / "ifcfg").mkdir()
    for n in range(40):
        (tmp_path / f"ifcfg/a{n}.j2").write_text(f"{{% include 'ifcfg/a{n + 1}.j2' %}}" * 2)
    (tmp_path / "ifcfg/a40.j2").write_text("#\n")
    with pytest.raises(IfcfgenError, match="produces too much output"):
        rendered(tmp_path, "{% include 'ifcfg/a0.j2' %}")


def test_a_command_in_a_file_that_is_included_names_the_template_asked_for(tmp_path: Path) -> None:
    with pytest.raises(IfcfgenError) as caught:
        rendered(tmp_path, "touch x\n", "addressing")
    assert str(caught.value) == (
        "template ifcfg/ethernet.j2: 'touch x' in ifcfg-eth0: a template gives comments and values, no commands"
    )


def test_what_sites_write_goes_on_working(tmp_path: Path) -> None:
    body = rendered(
        tmp_path,
        "# {{ device }} of our site\n"
        "DEVICE={{ device }}\n"
        "NAME={{ 'System ' ~ device }}\n"
        "{% if device.startswith('eth') and addressed %}\n"
        '{% include "ifcfg/addressing.j2" %}\n'
        "{% endif %}\n"
        "{% set vlan = device | replace('eth', 'vlan') %}\n"
        "ALT={{ vlan | upper }}\n"
        "NOTE={{ None or ['a', 'b'] | join(' ') }}\n",
    )["ifcfg-eth0"]
    assert body.split("\n")[:3] == ["# eth0 of our site", "DEVICE=eth0", 'NAME="System eth0"']
    assert "IPADDR=192.0.2.1\n" in body and body.endswith('ALT=VLAN0\nNOTE="a b"\n')


@pytest.mark.parametrize("name", ["route", "rule"])
def test_route_and_rule_files_as_well(tmp_path: Path, name: str) -> None:
    file = f"{name}-eth0"
    with pytest.raises(IfcfgenError, match=rf"{name}\.j2:2: 'x; touch y' in {file}: a template gives"):
        rendered(tmp_path, "{% for line in " + name + "s %}\nx; touch y\n{% endfor %}\n", name)
    (tmp_path / "sound").mkdir()
    kept = rendered(tmp_path / "sound", "# ours\n{% for line in " + name + "s %}\n{{ line }}\n{% endfor %}\n", name)
    assert kept[file].startswith("# ours\n")


def test_no_template_is_read_that_lies_elsewhere(tmp_path: Path) -> None:
    """What lies there could be told in a message."""
    (tmp_path / "secret").write_text("root:x:0:0\n")
    (tmp_path / "site/ifcfg").mkdir(parents=True)
    template = tmp_path / "site/ifcfg/ethernet.j2"
    for make in (lambda: template.symlink_to("../../secret"), lambda: os.mkfifo(template), template.mkdir):
        make()
        with pytest.raises(IfcfgenError) as caught:
            render.files(NETWORK, source="t.yaml", templates=[tmp_path / "site"])
        assert str(caught.value).startswith(f"{template}:1: ")
        assert "root:x" not in str(caught.value)
        template.rmdir() if template.is_dir() else template.unlink()
