"""The pages of the keys, as `ifcfgen explain` shows them, and what each key is called in a keyfile.

The names in keyfiles are found by trial: every key is read as NetworkManager reads it, in a file of each kind and with
several values, and the settings that then come from it are its names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ifcfgen.facts import Host
from ifcfgen.ifcfg import vocabulary
from ifcfgen.ifcfg.vocabulary import Key
from ifcfgen.networkmanager import reader
from ifcfgen.networkmanager.keyfile import SECTIONS, keyfile
from ifcfgen.networkmanager.profile import Origin, Profile
from ifcfgen.scripts import directory

_VERSION = (1, 52)
_HOST = Host.of(release=9, services={"NetworkManager": "enabled"})
_FILES = (
    ("ethernet", "TYPE=Ethernet\nDEVICE=x\nBOOTPROTO=dhcp\nIPV6INIT=yes\n"),
    (
        "ethernet",
        "TYPE=Ethernet\nDEVICE=x\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n"
        "IPV6INIT=yes\nIPV6_AUTOCONF=no\nIPV6ADDR=2001:db8::1/64\nGATEWAY=192.0.2.254\nDNS1=192.0.2.2\n",
    ),
    (
        "ethernet",
        "TYPE=Ethernet\nDEVICE=x\nKEY_MGMT=IEEE8021X\nIEEE_8021X_EAP_METHODS=PEAP\n"
        "IEEE_8021X_IDENTITY=a\nIEEE_8021X_PASSWORD=b\nIEEE_8021X_INNER_AUTH_METHODS=MSCHAPV2\n",
    ),
    (
        "ethernet",
        "TYPE=Ethernet\nDEVICE=x\nKEY_MGMT=IEEE8021X\nIEEE_8021X_EAP_METHODS=TLS\n"
        "IEEE_8021X_IDENTITY=a\nIEEE_8021X_CLIENT_CERT=/etc/b.pem\nIEEE_8021X_PRIVATE_KEY=/etc/c.pem\n"
        "IEEE_8021X_PRIVATE_KEY_PASSWORD=d\n",
    ),
    (
        "ethernet",
        "TYPE=Ethernet\nDEVICE=x\nDCB=yes\nDCB_APP_FCOE_ENABLE=yes\nDCB_APP_ISCSI_ENABLE=yes\n"
        "DCB_APP_FIP_ENABLE=yes\nDCB_PFC_ENABLE=yes\n",
    ),
    ("ethernet", "TYPE=Ethernet\nDEVICE=x\nPROXY_METHOD=auto\n"),
    ("wireless", "TYPE=Wireless\nDEVICE=x\nESSID=a\nKEY_MGMT=WPA-PSK\nWPA_PSK=abcdefgh\n"),
    ("wireless", "TYPE=Wireless\nDEVICE=x\nESSID=a\nSECURITYMODE=open\nKEY1=abcde\n"),
    ("bond", "TYPE=Bond\nDEVICE=x\nBONDING_MASTER=yes\n"),
    ("bond port", "TYPE=Ethernet\nDEVICE=x\nMASTER=bond0\nSLAVE=yes\n"),
    ("bridge", "TYPE=Bridge\nDEVICE=x\nSTP=yes\n"),
    ("bridge port", "TYPE=Ethernet\nDEVICE=x\nBRIDGE=br0\n"),
    ("vlan", "TYPE=Vlan\nDEVICE=x\nVLAN=yes\nPHYSDEV=eth0\nVLAN_ID=5\n"),
    ("ovs", "TYPE=Ethernet\nDEVICE=x\n"),
    ("team", "DEVICETYPE=Team\nDEVICE=x\n"),
    ("team port", "DEVICETYPE=TeamPort\nDEVICE=x\nTEAM_MASTER=team0\n"),
    ("infiniband", "TYPE=InfiniBand\nDEVICE=x\n"),
    ("infiniband", "TYPE=InfiniBand\nDEVICE=ib0.8002\nPKEY=yes\nPKEY_ID=2\nPHYSDEV=ib0\n"),
)
"""Files that a key may need, each with the kind of its device."""
_VALUES: Mapping[str, Sequence[str]] = {
    "yes-no": ("yes", "no"), "integer": ("1", "2", "7"), "number": ("1", "2.5"), "interface": ("eth9",),
    "ipv4": ("192.0.2.9",), "ipv6": ("2001:db8::9", "::9"), "ipv6-prefix": ("2001:db8::9/64",), "ip": ("192.0.2.9",),
    "ip-prefix": ("192.0.2.9",), "netmask": ("255.255.0.0",), "prefix": ("16",), "mac": ("00:00:5e:00:53:01",),
    "uuid": ("5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03",), "path": ("/etc/a.pem",), "json": ("{}",),
    "options": ("miimon=100", "autoneg off", "priority=9"), "url": ("https://example.com/a",),
}  # fmt: skip
"""By the type of a key: values to try; for the others those below."""
_ANY = (
    "yes", "1", "a", "::9", "1-5", "0:1", "192.0.2.9", "5fb06bd0-0bb0-7ffb-45f1-d6edd65f3e03", "00:00:5e:00:53:01",
    "tls", "ccmp", "1,0,0,0,0,0,0,0", "root handle 1234: fq_codel", "mac=00:00:5e:00:53:01", "0.0.8000,0.0.8001",
    "priority 5 from 192.0.2.9", "priority 5 from 2001:db8::9",
)  # fmt: skip

_FEW = 4
"""Settings; a key that changes more of them, such as TYPE, has no name in a keyfile."""


def pages() -> Iterator[tuple[str, str]]:
    """The path of each page of a key, and the page; the table of all keys first."""
    rows = (f"| [`{key.name}`](keys/{_file(key)}) | {_cell(key.meaning)} | {_readers(key)} |\n" for key in _keys())
    yield "keys.md", f"# Keys\n\n{_HEAD}{''.join(rows)}"
    for key in _keys():
        names = [f"`{name}`" for name in names_in_keyfile(key)]
        page = vocabulary.page(key)
        yield f"keys/{_file(key)}", f"{page}\nIn a keyfile: {', '.join(names)}\n" if names else page


_HEAD = "| key | meaning | read by |\n| --- | --- | --- |\n"


def _keys() -> Sequence[Key]:
    return sorted(vocabulary.KEYS.values(), key=lambda key: key.name)


def _file(key: Key) -> str:
    return f"{key.name.replace('*', 'x')}.md"


def _cell(text: str) -> str:
    return text.replace("|", "&#124;")


def _readers(key: Key) -> str:
    readers = ("initscripts" if key.initscripts else "", "NetworkManager" if key.networkmanager else "")
    return ", ".join(filter(None, readers)) or "no program"


def names_in_keyfile(key: Key) -> list[str]:
    """The names of KEY in a keyfile, as SECTION.KEY, sorted: of what it sets, or else of the few that it changes."""
    if not key.networkmanager:
        return []
    said: set[str] = set()
    changed: set[str] = set()
    for text in (text for kind, text in _FILES if not {"any", kind}.isdisjoint(key.kinds)):
        without = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(f"{key.name}="))
        before = _profile(without)
        for value in (*key.values, *map(str, key.range or ()), *_VALUES.get(key.type, _ANY)):
            after = _profile(f"{without}{key.name.replace('*', 'x')}='{value}'\n")
            names = {*_said_by(key, after)} if after else set()
            said |= names
            if names:
                break
            if before and after:
                changed |= {name for name, _ in _written(before).items() ^ _written(after).items()}
    few = changed if len(changed) <= _FEW else ()
    return sorted(said or few)


def _profile(text: str) -> Profile | None:
    """What NetworkManager reads from a file with this TEXT; None if it rejects the file."""
    found = directory.parse({"ifcfg-x": text})
    file = found.file("ifcfg-x")
    assert file
    profile = reader.read(found, file, _HOST)
    return profile if profile.status == "connection" else None


def _said_by(key: Key, profile: Profile) -> Iterator[str]:
    """The names in a keyfile of the settings of PROFILE that come from KEY."""
    for section, values in profile.settings.items():
        for name, value in values.items():
            items = value if isinstance(value, tuple) else ()
            origins = [profile.origins.get(f"{section}.{name}"), *(getattr(item, "origin", None) for item in items)]
            if any(_is(key, origin) for origin in origins if origin):
                yield f"{SECTIONS.get(section, section)}.{name}"


def _is(key: Key, origin: str | Origin) -> bool:
    return vocabulary.lookup(origin if isinstance(origin, str) else origin.key) is key


def _written(profile: Profile) -> Mapping[str, str]:
    """The values in the keyfile of PROFILE."""
    sections = keyfile(profile, _VERSION).items()
    return {f"{section}.{name}": str(value) for section, values in sections for name, value in values.items()}
