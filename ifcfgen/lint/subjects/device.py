"""A device as rules ask about it: what its file says of it, and what it comes to on its host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, ClassVar

from ifcfgen.facts import Manager
from ifcfgen.ifcfg.bridging import Bridging
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.ethtool import Ethtool
from ifcfgen.ifcfg.kinds import KIND_OF_TYPE
from ifcfgen.ifcfg.switches import flag, is_false
from ifcfgen.ifcfg.values import address, number, options, prefix_of
from ifcfgen.ifcfg.vocabulary import KEYS
from ifcfgen.initscripts import names
from ifcfgen.lazy import cached_property, pattern
from ifcfgen.lint.subjects import card
from ifcfgen.lint.subjects.card import CardName
from ifcfgen.lint.subjects.claimed import Claimed
from ifcfgen.lint.subjects.document import DocumentSubject
from ifcfgen.lint.subjects.name import Named
from ifcfgen.lint.subjects.outward import Outward
from ifcfgen.lint.subjects.relations import Held, Relations, alias_numbers, range_network
from ifcfgen.lint.subjects.setting import CONTROLLERS, Setting, settings
from ifcfgen.lint.subjects.shows import shows
from ifcfgen.lint.subjects.virtual import Virtual
from ifcfgen.lint.subjects.written import WrittenAddress
from ifcfgen.model import IP, Device, Network, Place, Route
from ifcfgen.scripts.file import File
from ifcfgen.scripts.keyfile import Keyfile
from ifcfgen.scripts.names import is_of_card

if TYPE_CHECKING:
    from ifcfgen.networkmanager.definition import AnyDefinition

_TYPES = frozenset(word.lower() for word in KEYS["TYPE"].values)
_MADE_UP = frozenset(("bond", "bridge", "team"))
_TAKES_VLAN_ID = 8
"""The first release whose NetworkManager takes VLAN_ID before the ID in the name."""
_NAMES_MADE_UP = frozenset(("dummy", "ifb", "macvlan", "macvtap", "vxlan"))
_LABEL = pattern(r"[^:]+:[0-9A-Za-z_]*")


@shows("data", Device)
class DeviceSubject(Named, Virtual, Claimed, Outward):
    """A device of a host. `device.mtu` is what it comes to, `device.MTU` the text of the key."""

    SHOWS: ClassVar[tuple[str, type]]
    keys: Mapping[str, str]
    """The text by key."""

    def __init__(self, relations: Relations, definition: AnyDefinition):
        self.relations = relations
        self.definition = definition
        self.data = definition.device
        self.keys = definition.keys

    def under(self, relations: Relations) -> DeviceSubject:
        """The same device where other facts hold."""
        return device_subject(relations, self.definition)

    def __str__(self) -> str:
        return self.data.name

    def __getitem__(self, key: str) -> str | None:
        """The text of KEY, None where it is not set: how Jinja finds `device.MTU`."""
        return self.keys.get(key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DeviceSubject) and other.definition is self.definition

    def __hash__(self) -> int:
        return hash(self.definition)

    def place(self, *keys: str) -> Place:
        """Where the first of KEYS that is set stands; the file where none is."""
        return self.definition.place(*keys)

    @property
    def ifcfg(self) -> File | None:
        """The ifcfg file that defines it; None where a keyfile does."""
        return self.definition.file if isinstance(self.definition.file, File) else None

    @property
    def file(self) -> DocumentSubject | None:
        """The same, as rules ask about it."""
        return DocumentSubject(self.relations, self.ifcfg) if self.ifcfg else None

    @property
    def file_name(self) -> str:
        """The name of the file that defines it."""
        return self.definition.file.name

    @property
    def is_in_keyfile(self) -> bool:
        """Whether a keyfile defines it, and no ifcfg file."""
        return self.ifcfg is None

    def _of(self, device: Device | None) -> DeviceSubject | None:
        return self._defined_by(self.relations.definition(device)) if device else None

    def _defined_by(self, definition: AnyDefinition | None) -> DeviceSubject | None:
        return device_subject(self.relations, definition) if definition else None

    def _before(self, first: AnyDefinition | None) -> DeviceSubject | None:
        """FIRST, where that is another one than this."""
        return None if first is self.definition else self._defined_by(first)

    # -- the name ---------------------------------------------------------------------------------------

    @property
    def card_name(self) -> CardName:
        """The name, as that of a network card."""
        return card.in_ifcfg(self.relations, self.definition)

    @property
    def has_known_type(self) -> bool:
        """Whether some reader knows the word in TYPE; also if TYPE is not set."""
        word = self.keys.get("TYPE", "").lower()
        return not word or word in KIND_OF_TYPE or word in _TYPES or word.startswith("ovs")

    @property
    def boot_order(self) -> tuple[int, str, float, str]:
        """When initscripts come to it at boot, to be compared."""
        return names.boot_order(self.data.suffix, self.data.name, self.keys.get("TYPE") == "Bridge")

    @property
    def namesake(self) -> DocumentSubject | None:
        """The other file that bears the name of the device."""
        found = self.relations.reading.directory.ifcfg(self.data.name)
        return DocumentSubject(self.relations, found) if found and found is not self.definition.file else None

    @property
    def has_file_of_base(self) -> bool:
        """Whether there is a file called after what stands before the colon in its name, as that of an alias needs."""
        return self.relations.reading.directory.ifcfg(self.data.name.partition(":")[0]) is not None

    @property
    def is_mere_loopback(self) -> bool:
        """Whether it is `lo` with no address but those that it has anyway: to set it up twice changes nothing."""
        return self.data.name == "lo" and all(address.ip.is_loopback for address in self.data.addresses)

    @cached_property
    def software(self) -> str | None:
        """What it is by kind, to its ports, or by name, where that is something that no card stands behind."""
        kind = self.data.kind
        if kind in _MADE_UP or self.taken_for:
            return kind if kind in _MADE_UP else self.taken_for
        return self.stem if kind in ("ethernet", "other") and self.stem in _NAMES_MADE_UP else None

    # -- the stack --------------------------------------------------------------------------------------

    @cached_property
    def controller(self) -> DeviceSubject | None:
        """The bond, bridge or team that this device is a port of, where it is defined; a VRF takes any device."""
        controller = self.relations.topology.controller(self.data)
        return None if controller and controller.kind == "vrf" else self._of(controller)

    @cached_property
    def parent(self) -> DeviceSubject | None:
        """The device that a VLAN or an alias stands on, where it is defined."""
        return self._of(self.relations.topology.parent(self.data))

    @property
    def stands_on_card(self) -> bool:
        """Whether the device that a VLAN stands on is a card by its name: it is there without a file."""
        return is_of_card(self.data.parent_name or "")

    @property
    def ports(self) -> tuple[DeviceSubject, ...]:
        """The devices that name this one as their controller."""
        return self._together("ports", self.relations.topology.ports)

    @property
    def repeats_controller(self) -> bool:
        """Whether it is a port with addresses, all of which the file of its controller gives to that."""
        controller = self.controller
        there = {one.ip for one in controller.data.addresses} if controller else set()
        return bool(self.data.addresses) and all(one.ip in there for one in self.data.addresses)

    @property
    def is_meant_as_port(self) -> bool:
        """Whether its file names a controller under a misspelled key."""
        return any(setting.closest in CONTROLLERS for setting in (settings(self.ifcfg) if self.ifcfg else ()))

    @property
    def possible_port(self) -> Setting | File | None:
        """What may make a device a port of this one: a line whose key is misspelled, a file that cannot be read."""
        unread = self.relations.reading.directory.unread
        return unread[0] if unread else self.relations.index.misspelled_ports.get(self.data.name)

    @property
    def children(self) -> tuple[DeviceSubject, ...]:
        """The VLANs and aliases that name this one as their parent."""
        return self._together("children", self.relations.topology.children)

    def _together(self, what: str, find: Callable[[Device], Iterable[Device]]) -> tuple[DeviceSubject, ...]:
        """WHAT there is by the name of this device: worked out once, for twins and all that stand on it ask again."""
        groups, key = self.relations.groups, (what, self.data.name)
        if (found := groups.get(key)) is None:
            found = groups[key] = self._all(find(self.data))
        return found

    def _all(self, devices: Iterable[Device]) -> tuple[DeviceSubject, ...]:
        found = map(self.relations.definition, devices)
        return tuple(device_subject(self.relations, definition) for definition in found if definition)

    @property
    def ports_at_boot(self) -> tuple[DeviceSubject, ...]:
        """Those of its ports that are started at boot."""
        ports = self.relations.topology.ports
        return self._together("ports at boot", lambda device: (port for port in ports(device) if port.onboot))

    @property
    def hwaddr_port(self) -> DeviceSubject | None:
        """The port of a bridge that has its HWADDR, where no other has a lower one: the bridge takes it from there."""
        ports = [port for port in self.ports_at_boot if port.data.hwaddr] if self.software == "bridge" else []
        lowest = min(ports, key=lambda port: port.data.hwaddr or "", default=None)
        return lowest if lowest and lowest.data.hwaddr == self.data.hwaddr else None

    @property
    def port_names(self) -> tuple[str, ...] | None:
        """What its ports are called; None where one is known by its card alone."""
        ports = self.ports
        return tuple(port.data.name for port in ports) if all(port.data.named for port in ports) else None

    @property
    def joins(self) -> str | None:
        """What the file makes the device a port of: `bridge`, `bond` or `team`, whatever the controller says it is."""
        return self.definition.joins

    @cached_property
    def taken_for(self) -> str | None:
        """What the files of its ports take the device for: `bridge`, `bond` or `team`, whatever its own says."""
        return next((port.joins for port in self.ports), None)

    @property
    def cycle(self) -> tuple[DeviceSubject, ...]:
        """The devices met on the way up or down that leads back here; empty where none does."""
        return self._all(self.relations.topology.cycle(self.data))

    @cached_property
    def cycle_head(self) -> DeviceSubject | None:
        """The first by name of the cycle that this device is part of; None where it is part of none."""
        return self._of(self.relations.topology.cycle_head(self.data))

    @property
    def peer(self) -> DeviceSubject | None:
        """The other end of a pair of virtual ethernets, where it is defined."""
        return self._of(self.relations.topology.get(self.data.peer_name))

    @cached_property
    def link_mtu(self) -> int | None:
        """The MTU that the link has once all is up; None where the files cannot say, as on a tunnel or in a cycle."""
        return self.relations.topology.link_mtu(self.data)

    @property
    def way_out(self) -> DeviceSubject | None:
        """The first device of the host that has a default route, or may get one from a DHCP server."""
        return self._defined_by(self.relations.index.way_out)

    # -- twins ------------------------------------------------------------------------------------------

    @cached_property
    def twin(self) -> DeviceSubject | None:
        """The first other file for the same device name, where that comes before this one."""
        return self._of(self.relations.topology.twin(self.data))

    @property
    def hwaddr_twin(self) -> DeviceSubject | None:
        """The first other device that claims the same card, where that comes before this one."""
        return self._before(self.relations.index.first_claiming(self.data.hwaddr))

    @property
    def uuid_twin(self) -> DeviceSubject | None:
        """The first other device with the same profile UUID, where that comes before this one."""
        return self._before(self.relations.index.first_with("UUID", self.keys.get("UUID")))

    @property
    def title_twin(self) -> DeviceSubject | None:
        """The first other device with the same profile name (NAME), where that comes before this one."""
        return self._before(self.relations.index.first_with("NAME", self.keys.get("NAME")))

    # -- who brings it up -------------------------------------------------------------------------------

    @cached_property
    def manager(self) -> Manager | None:
        """Who brings this device up at boot; None where nothing does. Raises `Unknown`."""
        return self.relations.reading.manager(self.definition)

    @property
    def takes_vlan_id_of_key(self) -> bool:
        """Whether a VLAN has the ID that VID or VLAN_ID sets, whatever its name says. Raises `Unknown`.

        initscripts know VID alone, NetworkManager VLAN_ID; before 1.32 it took the ID in the name first
        (make_vlan_setting).
        """
        if self.manager != "NetworkManager":
            return bool(self.keys.get("VID"))
        return not self.keys.get("VID") and self.relations.reading.host.release >= _TAKES_VLAN_ID

    @cached_property
    def foreign_base(self) -> DeviceSubject | None:
        """The controller or parent that another manager than this device's brings up. Raises `Unknown`."""
        return self._defined_by(self.relations.reading.foreign_base(self.definition))

    @cached_property
    def unmanaged_by(self) -> Place | None:
        """Where NetworkManager's own settings tell it to leave the device alone, or to read no ifcfg files at all."""
        return self.relations.reading.unmanaged_by(self.definition)

    @property
    def is_unmanaged(self) -> bool:
        """Whether NetworkManager is configured to leave it alone, other than in the device's own file."""
        return self.unmanaged_by is not None

    @property
    def ifcfg_is_off(self) -> bool:
        """Whether NetworkManager's settings leave out what reads ifcfg files."""
        return self.relations.reading.directory.surroundings.without_ifcfg is not None

    # -- what lies beside its file ----------------------------------------------------------------------

    @property
    def network_file(self) -> Document | None:
        """/etc/sysconfig/network, whose keys initscripts take for those that the device's own file lacks."""
        found = self.relations.reading.directory.file("network")
        return found.document if found else None

    @property
    def global_gateway(self) -> IP | None:
        """The GATEWAY of /etc/sysconfig/network."""
        return address(self.relations.reading.directory.network.get("GATEWAY"))

    @property
    def gateway_device(self) -> DeviceSubject | None:
        """The device that the GATEWAYDEV of /etc/sysconfig/network names, where a file defines one."""
        reading = self.relations.reading
        return self._defined_by(reading.defined(reading.directory.network.get("GATEWAYDEV")))

    @property
    def keyfile_of_same_uuid(self) -> Keyfile | None:
        """The keyfile beside that is the same profile to NetworkManager."""
        keyfiles = self.relations.reading.directory.surroundings.keyfiles_by_uuid
        return next(iter(keyfiles.get(self.ifcfg.uuid, ())), None) if self.ifcfg and keyfiles else None

    @property
    def keyfile(self) -> Keyfile | None:
        """The keyfile beside that is another profile for the same device, and comes up by itself."""
        keyfiles = self.relations.reading.directory.surroundings.keyfiles_by_device.get(self.data.name, ())
        return next((k for k in keyfiles if k.autoconnect and self.ifcfg and k.uuid != self.ifcfg.uuid), None)

    @property
    def options_in_modprobe(self) -> Place | None:
        """Where the bonding module is loaded with options that a bond should have of its own."""
        loaded = self.relations.reading.directory.surroundings.module_options
        found = [loaded[name] for name in ("bonding", self.data.name) if name in loaded]
        return min(found)[1] if found else None

    @property
    def comes_with_driver(self) -> bool:
        """Whether the bonding driver makes a bond of this name: called by an alias, or up to EL7 for another bond."""
        reading = self.relations.reading
        if reading.directory.surroundings.module_aliases.get(self.data.name) == "bonding":
            return True
        if self.data.name != "bond0" or not any("BONDING_OPTS" in d.keys for d in reading.definitions):
            return False
        return reading.host.release <= 7

    # -- aliases ----------------------------------------------------------------------------------------

    @property
    def has_proper_label(self) -> bool:
        """Whether an alias bears a name that initscripts and the kernel take for a label (ifup-aliases)."""
        return _LABEL.fullmatch(self.data.name) is not None and len(self.data.name) < 16

    @property
    def range_start(self) -> IP | None:
        """The first address of a range file."""
        return address(self.keys.get("IPADDR_START"))

    @property
    def range_end(self) -> IP | None:
        """The last address of a range file."""
        return address(self.keys.get("IPADDR_END"))

    @property
    def range_network(self) -> Network | None:
        """The 256 addresses that a range cannot leave (ifup-aliases)."""
        return range_network(self.definition)

    @property
    def number_taken(self) -> int | None:
        """The first of its numbers that another alias or range of the device has taken."""
        owners, parent = self.relations.index.alias_owners, self.data.parent_name
        own = self.definition
        return next((n for n in alias_numbers(own) if owners.get((parent, n), own) is not own), None)

    @property
    def number_twin(self) -> DeviceSubject | None:
        """The alias or range that has taken one of its numbers, where that comes before this one."""
        taken, owners = self.number_taken, self.relations.index.alias_owners
        return None if taken is None else self._defined_by(owners[self.data.parent_name, taken])

    # -- links ------------------------------------------------------------------------------------------

    @property
    def bridging(self) -> Bridging | None:
        """What BRIDGING_OPTS comes to, where it is set."""
        text = self.keys.get("BRIDGING_OPTS")
        return Bridging(options(text), self.data.controller_name is not None) if text else None

    @property
    def forward_delay(self) -> float | None:
        """The forward delay of a bridge, in seconds. Raises `Unknown`."""
        return self.relations.reading.forward_delay(self.definition)

    @property
    def hello_time(self) -> float | None:
        """The hello time of a bridge, in seconds. Raises `Unknown`."""
        return self.relations.reading.hello_time(self.definition)

    @property
    def max_age(self) -> float | None:
        """The maximum age of a bridge's messages, in seconds. Raises `Unknown`."""
        return self.relations.reading.max_age(self.definition)

    @property
    def ageing_time(self) -> float | None:
        """How long a bridge remembers an address, in seconds. Raises `Unknown`."""
        return self.relations.reading.ageing_time(self.definition)

    @property
    def bridge_priority(self) -> int | None:
        """The priority of a bridge. Raises `Unknown`."""
        return self.relations.reading.bridge_priority(self.definition)

    @property
    def link_delay(self) -> float | None:
        """How long initscripts wait for the link, in seconds (LINKDELAY)."""
        return number(self.keys.get("LINKDELAY"))

    @property
    def ethtool(self) -> Ethtool | None:
        """What ETHTOOL_OPTS comes to, where it is set."""
        text = self.keys.get("ETHTOOL_OPTS")
        return Ethtool(text, self.keys.get("DEVICE")) if text else None

    # -- addresses and routes ---------------------------------------------------------------------------

    @property
    def first_address(self) -> WrittenAddress | None:
        """The first IPv4 address."""
        index = next((i for i, address in enumerate(self.data.addresses) if address.version == 4), None)
        return None if index is None else WrittenAddress(Held(self.definition, index))

    @property
    def mask_length(self) -> int | None:
        """The length that NETMASK comes to."""
        return prefix_of(self.keys.get("NETMASK"))

    @property
    def ipv6init(self) -> bool | None:
        """What the device's own file says of IPv6; None where it says nothing."""
        return flag(self.keys.get("IPV6INIT"))

    @property
    def ipv6_way_out(self) -> DeviceSubject | None:
        """The first device of the host that has an IPv6 default route, or asks for IPv6 and may hear of one."""
        return self._defined_by(self.relations.index.ipv6_way_out)

    @property
    def gateways(self) -> tuple[Route, ...]:
        """The default routes that keys of the ifcfg file ask for, without those of route files."""
        return tuple(written.route for written in self.definition.gateways)

    @property
    def leaves_resolver_alone(self) -> bool:
        """Whether initscripts pass over DNSn: for PEERDNS=no, which those of EL6 compare exactly (ifup-post)."""
        word = self.keys.get("PEERDNS")
        return word == "no" or (is_false(word) and self.relations.reading.host.release >= 7)


def device_subject(relations: Relations, definition: AnyDefinition) -> DeviceSubject:
    """The device of DEFINITION under RELATIONS: the same subject each time, for it keeps what rules ask of it."""
    found: DeviceSubject | None = relations.devices.get(definition)
    if found is None:
        found = relations.devices[definition] = DeviceSubject(relations, definition)
    return found
