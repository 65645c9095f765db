"""ifcfgen.toml: where it is found, what it says of which host, and how it is refused."""

from __future__ import annotations

import json
import os
import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from runner import run

from ifcfgen import api, config
from ifcfgen.config.tables import HostTable
from ifcfgen.errors import IfcfgenError
from ifcfgen.facts import Host

HOSTS = """\
ignore = ["bond-*"]

[[host]]
path = "**"
release = 7
services = {NetworkManager = "enabled", network = "enabled"}
packages = ["initscripts", "bridge-utils"]

[[host]]
path = "el6/**"
release = "centos6"
services = {NetworkManager = "disabled"}
without = ["bridge-utils"]

[[host]]
path = "el6/lab-?"
name = "lab"
packages = ["bridge-utils"]
"""


def load(home: Path, text: str) -> config.Config:
    (home / "ifcfgen.toml").write_text(text)
    return config.load(home / "ifcfgen.toml")


@pytest.mark.parametrize(
    "directory, facts",
    [
        (".", {"release": 7, "services": {"NetworkManager": "enabled", "network": "enabled"}, "packages": ["initscripts", "bridge-utils"]}),
        ("el7/kvm01", {"release": 7, "services": {"NetworkManager": "enabled", "network": "enabled"}, "packages": ["initscripts", "bridge-utils"]}),
        ("el6", {"release": 6, "services": {"NetworkManager": "disabled", "network": "enabled"}, "packages": ["initscripts"], "without": ["bridge-utils"]}),
        ("el6/a/etc/sysconfig", {"release": 6, "services": {"NetworkManager": "disabled", "network": "enabled"}, "packages": ["initscripts"], "without": ["bridge-utils"]}),
        ("el6/lab-1", {"name": "lab", "release": 6, "services": {"NetworkManager": "disabled", "network": "enabled"}, "packages": ["initscripts", "bridge-utils"]}),
        ("el6/lab-10", {"release": 6, "services": {"NetworkManager": "disabled", "network": "enabled"}, "packages": ["initscripts"], "without": ["bridge-utils"]}),
    ],
)  # fmt: skip
def test_the_last_match_wins_fact_by_fact(tmp_path: Path, directory: str, facts: dict[str, Any]) -> None:
    assert load(tmp_path, HOSTS).host(tmp_path / directory) == Host.of(**facts)


@pytest.mark.parametrize(
    "glob, directory, matches",
    [
        ("a", "a", True),
        ("./a/", "a", True),
        ("a", "a/b", True),
        ("hosts/a", "hosts/a/etc/sysconfig/network-scripts", True),
        ("hosts/[ab]", "hosts/b/etc/sysconfig/network-scripts", True),
        ("hosts/a", "hosts/ab/etc", False),
        ("hosts/a/etc", "hosts/a", False),
        ("*", "a", True),
        ("*", ".", False),
        ("*", "a/b", True),
        (".", ".", True),
        ("**", ".", True),
        ("**", "a/b/c", True),
        ("a/**", "a", True),
        ("a/**/d", "a/b/c/d", True),
        ("a/**/d", "a/d", True),
        ("a/**/d", "a/b/c", False),
        ("**/etc", "x/etc", True),
        ("[ab]*", "bc", True),
        ("[ab]*", "cc", False),
        ("A", "a", False),
        ("**/**/**/x", "a/b/x", True),
    ],
)
def test_globs(tmp_path: Path, glob: str, directory: str, matches: bool) -> None:
    found = load(tmp_path, f'[[host]]\npath = "{glob}"\nrelease = 6\n').host(tmp_path / directory)
    assert (found.el == 6) == matches


def test_a_list_of_all_packages_is_spelt_as_they_are_called(tmp_path: Path) -> None:
    text = '[[host]]\npackages = ["etthool"]\npackages-complete = true\n'
    assert load(tmp_path, text).host(tmp_path).has("etthool")


def test_a_list_of_all_packages_is_not_mixed_with_others(tmp_path: Path) -> None:
    text = '[[host]]\npackages = ["a", "b"]\n[[host]]\npackages = ["c"]\npackages-complete = true\n'
    host = load(tmp_path, text).host(tmp_path)
    assert [host.has(name) for name in "abc"] == [False, False, True]


@pytest.mark.parametrize(
    "tree, start, found",
    [
        ({"ifcfgen.toml": ""}, "a/b", "ifcfgen.toml"),
        ({"ifcfgen.toml": "", "a/ifcfgen.toml": ""}, "a/b", "a/ifcfgen.toml"),
        ({"ifcfgen.toml": "", "a/.git/HEAD": ""}, "a/b", None),
        ({"ifcfgen.toml": "", ".git/HEAD": ""}, "a/b", "ifcfgen.toml"),
        ({"ifcfgen.toml": "", "a/.git": "gitdir: elsewhere"}, "a/b", None),
        ({".git/HEAD": ""}, "a/b", None),
    ],
)
def test_the_nearest_one_up_to_the_repository(
    tmp_path: Path, tree: dict[str, str], start: str, found: str | None
) -> None:
    (tmp_path / start).mkdir(parents=True)
    for name, text in tree.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / ".git").mkdir(exist_ok=True)  # whatever lies above is not ours
    assert config.find(tmp_path / start) == (tmp_path / found if found else None)


def test_all_fields(tmp_path: Path) -> None:
    for folder in ("site/rules", "site/templates"):
        (tmp_path / folder).mkdir(parents=True)
    found = load(
        tmp_path,
        'select = ["bridge-*"]\nignore = ["x"]\nrules = ["site/rules"]\ntemplates = ["./site/templates"]\n',
    )
    assert (found.select, found.ignore, found.hosts) == (("bridge-*",), ("x",), ())
    assert (found.rules, found.templates) == ((tmp_path / "site/rules",), (tmp_path / "site/templates",))


@pytest.mark.parametrize(
    "text, faults",
    [
        ("a b", [":1:3: not TOML: expected '=' after a key in a key/value pair"]),
        ('x = "', [":1: not TOML: unterminated string"]),
        ("x = " + "[" * 100_000, [": nested too deeply"]),
        ('\nselct = ["x"]\n', [":2: unknown key 'selct'; did you mean 'select'?"]),
        ('ignore = "x"\n', [':1: ignore: must be a list of strings such as ["..."]']),
        ("ignore = [1]\nselect = 2\n", [':2: select: must be a list of strings such as ["..."]', ':1: ignore: must be a list of strings such as ["..."]']),
        ("host = 3", [":1: host: must be tables under [[host]]"]),
        ("[host]\nrelease = 7", [":1: host: must be tables under [[host]]"]),
        (
            '[[host]]\nrelease = 7\n[[host]]\npath = "a"\nrelese = 7\n',
            [":5: unknown key 'relese'; did you mean 'release'?"],
        ),
        ('[[host]]\npath = "/etc"\n', [':2: path: must be a glob of directories below that of ifcfgen.toml, such as "el6/**"']),
        ('[[host]]\npath = "../b"\n', [':2: path: must be a glob of directories below that of ifcfgen.toml, such as "el6/**"']),
        ("[[host]]\nrelease = 70\n", [":2: release: no release '70': a number from 5 to 10, or el7, centos7, fedora33, ..."]),
        ("[[host]]\nrelease = true\n", [':2: release: must be a number such as 7 or a string such as "centos7"']),
        ("[[host]]\nname = 7\n", [":2: name: must be a string"]),
        ('[[host]]\nservices = ["network"]\n', [':2: services: must be a table such as {NetworkManager = "disabled"}']),
        (
            '[[host]]\nservices = {network = "enable"}\n',
            [":2: service network cannot be 'enable': must be one of enabled, disabled, masked, absent; did you mean 'enabled'?"],
        ),
        (
            '[[host]]\nservices = {network = "enabled", NetworkManger = "disabled"}\n',
            [
                ":2: unknown service 'NetworkManger': must be NetworkManager or network; "
                "did you mean 'NetworkManager'?"
            ],
        ),
        (
            "[[host]]\n[host.services]\nNetworkManager = 1\n",
            [":3: service NetworkManager cannot be 1: must be one of enabled, disabled, masked, absent"],
        ),
        ('[[host]]\npackages-complete = "yes"\n', [":2: packages-complete: must be true or false"]),
        (
            '[[host]]\npackages = ["bridge-util", "vim"]\nwithout = ["dhclent"]\n',
            [
                ":2: packages: unknown package 'bridge-util'; did you mean 'bridge-utils'?",
                ":3: without: unknown package 'dhclent'; did you mean 'dhclient'?",
            ],
        ),
        (
            '[[host]]\npackages = ["a"]\nwithout = ["a"]\n',
            [":3: package a is stated as both installed and missing"],
        ),
        ('rules = ["nowhere"]', [":1: rules: nowhere: no such directory"]),
        ('rules = ["../x"]', [":1: rules: ../x: is outside of the directory of ifcfgen.toml"]),
        ('templates = ["/etc"]', [":1: templates: /etc: is outside of the directory of ifcfgen.toml"]),
    ],
)  # fmt: skip
def test_faults_are_told_with_their_lines(tmp_path: Path, text: str, faults: list[str]) -> None:
    with pytest.raises(IfcfgenError) as caught:
        load(tmp_path, text)
    assert str(caught.value).splitlines() == [f"{tmp_path}/ifcfgen.toml{fault}" for fault in faults]


@pytest.mark.parametrize(
    "text, first, count",
    [
        ("".join(f"k{n} = 1\n" for n in range(60_000)), ":1: unknown key 'k0'", 21),
        ("select = [" + ",".join(f'"n{n}"' for n in range(80_000)) + "]", ": select: no rule 'n0'", 21),
        ("select = [" + ",".join(f'"n{n}*"' for n in range(80_000)) + "]", ": select: more than 1000 globs", 1),
        ('select = ["' + "*a" * 100_000 + '"]', ": select: no rule '*a*a", 1),
        ('ignore = ["' + "[a" * 100_000 + '"]', ": ignore: no rule '[a[a", 1),
        ('select = ["' + "x" * 900_000 + '"]', ": select: no rule 'xxx", 1),
        ("rules = [" + ",".join(f'"n{n}"' for n in range(60_000)) + "]", ":1: rules: more than 20 folders", 21),
        ('rules = ["a\\u0000b"]', ":1: rules: a\0b: no such directory", 1),
        ('rules = ["' + "a/" * 300_000 + '"]', ":1: rules: a/a/", 1),
        ("[[host]]\nx = 1\n" * 40_000, ":2: unknown key 'x'", 21),
        ("[[host]]\npath = 3\n" * 40_000, ":2: path: must be a glob", 21),
        ('[[host]]\npath = "' + "*a" * 100_000 + '"\n', ":2: path: must be a glob", 1),
        ('[[host]]\npath = "' + "[a" * 100_000 + '"\n', ":2: path: must be a glob", 1),
        ("[[host]]\nservices = {" + ",".join(f"s{n} = 1" for n in range(60_000)) + "}", ":2: unknown service 's0'", 21),
        ("[[host]]\nservices = {network = [1]}", ":2: service network cannot be [1]", 1),
        ("[[host]]\nrelease = nan", ":2: release: must be a number", 1),
        ("[[host]]\nrelease = 2024-01-01", ":2: release: must be a number", 1),
        ('[[host]]\nrelease = "' + "9" * 5_000 + '"', ":2: release: no release '999", 1),
        ('[[host]]\n"" = 1', ":2: unknown key ''", 1),
        ("x" * 900_000 + " = 1", ": unknown key 'xxx", 1),
        ("x = " + "9" * 5_000, ": the number is too large", 1),
        ("a." * 100_000 + "a = 1", ":1: nested too deeply", 1),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_many_faults_are_told_as_the_first_few_and_soon(tmp_path: Path, text: str, first: str, count: int) -> None:
    started = time.process_time()
    with pytest.raises(IfcfgenError) as caught:
        found = load(tmp_path, text)
        api.make_linter(api.load_rules(found), found)
    faults = [str(fault).removeprefix(f"{tmp_path}/ifcfgen.toml") for fault in caught.value.faults]
    assert faults[0].startswith(first)
    assert len(faults) == count
    assert max(map(len, faults)) < 1_200
    assert time.process_time() - started < 8


@pytest.mark.parametrize(
    "glob",
    [
        "**/a/" * 30 + "b",
        "**/a/" * 20_000 + "b",
        "**/" * 40 + "b",
        "**/*a*a*a*a*a*a*a*a*b/" * 1_000 + "b",
        "**/*/" * 60 + "b",
    ],
)
def test_no_glob_takes_long(tmp_path: Path, glob: str) -> None:
    deep = "/".join(["a"] * 40 + ["a" * 200] * 5)
    started = time.process_time()
    assert load(tmp_path, f'[[host]]\npath = "{glob}"\nrelease = 6\n').host(tmp_path / deep).el is None
    assert time.process_time() - started < 5


@given(
    st.lists(st.sampled_from(["**", "*", "a", "b", "[ab]"]), max_size=7), st.lists(st.sampled_from("abc"), max_size=7)
)
def test_a_glob_means_what_the_regular_expression_does(glob: list[str], parts: list[str]) -> None:
    pattern = "".join({"**": "(?:[^/]+/)*", "*": "[^/]+/"}.get(segment, f"{segment}/") for segment in glob)
    table = HostTable(tuple(glob), Host.of(release=6))
    found = config.Config(Path("/x/ifcfgen.toml"), hosts=(table,)).host(Path("/x", *parts))
    assert (found.el == 6) == bool(re.match(pattern, "".join(f"{part}/" for part in parts)))


def test_links_out_are_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.md").write_text("x")
    (tmp_path / "home" / "rules").mkdir(parents=True)
    home = tmp_path / "home"
    (home / "elsewhere").symlink_to("../outside")
    (home / "rules" / "a.md").symlink_to("../../outside/secret.md")
    with pytest.raises(IfcfgenError) as caught:
        load(home, 'rules = ["elsewhere", "rules"]')
    assert str(caught.value).splitlines() == [
        f"{home}/ifcfgen.toml:1: rules: elsewhere: is outside of the directory of ifcfgen.toml",
    ]
    with pytest.raises(IfcfgenError) as caught:
        list(config.site_rules(load(home, 'rules = ["rules"]')))
    assert (
        str(caught.value) == f"{home}/rules/a.md: a link out of the directory, to ../../outside/secret.md: not followed"
    )
    (home / "ifcfgen.toml").unlink()
    (tmp_path / "outside" / "ifcfgen.toml").write_text("")
    (home / "ifcfgen.toml").symlink_to("../outside/ifcfgen.toml")
    with pytest.raises(IfcfgenError, match=r"a link out of the directory, to .*outside/ifcfgen.toml: not followed"):
        config.load(home / "ifcfgen.toml")


def test_what_is_no_configuration(tmp_path: Path) -> None:
    path = tmp_path / "ifcfgen.toml"
    for make, said in [
        (lambda: path.mkdir(), "a directory, not a file: not read"),
        (lambda: os.mkfifo(path), "a FIFO, not a file: not read"),
        (lambda: path.write_bytes(b"\n\xff"), "2: not UTF-8"),
        (lambda: path.write_bytes(b" " * (1 << 21)), "larger than 1 MiB: not read"),
    ]:
        make()
        with pytest.raises(IfcfgenError) as caught:
            config.load(path)
        assert str(caught.value).endswith(said)
        path.rmdir() if path.is_dir() else path.unlink()


FACTS = Host.of(name="kvm01", release=7, services={"network": "enabled"}, packages=["a"], without=["b"], complete=False)


@pytest.mark.parametrize(
    "text",
    [
        'name = "kvm01"\nrelease = 7\nservices = {network = "enabled"}\npackages = ["a"]\nwithout = ["b"]\npackages-complete = false\n',
        '{"name": "kvm01", "release": "el7", "services": {"network": "enabled"},\n "packages": ["a"], "without": ["b"], "packages-complete": false}',
    ],
    ids=["toml", "json"],
)  # fmt: skip
def test_a_file_of_facts(tmp_path: Path, text: str) -> None:
    (tmp_path / "facts").write_text(text)
    assert config.host(tmp_path / "facts") == FACTS


@pytest.mark.parametrize(
    "text, fault",
    [
        ('{"release": 7,\n "packges": []}', ":2: unknown key 'packges'; did you mean 'packages'?"),
        ('{"release" 7}', ":1:12: Expecting ':' delimiter"),
        (
            'release = 7\npackages = ["etthool"]',
            ":2: packages: unknown package 'etthool'; did you mean 'ethtool'?",
        ),
        ('path = "x"', ":1: unknown key 'path'"),
    ],
)
def test_a_bad_file_of_facts(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "facts").write_text(text)
    with pytest.raises(IfcfgenError) as caught:
        config.host(tmp_path / "facts")
    assert str(caught.value) == f"{tmp_path}/facts{fault}"


# -- its schema -------------------------------------------------------------------------------------------

PUBLISHED = Path(__file__).parents[1] / "docs" / "ifcfgen.schema.json"


def test_the_published_schema_is_current() -> None:
    assert run("schema", "--config").stdout == PUBLISHED.read_text(), (
        "ifcfgen schema --config > docs/ifcfgen.schema.json"
    )


@pytest.mark.parametrize(
    "text, is_right",
    [
        ("", True),
        (HOSTS, True),
        ('select = ["a"]\nextend-select = ["b"]\nignore = []\nextend-ignore = ["*"]\nformat = "json"', True),
        ('[[host]]\nignore = ["bond-*"]\npackages-complete = true', True),
        ('fail-on = "error"', True),
        ('fail-on = ["info", "undecided"]', True),
        ("fail-on = []", True),
        ('docs-url = "https://docs.example.com/ifcfgen"', True),
        ('docs-url = "javascript:alert(1)"', False),
        ('docs-url = "https://a/\\u001b]8;;"', False),
        ('docs-url = ""', False),
        ("docs-url = 0", False),
        ('fail-on = "eror"', False),
        ("fail-on = 1", False),
        ("selct = []", False),
        ('select = "a"', False),
        ("format = 3", False),
        ("[host]\nrelease = 7", False),
        ("[[host]]\nrelese = 7", False),
        ("[[host]]\nrelease = true", False),
        ('[[host]]\nservices = {network = "on"}', False),
        ('[[host]]\nservices = {netwerk = "enabled"}', False),
        ('[[host]]\nignore = "bond-*"', False),
    ],
)
def test_the_schema_agrees_with_what_is_read(tmp_path: Path, text: str, is_right: bool) -> None:
    schema = Draft7Validator(json.loads(PUBLISHED.read_text()))
    assert schema.is_valid(tomllib.loads(text)) == is_right
    if is_right:
        load(tmp_path, text)
    else:
        with pytest.raises(IfcfgenError):
            load(tmp_path, text)
