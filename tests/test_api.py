"""The public face: what a program that imports ifcfgen can do, and what docs/api.md says of it."""

from __future__ import annotations

import ast
import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ifcfgen
from ifcfgen import api

ROOT = Path(__file__).parent.parent
EL7 = ifcfgen.Host.of(release=7, services={"NetworkManager": "disabled", "network": "enabled"})
CARD = "DEVICE=em1\nHWADDR=00:00:5E:00:53:0A\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
TOPOLOGY = """\
network:
  renderer: initscripts
  ethernets: {em1: {}}
  bridges: {br0: {interfaces: [em1], addresses: [192.0.2.10/24]}}
host: {release: 7, packages: [bridge-utils]}
"""


# -- a host -------------------------------------------------------------------------------------------------


def test_a_directory_on_disk(tmp_path: Path) -> None:
    (tmp_path / "ifcfg-em1").write_text(CARD)
    read = ifcfgen.read_host(tmp_path, EL7)
    assert [str(address) for device in read.topology for address in device.addresses] == ["192.0.2.10/24"]
    assert read.host == EL7


def test_ifcfgen_toml_counts_and_what_is_stated_goes_before_it(tmp_path: Path) -> None:
    (tmp_path / "ifcfgen.toml").write_text('[[host]]\npath = "one"\nrelease = 6\nname = "kvm01"\n')
    (tmp_path / "one").mkdir()
    (tmp_path / "one/ifcfg-em1").write_text(CARD)
    assert ifcfgen.read_host(tmp_path / "one").host.release == 6
    both = ifcfgen.read_host(tmp_path / "one", EL7).host
    assert (both.release, both.name) == (7, "kvm01")


def test_disk_and_memory_are_one_host(tmp_path: Path) -> None:
    (tmp_path / "ifcfg-em1").write_text(CARD)
    on_disk, in_memory = ifcfgen.read_host(tmp_path, EL7), ifcfgen.parse_host({"ifcfg-em1": CARD}, EL7)
    names = [[(d.name, d.addresses) for d in read.topology] for read in (on_disk, in_memory)]
    assert names[0] == names[1]
    said = [[(f.rule, f.message) for f in ifcfgen.lint_host(read).findings] for read in (on_disk, in_memory)]
    assert said[0] == said[1]


def test_what_cannot_be_read_is_a_fault_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "ifcfg-em1").write_bytes(b"DEVICE=em1\0")
    (tmp_path / "ifcfg-em2").symlink_to("/etc/passwd")
    with pytest.raises(ifcfgen.IfcfgenError) as raised:
        ifcfgen.read_host(tmp_path)
    assert [fault.place for fault in raised.value.faults] == [
        ifcfgen.Place(str(tmp_path / name)) for name in ("ifcfg-em1", "ifcfg-em2")
    ]
    with pytest.raises(ifcfgen.IfcfgenError) as raised:
        ifcfgen.read_host(tmp_path / "nowhere")
    assert raised.value.faults == (ifcfgen.Fault(ifcfgen.Place(f"{tmp_path}/nowhere"), "No such file or directory"),)


def test_an_ifcfgen_toml_at_fault_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "ifcfg-em1").write_text(CARD)
    (tmp_path / "ifcfgen.toml").write_text("\nselekt = []\n")
    with pytest.raises(ifcfgen.IfcfgenError) as raised:
        ifcfgen.read_host(tmp_path)
    assert [fault.place for fault in raised.value.faults] == [ifcfgen.Place(f"{tmp_path}/ifcfgen.toml", 2)]


# -- lint ---------------------------------------------------------------------------------------------------


def test_a_linter_of_a_site(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/no-em1.md").write_text(
        "---\nsummary: s\nfor: ethernet\nseverity: info\nwhen: ethernet.name == 'em1'\nat: [DEVICE]\n"
        "message: '{{ ethernet }} is not to be'\nfix: Do without.\nsources: [us]\n---\n# no-em1\n"
    )
    (tmp_path / "ifcfgen.toml").write_text('rules = ["rules"]\nselect = ["no-em1", "vlan-*"]\nignore = ["vlan-*"]\n')
    settings = ifcfgen.find_config(tmp_path)
    rules = ifcfgen.load_rules(settings)
    read = ifcfgen.parse_host({"ifcfg-em1": CARD}, EL7)
    linter = ifcfgen.make_linter(rules, settings)
    assert [(f.rule, f.message, f.spot.line) for f in ifcfgen.lint_host(read, linter).findings] == [
        ("no-em1", "em1 is not to be", 1)
    ]
    bonds = ifcfgen.Names(["bond-*"], ifcfgen.Place("mine"))
    assert ifcfgen.lint_host(read, ifcfgen.make_linter(rules, settings, select=bonds)).findings == []


def test_names_that_fit_no_rule_are_told_where_they_stand() -> None:
    strange = ifcfgen.Names(["bnd-*"], ifcfgen.Place("mine"))
    for names in ({"select": strange}, {"ignore": strange}):
        with pytest.raises(ifcfgen.IfcfgenError) as raised:
            ifcfgen.make_linter(ifcfgen.load_rules(), **names)
        assert [fault.place for fault in raised.value.faults] == [ifcfgen.Place("mine")]


def test_with_facts_what_fails_at_boot_is_a_finding() -> None:
    read = ifcfgen.parse_host({"ifcfg-em1": CARD}, EL7)
    other, same = (
        ifcfgen.Facts.of({"nics": [{"name": "em1", "mac": f"00:00:5E:00:53:{last}"}]}, EL7) for last in ("0B", "0A")
    )
    assert [f.rule for f in ifcfgen.lint_host(read, facts=other).findings] == ["fails-at-boot"]
    assert ifcfgen.lint_host(read, facts=same).findings == []
    assert ifcfgen.lint_host(read).findings == []


# -- boot ---------------------------------------------------------------------------------------------------


def test_a_boot() -> None:
    read = ifcfgen.parse_host({"ifcfg-em1": CARD}, EL7)
    outcome = ifcfgen.predict_boot(read)
    assert outcome.kernel.links["em1"].up
    assert ifcfgen.shortfalls(read, outcome) == {}
    off = ifcfgen.Host.of(release=7, services={"NetworkManager": "disabled", "network": "disabled"})
    lacking = ifcfgen.shortfalls(read, ifcfgen.predict_boot(read, ifcfgen.Facts(off)))
    assert [ifcfgen.describe_shortfall(one) for one in lacking["em1"]][:2] == [
        "stays down", "has no address 192.0.2.10/24",
    ]  # fmt: skip


def test_a_boot_that_cannot_be_predicted() -> None:
    with pytest.raises(ifcfgen.Unknown, match="release"):
        ifcfgen.predict_boot(ifcfgen.parse_host({"ifcfg-em1": CARD}))
    with pytest.raises(ifcfgen.IfcfgenError, match="release 5"):
        ifcfgen.predict_boot(ifcfgen.parse_host({"ifcfg-em1": CARD}, ifcfgen.Host.of(release=5)))


# -- render -------------------------------------------------------------------------------------------------


def test_what_is_rendered_lints_without_a_word_and_boots_as_asked_for(tmp_path: Path) -> None:
    (tmp_path / "kvm01.yaml").write_text(TOPOLOGY)
    topology = ifcfgen.read_topology(tmp_path / "kvm01.yaml")
    files = ifcfgen.render_topology(topology)
    assert files == ifcfgen.render_topology(ifcfgen.parse_topology(TOPOLOGY, "kvm01.yaml"))
    assert files["ifcfg-br0"].startswith("# ifcfgen: from kvm01.yaml, sha256 ")
    read = ifcfgen.parse_host(files, ifcfgen.topology_host(topology))
    assert [finding.rule for finding in ifcfgen.lint_host(read).findings] == ["no-default-route"]
    outcome = ifcfgen.predict_boot(read)
    assert ifcfgen.shortfalls(read, outcome) == {}
    assert outcome.kernel.links["em1"].master == "br0"


def test_a_topology_at_fault_is_told_with_its_place() -> None:
    with pytest.raises(ifcfgen.IfcfgenError) as raised:
        ifcfgen.parse_topology("network:\n  bridgs: {}\n", "kvm01.yaml")
    assert [fault.place for fault in raised.value.faults] == [ifcfgen.Place("kvm01.yaml", 2, 3)]


def test_a_service_that_is_stated_not_to_run_can_bring_up_nothing() -> None:
    stopped = TOPOLOGY.replace("release: 7", "release: 7, services: {network: masked}")
    with pytest.raises(ifcfgen.IfcfgenError) as raised:
        ifcfgen.topology_host(ifcfgen.parse_topology(stopped, "kvm01.yaml"))
    assert [str(fault) for fault in raised.value.faults] == [
        "kvm01.yaml:2:3: em1 depends on the service network, which is masked"
    ]


# -- the names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", api.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(ifcfgen, name) is getattr(api, name)


def test_the_type_checker_and_the_interpreter_find_the_same() -> None:
    """A name comes from the same home under `TYPE_CHECKING` as when it is asked for."""
    branch = next(node for node in ast.parse(Path(api.__file__).read_text()).body if isinstance(node, ast.If))
    imported = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in branch.body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("ifcfgen.")
        for alias in node.names
    }
    assert imported == {name: (f"ifcfgen.{home}", there) for name, (home, there) in api._HOMES.items()}


def test_no_public_name_is_that_of_a_module() -> None:
    home = Path(ifcfgen.__file__).parent
    assert {path.stem for path in home.iterdir()}.isdisjoint(api.__all__)
    assert {path.stem for path in ROOT.iterdir() if path.is_dir()}.isdisjoint(api.__all__)


def test_other_names_are_not_there() -> None:
    for module in (ifcfgen, api):
        with pytest.raises(AttributeError, match=f"module '{module.__name__}' has no attribute 'import_hosts'"):
            _ = module.import_hosts


@pytest.mark.parametrize("module, there", [("ifcfgen", set()), ("ifcfgen.api", {"ifcfgen.api"})])
def test_importing_it_costs_next_to_nothing(module: str, there: set[str]) -> None:
    code = f"import sys; before = set(sys.modules); import {module}; print(*sys.modules.keys() - before)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {name for name in loaded if name.startswith("ifcfgen")} == {"ifcfgen"} | there
    assert loaded.isdisjoint({"typing", "dataclasses", "inspect", "yaml", "jinja2", "rich", "typer"})


# -- the page -----------------------------------------------------------------------------------------------


def test_the_page_shows_what_happens(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"^```pycon\n(.*?)^```$", (ROOT / "docs/api.md").read_text(), re.M | re.S)
    page = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "docs/api.md", "docs/api.md", 0)
    assert len(page.examples) > 10
    failed = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(page).failed
    assert not failed, capsys.readouterr().out
