"""`ifcfgen render` as a user meets it: what it prints, what it writes, what it refuses."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from io import BytesIO, TextIOWrapper
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest
from runner import run

from ifcfgen.boot.comparison.mismatch import Mismatch
from ifcfgen.cli import program
from ifcfgen.facts import Host

BRIDGE = """\
network:
  version: 2
  renderer: initscripts
  ethernets: {em1: {}}
  bridges:
    br0:
      interfaces: [em1]
      addresses: [192.0.2.10/24]
      routes:
        - {to: default, via: 192.0.2.1}
        - {to: 198.51.100.0/24, via: 192.0.2.2}
host:
  name: kvm01
  release: 7
  services: {NetworkManager: disabled, network: enabled}
  packages: [bridge-utils]
"""
FILES = ["ifcfg-br0", "ifcfg-em1", "network", "route-br0"]


class Ran(NamedTuple):
    code: int
    out: str
    err: str


class Runner:
    """Runs the command in a directory of its own, with topologies written to it."""

    def __init__(self, capsys: pytest.CaptureFixture[str], at: Path):
        self.at = at
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        code = program.run(["render", *arguments])
        out, err = self._capsys.readouterr()
        return Ran(code, out, err)

    def write(self, name: str = "kvm01.yaml", text: str = BRIDGE, **replaced: str) -> str:
        """A topology by NAME, with words of TEXT replaced: its path."""
        for old, new in replaced.items():
            assert old in text
            text = text.replace(old, new)
        (self.at / name).write_text(text)
        return name

    def files(self, folder: str) -> list[str]:
        return sorted(
            str(path.relative_to(self.at / folder)) for path in (self.at / folder).rglob("*") if path.is_file()
        )


@pytest.fixture
def render(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return Runner(capsys, tmp_path)


def test_prints_every_file_under_its_name(render: Runner) -> None:
    ran = render(render.write())
    assert (ran.code, ran.err) == (0, "")
    blocks = dict(block.split(" <==\n", 1) for block in ran.out.removeprefix("==> ").split("\n==> "))
    assert sorted(blocks) == FILES
    assert "\nBRIDGE=br0\n" in blocks["ifcfg-em1"]
    assert "198.51.100.0/24 via 192.0.2.2" in blocks["route-br0"]


def test_each_host_of_several_has_its_directory(render: Runner) -> None:
    two = render.write(), render.write("two.yaml", kvm01="kvm02")
    ran = render(*two)
    assert "==> kvm01/ifcfg-br0 <==\n" in ran.out
    assert "==> kvm02/ifcfg-br0 <==\n" in ran.out
    assert render(*two, "--output", "flat").code == 0
    assert render.files("flat") == [f"kvm0{host}/{file}" for host in (1, 2) for file in FILES]
    assert render(*two, "--root", "roots").code == 0
    assert len(render.files("roots")) == 8
    assert (render.at / "roots/kvm02/etc/sysconfig/network-scripts/ifcfg-br0").exists()


def test_writes_a_host_where_it_looks(render: Runner) -> None:
    ran = render(render.write(), "--root", "sysroot")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "sysroot/etc/sysconfig/network-scripts: 4 created\n"
    places = ["network", "network-scripts/ifcfg-br0", "network-scripts/ifcfg-em1", "network-scripts/route-br0"]
    assert render.files("sysroot/etc/sysconfig") == places


def test_a_second_time_nothing_is_left_to_do(render: Runner) -> None:
    topology = render.write()
    assert render(topology, "--output", "out", "--check").code == 1
    render(topology, "--output", "out")
    assert render(topology, "--output", "out", "--check") == Ran(0, "", "")
    assert render(topology, "--output", "out", "--diff") == Ran(0, "", "")
    assert render(topology, "--output", "out").err == "out: 4 unchanged\n"


def test_diff_shows_and_check_counts_what_would_change(render: Runner) -> None:
    render(render.write(), "--output", "out")
    changed = render.write(
        **{"192.0.2.10/24": "192.0.2.11/24", "        - {to: 198.51.100.0/24, via: 192.0.2.2}\n": ""}
    )
    before = (render.at / "out/ifcfg-br0").read_text()
    ran = render(changed, "--output", "out", "--diff")
    assert ran.code == 1
    assert "\n-IPADDR=192.0.2.10\n+IPADDR=192.0.2.11\n" in ran.out
    assert ran.err.splitlines() == [
        "out/route-br0: ifcfgen wrote it, but no longer renders it; --prune removes it",
        "out/ifcfg-br0: would be updated",
    ]
    ran = render(changed, "--output", "out", "--check", "--prune")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.splitlines() == ["out/ifcfg-br0: would be updated", "out/route-br0: would be removed"]
    assert (render.at / "out/ifcfg-br0").read_text() == before
    assert render(changed, "--output", "out", "--prune").err == "out: 1 updated, 1 removed, 2 unchanged\n"
    assert "route-br0" not in render.files("out")


def test_what_others_wrote_needs_force(render: Runner) -> None:
    topology = render.write()
    (render.at / "out").mkdir()
    theirs = render.at / "out/ifcfg-em1"
    theirs.write_text("DEVICE=em1\n")
    refusal = "was not written by ifcfgen; --force replaces it\n"
    assert render(topology, "--output", "out") == Ran(2, "", f"out/ifcfg-em1: {refusal}")
    assert render.files("out") == ["ifcfg-em1"]
    ran = render(topology, "--output", "out", "--check")
    assert ran.code == 1
    assert f"out/ifcfg-em1: would be updated, but it {refusal}" in ran.err
    assert render(topology, "--output", "out", "--force").code == 0
    assert "BRIDGE=br0" in theirs.read_text()


def test_one_host_refused_keeps_all_others_unwritten(render: Runner) -> None:
    good, other = render.write(), render.write("other.yaml", kvm01="other")
    (render.at / "out/other").mkdir(parents=True)
    (render.at / "out/other/ifcfg-em1").write_text("DEVICE=em1\n")
    assert render(good, other, "--output", "out").code == 2
    assert render.files("out") == ["other/ifcfg-em1"]


def test_all_faults_of_all_topologies_are_told_and_nothing_is_written(render: Runner) -> None:
    good = render.write()
    one = render.write("one.yaml", interfaces="intrefaces")
    two = render.write("two.yaml", em1="much-too-long-a-name", kvm01="two")
    ran = render(good, one, two, "missing.yaml", "--output", "out")
    assert (ran.code, ran.out) == (2, "")
    assert {line.partition(":")[0] for line in ran.err.splitlines()} == {
        one,
        two,
        "missing.yaml",
    }
    assert "did you mean 'interfaces'?" in ran.err
    assert not (render.at / "out").exists()


def test_errors_of_lint_refuse_at_their_line_of_the_topology(render: Runner) -> None:
    topology = render.write(**{"packages:": "without:"})
    ran = render(topology, "--output", "out")
    assert ran.code == 2
    assert "kvm01.yaml:6:5: error[bridge-utils-missing]: br0 is built by initscripts" in ran.err
    assert "kvm01.yaml:7:" not in ran.err, "the port does not join for the same cause"
    assert not (render.at / "out").exists()
    forced = render(topology, "--output", "out", "--force")
    assert forced.code == 0
    assert "error[bridge-utils-missing]" in forced.err
    assert render.files("out") == FILES


def test_facts_that_nobody_states_are_told(render: Runner) -> None:
    ran = render(render.write(**{"  packages: [bridge-utils]\n": ""}))
    assert ran.code == 0
    said = "kvm01.yaml: package bridge-utils is unknown; state `packages:` or `without:` under `host:` to check "
    assert said in ran.err


def test_stdin(render: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def given(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(data)))

    given(BRIDGE.encode())
    assert render("-", "--output", "out").code == 0
    assert (render.at / "out/ifcfg-br0").read_text().startswith("# ifcfgen: from stdin, sha256 ")
    given(b"network: {ethernetz: {}}\n")
    fault = "stdin:1:11: ethernetz: unknown property of network; did you mean 'ethernets'?\n"
    assert render("-") == Ran(2, "", fault)
    given(b"\xff\xfen\0")
    assert render("-") == Ran(2, "", "stdin:1: not UTF-8\n")
    monkeypatch.setattr("sys.stdin", None)
    assert render("-") == Ran(2, "", "stdin: is closed\n")


def test_secrets_are_no_finding_in_the_file_that_is_for_them(render: Runner) -> None:
    wired = """
        network:
          renderer: NetworkManager
          ethernets:
            em1:
              dhcp4: true
              auth: {key-management: 802.1x, method: ttls, identity: me, password: s3cret}
        host: {release: 8}
    """
    ran = render(render.write(text=dedent(wired)), "--output", "out")
    assert (ran.code, ran.err) == (0, "out: 2 created\n")
    assert "s3cret" in (render.at / "out/keys-em1").read_text()
    assert (render.at / "out/keys-em1").stat().st_mode & 0o777 == 0o600


def test_release_and_manager_overrule_the_topology(render: Runner) -> None:
    plain = render.write(text=BRIDGE.partition("  services")[0])
    assert "NM_CONTROLLED=no" in render(plain).out
    ran = render(plain, "--release", "centos8", "--manager", "NetworkManager")
    assert (ran.code, ran.err) == (0, "")
    assert "NM_CONTROLLED=yes" in ran.out


def test_a_manager_that_does_not_run(render: Runner) -> None:
    ran = render(render.write(), "--manager", "NetworkManager")
    assert ran.code == 2
    said = "em1 depends on the service NetworkManager, which is disabled\n"
    assert ran.err.startswith("kvm01.yaml:")
    assert ran.err.endswith(said)


@pytest.mark.parametrize(
    ("networkmanager", "network", "line"),
    [
        ("enabled", "disabled", "NM_CONTROLLED=yes"),
        ("masked", "enabled", "NM_CONTROLLED=no"),
        ("enabled", "enabled", None),
    ],
)
def test_without_a_renderer_the_only_service_that_runs_counts(
    render: Runner, networkmanager: str, network: str, line: str | None
) -> None:
    topology = (
        "network: {ethernets: {em1: {addresses: [192.0.2.10/24]}}}\n"
        f"host: {{release: 7, services: {{NetworkManager: {networkmanager}, network: {network}}}}}\n"
    )
    ran = render(render.write(text=topology))
    if line is None:
        assert (ran.code, ran.err.partition(": ")[2][:22]) == (2, "unknown manager of em1")
    else:
        assert (ran.code, line in ran.out.splitlines()) == (0, True)


def test_without_release_and_manager_both_are_asked_for(render: Runner) -> None:
    ran = render(render.write(text="network: {ethernets: {em1: {}}}\n"))
    assert ran.code == 2
    assert "--release" in ran.err
    assert "--manager" in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--output", "a", "--root", "b"], "--output and --root cannot be used together"),
        (["--diff"], "--diff requires --output or --root"),
        (["--check"], "--check requires --output or --root"),
        (["--prune"], "--prune requires --output or --root"),
        (["--output", ""], "--output: the name of a directory is empty"),
        (["--root", ""], "--root: the name of a directory is empty"),
        (["--release", "4"], "--release: no release '4'"),
        (["--manager", "wicked"], "'wicked' is not one of initscripts, NetworkManager"),
    ],
)
def test_misuse(render: Runner, arguments: list[str], said: str) -> None:
    ran = render(render.write(), *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())


def test_a_topology_without_devices(render: Runner) -> None:
    assert render(render.write(text="network: {version: 2}\nhost: {release: 7}\n")) == Ran(
        0, "", "kvm01.yaml: no devices\n"
    )


def test_two_hosts_of_one_name(render: Runner) -> None:
    ran = render(render.write(), render.write("twin.yaml"), "--output", "out")
    assert ran.code == 2
    assert "twin.yaml: a second host 'kvm01', after kvm01.yaml" in ran.err


def test_a_host_cannot_be_called_like_a_way_out(render: Runner) -> None:
    ran = render(render.write(), render.write("two.yaml", kvm01="../escaped"), "--output", "out")
    assert ran.code == 2
    assert not (render.at / "escaped").exists()


def test_a_disk_that_cannot_be_written(render: Runner) -> None:
    (render.at / "file").write_text("")
    ran = render(render.write(), "--output", "file")
    assert ran == Ran(2, "", "file: Not a directory\n")


def test_advice_on_the_live_system_only(render: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ifcfgen.facts.live.HOMES", (str(render.at / "live/etc/sysconfig/network-scripts"),))
    assert "ifup" not in render(render.write(), "--root", "elsewhere").err
    ran = render(render.write(), "--root", "live")
    assert [line for line in ran.err.splitlines() if line.startswith("  ")] == ["  ifup em1", "  ifup br0"]
    again = render(render.write(**{"192.0.2.10/24": "192.0.2.11/24"}), "--root", "live")
    assert [line for line in again.err.splitlines() if line.startswith("  ")] == ["  ifdown br0", "  ifup br0"]


def test_the_live_system_has_a_say_last(render: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ifcfgen.facts.live.HOMES", (str(render.at / "live/etc/sysconfig/network-scripts"),))
    monkeypatch.setattr("ifcfgen.facts.live.read", lambda: Host.of(release=8, without=["bridge-utils"]))
    silent = render.write(**{"  packages: [bridge-utils]\n": ""})
    assert render(silent, "--root", "elsewhere").code == 0
    refused = render(silent, "--root", "live")
    assert refused.code == 2
    assert "bridge-utils-missing" in refused.err
    assert render(silent, "--root", "live", "--package", "bridge-utils").code == 0


def test_ifcfgen_toml_beside_the_topology_counts(render: Runner) -> None:
    topology = render.write(text=BRIDGE.partition("  release")[0])
    (render.at / "ifcfgen.toml").write_text(
        'rules = ["house"]\ntemplates = ["ours"]\nignore = ["bridge-utils-*", "bridge-port-ignored", "fails-at-boot"]\n'
        '[[host]]\nrelease = 7\nwithout = ["bridge-utils"]\nservices = {NetworkManager = "disabled"}\n'
    )
    (render.at / "house").mkdir()
    (render.at / "house/bridge-named-br.md").write_text(
        "---\nsummary: a bridge\nfor: bridge\nseverity: warning\nwhen: bridge.mtu is none\n"
        "message: '{{ bridge }} has no MTU'\nsources: [house]\n---\n# bridge-named-br\n".replace("is none", "== None")
    )
    (render.at / "ours/ifcfg").mkdir(parents=True)
    (render.at / "ours/ifcfg/network.j2").write_text("NETWORKING=yes\nNOZEROCONF=yes\n")
    ran = render(topology)
    assert ran.code == 0
    assert "kvm01.yaml:6:5: warning[bridge-named-br]: br0 has no MTU\n" in ran.err
    assert "NOZEROCONF=yes" in ran.out


@pytest.mark.parametrize(
    ("kind", "when", "line", "source"),
    [
        ("route", "route.to != None", 11, "{to: 198.51.100.0/24, via: 192.0.2.2}"),
        ("route", "route.to == None", 10, "{to: default, via: 192.0.2.1}"),
        ("address", "address.prefix == 24", 8, "192.0.2.10/24"),
        ("port", "port.controller_name == 'br0'", 7, "em1"),
        ("ethernet", "ethernet.kind == 'ethernet'", 4, "em1"),
        ("bridge", "bridge.kind == 'bridge'", 6, "br0"),
    ],
)
def test_a_finding_is_shown_where_the_topology_asks_for_it(
    render: Runner, kind: str, when: str, line: int, source: str
) -> None:
    topology, at = render.write(), "at: BRIDGE\n" if kind == "port" else ""
    (render.at / "ifcfgen.toml").write_text('rules = ["house"]\nselect = ["house-rule"]\n')
    (render.at / "house").mkdir()
    (render.at / "house/house-rule.md").write_text(
        f"---\nsummary: a rule\nfor: {kind}\nseverity: error\nwhen: {when}\n{at}message: met\n"
        "fix: Think again.\nsources: [house]\n---\n# house-rule\n"
    )
    column = BRIDGE.splitlines()[line - 1].index(source) + 1
    ran = render(topology)
    assert ran == Ran(2, "", f"kvm01.yaml:{line}:{column}: error[house-rule]: met. Think again.\n")


def ifcfgen(*arguments: str, at: Path, **environment: str) -> str:
    """What the real process writes to a terminal."""
    there, here = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    with subprocess.Popen(
        [sys.executable, "-m", "ifcfgen", "render", *arguments],
        stdin=subprocess.DEVNULL, stdout=here, cwd=at, env={**clean, "TERM": "xterm", **environment},
    ):  # fmt: skip
        os.close(here)
        seen = b""
        try:
            while chunk := os.read(there, 65536):
                seen += chunk
        except OSError:
            pass  # Linux says so when the other end is closed
        os.close(there)
    return seen.decode()


def test_colour_on_a_terminal_and_never_against_the_will(render: Runner) -> None:
    topology = render.write()
    assert "\x1b[1m==> ifcfg-em1 <==" in ifcfgen(topology, at=render.at)
    assert "\x1b[3" not in ifcfgen(topology, at=render.at, NO_COLOR="1")


def test_a_reader_that_has_seen_enough(render: Runner) -> None:
    topology = render.write()
    command = f"{sys.executable} -m ifcfgen render {topology} | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=render.at, capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_keyfiles_for_el9_and_on_demand(render: Runner) -> None:
    text = "network: {renderer: NetworkManager, ethernets: {em1: {dhcp4: true, optional: true}}}\nhost: {release: 9}\n"
    ran = render(render.write(text=text), "--root", "r")
    path = render.at / "r/etc/NetworkManager/system-connections/em1.nmconnection"
    assert (ran.code, path.stat().st_mode & 0o777) == (0, 0o600)
    assert ran.err.startswith("kvm01.yaml:1:68: warning: em1: optional: the boot waits for a lease\n")
    path.chmod(0o644)
    assert render("kvm01.yaml", "--root", "r", "--check").code == 1
    assert render("kvm01.yaml", "--root", "r").code == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert "==> ifcfg-em1 <==" in render("kvm01.yaml", "--format", "ifcfg").out
    assert render("kvm01.yaml", "--format", "keyfil").err == (
        "'keyfil' is not a target; targets are ifcfg, keyfile, libvirt; did you mean 'keyfile'?\n"
    )


def test_a_boot_that_differs_stops_it(render: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own templates are not known to make such files: the laws see to that, so the prediction is replaced."""
    found = [Mismatch("br0", "address", "192.0.2.10/24"), Mismatch("br0", "mtu", 9000, 1500)]
    monkeypatch.setattr("ifcfgen.cli.compose.unmet", lambda topology, outcome: found)
    ran = render(render.write(), "--output", "out")
    assert ran.code == 1
    assert [line.partition(": ")[2] for line in ran.err.splitlines()[-3:-1]] == [
        "warning: br0: has MTU 1500 instead of 9000",
        "br0: has no address 192.0.2.10/24",
    ]
    assert ran.err.endswith("the next boot would differ from the topology: nothing is rendered; --force renders it\n")
    assert not (render.at / "out").exists()
    assert render("kvm01.yaml", "--output", "out", "--force").code == 0


def test_a_route_into_a_leased_network_is_no_difference(render: Runner) -> None:
    text = (
        "network: {renderer: initscripts, ethernets: {em1: {dhcp4: true, routes: [{to: 198.51.100.0/24, "
        "via: 203.0.113.9}]}}}\nhost: {release: 7, services: {network: enabled}}\n"
    )
    assert render(render.write(text=text)).code == 0


def test_what_a_port_of_a_vrf_routes_is_in_the_table_of_the_vrf(render: Runner) -> None:
    card = "addresses: [192.0.2.10/24], routes: [{to: default, via: 192.0.2.1}]"
    vrf = "table: 5, interfaces: [em1], routing-policy: [{from: 192.0.2.10}]"
    network = f"{{renderer: NetworkManager, ethernets: {{em1: {{{card}}}}}, vrfs: {{red: {{{vrf}}}}}}}"
    ran = render(render.write(text=f"network: {network}\nhost: {{release: 10}}\n"))
    assert (ran.code, ran.err) == (0, "")
    assert "address1=192.0.2.10/24,192.0.2.1\n" in ran.out
    assert "from 192.0.2.10 table 5\n" in ran.out


def test_every_place_of_a_finding_is_shown(render: Runner) -> None:
    text = BRIDGE.replace("em1: {}", "em1: {}, em2: {}").replace(
        "host:\n", "    br1:\n      interfaces: [em2]\nhost:\n"
    )
    ran = render(render.write(text=text.replace("packages:", "without:")))
    (line,) = ran.err.splitlines()
    assert line.startswith("kvm01.yaml:6:5: error[bridge-utils-missing]: br0 is built")
    assert "leave br0 to an enabled NetworkManager. See also kvm01.yaml:7 (em1 then silently becomes" in line
    assert "kvm01.yaml:12 (ifup stops here" in line


def test_what_is_rendered_for_el10_is_linted_and_booted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keyfiles that lie alone in a directory are a host, and a topology for EL10 is booted by its keyfiles."""
    monkeypatch.chdir(tmp_path)
    text = BRIDGE.replace("initscripts", "NetworkManager").partition("host:")[0] + "host: {release: 10}\n"
    Path("kvm01.yaml").write_text(text)
    assert run("render", "kvm01.yaml", "--output", "out").exit_code == 0
    assert sorted(path.name for path in Path("out").glob("*.nmconnection")) == ["br0.nmconnection", "em1.nmconnection"]
    assert run("lint", "out", "--release", "10").exit_code == 0
    assert run("lint", "out/br0.nmconnection", "--release", "10").exit_code == 0
    assert run("boot", "out", "--release", "10", "--expect", "kvm01.yaml").exit_code == 0
    assert run("boot", "kvm01.yaml").exit_code == 0
    Path("out/br0.nmconnection").write_text("[connection]\n")
    assert run("lint", "out", "--release", "10").exit_code == 1
    assert run("boot", "out", "--release", "10", "--expect", "kvm01.yaml").exit_code == 1


KEYFILES = """\
network:
  version: 2
  renderer: NetworkManager
  ethernets:
    any: {match: {name: "en*"}, dhcp4: true}
    eno1: {addresses: [192.0.2.10/24]}
host: {release: RELEASE}
"""


@pytest.mark.parametrize(
    ("release", "name", "line"),
    [(8, "ifcfg-any", "AUTOCONNECT_PRIORITY=-1"), (9, "any.nmconnection", "autoconnect-priority=-1")],
)
def test_a_profile_for_many_cards_goes_behind_that_of_one(render: Runner, release: int, name: str, line: str) -> None:
    topology = render.write(text=KEYFILES, RELEASE=str(release))
    assert render(topology, "--output", "out").code == 0
    assert line in (render.at / "out" / name).read_text()
    booted = run("boot", "out", "--release", str(release)).stdout
    assert "everything predicted comes up as configured; 1 not predicted: any" in booted
    read = run("read", "out", "--release", str(release)).stdout
    assert "name: en*" in read
    assert "riority" not in read


def test_an_error_of_lint_refuses_keyfiles_too(render: Runner) -> None:
    text = KEYFILES.replace('any: {match: {name: "en*"}, dhcp4: true}', "eno2: {addresses: [192.0.2.10/24]}")
    ran = render(render.write(text=text, RELEASE="9"))
    assert ran.code == 2
    assert ran.err.startswith("kvm01.yaml:5:24: error[duplicate-ip]: ")
