"""Bond parameters: netplan's names to the kernel's, and parameters that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from ifcfgen.errors import did_you_mean
from ifcfgen.model import Place
from ifcfgen.model.bonding import BOND_MODES, mode_of, refused
from ifcfgen.netplan.grammar import Block, ListOf, Properties, Property, Value, Wrong
from ifcfgen.netplan.values import FLAG, IP4_ADDRESS, TEXT, number, one_of, span


def _mode(text: str) -> str:
    if text in BOND_MODES:
        return text
    if text in ("balance-tcp", "balance-slb"):
        raise Wrong(f"{text} is a mode of Open vSwitch; the kernel's are {', '.join(BOND_MODES)}")
    if text in tuple("0123456"):
        raise Wrong(f"{text!r}: modes are given by name; did you mean {BOND_MODES[int(text)]!r}?")
    raise Wrong(f"{text!r} is not a bond mode: one of {', '.join(BOND_MODES)}{did_you_mean(text, BOND_MODES)}")


_MODE = Value("a bond mode", _mode, {"enum": list(BOND_MODES)}, BOND_MODES)
_MILLISECONDS = span(0.001, 0, 2**31 // 1000, step=0.001)
_BYTE = number(0, 255)

# The field is the kernel's name of the option.
PARAMETERS = Properties(
    "bond parameters",
    {
        "mode": Property(_MODE, "How the ports share the work (default: balance-rr).", "mode"),
        "mii-monitor-interval": Property(_MILLISECONDS, "Milliseconds between checks of the carrier.", "miimon"),
        "up-delay": Property(_MILLISECONDS, "Milliseconds before a port with carrier is used.", "updelay"),
        "down-delay": Property(_MILLISECONDS, "Milliseconds before a port without carrier is disabled.", "downdelay"),
        "arp-interval": Property(_MILLISECONDS, "Milliseconds between ARP probes.", "arp_interval"),
        "arp-ip-targets": Property(ListOf(IP4_ADDRESS, "[192.0.2.1]", 16), "The addresses to probe.", "arp_ip_target"),
        "arp-validate": Property(
            one_of("none", "active", "backup", "all"), "Ports whose replies are checked.", "arp_validate"
        ),
        "arp-all-targets": Property(
            one_of("any", "all"), "Whether one target that answers is enough.", "arp_all_targets"
        ),
        "primary": Property(TEXT, "The port to prefer, by its ID.", "primary"),
        "primary-reselect-policy": Property(
            one_of("always", "better", "failure"), "When to go back to the primary port.", "primary_reselect"
        ),
        "lacp-rate": Property(one_of("slow", "fast"), "LACP packets every 30 seconds, or every second.", "lacp_rate"),
        "ad-select": Property(
            one_of("stable", "bandwidth", "count"), "How the active aggregator is chosen.", "ad_select"
        ),
        "min-links": Property(
            number(0, 2**31 - 1), "Number of active ports that the bond needs for a carrier.", "min_links"
        ),
        "transmit-hash-policy": Property(
            one_of("layer2", "layer3+4", "layer2+3", "encap2+3", "encap3+4", "vlan+srcmac"),
            "How the port for an outgoing packet is chosen.",
            "xmit_hash_policy",
        ),
        "fail-over-mac-policy": Property(
            one_of("none", "active", "follow"), "Whose MAC address the bond has.", "fail_over_mac"
        ),
        "gratuitous-arp": Property(_BYTE, "ARP announcements after a change of port.", "num_grat_arp"),
        "resend-igmp": Property(_BYTE, "IGMP reports after a change of port.", "resend_igmp"),
        "packets-per-member": Property(
            number(0, 65535), "Packets before the next port is used; 0: a random port.", "packets_per_slave"
        ),
        "all-members-active": Property(FLAG, "Accept packets that arrive at inactive ports.", "all_slaves_active"),
        "learn-packet-interval": Property(
            span(1, 1, 2**31 - 1, step=1), "Seconds between learning packets.", "lp_interval"
        ),
    },
    spellings={
        "gratuitious-arp": "gratuitous-arp",  # netplan's first spelling
        "all-slaves-active": "all-members-active",
        "packets-per-slave": "packets-per-member",
    },
)

_IN_MILLISECONDS = ("mii-monitor-interval", "up-delay", "down-delay", "arp-interval")


def options(parameters: Block) -> dict[str, str]:
    """The options by the kernel's names, mode first since others depend on it. The primary port is still an ID."""
    found: dict[str, str] = {}
    for name in sorted(parameters, key=lambda name: name != "mode"):
        value = parameters[name].value
        if name in _IN_MILLISECONDS:
            value = round(value * 1000)
        elif name == "arp-ip-targets":
            value = ",".join(str(item.value) for item in value)
        elif isinstance(value, bool | float):
            value = int(value)
        if value != "":  # no targets are none
            found[PARAMETERS.known[name].field] = str(value)
    return found


def faults(bond: str, parameters: Block) -> Iterator[tuple[Place, str]]:
    """What the kernel refuses of these parameters."""
    given = options(parameters)
    for option in refused(given):
        name = next(name for name in parameters if PARAMETERS.known[name].field == option)
        yield parameters[name].place, f"{bond}: {name}: mode {mode_of(given)} refuses this option"
    mii, arp = parameters.value("mii-monitor-interval"), parameters.value("arp-interval")
    targets = parameters.value("arp-ip-targets")
    if mii and arp:
        yield (
            parameters["arp-interval"].place,
            f"{bond}: a bond monitors its links by mii-monitor-interval or by arp-interval, not both",
        )
    if arp and not targets:
        yield parameters["arp-interval"].place, f"{bond}: arp-interval needs arp-ip-targets"
    if targets and not arp:
        yield parameters["arp-ip-targets"].place, f"{bond}: arp-ip-targets without arp-interval are never probed"
    for name in ("up-delay", "down-delay"):
        if mii == 0 and parameters.value(name):
            yield (
                parameters[name].place,
                f"{bond}: {name} needs mii-monitor-interval, which is 0",
            )
