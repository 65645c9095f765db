"""What a topology may say, as tables: one definition reads the nodes, and makes the JSON Schema for editors.

Reading goes on after a fault, so that all are reported at once; what could not be read is left out of the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any, Protocol

from ifcfgen.errors import Fault, Faults, did_you_mean
from ifcfgen.lazy import NamedTuple, value_object
from ifcfgen.model import Place, Unmodelled
from ifcfgen.netplan import nodes
from ifcfgen.netplan.nodes import Node
from ifcfgen.secrets import Secrets, told

_MOST_FAULTS = 100
MOST_VALUES = 100_000  # a thousand devices have fifty thousand; aliases of aliases can make billions of a small file


class Written(NamedTuple):
    """A value and where it is written: for a property the place of its name, in a list that of the item."""

    value: Any
    place: Place


class Block(dict[str, Written]):
    """The properties of a mapping that were read, by name.

    `names`: all that stand there, also what could not be read. `unmodelled`: the values of the properties that the
    model has no field for. `sound`: nothing had to be left out.
    """

    def __init__(self) -> None:
        self.names: dict[str, Place] = {}
        self.unmodelled: dict[str, Written] = {}
        self.sound = True

    def value(self, name: str, default: Any = None) -> Any:
        """The value of property NAME, DEFAULT where it is not given."""
        return self[name].value if name in self else default


class Wrong(ValueError):
    """A value that cannot be; the text says it all, `wanted` need not be added."""


class Reader:
    """Reads the nodes of one file, and gathers the faults, and what the model has no field for."""

    def __init__(self, path: str, held: Secrets):
        self.path = path
        self._secrets = held
        self.unmodelled: list[Unmodelled] = []
        self._faults: set[Fault] = set()
        self._found = 0
        self._left = MOST_VALUES

    @property
    def left_out(self) -> int:
        """How often something that is written did not get into the model, so far."""
        return self._found + len(self.unmodelled)

    def place(self, node: Node) -> Place:
        """Where NODE begins."""
        self._left -= 1
        if self._left < 0:
            raise Faults([Fault(Place(self.path), f"more than {MOST_VALUES} values, perhaps by aliases of aliases")])
        return Place(self.path, node.line, node.column)

    def fault(self, place: Place, text: str) -> None:
        """TEXT is wrong at PLACE."""
        if not text.isprintable():  # an ID can hold anything
            text = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
        self._found += 1
        self._faults.add(Fault(place, told(self._secrets.without(text))))
        if self._found == _MOST_FAULTS:
            self.finish()

    def keep(self, name: str, place: Place, value: str = "") -> None:
        """NAME is right, and the model has no field for it: each target says whether it can have it."""
        self.unmodelled.append(Unmodelled(name, place, value))

    def finish(self) -> None:
        """Raise `Faults` with all that was found, in the order of the file."""
        if self._faults:
            raise Faults(sorted(self._faults))


class Kind(Protocol):
    """What a value may be."""

    def read(self, node: Node, name: str, reader: Reader) -> Written | None:
        """The value of NODE, which is called NAME in faults; None where it is at fault."""

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        """As JSON Schema; what has a title goes into DEFS."""


@value_object
class Value:
    """A scalar. `parse` raises ValueError for what is not WANTED, which reads after "is not".

    No fault shows one that is `secret`.
    """

    wanted: str
    parse: Callable[[str], Any]
    json: Mapping[str, Any]
    words: tuple[str, ...] = ()
    secret: bool = False

    def read(self, node: Node, name: str, reader: Reader) -> Written | None:
        place = reader.place(node)
        if not isinstance(node, nodes.Scalar):
            reader.fault(place, f"{name}: must be {self.wanted}, not a {_shape(node)}")
        elif nodes.is_null(node):
            reader.fault(place, f"{name}: no value; must be {self.wanted}")
        else:
            try:
                return Written(self.parse(node.value), place)
            except Wrong as wrong:
                reader.fault(place, f"{name}: {wrong}")
            except ValueError:
                given = "the value" if self.secret else _short(node.value)
                reader.fault(place, f"{name}: {given} is not {self.wanted}{did_you_mean(node.value, self.words)}")
        return None

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        return dict(self.json)


@value_object
class ListOf:
    """A sequence."""

    item: Kind
    example: str
    most: int | None = None

    def read(self, node: Node, name: str, reader: Reader) -> Written | None:
        place = reader.place(node)
        if nodes.is_null(node):
            return Written([], place)
        if not isinstance(node, nodes.Sequence):
            reader.fault(place, f"{name}: must be a list, such as {self.example}")
            return None
        if self.most is not None and len(node.items) > self.most:
            reader.fault(place, f"{name}: at most {self.most} items, not {len(node.items)}")
        read = (self.item.read(item, name, reader) for item in node.items)
        return Written([item for item in read if item is not None], place)

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        limit = {} if self.most is None else {"maxItems": self.most}
        return {"type": ["array", "null"], "items": self.item.schema(defs), **limit}


@value_object
class Property:
    """What may be said of a thing.

    `field`: what it is in the model, where it goes there as it is. `origin`: the field that comes of it, where it does
    not. `unmodelled`: the model has no field for it. `whole`: then there is nothing else to say of the thing.
    """

    kind: Kind
    meaning: str
    field: str = ""
    origin: str = ""
    unmodelled: bool = False
    whole: bool = False

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        kind = self.kind.schema(defs)
        alone = {"allOf": [kind]} if "$ref" in kind else kind  # draft 7 ignores what is beside a reference
        return {"description": self.meaning, **alone}


class Anything:
    """What is recognised, and not read."""

    def read(self, node: Node, name: str, reader: Reader) -> Written | None:
        return Written(None, reader.place(node))

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        return {}


def unmodelled(meaning: str, whole: bool = False) -> Property:
    """A property that the model has no field for."""
    return Property(Anything(), meaning, unmodelled=True, whole=whole)


@value_object
class Properties:
    """A mapping with known names, and `others` for names that its writer chooses. What is read is a `Block`."""

    title: str
    known: Mapping[str, Property]
    others: Kind | None = None
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Other names of known properties."""

    def read(self, node: Node, name: str, reader: Reader) -> Written | None:
        place, left_out = reader.place(node), reader.left_out
        block = Block()
        if nodes.is_null(node):
            return Written(block, place)
        if not isinstance(node, nodes.Mapping):
            reader.fault(place, f"{name}: must be `name: value` lines, not a {_shape(node)}")
            return None
        pairs = list(self._pairs(node, reader))
        whole = [pair for pair in pairs if pair[0] in self.known and self.known[pair[0]].whole]
        for key, at, value in whole or pairs:
            known = self.known.get(key)
            kind = known.kind if known else self.others
            block.names[key] = at
            if kind is None:
                reader.fault(at, self._unknown(key))
                continue
            read = kind.read(value, key, reader)
            if known and known.unmodelled:
                reader.keep(key, at)
                if read is not None:
                    block.unmodelled[key] = read
            elif read is not None:
                block[key] = Written(read.value, at)
        block.sound = left_out == reader.left_out
        return None if whole else Written(block, place)

    def _pairs(self, node: nodes.Mapping, reader: Reader) -> Iterable[tuple[str, Place, Node]]:
        seen: dict[str, Place] = {}
        for key, value in node.pairs:
            at = reader.place(key)
            if not isinstance(key, nodes.Scalar):
                reader.fault(at, f"there must be a name before the colon, not a {_shape(key)}")
                continue
            if key.value == "<<" and key.plain:
                reader.fault(
                    at, "<<: merge keys are not part of YAML 1.2; alias the whole value, or repeat the properties"
                )
                continue
            name = self.spellings.get(key.value, key.value)
            if name in seen:
                reader.fault(at, f"{key.value}: already in line {seen[name].line}")
                continue
            seen[name] = at
            yield name, at, value

    def _unknown(self, key: str) -> str:
        return f"{_short(key)[1:-1]}: unknown property of {self.title}{did_you_mean(key, self.known)}"

    def schema(self, defs: dict[str, Any]) -> dict[str, Any]:
        name = self.title.replace(" ", "-")
        if name not in defs:
            defs[name] = {}  # keeps the place: definitions stand in the order met
            known = {name: known.schema(defs) for name, known in self.known.items()}
            known |= {spelling: known[name] for spelling, name in self.spellings.items()}
            others = self.others.schema(defs) if self.others else False
            defs[name] = {"type": ["object", "null"], "properties": known, "additionalProperties": others}
        return {"$ref": f"#/definitions/{name}"}


def _shape(node: Node) -> str:
    return {nodes.Scalar: "single value", nodes.Sequence: "list", nodes.Mapping: "mapping"}[type(node)]


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
