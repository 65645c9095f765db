"""What the engine makes of facts, known and unknown, and of comments that allow a hazard."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ifcfgen import data, reading
from ifcfgen.facts import Fact, Host
from ifcfgen.lint import worlds
from ifcfgen.lint.engine import Assume, Linter, Result
from ifcfgen.lint.rule import Rule, RuleError, load, read
from ifcfgen.report import facts as facts_report

BRIDGE = {
    "ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nSTP=no\n",
    "ifcfg-eth0": "DEVICE=eth0\nMTU=9000\nBRIDGE=br0\n",
}


def rule(path: Path, **fields: str) -> Rule:
    fields = {"summary": "s", "severity": "error", "for": "bridge", "message": "'{{ bridge }}'", **fields}
    path.write_text("---\n" + "".join(f"{k}: {v}\n" for k, v in fields.items()) + f"---\n# {path.stem}\n")
    found = read(path, path.read_bytes())
    found.verify()
    return found


def check(one: Rule, host: Host, files: dict[str, str] = BRIDGE, assume: Assume = "preset") -> Result:
    return Linter([one], assume).check(reading.parse(files, host))


INITSCRIPTS = ((Fact("service", "NetworkManager"), "disabled"), (Fact("service", "network"), "enabled"))
NEEDS_BRCTL = {"when": "\"'bridge-utils' not in host.packages\"", "releases": "5-7", "manager": "initscripts"}


@pytest.mark.parametrize(
    "facts, assume, findings, undecided",
    [
        # everything is known
        ({"release": 7, "services": {"NetworkManager": "disabled", "network": "enabled"}, "without": ["bridge-utils"]}, "preset", [()], set()),
        ({"release": 7, "services": {"NetworkManager": "disabled", "network": "enabled"}, "packages": ["bridge-utils"]}, "worst", [], set()),
        ({"release": 8, "without": ["bridge-utils"]}, "worst", [], set()),
        # nothing depends on the unknown fact
        ({"without": ["bridge-utils"], "release": 6, "services": {"network": "enabled"}}, "preset", [()], set()),
        # a default installation of EL7 has NetworkManager in charge, and others have not
        ({"release": 7, "without": ["bridge-utils"]}, "preset", ["if NetworkManager is disabled"], set()),
        ({"release": 7, "without": ["bridge-utils"]}, "worst", [INITSCRIPTS], set()),
        ({"release": 7, "without": ["bridge-utils"]}, "best", [], set()),
        # the preset of EL5 says initscripts
        ({"release": 5, "without": ["bridge-utils"]}, "preset", [INITSCRIPTS], set()),
        # no preset says whether bridge-utils is there, or which release this is
        ({"release": 7, "services": {"NetworkManager": "disabled", "network": "enabled"}}, "preset", [], {Fact("package", "bridge-utils")}),
        ({}, "preset", [], {Fact("package", "bridge-utils")}),
        ({"without": ["bridge-utils"]}, "preset", ["up to EL7", "if NetworkManager is disabled", "if the network service is enabled"], set()),
    ],
)  # fmt: skip
def test_unknown_facts(
    tmp_path: Path, facts: dict[str, Any], assume: Assume, findings: list[worlds.Supposed | str], undecided: set[Fact]
) -> None:
    result = check(rule(tmp_path / "needs-brctl.md", **NEEDS_BRCTL), Host.of(**facts), assume=assume)
    conditions = [said for f in result.findings for said in facts_report.conditions(f.conditions)]
    assert (conditions or [f.assumed for f in result.findings]) == findings
    assert all((f.severity == "warning") == bool(f.conditions) for f in result.findings)
    assert set(result.undecided) == undecided


NEEDS_ARPING = {"when": "\"'iputils' not in host.packages\"", "releases": "5-6", "manager": "initscripts"}
UNOWNED = {"for": "device", "message": "'{{ device }}'", "when": "device.onboot and device.manager == None"}
NAMELESS = {"for": "device", "message": "s", "when": "not device.DEVICE and device.manager"}
BOND = {"ifcfg-bond0": "DEVICE=bond0\nONBOOT=yes\nBONDING_OPTS=mode=1\n"}


def test_what_every_reader_meets_is_met(tmp_path: Path) -> None:
    """If nothing is stated, that a file may have no reader at all is no condition."""
    nameless = rule(tmp_path / "nameless.md", **NAMELESS)
    files = {"ifcfg-eth1": "ONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n"}
    assert [(f.severity, f.conditions) for f in check(nameless, Host.of(), files).findings] == [("error", ())]


def test_a_package_of_every_installation_is_no_question(tmp_path: Path) -> None:
    """Whatever the release is: initscripts of those that want arping require iputils."""
    one = rule(tmp_path / "needs-arping.md", **NEEDS_ARPING)
    services = {"network": "enabled", "NetworkManager": "disabled"}
    for host in (Host.of(), Host.of(release=6), Host.of(services=services)):
        assert check(one, host).undecided == {}
    assert check(one, Host.of(release=6, without=["iputils"], services={"network": "enabled"})).findings


def test_a_default_el8_has_no_network_service(tmp_path: Path) -> None:
    """To enable what is not installed is no fix."""
    said = {"message": "'{{ host.network_service }}'", "when": "host.network_service != 'enabled'"}
    (finding,) = check(rule(tmp_path / "no-network.md", **said), Host.of(release=8)).findings
    assert (finding.message, finding.assumed) == ("absent", ((Fact("service", "network"), "absent"),))


def test_only_what_a_default_installation_settles_is_assumed(tmp_path: Path) -> None:
    """What may be either way, and makes no difference, is no assumption: one report has one world."""
    asks = {"when": "host.network_service == 'enabled' and ('bridge-utils' in host.packages or bridge.TYPE)"}
    (finding,) = check(rule(tmp_path / "asks.md", **asks), Host.of(release=7)).findings
    assert finding.assumed == ((Fact("service", "network"), "enabled"),)


@pytest.mark.parametrize("release", [5, 6])
def test_a_default_installation_of_old_has_no_networkmanager(tmp_path: Path, release: int) -> None:
    rules = {
        manager: rule(tmp_path / f"{manager.lower()}.md", **{**NEEDS_BRCTL, "manager": manager})
        for manager in ("initscripts", "NetworkManager")
    }
    host = Host.of(release=release, without=["bridge-utils"])
    (finding,) = check(rules["initscripts"], host).findings
    assert (finding.severity, finding.assumed) == ("error", INITSCRIPTS)
    assert not check(rules["NetworkManager"], host).findings


def test_no_question_is_about_a_host_that_hardly_exists(tmp_path: Path) -> None:
    """None with both services disabled, and no EL5 with NetworkManager alone."""
    one = rule(tmp_path / "unowned.md", **UNOWNED)
    assert check(one, Host.of(), BOND).undecided == {}
    theirs = {"ifcfg-bond0": BOND["ifcfg-bond0"] + "NM_CONTROLLED=no\n"}
    (undecided,) = check(one, Host.of(), theirs).undecided.values()
    assert (undecided.fact, undecided.value) == (Fact("service", "network"), "disabled")


def test_the_host_is_as_before_after_worlds_were_supposed(tmp_path: Path) -> None:
    files = reading.parse(BRIDGE, Host.of(without=["bridge-utils"]))
    stated = files.host
    Linter([rule(tmp_path / "needs-brctl.md", **NEEDS_BRCTL)], "worst").check(files)
    assert files.host is stated


@pytest.mark.parametrize(
    "when",
    [
        "bridge.__class__", "bridge['STP']", "bridge.keys.get('MTU')", "bridge.topology", "''.join(bridge)", "open", "lambda: 1",
        "[d for d in bridge.ports]", "2 ** 99999999", "'a' * 9", "f'{bridge}'", "bridge.parrent", "brigde.stp", "bridge.NO_SUCH_KEY",
        "(x := bridge)", "bridge.stp if", "not " * 9000 + "bridge", "-bridge.mtu", "bridge.ports[0]", "b'x' in bridge.name", "...",
    ],
)  # fmt: skip
def test_an_expression_may_only_look(tmp_path: Path, when: str) -> None:
    with pytest.raises(RuleError, match=r"attack\.md:\d+: "):
        Linter([rule(tmp_path / "attack.md", when=repr(when))])


@pytest.mark.parametrize(
    "when, hazard",
    [
        ("bridge.mtu > 1500", False),
        ("not bridge.mtu > 1500", True),
        ("bridge.parent.mtu", False),
        ("bridge.parent.mtu == None", True),
        ("'x' in bridge.parent.name", False),
        ("'x' not in bridge.parent.name", False),
        ("bridge.STP == 'no'", True),
        ("bridge.DELAY == None", True),
        ("bridge.name in ('br0', 'br1') and bridge.kind == 'bridge'", True),
        ("1 <= bridge.vlan_id <= 4094", False),
        ("bridge.name == bridge.name != bridge.kind", True),
        ("'b' < bridge.name < 'c' and not 'c' < bridge.name < 'd' and not 'a' < bridge.name < 'b'", True),
        ("bridge.name in ()", False),
        ("bridge.stp if bridge.mtu else bridge.name", True),
    ],
)
def test_what_is_absent_never_fails(tmp_path: Path, when: str, hazard: bool) -> None:
    found = check(rule(tmp_path / "asks.md", when=repr(when)), Host()).findings
    assert bool(found) == hazard


def test_a_comparison_of_three_asks_the_middle_once(tmp_path: Path) -> None:
    when = "bridge.stp"
    for _ in range(20):
        when = f"bridge.stp == ({when}) != bridge.onboot"
    assert check(rule(tmp_path / "asks.md", when=repr(when)), Host()).findings == []


@pytest.mark.parametrize(
    "field, value, said",
    [
        ("severity", "fatal", "severity cannot be 'fatal'"),
        ("for", "brigde", "did you mean 'bridge'"),
        ("mesage", "x", "no field 'mesage'; did you mean 'message'"),
        ("releases", "old", "releases 'old'"),
        ("releases", "1-2", "releases '1-2'"),
        ("manager", "systemd", "manager cannot be"),
        ("message", "[1]", "needs a text 'message'"),
    ],
)
def test_a_bad_rule_file_says_where(tmp_path: Path, field: str, value: str, said: str) -> None:
    with pytest.raises(RuleError, match=r"bad\.md:\d+: ") as caught:
        rule(tmp_path / "bad.md", **{"when": "bridge.stp", field: value})
    assert said in str(caught.value)


ALLOW = "# ifcfgen: allow big-mtu - the switch takes 9216\n"
BIG = {"for": "assignment", "keys": "MTU", "when": "assignment.value != '1500'", "message": "big"}


@pytest.mark.parametrize(
    "text, found, suppressed",
    [
        ("DEVICE=eth0\nMTU=9000\n", 1, 0),
        (f"DEVICE=eth0\n{ALLOW}MTU=9000\n", 0, 1),
        (f"{ALLOW}DEVICE=eth0\nMTU=9000\n", 0, 1),
        (f"DEVICE=eth0\n{ALLOW}ONBOOT=yes\nMTU=9000\n", 1, 0),
        ("DEVICE=eth0\n# ifcfgen: allow big-mtu\nMTU=9000\n", 1, 0),
        ("DEVICE=eth0\n# ifcfgen: allow other, big-mtu - why\nMTU=9000\n", 0, 1),
        ("DEVICE=eth0\nMTU=9000 # ifcfgen: allow big-mtu - not on its own line\n", 1, 0),
    ],
)
def test_suppression(tmp_path: Path, text: str, found: int, suppressed: int) -> None:
    result = check(rule(tmp_path / "big-mtu.md", **BIG), Host(), {"ifcfg-eth0": text})
    assert (len(result.findings), len(result.allowed)) == (found, suppressed)


def test_a_clean_directory_needs_no_jinja() -> None:
    """Nor rich nor pydantic: they cost more than the linting."""
    code = (
        "import sys; from ifcfgen.lint.engine import Linter; from ifcfgen.lint.rule import load;"
        "from ifcfgen import data, reading; from ifcfgen.facts import Host;"
        "Linter(load(data.rules()).values()).check(reading.parse({'ifcfg-eth0': 'DEVICE=eth0\\nTYPE=Ethernet\\nONBOOT=yes\\nBOOTPROTO=dhcp\\n'}, Host.of(release=9, services={'NetworkManager': 'enabled'}, complete=True)));"
        "print([m for m in ('jinja2', 'rich', 'pydantic') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out == "[]\n"


SECRETS = """\
DEVICE=wlan0
TYPE=Wireless
WPA_PSK=correct horse battery
KEY1=s:staple
IEEE_8021X_PASSWORD_FLAGS=user x
export IEEE_8021X_PASSWORD = 'hunter2
"""


def test_secrets_are_not_told() -> None:
    found = Linter(load(data.rules()).values()).check(reading.parse({"ifcfg-wlan0": SECRETS}, Host.of(release=7)))
    words = " ".join(
        part for f in found.findings for spot in (f.spot, *f.related) for part in (f.message, f.fix.text if f.fix else "", spot.source or "", spot.message)
    )  # fmt: skip
    assert {"unquoted-space", "keys-in-repo"} <= {f.rule for f in found.findings}
    assert "WPA_PSK=***" in words
    assert "IEEE_8021X_PASSWORD_FLAGS=user x" in words
    assert not [word for word in ("correct", "horse", "battery", "staple", "hunter2") if word in words]


OF_NETWORKMANAGER = {"when": "device.name == 'eth0'", "for": "device", "manager": "NetworkManager", "message": "nm"}
OF_INITSCRIPTS = {**OF_NETWORKMANAGER, "manager": "initscripts", "message": "scripts"}


@pytest.mark.parametrize("assume", ["worst", "best"])
@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"release": 7},
        {"release": 9},
        {"release": 7, "services": {"NetworkManager": "masked", "network": "disabled"}},
    ],
)
def test_one_world_is_supposed_for_all_rules(tmp_path: Path, assume: Assume, facts: dict[str, Any]) -> None:
    """Never NetworkManager for one finding and initscripts for another."""
    rules = [
        rule(tmp_path / "of-nm.md", **OF_NETWORKMANAGER),
        rule(tmp_path / "of-scripts.md", **OF_INITSCRIPTS),
        rule(tmp_path / "needs-brctl.md", **NEEDS_BRCTL),
    ]
    read = reading.parse(BRIDGE, Host.of(**facts))
    found = Linter(rules, assume).check(read).findings
    supposed = [dict(finding.assumed) for finding in found]
    assert all(one.get(fact, value) == value for one in supposed for other in supposed for fact, value in other.items())
    assert len({finding.rule for finding in found} & {"of-nm", "of-scripts"}) == ("masked" not in str(facts))
