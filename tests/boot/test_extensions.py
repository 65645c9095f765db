"""Scripts ifup-KIND at boot: only ours are predicted; without one ifup-eth finds no device."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ifcfgen import data, netplan, reading, render
from ifcfgen.boot.comparison.shortfall import not_predicted
from ifcfgen.boot.managers import predict
from ifcfgen.boot.outcome import Outcome
from ifcfgen.errors import Refused
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.render.disk.layout import Destination
from ifcfgen.render.disk.plan import plan
from ifcfgen.scripts import disk
from ifcfgen.scripts.extensions import EXTENSIONS, template

HOST = Host.of(release=8, services={"NetworkManager": "disabled", "network": "enabled"})
FILES = {
    "ifcfg-eth0": "DEVICE=eth0\nONBOOT=yes\n",
    "ifcfg-mv0": "DEVICE=mv0\nDEVICETYPE=macvlan\nMACVLAN_PARENT=eth0\nONBOOT=yes\nIPADDR=192.0.2.9\nPREFIX=24\n",
    "ifup-eth": "",
}
"""With a script of the release: all of those are there."""


def script(kind: str) -> str:
    text = data.text("templates", template(f"ifup-{kind}"))
    assert text
    return text


def booted(files: dict[str, str]) -> Outcome:
    return predict(reading.parse(files, HOST), Facts.of({"nics": [{"name": "eth0"}]}, HOST))


def test_ours_is_followed() -> None:
    outcome = booted({**FILES, "ifup-macvlan": script("macvlan")})
    link = outcome.kernel.links["mv0"]
    assert (link.kind, link.parent, link.up) == ("macvlan", "eth0", True)
    assert [str(address) for address in outcome.kernel.addresses_of("mv0", 4)] == ["192.0.2.9/24"]


def test_with_the_line_that_says_whose_it_is() -> None:
    head, _, rest = script("macvlan").partition("\n")
    outcome = booted({**FILES, "ifup-macvlan": f"{head}\n# ifcfgen: from t.yaml, sha256 0123456789ab\n{rest}"})
    assert "mv0" in outcome.kernel.links


@pytest.mark.parametrize("text", ["#!/bin/bash\nexec ./ifup-eth $1\n", script("macvlan") + "reboot\n", ""])
def test_no_other_is_predicted(text: str) -> None:
    outcome = booted({**FILES, "ifup-macvlan": text})
    assert "mv0" not in outcome.kernel.links
    assert set(not_predicted(outcome)) == {"mv0"}


def test_without_one_ifup_eth_finds_no_device() -> None:
    failed = [event for event in booted(FILES).events if event.result == "failed"]
    assert [(event.device, event.script, event.cause and event.cause.kind) for event in failed] == [
        ("mv0", "ifup-eth", "absent")
    ]


def test_where_no_scripts_are_known_nothing_is_predicted() -> None:
    outcome = booted({name: text for name, text in FILES.items() if name != "ifup-eth"})
    assert set(not_predicted(outcome)) == {"mv0"}


TOPOLOGY = """
renderer: initscripts
ethernets: {em1: {}}
macvtaps: {mt0: {link: em1}}
dummy-devices: {d0: {}}
host: {release: 7, services: {NetworkManager: disabled, network: enabled}}
"""


def test_they_are_rendered_once_for_each_kind() -> None:
    files = render.files(netplan.parse(TOPOLOGY, "t.yaml"), source="t.yaml")
    scripts = sorted(name for name in files if name.startswith(("ifup-", "ifdown-")))
    assert scripts == ["ifdown-dummy", "ifdown-macvtap", "ifup-dummy", "ifup-macvtap"]
    read = reading.parse(files, HOST).directory.scripts
    assert read == {"ifup-dummy": True, "ifup-macvtap": True}


def test_a_script_on_the_disk_is_recognized(tmp_path: Path) -> None:
    (tmp_path / "ifup-veth").write_text(script("veth"))
    (tmp_path / "ifup-dummy").write_text("#!/bin/bash\n")
    (tmp_path / "ifcfg-eth0").write_text(FILES["ifcfg-eth0"])
    assert disk.read(str(tmp_path)).scripts == {"ifup-veth": True, "ifup-dummy": False}


def test_a_site_cannot_change_a_script(tmp_path: Path) -> None:
    own = tmp_path / template("ifup-dummy")
    own.parent.mkdir(parents=True)
    own.write_text("#!/bin/bash\nreboot\n")
    with pytest.raises(Refused, match="a template gives comments and values, no commands"):
        render.files(netplan.parse(TOPOLOGY, "t.yaml"), source="t.yaml", templates=[tmp_path])


def test_they_are_executable(tmp_path: Path) -> None:
    files = render.files(netplan.parse(TOPOLOGY, "t.yaml"), source="t.yaml")
    modes = {change.name: change.mode for change in plan(Destination.flat(render.target().layout, tmp_path), files)}
    assert (modes["ifup-dummy"], modes["ifdown-dummy"], modes["ifcfg-d0"]) == (0o755, 0o755, 0o644)


@pytest.mark.parametrize("name", [f"{step}-{kind}" for step in ("ifup", "ifdown") for kind in EXTENSIONS])
def test_bash_reads_them(name: str) -> None:
    text = data.text("templates", template(name))
    assert text
    assert text.startswith("#!/bin/bash\n")
    done = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
