"""ifup-tunnel and ifup-sit."""

from __future__ import annotations

from typing import NamedTuple

from ifcfgen.boot import fib, ipv6, post, routes
from ifcfgen.boot.configuration import environment, keeps_links_down, need_config, source_config, words
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.state import Address, Refused
from ifcfgen.boot.variables import Variables
from ifcfgen.boot.words import address, number, prefix, text_of

_SCRIPT = "ifup-tunnel"
_SIT = "ifup-sit"
_OF_THE_KERNEL = ("gre0", "tunl0", "ip6tnl0")
_USUAL_MTU = 1500
_LENGTH_OF_A_KEY = 4


class _Mode(NamedTuple):
    """A kind of tunnel: its module, what its head adds to a packet, and the devices that come with the module."""

    kind: str
    module: str
    version: int
    head: int
    natives: tuple[tuple[str, str, int], ...]


_GRE = _Mode("gre", "ip_gre", 4, 24, (("gre0", "gre", 1476), ("gretap0", "gretap", 1462), ("erspan0", "erspan", 1450)))
_IPIP = _Mode("ipip", "ipip", 4, 20, (("tunl0", "ipip", 1480),))
_SIT_MODE = _Mode("sit", "sit", 4, 20, (("sit0", "sit", 1480),))
_GRE6 = _Mode("ip6gre", "ip6_gre", 6, 52, (("ip6gre0", "ip6gre", 1448),))
_IPIP6 = _Mode("ip6tnl", "ip6_tunnel", 6, 48, (("ip6tnl0", "ip6tnl", 1452),))
_MODES = {"GRE": _GRE, "IPIP": _IPIP}
_SINCE_EL7 = {"GRE6": _GRE6, "IPIP6": _IPIP6}
_ETHERNET = ("gretap", "erspan")


def tunnel(machine: Machine, config: str) -> int:
    """`ifup-tunnel CONFIG`: behind the name no step is looked at."""
    env = Variables()
    source_config(machine, env, need_config(machine, config))
    device, kind = env["DEVICE"], env["TYPE"]
    modes = {**_MODES, **(_SINCE_EL7 if machine.release >= 7 else {})}
    if machine.release >= 8:
        modes["EXTERNAL"] = _IPIP6
    if kind not in modes:
        machine.note(_SCRIPT, env, device, "tunnel made", "failed", f"TYPE={kind} is no tunnel", "TYPE", "DEVICE")
        return 1
    mode = modes[kind]
    _load(machine, mode)
    if device in _OF_THE_KERNEL[: 3 if machine.release >= 7 else 2]:
        machine.note(_SCRIPT, env, device, "tunnel made", "failed", f"{device} is the kernel's own", "DEVICE")
        return 1
    ends = env["MY_OUTER_IPADDR"], env["PEER_OUTER_IPADDR"]
    if machine.attempt(
        _SCRIPT, env, device, "tunnel made", lambda: _add(machine, device, mode, *ends, env["KEY"]), "TYPE"
    ):
        _set(machine, env, device)
    ipv6.configure(machine, config)
    return post.post(machine, config)


def _load(machine: Machine, mode: _Mode) -> None:
    """Load the module; its own devices come with it."""
    if mode.module not in machine.kernel.modules and machine.modprobe(mode.module):
        for name, kind, mtu in mode.natives:
            if name not in machine.kernel.links:
                link = machine.kernel.add(name, kind)
                link.mtu, link.arp = mtu, kind in _ETHERNET
                if not link.arp:
                    link.mac = text_of(0, mode.version)


def _add(machine: Machine, device: str, mode: _Mode, local: str, remote: str, key: str = "") -> None:
    """`ip tunnel add DEVICE mode MODE`. Raises Refused."""
    kernel = machine.kernel
    ends = [address(end, mode.version) if end else 0 for end in (local, remote)]
    if None in ends:
        raise Refused(f"{local if ends[0] is None else remote!r} is no address of an end")
    link = kernel.add(device, mode.kind, text_of(ends[0] or 0, mode.version))
    below = fib.egress(kernel, ends[1], mode.version) if ends[1] else None
    link.mtu = (kernel.links[below].mtu if below else _USUAL_MTU) - mode.head - (_LENGTH_OF_A_KEY if key else 0)
    link.arp = False


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
    _load(machine, _SIT_MODE)
    ends = env["IPV6TUNNELIPV4LOCAL"], env["IPV6TUNNELIPV4"]
    if not machine.attempt(_SIT, env, device, "tunnel made", lambda: _add(machine, device, _SIT_MODE, *ends), "DEVICE"):
        return 1
    machine.attempt(_SIT, env, device, "link up", lambda: kernel.set_up(device))
    for key in ("IPV6ADDR", "IPV6ADDR_SECONDARIES"):
        for written in words(env[key])[: 1 if key == "IPV6ADDR" else None]:
            ipv6.add_address(machine, env, device, written, key)
    if env["IPV6_DEFAULTDEV"] or env["IPV6_DEFAULTGW"]:
        ipv6.set_default_route(machine, env, device)
    routes.configure(machine, device)
    return 0
