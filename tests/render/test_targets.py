"""A target is one folder under render/ and one under templates/: nothing else is touched, and nothing else knows it."""

from __future__ import annotations

from pathlib import Path

import pytest

import ifcfgen
from ifcfgen import netplan, render
from ifcfgen.errors import IfcfgenError, Refused
from ifcfgen.render.disk.layout import Destination
from ifcfgen.render.disk.plan import plan
from ifcfgen.render.disk.writer import apply, locked

PACKAGE = '''
"""Cards as lines of `ini`: a target of a test."""

import re

from ifcfgen.errors import Fault
from ifcfgen.render.disk.layout import Layout
from ifcfgen.render.target import Output, Target
from ifcfgen.render.template import ABSENT


def refusals(topology):
    for asked in topology.unmodelled:
        if asked.name not in ("wifis", "modems"):
            yield Fault(asked.place, f"{asked.name}: no ini file has it")
    for device in topology:
        if device.kind == "vlan":
            what = f"{device.name}: a VLAN is not for ini files; ifcfg files have it"
            yield Fault(topology.origin(device, "vlan_id"), what)


def outputs(topology):
    for device in topology:
        yield Output(f"{device.name}.ini", "ini/card.j2", {"name": device.name, "mtu": device.mtu}, device)


def word(value):
    return ABSENT if value is None else str(value)


LAYOUT = Layout("etc/ini", re.compile(r"[^/]+\\.ini"), re.compile("~$").search, re.compile(""), {}, lambda old, new: [])
TARGET = Target(
    LAYOUT, refusals, outputs, word,
    lambda topology, name, line: topology.origin(topology.get(name.removesuffix(".ini")), "mtu"),
    lambda topology, changes: [f"reread {change.name}" for change in changes],
)
'''
TEMPLATE = "[card]\nname={{ name }}\nmtu={{ mtu }}\n"
TEXT = "wifis: {}\nethernets: {em1: {mtu: 9000}, em2: {}}"


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path]:
    """The folders that hold the target's: that of its templates; that of its package is put beside ours."""
    (tmp_path / "render/ini").mkdir(parents=True)
    (tmp_path / "render/ini/__init__.py").write_text(PACKAGE)
    (tmp_path / "templates/ini").mkdir(parents=True)
    (tmp_path / "templates/ini/card.j2").write_text(TEMPLATE)
    monkeypatch.setattr(render, "__path__", [*render.__path__, str(tmp_path / "render")])
    return (tmp_path / "templates",)


def test_a_folder_of_code_and_one_of_templates_are_a_target(templates: tuple[Path], tmp_path: Path) -> None:
    assert set(render.targets()) == {"ifcfg", "ini", "keyfile", "libvirt"}
    ini = render.target("ini")
    topology = netplan.parse(TEXT, "t.yaml")
    files = render.files(topology, source="t.yaml", templates=templates, to=ini)
    assert {name: text.partition("\n")[2] for name, text in files.items()} == {
        "em1.ini": "[card]\nname=em1\nmtu=9000\n",
        "em2.ini": "[card]\nname=em2\n",
    }
    assert ini.origin(topology, "em1.ini", "mtu=9000") == ("t.yaml", 2, 19)

    destination = Destination.below(ini.layout, tmp_path / "root")
    with locked(destination) as held:
        changes = plan(destination, files, prune=True)
        apply(held, changes)
    written = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "root/etc/ini").iterdir()}
    assert written == {"em1.ini": 0o600, "em2.ini": 0o600}
    assert ini.advice(topology, changes) == ["reread em1.ini", "reread em2.ini"]


def test_each_target_refuses_for_itself(templates: tuple[Path]) -> None:
    text = "{nm-devices: {}, ethernets: {em1: {renderer: initscripts}}, vlans: {v: {id: 5, link: em1}}}"
    topology = netplan.parse(text, "t.yaml")
    with pytest.raises(Refused) as refused:
        render.check(topology, render.target("ini"))
    assert [str(fault) for fault in refused.value.faults] == [
        "t.yaml:1:2: nm-devices: no ini file has it",
        "t.yaml:1:73: v: a VLAN is not for ini files; ifcfg files have it",
    ]
    with pytest.raises(Refused, match="nm-devices"):
        render.check(topology, render.target("ifcfg"))


def test_a_target_that_is_none() -> None:
    with pytest.raises(
        IfcfgenError, match=r"^'ifcgf' is not a target; targets are ifcfg, keyfile, libvirt; did you mean 'ifcfg'\?$"
    ):
        render.target("ifcgf")
    with pytest.raises(IfcfgenError, match="'disk' is not a target"):
        render.target("disk")


def test_netplan_refuses_nothing_for_the_sake_of_a_target() -> None:
    """`test_unmodelled.py` shows that all it has no field for gets through; here: it does not even know of targets."""
    for path in (Path(ifcfgen.__file__).parent / "netplan").glob("*.py"):
        text = (
            path.read_text().replace("ifcfgen", "").replace('"ifcfg"', "").replace('"keyfile"', "")
        )  # properties that pass on keys
        assert "ifcfg" not in text, path
        assert "keyfile" not in text, path
        assert "IPADDR" not in text, path
