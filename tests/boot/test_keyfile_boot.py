"""A boot of keyfiles: it ends as that of the ifcfg files they were migrated from; and what it says of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkmanager_cases as cases
import oracle_cases as oracle
import pytest
from migrations import migrated
from runner import run

from ifcfgen.boot.managers import predict
from ifcfgen.boot.outcome import Outcome
from ifcfgen.facts import Host
from ifcfgen.facts.machine import Facts
from ifcfgen.reading import parse
from ifcfgen.report import events
from ifcfgen.report.state import state

CASES = cases.cases()
IFCFG = ("ifcfg-", "route-", "route6-", "rule-", "rule6-", "network")
UUID = "6d8b5d5e-1111-4a4a-8b8b-00000000000"
CARD = f"[connection]\nid=lan\nuuid={UUID}1\ntype=ethernet\ninterface-name=eth0\n"
STATIC = "[ipv4]\nmethod=manual\naddress1=192.0.2.10/24,192.0.2.1\n"
BRIDGE = f"[connection]\nid=br0\nuuid={UUID}2\ntype=bridge\ninterface-name=br0\n"


@pytest.mark.parametrize("release", [9, 10])
@pytest.mark.parametrize(("case", "path"), CASES.values(), ids=CASES)
def test_keyfiles_boot_as_the_ifcfg_files_they_come_from(case: Path, path: Path, release: int) -> None:
    files = {path.name: path.read_bytes() for path in case.iterdir() if path.name != oracle.WITHOUT_EFFECT}
    facts = json.loads(files.pop("case.json"))
    known = set(facts.pop("packages", []))
    missing = cases.MISSING - known
    found = migrated(files, 9, "NetworkManager", 9, packages=known, without=missing)
    if found.left:
        pytest.skip("some files cannot be migrated")
    kept = {name: data for name, data in files.items() if not name.startswith(IFCFG)}
    keyfiles = {f"system-connections/{f.name}": f.text for f in found.written if f.name.endswith(".nmconnection")}
    host = Host.of(release=release, services={"NetworkManager": "enabled"}, packages=known, without=missing)
    ours = json.loads(json.dumps(state(predict(parse({**kept, **keyfiles}, host), Facts.of(facts, host)))))
    theirs = json.loads(json.dumps(state(cases.predicted(case))))
    same = cases.OF_THE_NETWORK_SERVICE
    assert list(oracle.differences(ours | same, theirs | same)) == []


def boot(files: dict[str, str], release: int = 10, service: str = "enabled") -> Outcome:
    host = Host.of(release=release, services={"NetworkManager": service}, packages=["NetworkManager-config-server"])
    facts: dict[str, Any] = {"nics": [{"name": "eth0", "mac": "52:54:00:0a:00:01"}]}
    named = {name if name.startswith("ifcfg") else f"system-connections/{name}": text for name, text in files.items()}
    return predict(parse(named, host), Facts.of(facts, host))


def told(outcome: Outcome) -> list[str]:
    return [f"{e.device}: {events.event(e)} [{e.place or ''}]" for e in outcome.events if e.result != "ok"]


LAN = "system-connections/lan.nmconnection"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"lan.nmconnection": CARD + STATIC}, []),
        ({"lan.nmconnection": CARD + "permissions=\n" + STATIC}, []),
        ({"lan.nmconnection": CARD + "permissions=user:ann:;\n" + STATIC},
         [f"eth0: start: it is for some users only, and none of them is logged in [{LAN}:6:1]"]),
        ({"lan.nmconnection": CARD + "autoconnect=false\n" + STATIC}, [f"eth0: start: autoconnect=false [{LAN}:6:1]"]),
        ({"lan.nmconnection": CARD + "[ipv4]\nmethod=manual\n"},
         [f"eth0: profile: NetworkManager rejects the file: method=manual needs an IPv4 address [{LAN}:7:1]"]),
        ({"lan.nmconnection": CARD + "master=br0\nslave-type=bridge\n"},
         [f"eth0: start: no profile of a bridge is named br0 [{LAN}:6:1]"]),
        ({"lan.nmconnection": CARD + "master=br0\nslave-type=bridge\n", "br0.nmconnection": BRIDGE + STATIC}, []),
        ({"lan.nmconnection": CARD.replace("eth0", "eth7") + STATIC},
         [f"eth7: start: device eth7 does not exist [{LAN}:5:1]"]),
        ({"a.nmconnection": CARD + STATIC, "lan.nmconnection": CARD.replace("001", "003") + STATIC},
         [f"eth0: start: eth0 is already up with a.nmconnection [{LAN}:5:1]"]),
        ({"lan.nmconnection": CARD + STATIC + "route1=203.0.113.0/24,x\n"},
         [f"eth0: route 203.0.113.0/24,x: invalid: NetworkManager ignores it [{LAN}:9]"]),
        ({"lan.nmconnection": CARD + STATIC + "routing-rule1=from all table blue\n"},
         [f"eth0: ipv4.routing-rule1: 'from all table blue' is invalid: NetworkManager ignores it [{LAN}:9:1]"]),
        ({"lan.nmconnection": CARD + STATIC, "ifcfg-eth1": "DEVICE=eth1\nONBOOT=yes\n"},
         ["eth1: start: the NetworkManager of EL10 reads only keyfiles [ifcfg-eth1:1:1]"]),
    ],
)  # fmt: skip
def test_what_a_boot_says_of_keyfiles(files: dict[str, str], expected: list[str]) -> None:
    assert told(boot(files)) == expected


MACVLAN = f"[connection]\nid=mv0\nuuid={UUID}3\ntype=macvlan\ninterface-name=mv0\n[macvlan]\nmode=2\nparent=eth0\n"


def test_the_parent_of_a_macvlan_is_a_card_where_none_are_listed() -> None:
    host = Host.of(release=9, services={"NetworkManager": "enabled"}, packages=["NetworkManager-config-server"])
    reading = parse({"system-connections/mv0.nmconnection": MACVLAN + STATIC}, host)
    outcome = predict(reading, Facts.of({}, host))
    assert told(outcome) == []
    assert outcome.kernel.links["mv0"].parent == "eth0"


OF_ONE_MAC = f"[connection]\nid=x\nuuid={UUID}4\ntype=ethernet\n[ethernet]\nmac-address=52:54:00:0A:00:01\n"
BOND = f"[connection]\nid=bond0\nuuid={UUID}5\ntype=bond\ninterface-name=bond0\n[bond]\nmode=active-backup\n"
NAME_OF_MAC = "enx5254000a0001"
ON_IT = f"[connection]\nid=v5\nuuid={UUID}7\ntype=vlan\ninterface-name=v5\n[vlan]\nid=5\nparent={UUID}4\n"


@pytest.mark.parametrize(
    ("files", "card", "holder"),
    [
        ({"cloud-init-eth0": OF_ONE_MAC + STATIC}, NAME_OF_MAC, NAME_OF_MAC),
        ({"lan": CARD + "[ethernet]\nmac-address=52:54:00:0A:00:01\n" + STATIC, "x": OF_ONE_MAC}, "eth0", "eth0"),
        ({"v5": ON_IT + STATIC, "x": OF_ONE_MAC + "[ipv4]\nmethod=disabled\n"}, NAME_OF_MAC, "v5"),
        ({"bond0": BOND + STATIC, "x": OF_ONE_MAC + "[connection]\nmaster=bond0\nslave-type=bond\n"}, NAME_OF_MAC, "bond0"),
    ],
)  # fmt: skip
def test_a_card_of_which_only_the_mac_address_is_known(files: dict[str, str], card: str, holder: str) -> None:
    host = Host.of(release=9, services={"NetworkManager": "enabled"}, packages=["NetworkManager-config-server"])
    reading = parse({f"system-connections/{stem}.nmconnection": text for stem, text in files.items()}, host)
    kernel = predict(reading, Facts.of({}, host)).kernel
    assert [link.name for link in kernel.links.values() if link.kind == "nic"] == [card]
    assert [address.dev for address in kernel.addresses if address.dev != "lo"] == [holder]


VIRTUAL = [
    (MACVLAN.replace("eth0", "eth9"), [("mv0", "its parent eth9 does not exist")]),
    (MACVLAN.replace("type=macvlan", "type=veth").replace("[macvlan]\nmode=2\nparent=", "[veth]\npeer="),
     [("mv0", "device eth0 already exists")]),
    (MACVLAN.replace("type=macvlan", "type=ip-tunnel").replace("[macvlan]\nmode=2", "[ip-tunnel]\nmode=4\nremote=192.0.2.7"),
     [("mv0", "NetworkManager creates no tunnels of mode isatap")]),
    (MACVLAN.replace("type=macvlan", "type=wireguard").replace("[macvlan]\nmode=2\nparent=eth0", "[wireguard]\nprivate-key=" + "A" * 43 + "="),
     [("mv0", "wireguard is not predicted")]),
]  # fmt: skip


def test_a_controller_that_brings_up_its_ports_does_so_once() -> None:
    port = CARD + "master=br0\nslave-type=bridge\n"
    found = boot({"lan.nmconnection": port, "br0.nmconnection": BRIDGE + "autoconnect-slaves=1\n" + STATIC}).events
    assert [events.event(e) for e in found].count("port of br0") == 1


def test_nothing_is_predicted_of_what_stands_on_an_unpredicted_device() -> None:
    wireless = CARD.replace("eth0", "wlan0").replace("type=ethernet", "type=wifi") + "[wifi]\nssid=lan\n" + STATIC
    vlan = "[connection]\nid=v\nuuid=6d8b5d5e-1111-4a4a-8b8b-000000000012\ntype=vlan\ninterface-name=v5\n"
    files = {"w.nmconnection": wireless, "v.nmconnection": f"{vlan}[vlan]\nid=5\nparent=wlan0\n{STATIC}"}
    found = told(boot(files))
    assert [line.partition(" [")[0] for line in found] == [
        "wlan0: start: 802-11-wireless is not predicted",
        "v5: start: wlan0 is not predicted, so this is not either",
    ]


@pytest.mark.parametrize(("text", "expected"), VIRTUAL)
def test_a_virtual_device_that_is_not_made(text: str, expected: list[tuple[str, str]]) -> None:
    found = told(boot({"mv0.nmconnection": text + STATIC}))
    assert [(line.partition(":")[0], line.split(": ")[2].partition(" [")[0]) for line in found] == expected


@pytest.mark.parametrize("release", [9, 10])
def test_el10_has_no_teams(release: int) -> None:
    team = f"[connection]\nid=team0\nuuid={UUID}6\ntype=team\ninterface-name=team0\n"
    assert ("team0" in boot({"team0.nmconnection": team + STATIC}, release).kernel.links) == (release < 10)


def test_without_networkmanager_keyfiles_are_nothing() -> None:
    outcome = boot({"lan.nmconnection": CARD + STATIC}, 9, "disabled")
    assert not [address for address in outcome.kernel.addresses if address.dev == "eth0"]
    assert told(outcome) == [": nothing comes up: NetworkManager is disabled []"]


@pytest.mark.parametrize("release", [7, 8, 9, 10])
def test_without_networkmanager_lint_and_boot_say_that_nothing_comes_up(release: int, tmp_path: Path) -> None:
    (tmp_path / "lan.nmconnection").write_text(CARD + STATIC)
    facts = (str(tmp_path), "--release", str(release), "--service", "NetworkManager=disabled")
    booted, linted = run("boot", *facts), run("lint", *facts)
    assert (booted.exit_code, linted.exit_code) == (1, 1)
    for shown, when in ((booted, ""), (linted, " at the next boot")):
        assert f"nothing comes up{when}: NetworkManager is disabled" in " ".join(shown.stdout.split())
    (tmp_path / "lan.nmconnection").write_text(CARD.replace("[connection]", "[connection]\nautoconnect=false") + STATIC)
    assert (run("boot", *facts).exit_code, run("lint", *facts).exit_code) == (0, 0)


@pytest.mark.parametrize(("release", "winner"), [(8, "192.0.2.20"), (9, "192.0.2.10")])
def test_of_one_uuid_the_first_plugin_wins(release: int, winner: str) -> None:
    ifcfg = f"DEVICE=eth0\nONBOOT=yes\nUUID={UUID}1\nIPADDR=192.0.2.20\nPREFIX=24\n"
    kernel = boot({"lan.nmconnection": CARD + STATIC, "ifcfg-eth0": ifcfg}, release).kernel
    assert [str(a).partition("/")[0] for a in kernel.addresses_of("eth0", 4)] == [winner]


ANY = CARD.replace("interface-name=eth0\n", "")
NO_CARD = ["lan: start: no card matches it"]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ("[match]\ninterface-name=eth*;\n", []),
        ("[match]\ninterface-name=en*;eth0;\n", []),
        ("[match]\ninterface-name=|en*;|!eth1;\n", []),
        ("[match]\ninterface-name=en*;\n", NO_CARD),
        ("[match]\ninterface-name=eth*;!eth0;\n", NO_CARD),
        ("[match]\ninterface-name=eth*;&*1;\n", NO_CARD),
        ("[ethernet]\nmac-address-denylist=52:54:00:0A:00:01;\n", NO_CARD),
        ("[ethernet]\nmac-address-denylist=52:54:00:0A:00:02;\n", []),
        ("[match]\ndriver=igb;\n", ["lan: start: which card it matches is unknown, so it is not predicted"]),
    ],
)
def test_a_profile_without_a_device_is_for_the_cards_that_it_matches(section: str, expected: list[str]) -> None:
    outcome = boot({"lan.nmconnection": ANY + section + STATIC})
    assert [line.partition(" [")[0] for line in told(outcome)] == expected


LOOPBACK = """[connection]
id=lo
uuid=00000000-1111-4a4a-8b8b-00000000000f
type=loopback
interface-name=lo

[loopback]
mtu=9000

[ipv4]
method=manual
address1=127.0.0.1/8
address2=192.0.2.99/32
"""


@pytest.mark.parametrize("release", [9, 10])
def test_a_loopback_has_the_addresses_of_its_profile(release: int) -> None:
    outcome = boot({"lo.nmconnection": LOOPBACK}, release)
    assert told(outcome) == []
    assert [str(a).partition(" ")[0] for a in outcome.kernel.addresses_of("lo", 4)] == ["127.0.0.1/8", "192.0.2.99/32"]
    assert outcome.kernel.links["lo"].mtu == 9000


UNMANAGED = "eth0: start: another file makes eth0 unmanaged by NetworkManager"


@pytest.mark.parametrize(
    ("conf", "keyfile", "expected"),
    [
        (
            "[keyfile]\nunmanaged-devices=type:bridge\n",
            "bridge",
            "br0: start: another file makes br0 unmanaged by NetworkManager",
        ),
        (
            "[keyfile]\nunmanaged-devices=interface-name:br0\n",
            "bridge",
            "br0: start: another file makes br0 unmanaged by NetworkManager",
        ),
        (
            "[device]\nmatch-device=interface-name:br*\nmanaged=0\n",
            "bridge",
            "br0: start: another file makes br0 unmanaged by NetworkManager",
        ),
        ("[keyfile]\nunmanaged-devices=type:bond\n", "bridge", None),
        (
            "[device]\nallowed-connections=except:uuid:6d8b5d5e-1111-4a4a-8b8b-000000000001\n",
            "ethernet",
            "eth0: start: allowed-connections in NetworkManager's settings keeps this profile from eth0",
        ),
        ("[device-a]\nmatch-device=interface-name:eth1\nallowed-connections=origin:x\n", "ethernet", None),
        ("[device]\nallowed-connections=except:origin:nm-initrd-generator\n", "ethernet", None),
        ('ACTION=="add", SUBSYSTEM=="net", KERNEL=="eth0|eth1", ENV{NM_UNMANAGED}="1"\n', "ethernet", UNMANAGED),
        ('ENV{INTERFACE}=="eth*", ENV{NM_UNMANAGED}="1"\nKERNEL=="eth0", ENV{NM_UNMANAGED}="0"\n', "ethernet", None),
        ('ENV{INTERFACE}!="eth1", ENV{NM_UNMANAGED}="1"\n', "ethernet", UNMANAGED),
        ('ATTR{address}=="52:54:00:0a:00:01", ENV{NM_UNMANAGED}="1"\n', "ethernet", UNMANAGED),
        ('KERNEL=="eth0", DRIVERS=="igb", ENV{NM_UNMANAGED}="1"\n', "ethernet", None),
        ('#KERNEL=="eth0", ENV{NM_UNMANAGED}="1"\nKERNEL=="eth0", ENV{NM_UNMANAGED}=="1"\n', "ethernet", None),
        ('KERNEL=="eth1", ENV{NM_UNMANAGED}="1"\n', "ethernet", None),
    ],
)
def test_what_the_settings_keep_from_coming_up(conf: str, keyfile: str, expected: str | None) -> None:
    profile = (CARD if keyfile == "ethernet" else CARD.replace("ethernet", keyfile).replace("eth0", "br0")) + STATIC
    profile += "[ipv6]\nmethod=disabled\n"
    host = Host.of(release=9, services={"NetworkManager": "enabled"}, packages=["NetworkManager-config-server"])
    files = {"system-connections/x.nmconnection": profile, "x.rules" if "ENV" in conf else "conf.d/x.conf": conf}
    nics = [{"name": "eth0", "mac": "52:54:00:0a:00:01"}]
    outcome = predict(parse(files, host), Facts.of({"nics": nics}, host))
    assert [line.partition(" [")[0] for line in told(outcome)] == ([expected] if expected else [])


def test_no_card_has_a_quote_in_its_name() -> None:
    assert told(boot({"x.nmconnection": CARD.replace("name=eth0", 'name="eth0"') + STATIC}))[0].startswith(
        '"eth0": start: device "eth0" does not exist'
    )


@pytest.mark.parametrize(("several", "count"), [("multi-connect=3\n", 2), ("", 1)])
def test_a_profile_for_several_cards_is_active_on_each(several: str, count: int) -> None:
    keyfile = ANY + several + "[match]\ninterface-name=eth*;\n[ipv4]\nmethod=link-local\n"
    host = Host.of(release=10, services={"NetworkManager": "enabled"}, packages=["NetworkManager-config-server"])
    nics = [{"name": name, "mac": f"52:54:00:0a:00:0{n}"} for n, name in enumerate(["eth0", "eth1", "ens3"], 1)]
    files = {"system-connections/lan.nmconnection": keyfile}
    outcome = predict(parse(files, host), Facts.of({"nics": nics}, host))
    assert [e.device for e in outcome.events if e.action.kind == "up" and e.result == "ok"] == ["eth0", "eth1"][-count:]


def test_a_file_for_cards_of_other_names_names_no_card() -> None:
    files = {"ifcfg-all": 'TYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=dhcp\nMATCH_INTERFACE_NAME="en*"\n'}
    host = Host.of(release=8, services={"NetworkManager": "enabled"})
    outcome = predict(parse(files, host), Facts.of({}, host))
    assert [name for name in outcome.kernel.links if name != "lo"] == []
    assert told(outcome)[0].startswith("all: start: which card it matches is unknown")


def test_a_key_that_only_a_later_networkmanager_knows_makes_no_port() -> None:
    port = CARD + "controller=br0\nport-type=bridge\n"
    later, earlier = (boot({"a.nmconnection": port, "b.nmconnection": BRIDGE + STATIC}, release) for release in (9, 8))
    assert later.kernel.links["eth0"].master == "br0"
    assert earlier.kernel.links["eth0"].master is None
    assert [line for line in told(earlier) if "connection." in line] == [
        "eth0: connection.controller: NetworkManager of this release does not know it [system-connections/a.nmconnection:6:1]",
        "eth0: connection.port-type: NetworkManager of this release does not know it [system-connections/a.nmconnection:7:1]",
    ]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("[keyfile]\nunmanaged-devices=driver:e1000;mac:52:54:00:0a:00:09\n", ["driver:e1000"]),
        ("[device-a]\nmatch-device=driver:igb\nmanaged=0\n", ["driver:igb"]),
        ("[device-a]\nmatch-device=driver:igb\nmanaged=1\n", []),
        ("[keyfile]\nunmanaged-devices=interface-name:eth9\n", []),
    ],
)
def test_drivers_by_which_cards_are_left_alone_are_assumed_aloud(settings: str, said: list[str]) -> None:
    host = Host.of(release=9, services={"NetworkManager": "enabled"})
    files = {"NetworkManager.conf": settings, "system-connections/lan.nmconnection": CARD + STATIC}
    outcome = predict(parse(files, host), Facts(host))
    stakes = [events.stake(known.stake) for known in outcome.unknown if known.fact.kind == "drivers"]
    assert stakes == [f"NetworkManager leaves no network card alone for {word}" for word in said]
