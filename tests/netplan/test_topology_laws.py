"""What holds for every text: a topology or `Faults`, each fault one line with its place; never another exception."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcfgen import netplan
from ifcfgen.errors import Faults
from ifcfgen.model import Topology
from ifcfgen.netplan.properties import BARE, BRIDGE, ETHERNET, ROUTE, VLAN

_ODD = ["", "~", "yes", "no", "-1", "0", "1e9", "99999999999999999999", "0x", "192.0.2.1", "192.0.2.1/24", "::/0",
        "fe80::1%eth0", "default", "a" * 99, "\n", "\x7f", "é", "5s", "1 fortnight", "*", "..", "52:54:00:12:34:56"]  # fmt: skip
_NAMES = sorted({*ETHERNET.known, *BRIDGE.known, *VLAN.known, *ROUTE.known, *BARE.known, "parameters", "em1", "br0"})
_scalars = st.none() | st.booleans() | st.integers() | st.sampled_from(_ODD) | st.text(max_size=20)
_values = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES) | st.text(max_size=5), inner, max_size=5)
    ),
    max_leaves=12,
)
_devices = st.dictionaries(
    st.sampled_from(["em1", "br0", "bond0", "lo"]),
    st.dictionaries(st.sampled_from(_NAMES), _values, max_size=5) | _values,
    max_size=3,
)
_networks = st.dictionaries(
    st.sampled_from(["ethernets", "bonds", "bridges", "vlans", "host", "tunnels", "renderer"]), _devices | _values
)


def told(text: str) -> Topology | list[str]:
    try:
        return netplan.parse(text, "t.yaml")
    except Faults as faults:
        assert faults.faults
        for fault in map(str, faults.faults):
            assert re.match(r"t\.yaml(:\d+){0,2}: ", fault)
            assert "\n" not in fault
        return [str(fault) for fault in faults.faults]


@given(st.text() | st.binary().map(lambda data: data.decode("utf-8", "surrogateescape")))
def test_any_text(text):
    told(text)


@given(st.text(alphabet="network:{}[]&*!?-#|>'\"\n\t ,e0%@`", max_size=60))
def test_any_punctuation(text):
    told(text)


@given(_networks)
def test_any_values_in_any_place(network):
    told(json.dumps(network))


_addresses = st.ip_addresses(v=4).map(str)
_ethernets = st.fixed_dictionaries(
    {},
    optional={
        "mtu": st.integers(68, 65536),
        "dhcp4": st.booleans(),
        "addresses": st.lists(st.builds("{}/{}".format, _addresses, st.integers(1, 32)), max_size=3),
        "nameservers": st.fixed_dictionaries({"addresses": st.lists(_addresses, max_size=3)}),
        "routes": st.lists(
            st.fixed_dictionaries({"to": _addresses, "via": _addresses, "on-link": st.just(True)}), max_size=2
        ),
    },
)


@given(st.dictionaries(st.sampled_from(["em1", "em2", "em3"]), _ethernets))
def test_nothing_that_is_said_gets_lost(ethernets):
    for said in ethernets.values():  # a gateway of one's own is refused, and told elsewhere
        own = {address.partition("/")[0] for address in said.get("addresses", ())}
        said["routes"] = [route for route in said.get("routes", ()) if route["via"] not in own]
    topology = netplan.parse(json.dumps({"network": {"ethernets": ethernets}}), "t.yaml")
    assert {device.name: said_of(device) for device in topology} == {
        name: {
            "mtu": said.get("mtu"),
            "dhcp4": said.get("dhcp4", False),
            "addresses": said.get("addresses", []),
            "nameservers": said.get("nameservers", {}).get("addresses", []),
            "routes": [(f"{route['to']}/32", route["via"]) for route in said["routes"]],
        }
        for name, said in ethernets.items()
    }


def said_of(device):
    return {
        "mtu": device.mtu,
        "dhcp4": device.dhcp4,
        "addresses": [str(address) for address in device.addresses],
        "nameservers": [str(server) for server in device.nameservers],
        "routes": [(str(route.to), str(route.via)) for route in device.routes],
    }


@pytest.mark.parametrize("text", ["network: {}", "ethernets: {em1: {}}", "version: 2", "network:"])
def test_little_is_enough(text):
    assert isinstance(told(text), Topology)
