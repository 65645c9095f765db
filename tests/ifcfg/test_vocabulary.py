"""The table of keys: complete, well-formed, and found under every name that people write."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ifcfgen.ifcfg.keys.key import FILES, TYPES
from ifcfgen.ifcfg.keys.table import TABLE
from ifcfgen.ifcfg.keys.unread import FOREIGN
from ifcfgen.ifcfg.kinds import KEY_OF_PORT, KIND_OF_TYPE
from ifcfgen.ifcfg.vocabulary import KEYS, Key, closest, foreign, lookup, page
from ifcfgen.model import KINDS

PORTS = ("bond port", "bridge port", "team port")


def readers() -> dict[str, list[str]]:
    """The names by who reads them: `initscripts 6 7 8`, `NetworkManager`."""
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for line in (Path(__file__).parent / "readers.txt").read_text().splitlines():
        if line.startswith("["):
            names = found.setdefault(line.strip("[]"), [])
        elif not line.startswith("#"):
            names += line.split()
    return found


def entry(name: str) -> Key:
    found = lookup(name)
    assert found, name
    return found


# -- every key ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", readers())
def test_every_key_that_is_read_is_there_with_its_reader(who: str) -> None:
    manager, *releases = who.split()
    for name in readers()[who]:
        if manager == "NetworkManager":
            assert entry(name).networkmanager, name
        else:
            assert entry(name).initscripts == tuple(int(el) for el in releases), name


def test_names_are_unique() -> None:
    assert len(KEYS) == len(TABLE)


@pytest.mark.parametrize("key", TABLE, ids=lambda key: key.name)
def test_an_entry_is_well_formed(key: Key) -> None:
    first = key.meaning.split()[0].strip(",")
    assert first != first.capitalize(), "only names such as IPv4 open half a sentence with a capital"
    assert not key.meaning.endswith(".") and not key.default.endswith(".")
    assert not key.note or key.note.endswith(".")
    assert "  " not in key.meaning + key.note
    assert key.type in TYPES
    assert key.values or key.type != "enum"
    assert set(key.initscripts) <= {6, 7, 8} and list(key.initscripts) == sorted(set(key.initscripts))
    assert key.networkmanager in ("", "yes") or key.networkmanager.startswith("1.")
    assert key.kinds and set(key.kinds) <= {"any", *KINDS, *PORTS}
    assert key.files and set(key.files) <= set(FILES)
    assert not key.range or (key.range[0] < key.range[1] and key.type in ("integer", "number", "prefix"))
    assert not key.package or key.initscripts
    assert key.note or key.initscripts or key.networkmanager, "what nobody reads needs a word on why"
    assert not key.numbered or lookup(key.numbered.split()[0].strip(",")) is key


def test_a_name_has_one_owner() -> None:
    mistaken = [word for key in TABLE for word in key.mistaken]
    assert len(mistaken) == len(set(mistaken))
    assert not [word for word in mistaken if lookup(word)]
    systems = [name for names in FOREIGN.values() for name in names]
    assert len(systems) == len(set(systems))
    assert not [name for name in systems if name in KEYS]


# -- looking up -----------------------------------------------------------------------------------------


def test_words_for_kinds() -> None:
    assert set(KIND_OF_TYPE.values()) | set(KEY_OF_PORT) <= KINDS.keys()
    assert all(lookup(key) for key in KEY_OF_PORT.values())


@pytest.mark.parametrize(
    ("name", "of"),
    [
        ("IPADDR", "IPADDR"),
        ("IPADDR0", "IPADDR"),
        ("IPADDR3", "IPADDR"),
        ("IPADDR255", "IPADDR"),
        ("PREFIX10", "PREFIX"),
        ("NETMASK1", "NETMASK"),
        ("GATEWAY0", "GATEWAY"),
        ("METRIC0", "METRIC"),
        ("OPTIONS2", "OPTIONS"),
        ("ADDRESS0", "ADDRESS0"),
        ("ADDRESS12", "ADDRESS0"),
        ("DNS1", "DNS1"),
        ("DNS2", "DNS1"),
        ("MS_DNS1", "MS_DNS1"),
        ("KEY", "KEY"),
        ("KEY2", "KEY1"),
        ("ROUTING_RULE_5", "ROUTING_RULE_1"),
        ("ROUTING_RULE6_1", "ROUTING_RULE6_1"),
        ("SRIOV_VF7", "SRIOV_VF0"),
        ("QDISC2", "QDISC1"),
        ("NM_USER_TAG", "NM_USER_*"),
        ("OVS_BRIDGE", "OVS_BRIDGE"),
        ("IEEE_8021X_IDENTITY", "IEEE_8021X_IDENTITY"),
    ],
)
def test_a_key_is_found_by_any_of_its_forms(name: str, of: str) -> None:
    assert entry(name) is KEYS[of]


@pytest.mark.parametrize(
    "name",
    [
        "",
        "0",
        "DNS",
        "ADDRESS",
        "QDISC",
        "IPADDR01",
        "IPADDR_1",
        "ipaddr",
        "DEVICE0",
        "MS_DNS3",
        "ROUTING_RULE",
        "MTU1",
    ],
)
def test_what_nobody_knows_is_no_key(name: str) -> None:
    assert lookup(name) is None


# -- what was meant -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("NM_CONTROLED", "NM_CONTROLLED"),
        ("MM_CONTROLLED", "NM_CONTROLLED"),
        ("GATWAY", "GATEWAY"),
        ("ETMASK", "NETMASK"),
        ("NETMAK", "NETMASK"),
        ("NETMAST", "NETMASK"),
        ("METMASK", "NETMASK"),
        ("SUBNETMASK", "NETMASK"),
        ("BROADCATS", "BROADCAST"),
        ("BRODADCAST", "BROADCAST"),
        ("DEF_ROUTE", "DEFROUTE"),
        ("IPADDR_1", "IPADDR1"),
        ("IPADR2", "IPADDR2"),
        ("IP_ADDRESS", "IPADDR"),
        ("PREFIXO", "PREFIX0"),
        ("PRIFIX0", "PREFIX0"),
        ("FREFIX", "PREFIX"),
        ("ONBOOOT", "ONBOOT"),
        ("ON_BOOT", "ONBOOT"),
        ("BOOTPRTO", "BOOTPROTO"),
        ("USRCTL", "USERCTL"),
        ("USER_CTL", "USERCTL"),
        ("UESCTL", "USERCTL"),
        ("HDADDR", "HWADDR"),
        ("ROWSER_ONLY", "BROWSER_ONLY"),
        ("Z0NE", "ZONE"),
        ("TYP", "TYPE"),
        ("TPYE", "TYPE"),
        ("VLANID", "VLAN_ID"),
        ("BOND_OPTS", "BONDING_OPTS"),
        ("ETHTOOL_OPTIONS", "ETHTOOL_OPTS"),
        ("DNS", "DNS1"),
        ("DNS_2", "DNS2"),
        ("IPADDR01", "IPADDR1"),
        ("PREFIX00", "PREFIX0"),
        ("NAMESERVER", "DNS1"),
        ("onboot", "ONBOOT"),
        ("netmask", "NETMASK"),
        ("DHCPv6_DUID", "DHCPV6_DUID"),
    ],
)
def test_a_slip_leads_to_the_key_that_was_meant(written: str, meant: str) -> None:
    assert closest(written) == meant
    assert lookup(meant)


@pytest.mark.parametrize(
    "name",
    [
        "MY_NOTE", "CLUSTER_ROLE", "RACK", "HOST", "NODE", "MODEL", "STATE", "PURPOSE", "LOCATION", "COMMENT", "OWNED_BY",
        "NAMES", "UPLINK", "SWITCHPORT", "ASSET_TAG", "UPRATE", "IPV4_AUTOCONF", "IPADDR6_1", "MS_DNS3",
        "STARTMODE", "LLADDR", "ETHERDEVICE", "BRIDGE_PORTS", "BONDING_MODULE_OPTS", "", "_", "7",
    ],
)  # fmt: skip
def test_a_name_of_its_own_is_left_alone(name: str) -> None:
    assert closest(name) is None


READ = [key for key in TABLE if (key.initscripts or key.networkmanager) and not key.name.endswith("*")]


@given(st.sampled_from([key for key in READ if len(key.name) > 9]), st.data())
def test_a_letter_lost_or_doubled_in_a_long_name_is_noticed(key: Key, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(key.name) - 1))
    lost = key.name[:at] + key.name[at + 1 :]
    doubled = key.name[:at] + key.name[at] + key.name[at:]
    for written in (lost, doubled):
        is_another = lookup(written) or foreign(written) or any(written in other.mistaken for other in TABLE)
        if key.name[at].isalpha() and not is_another:
            assert (found := closest(written)) is not None
            assert abs(len(found) - len(written)) <= 2


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789", max_size=20))
def test_what_is_suggested_exists(written: str) -> None:
    meant = closest(written)
    assert meant is None or lookup(meant)


def test_a_word_for_a_key_leads_to_it() -> None:
    for key in TABLE:
        assert [closest(word) for word in key.mistaken] == [key.name] * len(key.mistaken)


# -- other systems --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "system"),
    [
        ("STARTMODE", "SUSE"),
        ("USERCONTROL", "SUSE"),
        ("IPADDR_1", "SUSE"),
        ("IPADDR6_0", "SUSE"),
        ("REMOTE_IPADDR", "SUSE"),
        ("ETHERDEVICE", "SUSE"),
        ("BRIDGE_PORTS", "SUSE"),
        ("BONDING_SLAVE_0", "SUSE"),
        ("BONDING_SLAVE1", None),
        ("TEAM_RUNNER", "SUSE"),
        ("SPANNING_TREE", "PLD"),
        ("PPPOA_VPI", "PLD"),
        ("address", "Debian"),
        ("bridge_ports", "Debian"),
        ("TEAM_CONFIG", None),
        ("TEAM_PORT_CONFIG", None),
        ("OVS_BRIDGE", None),
        ("DHCLIENT_IGNORE_GATEWAY", None),
        ("BRIDGE", None),
        ("MY_NOTE", None),
    ],
)
def test_the_system_that_a_key_belongs_to(name: str, system: str | None) -> None:
    assert foreign(name) == system


# -- the page -------------------------------------------------------------------------------------------


def test_the_page_of_a_key() -> None:
    key = Key(
        "DELAY",
        "time until forwarding",
        type="integer",
        unit="s",
        default="15",
        range=(0, 30),
        initscripts=(6, 7),
        networkmanager="1.4",
        kinds=("bridge",),
        note="Mind the unit.",
        mistaken=("FD",),
    )
    assert (
        page(key)
        == """\
# DELAY

Time until forwarding.

- Type: a whole number, 0 to 30
- Unit: s
- Default: 15
- For: bridge
- Written in: ifcfg-NAME

| reader | reads it |
|---|---|
| initscripts of EL6 | yes |
| initscripts of EL7 | yes |
| initscripts of EL8 | no |
| NetworkManager | yes, from 1.4 |

Mind the unit.

Other spellings, which no program reads: `FD`.
"""
    )


def test_a_page_names_values_numbers_files_and_the_package() -> None:
    text = page(
        Key(
            "SIDE1",
            "IPv4 side",
            type="enum",
            values=("left", "right"),
            numbered="SIDE1, SIDE2, ...",
            initscripts=(8,),
            package="openvswitch",
            files=("ifcfg", "network"),
        )
    )
    assert text.startswith("# SIDE1\n\nIPv4 side.\n\n- Type: one of the values\n- Values: `left`, `right`\n")
    assert (
        "- Numbered: SIDE1, SIDE2, ...\n- For: any device\n- Written in: ifcfg-NAME, /etc/sysconfig/network\n" in text
    )
    assert text.endswith("| initscripts of EL8 | yes, with openvswitch |\n| NetworkManager | no |\n")


@pytest.mark.parametrize("key", TABLE, ids=lambda key: key.name)
def test_every_key_has_a_page(key: Key) -> None:
    text = page(key)
    assert text.startswith(f"# {key.name}\n\n") and text.endswith("\n")
    assert "\n\n\n" not in text
    assert key.note in text
