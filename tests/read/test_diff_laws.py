"""Laws of `diff`: another spelling is no difference, a change is one of its device, and the order of restarts works."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Address
from random import Random

from hypothesis import given, reject, settings
from hypothesis import strategies as st
from strategies import READERS, keyfile_topologies, topologies

from ifcfgen import diff, reading, render
from ifcfgen.errors import Refused
from ifcfgen.facts import Host
from ifcfgen.netplan import Configuration
from ifcfgen.scripts.names import KEYFILE_SUFFIX

KEYFILE = render.target("keyfile")
_PLAIN = re.compile(r"[\w./:-]+")
_IPV6 = re.compile(r"(?<![\w:.])[0-9a-f]*:[0-9a-f:]*:[0-9a-f]*(?=[/,;\"' \n]|$)")
_OF_IPV4 = ("IPADDR", "NETMASK", "PREFIX")


def _files(topology: Configuration, format: str) -> dict[str, str]:
    try:
        files = render.files(topology, source="h.yaml", to=KEYFILE if format == "keyfile" else None)
    except Refused:
        reject()
    return {f"system-connections/{n}" if n.endswith(KEYFILE_SUFFIX) else n: text for n, text in files.items()}


def _longer(match: re.Match[str]) -> str:
    """An IPv6 address in full and in capitals; anything else, such as a MAC address, as it is."""
    try:
        return IPv6Address(match[0]).exploded.upper()
    except ValueError:
        return match[0]


def _respelled(text: str, how: Random) -> str:
    """An ifcfg file in other words: order, quotes, a netmask for a prefix length, IPv6 addresses in full, comments."""
    lines = [line for line in text.split("\n")[1:] if line]
    numbered = {key: value for key, _, value in (line.partition("=") for line in lines)}
    found = []
    for line in lines:
        key, _, value = line.partition("=")
        stem, number = key.rstrip("0123456789"), key[len(key.rstrip("0123456789")) :]
        if stem == "PREFIX" and f"IPADDR{number}" in numbered and how.random() < 0.5:
            key, value = f"NETMASK{number}", str(IPv4Network(f"0.0.0.0/{value}").netmask)
        if key.startswith("IPV6ADDR"):
            value = _IPV6.sub(_longer, value)
        if _PLAIN.fullmatch(value):
            value = how.choice((value, f'"{value}"', f"'{value}'"))
        found.append(f"{key}={value}")
    how.shuffle(found)
    return "\n".join(["# by hand", *found, ""])


def _respelled_keyfile(text: str, how: Random) -> str:
    """A keyfile in other words: the order of sections and keys, IPv6 addresses in full, comments and blank lines."""
    sections = re.split(r"(?m)^(?=\[)", text.partition("\n")[2])
    how.shuffle(sections)
    found = []
    for section in sections:
        head, *keys = [line for line in section.split("\n") if line] or [""]
        how.shuffle(keys)
        written = (_IPV6.sub(_longer, key) if key.startswith(("address", "route")) else key for key in keys)
        found += [head, "# by hand", *written, ""]
    return "\n".join(found)


def _differences(files: dict[str, str], others: dict[str, str], host: Host) -> diff.Compared:
    return diff.compare(*(diff.of_reading(reading.parse(those, host)) for those in (files, others)))


@settings(max_examples=60)
@given(st.sampled_from(READERS).flatmap(lambda reader: topologies(*reader)), st.randoms(use_true_random=False))
def test_another_spelling_of_ifcfg_files_is_no_difference(topology: Configuration, how: Random) -> None:
    files = _files(topology, "ifcfg")
    others = {n: _respelled(text, how) if n.startswith("ifcfg-") else text for n, text in files.items()}
    for one, other in ((files, others), (others, files)):
        assert _differences(one, other, topology.host).differences == ()


@settings(max_examples=60)
@given(st.sampled_from([8, 9, 10]).flatmap(keyfile_topologies), st.randoms(use_true_random=False))
def test_another_spelling_of_keyfiles_is_no_difference(topology: Configuration, how: Random) -> None:
    files = _files(topology, "keyfile")
    others = {name: _respelled_keyfile(text, how) for name, text in files.items()}
    assert _differences(files, others, topology.host).differences == ()


@settings(max_examples=60)
@given(st.sampled_from(READERS).flatmap(lambda reader: topologies(*reader)), st.data())
def test_a_change_is_one_of_its_device(topology: Configuration, data: st.DataObject) -> None:
    """And its device is among those that restart, each behind what it stands on."""
    files = _files(topology, "ifcfg")
    device = data.draw(st.sampled_from([*topology]))
    name = f"ifcfg-{device.suffix}"
    if name not in files or device.kind == "alias":
        reject()
    mtu = 1400 if device.mtu != 1400 else 1300
    text = re.sub(r"(?m)^MTU=.*\n", "", files[name]) + f"MTU={mtu}\n"
    found = _differences(files, {**files, name: text}, topology.host)
    assert [(one.device, [change.what for change in one.changes]) for one in found.differences] == [
        (device.name, ["mtu"])
    ]
    assert device.name in found.restarted or not device.onboot or any(topology.cycle(each) for each in topology)
    order = {each: place for place, each in enumerate(found.restarted)}
    for each in map(topology.get, order):
        assert each
        parent, controller = topology.parent(each), topology.controller(each)
        if parent and parent.name in order:
            assert order[parent.name] < order[each.name]
        if controller and controller.name in order and each.nm_controlled is not False:
            assert order[controller.name] < order[each.name]
        elif controller and controller.name in order:
            assert order[each.name] < order[controller.name]
