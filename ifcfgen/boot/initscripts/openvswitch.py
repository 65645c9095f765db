"""ifup-ovs of Open vSwitch: its bridges and their ports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ifcfgen.boot.initscripts import ethernet
from ifcfgen.boot.initscripts.bonds import Ifup
from ifcfgen.boot.initscripts.configuration import environment, need_config, words
from ifcfgen.boot.kernel import tunnelling
from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause
from ifcfgen.boot.values import mac
from ifcfgen.boot.variables import Variables
from ifcfgen.ifcfg.literals import number

SCRIPT = "ifup-ovs"
_NOT_FOLLOWED = frozenset({"OVSUserBridge", "OVSDPDKPort", "OVSDPDKVhostUserPort", "OVSDPDKBond"})
"""What does not go through the kernel."""
_OPTIONS = ("OVS_OPTIONS", "OVS_EXTRA")
_COLUMNS = frozenset({
    "bond_active_slave", "bond_downdelay", "bond_fake_iface", "bond_mode", "bond_updelay", "cvlans", "external_ids",
    "fake_bridge", "interfaces", "lacp", "mac", "name", "other_config", "protected", "qos", "rstp_statistics",
    "rstp_status", "statistics", "status", "tag", "trunks", "vlan_mode",
})  # fmt: skip
"""Of the table Port (ovs-vswitchd.conf.db)."""
_BOND_MODES = ("active-backup", "balance-slb", "balance-tcp")
_HIGHEST_TAG = 4095


def configure(machine: Machine, config: str, ifup: Ifup) -> int:
    """`ifup-ovs CONFIG`, and its exit status; IFUP starts what the device needs."""
    env = environment(machine, config)
    started = env["UPPEDSTACK"] or env["DEVICE"]
    for name in words(env["OVSREQUIRES"]):
        if name not in words(started):
            _start(machine, ifup, name, UPPEDSTACK=f"{started} {name}")
    cause = _why_not_followed(machine, env)
    if cause:
        machine.note("ifup", env, env["DEVICE"], Action("run", "ovs"), "skipped", cause, "TYPE", "DEVICE")
        return 0
    kind = env["TYPE"]
    if kind == "OVSBridge":
        return _configure_bridge(machine, env, config, ifup)
    if kind not in _PORTS:
        cause = Cause("switch-type", kind) if kind else Cause("not-set", "TYPE")
        machine.note(SCRIPT, env, env["DEVICE"], Action("start"), "failed", cause, "TYPE", "DEVICETYPE")
        return 1
    bridge = env["OVS_BRIDGE"]
    if bridge and bridge not in machine.kernel.switches and need_config(machine, bridge) in machine.files:
        _start(machine, ifup, bridge)
    return _PORTS[kind](machine, env, config, ifup)


def _why_not_followed(machine: Machine, env: Variables) -> Cause | None:
    """Why nothing is predicted of a device: it, or the bridge of a port, does not go through the kernel."""
    if _is_elsewhere(env):
        return Cause("script-not-followed")
    bridge = env["OVS_BRIDGE"]
    config = need_config(machine, bridge) if bridge and env["TYPE"] != "OVSBridge" else ""
    if config in machine.files and _is_elsewhere(environment(machine, config)):
        return Cause("stands-on-unpredicted", bridge)
    return None


def _is_elsewhere(env: Variables) -> bool:
    said = words(" ".join(env.get(key, "") for key in _OPTIONS))  # what is not evaluated is reported by ifup
    return (
        env["TYPE"] in _NOT_FOLLOWED
        or env["REAL_DEVICETYPE"] not in ("", "eth")
        or env["DATAPATH"] not in ("", "system")
        or any(word.partition("=")[0] in ("type", "datapath_type") for word in said)
    )


def _start(machine: Machine, ifup: Ifup, name: str, **exported: str) -> int:
    """`VARIABLE=VALUE ifup NAME`."""
    with machine.exporting(exported):
        return ifup(machine, name)


def _configure_bridge(machine: Machine, env: Variables, config: str, ifup: Ifup) -> int:
    """Create the bridge; ifup-eth configures it at once, or after a port through which DHCP works."""
    device, kernel = env["DEVICE"], machine.kernel
    link = kernel.links.get(device)
    was_up = link is not None and link.up
    if not was_up and device not in kernel.switches:
        add = partial(kernel.add_switch, device)
        machine.attempt(SCRIPT, env, device, Action("make", "bridge"), add, "TYPE")
    known = mac(env["MACADDR"])
    if known and device in kernel.switches:
        kernel.set_mac(device, known)
    if device not in kernel.links:
        return 0
    port = env["OVSINTF"]
    if env["OVSBOOTPROTO"] == "dhcp":
        if port and port in words(env["OVSDHCPINTERFACES"]):
            with machine.exporting({"BOOTPROTO": "dhcp"}):
                ethernet.configure(machine, config, ifup)
    elif not port and not was_up:
        ethernet.configure(machine, config, ifup)
    return 0


def _configure_port(machine: Machine, env: Variables, config: str, ifup: Ifup) -> int:
    """A card, or another device that ifup or ifup-eth creates."""
    device = env["DEVICE"]
    ethernet.configure(machine, config, ifup)
    if device in machine.kernel.links:  # else ifup-eth has said so
        _join(machine, env, lambda: machine.kernel.add_device(device, env["OVS_BRIDGE"], _tag(env)))
    return _start_bridge_of(machine, env, ifup)


def _configure_bond(machine: Machine, env: Variables, config: str, ifup: Ifup) -> int:
    kernel, cards, bridge = machine.kernel, words(env["BOND_IFACES"]), env["OVS_BRIDGE"]
    for card in cards:
        _start(machine, ifup, card)

    def add() -> None:
        if len(cards) < 2:
            raise Refusal("bond-of-one", len(cards))
        kernel.add_port(env["DEVICE"], bridge, _tag(env))

    if _join(machine, env, add, "BOND_IFACES"):
        for card in cards:
            try:
                kernel.join_switch(kernel.link(card), bridge)
            except Refusal as refusal:
                action = Action("option", "BOND_IFACES", card)
                machine.note(SCRIPT, env, env["DEVICE"], action, "failed", refusal.cause, "BOND_IFACES")
    return _start_bridge_of(machine, env, ifup)


def _configure_internal(machine: Machine, env: Variables, config: str, ifup: Ifup) -> int:
    device = env["DEVICE"]
    _join(machine, env, lambda: machine.kernel.add_internal(device, env["OVS_BRIDGE"], _tag(env)))
    for name in words(env["OVSDHCPINTERFACES"]):
        _start(machine, ifup, name)
    if device not in machine.kernel.links:
        return 1  # as ifup-eth finds
    with machine.exporting({"BOOTPROTO": env["OVSBOOTPROTO"]}):
        return ethernet.configure(machine, config, ifup)


def _configure_without_device(machine: Machine, env: Variables, config: str, ifup: Ifup) -> int:
    """A tunnel or a patch port, which no device of the kernel stands for."""
    needed = "OVS_TUNNEL_TYPE" if env["TYPE"] == "OVSTunnel" else "OVS_PATCH_PEER"

    def add() -> None:
        if not env[needed]:
            raise Refusal("not-set", needed)
        machine.kernel.add_port(env["DEVICE"], env["OVS_BRIDGE"], _tag(env))
        if env["OVS_TUNNEL_TYPE"] == "gre":
            machine.load_tunnels(tunnelling.GRE)

    return int(not _join(machine, env, add))


_PORTS: dict[str, Callable[[Machine, Variables, str, Ifup], int]] = {
    "OVSPort": _configure_port,
    "OVSIntPort": _configure_internal,
    "OVSBond": _configure_bond,
    "OVSTunnel": _configure_without_device,
    "OVSPatchPort": _configure_without_device,
}


def _join(machine: Machine, env: Variables, add: Callable[[], None], *keys: str) -> bool:
    """`ovs-vsctl add-port`, and whether it is done."""
    bridge = env["OVS_BRIDGE"]
    if not bridge:
        machine.note(SCRIPT, env, env["DEVICE"], Action("start"), "failed", Cause("not-set", "OVS_BRIDGE"), "TYPE")
        return False
    if bridge not in machine.kernel.links and need_config(machine, bridge) not in machine.files:
        cause = Cause("stands-on-unpredicted", bridge)  # the database of Open vSwitch may have it
        machine.note(SCRIPT, env, env["DEVICE"], Action("join", bridge), "skipped", cause, "OVS_BRIDGE")
        return False

    def join() -> None:
        _check_options(env)
        add()

    return machine.attempt(SCRIPT, env, env["DEVICE"], Action("join", bridge), join, *keys, "OVS_BRIDGE", "TYPE")


def _start_bridge_of(machine: Machine, env: Variables, ifup: Ifup) -> int:
    """The port is there: the bridge may ask for its address."""
    bridge = env["OVS_BRIDGE"]
    if not bridge or need_config(machine, bridge) not in machine.files:
        return 1
    return _start(machine, ifup, bridge, OVSINTF=env["DEVICE"])


def _columns(env: Variables) -> list[tuple[str, str]]:
    """The columns that OVS_OPTIONS sets: the words up to the next command of ovs-vsctl."""
    said = words(env.get("OVS_OPTIONS", ""))
    own = said[: said.index("--")] if "--" in said else said
    pairs = (word.partition("=") for word in own)
    return [(name.partition(":")[0].replace("-", "_"), value) for name, _, value in pairs]


def _check_options(env: Variables) -> None:
    """Raises Refusal where ovs-vsctl does not take OVS_OPTIONS, so that it does nothing."""
    for name, value in _columns(env):
        if not name or not any(column.startswith(name) for column in _COLUMNS):
            raise Refusal("no-column", name)
        if name == "tag" and number(value, _HIGHEST_TAG) is None:
            raise Refusal("option-out-of-range", name, value, 0, _HIGHEST_TAG)
        if name == "bond_mode" and value not in _BOND_MODES:
            raise Refusal("not-one-of", name, value, _BOND_MODES)


def _tag(env: Variables) -> int:
    return next((number(value) or 0 for name, value in _columns(env) if name == "tag"), 0)
