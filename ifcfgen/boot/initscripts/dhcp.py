"""DHCP, as ifup-eth asks for it."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import partial

from ifcfgen.boot.initscripts.configuration import keeps_links_down, words
from ifcfgen.boot.kernel.fib import add_route
from ifcfgen.boot.kernel.iproute import route
from ifcfgen.boot.kernel.state import Address, Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause, Stake
from ifcfgen.boot.values import mask
from ifcfgen.boot.variables import Variables
from ifcfgen.facts import dhcp
from ifcfgen.facts.machine import Lease
from ifcfgen.ifcfg.literals import number, prefix
from ifcfgen.ifcfg.switches import is_false, is_true
from ifcfgen.lazy import pattern

SCRIPT = "ifup-eth"
CLIENT = "dhclient-script"
"""What takes a lease."""
_USUAL_WAIT = 5
_SET = pattern(r"[yY1].*", re.S)
_INTEGER = pattern(r"[ \t\n]*(0[0-7]*|[1-9]\d*|0[xX][0-9a-fA-F]+|[A-Za-z_]\w*)?[ \t\n]*")
_NO_HOST_NAME = ("(none)", "localhost", "localhost.localdomain")


def _is_set(machine: Machine, text: str) -> bool:
    return bool(_SET.match(text)) if machine.release <= 6 else is_true(text, machine.release)


def configure(machine: Machine, env: Variables, real: str) -> int:
    """An IPv4 address by DHCP; the exit status where that ends ifup-eth, else 0."""
    device, kernel = env["DEVICE"], machine.kernel
    persistent = _is_set(machine, env["PERSISTENT_DHCLIENT"])
    if not persistent and (machine.release >= 7 or machine.has("ethtool", Stake("carrier-check"))):
        if not keeps_links_down(machine, env):
            machine.attempt(SCRIPT, env, device, Action("up"), lambda: kernel.set_up(real))
        if not _INTEGER.fullmatch(env["LINKDELAY"]):
            cause = Cause("link-delay", env["LINKDELAY"])
            machine.note(SCRIPT, env, device, Action("dhcp", 4), "failed", cause, "STP", "LINKDELAY")
            return 0
        if kernel.links[real].up and not kernel.carrier(real):
            machine.note(SCRIPT, env, device, Action("dhcp", 4), "failed", Cause("no-link"), "BOOTPROTO")
            return 1
        if kernel.links[real].up and kernel.seconds_to_carrier(real) > _seconds(env["LINKDELAY"]):
            cause = Cause("stp-too-slow", kernel.seconds_to_carrier(real))
            machine.note(SCRIPT, env, device, Action("dhcp", 4), "failed", cause, "STP", "LINKDELAY")
            return 1
    if _dhclient(machine, env, _arguments(machine, env, "" if persistent else "-1"), 4):
        return 0
    if _is_set(machine, env["IPV4_FAILURE_FATAL"]):
        return 1
    if machine.release <= 6:
        return int(not (_SET.match(env["IPV6INIT"]) or _SET.match(env["DHCPV6C"])))
    return int(is_false(env["IPV6INIT"], machine.release) or not is_true(env["DHCPV6C"], machine.release))


def _seconds(link_delay: str) -> int:
    """How long check_link_down waits."""
    return (number(link_delay) or 0) if link_delay else _USUAL_WAIT


def configure_ipv6(machine: Machine, env: Variables) -> int:
    """An IPv6 address by DHCP, where DHCPV6C asks for it; the exit status where that ends ifup-eth, else 0."""
    if not _is_set(machine, env["DHCPV6C"]):
        return 0
    if not machine.has("dhclient", Stake("dhcp-client", env["DEVICE"], 6)):
        return 0
    if _dhclient(machine, env, _arguments(machine, env, "-1", "6"), 6):
        return 0
    return int(env["dhcpipv4"] != "good" and not env["IPADDR"])


def _arguments(machine: Machine, env: Variables, once: str, version: str = "") -> list[str]:
    """The words behind dhclient."""
    device, old = env["DEVICE"], machine.release <= 6
    run = "/run" if machine.release >= 8 else "/var/run"
    lease = f"dhclient{version}-{device}.leases" if old else f"dhclient{version}-{env.get('UUID', '')}-{device}.lease"
    files = ["-lf", f"/var/lib/dhclient/{lease}", "-pf", f"{run}/dhclient{version}-{device}.pid"]
    host = _host_name(machine, env)
    if version:
        options = ["-6", "-1", env.get("DHCPV6C_OPTIONS", ""), *files]
        return _words(*options, *host, device) if old else _evaluated(" ".join([*options, device]), host)
    extra = env.get("DHCLIENTARGS", "")
    if old:
        return _words(extra, *host, once, "-q", *files, device)
    return [*_evaluated(" ".join([extra, once, "-q", *files]), host), device]


def _words(*texts: str) -> list[str]:
    return " ".join(texts).split()


def _evaluated(written: str, more: list[str]) -> list[str]:
    """The words of WRITTEN and MORE, after `eval X='WRITTEN MORE'`: single quotes within end that, and may spoil it."""
    if "'" not in written or not more:
        return _words(written, *more)
    import shlex  # hardly ever needed

    try:
        value, *command = shlex.split(f"'{' '.join([written, *more])}'")
    except ValueError:
        return written.split()
    return written.split() if command else value.split()


def _host_name(machine: Machine, env: Variables) -> list[str]:
    # EL6 asks the kernel whether there is a name, the others /etc/sysconfig/network; all say what is in the latter
    name = (machine.facts.host.name if machine.release <= 6 else "") or env.get("HOSTNAME", "")
    known = env.get("HOSTNAME", "") if name not in _NO_HOST_NAME else ""
    wanted = env.get("DHCP_HOSTNAME", "")
    if machine.release <= 6:
        wanted = wanted or known.partition(".")[0]
        return ["-H", wanted] if wanted else []
    if is_false(env.get("DHCP_SEND_HOSTNAME", ""), machine.release):
        return []
    if env.get("DHCP_FQDN", ""):
        return ["-F", env.get("DHCP_FQDN", "")]
    wanted = wanted or known.partition(".")[0]
    return ["-H", wanted] if wanted else []


def _dhclient(machine: Machine, env: Variables, arguments: list[str], version: int) -> bool:
    device, facts = env["DEVICE"], machine.facts
    leases = facts.leases if version == 4 else facts.leases6
    fact = dhcp(device, version)
    key = "BOOTPROTO" if version == 4 else "DHCPV6C"
    machine.outcome.dhclient_calls.append(" ".join(arguments))
    if machine.kernel.is_bare_switch(device):
        machine.note(SCRIPT, env, device, Action("dhcp", version), "failed", Cause("no-port-yet"), key)
        return False
    if device in leases:
        lease = leases[device]
        take = partial(_take, machine, device, lease, version)
        machine.attempt(SCRIPT, env, device, Action("lease", version, lease.address), take, key)
        if lease.gateway:
            _set_default_route(machine, env, device, lease.gateway, version)
    elif facts.may_lease(fact):
        machine.assume(fact, True, Stake("addressing", device))
        with suppress(Refusal):  # as the client does, whose own messages are lost
            machine.kernel.set_up(device)
        machine.note(SCRIPT, env, device, Action("dhcp", version), "ok", Cause("server-assumed"), key)
    else:
        machine.note(SCRIPT, env, device, Action("dhcp", version), "failed", Cause("no-server"), key)
        return False
    if version == 4:
        env["dhcpipv4"] = "good"
    return True


def _take(machine: Machine, device: str, lease: Lease, version: int) -> None:
    kernel = machine.kernel
    kernel.set_up(device)
    known = prefix(lease.address, version)
    if known is None:
        raise Refusal("no-address", lease.address)
    ip, length = known
    broadcast = ip | mask(length) ^ 0xFFFFFFFF if version == 4 and length <= 30 else None
    kernel.add_address(Address(device, version, ip, length, broadcast, label=device if version == 4 else ""))


def _set_default_route(machine: Machine, env: Variables, device: str, router: str, version: int) -> None:
    """The router of a lease, as dhclient-script takes it: in the place of a default route that there is."""
    gateway, metric = router, ""
    if version == 4:
        wanted = ("DEFROUTE", "no") if env["DEFROUTE"] == "no" else ("GATEWAYDEV", env["GATEWAYDEV"])
        if wanted[0] == "DEFROUTE" or wanted[1] not in ("", device):
            cause = Cause("set", *wanted)
            machine.note(CLIENT, env, device, Action("default-route", router), "skipped", cause, wanted[0])
            return
        if env["GATEWAY"] and not _SET.match(env["DHCLIENT_IGNORE_GATEWAY"]):
            gateway = env["GATEWAY"]
        elif env["METRIC"]:
            metric = f"metric {env['METRIC']}"

    def replace() -> None:
        arguments = words(f"default via {gateway} dev {device} {metric}")
        add_route(machine.kernel, route(arguments, version, machine.tables), replace=True)

    machine.attempt(CLIENT, env, device, Action("default-route", gateway), replace, "GATEWAY", "BOOTPROTO")
