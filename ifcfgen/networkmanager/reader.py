"""Which files become a profile, of which type, and why the others do not: connection_from_file_full() and its like."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Set
from typing import Any, Generic, NamedTuple, TypeVar

from ifcfgen.facts import Host
from ifcfgen.networkmanager import bond, bridge, connection, ipv4, ipv6, links
from ifcfgen.networkmanager.family import read_servers
from ifcfgen.networkmanager.profile import ETHERNET, Profile, Settings
from ifcfgen.networkmanager.properties import read_properties
from ifcfgen.networkmanager.rules import read_rules
from ifcfgen.networkmanager.source import Ignored, Rejected, Source, Version
from ifcfgen.networkmanager.values import is_profile_device_name
from ifcfgen.scripts.directory import Directory
from ifcfgen.scripts.file import File
from ifcfgen.scripts.names import is_passed_over
from ifcfgen.scripts.surroundings import Surroundings

_Said = TypeVar("_Said")
_IFUP_SCRIPTS = frozenset(
    ("aliases", "bnep", "ctc", "ippp", "ipv6", "isdn", "plip", "plusb", "post", "ppp", "routes", "sit", "tunnel")
)
"""The devices, without their number, that the network scripts have an ifup- script for."""
_READ_IN_ETC_ALONE = 7
"""The last release whose NetworkManager reads keyfiles in /etc alone, and takes none for deleted (1.18)."""
_SELDOM = frozenset(("PROXY", "NM_US", "QDISC", "FILTE", "TC_CO"))
"""With what the keys begin that `seldom` reads."""


def read(
    directory: Directory,
    file: File,
    host: Host,
    version: Version | None = None,
    alone: dict[str, Profile] | None = None,
) -> Profile:
    """What the NetworkManager of HOST makes of FILE, an ifcfg file of DIRECTORY, as if it were there.

    VERSION is for one that is not the one of the host's release. ALONE keeps, by name, what files come to where no
    other has their UUID: to ask about many of one directory and host. Raises `Unknown` for the release, or
    for whether network-scripts is installed, where that makes a difference.
    """
    known = {} if alone is None else alone

    def made_of(file: File) -> Profile:
        if file.name not in known:
            known[file.name] = _alone(directory, file, host, version)
        return known[file.name]

    profile = made_of(file)
    is_shadowed = profile.status == "connection" and _is_shadowed(directory, file, host, made_of)
    return Profile("shadowed") if is_shadowed else profile


def _alone(directory: Directory, file: File, host: Host, version: Version | None) -> Profile:
    """What becomes of FILE where no other has its UUID."""
    if is_passed_over(file.name, "NetworkManager", host.el or 7):
        return Profile("skipped-name")
    if directory.is_alias_to_networkmanager(file):
        return Profile("alias")
    try:
        return _read(Source(directory, file, host, version))
    except Ignored as passed:
        return Profile("ignored", passed.reason)
    except Rejected as refused:
        return Profile("error", refused.reason)


def _read(source: Source) -> Profile:
    keys = source.keys
    if source.flag("NM_CONTROLLED") is False:
        if not _is_identified(source):
            raise Ignored("unidentified", "DEVICE", "NM_CONTROLLED=no without a key that names the device")
        return Profile("unmanaged")
    if keys.get("BOOTPROTO", "").lower() == "ibft":
        raise Ignored("ibft", "BOOTPROTO", "iBFT is for the initial RAM disk")
    word = _type(source)
    link = _LINKS.get(word.lower())
    if "BONDING_MASTER" in keys and source.flag("BONDING_MASTER") and (link is None or link.kind != "bond"):
        raise Rejected("type", "BONDING_MASTER", f"BONDING_MASTER=yes is for TYPE=Bond, not for TYPE={word}")
    if link is None:
        if not _is_identified(source):
            raise Rejected("unidentified", "DEVICE", f"TYPE={word} is unknown, and no device is named")
        return Profile("unrecognized")
    return _profile(source, link)


def _type(source: Source) -> str:
    """The word for the type."""
    keys = source.keys
    devicetype = keys.get("DEVICETYPE", "").lower()
    if devicetype == "team":
        return "Team"
    if devicetype == "teamport":
        word = keys.get("TYPE") or ("Vlan" if keys.get("DEVICE") and source.flag("VLAN") else "Ethernet")
    elif keys.get("TEAM_CONFIG"):
        return "Team"
    else:
        word = keys.get("TYPE") or _type_of_device(source)
    if word == "CTC":
        word = "Ethernet"
    return "Bond" if word == "Ethernet" and keys.get("BONDING_OPTS") else word


def _type_of_device(source: Source) -> str:
    keys = source.keys
    if keys.get("IPV6TUNNELIPV4"):
        raise Ignored(
            "tunnel",
            "IPV6TUNNELIPV4",
            "IPV6TUNNELIPV4 is for a tunnel, which NetworkManager does not create from ifcfg files",
        )
    device = keys.get("DEVICE")
    if not device:
        raise Rejected("device", "DEVICE", "neither TYPE nor DEVICE is set")
    if device == "lo":
        raise Ignored("loopback", "DEVICE", "NetworkManager does not configure the loopback device from such a file")
    if source.flag("BONDING_MASTER"):
        return "Bond"
    if source.flag("VLAN"):
        return "Vlan"
    name = device[0] + device[1:].rstrip("0123456789")
    if name == "wireless":
        return "Wireless"
    if name != "eth" and _is_for_a_script(source, name):
        raise Ignored("ifup-script", "DEVICE", f"there is a script ifup-{name} for {device}")
    return "Ethernet"


def _is_for_a_script(source: Source, name: str) -> bool:
    if f"ifup-{name}" in source.directory.scripts or source.directory.has_all_scripts:
        return f"ifup-{name}" in source.directory.scripts
    return name in _IFUP_SCRIPTS and _has_network_scripts(source.host)


def _has_network_scripts(host: Host) -> bool:
    return host.release <= 7 or (host.release == 8 and host.has("network-scripts"))


def _is_identified(source: Source) -> bool:
    return any(source.keys.get(key) for key in ("HWADDR", "SUBCHANNELS", "DEVICE"))


def keyfiles_come_first(surroundings: Surroundings, host: Host) -> bool:
    """Whether a keyfile counts before an ifcfg file of the same UUID. Raises `Unknown`."""
    first = surroundings.puts_keyfiles_first
    return host.release >= 9 if first is None else first  # how Red Hat builds it


def _is_shadowed(directory: Directory, file: File, host: Host, made_of: Callable[[File], Profile]) -> bool:
    """Whether another file has the same UUID. The newest wins, but how old files are is not known here: the last."""
    surroundings = directory.surroundings
    keyfiles = surroundings.keyfiles_by_uuid.get(file.uuid, ()) if surroundings.keyfiles else ()
    # what counts before all: a profile in /run, then a file by which one is deleted (nm-settings.c)
    is_first = (surroundings.deleted and file.uuid in surroundings.deleted) or any(
        keyfile.storage == "run" for keyfile in keyfiles
    )
    if is_first and host.release > _READ_IN_ETC_ALONE:
        return True
    if keyfiles and keyfiles_come_first(surroundings, host):
        return True
    uuid = file.document.nm.get("UUID")
    if not uuid:
        return False
    others = itertools.takewhile(lambda other: other is not file, reversed(directory.files_of_uuid(uuid)))
    return any(made_of(other).status == "connection" for other in others)


# -- links -----------------------------------------------------------------------------------------------


class _Link(NamedTuple, Generic[_Said]):
    """A type of link: how it is read, what must hold for what has been read, and how that gets into the settings."""

    kind: str
    read: Callable[[Source], _Said]
    check: Callable[[Source, _Said], None]
    write: Callable[[Source, _Said], None]


def _read_bond(source: Source) -> Mapping[str, str]:
    _need_device(source)
    options = bond.read_options(source)
    links.read_ethernet(source)
    return options


def _check_bond(source: Source, options: Mapping[str, str]) -> None:
    links.check_ethernet(source)
    bond.check_bond(source, options)
    _need_device_name(source)


def _write_bond(source: Source, options: Mapping[str, str]) -> None:
    links.write_ethernet(source, in_any_case=False)
    bond.write_bond(source, options)


def _read_named(source: Source) -> None:
    _need_device(source)
    links.read_ethernet(source)


def _check_bridge(source: Source, _: None) -> None:
    links.check_ethernet(source)
    _need_device_name(source)
    bridge.check_bridge(source)


def _write_bridge(source: Source, _: None) -> None:
    links.write_ethernet(source, in_any_case=True)
    bridge.write_bridge(source)


def _check_team(source: Source, _: None) -> None:
    links.check_ethernet(source)
    _need_device_name(source)
    links.check_team_config(source, "TEAM_CONFIG")


def _write_team(source: Source, _: None) -> None:
    links.write_ethernet(source, in_any_case=False)
    links.write_team(source)


def _read_vlan(source: Source) -> tuple[int, str]:
    said = links.read_vlan(source)
    links.read_ethernet(source)
    return said


def _check_vlan(source: Source, said: tuple[int, str]) -> None:
    links.check_ethernet(source)
    links.check_vlan(source, *said)


def _write_vlan(source: Source, said: tuple[int, str]) -> None:
    links.write_ethernet(source, in_any_case=True)
    links.write_vlan(source, *said)


def _read_wireless(source: Source) -> None:
    from ifcfgen.networkmanager import wireless  # few servers have one

    wireless.read_wireless(source)


def _check_wireless(source: Source, _: None) -> None:
    from ifcfgen.networkmanager.wireless import check_wireless

    check_wireless(source)


def _write_wireless(source: Source, _: None) -> None:
    from ifcfgen.networkmanager.wireless import write_wireless

    write_wireless(source)


_LINKS: Mapping[str, _Link[Any]] = {
    "ethernet": _Link(
        ETHERNET,
        links.read_ethernet,
        lambda source, _: links.check_ethernet(source),
        lambda source, _: links.write_ethernet(source, in_any_case=True),
    ),
    "wireless": _Link("802-11-wireless", _read_wireless, _check_wireless, _write_wireless),
    "infiniband": _Link("infiniband", links.read_infiniband, links.check_infiniband, links.write_infiniband),
    "bond": _Link("bond", _read_bond, _check_bond, _write_bond),
    "team": _Link("team", _read_named, _check_team, _write_team),
    "vlan": _Link("vlan", _read_vlan, _check_vlan, _write_vlan),
    "bridge": _Link("bridge", _read_named, _check_bridge, _write_bridge),
}


def _need_device(source: Source) -> None:
    if not source.keys.get("DEVICE"):
        raise Rejected("device", "DEVICE", "DEVICE is not set")


def _need_device_name(source: Source) -> None:
    if not is_profile_device_name(source.keys["DEVICE"]):
        raise Rejected("device", "DEVICE", f"DEVICE={source.keys['DEVICE']} is not a valid device name")


# -- all of them -----------------------------------------------------------------------------------------


def _profile(source: Source, link: _Link[Any]) -> Profile:
    """The profile of a link: everything is read and checked; its settings are put down once somebody asks for them.

    Raises `Rejected`.
    """
    said = link.read(source)
    port_type = connection.read_port_type(source)
    servers = read_servers(source)
    six = ipv6.read_ipv6(source, servers)
    four = ipv4.read_ipv4(source, servers)
    ipv4.add_aliases(source, four)
    ipv6.move_domain(source, four, six)
    if "DCB" in source.rare:
        from ifcfgen.networkmanager.dcb import read_dcb

        read_dcb(source)
    connection.check_connection(source)
    link.check(source, said)
    stems = {key[:5] for key in source.rare}
    if stems:
        _check_rare(source, link.kind, stems)
    links.check_ports(source, port_type)
    is_port = port_type is not None and port_type != "vrf"
    ipv4.check_ipv4(source, four, is_port)
    ipv6.check_ipv6(source, six)
    if "PAC_SCRIPT" in source.rare:
        from ifcfgen.networkmanager.seldom import check_proxy

        check_proxy(source)

    def settings() -> Settings:
        connection.write_identity(source, link.kind)
        link.write(source, said)
        links.write_ports(source, port_type)
        read_properties(source, is_port, four.is_read)
        if not is_port:
            if "ROUTI" in stems:
                read_rules(source, four, six)
            ipv4.write_ipv4(source, four)
            ipv6.write_ipv6(source, six)
            source.settings.setdefault("proxy", {})
        if stems:
            _write_rare(source, link.kind, stems, is_port)
        return Settings(source.settings, source.origins, tuple(source.unread))

    return Profile("connection", None, source.document, settings)


# What hardly any file has, and what is not even loaded for the others.


def _check_rare(source: Source, kind: str, stems: Set[str]) -> None:
    if _has_8021x(source, kind):
        from ifcfgen.networkmanager.eap import check_8021x

        check_8021x(source, kind)
    if "DCB" in source.rare:
        from ifcfgen.networkmanager.dcb import check_dcb

        check_dcb(source)
    if "SRIOV" in stems:
        from ifcfgen.networkmanager.sriov import check_sriov

        check_sriov(source)


def _has_8021x(source: Source, kind: str) -> bool:
    if not source.keys.get("KEY_MGMT") or kind == "infiniband":
        return False
    if kind != "802-11-wireless":
        return True
    from ifcfgen.networkmanager.wireless import is_8021x

    return is_8021x(source)


def _write_rare(source: Source, kind: str, stems: Set[str], is_port: bool) -> None:
    if kind != "802-11-wireless" and _has_8021x(source, kind):
        from ifcfgen.networkmanager.eap import write_8021x

        write_8021x(source, wireless=False)
    if "DCB" in source.rare:
        from ifcfgen.networkmanager.dcb import write_dcb

        write_dcb(source)
    if "SRIOV" in stems:
        from ifcfgen.networkmanager.sriov import write_sriov

        write_sriov(source)
    if not _SELDOM.isdisjoint(stems):
        from ifcfgen.networkmanager.seldom import write_proxy, write_traffic, write_user_data

        write_traffic(source)
        write_user_data(source)
        if not is_port:
            write_proxy(source)
