"""Facts that Ansible gathered: what `ifcfgen facts` shows of them, and that lint and boot use them by name."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from archives import tar
from runner import run

SETUP: dict[str, Any] = {
    "ansible_distribution": "CentOS",
    "ansible_distribution_version": "7.9",
    "ansible_interfaces": ["lo", "bond0", "em1", "em-2"],
    "ansible_lo": {"device": "lo", "type": "loopback"},
    "ansible_bond0": {"device": "bond0", "macaddress": "52:54:00:aa:00:01", "type": "bonding"},
    "ansible_em1": {"macaddress": "52:54:00:aa:00:01", "perm_macaddress": "52:54:00:AA:00:02", "pciid": "0000:00:03.0"},
    "ansible_em_2": {"macaddress": "52:54:00:aa:00:03", "pciid": "virtio2"},
    "module_setup": True,
}
SERVICES = {
    "NetworkManager.service": {"name": "NetworkManager.service", "source": "systemd", "state": "running", "status": "enabled"},
    "network": {"name": "network", "source": "sysv", "state": "stopped", "status": "disabled"},
    "network.service": {"name": "network.service", "source": "systemd", "state": "stopped", "status": "inactive"},
}  # fmt: skip
PACKAGES = {
    "NetworkManager": [{"name": "NetworkManager", "version": "1.18.8", "release": "2.el7_9", "source": "rpm"}],
    "iputils": [{"name": "iputils", "version": "20160308", "source": "rpm"}],
}
FACTS = {**SETUP, "services": SERVICES, "packages": PACKAGES}


def cache(folder: Path, **hosts: Any) -> Path:
    """A cache of facts; a text is put into its file as it is."""
    folder.mkdir(exist_ok=True)
    for name, facts in hosts.items():
        (folder / name).write_text(facts if isinstance(facts, str) else json.dumps(facts))
    return folder


def persisted(facts: Any) -> dict[str, str]:
    """FACTS as ansible-core writes them from 2.19 on."""
    return {"__payload__": json.dumps(facts)}


def shown(path: Path) -> list[dict[str, Any]]:
    systems = json.loads(run("facts", str(path), "--format", "json").stdout)["systems"]
    assert isinstance(systems, list)
    return systems


@pytest.mark.parametrize(
    "file, written",
    [("web01", FACTS), ("s1_web01", persisted(FACTS)), ("web01", {"ansible_facts": FACTS, "changed": False})],
    ids=["before-2.19", "2.19", "tree"],
)
def test_each_form_in_which_ansible_writes_facts(tmp_path: Path, file: str, written: Any) -> None:
    folder = cache(tmp_path / "cache", **{file: written})
    for path in (folder, folder / file):
        (system,) = shown(path)
        assert system["path"] == str(folder / file)
        assert system["facts"]["release"] == 7
        assert system["facts"]["services"] == {"NetworkManager": "enabled", "network": "disabled"}
        assert system["facts"]["packages"] == ["iputils"]
        assert "bridge-utils" in system["facts"]["without"]
        assert system["facts"]["nics"] == [
            {"name": "em-2", "mac": "52:54:00:aa:00:03"}, {"name": "em1", "mac": "52:54:00:aa:00:02", "pci": "0000:00:03.0"},
        ]  # fmt: skip
        assert (system["networkmanager"], system["unknown"]) == ("1.18.8", [])


@pytest.mark.parametrize(
    "facts, states",
    [
        ({}, {}),
        ({"services": {}}, {}),
        ({"services": {"crond.service": {"status": "enabled"}}}, {"NetworkManager": "absent", "network": "absent"}),
        ({"services": {"network": {"status": "enabled"}}}, {"NetworkManager": "absent", "network": "enabled"}),
        ({"services": {"NetworkManager.service": {"status": "masked"}, "network.service": {"status": "not-found"}}},
         {"NetworkManager": "masked", "network": "absent"}),
        ({"services": {"NetworkManager.service": {"status": "failed"}, "network.service": {"status": "active"}}}, {}),
    ],
)  # fmt: skip
def test_services(tmp_path: Path, facts: Any, states: dict[str, str]) -> None:
    (system,) = shown(cache(tmp_path / "cache", web01={**SETUP, **facts}))
    assert system["facts"].get("services", {}) == states


@pytest.mark.parametrize(
    "name, version, release",
    [
        ("RedHat", "8.10", 8), ("CentOS", "9", 9), ("OracleLinux", "6.10", 6), ("Rocky", "9.4", 9), ("AlmaLinux", "10.0", 10),
        ("Amazon", "2", 7), ("openEuler", "22.03", 8), ("Fedora", "33", 8), ("Debian", "12", None), (None, None, None), ([], 7, None),
    ],
)  # fmt: skip
def test_release(tmp_path: Path, name: Any, version: Any, release: int | None) -> None:
    facts = {"ansible_distribution": name, "ansible_distribution_version": version}
    (system,) = shown(cache(tmp_path / "cache", web01=facts))
    assert system["facts"].get("release") == release


BROKEN = {
    "s2_web02": ("{}", "version 2 of Ansible's cache; ifcfgen reads version 1"),
    "web03": ('{"ansible_distribution": ', ":1:26: Expecting value"),
    "web04": ("", ":1:1: Expecting value"),
    "s1_web05": (persisted([]), "no facts of Ansible in it"),
    "web06": ({"a": 1}, "no facts of Ansible in it"),
    "s1_web07": ({"__payload__": '{"ansible_'}, "Unterminated string"),
    "web08": ('{"ansible_a": ' + "[" * 100_000, "nested too deeply"),
}


def test_what_cannot_be_read_is_said_by_name_and_the_rest_is_shown(tmp_path: Path) -> None:
    folder = cache(tmp_path / "cache", web01=FACTS, **{name: written for name, (written, _) in BROKEN.items()})
    (folder / ".lock").write_text("")
    (folder / "sub").mkdir()
    done = run("facts", str(folder))
    assert done.exit_code == 2
    assert [line for line in done.stdout.splitlines() if not line.startswith(" ")] == [str(folder / "web01")]
    lines = sorted(done.stderr.splitlines())
    assert len(lines) == len(BROKEN), done.stderr
    for line, (name, (_, text)) in zip(lines, sorted(BROKEN.items()), strict=True):
        assert line.startswith(str(folder / name))
        assert text in line


ODD = {"ansible_interfaces": "eth0", "services": ["x"], "packages": {"NetworkManager": "1"}, "ansible_em1": 3}


def test_odd_values_are_unknown(tmp_path: Path) -> None:
    (system,) = shown(cache(tmp_path / "cache", web01=ODD))
    assert system["unknown"] == ["release", "service NetworkManager", "service network", "nics"]


def test_tables_by_name(tmp_path: Path) -> None:
    """Which hold for the directory of the host, wherever it lies."""
    folder = cache(tmp_path / "cache", **{"web[01]": FACTS})
    table = run("facts", str(folder), "--format", "toml").stdout
    assert tomllib.loads(table)["host"][0]["path"] == "**/web[[]01]"
    files = tmp_path / "hosts" / "web[01]"
    files.mkdir(parents=True)
    (files / "ifcfg-br0").write_text(BRIDGE)
    (tmp_path / "ifcfgen.toml").write_text(table)
    assert "bridge-utils-missing" not in run("lint", str(files)).stdout
    (tmp_path / "ifcfgen.toml").write_text(
        table.replace('"enabled"', '"disabled"').replace('network = "disabled"', 'network = "enabled"')
    )
    assert "error[bridge-utils-missing]" in run("lint", str(files)).stdout


def inventory(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def releases(folder: Path) -> dict[str, object]:
    """The release of each host, and the file that states it."""
    return {Path(one["path"]).name: one["facts"].get("release") for one in shown(inventory(folder, {}))}


def test_an_inventory_has_names_only(tmp_path: Path) -> None:
    """Those that its files list; where there are no such files, those that have variables."""
    inventory(tmp_path, {"host_vars/web01.yml": "a: 1\n", "host_vars/web02/a.yml": "b: 1\n"})
    for listed, hosts in ((None, ["web01", "web02"]), ("web01\nweb03\n", ["web01", "web03"])):
        if listed:
            (tmp_path / "hosts.ini").write_text(listed)
        done = run("facts", str(tmp_path), "--format", "toml")
        assert (done.exit_code, done.stderr) == (1, "")
        assert [table["path"] for table in tomllib.loads(done.stdout)["host"]] == [f"**/{host}" for host in hosts]


IS = "ansible_distribution: RedHat\nansible_distribution_version: "
ORDERS: list[tuple[dict[str, str], dict[str, int | None]]] = [
    (  # ranges, ports, ungrouped hosts, comments; a number of a host is a literal, as 7.10 is 7.1
        {"hosts": "a # one\n; two\n[web] # three\nw[08:10]:22 ansible_distribution_version=7.10\nx-[a:b]\n",
         "group_vars/all": f"{IS}'8.10'\n", "group_vars/ungrouped.yml": "ansible_distribution_version: '6.9'\n"},
        {"a": 6, "w08": 7, "w09": 7, "w10": 7, "x-a": 8, "x-b": 8},
    ),
    (  # a group that is deeper wins, then one of a higher priority, then the later name; files in group_vars win
        {"hosts": "[top:children]\nb\na\n[a]\nw1\nw2\n[b]\nw1\n[c]\nw3\n[b:vars]\nansible_distribution_version = '6.9'\n"
                  "[top:vars]\nansible_distribution_version='5.11'\n[c:vars]\nansible_group_priority=10\n[d]\nw3\n",
         "group_vars/all.yml": f"{IS}'9.4'\n", "group_vars/a.yml": "ansible_distribution_version: '7.9'\n",
         "group_vars/c": "ansible_distribution_version: '8.1'\n", "group_vars/d": "ansible_distribution_version: '9.1'\n"},
        {"w1": 7, "w2": 7, "w3": 8},
    ),
    (  # YAML with children; the variables of a host win, host_vars most; a directory comes before a file
        {"prod.yml": "all: {vars: {ansible_distribution: RedHat, ansible_distribution_version: '6.1'}, children: {el8: {hosts: "
                     "{'w[1:2]': null, w3: {ansible_distribution_version: '9.1'}}, vars: {ansible_distribution_version: '8.1'}}}}\n",
         "host_vars/w2/main.yml": "ansible_distribution_version: '10.0'\n", "host_vars/w2/sub/z": "x: 1\n",
         "host_vars/w2.yml": "ansible_distribution_version: '7.0'\n", "group_vars/x.yml": "a: 1\n",
         "host_vars/w3/.hidden.yml": "ansible_distribution_version: '7.0'\n", "prod.yml.bak": "all: 3\n"},
        {"w1": 8, "w2": 10, "w3": 9},
    ),
    (  # TOML with children, beside a plugin that needs no word
        {"hosts.toml": '[all.vars]\nansible_distribution = "RedHat"\n[web]\nchildren = ["front"]\n[web.hosts]\n"web[01:02]" = {}\n'
                       'w3 = {ansible_distribution_version = "9.2"}\n[front.hosts]\nf1 = {}\nf2 = {}\n'
                       '[web.vars]\nansible_distribution_version = "8.8"\n',
         "host_vars/f2.json": '{"ansible_distribution_version": "10.1"}'},
        {"web01": 8, "web02": 8, "w3": 9, "f1": 8, "f2": 10},
    ),
    (  # what is encrypted, or a template, is unknown, whatever a group says
        {"hosts": "w1\nw2\n", "group_vars/all.yml": f"{IS}'8.1'\n",
         "host_vars/w1.yml": "ansible_distribution_version: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3131\n",
         "host_vars/w2.yml": "ansible_distribution_version: '{{ release }}'\n"},
        {"w1": None, "w2": None},
    ),
]  # fmt: skip


@pytest.mark.parametrize("files, expected", ORDERS)
def test_variables_count_in_the_order_of_ansible(
    tmp_path: Path, files: dict[str, str], expected: dict[str, int | None]
) -> None:
    """As `ansible-inventory --list` of ansible-core 2.21 has them."""
    assert releases(inventory(tmp_path, files)) == expected


def test_where_a_fact_of_an_inventory_is_from(tmp_path: Path) -> None:
    inventory(tmp_path, {"hosts": "[web]\nw1\n", "group_vars/web/os.yml": f"{IS}'8.1'\n"})
    assert "ansible_distribution in group_vars/web/os.yml" in run("facts", str(tmp_path)).stdout


@pytest.mark.parametrize(
    "name, text, fault",
    [
        ("hosts.ini", "w1\n[web:hosts:x]\n", ":2: [web:hosts:x] is not [GROUP], [GROUP:children] or [GROUP:vars]"),
        ("hosts.ini", "w1\n[web:var]\n", ":2: var is not one of hosts, children, vars"),
        ("hosts.ini", "w1\nw2 here\n", ":2: a word after w2 has no equals sign"),
        ("hosts.ini", "w1\n[web:vars]\nhere\n", ":3: a variable without an equals sign"),
        ("hosts.ini", "w1\nw[1:x]\n", ":2: [1:x] is not a range of hosts"),
        ("hosts.ini", "w1\nw[1:999999999]\n", ":2: more than 100,000 hosts"),
        ("hosts.ini", "w1\n[a:children]\nb\n[b:children]\na\n", ":5: the group a contains itself"),
        ("hosts.ini", "w1\nw2 'x\n", ":2: No closing quotation"),
        ("b.yml", "all: [\n", ": not YAML that ifcfgen reads"),
        ("b.yml", "- w2\n", ": no inventory: groups with hosts, vars and children are required"),
        ("b.yml", "plugin: amazon.aws.aws_ec2\n", ": hosts come from the plugin amazon.aws.aws_ec2, which ifcfgen does not run"),
        ("b.yml", "plugin: constructed\n", ": more groups come from the plugin constructed, which ifcfgen does not run"),
        ("b.toml", "[web]\nhosts = \n", ":2:9: not TOML: invalid value"),
        ("b", "#!/bin/sh\necho {}\n", ": a program: ifcfgen does not run it, so its hosts are unknown"),
        ("b", "\xff", ": not UTF-8"),
        ("b.yml", f"all: {'[' * 5000}", ": nested too deeply"),
    ],
)  # fmt: skip
def test_what_ansible_would_not_read_or_would_run_is_told(tmp_path: Path, name: str, text: str, fault: str) -> None:
    inventory(tmp_path, {"group_vars/all.yml": f"{IS}'8.1'\n", "a": "w1\n"})
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    done = run("facts", str(tmp_path), "--format", "json")
    assert (done.exit_code, done.faults) == (2, f"{tmp_path}/{name}{fault}\n")
    systems = [Path(one["path"]).name for one in json.loads(done.stdout)["systems"]]
    assert "w1" in systems
    assert len(systems) < 10, "a range that is too long lists no host"


def test_facts_among_the_variables_of_an_inventory(tmp_path: Path) -> None:
    """Lists of packages and services are a site's own, unless they are in `ansible_facts`."""
    files = {
        "group_vars/all.yml": "ansible_distribution: RedHat\nansible_distribution_version: '8.10'\npackages: {vim: []}\n",
        "group_vars/web.yml": "ansible_distribution_version: '7.9'\n",
        "host_vars/web01.yml": "ansible_distribution_version: '9.4'\nansible_host: 192.0.2.1\nservices: {sshd: {}}\n",
        "host_vars/web02/a.yml": "key: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3131\nansible_cmdline: {net.ifnames: '0'}\n",
        "host_vars/web03": "ansible_facts: {services: {network: {status: enabled}}}\n",
        "host_vars/web04.yaml": "a: [\n",
        "host_vars/web05.yml": "$ANSIBLE_VAULT;1.1;AES256\n313131\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    done = run("facts", str(tmp_path), "--format", "json")
    facts = {Path(one["path"]).name: one["facts"] for one in json.loads(done.stdout)["systems"]}
    assert {name: known.get("release") for name, known in facts.items()} == {
        "web01": 9, "web02": 8, "web03": 8, "web04": 8, "web05": 8,
    }  # fmt: skip
    assert facts["web02"]["kernel-arguments"] == ["net.ifnames=0"]
    assert facts["web03"]["services"]["network"] == "enabled"
    assert not any("packages" in known or "services" in known for name, known in facts.items() if name != "web03")
    assert (done.exit_code, done.faults) == (2, f"{tmp_path}/host_vars/web04.yaml: not YAML that ifcfgen reads\n")


BRIDGE = "DEVICE=br0\nTYPE=Bridge\nONBOOT=yes\nNM_CONTROLLED=no\nBOOTPROTO=none\nIPADDR=192.0.2.1\nPREFIX=24\n"
INITSCRIPTS = {
    **FACTS,
    "services": {"NetworkManager.service": {"status": "disabled"}, "network": {"status": "enabled"}},
}


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """Two hosts, one of them in an archive; the cache knows both, and one that is not there."""
    for name in ("web01", "web03"):
        (tmp_path / "hosts" / name).mkdir(parents=True)
        (tmp_path / "hosts" / name / "ifcfg-br0").write_text(BRIDGE)
    (tmp_path / "web02.tar.gz").write_bytes(tar({"etc/sysconfig/network-scripts/ifcfg-br0": BRIDGE}))
    cache(
        tmp_path / "cache", s1_web01=persisted(INITSCRIPTS), s1_web02=persisted(INITSCRIPTS), s1_gone=persisted(FACTS)
    )
    return tmp_path


def test_lint_and_boot_use_the_facts_of_the_host_of_that_name(fleet: Path) -> None:
    paths = [str(fleet / "hosts"), str(fleet / "web02.tar.gz")]
    words = [
        "lint",
        *paths,
        "--format",
        "concise",
        "--quiet",
        "--select",
        "bridge-utils-missing",
        "--facts",
        str(fleet / "cache"),
    ]
    done = run(*words)
    assert [line.split(":")[0].removeprefix(f"{fleet}/") for line in done.stdout.splitlines()] == [
        "hosts/web01/ifcfg-br0", "web02.tar.gz/etc/sysconfig/network-scripts/ifcfg-br0"
    ]  # fmt: skip
    assert (done.exit_code, done.stderr) == (1, "")
    assert run(*words, "--package", "bridge-utils").exit_code == 0
    (fleet / "ifcfgen.toml").write_text('[[host]]\npackages = ["bridge-utils"]\n')
    assert run(*words).exit_code == 0
    (fleet / "ifcfgen.toml").unlink()
    booted = run("boot", str(fleet / "hosts/web01"), "--facts", str(fleet / "cache"))
    assert "brctl not found (package bridge-utils)" in booted.stdout
    assert "release" not in booted.stdout
    assert "initscripts" in run("lint", paths[0], "--show-managers", "--facts", str(fleet / "cache")).stdout


def test_a_broken_cache_is_exit_code_2_once_all_is_done(fleet: Path) -> None:
    cache(fleet / "cache", web09="{")
    for command in ("lint", "boot"):
        done = run(command, str(fleet / "hosts/web01"), "--facts", str(fleet / "cache"))
        assert done.exit_code == 2
        assert "bridge-utils" in done.stdout
        assert done.stderr.count("web09:1:2: ") == 1


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    done = run("lint", str(tmp_path), "--facts", str(tmp_path / "nowhere"))
    assert (done.exit_code, done.faults) == (2, f"--facts {tmp_path}/nowhere: No such file or directory\n")


def test_a_file_of_another_kind_is_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"a": 1}')
    done = run("facts", str(tmp_path / "other.json"))
    assert done.exit_code == 2
    assert done.stderr == f"{tmp_path}/other.json: no system, archive, kickstart or facts of Ansible\n"
