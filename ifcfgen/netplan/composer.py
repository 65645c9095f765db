"""YAML text to a tree of nodes. Raises `Faults` for what is no YAML.

The tree is built from the parser's events without recursion: PyYAML's own composer recurses in C, and a file of
a hundred thousand brackets would end the process.
"""

from __future__ import annotations

from typing import cast

import yaml

from ifcfgen.errors import Fault, Faults
from ifcfgen.model import Place
from ifcfgen.netplan.nodes import Mapping, Node, Scalar, Sequence

_DEEPEST = 64  # levels; a topology has nine
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def compose(text: str, path: str) -> Node | None:
    """The tree of the one document in TEXT, None where there is nothing in it. Raises `Faults`."""
    try:
        return _compose(text, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or "cannot be read"
        if mark and "nesting depth" in problem:  # some libyaml end at 1000 levels, and what came before is lost
            return compose(text[: mark.index], path)
        if mark and text[mark.index : mark.index + 1] == "\t":
            problem = "a tab; YAML is indented with blanks"
        place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path)
        raise Faults([Fault(place, f"not YAML: {problem}")]) from None
    except (yaml.YAMLError, UnicodeError):
        bad = next((i for i, sign in enumerate(text) if not (sign.isprintable() or sign in "\n\r\t\x85")), 0)
        place = Place(path, text.count("\n", 0, bad) + 1)
        raise Faults([Fault(place, f"not YAML: there is a character {text[bad]!r} here")]) from None


def _compose(text: str, path: str) -> Node | None:
    root: Sequence = Sequence(0, 0)
    above: list[Sequence | Mapping] = []
    inner: Sequence | Mapping = root
    anchors: dict[str, Node] = {}

    def wrong(problem: str) -> Faults:
        return Faults([Fault(Place(path, line, column), problem)])

    for event in yaml.parse(text, Loader=_LOADER):
        mark = cast("yaml.Mark", event.start_mark)  # of a parsed text each event has one
        line, column = mark.line + 1, mark.column + 1
        match event:
            case yaml.ScalarEvent() | yaml.CollectionStartEvent():
                node = _node(event, line, column)
                inner.items.append(node)
                if event.anchor:
                    anchors[event.anchor] = node
                if event.tag and event.tag.startswith("!"):
                    raise wrong("tags have no meaning here; put a text that begins with ! in quotes")
                if not isinstance(node, Scalar):
                    if len(above) == _DEEPEST:
                        raise wrong(f"more than {_DEEPEST} levels deep")
                    above.append(inner)
                    inner = node
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                inner = above.pop()
            case yaml.AliasEvent():
                if event.anchor not in anchors:
                    raise wrong("not YAML: no anchor of this name above; put a text that begins with * in quotes")
                inner.items.append(anchors[event.anchor])
            case yaml.DocumentStartEvent() if root.items:
                raise wrong("a second document: one file is one host")
    return root.items[0] if root.items else None


def _node(event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int, column: int) -> Node:
    if isinstance(event, yaml.ScalarEvent):
        return Scalar(line, column, event.value, not event.style)
    return (Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence)(line, column)
