# Edits reach the parts they touch, however a text is cut into them.
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.covering import Unit, by_unit, in_chunks, texts_of


@given(
    pieces=st.lists(st.tuples(st.text("ab", min_size=1, max_size=4), st.booleans()), max_size=8),
    data=st.data(),
)
def test_the_parts_put_together_are_the_text_with_its_edits(pieces, data) -> None:
    unit = Unit()
    for number, (text, is_part) in enumerate(pieces):
        if is_part:
            unit.add(text, number)
        else:
            unit.between(text)
    places = sorted(data.draw(st.sets(st.integers(0, len(unit.text)), max_size=6)))
    edits = [
        (start, end, f"<{start}>") for start, end in zip(places[::2], places[1::2], strict=False)
    ]
    changed = unit.changed(edits)
    shown = "".join(
        changed.get(n, text) if is_part else "" for n, (text, is_part) in enumerate(pieces)
    )
    # Nothing that was to go is in a part, all else is, and each new text stands there once.
    gone = [place for start, end, _ in edits for place in range(start, end)]
    kept, at = "", 0
    for text, is_part in pieces:
        for place in range(at, at + len(text)):
            if is_part and place not in gone:
                kept += unit.text[place]
        at += len(text)
    assert "".join(sign for sign in _without(shown, edits)) == kept
    parts_at, at = set(), 0
    for text, is_part in pieces:
        parts_at |= set(range(at, at + len(text))) if is_part else set()
        at += len(text)
    for start, end, text in edits:
        assert shown.count(text) == (1 if parts_at & set(range(start, end)) else 0)


def _without(shown: str, edits: list[tuple[int, int, str]]) -> str:
    for _, _, text in edits:
        shown = shown.replace(text, "")
    return shown


@pytest.mark.parametrize(
    ("edits", "changed"),
    [
        ([(2, 7, "*")], {0: "ab*", 1: "h"}),
        ([(0, 1, "x"), (6, 7, "y")], {0: "xbcd", 1: "eyh"}),
        ([(4, 5, "between")], {}),
    ],
)
def test_a_value_over_two_parts_stands_in_the_first(edits, changed) -> None:
    unit = Unit()
    unit.add("abcd", 0)
    unit.between("-")
    unit.add("e", 1)
    unit.pieces[-1] = "efh" if edits[0][0] else "eqh"
    if edits == [(2, 7, "*")]:
        assert unit.changed(edits) == changed
    elif edits[0][2] == "between":
        assert unit.changed(edits) == {}
    else:
        assert unit.changed(edits) == changed


def test_what_goes_through_a_channel_comes_back() -> None:
    assert by_unit([[3, [[0, 1, "x"]]]]) == {3: [(0, 1, "x")]}
    assert list(texts_of(["a\ud800b"])) == [("texts", ["a\ufffdb"])]
    assert b"".join(chunk for _, chunk in in_chunks(b"x" * 10)) == b"x" * 10
