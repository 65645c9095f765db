"""No command shows a secret, in whatever format, however it is written; what is written to a file keeps it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from runner import Result
from runner import run as call

from ifcfgen.ifcfg.vocabulary import KEYS
from ifcfgen.report.formats import Format
from ifcfgen.report.graph import Drawing
from ifcfgen.secrets import Secrets, is_secret, struck, told

SECRET = "Xq7canary9Zk"
FORMATS: tuple[Format, ...] = get_args(Format)
FACTS = ("--release", "7", "--service", "network=enabled", "--service", "NetworkManager=enabled")
KNOWN = [key.name for key in KEYS.values() if key.secret]
LIKE_THEM = [
    "KEY2", "KEY_PASSPHRASE4", "ieee_8021x_password", "wpa_psk", "Wpa_Psk", "WPA_PKS", "IEEE_8021X_PASWORD",
    "IEEE8021X_PASSWORD", "WIFI_PASSWD", "MY_PASSPHRASE", "PSK", "VPN_SECRET", "API_TOKEN", "APIKEY", "SNMP_KEY",
    "PASWORD", "PSSWORD", "MY_PASSORD", "PASS1", "WPA_PASS2", "PIN1", "PWD_2", "KEEY1", "EKY1",
    "PRESHARED_KEY", "IPSEC_PSK", "psk", "password", "leap-password", "wep-key0", "private-key-password", "pin-value",
]  # fmt: skip
HARMLESS = [
    "KEY_MGMT=WPA-PSK", "DEFAULTKEY=1", "KEY_TYPE=passphrase", "KEY_MODE=wpa", "IEEE_8021X_PASSWORD_FLAGS=user x",
    "WEP_KEY_FLAGS=ask", "IPV6_TOKEN=::1", "PKEY=yes", "PKEY_ID=0x8001", "IEEE_8021X_PRIVATE_KEY=/etc/pki/client.pem",
    "psk-flags=1", "key-mgmt=wpa-psk", "wep-key-type=1", "# the secret is kept elsewhere", "WPA_PSK=", 'WPA_PSK=""',
    "NAME='my key ring'", "KEY_MGMT='WPA-PSK WPA-EAP'", "ip link set eth0 up", "echo the keyboard is here",
    "ONBOOT=yes", "NAME=password", "ipv6-address-token: ::1",
]  # fmt: skip
FORMS = [
    "{k}={s}", "{k}='{s}'", '{k}="{s}"', "{k}=$'{s}'", "{k}=`{s}`", "{k}=$({s})", '{k}="a"{s}', "{k}=ab'{s}", '{k}="{s}',
    "{k}={s} more {s}", "{k} ={s}", "{k}= {s}", "{k} = '{s}'", "{k}:{s}", "{k}: {s}", "{k}+={s}", "{k}[0]={s}",
    "{k}=({s} b)", "{k}=(\n  {s}\n)", "\t{k}=\t{s}", "{k}={s}\r", "{k}=\\\n{s}", "{k}=ab\\\n{s}", '{k}="ab\n{s}"',
    "{k}='ab\n\n{s}\ncd'", '{k}="ab\n{s}', "{k}={s};reboot", "{k}=a;{s}", "{k}=a&{s}", "FOO=1; {k}={s}", "FOO=1 {k}={s}",
    "FOO=1 && {k}='{s}'", "IPADR=1 {k}={s}", "IPADR=192.0.2.1 # {k}={s}", "export {k}={s}", "export FOO {k}={s}",
    "export '{k}={s}'", 'export "{k}"={s}', "declare -x {k}={s}", "readonly {k}={s}", "eval {k}={s}",
    "if true; then {k}={s}; fi", "if true\nthen\n  {k}='{s}'\nfi", "f() {{\n  local {k}={s}\n}}", "( {k}={s} )",
    "#{k}={s}", "# {k}: {s}", "## {k} = {s} # it's", "# ifcfgen: allow {k}={s}", "# ifcfgen: allow mtu-low {k}='{s}' - x",
    "echo {k}={s} >> /tmp/x", "wpa_cli set {k}={s}", "cat <<EOF\n{k}={s}\nEOF", ': "${{{k}:={s}}}"', "{k}={s}\n{k}={s}2",
    "{k}={s}\nIPADDR=${k}\nMTU=${k}\nDEVICE=x${k}\nBRIDGE=$" "{k}\nBONDING_OPTS=mode=${k}", "{k}={s}\nETHTOOL_OPTS={s}x",
    "{k}\u200b={s}", "\u200b{k}\ufeff=\u200b{s}", "{k}\uff1d{s}", "{k}\u3000=\xa0{s}", "{k} {s}", "{k}\t{s}", "printf -v {k} '%s' {s}",
    "FOO=1; printf -v {k} {s}", "read {k} <<< {s}", "if true; then read -r {k} <<EOF\n{s}\nEOF\nfi", "mapfile {k} <<-'E'\n\t{s}\n\tE",
    ": ${{{k}-{s}}}", "{k}=${{x:-\n{s}}}", "test ${k} != {s}", "case ${k} in {s}) ;; esac", "iwconfig wlan0 key s:{s}",
    "nmcli c m eth0 wifi-sec.psk {s}", "curl --password {s}", "{k}=s:{s}\nDNS1={s}", "FOO={s}\n{k}=$FOO\nDNS1={s}",
    "FOO={s}\nBAR=${{FOO}}\n{k}=a$" "BAR\nDNS1={s}", "{k}={s}\n# ifcfgen: allow {s}",
]  # fmt: skip


FEW_FORMS = ["{k}={s}", "{k} = {s} {s}", "#{k}={s}", "FOO=1; {k}: {s}"]


def forms() -> Iterator[str]:
    """Every form of the best known key, and every key in one of a few forms, in turn."""
    yield from (form.format(k="WPA_PSK", s=SECRET) for form in FORMS)
    yield from (form.format(k=key, s=SECRET) for key, form in zip((*KNOWN, *LIKE_THEM), cycle(FEW_FORMS), strict=False))


def run(*arguments: str) -> Result:
    result = call(*arguments)
    assert result.exit_code in (0, 1, 2), result.output
    assert "ifcfgen itself" not in result.output, result.output
    return result


def shown(*arguments: str) -> str:
    """What stdout gets; stderr has no secret either."""
    result = run(*arguments)
    assert SECRET not in result.output, (arguments, [line for line in result.output.splitlines() if SECRET in line])
    return result.stdout


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def hosts(home: Path) -> Path:
    """A host for each form, with what makes rules speak of that line and of those around it."""
    for number, form in enumerate(forms()):
        folder = home / f"{number:03}"
        folder.mkdir()
        text = f"DEVICE=eth0\nTYPE=Wireless\nIPADR=192.0.2.1\n{form}\nONBOOT=yess\nPREFIX=24\n"
        (folder / "ifcfg-eth0").write_text(text)
        (folder / "ifcfg-eth0.bak").write_text(text)
        (folder / "route-eth0").write_text(f"ADDRESS0=192.0.2.0\n{form}\n")
        (folder / "network").write_text(f"NETWORKING=yes\n{form}\n")
        keyfile = folder / "system-connections" / "eth0.nmconnection"
        keyfile.parent.mkdir()
        keyfile.write_text(f"[connection]\nid=eth0\ninterface-name=eth0\nuuid=1\n[wifi-security]\n{form}\n")
    return home


@pytest.mark.parametrize("format", FORMATS)
def test_lint(hosts: Path, format: Format) -> None:
    """Every other host in each format: what a format gets has no secrets any more."""
    folders = sorted(folder.name for folder in hosts.glob("[0-9]*"))[FORMATS.index(format) % 2 :: 2]
    assert "keys-in-repo" in shown("lint", *folders, *FACTS, "--format", format, "--target", "9")


@pytest.mark.parametrize("option", ["--diff", "--show-managers"])
def test_what_else_lint_shows(hosts: Path, option: str) -> None:
    assert shown("lint", ".", *FACTS, option)


def test_migrate(home: Path) -> None:
    for number, form in enumerate([*forms()][::8]):
        folder = home / str(number)
        folder.mkdir()
        (folder / "ifcfg-wlan0").write_text(f"DEVICE=wlan0\nTYPE=Wireless\nESSID=x\nKEY_MGMT=WPA-PSK\n{form}\n")
        (folder / "route-wlan0").write_text(f"{form}\n")
        (folder / "keys-wlan0").write_text(f"WPA_PSK={SECRET}\nKEY1={SECRET}\n")
        for format in ("text", "json"):
            assert shown("migrate", str(folder), *FACTS, "--format", format)
        assert shown("migrate", str(folder), "--as-networkmanager", "1.52")


def test_boot(hosts: Path) -> None:
    for folder in sorted(hosts.glob("[0-9]*")):
        for format in ("text", "json"):
            shown("boot", folder.name, "--release", "7", "--service", "network=enabled", "--service", "NetworkManager=disabled", "--format", format)  # fmt: skip
    for options in (("--what-if", "release=8"), ("--against", "001")):
        for format in ("text", "json"):
            shown("boot", "000", *FACTS, *options, "--format", format)


def test_graph(hosts: Path) -> None:
    formats = get_args(Drawing)
    for number in range(len(FORMS)):
        options = ("--boot",) if number % 4 == 0 else ("--diff", "000") if number % 4 == 1 else ()
        shown("graph", f"{number:03}", *FACTS, *options, "--format", formats[number % len(formats)])
        shown("graph", f"{number:03}", *FACTS, "--format", "html")


def test_a_baseline(hosts: Path) -> None:
    folders = [folder.name for folder in hosts.glob("[0-9]*") if b"allow" not in (folder / "network").read_bytes()]
    shown("lint", *folders, *FACTS, "--baseline", "known.json", "--write-baseline")
    assert SECRET not in (hosts / "known.json").read_text()


AUTH = "network:\n  renderer: NetworkManager\n  ethernets:\n    eth0:\n      dhcp4: true\n      auth: {{key-management: 802.1x, method: peap, identity: j, ca-certificate: /c, {0}}}\nhost: {{release: 8}}\n"


def test_render_prints_files_without_secrets_and_writes_them_with(home: Path) -> None:
    (home / "t.yaml").write_text(AUTH.format(f"password: '{SECRET} x', client-key-password: {SECRET}"))
    assert "IEEE_8021X_PASSWORD=***\nIEEE_8021X_PRIVATE_KEY_PASSWORD=***" in shown("render", "t.yaml")
    assert "+IEEE_8021X_PASSWORD=***" in shown("render", "t.yaml", "--output", "out", "--diff")
    assert run("render", "t.yaml", "--output", "out").exit_code == 0
    written = home / "out" / "keys-eth0"
    assert f'IEEE_8021X_PASSWORD="{SECRET} x"\nIEEE_8021X_PRIVATE_KEY_PASSWORD={SECRET}\n' in written.read_text()
    (home / "t.yaml").write_text(AUTH.format(f"password: other{SECRET}"))
    shown_diff = shown("render", "t.yaml", "--output", "out", "--diff")
    assert [line for line in shown_diff.splitlines() if "8021X" in line] == [
        "-IEEE_8021X_PASSWORD=***",
        "-IEEE_8021X_PRIVATE_KEY_PASSWORD=***",
        "+IEEE_8021X_PASSWORD=***",
    ]
    for format in ("text", "json"):
        shown("boot", "t.yaml", "--format", format)


@pytest.mark.parametrize(
    "said",
    [
        'password: "{0}\\n"', 'password: "{0}\\u200b"', 'client-key-password: "{0}\\x07"', "password: !{0}", "password: *{0}",
        "password: [{0}]", "password: {{{0}: 1}}", "pasword: {0}", "password={0}", "password={0}: 1", "Password: {0}",
        "password: {0}, password: {0}", 'password: "{0}', "password: {0}: x",
        "password: @{0}", "password: &{0}", "password: %{0}",
    ],
)  # fmt: skip
def test_faults_of_a_topology(home: Path, said: str) -> None:
    (home / "t.yaml").write_text(AUTH.format(said.format(SECRET)))
    for command in ("render", "boot"):
        shown(command, "t.yaml")


def test_a_wireless_topology(home: Path) -> None:
    points = f'{{lab: {{password: "{SECRET}\\n"}}, "x\\n": {{auth: {{password: {SECRET}}}}}}}'
    (home / "t.yaml").write_text(f"network:\n  wifis:\n    wlan0: {{access-points: {points}}}\nhost: {{release: 7}}\n")
    shown("render", "t.yaml")


@pytest.mark.parametrize("name", ["ifcfgen.toml", "facts.toml", "facts.json", "known.json"])
@pytest.mark.parametrize("text", ['password = "{0}"', 'WPA_PSK={0}', '{{"password": "{0}"}}', '"WPA_PSK={0}" = 1', 'name = "{0}'])  # fmt: skip
def test_other_files(home: Path, name: str, text: str) -> None:
    (home / "ifcfg-eth0").write_text("DEVICE=eth0\n")
    (home / name).write_text(text.format(SECRET) + "\n")
    shown("lint", ".", *(["--baseline", name] if name == "known.json" else ["--host", name] if "facts" in name else []))
    if "facts" in name:
        shown("boot", ".", "--host", name)


def test_an_edit_of_a_secret_line_is_a_hash(home: Path) -> None:
    folder = home / "h"
    folder.mkdir()
    old = f"WPA_PKS={SECRET}"
    (folder / "ifcfg-wlan0").write_text(f"DEVICE=wlan0\nTYPE=Wireless\n{old}\nIPADR=192.0.2.1\n")
    edits = [
        edit
        for finding in json.loads(shown("lint", "h", *FACTS, "--select", "misspelled-key", "--format", "json"))[
            "findings"
        ]
        for edit in finding["fix"]["edits"]
    ]
    new = f"WPA_PSK={SECRET}"
    of_secret = {
        f"{name}_sha256": hashlib.sha256(text.encode()).hexdigest() for name, text in (("old", old), ("new", new))
    }
    assert edits == [
        {"path": "h/ifcfg-wlan0", "line": 3, **of_secret},
        {"path": "h/ifcfg-wlan0", "line": 4, "old": "IPADR=192.0.2.1", "new": "IPADDR=192.0.2.1"},
    ]
    sarif = json.loads(shown("lint", "h", *FACTS, "--select", "misspelled-key", "--format", "sarif"))
    first, second = sarif["runs"][0]["results"]
    assert "fixes" not in first
    assert first["properties"] == {"withheldEdits": edits[:1]}
    assert second["fixes"]


def test_a_line_with_a_secret_that_is_changed(home: Path) -> None:
    file = home / "ifcfg-eth0"
    file.write_bytes(f"DEVICE=eth0\r\nKEY1={SECRET}\r\n".encode())
    facts = ("--release", "7", "--service", "network=enabled", "--service", "NetworkManager=disabled")
    changes = [line for line in shown("lint", ".", *facts, "--diff").splitlines() if "KEY1" in line]
    assert changes == ["-KEY1=***\\x0d", "+KEY1=***"]
    shown("lint", ".", *facts, "--fix")
    assert file.read_text() == f"DEVICE=eth0\nKEY1={SECRET}\n"


def test_an_error_of_ours_says_where_and_not_what(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError(f"invalid literal for int() with base 10: '{SECRET}'")

    (home / "ifcfg-eth0").write_text("DEVICE=eth0\n")
    monkeypatch.setattr("ifcfgen.cli.hosts.locate", fails)
    result = call("lint", ".")
    assert result.exit_code == 2
    assert "in fails\n" in result.output
    assert SECRET not in result.output


def test_as_a_process(home: Path) -> None:
    (home / "ifcfg-eth0").write_text(f"DEVICE=eth0\nDEFROUT=no\nexport WPA_PSK=ab {SECRET}\n")
    for arguments in (["lint", "."], ["lint", ".", "--diff"], ["boot", "."]):
        process = subprocess.run(
            [sys.executable, "-m", "ifcfgen", *arguments, "--release", "7"],
            capture_output=True, text=True, env={**os.environ, "FORCE_COLOR": "1"},
        )  # fmt: skip
        assert process.stdout
        assert SECRET not in process.stdout + process.stderr


# -- the texts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_struck_out_of_a_file_and_its_lines_stay(form: str) -> None:
    text = f"DEVICE=eth0\n{form.format(k='WPA_PSK', s=SECRET)}\nONBOOT=yes\n"
    without = struck(text)
    assert without.count("\n") == text.count("\n")
    assert without.startswith("DEVICE=eth0\n")
    assert without.endswith("\nONBOOT=yes\n"), "not even a quote that is open makes a secret of the rest"
    assert struck(without) == without


@pytest.mark.parametrize("key", [*KNOWN, *LIKE_THEM])
@pytest.mark.parametrize("form", FEW_FORMS)
def test_every_key_of_a_secret_is_known(key: str, form: str) -> None:
    assert SECRET not in struck(f"DEVICE=eth0\n{form.format(k=key, s=SECRET)}\nONBOOT=yes\n")


_PARTS = [*"\n\r\t \"'`$(){}[]#\\=:+;a1", "KEY", "KEY1=", "psk: ", "DEVICE=", SECRET, "\udce9"]


@given(st.lists(st.sampled_from(_PARTS), max_size=40).map("".join))
def test_any_text_keeps_its_lines(text: str) -> None:
    without = struck(text)
    assert without.count("\n") == text.count("\n")
    assert struck(without) == without
    assert Secrets([text]).without(told(text)).count("\n") <= text.count("\n")


@pytest.mark.parametrize("line", HARMLESS)
def test_what_is_no_secret_stays(line: str) -> None:
    assert struck(line) == line


@pytest.mark.parametrize(
    "text, without",
    [
        ("WPA_PSK=a", "WPA_PSK=***"),
        ("WPA_PSK=a b c  # of the lab", "WPA_PSK=***"),
        ("a=1 KEY= x\nKEYMAP=us", "a=1 KEY= ***\nKEYMAP=us"),
        ("WPA_PSK=it's\r\nDEVICE=eth0\r\n", "WPA_PSK=***\r\nDEVICE=eth0\r\n"),
        ("# password: don't\nFOO='x'", "# password: ***\nFOO='x'"),
        (
            "<graphics type='vnc' passwd='a b'/><source bridge='br0'/>",
            "<graphics type='vnc' passwd=***/><source bridge='br0'/>",
        ),
        ('<graphics passwd = "a" port="1"><listen/>', '<graphics passwd = *** port="1"><listen/>'),
        ("<a passwd='x' secret='y'/><b c='d'/>", "<a passwd=*** secret=***/><b c='d'/>"),
        ("<graphics passwd='a\n'/><b/>", "<graphics passwd=***\n***"),
        ("cat <f WPA_PSK='a'b c", "cat <f WPA_PSK=***"),
        ("<!-- passwd='a' --><b/>", "<!-- passwd=***"),
    ],
)
def test_of_a_file(text: str, without: str) -> None:
    assert struck(text) == without


@pytest.mark.parametrize(
    "sentence, without",
    [
        ("no rule 'WPA_PSK=ab' to allow", "no rule 'WPA_PSK=***' to allow"),
        ("password: 'a b' is wrong", "password: *** is wrong"),
        ("password: no value", "password: no value"),
        ("etc/psk:4:66: not read", "etc/psk:4:66: not read"),
        ("bash gets KEY=7, and", "bash gets KEY=***, and"),
    ],
)
def test_of_a_sentence(sentence: str, without: str) -> None:
    assert told(sentence) == without


@pytest.mark.parametrize(
    "text, without",
    [
        ("correct horse battery", "***"),
        ("bash runs horse", "bash runs ***"),
        ("horses, none, of", "horses, none, of"),  # a short word as a whole, ordinary and telling nothing not at all
        ("xbatteryx", "x***x"),
        ("ab", "ab"),
        ("foo 123 foot", "*** 123 foot"),
    ],
)
def test_of_what_repeats_a_secret(text: str, without: str) -> None:
    assert (
        Secrets(["WPA_PSK='correct horse battery'\nKEY1=none\nKEY2=ab\nKEY3=of\nKEY4='foo'\nPSK=123"]).without(text)
        == without
    )


@pytest.mark.parametrize("secret", ["0123456789abcdef" * 4, "abcdef\u200bghijklm\u3164nopqrst", "x" * 500])
def test_a_secret_that_a_message_cuts_short_or_escapes(secret: str) -> None:
    held = Secrets([f"WPA_PSK={secret}"])
    for said in (secret[:57] + "...", ascii(secret)):
        assert re.sub(r"\W|u200b|u3164", "", held.without(said)) == "", said


@pytest.mark.parametrize("key", KNOWN)
def test_one_slip_in_a_key_and_all_the_same(key: str) -> None:
    for at in range(len(key)):
        for slip in (
            key[:at] + key[at + 1 :],
            key[:at] + key[at] + key[at:],
            key[:at] + key[at : at + 2][::-1] + key[at + 2 :],
        ):
            assert not is_secret(slip) or SECRET not in struck(f"{slip}={SECRET}"), slip


def test_what_repeats_in_another_file_of_the_host(home: Path) -> None:
    (home / "network").write_text(f"WPA_PSK={SECRET}\n")
    (home / "ifcfg-eth0").write_text(f"DEVICE=eth0\nNAME={SECRET}\nDEFROUT=no\n")
    assert "NAME=***" in shown("lint", ".", *FACTS, "--diff")
    (home / "t.yaml").write_text(AUTH.format(f"password: {SECRET}, anonymous-identity: {SECRET}"))
    assert "***" in shown("render", "t.yaml")
    assert "***" in shown("render", "t.yaml", "--output", "out", "--diff")
    (home / "t.yaml").write_text(AUTH.format(f'password: "{SECRET}", foo: {SECRET}').replace("true", SECRET))
    assert "***" in run("render", "t.yaml").stderr
    shown("render", "t.yaml")


def test_which_keys_are_secret() -> None:
    assert [name for name in KEYS if is_secret(name)] == KNOWN == [
        "IEEE_8021X_PASSWORD", "IEEE_8021X_PASSWORD_RAW", "IEEE_8021X_PIN", "IEEE_8021X_CA_CERT_PASSWORD",
        "IEEE_8021X_CLIENT_CERT_PASSWORD", "IEEE_8021X_PRIVATE_KEY_PASSWORD", "IEEE_8021X_INNER_CA_CERT_PASSWORD",
        "IEEE_8021X_INNER_CLIENT_CERT_PASSWORD", "IEEE_8021X_INNER_PRIVATE_KEY_PASSWORD", "KEY", "KEY1",
        "KEY_PASSPHRASE1", "WPA_PSK", "PASSWORD",
    ]  # fmt: skip
    assert all(map(is_secret, LIKE_THEM))
