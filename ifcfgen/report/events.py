"""The sentences of a boot: what is done, why it comes out so, and what depends on a fact; a sentence a kind.

`tests/report/test_events.py` holds that there is one for each kind, and that whoever makes a value gives it as many
details as its sentence has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

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
    "make": "{0} made",
    "make-vlan": "VLAN {0} on {1} made",
    "mtu": "MTU {0}",
    "option": "{0}={1}",
    "options": lambda *options: " ".join(map(_option, options)),
    "profile": "profile",
    "range": "range",
    "route": _route,
    "routes": "routes",
    "rule": "rule {0}",
    "rules-and-routes": "rules and routes",
    "run": "ifup-{0}",
    "start": "start",
    "team": "team",
    "up": "link up",
}


def _all_of(*causes: Cause) -> str:
    return ", ".join(map(cause, causes))


def _elsewhere(gateway: str, ip: str, network: str, netmask: str) -> str:
    return f"{gateway} is not in the network of {ip}, {network or 'none'} ({netmask or 'no mask'})"


CAUSES: Mapping[str, Sentence] = {
    # -- as the files ask for it --
    "is-set": "{0}",
    "not-at-boot": "ONBOOT says no",
    "set": "{0}={1}",
    # -- nobody follows what comes of it --
    "keyfile-hides": "a keyfile has the same UUID, and hides it; what that brings up is not predicted",
    "left": "left to the NetworkManager of EL6, which is not predicted",
    "not-evaluated": "what {0} comes to is not known; what becomes of the device is not predicted",
    "script-not-followed": "what this script does is not predicted",
    "type-not-followed": "what becomes of {0} is not predicted",
    # -- which cards there are --
    "any-card": "which card it fits is not known; what becomes of it is not predicted",
    "mac-differs": "the MAC address of {0} is {1}, and not {2}",
    "no-card-fits": "there is no card that it fits",
    "other-mac": lambda found, wanted: f"its MAC address is {found or 'not to be had'}, and not {wanted}",
    # -- who brings up what --
    "all-of": _all_of,
    "hidden": "{0} has the same UUID, and hides it",
    "network-is": "the network service is {0}",
    "networkmanager-is": "NetworkManager is {0}",
    "no-network-service": "EL{0} has no network service",
    "no-reader": "EL{0} reads none: NetworkManager takes keyfiles only, and nothing here has any effect",
    "nobody": lambda *causes: f"nobody brings it up: {_all_of(*causes)}",
    "passed-over": "NetworkManager passes over the file: {0}",
    "rejected": "NetworkManager rejects the file: {0}",
    "unmanaged": "NetworkManager is to leave it alone (NM_CONTROLLED=no)",
    "unmanaged-by-settings": "NetworkManager's own settings have it leave the device alone",
    "unrecognized": "NetworkManager does not know its TYPE",
    # -- why a profile of NetworkManager does not become active, or not as it asks --
    "no-carrier": "{0} has no carrier",
    "no-device-mac": "{0} is no MAC address that a device can have",
    "no-profile": "there is no profile of a {0} called {1}",
    "no-rule-files": "NetworkManager reads no rule files, and beside {0} no route files either (package {1})",
    "no-team-plugin": "NetworkManager has no plug-in for teams (package NetworkManager-team)",
    "not-up": "{0} does not come up",
    "other-kind": "{0} is no {1}",
    "parent-is-down": "its parent {0} is down",
    "parent-mtu": "that of {0} is {1}, so it becomes that",
    "unreadable-mtu": "it is no number from 0 to {0}: NetworkManager passes over it",
    "unreadable-route": "it cannot be read: NetworkManager passes over it",
    "unreadable-rule": "{0!r} cannot be read: NetworkManager passes over it",
    "up-with": "{0} is up with {1} already",
    "waits-for-port": "it waits for a port with a carrier",
    "withheld-elsewhere": "another file withholds {0} from NetworkManager",
    "without-address": "the activation fails for want of an address",
    # -- files and keys --
    "absent": "{0} is not there",
    "absent-bond": "{0} is not there: without BONDING_OPTS nobody makes the bond",
    "absent-bridge": "{0} is not there: without TYPE=Bridge nobody makes the bridge, and its ports come later",
    "absent-bridge-type": "{0} is not there: TYPE={1} makes no bridge, only TYPE=Bridge does",
    "absent-dos": "{0!r} is not there: the file has line ends of DOS, so that a CR belongs to every value",
    "absent-vlan-id": "{0} is not there: neither its name nor VID says which VLAN it is",
    "absent-vlan-word": "{0} is not there: VLAN={1} makes no VLAN, only VLAN=yes does",
    "address-twice": "the address {0} is in {1} already",
    "alias-twice": "the alias {0} is in {1} already",
    "device-type": "DEVICETYPE is {0!r}, by itself or by DEVICE, and no script is called so",
    "exits": "`exit` in the file ends the whole script, with status {0}",
    "ipv6-not-asked": "IPV6INIT=yes is missing",
    "ipv6-off": "IPV6INIT={0}",
    "ipv6-unwanted": "IPv6 is not wanted here",
    "link-delay": "LINKDELAY={0} is no whole number; bash gives up here, and goes on behind DHCP",
    "no-alias-number": "{0!r} is no number of an alias: only letters, digits and _ are",
    "no-card": "no card has its HWADDR",
    "no-file": "no file is called ifcfg-{0}, none names it",
    "no-name": "neither DEVICE nor HWADDR is set",
    "no-prefix": "neither PREFIX nor NETMASK is set, here or for its parent",
    "no-remote": "IPV6TUNNELIPV4, the other end, is not set",
    "no-whole-number": "{0}={1} is no whole number",
    "not-set": "{0} is not set",
    "range-not-numeric": "IPADDR_START, IPADDR_END or CLONENUM_START is no number",
    "range-reversed": "IPADDR_START is greater than IPADDR_END",
    "range-too-wide": "IPADDR_START and IPADDR_END are not in one /24",
    "starts-itself": "{0} starts itself, for ever",
    "tunnel-type": "TYPE={0} is no tunnel",
    # -- programs, modules, and what they answer --
    "address-taken": "another host answers for it",
    "arping-fails": "arping fails, which is taken for an answer",
    "brctl-option": "brctl takes a word with a dash in front for an option",
    "brctl-switch": "brctl takes on, yes, 1, off, no or 0, in lower case, and not {0!r}",
    "gateway-elsewhere": _elsewhere,
    "link-local-needs-device": "a link-local gateway needs a device, by %DEVICE or IPV6_DEFAULTDEV",
    "made-by-module": "the bonding module makes it when it is loaded (max_bonds)",
    "module-kept-out": "modprobe.d keeps the module {0} from loading",
    "needs-tunnel": "without a gateway there is a default route only through a tunnel",
    "no-ipv4-address": "there is no IPv4 address",
    "no-link": "no link",
    "no-package": "there is no {0} (package {1})",
    "no-program": "there is no {0}",
    "no-server": "no server answers",
    "no-token-of-route": "{0!r} is no word of route",
    "no-user": "there is no user {0!r}",
    "no-word-of-ethtool": "ethtool -s does not know {0!r}",
    "not-global": "{0!r} is no IPv4 address for all the world",
    "not-net-or-host": "{0!r} is neither net nor host",
    "parent-missing": "its parent {0} is not there",
    "parent-missing-silently": "its parent {0} is not there; ifup says nothing, and that all is well",
    "relay-not-global": "the relay {0!r} is no IPv4 address for all the world",
    "replaced": lambda refusal: f"{cause(refusal)}: it is replaced",
    "server-assumed": "a server is taken to answer; with what, is not known",
    "stp-too-slow": "no link: with STP it takes {0:g} s, and ifup-eth does not wait so long",
    "unknown-card": "whether a card is called {0} is not known; what becomes of this is not predicted",
    "unknown-network": "whether a lease brings the network of {0} is not known; what becomes of this is not predicted",
    "unknown-table": "whether rt_tables has a table {0!r} is not known; what becomes of this is not predicted",
    "up-already": "{0} is up already",
    # -- what iproute2 does not understand --
    "label-too-long": "the label {0!r} is too long",
    "no-address": "{0!r} is no address",
    "no-address-with-prefix": "{0!r} is no address with a prefix length",
    "no-broadcast-address": "the broadcast address {0!r} is none",
    "no-destination": "no destination is given",
    "no-end-address": "{0!r} is no address of an end",
    "no-hop-token": "{0!r} is no word of a next hop",
    "no-ipv6-address": "it is no IPv6 address",
    "no-ipv6-mtu": "{0} is no MTU from 1280 to 65535",
    "no-mac": "{0!r} is no MAC address that a device may have",
    "no-number": "{0!r} is no number",
    "no-scope": "SCOPE={0} is nothing that an address can have",
    "no-seconds": "{0!r} is no number of seconds",
    "no-table": "no routing table is called {0!r} in rt_tables",
    "nothing-behind": "nothing stands behind {0!r}",
    "second-destination": "{0!r} is neither a keyword nor, after another, a destination",
    "second-gateway": "a second gateway needs the word nexthop",
    "unreadable": "{0} {1!r} cannot be read",
    # -- what the kernel refuses: links --
    "bad-name": "{0!r} is no name for a device",
    "cannot-join-bond": "{0} cannot be a port of a bond",
    "cannot-join-bridge": "{0} cannot be a port of a bridge",
    "device-exists": "there is a device {0} already",
    "is-down": "{0} is down",
    "is-up": "{0} is up",
    "kernels-own": "{0} is the kernel's own",
    "mtu-above-parent": "an MTU of {0} is above that of {1}, {2}",
    "mtu-above-ports": "an MTU of {0} is above that of its ports, {1}",
    "mtu-out-of-range": "an MTU of {0} is out of range for {1}",
    "no-alias": "there is no alias {0}",
    "no-bond": "{0} is no bond",
    "no-bridge": "{0} is no bridge",
    "no-device": "there is no device {0}",
    "no-mac-address": "{0} has no MAC address",
    "no-port-of": "{0} is no port of {1}",
    "no-vlan-id": "{0!r} is no VLAN ID",
    "no-vlans": "{0} cannot carry VLANs",
    "parent-down": "{0} below {1} is down",
    "port-already": "{0} is a port of {1} already",
    "stands-on": "{0} stands on {1}",
    "too-high": "more than {0} devices would stand on one another",
    "vlan-exists": "{0} has VLAN {1} already, {2}",
    # -- of bonds and bridges --
    "bond-has-ports": "{0} cannot be changed while the bond has ports",
    "bond-needs-miimon": "{0} needs miimon",
    "delay-out-of-range": "a forward delay of {0:g} s is out of range, 2 to 30 s, while STP is on",
    "no-bond-setting": "a bond has no setting {0}",
    "no-bridge-setting": "a bridge has no setting {0} that can be written",
    "no-port-setting": "a bridge port has no setting {0} that can be written",
    "no-target": "arp_ip_target={0} is no address",
    "not-in-mode": "{0} makes no sense in mode {1}",
    "not-one-of": lambda name, value, words: f"{name}={value} is none of {', '.join(words)}",
    "option-no-number": "{0}={1} is no number",
    "option-no-switch": "{0}={1} is neither 0 nor 1",
    "option-not-from": "{0}={1} is no number from {2} to {3}",
    "option-out-of-range": "{0}={1} is out of range, {2} to {3}",
    "read-only": "{0} cannot be written",
    "reserved-groups": "group_fwd_mask={0} would forward what a bridge must not",
    "target-exists": "arp_ip_target={0} is there already",
    "too-many-targets": "a bond has no more than {0} targets",
    # -- addresses, routes, rules --
    "address-exists": "{0} has {1} already",
    "address-of-other-length": "{0} has {1} already",
    "bits-beyond-prefix": "{0} has bits beyond its {1} bits of prefix",
    "gateway-broadcast": "the gateway {0} is a broadcast address",
    "gateway-link-local": "the gateway {0} is link-local, and no device is given",
    "gateway-own": "the gateway {0} is this host itself",
    "gateway-unreachable": lambda gateway, dev: f"the gateway {gateway} is not on a network of {dev or 'this host'}",
    "ipv6-disabled": "IPv6 is disabled",
    "ipv6-disabled-on": "IPv6 is disabled on {0}",
    "no-single-address": "{0} is no address of a single device",
    "no-source": "the source {0} is no address of this host",
    "no-table-left": "there is no table without routes left",
    "no-table-zero": "there is no table 0",
    "no-way": "neither a gateway nor a device is given",
    "onlink-without-device": "onlink without a device",
    "other-scope": "{0} has {1} in the same network with another scope",
    "route-exists": "this route is there already",
    "route-to-same": "there is a route to {0} already",
    "rule-exists": "there is such a rule already",
    "scope-has-no-gateway": "a route of scope {0} has no gateway",
}


STAKES: Mapping[str, Sentence] = {
    "automatic": "whether {0}, which no profile is for, asks for an address by DHCP all the same",
    "addressing": "which address {0} gets, and whether it comes up",
    "bridge-existence": "whether the bridge {0} comes to be",
    "cards": "every card that a file names is there, with a carrier",
    "carrier-check": "whether a card without a link is noticed",
    "comes-up": "whether {0} comes up",
    "conflict-check": "whether an address that is taken is found to be so",
    "dhcp-client": lambda device, version: f"whether {device} gets an address by {_dhcp(version)}",
    "dispatcher": "whether the rules and routes of {0} are set",
    "evaluation": "what {0!r} comes to is not evaluated",
    "existence": "whether {0} comes to be",
    "keyfiles": "what lies in /etc/NetworkManager/system-connections is not known",
    "link-local": "which address of 169.254.0.0/16 {0} takes",
    "managers": "who brings up the devices",
    "network-service": "whether anybody brings up what is not NetworkManager's",
    "rivals": lambda device, *files: f"which of {', '.join(files)} {device} comes up with: the last one used",
    "router": "whether a router announces itself, without which {0} ends up without an address",
    "same-uuid": "which of the files with it NetworkManager takes: the newest, not always {0}",
    "sharing": "whether {0} comes up, which hands out addresses",
    "table": "no routing table is called {0!r} in rt_tables",
    "team": "whether {0} comes to be, or joins its team",
    "untyped-files": "what NetworkManager makes of a file without TYPE",
    "without-carrier": "whether {0} comes up without a carrier",
}
