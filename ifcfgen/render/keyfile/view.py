"""A device as its template sees it: the values of NetworkManager's properties, without those that are the default.

None removes a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ifcfgen.keyfile.properties import ALIASES
from ifcfgen.model import KINDS, AccessPoint, Address, Device, Dhcp, Network, Route, RoutingRule, Topology
from ifcfgen.model.route import MAIN
from ifcfgen.netplan import Configuration
from ifcfgen.networkmanager.cards import (
    BANDS,
    KEY_MANAGEMENT,
    SWITCH_MODES,
    WAKE_ON_WLAN,
    has_own_apn,
    sets_switch_mode,
    without_usual,
)
from ifcfgen.networkmanager.enums import FLAGS
from ifcfgen.networkmanager.keyfile import ip_text, ssid_value
from ifcfgen.networkmanager.methods import generation6, method4, method6
from ifcfgen.networkmanager.virtual import SINCE
from ifcfgen.render.addressing import gateway4, gateway6, other_routes
from ifcfgen.render.functions import function_settings
from ifcfgen.render.keyfile import virtual
from ifcfgen.render.matching import multi_connect, priority
from ifcfgen.scripts.names import uuid_of_file

View = Mapping[str, object]

SHORT = {section: short for short, section in ALIASES.items()}
"""What keyfiles call some sections."""
_WAKE_ON_LAN = FLAGS["802-3-ethernet.wake-on-lan"]
_ANY = {4: "0.0.0.0/0", 6: "::/0"}
_WITH_PASSPHRASE = ("psk", "psk-sha256", "sae")
_OF_GSM = {"apn", "auto-config", "device-id", "network-id", "pin", "sim-id", "sim-operator-id"}
"""What only a modem of GSM has, as netplan decides it."""
_ENABLED = 3
"""`enabled` of ipv4.link-local."""


def view(topology: Configuration, device: Device, priorities: Mapping[int, int]) -> dict[str, object]:
    """What the template of the kind of DEVICE, which is part of TOPOLOGY, may ask for.

    PRIORITIES holds, by identity, those of policy rules that say none themselves.
    """
    controller = topology.controller(device)
    values: dict[str, object] = {
        "id": device.name,
        "uuid": uuid_of(device),
        "type": KINDS[device.kind].short,
        "device": device.name if device.named else None,
        "autoconnect": None if device.onboot else False,
        "parent": _parent(topology, device),
        "controller": _reference(controller) if controller else None,
        "port_type": KINDS[controller.kind].short if controller else None,
        "match_names": device.match_names or None,
        "match_drivers": device.match_drivers or None,
        "multi_connect": None if "connection.multi-connect" in device.settings else multi_connect(device),
        "autoconnect_priority": (
            None if "connection.autoconnect-priority" in device.settings else priority(topology, device)
        ),
        "hwaddr": device.hwaddr,
        "mac": device.mac,
        "mtu": device.mtu,
        "wake_on_lan": None if device.wakeonlan is None else _WAKE_ON_LAN["magic"] if device.wakeonlan else 0,
        "features": tuple(device.offloads.items()),
        "bridge_port": _bridge_port(device) if controller and controller.kind == "bridge" else None,
        "auth": auth(device.auth),
        "families": [] if has_no_addresses(controller) else [_ipv4(device, priorities), _ipv6(device, priorities)],
        "further": _further(device.settings) if device.settings else None,
        "use_hostname": None if device.dhcp4_options.use_hostname is None else int(device.dhcp4_options.use_hostname),
    }
    if device.kind in _OF_KIND:
        values |= _OF_KIND[device.kind](topology, device)
    elif device.kind in SINCE:
        values |= virtual.view(device)
    return values


def _further(settings: Mapping[str, str]) -> Mapping[str, list[tuple[str, str]]]:
    """SETTINGS of a topology, by section."""
    found: dict[str, list[tuple[str, str]]] = {}
    for name, value in settings.items():
        section, _, key = name.partition(".")
        found.setdefault(SHORT.get(section, section), []).append((key, value))
    return found


def has_no_addresses(controller: Device | None) -> bool:
    """Whether a port of CONTROLLER has none: one of a VRF keeps them."""
    return controller is not None and controller.kind != "vrf"


def _parent(topology: Topology, device: Device) -> str | None:
    parent = topology.parent(device)
    return _reference(parent) if parent else device.parent_name


def uuid_of(device: Device) -> str:
    """The UUID of the profile of DEVICE: that of the ifcfg file for it, which an older release may have left.

    A profile of the same UUID replaces it, so that one device never has two.
    """
    return uuid_of_file(f"ifcfg-{device.name}")


def _reference(device: Device) -> str:
    """How another profile names DEVICE: by the UUID of its profile if nothing says what the kernel calls it."""
    return device.name if device.named else uuid_of(device)


def _unless(default: object, value: object) -> object:
    return None if value == default else value


# -- link -------------------------------------------------------------------------------------------------


def _bond(topology: Topology, bond: Device) -> View:
    return {"options": tuple((bond.bond_options or {"mode": "balance-rr"}).items())}


def _bridge(topology: Topology, bridge: Device) -> View:
    return {
        "stp": None if bridge.stp else False,
        "priority": _unless(32768, bridge.bridge_priority),
        "forward_delay": _unless(15, _seconds(bridge.forward_delay)),
        "hello_time": _unless(2, _seconds(bridge.hello_time)),
        "max_age": _unless(20, _seconds(bridge.max_age)),
        "ageing_time": _unless(300, _seconds(bridge.ageing_time)),
    }


def _vlan(topology: Topology, vlan: Device) -> View:
    return {"vlan_id": _unless(0, vlan.vlan_id)}


def _ethernet(topology: Configuration, card: Device) -> View:
    mode = card.switch_mode if sets_switch_mode(topology.host.release) else None
    return {
        "virtual_functions": topology.virtual_functions(card),
        "virtual_function": function_settings(topology, card),
        "switch_mode": SWITCH_MODES.get(mode or ""),
    }


def _modem(topology: Topology, modem: Device) -> View:
    said = dict(without_usual(modem.modem))
    if not has_own_apn(said):
        said["auto-config"] = "true"
    kind = "gsm" if _OF_GSM & said.keys() else "cdma"
    return {"type": kind, "modem": tuple(said.items())}


def wifi(card: Device, point: AccessPoint) -> View:
    """What the profile of a wireless CARD for one network has of its own."""
    management = point.auth.get("key-management", "none")
    passphrase = point.auth.get("password") if management in _WITH_PASSPHRASE else None
    ssid = ssid_value(point.ssid)
    return {
        "id": f"{card.name} {point.ssid}",
        "uuid": uuid_of_file(f"ifcfg-{card.name} {point.ssid}"),
        "ssid": ssid if isinstance(ssid, str) else tuple(ssid),
        "mode": point.mode,
        "band": BANDS.get(point.band or ""),
        "channel": point.channel,
        "bssid": point.bssid,
        "hidden": point.hidden or None,
        "wake_on_wlan": sum(WAKE_ON_WLAN[name] for name in card.wake_on_wlan) or None,
        "key_management": KEY_MANAGEMENT.get(management),
        "passphrase": passphrase,
        "auth": None if management in _WITH_PASSPHRASE else auth(point.auth),
    }


def _infiniband(topology: Topology, card: Device) -> View:
    return {"transport_mode": card.infiniband_mode or "datagram"}


_OF_KIND: Mapping[str, Callable[[Configuration, Device], View]] = {
    "bond": _bond,
    "bridge": _bridge,
    "ethernet": _ethernet,
    "infiniband": _infiniband,
    "modem": _modem,
    "vlan": _vlan,
}
"""What only the template of a kind asks for."""


def _seconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


def _bridge_port(port: Device) -> View | None:
    values = {
        "priority": _unless(32, port.port_priority),
        "path_cost": _unless(100, port.path_cost),
        "hairpin": port.hairpin or None,
    }
    return values if any(value is not None for value in values.values()) else None


def auth(auth: Mapping[str, str]) -> View | None:
    """802.1X; None where there is none."""
    method = auth.get("method")
    if method is None:
        return None
    inner = auth.get("phase2-auth")
    if inner is None and method in ("ttls", "peap"):
        inner = "mschapv2"  # wpa_supplicant takes no tunnel without one, and it is what servers speak
    return {
        "eap": (method,),
        "identity": auth.get("identity"),
        "anonymous_identity": auth.get("anonymous-identity"),
        "inner": inner and inner.lower(),
        "ca_certificate": auth.get("ca-certificate"),
        "client_certificate": auth.get("client-certificate"),
        "client_key": auth.get("client-key"),
        "password": auth.get("password"),
        "client_key_password": auth.get("client-key-password"),
    }


# -- addressing -------------------------------------------------------------------------------------------


def _ipv4(device: Device, priorities: Mapping[int, int]) -> View:
    too = "ipv4" in (device.link_local or ()) and method4(device) != "link-local"
    return {
        **_family(device, 4, method4(device), gateway4(device), priorities),
        **_lease(device.dhcp4_options),
        "link_local": _ENABLED if too else None,
    }


def _ipv6(device: Device, priorities: Mapping[int, int]) -> View:
    return {
        **_family(device, 6, method6(device), gateway6(device), priorities),
        **_lease(device.dhcp6_options),
        "privacy": {True: 2, False: 0, None: None}[device.ipv6_privacy],
        "generation": generation6(device),
        "token": device.ipv6_token,
        "mtu": device.ipv6_mtu,
    }


def _family(
    device: Device, version: int, method: str, gateway: Route | None, priorities: Mapping[int, int]
) -> dict[str, object]:
    """What IPv4 and IPv6 have in common."""
    addresses = [*dict.fromkeys(address_text(a) for a in device.addresses if a.version == version)]
    if gateway and gateway.via:
        addresses[0] += f",{ip_text(gateway.via)}"
    return {
        "section": f"ipv{version}",
        "method": method,
        "addresses": addresses,
        "routes": [*dict.fromkeys(route_texts(r) for r in other_routes(device) if r.version == version)],
        "rules": [rule_text(r, priorities.get(id(r), r.priority)) for r in device.rules if r.version == version],
        "nameservers": tuple(dict.fromkeys(s for s in device.nameservers if s.version == version)) or None,
        "search": (tuple(dict.fromkeys(device.search)) or None) if version == searching(device) else None,
        **dict.fromkeys(("link_local", "privacy", "generation", "token", "mtu")),
    }


def searching(device: Device) -> int:
    """The family that the search domains go with: IPv4 if there is any."""
    return 4 if method4(device) in ("auto", "manual") else 6


def _lease(dhcp: Dhcp) -> View:
    """How a lease is used."""
    return {
        "hostname": dhcp.hostname,
        "send_hostname": _unless(True, dhcp.send_hostname),
        "client_id": dhcp.identifier,
        "ignore_dns": dhcp.use_dns is False or None,
        "ignore_routes": dhcp.use_routes is False or None,
        "route_metric": dhcp.route_metric,
    }


def address_text(address: Address) -> str:
    """An address with its prefix."""
    return f"{ip_text(address.ip)}/{address.prefix}"


def route_texts(route: Route) -> tuple[str, str | None]:
    """A route, and its attributes."""
    said = [_network(route.to) if route.to else _ANY[route.version]]
    if route.via or route.metric is not None:
        said.append(ip_text(route.via) if route.via else _ANY[route.version].partition("/")[0])
    if route.metric is not None:
        said.append(str(route.metric))
    attributes = {
        "advmss": route.advmss,
        "initcwnd": route.congestion_window,
        "initrwnd": route.receive_window,
        "mtu": route.mtu,
        "onlink": "true" if route.on_link else None,
        "scope": _SCOPES.get(route.scope or ""),
        "src": route.source and ip_text(route.source),
        "table": route.table,
        "type": _unless("unicast", route.type),
    }
    options = ",".join(f"{name}={value}" for name, value in attributes.items() if value is not None)
    return ",".join(said), options or None


_SCOPES = {"global": 0, "link": 253, "host": 254}


def rule_text(rule: RoutingRule, priority: int | None) -> str:
    """A policy rule in the words of `ip rule`."""
    return " ".join(_rule_words(rule, priority))


def _rule_words(rule: RoutingRule, priority: int | None) -> Iterator[str]:
    if priority is not None:
        yield f"priority {priority}"
    if rule.source or not rule.destination:
        yield f"from {_selector(rule.source) if rule.source else _ANY[rule.version]}"
    if rule.destination:
        yield f"to {_selector(rule.destination)}"
    if rule.tos is not None:
        yield f"tos 0x{rule.tos:02x}"
    if rule.mark is not None:
        yield f"fwmark {rule.mark:#x}"
    yield f"table {MAIN if rule.table is None else rule.table}"


def _selector(network: Network) -> str:
    """As libnm has it in a rule: without the prefix of a single address."""
    return _network(network).removesuffix(f"/{network.max_prefixlen}")


def _network(network: Network) -> str:
    return f"{ip_text(network.network_address)}/{network.prefixlen}"
