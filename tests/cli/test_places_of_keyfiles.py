"""The directories in which NetworkManager looks for profiles: which of them counts, wherever the files come from."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.archives import tar
from tests.runner import run

UUID = "6d8b5d5e-1111-4a4a-8b8b-000000000001"
ETC = "etc/NetworkManager/system-connections"
LIB = "usr/lib/NetworkManager/system-connections"
RUN = "run/NetworkManager/system-connections"
SCRIPTS = "etc/sysconfig/network-scripts"
META = f"{ETC}/{UUID}.nmmeta"
NULL = "-> /dev/null"
INITRD = "[user]\norg.freedesktop.NetworkManager.origin=nm-initrd-generator\n"
MADE_UP = "[.nmmeta]\nnm-generated=true\nvolatile=true\nexternal=true\n"
DELETED = f"[nmmeta]\nuuid={UUID}\nloaded-path=/dev/null\nshadowed-storage=/x\n"
OTHER = "[connection]\nid=c\ntype=ethernet\ninterface-name=eth9\nautoconnect=false\n"
FACTS = ("--service", "NetworkManager=enabled", "--service", "network=disabled")

Files = Mapping[str, str]
Place = Callable[[Path, Files], str]


def keyfile(last: int, uuid: str | None = UUID) -> str:
    identity = f"uuid={uuid}\n" if uuid else ""
    settings = f"[ipv4]\nmethod=manual\naddress1=192.0.2.{last}/24\n[ipv6]\nmethod=ignore\n"
    return f"[connection]\nid=lan\n{identity}type=ethernet\ninterface-name=eth0\n{settings}"


def ifcfg(last: int) -> str:
    return f"DEVICE=eth0\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.{last}\nPREFIX=24\nUUID={UUID}\n"


def write(home: Path, files: Files) -> None:
    for name, text in files.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            (home / name).symlink_to(text.removeprefix("-> "))
        else:
            (home / name).write_text(text)


def in_root(home: Path, files: Files) -> str:
    write(home / "host", files)
    return str(home / "host")


def in_archive(home: Path, files: Files) -> str:
    (home / "host.tar").write_bytes(tar({f"host/{name}": text for name, text in files.items()}))
    return str(home / "host.tar")


def beside(home: Path, files: Files) -> str:
    flat = {n.removeprefix("etc/NetworkManager/").removeprefix(f"{SCRIPTS}/"): text for n, text in files.items()}
    write(home / "host", {**flat, "ifcfg-lo": "DEVICE=lo\n"})
    return str(home / "host")


CASES: list[tuple[Files, dict[int, str]]] = [
    ({f"{ETC}/a.nmconnection": keyfile(1)}, {7: "1", 8: "1", 9: "1", 10: "1"}),
    ({f"{LIB}/a.nmconnection": keyfile(1)}, {8: "1", 9: "1", 10: "1"}),
    ({f"{LIB}/a.nmconnection": keyfile(1), f"{ETC}/b.nmconnection": keyfile(2)}, {7: "2", 8: "2", 10: "2"}),
    ({f"{LIB}/z.nmconnection": keyfile(1), f"{ETC}/b.nmconnection": keyfile(2)}, {8: "2", 10: "2"}),
    # without a UUID the name of the file is the identity
    ({f"{LIB}/a.nmconnection": keyfile(1, None), f"{ETC}/a.nmconnection": keyfile(2, None)}, {8: "2", 10: "2"}),
    # the name alone is none: the UUIDs decide which of two profiles for one device is used
    ({f"{LIB}/a.nmconnection": keyfile(1), f"{ETC}/a.nmconnection": keyfile(2, UUID[:-1] + "2")}, {8: "1", 10: "1"}),
    # only in /etc a file needs no suffix
    ({f"{LIB}/a": keyfile(1), f"{ETC}/b": keyfile(2), f"{ETC}/c.nmconnection": OTHER}, {8: "2", 10: "2"}),
    # what is in /run is gone, but for that of the initrd, which counts before all others
    ({f"{RUN}/a.nmconnection": keyfile(1), f"{ETC}/a.nmconnection": keyfile(2)}, {7: "2", 8: "2", 10: "2"}),
    ({f"{RUN}/a.nmconnection": keyfile(1) + INITRD, f"{ETC}/a.nmconnection": keyfile(2)}, {7: "2", 8: "1", 10: "1"}),
    ({f"{RUN}/a.nmconnection": keyfile(1) + INITRD, f"{SCRIPTS}/ifcfg-eth0": ifcfg(2)}, {7: "2", 8: "1", 9: "1"}),
    ({f"{RUN}/a.nmconnection": keyfile(1) + MADE_UP, f"{ETC}/a.nmconnection": keyfile(2)}, {8: "2", 10: "2"}),
    # an ifcfg file and one of the vendor: the plugins decide, as they do in /etc
    ({f"{LIB}/a.nmconnection": keyfile(1), f"{SCRIPTS}/ifcfg-eth0": ifcfg(2)}, {7: "2", 8: "2", 9: "1"}),
    # deleted
    ({f"{LIB}/a.nmconnection": keyfile(1), META: NULL}, {8: "", 10: ""}),
    ({f"{LIB}/a.nmconnection": keyfile(1), META: DELETED}, {8: "", 10: ""}),
    ({f"{ETC}/a.nmconnection": keyfile(1), META: NULL}, {7: "1", 8: "", 10: ""}),
    ({f"{SCRIPTS}/ifcfg-eth0": ifcfg(1), META: NULL}, {7: "1", 8: "", 9: ""}),
    (
        {f"{RUN}/a.nmconnection": keyfile(1) + INITRD, META: NULL, f"{ETC}/b.nmconnection": keyfile(2)},
        {8: "1", 10: "1"},
    ),
    # not deleted: another UUID, another target, capitals, and a link in a directory that is not looked into
    ({f"{ETC}/a.nmconnection": keyfile(1), META.replace("01.nm", "02.nm"): NULL}, {8: "1", 10: "1"}),
    ({f"{ETC}/a.nmconnection": keyfile(1), META: "-> /dev/zero"}, {8: "1", 10: "1"}),
    ({f"{ETC}/a.nmconnection": keyfile(1), META: f"-> {UUID}.nmconnection"}, {8: "1"}),
    ({f"{ETC}/a.nmconnection": keyfile(1), META: DELETED.replace("uuid=6", "uuid=7")}, {8: "1"}),
    ({f"{ETC}/a.nmconnection": keyfile(1), META.replace("6d8b5d5e", "6D8B5D5E"): NULL}, {8: "1"}),
    ({f"{ETC}/a.nmconnection": keyfile(1), f"{LIB}/{UUID}.nmmeta": NULL, f"{RUN}/{UUID}.nmmeta": NULL}, {8: "1"}),
]
"""Files in a root; by release, the end of the address that eth0 comes up with."""


@pytest.mark.parametrize("place", [in_root, in_archive, beside])
@pytest.mark.parametrize(("files", "expected"), CASES)
def test_which_profile_counts(place: Place, files: Files, expected: dict[int, str], tmp_path: Path) -> None:
    host = place(tmp_path, files)
    for release, last in expected.items():
        told = run("boot", host, "--release", str(release), *FACTS, "--format", "json")
        state = json.loads(told.stdout)
        found = [a["address"] for a in state["addresses"] if a["dev"] == "eth0" and a["family"] == "inet"]
        assert found == ([f"192.0.2.{last}/24"] if last else []), (release, told.stderr)


def test_one_root_is_one_host(tmp_path: Path) -> None:
    """Whichever directories it has, and read with all of them, whichever is given."""
    write(tmp_path, {f"{LIB}/a.nmconnection": keyfile(1), f"{RUN}/b.nmconnection": keyfile(2)})
    for path in (tmp_path, tmp_path / "usr", tmp_path / LIB):
        assert "192.0.2.1/24" in run("read", str(path), "--release", "9").stdout, path
    write(tmp_path, {f"{ETC}/a.nmconnection": keyfile(3)})
    for path in (tmp_path, tmp_path / "etc", tmp_path / LIB, tmp_path / ETC):
        assert "192.0.2.3/24" in run("read", str(path), "--release", "9").stdout, path
    write(tmp_path, {f"{SCRIPTS}/ifcfg-eth1": ifcfg(4).replace("eth0", "eth1").replace(UUID, UUID[:-1] + "4")})
    topology = run("read", str(tmp_path), "--release", "9").stdout
    assert "192.0.2.3/24" in topology and "192.0.2.4/24" in topology


def test_no_link_is_followed(tmp_path: Path) -> None:
    """A link that says a profile is deleted is looked at; others are told of."""
    secret = tmp_path / "secret"
    secret.write_text(keyfile(9))
    write(tmp_path / "host", {f"{ETC}/a.nmconnection": keyfile(1), META: f"-> {secret}"})
    told = run("read", str(tmp_path / "host"), "--release", "9")
    assert (told.exit_code, "192.0.2.1/24" in told.stdout, told.stderr) == (0, True, "")
    write(tmp_path / "host", {f"{LIB}/b.nmconnection": f"-> {secret}"})
    told = run("read", str(tmp_path / "host"), "--release", "9")
    assert told.exit_code == 2
    assert f"{LIB}/b.nmconnection: a link out of the directory" in told.stderr
    assert "192.0.2.9" not in told.stdout + told.stderr


def test_a_collected_host_keeps_what_is_deleted(tmp_path: Path) -> None:
    script = run("collect").stdout
    write(tmp_path / "host", {f"{LIB}/a.nmconnection": keyfile(1), f"{ETC}/b.nmconnection": OTHER, META: NULL})
    sent = subprocess.run(["sh", "-s", str(tmp_path / "host")], input=script.encode(), capture_output=True, check=True)
    (tmp_path / "sent.tar.gz").write_bytes(sent.stdout)
    told = run("boot", str(tmp_path / "sent.tar.gz"), "--release", "9", *FACTS, "--format", "json")
    assert not [a for a in json.loads(told.stdout)["addresses"] if a["dev"] == "eth0"]


def in_revision(home: Path, files: Files) -> str:
    write(home / "repository" / "host", files)
    git = ("git", "-C", str(home / "repository"), "-c", "user.name=lab", "-c", "user.email=lab@example.com")
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*git, *words], check=True)
    return str(home / "repository")


@pytest.mark.parametrize("at", ["", "host", "host/etc"])
@pytest.mark.parametrize(("files", "expected"), CASES)
def test_a_revision_has_the_same_profiles(
    files: Files, expected: dict[int, str], at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository = in_revision(tmp_path, files)
    if not Path(repository, at, *([] if at.endswith("etc") else ["."])).exists():
        return
    monkeypatch.chdir(repository)
    told = run("diff", f"HEAD:{at}", at or ".", "--release", "9", *FACTS)
    has_host = at != "host/etc" or any(name.startswith("etc") and not name.endswith("nmmeta") for name in files)
    assert (told.exit_code, told.stdout) == (0 if has_host else 2, ""), told
