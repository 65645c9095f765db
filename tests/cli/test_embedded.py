"""Network files that scripts, kickstarts, Dockerfiles and cloud-configs write are linted at their places there."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner import run

from ifcfgen.cli.embedded import directory
from ifcfgen.scripts.embedded import WORLDS, written_by

SCRIPTS = "/etc/sysconfig/network-scripts"
BAD = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=192.0.2.10\nPREFIX=24\nIPADDRR=192.0.2.11\n"
GOOD = BAD.replace("IPADDRR=192.0.2.11\n", "")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(name: str, text: str, *arguments: str) -> list[tuple[str, str, int | None, int | None]]:
    """What is found in a file NAME: rule, path, line and column."""
    Path(name).write_text(text)
    result = run("lint", name, *(arguments or ("--release", "7")), "--format", "json")
    found = json.loads(result.stdout)["findings"]
    return [(one["rule"], one["path"], one["line"], one["column"]) for one in found if one["severity"] != "info"]


def indented(text: str, by: str) -> str:
    return "".join(f"{by}{line}\n" for line in text.splitlines())


def heredoc(body: str = BAD, command: str = f"cat > {SCRIPTS}/ifcfg-eth0 <<EOF", end: str = "EOF") -> str:
    return f"#!/bin/sh\n{command}\n{body}{end}\n"


ENCODED = base64.b64encode(BAD.encode()).decode()
WRITTEN = [
    # name of the outer file, what it holds, line and column of the key that nobody reads
    ("a.sh", heredoc(), 8, 1),
    ("a.sh", heredoc(command=f"cat > {SCRIPTS}/ifcfg-eth0 <<'EOF'"), 8, 1),
    ("a.sh", heredoc(command=f'cat <<"EOF" >{SCRIPTS}/ifcfg-eth0'), 8, 1),
    ("a.sh", heredoc(command=f"cat <<\\EOF > '{SCRIPTS}/ifcfg-eth0'"), 8, 1),
    ("a.sh", heredoc(command=f"cat << END | sudo tee {SCRIPTS}/ifcfg-eth0 >/dev/null", end="END"), 8, 1),
    ("a.sh", heredoc(command=f"tee {SCRIPTS}/ifcfg-eth0 <<EOF"), 8, 1),
    ("a.sh", heredoc(command=f"sudo bash -c 'cat > {SCRIPTS}/ifcfg-eth0' <<EOF"), 8, 1),
    ("a.sh", heredoc(command=f"cat <<EOF \\\n  > {SCRIPTS}/ifcfg-eth0"), 9, 1),
    ("a.sh", heredoc(indented(BAD, "\t"), f"cat <<-EOF > {SCRIPTS}/ifcfg-eth0", "\tEOF"), 8, 2),
    ("a.sh", heredoc(command='cat > "${ROOT}/etc/sysconfig/network-scripts/ifcfg-eth0" <<EOF'), 8, 1),
    ("a.sh", heredoc(command="cat > ifcfg-eth0 <<EOF"), 8, 1),
    ("a.sh", heredoc(BAD.replace("\n", "\r\n"), end="EOF\r"), 3, 1),
    ("ks.cfg", f"lang en_US\n%post\n{heredoc()}%end\n", 10, 1),
    ("web01.ks", heredoc(command=f"cat >> /mnt/sysimage{SCRIPTS}/ifcfg-eth0 << EOF"), 8, 1),
    ("Dockerfile", f"FROM centos:7\nRUN cat <<EOF > {SCRIPTS}/ifcfg-eth0\n{BAD}EOF\n", 8, 1),
    ("Dockerfile.el7", f"FROM centos:7\nCOPY --chmod=644 <<EOF {SCRIPTS}/ifcfg-eth0\n{BAD}EOF\n", 8, 1),
    ("anything", f"cat > first.sh <<'OUTER'\n{heredoc()}OUTER\n", 9, 1),
    ("user-data", f"#cloud-config\nwrite_files:\n- path: {SCRIPTS}/ifcfg-eth0\n  content: |\n{indented(BAD, '    ')}", 10, 5),
    ("a.yaml", f"write_files:\n  - content: |-\n{indented(BAD, '      ')}    path: '{SCRIPTS}/ifcfg-eth0'\n", 8, 7),
    ("a.yml", f"write_files:\n  - path: {SCRIPTS}/ifcfg-eth0\n    content: {json.dumps(BAD)}\n", 3, None),
    ("a.yml", f"w:\n  - path: {SCRIPTS}/ifcfg-eth0\n    encoding: b64\n    content: {ENCODED}\n", 4, None),
    ("a.yml", f"w:\n  - path: {SCRIPTS}/ifcfg-eth0\n    encoding: base64\n    content: |\n      {ENCODED}\n", 5, None),
    ("a.yaml", f"runcmd:\n  - |\n{indented(heredoc(), '    ')}", 10, 5),
    ("make.sh", f"cat > user-data <<EOF\n- path: {SCRIPTS}/ifcfg-eth0\n  content: |\n{indented(BAD, '    ')}EOF\n", 9, 5),
]  # fmt: skip


@pytest.mark.parametrize("name, text, line, column", WRITTEN)
def test_the_place_in_the_outer_file(name: str, text: str, line: int, column: int | None) -> None:
    [found, *more] = lint(name, text)
    if found[0] == "crlf-line-endings":
        assert found[1:3] == (name, line)
        return
    assert found == ("misspelled-key", name, line, column)
    assert more == []


NOT_WRITTEN = [
    "cat > /etc/hosts <<EOF\nifcfg-eth0\nEOF\n",
    f"# cat > {SCRIPTS}/ifcfg-eth0 <<EOF\n# DEVICE=eth0\n# EOF\n",
    f"cat > {SCRIPTS}/ifcfg-eth0 <<EOF\nTYPE=bridge\n",
    f"cat > {SCRIPTS}/ifcfg-eth0 <<< TYPE=bridge\n",
    f"cat > {SCRIPTS}/ifcfg-eth0.bak <<EOF\nTYPE=bridge\nEOF\n",
    "cat > /etc/sysconfig/network/ifcfg-eth0 <<EOF\nSTARTMODE=auto\nEOF\n",
    f"w:\n- path: {SCRIPTS}/ifcfg-eth0\n  encoding: gz+b64\n  content: {ENCODED}\n",
    f"w:\n- path: {SCRIPTS}/ifcfg-eth0\n  encoding: b64\n  content: '%%%'\n",
    f"w:\n- path: {SCRIPTS}/ifcfg-eth0\n- content: |\n    TYPE=bridge\n",
]


@pytest.mark.parametrize("text", NOT_WRITTEN)
def test_what_writes_none(home: Path, text: str) -> None:
    (home / "a.yaml").write_text(text)
    result = run("lint", "a.yaml")
    assert result.exit_code == 2
    assert "a.yaml: neither initscripts nor NetworkManager reads such a file" in result.stderr
    assert ".: no ifcfg files or keyfiles in it or below" in run("lint", ".").stderr


UNKNOWN = [
    "DEVICE=$DEV\nHWADDR=$MAC\nONBOOT=$ONBOOT\nBOOTPROTO=$PROTO\nIPADDR=$IP\nPREFIX=${PREFIX:-24}\nGATEWAY=$GW\n",
    'DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR="$(hostname -I | cut -f1)"\nNETMASK=`mask`\n',
    "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=10.0.0.$N\nPREFIX=24\nMTU=$MTU\n",
    "DEVICE=eth0\nONBOOT=yes\n$MORE\n",
    "DEVICE=eth0\nONBOOT=yes\n${KEY}=yes\nBOOTPROTO=none\n",
    'DEVICE=bond0\nONBOOT=yes\nTYPE=Bond\nBONDING_MASTER=yes\nBOOTPROTO=dhcp\nBONDING_OPTS="mode=$1 miimon=$2"\n',
    "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nMASTER=$BOND\nSLAVE=yes\n",
    "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO={{ proto }}\nIPADDR=<%= @ip %>\n{% if gateway %}\nGATEWAY={{ gateway }}\n{% endif %}\n",
    "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nKEY=$PASSWORD\nUUID=$(uuidgen)\nIPV6INIT=yes\nIPV6ADDR=$IP6\n",
]


@pytest.mark.parametrize("name", ["ifcfg-eth0", "ifcfg-$DEV", "ifcfg-${DEV}", "ifcfg-$(first)"])
@pytest.mark.parametrize("text", UNKNOWN)
@pytest.mark.parametrize(
    "release, service",
    [("6", "NetworkManager=disabled"), ("7", "NetworkManager=disabled"), ("9", "NetworkManager=enabled")],
)
def test_no_finding_hangs_on_a_placeholder(name: str, text: str, release: str, service: str) -> None:
    ports = "".join(
        heredoc(f"DEVICE=eth{n}\nONBOOT=yes\nMASTER=bond0\nSLAVE=yes\n", f"cat > {SCRIPTS}/ifcfg-eth{n} <<EOF") for n in (1, 2)
    ) if "bond0" in text else ""  # fmt: skip
    found = lint(
        "a.sh", heredoc(text, f"cat > {SCRIPTS}/{name} <<EOF") + ports, "--release", release, "--service", service
    )
    assert found == []


def test_what_hangs_on_none_is_found_beside_them() -> None:
    text = "DEVICE=$DEV\nONBOOT=yes\nBOOTPROTO=none\nIPADDR=$IP\nPREFIX=24\nGATEWAYY=192.0.2.1\n"
    assert lint("a.sh", heredoc(text, f"cat > {SCRIPTS}/ifcfg-$DEV <<EOF")) == [("misspelled-key", "a.sh", 8, 1)]
    shown = run("lint", "a.sh", "--release", "7")
    assert "expn" not in shown.stdout
    assert "GATEWAYY" in shown.stdout


def test_a_quoted_heredoc_expands_nothing() -> None:
    text = BAD.replace("IPADDRR=192.0.2.11", "GATEWAY=$GW")
    assert lint("a.sh", heredoc(text)) == []
    assert [one[2] for one in lint("a.sh", heredoc(text, f"cat > {SCRIPTS}/ifcfg-eth0 <<'EOF'"))] == [8]
    escaped = text.replace("$GW", "\\$GW")
    assert [one[2] for one in lint("a.sh", heredoc(escaped))] == [8]


def test_all_files_of_an_outer_one_are_those_of_one_host() -> None:
    """The port of a bridge, and routes beside it; a later text of the same name takes the place of the first."""
    bridge = f"cat > {SCRIPTS}/ifcfg-br0 <<EOF\nDEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nBOOTPROTO=dhcp\nDELAY=0\nEOF\n"
    port = f"cat > /mnt/sysimage{SCRIPTS}/ifcfg-eth0 <<EOF\nDEVICE=eth0\nONBOOT=yes\nBRIDGE=br0\nEOF\n"
    assert lint("a.sh", bridge + port) == []
    assert [one[2] for one in lint("a.sh", port)] == [4]
    route = f"cat > {SCRIPTS}/route-eth0 <<EOF\n10.0.0.0/8 via nowhere\nEOF\n"
    found = lint("a.sh", heredoc(GOOD) + route)
    assert {one[1:3] for one in found} == {("a.sh", 10)}
    both = f'if [ -n "$IP" ]; then\n{heredoc(BAD)}else\n{heredoc(BAD)}fi\n'
    assert [one[2] for one in lint("a.sh", both)] == [9, 19]


def test_of_a_file_that_something_else_changes_only_its_lines_are_judged() -> None:
    text = "DEVICE=eth0\nONBOOT=yes\nBOOTPROTO=none\nNETMASK=255.255.255.0\nIPADDRR=192.0.2.1\nBRIDGE=br0\n"
    whole = {rule for rule, *_ in lint("a.sh", heredoc(text))}
    for change in (
        f'echo "IPADDR=192.0.2.1" >> {SCRIPTS}/ifcfg-eth0\n',
        f"sed -i s/x/y/ {SCRIPTS}/ifcfg-eth*\n",
        f"echo MTU=9000 | tee -a {SCRIPTS}/ifcfg-eth0\n",
    ):
        assert {rule for rule, *_ in lint("a.sh", heredoc(text) + change)} == {"misspelled-key"} < whole


def test_a_directory_is_searched_and_links_are_not_followed(home: Path, tmp_path: Path) -> None:
    (home / "site/ks").mkdir(parents=True)
    for name in ("web.ks", "web.cfg", "a.sh", "Dockerfile.x", "user-data", "a.yml", "notes.txt", "a.py", ".git"):
        (home / "site/ks" / name).write_text(heredoc())
    (home / "site/link.sh").symlink_to(home / "site/ks/notes.txt")
    (home / "site/big.sh").write_text(heredoc() + "#" * (1 << 20))
    found = json.loads(run("lint", "site/ks/a.sh", "site", "site/ks", "--release", "7", "--format", "json").stdout)
    paths = [one["path"] for one in found["findings"] if one["rule"] == "misspelled-key"]
    assert paths == [f"site/ks/{name}" for name in ("a.sh", "Dockerfile.x", "a.yml", "user-data", "web.cfg", "web.ks")]
    assert (found["hosts"], found["files"], found["errors"]) == (6, 6, [])


def test_facts_of_ifcfgen_toml_and_comments_count(home: Path) -> None:
    (home / "ifcfgen.toml").write_text(
        '[[host]]\npath = "ks/web.ks"\nrelease = 7\nignore = ["misspelled-key", "fails-at-boot"]\n'
    )
    (home / "ks").mkdir()
    assert lint("ks/web.ks", heredoc(), "--ignore", "placeholder-left") == []
    (home / "ifcfgen.toml").unlink()
    assert lint("ks/web.ks", heredoc("# ifcfgen: allow misspelled-key - as it must be\n" + BAD)) == []


def test_nothing_is_fixed_in_the_outer_file(home: Path) -> None:
    (home / "a.sh").write_text(heredoc(BAD.replace("IPADDRR=", "IPADDR = ")))
    before = (home / "a.sh").read_bytes()
    assert run("lint", "a.sh", "--release", "7", "--diff", "--unsafe-fixes").stdout == ""
    run("lint", ".", "--release", "7", "--fix", "--unsafe-fixes")
    assert (home / "a.sh").read_bytes() == before
    found = json.loads(run("lint", "a.sh", "--release", "7", "--format", "json").stdout)["findings"]
    assert found
    assert all(not one["fix"] or one["fix"]["edits"] == [] for one in found)


def test_stdin_with_the_name_of_a_script(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(heredoc().encode())))
    result = run("lint", "-", "--stdin-filename", "x/web.ks", "--release", "7", "--format", "concise")
    assert result.stdout.startswith("x/web.ks:8:1: ")


@pytest.mark.parametrize("format", ["full", "concise", "github", "sarif", "gitlab", "junit", "json", "html"])
def test_every_format_shows_it(format: str) -> None:
    Path("a.yml").write_text(
        f"w:\n  - path: {SCRIPTS}/ifcfg-eth0\n    content: {json.dumps(BAD + 'KEY=hunter2hunter2')}\n"
    )
    result = run("lint", "a.yml", "--release", "7", "--format", format)
    assert result.exit_code == 1
    assert "IPADDRR" in result.stdout
    assert "hunter2" not in result.stdout


@given(
    st.lists(
        st.sampled_from(
            [f"cat > {SCRIPTS}/ifcfg-eth0 <<EOF", "EOF", "\tEOF", "A=$x", "- path: /a/ifcfg-b", "  content: |", "   B=c", '  content: "',
             "<<", "$(", "`", "'", "{{", f"cat <<A >> {SCRIPTS}/ifcfg-$x <<EOF", "A", "\\", "append: true", "encoding: b64"]
        ) | st.text(max_size=9).filter(lambda text: "\0" not in text),
        max_size=30,
    )
)  # fmt: skip
def test_any_text_can_be_read(lines: list[str]) -> None:
    """Every line of an embedded file stands where it is said to."""
    text = "\n".join(lines)
    found = written_by(text.encode(errors="surrogatepass") + b"\n# <<")
    if found is None:
        return
    written = text.split("\n")
    for versions in found.versions.values():
        for file in versions:
            for line in file.lines:
                if line.before is not None and "\0" not in line.text and "\\" not in written[line.number - 1]:
                    assert line.before + line.text == written[line.number - 1]
    for world in WORLDS:
        assert len(directory(found, "x", 0, world).files) <= len(found.versions)
