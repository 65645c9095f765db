"""Hosts of one run compared with one another: what is found, and what is not."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from archives import tar
from runner import run

from ifcfgen import data
from ifcfgen.lint.rule import load

RULES = ",".join(name for name, rule in load(data.rules()).items() if rule.kind == "conflict")
DESCRIBED = "[[host]]\nrelease = 7\n"
"""The hosts of one ifcfgen.toml belong together."""
CARD = "DEVICE={name}\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\n{more}"
ADDRESS = "IPADDR=10.20.0.11\nPREFIX=24\n"


def card(more: str, name: str = "eth0") -> str:
    return CARD.format(name=name, more=more)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    write({"ifcfgen.toml": DESCRIBED})
    return tmp_path


def write(files: dict[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text)


def found(*arguments: str) -> list[dict[str, Any]]:
    done = run(
        "lint", "hosts", "--release", "7", "--service", "NetworkManager=disabled", "--format", "json", *arguments
    )
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    return findings


def conflicts(files: dict[str, str], *arguments: str) -> list[tuple[str, str, list[str]]]:
    """Rule, place, and the places in other hosts."""
    write(files)
    return [
        (f["rule"], f"{f['path']}:{f.get('line')}", [f"{p['path']}:{p.get('line')}" for p in f["related"]])
        for f in found("--select", RULES, *arguments)
    ]


A, B = "hosts/a/ifcfg-eth0", "hosts/b/ifcfg-eth0"
TWINS = {A: card(ADDRESS), B: card(ADDRESS)}
SAME_ADDRESS = [("address-on-two-hosts", f"{B}:5", [f"{A}:5"])]


def test_an_address_on_two_hosts() -> None:
    assert conflicts(TWINS) == SAME_ADDRESS


@pytest.mark.parametrize(
    "more",
    [
        "IPADDR=169.254.7.7\nPREFIX=16\n",
        "IPADDR=10.0.0.1\nPREFIX=30\n",
        "IPADDR=10.9.9.9\nPREFIX=32\n",
        "IPV6INIT=yes\nIPV6ADDR=fe80::1/64\n",
        "IPADDR=10.20.0.11\nPREFIX=24\nONBOOT=no\n",
        "IPADDR=10.20.0.11\nPREFIX=24\nBOOTPROTO=dhcp\n",
        "MACADDR=00:00:5E:00:01:0A\n",
        "HWADDR=00:00:00:00:00:00\n",
    ],
)
def test_what_two_hosts_may_both_have(more: str) -> None:
    assert conflicts({A: card(more), B: card(more)}) == []


@pytest.mark.parametrize(
    "files",
    [
        {"ifcfg-virbr0": "DEVICE=virbr0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.168.122.1\nPREFIX=24\n"},
        {"ifcfg-docker0": "DEVICE=docker0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=172.17.0.1\nPREFIX=16\n"},
        {"ifcfg-lo": "DEVICE=lo\nONBOOT=yes\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\n"},
        {
            "ifcfg-lo": "DEVICE=lo\nONBOOT=yes\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\n",
            "ifcfg-lo:0": "DEVICE=lo:0\nONBOOT=yes\nIPADDR=10.20.0.9\nNETMASK=255.255.255.0\n",
        },
        {"network": "NETWORKING=yes\nHOSTNAME=localhost.localdomain\n", "ifcfg-eth0": card("")},
        {
            "ifcfg-eth0": card("IPADDR=10.20.0.{n}\nPREFIX=24\nGATEWAY=10.20.0.1\n"),
            "route-eth0": "default via 10.20.0.{n}1 table 100\n",
        },
    ],
    ids=["libvirt", "docker", "lo", "alias of lo", "localhost", "routes of another table"],
)
def test_hosts_that_are_alike(files: dict[str, str]) -> None:
    hosts = {f"hosts/{n}/{name}": text.replace("{n}", str(n)) for n in (2, 3) for name, text in files.items()}
    assert conflicts(hosts) == []


@pytest.mark.parametrize(
    "settings",
    [
        '[[host]]\npath = "hosts/b"\nsite = "b"\n',
        '[[site]]\nshared = ["10.20.0.11"]\n',
        '[[site]]\nshared = ["10.20.0.0/16"]\n',
        '[[host]]\nsite = "all"\n[[site]]\nname = "all"\nshared = ["10.20.0.0/24"]\n',
        '[[host]]\npath = "hosts/a"\nignore = ["address-on-two-hosts"]\n',
        '[[host]]\npath = "hosts/b"\nignore = ["address-on-*"]\n',
    ],
)
def test_exceptions_in_the_configuration(settings: str) -> None:
    assert conflicts({**TWINS, "ifcfgen.toml": DESCRIBED + settings}) == []


def test_an_exception_for_another_site_says_nothing() -> None:
    settings = '[[host]]\npath = "hosts/c"\nsite = "c"\n[[site]]\nname = "c"\nshared = ["10.20.0.11"]\n'
    assert conflicts({**TWINS, "ifcfgen.toml": DESCRIBED + settings}) == SAME_ADDRESS


@pytest.mark.parametrize("one, other", [(A, B), (B, A)])
def test_a_comment_in_either_host(one: str, other: str) -> None:
    allowed = card(f"# ifcfgen: allow address-on-two-hosts - they are never up together\n{ADDRESS}")
    write({one: allowed, other: card(ADDRESS)})
    assert [f["rule"] for f in found() if "host" in f["rule"] or "suppression" in f["rule"]] == []


@pytest.mark.parametrize(
    "settings, fault",
    [
        (
            '[[site]]\nname = "berln"\n[[host]]\nsite = "berlin"\n',
            "ifcfgen.toml:2: name: no [[host]] table has the site",
        ),
        ("[[site]]\nshare = []\n", "ifcfgen.toml:2: unknown key 'share'; did you mean 'shared'?"),
        ("site = 1\n", "ifcfgen.toml:1: site: must be tables under [[site]]"),
        ("[[host]]\nrole = 1\n", "ifcfgen.toml:2: role: must be a name"),
    ],
)
def test_faults_of_the_configuration(settings: str, fault: str) -> None:
    write({**TWINS, "ifcfgen.toml": settings})
    done = run("lint", "hosts")
    assert done.exit_code == 2
    assert fault in done.stderr


SCRIPTS = "etc/sysconfig/network-scripts"


def systems(*names: str, more: str = "", beside: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
    """A system for each of NAMES, all with one address and MORE; and what lies BESIDE in /etc."""
    files = {f"hosts/{name}/{SCRIPTS}/ifcfg-eth0": card(ADDRESS + more.replace("{name}", name)) for name in names}
    etc = {f"hosts/{name}/etc/{at}": text.replace("{name}", name) for name in names for at, text in beside.items()}
    return {**files, **etc}


MAC = "HWADDR=00:16:3E:00:00:01\n"


@pytest.mark.parametrize(
    "files, expected",
    [
        (TWINS, []),
        (systems("a", "b"), [["a", "b"]]),
        (systems("a", "b", "c"), [["a", "b", "c"]]),
        (systems("a", "b", beside={"hostname": "# ours\n{name}.example.com\n"}), [["a", "b"]]),
        (systems("berlin/a", "berlin/b", "paris/a"), [["berlin/a", "berlin/b"]]),
        (systems("a/files", "b/files"), []),
        (systems("2024-05-01", "2024-06-01", beside={"hostname": "web01.example.com\n"}), []),
        (systems("2024-05-01", "2024-06-01", beside={"sysconfig/network": "HOSTNAME=web01.example.com\n"}), []),
        (systems("2024-05-01", "2024-06-01", more=MAC), []),
        ({**systems("before", "after", more=MAC), **systems("web")}, [["before", "web"]]),
        (systems("a", "b", more=MAC, beside={"hostname": "{name}\n"}), [["a", "b"]]),
        (systems("a", "b", beside={"hostname": "localhost\n"}), [["a", "b"]]),
    ],
    ids=[
        "loose files", "systems", "three", "names of their own", "other directories", "deeper", "backups",
        "backups of EL6", "backups without a name", "one of two backups", "a copy with its own name", "localhost",
    ],
)  # fmt: skip
def test_what_lies_side_by_side_without_a_configuration(files: dict[str, str], expected: list[list[str]]) -> None:
    Path("ifcfgen.toml").unlink()
    found = [
        [place.removeprefix("hosts/").partition(f"/{SCRIPTS}")[0] for place in (place, *others)]
        for _, place, others in conflicts(files)
    ]
    assert [sorted(set(few)) for few in found] == expected


def test_archives_that_lie_side_by_side(home: Path) -> None:
    (home / "ifcfgen.toml").unlink()
    (home / "hosts").mkdir()
    for name in ("a", "b"):
        files = {file.replace("hosts/", "sosreport-"): text for file, text in systems(name).items()}
        (home / f"hosts/{name}.tar").write_bytes(tar(files))
    done = run("lint", "hosts/a.tar", "hosts/b.tar", "--release", "7", "--format", "concise")
    assert f"hosts/b.tar/sosreport-b/{SCRIPTS}/ifcfg-eth0:5:1: warning address-on-two-hosts" in done.stdout


def test_a_whole_copy_is_one_finding() -> None:
    more = f"IPADDR2=10.20.0.12\nPREFIX2=24\n{MAC}UUID=5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e11\n"
    ((rule, place, others),) = conflicts({A: card(ADDRESS + more), B: card(ADDRESS + more)})
    assert (rule, place) == ("address-on-two-hosts", f"{B}:5")
    assert others == [f"{A}:5", f"{B}:7", f"{B}:9", f"{B}:10"]


@pytest.mark.parametrize("uuid", ["00000000-0000-0000-0000-000000000000", "$(uuidgen)", "x123-y456"])
def test_what_is_no_uuid(uuid: str) -> None:
    assert conflicts({A: card(f"UUID={uuid}\n"), B: card(f"UUID={uuid}\n")}) == []


def test_a_host_name_in_etc() -> None:
    hosts = systems("a", "b", beside={"hostname": "Web01\n", "sysconfig/network": "HOSTNAME={name}\n"})
    assert [
        found[:2] for found in conflicts({**hosts, "ifcfgen.toml": DESCRIBED + '[[site]]\nshared = ["10.20.0.11"]\n'})
    ] == [("hostname-on-two-hosts", "hosts/b/etc/hostname:1")]


def test_several_hosts_are_one_finding() -> None:
    hosts = {f"hosts/{n:02}/ifcfg-eth0": card(ADDRESS) for n in range(9)}
    ((rule, place, others),) = conflicts(hosts)
    assert (rule, place) == ("address-on-two-hosts", "hosts/01/ifcfg-eth0:5")
    assert len(others) == 4


def test_the_majority_is_right() -> None:
    hosts = {
        f"hosts/{n}/ifcfg-eth0": card(f"IPADDR=10.20.0.{n}\nPREFIX=24\nMTU={1400 if n == 11 else 9000}\n")
        for n in range(11, 15)
    }
    assert conflicts(hosts) == [
        ("mtu-differs-in-network", "hosts/11/ifcfg-eth0:7", [f"hosts/{n}/ifcfg-eth0:7" for n in (12, 13, 14)])
    ]


def test_they_come_last_and_alike_from_any_number_of_processes() -> None:
    hosts = {f"hosts/{n:03}/ifcfg-eth0": card(f"IPADDR=10.20.{n % 40}.7\nPREFIX=16\nMTU=9 000\n") for n in range(90)}
    write(hosts)
    one, two = (run("lint", "hosts", "--release", "7", "--format", "concise", "-q", "--jobs", n).stdout for n in "12")
    assert one == two
    rules = [line.split()[2] for line in one.splitlines()]
    first = rules.index("address-on-two-hosts")
    assert set(rules[first:]) == {"address-on-two-hosts"}
    assert len(rules[first:]) == 40


def test_a_host_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from ifcfgen.cli import hosts

    write({**TWINS, "hosts/c/ifcfg-eth0": card("IPADDR=10.20.0.13\nPREFIX=24\n")})
    whole = hosts.read

    def gone(located: hosts.Located, *more: Any) -> hosts.Found:
        if located.folder == "hosts/b":
            shutil.rmtree("hosts/b", ignore_errors=True)
        return whole(located, *more)

    monkeypatch.setattr(hosts, "read", gone)
    done = run("lint", "hosts", "--release", "7", "--format", "concise")
    assert done.exit_code == 2
    assert "hosts/b: No such file or directory" in done.stderr
    assert "in 2 files of" in done.stderr


ROLE = '[[host]]\nrole = "web"\n'


@pytest.mark.parametrize("count, expected", [(3, 0), (4, 1), (9, 1)])
def test_the_odd_one_of_a_role(count: int, expected: int) -> None:
    hosts = {
        f"hosts/{n}/ifcfg-eth0": card(f"IPADDR=10.20.0.{n}1\nPREFIX=24\n" + ("PEERDNS=no\n" if n != 2 else ""))
        for n in range(count)
    }
    assert [f[:2] for f in conflicts({**hosts, "ifcfgen.toml": ROLE})] == [
        ("odd-one-of-role", "hosts/2/ifcfg-eth0:None")
    ] * expected


# -- hosts that have changed ------------------------------------------------------------------------------


def git(*words: str) -> None:
    settings = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *settings, *words], check=True, capture_output=True)


@pytest.fixture
def repository() -> None:
    """Three hosts, each with a finding of its own."""
    shutil.rmtree(".git")
    git("init")
    write({f"hosts/{n}/ifcfg-eth0": card(f"IPADDR=10.20.0.{n}1\nPREFIX=24\nMTU=9 000\n") for n in (1, 2, 3)})
    write({"hosts/3/route-eth0": "10.9.0.0/16 via 10.20.0.1\n"})
    git("add", "-A")
    git("commit", "-m", "x")


def changed(revision: str = "HEAD") -> list[tuple[str, str]]:
    return [(f["rule"], f["path"]) for f in found("--changed-since", revision)]


@pytest.mark.usefixtures("repository")
def test_nothing_has_changed() -> None:
    assert changed() == []


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("commit", [False, True])
def test_a_file_has_changed(commit: bool) -> None:
    write({"hosts/2/ifcfg-eth0": card("IPADDR=10.20.0.11\nPREFIX=24\nMTU=9 000\n")})
    if commit:
        git("commit", "-am", "y")
    assert changed("HEAD~1" if commit else "HEAD") == [
        ("unquoted-space", "hosts/2/ifcfg-eth0"), ("address-on-two-hosts", "hosts/2/ifcfg-eth0")
    ]  # fmt: skip


@pytest.mark.usefixtures("repository")
def test_a_file_is_new_or_gone() -> None:
    Path("hosts/3/route-eth0").unlink()
    write({"hosts/1/ifcfg-eth1": card("", "eth1")})
    assert {path.split("/")[1] for _, path in changed()} == {"1", "3"}


@pytest.mark.usefixtures("repository")
def test_the_configuration_has_changed() -> None:
    write({"ifcfgen.toml": "extend-ignore = []\n"})
    assert len(changed()) == 3


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("lost", [False, True])
def test_what_hosts_share_has_changed(lost: bool) -> None:
    """The rules of a site, and facts; what is not in the repository is not compared."""
    rule = "---\nsummary: s\nfor: device\nseverity: info\nwhen: device.mtu == 1\nmessage: m\nsources: s\n---\n# a\n"
    write({"ifcfgen.toml": 'rules = ["site"]\n', "site/a.md": rule, "site/b.md": rule.replace("# a", "# b")})
    write({"inventory/hosts.ini": "1\n2\n3\n", "inventory/group_vars/all.yml": "a: 1\n"})
    git("add", "-A")
    git("commit", "-m", "y")
    facts = ("--facts", "inventory", "--changed-since", "HEAD")
    assert found(*facts) == []
    if lost:
        Path("site/b.md").unlink()
        assert len(changed()) == 3
    else:
        write({"site/a.md": f"{rule}More.\n"})
        assert len(changed()) == 3
    git("checkout", "site")
    write({"inventory/host_vars/1.yml": "ansible_distribution: RedHat\n"})
    assert changed() == []
    assert len(found(*facts)) == 3


@pytest.mark.usefixtures("repository")
def test_an_archive_has_changed() -> None:
    for n in (1, 2, 3):
        with tarfile.open(f"hosts/{n}.tar.gz", "w:gz") as archive:
            archive.add(f"hosts/{n}/ifcfg-eth0", "etc/sysconfig/network-scripts/ifcfg-eth0")
        shutil.rmtree(f"hosts/{n}")
    write({"hosts/4.ks": "network --device=eth0 --bootproto=dhcp\n"})
    git("add", "-A")
    git("commit", "-m", "y")
    assert changed() == []
    write({"hosts/2/ifcfg-eth0": card("IPADDR=10.20.0.11\nPREFIX=24\n")})
    with tarfile.open("hosts/2.tar.gz", "w") as archive:
        archive.add("hosts/2/ifcfg-eth0", "etc/sysconfig/network-scripts/ifcfg-eth0")
    shutil.rmtree("hosts/2")
    assert changed() == [("address-on-two-hosts", "hosts/2.tar.gz/etc/sysconfig/network-scripts/ifcfg-eth0")]
    Path("hosts/2.tar.gz").unlink()
    assert changed() == []
    Path("hosts/1.tar.gz").rename("hosts/5.tar.gz")
    assert {path.partition("/etc")[0] for _, path in changed()} == {"hosts/5.tar.gz"}


@pytest.mark.usefixtures("repository")
def test_a_duplicate_among_many_that_have_not_changed() -> None:
    write({f"hosts/{n}/ifcfg-eth0": card("IPADDR=10.20.0.99\nPREFIX=24\n") for n in range(10, 19)})
    git("add", "-A")
    git("commit", "-m", "y")
    assert changed() == []
    write({"hosts/18/ifcfg-eth0": card("IPADDR=10.20.0.99\nPREFIX=24\nPEERDNS=no\n")})
    assert changed() == [("address-on-two-hosts", "hosts/18/ifcfg-eth0")]


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("revision", ["nowhere", "HEAD:hosts", "-x", ""])
def test_no_revision(revision: str) -> None:
    done = run("lint", "hosts", f"--changed-since={revision}")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "git: " in done.stderr or f"--changed-since {revision}: no such revision in " in done.stderr
    assert "^{tree}" not in done.stderr


# -- keyfiles -----------------------------------------------------------------------------------------------

KEYFILE = """[connection]
id=em1
uuid={uuid}
type=ethernet
interface-name=em1

[ethernet]
mac-address=00:16:3E:00:00:{n}

[ipv4]
method={method}
{ipv4}
"""


def keyfiles(ipv4: str, method: str = "manual") -> dict[str, str]:
    """Two hosts whose keyfiles have IPV4, with {n} 11 and 12."""
    return {
        f"hosts/{n}/etc/NetworkManager/system-connections/em1.nmconnection": KEYFILE.format(
            n=n, method=method, uuid=f"5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e{n}", ipv4=ipv4.replace("{n}", str(n))
        )
        for n in (11, 12)
    }


@pytest.mark.parametrize(
    "ipv4, method, expected",
    [
        ("address1=10.20.0.7/24,10.20.0.1", "manual", ["address-on-two-hosts"]),
        ("address1=10.20.0.{n}/24,10.20.0.{n}1", "manual", ["gateway-differs-in-network"]),
        ("address1=10.20.0.{n}/24\ngateway=10.20.1.{n}", "manual", []),
        ("address1=10.20.0.{n}/24\ngateway=10.20.0.1", "manual", []),
        ("address1=10.20.0.{n}/16\ngateway=10.20.1.{n}", "manual", ["gateway-differs-in-network"]),
        ("address1=10.20.0.7/30", "manual", []),
        ("address1=10.20.0.7/24", "shared", []),
        ("", "auto", []),
    ],
)
def test_keyfiles(ipv4: str, method: str, expected: list[str]) -> None:
    write(keyfiles(ipv4, method))
    done = run("lint", "hosts", "--format", "json", "--select", RULES)
    findings = json.loads(done.stdout)["findings"]
    assert [f["rule"] for f in findings] == expected
    assert [f["path"].split("/")[1] for f in findings] == ["12"] * len(expected)
    assert not any("system-connections" in f["message"] for f in findings), "the name of the host"


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("is_gone", [False, True])
def test_a_keyfile_has_changed(is_gone: bool) -> None:
    write(keyfiles("address1=10.20.0.{n}/24"))
    write({"hosts/12/etc/sysconfig/network-scripts/ifcfg-eth0": card("A=b c\n")})
    git("add", "-A")
    git("commit", "-m", "y")
    assert changed() == []
    keyfile = Path("hosts/12/etc/NetworkManager/system-connections/em1.nmconnection")
    keyfile.unlink() if is_gone else keyfile.write_text(keyfile.read_text() + "dns=10.20.0.1\n")
    assert ("unquoted-space", "hosts/12/etc/sysconfig/network-scripts/ifcfg-eth0") in changed()


GUEST = "<domain><name>web</name></domain>\n"
BESIDE = {
    "libvirt/qemu/web.xml": GUEST,
    "libvirt/qemu/autostart/web.xml": "-> /etc/libvirt/qemu/web.xml",
    "libvirt/qemu/networks/autostart/lan.xml": "-> ../lan.xml",
    "NetworkManager/conf.d/90-x.conf": "[main]\nno-auto-default=*\n",
    "sysctl.d/x.conf": "net.ipv6.conf.all.disable_ipv6=1\n",
    "iproute2/rt_tables": "7 seven\n",
}


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize("gone", [None, *BESIDE])
@pytest.mark.parametrize("in_etc", [True, False])
def test_a_file_beside_has_gone(gone: str | None, in_etc: bool) -> None:
    home = "hosts/12/etc/sysconfig/network-scripts" if in_etc else "hosts/12"
    flat = {"libvirt/qemu/autostart": "libvirt-autostart", "libvirt/qemu/networks/autostart": "libvirt-network-autostart",
            "NetworkManager/conf.d": "conf.d", "libvirt/qemu": "libvirt-guests", "sysctl.d": "sysctl.d"}  # fmt: skip
    places = {name: Path("hosts/12/etc", name) for name in BESIDE}
    if not in_etc:
        places = {name: Path(home, flat.get(str(Path(name).parent), "."), Path(name).name) for name in BESIDE}
    write({f"{home}/ifcfg-eth0": card("A=b c\n")})
    for name, text in BESIDE.items():
        places[name].parent.mkdir(parents=True, exist_ok=True)
        places[name].symlink_to(text[3:]) if text.startswith("-> ") else places[name].write_text(text)
    git("add", "-A")
    git("commit", "-m", "y")
    if gone:
        places[gone].unlink()
    assert {path for _, path in changed()} == ({f"{home}/ifcfg-eth0"} if gone else set())
