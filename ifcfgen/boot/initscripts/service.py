"""`network start`: which files come up, in which order, and what the service makes of it."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache

from ifcfgen.boot.expansion import NotEvaluated
from ifcfgen.boot.initscripts.bonds import is_available
from ifcfgen.boot.initscripts.configuration import echoed, source_network, words
from ifcfgen.boot.initscripts.guards import guard_the_wires
from ifcfgen.boot.initscripts.ifup import Nmcli, ifup
from ifcfgen.boot.kernel.fib import add_route
from ifcfgen.boot.kernel.iproute import route
from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause
from ifcfgen.boot.variables import Exited, Script, Variables, steps_of
from ifcfgen.ifcfg.switches import is_false
from ifcfgen.lazy import pattern

SCRIPT = "network"
NOT_CONFIGURED = 6
_NOT_BY_ITSELF = re.compile(r"ifcfg-lo$|:|ifcfg-.*-range")
_SIMPLE = pattern(r"ifcfg-[A-Za-z0-9#\\._-]+")
_DIGIT = re.compile(r"[0-9]")
_FIELDS = re.compile(r"([ \t]*[^ \t]*)[ \t]*(-?[0-9]+(?:\.[0-9]*)?)?.*", re.S)
_NOT_AT_BOOT = re.compile(r"^ONBOOT=['\"]?[Nn][Oo]", re.M)
_PASSES = {6: ("vpn", "vlan", "bridge", "xdsl"), 7: ("vlan", "bridge", "xdsl", "vpn")}


def start(machine: Machine, nmcli: Nmcli = lambda file: 0) -> int:
    """Bring all up, and say the exit status of the service; NMCLI asks NetworkManager for what is left to it."""
    try:
        env = source_network(machine)
        is_off, with_vlans = env["NETWORKING"] == "no", env["VLAN"] == "yes"
    except Exited as exited:
        machine.note_exit(SCRIPT, machine.network.name, "", exited.status)
        return exited.status
    except NotEvaluated as unknown:
        for name in interfaces(machine):
            machine.leave(SCRIPT, f"ifcfg-{name}", name, unknown)
        return 0
    if is_off:
        machine.note(SCRIPT, env, "", Action("start"), "failed", Cause("set", "NETWORKING", "no"), "NETWORKING")
        return NOT_CONFIGURED
    machine.apply_sysctl()
    _call(machine, nmcli, "ifcfg-lo", "loopback", False)
    if with_vlans:
        machine.modprobe("8021q")
    failed = False
    later: dict[str, list[str]] = {}
    for name in interfaces(machine):
        kind = _pass_of(machine, env, name)
        if kind == "first":
            failed |= not _start(machine, nmcli, env, name)
        elif kind:
            later.setdefault(kind, []).append(name)
    for kind in _PASSES[6 if machine.release <= 6 else 7]:
        for name in later.get(kind, ()):
            failed |= not _start(machine, nmcli, env, name)
    _static_routes(machine, env)
    guard_the_wires(machine)
    machine.apply_sysctl()
    return int(failed)


def interfaces(machine: Machine) -> list[str]:
    """What comes up by itself, sorted: the text before the first digit, then the number from there on.

    To sort them so the script puts a blank before the digit, and removes the first blank again, even one of the name.
    """
    places = (_place(name, machine.release <= 6) for name in machine.files if not machine.is_ignored(name))
    return [word for _, line in sorted(filter(None, places)) for word in words(line.replace(" ", "", 1))]


@lru_cache(1024)
def _place(name: str, is_el6: bool) -> tuple[tuple[bytes, float, bytes], str] | None:
    """By what the file NAME is sorted, and what is then left of it; None where it does not come up by itself."""
    if not name.startswith("ifcfg" if is_el6 else "ifcfg-") or _NOT_BY_ITSELF.search(name):
        return None
    line = name
    if not is_el6 or _SIMPLE.fullmatch(name):
        line = _DIGIT.sub(r" \g<0>", name.removeprefix("ifcfg-"), count=1)
    return _sort_key(line), line


def _sort_key(line: str) -> tuple[bytes, float, bytes]:
    """`sort -k 1,1 -k 2n` in the C locale."""
    match = _FIELDS.fullmatch(line)
    text, number = match.groups() if match else (line, "")
    return _bytes(text), float(number or 0), _bytes(line)


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def _pass_of(machine: Machine, env: Variables, name: str) -> str | None:
    """In which pass a file comes up; None where it does not."""
    keys = ("DEVICE", "TYPE", "SLAVE", "NM_CONTROLLED") if machine.runs_networkmanager else ("DEVICE", "TYPE", "SLAVE")
    for key in keys:
        env.pop(key, None)
    env.unknown = env.unknown.difference(keys)
    script = machine.files.get(f"ifcfg-{name}")
    for key in keys:
        if script is not None:
            _eval_lines_with(env, script, key)
    # what is not evaluated is left to ifup, which reports it
    device, kind = env.get("DEVICE") or name, env.get("TYPE", "")
    is_withheld = is_false(env.get("NM_CONTROLLED", ""), machine.release)
    if env.get("SLAVE") == "yes" and (machine.release <= 6 or not machine.runs_networkmanager or is_withheld):
        _note(machine, script, device, Action("leave-to-bond"), Cause("set", "SLAVE", "yes"), "SLAVE")
        return None
    if machine.release >= 7 and device.startswith("cipcb"):
        return "vpn"
    if kind == "xDSL" or (kind == "Modem" and machine.release >= 7):
        return "xdsl"
    if kind == "Bridge":
        return "bridge"
    if kind in ("IPSEC", "IPIP", "GRE"):
        return "vpn"
    return "vlan" if "." in device or device.startswith("vlan") else "first"


def _eval_lines_with(env: Variables, script: Script, key: str) -> None:
    """`eval $(grep -F KEY= FILE)`: all lines that hold it anywhere, as one."""
    text, wanted = script.document.text, f"{key}="
    count = text.count(wanted)
    if not count:
        return
    literal = script.literal
    if count == 1 and literal is not None and key in literal and "  " not in literal[key]:
        env[key] = literal[key]
    else:
        lines = [line for line in text.split("\n") if wanted in line]
        with suppress(NotEvaluated):
            env.run(steps_of(echoed(" ".join(lines))), script.document.path)


def _start(machine: Machine, nmcli: Nmcli, env: Variables, name: str) -> bool:
    """Start a file, unless ONBOOT says no; whether nothing failed."""
    script = machine.files.get(f"ifcfg-{name}")
    try:
        if not _is_not_at_boot(machine, env, script):
            return _call(machine, nmcli, name, name, True) == 0
        device = env.get("DEVICE") or name
        exits = machine.release >= 8 and script is not None and script.exit is not None
        cause = Cause("exits", 0) if exits else Cause("not-at-boot")
        _note(machine, script, device, Action("start"), cause, "ONBOOT")
        if name not in machine.kernel.links:
            is_available(machine, env, name)
    except NotEvaluated as unknown:
        machine.leave(SCRIPT, f"ifcfg-{name}", name, unknown)
    return True


def _is_not_at_boot(machine: Machine, env: Variables, script: Script | None) -> bool:
    if machine.release <= 7:
        return script is not None and _NOT_AT_BOOT.search(script.document.text) is not None
    if script is None:
        return is_false(env["ONBOOT"], machine.release)
    if script.literal is not None:
        return is_false(script.literal.get("ONBOOT", env["ONBOOT"]), machine.release)
    sourced = env.copy()
    try:
        sourced.source(script)
    except Exited as exited:  # from the subshell that was to say whether ONBOOT is false
        return exited.status == 0
    return is_false(sourced["ONBOOT"], machine.release)


def _note(machine: Machine, script: Script | None, device: str, action: Action, cause: Cause, key: str) -> None:
    if script is not None and script.name in machine.left:
        return
    machine.note(SCRIPT, script.document if script else None, device, action, "skipped", cause, key)


def _call(machine: Machine, nmcli: Nmcli, argument: str, shown: str, at_boot: bool) -> int:
    status = ifup(nmcli, machine, argument, at_boot)
    machine.outcome.verdicts[shown] = "FAILED" if status else "OK"
    return status


def _static_routes(machine: Machine, env: Variables) -> None:
    """The lines of static-routes that begin with `any`: the words of `route add`, behind a dash."""
    for line in machine.lines_of("static-routes"):
        arguments = words(line)[1:] if line.startswith("any") else []
        if arguments:

            def add(arguments: list[str] = arguments) -> None:
                add_route(machine.kernel, route(_of_net_tools(arguments), 4, machine.tables), ahead=True)

            machine.attempt(SCRIPT, env, "", Action("route", " ".join(arguments)), add)


def _of_net_tools(arguments: list[str]) -> list[str]:
    """`net 192.0.2.0 netmask 255.255.255.0 gw 192.0.2.1 dev eth0` in the words of ip."""
    kind, *rest = arguments
    if kind not in ("net", "host") or not rest:
        raise Refusal("not-net-or-host", kind)
    # without a mask a network has the length 0: address classes do not count
    destination, netmask = rest[0], "32" if kind == "host" else "0"
    found: list[str] = []
    words_left = iter(rest[1:])
    for word in words_left:
        if word in ("reject", "dyn", "mod", "reinstate"):
            kind = "unreachable" if word == "reject" else kind
            continue
        value = next(words_left, None)
        if value is None:
            # the last word may be a device without dev before it
            found += ["dev", word]
        elif word == "netmask":
            netmask = value
        elif word in ("gw", "gateway"):
            found += ["via", value]
        elif word in ("dev", "device"):
            found += ["dev", value]
        elif word == "metric":
            found += ["metric", value]
        elif word not in ("mss", "window", "irtt"):
            raise Refusal("no-token-of-route", word)
    if destination != "default" and "/" not in destination:
        destination += f"/{netmask}"
    return [*([kind] if kind == "unreachable" else []), destination, *found]
