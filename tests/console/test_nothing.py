# A list with nothing in it says so, in both languages, where data does not go.
from __future__ import annotations

import re

import pytest

from console.nothing import _SAID, say_nothing

HAN = re.compile("[一-鿿]")


@pytest.mark.parametrize("key", list(_SAID))
def test_it_is_said_beside_the_data(key: str, capsys: pytest.CaptureFixture[str]) -> None:
    say_nothing(key, [], "zh")
    say_nothing(key, [], "en")
    say_nothing(key, ["something"], "en")
    told = capsys.readouterr()
    chinese, english = told.err.splitlines()
    assert told.out == ""
    assert HAN.search(chinese)
    assert english.isascii()
