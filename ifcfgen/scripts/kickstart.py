"""A kickstart file: what it says of the network, the packages and the services of the host that it installs.

The commands, their options and sections are those of pykickstart (pykickstart/commands/network.py, services.py and
pykickstart/parser.py). Nothing is run, and nothing that a file includes is read.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from ifcfgen.errors import did_you_mean
from ifcfgen.facts import RELEASES, SERVICES
from ifcfgen.lazy import NamedTuple, value_object

_COMMANDS = frozenset({
    "auth", "authconfig", "authselect", "autopart", "bootloader", "cdrom", "clearpart", "cmdline", "eula", "firewall",
    "firstboot", "graphical", "harddrive", "halt", "ignoredisk", "install", "keyboard", "lang", "liveimg", "logvol",
    "nfs", "ostreesetup", "part", "partition", "poweroff", "raid", "reboot", "repo", "rootpw", "selinux", "services",
    "shutdown", "skipx", "text", "timezone", "url", "user", "volgroup", "zerombr",
})  # fmt: skip
"""Commands besides `network`: a file with one of them is a kickstart."""
_SIGN = re.compile(rb"^[ \t]*(?:network[ \t]+-|%(?:packages|post)\b)", re.M)
_SECTION = re.compile(r"%(\w[\w-]*)(.*)", re.S)
_SECTIONS = frozenset(
    ("addon", "anaconda", "certificate", "onerror", "packages", "post", "pre", "pre-install", "traceback")
)

_FLAGS = {
    "activate": 6, "ipv4-ignore-auto-dns": 9, "ipv6-ignore-auto-dns": 9, "no-activate": 7, "nodefroute": 6, "nodns": 5,
    "noipv4": 5, "noipv6": 5, "notksdevice": 5,
}  # fmt: skip
_VALUED = {
    "bindto": 7, "bondopts": 6, "bondslaves": 6, "bootproto": 5, "bridgeopts": 7, "bridgeslaves": 7, "device": 5,
    "dhcpclass": 5, "essid": 5, "ethtool": 5, "gateway": 5, "hostname": 5, "interfacename": 7, "ip": 5,
    "ipv4-dns-search": 9, "ipv6": 6, "ipv6-dns-search": 9, "ipv6gateway": 6, "mtu": 5, "nameserver": 5, "netmask": 5,
    "onboot": 5, "teamconfig": 7, "teamslaves": 7, "vlanid": 6, "wepkey": 5, "wpakey": 7,
}  # fmt: skip
"""The options of `network`, and the first release whose anaconda has them."""
_OPTIONS = _FLAGS | _VALUED
_NO_NAMES = ("", "link", "bootif")
_CHOSEN_LATER = "ksdevice"
"""What a card is called here that is chosen only when the host is installed; as the boot option is."""
_NAMES = ("device", "interfacename", "vlanid", "bondslaves", "bridgeslaves")
"""The options whose values are names of devices, or are parts of them."""
MAC = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5,}")
_LONGEST = 10_000
"""Characters of a command."""
_BOOTPROTOS = ("dhcp", "bootp", "static", "query", "ibft")
_FALSE = ("no", "off", "0", "false")

_VERSION = re.compile(r"#[ \t]*version=RHEL-?(\d{1,2})\b", re.I)
_SOURCE = re.compile(
    r"\b(?:almalinux|alma|centos|el|ol|oracle|oraclelinux|redhat|rhel|rocky|rockylinux|scientific)"
    r"(?:[-_/](?:linux|server|workstation|stream))*[-_/]?(5|6|7|8|9|10)(?![0-9])",
    re.I,
)
"""How the path of an installation source names the release."""
_SYSTEMCTL = re.compile(r"(?:/\S+/)?systemctl[ \t]+(?:-\S+[ \t]+)*(enable|disable|mask)[ \t]+(.*)")
_CHKCONFIG = re.compile(r"(?:/\S+/)?chkconfig[ \t]+(?:--level[s]?[ \t]+\d+[ \t]+)?([\w.-]+)[ \t]+(on|off)\b")
_STATES = {"enable": "enabled", "disable": "disabled", "mask": "masked", "on": "enabled", "off": "disabled"}
_NETWORKMANAGER = "NetworkManager"


class Problem(NamedTuple):
    """What is wrong with a line, or not read."""

    line: int
    text: str
    stops: bool = True
    """Whether anaconda stops the installation there, or may."""


@value_object
class Network:
    """A `network` command. `options` are by their names without dashes; a switch has the value `yes`."""

    line: int
    options: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """The value of the option NAME; empty without it."""
        return self.options.get(name, "")

    @property
    def onboot(self) -> bool:
        """Whether its devices are to come up at boot; the default is yes."""
        return self["onboot"].lower() not in _FALSE

    @property
    def device(self) -> str:
        """The device that it is about; empty where it is about none."""
        device = self["device"].lower()
        if self.options.keys() == {"hostname"} or self["essid"] or device == "ibft":
            return ""
        return _CHOSEN_LATER if device in _NO_NAMES else self["device"]


class Kickstart(NamedTuple):
    """What a kickstart says. `lines` has the line of each fact, by `release`, `packages` and `service NAME`."""

    networks: Sequence[Network] = ()
    installed: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    services: Mapping[str, str] = {}
    release: int | None = None
    lines: Mapping[str, int] = {}
    problems: Sequence[Problem] = ()

    @property
    def configures_devices(self) -> bool:
        """Whether a `network` command is about a device, or cannot be understood."""
        return any(network.device for network in self.networks) or any(problem.stops for problem in self.problems)

    def problems_on(self, release: int | None) -> Iterator[Problem]:
        """What is wrong with it where it installs RELEASE, in the order of lines."""
        found = list(self.problems)
        for network in self.networks:
            for name in network.options:
                if release is not None and release < _OPTIONS[name]:
                    text = f"network: --{name}: anaconda of EL{release} has no such option, and stops the installation"
                    found.append(Problem(network.line, text))
        yield from sorted(found)

    def stops_on(self, release: int | None) -> bool:
        """Whether anaconda of RELEASE stops the installation because of it, or may."""
        return any(problem.stops for problem in self.problems_on(release))


def may_be_one(data: bytes) -> bool:
    """Whether DATA has a line as only kickstarts have them, so that it is worth to look closer."""
    return _SIGN.search(data) is not None


def parse(text: str, mark: Callable[[str], str] = str) -> Kickstart | None:
    """The kickstart with TEXT; None where it is none. MARK puts marks in the place of what a template fills in."""
    found = _Parser(mark)
    for number, line in enumerate(text.split("\n"), 1):
        found.read(number, line.removesuffix("\r"))
    return found.kickstart() if found.is_kickstart else None


class _Parser:
    def __init__(self, mark: Callable[[str], str]) -> None:
        self.is_kickstart = False
        self._mark = mark
        self._section = ""
        self._networks: list[Network] = []
        self._packages: dict[str, bool] = {}
        self._services: dict[str, str] = {}
        self._release: int | None = None
        self._lines: dict[str, int] = {}
        self._problems: list[Problem] = []

    def kickstart(self) -> Kickstart:
        """What was read."""
        without = {name for name, is_wanted in self._packages.items() if not is_wanted}
        services = dict(self._services)
        if _NETWORKMANAGER in without:
            services[_NETWORKMANAGER] = "absent"
            self._lines[f"service {_NETWORKMANAGER}"] = self._lines["packages"]
        installed = frozenset(self._packages) - without
        return Kickstart(
            self._networks, installed, frozenset(without), services, self._release, self._lines, self._problems
        )

    def read(self, number: int, line: str) -> None:
        """Read the LINE of that NUMBER."""
        stripped = line.strip()
        if not stripped or stripped[0] == "#":
            if not self._section and (version := _VERSION.match(stripped)):
                self._take_release(number, version[1])
        elif self._section in ("", "packages") and stripped.startswith(("%include", "%ksappend")):
            self._problems.append(Problem(number, f"{stripped}: not read, so what it adds is unknown", stops=False))
        elif stripped.startswith("%end"):
            self._section = ""
        elif (section := _SECTION.fullmatch(stripped)) and section[1] in _SECTIONS:
            self._section = section[1]
            self.is_kickstart |= section[1] == "packages" or bool(self._networks or self._problems)
        elif not self._section:
            self._command(number, stripped)
        elif self._section == "packages":
            self._package(number, stripped)
        elif self._section == "post":
            self._script(number, line)

    def _command(self, number: int, line: str) -> None:
        if len(line) > _LONGEST:
            return
        name = line.split()[0]
        self.is_kickstart |= name in _COMMANDS
        if name in ("url", "nfs", "harddrive", "repo") and (source := _SOURCE.search(line)):
            self._take_release(number, source[1])
        if name not in ("network", "services"):
            return
        try:
            words = shlex.split(self._mark(line), comments=True)[1:]
        except ValueError as error:
            self._problems.append(Problem(number, f"{name}: {error}"))
            return
        if name == "services":
            for option, value in _pairs(words, {"enabled": 5, "disabled": 5}):
                self._states(number, option or "", value.split(","))
        else:
            self._network(number, words)

    def _network(self, number: int, words: Sequence[str]) -> None:
        options: dict[str, str] = {}
        for option, value in _pairs(words, _OPTIONS):
            if option is None and "\0" in value:
                text = "network: a placeholder in the place of options, so what it adds is unknown"
                self._problems.append(Problem(number, text))
            elif option is None:
                close = did_you_mean(value.removeprefix("--"), _OPTIONS)
                text = f"network: unknown option {value}: anaconda stops the installation{close}"
                self._problems.append(Problem(number, text))
            else:
                options[option] = value
        protocol = options.get("bootproto", "dhcp")
        if protocol not in _BOOTPROTOS and "\0" not in protocol:
            text = f"network: --bootproto={protocol}: must be one of {', '.join(_BOOTPROTOS)}"
            self._problems.append(Problem(number, text + did_you_mean(protocol, _BOOTPROTOS)))
        elif bad := next((name for name in _NAMES if not _is_name(options.get(name, ""))), None):
            self._problems.append(Problem(number, f"network: --{bad}={options[bad]}: no device can have such a name"))
        elif options:
            self._networks.append(Network(number, options))

    def _package(self, number: int, line: str) -> None:
        name = line.split("#")[0].split()[0] if line.split("#")[0].split() else ""
        plain = re.sub(r"\.(?:x86_64|i[3-6]86|noarch|aarch64|ppc64(?:le)?|s390x?)$", "", name.removeprefix("-"))
        if plain and plain[0] != "@" and not any(sign in plain for sign in "*?[{$<%"):
            self._lines.setdefault("packages", number)
            self._packages[plain] = name[0] != "-"
        elif name[:1] == "-" and plain[:1] != "@":
            for known in [known for known in self._packages if fnmatchcase(known, plain)]:
                self._packages[known] = False

    def _script(self, number: int, line: str) -> None:
        """A line of %post, outside of branches and loops."""
        if found := _SYSTEMCTL.match(line):
            self._states(number, found[1], found[2].split())
        elif found := _CHKCONFIG.match(line):
            self._states(number, found[2], [found[1]])

    def _states(self, number: int, verb: str, names: Sequence[str]) -> None:
        for name in names:
            plain = name.strip().removesuffix(".service")
            if plain in SERVICES:
                self._services[plain] = _STATES.get(verb, verb)
                self._lines[f"service {plain}"] = number

    def _take_release(self, number: int, text: str) -> None:
        if self._release is None and int(text) in RELEASES:
            self._release = int(text)
            self._lines["release"] = number


def _is_name(text: str) -> bool:
    return bool(MAC.fullmatch(text)) or not any(sign in "/:" or sign.isspace() for sign in text)


def _pairs(words: Sequence[str], known: Mapping[str, int]) -> Iterator[tuple[str | None, str]]:
    """The options in WORDS and their values; None and the word for one that is not KNOWN. As with argparse, the
    beginning of a name will do where no other begins so."""
    rest = iter(words)
    for word in rest:
        name, equals, value = word.removeprefix("--").partition("=")
        meant = [name] if name in known else [other for other in known if other.startswith(name)]
        if not word.startswith("--") or len(meant) != 1 or (equals and meant[0] in _FLAGS):
            yield None, word.partition("=")[0]
        elif meant[0] in _FLAGS:
            yield meant[0], "yes"
        else:
            yield meant[0], value if equals else next(rest, "")
