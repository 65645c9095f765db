"""The daemon at boot: it makes the virtual devices, and has each device become active with the best of its profiles.

nm-policy.c, nm-manager.c and nm-device.c.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from ifcfgen.boot.initscripts import routes
from ifcfgen.boot.initscripts.variables import only_named
from ifcfgen.boot.kernel.fib import add_rule
from ifcfgen.boot.kernel.state import UNKNOWN_MAC, Address, Link, Refused
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.networkmanager import layer3, links
from ifcfgen.boot.networkmanager.connection import SCRIPT, Connection
from ifcfgen.boot.networkmanager.routes import rules_of
from ifcfgen.boot.outcome import NOT_FORETOLD, Result
from ifcfgen.model.device import HIGHEST_STACK
from ifcfgen.networkmanager.values import is_uuid

CONFIG_SERVER = "NetworkManager-config-server"
"""The package that has NetworkManager leave cards without a profile alone, and not wait for a carrier."""
ROUTING_RULES = "NetworkManager-dispatcher-routing-rules"
"""The package whose script reads rule files, and the route files beside them."""


class NetworkManager:
    """Its profiles, and what is active on which device.

    UNTOUCHED are the names and MAC addresses of devices that it leaves alone, UNRECOGNIZED those that it makes up no
    profile for.
    """

    def __init__(
        self,
        machine: Machine,
        connections: Sequence[Connection],
        untouched: Sequence[str] = (),
        unrecognized: Sequence[str] = (),
    ):
        self.machine = machine
        self.connections = sorted(connections, key=lambda connection: connection.rank)
        self._of_type: dict[str, list[Connection]] = {}
        for connection in self.connections:
            self._of_type.setdefault(connection.type, []).append(connection)
        self.active: dict[str, Connection] = {}
        self._untouched = frozenset(untouched)
        self._unrecognized = frozenset(unrecognized)
        self._failed: set[Connection] = set()
        self._tired: set[Connection] = set()
        """Of trying; a user may have them tried again."""
        self._made_up: set[str] = set()
        self._on_its_way: list[Connection] = []
        self._layer3 = layer3.Layer3(machine)
        self._waiting: list[tuple[str, Connection]] = []
        self._hardware = {name: link.mac for name, link in machine.kernel.links.items()}

    # -- from outside -----------------------------------------------------------------------------------

    def start(self) -> None:
        """What comes of it when the host boots."""
        kernel = self.machine.kernel
        kernel.set_up("lo")
        kernel.add_address(Address("lo", 4, 0x7F000001, 8, scope="host"))
        for link in list(kernel.links.values()):
            if link.kind == "nic" and self._is_managed(link):
                kernel.set_up(link.name)
        self.settle()

    def settle(self) -> None:
        """Make and activate whatever can be now, until nothing more comes."""
        while self._make_devices() or self._activate_devices() or self._go_on_waiting():
            pass
        for name, connection in self.active.items():
            links.follow_parent(self.machine, connection, self.machine.kernel.links[name])

    def up(self, file: str) -> int:
        """The exit status of `nmcli connection up` for the profile of FILE, where it is not active anyway."""
        connection = next((c for c in self.connections if c.file.name == file), None)
        if connection is None:  # hidden by another of the same UUID
            return 0
        if connection in self.active.values():
            return 0
        self._tired.discard(connection)
        done = self._bring_up(connection)
        self.settle()
        return int(not done)

    def close(self) -> None:
        """Note what does not become active though it is to, and why."""
        for connection in self.connections:
            if connection in self.active.values() or connection in self._failed:
                continue
            result, reason, keys = self._why_not(connection)
            self.machine.note(SCRIPT, connection.env, connection.name, "start", result, reason, *keys)
        for name, connection in self.active.items():
            links.tell_of_mtu(self.machine, connection, self.machine.kernel.links[name])
        for name, connection in self._waiting:
            if not layer3.needs_a_wire(connection):
                continue
            reason = "it waits for a port with a carrier"
            self.machine.note(SCRIPT, connection.env, name, "addresses", "skipped", reason, "BOOTPROTO", "IPV6INIT")

    # -- devices ----------------------------------------------------------------------------------------

    def _is_managed(self, link: Link) -> bool:
        hardware = self._hardware.get(link.name, link.mac)
        return link.name != "lo" and self._untouched.isdisjoint((link.name, hardware))

    def _make_devices(self) -> bool:
        """Whether a device could be made for a profile that comes up by itself (system_create_virtual_device)."""
        made = False
        for connection in self.connections:
            if connection.autoconnect and connection not in self._tired and self._can_be_made(connection):
                made |= self._make(connection)
        return made

    def _can_be_made(self, connection: Connection) -> bool:
        name = connection.device
        if not connection.is_virtual or name is None or connection.kind is None or connection in self._failed:
            return False
        if name in self.machine.kernel.links or name in self._untouched:
            return False
        if connection.controller and self._controller_of(connection) is None:
            return False
        return connection.kind != "vlan" or self._parent_of(connection) in self.machine.kernel.links

    def _make(self, connection: Connection) -> bool:
        if connection.kind == "vlan":
            connection.parent = self._parent_of(connection)
        if connection.kind == "team" and not self.machine.has_package(
            "NetworkManager-team", True, f"whether {connection.name} comes to be"
        ):
            reason = "NetworkManager has no plug-in for teams (package NetworkManager-team)"
            self.machine.note(
                SCRIPT, connection.env, connection.name, "team made", "failed", reason, "DEVICETYPE", "TYPE"
            )
        elif links.make(self.machine, connection):
            with suppress(Refused):  # where its parent is down
                self.machine.kernel.set_up(connection.name)
            return True
        self._failed.add(connection)
        return False

    def _parent_of(self, connection: Connection) -> str:
        """The device below a VLAN; PHYSDEV may be the UUID of its profile."""
        named = connection.parent
        other = next((c for c in self.connections if c.uuid == named.lower()), None) if is_uuid(named) else None
        return other.device if other is not None and other.device else named

    # -- activation -------------------------------------------------------------------------------------

    def _activate_devices(self) -> bool:
        """Whether another device became active (_auto_activate_device)."""
        ready: list[tuple[Link, Connection]] = []
        # a card is ready later than a device that NetworkManager has made
        for link in sorted(self.machine.kernel.links.values(), key=lambda link: link.kind == "nic"):
            if link.name in self.active or not self._is_managed(link):
                continue
            candidates = list(self._candidates(link))
            if not candidates:
                self._make_up_profile(link)
            elif self._is_available(link, candidates[0]):
                self._tell_of_rivals(link, candidates)
                self._layer3.reserve(candidates[0], link.name)
                ready.append((link, candidates[0]))
        done = False
        for link, connection in ready:
            is_there = self.machine.kernel.links.get(link.name) is link and link.name not in self.active
            if is_there and connection in self._candidates(link):
                done |= self._activate(connection, link)
        return done

    def _candidates(self, link: Link) -> Iterator[Connection]:
        """The profiles that LINK may become active with by itself, the best one first."""
        hardware = self._hardware.get(link.name, link.mac)
        for connection in self.connections:
            if connection.device not in (None, link.name) or not connection.autoconnect:
                continue
            if connection in self._failed or connection in self._tired or connection in self.active.values():
                continue
            if connection.fits(link, hardware):
                yield connection

    def _tell_of_rivals(self, link: Link, candidates: Sequence[Connection]) -> None:
        first = candidates[0]
        rivals = [c.file.name for c in candidates[1:] if c.rank[0] == first.rank[0] and c.device == first.device]
        if rivals:
            hinges = f"which of {', '.join([first.file.name, *rivals])} {link.name} comes up with: the last one used"
            self.machine.assume(f"profile {link.name}", first.file.name, hinges)

    def _is_available(self, link: Link, connection: Connection) -> bool:
        """Whether there is a carrier, or none is needed."""
        kernel = self.machine.kernel
        if link.kind in ("bond", "bridge", "team") or (self._has_parent(link) and kernel.carrier(link.name)):
            return True
        return self.machine.has_package(CONFIG_SERVER, True, f"whether {link.name} comes up without a carrier")

    def _has_parent(self, link: Link) -> bool:
        """Whether LINK could be up: nothing is below it, or that is up."""
        return link.kind != "vlan" or self.machine.kernel.links[link.parent or ""].up

    def _activate(self, connection: Connection, link: Link) -> bool:
        """Have LINK become active with CONNECTION; whether it is (_internal_activate_device)."""
        machine, name = self.machine, link.name
        if not self._has_parent(link):  # it fails four times over, and leaves no device behind
            machine.kernel.remove(name)
            self._tired.add(connection)
            return False
        controller: Connection | None = None
        if connection.controller is not None:
            controller = self._controller_of(connection)
            if controller is None or not self._bring_up(controller):
                return False
        links.configure(machine, connection, link)
        if controller is not None:
            if not links.attach(machine, connection, name, controller.device or ""):
                return self._give_up(connection)
            self.active[name] = connection
            links.choose_primary(machine, controller)
            return True
        if not machine.attempt(SCRIPT, connection.env, name, "link up", partial(machine.kernel.set_up, name), "DEVICE"):
            return self._give_up(connection)
        self.active[name] = connection
        self._add_rules(connection, name)
        self._layer3.configure(connection, name)
        self._run_dispatcher(connection, name)
        self._waiting.append((name, connection))
        if connection.profile.text("connection", "autoconnect-ports") == "yes":
            self._bring_up_ports(connection)
        return True

    def _make_up_profile(self, link: Link) -> None:
        """An automatic profile for a card that there is none for (have_connection_for_device)."""
        hardware = self._hardware.get(link.name, link.mac)
        if (
            link.kind != "nic"
            or link.name in self._made_up
            or link.master
            or {link.name, hardware} & self._unrecognized
        ):
            return
        if not self.machine.kernel.carrier(link.name) or any(c.fits(link, hardware) for c in self.connections):
            return
        self._made_up.add(link.name)
        hinges = f"whether {link.name}, which no profile is for, asks for an address by DHCP all the same"
        if not self.machine.has_package(CONFIG_SERVER, True, hinges):
            self._layer3.automatic(link.name)

    def _give_up(self, connection: Connection) -> bool:
        self._failed.add(connection)
        return False

    def _bring_up(self, connection: Connection) -> bool:
        """Activate CONNECTION for the sake of a port or of a user, even where it would not come up by itself."""
        if connection in self.active.values():
            return True
        if connection in self._failed or connection in self._on_its_way or len(self._on_its_way) >= HIGHEST_STACK:
            return False
        self._on_its_way.append(connection)
        try:
            if self._can_be_made(connection) and not self._make(connection):
                return False
            hardware, there = self._hardware, self.machine.kernel.links
            names = (
                list(there) if connection.device is None else [connection.device] if connection.device in there else []
            )
            for link in (there[name] for name in names):
                if link.name in self.active or not self._is_managed(link):
                    continue
                if connection.fits(link, hardware.get(link.name, link.mac)) and self._is_available(link, connection):
                    return self._activate(connection, link)
            return False
        finally:
            self._on_its_way.pop()

    def _controller_of(self, connection: Connection) -> Connection | None:
        """The profile of what CONNECTION is to be a port of: of the right type (find_controller)."""
        wanted = connection.controller or ""
        able = [c for c in self._of_type.get(connection.port_type or "", ()) if c.is_named(wanted)]
        if len(able) < 2:
            return able[0] if able else None
        return next((c for c in able if c in self.active.values()), able[0])

    def _bring_up_ports(self, controller: Connection) -> None:
        for connection in self.connections:
            if connection.controller is not None and self._controller_of(connection) is controller:
                self._bring_up(connection)

    # -- addresses --------------------------------------------------------------------------------------

    def _add_rules(self, connection: Connection, name: str) -> None:
        for key, text, rule in rules_of(connection.profile):
            if rule is None:
                reason = f"{text!r} cannot be read: NetworkManager passes over it"
                self.machine.note(SCRIPT, connection.env, name, key, "failed", reason, key)
            else:
                add = partial(add_rule, self.machine.kernel, rule, True)
                self.machine.attempt(SCRIPT, connection.env, name, f"rule {text}", add, key)

    def _run_dispatcher(self, connection: Connection, name: str) -> None:
        """What comes of rule files: nothing, unless there is a script for the dispatcher that reads them."""
        suffix = connection.file.suffix
        found = [file for file in (f"rule-{suffix}", f"rule6-{suffix}") if file in self.machine.files]
        if not found:
            return
        if self.machine.has_package(ROUTING_RULES, False, f"whether the rules and routes of {name} are set"):
            routes.configure(self.machine, name, suffix)
            return
        reason = f"NetworkManager reads no rule files, and beside {found[0]} no route files either"
        env = only_named(self.machine.files[found[0]])
        self.machine.note(SCRIPT, env, name, "rules and routes", "skipped", f"{reason} (package {ROUTING_RULES})")

    def _has_wire(self, name: str) -> bool:
        link = self.machine.kernel.links[name]
        if link.kind not in ("bond", "bridge", "team"):
            return True
        return bool(self.machine.kernel.ports_of(name)) and self.machine.kernel.carrier(name)

    def _go_on_waiting(self) -> bool:
        """Whether something could go on that waited for a carrier: only DHCP and its like need one."""
        ready = [(name, connection) for name, connection in self._waiting if self._has_wire(name)]
        self._waiting = [pair for pair in self._waiting if pair not in ready]
        for name, connection in ready:
            if self.active.get(name) is connection and not self._layer3.go_on(connection, name):
                self._deactivate(name)
        return bool(ready)

    def _deactivate(self, name: str) -> None:
        """Take back what has failed for good, with its ports: of what NetworkManager has made nothing is left."""
        kernel, connection = self.machine.kernel, self.active.pop(name)
        self._failed.add(connection)
        if not connection.is_virtual:
            return
        for port in kernel.ports_of(name):
            port.master = None
            port.port.clear()
            self._tired.add(self.active.pop(port.name, connection))
        for vlan in kernel.vlans_of(name):
            if vlan.name in self.active:
                self._deactivate(vlan.name)
        kernel.remove(name)

    # -- what does not come up --------------------------------------------------------------------------

    def _why_not(self, connection: Connection) -> tuple[Result, str, tuple[str, ...]]:
        """Result, reason, and the keys to be shown."""
        kernel, device = self.machine.kernel, connection.device
        if not connection.autoconnect:
            return "skipped", "ONBOOT says no", ("ONBOOT",)
        if connection.controller is not None and self._controller_of(connection) is None:
            reason = f"there is no profile of a {connection.port_type} called {connection.controller}"
            return "failed", reason, (connection.key_of("connection", "controller"),)
        if connection.kind is None:
            return "skipped", f"what becomes of {connection.type} {NOT_FORETOLD}", ("TYPE", "DEVICE")
        if connection.kind == "vlan" and self._parent_of(connection) not in kernel.links:
            return "failed", f"its parent {connection.parent} is not there", (connection.key_of("vlan", "parent"),)
        if connection in self._tired and connection.kind == "vlan":
            return "failed", f"its parent {connection.parent} is down", (connection.key_of("vlan", "parent"),)
        if device in self.active:
            other = self.active[device].file.name
            return "skipped", f"{device} is up with {other} already", ("DEVICE",)
        if device in kernel.links:
            return self._why_not_on(connection, kernel.links[device])
        if device is None:
            return "failed", "there is no card that it fits", ("HWADDR", "DEVICE")
        return "failed", f"there is no device {device}", ("DEVICE",)

    def _why_not_on(self, connection: Connection, link: Link) -> tuple[Result, str, tuple[str, ...]]:
        hardware = self._hardware.get(link.name, link.mac)
        if not self._is_managed(link):
            return "skipped", f"another file withholds {link.name} from NetworkManager", ("DEVICE",)
        if not connection.fits(link, hardware):
            if link.kind == connection.kind:
                known = "not known" if hardware == UNKNOWN_MAC else hardware.upper()
                reason = f"the MAC address of {link.name} is {known}, and not {connection.hardware}"
                return "failed", reason, ("HWADDR",)
            return "failed", f"{link.name} is no {connection.kind}", ("TYPE", "DEVICE")
        controller = self._controller_of(connection)
        if controller is not None:
            return "failed", f"{controller.name} does not come up", (connection.key_of("connection", "controller"),)
        return "failed", f"{link.name} has no carrier", ("DEVICE",)
