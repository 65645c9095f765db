"""What a site brings: ifcfgen.toml, facts of a host, a baseline, a rule, a template; read, checked and put to use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import ifcfgen
from ifcfgen import config
from ifcfgen.cli import baseline
from ifcfgen.facts.machine import FACTS, Facts
from ifcfgen.lint import rule
from ifcfgen.lint.engine import Linter
from ifcfgen.report import rules as report

from . import material

_HOST = """\
release = 7
packages = ["bridge-utils"]
services = {NetworkManager = "disabled", network = "enabled"}
nics = [{name = "em1", mac = "00:00:5e:00:53:01", carrier = true, mtu = 1500, up = false, segment = "a", kind = "veth"}]
absent = ["arping"]
neighbours = [{address = "192.0.2.10", nic = "em1"}]
dhcp = {em1 = "192.0.2.20/24 192.0.2.1"}
"""
_BASELINE = {"version": 1, "findings": [{"rule": "vlan-mtu", "path": "ifcfg-v1", "fingerprint": "0" * 64}]}
_RULE = """\
---
summary: no em1
for: ethernet
severity: info
when: ethernet.name == 'em1' and ethernet.mtu > 1500
at: [DEVICE, MTU]
message: "{{ ethernet }} has {% if ethernet.mtu %}{{ ethernet.mtu }}{% endif %}"
note: "{{ ethernet.name | upper }}"
with: {of: ethernet.ports, at: [DEVICE], note: "{{ other }}"}
fix: Do without.
set: {MTU: 1500}
safe: true
sources: [us]
---
# own

## Bad

```sh ifcfg-em1
DEVICE=em1
MTU=9000
```
"""
_TOPOLOGY = """\
network:
  renderer: initscripts
  ethernets: {em1: {}, em2: {addresses: [192.0.2.20/24], routes: [{to: 198.51.100.0/24, via: 192.0.2.1}]}}
  vlans: {em1.7: {id: 7, link: em1}}
  bridges: {br0: {interfaces: [em1.7], addresses: [192.0.2.10/24]}}
host: {release: 7, packages: [bridge-utils]}
"""
_FILES = ("ifcfgen.toml", "host.toml", "baseline.json", "rules/own.md", "templates/ifcfg/ethernet.j2")

WORDS = (
    "[[host]]", "path", "select", "ignore", "rules", "templates", "name", "release", "services", "packages", "without",
    "packages-complete", "version", "findings", "fingerprint", *sorted(FACTS),
    "when:", "with:", "set:", "unset:", "move:", "value:", "rename:", "drop:", "strip:", "line:", "safe: true",
    "yields:", "{{ ethernet }}", "{% if ethernet.mtu %}", "{% endif %}", "{% for x in host.packages %}",
    "{% endfor %}", "{% set x = 1 %}",
    *(f"==> {name}\n" for name in _FILES), *material.VALUES,
)  # fmt: skip

_READINGS = [
    ifcfgen.parse_host(material.split(directory)[1], material.HOSTS[2])
    for directory in list(material.directories())[:8]
]
_DRAWN = ifcfgen.parse_topology(_TOPOLOGY, "kvm01.yaml")


def seeds() -> Iterator[bytes]:
    """A file of each sort of our own, our rules, our templates, the ifcfgen.toml of the samples."""
    own = {"ifcfgen.toml": (material.SAMPLES / "ifcfgen.toml").read_bytes(), "host.toml": _HOST.encode()}
    yield material.joined(0, {**own, "baseline.json": json.dumps(_BASELINE).encode(), "rules/own.md": _RULE.encode()})
    for known in material.RULES.values():
        yield material.joined(0, {"rules/own.md": f"---\n{known.front}\n---\n# own\n".encode()})
    for path in sorted((material.SAMPLES.parent / "templates" / "ifcfg").glob("*.j2")):
        yield material.joined(0, {f"templates/ifcfg/{path.name}": path.read_bytes()})


def one(data: bytes) -> None:
    """Each file is refused in words, or can be used without further trouble."""
    with TemporaryDirectory() as folder:
        home = Path(folder).resolve()
        for place in ("rules", "templates"):
            (home / place).mkdir()
        for name, text in material.split(data)[1].items():
            _write(home, name, text)
        for use in (_config, _facts, _baseline, _rules, _templates):
            with suppress(ifcfgen.IfcfgenError):
                use(home)


def _write(home: Path, name: str, text: bytes) -> None:
    """Write the file NAME below HOME, where it can lie there."""
    parts = PurePosixPath(name).parts
    if parts[:1] != ("/",) and ".." not in parts and len(parts) <= 4:  # rmtree goes no deeper than Python's stack
        with suppress(OSError):
            home.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
            home.joinpath(name).write_bytes(text)


def _config(home: Path) -> None:
    settings = config.load(home / "ifcfgen.toml")
    for place in (home, home / "el6-nm-controlled", home / "a" / "b"):
        settings.host(place)
    ifcfgen.make_linter(material.RULES, settings).check(_READINGS[0])


def _facts(home: Path) -> None:
    host, more = config.host_and_more(home / "host.toml")
    host = host.over(ifcfgen.Host.of(release=7))
    with suppress(ValueError):  # an argument that is none, as documented
        facts = Facts.of(more, host)
        for read in _READINGS:
            ifcfgen.shortfalls(read.on(host), ifcfgen.predict_boot(read.on(host), facts))


def _baseline(home: Path) -> None:
    known = baseline.Baseline(home / "baseline.json")
    for finding in ifcfgen.lint_host(_READINGS[0]).findings:
        known.knows(finding)
    known.stale([str(home)], lambda rule: True)


def _rules(home: Path) -> None:
    settings = config.Config(home / "ifcfgen.toml", rules=(home / "rules",))
    for found in rule.load(config.site_rules(settings)).values():
        found.verify()
        json.dumps(report.fields(found))
        report.page(found, with_examples=True, fixes=())
        linter = Linter([found], "worst")
        for read in _READINGS:
            linter.check(read)


def _templates(home: Path) -> None:
    ifcfgen.render_topology(_DRAWN, config.Config(home / "ifcfgen.toml", templates=(home / "templates",)))
