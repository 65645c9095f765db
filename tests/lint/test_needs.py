"""A rule that needs a key, a kind or a role is asked of nothing without it: what it would have said there is nothing."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_worst_values import NAMES, RULES, WORST

from ifcfgen import reading
from ifcfgen.lint.expression import needed_traits
from ifcfgen.lint.subjects import KEY_BEHIND
from ifcfgen.lint.subjects.device import DeviceSubject
from ifcfgen.lint.subjects.relations import Relations

FILES = ("ifcfg-br0", "ifcfg-eth0", "ifcfg-eth0.5", "ifcfg-eth0:1")


@pytest.mark.parametrize(
    ("when", "needed"),
    [
        ("device.MTU", ["MTU"]),
        ("not device.MTU", []),
        ("device.MTU != None", ["MTU"]),
        ("device.MTU == '1' and device.kind == 'bond'", ["MTU", "kind=bond"]),
        ("device.MTU or device.kind in ('bond', 'team')", ["MTU kind=bond kind=team"]),
        ("device.MTU or device.onboot", []),
        ("device.kind == 'bond' if device.onboot else device.MTU", []),
        ("device.kind in ('bond', None)", []),
        ("device.kind in 'bond team'", []),
        ("device.kind != 'bond'", []),
        ("device.kind == device.joins", []),
        ("device.GATEWAYDEV == device.name", ["GATEWAYDEV"]),
        ("device.GATEWAYDEV == device.parent.name", []),
        ("device.controller.kind == 'bond'", []),
        ("device.controller.mtu < device.mtu", ["MTU"]),
        ("device.mtu == 1500", []),
        ("device.ethtool.glued", ["ETHTOOL_OPTS"]),
        ("'.' in device.LINKDELAY", ["LINKDELAY"]),
        ("device.dhcp4", ["dhcp4"]),
        ("not device.dhcp4", []),
        ("device.dhcp4 != None", []),
        ("device.controller.dhcp4", []),
        ("device.TYPE == 'Tap'", ["TYPE=Tap"]),
    ],
)
def test_what_an_expression_needs(when: str, needed: list[str]) -> None:
    tree = ast.parse(when, mode="eval").body
    assert [" ".join(sorted(group)) for group in needed_traits(tree, "device", KEY_BEHIND)] == needed


def test_rules_need_something() -> None:
    """Or the linter asks every rule of every device again."""
    assert sum(bool(rule.needs) for rule in RULES if rule.kind in ("device", "port", "bridge", "bond")) > 60


@settings(max_examples=100)
@given(st.sampled_from(FILES), st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WORST)), max_size=12),
       st.sampled_from(sorted(KEY_BEHIND)))  # fmt: skip
def test_an_attribute_is_none_without_its_key(name: str, lines: list[tuple[str, str]], attribute: str) -> None:
    text = "".join(f"{key}={value}\n" for key, value in lines if key != KEY_BEHIND[attribute])
    here = reading.parse({name: text.encode("utf-8", "surrogateescape"), "ifcfg-first": "HWADDR=00:11:22:33:44:55\n"})
    subject = DeviceSubject(Relations(here), here.directory.definitions[name])
    assert getattr(subject, attribute) is None
