# Tables line up where Han characters take two columns, and names from outside cannot play
# tricks on the terminal.
import contextlib
import io

import pytest
from command_line import Terminal

from console.table import print_table, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("abc", 3),
        ("潼关", 4),
        ("潼关ab", 6),
        ("ＡＢ", 4),
        ("é", 1),
        ("e\u0301", 1),
        ("（）", 4),
        ("≈5", 2),
    ],
    ids=["nothing", "ASCII", "Han", "both", "full width", "an accent in one", "an accent of its own",
         "full-width signs", "ambiguous counts one"],
)  # fmt: skip
def test_width_is_counted_as_a_terminal_does(text: str, columns: int) -> None:
    assert width(text) == columns


def printed(stream: io.StringIO, headings: list[str], rows: list[list[str]]) -> list[str]:
    with contextlib.redirect_stdout(stream):
        print_table(headings, rows)
    return stream.getvalue().splitlines()


def test_columns_line_up_under_han_and_latin() -> None:
    rows = [["resident", "常住人口", "x"], ["户", "household", "y"], ["", "", "z"]]
    lines = printed(io.StringIO(), ["数据集", "name", "end"], rows)
    places = [
        width(line[: line.rindex(end)]) for line, end in zip(lines, ["end", *"xyz"], strict=True)
    ]
    assert len(set(places)) == 1
    assert lines[1] == "resident  常住人口   x"


def test_no_line_ends_in_blanks() -> None:
    lines = printed(io.StringIO(), ["a", "b"], [["long cell", ""], ["x", ""]])
    assert lines == [line.rstrip() for line in lines]


def test_a_table_without_rows_is_its_headings() -> None:
    assert printed(io.StringIO(), ["级别", "id"], []) == ["级别  id"]


@pytest.mark.parametrize(
    "name",
    ["a\x1b[31mred", "a\nb", "a\rb", "a\tb", "a\x00b", "a\u202eb", "a\u200bb", "a\ufeffb"],
    ids=["colour", "line feed", "return", "tab", "nul", "right to left", "zero width", "mark"],
)
def test_control_characters_in_a_name_are_shown_as_such(name: str) -> None:
    lines = printed(io.StringIO(), ["name"], [[name]])
    assert len(lines) == 2
    assert lines[1].startswith("a�")
    assert lines[1].isprintable()


def test_a_long_cell_is_cut_on_a_terminal_and_whole_in_a_pipe() -> None:
    long = "数据" * 20 + "x" * 100
    assert printed(io.StringIO(), ["h"], [[long]])[1] == long
    cut = printed(Terminal(), ["h"], [[long], ["short"]])
    assert cut[-2] == "数据" * 11 + "数" + "…"
    assert width(cut[-2]) <= 48
    assert cut[-1] == "short"


def test_a_cell_that_just_fits_is_not_cut() -> None:
    assert printed(Terminal(), ["h"], [["x" * 48]])[-1] == "x" * 48
    assert printed(Terminal(), ["h"], [["x" * 49]])[-1] == "x" * 47 + "…"
