"""What lint says of the devices in a picture."""

from __future__ import annotations

from collections.abc import Iterable

from ifcfgen.graph import Graph, Remark
from ifcfgen.lint.finding import Finding
from ifcfgen.place import Place
from ifcfgen.report import facts


def marked(graph: Graph, findings: Iterable[Finding]) -> Graph:
    """GRAPH with FINDINGS at the devices whose files they are in."""
    device_of = {path: node.id for node in graph.nodes for path in node.files}
    found: dict[str, list[Remark]] = {}
    for finding in findings:
        aside = facts.aside(finding.conditions)
        for part in finding.met:
            path, line, *_ = part.spot
            remark = Remark(finding.severity, finding.rule, f"{part.message}{aside}", Place(path, line))
            found.setdefault(device_of.get(path, ""), []).append(remark)
    return graph.marked(found)
