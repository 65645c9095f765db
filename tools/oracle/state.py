"""What a guest leaves behind, as the truth of its case: what counts, in the words of `ip -j` and sysfs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

Truth = dict[str, Any]

BOND = """mode miimon updelay downdelay primary primary_reselect active_slave arp_interval arp_ip_target arp_validate
arp_all_targets fail_over_mac xmit_hash_policy lacp_rate ad_select min_links num_grat_arp use_carrier all_slaves_active
resend_igmp packets_per_slave slaves lp_interval tlb_dynamic_lb""".split()
NAMED = """mode primary_reselect arp_validate arp_all_targets fail_over_mac xmit_hash_policy lacp_rate
ad_select""".split()
"""sysfs gives name and number; the name says more."""
BRIDGE = """stp_state forward_delay hello_time max_age priority group_fwd_mask multicast_snooping multicast_router
multicast_querier hash_max vlan_filtering default_pvid""".split()
"""Without ageing_time, which a topology change shortens, and the IDs, which follow from priority and MAC."""
BRIDGE_PORT = """path_cost priority hairpin_mode bpdu_guard root_block learning unicast_flood multicast_router
multicast_fast_leave isolated""".split()
BOND_PORT = "state mii_status perm_hwaddr queue_id".split()
PARTS = {
    "bond": ("bonding", BOND),
    "bridge": ("bridge", BRIDGE),
    "bridge_port": ("brport", BRIDGE_PORT),
    "bond_port": ("bonding_slave", BOND_PORT),
}
"""By our name: sysfs' folder, and the settings in it."""
ROUTE = "type dst gateway dev metric scope prefsrc table".split()
RULE = "priority src srclen dst dstlen iif oif fwmark fwmask tos table action".split()
NATIVE_RULES = {(0, "local"), (32766, "main"), (32767, "default")}
"""With the first VRF comes one more."""
OF_OPEN_VSWITCH = re.compile(r"ovs-system|(gre|vxlan)_sys(_\d+)?")
"""Devices that stand for all bridges, or all tunnels of a type."""
AS_CARDS = ("veth", "dummy")
"""What the guest has as network cards."""

MAC = r"(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}"
GUEST_AT_FAULT = (
    r"command not found|error while loading shared libraries|/s?bin/\S+: No such file|netreport: No such file"
    r"|ovs-vsctl: terminating|/dev/net/tun|\w@if\d|modprobe: ERROR: could not insert"
)
NOT_AT_FAULT = r"(ifcfg|route6?|rule6?|range)[-.]|: [\d.]+: command not found|nmcli|firewall-cmd|dbus-send"
"""A faulty line of the case's own, a value with blanks that a script evaluates, a program that these hosts lack."""


class Dump:
    """The files that guest/init writes."""

    def __init__(self, folder: Path):
        self.folder = folder

    def text(self, name: str) -> str:
        """Empty where there is none."""
        path = self.folder / name
        return path.read_text(errors="replace") if path.exists() else ""

    def lines(self, name: str) -> list[str]:
        """Without blank lines, colours and carriage returns."""
        plain = re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\r", "", self.text(name)).replace("/run/oracle/real/ifup", "./ifup")
        return [line.rstrip() for line in plain.split("\n") if line.strip()]

    def json(self, name: str) -> Any:
        return json.loads(self.text(name) or "[]")

    def settings(self, name: str) -> dict[str, str]:
        """`file:value` by file."""
        found: dict[str, str] = {}
        for line in self.text(name).splitlines():
            key, _, value = line.partition(":")
            found[key] = f"{found[key]} {value.strip()}" if key in found else value.strip()
        return found


def truth(dump: Dump, cards: set[str], written: set[str]) -> Truth:
    """The state of the kernel. CARDS are the MACs of the fake cards, WRITTEN those in the case's files."""
    raw = dump.json("link.json")
    before = {link["ifname"] for link in dump.json("before.json")}
    links = [
        _link(dump, link, before)
        for link in sorted(raw, key=lambda link: str(link["ifname"]))
        if link["ifname"] != "lo" and not OF_OPEN_VSWITCH.fullmatch(link["ifname"])
    ]
    _hide_random(links, before, cards | written, written)
    service = dump.lines("service.out")
    return {
        "links": links,
        "addresses": sorted(_addresses(dump.json("addr.json")), key=lambda a: (a["dev"], ":" in a["address"])),
        "routes": sorted(_routes(dump.json("route4.json")), key=str),
        "routes6": sorted(_routes(dump.json("route6.json")), key=str),
        "rules": list(_rules(dump.json("rule4.json"))),
        "rules6": list(_rules(dump.json("rule6.json"))),
        "verdicts": _verdicts(service),
        "service": {"exit": int(dump.text("service.rc") or -1)},
        "dhclient_calls": dump.lines("dhclient"),
    }


def messages(dump: Dump) -> Truth:
    """What was said on the way: for people who wonder why."""
    calls = []
    for args in sorted((dump.folder / "calls").glob("*.args")):
        parent, name, *words = dump.lines(f"calls/{args.name}")
        calls.append({"call": args.stem, "within": parent, "words": [name, *words],
                      **{what: dump.lines(f"calls/{args.stem}.{what}") for what in ("rc", "out", "err")}})  # fmt: skip
    told = {name: dump.lines(name) for name in ("service.out", "service.err", "syslog", "sleeps", "dmesg")}
    return {"ifup": calls, **told}


def faults(dump: Dump, console: str, absent: Iterable[str]) -> list[str]:
    """Why the run is not to be trusted: the guest, not the configuration, failed."""
    found = re.findall(r".*(?:Kernel panic|ORACLE:|BUG:|segfault).*", console)
    if not (dump.folder / "complete").exists():
        found.append("the guest did not reach its end")
    said = {line for path in dump.folder.glob("calls/*.err") for line in dump.lines(f"calls/{path.name}")}
    expected = "|".join([NOT_AT_FAULT, *(f"bin/{program}:" for program in absent)])
    said |= set(dump.lines("service.err"))
    return found + sorted(x for x in said if re.search(GUEST_AT_FAULT, x) and not re.search(expected, x))


def written_macs(case: Path) -> set[str]:
    """The MACs in a case's files."""
    texts = [path.read_text(errors="replace") for path in case.iterdir() if path.name != "case.json"]
    return {mac.lower() for text in texts for mac in re.findall(MAC, text)}


def compact(state: Truth) -> str:
    """JSON with a line for each link, address, route and rule."""
    parts = []
    for key, value in state.items():
        if isinstance(value, list) and value:
            parts.append(f'"{key}": [\n' + ",\n".join(f"  {json.dumps(entry)}" for entry in value) + "\n ]")
        else:
            parts.append(f'"{key}": {json.dumps(value)}')
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def _link(dump: Dump, link: dict[str, Any], cards: set[str]) -> Truth:
    name, info = link["ifname"], link.get("linkinfo") or {}
    kind = info.get("info_kind", "none")
    shown: Truth = {
        "name": name,
        "kind": "nic" if name in cards and kind in AS_CARDS else kind,
        "up": "UP" in link["flags"],
        "mtu": link["mtu"],
    }
    shown["mac"] = link.get("address")
    shown["master"] = link.get("master")
    shown["link"] = None if kind == "veth" else link.get("link")
    switch = dump.settings("openvswitch").get(name)  # of which `ip` says nothing
    if kind == "openvswitch" or shown["master"] == "ovs-system":
        shown["link" if kind == "openvswitch" else "master"] = switch
    if kind == "vlan":
        shown["vlan"] = {"id": info["info_data"]["id"]}
    for part, (folder, keys) in PARTS.items():
        settings = dump.settings(f"sys/{name}.{folder}")
        if settings:
            shown[part] = {key: settings[key] for key in keys if key in settings}
    if "bond" in shown:
        bond = shown["bond"]
        bond.update({key: bond[key].split()[0] for key in NAMED if bond.get(key)})
        bond.update({"slaves": bond["slaves"].split()} if "slaves" in bond else {})
    return shown


def _hide_random(links: list[Truth], before: set[str], known: set[str], written: set[str]) -> None:
    """MACs that the kernel made up differ each time: "random" instead.

    A bridge takes the lowest MAC of its ports: with a made-up one among them its own is made up too, whichever won.
    """
    made_up = {x["mac"] for x in links if x["name"] not in before and re.fullmatch(MAC, x["mac"] or "")} - known
    hidden = {x["name"] for x in links if x["mac"] in made_up}
    masters = {x["master"] for x in links if x["name"] in hidden}
    hidden |= {x["name"] for x in links if x["name"] in masters and x["kind"] == "bridge" and x["mac"] not in written}
    for link in links:
        if link["name"] in hidden:
            link["mac"] = "random"
        if link.get("bond_port", {}).get("perm_hwaddr") in made_up:
            link["bond_port"]["perm_hwaddr"] = "random"


def _addresses(devices: list[dict[str, Any]]) -> Iterable[Truth]:
    """Without the link-local ones that the kernel makes by itself."""
    for device in devices:
        name = device["ifname"]
        for info in device["addr_info"]:
            if name == "lo" or info["local"].startswith("fe80::"):
                continue
            shown = {"dev": name, "address": f"{info['local']}/{info['prefixlen']}", "scope": info["scope"]}
            shown.update({"peer": info["address"]} if "address" in info else {})
            shown.update({"broadcast": info["broadcast"]} if "broadcast" in info else {})
            shown.update({"label": info["label"]} if info.get("label", name) != name else {})
            yield shown


def _routes(routes: list[dict[str, Any]]) -> Iterable[Truth]:
    """Without what the kernel adds for an address, and the unreachable guards of init.ipv6-global."""
    for route in routes:
        native = route.get("protocol") == "kernel" or route.get("type") in ("multicast", "anycast", "local")
        guard = route.get("type") == "unreachable" or route.get("dev") == "lo"
        if not native and not guard and route.get("table") != "local" and not route["dst"].startswith("ff00::"):
            yield {key: value for key in ROUTE if (value := {"table": "main", **route}.get(key)) is not None}


def _rules(rules: list[dict[str, Any]]) -> Iterable[Truth]:
    for rule in rules:
        is_native = (rule["priority"], rule.get("table")) in NATIVE_RULES or "l3mdev" in rule
        if not is_native:
            yield {key: rule[key] for key in RULE if key in rule}


def _verdicts(lines: list[str]) -> dict[str, str]:
    """What the service prints beside each name."""
    found, name = {}, None
    for line in lines:
        if match := re.match(r"Bringing up interface (\S+?):? ", line + " "):
            name = match[1]
        elif line.startswith("Bringing up loopback"):
            name = None
        if (match := re.search(r"\[\s*(OK|FAILED)\s*\]", line)) and name:
            found[name] = match[1]
    return found
