"""Texts found by what they begin with, as the scripts find lines by grep."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Generic, TypeVar

T = TypeVar("T")


class Grep(Generic[T]):
    """TEXTS, and what each stands for: found by a name, behind which TAIL matches. In a name a dot is any character."""

    def __init__(self, texts: Iterable[tuple[str, T]], tail: re.Pattern[str]):
        self._texts = list(texts)
        self._tail = tail
        self._by_shape: dict[tuple[int, ...], dict[str, list[T]]] = {}

    def find(self, name: str) -> list[T]:
        """What the texts stand for that begin with NAME, in their order."""
        dots = [at for at, sign in enumerate(name) if sign == "."]
        shape = len(name), *dots
        known = self._by_shape.get(shape)
        if known is None:
            known = self._by_shape[shape] = {}
            for text, item in self._texts:
                if len(text) >= len(name) and self._tail.match(text, len(name)):
                    known.setdefault(_dotted(text[: len(name)], dots), []).append(item)
        return known.get(name, [])


def _dotted(text: str, dots: list[int]) -> str:
    for at in dots:
        text = f"{text[:at]}.{text[at + 1 :]}"
    return text
