"""Keyfiles as NetworkManager reads them: what ours writes is read back, and what is left out or rejected is said."""

from __future__ import annotations

import re
from pathlib import Path

import keyfiles
import pytest

from ifcfgen.keyfile.document import Document
from ifcfgen.networkmanager.keyfile import keyfile, text
from ifcfgen.networkmanager.keyfile_reader import read
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.scripts.keyfile import Status

NEW, OLD = (1, 52), (1, 40)
_BLOCK = re.compile(r"^```\S+\n(.*?)^```$", re.M | re.S)
TEXTS = [
    text({section: {**values} for section, values in keyfiles.parse(block).items()}).replace("\\\\", "\\")
    for block in _BLOCK.findall((Path(__file__).parent / "keyfiles.md").read_text())
]
CARD = "[connection]\nid=lan\nuuid=6d8b5d5e-1111-4a4a-8b8b-000000000001\ntype=ethernet\ninterface-name=eth0\n"


def profile(text: str, version: tuple[int, int] = NEW) -> Profile:
    return read(Document(text.encode(), "lan.nmconnection"), "lan.nmconnection", version)


@pytest.mark.parametrize("written", TEXTS)
def test_what_networkmanager_wrote_is_read_and_written_the_same(written: str) -> None:
    found = profile(written)
    assert found.status == "connection", found.reason
    assert found.dropped == ()
    assert keyfiles.read(text(keyfile(found, NEW))) == keyfiles.read(written)


def test_there_are_enough() -> None:
    assert len(TEXTS) > 50


@pytest.mark.parametrize(
    "lines, key, value",
    [
        ("[ipv4]\nmethod=manual\naddress1=192.0.2.1/24,192.0.2.254\n", "ipv4.gateway", "192.0.2.254"),
        ("[ipv4]\nmethod=manual\naddresses=192.0.2.1;24;192.0.2.254;\n", "ipv4.gateway", "192.0.2.254"),
        ("[ipv4]\nmethod=manual\naddress1=192.0.2.1/24\ngateway=192.0.2.9\n", "ipv4.gateway", "192.0.2.9"),
        ("[ipv4]\nmethod=auto\ndns=192.0.2.53;bad;\n", "ipv4.dns", "('192.0.2.53',)"),
        ("[ipv4]\nmethod=auto\ndns-search=a.example b.example\n", "ipv4.dns-search", "('a.example', 'b.example')"),
        ("[802-3-ethernet]\nmac-address=0;17;34;51;68;85;\n", "802-3-ethernet.mac-address", "00:11:22:33:44:55"),
        ("[ethernet]\ncloned-mac-address=random\n", "802-3-ethernet.cloned-mac-address", "random"),
        ("[connection]\nlldp=1\n", "connection.lldp", "enable-rx"),
        ("[connection]\nmaster=br0\nslave-type=bridge\n", "connection.controller", "br0"),
        ("[connection]\ncontroller=br0\nport-type=bridge\n", "connection.port-type", "bridge"),
        ("[ipv6]\nmethod=auto\ntoken=::00:5\n", "ipv6.token", "::5"),
        ("", "ipv4.method", "auto"),
    ],
)
def test_forms(lines: str, key: str, value: str) -> None:
    found = profile(CARD + lines)
    assert found.status == "connection", found.reason
    assert str(found.get(*key.split("."))) == value


def test_a_legacy_name_of_the_device() -> None:
    found = profile(CARD.replace("ethernet", "bond").replace("interface-name=eth0\n", "[bond]\ninterface-name=bond0\n"))
    assert (found.interface_name, found.options("bond")) == ("bond0", {"mode": "balance-rr"})


@pytest.mark.parametrize(
    "lines, dropped",
    [
        ("[ipv4]\nmethod=auto\nroute-metrics=5\n", [("key", "ipv4.route-metrics", 8)]),
        ("[ipv4]\nmethod=auto\nroute-metric=five\n", [("value", "ipv4.route-metric", 8)]),
        ("[ipv5]\nmethod=auto\n", [("section", "ipv5", 6)]),
        ("[ethernet]\nmac-address=00:11\n", [("value", "ethernet.mac-address", 7)]),
        ("[connection]\nlldp=rx\n", [("value", "connection.lldp", 7)]),
        ("[bond]\nmod=1\n", [("key", "bond.mod", 7)]),
    ],
)
def test_what_is_left_out(lines: str, dropped: list[tuple[str, str, int]]) -> None:
    found = profile(CARD + lines)
    assert [(item.what, item.origin.key, item.origin.place.line) for item in found.dropped] == dropped


@pytest.mark.parametrize(
    "lines, key, reason",
    [
        ("[ipv4]\nmethod=manual\n", "ipv4.method", "method=manual needs an IPv4 address"),
        ("[ipv4]\nmethod=disabled\naddress1=192.0.2.1/24\n", "ipv4.addresses",
         "an address cannot be combined with method=disabled"),
        ("[ipv4]\nmethod=static\n", "ipv4.method", "method=static is unknown"),
        ("[ipv4]\naddress1=192.0.2.1/24\n", "ipv4.method", "ipv4 has no method"),
        ("[ipv4]\nmethod=auto\ngateway=192.0.2.1\n", "ipv4.gateway", "gateway=192.0.2.1 needs an address"),
        ("[connection]\nuuid=x\n", "connection.uuid", "uuid=x is not a UUID"),
        ("[connection]\ninterface-name=a-name-that-is-long\n", "connection.interface-name",
         "interface-name=a-name-that-is-long is not a valid device name"),
        ("[connection]\nmaster=br0\n", "connection.master", "controller=br0 is set without port-type"),
        ("[connection]\ntype=brigde\n", "connection.type", "type=brigde is unknown"),
        ("x\n", "", "line 6: the line is no comment, no section and sets no key"),
    ],
)  # fmt: skip
def test_what_is_rejected(lines: str, key: str, reason: str) -> None:
    found = profile(CARD + lines)
    assert (found.status, found.reason and found.reason[1:]) == ("error", (key.replace("addresses", "address1")
            if "disabled" in lines else key, reason))  # fmt: skip


@pytest.mark.parametrize(
    ("section", "line", "first"),
    [
        ("connection", "mud-url=https://x/", (1, 26)),
        ("ipv4", "method=auto\ndhcp-iaid=mac", (1, 22)),
        ("ipv6", "method=auto\nmtu=1400", (1, 40)),
        ("link", "tx-queue-length=9", (1, 44)),
        ("ethernet", "accept-all-mac-addresses=1", (1, 32)),
    ],
)
def test_keys_of_later_versions(section: str, line: str, first: tuple[int, int]) -> None:
    text, before = f"{CARD}[{section}]\n{line}\n", (first[0], first[1] - 1)
    assert profile(text, first).dropped == ()
    key = line.rpartition("\n")[2].partition("=")[0]
    assert [item.origin.key for item in profile(text, before).dropped] == [f"{section}.{key}"]


@pytest.mark.parametrize("key", ["dhcp-send-hostname", "dhcp-send-hostname-deprecated"])
def test_a_name_that_is_not_sent(key: str) -> None:
    """1.52 writes what its ifcfg reader reads under the second name."""
    found = profile(f"{CARD}[ipv4]\nmethod=auto\n{key}=false\n")
    assert (found.get("ipv4", "dhcp-send-hostname"), found.dropped) == (False, ())
    said = [keyfile(found, version)["ipv4"] for version in ((1, 50), (1, 52))]
    assert [[*ipv4] for ipv4 in said] == [["dhcp-send-hostname", "method"], ["dhcp-send-hostname-deprecated", "method"]]


def test_versions() -> None:
    port = CARD + "[connection]\ncontroller=br0\nport-type=bridge\n"
    assert profile(port, OLD).controller is None
    assert [item.origin.key for item in profile(port, OLD).dropped] == ["connection.controller", "connection.port-type"]
    assert profile(CARD + "[ipv6]\nmethod=disabled\n", (1, 18)).status == "error"
    veth = CARD.replace("ethernet", "veth") + "[veth]\npeer=v1\n"
    assert (profile(veth, (1, 28)).status, profile(veth, (1, 30)).status) == ("error", "connection")


def test_a_profile_without_uuid_has_one_of_its_own() -> None:
    """The one that NetworkManager 1.52 gave such a file."""
    text = "[connection]\nid=lan\ntype=ethernet\n"
    other = read(Document(text.encode()), "wan.nmconnection", NEW)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", profile(text).uuid)
    assert profile(text).uuid == profile(text).uuid != other.uuid


@pytest.mark.parametrize(
    ("owner", "permissions", "reason"),
    [
        (0, 0o600, None),
        (0, 0o400, None),
        (0, 0o644, "its mode is 0644, which is not for root alone"),
        (0, 0o610, "its mode is 0610, which is not for root alone"),
        (1000, 0o600, "it belongs to the user 1000, not to root"),
    ],
)
def test_a_file_that_others_may_use_is_rejected(owner: int, permissions: int, reason: str | None) -> None:
    found = read(Document(CARD.encode()), "lan.nmconnection", NEW, Status(owner, permissions))
    assert (found.reason.text if found.reason else None) == reason
