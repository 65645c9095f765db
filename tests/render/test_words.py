"""Quoting: what is rendered reads back as it was, in a real bash and as NetworkManager reads; and is never a command."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcfgen import data, netplan, render
from ifcfgen.errors import Refused
from ifcfgen.facts import Host
from ifcfgen.ifcfg.document import Document
from ifcfgen.model import Address, Device, Dhcp
from ifcfgen.netplan import Configuration
from ifcfgen.render.ifcfg.words import word
from ifcfgen.render.template import UnwritableValue

BASH = shutil.which("bash")
TEMPLATES = sorted(data.folder("templates").glob("ifcfg/*.j2"))

CONTROLS = "".join(map(chr, [*range(32), 127]))

values = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=CONTROLS), max_size=30)
nasty = st.text(st.sampled_from("\"'$`\\!#;&|<>(){}[]*?~=% aé\u00a0\u2028"), max_size=12)


@pytest.mark.skipif(BASH is None, reason="needs bash")
@settings(max_examples=20)
@given(st.lists(values | nasty, min_size=30, max_size=60))
def test_bash_and_networkmanager_read_back_every_value(texts: list[str]) -> None:
    body = "".join(f"V{number}={word(text)}\n" for number, text in enumerate(texts))
    names = " ".join(f'"$V{number}"' for number in range(len(texts)))
    shell = [str(BASH), "--norc", "--noprofile", "-c", f"source /dev/stdin; printf '%s\\0' {names}"]
    ran = subprocess.run(shell, input=body.encode(), capture_output=True, check=True, env={"PATH": ""})
    assert ran.stderr == b""
    assert ran.stdout.decode().split("\0")[:-1] == texts
    assert [assignment.nm for assignment in Document.parse(body.encode()).assignments] == texts


@pytest.mark.parametrize(
    "value, expected",
    [
        ("eth0", "eth0"),
        ("", ""),
        ("a b", '"a b"'),
        ("mode=1 miimon=100", '"mode=1 miimon=100"'),
        ("a'b", '"a\'b"'),
        ("$HOME", "'$HOME'"),
        ("it's $5", "'it'\\''s $5'"),
        ("a;b", '"a;b"'),
        ("#x", '"#x"'),
        ("~root", '"~root"'),
        ("é", '"é"'),
        (True, "yes"),
        (False, "no"),
        (1, "1"),
        (0, "0"),
        (ip_address("2001:db8::1"), "2001:db8::1"),
        (("default", "via", ip_address("192.0.2.1")), "default via 192.0.2.1"),
    ],
)
def test_words(value: object, expected: str) -> None:
    assert word(value) == expected


@pytest.mark.parametrize("value", ["a\nb", "a\rb", "\0", "\x1b[0m", "\x7f", "\udc80", ("a b",), ("$x",), ("",)])
def test_what_no_file_can_carry(value: object) -> None:
    with pytest.raises(UnwritableValue):
        word(value)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_quotes_but_in_their_own_tags(template: Path) -> None:
    lines = [line for line in template.read_text().splitlines() if not line.startswith("{%")]
    assert lines
    assert not any(quote in line for line in lines for quote in "\"'")


COMMANDS = ["x\nreboot", "x; reboot", "$(reboot)", "`reboot`", "x' $(reboot) '", "x y", "-x", "a\tb"]


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize(
    "fields",
    [
        lambda text: {"name": text},
        lambda text: {"kind": "vlan", "parent_name": text, "vlan_id": 1},
        lambda text: {"mac": text},
        lambda text: {"hwaddr": text},
        lambda text: {"kind": "bond", "bond_options": {"mode": text}},
        lambda text: {"kind": "bond", "bond_options": {text: "1"}},
        lambda text: {"search": (text,)},
        lambda text: {"offloads": {text: True}},
        lambda text: {"dhcp4": True, "dhcp4_options": Dhcp(hostname=text)},
        lambda text: {"addresses": (Address(ip_address("192.0.2.1"), 24, label=f"eth0:{text}"),)},
    ],
)
def test_nothing_smuggles_a_command_past_the_scripts(fields: Callable[[str], dict[str, Any]], text: str) -> None:
    # the scripts expand these without quotes around them, and dhclient's words in an eval
    device = Device(**{"name": "eth0", "nm_controlled": False, **fields(text)})
    with pytest.raises(Refused):
        render.files(Configuration((device,), "t.yaml", host=Host.of(release=7)), source="t.yaml")


def test_the_first_line_is_one_that_the_service_does_not_evaluate() -> None:
    topology = netplan.parse("network: {renderer: initscripts, ethernets: {eth0: {}}}\nhost: {release: 7}\n", "t.yaml")
    for source in ("x DEVICE=lo.yaml", "a\nreboot", "$(reboot).yaml"):
        for text in render.files(topology, source=source).values():
            first = text.partition("\n")[0]
            assert first.startswith("# ifcfgen: from ")
            assert not set(first) & set("=$\r`;\"'")
