"""The daemon at boot: it makes the virtual devices, and has each device become active with the best of its profiles.

nm-manager.c and nm-device.c.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice

from ifcfgen.boot.kernel.fib import add_rule
from ifcfgen.boot.kernel.state import Address, Link, Refusal
from ifcfgen.boot.machine import Machine
from ifcfgen.boot.networkmanager import layer3, links
from ifcfgen.boot.networkmanager.connection import SCRIPT, Connection
from ifcfgen.boot.networkmanager.excuses import excuse
from ifcfgen.boot.networkmanager.policy import Policy
from ifcfgen.boot.networkmanager.routes import rules_of
from ifcfgen.boot.record import Action, Cause, Stake
from ifcfgen.facts import CONFIG_SERVER, ROUTING_RULES, TEAM_PLUGIN, Fact
from ifcfgen.model import Device
from ifcfgen.model.device import HIGHEST_STACK
from ifcfgen.scripts.surroundings import NOTHING

_MOST_RIVALS = 16
"""Profiles or cards that are named; there is no telling which of so many comes up."""
_WITHOUT_CARRIER = (*layer3.WITH_PORTS, "loopback", "tun")
"""The kinds of links whose carrier does not matter."""


def device_of(link: Link) -> Device:
    """LINK as the lists of devices in NetworkManager's settings name it."""
    return Device(link.name, "ethernet" if link.kind == "nic" else link.kind, hwaddr=link.mac.upper())


class NetworkManager:
    """What it does with its profiles, as its policy says.

    DISPATCH is the script of the dispatcher that reads rule and route files: it gets a device and a suffix.
    """

    def __init__(self, machine: Machine, policy: Policy, dispatch: Callable[[Machine, str, str], None]):
        self.machine = machine
        self.policy = policy
        self._dispatch = dispatch
        self._made_up: set[str] = set()
        self._on_its_way: list[Connection] = []
        self._layer3 = layer3.Layer3(machine)
        self._waiting: list[tuple[str, Connection]] = []
        self._settled: tuple[int, ...] = ()

    # -- from outside -----------------------------------------------------------------------------------

    def start(self) -> None:
        """What comes of it when the host boots."""
        kernel = self.machine.kernel
        kernel.set_up("lo")
        kernel.add_address(Address("lo", 4, 0x7F000001, 8, scope="host"))
        for link in list(kernel.links.values()):
            if link.kind == "nic" and self.policy.is_managed(link):
                kernel.set_up(link.name)
        self.settle()

    def settle(self) -> None:
        """Make and activate whatever can be now, until nothing more comes."""
        while self._make_devices() or self._activate_devices() or self._go_on_waiting():
            pass
        for name, connection in self.policy.active.items():
            links.follow_parent(self.machine, connection, self.machine.kernel.links[name])
        self._settled = self._progress()

    def _progress(self) -> tuple[int, ...]:
        """What grows or shrinks with whatever is done: as long as it stays the same there is nothing to settle."""
        policy = self.policy
        all_of = self.machine.outcome.events, self.machine.kernel.links, policy.active, policy.failed, policy.tired
        return tuple(map(len, all_of))

    def up(self, file: str) -> int:
        """The exit status of `nmcli connection up` for the profile of FILE, where it is not active anyway."""
        connection = self.policy.by_file.get(file)
        if connection is None or self.policy.is_active(connection):  # None: hidden by another of the same UUID
            return 0
        self.policy.tired.discard(connection)
        done = self._bring_up(connection)
        if self._progress() != self._settled:
            self.settle()
        return int(not done)

    def close(self) -> None:
        """Note what does not become active though it is to, and why."""
        for connection in self.policy.connections:
            if self.policy.is_active(connection) or connection in self.policy.failed:
                continue
            result, cause, keys = excuse(self.policy, connection, self.machine.facts.nics is not None)
            self.machine.note(SCRIPT, connection.document, connection.name, Action("start"), result, cause, *keys)
        for name, connection in self.policy.active.items():
            if connection.device is None:
                self.machine.outcome.names.setdefault(connection.file.name, name)
            links.note_mtu(self.machine, connection, self.machine.kernel.links[name])
        for name, connection in self._waiting:
            if not layer3.needs_a_wire(connection):
                continue
            cause, keys = Cause("waits-for-port"), connection.keys("ipv4.method", "ipv6.method")
            self.machine.note(SCRIPT, connection.document, name, Action("addresses"), "skipped", cause, *keys)

    # -- devices ----------------------------------------------------------------------------------------

    def _make_devices(self) -> bool:
        """Whether a device could be made for a profile that comes up by itself (system_create_virtual_device)."""
        made = False
        for connection in self.policy.connections:
            if connection.autoconnect and connection not in self.policy.tired and self.policy.can_be_made(connection):
                made |= self._make(connection)
        return made

    def _make(self, connection: Connection) -> bool:
        if connection.has_parent:
            connection.parent = self.policy.parent_of(connection)
        stake, has_teams = Stake("existence", connection.name), self.machine.release < 10
        if connection.kind == "team" and not self.machine.has_package(TEAM_PLUGIN, has_teams, stake):
            action, cause = Action("make", "team"), Cause("no-team-plugin")
            self.machine.note(
                SCRIPT, connection.document, connection.name, action, "failed", cause, *connection.keys("team")
            )
        elif links.make(self.machine, connection):
            with suppress(Refusal):  # where its parent is down
                self.machine.kernel.set_up(connection.name)
            peer = self.machine.kernel.links.get(self.machine.kernel.links[connection.name].peer)
            if peer and self.policy.has_profile(peer):  # udev's rules have it leave other veths alone
                self.machine.kernel.set_up(peer.name)
            return True
        self.policy.failed.add(connection)
        return False

    # -- activation -------------------------------------------------------------------------------------

    def _activate_devices(self) -> bool:
        """Whether another device became active (_auto_activate_device)."""
        done, tired = False, len(self.policy.tired)
        # a card is ready later than a device that NetworkManager has made
        links = sorted(self.machine.kernel.links.values(), key=lambda link: link.kind == "nic")
        for ready in self._rounds([link for link in links if self._waits(link) and self.policy.is_managed(link)]):
            for link, connection in ready:
                if self._waits(link) and self.policy.is_candidate(connection, link):
                    done |= self._activate(connection, link)
        return done or len(self.policy.tired) > tired

    def _rounds(self, links: Sequence[Link]) -> Iterator[list[tuple[Link, Connection]]]:
        """Which of LINKS come up with which profile, round by round.

        All begin at the same time, each with the best profile that is free; where it is for one device, each takes it
        from the one before, which begins once more. Of the cards that no profile names only the last goes on with one,
        so that no other need be asked.
        """
        asked = links
        while asked:
            ready = [(link, self._best(link)) for link in asked]
            last = {best: link for link, best in ready if best and not best.is_for_several}
            self._note_contenders(ready, last)
            winners = []
            for link, best in ready:
                if best is None:
                    self._make_up_profile(link)
                elif last.get(best, link) is link:
                    self._layer3.reserve(best, link.name)
                    winners.append((link, best))
            yield winners
            out = {link.name for link, best in ready if best is None or last.get(best, link) is link}
            links = [link for link in links if link.name not in out and self._waits(link)]
            nameless = [link for link in links if not self.policy.is_named(link)][-1:]
            asked = [link for link in links if link in nameless or self.policy.is_named(link)] if winners else []

    def _best(self, link: Link) -> Connection | None:
        """The best of the profiles that LINK can become active with now."""
        candidates = self.policy.candidates(link)
        best = next(candidates, None)
        if best is None or not self._is_available(link, best):
            return None
        self._note_rivals(link, best, candidates)
        return best

    def _waits(self, link: Link) -> bool:
        """Whether LINK is still there, and not active."""
        return self.machine.kernel.links.get(link.name) is link and link.name not in self.policy.active

    def _note_rivals(self, link: Link, first: Connection, others: Iterator[Connection]) -> None:
        equal = (c.file.name for c in others if c.rank[0] == first.rank[0])
        rivals = list(islice(equal, _MOST_RIVALS))
        if rivals:
            stake = Stake("rivals", link.name, first.file.name, *rivals)
            self.machine.assume(Fact("profile", link.name), first.file.name, stake)

    def _note_contenders(
        self, ready: Sequence[tuple[Link, Connection | None]], last: Mapping[Connection, Link]
    ) -> None:
        """Which is the last of the cards that are for one profile depends on when each has a carrier."""
        names: dict[Connection, list[str]] = {}
        for link, best in ready:
            if best in last and best is not None:
                names.setdefault(best, []).append(link.name)
        for connection, several in names.items():
            if len(several) > 1:
                file, winner = connection.file.name, last[connection].name
                stake = Stake("contenders", file, *several[:_MOST_RIVALS])
                self.machine.assume(Fact("card", file), winner, stake)

    def _is_available(self, link: Link, connection: Connection) -> bool:
        """Whether there is a carrier, or none is needed."""
        kernel = self.machine.kernel
        if link.kind in _WITHOUT_CARRIER or (self._has_parent(link) and kernel.carrier(link.name)):
            return True
        surroundings = self.machine.surroundings
        if surroundings is not NOTHING and surroundings.ignores_carrier(device_of(link)):
            return True
        return self.machine.has_package(CONFIG_SERVER, True, Stake("without-carrier", link.name))

    def _has_parent(self, link: Link) -> bool:
        """Whether LINK could be up: nothing is below it, or that is up."""
        return link.kind != "vlan" or self.machine.kernel.links[link.parent or ""].up

    def _activate(self, connection: Connection, link: Link) -> bool:
        """Have LINK become active with CONNECTION; whether it is (_internal_activate_device)."""
        machine, name = self.machine, link.name
        if not self._has_parent(link):  # it fails four times over, and leaves no device behind
            machine.kernel.remove(name)
            self.policy.tired.add(connection)
            return False
        controller: Connection | None = None
        if connection.controller is not None:
            controller = self.policy.controller_of(connection)
            if controller is None or not self._bring_up(controller):
                self.policy.tired.add(connection)
                return False
            if name in self.policy.active:  # the controller has brought up its ports
                return True
        if not links.configure(machine, connection, link):
            return self._give_up(connection, name)
        missing = next((uuid for uuid in connection.secondaries if not self.policy.has_vpn(uuid)), None)
        if missing is not None:  # found out once the device has its addresses, which it loses again
            cause, keys = Cause("no-secondary", missing), connection.keys("connection.secondaries")
            machine.note(SCRIPT, connection.document, name, Action("start"), "failed", cause, *keys)
            return self._give_up(connection, name)
        if controller is not None:
            if not links.attach(machine, connection, name, controller.device or ""):
                return self._give_up(connection, name)
            if not connection.has_addresses:
                self.policy.activate(name, connection)
                links.choose_primary(machine, controller)
                return True
        set_up, keys = partial(machine.kernel.set_up, name), connection.keys("connection.interface-name")
        if not machine.attempt(SCRIPT, connection.document, name, Action("up"), set_up, *keys):
            return self._give_up(connection, name)
        self.policy.activate(name, connection)
        self._add_rules(connection, name)
        self._layer3.configure(connection, name)
        self._run_dispatcher(connection, name)
        self._waiting.append((name, connection))
        if connection.profile.text("connection", "autoconnect-ports") == "yes":
            self._bring_up_ports(connection)
        return True

    def _make_up_profile(self, link: Link) -> None:
        """An automatic profile for a card without a profile (have_connection_for_device)."""
        if link.name in self._made_up or not self.policy.lacks_profile(link):
            return
        self._made_up.add(link.name)
        if self.machine.surroundings.makes_up_no_profile(device_of(link)):
            return
        if not self.machine.has_package(CONFIG_SERVER, True, Stake("automatic", link.name)):
            self._layer3.automatic(link.name)

    def _give_up(self, connection: Connection, name: str) -> bool:
        """It fails four times over, and leaves no device behind that NetworkManager has made."""
        self.policy.failed.add(connection)
        if connection.is_virtual:
            self.machine.kernel.remove(name)
        return False

    def _bring_up(self, connection: Connection) -> bool:
        """Activate CONNECTION for the sake of a port or of a user, even where it would not come up by itself."""
        if self.policy.is_active(connection):
            return True
        if connection in self.policy.failed or connection in self._on_its_way or len(self._on_its_way) >= HIGHEST_STACK:
            return False
        self._on_its_way.append(connection)
        try:
            if self.policy.can_be_made(connection) and not self._make(connection):
                return False
            there = self.machine.kernel.links
            names = (
                list(there) if connection.device is None else [connection.device] if connection.device in there else []
            )
            for link in (there[name] for name in names):
                if link.name in self.policy.active or not self.policy.is_managed(link):
                    continue
                fits = connection.fits(link, self.policy.hardware_of(link)) and self.policy.is_allowed(connection, link)
                if fits and self._is_available(link, connection):
                    return self._activate(connection, link)
            return False
        finally:
            self._on_its_way.pop()

    def _bring_up_ports(self, controller: Connection) -> None:
        for connection in self.policy.ports_of(controller):
            self._bring_up(connection)

    # -- addresses --------------------------------------------------------------------------------------

    def _add_rules(self, connection: Connection, name: str) -> None:
        for key, text, rule in rules_of(connection.profile):
            if rule is None:
                cause = Cause("unreadable-rule", text)
                self.machine.note(SCRIPT, connection.document, name, Action("key", key), "failed", cause, key)
            else:
                add = partial(add_rule, self.machine.kernel, rule, True)
                self.machine.attempt(SCRIPT, connection.document, name, Action("rule", text), add, key)

    def _run_dispatcher(self, connection: Connection, name: str) -> None:
        """What comes of rule files: nothing, unless there is a script for the dispatcher that reads them."""
        suffix = connection.file.suffix
        found = [file for file in (f"rule-{suffix}", f"rule6-{suffix}") if file in self.machine.files]
        if not found:
            return
        if self.machine.has_package(ROUTING_RULES, False, Stake("dispatcher", name)):
            self._dispatch(self.machine, name, suffix)
            return
        document, cause = self.machine.files[found[0]].document, Cause("no-rule-files", found[0], ROUTING_RULES)
        self.machine.note(SCRIPT, document, name, Action("rules-and-routes"), "skipped", cause)

    def _has_wire(self, name: str) -> bool:
        link = self.machine.kernel.links[name]
        if link.kind not in layer3.WITH_PORTS:
            return True
        return bool(self.machine.kernel.ports_of(name)) and self.machine.kernel.carrier(name)

    def _go_on_waiting(self) -> bool:
        """Whether something could go on that waited for a carrier: only DHCP and its like need one."""
        ready = [(name, connection) for name, connection in self._waiting if self._has_wire(name)]
        names = {name for name, _ in ready}
        self._waiting = [pair for pair in self._waiting if pair[0] not in names]
        for name, connection in ready:
            if self.policy.active.get(name) is connection and not self._layer3.go_on(connection, name):
                self._deactivate(name)
        return bool(ready)

    def _deactivate(self, name: str) -> None:
        """Take back what has failed for good, with its ports: of what NetworkManager has made nothing is left."""
        kernel, connection = self.machine.kernel, self.policy.active[name]
        self.policy.release(name)
        self.policy.failed.add(connection)
        for _, _, rule in rules_of(connection.profile):
            if rule is not None:
                kernel.rules.remove(rule)
        if not connection.is_virtual:
            return
        for port in kernel.ports_of(name):
            kernel.detach(port)
            port.port.clear()
            self.policy.tired.add(self.policy.release(port.name) or connection)
        for vlan in kernel.vlans_of(name):
            if vlan.name in self.policy.active:
                self._deactivate(vlan.name)
        kernel.remove(name)
