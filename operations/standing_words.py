# Where a data set stands with the authority and what changed of it, as papers say it: the
# workbook's cells and the report.
from __future__ import annotations

from collections.abc import Iterator, Sequence

from classify import Occasion
from policies import Title

from .change_words import CONDITIONS, observed
from .filing import Standing
from .wording import Wording

__all__ = [
    "between",
    "filing_state",
    "gone_since",
    "occasion_lines",
    "refiling_lines",
    "standing_tag",
]

_GONE = Title(zh="{date}起未再找到", en="not found since {date}")
_FILED = Title(zh="备案号{number}（{date}）", en="filed under {number} ({date})")
_CHANGED = Title(
    zh="备案号{number}（{date}），已变更，须在{due}前重新备案",
    en="filed under {number} ({date}), changed: to be filed anew by {due}",
)
# The conditions that a reader is told beside the level, which tells a candidate by itself.
_TAGGED = frozenset({"filed", "changed"})


def between(words: Wording) -> str:
    """What stands between a heading and what it heads."""
    return words.of(Title(zh="：", en=": "))


def filing_state(standing: Standing, words: Wording) -> str:
    """Number and day of the filing and whether it is due again, "" where nothing was filed."""
    filing = standing.filing
    if filing is None:
        return ""
    title = words.of(_CHANGED if standing.rules else _FILED)
    return title.format(number=filing.number, date=filing.filed, due=standing.due)


def gone_since(standing: Standing, words: Wording) -> str:
    """Since when it is no more there, "" where it is."""
    return words.of(_GONE).format(date=standing.gone[:10]) if standing.gone else ""


def standing_tag(standing: Standing, words: Wording) -> str:
    """The filing's state in a word, "" where nothing was filed."""
    if standing.condition not in _TAGGED:
        return ""
    return words.of(CONDITIONS[standing.condition])


def refiling_lines(standing: Standing, words: Wording) -> Iterator[str]:
    """The rules under which it is to be filed anew, each with where it is written."""
    for each in standing.rules:
        title, rule = words.of(each.title), words.of(each.rule)
        yield words.of(Title(zh=f"{title}（{rule}）", en=f"{title} ({rule})"))


def occasion_lines(occasions: Sequence[Occasion], words: Wording) -> Iterator[str]:
    """Each occasion of annex J with what speaks for it."""
    for each in occasions:
        for one in each.observations:
            heading = f"{each.trigger.letter} {words.of(each.trigger.title)}"
            yield f"{heading}{between(words)}{observed(one, words)}"
