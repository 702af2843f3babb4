# Texts that a value is found in, whichever way it was drawn.
from __future__ import annotations

from connectors.pdf_content import Glyph
from connectors.pdf_lines import Text, texts_in


def line(text: str, x: float, y: float, step: float = 6.0, size: float = 10.0) -> list[Glyph]:
    return [
        Glyph(each, b"", "/F", x + n * step, y, x + n * step + 6, y, size, 6)
        for n, each in enumerate(text)
    ]


def told(*lines: list[Glyph]) -> list[str]:
    return [text.text for text in texts_in([glyph for each in lines for glyph in each])]


def test_lines_and_gaps() -> None:
    assert told(line("ab", 0, 700), line("cd", 40, 700), line("ef", 0, 680))[0] == "ab cd\nef"
    # What belongs to Chinese spacing is no gap.
    assert told(line("张伟", 0, 700, step=10))[0] == "张伟"
    # Raised letters are on the line.
    assert told(line("x", 0, 700), line("2", 6, 703))[0] == "x2"


def test_what_stands_beside_one_another_is_one_line() -> None:
    drawn_later = [line("8000", 18, 700), line("zz", 0, 600), line("138", 0, 700)]
    assert "1388000\nzz" in told(*drawn_later)
    assert "no 1\nzz" in told(line("1", 60, 700), line("zz", 0, 600), line("no", 0, 700))


def test_paragraphs_go_on() -> None:
    full = line("电话是1380013", 0, 700)
    assert "电话是13800138000" in told(full, line("8000", 0, 686))
    english = told(line("he is called Wang", 0, 700), line("Wei by all", 0, 686))
    assert "he is called Wang Wei by all" in english
    assert all("\n" in text for text in told(line("short", 0, 700), line("much longer", 0, 686)))


def test_letters_far_apart() -> None:
    assert "13800138000" in told(line("13800138000", 0, 700, step=20))
    twice = told(line("13800138000", 0, 700, step=20), line("13800138000", 0, 600, step=20))
    # Each is of its own glyphs.
    assert twice.count("13800138000") == 2


def test_turned_text() -> None:
    up = [
        Glyph(each, b"", "/F", 50, 10 + 6 * n, 50, 16 + 6 * n, 10, 6)
        for n, each in enumerate("138")
    ]
    assert told(up, line("x", 0, 0))[0] == "138\nx"


def test_characters_know_their_glyphs() -> None:
    glyphs = line("ab", 0, 0)
    (text,) = texts_in(
        [glyphs[0], Glyph("", b"", "/F", 6, 0, 12, 0, 10, 6), *line("fi", 12, 0)[:1]]
    )
    assert text.text in {"af", "a f"}
    assert text.glyphs[0] == 0
    assert text.glyphs[-1] == 2
    made = Text()
    made.add("fi", 7)
    assert made.glyphs == [7, 7]
    assert texts_in([]) == []
