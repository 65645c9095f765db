"""`ifcfgen lsp`, over stdio: what an editor is shown, and what it is offered."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient
from runner import run

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOST = '[[host]]\npath = "kvm"\nrelease = 7\nservices = {NetworkManager = "disabled", network = "enabled"}\npackages = ["bridge-utils"]\n'
BR0 = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\n"
EM1 = "DEVICE=em1\nTYPE=Ethernet\nONBOOT=yes\nBOOTPROTO=none\nBRIDGE=br0\n"
VLAN = "DEVICE=br0.20\nVLAN=yes\nPHYSDEV=br0\nONBOOT=yes\nBOOTPROTO=none\n"


@pytest_lsp.fixture(
    scope="module",
    loop_scope="module",
    config=ClientServerConfig(server_command=[sys.executable, "-m", "ifcfgen", "lsp"]),
)
async def client(lsp_client: LanguageClient) -> AsyncIterator[None]:
    await lsp_client.initialize_session(
        types.InitializeParams(capabilities=types.ClientCapabilities(), root_uri="file:///nowhere")
    )
    yield
    await lsp_client.shutdown_session()


class Editor:
    """A directory and the files of it that are open."""

    def __init__(self, client: LanguageClient, home: Path):
        self._client = client
        self.home = home
        self._versions: dict[str, int] = {}
        self._texts: dict[str, str] = {}

    def write(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            (self.home / name).parent.mkdir(parents=True, exist_ok=True)
            (self.home / name).write_text(text)

    def uri(self, name: str) -> str:
        return (self.home / name).as_uri()

    async def open(self, name: str, text: str) -> list[types.Diagnostic]:
        """What is wrong with NAME, when it is opened with TEXT."""
        self._versions[name] = 1
        self._texts[name] = text
        item = types.TextDocumentItem(self.uri(name), "conf", 1, text)
        self._client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return await self.told(name)

    async def change(self, name: str, text: str) -> list[types.Diagnostic]:
        self._versions[name] += 1
        self._texts[name] = text
        self._client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(self._versions[name], self.uri(name)),
                [types.TextDocumentContentChangeWholeDocument(text)],
            )
        )
        return await self.told(name)

    async def told(self, name: str) -> list[types.Diagnostic]:
        """The diagnostics of NAME that come next."""
        self._client.diagnostics.pop(self.uri(name), None)
        async with asyncio.timeout(20):
            while self.uri(name) not in self._client.diagnostics:
                await self._client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return list(self._client.diagnostics[self.uri(name)])

    async def of(self, name: str) -> list[str]:
        """What the editor shows of NAME now, with all that the server has said before it answers a question."""
        position = types.HoverParams(types.TextDocumentIdentifier(self.uri(name)), types.Position(0, 0))
        await self._client.text_document_hover_async(position)
        return codes(self._client.diagnostics.get(self.uri(name), []))

    async def ask(self, question: str, name: str, marked: str) -> Any:
        """The answer to QUESTION at the `|` in MARKED, which is the content of NAME."""
        before, _, after = marked.partition("|")
        text = before + after
        if self._texts.get(name) != text:
            await (self.change if name in self._versions else self.open)(name, text)
        position = types.Position(
            before.count("\n"), len(before.rpartition("\n")[2].encode("utf-16-le", "surrogatepass")) // 2
        )
        document = types.TextDocumentIdentifier(self.uri(name))
        match question:
            case "hover":
                found = await self._client.text_document_hover_async(types.HoverParams(document, position))
                return found and found.contents.value
            case "complete":
                items = await self._client.text_document_completion_async(types.CompletionParams(document, position))
                return [item.label for item in items]
            case "define":
                params = types.DefinitionParams(document, position)
                places = await self._client.text_document_definition_async(params)
                return [(place.uri.rpartition("/")[2], place.range.start.line + 1) for place in places or ()]
            case "fix":
                where = types.Range(position, position)
                return await self._client.text_document_code_action_async(
                    types.CodeActionParams(document, where, types.CodeActionContext([]))
                )


@pytest.fixture
def editor(client: LanguageClient, tmp_path: Path) -> Editor:
    made = Editor(client, tmp_path)
    (tmp_path / ".git").mkdir()
    made.write({"ifcfgen.toml": HOST, "kvm/ifcfg-br0": BR0, "kvm/ifcfg-em1": EM1, "kvm/ifcfg-br0.20": VLAN})
    return made


def codes(diagnostics: Any) -> list[str]:
    return [f"{one.range.start.line + 1}:{one.code or one.message}" for one in diagnostics]


async def test_findings_are_those_of_the_buffer_and_of_all_files_of_its_host(editor: Editor) -> None:
    assert await editor.open("kvm/ifcfg-br0", BR0) == []
    assert codes(await editor.change("kvm/ifcfg-br0", BR0.replace("DEVICE=br0", "DEVICE=br7")))
    assert "5:bridge-undefined" in await editor.of("kvm/ifcfg-em1")
    assert await editor.change("kvm/ifcfg-br0", BR0) == []
    assert await editor.of("kvm/ifcfg-em1") == []


async def test_columns_count_as_the_editor_does(editor: Editor) -> None:
    (found,) = [
        it
        for it in await editor.open("kvm/ifcfg-em1", EM1 + 'NAME="😀" ONBOOT = no # 😀\n')
        if it.code != "duplicate-key"
    ][:1]
    assert found.range.start.line == 5
    assert found.range.start.character <= len('NAME="😀" ') + 1
    assert found.source == "ifcfgen"


CASES = {
    "kvm/ifcfg-em9": ("DEVICE=em9\nONBOOT=yes\nBOOTPROTO=dhcp\nPEERDN=no\n", ["4:misspelled-key"]),
    "kvm/route-em1": ("192.0.2.0/24 via\n", None),
    "etc/NetworkManager/system-connections/a.nmconnection": (
        "[connection]\nid=a\ntype=ethernet\nwhat\n",
        ["1:keyfile-rejected"],
    ),
    "topology.yaml": ("network:\n  ethernets:\n    em1: {mtu: x}\n", ["3:mtu: 'x' is not a number from 68 to 65536"]),
    "ifcfgen.toml": ('selct = ["a"]\n', None),
}


@pytest.mark.parametrize("name", CASES)
async def test_every_format(editor: Editor, name: str) -> None:
    text, expected = CASES[name]
    editor.write({name: ""})
    found = codes(await editor.open(name, text))
    assert found
    assert expected is None or found == expected


async def test_a_setting_counts_once_it_is_saved(editor: Editor) -> None:
    typo = "DEVICE=em9\nONBOOT=yes\nBOOTPROTO=dhcp\nPEERDN=no\n"
    assert codes(await editor.open("kvm/ifcfg-em9", typo)) == ["4:misspelled-key"]
    ignoring = 'ignore = ["misspelled-key"]\n' + HOST
    assert await editor.open("ifcfgen.toml", ignoring) == []
    editor.write({"ifcfgen.toml": ignoring})
    saved = types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(editor.uri("ifcfgen.toml")))
    editor._client.text_document_did_save(saved)
    assert await editor.told("kvm/ifcfg-em9") == []


@pytest.mark.parametrize(
    "name, marked, expected",
    [
        ("kvm/ifcfg-em1", EM1.replace("BRIDGE", "BRI|DGE"), "# BRIDGE\n"),
        ("kvm/ifcfg-em1", EM1.replace("=br0", "=b|r0"), "brctl of bridge-utils"),
        ("kvm/ifcfg-em1", "# ifcfgen: allow bridge-no-|ports - x\n" + EM1, "for: bridge"),
        ("kvm/ifcfg-em1", "WHAT|=1\n", None),
        ("topology.yaml", "network:\n  ethernets:\n    em1: {dhc|p4: true}\n", "# dhcp4\n"),
        ("ifcfgen.toml", HOST.replace("release", "rel|ease"), "The release of the host"),
        (
            "etc/NetworkManager/system-connections/a.nmconnection",
            "[connection]\nautoconn|ect=true\n",
            "# connection.autoconnect\n",
        ),
    ],
)
async def test_hover(editor: Editor, name: str, marked: str, expected: str | None) -> None:
    page = await editor.ask("hover", name, marked)
    assert (page is None) if expected is None else expected in page


@pytest.mark.parametrize(
    "name, marked, there, missing",
    [
        ("kvm/ifcfg-br0", BR0 + "|", {"STP", "GATEWAY", "IPADDR1"}, {"DEVICE", "BONDING_OPTS", "VID", "BRIDGE_UUID"}),
        ("kvm/ifcfg-br0.20", VLAN + "V|", {"VID"}, {"STP"}),
        ("kvm/ifcfg-em1", EM1.replace("=br0", "=|"), {"br0"}, {"em1", "br0.20"}),
        ("kvm/ifcfg-br0.20", VLAN.replace("PHYSDEV=br0", "PHYSDEV=|"), {"br0", "em1"}, {"br0.20"}),
        ("kvm/ifcfg-em1", EM1.replace("BOOTPROTO=none", "BOOTPROTO=d|"), {"dhcp", "none"}, {"yes"}),
        ("kvm/ifcfg-em1", EM1.replace("ONBOOT=yes", 'ONBOOT="|'), {"yes", "no"}, set()),
        ("kvm/ifcfg-em1", "# ifcfgen: allow bridge-|\n" + EM1, {"bridge-no-ports"}, {"BRIDGE"}),
        ("kvm/system-connections/a.nmconnection", "[connection]\n|", {"autoconnect", "zone"}, {"method"}),
        ("kvm/system-connections/a.nmconnection", "[connection]\nautoconnect=|", {"true", "false"}, set()),
    ],
)  # fmt: skip
async def test_completion(editor: Editor, name: str, marked: str, there: set[str], missing: set[str]) -> None:
    offered = set(await editor.ask("complete", name, marked))
    assert there <= offered
    assert not missing & offered


async def test_keys_that_the_release_does_not_read_are_not_offered(editor: Editor) -> None:
    assert "VLAN_PROTOCOL" not in await editor.ask("complete", "kvm/ifcfg-br0.20", VLAN + "|")
    editor.write({"ifcfgen.toml": HOST.replace("7", "9")})
    editor._client.text_document_did_save(
        types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(editor.uri("ifcfgen.toml")))
    )
    assert "VLAN_PROTOCOL" in await editor.ask("complete", "kvm/ifcfg-br0.20", VLAN + "|")


@pytest.mark.parametrize(
    "name, marked, expected",
    [
        ("kvm/ifcfg-em1", EM1.replace("=br0", "=br|0"), [("ifcfg-br0", 1)]),
        ("kvm/ifcfg-br0.20", VLAN.replace("=br0\n", "=br0|\n"), [("ifcfg-br0", 1)]),
        ("kvm/ifcfg-br0", BR0.replace("TYPE", "TY|PE"), [("ifcfg-em1", 1), ("ifcfg-br0.20", 1)]),
        ("kvm/route-br0", "192.0.2.0/24| via 192.0.2.1\n", [("ifcfg-br0", 1)]),
        ("kvm/ifcfg-em1", EM1.replace("ONBOOT", "ON|BOOT"), []),
        ("topology.yaml", "network:\n  ethernets:\n    em1: {}\n  bridges:\n    br0: {interfaces: [em|1]}\n", [("topology.yaml", 3)]),
        ("topology.yaml", "network: {|\n", []),
    ],
)  # fmt: skip
async def test_definition(editor: Editor, name: str, marked: str, expected: list[tuple[str, int]]) -> None:
    assert await editor.ask("define", name, marked) == expected


async def test_fixes_are_those_of_lint(editor: Editor) -> None:
    (action,) = await editor.ask("fix", "kvm/ifcfg-em1", EM1 + "HWADR|=52:54:00:00:00:01\n")
    (change,) = action.edit.changes[editor.uri("kvm/ifcfg-em1")]
    assert change.new_text == "HWADDR=52:54:00:00:00:01"
    assert (change.range.start.line, change.range.end.line) == (5, 5)


async def test_no_secret_is_shown(editor: Editor) -> None:
    secret = "KEY_PASSPHRASE='s3cret-4711 x\nWPA_PSK=s3cret-4711\n"
    found = await editor.open("kvm/ifcfg-em1", EM1 + secret)
    assert "s3cret-4711" not in repr(found)
    assert "s3cret-4711" not in repr(await editor.ask("fix", "kvm/ifcfg-em1", EM1 + "|" + secret))


HOSTILE = [
    "\0", "\ud83d", "\u202e=\x1b[31m\n", "DEVICE=" + "x" * 100_000, "$(" * 2000, "'", "[" * 3000, "a: &a [*a]\n", "\r\r\n\v",
    "<<<<<<< HEAD\n", "{" * 500, "# ifcfgen: allow " + "a," * 1000,
]  # fmt: skip


@pytest.mark.parametrize("name", ["kvm/ifcfg-em1", "kvm/rule-em1", "topology.yaml", "ifcfgen.toml", "kvm/system-connections/a.nmconnection", "kvm/network"])  # fmt: skip
async def test_hostile_text_never_ends_the_server(editor: Editor, name: str) -> None:
    head = "network:\n" if name == "topology.yaml" else ""  # or it is none
    await editor.open(name, head + "x")
    for text in HOSTILE:
        for question in ("hover", "complete", "define", "fix"):
            await editor.ask(question, name, head + text + "|")
    assert await editor.ask("hover", "kvm/ifcfg-br0", BR0.replace("TYPE", "TY|PE"))


async def test_what_is_no_file_is_left_alone(editor: Editor) -> None:
    for uri in ("untitled:x", "http://example.com/ifcfg-em1", "file:///", "file:///nowhere/ifcfg-em1"):
        item = types.TextDocumentItem(uri, "conf", 1, "DEVICE=em1\n")
        editor._client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        position = types.Position(99, 99)
        document = types.TextDocumentIdentifier(uri)
        await editor._client.text_document_hover_async(types.HoverParams(document, position))
        await editor._client.text_document_completion_async(types.CompletionParams(document, position))
        await editor._client.text_document_definition_async(types.DefinitionParams(document, position))
    assert await editor.open("kvm/ifcfg-em1", EM1) == []


@pytest.mark.parametrize(
    "name, known",
    [("ifcfg-br0", True), ("ifcfg-latin1", True), ("ifcfg-gone", False), ("ifcfg-pipe", False), (".", False), ("ifcfg-%00", False)],
)  # fmt: skip
async def test_a_file_that_was_never_opened_is_read_from_the_disk(editor: Editor, name: str, known: bool) -> None:
    (editor.home / "kvm/ifcfg-latin1").write_bytes(b"DEVICE=em3 # \xe9\n")
    os.mkfifo(editor.home / "kvm/ifcfg-pipe")
    document = types.TextDocumentIdentifier(f"{editor.uri('kvm')}/{name}")
    position = types.Position(0, 1)
    page = await editor._client.text_document_hover_async(types.HoverParams(document, position))
    assert (page is not None) == known
    await editor._client.text_document_completion_async(types.CompletionParams(document, position))
    await editor._client.text_document_definition_async(types.DefinitionParams(document, position))


@pytest.mark.parametrize("section", ["Neovim", "Helix", "VS Code"])
@pytest.mark.parametrize(
    "path",
    [
        "/kvm/ifcfg-em1", "/kvm/route-em1", "/kvm/route6-em1", "/kvm/rule-em1", "/kvm/rule6-em1",
        "/kvm/etc/sysconfig/network", "/kvm/em1.nmconnection", "/kvm/topology.yaml", "/kvm/ifcfgen.toml",
    ],
)  # fmt: skip
async def test_the_settings_of_editors_reach_every_file_that_the_server_knows(section: str, path: str) -> None:
    page = (Path(__file__).parents[2] / "docs/editor.md").read_text()
    settings = page.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    patterns = re.findall(r'"([^" ]+)"', settings)
    patterns += [f"*.{language}" for language in ("yaml", "toml") if language in patterns]
    assert any(fnmatch(path, f"*/{pattern}") for pattern in patterns)


async def test_findings_follow_a_change_at_once(editor: Editor) -> None:
    """30 ms on a quiet machine; ten times that here, for a busy one."""
    editor.write({f"kvm/ifcfg-em{n}": f"DEVICE=em{n}\nONBOOT=yes\nBOOTPROTO=none\n" for n in range(2, 9)})
    await editor.open("kvm/ifcfg-em1", EM1)
    taken = []
    for n in range(3):
        start = time.perf_counter()
        await editor.change("kvm/ifcfg-em1", f"{EM1}MTU={n}\n")
        taken.append(time.perf_counter() - start)
    assert min(taken) < 0.3


async def test_without_pygls_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygls", None)
    done = run("lsp")
    assert (done.exit_code, done.output) == (
        2,
        "ifcfgen lsp needs pygls, which is not installed; run: pip install 'ifcfgen[lsp]'\n",
    )
