"""A rule that yields keeps silent where a better one has met something in the same file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ifcfgen import data, reading
from ifcfgen.facts import Host
from ifcfgen.lint.engine import Linter
from ifcfgen.lint.rule import load
from ifcfgen.lint.subjects.relations import Failure
from ifcfgen.model import Place

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


FAILING = "DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nMTU=9000\n"


@pytest.mark.parametrize(
    ("front", "text", "met"),
    [
        ({"severity": "error"}, FAILING, ["other"]),
        ({"severity": "warning"}, FAILING, ["other", "fails-at-boot"]),
        ({"severity": "warning", "at": "MTU"}, FAILING, ["other"]),
        # what is met on other hosts only explains nothing here, nor does what a comment allows elsewhere in the file
        ({"severity": "error", "at": "MTU", "releases": "6-6"}, FAILING, ["other", "fails-at-boot"]),
        ({"severity": "warning"}, "# ifcfgen: allow other - of a test\n" + FAILING, ["fails-at-boot"]),
        ({"severity": "error"}, "# ifcfgen: allow other - of a test\n" + FAILING, []),
    ],
)
def test_what_explains_a_failure(tmp_path: Path, front: Mapping[str, str], text: str, met: list[str]) -> None:
    fields = {"summary": "s", "for": "device", "when": "device.mtu", "message": "'m'", "at": "DEVICE", **front}
    body = "".join(f"{name}: {value}\n" for name, value in fields.items())
    (tmp_path / "other.md").write_text(f"---\n{body}---\n# other\n")
    other = load([(tmp_path / "other.md", (tmp_path / "other.md").read_bytes())])["other"]
    read = reading.parse({"ifcfg-eth0": text}, Host() if "releases" in front else HOST)
    place = Place("ifcfg-eth0", 1 + text.count("\n", 0, text.index("MTU")))
    failure = Failure("eth0", "eth0 fails", place)
    found = Linter([other, RULES["fails-at-boot"]]).check(read, [failure]).findings
    assert sorted(f.rule for f in found) == sorted(met)
