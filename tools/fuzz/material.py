"""What the targets share: hosts, directories as one text, seeds from samples and rules, words and mutations."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from ifcfgen import data
from ifcfgen.facts import Host
from ifcfgen.ifcfg.vocabulary import KEYS
from ifcfgen.lint.rule import load
from ifcfgen.scripts.surroundings import PLACES

SAMPLES = Path(__file__).parent.parent.parent / "samples"
RULES = load(data.rules())

_NETWORK = {"NetworkManager": "disabled", "network": "enabled"}
_NETWORKMANAGER = {"NetworkManager": "enabled", "network": "disabled"}
HOSTS = (
    Host(),
    Host.of(release=6, services=_NETWORK, complete=True),
    Host.of(release=7, services=_NETWORK, packages=["bridge-utils"]),
    Host.of(release=7, services=_NETWORKMANAGER),
    Host.of(release=7, services=dict.fromkeys(_NETWORK, "enabled"), target=9),
    Host.of(release=8, services=_NETWORK, packages=["network-scripts"]),
    Host.of(release=8, services=_NETWORKMANAGER),
    Host.of(release=9, services={"NetworkManager": "enabled"}, target=10),
)

VALUES = """
yes no on off none dhcp static bootp ibft shared autoconf 0 1 -1 4094 4095 65535 65536 99999999999999999999 1.5 1e9
192.0.2.1 192.0.2.10/24 0.0.0.0 255.255.255.0 255.0.255.0 198.51.100.7 2001:db8::1/64 fe80::1%eth0 :: ::/0 default
eth0 eth1 eth0.5 br0 bond0 bond0.7 vlan5 lo em1 00:00:5e:00:53:01 Ethernet Bridge Bond Vlan Team Infiniband
mode=active-backup miimon=100 primary=em1 arp_ip_target=192.0.2.1 via dev metric table from to lookup src onlink
$X ${X} $(id) `id` 'a "a \\ # ; & | é \\xff {{ }} {% %}
""".split()

FILES = (
    "ifcfg-eth0", "ifcfg-br0", "ifcfg-bond0", "ifcfg-eth0.5", "ifcfg-eth0:1", "ifcfg-eth0-range0", "ifcfg-lo",
    "route-eth0", "route6-eth0", "rule-eth0", "rule6-eth0", "keys-eth0", "network", "static-routes", "sysctl.conf",
    "rt_tables",
    *(name.replace("*", "x") for name in PLACES),
)  # fmt: skip

WORDS = (*(name.replace("*", "1") for name in KEYS), *VALUES, *(f"==> {name}\n" for name in FILES))
"""What a directory may hold."""

_FILE = re.compile(rb"^==> ", re.M)
_FENCE = re.compile(r"^```sh (\S+)[^\n]*\n(.*?)^```$", re.M | re.S)


def split(given: bytes) -> tuple[int, dict[str, bytes]]:
    """A choice, the first byte of GIVEN, and files by name, each under a line `==> NAME`."""
    head, *parts = _FILE.split(given)
    named = (part.partition(b"\n")[::2] for part in parts)
    files = {name.decode(errors="replace"): text for name, text in named}
    return head[0] if head else 0, {name: text for name, text in files.items() if name and "\0" not in name}


def joined(choice: int, files: Mapping[str, bytes]) -> bytes:
    """What `split` takes apart."""
    parts = (b"==> %s\n%s\n" % (name.encode(), text.removesuffix(b"\n")) for name, text in files.items())
    return b"%d\n" % (choice % 10) + b"".join(parts)


def directories() -> Iterator[bytes]:
    """The hosts of samples and of the rules' examples."""
    for place in sorted({file.parent for file in SAMPLES.glob("**/ifcfg-*")}):
        yield joined(2, {file.name: file.read_bytes() for file in sorted(place.iterdir())})
    for number, rule in enumerate(RULES.values()):
        for part in rule.page.split("\n## ")[1:]:
            files = {unquote(name): text.encode() for name, text in _FENCE.findall(part)}
            if files:
                yield joined(number, files)


def dictionary(words: Iterable[str]) -> str:
    """WORDS as libFuzzer reads them."""
    return "".join('"{}"\n'.format("".join(f"\\x{byte:02x}" for byte in word.encode())) for word in words)


def mutator(
    seeds: Sequence[bytes], words: Sequence[str], any_bytes: Callable[[bytes, int], bytes]
) -> Callable[[bytes, int, int], bytes]:
    """What changes an input by lines, some from SEEDS, or a value to one of WORDS; every other time with ANY_BYTES."""
    known = sorted({line for seed in seeds for line in seed.split(b"\n")})
    values = [word.encode() for word in words]

    def mutated(given: bytes, most: int, seed: int) -> bytes:
        draw = random.Random(seed)
        lines = given.split(b"\n")
        at = draw.randrange(len(lines))
        match draw.randrange(8):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, draw.choice(lines))
            case 2:
                lines.insert(at, draw.choice(known))
            case 3:
                value = draw.choice(values)
                lines[at] = re.sub(rb"(?<=[=: ]).*", lambda _: value, lines[at], count=1)
            case _:
                return any_bytes(given, most)
        return b"\n".join(lines)[:most]

    return mutated
