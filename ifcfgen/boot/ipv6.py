"""IPv6: init.ipv6-global, ifup-ipv6 and network-functions-ipv6."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import cache

from ifcfgen.boot.configuration import environment, words
from ifcfgen.boot.fib import add_route
from ifcfgen.boot.iproute import route
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.state import Address, Refused, Route
from ifcfgen.boot.variables import Variables
from ifcfgen.boot.words import ipv6, is_false, number, prefix

SCRIPT = "ifup-ipv6"
_GUARDS = (
    "::ffff:0.0.0.0/96", "::/96", "2002:e000::/19", "2002:7f00::/24", "2002:a00::/24", "2002:ac10::/28",
    "2002:c0a8::/32", "2002:a9fe::/32", "3ffe:ffff::/32",
)  # fmt: skip
_SCOPES = ((0xFE80 << 112, 10, "link"), (0xFEC0 << 112, 10, "site"))
_USUAL_LENGTH = 64


def guard_the_wires(machine: Machine) -> None:
    """init.ipv6-global start post: networks that must never show on a wire lead nowhere."""
    if not machine.kernel.links["lo"].disable_ipv6:
        for guard in _guards():
            with suppress(Refused):  # there is one already
                add_route(machine.kernel, guard)


@cache
def _guards() -> list[Route]:
    return [route(["unreachable", network], 6) for network in _GUARDS]


def is_wanted(machine: Machine, env: Variables) -> bool:
    """Whether ifup-ipv6 goes on."""
    return env["IPV6INIT"] == "yes" if machine.release <= 6 else not is_false(env["IPV6INIT"], machine.release)


def configure(machine: Machine, config: str) -> int:
    """`ifup-ipv6 CONFIG`."""
    env = environment(machine, config if config in machine.files else f"ifcfg-{config}")
    device = env["DEVICE"].partition(":")[0]
    if not is_wanted(machine, env):
        if env["IPV6ADDR"] or env["IPV6_DEFAULTGW"]:
            reason = f"IPV6INIT={env['IPV6INIT']}" if env["IPV6INIT"] else "IPV6INIT=yes is missing"
            machine.note(SCRIPT, env, device, "IPv6", "skipped", reason, "IPV6INIT", "IPV6ADDR")
        return 0
    if device not in machine.kernel.links:
        return 1
    first = words(env["IPV6ADDR"])[:1]
    if first and not add_address(machine, env, device, first[0], "IPV6ADDR"):
        return 1
    if env["IPV6_MTU"]:
        _set_mtu(machine, env, device)
    for written in words(env["IPV6ADDR_SECONDARIES"]):
        add_address(machine, env, device, written, "IPV6ADDR_SECONDARIES")
    if env["IPV6_DEFAULTDEV"] or env["IPV6_DEFAULTGW"]:
        set_default_route(machine, env, device)
    add_static_routes(machine, env, device)
    if env["IPV6TO4INIT"] == "yes":
        machine.note(SCRIPT, env, device, "6to4", "skipped", "a 6to4 tunnel is not foretold", "IPV6TO4INIT")
        machine.assume(f"6to4 on {device}", None, "whether tun6to4 comes to be")
    return 0


def add_address(machine: Machine, env: Variables, device: str, written: str, key: str) -> bool:
    """ipv6_add_addr_on_device: False where it says that it failed. What the kernel refuses passes for done."""
    kernel = machine.kernel
    known = prefix(written, 6)
    if known is None or ":" not in written:
        machine.note(SCRIPT, env, device, f"address {written}", "failed", "it is no IPv6 address", key)
        return False
    if not kernel.links[device].up:
        try:
            kernel.set_up(device)
        except Refused as refused:
            machine.note(SCRIPT, env, device, "link up", "failed", str(refused))
            return False
    ip, length = known if "/" in written else (known[0], _USUAL_LENGTH)

    def replace() -> None:
        if not any(a.ip == ip for a in kernel.addresses_of(device, 6)):
            kernel.add_address(Address(device, 6, ip, length, scope=scope_of(ip)))

    machine.attempt(SCRIPT, env, device, f"address {written}", replace, key)
    return True


def scope_of(ip: int) -> str:
    """The scope that an IPv6 address has by itself."""
    if ip == 1:
        return "host"
    return next((name for network, length, name in _SCOPES if (ip ^ network) >> 128 - length == 0), "global")


def _set_mtu(machine: Machine, env: Variables, device: str) -> None:
    mtu = number(env["IPV6_MTU"])

    def set_mtu() -> None:
        if mtu is None or not 1280 <= mtu <= 65535:
            raise Refused(f"{env['IPV6_MTU']} is no MTU from 1280 to 65535")
        machine.kernel.set_mtu(device, mtu)

    machine.attempt(SCRIPT, env, device, f"MTU {env['IPV6_MTU']}", set_mtu, "IPV6_MTU")


def set_default_route(machine: Machine, env: Variables, device: str) -> None:
    """ipv6_set_default_route: through the device that the gateway, else IPV6_DEFAULTDEV names; else through any."""
    written, through = env["IPV6_DEFAULTGW"], env["IPV6_DEFAULTDEV"]
    action = f"default route via {written or through}"
    if written in ("", "::"):
        if through == device:
            _without_gateway(machine, env, device, action)
        return
    gateway, _, scope = written.partition("%")
    scope = scope.partition("%")[0]
    if scope and through and scope != through:
        through = ""
    if gateway.lower().startswith("fe80:") and not scope and not through:
        reason = "a link-local gateway needs a device, by %DEVICE or IPV6_DEFAULTDEV"
        machine.note(SCRIPT, env, device, action, "failed", reason, "IPV6_DEFAULTGW")
        return
    if (scope and scope != device) or (through and through != device):
        return
    add(machine, env, device, "::/0", gateway, through or scope, "IPV6_DEFAULTGW")


def _without_gateway(machine: Machine, env: Variables, device: str, action: str) -> None:
    link = machine.kernel.links[device]
    if link.up and not link.is_ethernet:
        add(machine, env, device, "::/0", "::", device, "IPV6_DEFAULTDEV")
    else:
        reason = "without a gateway there is a default route only through a tunnel"
        machine.note(SCRIPT, env, device, action, "failed", reason, "IPV6_DEFAULTDEV")


def add(machine: Machine, env: Variables, device: str, network: str, gateway: str, through: str, key: str) -> None:
    """ipv6_add_route: with a metric of 1."""

    def call() -> None:
        if prefix(network, 6) is None or ipv6(gateway) is None:
            raise Refused("it is no IPv6 address")
        via = ["via", gateway] if gateway != "::" or not through else []
        dev = ["dev", through] if through else []
        add_route(machine.kernel, route([network, *via, *dev, "metric", "1"], 6, machine.tables))

    name = "default route" if network == "::/0" else f"route {network}"
    machine.attempt(SCRIPT, env, device, f"{name} via {gateway}", call, key)


def add_static_routes(machine: Machine, env: Variables, device: str) -> None:
    """The lines of static-routes-ipv6 that begin with the device."""
    begins = re.compile(re.escape(device).replace(r"\.", ".") + r"(?!\w)")
    for line in machine.lines_of("static-routes-ipv6"):
        given = words(line)[1:] if begins.match(line) else []
        if given:
            network, gateway, *_ = [*given, device, ""]
            add(machine, env, device, network, gateway, device if len(given) < 3 else given[2], "IPV6INIT")
