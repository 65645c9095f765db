"""A rule that yields keeps silent where a better one has met something in the same file."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ifcfgen import data, reading
from ifcfgen.facts import Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.rule import load

RULES = load(data.rules())
HOST = Host.of(release=8, services={"NetworkManager": "enabled", "network": "absent"})
BAD = "DEVICE=eth0\nBOOTPROTO=none\nIPADDR=192.0.2.256\nPREFIX=24\n"
ALLOWED = BAD.replace("IPADDR", "# ifcfgen: allow invalid-address - of a test\nIPADDR")


@pytest.mark.parametrize(
    "files, asked, met",
    [
        ({"ifcfg-eth0": BAD}, ["profile-rejected"], ["profile-rejected"]),
        ({"ifcfg-eth0": BAD}, ["profile-rejected", "invalid-address"], ["invalid-address"]),
        ({"ifcfg-eth0": ALLOWED}, ["profile-rejected", "invalid-address"], []),
        (
            {"ifcfg-eth0": BAD, "ifcfg-eth1": "DEVICE=eth1\nUUID=x\n"},
            ["profile-rejected", "invalid-address"],
            ["invalid-address", "profile-rejected"],
        ),
        (
            {"ifcfg-eth0": "DEVICE={iface}\nMASTER=bond0\nSLAVE=yes\n"},
            ["bond-undefined", "placeholder-left"],
            ["placeholder-left"],
        ),
    ],
)
def test_yields(files: Mapping[str, str], asked: list[str], met: list[str]) -> None:
    found = Linter([RULES[name] for name in asked]).check(reading.parse(files, HOST))
    assert [finding.rule for finding in found.findings] == met
