"""No file, however broken, makes a rule fail: every rule, over the worst values of every key, on hosts known and not."""

from __future__ import annotations

import signal
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ifcfgen import data, reading
from ifcfgen.facts import Host
from ifcfgen.ifcfg.vocabulary import KEYS
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.rule import load

RULES = load(data.rules()).values()
EVERY = Linter(RULES)
"""If the release is unknown, too, it asks in every world that there can be; to guess one takes many lints."""
WORRIED = Linter(RULES, "worst")
NAMES = [name.replace("*", "x") for name in KEYS]
OF_ROUTES = [name for name, key in zip(NAMES, KEYS.values(), strict=True) if "route" in key.files]
"""In a route file any other key is no more than a line that is no route."""

WORST = [
    "", " ", "''", "\"", "yes", "no", "on", "0", "-1", "4095", "99999999999999999999", "1.5", "192.0.2.1", "192.0.2.1/24", "999.0.0.1",
    "255.0.255.0", "2001:db8::1/64", "::", "fe80::1%eth0", "eth0", "br0", "eth0.1", "a b", "mode=9 miimon", "mode=active-backup",
    "$(reboot)", "`id`", "$X", "(a b)", "a;b", "'unclosed", "\\", "\r", "\x00", "\xff", "é”", "{{ x }}", "<% y %>", "x" * 300, "5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03",
]  # fmt: skip
HOSTS = [
    Host(),
    Host.of(release=6, services={"NetworkManager": "disabled", "network": "enabled"}, complete=True),
    Host.of(release=7, services={"NetworkManager": "enabled", "network": "enabled"}),
    Host.of(release=8, services={"NetworkManager": "disabled", "network": "enabled"}, packages=["network-scripts"]),
    Host.of(release=9, services={"NetworkManager": "enabled"}),
]


@pytest.mark.parametrize("value", WORST, ids=ascii)
def test_every_key_at_its_worst(value: str) -> None:
    every, some = (
        "".join(f"{name}={value}\n" for name in names).encode("utf-8", "surrogateescape")
        for names in (NAMES, [*OF_ROUTES, *NAMES[::40]])
    )
    files = {f"ifcfg-{word}{name}": f"TYPE={kind}\n".encode() + every for word, name, kind in
             (("", "eth0", "Ethernet"), ("", "br0", "Bridge"), ("", "bond0", "Bond"), ("", "eth0.1", "Vlan"), ("", "eth0:1", "x"))}  # fmt: skip
    files |= {
        f"{role}-eth0": some + f"{value} via {value} dev\n".encode() for role in ("route", "route6", "rule", "rule6")
    }
    number = WORST.index(value)
    known = HOSTS[1 + number % 4]  # in turn, as each takes seconds
    for host in (HOSTS[0], known) if number % 4 == 0 else (known,):
        (WORRIED if host.el else EVERY).check(reading.parse(files | {"network": every}, host))


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(["ifcfg-eth0", "ifcfg-br0", "ifcfg-eth0.1", "route-eth0", "rule6-br0", "network", "ifcfg-a b.old"]),
                       st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(WORST)), max_size=12)), st.sampled_from(HOSTS))  # fmt: skip
def test_any_mixture(files: dict[str, list[tuple[str, str]]], host: Host) -> None:
    texts = {
        name: "\n".join(f"{key}={value}" for key, value in lines).encode("utf-8", "surrogateescape")
        for name, lines in files.items()
    }
    (WORRIED if host.el else EVERY).check(reading.parse(texts, host))


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    EVERY.check(reading.parse({"ifcfg-eth0": data, "route-eth0": data, "network": data}))


MANY = 40_000
LONG = {
    "allow": "# ifcfgen: allow " + " " * MANY + "x#\nMTU=1",
    "reason": "# ifcfgen: allow vlan-mtu - x" + " " * MANY + "x\nMTU=1",
    "moustaches": "IPADDR=" + "{{" * MANY,
    "angle": "IPADDR='<" + "a" * MANY + "'",
    "words": "IPADDR=" + "ip" * MANY + "!",
    "name": "DEVICE=en" + "1" * MANY + "!",
    "blanks": "IPADDR= " + " " * MANY + "x",
    "braces": "export A=" + "{" * MANY + "," * MANY,
    "loops": "for a in b; do echo; done\n" * (MANY // 10),
    "quotes": 'IPADDR="' + "a" * MANY + '"' + '""' * MANY,
    "twice": "MTU=1500\n" * (MANY // 10),
    "digits": f"MTU={'9' * 5000}\nIPADDR{'9' * 5000}=192.0.2.1\nDNS{'9' * 5000}=192.0.2.1\nIPV6ADDR=2001:db8::1/{'9' * 5000}",
    "many": "".join(f"X{n}=${{X{n}}}\n" for n in range(MANY // 10)),
}  # fmt: skip


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_text_takes_no_longer_than_it_is(text: str) -> None:
    def too_long(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, 30)  # of its own time: the machine may be busy
    try:
        WORRIED.check(reading.parse({"ifcfg-eth0": f"DEVICE=eth0\n{text}\n", "libvirt-networks/a.xml": "<bridge " * MANY}, HOSTS[2]))  # fmt: skip
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def test_a_long_route_file_takes_no_longer_than_it_is() -> None:
    routes = "".join(f"10.{n >> 8}.{n & 255}.0/24 via 192.0.2.1\n" for n in range(MANY // 4))
    files = {"ifcfg-eth0": "DEVICE=eth0\nIPADDR=192.0.2.10\nPREFIX=24\n", "route-eth0": routes}
    start = time.process_time()
    WORRIED.check(reading.parse(files, HOSTS[2]))
    assert time.process_time() - start < 20


def test_a_stack_higher_than_any_kernel_allows() -> None:
    files = {f"ifcfg-v{n}": f"DEVICE=v{n}\nTYPE=Vlan\nVLAN=yes\nPHYSDEV=v{n + 1}\nVLAN_ID=5\nMTU=1500\n" for n in range(1500)}  # fmt: skip
    WORRIED.check(reading.parse(files, HOSTS[2]))
