"""The language server: what editors ask for, in the words of the Language Server Protocol."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import version
from typing import get_args

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer

from ifcfgen import api
from ifcfgen.cli import explain
from ifcfgen.cli.buffers import Buffers, Problem, edits_of
from ifcfgen.config import schema
from ifcfgen.editor import completion, definition, hover
from ifcfgen.editor.completion import Completion
from ifcfgen.editor.cursor import Cursor
from ifcfgen.errors import IfcfgenError
from ifcfgen.lint.finding import Edit, Spot
from ifcfgen.model import Place
from ifcfgen.netplan import parse
from ifcfgen.report.formats import Format
from ifcfgen.report.visible import visible

_PAUSE = 0.005
"""Seconds without a further change before a host is judged anew."""
_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


class Server(LanguageServer):
    """What is open in one editor, and what it was told of each host."""

    def __init__(self) -> None:
        super().__init__("ifcfgen", version("ifcfgen"))
        self.buffers = Buffers()
        self.problems: dict[str, list[Problem]] = {}
        """By what the open files are judged with."""
        self._open: dict[str, str] = {}
        """The open files, each with what it is judged with."""
        self._due: dict[str, asyncio.TimerHandle] = {}

    def changed(self, uri: str) -> None:
        """The editor has another text for the document URI."""
        path = _path(uri)
        if path is None:
            return
        self.buffers.put(path, self.workspace.get_text_document(uri).source)
        owner = self.buffers.owner(path) if self.buffers.format_of(path) else ""
        before = self._open.get(path, owner)
        self._open[path] = owner
        for one in {before, owner} - {""}:
            self._judge_soon(one)

    def closed(self, uri: str) -> None:
        """The editor has closed the document URI."""
        path = _path(uri)
        if path is None:
            return
        self.buffers.put(path, None)
        if owner := self._open.pop(path, ""):
            self._judge_soon(owner)

    def saved(self) -> None:
        """Something on the disk is new: judge all that is open again."""
        self.buffers.renew()
        for owner in set(self._open.values()) - {""}:
            self._judge_soon(owner)

    def _judge_soon(self, owner: str) -> None:
        if owner in self._due:
            self._due[owner].cancel()
        self._due[owner] = asyncio.get_running_loop().call_later(_PAUSE, self._judge, owner)

    def _judge(self, owner: str) -> None:
        del self._due[owner]
        before = {problem.spot.path for problem in self.problems.pop(owner, ())}
        found = self.buffers.problems(owner) if owner in self._open.values() else []
        if found:
            self.problems[owner] = found
        opened = {path for path, of in self._open.items() if of == owner}
        for path in sorted(before | opened | {problem.spot.path for problem in found}):
            if path.startswith("/"):
                diagnostics = [self._diagnostic(problem) for problem in found if problem.spot.path == path]
                self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri(path), diagnostics))

    def _diagnostic(self, problem: Problem) -> types.Diagnostic:
        related = [
            types.DiagnosticRelatedInformation(
                types.Location(uri(spot.path), self._range(spot)), visible(spot.message) or "related"
            )
            for spot in problem.related
            if spot.path.startswith("/")
        ]
        return types.Diagnostic(
            self._range(problem.spot), problem.message, _SEVERITIES[problem.severity], problem.rule or None,
            source="ifcfgen", related_information=related,
        )  # fmt: skip

    def _range(self, spot: Spot | Place) -> types.Range:
        """SPOT as the editor counts; without a column, its whole line, without a line, the first."""
        line = (spot.line or 1) - 1
        lines = self.buffers.text(spot.path).split("\n")
        text = lines[line].removesuffix("\r") if line < len(lines) else ""
        text = text or (getattr(spot, "source", None) or "")
        start = (spot.column or 1) - 1
        width = getattr(spot, "width", 0) or len(text[start:].split(" ")[0] if spot.column else text)
        units = self.workspace.position_codec.client_num_units
        first, last = units(text[:start]), units(text[: start + width])
        return types.Range(types.Position(line, first), types.Position(line, last))

    def cursor(self, params: types.HoverParams | types.CompletionParams | types.DefinitionParams) -> tuple[str, Cursor]:
        """The path and the place that PARAMS mean."""
        path = _path(params.text_document.uri) or ""
        text = self.buffers.text(path)
        lines = text.split("\n")
        line = min(params.position.line, len(lines) - 1)
        column = units = 0
        for character in lines[line]:
            if units >= params.position.character:
                break
            units += self.workspace.position_codec.client_num_units(character)
            column += 1
        return path, Cursor(text, line + 1, column + 1)

    def location(self, place: Place) -> types.Location:
        """PLACE as the editor has it."""
        return types.Location(uri(place.path), self._range(place))

    def text_edit(self, edit: Edit) -> types.TextEdit | None:
        """EDIT as the editor makes it; None where the line is another by now."""
        lines = (
            self.buffers.text(edit.path).split("\n") if edit.path in self._open else [""] * (edit.line - 1) + [edit.old]
        )
        if edit.line > len(lines) or lines[edit.line - 1].removesuffix("\r") != edit.old:
            return None
        end = types.Position(edit.line - 1, self.workspace.position_codec.client_num_units(edit.old))
        if edit.new is None:
            end = types.Position(edit.line, 0)
        return types.TextEdit(types.Range(types.Position(edit.line - 1, 0), end), edit.new or "")


def uri(path: str) -> str:
    """The URI of the file PATH."""
    return uris.from_fs_path(path) or ""


def _path(uri: str) -> str | None:
    """The path of the document URI; None where it is no file."""
    return uris.to_fs_path(uri) if uri.startswith("file:") else None


def serve() -> None:
    """Serve the editor at stdin and stdout until it is done."""
    logging.getLogger("pygls").setLevel(logging.ERROR)  # an editor shows stderr as errors
    _made().start_io()


def _made() -> Server:
    server = Server()
    _documents(server)
    _questions(server)
    import_module("jinja2")  # now, or the first findings wait for it
    api.make_linter(api.load_rules())
    return server


def _documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        server.changed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.closed(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.saved()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def seen(params: types.DidChangeWatchedFilesParams) -> None:
        server.saved()


def _questions(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        path, cursor = server.cursor(params)
        page = _page(server.buffers, path, cursor)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, page)) if page else None

    @server.feature(types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["=", '"']))
    def completed(params: types.CompletionParams) -> list[types.CompletionItem]:
        path, cursor = server.cursor(params)
        column = params.position.character
        items = []
        for found in _completions(server.buffers, path, cursor):
            start = types.Position(params.position.line, column - len(found.begun))
            page = types.MarkupContent(types.MarkupKind.Markdown, found.page) if found.page else None
            items.append(
                types.CompletionItem(
                    found.text.removesuffix("="), detail=found.meaning or None, documentation=page,
                    text_edit=types.TextEdit(types.Range(start, params.position), found.text),
                )
            )  # fmt: skip
        return items

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(params: types.DefinitionParams) -> list[types.Location]:
        path, cursor = server.cursor(params)
        return [server.location(place) for place in _definitions(server.buffers, path, cursor)]

    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix])
    )
    def fixes(params: types.CodeActionParams) -> list[types.CodeAction]:
        path = _path(params.text_document.uri) or ""
        found = [problem for problems in server.problems.values() for problem in problems]
        lines = range(params.range.start.line + 1, params.range.end.line + 2)
        return [
            action
            for line in lines[:1000]
            for problem in edits_of(found, path, line)
            if (action := _action(server, problem))
        ]


def _action(server: Server, problem: Problem) -> types.CodeAction | None:
    assert problem.fix
    changes: dict[str, list[types.TextEdit]] = {}
    for edit in problem.fix.edits:
        made = server.text_edit(edit)
        if made is None:
            return None
        changes.setdefault(uri(edit.path), []).append(made)
    return types.CodeAction(
        visible(problem.fix.text), types.CodeActionKind.QuickFix, is_preferred=problem.fix.safe,
        edit=types.WorkspaceEdit(changes),
    )  # fmt: skip


def _page(buffers: Buffers, path: str, cursor: Cursor) -> str:
    format = buffers.format_of(path)
    if format is None:
        return ""
    if rule := buffers.rules(path).get(cursor.word):
        return explain.page_of(rule, buffers.rules(path), False)
    match format:
        case "ifcfg":
            return hover.of_key(cursor)
        case "keyfile":
            return hover.of_keyfile(cursor)
        case "topology":
            return hover.of_property(cursor)
    return hover.of_setting(cursor, schema.schema(get_args(Format)))


def _completions(buffers: Buffers, path: str, cursor: Cursor) -> Iterable[Completion]:
    format = buffers.format_of(path)
    if format not in ("ifcfg", "keyfile"):
        return ()
    reading = buffers.reading(path)
    if format == "keyfile":
        return completion.of_keyfile(cursor, reading.host.el)
    file = reading.directory.file_at(path)
    return completion.completions(cursor, reading, file, buffers.rules(path)) if file else ()


def _definitions(buffers: Buffers, path: str, cursor: Cursor) -> Iterator[Place]:
    match buffers.format_of(path):
        case "ifcfg":
            reading = buffers.reading(path)
            if file := reading.directory.file_at(path):
                yield from definition.definitions(cursor, reading, file)
        case "keyfile":
            yield from definition.in_keyfile(cursor, buffers.reading(path))
        case "topology":
            try:
                topology = parse(cursor.text, path)
            except IfcfgenError:
                return  # its faults are shown
            yield from definition.in_topology(cursor, topology)
