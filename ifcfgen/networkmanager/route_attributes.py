"""What a keyfile says of a route beside where it leads: route1_options (nm_ip_route_get_variant_attribute_spec)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ifcfgen.networkmanager.values import ip_of, number

_UINT = 2**32 - 1
_ROUTE_NUMBERS = (
    "table", "tos", "scope", "window", "cwnd", "initcwnd", "initrwnd", "mtu", "advmss", "rto_min", "weight",
)  # fmt: skip
_ROUTE_SWITCHES = ("onlink", "quickack", "lock-window", "lock-cwnd", "lock-initcwnd", "lock-initrwnd", "lock-mtu",
                   "lock-advmss")  # fmt: skip


def read_attributes(text: str, version: int) -> Mapping[str, bool | int | str]:
    """What `route1_options` says, as far as it can be read."""
    found: dict[str, bool | int | str] = {}
    for item in filter(None, text.split(",")):
        name, equals, value = item.partition("=")
        read = _ATTRIBUTES.get(name.strip())
        said = read(value, version) if read and equals else None
        if said is not None:
            found[name.strip()] = said
    return MappingProxyType(found)


_Attribute = Callable[[str, int], bool | int | str | None]


def _attribute_number(text: str, _: int) -> int | None:
    return number(text, 0, _UINT, 0)


def _attribute_switch(text: str, _: int) -> bool | None:
    return {"true": True, "yes": True, "1": True, "on": True, "false": False, "no": False, "0": False,
            "off": False}.get(text.lower())  # fmt: skip


def _address(text: str, version: int) -> str | None:
    found = ip_of(text, version)
    return None if found is None else str(found)


_ATTRIBUTES: Mapping[str, _Attribute] = {
    **dict.fromkeys(_ROUTE_NUMBERS, _attribute_number),
    **dict.fromkeys(_ROUTE_SWITCHES, _attribute_switch),
    "src": _address,
    "from": lambda text, version: text if version == 6 else None,
    "type": lambda text, version: text,
    "scope": lambda text, version: number(text, 0, 255, 0) if version == 4 else None,
    "tos": lambda text, version: number(text, 0, 255, 0) if version == 4 else None,
}
