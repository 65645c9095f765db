"""Our own scripts ifup-dummy, -veth, -macvlan, -macvtap, -ipvlan and -vxlan: each makes a device for ifup-eth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from ifcfgen.boot.initscripts.bonds import Ifup
from ifcfgen.boot.initscripts.configuration import environment
from ifcfgen.boot.kernel.state import Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.record import Action, Cause
from ifcfgen.boot.variables import Variables
from ifcfgen.ifcfg.literals import ipv4, ipv6, number
from ifcfgen.scripts.fields import PARENT_KEY

_NEEDED = {"veth": "VETH_PEER", "vxlan": "VXLAN_ID"}
_MODES = {"macvlan": ("bridge", "private", "vepa", "passthru"), "ipvlan": ("l2", "l3", "l3s")}
_MODES["macvtap"] = _MODES["macvlan"]
_MODE_KEY = {"macvlan": "MACVLAN_MODE", "macvtap": "MACVLAN_MODE", "ipvlan": "IPVLAN_MODE"}
_HIGHEST_VNI = 2**24 - 1
_USUAL_PORT = "8472"


def create(machine: Machine, config: str, kind: str, ifup: Ifup) -> bool:
    """What `ifup-KIND CONFIG` does before it goes on with ifup-eth; whether it does."""
    env, script = environment(machine, config), f"ifup-{kind}"
    device, made = env["DEVICE"], Action("make", kind)
    parent_key = PARENT_KEY.get(kind, "")
    needed = _NEEDED.get(kind, parent_key)
    if needed and not env[needed]:
        machine.note(script, env, device, made, "failed", Cause("not-set", needed), "DEVICETYPE")
        return False
    if device in machine.kernel.links:
        return True
    if parent_key and env[parent_key] and not _start_parent(machine, env, script, env[parent_key], ifup, kind):
        return False
    return machine.attempt(
        script, env, device, made, _CREATE[kind](machine, env, kind), parent_key, needed, "DEVICETYPE"
    )


def _start_parent(machine: Machine, env: Variables, script: str, parent: str, ifup: Ifup, kind: str) -> bool:
    """Bring up the parent; whether the script goes on."""
    if parent not in machine.kernel.links:
        ifup(machine, parent)
    if kind == "vxlan":
        return True
    if parent in machine.kernel.links and machine.kernel.links[parent].up:
        return True
    up = partial(machine.kernel.set_up, parent)
    return machine.attempt(script, env, env["DEVICE"], Action("parent-up", parent), up, PARENT_KEY[kind])


def _dummy(machine: Machine, env: Variables, kind: str) -> Callable[[], None]:
    def create() -> None:
        machine.kernel.add(env["DEVICE"], kind).arp = False

    return create


def _veth(machine: Machine, env: Variables, kind: str) -> Callable[[], None]:
    return lambda: machine.kernel.add_pair(env["DEVICE"], env["VETH_PEER"])


def _on_parent(machine: Machine, env: Variables, kind: str) -> Callable[[], None]:
    mode = env[_MODE_KEY[kind]] or _MODES[kind][0]

    def create() -> None:
        if mode not in _MODES[kind]:
            raise Refusal("no-mode", mode, kind)
        link = machine.kernel.add_on(env["DEVICE"], kind, env[PARENT_KEY[kind]], mode == "passthru")
        link.arp = kind != "ipvlan" or mode == "l2"

    return create


def _vxlan(machine: Machine, env: Variables, kind: str) -> Callable[[], None]:
    parent, remote = env["VXLAN_PARENT"], env["VXLAN_REMOTE"]

    def create() -> None:
        vni, port = number(env["VXLAN_ID"], _HIGHEST_VNI), number(env["VXLAN_PORT"] or _USUAL_PORT, 0xFFFF)
        if vni is None or port is None:
            raise Refusal("no-number", env["VXLAN_ID"] if vni is None else env["VXLAN_PORT"])
        for end in filter(None, (remote, env["VXLAN_LOCAL"])):
            if ipv4(end) is None and ipv6(end) is None:
                raise Refusal("no-address", end)
        group = ipv4(remote)
        if ((group is not None and group >> 28 == 0xE) or (ipv6(remote) or 0) >> 120 == 0xFF) and not parent:
            raise Refusal("group-without-device", remote)
        version = 6 if ":" in remote + env["VXLAN_LOCAL"] else 4
        machine.kernel.add_vxlan(env["DEVICE"], vni, port, version, parent)

    return create


_CREATE: dict[str, Callable[[Machine, Variables, str], Callable[[], None]]] = {
    "dummy": _dummy,
    "veth": _veth,
    **dict.fromkeys(("macvlan", "macvtap", "ipvlan"), _on_parent),
    "vxlan": _vxlan,
}
