"""Words for yes and no."""

from __future__ import annotations

import pytest

from ifcfgen.ifcfg.switches import flag, is_false, is_true, own_flag


@pytest.mark.parametrize("word", ["t", "y", "yes", "true", "1", "YES", "True"])
def test_words_for_yes(word: str) -> None:
    assert is_true(word) and is_true(word, 6) and is_true(word, manager="NetworkManager")
    assert not is_false(word)


@pytest.mark.parametrize("word", ["f", "n", "no", "false", "0", "NO", "False"])
def test_words_for_no(word: str) -> None:
    assert is_false(word) and is_false(word, 6) and is_false(word, manager="NetworkManager")
    assert not is_true(word)


def test_on_and_off_are_words_to_initscripts_from_el7_only() -> None:
    assert is_true("on") and is_true("ON") and is_false("off")
    assert flag("on", 6) is None and flag("off", 6) is None
    assert not is_true("on", manager="NetworkManager")
    assert not is_false("off", manager="NetworkManager")


@pytest.mark.parametrize("word", [None, "", "none", "yes ", "2", "enable"])
def test_what_is_neither(word: str | None) -> None:
    assert not is_true(word) and not is_false(word) and flag(word) is None


def test_the_files_of_networkmanager_itself_have_other_words() -> None:
    assert [own_flag(word) for word in ("on", " Yes", "1", "off", "0", "t", "n", "")] == [True] * 3 + [False] * 2 + [
        None
    ] * 3
