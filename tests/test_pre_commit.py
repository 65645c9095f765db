"""The pre-commit hook, installed by pre-commit and run on repositories of configuration files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parent.parent
HOOK = ["pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml", "ifcfgen", "rules", "templates"]
SAMPLES = ROOT / "samples"
# A hook of git's leaves GIT_DIR and the like behind, and they would lead to the wrong repository.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
# Most modules that a hook installs are never imported; those that are, compiled once.
ENVIRONMENT["PIP_NO_COMPILE"] = "1"
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)


def git(*arguments: str, at: Path) -> str:
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com", "-c", "init.defaultBranch=main"]
    command = ["git", *who, *arguments]
    return subprocess.run(command, cwd=at, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout


def repository(at: Path) -> Path:
    git("init", at=at)
    git("add", ".", at=at)
    git("commit", "--no-verify", "--message", "As it stands", at=at)
    return at


@pytest.fixture(scope="module")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hook's own repository, with what is in the checkout now."""
    home = tmp_path_factory.mktemp("hook")
    for name in HOOK:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, home / name)
    return repository(home)


@pytest.mark.parametrize(
    "name",
    ["hosts/a/ifcfg-br0", "route6-br0", "hosts/a/network", "a/system-connections/br0.nmconnection",
     "a/NetworkManager.conf", "a/modprobe.d/bonding.conf", "ifcfgen.toml"],
)  # fmt: skip
def test_what_lint_reads_starts_the_hooks(name: str) -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    started = {hook["id"] for hook in hooks if re.search(hook["files"], name)}
    assert {"ifcfgen", "ifcfgen-fix"} <= started


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pre-commit installs the hooks, which takes it long: once for all repositories that ask for them."""
    return tmp_path_factory.mktemp("cache")


def pre_commit(at: Path, hook: Path, cache: Path, hooks: str = "id: ifcfgen") -> subprocess.CompletedProcess[str]:
    """Run HOOKS over all files that are committed AT, as the configuration beside it asks."""
    asked = at.with_suffix(".yaml")
    rev = git("rev-parse", "HEAD", at=hook).strip()
    asked.write_text(f"repos: [{{repo: {hook}, rev: {rev}, hooks: [{hooks}]}}]\n")
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files", "--color", "never", "--config", str(asked)],
        cwd=at, env={**ENVIRONMENT, "PRE_COMMIT_HOME": str(cache)}, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


def test_a_finding_fails_the_hook_and_a_clean_repository_passes(hook: Path, cache: Path, tmp_path: Path) -> None:
    for name in ("lost", "clean", "unrelated"):
        (tmp_path / name).mkdir()
    shutil.copytree(SAMPLES / "el7-bridge-lost", tmp_path / "lost" / "el7-bridge-lost")
    shutil.copytree(SAMPLES / "kvm-host", tmp_path / "clean" / "kvm-host")
    for name in ("lost", "clean"):
        shutil.copy(SAMPLES / "ifcfgen.toml", tmp_path / name)
    (tmp_path / "unrelated" / "README.md").write_text("No network here.\n")

    lost = pre_commit(repository(tmp_path / "lost"), hook, cache)
    assert lost.returncode == 1, lost.stdout + lost.stderr
    assert "Failed" in lost.stdout
    assert "bridge-utils-missing" in lost.stdout
    assert "el7-bridge-lost/ifcfg-br0" in lost.stdout

    assert "errors in" not in lost.stdout, "findings, and no more"

    clean = pre_commit(repository(tmp_path / "clean"), hook, cache)
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert "Passed" in clean.stdout
    assert "hook id: ifcfgen" in clean.stdout, "verbose: what a hook that passes has found is shown"
    assert "nothing found" not in clean.stdout

    script = "cat > /etc/sysconfig/network-scripts/ifcfg-eth0 <<EOF\nDEVICE=eth0\nIPADDRR=$IP\nONBOT=no\nEOF\n"
    (tmp_path / "script").mkdir()
    (tmp_path / "script" / "web.ks").write_text(script)
    (tmp_path / "script" / "values.yaml").write_text("ifcfg-eth0: none\n")
    written = pre_commit(repository(tmp_path / "script"), hook, cache)
    assert written.returncode == 1
    assert "web.ks:4" in written.stdout
    assert "web.ks:3" not in written.stdout

    (tmp_path / "unrelated" / "run.sh").write_text("echo\n")

    unrelated = pre_commit(repository(tmp_path / "unrelated"), hook, cache)
    assert unrelated.returncode == 0, unrelated.stdout + unrelated.stderr
    assert "Passed" in unrelated.stdout, "any script may write network files; one that does not is no fault"


def test_fixing_and_comparing_with_topologies(hook: Path, cache: Path, tmp_path: Path) -> None:
    at = tmp_path / "site"
    shutil.copytree(SAMPLES / "kvm-host", at / "kvm-host")
    shutil.copy(SAMPLES / "ifcfgen.toml", at)
    hooks = "id: ifcfgen-fix, {id: ifcfgen-render-check, args: [--output, kvm-host/files, kvm-host/topology.yaml]}"

    def run() -> subprocess.CompletedProcess[str]:
        return pre_commit(at, hook, cache, hooks)

    repository(at)
    clean = run()
    assert clean.returncode == 0, clean.stdout + clean.stderr
    assert clean.stdout.count("Passed") == 2
    edited = at / "kvm-host" / "files" / "ifcfg-br0"
    text = edited.read_text()
    edited.write_text(text.replace("STP=no", "STP = no"))
    git("commit", "--all", "--no-verify", "--message", "A slip", at=at)
    fixed = run()
    assert fixed.returncode == 1
    assert "files were modified by this hook" in fixed.stdout
    assert edited.read_text() == text
    edited.write_text(text.replace("STP=no", "STP=yes"))
    differs = run()
    assert differs.returncode == 1
    assert "ifcfg-br0" in differs.stdout
