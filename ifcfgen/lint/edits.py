"""A fix as edits: the lines that `set`, `unset`, `move`, `drop`, `rename`, `value`, `line` and `strip` change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from ifcfgen.facts import Host
from ifcfgen.ifcfg.document import Document
from ifcfgen.ifcfg.script import PLAIN_LINE, SETTABLE, Assignment
from ifcfgen.ifcfg.values import is_interface_name
from ifcfgen.lint.finding import Edit
from ifcfgen.lint.rule import Rule
from ifcfgen.lint.subjects.assignment import LineSubject
from ifcfgen.lint.subjects.device import DeviceSubject
from ifcfgen.lint.subjects.file import FileSubject
from ifcfgen.lint.subjects.setting import Setting
from ifcfgen.lint.subjects.suppression import SuppressionSubject
from ifcfgen.lint.suppression import Suppression
from ifcfgen.scripts.file import File

_BARE = re.compile(r"[A-Za-z0-9_@%+=:,./-]*")
_ASLEEP = "swallowed", "unreached", "open-quote"
"""The faults of an assignment on whose quotes it depends what else of the file is run."""
_UNSEEN = r"\x00-\x08\x0a-\x1f\x7f\ud800-\udc7f\udd00-\udfff"
_SEEN = re.compile(rf"[^{_UNSEEN}]*+")
_TEXT = rf"[^{_UNSEEN}\"$`\\]"
_WRITABLE = re.compile(rf"({_TEXT}*+)|(\"(?:{_TEXT}|\\[\"$`\\])*+\")")


class _ByHand(Exception):
    """What the edit changes shares its line with something else, or would be read as more than a value, or as none."""


class _Draft:
    """Lines on their way to be changed: by file and line, what comes in the place of the line."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, int], tuple[str, list[str]]] = {}

    def put(self, file: File, line: int, *new: str, old: str | None = None) -> None:
        """NEW in the place of LINE; OLD, where its carriage return is a part of what changes."""
        self._lines[file.path, line] = file.document.line(line) if old is None else old, list(new)

    def add(self, file: File, text: str) -> None:
        """TEXT, an assignment, behind the last line of FILE."""
        last = len(file.document.lines)
        if not last or not _stands_alone(file.document, text):
            raise _ByHand
        there = file.document.line(last)
        self._lines.setdefault((file.path, last), (there, [there]))[1].append(text)

    def edits(self) -> tuple[Edit, ...]:
        return tuple(
            Edit(path, line, old, "\n".join(new) if new else None)
            for (path, line), (old, new) in sorted(self._lines.items())
            if new != [old]
        )


def edits(rule: Rule, subject: Any, host: Host, worded: Callable[[str, str], str]) -> tuple[Edit, ...]:
    """What a machine can do about the hazard that RULE met in SUBJECT; nothing where it takes a human.

    WORDED words a field's text.
    """
    draft = _Draft()
    try:
        if isinstance(subject, Setting):
            _of_setting(rule, subject, draft, worded)
        elif isinstance(subject, LineSubject):
            _of_line(rule, subject, draft, worded)
        elif isinstance(subject, FileSubject) and "strip" in rule.fields:
            _strip(subject.data, str(rule.fields["strip"]), draft)
        device = getattr(subject, "device", subject)
        if isinstance(device, DeviceSubject):
            _of_device(rule, device, host, draft, worded)
        if rule.drop:
            _take_out(rule.drop(subject, host), draft)
    except _ByHand:
        return ()
    return draft.edits()


def _of_setting(rule: Rule, setting: Setting, draft: _Draft, worded: Callable[[str, str], str]) -> None:
    item, fields = setting.assignment, rule.fields
    if "rename" in fields:
        _rename(setting.written_in, item, worded("rename", fields["rename"]), draft)
    if "value" in fields:
        value = worded("value", fields["value"])
        if value:
            draft.put(setting.written_in, item.line, _with_value(setting.written_in, item, _word(value)))
    if "line" in fields:
        _remove(setting.written_in, item, draft)
        new = worded("line", fields["line"])
        if new:
            draft.put(setting.written_in, item.line, _plain(new))


def _of_line(rule: Rule, line: LineSubject, draft: _Draft, worded: Callable[[str, str], str]) -> None:
    new = worded("line", rule.fields["line"]) if "line" in rule.fields else ""
    if new:
        if line.data.document.line(line.number).strip() != line.text:
            raise _ByHand
        draft.put(line.data, line.number, _plain(new))


def _strip(file: File, characters: str, draft: _Draft) -> None:
    for number, line in enumerate(file.document.text.split("\n"), 1):
        draft.put(file, number, line.strip(characters), old=line)


def _of_device(rule: Rule, device: DeviceSubject, host: Host, draft: _Draft, worded: Callable[[str, str], str]) -> None:
    fields, file = rule.fields, device.ifcfg
    if file is None:
        raise _ByHand
    for key in rule.unset:
        _unset(file, key, draft)
    if "rename" in fields and rule.kind != "assignment":  # the key that the finding shows
        shown = next((file.document.assignment(key) for key in rule.at if key in device.keys), None)
        if shown:
            _rename(file, shown, worded("rename", fields["rename"]), draft)
    if rule.move:
        _move(device, rule.move.to(device, host), rule.move.keys, draft)
    for key, value in fields.get("set", {}).items():
        word = worded("set", value)
        is_no_name = key == "DEVICE" and device.data.kind != "alias" and not is_interface_name(word)
        if not word or is_no_name:
            raise _ByHand
        _set(file, key, _word(word), draft)


def _move(device: DeviceSubject, target: Any, keys: Iterable[str], draft: _Draft) -> None:
    """The lines of KEYS from the file of DEVICE to that of TARGET, unless that says something else."""
    if not isinstance(target, DeviceSubject) or target == device or not (device.ifcfg and target.ifcfg):
        raise _ByHand
    if any(target.keys.get(key) and device.keys.get(key, target.keys[key]) != target.keys[key] for key in keys):
        raise _ByHand
    for key in keys:
        written = device.ifcfg.document.assignment(key)
        if written:
            _unset(device.ifcfg, key, draft)
            if not target.keys.get(key):
                _plain(f"{key}={written.raw}")
                _set(target.ifcfg, key, written.raw, draft)


def _unset(file: File, key: str, draft: _Draft) -> None:
    for item in file.document.assignments:
        if item.key == key:
            _remove(file, item, draft)


def _take_out(things: Any, draft: _Draft) -> None:
    for thing in things if isinstance(things, tuple | list) else (things,):
        if isinstance(thing, Setting):
            _remove(thing.written_in, thing.assignment, draft)
        elif isinstance(thing, SuppressionSubject):
            _take_names_out(thing.data, thing.unused, draft)


def _take_names_out(suppression: Suppression, names: Iterable[str], draft: _Draft) -> None:
    file, line = suppression.file, suppression.comment.line
    left = suppression.without(names)
    draft.put(file, line, *([file.document.line(line)[: suppression.comment.column - 1] + left] if left else []))


def _set(file: File, key: str, word: str, draft: _Draft) -> None:
    """KEY to be WORD, as it is written."""
    if not SETTABLE.fullmatch(key):
        raise _ByHand
    there = file.document.assignment(key)
    if there:
        draft.put(file, there.line, _with_value(file, there, word))
    else:
        draft.add(file, f"{key}={word}")


def _stands_alone(document: Document, assignment: str) -> bool:
    """Whether nothing that is open at the end of DOCUMENT makes something else of ASSIGNMENT there."""
    if document.pairs is not None:
        return True
    last = len(document.lines)
    added = document.replace(last, f"{document.line(last)}\n{assignment}").assignments[-1]
    return added.line == last + 1 and added.fault is None


def _rename(file: File, item: Assignment, key: str, draft: _Draft) -> None:
    if not SETTABLE.fullmatch(key):
        raise _ByHand
    line, start = file.document.line(item.line), item.column - 1
    draft.put(file, item.line, line[:start] + key + line[start + len(item.key) :])


def _with_value(file: File, item: Assignment, word: str) -> str:
    """The line of ITEM, with another value."""
    line, start = file.document.line(item.line), item.value_column - 1
    if item.append or item.fault in _ASLEEP or "\n" in item.raw or not line.startswith(item.raw, start):
        raise _ByHand
    return line[:start] + word + line[start + len(item.raw) :]


def _remove(file: File, item: Assignment, draft: _Draft) -> None:
    document = file.document
    is_alone = len(document.assignments_on(item.line)) == 1 and not document.statements_on(item.line)
    if item.fault or "\n" in item.raw or not is_alone:
        raise _ByHand
    draft.put(file, item.line)


def _plain(line: str) -> str:
    """LINE, where it is a comment, or an assignment of which bash runs nothing."""
    found = PLAIN_LINE.fullmatch(line)
    if not found or not _SEEN.fullmatch(line) or (found[1] and not SETTABLE.fullmatch(found[1])):
        raise _ByHand
    return line


def _word(text: str) -> str:
    """TEXT, which may be quoted already, as one word for both readers."""
    if _BARE.fullmatch(text):
        return text
    match = _WRITABLE.fullmatch(text)
    if not match:
        raise _ByHand
    return match[2] or f'"{text}"'
