# Where a data set stands and what changed of it, in lines for a terminal: condition, filing,
# what is due, and why.
from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from operations import Life, Standing, Wording
    from schema import Observation

__all__ = ["said_in", "standing_lines", "told"]


def told(life: Life, words: Wording) -> Iterable[str]:
    """Where a data set stands, a line for each thing that is known."""
    from operations import CONDITIONS, problem_in

    yield said_in("stands", words, condition=words.of(CONDITIONS[life.standing.condition]))
    yield from standing_lines(life.standing, words)
    if life.outdated:
        yield said_in("outdated", words)
    for why in life.scan_again:
        yield said_in("scan-again", words, why=problem_in(why, words))


def standing_lines(
    standing: Standing, words: Wording, *, known: Collection[Observation] = ()
) -> Iterable[str]:
    """What became of a data set and of its filing: nothing where there is nothing to tell.

    `known` was told already and is left out.
    """
    from operations import observed

    if standing.gone:
        yield said_in("gone", words, date=standing.gone[:10])
    filing = standing.filing
    if filing is None:
        return
    yield said_in("filed", words, date=filing.filed, number=filing.number, person=filing.person)
    for rule in standing.rules:
        title = words.of(rule.title)
        yield said_in("due", words, until=standing.due, title=title, rule=words.of(rule.rule))
    for occasion in standing.occasions if standing.rules else ():
        for each in (one for one in occasion.observations if one not in known):
            yield said_in("since", words, observed=observed(each, words))


def said_in(key: str, words: Wording, **values: object) -> str:
    """A sentence with its values in place, each noun in the number of its value."""
    from schema import filled

    chinese, english = _SAID[key]
    return filled(
        chinese if words.language == "zh" else english,
        {
            name: f"{each:,}" if isinstance(each, int) else str(each)
            for name, each in values.items()
        },
    )


_SAID = {
    "window": ("自{since}至{until}，扫描{scan}", "from {since} to {until}, scan {scan}"),
    "unchanged": ("{count}个数据集未变", "{count|data set|data sets} as before"),
    "renamed": ("数据项更名：{before} -> {after}", "field renamed: {before} -> {after}"),
    "stands": ("状态：{condition}", "state: {condition}"),
    "gone": ("{date}起未再找到", "not found since {date}"),
    "filed": (
        "{date}已备案，编号{number}（{person}）",
        "filed on {date} under {number} ({person})",
    ),
    "due": (
        "须在{until}前重新备案：{title}（{rule}）",
        "to be filed anew by {until}: {title} ({rule})",
    ),
    "since": ("备案后：{observed}", "since the filing: {observed}"),
    "outdated": (
        "定级之后策略已变更：请用catalogue regrade重新定级",
        "policies changed since it was graded: catalogue regrade applies them",
    ),
    "scan-again": ("须重新扫描：{why}", "to be scanned again: {why}"),
    "again": ("{count}个数据集须重新扫描", "{count|data set|data sets} to be scanned again"),
    "regraded": (
        "{count}个数据集的级别或类型有变化",
        "{count|data set|data sets} graded otherwise",
    ),
    "no-copies": ("没有数据集包含另一数据集的全部", "no data set holds all of another"),
    "overlaps": (
        "另有{count}对数据集部分取值相同：用--all或指明数据集查看",
        "{count|pair|pairs} of data sets share some values: see --all, or name a data set",
    ),
    "nobody": ("未发现相似数据集", "nobody else holds it"),
    "shares": (
        "{field} ~ {other}：{contained}的取值在对方，对方{contains}的取值在此{mark}",
        "{field} ~ {other}: {contained} of its values are there, {contains} of theirs here{mark}",
    ),
    "others": (
        "另有{count}列取值相同（可能为巧合）",
        "and {count|column|columns} more (may be chance)",
    ),
    "untelling": ("（可能为巧合）", " (may be chance)"),
    "lower": (
        "取值相同而定级更低：请复核",
        "graded lower though it holds the same: review it",
    ),
    "sampled": (
        "仅抽样：上限已考虑未读取的行",
        "seen in a sample: the upper bounds allow for rows nobody looked at",
    ),
    "lineage": ("已登记衍生关系", "recorded as made from one another"),
}
