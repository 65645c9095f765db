"""A host and the keyfiles that `migrate` writes for it mean the same to `diff`."""

from __future__ import annotations

import pytest
from migrations import migrated
from test_profiles import cases

from ifcfgen import diff, reading
from ifcfgen.facts import Host
from ifcfgen.scripts.names import KEYFILE_SUFFIX

HOST = Host.of(release=9, services={"NetworkManager": "enabled", "network": "disabled"})
CASES = [case for case in cases() if str(case.id).endswith(" 1.52")]


@pytest.mark.parametrize("files", [pytest.param(case.values[0], id=str(case.id)) for case in CASES])
def test_a_host_is_what_it_is_migrated_to(files: dict[str, str]) -> None:
    """But for files that NetworkManager leaves alone, which have no keyfile."""
    written = migrated(files, 9, "NetworkManager", 9).written
    keyfiles = {f"system-connections/{w.name}": w.text for w in written if w.name.endswith(KEYFILE_SUFFIX)}
    before, after = (diff.of_reading(reading.parse(those, HOST)) for those in (files, keyfiles))
    compared = diff.compare(before, after)
    assert [found for found in compared.differences if found.kind != "removed"] == []
    assert after.topology.devices or not keyfiles


def test_there_are_enough() -> None:
    assert len(CASES) > 80
