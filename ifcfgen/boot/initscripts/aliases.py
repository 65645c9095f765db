"""ifup-aliases: the files of aliases and of ranges."""

from __future__ import annotations

from ifcfgen.boot.expansion import Expansion, Invalid, NotEvaluated
from ifcfgen.boot.initscripts import ipv6, routes
from ifcfgen.boot.initscripts.addresses import arping, new_address
from ifcfgen.boot.initscripts.configuration import words
from ifcfgen.boot.initscripts.ipcalc import ipcalc
from ifcfgen.boot.kernel.fib import add_route, has_default
from ifcfgen.boot.kernel.iproute import route
from ifcfgen.boot.kernel.state import Address, Refusal, Route
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause, Written
from ifcfgen.boot.values import text_of
from ifcfgen.boot.variables import Exited, Script, Variables, sourced, steps_of
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.ifcfg.literals import ipv4
from ifcfgen.ifcfg.switches import is_false
from ifcfgen.ifcfg.values import integer
from ifcfgen.lazy import pattern

SCRIPT = "ifup-aliases"
MOST_RANGED = 1 << 14
"""Addresses that ranges make: those of 64 networks of 24 bits. A few bytes can ask for 256."""
_INHERITED = ("PREFIX", "NETMASK", "BROADCAST", "GATEWAY", "NO_ALIASROUTING", "ARPCHECK")
_NUMBER = pattern(r"[0-9A-Za-z_]*")


def configure(machine: Machine, parent: str, config: str) -> int:
    """`ifup-aliases PARENT CONFIG`."""
    if config not in machine.files:
        return 1
    plain, ranges = machine.configs(f"ifcfg-{parent}:"), machine.configs(f"ifcfg-{parent}-range")
    existing = _labelled(machine, parent)
    if plain or ranges or existing:
        aliases = _Aliases(machine, parent, config, existing)
        name = config
        try:
            for name in plain:
                aliases.take_file(machine.files[name])
            for name in ranges:
                if not aliases.take_range(machine.files[name]):
                    break
        except Exited as exited:
            machine.note_exit(SCRIPT, name, parent, exited.status)
            return exited.status
        except NotEvaluated as unknown:
            machine.leave(SCRIPT, name, parent, unknown)
            return 0
        aliases.remove_the_rest()
    return 0


def _labelled(machine: Machine, parent: str) -> dict[str, Address]:
    """The aliases that there are, by what stands behind the colon."""
    return {a.label.partition(":")[2]: a for a in machine.kernel.addresses.labelled(parent) if a.version == 4}


def _evaluated(script: Script, *keys: str) -> Variables:
    """What a subshell that sources SCRIPT says of KEYS: `eval` runs what it prints, with what the file prints first."""
    if script.printed is None:
        raise NotEvaluated(keys[0])
    inherited, env = sourced(script), Variables()
    text = " ".join([script.printed, *(f"{key}={inherited[key]};" for key in keys)])
    env.run(steps_of(" ".join(words(text))), script.document.path)
    return env


class _Aliases:
    """The variables of the script, that outlast each file, and what it has seen."""

    def __init__(self, machine: Machine, parent: str, config: str, existing: dict[str, Address]):
        self.machine, self.parent, self.existing = machine, parent, existing
        self.numbers: dict[int, list[str]] = {}
        """Of the aliases that there are, by address."""
        for number, address in existing.items():
            self.numbers.setdefault(address.ip, []).append(number)
        self.marked: dict[str, str] = {}
        self.seen: dict[tuple[str, str], str] = {}
        self.network = _evaluated(machine.network, "GATEWAY", "GATEWAYDEV")
        inherited = _evaluated(machine.files[config], *_INHERITED)
        self.defaults = {key: inherited[key] for key in _INHERITED}
        self.defaults["GATEWAY"] = self.defaults["GATEWAY"] or self.network["GATEWAY"]
        self.env = Variables()

    def _begin(self, script: Script) -> None:
        env = self.env
        env.update(dict.fromkeys(("DEVICE", "IPADDR", "ONPARENT"), ""))
        if self.machine.release >= 7:
            env["IPV6ADDR"] = ""
        env.update(self.defaults)
        env.sourced = ()  # what earlier files have set may last, but is no place of what is wrong with this one
        env.source(script)

    def take_file(self, script: Script) -> None:
        """One ifcfg-PARENT:NUMBER."""
        self._begin(script)
        self.env["DEVICE"] = self.env["DEVICE"] or script.name.removeprefix("ifcfg-")
        self._new(script.name)

    def take_range(self, script: Script) -> bool:
        """One ifcfg-PARENT-rangeN; False where bash ends the loop over them at a number that is none."""
        self._begin(script)
        env, machine = self.env, self.machine
        network, _, first = env["IPADDR_START"].rpartition(".")
        end, _, last = env["IPADDR_END"].rpartition(".")
        low, high = integer(first), integer(last)
        if network != end:
            self._fail(script.name, Action("range"), Cause("range-too-wide"), "IPADDR_END")
        elif low is None or high is None:
            self._fail(script.name, Action("range"), Cause("range-not-numeric"), "IPADDR_START")
        elif low > high:
            self._fail(script.name, Action("range"), Cause("range-reversed"), "IPADDR_START")
        else:
            # what lies beyond an octet is no address, however many there are
            size = max(min(high, 255) - low + 1, 0)
            machine.ranged += size
            if machine.ranged > MOST_RANGED:
                where = Written((script.document,), ("IPADDR_END",)).place
                raise IfcfgenError(
                    Fault(where, f"ranges come to more than {MOST_RANGED:,} addresses: no boot is followed further")
                )
            label = env["CLONENUM_START"]
            for offset in range(size):
                env["IPADDR"], env["DEVICE"] = f"{network}.{low + offset}", f"{self.parent}:{label}"
                if machine.release >= 7:
                    env["IPV6INIT"] = "no"
                self._new(script.name)
                try:
                    label = Expansion(f"{label}+1", True).value(env)
                except Invalid:
                    self._fail(script.name, Action("range"), Cause("range-not-numeric"), "CLONENUM_START")
                    return False
        return True

    def _fail(self, name: str, what: Action, cause: Cause, *keys: str) -> None:
        self.machine.note(SCRIPT, self.env, self.env["DEVICE"] or name, what, "failed", cause, *keys)

    def _new(self, name: str) -> None:
        """new_interface."""
        env, machine = self.env, self.machine
        device, ip = env["DEVICE"], env["IPADDR"]
        number = device.partition(":")[2] if ":" in device else device
        if env["ONPARENT"] in ("no", "NO"):
            cause = Cause("set", "ONPARENT", env["ONPARENT"])
            machine.note(SCRIPT, env, device, Action("alias"), "skipped", cause, "ONPARENT")
            return
        if not _NUMBER.fullmatch(number):
            self._fail(name, Action("alias"), Cause("no-alias-number", number), "DEVICE")
            return
        if not _NUMBER.fullmatch(ip.replace(".", "")):
            # it is part of the name of a variable, and what cannot be is taken for the file that has the address
            self._fail(name, Action("alias"), Cause("no-address", ip), "IPADDR")
            return
        twins = self.seen.get(("address", ip)), self.seen.get(("number", number))
        self.seen["address", ip] = self.seen["number", number] = name
        if twins[0] or twins[1]:
            cause = Cause("address-twice", ip, twins[0]) if twins[0] else Cause("alias-twice", number, twins[1])
            self._fail(name, Action("alias"), cause, "IPADDR")
            return
        if not ip:
            if machine.release >= 7 and env["IPV6ADDR"] and not is_false(env["IPV6INIT"], machine.release):
                ipv6.configure(machine, device)
            else:
                self._fail(name, Action("alias"), Cause("not-set", "IPADDR"), "IPADDR")
            return
        self._complete(ip)
        if self._is_needed(number):
            self._set_up(device, ip)

    def _complete(self, ip: str) -> None:
        env, release = self.env, self.machine.release
        if not env["PREFIX"]:
            env["PREFIX"] = ipcalc("prefix", (ip, *words(env["NETMASK"])), release)
        if not env["BROADCAST"] or env["BROADCAST"] == self.defaults["BROADCAST"]:
            env["BROADCAST"] = ipcalc("broadcast", (f"{ip}/{env['PREFIX']}",), release) or env["BROADCAST"]

    def _is_needed(self, number: str) -> bool:
        """Whether the alias must be made, after what there is under its number or address has been looked at."""
        if not self.existing:
            return True
        env, existing = self.env, self.existing.get(number)
        needed = True
        if existing is not None:
            if text_of(existing.ip, 4) == env["IPADDR"]:
                mark, needed = "keep", False
            else:
                mark = "remove"
                self._flush(number)
            if self.marked.setdefault(number, mark) != mark:
                return False
        ip = ipv4(env["IPADDR"])
        for other in self.numbers.get(ip, ()) if ip is not None and text_of(ip, 4) == env["IPADDR"] else ():
            if other != number:
                if self.marked.get(other, "remove") != "remove":
                    return False
                self._flush(other)
        return needed

    def _flush(self, number: str) -> None:
        if self.marked.get(number) != "remove":
            self.marked[number] = "remove"
            label = f"{self.parent}:{number}"
            gone = [a for a in self.machine.kernel.addresses_of(self.parent, 4) if a.label == label]
            self.machine.kernel.remove_addresses(self.parent, gone)

    def remove_the_rest(self) -> None:
        """Aliases for which there is no file."""
        for number in self.existing:
            if number not in self.marked:
                self._flush(number)

    def _set_up(self, device: str, ip: str) -> None:
        env, machine, parent = self.env, self.machine, self.parent
        kernel = machine.kernel
        written = f"{ip}/{env['PREFIX']}"
        probes = parent != "lo" and env["ARPCHECK"] != "no" and parent in kernel.links and kernel.carrier(parent)
        if probes and arping(machine, env, parent, ip) == 1:
            self._fail(device, Action("address", written), Cause("address-taken"), "IPADDR")
            return

        def add() -> None:
            if not env["BROADCAST"]:
                raise Refusal("no-prefix")
            kernel.add_address(new_address(parent, written, env["BROADCAST"], [], device))

        machine.attempt(SCRIPT, env, device, Action("address", written), add, "IPADDR", "PREFIX", "NETMASK")
        if machine.release >= 7 and not is_false(env["IPV6INIT"], machine.release):
            ipv6.configure(machine, device)
        if env["NO_ALIASROUTING"] != "yes":
            self._set_default_route(device)
            names = words(env["NAME"])
            routes.configure(machine, device, names[0] if names else "")

    def _set_default_route(self, device: str) -> None:
        env, kernel, gateway = self.env, self.machine.kernel, self.env["GATEWAY"]
        if not gateway or self.network["GATEWAYDEV"] not in ("", device):
            return
        via = ipv4(gateway)
        if via is not None and text_of(via, 4) == gateway and has_default(kernel, via):
            return
        metric = ["metric", *words(env["METRIC"])] if env["METRIC"] else []

        def replace() -> None:
            default = route(["default", *metric, "via", *words(gateway), "dev", device], 4, self.machine.tables)
            if self.machine.release >= 7:
                add_route(kernel, default, replace=True)
            else:
                self._add_by_ioctl(device, default)

        self.machine.attempt(SCRIPT, env, device, Action("default-route", gateway), replace, "GATEWAY")

    def _add_by_ioctl(self, device: str, default: Route) -> None:
        """`route add default gw ... dev ALIAS`: from the address of the alias, and ahead of its like."""
        kernel = self.machine.kernel
        own = next((a.ip for a in kernel.addresses_of(self.parent, 4) if a.label == device), None)
        if own is None:
            raise Refusal("no-alias", device)
        add_route(kernel, default._replace(source=own), ahead=True)
