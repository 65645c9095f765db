"""Which files become a profile, of which type, and why the others do not: connection_from_file_full() and its like."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ifcfgen.facts import Host
from ifcfgen.networkmanager import addresses, bond, connection, links
from ifcfgen.networkmanager.profile import Profile
from ifcfgen.networkmanager.source import Ignored, Refused, Source, Version, is_profile_device_name

if TYPE_CHECKING:
    from ifcfgen.scripts.directory import Directory
    from ifcfgen.scripts.file import File

_CONTROLLERS = (("BRIDGE", "bridge"), ("MASTER", "bond"), ("TEAM_MASTER", "team"), ("OVS_PORT", "ovs-port"),
                ("VRF", "vrf"))  # fmt: skip
"""The first that is there wins; of each, the one with _UUID before the one without."""
_CONTROLLER_KEYS = frozenset(key + ending for key, _ in _CONTROLLERS for ending in ("", "_UUID"))
_PREFIXES = {"bond": "Bond", "bridge": "Bridge", "team": "Team", "vlan": "Vlan"}
_IFUP_SCRIPTS = frozenset(
    ("aliases", "bnep", "ctc", "ippp", "ipv6", "isdn", "plip", "plusb", "post", "ppp", "routes", "sit", "tunnel")
)
"""The devices, without their number, that the network scripts have an ifup- script for."""


def read(directory: Directory, file: File, host: Host, version: Version | None = None) -> Profile:
    """What the NetworkManager of HOST makes of FILE, an ifcfg file, as if it were there.

    VERSION is for one that is not the one of the host's release. Raises `Unknown` for the release, or for whether
    network-scripts is installed, where that makes a difference.
    """
    if file.is_ignored_by_networkmanager:
        return Profile("skipped-name")
    if directory.is_alias_to_networkmanager(file):
        return Profile("alias")
    source = Source(directory, file, file.document.nm, host, version)
    try:
        profile = _read(source)
    except Ignored as passed:
        return Profile("ignored", passed.reason)
    except Refused as refused:
        return Profile("error", refused.reason)
    return Profile("shadowed") if profile.type and _is_shadowed(source) else profile


def _read(source: Source) -> Profile:
    keys = source.keys
    if source.flag("NM_CONTROLLED") is False:
        if not _is_identified(source):
            raise Ignored("unidentified", "DEVICE", "NM_CONTROLLED=no, and nothing says for which device")
        return Profile("unmanaged")
    if keys.get("BOOTPROTO", "").lower() == "ibft":
        raise Ignored("ibft", "BOOTPROTO", "iBFT is for the initial RAM disk")
    word = _type(source)
    read_link = _LINKS.get(word.lower())
    if keys.get("BONDING_MASTER") and source.flag("BONDING_MASTER") and read_link is not _bond:
        raise Refused("type", "BONDING_MASTER", f"BONDING_MASTER=yes is for TYPE=Bond, and not for TYPE={word}")
    if read_link is None:
        if not _is_identified(source):
            raise Refused("unidentified", "DEVICE", f"TYPE={word} is nothing that it knows, and no device is named")
        return Profile("unrecognized")
    return read_link(source)


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
        raise Ignored("tunnel", "IPV6TUNNELIPV4", "IPV6TUNNELIPV4 is for a tunnel, and it makes none of such a file")
    device = keys.get("DEVICE")
    if not device:
        raise Refused("device", "DEVICE", "neither TYPE nor DEVICE says what it is for")
    if device == "lo":
        raise Ignored("loopback", "DEVICE", "the loopback device is not configured by such a file")
    if source.flag("BONDING_MASTER"):
        return "Bond"
    if source.flag("VLAN"):
        return "Vlan"
    name = device[0] + device[1:].rstrip("0123456789")
    if name == "wireless":
        return "Wireless"
    if _is_for_a_script(source, name):
        raise Ignored("ifup-script", "DEVICE", f"there is a script ifup-{name} for {device}")
    return "Ethernet"


def _is_for_a_script(source: Source, name: str) -> bool:
    if scripts := source.directory.scripts:
        return f"ifup-{name}" in scripts
    return name in _IFUP_SCRIPTS and _has_network_scripts(source.host)


def _has_network_scripts(host: Host) -> bool:
    return host.release <= 7 or (host.release == 8 and host.has("network-scripts"))


def _is_identified(source: Source) -> bool:
    return any(source.keys.get(key) for key in ("HWADDR", "SUBCHANNELS", "DEVICE"))


def _is_shadowed(source: Source) -> bool:
    """Whether another file has the same UUID. The newest wins, but how old files are is not known here: the last."""
    uuid = source.keys.get("UUID")
    if not uuid:
        return False
    surroundings = source.directory.surroundings
    if any(keyfile.uuid == uuid.lower() for keyfile in surroundings.keyfiles):
        first = surroundings.puts_keyfiles_first
        if first or (first is None and source.host.release >= 9):  # how Red Hat builds it
            return True
    files = source.directory.files_of_uuid(uuid)
    later = (other for other in files if other.name > source.file.name)
    return any(read(source.directory, other, source.host, source.version).type is not None for other in later)


# -- links -----------------------------------------------------------------------------------------------


def _ethernet(source: Source) -> Profile:
    links.read_ethernet(source)
    return _profile(source, "802-3-ethernet", lambda: links.check_ethernet(source))


def _bond(source: Source) -> Profile:
    _need_device(source)
    options = bond.read_options(source)
    links.read_ethernet(source)

    def check() -> None:
        links.check_ethernet(source)
        bond.check_bond(source, options)
        _need_device_name(source)

    return _profile(source, "bond", check)


def _bridge(source: Source) -> Profile:
    _need_device(source)
    links.read_ethernet(source)

    def check() -> None:
        links.check_ethernet(source)
        _need_device_name(source)
        links.check_bridge(source)

    return _profile(source, "bridge", check)


def _team(source: Source) -> Profile:
    _need_device(source)
    links.read_ethernet(source)

    def check() -> None:
        links.check_ethernet(source)
        _need_device_name(source)
        links.check_team_config(source, "TEAM_CONFIG")

    return _profile(source, "team", check)


def _vlan(source: Source) -> Profile:
    vlan_id, parent = links.read_vlan(source)
    links.read_ethernet(source)

    def check() -> None:
        links.check_ethernet(source)
        links.check_vlan(source, vlan_id, parent)

    return _profile(source, "vlan", check)


def _infiniband(source: Source) -> Profile:
    partition = links.read_infiniband(source)
    profile = _profile(source, "infiniband", lambda: links.check_infiniband(source, partition))
    if partition is None or profile.interface_name is None:
        return profile
    name = f"{partition[1]}.{partition[0]:04x}"[:15]
    return profile._replace(interface_name=name)


def _wireless(source: Source) -> Profile:
    from ifcfgen.networkmanager import wireless  # few servers have one

    ssid = wireless.read_wireless(source)
    return _profile(source, "802-11-wireless", lambda: wireless.check_wireless(source), ssid)


_LINKS: dict[str, Callable[[Source], Profile]] = {
    "ethernet": _ethernet,
    "wireless": _wireless,
    "infiniband": _infiniband,
    "bond": _bond,
    "team": _team,
    "vlan": _vlan,
    "bridge": _bridge,
}


def _need_device(source: Source) -> None:
    if not source.keys.get("DEVICE"):
        raise Refused("device", "DEVICE", "no DEVICE says what it is called")


def _need_device_name(source: Source) -> None:
    if not is_profile_device_name(source.keys["DEVICE"]):
        raise Refused("device", "DEVICE", f"DEVICE={source.keys['DEVICE']} is no name that a device can have")


# -- all of them -----------------------------------------------------------------------------------------


def _profile(source: Source, kind: str, check_link: Callable[[], None], ssid: str | None = None) -> Profile:
    """The profile of a link, all that it has read and checked. Raises `Refused`."""
    keys = source.keys
    controller, port_type = _controller(source)
    six = addresses.read_ipv6(source)
    four = addresses.read_ipv4(source)
    addresses.add_aliases(source, four)
    addresses.move_domain(source, four, six)
    if keys.get("DCB"):
        from ifcfgen.networkmanager.dcb import read_dcb

        read_dcb(source)
    connection.check_connection(source)
    check_link()
    _check_seldom(source, kind)
    links.check_ports(source, port_type)
    addresses.check_ipv4(source, four, port_type is not None)
    addresses.check_ipv6(source, six)
    connection.check_proxy(source)
    device = keys.get("DEVICE")
    return Profile(
        "connection",
        None,
        kind,
        keys.get("NAME") or _title(source, kind, ssid),
        device if device and is_profile_device_name(device) else None,
        controller,
        port_type,
    )


def _check_seldom(source: Source, kind: str) -> None:
    """What hardly any file has, and what is not even loaded for the others."""
    keys = source.keys
    if keys.get("KEY_MGMT") and kind != "infiniband":
        from ifcfgen.networkmanager.eap import check_8021x

        if kind != "802-11-wireless" or _is_8021x_over_the_air(source):
            check_8021x(source, kind)
    if keys.get("DCB"):
        from ifcfgen.networkmanager.dcb import check_dcb

        check_dcb(source)
    if any(key.startswith("SRIOV_VF") for key in keys):
        from ifcfgen.networkmanager.sriov import check_sriov

        check_sriov(source)


def _is_8021x_over_the_air(source: Source) -> bool:
    from ifcfgen.networkmanager.wireless import is_8021x

    return is_8021x(source)


def _controller(source: Source) -> tuple[str, str] | tuple[None, None]:
    if _CONTROLLER_KEYS.isdisjoint(source.keys):
        return None, None
    for key, kind in _CONTROLLERS:
        found = source.keys.get(f"{key}_UUID") or source.keys.get(key)
        if found:
            return found, kind
    return None, None


def _title(source: Source, kind: str, ssid: str | None) -> str:
    suffix = source.file.suffix
    title = f"{_PREFIXES.get(kind, 'System')} "
    return f"{title}{ssid} ({suffix})" if ssid and ssid != suffix else title + suffix
