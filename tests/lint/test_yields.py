"""One cause is one finding: what follows from another finding is a further place of that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from ifcfgen import data, reading
from ifcfgen.facts import Fact, Host
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


INITSCRIPTS = Host.of(
    release=7, services={"NetworkManager": "disabled", "network": "enabled"}, packages=["bridge-utils", "iputils"]
)
CARD = "DEVICE=eth{}\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.{}\nPREFIX=24\n"
MADE = "UUID=5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03\nNAME=lan\nHWADDR=52:54:00:00:00:01\n"
ALIAS = "DEVICE=eth0:{}\nIPADDR=192.0.2.{}\nPREFIX=24\n"
WITHHELD = "NM_CONTROLLED=no\n"
OVS = "DEVICE={}\nDEVICETYPE=ovs\nTYPE={}\nONBOOT=yes\n"
PORT = "DEVICE=eth{}\nONBOOT=yes\nBOOTPROTO=none\nMASTER=bond0\nSLAVE=yes\n"
OF_BRIDGE = CARD.format(0, 10) + "GATEWAY=192.0.2.1\nBRIDGE=br0\n"
BOND = "DEVICE=bond0\nTYPE=Bond\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.9\nPREFIX=24\n"
BRIDGE = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\n"


@pytest.mark.parametrize(
    "host, files, found",
    [
        # aliases of one missing parent
        (
            INITSCRIPTS,
            {"ifcfg-eth0:1": ALIAS.format(1, 11), "ifcfg-eth0:2": ALIAS.format(2, 12)},
            [("alias-orphan", "ifcfg-eth0:1:1", "ifcfg-eth0:2:1")],
        ),
        # devices of one host that nobody brings up, for one reason and for another
        (
            HOST,
            {f"ifcfg-eth{n}": CARD.format(n, 9).replace("192.0.2", f"10.0.{n}") + WITHHELD for n in (1, 2, 3)},
            [("unowned-interface", "ifcfg-eth1:6", "ifcfg-eth2:6", "ifcfg-eth3:6")],
        ),
        # commands of one file
        (
            HOST,
            {"ifcfg-eth0": CARD.format(0, 9) + "a\nb\na\n", "ifcfg-eth1": CARD.format(1, 9) + "c\n"},
            [
                ("duplicate-ip", "ifcfg-eth1:4", "ifcfg-eth0:4"),
                ("command-in-file", "ifcfg-eth0:6", "ifcfg-eth0:7", "ifcfg-eth0:8"),
                ("command-in-file", "ifcfg-eth1:6"),
            ],
        ),
        # a file copied for another card, and all that was left in it
        (
            HOST,
            {"ifcfg-eth0": CARD.format(0, 10) + MADE, "ifcfg-eth1": CARD.format(1, 10) + MADE},
            [
                (
                    "duplicate-ip", "ifcfg-eth1:4", "ifcfg-eth0:4", "ifcfg-eth1:8", "ifcfg-eth1:7", "ifcfg-eth1:6",
                )
            ],
        ),
        # name, line ends and device of one copy
        (
            INITSCRIPTS,
            {"ifcfg-eth0": CARD.format(0, 10), "ifcfg-eth0 copy": CARD.format(0, 10).replace("\n", "\r\n")},
            [("file-name-blank", "ifcfg-eth0 copy:1", "ifcfg-eth0:1", "ifcfg-eth0 copy")],
        ),
        # three files for one device
        (
            HOST,
            {"ifcfg-a": CARD.format(0, 10), "ifcfg-b": CARD.format(0, 11), "ifcfg-c": CARD.format(0, 12)},
            [("device-duplicate", "ifcfg-b:1", "ifcfg-a:1", "ifcfg-c:1")],
        ),
        # Open vSwitch, offered to NetworkManager
        (
            HOST,
            {"ifcfg-eth0": OVS.format("eth0", "OVSPort"), "ifcfg-ovsbr0": OVS.format("ovsbr0", "OVSBridge")},
            [("unowned-interface", "ifcfg-eth0:4", "ifcfg-eth0:3", "ifcfg-ovsbr0:3", "ifcfg-ovsbr0:4")],
        ),
        # ports of a bond that is not made, whether somebody says who makes it or not
        (
            INITSCRIPTS,
            {"ifcfg-bond0": BOND, **{f"ifcfg-eth{n}": PORT.format(n) for n in range(5)}},
            [("bond-not-made", "ifcfg-bond0:2", *(f"ifcfg-eth{n}:4" for n in range(5)))],
        ),
        (
            Host(),
            {"ifcfg-bond0": BOND, "ifcfg-eth0": PORT.format(0)},
            [("bond-no-options", "ifcfg-bond0:2", "ifcfg-eth0:4")],
        ),
        # the address of the host stayed on a port, and its gateway
        (
            INITSCRIPTS,
            {"ifcfg-br0": BRIDGE, "ifcfg-eth0": OF_BRIDGE},
            [("bridge-port-ip", "ifcfg-eth0:4", "ifcfg-br0:4", "ifcfg-eth0:6", "")],
        ),
        # what bash never reaches, behind a quote that is not closed
        (
            INITSCRIPTS,
            {"ifcfg-eth0": CARD.format(0, 10) + 'DNS1="192.0.2.53\nMTU=9000 # jumbo\nNAME=a b\nPATH=/bin\n$(touch x)\n'},
            [("open-quote", "ifcfg-eth0:6")],
        ),
        # files of another program
        (
            HOST,
            {f"ifcfg-eth{n}": f"auto eth{n}\niface eth{n} inet dhcp\n" for n in (0, 1, 2)},
            [("foreign-format", "ifcfg-eth0:1", "ifcfg-eth1:1", "ifcfg-eth2:1")],
        ),
        # a misspelled key on what should be the port of a bridge
        (
            HOST,
            {"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=dhcp\n", "ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBRIGE=br0\n"},
            [("misspelled-key", "ifcfg-eth0:3", "ifcfg-br0:2")],
        ),
        (
            INITSCRIPTS,
            {"ifcfg-bond0": BOND + "BONDING_OPTS=mode=1\n", "ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nMASTR=bond0\nSLAVE=yes\n"},
            [("bond-no-monitor", "ifcfg-bond0:7"), ("misspelled-key", "ifcfg-eth0:3", "ifcfg-bond0:2")],
        ),
        # one of another bridge than the one without ports
        (
            HOST,
            {"ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=dhcp\n", "ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBRIGE=br1\n"},
            [("bridge-no-ports", "ifcfg-br0:4"), ("misspelled-key", "ifcfg-eth0:3")],
        ),
        # an alias file of the wrong name, and the network that both profiles then seem to be in
        (
            HOST,
            {"ifcfg-eth0": CARD.format(0, 10), "ifcfg-eth0_0": CARD.format(0, 11).replace("eth0", "eth0:0")},
            [("alias-name", "ifcfg-eth0_0:1", "ifcfg-eth0_0:4", "ifcfg-eth0:4")],
        ),
        # a package that is missing, once a host
        (
            Host.of(release=7, services=INITSCRIPTS.services, without=["bridge-utils"]),
            {"ifcfg-br0": BRIDGE + "IPADDR=192.0.2.9\nPREFIX=24\n", "ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n"},
            [("bridge-utils-missing", "ifcfg-br0:2", "ifcfg-eth0:3")],
        ),
    ],
)  # fmt: skip
def test_one_cause_is_one_finding(host: Host, files: Mapping[str, str], found: list[tuple[str, ...]]) -> None:
    findings = [f for f in Linter(RULES.values()).check(reading.parse(files, host)).findings if f.severity != "info"]
    shown = [(f.rule, *(":".join(str(p) for p in s[:2] if p is not None) for s in f.spots)) for f in findings]
    assert sorted(shown) == sorted(found)


def test_of_two_conditional_findings_each_stands_that_is_met_elsewhere() -> None:
    """Without DEVICE ifup fails, and without a UUID that is one NetworkManager: no host has both."""
    files = {"ifcfg-eno1": "TYPE=Ethernet\nNAME=eno1\nUUID=XXX\nONBOOT=yes\nBOOTPROTO=dhcp\n"}
    linter = Linter([RULES["device-missing"], RULES["profile-rejected"]])
    findings = linter.check(reading.parse(files, Host.of())).findings
    found = {one.rule: {held.fact.name: held.values for held in one.conditions} for one in findings}
    assert found["device-missing"]["NetworkManager"] == ("disabled",)
    assert found["profile-rejected"]["NetworkManager"] == ("enabled",)


def test_each_of_many_can_be_allowed() -> None:
    """What a comment allows is folded into nothing, and nothing into it."""
    allowed = "# ifcfgen: allow unowned-interface - of a test\n" + CARD.format(1, 1) + WITHHELD
    files = {
        "ifcfg-eth1": allowed,
        "ifcfg-eth2": CARD.format(2, 2) + WITHHELD,
        "ifcfg-eth3": CARD.format(3, 3) + WITHHELD,
    }
    result = Linter([RULES["unowned-interface"]]).check(reading.parse(files, HOST))
    assert [[spot.path for spot in f.spots] for f in result.findings] == [["ifcfg-eth2", "ifcfg-eth3"]]
    assert [finding.spot.path for finding, _ in result.allowed] == ["ifcfg-eth1"]


def test_what_a_file_brings_about_in_another_one_is_shown_with_it() -> None:
    files = {"ifcfg-eth0": CARD.format(0, 10), "ifcfg-eth0-1": CARD.format(0, 11).replace("eth0", "eth0:1")}
    read = reading.parse(files, HOST)
    failures = [
        Failure("eth0", "eth0 does not start", Place("ifcfg-eth0", 1), blames=read.directory.file("ifcfg-eth0-1"))
    ]
    found = Linter([RULES["alias-name"], RULES["fails-at-boot"]]).check(read, failures).findings
    assert [(f.rule, [spot.path for spot in f.spots]) for f in found] == [
        ("alias-name", ["ifcfg-eth0-1", "ifcfg-eth0"])
    ]


@pytest.mark.parametrize(
    ("state", "met"), [("disabled", ["crlf-line-endings"]), ("enabled", ["crlf-line-endings", "fails-at-boot"])]
)
def test_a_conditional_finding_explains_a_boot_that_assumes_its_condition(state: str, met: list[str]) -> None:
    read = reading.parse({"ifcfg-eth0": CARD.format(0, 10).replace("\n", "\r\n")}, Host())
    supposed = ((Fact("service", "NetworkManager"), state), (Fact("service", "network"), "enabled"))
    failure = Failure("eth0", "eth0 fails", Place("ifcfg-eth0", 1), assumed=supposed)
    found = Linter([RULES["crlf-line-endings"], RULES["fails-at-boot"]]).check(read, [failure]).findings
    assert sorted(f.rule for f in found) == met


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
