"""Names of files, and who passes over which."""

from __future__ import annotations

import pytest

from ifcfgen.scripts import names


@pytest.mark.parametrize(
    "name, parts",
    [
        ("ifcfg-eth0", ("ifcfg", "eth0")), ("route6-br0", ("route6", "br0")), ("rule-eth0.5", ("rule", "eth0.5")),
        ("ifcfg-eth0-range0", ("ifcfg", "eth0-range0")), ("ifcfg-", None), ("ifcfg", None), ("network", None), ("keys-wlan0", None), ("route4-eth0", None),
    ],
)  # fmt: skip
def test_role_and_suffix(name: str, parts: tuple[str, str] | None) -> None:
    assert names.role_and_suffix(name) == parts


@pytest.mark.parametrize(
    "ending, el6, el7, networkmanager",
    [
        ("", False, False, False), ("~", True, True, True), (".bak", True, True, True), (".BAK", False, False, True),
        (".old", False, True, False), (".rpmsave", True, True, False), (".rpmnew", True, True, True), (".rej", False, False, True),
        (".augnew", False, False, True), (";5f3a01bc", False, False, True), (";5f3a01", False, False, False), (".save", False, False, False),
    ],
)  # fmt: skip
def test_who_passes_over_which_ending(ending: str, el6: bool, el7: bool, networkmanager: bool) -> None:
    name = f"ifcfg-eth0{ending}"
    assert names.is_passed_over(name, "initscripts", 6) == el6
    assert names.is_passed_over(name, "initscripts", 7) == el7
    assert names.is_passed_over(name, "NetworkManager", 7) == networkmanager
    assert names.is_passed_over_by_all(name) == (el6 and el7 and networkmanager)
    assert names.is_passed_over_by_some(name) == (el6 or el7 or networkmanager)


@pytest.mark.parametrize(
    "suffix", ["eth0.bak", "eth0~", "eth0-old", "eth0.20200101", "eth0_backup2", "eth0.orig.1", "eth0.OFF"]
)
def test_copies(suffix: str) -> None:
    assert names.is_backup(suffix)


@pytest.mark.parametrize("suffix", ["eth0", "eth0.100", "bond0.2020", "br-guests", "enp3s0f1", "offloading"])
def test_no_copies(suffix: str) -> None:
    assert not names.is_backup(suffix) and not names.has_ending_of_a_copy(suffix)
