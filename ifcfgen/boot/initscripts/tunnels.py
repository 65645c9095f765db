"""ifup-tunnel and ifup-sit."""

from __future__ import annotations

from ifcfgen.boot.initscripts import ipv6, post, routes
from ifcfgen.boot.initscripts.configuration import environment, keeps_links_down, need_config, source_config, words
from ifcfgen.boot.initscripts.variables import Variables
from ifcfgen.boot.kernel import tunnelling
from ifcfgen.boot.kernel.state import Address, Refused
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.words import number, prefix

_SCRIPT = "ifup-tunnel"
_SIT = "ifup-sit"
_OF_THE_KERNEL = ("gre0", "tunl0", "ip6tnl0")
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
        machine.note(_SCRIPT, env, device, "tunnel made", "failed", f"TYPE={kind} is no tunnel", "TYPE", "DEVICE")
        return 1
    mode = modes[kind]
    tunnelling.load(machine, mode)
    if device in _OF_THE_KERNEL[: 3 if machine.release >= 7 else 2]:
        machine.note(_SCRIPT, env, device, "tunnel made", "failed", f"{device} is the kernel's own", "DEVICE")
        return 1
    ends = env["MY_OUTER_IPADDR"], env["PEER_OUTER_IPADDR"]
    if machine.attempt(
        _SCRIPT, env, device, "tunnel made", lambda: tunnelling.add(kernel, device, mode, *ends, env["KEY"]), "TYPE"
    ):
        _set(machine, env, device)
    ipv6.configure(machine, config)
    return post.post(machine, config)


def _set(machine: Machine, env: Variables, device: str) -> None:
    kernel, mtu = machine.kernel, number(env["MTU"])
    if mtu is not None:
        machine.attempt(_SCRIPT, env, device, f"MTU {mtu}", lambda: kernel.set_mtu(device, mtu), "MTU")
    written = env["MY_INNER_IPADDR"]
    other = env["PEER_INNER_IPADDR"] if env["PEER_INNER_IPADDR"] != env["PEER_OUTER_IPADDR"] else ""

    def add() -> None:
        version = 6 if ":" in written else 4
        own, peer = prefix(written, version), prefix(other, version) if other else None
        if own is None or (other and peer is None):
            raise Refused(f"{written!r} is no address" if own is None else f"{other!r} is no address")
        ip, length = own[0], peer[1] if peer else own[1]
        kernel.add_address(Address(device, version, ip, length, label=device, peer=peer[0] if peer else None))

    if written:
        machine.attempt(_SCRIPT, env, device, f"address {written}", add, "MY_INNER_IPADDR")
    if not keeps_links_down(machine, env):
        machine.attempt(_SCRIPT, env, device, "link up", lambda: kernel.set_up(device))


def sit(machine: Machine, config: str) -> int:
    """`ifup-sit CONFIG`."""
    env = environment(machine, config)
    device, kernel = env["DEVICE"], machine.kernel
    if ":" in device or not ipv6.is_wanted(machine, env):
        machine.note(_SIT, env, device, "tunnel made", "skipped", "IPv6 is not wanted here", "IPV6INIT")
        return 0
    reason = ""
    if device == "sit0":
        reason = "sit0 is the kernel's own"
    elif not env["IPV6TUNNELIPV4"]:
        reason = "IPV6TUNNELIPV4, the other end, is not set"
    elif device in kernel.links and kernel.links[device].up:
        reason = f"{device} is up already"
    if reason:
        machine.note(_SIT, env, device, "tunnel made", "failed", reason, "IPV6TUNNELIPV4", "DEVICE")
        return 1
    tunnelling.load(machine, tunnelling.SIT)
    ends = env["IPV6TUNNELIPV4LOCAL"], env["IPV6TUNNELIPV4"]
    if not machine.attempt(
        _SIT, env, device, "tunnel made", lambda: tunnelling.add(kernel, device, tunnelling.SIT, *ends), "DEVICE"
    ):
        return 1
    if keeps_links_down(machine, env):
        machine.note(_SIT, env, device, "link up", "failed", "LINKSTATUS=down", "LINKSTATUS")
        return 1
    machine.attempt(_SIT, env, device, "link up", lambda: kernel.set_up(device))
    if env["IPV6_MTU"]:
        ipv6.set_mtu(machine, env, device, env["IPV6_MTU"], "IPV6_MTU")
    for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
        for written in words(env[key])[: 1 if key == "IPV6ADDR" else None]:
            ipv6.add_address(machine, env, device, written, key)
    if env["IPV6_DEFAULTDEV"] or env["IPV6_DEFAULTGW"]:
        ipv6.set_default_route(machine, env, device)
    for network, *_ in ipv6.static_routes(machine, device):
        ipv6.add(machine, env, device, network, "::", device, "IPV6INIT")
    routes.configure(machine, device)
    return 0
