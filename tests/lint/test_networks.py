"""Which of many networks have addresses in common, against asking each of them."""

from __future__ import annotations

from ipaddress import ip_network

from hypothesis import given
from hypothesis import strategies as st

from ifcfgen.lint.subjects.relations import Networks
from ifcfgen.model import Network


def _network(text: str) -> Network:
    return ip_network(text, strict=False)


NETWORKS = st.one_of(
    st.builds("{}.0.0.0/{}".format, st.integers(0, 255).map(lambda n: n & 0xF0), st.integers(0, 6)),
    st.builds("{:x}::/{}".format, st.integers(0, 15).map(lambda n: n << 12), st.integers(0, 6)),
).map(_network)


@given(st.lists(NETWORKS, max_size=6), NETWORKS)
def test_overlapping(known: list[Network], asked: Network) -> None:
    found = Networks(known).overlapping(asked)
    rivals = [one for one in known if one.version == asked.version and one.overlaps(asked)]
    assert found in rivals if rivals else found is None


@given(st.lists(NETWORKS, max_size=6), NETWORKS)
def test_holding(known: list[Network], asked: Network) -> None:
    ip = asked.network_address
    assert Networks(known).holding(ip) == sum(ip in one for one in known)
