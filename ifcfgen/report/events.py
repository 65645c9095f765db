"""The sentences of a boot: what is done, why it comes out so, and what depends on a fact; a sentence a kind.

`tests/report/test_events.py` holds that there is one for each kind, and that a value is made with as many
details as its sentence has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ifcfgen.boot.guests import CutOff
from ifcfgen.boot.record import Action, Cause, Event, Stake

Sentence = str | Callable[..., str]
"""A format with the details by number, or a function of them."""


def action(done: Action) -> str:
    """What is done, as `port of br0`."""
    return _said(ACTIONS, done.kind, done.details)


def cause(why: Cause | None) -> str:
    """Why it comes out so; empty where there is nothing to be said."""
    return _said(CAUSES, why.kind, why.details) if why else ""


def stake(depends: Stake) -> str:
    """What depends on a fact."""
    return _said(STAKES, depends.kind, depends.details)


def event(happened: Event) -> str:
    """What is done, and why it comes out so."""
    why = cause(happened.cause)
    return f"{action(happened.action)}: {why}" if why else action(happened.action)


def _said(sentences: Mapping[str, Sentence], kind: str, details: tuple[object, ...]) -> str:
    sentence = sentences[kind]
    return sentence.format(*details) if isinstance(sentence, str) else sentence(*details)


def _default_route(gateway: str = "") -> str:
    return f"default route via {gateway}" if gateway else "default route"


def _route(words: str, gateway: str = "") -> str:
    return f"route {words} via {gateway}" if gateway else f"route {words}"


def _option(option: tuple[str, object]) -> str:
    name, value = option
    return f"{name}={value}"


def _dhcp(version: int) -> str:
    return "DHCP" if version == 4 else "DHCPv6"


ACTIONS: Mapping[str, Sentence] = {
    "address": "address {0}",
    "address-without-broadcast": "address {0}, without a broadcast address",
    "addresses": "addresses",
    "alias": "alias",
    "all-files": "ifcfg files",
    "bridge-options": lambda stp, *options: " ".join([f"STP {'on' if stp else 'off'}", *map(_option, options)]),
    "configuration": "configuration",
    "default-route": _default_route,
    "dhcp": _dhcp,
    "host": "nothing comes up",
    "ipv6": "IPv6",
    "ipv6-default-route": "IPv6 default route via {0}",
    "join": "port of {0}",
    "key": "{0}",
    "lease": lambda version, address: f"{_dhcp(version)} address {address}",
    "leave-to-bond": "left to its bond",
    "mac": lambda address="": f"MAC address {address}".rstrip(),
    "make": "create {0}",
    "make-vlan": "create VLAN {0} on {1}",
    "mtu": "MTU {0}",
    "option": "{0}={1}",
    "options": lambda *options: " ".join(map(_option, options)),
    "parent-up": "set its parent {0} up",
    "profile": "profile",
    "range": "range",
    "route": _route,
    "routes": "routes",
    "rule": "rule {0}",
    "rules-and-routes": "rules and routes",
    "run": "ifup-{0}",
    "start": "start",
    "team": "team",
    "up": "set link up",
}


def _all_of(*causes: Cause) -> str:
    return ", ".join(map(cause, causes))


def _elsewhere(gateway: str, ip: str, network: str, netmask: str) -> str:
    return f"{gateway} is not in the network of {ip}, {network or 'none'} ({netmask or 'no mask'})"


CAUSES: Mapping[str, Sentence] = {
    # -- as the files ask for it --
    "is-set": "{0}",
    "not-at-boot": lambda said="ONBOOT=no": said,
    "set": "{0}={1}",
    # -- not predicted --
    "left": "left to NetworkManager of EL6, which is not predicted",
    "not-evaluated": "the value of {0} is unknown, so the device is not predicted",
    "not-followed": "what `{0}` does to the script is unknown, so the device is not predicted",
    "unknown-key": "NetworkManager of this release does not know it",
    "waits-for-fifo": "the network service waits for somebody to write into the FIFO {0}",
    "unread": "{0} cannot be read, so the device is not predicted",
    "script-not-followed": "what this script does is not predicted",
    "stands-on-unpredicted": "{0} is not predicted, so this is not either",
    "type-not-followed": "{0} is not predicted",
    # -- which cards there are --
    "any-card": "which card it matches is unknown, so it is not predicted",
    "mac-differs": "the MAC address of {0} is {1}, not {2}",
    "no-card-fits": "no card matches it",
    "no-mac-of-card": "no card has the MAC address {0}: its first byte is odd, or all are 0",
    "other-mac": lambda found, wanted: f"its MAC address is {found or 'unknown'}, not {wanted}",
    # -- who brings up what --
    "all-of": _all_of,
    "keyfiles-only": "the NetworkManager of EL{0} reads only keyfiles",
    "hidden": "{0} has the same UUID and replaces it",
    "deleted": "{0} says that the profile of its UUID is deleted",
    "network-is": "the network service is {0}",
    "networkmanager-is": "NetworkManager is {0}",
    "no-network-service": "EL{0} does not have the network service",
    "no-reader": "EL{0} reads none: its NetworkManager reads only keyfiles, so nothing here has an effect",
    "nobody": lambda *causes: f"nothing brings it up: {_all_of(*causes)}",
    "passed-over": "NetworkManager ignores the file: {0}",
    "rejected": "NetworkManager rejects the file: {0}",
    "unmanaged": "NetworkManager does not manage it (NM_CONTROLLED=no)",
    "unmanaged-by-settings": "NetworkManager.conf makes the device unmanaged",
    "unrecognized": "NetworkManager does not know its TYPE",
    # -- why a profile of NetworkManager does not become active, or not as it asks --
    "mac-of-port": "{0} takes that of the port in use (fail_over_mac)",
    "mtu-for-ipv6": "IPv6 needs {0}, so it becomes that",
    "no-carrier": "{0} has no carrier",
    "no-device-mac": "{0} is not a valid MAC address for a device",
    "no-identifier": "{0} has no MAC address to derive its IPv6 link-local address from",
    "no-profile": "no profile of a {0} is named {1}",
    "no-rule-files": "NetworkManager does not read rule files, nor route files if {0} exists (package {1})",
    "no-team-plugin": "NetworkManager has no plug-in for teams (package NetworkManager-team)",
    "not-up": "{0} does not come up",
    "other-kind": "{0} is not a {1}",
    "other-peer": "the other end of {0} is {1}, not {2}",
    "outranked": "{0} is up with {1}, which has a higher autoconnect-priority",
    "parent-is-down": "its parent {0} is down",
    "parent-mtu": "the MTU of {0} is {1}, so it becomes that",
    "unreadable-mtu": "not a number from 0 to {0}: NetworkManager ignores it",
    "unreadable-route": "invalid: NetworkManager ignores it",
    "unreadable-rule": "{0!r} is invalid: NetworkManager ignores it",
    "up-with": "{0} is already up with {1}",
    "waits-for-port": "waits for a port with a carrier",
    "waits-for-user": "it is for some users only, and none of them is logged in",
    "no-secondary": "no VPN has the UUID {0}, which is to come up with it",
    "disallowed": "allowed-connections in NetworkManager's settings keeps this profile from {0}",
    "withheld-elsewhere": "another file makes {0} unmanaged by NetworkManager",
    "without-address": "the activation fails because it has no address",
    # -- files and keys --
    "absent": "{0} does not exist",
    "absent-bond": "{0} does not exist: initscripts create a bond only with BONDING_OPTS",
    "absent-bridge": "{0} does not exist: initscripts create a bridge only with TYPE=Bridge, and its ports come later",
    "absent-bridge-type": "{0} does not exist: initscripts create a bridge only with TYPE=Bridge, not TYPE={1}",
    "absent-dos": "{0!r} does not exist: the file has DOS line ends, so every value ends in CR",
    "absent-vlan-id": "{0} does not exist: neither its name nor VID gives a VLAN ID",
    "absent-vlan-word": "{0} does not exist: initscripts create a VLAN only with VLAN=yes, not VLAN={1}",
    "address-twice": "the address {0} is already in {1}",
    "alias-twice": "the alias {0} is already in {1}",
    "device-type": "DEVICETYPE (set, or taken from DEVICE) is {0!r}, which names no script",
    "exits": "`exit` in the file ends the whole script, with status {0}",
    "ipv6-not-asked": "IPV6INIT=yes is missing",
    "ipv6-off": "IPV6INIT={0}",
    "ipv6-unwanted": "IPv6 is not enabled here",
    "link-delay": "LINKDELAY={0} is not a whole number; bash stops here and continues after DHCP",
    "no-alias-number": "{0!r} is not a valid alias number: only letters, digits and _ are allowed",
    "no-card": "no card has the MAC address in HWADDR",
    "no-file": "no file is named ifcfg-{0} or names it",
    "no-name": "neither DEVICE nor HWADDR is set",
    "no-prefix": "neither PREFIX nor NETMASK is set, here or for its parent",
    "no-remote": "IPV6TUNNELIPV4 (the remote end) is not set",
    "no-whole-number": "{0}={1} is not a whole number",
    "not-set": "{0} is not set",
    "range-not-numeric": "IPADDR_START, IPADDR_END or CLONENUM_START is not a number",
    "range-reversed": "IPADDR_START is greater than IPADDR_END",
    "range-too-wide": "IPADDR_START and IPADDR_END are not in one /24",
    "starts-itself": "{0} starts itself endlessly",
    "switch-type": "ifup-ovs does not know TYPE={0}",
    "syntax-error": "the script ends at a shell syntax error in the file",
    "tunnel-not-made": "NetworkManager creates no tunnels of mode {0}",
    "tunnel-type": "TYPE={0} is not a tunnel",
    # -- programs, modules, and what they answer --
    "address-taken": "another host answers for it",
    "arping-fails": "arping fails, which ifup takes for an answer",
    "bond-of-one": "ovs-vsctl creates a bond of two interfaces or more, not of {0}",
    "brctl-option": "brctl takes a word that starts with a dash for an option",
    "brctl-switch": "brctl accepts on, yes, 1, off, no or 0, in lower case, not {0!r}",
    "gateway-elsewhere": _elsewhere,
    "link-local-needs-device": "a link-local gateway needs a device: %DEVICE or IPV6_DEFAULTDEV",
    "made-by-module": "the bonding module creates it when it is loaded (max_bonds)",
    "module-kept-out": "modprobe.d prevents the module {0} from loading",
    "needs-tunnel": "a default route without a gateway works only through a tunnel",
    "no-column": "{0!r} is not a setting of a port that ovs-vsctl knows",
    "no-ipv4-address": "no IPv4 address",
    "no-link": "no link",
    "no-package": "{0} not found (package {1})",
    "no-port-yet": "its ports join it later, so no server answers",
    "no-program": "{0} not found",
    "no-server": "no server answers",
    "no-token-of-route": "{0!r} is not a keyword of route",
    "no-user": "user {0!r} does not exist",
    "no-word-of-ethtool": "ethtool -s does not know {0!r}",
    "not-global": "{0!r} is not a global IPv4 address",
    "not-net-or-host": "{0!r} is neither net nor host",
    "parent-missing": "its parent {0} does not exist",
    "parent-missing-silently": "its parent {0} does not exist; ifup prints nothing and succeeds",
    "relay-not-global": "the relay {0!r} is not a global IPv4 address",
    "replaced": lambda refusal: f"{cause(refusal)}: it is replaced",
    "server-assumed": "a server is assumed to answer; its answer is unknown",
    "stp-too-slow": "no link: with STP it takes {0:g} s, longer than ifup-eth waits",
    "unknown-card": "whether a card is named {0} is unknown, so this is not predicted",
    "unknown-network": "whether a lease brings the network of {0} is unknown, so this is not predicted",
    "unknown-table": "whether rt_tables has a table {0!r} is unknown, so this is not predicted",
    "up-already": "{0} is already up",
    # -- what iproute2 does not understand --
    "label-too-long": "the label {0!r} is too long",
    "no-address": "{0!r} is not an address",
    "no-address-with-prefix": "{0!r} is not an address with a prefix length",
    "no-broadcast-address": "{0!r} is not a broadcast address",
    "no-destination": "no destination",
    "no-end-address": "{0!r} is not the address of a tunnel end",
    "no-hop-token": "{0!r} is not a keyword of a next hop",
    "no-ipv6-address": "not an IPv6 address",
    "no-ipv6-mtu": "{0} is not an MTU from 1280 to 65535",
    "no-mac": "{0!r} is not a valid MAC address for a device",
    "no-number": "{0!r} is not a number",
    "no-scope": "SCOPE={0} is not a scope of an address",
    "no-seconds": "{0!r} is not a number of seconds",
    "no-table": "rt_tables has no routing table {0!r}",
    "nothing-behind": "{0!r} has no value",
    "second-destination": "{0!r} is not a keyword, and there is already a destination",
    "second-gateway": "a second gateway needs the keyword nexthop",
    "unreadable": "{0} {1!r} is invalid",
    # -- what the kernel refuses: links --
    "bad-name": "{0!r} is not a valid device name",
    "cannot-join-bond": "{0} cannot be a port of a bond",
    "cannot-join-bridge": "{0} cannot be a port of a bridge",
    "cannot-join-vrf": "{0} cannot be a port of a VRF",
    "device-exists": "device {0} already exists",
    "is-down": "{0} is down",
    "is-up": "{0} is up",
    "kernels-own": "the kernel owns {0}",
    "mtu-above-parent": "an MTU of {0} is above that of {1}, {2}",
    "mtu-above-ports": "an MTU of {0} is above that of its ports, {1}",
    "mtu-out-of-range": "an MTU of {0} is out of range for {1}",
    "no-alias": "alias {0} does not exist",
    "no-bond": "{0} is not a bond",
    "no-bridge": "{0} is not a bridge",
    "no-device": "device {0} does not exist",
    "no-mac-address": "{0} has no MAC address",
    "no-port-of": "{0} is not a port of {1}",
    "no-vlan-id": "{0!r} is not a VLAN ID",
    "no-vlans": "{0} cannot carry VLANs",
    "parent-down": "{0}, the parent of {1}, is down",
    "port-already": "{0} is already a port of {1}",
    "stands-on": "{0} is stacked on {1}",
    "too-high": "the stack would have more than {0} devices",
    "tunnel-exists": "there is already a tunnel between its ends: {0}",
    "vlan-exists": "{0} already has VLAN {1}: {2}",
    "vxlan-exists": "there is already a VXLAN {0}, with the same port: {1}",
    "carries-none": "{0} cannot carry a {1}",
    "carries-other": "{0} carries the {1} {2}, which takes all that comes in",
    "group-without-device": "VXLAN_PARENT is not set, and the multicast group {0} needs a device to send through",
    "no-mode": "{0!r} is not a mode of a {1}",
    # -- of bonds and bridges --
    "bond-has-ports": "{0} cannot be changed while the bond has ports",
    "bond-needs-miimon": "{0} needs miimon",
    "delay-out-of-range": "a forward delay of {0:g} s is out of range, 2 to 30 s, while STP is on",
    "no-bond-setting": "a bond has no setting {0}",
    "no-bridge-setting": "a bridge has no writable setting {0}",
    "no-port-setting": "a bridge port has no writable setting {0}",
    "no-target": "arp_ip_target={0} is not an address",
    "not-in-mode": "{0} is not valid in mode {1}",
    "not-one-of": lambda name, value, words: f"{name}={value} is not one of {', '.join(words)}",
    "option-no-number": "{0}={1} is not a number",
    "option-no-switch": "{0}={1} is neither 0 nor 1",
    "option-not-from": "{0}={1} is not a number from {2} to {3}",
    "option-out-of-range": "{0}={1} is out of range, {2} to {3}",
    "read-only": "{0} is read-only",
    "reserved-groups": "group_fwd_mask={0} would forward frames that a bridge must not forward",
    "target-exists": "arp_ip_target={0} is already set",
    "too-many-targets": "a bond has at most {0} targets",
    # -- addresses, routes, rules --
    "address-exists": "{0} already has {1}",
    "address-of-other-length": "{0} already has {1}",
    "bits-beyond-prefix": "{0} has bits set beyond its prefix of {1} bits",
    "gateway-broadcast": "the gateway {0} is a broadcast address",
    "gateway-link-local": "the gateway {0} is link-local, and there is no device",
    "gateway-own": "the gateway {0} is this host itself",
    "gateway-unreachable": lambda gateway, dev: f"the gateway {gateway} is not on a network of {dev or 'this host'}",
    "ipv6-disabled": "IPv6 is disabled",
    "ipv6-disabled-on": "IPv6 is disabled on {0}",
    "mtu-below-ipv4": "the MTU of {0} is {1}, and IPv4 needs {2}",
    "no-single-address": "{0} is not a unicast address",
    "no-source": "the source {0} is not an address of this host",
    "no-table-left": "no table without routes is left",
    "no-table-zero": "table 0 does not exist",
    "no-way": "neither a gateway nor a device",
    "onlink-without-device": "onlink without a device",
    "onlink-without-gateway": "onlink without a gateway",
    "other-scope": "{0} has {1} in the same network with another scope",
    "route-exists": "this route already exists",
    "route-to-same": "a route to {0} already exists",
    "rule-exists": "this rule already exists",
    "scope-has-no-gateway": "a route of scope {0} cannot have a gateway",
    "type-leads-nowhere": "an IPv4 route of type {0} cannot have a gateway or a device",
}


STAKES: Mapping[str, Sentence] = {
    "automatic": "whether {0}, which has no profile, still uses DHCP",
    "addressing": "which address {0} gets, and whether it comes up",
    "bridge-existence": "whether the bridge {0} is created",
    "cards": "all network cards named in the files are present and have a carrier",
    "carrier-check": "whether a card without a link is noticed",
    "comes-up": "whether {0} comes up",
    "conflict-check": "whether a duplicate address is detected",
    "contenders": lambda file, *cards: f"which of {', '.join(cards)} comes up with {file}: the last that has a carrier",
    "dhcp-client": lambda device, version: f"whether {device} gets an address by {_dhcp(version)}",
    "dispatcher": "whether the rules and routes of {0} are set",
    "drivers": lambda *specs: f"NetworkManager leaves no network card alone for {', '.join(specs)}",
    "evaluation": "the value of {0!r} is unknown",
    "existence": "whether {0} is created",
    "keyfiles": "the keyfiles in /etc/NetworkManager/system-connections are unknown",
    "link-local": "which address of 169.254.0.0/16 {0} gets",
    "managers": "who brings up the devices",
    "network-service": "whether anything brings up devices that NetworkManager does not manage",
    "rivals": lambda device, *files: f"which of {', '.join(files)} {device} comes up with: the last one used",
    "router": "whether a router announces itself, without which {0} ends up without an address",
    "same-uuid": "which of its files NetworkManager uses: the newest, not always {0}",
    "sharing": "whether {0}, which hands out addresses, comes up",
    "table": "rt_tables has no routing table {0!r}",
    "team": "whether {0} is created, or joins its team",
    "untyped-files": "what NetworkManager makes of a file without TYPE",
    "without-carrier": "whether {0} comes up without a carrier",
}


def cut_off(found: CutOff) -> str:
    """Why a guest has no network."""
    device = f"the bridge {found.device}" if found.is_bridge else f"{found.device}, below its macvtap,"
    return {
        "missing": f"{device} does not exist",
        "down": f"{device} is down",
        "without-port": f"no port of the bridge {found.device} is up",
    }[found.lack]
