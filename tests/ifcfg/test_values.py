"""What single values come to."""

from __future__ import annotations

import pytest

from ifcfgen.ifcfg.values import is_interface_name


@pytest.mark.parametrize("name", ["eth0", "bond0.100", "a" * 15, "%", "é", "a\u2003b", "all"])
def test_names_that_the_kernel_takes(name: str) -> None:
    assert is_interface_name(name)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "a" * 16, "é" * 8, "a/b", "a:0", "a b", "a\tb", "a\0b", "à", "a\udca0"]
)
def test_names_that_the_kernel_refuses(name: str) -> None:
    """`à` ends in the byte A0, which is a blank to the kernel."""
    assert not is_interface_name(name)
