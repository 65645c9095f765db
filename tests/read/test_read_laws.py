"""Laws: render, read, render: the same files; what is read of files that come up boots as these do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from strategies import READERS, host, keyfile_topologies, sound_topologies, topologies

from ifcfgen import api, diff, netplan, reading, render
from ifcfgen.boot.comparison.boots import difference
from ifcfgen.boot.comparison.expectation import unmet
from ifcfgen.errors import Refused
from ifcfgen.facts import Host
from ifcfgen.netplan import Configuration
from ifcfgen.netplan.text import text
from ifcfgen.read import recover

TESTS = Path(__file__).parent.parent
CASES = sorted((TESTS / "boot/oracle/cases").iterdir())
WORLDS = ((7, "initscripts"), (8, "NetworkManager"))


def _rendered(topology: Configuration) -> dict[str, str]:
    """The files of TOPOLOGY; one that has none is no example."""
    try:
        return render.files(topology, source="h.yaml")
    except Refused:
        reject()


def _bodies(files: dict[str, str]) -> dict[str, str]:
    """The files without the line that names their topology."""
    return {name: text.partition("\n")[2] for name, text in files.items()}


@settings(max_examples=60)
@given(st.sampled_from(READERS).flatmap(lambda reader: sound_topologies(*reader)))
def test_render_read_render_gives_the_same_files(topology: Configuration) -> None:
    files = _rendered(topology)
    read = recover(reading.parse(files, topology.host), render.check)
    assert read.losses == ()
    assert _bodies(render.files(read.topology, source="h.yaml")) == _bodies(files)


KEYFILE = render.target("keyfile")
KEYFILES = "system-connections/"


def _keyfiles(topology: Configuration) -> dict[str, str]:
    """The keyfiles of TOPOLOGY, as they lie beside the network scripts."""
    files = render.files(topology, source="h.yaml", to=KEYFILE)
    return {f"{KEYFILES}{name}": text for name, text in files.items()}


def _with_secrets(topology: Configuration, asked: Configuration) -> Configuration:
    """TOPOLOGY with the keys that `read` does not show, and that ASKED has."""
    keys = {device.name: device.private_key for device in asked}
    return replace(topology, devices=tuple(replace(d, private_key=keys.get(d.name)) for d in topology))


def _check(topology: Configuration) -> None:
    render.check(topology, KEYFILE)


@settings(max_examples=40)
@given(st.sampled_from([7, 8, 9, 10]).flatmap(keyfile_topologies))
def test_keyfiles_are_rendered_read_and_rendered_the_same(drawn: Configuration) -> None:
    topology = text(drawn, drawn.host, {}, _check).topology  # without what no topology.yaml can have
    files = _keyfiles(topology)
    found = reading.parse(files, topology.host)
    read = recover(found, _check)
    assert [loss for loss in read.losses if loss.why != "secret"] == []
    again = _with_secrets(read.topology, topology)
    assert _bodies(_keyfiles(again)) == _bodies(files)
    for one, other in (
        (diff.of_topology(topology), diff.of_reading(found)),
        (diff.of_topology(again), diff.of_reading(found)),
    ):
        assert diff.compare(one, other).differences == ()


RULES = (
    "{addresses: [192.0.2.1/24], routing-policy: [{from: 192.0.2.1, table: 9, priority: 5}, "
    "{from: '2001:db8::/32', table: 8, priority: 4}, {from: 192.0.2.2, table: 7, priority: 3}]}"
)
NOT_DRAWN = [
    ("NetworkManager", "{macaddress: random}"),
    ("initscripts", "{dhcp4: true, dhcp4-overrides: {use-ntp: false}}"),
    ("initscripts", "{dhcp4: true, dhcp4-overrides: {use-ntp: true}}"),
    ("NetworkManager", "{critical: true}"),
    *(
        (renderer, properties)
        for renderer in ("initscripts", "NetworkManager")
        for properties in (
            "{ipv6-address-generation: eui64}",
            "{dhcp4: true, dhcp-identifier: mac}",
            "{optional: true}",
            "{link-local: [ipv6]}",
            "{dhcp4-overrides: {hostname: web}}",
            "{dhcp4: true, dhcp4-overrides: {use-mtu: true}}",
            RULES,
        )
    ),
    (
        "initscripts",
        "{addresses: [192.0.2.1/24: {label: 'eth0:9'}, 192.0.2.2/24: {label: 'eth0:1'}, 192.0.2.3/24, '2001:db8::1/64']}",
    ),
    ("NetworkManager", "{match: {name: 'en*'}, dhcp4: true}"),
    ("NetworkManager", "{match: {name: 'en*', driver: [e1000, ixgbe]}, dhcp4: true}"),
    ("NetworkManager", "{virtual-function-count: 4}"),
]
OF_KEYFILES = [
    "bonds: {bond0: {parameters: {mode: balance-xor, transmit-hash-policy: layer2, all-members-active: true}}}",
    "ethernets: {em1: {dhcp4: true, keyfile: {ipv4.may-fail: 'false', connection.zone: a, connection.metered: '1'}}}",
    "ethernets: {em1: {dhcp4: true, ipv6-address-generation: eui64}}",
    "ethernets: {em1: {keyfile: {user.org.x: '1'}}}",
    "ethernets: {em1: {virtual-function-count: 2, embedded-switch-mode: switchdev}, v: {link: em1}}",
    "ethernets: {em1: {}, v: {link: em1}, w: {link: em1}}",
    "modems: {cdc-wdm0: {auto-config: true, dhcp4: true}, cdc-wdm1: {apn: a, auto-config: false}}",
    "modems: {cdc-wdm0: {apn: a, auto-config: true}}",
    "wifis: {w: {wakeonwlan: [tcp, disconnect, magic_pkt], access-points: {a: {}}}}",
]


@pytest.mark.parametrize("release", [7, 8, 10])
@pytest.mark.parametrize("network", OF_KEYFILES)
def test_keyfiles_that_no_strategy_draws(release: int, network: str) -> None:
    asked = f"network: {{renderer: NetworkManager, {network}}}\nhost: {{release: {release}}}\n"
    topology = netplan.parse(asked, "h.yaml")
    files = _keyfiles(topology)
    found = reading.parse(files, Host.of(release=release))
    read = recover(found, _check)
    assert read.losses == ()
    assert _bodies(_keyfiles(read.topology)) == _bodies(files)
    of_none = [
        d.what for _, _, c in diff.compare(diff.of_topology(topology), diff.of_reading(found)).differences for d in c
    ]
    assert of_none == [warned for warned in ["switch_mode"] if "embedded-switch-mode" in network and release < 9]


@pytest.mark.parametrize("mode", ["", "mode: tap"])
def test_el6_makes_a_tap_of_any_name(mode: str) -> None:
    asked = f"network: {{renderer: initscripts, taps: {{tun7: {{{mode}}}}}}}\nhost: {{release: 6}}\n"
    files = render.files(netplan.parse(asked, "h.yaml"), source="h.yaml")
    read = recover(reading.parse(files, Host.of(release=6)), render.check)
    assert (read.losses, [device.mode for device in read.topology]) == ((), ["tap"])


@pytest.mark.parametrize(("renderer", "properties"), NOT_DRAWN)
def test_properties_that_no_strategy_draws(renderer: str, properties: str) -> None:
    text = f"network: {{renderer: {renderer}, ethernets: {{eth0: {properties}}}}}\nhost: {{release: 8}}\n"
    topology = netplan.parse(text, "h.yaml")
    files = render.files(topology, source="h.yaml")
    found = reading.parse(files, topology.host)
    read = recover(found, render.check)
    assert read.losses == ()
    assert _bodies(render.files(read.topology, source="h.yaml")) == _bodies(files)
    assert diff.compare(diff.of_topology(topology), diff.of_reading(found)).differences == ()


@settings(max_examples=60)
@given(st.sampled_from(READERS).flatmap(lambda reader: topologies(*reader)))
def test_what_is_read_is_rendered_and_read_again_without_a_loss(topology: Configuration) -> None:
    """Of topologies that the model can have and netplan cannot, as a bond in mode 802.3ad with arp_interval."""
    read = recover(reading.parse(_rendered(topology), topology.host), render.check)
    files = render.files(read.topology, source="h.yaml")
    again = recover(reading.parse(files, topology.host), render.check)
    assert again.losses == ()
    assert _bodies(render.files(again.topology, source="h.yaml")) == _bodies(files)


@settings(max_examples=60)
@given(st.sampled_from(READERS).flatmap(lambda reader: sound_topologies(*reader)))
def test_a_topology_is_read_back_from_its_own_text(topology: Configuration) -> None:
    written = text(topology, topology.host, {"eth0": ["a note"]})
    assert written.refused == ()
    again = netplan.parse(written.text, topology.path)
    assert {d.name: d.described() for d in again} == {d.name: d.described() for d in topology}


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_what_comes_up_comes_up_again(case: Path) -> None:
    for release, manager in WORLDS:
        files = api.read_host(case, host(release, manager))
        read = recover(files, render.check)
        boot = api.predict_boot(files)
        if read.losses or unmet(read.topology, boot):
            continue
        rendered = reading.parse(render.files(read.topology, source="h.yaml"), files.host)
        again = difference(boot, api.predict_boot(rendered))
        assert (again.lost, again.gained, again.not_predicted) == ((), (), ())
