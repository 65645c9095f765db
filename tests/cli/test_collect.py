"""`ifcfgen collect`: what its script sends of a host, and what stays there; in each shell that a host may have."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from runner import run

from ifcfgen.filesystem.tree import Tree
from ifcfgen.ifcfg import vocabulary
from ifcfgen.secrets import is_secret, struck

SHELLS = [shell for shell in ("dash", "bash --posix", "busybox sh") if shutil.which(shell.split()[0])]
SCRIPTS = "etc/sysconfig/network-scripts"
SECRET = "s3cr3t-w0rd"

Collect = Callable[..., Path]


def script() -> str:
    return run("collect").stdout


@pytest.fixture
def collect(tmp_path: Path) -> Collect:
    """Runs the script on a root with FILES, and gives the path of the host in what it sends."""

    def collected(files: Mapping[str, str], shell: str = SHELLS[0]) -> Path:
        for name, text in files.items():
            path = tmp_path / "root" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text.startswith("-> "):
                path.symlink_to(text[3:])
            else:
                path.write_bytes(text.encode())
        temporary = tmp_path / "tmp"
        temporary.mkdir(exist_ok=True)
        (tmp_path / "sent.tar").write_bytes(sent(shell, temporary, str(tmp_path / "root")))
        assert list(temporary.iterdir()) == []
        return tmp_path / "sent.tar" / "host"

    return collected


def sent(shell: str, temporary: Path, *arguments: str) -> bytes:
    done = subprocess.run(
        [*shell.split(), "-s", "--", *arguments],
        input=script().encode(),
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "TMPDIR": str(temporary)},
        check=True,
    )
    assert done.stderr == b""
    return done.stdout


def held(host: Path, name: str) -> str:
    with Tree(str(host)) as tree:
        return tree.read(name).decode()


HOST = {
    "etc/redhat-release": "CentOS Linux release 7.9.2009 (Core)\n",
    f"{SCRIPTS}/ifcfg-br0": "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n",
    f"{SCRIPTS}/ifcfg-eth0": 'DEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\nBRIDGING_OPTS="multicast_snooping=0 hairpin_mode=1"\n',
    f"{SCRIPTS}/ifcfg-eth1": "-> ../eth1",
    "etc/sysconfig/eth1": "DEVICE=eth1\n",
    f"{SCRIPTS}/route-br0": "198.51.100.0/24 via 192.0.2.254\n",
    f"{SCRIPTS}/ifup-eth": "#!/bin/bash\nof the package\n",
    "etc/sysconfig/network": "GATEWAY=192.0.2.254\n",
    "etc/systemd/system/multi-user.target.wants/NetworkManager.service": "-> /usr/lib/systemd/system/NetworkManager.service",
    "etc/systemd/system/other.service": "",
    "usr/lib/systemd/system/NetworkManager.service": "[Unit]\n",
    "etc/rc.d/init.d/network": "#! /bin/bash\n",
    "etc/rc.d/rc3.d/S10network": "-> ../init.d/network",
    "sbin/ifup-local": "#!/bin/sh\nPASSWORD=x\n",
    "etc/libvirt/qemu/a.xml": f"<domain>\n<graphics type='vnc' passwd='{SECRET}'/>\n<mac address='52:54:00:aa:00:01'/>\n</domain>\n",
    "etc/shadow": "root:x\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_what_is_sent_counts_as_the_host(collect: Collect, tmp_path: Path, shell: str) -> None:
    host = collect(HOST, shell)
    (tmp_path / "root/sbin/brctl").write_text("")
    (tmp_path / "root/sbin/brctl").chmod(0o755)
    collect({}, shell)
    shown, of_root = (
        json.loads(run("facts", str(path), "--format", "json").stdout)["systems"][0]
        for path in (host, tmp_path / "root")
    )
    assert shown["facts"] == of_root["facts"]
    assert shown["facts"]["services"] == {"NetworkManager": "enabled", "network": "enabled"}
    assert shown["facts"]["packages"] == ["bridge-utils"]
    linted, expected = (run("lint", str(path), "--format", "concise") for path in (host, tmp_path / "root"))
    assert linted.output.replace(str(host), "") == expected.output.replace(str(tmp_path / "root"), "")
    with Tree(str(host)) as tree:
        assert tree.kind("etc/shadow") == 0
        assert tree.kind("etc/systemd/system/other.service") == 0
        assert tree.read("sbin/ifup-local") == b""
        assert tree.read(f"{SCRIPTS}/ifcfg-eth1") == b"DEVICE=eth1\n"
        assert SECRET.encode() not in tree.read("etc/libvirt/qemu/a.xml")
        assert b"52:54:00:aa:00:01" in tree.read("etc/libvirt/qemu/a.xml")
    assert (tmp_path / "sent.tar").stat().st_size < 100 << 10


def test_a_mask_and_nothing_of_this_system(collect: Collect) -> None:
    masked = {**HOST, "etc/systemd/system/network.service": "-> /dev/null", f"{SCRIPTS}/ifcfg-out": "-> /etc/hostname"}
    host = collect(masked)
    assert "masked" in run("facts", str(host)).stdout
    with Tree(str(host)) as tree:
        assert tree.kind(f"{SCRIPTS}/ifcfg-out") == 0
        assert not {"proc", "sys"} & tree.listing().keys()
        assert "networking" not in (tree.listing("sos_commands") if "sos_commands" in tree.listing() else {})


# -- secrets ----------------------------------------------------------------------------------------------

KEYS = sorted(vocabulary.KEYS)
TYPOS = [
    typo
    for key in KEYS
    if is_secret(key)
    for at in range(len(key))
    for typo in (
        key[:at] + key[at + 1 :],
        key[:at] + "X" + key[at + 1 :],
        key[:at] + key[at : at + 2][::-1] + key[at + 2 :],
    )
    if is_secret(typo) and typo.isidentifier()
]
NAMES = sorted({*KEYS, *TYPOS, "SITE_SECRET", "MY_TOKEN", "VPN_PASS", "wpa_psk", "Key1", "KEY_PASSPHRASE2", "KEY4"})
WRITTEN = [
    "{}={}", 'export {}="{}"', "{}[0]+='{}'", "  {} = {}", '"{}"={}', "A=1 {}={}", "# {}={}", "#{}: {}", "{}=a\\\n{}", '{}="a\n{}"',
    "{}=a'\n'{}", "read {} <<< {}", "printf -v {} {}", "A=${{{}-{}}}", "read {} <<EOF\n{}\nEOF", "{}=$(\necho {}\n)", "{}=`\necho {}`",
    "\u200b{}={}", "{}\t=\t{}", "x --{} {}",
]  # fmt: skip


@pytest.fixture(scope="module", params=SHELLS)
def struck_out(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the script makes of a file for each way in which a secret is written, with all names."""
    home = tmp_path_factory.mktemp("secrets")
    folder = home / "root" / SCRIPTS
    folder.mkdir(parents=True)
    secrets = [name for name in NAMES if is_secret(name)]
    assert len(secrets) > 300
    for number, written in enumerate(WRITTEN):
        if number < 2:
            (folder / f"ifcfg-{number}").write_text("".join(f"{written.format(name, SECRET)}\n" for name in secrets))
        for name in ("WPA_PSK", "IEEE_8021X_PASSWORD"):
            (folder / f"ifcfg-{number}-{name}").write_text(f"ONBOOT=yes\n{written.format(name, SECRET)}\n")
    (folder / "ifcfg-kept").write_text("".join(f"{name}={SECRET}\n" for name in KEYS if not is_secret(name)))
    (folder / "ifcfg-empty").write_text("WPA_PSK=\n")
    (home / "sent.tar").write_bytes(sent(request.param, home, str(home / "root")))
    return home


def test_every_secret_stays_there(struck_out: Path) -> None:
    host = struck_out / "sent.tar" / "host" / SCRIPTS
    with Tree(str(host)) as tree:
        names = sorted(tree.listing())
        assert len(names) == 2 + 2 * len(WRITTEN) + 2
        for name in names:
            before = (struck_out / "root" / SCRIPTS / name).read_text()
            after = tree.read(name).decode()
            assert (SECRET in after) == (name == "ifcfg-kept"), before
            assert after.count("\n") == before.count("\n")
            assert "ONBOOT=yes\n" in after or "ONBOOT=yes\n" not in before


def test_what_is_no_secret_is_sent_as_it_is(struck_out: Path) -> None:
    host = struck_out / "sent.tar" / "host" / SCRIPTS
    for name in ("ifcfg-kept", "ifcfg-empty"):
        assert held(host, name) == (struck_out / "root" / SCRIPTS / name).read_text()


@pytest.mark.parametrize("shell", SHELLS)
def test_of_our_samples_only_secrets_are_changed(tmp_path: Path, shell: str) -> None:
    folder = tmp_path / "root" / SCRIPTS
    folder.mkdir(parents=True)
    samples = [path for path in Path("samples").rglob("*") if path.name.startswith(("ifcfg-", "route", "rule"))]
    for number, path in enumerate(samples):
        (folder / f"ifcfg-{number}").write_bytes(path.read_bytes())
    (tmp_path / "sent.tar").write_bytes(sent(shell, tmp_path, str(tmp_path / "root")))
    assert len(samples) > 20
    for number, path in enumerate(samples):
        if struck(path.read_text()) == path.read_text():
            assert held(tmp_path / "sent.tar/host" / SCRIPTS, f"ifcfg-{number}") == path.read_text()


def test_secrets_in_keyfiles(collect: Collect) -> None:
    keyfile = (
        "[connection]\nid=x\n[wifi-security]\nkey-mgmt=wpa-psk\npsk=S\n[802-1x]\npassword=S\npassword-flags=0\nprivate-key-password=S\n"
        "[wireguard]\nprivate-key=S\n[wireguard-peer.x]\npreshared-key=S\n[vpn-secrets]\nIPSec secret=S\nXauth password=S\n"
    )
    path = "etc/NetworkManager/system-connections/x.nmconnection"
    after = held(collect({path: keyfile.replace("=S\n", f"={SECRET}\n")}), path)
    expected = keyfile.replace("=S\n", "=********\n").replace("IPSec secret=", "# ").replace("Xauth password=", "# ")
    assert after == expected


OF_PEOPLE = {
    f"{SCRIPTS}/ifcfg-ppp0": "ONBOOT=yes # password {}\nPPPOPTIONS='user x password {}'\nOPTS='--passwd {}'\nIWCONFIG='key s:{}'\n",
    f"{SCRIPTS}/ifcfg-em1": '# the key is {}\nNAME=a#b # old psk: {}\nONBOOT=yes # not a port\nA=x # it \\\nkey {} # b\nB=x "# key {}',
    f"{SCRIPTS}/route-em1": "# password {}\n10.0.0.0/8 via 10.0.0.1\n",
    "etc/sysconfig/network": "HTTP_PROXY=http://user:{}@proxy:3128\nGATEWAY=192.0.2.1\n",
    "etc/NetworkManager/system-connections/vpn": "[vpn-secrets]\nanything={}\n[vpn]\nuser=x\n[macsec]\nmka-cak={}\n",
    "etc/NetworkManager/system-connections/a.pem": "{}",
    "etc/NetworkManager/system-connections/key": "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
    "etc/libvirt/qemu/a.xml": "<domain>\n<description>{}</description>\n<description>it\n is {}\n</description>\n<name>a</name>\n"
    "<qemu:arg value='secret,data={}'/><qemu:env name='A' value=\"{}\"/>\n</domain>\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_what_people_write_beside_a_secret(tmp_path: Path, shell: str) -> None:
    """In comments, in the options of a program, in the address of a proxy, and files that are a secret as a whole."""
    for name, text in OF_PEOPLE.items():
        (tmp_path / "root" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / name).write_text(text.replace("{}", SECRET))
    (tmp_path / "sent.tar").write_bytes(sent(shell, tmp_path, str(tmp_path / "root")))
    host = tmp_path / "sent.tar" / "host"
    with Tree(str(host)) as tree:
        assert not {"a.pem", "key"} & tree.listing("etc/NetworkManager/system-connections").keys()
        there = {name: tree.read(name).decode() for name in OF_PEOPLE if tree.kind(name)}
    assert len(there) == len(OF_PEOPLE) - 2
    assert not [name for name, text in there.items() if SECRET in text]
    assert all(text.count("\n") == OF_PEOPLE[name].count("\n") for name, text in there.items())
    assert there[f"{SCRIPTS}/ifcfg-ppp0"].startswith("ONBOOT=yes # ********\n")
    assert "ONBOOT=yes # not a port\n" in there[f"{SCRIPTS}/ifcfg-em1"]
    assert "<name>a</name>\n" in there["etc/libvirt/qemu/a.xml"]


CARDS = ["-net", "nic,model=virtio,macaddr=52:54:00:AA:00:01", "-nic", "bridge,br=br0", "-netdev",
         "tap,id=n0,helper=/usr/libexec/qemu-bridge-helper", "-device", "virtio-net-pci,netdev=n0,mac=52:54:00:aa:00:02"]  # fmt: skip


@pytest.mark.parametrize("shell", SHELLS)
def test_what_qemu_is_told_of_cards_is_sent(tmp_path: Path, shell: str) -> None:
    others = ["-object", f"secret,id=x,data={SECRET}", f"nic,x={SECRET} y", "user,hostfwd=x", f"-fsdev {SECRET}"]
    text = "".join(f"<qemu:arg value='{word}'/>\n  <qemu:arg value=\"{word}\"/>\n" for word in (*CARDS, *others))
    guest = tmp_path / "root/etc/libvirt/qemu/a.xml"
    guest.parent.mkdir(parents=True)
    guest.write_text(text)
    (tmp_path / "sent.tar").write_bytes(sent(shell, tmp_path, str(tmp_path / "root")))
    with Tree(str(tmp_path / "sent.tar/host")) as tree:
        there = tree.read("etc/libvirt/qemu/a.xml").decode()
    kept = [line.strip()[17:-3] for line in there.splitlines()]
    assert kept == [word for one in (*CARDS, *["********"] * len(others)) for word in (one, one)]


def test_files_of_passwords_stay_there(collect: Collect, tmp_path: Path) -> None:
    host = collect(
        {
            f"{SCRIPTS}/keys-eth0": f"KEY={SECRET}\n",
            f"{SCRIPTS}/ifcfg-eth0": "-> keys-eth0",
            f"{SCRIPTS}/ifcfg-eth1": "-> ifcfg-eth0",
            f"{SCRIPTS}/ifcfg-eth2": "DEVICE=eth2\n",
        }
    )
    with Tree(str(host)) as tree:
        assert list(tree.listing(SCRIPTS)) == ["ifcfg-eth2"]


# -- a running system -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", SHELLS)
def test_this_system(tmp_path: Path, shell: str) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    (tmp_path / "sent").write_bytes(sent(shell, temporary))
    assert list(temporary.iterdir()) == []
    assert (tmp_path / "sent").stat().st_size < 100 << 10
    shown = json.loads(run("facts", str(tmp_path / "sent"), "--format", "json").stdout)["systems"][0]
    assert shown["facts"].get("services") == json.loads(run("facts", "--format", "json").stdout)["systems"][0][
        "facts"
    ].get("services")
    if shutil.which("ip"):
        with Tree(shown["path"]) as tree:
            assert b"127.0.0.1/8" in tree.read("sos_commands/networking/ip_-o_addr")


def test_misuse(tmp_path: Path) -> None:
    done = subprocess.run(["sh", "-s", "--", "/nowhere"], input=script(), capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "collect.sh: /nowhere: no such directory\n")


def test_shellcheck(tmp_path: Path) -> None:
    shellcheck = shutil.which("shellcheck", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if shellcheck is None:
        pytest.skip("no shellcheck")
    (tmp_path / "collect.sh").write_text(script())
    subprocess.run([shellcheck, "-s", "sh", str(tmp_path / "collect.sh")], check=True)
