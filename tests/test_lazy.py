"""What is put off until it is asked for."""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, field, replace
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest

import ifcfgen
from ifcfgen import lazy


def _patterns(value: object) -> list[lazy.Pattern]:
    found = value.values() if isinstance(value, dict) else value if isinstance(value, tuple | list) else [value]
    return [one for one in found if isinstance(one, lazy.Pattern)]


def test_every_expression_that_is_put_off_compiles() -> None:
    modules = [
        import_module(one.name) for one in walk_packages(ifcfgen.__path__, "ifcfgen.") if "__main__" not in one.name
    ]
    put_off = [one for module in modules for value in vars(module).values() for one in _patterns(value)]
    assert len(put_off) > 50
    for one in put_off:
        assert one.groups >= 0


def test_a_pattern_is_what_re_makes_of_it() -> None:
    for flags in (0, re.I):
        late, early = lazy.pattern("(?P<name>[a-z]+)=", flags), re.compile("(?P<name>[a-z]+)=", flags)
        assert (late.pattern, late.flags, late.groupindex) == (early.pattern, early.flags, early.groupindex)
        for text in ("ab=c", "AB=", "="):
            assert (late.match(text) is None) == (early.match(text) is None)
            assert late.sub("x", text) == early.sub("x", text)
    assert lazy.pattern(b"\xff").search(b"\0\xff")


def test_a_pattern_is_compiled_when_it_is_used_first() -> None:
    broken = lazy.pattern("(")
    with pytest.raises(re.error):
        broken.search("")


@lazy.record
class Card:
    name: str
    mtu: int | None = None
    offloads: Mapping[str, bool] = field(default_factory=dict)


def test_a_record_has_the_defaults() -> None:
    card = Card("eth0", mtu=9000)
    assert (card.name, card.mtu, card.offloads) == ("eth0", 9000, {})
    assert replace(card, mtu=None).mtu is None
    assert card != Card("eth0", mtu=9000)
    with pytest.raises(FrozenInstanceError, match="'mtu' of Card cannot be changed"):
        card.mtu = 1500  # type: ignore[misc]  # that it is an error is what is tested
    with pytest.raises(FrozenInstanceError):
        del card.mtu
    unknown: Any = {"mut": 1}
    with pytest.raises(TypeError, match="Card has no field 'mut'"):
        Card("eth0", **unknown)


@lazy.value_object
class Speed:
    rate: int
    unit: str = "Mb/s"
    source: str = field(default="", compare=False)


@lazy.value_object
class Rate:
    rate: int


def test_a_value_object_is_what_its_fields_hold() -> None:
    assert Speed(10) == Speed(10, "Mb/s", source="ethtool") != Speed(100)
    assert len({Speed(10), Speed(rate=10), replace(Speed(10), source="sysfs"), Speed(10, "Gb/s")}) == 2
    assert Rate(10) == Rate(10) != Rate(1)
    assert Rate(10) != Speed(10) != 10


class Port(lazy.NamedTuple):
    """A port."""

    name: str
    speed: int = 0
    """Mbit/s."""

    @property
    def is_up(self) -> bool:
        """Whether it has a speed."""
        return self.speed > 0

    @classmethod
    def parse(cls, text: str) -> Port:
        """What TEXT says."""
        name, _, speed = text.partition("@")
        return cls(name, int(speed or 0))


def test_a_named_tuple_is_what_typing_makes_of_it() -> None:
    port = Port.parse("eth0@1000")
    assert port == ("eth0", 1000) == Port(name="eth0", speed=1000)
    assert port.is_up and not port._replace(speed=0).is_up
    assert Port("eth1") == ("eth1", 0)
    assert (Port.__name__, Port.__qualname__, Port.__module__, Port.__doc__) == ("Port", "Port", __name__, "A port.")
    assert (Port._fields, Port._field_defaults) == (("name", "speed"), {"speed": 0})
    assert repr(port) == "Port(name='eth0', speed=1000)"
    assert pickle.loads(pickle.dumps(port)) == port
    with pytest.raises(AttributeError):
        port.name = "eth1"
    with pytest.raises(TypeError):
        Port()
