"""`ifcfgen boot` if the release is not stated: the boot on each that is left, and where they differ."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from runner import Result, run

from ifcfgen import api, reading
from ifcfgen.facts import Host
from ifcfgen.lint.finding import Finding, Spot
from ifcfgen.report.releases import grouped
from ifcfgen.verdict import Errors, Prediction

ETH0 = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nGATEWAY=192.0.2.1\n"
OURS = "NM_CONTROLLED=no\n"
NEWER = "PROXY_METHOD=none\n"
BRIDGED = {
    "ifcfg-br0": ETH0.replace("eth0", "br0") + "TYPE=Bridge\n",
    "ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\n",
}
LATER = ["EL10 does not read ifcfg files"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def boot(files: dict[str, str], *arguments: str) -> Result:
    for name, text in files.items():
        path = Path("kvm", name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return run("boot", "kvm", *arguments)


def document(files: dict[str, str], *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(boot(files, *arguments, "--format", "json").stdout)
    return found


def blocks(text: str) -> dict[str, list[str]]:
    """The lines about each group of releases: the first of them by the line that begins the report."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith(("On EL", "EL10", "Unknown release")):
            lines = found.setdefault(line.partition("On ")[2].rstrip(":") or line, [])
        elif line:
            lines.append(line)
    return found


def test_the_common_result_once_and_the_others_by_name() -> None:
    result = boot(BRIDGED)
    assert result.exit_code == 0
    assert result.stdout == (
        "Unknown release; --release states it. On EL7, EL8 and EL9:\n"
        "\n"
        "br0\n"
        "  1  ok       create bridge\n"
        "  2  ok       STP off\n"
        "  3  ok       set link up\n"
        "  4  ok       address 192.0.2.10/24\n"
        "  5  ok       default route via 192.0.2.1\n"
        "\n"
        "eth0\n"
        "  6  ok       port of br0\n"
        "\n"
        "Final state\n"
        "  eth0\n"
        "  └─ br0  bridge  192.0.2.10/24\n"
        "\n"
        "Routes\n"
        "  192.0.2.0/24 dev br0 metric 425\n"
        "  default via 192.0.2.1 dev br0 metric 425\n"
        "\n"
        "Assumed\n"
        "  all network cards named in the files are present and have a carrier\n"
        "  service NetworkManager is enabled (decides who brings up the devices)\n"
        "\n"
        "everything that starts at boot comes up as configured\n"
        "\n"
        "On EL6:\n"
        "  nothing is lost, gained or changed\n"
        "\n"
        "  Assumed\n"
        "    service NetworkManager is disabled (decides who brings up the devices)\n"
        "    service network is enabled (decides whether anything brings up devices that NetworkManager does not manage)\n"
        "    package bridge-utils is installed (decides whether the bridge br0 is created)\n"
        "\n"
        "  everything that starts at boot comes up as configured\n"
        "\n"
        "EL10 does not read ifcfg files\n"
    )


def test_what_fails_on_one_release_fails_the_command() -> None:
    """From EL8 on nothing brings up a device that NetworkManager does not manage."""
    result = boot({"ifcfg-eth0": ETH0 + OURS})
    found = blocks(result.stdout)
    assert result.exit_code == 1
    assert [*found] == ["EL8 and EL9", "EL7", "EL6", *LATER]
    for release in ("EL6", "EL7"):
        assert found[release][0] == "  gained: eth0 with 192.0.2.10/24, the default route via 192.0.2.1"
        assert found[release][-1] == "  everything that starts at boot comes up as configured"


RELEASES = [
    # files, what is stated, which releases are predicted; as JSON one document, or one of each
    ({"ifcfg-eth0": ETH0}, [], [6, 7, 8, 9]),
    ({"ifcfg-eth0": ETH0 + NEWER}, [], [7, 8, 9]),
    ({"ifcfg-eth0": ETH0 + "BROWSER_ONLY=no\n"}, [], [7, 8, 9]),
    ({"ifcfg-eth0": ETH0 + "IPV6_ADDR_GEN_MODE=stable-privacy\n"}, [], [7, 8, 9]),
    ({"ifcfg-eth0": ETH0 + NEWER + "IPV6_DISABLED=yes\n"}, [], [8, 9]),
    ({"ifcfg-eth0": ETH0 + "# PROXY_METHOD=none\nIPV6_FAILURE_FATAL=no\nUUID=x\n"}, [], [6, 7, 8, 9]),
    ({"ifcfg-eth0": ETH0, "system-connections/eth1.nmconnection": "[connection]\nid=eth1\n"}, [], [7, 8, 9, 10]),
    ({"ifcfg-eth0": ETH0}, ["--service", "network=enabled"], [6, 7, 8]),
    ({"ifcfg-eth0": ETH0 + NEWER}, ["--service", "network=enabled"], [7, 8]),
    ({"ifcfg-eth0": ETH0 + NEWER}, ["--release", "6"], None),
    ({"ifcfg-eth0": ETH0 + NEWER, "os-release": "ID=rhel\nVERSION_ID=9.4\n"}, [], None),
]


@pytest.mark.parametrize("files, stated, releases", RELEASES)
def test_which_releases_are_left(files: dict[str, str], stated: list[str], releases: list[int] | None) -> None:
    found = document(files, *stated)
    if releases is None:
        assert "links" in found
        return
    assert found["version"] == 1
    assert [one["release"] for one in found["releases"]] == releases
    for one in found["releases"]:
        alone = document(files, *stated, "--release", str(one["release"]))
        assert {key: one[key] for key in alone} == alone
        assert one["fails"] == (boot(files, *stated, "--release", str(one["release"])).exit_code == 1)


def test_what_shows_that_there_are_no_earlier_ones_is_said() -> None:
    files = {"ifcfg-eth0": ETH0 + NEWER, "ifcfg-eth1": "DEVICE=eth1\nIPV6_DISABLED=yes\n"}
    first, *_ = boot(files).stdout.splitlines()
    assert first == (
        "Unknown release; EL8 or later, since kvm/ifcfg-eth1:2 has IPV6_DISABLED; --release states it. On EL8 and EL9:"
    )
    earliest = {"release": 8, "path": "kvm/ifcfg-eth1", "line": 2, "key": "IPV6_DISABLED"}
    assert document(files)["earliest"] == earliest
    keyfile = {"system-connections/a.nmconnection": "[connection]\nid=a\ninterface-name=a\n"}
    path = "kvm/system-connections/a.nmconnection"
    Path("kvm/ifcfg-eth1").unlink()
    (first, *_), found = boot({**keyfile, "ifcfg-eth0": ETH0}).stdout.splitlines(), document(keyfile)["earliest"]
    assert first.startswith(f"Unknown release; EL7 or later, since {path}:3 is a keyfile; --release states it. On EL")
    assert found == {"release": 7, "path": path, "line": 3, "key": ""}


def test_a_topology_to_compare_with_is_compared_on_each(home: Path) -> None:
    topology = (
        "network: {renderer: initscripts, ethernets: {eth0: {addresses: [192.0.2.10/24], "
        "routes: [{to: default, via: 192.0.2.1}]}}}\n"
    )
    (home / "kvm.yaml").write_text(topology)
    result = boot({"ifcfg-eth0": ETH0 + OURS}, "--expect", "kvm.yaml")
    found = blocks(result.stdout)
    assert result.exit_code == 1
    assert found["EL7"][-1] == found["EL6"][-1] == "  the boot matches kvm.yaml"
    assert "eth0: stays down" in found["EL8 and EL9"]


def test_two_boots_are_compared_on_one_release() -> None:
    for options in (["--what-if", "without=bridge-utils"], ["--against", "kvm"]):
        result = boot(BRIDGED, *options)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.faults == "kvm: unknown release; --what-if and --against need --release, one of 6, 7, 8, 9\n"


def test_no_secret_is_shown() -> None:
    result = boot({"ifcfg-eth0": ETH0 + "KEY=hunter2hunter2\nDEVICE=hunter2hunter2\n"})
    assert "hunter2" not in result.stdout
    assert "hunter2" not in json.dumps(document({}))


def test_errors_in_other_words_are_not_alike() -> None:
    """What is said of one release is not said of another that boots alike."""
    boots = []
    for number, words in ((8, "only the ifcfg file"), (9, "only the keyfile")):
        host = Host.of(release=number, services={"NetworkManager": "enabled"})
        outcome = api.predict_boot(reading.parse({"ifcfg-eth0": ETH0}, host))
        error = Finding("same-uuid", "error", "kvm", Spot("ifcfg-eth0", 1), f"NetworkManager uses {words}")
        boots.append(Prediction(number, outcome, {}, Errors((error,), ())))
    assert [[one.release for one in group] for group in grouped(boots)] == [[9], [8]]
    assert len(grouped([boots[0], boots[0]._replace(release=9)])) == 1
