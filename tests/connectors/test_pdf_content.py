# Instructions read as glyphs.
from __future__ import annotations

import pytest
from pdf_files import read


def test_glyphs_have_places_and_sizes() -> None:
    found = read("2 0 0 2 0 0 cm BT /F1 10 Tf 1 Tc 3 Tw 50 Tz 5 7 Td (a b) Tj ET")
    assert [glyph.text for glyph in found.glyphs] == ["a", " ", "b"]
    first, space, last = found.glyphs
    assert (first.x, first.y, first.size) == (10, 14, 20)
    # (500/1000 * 10 + 1) * 50 %, twice as large.
    assert space.x == pytest.approx(10 + 6)
    assert last.x == pytest.approx(10 + 6 + (2.5 + 1 + 3))


def test_lines_move_as_instructions_say() -> None:
    found = read("BT /F1 10 Tf 0 100 Td 12 TL (a) Tj T* (b) Tj (c) ' 0 -20 TD (d) Tj T* (e) Tj ET")
    assert [glyph.y for glyph in found.glyphs] == [100, 88, 76, 56, 36]


def test_states_are_restored_and_matrices_begin_anew() -> None:
    found = read(
        "/F1 10 Tf q 3 0 0 3 0 0 cm BT (a) Tj ET Q BT 1 0 0 1 9 9 Tm (b) Tj ET BT (c) Tj ET Q"
    )
    assert [(glyph.x, glyph.size) for glyph in found.glyphs] == [(0, 30), (9, 10), (0, 10)]


def test_pictures_properties_and_unknown_instructions_are_left_out() -> None:
    found = read(
        "/Span << /ActualText (x) >> BDC /P Do /X Do EMC 1 2 nonsense /A /B DP 0 0 1 1 re f"
    )
    assert (found.pictures, found.painted) == (1, 1)
    signs = [name.decode() for _, name in found.operations]
    assert signs == ["BMC", "Do", "EMC", "MP", "re", "f"]
    assert read("BI /W 1 /H 1 /BPC 8 /CS /G ID x EI").pictures == 1


def test_what_nobody_can_tell_is_counted() -> None:
    assert read("BT /F9 10 Tf (abc) Tj ET").untold == 3
    assert read("BT /F1 10 Tf 3 Tr (abc) Tj ET").hidden == 3
