"""The schema for editors: it is the published one, it is a schema, and it agrees with what is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from ifcfgen import netplan
from ifcfgen.errors import Faults

PUBLISHED = Path(__file__).parents[2] / "docs" / "topology.schema.json"


def test_the_published_schema_is_current():
    assert json.loads(PUBLISHED.read_text()) == netplan.schema(), "ifcfgen schema > docs/topology.schema.json"


def test_it_is_a_schema():
    Draft7Validator.check_schema(netplan.schema())


TEXTS = {
    "network: {version: 2, ethernets: {em1: {dhcp4: true, mtu: 9000}, em2: }}": True,
    "network: {ethernets: {em1: {dhcp4: 'yes', addresses: [192.0.2.1/24, 192.0.2.2/24: {label: a}]}}}": True,
    "network: {bonds: {b: {parameters: {mode: 802.3ad, mii-monitor-interval: 100ms, gratuitious-arp: 3}}}}": True,
    "network: {bridges: {renderer: initscripts, br0: {parameters: {path-cost: {}, aging-time: 300}}}}": True,
    "{network: {}, host: {release: 7, services: {network: enabled}, packages: [a], packages-complete: true}}": True,
    "network: {ethernets: {em1: {mtu: 9}}}": False,
    "network: {ethernets: {em1: {adresses: []}}}": False,
    "network: {ethernets: {em1: {addresses: 192.0.2.1/24}}}": False,
    "network: {ethernets: {em1: {match: {macaddress: 'x'}}}}": False,
    "network: {bonds: {b: {parameters: {mode: balance-tcp}}}}": False,
    "network: {vlans: {v: {id: 4095}}}": False,
    "network: {dummy-devices: {d: {}}}": True,
    "{network: {}, host: {services: {network: maybe}}}": False,
}


@pytest.mark.parametrize(("text", "sound"), TEXTS.items())
def test_it_agrees_with_what_is_read(text, sound):
    assert Draft7Validator(netplan.schema()).is_valid(yaml.safe_load(text)) is sound
    if sound:
        netplan.parse(text, "t.yaml")
    else:
        with pytest.raises(Faults):
            netplan.parse(text, "t.yaml")


def test_every_property_has_a_description():
    without = [
        (title, name)
        for title, definition in netplan.schema()["definitions"].items()
        for name, described in definition["properties"].items()
        if not described.get("description")
    ]
    assert without == []
