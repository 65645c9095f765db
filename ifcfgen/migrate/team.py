"""Converts teams to bonds, because EL10 has no teams."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ifcfgen.migrate.account import Entry
from ifcfgen.networkmanager.keyfile import Keyfile
from ifcfgen.scripts.definition import Definition

_MODES = {
    "activebackup": "active-backup",
    "broadcast": "broadcast",
    "lacp": "802.3ad",
    "loadbalance": "balance-xor",
    "roundrobin": "balance-rr",
}
_HASHES = {("eth",): "layer2", ("eth", "ipv4", "ipv6"): "layer2+3", ("ipv4", "ipv6", "l4"): "layer3+4"}
_HASH_WORDS = {"ip": ("ipv4", "ipv6"), "l3": ("ipv4", "ipv6"), "tcp": ("l4",), "udp": ("l4",), "vlan": ()}
_USUAL_HASH = "layer2+3"
_MIIMON = "100"


def as_bond(said: Keyfile, definition: Definition) -> tuple[Keyfile, list[Entry]]:
    """The keyfile SAID of a team or team port as the keyfile of a bond or bond port, and the losses."""
    found = {section: {**values} for section, values in said.items() if section not in ("team", "team-port")}
    connection = found["connection"]
    if connection.get("slave-type") == "team":
        connection["slave-type"] = "bond"
    lost: list[Entry] = []
    if "team" in said:
        config = _config(said["team"].get("config"))
        connection["type"] = "bond"
        options = _options(config)
        found = {"connection": connection, "bond": options, **{k: v for k, v in found.items() if k != "connection"}}
        lost += _lost(config, options, definition, "TEAM_CONFIG")
    if "team-port" in said and (config := _config(said["team-port"].get("config"))):
        lost += [_entry(definition, "TEAM_PORT_CONFIG", name) for name in _names(config)]
    return found, lost


def _config(text: object) -> Mapping[str, Any]:
    found = json.loads(str(text)) if text else {}
    return found if isinstance(found, dict) else {}


def _part(config: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = config.get(name)
    return found if isinstance(found, dict) else {}


def _names(config: Mapping[str, Any]) -> Iterator[str]:
    """The names of all settings, with nested ones as `link_watch.name`."""
    for name, value in config.items():
        yield from (f"{name}.{part}" for part in value) if isinstance(value, dict) else (name,)


def _options(config: Mapping[str, Any]) -> dict[str, Any]:
    runner, watch = _part(config, "runner"), _part(config, "link_watch")
    mode = _MODES.get(str(runner.get("name", "roundrobin")), "balance-rr")
    options: dict[str, str] = {"mode": mode}
    if watch.get("name") == "arp_ping" and mode in ("active-backup", "balance-rr", "balance-xor", "broadcast"):
        options["arp_interval"] = str(watch.get("interval", 1000))
        options["arp_ip_target"] = str(watch.get("target_host", ""))
    else:
        options["miimon"] = _MIIMON
        for delay, name in (("delay_up", "updelay"), ("delay_down", "downdelay")):
            if watch.get(delay):
                options[name] = str(watch[delay])
    if mode == "802.3ad":
        options["lacp_rate"] = "fast" if runner.get("fast_rate") else "slow"
        for name, option in (("sys_prio", "ad_actor_sys_prio"), ("min_ports", "min_links")):
            if name in runner:
                options[option] = str(runner[name])
    if mode in ("802.3ad", "balance-xor"):
        options["xmit_hash_policy"] = _hash(runner)
    return options


def _hash(runner: Mapping[str, Any]) -> str:
    words = runner.get("tx_hash")
    if not isinstance(words, list):
        return _USUAL_HASH
    parts = {part for word in map(str, words) for part in _HASH_WORDS.get(word, (word,))}
    return next((policy for known, policy in _HASHES.items() if parts == set(known)), _USUAL_HASH)


_KEPT = {
    "runner": {"name", "fast_rate", "sys_prio", "min_ports", "tx_hash", "active"},
    "link_watch": {"name", "delay_up", "delay_down", "interval", "target_host"},
}


def _lost(config: Mapping[str, Any], options: Mapping[str, str], definition: Definition, key: str) -> Iterator[Entry]:
    """The settings that the bond does not have."""
    for name, value in config.items():
        if name in _KEPT and isinstance(value, dict):
            yield from (_entry(definition, key, f"{name}.{part}") for part in value if part not in _KEPT[name])
        elif name not in ("device", "ports", "hwaddr", *_KEPT):
            yield _entry(definition, key, name)
    runner, watch = str(_part(config, "runner").get("name", "")), str(_part(config, "link_watch").get("name", ""))
    if runner and runner not in _MODES:
        yield _entry(definition, key, f"runner.name={runner}")
    if watch not in ("", "ethtool", "arp_ping") or (watch == "arp_ping" and "arp_interval" not in options):
        yield _entry(definition, key, f"link_watch.name={watch}")


def _entry(definition: Definition, key: str, what: str) -> Entry:
    return Entry(definition.file.place(key), what, "lost", definition.device.name, "team-option")
