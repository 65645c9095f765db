"""What a rule may ask of a thing, and what it gets: read off the annotations of the thing's class.

A type is the tuple of its alternatives, each a class, a generic alias or a Literal. None is not one of them: what is
absent is None everywhere, and every attribute of it. `ANY` is what nothing is known of; it is never at fault.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, reduce
from inspect import get_annotations, getattr_static
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from operator import or_
from types import GenericAlias, NoneType, UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin

from ifcfgen.errors import did_you_mean
from ifcfgen.ifcfg.vocabulary import lookup
from ifcfgen.lint.classes import CLASSES
from ifcfgen.lint.expression import UNSEEN, ExpressionError, no_key

Type = tuple[Any, ...]

ANY: Type = (Any,)
TEXT: Type = (str,)
NUMBER: Type = (int,)
FLAG: Type = (bool,)

_SCALARS = {str: "text", bool: "number", int: "number", float: "number"}
"""Two of different kinds are never equal."""

_EXAMPLES = {
    IPv4Address: IPv4Address("192.0.2.1"), IPv4Network: IPv4Network("192.0.2.0/24"),
    IPv6Address: IPv6Address("2001:db8::1"), IPv6Network: IPv6Network("2001:db8::/64"),
}  # fmt: skip
"""Of classes without annotations."""

_IN_WORDS = {
    str: "a text", int: "a number", float: "a number", bool: "yes or no", IPv4Address: "an IPv4 address",
    IPv6Address: "an IPv6 address", IPv4Network: "an IPv4 network", IPv6Network: "an IPv6 network",
}  # fmt: skip


def type_of(annotation: object) -> Type:
    """The type that an annotation, which is no text, stands for."""
    if annotation in (None, NoneType):
        return ()
    if annotation in (Any, object):
        return ANY
    if get_origin(annotation) in (Union, UnionType):
        return union(*(type_of(part) for part in get_args(annotation)))
    return (annotation,)


def union(*types: Type) -> Type:
    """What is one of TYPES."""
    return tuple(dict.fromkeys(part for one in types for part in one))


def many(items: Type) -> Type:
    """A list of ITEMS."""
    return (GenericAlias(tuple, (reduce(or_, items, NoneType), ...)),)


def row(items: Iterable[Type]) -> Type:
    """A tuple of as many items, each of its own type."""
    return (GenericAlias(tuple, tuple(reduce(or_, item, NoneType) for item in items)),)


def _is_literal(part: Any) -> bool:
    return get_origin(part) is Literal


def _is_list(part: Any) -> bool:
    return get_origin(part) in (tuple, list)


def is_mapping(part: Any) -> bool:
    """Whether a PART of a type is a mapping of which it is known what it has."""
    return part is not Any and issubclass(_class(part), Mapping) and bool(get_args(part))


def mapping(keys: Type, items: Type) -> Type:
    """A mapping from KEYS to ITEMS."""
    return (GenericAlias(dict, (reduce(or_, keys, NoneType), reduce(or_, items, NoneType))),)


def attribute(owner: Type, name: str) -> Type:
    """The type of the attribute NAME of what is an OWNER. Raises ExpressionError where one of those has none."""
    return union(*(_attribute(part, name) for part in owner))


def items(group: Type) -> Type:
    """What there is in a GROUP; what a mapping has is its keys."""
    return union(*(_items(part) for part in group))


def item(group: Type, index: object = None) -> Type:
    """What stands in a GROUP behind INDEX, None where that is not known beforehand."""
    return union(*(_item(part, index) for part in group))


def values(mapping: Type) -> Type:
    """What stands behind the keys of a MAPPING."""
    return union(*(type_of(get_args(part)[1]) if is_mapping(part) else ANY for part in mapping))


def check_membership(thing: Type, group: Type) -> None:
    """Raises ExpressionError where it makes no sense to ask whether a THING is `in` a GROUP."""
    if group and not any(part is Any or hasattr(_class(part), "__contains__") for part in group):
        raise ExpressionError(f"{in_words(thing)} is never in {in_words(group)}")


def check_comparison(left: Type, right: object) -> None:
    """Raises ExpressionError where what is a LEFT is never equal to RIGHT, a text or number that a rule has written."""
    if type(right) not in _SCALARS or not left or Any in left:
        return
    if {_SCALARS.get(_class(part)) for part in left}.isdisjoint((_SCALARS[type(right)], None)):
        raise ExpressionError(f"{in_words(left)} is never {right!r}")
    if all(_is_literal(part) for part in left):
        known = [word for part in left for word in get_args(part)]
        if right not in known:
            raise ExpressionError(f"never {right!r}, but {' or '.join(known)}{did_you_mean(str(right), known)}")


def classes(thing: Type) -> Iterator[type]:
    """The classes of THING, and of what is in it where it is a list; none for what nothing is known of."""
    for part in thing:
        if _is_list(part):
            yield from classes(_items(part))
        elif part is not Any:
            yield _class(part)


def in_words(thing: Type) -> str:
    """What a THING is, for people: `a device`."""
    return " or ".join(dict.fromkeys(map(_in_words, thing))) or "what is never there"


@cache
def attributes(cls: type) -> Mapping[str, Type]:
    """The attributes of CLS that a rule may ask, and their types: what is annotated and not for the house alone.

    Fields, properties and what `SHOWS`, a pair of a member's name and the dataclass that it holds, has of both.
    """
    if cls in _EXAMPLES:
        return dict(_of_example(_EXAMPLES[cls]))
    found: dict[str, Type] = {}
    shows = getattr(cls, "SHOWS", None)
    if shows:
        shown = attributes(shows[1])
        found.update({name: kind for name, kind in shown.items() if hasattr(cls, name)})
    for base in reversed(cls.__mro__):
        annotated = {name: (said, base.__module__) for name, said in get_annotations(base).items()}
        for name in vars(base):
            read = _reader(getattr_static(base, name))
            said = getattr(read, "__annotations__", {})
            if "return" in said:
                annotated[name] = said["return"], base.__module__
        for name, (said, module) in annotated.items():
            if _is_seen(name):
                meant = _evaluated(said, module)
                if ClassVar not in (meant, get_origin(meant)):
                    found[name] = type_of(meant)
    return found


def _reader(member: object) -> Any:
    """The function behind a property."""
    return getattr(member, "fget", None) or getattr(member, "func", None)


def _evaluated(annotation: object, module: str) -> object:
    return eval(annotation, vars(sys.modules[module])) if isinstance(annotation, str) else annotation


def _is_seen(name: str) -> bool:
    return not name.startswith("_") and name not in UNSEEN


def _of_example(example: object) -> Iterator[tuple[str, Type]]:
    for name in dir(example):
        value = getattr(example, name) if _is_seen(name) else None
        if value is not None and not callable(value):
            yield name, (type(value),)


def _class(part: Any) -> type:
    found: type = type(get_args(part)[0]) if _is_literal(part) else get_origin(part) or part
    return found


def _attribute(part: Any, name: str) -> Type:
    if part is Any:
        return ANY
    known = attributes(_class(part))
    if name.isupper():
        if "keys" not in known:
            raise ExpressionError(f"no key {name!r} of {_in_words(part)}, which has no keys")
        if lookup(name) is None:
            raise ExpressionError(no_key(name))
        return TEXT
    if name not in known:
        raise ExpressionError(f"no attribute {name!r} of {_in_words(part)}{did_you_mean(name, known)}")
    return known[name]


def _items(part: Any) -> Type:
    parameters = [type_of(one) for one in get_args(part) if one is not ...]
    if part is Any or not parameters or _is_literal(part):
        return TEXT if part is str else NUMBER if part is range else ANY
    return parameters[0] if is_mapping(part) else union(*parameters)


def _item(part: Any, index: object) -> Type:
    if is_mapping(part):
        return values((part,))
    arguments = get_args(part)
    if get_origin(part) is tuple and ... not in arguments and isinstance(index, int):
        return type_of(arguments[index]) if -len(arguments) <= index < len(arguments) else ()
    return _items(part)


def _in_words(part: Any) -> str:
    if part is Any:
        return "anything"
    if _is_list(part):
        return "a list"
    cls = _class(part)
    if issubclass(cls, Mapping):
        return "a mapping"
    name = next((name for name, known in CLASSES.items() if issubclass(known, cls)), cls.__name__)
    return _IN_WORDS.get(cls) or f"{'an' if name[0] in 'aeioAEIO' else 'a'} {name}"
