# Whether what a table's columns are called is names at all, or the values of a first row
# that was taken for them. Values for names would stand in every report; so a name that is a
# number of the kinds known here, or that is what its column holds, makes the row data.
from __future__ import annotations

from .checks import BY_WORDS
from .header import SPEAKS, read_header
from .recognise import Recognisers
from .summary import ColumnSummary, Summary
from .trial import try_value

__all__ = ["first_row_is_data"]

# A code with fewer digits may be a word by chance.
_DIGITS = 4
# Of so many of its cells a column is what its name would be a value of.
_MOSTLY = 0.7
# Without cells, so many of the names must be like values.
_SOME = 1 / 3


def first_row_is_data(summary: Summary, recognisers: Recognisers) -> bool:
    """Whether the names of these columns are a row of values.

    A number with a form of its own among them settles it. Words do only where they are of
    their column's own kind (or, with no cell to compare with, a third of them are of any),
    and no name speaks for anything: 高度 is written like a person's name.
    """
    seen = unseen = 0
    for column in summary.columns:
        found = _labels_of(column.name, recognisers)
        if any(found.values()):
            return True
        if column.rows > column.empty:
            seen += any(_is_mostly(column, label, recognisers) for label in found)
        else:
            unseen += bool(found)
    if not seen and unseen < _SOME * len(summary.columns):
        return False
    return seen + unseen > 0 and not any(
        _speaks(column.name, recognisers) for column in summary.columns
    )


def _labels_of(name: str, recognisers: Recognisers) -> dict[str, bool]:
    """What the name would be as a value, and whether by more than a list of words."""
    formed = sum(map(str.isdigit, name)) >= _DIGITS or "@" in name
    found = {}
    for trial in try_value(name, recognisers):
        recogniser = recognisers.by_id[trial.recogniser]
        if trial.alone and trial.validated:
            listed = bool(recogniser.values) or recogniser.check in BY_WORDS
            found[trial.recogniser] = formed and not listed
    return found


def _is_mostly(column: ColumnSummary, label: str, recognisers: Recognisers) -> bool:
    filled = column.rows - column.empty
    bits = [each.bit for each in recognisers.compiled if each.recogniser.id == label]
    held = sum(count for (_, validated), count in column.claims.items() if validated >> bits[0] & 1)
    return held >= _MOSTLY * filled


def _speaks(name: str, recognisers: Recognisers) -> bool:
    hits, other = read_header(recognisers.headers, name)
    return other is not None or any(hit.strength >= SPEAKS for hit in hits)
