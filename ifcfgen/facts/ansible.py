"""Facts that Ansible gathered of its hosts: a directory with a JSON file for each, and the names in an inventory.

Such a directory is the cache of facts (`jsonfile`), or what `ansible --tree` writes. The module `setup` has the release
and the network cards of a host, `service_facts` the services, `package_facts` the packages. From ansible-core 2.19 on,
the name of a file in the cache begins with `s1_`, and it holds the facts as a text (its `_cache_persistence.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ifcfgen import notation
from ifcfgen.errors import Fault, IfcfgenError
from ifcfgen.facts import SERVICES, Host, inventory, json
from ifcfgen.facts.card import Card, Cards
from ifcfgen.facts.live import System
from ifcfgen.facts.nics import about_names, pci_address, plain_address
from ifcfgen.facts.release import parse_release
from ifcfgen.facts.services import OF_UNITS
from ifcfgen.filesystem.tree import Tree
from ifcfgen.filesystem.tree import read as read_file
from ifcfgen.notation import items, mapping
from ifcfgen.place import Place

_SCHEMA = re.compile(r"s(\d+)_(?=.)")
_KNOWN_SCHEMA = "1"
_PAYLOAD = "__payload__"
_SIGN = re.compile(rb'"(ansible_|__payload__|module_setup)')


def is_gathered(path: Path) -> bool:
    """Whether the file PATH looks like one that holds facts of a host, of any version and perhaps damaged."""
    try:
        data = read_file(path, json.LARGEST)
    except OSError:
        return False
    return data.lstrip()[:1] == b"{" and _SIGN.search(data) is not None


def read(path: Path) -> System:
    """What is known of the host whose facts the file PATH holds. Raises `IfcfgenError`."""
    where = str(path)
    schema = _SCHEMA.match(path.name)
    if schema and schema[1] != _KNOWN_SCHEMA:
        raise _fault(where, f"version {schema[1]} of Ansible's cache; ifcfgen reads version {_KNOWN_SCHEMA}")
    facts = mapping(json.document(path))
    if isinstance(facts.get(_PAYLOAD), str):
        facts = mapping(notation.json(facts[_PAYLOAD], where))
    facts = mapping(facts.get("ansible_facts", facts))
    if not any(key.startswith("ansible_") or key in ("services", "packages") for key in facts):
        raise _fault(where, "no facts of Ansible in it")
    return _system(_SCHEMA.sub("", path.name, 1), facts)


def of_inventory(tree: Tree, tell: Callable[[Fault], None]) -> Iterator[System]:
    """The hosts of the inventory in TREE, each with the facts among its variables, by the names that `setup` gives
    them; TELL takes what cannot be read."""
    for name, variables in inventory.read(tree, tell):
        said = {key: variable.value for key, variable in variables.items()}
        gathered = mapping(said.get("ansible_facts"))
        system = _system(name, {**said, "packages": None, "services": None, **gathered})
        files = {key: variables["ansible_facts" if key in gathered else key].file for key in system.sources.values()}
        yield system._replace(sources={fact: f"{key} in {files[key]}" for fact, key in system.sources.items()})


def _system(name: str, facts: Mapping[str, Any]) -> System:
    services, packages = (mapping(facts.get(key)) for key in ("services", "packages"))
    el, nics, said = _release(facts), _nics(facts), _arguments(facts)
    states = {service: state for service in SERVICES if (state := _state(services, service))}
    version = mapping(next(iter(items(packages.get("NetworkManager"))), None)).get("version")
    sources = {
        "release": "ansible_distribution" if el else "",
        "packages": "packages" if packages else "",
        "nics": "ansible_interfaces" if nics else "",
        "kernel arguments": "" if said is None else "ansible_cmdline",
        "NetworkManager": "packages" if version else "",
        **{f"service {service}": "services" for service in states},
    }
    host = Host.of(
        release=el, services=states, packages=packages, complete=True if packages else None, cards=nics, arguments=said
    )
    return System(host, str(version or ""), {fact: key for fact, key in sources.items() if key}, name)


def _release(facts: Mapping[str, Any]) -> int | None:
    name, version = facts.get("ansible_distribution"), facts.get("ansible_distribution_version")
    try:
        return parse_release(f"{name} {version}") if isinstance(name, str) else None
    except ValueError:
        return None


def _state(services: Mapping[str, Any], name: str) -> str:
    """What service NAME is at boot; empty where that is not known. A unit without a file is in no list of systemd."""
    for listed in (name, f"{name}.service"):
        status = mapping(services.get(listed)).get("status")
        if status in OF_UNITS:
            return OF_UNITS[status]
        if status == "not-found":
            return "absent"
    is_listed = {name, f"{name}.service"} & services.keys()
    return "" if is_listed or not services else "absent"


def _arguments(facts: Mapping[str, Any]) -> Iterable[str] | None:
    """The arguments of the kernel: `setup` has those without a value as true."""
    said = facts.get("ansible_cmdline")
    if not isinstance(said, dict):
        return None
    return about_names(name if value is True else f"{name}={value}" for name, value in said.items())


def _nics(facts: Mapping[str, Any]) -> Cards:
    """Those that have hardware behind them."""
    found = {}
    for name in sorted(name for name in items(facts.get("ansible_interfaces")) if isinstance(name, str)):
        card = mapping(facts.get(f"ansible_{name.replace('-', '_')}"))
        if "pciid" in card:
            addresses = (card.get("perm_macaddress"), card.get("macaddress"))
            mac = next(filter(None, map(plain_address, map(str, addresses))), "")
            found[name] = Card(mac, pci_address(str(card["pciid"])), str(card.get("module") or ""))
    return found


def _fault(path: str, text: str) -> IfcfgenError:
    return IfcfgenError(Fault(Place(path), text))
