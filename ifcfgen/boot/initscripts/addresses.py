"""Static IPv4 addresses and the default route: expand_config of network-functions, and ifup-eth."""

from __future__ import annotations

import re

from ifcfgen.boot.initscripts import ipv6
from ifcfgen.boot.initscripts.configuration import echoed, keeps_links_down, words
from ifcfgen.boot.initscripts.ipcalc import Field, ipcalc
from ifcfgen.boot.kernel import iproute
from ifcfgen.boot.kernel.fib import add_route
from ifcfgen.boot.kernel.state import Address, Refusal, Route
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.neighbours import is_taken
from ifcfgen.boot.record import Action, Cause, Stake
from ifcfgen.boot.values import mask
from ifcfgen.boot.variables import Variables
from ifcfgen.ifcfg.iproute import address_options
from ifcfgen.ifcfg.literals import ipv4, number, prefix
from ifcfgen.lazy import NamedTuple

SCRIPT = "ifup-eth"
_LONGEST_LABEL = 15
_MOST = 256


class Expanded(NamedTuple):
    """One IPADDRn with what belongs to it, as text."""

    key: str
    ip: str
    prefix: str
    netmask: str
    broadcast: str
    arpcheck: str


def configure(machine: Machine, env: Variables) -> int:
    """Addresses and default route of the device; the exit status where that ends ifup-eth, else 0."""
    kernel, device, real = machine.kernel, env["DEVICE"], env["REALDEVICE"]
    has_addresses = env["IPADDR"] or env["IPADDR0"] or env["IPADDR1"] or env["IPADDR2"]
    if keeps_links_down(machine, env):
        machine.note(SCRIPT, env, real, Action("up"), "skipped", Cause("set", "LINKSTATUS", "down"), "LINKSTATUS")
    elif not machine.attempt(SCRIPT, env, real, Action("up"), lambda: kernel.set_up(real), "DEVICE") and has_addresses:
        return 1
    if not has_addresses:
        return 0
    expanded = expand(env, machine.release)
    if env["ARP"] in ("yes", "YES", "no", "NO") and real in kernel.links:
        kernel.links[real].arp = env["ARP"].lower() == "yes"
    for each in expanded:
        if not _add(machine, env, device, real, each):
            return 1
    if expanded:
        _set_default_route(machine, env, expanded[0], device, real)
    return 0


def expand(env: Variables, release: int) -> list[Expanded]:
    """IPADDR, IPADDR0, ... up to the first gap that the release does not forgive."""
    last_forgiven = 2 if release <= 6 else 1
    found = []
    for index in range(-1, _MOST):
        n = str(index) if index >= 0 else ""
        ip = echoed(env[f"IPADDR{n}"])
        if not ip:
            if index > last_forgiven:
                break
            continue
        length, netmask = echoed(env[f"PREFIX{n}"]), echoed(env[f"NETMASK{n}"])
        if length:
            netmask = ipcalc("netmask", (f"{ip}/{length}",), release)
        netmask = netmask or ipcalc("netmask", (ip,), release)
        length = length or _calculated("prefix", ip, netmask, release)
        broadcast = echoed(env[f"BROADCAST{n}"]) or _calculated("broadcast", ip, netmask, release)
        found.append(Expanded(f"IPADDR{n}", ip, length, netmask, broadcast, echoed(env[f"ARPCHECK{n}"]).lower()))
    return found


def _calculated(wanted: Field, ip: str, netmask: str, release: int) -> str:
    return ipcalc(wanted, (*words(ip), *words(netmask)), release)


def _add(machine: Machine, env: Variables, device: str, real: str, each: Expanded) -> bool:
    """Whether ifup-eth goes on behind this address."""
    kernel, written = machine.kernel, f"{each.ip}/{each.prefix}"
    keys = each.key, each.key.replace("IPADDR", "PREFIX"), each.key.replace("IPADDR", "NETMASK")
    there = "\n".join(kernel.addresses.shown(real))
    # grep takes a dot for any character; without any address nothing has to be compiled
    if not there or not re.search(re.escape(written).replace(r"\.", "."), there):
        if real != "lo" and each.arpcheck != "no":
            status = arping(machine, env, real, each.ip)
            if status == 1 or (status and machine.release <= 6):
                cause = Cause("address-taken") if status == 1 else Cause("arping-fails")
                machine.note(SCRIPT, env, device, Action("address", written), "failed", cause, *keys)
                return False

        def add() -> None:
            options = words("scope host" if device == "lo" else env["SCOPE"])
            kernel.add_address(new_address(real, written, each.broadcast or "+", options, device))

        machine.attempt(SCRIPT, env, device, Action("address", written), add, *keys)
    if machine.release >= 7:
        _give_it_forever(machine, env, real, written)
    return True


def _give_it_forever(machine: Machine, env: Variables, real: str, written: str) -> None:
    """`ip addr change` sets how long the address is valid, and makes it where there is none."""
    kernel = machine.kernel
    version = 6 if ":" in written else 4
    known = prefix(written, version) if "/" in written else None
    if known and Address(real, version, *known) not in kernel.addresses:

        def add() -> None:
            if version == 6:
                kernel.add_address(Address(real, 6, *known, scope=ipv6.scope_of(known[0])))
            else:
                kernel.add_address(new_address(real, written, "", [], real))

        machine.attempt(SCRIPT, env, real, Action("address-without-broadcast", written), add)


def new_address(dev: str, written: str, broadcast: str, options: list[str], label: str) -> Address:
    """What `ip addr add WRITTEN brd BROADCAST dev DEV OPTIONS label LABEL` asks for. Raises Refusal."""
    known = prefix(written, 4)
    if known is None:
        raise Refusal("no-address-with-prefix", written)
    ip, length = known
    with iproute.understood():
        name, peer = address_options(options)
    if peer:
        length = peer[1] or length
    if broadcast == "+":
        everybody = (peer[0] if peer else ip) | mask(length) ^ 0xFFFFFFFF if length <= 30 else None
    else:
        everybody = ipv4(broadcast) if broadcast else None
        if broadcast and everybody is None:
            raise Refusal("no-broadcast-address", broadcast)
    if len(label) > _LONGEST_LABEL:
        raise Refusal("label-too-long", label)
    scope = name or ("host" if ip >> 24 == 127 else "global")
    return Address(dev, 4, ip, length, everybody, scope, label, peer=peer[0] if peer else None)


def arping(machine: Machine, env: Variables, dev: str, ip: str) -> int:
    """`arping -D -I DEV IP`: 0 if nobody answers, 1 if somebody does, anything else is an error."""
    kernel, value = machine.kernel, ipv4(ip.rstrip("\r\f\v"))  # blanks behind an address are nothing to arping
    matters = machine.release <= 6 or machine.facts.neighbours or (value is not None and kernel.is_local(value, 4))
    if not matters:
        return 0
    if not machine.has("arping", Stake("conflict-check")):
        return 127
    link = kernel.links.get(dev)
    if link is None or not link.up or value is None:
        return 2
    if not link.arp or kernel.seconds_to_carrier(dev) > (number(env["LINKDELAY"].partition(".")[0]) or 0):
        return 0
    return int(is_taken(machine, dev, value))


def _set_default_route(machine: Machine, env: Variables, first: Expanded, device: str, real: str) -> None:
    gateway, through = env["GATEWAY"], env["GATEWAYDEV"]
    if not gateway and through != device:
        return
    key, value = ("DEFROUTE", "no") if env["DEFROUTE"] == "no" else ("GATEWAYDEV", through)
    if key == "DEFROUTE" or through not in ("", real):
        if env.owns("GATEWAY"):
            machine.note(SCRIPT, env, device, Action("default-route"), "skipped", Cause("set", key, value), key)
        return
    network = env["NETWORK"] or _calculated("network", first.ip, first.netmask, machine.release)
    of_gateway = ipcalc("network", (*words(gateway), *words(first.netmask)), machine.release) if gateway else ""
    metric = ["metric", *words(env["METRIC"])] if env["METRIC"] else []
    source = ["src", *words(env["SRCADDR"])] if env["SRCADDR"] else []
    window = ["window", *words(env["WINDOW"])] if env["WINDOW"] else []
    more = words(env["EXTRA_ROUTE_OPTS"]) if machine.release >= 7 else []
    if of_gateway and of_gateway == network:
        dev = ["dev", *words(through)] if through else []
        arguments = ["default", *metric, *more, "via", *words(gateway), *window, *source, *dev]
    elif through == device:
        arguments = ["default", *metric, *more, *source, *window, "dev", *words(real)]
    else:
        if env.owns("GATEWAY"):
            cause = Cause("gateway-elsewhere", gateway, first.ip, network, first.netmask)
            machine.note(SCRIPT, env, device, Action("default-route", gateway), "skipped", cause, "GATEWAY")
        return

    def replace() -> None:
        add_route(machine.kernel, iproute.route(arguments, 4, machine.tables, machine.release), replace=True)

    machine.attempt(SCRIPT, env, device, Action("default-route", gateway), replace, "GATEWAY", "GATEWAYDEV")


def zeroconf(machine: Machine, env: Variables, real: str) -> None:
    """The route to the link-local addresses, with a metric by the number of the device."""
    kernel = machine.kernel

    def add() -> None:
        metric = 1000 + kernel.link(real).index
        add_route(kernel, Route(4, 169 << 24 | 254 << 16, 16, None, real, metric, "link"))

    machine.attempt(SCRIPT, env, real, Action("route", "169.254.0.0/16"), add, "NOZEROCONF")
