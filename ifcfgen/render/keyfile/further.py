"""Settings that a topology gives as they are, below `keyfile:`: for what has no property of its own."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.errors import did_you_mean, quoted
from ifcfgen.keyfile.properties import OWN_FORM, SECTIONS, Property
from ifcfgen.model import KINDS, Device
from ifcfgen.netplan.properties import property_of
from ifcfgen.networkmanager.source import Version
from ifcfgen.render.keyfile.origins import FIELDS, LISTS
from ifcfgen.render.keyfile.view import SHORT

_NAMES = {SHORT.get(section, section): section for section in SECTIONS}
"""The sections as keyfiles call them."""
_OF_EVERY_KIND = frozenset(
    ("connection", "ethtool", "hostname", "ipv4", "ipv6", "link", "match", "proxy", "tc", "user", "ethernet")
)
_OF_KINDS = {"wifi-security": ("wireless",), "802-1x": ("ethernet", "wireless"), "dcb": ("ethernet",),
             "sriov": ("ethernet",)}  # fmt: skip
"""Sections that are not called like a kind of device."""
_OF_IDENTITY = (("name",), ("",))
_WITH_MORE = "ethernet.wake-on-lan"
"""Has a property for a part of what it can say."""
_BOOLEANS = ("true", "false")


def refusals(device: Device, version: Version) -> Iterator[tuple[str, str, str]]:
    """The settings of DEVICE that NetworkManager of VERSION cannot be given: field, what is wrong, what to do."""
    for name, value in device.settings.items():
        for what, cure in _refused(device, name, value, version):
            yield f"settings.{name}", f"keyfile: {what}", cure


def _refused(device: Device, name: str, value: str, version: Version) -> Iterator[tuple[str, str]]:
    written, _, key = name.partition(".")
    section = SHORT.get(written, written)
    short = f"{section}.{key}"
    if section not in _NAMES:
        yield f"unknown section {quoted(written)}{did_you_mean(written, _NAMES)}", "write `section.key: value`"
        return
    known, own_form = SECTIONS[_NAMES[section]], OWN_FORM.get(section)
    entry = known.get(key)
    if FIELDS.get(short) in _OF_IDENTITY:
        yield f"{short} follows from the rest of the topology", "remove it"
    elif short == _WITH_MORE and device.wakeonlan is not None:
        yield f"{short} would replace wakeonlan", "give one of them"
    elif (short in FIELDS and short != _WITH_MORE) or (
        section in ("ipv4", "ipv6", "bond") and own_form and own_form.fullmatch(key)
    ):
        yield f"{short} has a property of its own", f"use {property_of(*FIELDS.get(short, _listed(key)))}"
    elif entry is None and not (own_form and own_form.fullmatch(key)):
        yield f"unknown key {quoted(key)} of {section}{did_you_mean(key, known)}", "remove it, or correct its name"
    elif not _fits(device, section):
        yield f"{short} has no effect on a device of kind {device.kind}", "remove it"
    elif entry and entry.first > version:
        yield f"NetworkManager {version[0]}.{version[1]} does not read {short}", "remove it"
    elif entry and (wanted := _wanted(entry, value)):
        yield f"{short}: {quoted(value)} is not {wanted}", "correct it"


def _listed(key: str) -> tuple[str, ...]:
    """The field that is written as KEY and a number."""
    stem = key.rstrip("0123456789").removesuffix("_options").rstrip("0123456789")
    return (LISTS.get(stem, "bond_options"),)


def _fits(device: Device, section: str) -> bool:
    if section in ("bridge-port", "bond-port", "team-port"):
        return device.controller_name is not None
    return section in _OF_EVERY_KIND or section == KINDS[device.kind].short or device.kind in _OF_KINDS.get(section, ())


def _wanted(entry: Property, value: str) -> str:
    """What a VALUE of ENTRY must be; empty where it is that."""
    if entry.kind == "yes-no":
        return "" if value in _BOOLEANS else "true or false"
    if entry.kind not in ("number", "enum", "flags"):
        return ""
    number = int(value) if value.lstrip("-").isdecimal() and len(value) < 21 else None
    if entry.kind == "enum":
        return "" if number in entry.values else f"one of {', '.join(map(str, sorted(entry.values)))}"
    if entry.kind == "flags":
        return "" if number is not None and number >= 0 and not number & ~entry.high else "a sum of flags"
    return "" if number is not None and entry.low <= number <= entry.high else f"from {entry.low} to {entry.high}"
