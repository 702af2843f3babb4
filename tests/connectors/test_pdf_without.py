# Instructions written again without some of their glyphs, room left where those were.
from __future__ import annotations

from pdf_files import FONT, read

from connectors.pdf_content import Shown
from connectors.pdf_without import without


def again(found: Shown, taken: dict[int, str]) -> str:
    return " ".join(without(found, taken, {"/F1": FONT}.get).decode().split())


def test_nothing_else_is_touched() -> None:
    found = read("BT /F1 10 Tf (ab) Tj [(c) -3 (d)] TJ ET 1 0 0 RG 0 0 5 5 re S")
    assert "<6162> Tj" in again(found, {2: ""})
    assert again(found, {}).endswith("1 0 0 RG 0 0 5 5 re S")


def test_room_is_left_where_a_glyph_was() -> None:
    found = read("BT /F1 10 Tf (abcd) Tj ET")
    assert "[ <61> -1000 <64> ] TJ" in again(found, {1: "", 2: ""})
    # Half an em is the least that room is told in.
    found = read("BT /F1 10 Tf [(a ) -70 (b)] TJ ET")
    assert "[ <61> -500 <62> ] TJ" in again(found, {1: ""})


def test_words_are_drawn_in_the_room() -> None:
    shown_ = again(read("BT /F1 10 Tf 2 Tc 7 Tw 80 Tz (abcd) Tj ET"), {1: "*", 2: "张*"})
    drawn = shown_[shown_.index("[ <61> ]") :]
    assert "/TgLatin 10 Tf <2a> Tj /TgHan 10 Tf <5f20> Tj /TgLatin 10 Tf <2a> Tj" in drawn
    assert "/F1 10 Tf 2 Tc 7 Tw 80 Tz" in drawn
    assert drawn.endswith("80 Tz [ <64> ] TJ ET")


def test_quotes_move_and_set_what_they_did() -> None:
    assert "T* [ -500 <62> ] TJ" in again(read("BT /F1 10 Tf 9 TL (ab) ' ET"), {0: ""})
    assert "1 Tw 2 Tc T* [" in again(read('BT /F1 10 Tf 1 2 (ab) " ET'), {0: ""})
