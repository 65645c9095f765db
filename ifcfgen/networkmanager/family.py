"""What IPv4 and IPv6 of a profile have in common: their draft, name servers and search domains, and DHCP."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ifcfgen.lazy import NamedTuple
from ifcfgen.model import IP
from ifcfgen.networkmanager.profile import Address, Origin, Route, Rule
from ifcfgen.networkmanager.source import Rejected, Source
from ifcfgen.networkmanager.values import ipv4, ipv6, number, words

_DNS_URI = re.compile(
    r"dns\+(?:tls(?=://[^#]*(?:#.|$))|udp(?!.*#))://(?:\[([^]%]+)(?:%[^]]*)?\]|([^:#[]+))(?::(\d+))?(?:#.*)?"
)
_IAIDS = ("mac", "perm-mac", "ifname", "stable")
OFF = ("disabled", "ignore")
FQDN_FLAGS = 0b1111


class Gateway(NamedTuple):
    """A gateway, and what says it."""

    ip: IP
    origin: str | Origin


class Family:
    """What is read of one family of addresses: its method, and the key that says it, where one does."""

    routes: tuple[Route, ...] = ()
    rules: tuple[Rule, ...] = ()
    dns: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()
    searches_key = ""
    gateway: Gateway | None = None
    never_default = False
    never_default_by: str | Origin = ""
    is_read = False
    """Whether the keys of this family were looked at, all but the method."""
    is_labelled = False
    """Whether an alias has added an address."""

    def __init__(self, method: str, said_by: str = ""):
        self.method = method
        self.said_by = said_by
        self.addresses: list[Address] = []
        self._known: set[tuple[IP, int]] = set()

    def add(self, new: Address) -> bool:
        """Add an address, unless it is there; whether it was not."""
        is_new = (new.ip, new.prefix) not in self._known
        if is_new:
            self._known.add((new.ip, new.prefix))
            self.addresses.append(new)
        return is_new


def write(source: Source, section: str, family: Family) -> None:
    """Put FAMILY into the settings."""
    values, origins = source.settings.setdefault(section, {}), source.origins
    values["method"] = family.method
    if family.said_by:
        origins[f"{section}.method"] = family.said_by
    if family.method in OFF:
        values.pop("may-fail", None)
    if family.addresses:
        values["addresses"] = tuple(family.addresses)
    if family.never_default:
        values["never-default"] = True
        origins[f"{section}.never-default"] = family.never_default_by
    elif family.gateway and int(family.gateway.ip):  # one of zeros is none
        values["gateway"] = family.gateway.ip
        origins[f"{section}.gateway"] = family.gateway.origin
    if family.dns:
        values["dns"] = family.dns
        origins[f"{section}.dns"] = "DNS1"
    if family.searches:
        values["dns-search"] = family.searches
        origins[f"{section}.dns-search"] = family.searches_key
    if family.routes:
        values["routes"] = family.routes
    if family.rules:
        values["routing-rules"] = family.rules


# -- names -----------------------------------------------------------------------------------------------


Server = tuple[str, str, int | None]
"""A name server: the key, what it says, and the family, 4 or 6; None where it is no address."""


def read_servers(source: Source) -> Sequence[Server]:
    """The name servers, up to the first number that is missing."""
    keys = source.keys
    if not keys.get("DNS1"):
        return ()
    found: list[Server] = []
    while text := keys.get(key := f"DNS{len(found) + 1}"):
        if ipv4(text):
            found.append((key, text, 4))
        elif plain := ipv6(text):
            found.append((key, str(plain), 6))
        else:
            found.append((key, text, _version(source, text)))
    return found


def _version(source: Source, text: str) -> int | None:
    """The family of an address with a name or a port, or of a URI."""
    if not ("#" in text or text.startswith("dns+")) or not source.since(1, 52):
        return None
    if uri := _DNS_URI.fullmatch(text):
        fits = not uri[3] or number(uri[3], 1, 65535) is not None
        return None if not fits else 6 if uri[1] and ipv6(uri[1]) else 4 if uri[2] and ipv4(uri[2]) else None
    written, _, server = text.partition("#")
    return None if not server else 4 if ipv4(written) else 6 if ipv6(written) else None


def servers_of(servers: Sequence[Server], version: int) -> tuple[str, ...]:
    """Those of a family. Raises `Rejected` for one that is none."""
    texts: dict[str, None] = {}
    for key, text, found in servers:
        if found is None:
            raise Rejected("address", key, f"{key}={text} is not an address of a name server")
        if found == version:
            texts[text] = None
    return tuple(texts)


def set_searches(source: Source, family: Family, key: str) -> None:
    """The search domains are those of KEY."""
    if text := source.keys.get(key):
        family.searches = tuple(dict.fromkeys((*family.searches, *words(text))))
        family.searches_key = key


def check_searches(source: Source, family: Family, key: str) -> None:
    """Each search domain must be one. Raises `Rejected`."""
    for domain in family.searches:
        if ("," in domain or ";" in domain) and source.since(1, 56):
            raise Rejected("domain", key, f"{key} names {domain}, which is not one domain: separate domains by blanks")


def read_dns_options(source: Source, section: str, key: str, of_all: Origin | None = None) -> None:
    """The options of resolv.conf: of the file, and of /etc/sysconfig/network. Empty ones stand for none at all."""
    texts = [source.keys[key]] if key in source.keys else []
    if of_all:
        texts.append(of_all.document.keys[of_all.key])
    if texts:
        found: dict[str, str] = {}
        for option in filter(_is_dns_option, words(" ".join(texts))):
            found.setdefault(option.partition(":")[0], option)
        source.add(section, "dns-options", tuple(found.values()), key if key in source.keys else of_all or "")


def _is_dns_option(text: str) -> bool:
    """Whether TEXT is a name, or a name with a number (_nm_utils_dns_option_validate)."""
    name, colon, value = text.partition(":")
    return bool(name) and (not colon or (value.isdecimal() and number(value, 0, 2**31 - 1) is not None))


# -- DHCP ------------------------------------------------------------------------------------------------


def check_iaid(keys: Mapping[str, str], key: str) -> None:
    """The IAID of KEY must be one. Raises `Rejected`."""
    text = keys.get(key)
    if not text or text in _IAIDS or re.fullmatch(r"(?:[0-9a-fA-F]{1,2}:){3}[0-9a-fA-F]{1,2}", text):
        return
    if not re.fullmatch(r"[0-9a-fA-Fx:]+", text) or number(text, 0, 2**32 - 1, 0) is None:
        raise Rejected("dhcp", key, f"{key}={text} is not an IAID")


def check_hostname_flags(source: Source, prefix: str, send: str) -> None:
    """The flags of the name that is sent must go together. Raises `Rejected`."""
    key = f"{prefix}_HOSTNAME_FLAGS"
    flags = number(source.keys.get(key) or "0", 0, 2**32 - 1) or 0
    if not flags:
        return
    if source.flag(send) is False:
        raise Rejected("dhcp", key, f"{key} is set, and {send} disables sending a name")
    if not are_hostname_flags(flags, 6 if prefix == "DHCPV6" else 4):
        raise Rejected("dhcp", key, f"{key}={flags} are flags that cannot be combined")


def are_hostname_flags(flags: int, family: int) -> bool:
    """Whether FLAGS of the name that is sent by DHCP go together, and are for FAMILY."""
    served, encoded, none, clear = (bool(flags & bit) for bit in (1, 2, 4, 8))
    is_clear = clear and (served or encoded or none)
    return not (flags & ~FQDN_FLAGS or (served and none) or is_clear or (encoded and family == 6))
