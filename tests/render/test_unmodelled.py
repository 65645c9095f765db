"""What no ifcfg file has is kept by netplan, and refused by the target: once, with who has it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ifcfgen import netplan, render
from ifcfgen.errors import Refused
from ifcfgen.netplan import Configuration
from ifcfgen.netplan.properties import BARE, BOND, BRIDGE, ETHERNET, VLAN

_CANNOT = "only NetworkManager keyfiles support these, not the ifcfg files that ifcfgen writes"
_NETWORKD = "only systemd-networkd supports this; ifcfg files and keyfiles do not"
_NETPLAN = "only a service of netplan supports this; ifcfg files and keyfiles do not"
_OPEN_VSWITCH = (
    "only NetworkManager keyfiles (ovs-bridge, ovs-port) or Open vSwitch's own scripts support this; "
    "ifcfgen writes no such ifcfg files"
)

NOT_FOR_US = {
    "nm-devices: {n: {}}": f"t.yaml:1:1: nm-devices: {_CANNOT}",
    "ethernets: {w: {}}\nbridges: {br0: {interfaces: [w]}}\nnm-devices: {w: {}}": (
        f"t.yaml:3:1: nm-devices: {_CANNOT}"
    ),
    "tunnels: {v: {mode: vxlan, id: 1, limit: 5, ageing: 300}}": (
        "t.yaml:1:35: limit, ageing (line 1): only NetworkManager keyfiles support this, "
        "not the ifcfg files that ifcfgen writes"
    ),
    "tunnels: {v: {mode: vxlan, id: 1, checksums: [udp]}}": f"t.yaml:1:35: checksums: {_NETWORKD}",
    "openvswitch: {}\nbonds: {b: {openvswitch: {lacp: active}, interfaces: [patch0], parameters: {mode: balance-tcp}}}": (
        f"t.yaml:1:1: openvswitch, openvswitch (line 2): {_OPEN_VSWITCH}"
    ),
    "ethernets: {a: {delay-virtual-functions-rebind: true}}": (
        f"t.yaml:1:17: delay-virtual-functions-rebind: {_NETPLAN}"
    ),
    "ethernets: {a: {ignore-carrier: true}}": f"t.yaml:1:17: ignore-carrier: {_NETWORKD}",
    "ethernets: {a: {emit-lldp: true}}": f"t.yaml:1:17: emit-lldp: {_NETWORKD}",
    "ethernets: {a: {ra-overrides: {use-dns: no}}}": f"t.yaml:1:17: ra-overrides: {_NETWORKD}",
    "ethernets: {a: {dhcp4-overrides: {use-domains: route}}}": f"t.yaml:1:35: use-domains: route: {_NETWORKD}",
    "ethernets: {a: {addresses: [192.0.2.1/24: {lifetime: 0}]}}": f"t.yaml:1:44: lifetime: 0: {_NETWORKD}",
    "ethernets: {a: {networkmanager: {name: a}}}": (
        "t.yaml:1:17: networkmanager: only NetworkManager keyfiles support these settings, "
        "not the ifcfg files that ifcfgen writes"
    ),
    "ethernets: {a: {match: {name: em1}, set-name: lan}}": (
        "t.yaml:1:37: set-name: needs `match: {macaddress: ...}` to find the card"
    ),
}


def asked(text: str) -> Configuration:
    """What TEXT asks for, of initscripts of EL7 where it does not say."""
    found = netplan.parse(text, "t.yaml")
    devices = [replace(device, nm_controlled=bool(device.nm_controlled)) for device in found]
    return replace(found, devices=tuple(devices), host=replace(found.host, el=7))


@pytest.mark.parametrize(("text", "fault"), NOT_FOR_US.items())
def test_what_no_ifcfg_file_has_is_told_once_with_who_has_it(text: str, fault: str) -> None:
    topology = asked(text)
    assert topology.unmodelled
    with pytest.raises(Refused) as refused:
        render.files(topology, source="t.yaml")
    assert [str(fault) for fault in refused.value.faults] == [fault]


def test_it_is_told_with_all_else_that_is_refused() -> None:
    topology = asked("nm-devices: {}\nethernets: {a: {emit-lldp: true, macaddress: random}}")
    with pytest.raises(Refused) as refused:
        render.files(topology, source="t.yaml")
    assert [str(fault.place) for fault in refused.value.faults] == ["t.yaml:1:1", "t.yaml:2:17", "t.yaml:2:34"]


SAID = {
    "sections": [name for name, entry in BARE.known.items() if entry.unmodelled],
    **{
        section: [name for name, entry in kind.known.items() if entry.unmodelled]
        for section, kind in {"ethernets": ETHERNET, "bonds": BOND, "bridges": BRIDGE, "vlans": VLAN}.items()
    },
}


@pytest.mark.parametrize(("section", "name"), [(section, name) for section, names in SAID.items() for name in names])
def test_all_that_the_model_has_no_field_for_is_kept_and_then_told(section: str, name: str) -> None:
    more = ", id: 1, link: e" if section == "vlans" else ""
    text = (
        f"{name}: {{}}"
        if section == "sections"
        else f"{{ethernets: {{e: {{}}}}, {section}: {{d: {{{name}: 1{more}}}}}}}"
    )
    if section == "ethernets":
        text = f"ethernets: {{d: {{{name}: 1}}}}"
    topology = asked(text)
    assert [said.name for said in topology.unmodelled] == [name]
    if warned := [str(warning) for warning in render.target().warnings(topology)]:
        assert [line.split(": ")[1] for line in warned] == [name]
        assert name == "neigh-suppress", "the host works without it"
        render.check(topology)
        return
    with pytest.raises(Refused, match=f"{name}: only "):
        render.check(topology)
