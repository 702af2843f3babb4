# Colours of levels: one for each, and readable (WCAG 2 level AA, contrast 4.5 to 1).
import pytest

from operations.workbook_style import LEVEL_COLOURS, row_height
from schema import Level


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("level", Level)
def test_ink_reads_on_fill(level: Level) -> None:
    light, dark = sorted(map(_luminance, LEVEL_COLOURS[level]), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_no_two_levels_look_alike() -> None:
    assert len(set(LEVEL_COLOURS.values())) == len(Level)


@pytest.mark.parametrize(
    ("values", "widths", "height"),
    [
        (["a"], [20], 18.0),
        ([""], [20], 18.0),
        (["a\nb\nc"], [20], 46.0),
        (["a" * 38], [20], 32.0),
        (["字" * 19], [20], 32.0),
        (["a", "a\nb\nc", 0.5], [20, 20, 9], 46.0),
        (["a" * 100_000], [20], 409.0),
    ],
    ids=["a line", "nothing", "lines", "wrapped", "Han", "the highest cell", "no more than fits"],
)
def test_a_row_is_as_high_as(values: list[object], widths: list[float], height: float) -> None:
    assert row_height(values, widths) == height
