"""IPv6: init.ipv6-global, ifup-ipv6 and network-functions-ipv6."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from ifcfgen.boot.grep import Grep
from ifcfgen.boot.initscripts.configuration import (
    SYNTAX_ERROR,
    echoed,
    environment,
    first_word,
    is_ended,
    keeps_links_down,
    words,
)
from ifcfgen.boot.initscripts.ipcalc import ipcalc
from ifcfgen.boot.kernel import Kernel, tunnelling
from ifcfgen.boot.kernel.fib import add_route
from ifcfgen.boot.kernel.iproute import route
from ifcfgen.boot.kernel.state import Address, Refusal, Route
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause
from ifcfgen.boot.values import text_of
from ifcfgen.boot.variables import Variables
from ifcfgen.ifcfg.literals import ipv4, ipv6, number, prefix
from ifcfgen.ifcfg.switches import is_false
from ifcfgen.lazy import pattern

SCRIPT = "ifup-ipv6"
_NO_WORD = pattern(r"(?!\w)")
_SCOPES = ((0xFE80 << 112, 10, "link"), (0xFEC0 << 112, 10, "site"))
_USUAL_LENGTH = 64
_NOT_GLOBAL = tuple(
    (ipv4(text) or 0, length)
    for text, length in (
        ("0.0.0.0", 8), ("10.0.0.0", 8), ("127.0.0.0", 8), ("169.254.0.0", 16), ("172.16.0.0", 12),
        ("192.168.0.0", 16), ("224.0.0.0", 3),
    )
)  # fmt: skip


def is_wanted(machine: Machine, env: Variables) -> bool:
    """Whether ifup-ipv6 goes on."""
    return env["IPV6INIT"] == "yes" if machine.release <= 6 else not is_false(env["IPV6INIT"], machine.release)


def configure(machine: Machine, config: str) -> int:
    """`ifup-ipv6 CONFIG`."""
    env = environment(machine, config if config in machine.files else f"ifcfg-{config}")
    device = env["DEVICE"].partition(":")[0]
    if not is_wanted(machine, env):
        if env.owns("IPV6_DEFAULTGW") or _gives_more(env, device):
            cause = Cause("ipv6-off", env["IPV6INIT"]) if env["IPV6INIT"] else Cause("ipv6-not-asked")
            machine.note(SCRIPT, env, device, Action("ipv6"), "skipped", cause, "IPV6INIT", "IPV6ADDR")
        return 0
    if is_ended(machine, env, SCRIPT, Action("ipv6")):
        return SYNTAX_ERROR
    if device not in machine.kernel.links:
        return 1
    first = words(env["IPV6ADDR"])[:1]
    if first and not add_address(machine, env, device, first[0], "IPV6ADDR"):
        return 1
    if env["IPV6_MTU"]:
        set_mtu(machine, env, device, first_word(env["IPV6_MTU"]), "IPV6_MTU")
    for written in words(env["IPV6ADDR_SECONDARIES"]):
        add_address(machine, env, device, written, "IPV6ADDR_SECONDARIES")
    if env["IPV6_DEFAULTDEV"] or env["IPV6_DEFAULTGW"]:
        set_default_route(machine, env, device)
    for given in static_routes(machine, device):
        network, gateway, *_ = [*given, device, ""]
        add(machine, env, device, network, gateway, device if len(given) < 3 else given[2], "IPV6INIT")
    if env["IPV6TO4INIT"] == "yes":
        return _six_to_four(machine, env, device)
    return 0


def _gives_more(env: Variables, device: str) -> bool:
    """Whether the file has an IPv6 address for DEVICE, and not the one that every kernel gives lo."""
    known = prefix(first_word(env["IPV6ADDR"]), 6)
    return env.owns("IPV6ADDR") and not (known and Address(device, 6, *known).is_native)


def add_address(machine: Machine, env: Variables, device: str, written: str, key: str) -> bool:
    """ipv6_add_addr_on_device: False where it says that it failed. What the kernel refuses passes for done."""
    kernel, action = machine.kernel, Action("address", written)
    known = prefix(written, 6)
    if device not in kernel.links:
        machine.note(SCRIPT, env, device, action, "failed", Cause("no-device", device), key)
        return False
    if known is None or ":" not in written:
        machine.note(SCRIPT, env, device, action, "failed", Cause("no-ipv6-address"), key)
        return False
    if not kernel.links[device].up:
        try:
            if keeps_links_down(machine, env):
                raise Refusal("set", "LINKSTATUS", "down")
            kernel.set_up(device)
        except Refusal as refusal:
            machine.note(SCRIPT, env, device, Action("up"), "failed", refusal.cause)
            return False
    ip, length = known if "/" in written else (known[0], _USUAL_LENGTH)

    def replace() -> None:
        if not kernel.has_address(device, ip, 6):
            kernel.add_address(Address(device, 6, ip, length, scope=scope_of(ip)))

    machine.attempt(SCRIPT, env, device, action, replace, key)
    return True


def scope_of(ip: int) -> str:
    """The scope that an IPv6 address has by itself."""
    if ip == 1:
        return "host"
    return next((name for network, length, name in _SCOPES if (ip ^ network) >> 128 - length == 0), "global")


def set_mtu(machine: Machine, env: Variables, device: str, written: str, key: str) -> None:
    """ipv6_set_mtu: of the whole device, and only from 1280 on."""
    mtu = number(written)

    def call() -> None:
        if mtu is None or not 1280 <= mtu <= 65535:
            raise Refusal("no-ipv6-mtu", written)
        machine.kernel.set_mtu(device, mtu)

    machine.attempt(SCRIPT, env, device, Action("mtu", written), call, key)


def set_default_route(machine: Machine, env: Variables, device: str) -> None:
    """ipv6_set_default_route: through the device that the gateway, else IPV6_DEFAULTDEV names; else through any."""
    written, through = echoed(env["IPV6_DEFAULTGW"]), env["IPV6_DEFAULTDEV"]
    action = Action("default-route", written or through)
    if written in ("", "::"):
        if through == device:
            _without_gateway(machine, env, device, action)
        return
    gateway, _, scope = written.partition("%")
    scope = scope.partition("%")[0]
    if scope and through and scope != through:
        through = ""
    if gateway.lower().startswith("fe80:") and not scope and not through:
        machine.note(SCRIPT, env, device, action, "failed", Cause("link-local-needs-device"), "IPV6_DEFAULTGW")
        return
    if (scope and scope != device) or (through and through != device):
        return
    add(machine, env, device, "::/0", gateway, through or scope, "IPV6_DEFAULTGW")


def _without_gateway(machine: Machine, env: Variables, device: str, action: Action) -> None:
    link = machine.kernel.links[device]
    if link.up and not link.is_ethernet:
        add(machine, env, device, "::/0", "::", device, "IPV6_DEFAULTDEV")
    else:
        machine.note(SCRIPT, env, device, action, "failed", Cause("needs-tunnel"), "IPV6_DEFAULTDEV")


def add(machine: Machine, env: Variables, device: str, network: str, gateway: str, through: str, key: str) -> None:
    """ipv6_add_route: with a metric of 1."""

    def call() -> None:
        if prefix(network, 6) is None or ipv6(gateway) is None:
            raise Refusal("no-ipv6-address")
        via = ["via", gateway] if gateway != "::" or not through else []
        dev = ["dev", through] if through else []
        add_route(machine.kernel, route([network, *via, *dev, "metric", "1"], 6, machine.tables))

    action = Action("default-route", gateway) if network == "::/0" else Action("route", network, gateway)
    machine.attempt(SCRIPT, env, device, action, call, key)


def static_routes(machine: Machine, device: str) -> Iterator[list[str]]:
    """What stands behind the device in the lines of static-routes-ipv6 that begin with it."""
    name = "static-routes-ipv6"
    if name not in machine.greps:
        machine.greps[name] = Grep(((line, line) for line in machine.lines_of(name)), _NO_WORD)
    for line in machine.greps[name].find(device):
        given = words(line)[1:]
        if given:
            yield given


def _six_to_four(machine: Machine, env: Variables, device: str) -> int:
    """tun6to4, by the IPv4 address of the device; the exit status of ifup-ipv6."""
    kernel, release, tunnel = machine.kernel, machine.release, "tun6to4"
    ours = [text_of(address.ip, 4) for address in kernel.addresses_of(device, 4)]
    local = ours[0] if ours else env["IPADDR"]
    written = env["IPV6TO4_IPV4ADDR"] or local
    relay = env["IPV6TO4_RELAY"] or "192.88.99.1"
    cause: Cause | None = None
    if tunnel in kernel.links and kernel.links[tunnel].up:
        cause = Cause("up-already", tunnel)
    elif not ipcalc("netmask", (written,), release) or not _is_global(written):
        cause = Cause("not-global", written) if written else Cause("no-ipv4-address")
    elif not ipcalc("netmask", (relay,), release) or not _is_global(relay):
        cause = Cause("relay-not-global", relay)
    made = Action("make", "6to4 tunnel")
    if cause:
        machine.note(SCRIPT, env, device, made, "failed", cause, "IPV6TO4_IPV4ADDR", "IPV6TO4INIT")
        return 1
    machine.load_tunnels(tunnelling.SIT)
    network = 0x2002 << 112 | (ipv4(written) or 0) << 80
    make = partial(_make_tun6to4, kernel, tunnel, local, network)
    is_made = machine.attempt(SCRIPT, env, tunnel, made, make, "IPV6TO4INIT")
    mtu, wanted = kernel.links[device].mtu - 20, number(env["IPV6TO4_MTU"]) if env["IPV6TO4_MTU"] else None
    set_mtu(machine, env, tunnel, str(mtu if wanted is None or wanted > mtu else wanted), "IPV6TO4_MTU")
    if not is_made:
        return 1
    if env["IPV6_DEFAULTDEV"] == tunnel:
        add(machine, env, tunnel, "::/0", f"::{relay}", tunnel, "IPV6_DEFAULTDEV")
    for destination, *gateway in static_routes(machine, tunnel):
        add(machine, env, tunnel, destination, " ".join(gateway) or f"::{relay}", tunnel, "IPV6TO4INIT")
    _route_by_relay(machine, env, tunnel, relay)
    if env["IPV6_CONTROL_RADVD"] == "yes":
        for word in words(env["IPV6TO4_ROUTING"]):
            other, _, suffix = word.partition("-")
            start = text_of(network, 6).removesuffix("::")
            add_address(machine, env, other, start + suffix.partition("-")[0], "IPV6TO4_ROUTING")
    return 0


def _is_global(written: str) -> bool:
    ip = ipv4(written) or 0
    return all((ip ^ network) >> 32 - length for network, length in _NOT_GLOBAL)


def _make_tun6to4(kernel: Kernel, tunnel: str, local: str, network: int) -> None:
    tunnelling.add(kernel, tunnel, tunnelling.SIT, local, "0.0.0.0")
    kernel.set_up(tunnel)
    # the kernel gives a tunnel without another end the IPv6 address that holds its IPv4 address
    kernel.add_address(Address(tunnel, 6, ipv4(local) or 0, 96))
    kernel.add_address(Address(tunnel, 6, network | 1, 16))
    add_route(kernel, Route(6, network, 48, metric=1024, type="unreachable"))


def _route_by_relay(machine: Machine, env: Variables, tunnel: str, relay: str) -> None:
    """The lines of route6-tun6to4, which need not say the gateway; comments may stand behind them."""
    for line in machine.lines_of(f"route6-{tunnel}"):
        arguments = words(line.partition("#")[0])
        if arguments and not any("via" in word for word in arguments):
            arguments += ["via", f"::{relay}"]
        if arguments:

            def call(arguments: list[str] = arguments) -> None:
                add_route(machine.kernel, route(arguments, 6, machine.tables))

            machine.attempt(SCRIPT, env, tunnel, Action("route", " ".join(arguments)), call)
