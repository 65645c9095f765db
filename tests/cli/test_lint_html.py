"""`ifcfgen lint --format html`: hosts in, one page for a colleague out."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest
from runner import Result, run

from ifcfgen.cli import run as lint_run
from ifcfgen.report import html

FACTS = (
    "--release",
    "7",
    "--service",
    "network=enabled",
    "--service",
    "NetworkManager=disabled",
    "--package",
    "bridge-utils,iputils,dhclient",
)
PORT = "DEVICE={0}\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n"
FILES = {
    "ifcfg-em1": PORT.format("em1"),
    "ifcfg-em2": PORT.format("em2"),
    "ifcfg-bond0": 'DEVICE=bond0\nONBOOT=yes\nBONDING_OPTS="mode=802.3ad miimon=100"\n',
    "ifcfg-bond0.20": "DEVICE=bond0.20\nVLAN=yes\nONBOOT=yes\nMTU=9000\nIPADDR=192.0.2.1\nPREFIX=24\n",
}
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_VOID = {"meta", "input", "path", "rect", "circle"}
_ENDS_ITSELF = {"th", "td", "tr"}


class Page(HTMLParser):
    """What a browser makes of a page: the elements with their attributes, and the text in those of a class."""

    def __init__(self, text: str):
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID | _ENDS_ITSELF:
            name = dict(attrs).get("class") or tag
            self._open.append(name)
            self.texts.setdefault(name, []).append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID | _ENDS_ITSELF:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        for name in self._open:
            self.texts[name][-1] += f" {data}"

    def of(self, name: str) -> list[str]:
        """The texts of the elements with the class NAME, or of that tag where they have none."""
        return [" ".join(text.split()) for text in self.texts.get(name, ())]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, files: Mapping[str, str]) -> str:
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder.name


def lint(*arguments: str) -> Result:
    return run("lint", *FACTS, "--format", "html", *arguments)


def test_a_finding_has_its_places_its_fix_and_the_picture_of_its_host(home: Path) -> None:
    done = lint(write(home / "h", FILES))
    page = Page(done.stdout)
    assert done.exit_code == 1
    assert page.of("p")[0] == "1 error in 4 files"
    assert page.of("finding error") == [
        "error bond0.20 has MTU=9000, more than the MTU 1500 of its parent bond0 vlan-mtu ifcfg-bond0.20:4 "
        "h/ifcfg-bond0.20:4 MTU=9000 has no effect "
        "h/ifcfg-bond0:1 DEVICE=bond0 MTU of bond0: 1500 "
        "Fix: Set MTU=9000 on bond0 and on all devices below it, or lower the MTU of bond0.20."
    ]
    assert page.of("mark") == ["MTU=9000", "DEVICE=bond0"]
    assert page.of("name f-ink") == ["bond0", "bond0.20", "em1", "em2"]
    assert len(page.of("badge")) == 1


def test_by_rule_and_by_host(home: Path) -> None:
    write(home / "a", FILES)
    write(home / "b", {**FILES, "ifcfg-em3": PORT.format("em3") + "IPADR=192.0.2.2\n"})
    write(home / "c", {"ifcfg-em1": "DEVICE=em1\nONBOOT=yes\nBOOTPROTO=dhcp\n"})
    done = lint(".")
    rules, hosts = Page(done.stdout).of("table")
    assert rules == (
        "Severity Rule Hazard Findings error vlan-mtu MTU of a VLAN is larger than the MTU of its parent 2 "
        "error misspelled-key unknown key, probably a typo 1"
    )
    assert hosts == "Host error warning info a 1 b 2"
    assert "1 of 3 hosts without findings" in done.stdout
    links = {attributes["href"] for tag, attributes in Page(done.stdout).elements if tag == "a"}
    assert links == {"#rule=vlan-mtu", "#rule=misspelled-key", "#host-1", "#host-2"}


def test_what_is_found_between_hosts_is_with_the_rest_of_its_host(home: Path) -> None:
    (home / "ifcfgen.toml").write_text("[[host]]\nrelease = 7\n")
    for name in "abc":
        write(
            home / name,
            {
                **FILES,
                "ifcfg-bond0.20": FILES["ifcfg-bond0.20"].replace(
                    "192.0.2.1", "10.20.0.1" if name < "c" else "10.20.0.2"
                ),
            },
        )
    page = Page(lint(".").stdout)
    assert page.of("h3") == ["a", "b", "c"]
    (conflict,) = [text for text in page.of("finding warning") if "address-on-two-hosts" in text]
    assert re.findall(r"[ab]/ifcfg-bond0\.20:5", conflict) == ["b/ifcfg-bond0.20:5", "a/ifcfg-bond0.20:5"]


def test_nothing_of_a_file_becomes_markup(home: Path) -> None:
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>'\" onfocus='x' \u202e\x1b"
    files = {
        "ifcfg-em1": f"DEVICE=em1\nONBOOT=yes\nIPADR=\"{evil}\"\nMTU='{evil}'\n{evil}=1\n# ifcfgen: allow {evil}\n",
        "ifcfg-</pre><b>": "DEVICE='</title><b>'\nONBOOT=yes\nBRIDGE='</svg><b>'\nTYPEE=x\n",
    }
    (home / "<b>'\"").mkdir()
    for name, text in files.items():
        (home / "<b>'\"" / name.replace("/", "\u2215")).write_text(text)
    done = lint(".")
    page = Page(done.stdout)
    tags = [tag for tag, _ in page.elements]
    assert len(page.of("finding error")) > 1
    assert (tags.count("script"), tags.count("style"), "img" in tags, tags.count("b")) == (
        1, 1, False, done.stdout.count("<b>Fix:</b>"),
    )  # fmt: skip
    assert not [
        name for _, attributes in page.elements for name in attributes if name.startswith(("on", "src", "style"))
    ]
    assert "\\u202e\\x1b" in done.stdout


def test_its_policy_lets_only_its_own_script_and_style_in(home: Path) -> None:
    text = lint(write(home / "h", FILES)).stdout
    policy = next(a["content"] for tag, a in Page(text).elements if tag == "meta" and "http-equiv" in a) or ""
    assert policy.startswith("default-src 'none';")
    for tag in ("script", "style"):
        (inside,) = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.S)
        digest = b64encode(sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "http" not in text.replace("http-equiv", "")


def test_what_has_no_room_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        write(home / name, FILES)
    monkeypatch.setattr(html, "_MOST", 2)
    monkeypatch.setattr(lint_run, "_MOST_DRAWN", 5)
    page = Page(lint(".").stdout)
    assert page.of("p")[1:3] == [
        "The first 2 of 3. Lint fewer hosts, or --select rules, to see the others.",
        "1 of 2 hosts have no picture here; ifcfgen graph draws one.",
    ]
    assert (len(page.of("finding error")), len(page.of("picture"))) == (2, 1)
    assert page.of("table")[1] == "Host error warning info a 1 b 1 c 1"


def test_a_large_host_has_no_picture(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lint_run, "_MOST_DEVICES", 3)
    assert Page(lint(write(home / "h", FILES)).stdout).of("picture") == []


def test_known_findings_are_not_in_the_picture(home: Path) -> None:
    path = write(home / "h", FILES)
    run("lint", path, *FACTS, "--baseline", "known.json", "--write-baseline")
    with (home / "h" / "ifcfg-em1").open("a") as file:
        file.write("IPADR=192.0.2.2\n")
    page = Page(lint(path, "--baseline", "known.json").stdout)
    assert page.of("mark") == ["IPADR=192.0.2.2"]
    assert len(page.of("badge")) == 1


def test_secrets_are_in_no_picture(home: Path) -> None:
    files = {"ifcfg-em1": "DEVICE=em1\nONBOOT=yes\nWPA_PSK=hunter2hunter2\nBRIDGE=hunter2hunter2\n"}
    page = lint(write(home / "h", files)).stdout
    assert 'class="picture"' in page
    assert "hunter2" not in page


def test_it_is_the_same_by_many_processes_and_in_a_file(home: Path) -> None:
    for number in range(6):
        write(home / f"h{number}", FILES)
    shown = lint(".", "--jobs", "1").stdout
    assert lint(".", "--jobs", "2").stdout == shown
    assert lint(".", "--output-file", "report.html").stdout == ""
    assert (home / "report.html").read_text() == shown
    (home / "ifcfgen.toml").write_text('format = "html"\n')
    assert run("lint", ".", *FACTS).stdout == shown


def test_without_findings_and_with_what_is_not_read(home: Path) -> None:
    path = write(home / "h", {"ifcfg-em1": "DEVICE=em1\nONBOOT=yes\nBOOTPROTO=dhcp\n"})
    page = Page(lint(path, "nowhere").stdout)
    assert page.of("ul") == ["nowhere: No such file or directory"]
    assert page.of("table") == []
    assert page.of("p") == ["nothing found in 1 file; 1 not read"]


@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")
def test_a_browser_filters_by_the_address(home: Path) -> None:
    write(home / "a", FILES)
    write(home / "b", {**FILES, "ifcfg-em3": PORT.format("em3") + "IPADR=192.0.2.2\n"})
    assert lint(".", "--output-file", "report.html").exit_code == 1

    def shown(address: str) -> tuple[str, list[str]]:
        command = [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
            f"--user-data-dir={home}/profile", "--dump-dom", f"file://{home}/report.html{address}",
        ]  # fmt: skip
        dom = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
        found = re.findall(r'<details class="finding \w+">.*?<small>(.*?)</small>', dom, re.S)
        return next(attributes.get("class") or "" for tag, attributes in Page(dom).elements if tag == "body"), found

    assert shown("") == ("js", ["ifcfg-bond0.20:4", "ifcfg-bond0.20:4", "ifcfg-em3:5"])
    assert shown("#search=ipadr+EM3")[1] == ["ifcfg-em3:5"]
    assert shown("#rule=vlan-mtu&host=host-2")[1] == ["ifcfg-bond0.20:4"]
    assert shown("#without=error")[1] == []
