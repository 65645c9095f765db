"""ifup-tunnel and ifup-sit."""

from __future__ import annotations

from functools import partial

from ifcfgen.boot.initscripts import ipv6, post, routes
from ifcfgen.boot.initscripts.configuration import (
    SYNTAX_ERROR,
    environment,
    first_word,
    is_ended,
    keeps_links_down,
    need_config,
    source_config,
    words,
)
from ifcfgen.boot.kernel import tunnelling
from ifcfgen.boot.kernel.state import Address, Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause
from ifcfgen.boot.variables import Variables
from ifcfgen.ifcfg.literals import number, prefix

_SCRIPT = "ifup-tunnel"
_SIT = "ifup-sit"
_OF_THE_KERNEL = ("gre0", "tunl0", "ip6tnl0")
_MADE = Action("make", "tunnel")
_MODES = {"GRE": tunnelling.GRE, "IPIP": tunnelling.IPIP}
_SINCE_EL7 = {"GRE6": tunnelling.GRE6, "IPIP6": tunnelling.IPIP6}


def tunnel(machine: Machine, config: str) -> int:
    """`ifup-tunnel CONFIG`: behind the name no step is looked at."""
    env = Variables()
    source_config(machine, env, need_config(machine, config))
    device, kind, kernel = env["DEVICE"], env["TYPE"], machine.kernel
    modes = {**_MODES, **(_SINCE_EL7 if machine.release >= 7 else {})}
    if machine.release >= 8:
        modes["EXTERNAL"] = tunnelling.IPIP6
    if kind not in modes:
        machine.note(_SCRIPT, env, device, _MADE, "failed", Cause("tunnel-type", kind), "TYPE", "DEVICE")
        return 1
    mode = modes[kind]
    machine.load_tunnels(mode, by_name=True)
    if device in _OF_THE_KERNEL[: 3 if machine.release >= 7 else 2]:
        machine.note(_SCRIPT, env, device, _MADE, "failed", Cause("kernels-own", device), "DEVICE")
        return 1
    ends = env["MY_OUTER_IPADDR"], env["PEER_OUTER_IPADDR"]
    add = partial(tunnelling.add, kernel, device, mode, *ends, (env["KEY"], env["KEY"]))
    if machine.attempt(_SCRIPT, env, device, _MADE, add, "TYPE"):
        _set(machine, env, device)
    ipv6.configure(machine, config)
    return post.post(machine, config)


def _set(machine: Machine, env: Variables, device: str) -> None:
    kernel, mtu = machine.kernel, number(env["MTU"])
    if mtu is not None:
        machine.attempt(_SCRIPT, env, device, Action("mtu", mtu), lambda: kernel.set_mtu(device, mtu), "MTU")
    written = env["MY_INNER_IPADDR"]
    other = env["PEER_INNER_IPADDR"] if env["PEER_INNER_IPADDR"] != env["PEER_OUTER_IPADDR"] else ""

    def add() -> None:
        version = 6 if ":" in written else 4
        own, peer = prefix(written, version), prefix(other, version) if other else None
        if own is None or (other and peer is None):
            raise Refusal("no-address", written if own is None else other)
        ip, length = own[0], peer[1] if peer else own[1]
        kernel.add_address(Address(device, version, ip, length, label=device, peer=peer[0] if peer else None))

    if written:
        machine.attempt(_SCRIPT, env, device, Action("address", written), add, "MY_INNER_IPADDR")
    if not keeps_links_down(machine, env):
        machine.attempt(_SCRIPT, env, device, Action("up"), lambda: kernel.set_up(device))


def sit(machine: Machine, config: str) -> int:
    """`ifup-sit CONFIG`."""
    env = environment(machine, config)
    device, kernel = env["DEVICE"], machine.kernel
    if ":" in device or not ipv6.is_wanted(machine, env):
        machine.note(_SIT, env, device, _MADE, "skipped", Cause("ipv6-unwanted"), "IPV6INIT")
        return 0
    if is_ended(machine, env, _SIT, _MADE):
        return SYNTAX_ERROR
    cause = _why_no_sit(machine, env, device)
    if cause:
        machine.note(_SIT, env, device, _MADE, "failed", cause, "IPV6TUNNELIPV4", "DEVICE")
        return 1
    machine.load_tunnels(tunnelling.SIT)
    ends = first_word(env["IPV6TUNNELIPV4LOCAL"]), first_word(env["IPV6TUNNELIPV4"])
    add = partial(tunnelling.add, kernel, device, tunnelling.SIT, *ends)
    if not machine.attempt(_SIT, env, device, _MADE, add, "DEVICE"):
        return 1
    if keeps_links_down(machine, env):
        machine.note(_SIT, env, device, Action("up"), "failed", Cause("set", "LINKSTATUS", "down"), "LINKSTATUS")
        return 1
    machine.attempt(_SIT, env, device, Action("up"), lambda: kernel.set_up(device))
    _set_sit(machine, env, device)
    return 0


def _why_no_sit(machine: Machine, env: Variables, device: str) -> Cause | None:
    if device == "sit0":
        return Cause("kernels-own", device)
    if not env["IPV6TUNNELIPV4"]:
        return Cause("no-remote")
    link = machine.kernel.links.get(device)
    return Cause("up-already", device) if link is not None and link.up else None


def _set_sit(machine: Machine, env: Variables, device: str) -> None:
    if env["IPV6_MTU"]:
        ipv6.set_mtu(machine, env, device, first_word(env["IPV6_MTU"]), "IPV6_MTU")
    for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
        for written in words(env[key])[: 1 if key == "IPV6ADDR" else None]:
            ipv6.add_address(machine, env, device, written, key)
    if env["IPV6_DEFAULTDEV"] or env["IPV6_DEFAULTGW"]:
        ipv6.set_default_route(machine, env, device)
    for network, *_ in ipv6.static_routes(machine, device):
        ipv6.add(machine, env, device, network, "::", device, "IPV6INIT")
    routes.configure(machine, device)
