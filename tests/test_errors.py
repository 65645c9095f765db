"""An error is a value with a place, and is shown in one way."""

from __future__ import annotations

import pytest

from ifcfgen.errors import Fault, Faults, IfcfgenError, did_you_mean
from ifcfgen.place import Place


@pytest.mark.parametrize(
    "fault, shown",
    [
        (Fault(Place("a.yaml", 3, 5), "is wrong"), "a.yaml:3:5: is wrong"),
        (Fault(Place("a.yaml", 3), "is wrong"), "a.yaml:3: is wrong"),
        (Fault(Place("a: b"), "c: d"), "a: b: c: d"),
        (Fault(Place("--release"), "no release 'x'"), "--release: no release 'x'"),
        (Fault(None, "no command 'lnit'"), "no command 'lnit'"),
    ],
)
def test_a_fault_is_shown_with_its_place(fault: Fault, shown: str) -> None:
    assert str(fault) == str(IfcfgenError(fault)) == shown


def test_errors_carry_their_faults() -> None:
    first, second = Fault(Place("a", 1), "x"), Fault(Place("b"), "y")
    assert Faults(iter([first, second])).faults == (first, second)
    assert str(Faults([first, second])) == "a:1: x\nb: y"
    assert IfcfgenError("no place").faults == (Fault(None, "no place"),)


@pytest.mark.parametrize(
    "name, known, hint",
    [
        ("lnit", ("lint", "render"), "; did you mean 'lint'?"),
        ("utils-missing", ("bridge-utils-missing",), "; did you mean 'bridge-utils-missing'?"),
        ("zzz", ("lint", "render"), ""),
    ],
)
def test_the_closest_name(name: str, known: tuple[str, ...], hint: str) -> None:
    assert did_you_mean(name, known) == hint
