"""What is built holds the rules and templates, and works away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

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
    assert not [name for name in names if name.startswith(("rules/", "templates/", "tests/"))]


def test_sdist_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", ROOT, tmp_path / "sdist")) as sdist:
        sdist.extractall(tmp_path / "source", filter="data")
    (source,) = (tmp_path / "source").iterdir()
    again = build("wheel", source, tmp_path / "wheel")
    assert sorted(ZipFile(again).namelist()) == sorted(ZipFile(wheel).namelist())


def test_unpacked_wheel_works(wheel: Path, tmp_path: Path) -> None:
    ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "host").mkdir()
    (tmp_path / "host" / "ifcfg-br0").write_text("DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=dhcp\n")
    facts = ["--release", "7", "--service", "NetworkManager=disabled", "--without", "bridge-utils"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", *arguments],
            cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")}, capture_output=True, text=True,
        )  # fmt: skip

    where = run("-c", "import ifcfgen; print(ifcfgen.__file__)").stdout
    assert Path(where.strip()).is_relative_to(tmp_path), "the checkout was imported, not the wheel"
    linted = run("-m", "ifcfgen", "lint", "--format", "concise", "--select", "bridge-utils-missing", *facts, "host")
    assert linted.returncode == 1, linted.stderr
    assert "host/ifcfg-br0:2" in linted.stdout
