"""Settings that a topology gives as they are, below `keyfile:`: for what has no property of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ifcfgen.errors import did_you_mean, quoted
from ifcfgen.keyfile.document import Document
from ifcfgen.keyfile.properties import OWN_FORM, SECTIONS, Property, canonical
from ifcfgen.model import KINDS, Device
from ifcfgen.netplan import Configuration
from ifcfgen.netplan.grammar import Properties
from ifcfgen.netplan.properties import KINDS as SECTIONS_OF_TOPOLOGIES
from ifcfgen.netplan.properties import property_of
from ifcfgen.netplan.text import section_of
from ifcfgen.networkmanager import keyfile_reader
from ifcfgen.networkmanager.profile import Origin, Profile
from ifcfgen.networkmanager.source import Version
from ifcfgen.render.keyfile.files import outputs
from ifcfgen.render.keyfile.origins import FIELDS, LISTS
from ifcfgen.render.keyfile.view import SHORT
from ifcfgen.render.keyfile.words import word
from ifcfgen.render.refusal import Refusal
from ifcfgen.render.template import UnwritableValue, render

_NAMES = {SHORT.get(section, section): section for section in SECTIONS}
"""The sections as keyfiles call them."""
_OF_EVERY_KIND = frozenset(
    ("connection", "ethtool", "hostname", "ipv4", "ipv6", "link", "match", "proxy", "tc", "user", "ethernet")
)
_OF_KINDS = {"wifi-security": ("wireless",), "802-1x": ("ethernet", "wireless"), "dcb": ("ethernet",),
             "sriov": ("ethernet",)}  # fmt: skip
"""Sections that are not called like a kind of device."""
_OF_IDENTITY = (("name",), ("",))
_WITH_MORE: Mapping[str, tuple[str, frozenset[str]]] = {
    "ethernet.wake-on-lan": ("wakeonlan", frozenset()),
    "ipv4.method": ("", frozenset(("auto", "manual", "link-local", "disabled"))),
    "ipv6.method": ("", frozenset(("auto", "dhcp", "manual", "link-local", "disabled"))),
    "ipv4.dhcp-client-id": ("dhcp4_options.identifier", frozenset(("mac", "duid"))),
    "ipv4.link-local": ("", frozenset("3")),
    "ipv6.addr-gen-mode": ("ipv6_address_generation", frozenset(("eui64", "stable-privacy"))),
    "ipv6.ip6-privacy": ("ipv6_privacy", frozenset("02")),
    "connection.multi-connect": ("", frozenset("3")),
    "match.interface-name": ("match_names", frozenset()),
    "match.driver": ("match_drivers", frozenset()),
}
"""Properties of a topology have a part of what these can say: the field that the setting would replace, and the values
that have a property."""
_BOOLEANS = ("true", "false")


def refusals(device: Device, version: Version) -> Iterator[tuple[str, str, str]]:
    """The settings of DEVICE that NetworkManager of VERSION cannot be given: field, what is wrong, what to do."""
    for name, value in device.settings.items():
        for what, cure in _refused(device, name, value, version):
            yield f"settings.{name}", f"keyfile: {what}", cure


def conflicts(topology: Configuration, version: Version) -> Iterator[tuple[Device, Refusal]]:
    """The settings with which NetworkManager of VERSION rejects the profile of a device, or that it drops from it.

    TOPOLOGY has no other `refusals`.
    """
    if not any(device.settings for device in topology):
        return
    for name, template, view, device in outputs(topology):
        if device is None or not device.settings:
            continue
        try:
            text = render(template, view, word)
        except UnwritableValue:
            continue  # which is told when the file is written
        profile = keyfile_reader.read(Document(text.encode(), name), name, version)
        if profile.reason:
            said = next((name for name in device.settings if name == profile.reason.key), next(iter(device.settings)))
            what = f"keyfile: NetworkManager rejects the profile: {profile.reason.text}"
            yield device, (f"settings.{said}", what, "correct or remove it")
        for said in _dropped(device, profile):
            what = f"keyfile: NetworkManager drops {said}, because of the rest of the device"
            yield device, (f"settings.{said}", what, "remove it")


def _dropped(device: Device, profile: Profile) -> Iterator[str]:
    """The settings of DEVICE that PROFILE does not have, but for those that are the default."""
    if profile.status != "connection":
        return
    gone = {item.origin.key for item in profile.dropped}
    for dotted, origin in profile.origins.items():
        section, _, key = dotted.partition(".")
        if key not in profile.settings.get(section, {}):
            gone.add(origin.key if isinstance(origin, Origin) else origin)
    for said, value in device.settings.items():
        section, _, key = said.partition(".")
        entry = SECTIONS[canonical(section)].get(key)
        if entry and value != str(entry.default).lower() and f"{SHORT.get(section, section)}.{key}" in gone:
            yield said


def _refused(device: Device, name: str, value: str, version: Version) -> Iterator[tuple[str, str]]:
    written, _, key = name.partition(".")
    section = SHORT.get(written, written)
    short = f"{section}.{key}"
    if section not in _NAMES:
        yield f"unknown section {quoted(written)}{did_you_mean(written, _NAMES)}", "write `section.key: value`"
        return
    known, own_form = SECTIONS[_NAMES[section]], OWN_FORM.get(section)
    entry = known.get(key)
    fields = FIELDS.get(short, ())
    if fields in _OF_IDENTITY:
        yield f"{short} follows from the rest of the topology", "remove it"
    elif short in _WITH_MORE and is_set(device, _WITH_MORE[short][0]):
        yield f"{short} would replace {property_of(_WITH_MORE[short][0]).strip('`:')}", "give one of them"
    elif (_has_property(device, fields) and (short not in _WITH_MORE or value in _WITH_MORE[short][1])) or (
        section in ("ipv4", "ipv6", "bond") and own_form and own_form.fullmatch(key)
    ):
        yield f"{short} has a property of its own", f"use {property_of(*(fields or _listed(key)))}"
    elif entry is None and not (own_form and own_form.fullmatch(key)):
        yield f"unknown key {quoted(key)} of {section}{did_you_mean(key, known)}", "remove it, or correct its name"
    elif not _fits(device, section):
        yield f"{short} has no effect on a device of kind {device.kind}", "remove it"
    elif entry and entry.first > version:
        yield f"NetworkManager {version[0]}.{version[1]} does not read {short}", "remove it"
    elif entry and (wanted := _wanted(entry, value)):
        yield f"{short}: {quoted(value)} is not {wanted}", "correct it"


def _has_property(device: Device, fields: Sequence[str]) -> bool:
    """Whether a topology says one of FIELDS where DEVICE is described; some are properties of other devices only."""
    wanted = {field.partition(".")[0] for field in fields}
    having = {name for name, section in SECTIONS_OF_TOPOLOGIES.items() if wanted & _fields_of(section)}
    return bool(wanted) and (not having or section_of(device) in having)


def _fields_of(section: Properties) -> set[str]:
    return {name.partition(".")[0] for entry in section.known.values() for name in (entry.field, entry.origin) if name}


def is_set(device: Device, field: str) -> bool:
    """Whether DEVICE has a value for FIELD, which can be a part of another, such as dhcp4_options.identifier."""
    outer, _, inner = field.partition(".")
    value = getattr(device, outer) if outer else None
    return (getattr(value, inner) if inner else value) not in (None, ())


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
