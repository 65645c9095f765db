"""The collection in ansible/, run by a real ansible-core on hosts without Python."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest
from archives import tar

ROOT = Path(__file__).parent.parent
PROGRAMS = Path(sys.executable).parent
SCRIPTS = "etc/sysconfig/network-scripts"
BUSYBOX = shutil.which("busybox")

AnsibleActionFail = pytest.importorskip("ansible.errors", reason="pip install '.[ansible]'").AnsibleActionFail

Play = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Runs a playbook, the collection's own where it is a name, on the hosts of the inventory `hosts` in tmp_path."""
    (tmp_path / "collections/ansible_collections/ifcfgen").mkdir(parents=True)
    (tmp_path / "collections/ansible_collections/ifcfgen/fleet").symlink_to(ROOT / "ansible")
    environment = {
        "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections"),
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_NOCOLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def run(playbook: str, *options: str) -> subprocess.CompletedProcess[str]:
        variables = ["-e", "ansible_connection=local ansible_become=false ansible_python_interpreter=/nonexistent"]
        return subprocess.run(
            [PROGRAMS / "ansible-playbook", "-i", "hosts", *variables, playbook, *options],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    return run


def shell(tmp_path: Path, name: str, command: str) -> str:
    """A line of the inventory for the host NAME, whose shell is COMMAND."""
    script = tmp_path / f"{name}.sh"
    script.write_text(f"#!/bin/sh\n{command}\n")
    script.chmod(0o755)
    return f"{name} ansible_shell_executable={script}\n"


def system(root: Path, **files: str) -> None:
    """An EL7 system at ROOT with FILES in its network-scripts, whose names have _ for -."""
    (root / SCRIPTS).mkdir(parents=True)
    (root / "etc/redhat-release").write_text("CentOS Linux release 7.9.2009 (Core)\n")
    for name, text in files.items():
        (root / SCRIPTS / name.replace("_", "-")).write_text(text)


def chroot(tmp_path: Path, name: str, **files: str) -> str:
    """A line of the inventory for the host NAME, a system with FILES in which there is busybox only."""
    assert BUSYBOX
    system(tmp_path / name, **files)
    (tmp_path / name / "bin").mkdir()
    (tmp_path / name / "tmp").mkdir()
    shutil.copy(BUSYBOX, tmp_path / name / "bin/busybox")
    subprocess.run(["chroot", tmp_path / name, "/bin/busybox", "--install", "-s", "/bin"], check=True)
    return shell(tmp_path, name, f'exec chroot {tmp_path / name} /bin/sh "$@"')


needs_chroot = pytest.mark.skipif(BUSYBOX is None or os.geteuid() != 0, reason="needs busybox, and root for chroot")


@needs_chroot
def test_a_fleet_is_checked_together(play: Play, tmp_path: Path) -> None:
    """Two in chroots of busybox; one sends a hostile archive, and one nothing. The others are linted all the same."""
    plain = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=dhcp\n"
    lines = [
        chroot(tmp_path, "web01", ifcfg_eth0=f"{plain}MTU=9000\n"),
        chroot(tmp_path, "web02", ifcfg_eth0=f"{plain}MTU = 9000\nWPA_PSK=s3cr3t-w0rd\n"),
    ]
    (tmp_path / "evil.tar").write_bytes(tar([("host/../../../outside", "x"), (f"host/{SCRIPTS}/ifcfg-eth0", "x")]))
    lines.append(shell(tmp_path, "evil", f"echo banner; od -An -v -tx1 {tmp_path}/evil.tar"))
    lines.append(shell(tmp_path, "gone", "echo 'Connection lost' >&2; exit 1"))
    (tmp_path / "hosts").write_text("".join(lines))

    done = play("ifcfgen.fleet.check")
    assert done.returncode == 2, done.stdout + done.stderr
    assert f"web02: /{SCRIPTS}/ifcfg-eth0:4: error[space-around-equals]:" in done.stdout
    assert not re.search(r"web01: .*error\[", done.stdout)
    assert "evil: /: " in done.stdout
    assert "gone: Connection lost" in done.stdout + done.stderr
    assert sorted(path.name for path in (tmp_path / "gathered").iterdir()) == ["evil.tar", "web01.tar", "web02.tar"]
    assert (tmp_path / "gathered").stat().st_mode & 0o077 == 0
    assert b"s3cr3t" not in subprocess.run(["zcat", tmp_path / "gathered/web02.tar"], capture_output=True).stdout
    assert not list(tmp_path.rglob("outside"))


REBOOT = """\
- hosts: all
  gather_facts: false
  serial: 1
  tasks:
    - ifcfgen.fleet.gather: {dest: gathered, root: "{{ root }}"}
    - ifcfgen.fleet.boot: {src: gathered}
    - ifcfgen.fleet.reboot: {command: "echo 2 > {{ root }}/boot_id", timeout: 60}
"""


def test_a_host_is_rebooted_only_if_its_network_comes_back(play: Play, tmp_path: Path) -> None:
    """The second would lose its network, and the third is never reached. The command only changes the boot ID."""
    sound = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n"
    lines = []
    for name, text in {"web01": sound, "web02": sound.replace("=yes", "= yes"), "web03": sound}.items():
        root = tmp_path / name
        system(root, ifcfg_eth0=text)
        (root / "boot_id").write_text("1\n")
        (root / "cat").write_text(
            f'#!/bin/sh\n[ "$*" != /proc/sys/kernel/random/boot_id ] || set {root}/boot_id\nexec /bin/cat "$@"\n'
        )
        (root / "cat").chmod(0o755)
        lines.append(f"""{shell(tmp_path, name, f'PATH={root}:$PATH exec sh "$@"').strip()} root={root}\n""")
    (tmp_path / "hosts").write_text("".join(lines))
    (tmp_path / "play.yml").write_text(REBOOT)

    done = play("play.yml")
    assert done.returncode == 2, done.stdout + done.stderr
    assert [(tmp_path / name / "boot_id").read_text() for name in ("web01", "web02", "web03")] == ["2\n", "1\n", "1\n"]


TOPOLOGY = """\
network:
  version: 2
  renderer: initscripts
  ethernets: {eth0: {addresses: [192.0.2.1/PREFIX], routes: [{to: default, via: 192.0.2.254}]}}
host: {name: web01, release: 7, services: {network: enabled, NetworkManager: disabled}}
"""
TASKS = """\
- hosts: web01
  gather_facts: false
  module_defaults:
    ifcfgen.fleet.render: {src: first.yaml, root: "{{ root }}", prune: true}
    ifcfgen.fleet.gather: {dest: gathered, root: "{{ root }}"}
    ifcfgen.fleet.boot: {src: gathered}
    ifcfgen.fleet.migrate: {src: gathered, dest: keyfiles, target: "10"}
  tasks:
    - ifcfgen.fleet.render:
      check_mode: true
      diff: true
      register: checked
    - ansible.builtin.raw: ls {{ root }}/etc/sysconfig/network-scripts
      register: before
    - ifcfgen.fleet.render:
      register: written
    - ifcfgen.fleet.render:
      register: again
    - ansible.builtin.raw: cp {{ playbook_dir }}/leftover {{ root }}/etc/sysconfig/network-scripts/ifcfg-eth1
    - ifcfgen.fleet.render: {src: second.yaml}
      register: refused
      ignore_errors: true
    - ifcfgen.fleet.gather:
    - ifcfgen.fleet.boot:
      register: leftover
      ignore_errors: true
    - ansible.builtin.raw: rm {{ root }}/etc/sysconfig/network-scripts/ifcfg-eth1
    - ifcfgen.fleet.gather:
    - ifcfgen.fleet.boot:
    - ifcfgen.fleet.boot:
      vars: {ansible_host: 192.0.2.77}
      register: unreachable
      ignore_errors: true
    - ifcfgen.fleet.migrate:
      check_mode: true
      register: planned
    - ifcfgen.fleet.migrate:
      register: migrated
    - ansible.builtin.assert:
        that:
          - checked is changed
          - "'+IPADDR=192.0.2.1' in checked.diff.prepared"
          - before.stdout == ''
          - written.files == ['/etc/sysconfig/network', '/etc/sysconfig/network-scripts/ifcfg-eth0']
          - again is not changed
          - refused is failed and 'duplicate-ip' in refused.msg
          - leftover is failed and 'duplicate-ip' in leftover.report | join
          - unreachable is failed and '192.0.2.77' in unreachable.msg
          - planned is not changed
          - migrated is changed
"""


def test_a_host_is_rendered_and_booted_and_migrated(play: Play, tmp_path: Path) -> None:
    """Each action on a host with an address that no file configures, and for a while with a file too many."""
    system(tmp_path / "web01")
    for name, prefix in (("first", "24"), ("second", "23")):
        (tmp_path / f"{name}.yaml").write_text(TOPOLOGY.replace("PREFIX", prefix))
    (tmp_path / "leftover").write_text("DEVICE=eth1\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/ip").write_text(
        "#!/bin/sh\nprintf '2: eth0    inet %s/24 scope global eth0\\n' 192.0.2.1 192.0.2.77\n"
    )
    (tmp_path / "bin/ip").chmod(0o755)
    host = shell(tmp_path, "web01", f'PATH={tmp_path}/bin:$PATH exec sh "$@"').strip()
    (tmp_path / "hosts").write_text(f"{host} root={tmp_path}/web01 ansible_host=192.0.2.1\n")
    (tmp_path / "play.yml").write_text(TASKS)

    done = play("play.yml")
    assert done.returncode == 0, done.stdout + done.stderr
    written = tmp_path / "web01" / SCRIPTS / "ifcfg-eth0"
    assert "IPADDR=192.0.2.1\n" in written.read_text()
    assert written.stat().st_mode & 0o777 == 0o644
    assert [path.name for path in written.parent.iterdir()] == ["ifcfg-eth0"]
    assert (tmp_path / "keyfiles/web01/System eth0.nmconnection").is_file()


def controller() -> Any:
    """The module of the collection that unpacks archives."""
    spec = spec_from_file_location("controller", ROOT / "ansible/plugins/plugin_utils/controller.py")
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


HOSTILE = [
    ("host/../../outside", "x"),
    ("/outside", "x"),
    ("host//outside", "x"),
    ("host/link", "-> /etc"),
    ("host/hard", "=> ../../outside"),
    ("host/device", "!3"),
    ("host/ifcfgen.toml", "ignore = ['*']"),
    ("host/etc/.ifcfgen.journal", "x"),
]


@pytest.mark.parametrize("member", HOSTILE, ids=lambda member: member[0])
def test_what_a_host_may_not_send_is_not_unpacked(tmp_path: Path, member: tuple[str, str]) -> None:
    """Nothing outside, nothing that ifcfgen obeys; the rest is there, unless the archive is rejected."""
    folder = tmp_path / "a/b"
    folder.mkdir(parents=True)
    mask = ("host/etc/systemd/system/network.service", "-> /dev/null")
    with suppress(AnsibleActionFail):
        controller().unpack(tar([("host/etc/hostname", "x"), mask, member]), folder)
        assert (folder / mask[0].removeprefix("host/")).is_symlink()
    held = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if not path.is_dir() or path.is_symlink()}
    assert held - {"a/b/etc/systemd/system/network.service", "a/b/outside"} == {"a/b/etc/hostname"}
    assert not Path("/outside").exists()


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(64 << 20))
    with pytest.raises(AnsibleActionFail, match="larger than 32 MiB"):
        controller().unpack(bomb, tmp_path)
