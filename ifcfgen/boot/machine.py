"""The machine that boots: its files, its programs and its kernel, and the record of what is done to them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice, takewhile

from ifcfgen.boot import nics
from ifcfgen.boot.expansion import NotEvaluated, NotFollowed, Unread
from ifcfgen.boot.grep import Grep
from ifcfgen.boot.kernel import Kernel, bonding, tunnelling
from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.outcome import Outcome
from ifcfgen.boot.record import Action, Assumed, Cause, CauseKind, Event, Result, Stake, Written
from ifcfgen.boot.variables import Script, Variables
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import Fact, Unknown
from ifcfgen.facts.machine import Facts, Neighbour
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.iproute import tables_in
from ifcfgen.ifcfg.literals import ipv4, number
from ifcfgen.lazy import NamedTuple, pattern
from ifcfgen.place import Text
from ifcfgen.reading import Reading
from ifcfgen.scripts.names import is_passed_over

_NETWORK = Document.parse(b"NETWORKING=yes\n", "network")
_LOOPBACK = Document.parse(
    b"DEVICE=lo\nIPADDR=127.0.0.1\nNETMASK=255.0.0.0\nNETWORK=127.0.0.0\nBROADCAST=127.255.255.255\n"
    b"ONBOOT=yes\nNAME=loopback\n",
    "ifcfg-lo",
)
_NO_MODULE = pattern(r"(?:/\S*/)?(?:true|false)|:")
_MODULAR_IPV6 = 6
"""The last release in whose kernel IPv6 is a module."""
_OF_THE_MODULE = ("max_bonds", "tx_queues", "debug")
MOST_EVENTS = 1 << 17
"""Of a boot that is followed. A host of a thousand devices has some thousands; more are the work of a few lines that
multiply, such as the options of a module times its bonds."""
_NO_DEVICES = ("all", "default")
_DISABLE_IPV6 = pattern(r"net[./]ipv6[./]conf[./](.+)[./]disable_ipv6")


class Machine:
    """One host from power-on. Each script is a function over it that says its exit status.

    The files LEFT to NetworkManager are not started by the network scripts; RUNS_NETWORKMANAGER says whether it has
    started before them.
    """

    def __init__(self, reading: Reading, facts: Facts, left: Set[str] = frozenset(), runs_networkmanager: bool = False):
        self.facts = facts
        self.left = left
        self.runs_networkmanager = runs_networkmanager
        self.release = facts.host.release
        self.surroundings = reading.directory.surroundings
        beside = facts.files.get("modprobe.conf", b"").decode(errors="replace")
        self.modules = _modprobe(f"{self.surroundings.modprobe}\n{beside}")
        self.kernel = Kernel(self.release)
        self.kernel.unasked = self.modules.unasked
        self.keeps_ipv6_out = self.release <= _MODULAR_IPV6 and self.modules.keeps_ipv6_out
        self.kernel.disable_ipv6 = self.kernel.links["lo"].disable_ipv6 = self.keeps_ipv6_out
        self.outcome = Outcome(self.kernel)
        self.files = {f.name: Script(f.name, f.document, is_unread=f.is_unread) for f in reading.directory.files}
        for name, data in facts.files.items():
            is_script = name.startswith("ifcfg") or name.endswith(".route")  # others lie elsewhere below /etc
            path = f"{reading.directory.path}/{name}" if is_script and reading.directory.path else name
            self.files[name] = Script(name, Document.parse(data, path))
        self.files.setdefault("ifcfg-lo", Script("ifcfg-lo", _LOOPBACK))
        self.network = self.files.pop("network", Script("network", _NETWORK))
        self.environments: dict[str, Variables] = {}
        self.config_names = [name for name in sorted(self.files) if name.startswith("ifcfg-")]
        self.greps: dict[str, Grep[str]] = {}
        """The lines of these files that set a key."""
        self.neighbours = _by_address(facts.neighbours)
        self.cards_on: dict[str, list[str]] = {}
        """The cards of each wire."""
        self.ranged = 0
        """How many addresses ranges have made."""
        of_sysctl = ("sysctl.conf", "sysctl.d") if self.release <= 6 else ("sysctl.d", "sysctl.conf")
        self._sysctls = _sysctls("\n".join(map(self.text_of, of_sysctl)))
        self._assumed: set[Fact] = set()
        self._noted: set[tuple[str, Action]] = set()
        self._counted = 0
        more = self.text_of("rt_tables.d") if self.release >= 7 else ""  # iproute2 4.4
        self.tables = tables_in(f"{self.text_of('rt_tables')}\n{more}")
        self.outcome.tables = self.tables
        self.scripts = reading.directory.scripts
        self.has_all_scripts = reading.directory.has_all_scripts
        self.keyfiles = reading.keyfiles
        self.bond_options: list[tuple[str, str]] = []
        self.running: list[str] = []
        self.exported: Mapping[str, str] = {}
        """The variables that a script has set for those that it calls."""
        for item in self.network.unread:
            self.assume(Fact("assignment", item.key, "network"), "", Stake("evaluation", item.raw))
        for nic in facts.nics if facts.nics is not None else nics.named_in(reading):
            link = self.kernel.add(nic.name, "nic", nic.mac)
            link.mtu, link.carrier, link.up, link.segment = nic.mtu, nic.carrier, nic.up, nic.segment
            self.cards_on.setdefault(link.wire, []).append(link.name)
        if facts.nics is None:
            self.assume(Fact("nics"), None, Stake("cards"))

    def text_of(self, name: str) -> str:
        """The text of a file; empty where there is none."""
        return self.files[name].document.text if name in self.files else ""

    def lines_of(self, name: str) -> list[str]:
        """The lines of a file."""
        return self.text_of(name).split("\n")

    def configs(self, start: str) -> list[str]:
        """The ifcfg files that the scripts read whose names begin with START."""
        names, found = self.config_names, []
        for index in range(bisect_left(names, start), len(names)):
            if not names[index].startswith(start):
                break
            found.append(names[index])
        return [name for name in found if not self.is_ignored(name)]

    def is_ignored(self, name: str) -> bool:
        """Whether the scripts pass over a file of this name."""
        return is_passed_over(name, "initscripts", self.release)

    # -- facts ------------------------------------------------------------------------------------------

    def assume(self, fact: Fact, value: object, stake: Stake) -> None:
        """Note that FACT is not known, and what it is taken to be."""
        if fact not in self._assumed:
            self._assumed.add(fact)
            self.outcome.unknown.append(Assumed(fact, value, stake))

    def has(self, program: str, stake: Stake) -> bool:
        """Whether PROGRAM is there; assumed if unknown, and noted with what is at STAKE."""
        return self._known(lambda: self.facts.has(program), True, stake)

    def has_package(self, package: str, usual: bool, stake: Stake) -> bool:
        """Whether PACKAGE is installed; if unknown, what is USUAL on a server, noted with what is at STAKE."""
        return self._known(lambda: self.facts.host.has(package), usual, stake)

    def has_user(self, name: str, stake: Stake) -> bool:
        """Whether there is the user NAME; assumed if unknown, and noted with what is at STAKE."""
        return self._known(lambda: self.facts.has_user(name), True, stake)

    def _known(self, ask: Callable[[], bool], usual: bool, stake: Stake) -> bool:
        try:
            return ask()
        except Unknown as unknown:
            self.assume(unknown.fact, usual, stake)
            return usual

    @contextmanager
    def exporting(self, variables: Mapping[str, str]) -> Iterator[None]:
        """The scripts that are called meanwhile begin with these VARIABLES."""
        before = self.exported
        self.exported = {**before, **variables}
        try:
            yield
        finally:
            self.exported = before

    # -- the record -------------------------------------------------------------------------------------

    def note(
        self,
        script: str,
        where: Variables | Text | None,
        device: str,
        action: Action,
        result: Result,
        cause: Cause | None,
        *keys: str,
        line: int | None = None,
    ) -> None:
        """Record what SCRIPT does: LINE of a file is shown, or the first of KEYS that one sets of those it sourced."""
        documents: tuple[Text, ...]
        if isinstance(where, Variables):
            device, documents = device or where["DEVNAME"], where.sourced  # a file may have no DEVICE
        else:
            documents = () if where is None else (where,)
        event = Event(device, action, result, cause, script, Written(documents, keys, line))
        if len(self.outcome.events) == MOST_EVENTS:
            raise IfcfgenError(Fault(event.place, f"more than {MOST_EVENTS:,} events: no boot is followed further"))
        self.outcome.events.append(event)

    def note_exit(self, script: str, file: str, device: str, status: int) -> None:
        """Record that an `exit` in FILE has ended SCRIPT."""
        where = self.files[file].document if file in self.files else self.network.document
        left = next((statement.line for statement in where.statements if statement.leaves), None)
        result: Result = "failed" if status else "skipped"
        self.note(script, where, device, Action("start"), result, Cause("exits", status), line=left)

    def leave(self, script: str, file: str, name: str, unknown: NotEvaluated) -> None:
        """Record that nothing is predicted of the device of FILE, or else NAME: it depends on what is UNKNOWN."""
        document = self.files[file].document if file in self.files else self.network.document
        device = document.keys.get("DEVICE", name) if name else ""
        if device not in self.outcome.left:
            self.outcome.left.append(device)
        text, line = str(unknown), None
        if isinstance(unknown, NotFollowed):
            line = next((statement.line for statement in document.statements if statement.text == text), None)
        kind: CauseKind = "not-followed" if isinstance(unknown, NotFollowed) else "not-evaluated"
        cause = Cause("unread" if isinstance(unknown, Unread) else kind, text)
        self.note(script, document, device, Action("start"), "skipped", cause, text, "DEVICE", line=line)

    def has_noted(self, device: str, action: Action) -> bool:
        """Whether ACTION was done to DEVICE before, or tried."""
        events = self.outcome.events
        self._noted.update((event.device, event.action) for event in islice(events, self._counted, None))
        self._counted = len(events)
        return (device, action) in self._noted

    def attempt(
        self,
        script: str,
        where: Variables | Text | None,
        device: str,
        action: Action,
        call: Callable[[], object],
        *keys: str,
    ) -> bool:
        """Do it, and record whether it was refused."""
        try:
            call()
        except Refusal as refusal:
            self.note(script, where, device, action, "failed", refusal.cause, *keys)
            return False
        self.note(script, where, device, action, "ok", None, *keys)
        return True

    # -- modules and sysctls ----------------------------------------------------------------------------

    def modprobe(self, module: str, alias: str = "") -> bool:
        """`modprobe MODULE`, called by an ALIAS or not: whether it says that all is well."""
        if module in self.modules.never:
            return not self.modules.install[module].endswith("false")
        if module == "bonding" and module not in self.kernel.modules:
            options = [*self.modules.options.get("bonding", ()), *self.modules.options.get(alias, ())]
            refused = bonding.refused_by_module(options)
            if refused is not None:
                option, value, refusal = refused
                action = Action("option", option, value)
                if not self.has_noted(alias, action):
                    self.note("modprobe", None, alias, action, "failed", refusal.cause)
                return False
            self.kernel.modules.add(module)
            # from systemd 239 on its own file says 0; the driver itself makes one
            most = dict(options).get("max_bonds", "0" if self.release >= 8 else "1")
            self.bond_options = sorted(dict(options).items(), key=lambda option: option[0] not in ("mode", "miimon"))
            for index in range(number(most, 256) or 0):
                name = f"bond{index}"
                if name not in self.kernel.links:
                    self.add_bond(name)
                    self.note("modprobe", None, name, Action("make", "bond"), "ok", Cause("made-by-module"))
        self.kernel.modules.add(module)
        return True

    def load_tunnels(self, mode: tunnelling.Mode, by_name: bool = False) -> None:
        """Load the module of a kind of tunnel, with the devices that it makes by itself.

        A script calls it BY_NAME, the kernel by what it is for.
        """
        modules = self.kernel.modules
        if mode.module in modules or (mode.module in self.modules.unasked and not by_name):
            return
        self.modprobe(mode.module)
        if mode.module in modules:
            tunnelling.add_natives(self.kernel, mode)

    def add_bond(self, name: str) -> None:
        """A new bond, with the options of the module. Raises Refusal."""
        link = self.kernel.add(name, "bond")
        assert link.bond is not None
        for option, value in self.bond_options:
            if option in _OF_THE_MODULE:
                continue
            if option == "primary":
                link.awaited_primary = value
                continue
            try:
                bonding.write(link.bond, option, value)
            except Refusal as refusal:
                self.note("modprobe", None, name, Action("option", option, value), "failed", refusal.cause)

    def apply_sysctl(self, only: str | None = None) -> None:
        """sysctl.conf, as far as it matters here; of one device ONLY, once it has come to be."""
        if not self._sysctls or self.keeps_ipv6_out:
            return
        of_all, of_new = self._sysctls.get("all"), self._sysctls.get("default")
        if only is None and (of_all or of_new):
            self.kernel.disable_ipv6 = max(filter(None, (of_all, of_new))).is_on
        for device in list(self.kernel.links) if only is None else [only]:
            own = self._sysctls.get(device) if device not in _NO_DEVICES else None
            if device in self.kernel.links and (of_all or own):
                settings = [setting for setting in (of_all, own) if setting]
                if any(setting.ever for setting in settings):
                    self._disable_ipv6(device, True)
                self._disable_ipv6(device, max(settings).is_on)

    def _disable_ipv6(self, device: str, on: bool) -> None:
        self.kernel.links[device].disable_ipv6 = on
        if on:
            self.kernel.remove_addresses(device, self.kernel.addresses_of(device, 6))
            self.kernel.routes.remove(device, lambda route: route.version == 6)


class _Modprobe:
    """What modprobe.d says of the modules that matter."""

    def __init__(self, text: str):
        self.aliases: dict[str, str] = {}
        self.install: dict[str, str] = {}
        self.options: dict[str, list[tuple[str, str]]] = {}
        blacklist: set[str] = set()
        for line in text.replace("\\\n", " ").split("\n"):
            word, *rest = line.split() or [""]
            if word == "alias" and len(rest) >= 2:
                self.aliases[rest[0]] = rest[1]
            elif word == "install" and len(rest) >= 2:
                self.install[rest[0]] = " ".join(takewhile(lambda part: part[0] != "#", rest[1:]))
            elif word == "blacklist" and rest:
                blacklist.add(rest[0])
            elif word == "options" and rest:
                pairs = (option.partition("=") for option in rest[1:])
                self.options.setdefault(rest[0], []).extend((name, value) for name, equals, value in pairs if equals)
        self.never = frozenset(name for name, command in self.install.items() if _NO_MODULE.fullmatch(command))
        """The modules that nothing loads."""
        self.unasked = self.never | blacklist
        """Those and others that are not loaded by the name of what they are for, by which the kernel asks for them."""

    @property
    def keeps_ipv6_out(self) -> bool:
        """Whether there is no IPv6, or every device comes without it, where that is a module: up to EL6."""
        options = dict(self.options.get("ipv6", ()))
        is_off = "1" in (options.get("disable"), options.get("disable_ipv6"))
        return is_off or "ipv6" in self.never or self.aliases.get("ipv6") == "off"

    def alias_of(self, name: str) -> str | None:
        """The module behind NAME, where is_available finds one."""
        alias = self.aliases.get(name)
        if alias in (None, "", "off") or self.install.get(alias or "") in ("/bin/true", ":"):
            return None
        return alias


@lru_cache(16)
def _modprobe(text: str) -> _Modprobe:
    """What TEXT says, which mostly is the same on all hosts of a site."""
    return _Modprobe(text)


class _Setting(NamedTuple):
    """What the last of some lines sets, and whether EVER one of them sets it on."""

    line: int
    is_on: bool
    ever: bool


@lru_cache(16)
def _sysctls(text: str) -> Mapping[str, _Setting]:
    """Where sysctl.conf disables IPv6, by device; `all` and `default` among them."""
    found: dict[str, _Setting] = {}
    for at, line in enumerate(text.split("\n")):
        key, equals, value = line.partition("=")
        match = _DISABLE_IPV6.fullmatch(key.strip()) if equals and line.lstrip()[:1] not in ("#", ";") else None
        if not match or not value.strip().isdecimal():
            continue
        name, is_on = match[1].replace("/", "."), value.strip().strip("0") != ""
        found[name] = _Setting(at, is_on, is_on or (name in found and found[name].ever))
    return found


def _by_address(neighbours: Iterable[Neighbour]) -> Mapping[int | None, list[Neighbour]]:
    found: dict[int | None, list[Neighbour]] = {}
    for neighbour in neighbours:
        found.setdefault(ipv4(neighbour.address), []).append(neighbour)
    return found
