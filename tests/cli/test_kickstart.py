"""A kickstart is the host that it installs: the files that anaconda and %post write, and the facts that it states."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from runner import Result, run

from ifcfgen.scripts.anaconda import installed
from ifcfgen.scripts.embedded import written_by
from ifcfgen.scripts.kickstart import parse

STATIC = "network --device=eno1 --bootproto=static --ip=192.0.2.10 --netmask=255.255.255.0 --gateway=192.0.2.1"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COLUMNS", "1000")
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def kickstart(*lines: str, release: int | None = 7) -> str:
    """The path of a kickstart with LINES."""
    head = [f"#version=RHEL{release}"] if release else []
    Path("ks.cfg").write_text("\n".join([*head, "lang en_US.UTF-8", "rootpw --lock", *lines, ""]))
    return "ks.cfg"


def files(release: int, *lines: str) -> dict[str, list[str]]:
    """What anaconda of RELEASE writes for LINES, without what is drawn by lot."""
    outer = written_by("\n".join(["lang en_US.UTF-8", *lines]).encode())
    assert outer is not None
    made = installed(outer, release).versions
    return {
        name: sorted(line.text for line in written[0].lines if not line.text.lower().startswith("uuid="))
        for name, written in made.items()
    }


# -- what anaconda writes ------------------------------------------------------------------------------------

ENO1 = ['BOOTPROTO="static"', 'DEVICE="eno1"', 'GATEWAY="192.0.2.1"', 'IPADDR="192.0.2.10"', 'IPV6INIT="yes"',
        'NETMASK="255.255.255.0"', 'ONBOOT="yes"', 'TYPE="Ethernet"']  # fmt: skip
BOND = "network --device bond0 --bondslaves eno1,eno2 --bondopts mode=active-backup;miimon=100 --noipv6"
MADE = [
    (6, [STATIC], {"ifcfg-eno1": ENO1}),
    (7, [STATIC], {"ifcfg-eno1": ENO1}),
    (9, [STATIC], {"eno1.nmconnection": [
        "[connection]", "[ipv4]", "[ipv6]", "addr-gen-mode=eui64", "address1=192.0.2.10/24", "gateway=192.0.2.1", "id=eno1",
        "interface-name=eno1", "method=auto", "method=manual", "type=ethernet"]}),
    (8, ["network --device=eth0 --onboot=no --hostname=a.example.com --mtu=9000 --nodefroute --ipv6=2001:db8::5/64 "
         "--ipv6gateway=2001:db8::1 --nameserver=192.0.2.53,2001:db8::53"], {"ifcfg-eth0": [
        'BOOTPROTO="dhcp"', 'DEFROUTE="no"', 'DEVICE="eth0"', 'DHCP_HOSTNAME="a.example.com"', 'DNS1="192.0.2.53"',
        'DNS2="2001:db8::53"', 'IPV6ADDR="2001:db8::5/64"', 'IPV6INIT="yes"', 'IPV6_AUTOCONF="no"',
        'IPV6_DEFAULTGW="2001:db8::1"', 'MTU="9000"', 'ONBOOT="no"', 'TYPE="Ethernet"']}),
    (6, [BOND], {
        "ifcfg-bond0": ['BONDING_OPTS="mode=active-backup miimon=100"', 'BOOTPROTO="dhcp"', 'DEVICE="bond0"',
                        'IPV6INIT="no"', 'ONBOOT="yes"', 'TYPE="Bond"'],
        "ifcfg-eno1": ['DEVICE="eno1"', 'MASTER="bond0"', 'ONBOOT="yes"', 'SLAVE="yes"'],
        "ifcfg-eno2": ['DEVICE="eno2"', 'MASTER="bond0"', 'ONBOOT="yes"', 'SLAVE="yes"']}),
    (9, [BOND + " --vlanid=7"], {
        "bond0.nmconnection": ["[bond]", "[connection]", "[ipv4]", "[ipv6]", "id=bond0", "interface-name=bond0",
                               "method=disabled", "method=disabled", "miimon=100", "mode=active-backup", "type=bond"],
        "bond0.7.nmconnection": ["[connection]", "[ipv4]", "[ipv6]", "[vlan]", "addr-gen-mode=eui64", "id=7",
                                 "id=bond0.7", "method=auto", "method=ignore", "parent=bond0", "type=vlan"],
        **{f"bond0_slave_{n}.nmconnection": ["[connection]", f"id=bond0_slave_{n}", f"interface-name=eno{n}",
                                             "master=bond0", "slave-type=bond", "type=ethernet"] for n in (1, 2)}}),
    (7, ["network --device=br0 --bridgeslaves=eno1 --bridgeopts=stp=no,forward-delay=4,priority=8 --noipv4 --noipv6"], {
        "ifcfg-br0": ['BOOTPROTO="none"', 'BRIDGING_OPTS="priority=8"', 'DELAY="4"', 'DEVICE="br0"', 'IPV6INIT="no"',
                      'NAME="Bridge connection br0"', 'ONBOOT="yes"', 'STP="no"', 'TYPE="Bridge"'],
        "ifcfg-br0_slave_1": ['BRIDGE="br0"', 'DEVICE="eno1"', 'NAME="br0 slave 1"', 'ONBOOT="yes"',
                              'TYPE="Ethernet"']}),
    (7, ["network --device=team0 --teamslaves=\"eno1'{\\\"prio\\\": 9, \\\"sticky\\\": true}',eno2\" --noipv4 --noipv6"], {
        "ifcfg-team0": ['BOOTPROTO="none"', 'DEVICE="team0"', 'DEVICETYPE="Team"', 'IPV6INIT="no"',
                        'NAME="Team connection team0"', 'ONBOOT="yes"', 'TEAM_CONFIG=""'],
        "ifcfg-team0_slave_1": ['DEVICE="eno1"', 'DEVICETYPE="TeamPort"', 'NAME="team0 slave 1"', 'ONBOOT="yes"',
                                'TEAM_MASTER="team0"', 'TEAM_PORT_CONFIG="{\\"prio\\": 9, \\"sticky\\": true}"'],
        "ifcfg-team0_slave_2": ['DEVICE="eno2"', 'DEVICETYPE="TeamPort"', 'NAME="team0 slave 2"', 'ONBOOT="yes"',
                                'TEAM_MASTER="team0"']}),
    (8, ["network --bootproto=dhcp --noipv6"], {
        "ifcfg-ksdevice": ['BOOTPROTO="dhcp"', 'DEVICE="ksdevice"', 'IPV6INIT="no"', 'ONBOOT="yes"', 'TYPE="Ethernet"']}),
    (8, ["network --device=52:54:00:aa:00:01 --bootproto=dhcp --noipv6"], {
        "ifcfg-ksdev0": ['BOOTPROTO="dhcp"', 'DEVICE="ksdev0"', 'HWADDR="52:54:00:AA:00:01"', 'IPV6INIT="no"',
                         'ONBOOT="yes"', 'TYPE="Ethernet"']}),
    (7, ["network --dev=eno1 --boot dhcp --noipv6", "network --device=eno1 --bootproto=dhcp --noipv4 --noipv6"], {
        "ifcfg-eno1": ['BOOTPROTO="none"', 'DEVICE="eno1"', 'IPV6INIT="no"', 'ONBOOT="yes"', 'TYPE="Ethernet"']}),
]  # fmt: skip


@pytest.mark.parametrize("release, lines, made", MADE)
def test_what_anaconda_writes(release: int, lines: list[str], made: dict[str, list[str]]) -> None:
    assert files(release, *lines) == made


def test_no_device_is_meant() -> None:
    assert written_by(b"lang en_US\nnetwork --hostname=a.example.com\n") is None
    assert written_by(b"lang en_US\nnetwork --essid=home --wepkey=x --device=wlan0\n") is None
    assert written_by(b"network --device=eth0 --bootproto=dhcp\n") is None, "and no other command of a kickstart"


# -- the host ------------------------------------------------------------------------------------------------

KVM = [
    STATIC.replace("eno1", "br0") + " --bridgeslaves=bond0 --bridgeopts=stp=no",
    "network --device=bond0 --bondslaves=eno1,eno2 --bondopts=mode=1,miimon=100 --noipv4 --noipv6",
]


@pytest.mark.parametrize("release", [7, 8, 9, 10])
def test_a_boot_of_what_it_installs(release: int) -> None:
    result = run("boot", kickstart(*reversed(KVM), release=release))
    assert result.exit_code == 0, result.output
    final = result.stdout.split("Final state\n")[1].split("\n\n")[0]
    assert final == (
        "  eno1\n  └─ bond0  bond, active-backup\n     └─ br0  bridge  192.0.2.10/24\n  eno2\n  └─ bond0 (see above)"
    )


def test_a_bridge_names_a_bond_that_comes_later() -> None:
    """Anaconda then makes a profile for a card of that name."""
    assert "br0_slave_1.nmconnection" in files(9, *KVM)
    assert "br0_slave_1.nmconnection" not in files(9, *reversed(KVM))


FACTS = [
    "url --url=https://vault.example.com/centos/7.9.2009/os/x86_64/",
    STATIC,
    "services --enabled=network,sshd --disabled NetworkManager",
    "%packages --nobase",
    "@core",
    "bridge-utils.x86_64   # for br0",
    "-dhclient",
    "ethtool",
    "-eth*",
    "%end",
    "%post",
    "systemctl mask NetworkManager.service",
    "if false; then",
    "  systemctl disable network",
    "fi",
    "%end",
]


def facts(path: str) -> dict[str, Any]:
    shown = json.loads(run("facts", path, "--format", "json").stdout)
    (system,) = shown["systems"]
    assert isinstance(system, dict)
    return system


def test_facts() -> None:
    system = facts(kickstart(*FACTS, release=None))
    assert system["facts"] == {
        "release": 7,
        "services": {"network": "enabled", "NetworkManager": "masked"},
        "packages": ["bridge-utils"],
        "without": ["dhclient", "ethtool"],
    }
    assert system["sources"] == {
        "release": "ks.cfg:3", "service network": "ks.cfg:5", "service NetworkManager": "ks.cfg:14", "packages": "ks.cfg:8",
    }  # fmt: skip
    assert facts(kickstart("%packages", "-NetworkManager", "%end"))["facts"]["services"] == {"NetworkManager": "absent"}


def test_lint_and_boot_use_them() -> None:
    path = kickstart(*FACTS, KVM[0].replace("bond0", "eno2").replace("192.0.2.10", "192.0.2.11"), release=None)
    result = run("boot", path, "--no-lint")
    assert "bridge" in result.stdout
    without = run("lint", kickstart(*FACTS, "%packages", "-bridge-utils", "%end", KVM[0], release=None))
    assert "error[bridge-utils-missing]" in without.stdout
    assert "ks.cfg:22" in without.stdout
    assert run("facts", "ks.cfg", "--format", "json").exit_code == 1


def test_the_place_of_a_finding_is_the_command() -> None:
    found = json.loads(run("lint", kickstart(STATIC, STATIC.replace("eno1", "eno2")), "--format", "json").stdout)
    assert {(one["rule"], one["path"], one["line"]) for one in found["findings"]} >= {("duplicate-ip", "ks.cfg", 5)}


def test_what_post_adds_is_added() -> None:
    post = ["%post", "cat >> /etc/sysconfig/network-scripts/ifcfg-eno1 <<EOF", "MTU=9000", "EOF", "%end"]
    state = json.loads(run("boot", kickstart(STATIC, *post), "--format", "json").stdout)
    (eno1,) = (link for link in state["links"] if link["name"] == "eno1")
    assert eno1["mtu"] == 9000
    assert any(address["address"] == "192.0.2.10/24" for address in state["addresses"])
    instead = [
        "%post",
        "cat > /etc/sysconfig/network-scripts/ifcfg-eno1 <<EOF",
        "DEVICE=eno1",
        "ONBOOT=no",
        "EOF",
        "%end",
    ]
    state = json.loads(run("boot", kickstart(STATIC, *instead), "--format", "json").stdout)
    assert not any(address["address"] == "192.0.2.10/24" for address in state["addresses"])
    edited = run("boot", kickstart(STATIC, "%post", "sed -i s/a/b/ /etc/sysconfig/network-scripts/ifcfg-eno1", "%end"))
    told = "ks.cfg: ifcfg-eno1 is as it is written first; what else the scripts do to it is not followed\n"
    assert told in edited.stderr


def test_keyfiles_in_heredocs() -> None:
    where = "/etc/NetworkManager/system-connections/eth0.nmconnection"
    keyfile = ["[connection]", "id=eth0", "type=ethernet", "interface-name=eth0", "[ipv4]", "method=manual"]
    path = kickstart("%post", f"cat > {where} <<'EOF'", *keyfile, "address1=192.0.2.1/24", "EOF", "%end", release=9)
    assert "eth0  192.0.2.1/24" in run("boot", path).stdout
    path = kickstart("%post", f"cat > {where} <<'EOF'", *keyfile, "EOF", "%end", release=9)
    assert "error[keyfile-rejected]" in run("lint", path, "--service", "NetworkManager=enabled").stdout
    assert "ks.cfg:11" in run("lint", path, "--service", "NetworkManager=enabled").stdout


def test_other_commands() -> None:
    path = kickstart(*reversed(KVM), release=7)
    drawn = run("graph", path)
    assert "└─ br0  bridge  192.0.2.10/24" in drawn.stdout
    assert "br0" in run("read", path).stdout
    assert run("boot", path, "--release", "8").exit_code == 0
    everywhere = run("lint", ".", "--release", "7", "--format", "json")
    assert {one["path"] for one in json.loads(everywhere.stdout)["findings"]} <= {"ks.cfg"}


# -- what is wrong with it -----------------------------------------------------------------------------------

PROBLEMS = [
    (["%include /tmp/part.ks"], 7, "ks.cfg:4: %include /tmp/part.ks: not read, so what it adds is unknown"),
    (["%packages", "%include more", "%end"], 7, "ks.cfg:5: %include more: not read, so what it adds is unknown"),
    (["network --devise=eth0"], 7,
     "ks.cfg:4: network: unknown option --devise: anaconda stops the installation; did you mean 'device'?"),
    (["network --device=eth0 --bootproto=sttic"], 8,
     "ks.cfg:4: network: --bootproto=sttic: must be one of dhcp, bootp, static, query, ibft; did you mean 'static'?"),
    (["network --device=br0 --bridgeslaves=eth0"], 6,
     "ks.cfg:4: network: --bridgeslaves: anaconda of EL6 has no such option, and stops the installation"),
    (["network --device='eth0"], 8, "ks.cfg:4: network: No closing quotation"),
    (["network --device=eth0:1"], 8, "ks.cfg:4: network: --device=eth0:1: no device can have such a name"),
    (["network --device=../x"], 8, "ks.cfg:4: network: --device=../x: no device can have such a name"),
]  # fmt: skip


@pytest.mark.parametrize("lines, release, told", PROBLEMS)
def test_a_problem_is_told_and_the_rest_is_linted(lines: list[str], release: int, told: str) -> None:
    path = kickstart(*lines, STATIC, release=release)
    linted = run("lint", path)
    assert (linted.exit_code, told in linted.stderr) == (2, True), linted.output
    booted = run("boot", path)
    is_installed = "%include" in told
    assert (booted.exit_code, "192.0.2.10/24" in booted.stdout) == ((0, True) if is_installed else (2, False))
    assert told in booted.stderr


@pytest.mark.parametrize("command", ["lint", "boot", "read", "graph"])
def test_a_kickstart_with_no_good_command_is_one_all_the_same(command: str) -> None:
    path = kickstart("network --devise=eth0")
    done = run(command, path)
    assert (done.exit_code, done.faults.count("unknown option --devise")) == (2, 1), done.output


def test_options_by_a_template_are_unknown() -> None:
    for command in ("lint", "boot"):
        done = run(command, kickstart("network --device=eth0 {{ options }}"))
        assert (done.exit_code, "ks.cfg:4: network: a placeholder in the place of options" in done.stderr) == (2, True)


def test_a_template_is_linted_and_not_booted() -> None:
    lines = [
        "network --device=eno1 --bootproto=static --ip={{ ip }} --netmask=255.255.255.0 --gateway=192.0.2.1 --mtu=100000"
    ]
    path = kickstart(*lines)
    assert "mtu" in run("lint", path).stdout
    booted = run("boot", path)
    assert (booted.exit_code, booted.stdout) == (2, "")
    assert booted.faults == "ks.cfg:4: {{ ip }} is a placeholder; give a kickstart without\n"


@pytest.mark.parametrize("command", ["lint", "boot", "read", "graph"])
def test_what_cannot_be_read_is_told_as_such(command: str) -> None:
    Path("huge.ks").write_bytes(b"network --bootproto=dhcp\n" * 50_000)
    assert run(command, "huge.ks").faults == "huge.ks: larger than 1 MiB: not read\n"


def test_network_commands_and_a_script_are_a_kickstart() -> None:
    Path("part.ks").write_text(f"{STATIC}\n%post\nsystemctl disable firewalld\n%end\n")
    booted = run("boot", "part.ks", "--release", "9")
    assert (booted.exit_code, "eno1  192.0.2.10/24" in booted.stdout) == (0, True), booted.output


def boot_of(text: str) -> Result:
    Path("other.cfg").write_text(text)
    return run("boot", "other.cfg", "--release", "7")


def test_other_files_are_no_hosts() -> None:
    for text in ("", "lang en_US\n", "network --hostname=x\nlang en_US\n", "[main]\nnetwork=1\n"):
        assert (
            boot_of(text).faults
            == "other.cfg: neither the directory, archive, keyfile or kickstart of a host nor a topology (.yaml, .yml)\n"
        )


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([
    "network", "network --device=", "--ip=1", "'", '"', "%packages", "%end", "%post", "-", "-x", "@y", "%include", "services",
    "--enabled=network", "lang x", "#version=RHEL7", "#version=RHEL99", "network --device=eth0 --vlanid=7", "--teamslaves=\"a'{},b\"",
    "--teamslaves=a'", "--bondslaves=,a,,b", "--bondopts=;=,", "--bridgeslaves=a --bridgeopts=stp", "$(x)", "{{ x }}", "\0", "\\", " ",
]), max_size=12), st.sampled_from([5, 6, 7, 8, 9, 10]))  # fmt: skip
def test_any_text_can_be_read(parts: list[str], release: int) -> None:
    text = "".join(part + (" " if part.startswith(("-", "network")) else "\n") for part in parts)
    said = parse(text)
    if said:
        assert all(problem.line <= text.count("\n") + 1 for problem in said.problems_on(release))
    if (outer := written_by(text.encode())) is not None:
        assert installed(outer, release).versions or (said and said.stops_on(release))
