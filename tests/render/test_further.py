"""Keys below `ifcfg:`: written as they are, where no property of a topology is for them and their reader knows them."""

from __future__ import annotations

import pytest

from ifcfgen import netplan, render
from ifcfgen.errors import Refused

TOPOLOGY = """\
network:
  renderer: {renderer}
  ethernets:
    eth0:
      {more}
      ifcfg:
        {keys}
host: {{release: {release}}}
"""


def _files(keys: str, renderer: str = "initscripts", release: int = 7, more: str = "dhcp4: true") -> dict[str, str]:
    text = TOPOLOGY.format(keys=keys, renderer=renderer, release=release, more=more)
    return render.files(netplan.parse(text, "t.yaml"), source="t.yaml")


def test_keys_are_written_last_and_quoted() -> None:
    written = _files("ETHTOOL_OPTS: speed 100 duplex full\n        ARPCHECK: 'no'\n        ZONE: $(reboot)")[
        "ifcfg-eth0"
    ]
    assert written.splitlines()[-3:] == ['ETHTOOL_OPTS="speed 100 duplex full"', "ARPCHECK=no", "ZONE='$(reboot)'"]


REFUSED = {
    "ZNE: x": "t.yaml:7:9: eth0: ifcfg: unknown key 'ZNE'; did you mean 'ZONE'?; remove it, or correct its name",
    "MTU: 9000": "t.yaml:7:9: eth0: ifcfg: MTU has a property of its own; use `mtu:`",
    "IPADDR3: 192.0.2.1": "t.yaml:7:9: eth0: ifcfg: IPADDR3 has a property of its own; use `addresses:`",
    "BONDING_OPTS: mode=1": "t.yaml:7:9: eth0: ifcfg: BONDING_OPTS has no effect on a device of kind ethernet; remove it",
    "UUID: x": "t.yaml:7:9: eth0: ifcfg: UUID follows from the rest of the topology; remove it",
    "WPA_PSK: secret99": "t.yaml:7:9: eth0: ifcfg: WPA_PSK does not belong in an ifcfg file; remove it",
    "AUTOCONNECT_PRIORITY: 1": "t.yaml:7:9: eth0: ifcfg: initscripts of EL7 do not read AUTOCONNECT_PRIORITY; remove it",
    "TEAM_CONFIG: '{}'": "t.yaml:7:9: eth0: ifcfg: TEAM_CONFIG has no effect on a device of kind ethernet; remove it",
    '"ZO\\nNE": x': "t.yaml:7:9: eth0: ifcfg: unknown key 'ZO\\nNE'; did you mean 'ZONE'?; remove it, or correct its name",
    "LINKSTATUS: up": "t.yaml:7:9: eth0: ifcfg: initscripts of EL7 do not read LINKSTATUS; remove it",
}


@pytest.mark.parametrize("keys", REFUSED)
def test_what_cannot_pass(keys: str) -> None:
    with pytest.raises(Refused) as refused:
        _files(keys)
    assert str(refused.value) == REFUSED[keys]


def test_defroute_is_for_leases() -> None:
    assert "DEFROUTE=no" in _files("DEFROUTE: 'no'")["ifcfg-eth0"].splitlines()
    with pytest.raises(
        Refused, match="DEFROUTE would decide about the default route of the device; remove one of them"
    ):
        _files("DEFROUTE: 'no'", more="addresses: [192.0.2.10/24]\n      gateway4: 192.0.2.1")


def test_a_part_of_ethtool_opts_has_properties() -> None:
    with pytest.raises(Refused, match="would replace wakeonlan and the offloads"):
        _files("ETHTOOL_OPTS: speed 100", more="wakeonlan: true")


def test_what_another_reader_knows() -> None:
    assert "AUTOCONNECT_PRIORITY=1\n" in _files("AUTOCONNECT_PRIORITY: 1", "NetworkManager", 8)["ifcfg-eth0"]
    assert "LINKSTATUS=up\n" in _files("LINKSTATUS: up", release=8)["ifcfg-eth0"]
