"""The index of what hosts claim, against every pair of hosts looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ifcfgen.lint.claims import Key
from ifcfgen.lint.fleet import Fleet, Site

SITES = [Site("", "a"), Site("", "b")]

hosts = st.lists(
    st.tuples(st.sampled_from(SITES), st.sets(st.integers(1, 4)), st.sampled_from(["1500", "9000"]), st.booleans()),
    max_size=12,
)


@given(hosts)
def test_it_finds_what_all_pairs_show(hosts: list[tuple[Site, set[int], str, bool]]) -> None:
    fleet = Fleet()
    for number, (site, addresses, mtu, is_meant) in enumerate(hosts):
        keys = [Key("address", f"10.0.0.{one}") for one in addresses]
        fleet.add(number, site, [*keys, Key("mtu", "10.0.0.0/24", mtu)], is_meant=is_meant)
    wanted = set()
    for number, (site, addresses, mtu, is_meant) in enumerate(hosts):
        for other, (their_site, theirs, their_mtu, they_are_meant) in enumerate(hosts):
            if number != other and site == their_site and (is_meant or they_are_meant):
                wanted |= {(site, f"10.0.0.{one}") for one in addresses & theirs}
                wanted |= {(site, "10.0.0.0/24")} if mtu != their_mtu else set()
    groups = fleet.clashes()
    assert len({(few[0].number, few[0].others) for few in groups}) == len(groups)
    clashes = [clash for few in groups for clash in few]
    found = [(clash.site, clash.key.about) for clash in clashes]
    assert len(found) == len(set(found))
    assert set(found) == wanted
    for clash in clashes:
        assert any(hosts[one][3] for one in (clash.number, *clash.others))
        for one, key in ((clash.number, clash.key), *((other, clash.other_key) for other in clash.others)):
            site, addresses, mtu, _ = hosts[one]
            assert site == clash.site
            assert mtu == key.value if key.topic == "mtu" else int(key.about.rpartition(".")[2]) in addresses


@given(st.lists(st.sets(st.sampled_from(["MTU", "PEERDNS"])), max_size=9))
def test_the_odd_one_is_the_one_without_the_key(hosts: list[set[str]]) -> None:
    fleet = Fleet()
    for number, keys in enumerate(hosts):
        own = [Key("key", "ifcfg-eth0", key, "web") for key in keys]
        fleet.add(number, SITES[0], [Key("file", "", "", "web"), Key("file", "", "ifcfg-eth0", "web"), *own])
    wanted = set()
    for key in ("MTU", "PEERDNS"):
        without = [number for number, keys in enumerate(hosts) if key not in keys]
        if len(without) == 1 and len(hosts) >= 4:
            wanted.add((without[0], key))
    assert {(clash.number, clash.other_key.value) for few in fleet.clashes() for clash in few} == wanted
