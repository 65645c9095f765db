"""ifup-tunnel and ifup-sit."""

from __future__ import annotations

from ifcfgen.boot import ipv6, post, routes
from ifcfgen.boot.configuration import environment, keeps_links_down, need_config, source_config, words
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.state import Address, Refused
from ifcfgen.boot.variables import Variables
from ifcfgen.boot.words import ipv4, number, prefix

_MODES = {"GRE": "gre", "IPIP": "ipip"}
_SINCE_EL7 = {"GRE6": "ip6gre", "IPIP6": "ip6tnl"}
_OF_THE_KERNEL = ("gre0", "tunl0", "ip6tnl0")
_MTU = {"gre": 1476, "ipip": 1480, "sit": 1480, "ip6gre": 1448, "ip6tnl": 1452}
_SIT = "ifup-sit"


def tunnel(machine: Machine, config: str) -> int:
    """`ifup-tunnel CONFIG`: no step but the first is looked at."""
    env = Variables()
    source_config(machine, env, need_config(machine, config))
    device, kind = env["DEVICE"], env["TYPE"]
    modes = {**_MODES, **(_SINCE_EL7 if machine.release >= 7 else {})}
    if machine.release >= 8:
        modes["EXTERNAL"] = "ip6tnl"
    if kind not in modes:
        machine.note("ifup-tunnel", env, device, "tunnel made", "failed", f"TYPE={kind} is no tunnel", "TYPE", "DEVICE")
        return 1
    if device in _OF_THE_KERNEL[: 3 if machine.release >= 7 else 2]:
        machine.note("ifup-tunnel", env, device, "tunnel made", "failed", f"{device} is the kernel's own", "DEVICE")
        return 1
    _make(machine, env, "ifup-tunnel", device, modes[kind])
    if device in machine.kernel.links:
        _set(machine, env, device)
    ipv6.configure(machine, config)
    return post.post(machine, config)


def _make(machine: Machine, env: Variables, script: str, device: str, mode: str) -> bool:
    def make() -> None:
        link = machine.kernel.add(device, mode, "")
        link.mtu, link.arp = _MTU[mode], False

    return machine.attempt(script, env, device, "tunnel made", make, "TYPE")


def _set(machine: Machine, env: Variables, device: str) -> None:
    kernel, mtu = machine.kernel, number(env["MTU"])
    if mtu is not None:
        machine.attempt("ifup-tunnel", env, device, f"MTU {mtu}", lambda: kernel.set_mtu(device, mtu), "MTU")
    written = env["MY_INNER_IPADDR"]

    def add() -> None:
        known = prefix(written, 4)
        if known is None:
            raise Refused(f"{written!r} is no address")
        kernel.add_address(Address(device, 4, *known, label=device))

    if written:
        machine.attempt("ifup-tunnel", env, device, f"address {written}", add, "MY_INNER_IPADDR")
    if not keeps_links_down(machine, env):
        machine.attempt("ifup-tunnel", env, device, "link up", lambda: kernel.set_up(device))


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
    elif ipv4(env["IPV6TUNNELIPV4"]) is None:
        reason = "IPV6TUNNELIPV4, the other end, is not set"
    elif device in kernel.links:
        reason = f"{device} is there already"
    if reason:
        machine.note(_SIT, env, device, "tunnel made", "failed", reason, "IPV6TUNNELIPV4", "DEVICE")
        return 1
    if not _make(machine, env, _SIT, device, "sit"):
        return 1
    machine.attempt(_SIT, env, device, "link up", lambda: kernel.set_up(device))
    for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
        for written in words(env[key])[: 1 if key == "IPV6ADDR" else None]:
            ipv6.add_address(machine, env, device, written, key)
    if env["IPV6_DEFAULTDEV"] or env["IPV6_DEFAULTGW"]:
        ipv6.set_default_route(machine, env, device)
    routes.configure(machine, device)
    return 0
