"""The text of a keyfile: what its values say, and nothing else."""

from __future__ import annotations

import re

import keyfiles
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ifcfgen.facts import Host
from ifcfgen.networkmanager import reader
from ifcfgen.networkmanager.keyfile import keyfile, text
from ifcfgen.scripts import directory

ESCAPES = {"\\s": " ", "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
ANY = st.text(max_size=8) | st.text("[]=;\\# \t\n\r", max_size=6)


def said(value: str) -> str:
    """VALUE as g_key_file_get_string() reads it; anything that is no escape fails."""
    return re.sub(r"\\.?", lambda found: ESCAPES[found[0]], value.lstrip(" "), flags=re.S)


def items(value: str) -> list[str]:
    """VALUE as g_key_file_get_string_list() reads it."""
    pieces = re.findall(r"((?:\\.|[^\\;])*);", value, re.S)
    assert "".join(f"{piece};" for piece in pieces) == value
    return [said(piece.replace("\\;", ";")) for piece in pieces]


@given(st.dictionaries(st.sampled_from(["ipv4", "bond"]), st.dictionaries(ANY.filter(bool), ANY, max_size=4)))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_value_stays_one_value(sections: dict[str, dict[str, str]]) -> None:
    """Whatever keys and values hold, they bring no line, no section and no other key."""
    found = keyfiles.read(text({name: {**values} for name, values in sections.items()}))
    assert [*found] == [*sections]
    for name, values in sections.items():
        assert [said(value) for value in found[name].values()] == [*values.values()]


@given(st.lists(ANY, max_size=6))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_list_stays_the_same_list(values: list[str]) -> None:
    found = keyfiles.read(text({"ipv4": {"dns-search": values}}))
    assert items(found["ipv4"]["dns-search"]) == values


@pytest.mark.parametrize(
    "values, written",
    [
        ({"id": "  a\tb\\"}, "id=\\s\\sa\tb\\\\"),
        ({"id": "\tx"}, "id=\\tx"),
        ({"id": "a\n[vpn]\nx=1\r"}, "id=a\\n[vpn]\\nx=1\\r"),
        ({"dns-search": ["a;b", " c"]}, "dns-search=a\\;b;\\sc;"),
        ({"dns-search": []}, "dns-search="),
        (
            {"my.a=b": "", "[": "1", "\\41": "2", "": "3", "é ": "4"},
            "my.a\\3Db=\n\\5B=1\n\\5C41=2\n\\00=3\n\\C3\\A9\\20=4",
        ),
    ],
)
def test_escapes(values: dict[str, str | list[str]], written: str) -> None:
    assert text({"x": values}) == f"[x]\n{written}\n"


def of(file: str, version: tuple[int, int]) -> str:
    found = directory.parse({"ifcfg-eth0": file})
    return text(keyfile(reader.read(found, found.files[0], Host.of(release=8), version), version))


def test_what_versions_call_differently() -> None:
    port = "DEVICE=eth0\nMASTER=bond0\nAUTOCONNECT_SLAVES=yes\nHWADDR_BLACKLIST=00:16:41:11:22:88\n"
    for version, names in (
        ((1, 40), ("master=bond0", "slave-type=bond", "autoconnect-slaves=1", "mac-address-blacklist=")),
        ((1, 52), ("controller=bond0", "port-type=bond", "autoconnect-ports=1", "mac-address-denylist=")),
    ):
        assert all(f"\n{name}" in of(port, version) for name in names)
    static = "DEVICE=eth0\nIPADDR=192.0.2.1\nGATEWAY=192.0.2.254\nIPADDR1=192.0.2.2\nPREFIX=24\n"
    assert "\naddress1=192.0.2.1/24,192.0.2.254\naddress2=192.0.2.2/24\n" in of(static, (1, 40))
    assert "\naddress1=192.0.2.1/24\naddress2=192.0.2.2/24\ngateway=192.0.2.254\n" in of(static, (1, 52))


def test_addresses_with_a_dotted_end() -> None:
    text = "DEVICE=eth0\nIPV6INIT=yes\nIPV6ADDR='::192.0.2.1/96 ::ffff:192.0.2.1/96 ::5 2001:db8::192.0.2.1'\n"
    assert re.findall(r"address\d=(.*)", of(text, (1, 52))) == [
        "::192.0.2.1/96", "::ffff:192.0.2.1/96", "::5/64", "2001:db8::c000:201/64",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "ssid, written", [("home", "home"), ("a;b\\c", "a\\\\;b\\\\c"), ("0x00ff", "0;255;"), ("é", "195;169;")]
)
def test_ssid(ssid: str, written: str) -> None:
    wifi = f"DEVICE=wlan0\nTYPE=Wireless\nMODE=Managed\nNAME=x\nESSID='{ssid}'\n"
    assert f"\nssid={written}\n" in of(wifi, (1, 52))
