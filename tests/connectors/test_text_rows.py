# Texts on their way: none blank, none too long, none lost.
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.text_rows import MAX_TEXT, Left, rows_of


def rows(*texts: str) -> list[str]:
    return [
        text
        for message in rows_of((f"line {n}", text) for n, text in enumerate(texts, start=1))
        for text in message[2]
    ]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        pytest.param("a", ["a"], id="a text"),
        pytest.param(" a\n", ["a"], id="white space around it"),
        pytest.param(" \t\n\u3000", [], id="a blank"),
        pytest.param("a\udcff", ["a?"], id="half a character"),
        pytest.param("x" * MAX_TEXT, ["x" * MAX_TEXT], id="as long as may be"),
        pytest.param("x" * (MAX_TEXT + 1), ["x" * MAX_TEXT, "x"], id="longer, and no place to cut"),
        pytest.param("x" * 16_000 + "。" + "y" * 1000, ["x" * 16_000 + "。", "y" * 1000], id="cut at a sentence"),
        pytest.param("x" * 16_000 + "。 y" + "\n" + "z" * 1000, ["x" * 16_000 + "。 y", "z" * 1000], id="rather at a line"),
        pytest.param("x" * 16_000 + " " + "y" * 1000, ["x" * 16_000, "y" * 1000], id="cut at a word"),
        pytest.param("x " + "y" * MAX_TEXT, ["x " + "y" * (MAX_TEXT - 2), "yy"], id="not far from the end"),
    ],
)  # fmt: skip
def test_pieces_of(text: str, pieces: list[str]) -> None:
    assert rows(text) == pieces


def test_parts_stay_with_their_texts_and_messages_are_bounded() -> None:
    messages = list(rows_of((f"line {n}", "x" * 100) for n in range(10_000)))
    assert max(len(message[2]) for message in messages) == 2_048
    assert [part for message in messages for part in message[1]] == [
        f"line {n}" for n in range(10_000)
    ]
    long = list(rows_of((f"page {n}", "x" * 10_000) for n in range(100)))
    assert max(sum(map(len, message[2])) for message in long) < 300_000


def test_what_was_left_out_comes_between() -> None:
    texts = iter([("page 1", "a"), Left("pages", (2, 3)), ("page 4", "b")])
    assert list(rows_of(texts)) == [
        ("left", "pages", 2, 3),
        ("rows", ["page 1", "page 4"], ["a", "b"]),
    ]


@given(st.text(alphabet="ab。\n ", min_size=1, max_size=300).map(lambda text: text * 200))
def test_nothing_but_white_space_is_lost(text: str) -> None:
    pieces = rows(text)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.strip() == piece and 0 < len(piece) <= MAX_TEXT for piece in pieces)
