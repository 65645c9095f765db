"""What is built holds the rules and templates, and works away from the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipapp
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest

from ifcfgen.cli.program import COMMANDS

ROOT = Path(__file__).parent.parent


def build(target: str, source: Path, into: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(into)],
        cwd=source, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


def test_wheel_holds_rules_and_templates(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    for folder, pattern in (("rules", "*.md"), ("templates", "*.j2")):
        ours = {f"ifcfgen/{path.relative_to(ROOT)}" for path in (ROOT / folder).rglob(pattern)}
        assert ours, f"no {folder} in the checkout"
        assert ours <= names
    assert not [name for name in names if name.startswith(("rules/", "templates/", "tests/", "ansible/"))]


def test_the_spec_is_of_this_version() -> None:
    assert f"Version:        {version('ifcfgen')}\n" in (ROOT / "packaging/ifcfgen.spec").read_text()


def test_wheel_installs_the_man_pages(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    pages = [path.relative_to(ROOT) for path in (ROOT / "man").rglob("*.[1-9]")]
    assert len(pages) > len(COMMANDS)
    assert {f"ifcfgen-{version('ifcfgen')}.data/data/share/{page}" for page in pages} <= names


def test_sdist_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as sdist:
        sdist.extractall(tmp_path / "source", filter="data")
    assert list((tmp_path / "source").glob("*/ansible/galaxy.yml")), "ansible-galaxy installs from the sdist, too"
    (source,) = (tmp_path / "source").iterdir()
    again = build("wheel", source, tmp_path / "wheel")
    assert sorted(ZipFile(again).namelist()) == sorted(ZipFile(wheel).namelist())


MANAGER = ["--manager", "NetworkManager"]
FACTS = ["--release", "7", "--service", "NetworkManager=disabled", "--without", "bridge-utils"]


@pytest.fixture
def host(tmp_path: Path) -> Path:
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "ifcfg-br0").write_text("DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=dhcp\n")
    return tmp_path


def run(at: Path, *arguments: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-P", *arguments],
        cwd=at, env={**os.environ, "PYTHONPATH": str(path or "")}, capture_output=True, text=True,
    )  # fmt: skip


def test_unpacked_wheel_works(wheel: Path, host: Path) -> None:
    installed = host / "installed"
    ZipFile(wheel).extractall(installed)
    where = run(host, "-c", "import ifcfgen; print(ifcfgen.__file__)", path=installed).stdout
    assert Path(where.strip()).is_relative_to(host), "the checkout was imported, not the wheel"
    select = ["--format", "concise", "--select", "bridge-utils-missing"]
    linted = run(host, "-m", "ifcfgen", "lint", *select, *FACTS, "host", path=installed)
    assert linted.returncode == 1, linted.stderr
    assert "host/ifcfg-br0:2" in linted.stdout


@pytest.fixture
def packed(wheel: Path, host: Path) -> Path:
    """A zipapp of all that is in the wheel; what it depends on is installed beside it."""
    ZipFile(wheel).extractall(host / "unpacked")
    zipapp.create_archive(host / "unpacked", host / "ifcfgen.pyz", main="ifcfgen.cli:main")
    shutil.rmtree(host / "unpacked")
    return host / "ifcfgen.pyz"


def test_a_zipapp_lints(packed: Path, host: Path) -> None:
    linted = run(host, str(packed), "lint", "--format", "concise", *FACTS, "host")
    checkout = run(host, "-m", "ifcfgen", "lint", "--format", "concise", *FACTS, "host")
    assert (linted.returncode, linted.stdout, linted.stderr) == (1, checkout.stdout, checkout.stderr)
    assert "host/ifcfg-br0:2:1: error bridge-utils-missing" in linted.stdout


def test_a_zipapp_has_pages_and_templates(packed: Path, host: Path) -> None:
    page = run(host, str(packed), "explain", "bridge-utils-missing", "--examples")
    assert "## Bad" in page.stdout, page.stderr
    (host / "kvm01.yaml").write_text("network: {ethernets: {eth0: {dhcp4: true}}}\n")
    rendered = run(host, str(packed), "render", "kvm01.yaml", "--release", "8", *MANAGER)
    assert "DEVICE=eth0" in rendered.stdout, rendered.stderr


@pytest.mark.skipif("ZIPAPP" not in os.environ, reason="`make zipapp` makes it, and runs this")
def test_the_zipapp_made_by_make_needs_nothing_else(host: Path) -> None:
    alone = [sys.executable, "-I", "-S", os.environ["ZIPAPP"]]  # no site-packages
    linted = subprocess.run(
        [*alone, "lint", "--format", "concise", *FACTS, "host"], cwd=host, capture_output=True, text=True
    )
    assert (linted.returncode, linted.stderr) == (1, "1 error, 1 warning in 1 file\n")
    assert "host/ifcfg-br0:2:1: error bridge-utils-missing" in linted.stdout
    (host / "kvm01.yaml").write_text("network: {ethernets: {eth0: {dhcp4: true}}}\n")
    render = [*alone, "render", "kvm01.yaml", "--release", "7", *MANAGER]
    assert "DEVICE=eth0" in subprocess.run(render, cwd=host, capture_output=True, text=True).stdout


def test_a_zipapp_without_rules_says_so(wheel: Path, host: Path) -> None:
    ZipFile(wheel).extractall(host / "unpacked")
    shutil.rmtree(host / "unpacked/ifcfgen/rules")
    zipapp.create_archive(host / "unpacked", host / "ifcfgen.pyz", main="ifcfgen.cli:main")
    done = run(host, str(host / "ifcfgen.pyz"), "lint", "host")
    told = f"{host}/ifcfgen.pyz/ifcfgen/rules: is missing; reinstall ifcfgen\n"
    assert (done.returncode, done.stdout + done.stderr) == (2, told)


def test_a_zipapp_with_what_cannot_be_loaded_from_one_says_so(packed: Path, host: Path) -> None:
    with ZipFile(packed, "a") as archive:
        archive.writestr("yaml/__init__.py", "import yaml._compiled\n")
    (host / "kvm01.yaml").write_text("network: {}\n")
    done = run(host, str(packed), "render", "kvm01.yaml", "--release", "8", *MANAGER)
    told = "yaml._compiled: Python loads no compiled module from a zipapp; leave yaml out of it and install it\n"
    assert (done.returncode, done.stdout + done.stderr) == (2, told)


def test_an_installation_with_no_rule_in_it_says_so(wheel: Path, host: Path) -> None:
    installed = host / "installed"
    ZipFile(wheel).extractall(installed)
    for rule in (installed / "ifcfgen/rules").iterdir():
        rule.unlink()
    done = run(host, "-m", "ifcfgen", "lint", "host", path=installed)
    told = f"{installed}/ifcfgen/rules: has no rules; reinstall ifcfgen\n"
    assert (done.returncode, done.stdout + done.stderr) == (2, told)


@pytest.mark.parametrize("lost", ["rules", "templates"])
def test_an_installation_without_its_files_says_so(wheel: Path, host: Path, lost: str) -> None:
    installed = host / "installed"
    ZipFile(wheel).extractall(installed)
    shutil.rmtree(installed / "ifcfgen" / lost)
    (host / "kvm01.yaml").write_text("network: {ethernets: {eth0: {dhcp4: true}}}\n")
    command = ["lint", "host"] if lost == "rules" else ["render", "kvm01.yaml", "--release", "8", *MANAGER]
    done = run(host, "-m", "ifcfgen", *command, path=installed)
    told = f"{installed}/ifcfgen/{lost}: is missing; reinstall ifcfgen\n"
    assert (done.returncode, done.stdout + done.stderr) == (2, told)
