"""A directory of files: linted, booted, and told in every format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import get_args
from xml.etree import ElementTree

import ifcfgen
from ifcfgen.facts.machine import Facts
from ifcfgen.lint.engine import Assume, Linter
from ifcfgen.lint.finding import Finding, Report
from ifcfgen.report import boot as boot_report
from ifcfgen.report import boot_json, closing, formats, managers
from ifcfgen.report.style import PLAIN

from . import material

WORDS = material.WORDS
seeds = material.directories

_LINTERS = [Linter(material.RULES.values(), assume) for assume in get_args(Assume)]
_BESIDE = ("modprobe.conf", "sysctl.conf", "rt_tables", "static-routes", "static-routes-ipv6")
_PARSERS: Mapping[str, Callable[[str], object]] = {
    **dict.fromkeys(("json", "sarif", "gitlab"), json.loads),
    "junit": ElementTree.fromstring,
}
_COMMAND = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""What could command a terminal."""


def one(data: bytes) -> None:
    """Whatever the files hold, all is told, in sound documents, at places that are there."""
    choice, files = material.split(data)
    host = material.HOSTS[choice % len(material.HOSTS)]
    read = ifcfgen.parse_host(files, host)
    facts = Facts.of({}, host, {name: text for name, text in files.items() if name in _BESIDE})
    result = _LINTERS[choice % len(_LINTERS)].check(read)
    _told(read, result.findings)
    with suppress(ifcfgen.Unknown):
        outcome = ifcfgen.predict_boot(read, facts)
        json.loads(boot_json.text(outcome))
        _harmless("".join(boot_report.text(outcome, ifcfgen.shortfalls(read, outcome), {})))


def _told(read: ifcfgen.Reading, findings: list[Finding]) -> None:
    lines = {file.path: len(file.document.lines) for file in read.directory.files}
    for finding in findings:
        for spot in (finding.spot, *finding.related):
            assert spot.line is None or spot.path not in lines or 1 <= spot.line <= lines[spot.path], spot
    for format in get_args(formats.Format):
        report = Report(findings, rules=material.RULES, hosts=1, files=len(read.directory.files))
        text = "".join(formats.text(format, report, PLAIN))
        _harmless(text)
        _PARSERS.get(format, str)(text)
        _harmless("\n".join(closing.closing(report)))
    _harmless("".join(managers.table(managers.rows(read))))


def _harmless(text: str) -> None:
    assert not _COMMAND.search(text), ascii(text)
