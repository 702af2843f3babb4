# The sentences grading gives as its reasons, once in each language. Findings keep the
# English one; a report in Chinese reads it back by its template, so that what is stored
# stays one language and no reader meets the other.
from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from .evidence import EVIDENCE
from .header import HEADINGS

__all__ = ["SENTENCES", "in_chinese", "say", "values_of"]

SENTENCES: Mapping[str, tuple[str, str]] = {
    "no-names": (
        "the first row holds data, not names: the columns are called c1, c2, … by their places",
        "首行为数据而非字段名：各列按位置称为c1、c2……",
    ),
    "floor": (
        "{label} is of class {category}, whose floor is {level} ({rule})",
        "{label}属于{category}，该类最低为{level}（{rule}）",
    ),
    "floor-minor": (
        "{share} of the cells are {label}, of class {category} with floor {level} ({rule})",
        "{share}的单元格为{label}，属于{category}，该类最低为{level}（{rule}）",
    ),
    "floor-prevails": (
        "the strictest prevails: {level} because of {label}",
        "就高从严：因{label}定为{level}",
    ),
    "floor-missing": (
        (
            "profile {profile} sets no floor for {label}: {level}, the strictest general level, "
            "until it does"
        ),
        "方案{profile}未规定{label}的最低级别：在规定之前按一般数据中最严的{level}",
    ),
    "floor-unlabelled": (
        "nothing was recognised: {level} ({rule})",
        "未识别出已知类型：{level}（{rule}）",
    ),
    "floor-empty": (
        "every cell is empty: {level} ({rule})",
        "全部为空：{level}（{rule}）",
    ),
    "floor-unseen": (
        "no value was looked at: {level} ({rule})",
        "未查看任何取值：{level}（{rule}）",
    ),
    "floor-unread": (
        "what is in it was not looked into: {level} until a person decides ({rule})",
        "其内容未被查看：人工判定之前按{level}（{rule}）",
    ),
    "no-rows": (
        "it holds no row: graded by the names of its columns alone",
        "没有数据行：仅按字段名定级",
    ),
    "no-values": (
        "every cell in it is empty: graded by the names of its columns alone",
        "所有单元格均为空：仅按字段名定级",
    ),
    "grade": (
        "{profile} grades it {grade}, which stands for {level} ({rule})",
        "按{profile}为{grade}，对应{level}（{rule}）",
    ),
    "candidate-only": (
        "the rule asks for {asked}; a machine proposes {level} at most, a named person confirms",
        "规则要求{asked}；机器最多提出{level}，须由专人确认",
    ),
    "highest-field": (
        "the highest field decides: {level} by {fields}",
        "数据集级别不低于其最高数据项：{fields}为{level}",
    ),
    "combination": (
        "{id}: {fields} stand together, at least {level} ({rule})",
        "{id}：{fields}同时出现，不低于{level}（{rule}）",
    ),
    "persons-exact": (
        "{persons} persons, counted by {field} over every row",
        "涉及{persons}人，按{field}逐行计数",
    ),
    "persons-complete": (
        "about {persons} persons, by the distinct values of {field} over every row",
        "约涉及{persons}人，按{field}全部行的不同取值估计",
    ),
    "persons-estimate": (
        (
            "about {persons} persons, extrapolated from {distinct} distinct values of {field} in "
            "{sampled} sampled rows to {rows} rows"
        ),
        "约涉及{persons}人，由{field}在{sampled}行样本中的{distinct}个不同取值外推至{rows}行",
    ),
    "persons-read": (
        "about {persons} persons, by the distinct values of {field} in the {sampled} rows read",
        "约涉及{persons}人，按已读取{sampled}行中{field}的不同取值估计",
    ),
    "persons-least": (
        (
            "at least {persons} persons, the distinct values of {field} in {sampled} sampled rows; "
            "the number of rows is not known"
        ),
        "至少涉及{persons}人，为{field}在{sampled}行样本中的不同取值数；总行数未知",
    ),
    "scale": (
        "{id}: {persons} persons, from {threshold} on at least {level} ({rule})",
        "{id}：涉及{persons}人，达到{threshold}人不低于{level}（{rule}）",
    ),
    "scale-sensitive": (
        (
            "{id}: sensitive personal information of {persons} persons, from {threshold} on at "
            "least {level} ({rule})"
        ),
        "{id}：涉及{persons}人的敏感个人信息，达到{threshold}人不低于{level}（{rule}）",
    ),
    "factor": (
        "factor {letter} ({key}): the data set's name or comment speaks of {words}",
        "重要数据识别因素{letter}（{key}）：数据集名称或注释中出现“{words}”",
    ),
    "factor-field": (
        "factor {letter} ({key}): field {field} speaks of {words}",
        "重要数据识别因素{letter}（{key}）：字段{field}的名称或注释中出现“{words}”",
    ),
    "matrix": (
        "important or core only by harm to {objects}: a named person judges it",
        "是否重要或核心取决于对{objects}的危害：须由专人研判",
    ),
    "reviewed": (
        "{reviewer} on {date}: {decision}; {reason}",
        "{reviewer}于{date}{decision}：{reason}",
    ),
    "reviewed-label": (
        "{reviewer} on {date}: {decision}, label {label}; {reason}",
        "{reviewer}于{date}{decision}，识别为{label}：{reason}",
    ),
    "reviewed-level": (
        "{reviewer} on {date}: {decision}, level {level}; {reason}",
        "{reviewer}于{date}{decision}，定为{level}：{reason}",
    ),
    "reviewed-both": (
        "{reviewer} on {date}: {decision}, label {label}, level {level}; {reason}",
        "{reviewer}于{date}{decision}，识别为{label}，定为{level}：{reason}",
    ),
}

# The values that have a name of their own in Chinese; a field called `core` has not.
_NAMED = frozenset(
    {
        "asked",
        "category",
        "check",
        "decision",
        "id",
        "key",
        "label",
        "level",
        "objects",
        "other",
    }
)


def say(key: str, /, **values: str) -> str:
    """The English sentence of this key with its values in place.

    >>> say("floor-unlabelled", level="general-1", rule="annex H")
    'nothing was recognised: general-1 (annex H)'
    """
    return SENTENCES[key][0].format_map(values)


def in_chinese(detail: str, names: Mapping[str, str]) -> str | None:
    """The Chinese of a sentence that grading or labelling gave, or None for any other.

    `names` gives Chinese words for values (levels, labels, classes) that stand in it.

    >>> in_chinese("nothing was recognised: general-1 (annex H)", {"general-1": "一般1级"})
    '未识别出已知类型：一般1级（annex H）'
    """
    read = _read(detail)
    if read is None:
        return None
    chinese, values = read
    named = {
        key: "、".join(names.get(one, one) for one in values[key].split(", "))
        for key in _NAMED & values.keys()
    }
    if "grade" in values:
        own = f"{values['profile']}:{values['grade']}"
        named["grade"] = names.get(own, values["grade"])
    return chinese.format_map(values | named)


def values_of(detail: str) -> dict[str, str]:
    """The values in a sentence that `say` made (`rule`, `level` …); none in any other.

    >>> values_of("nothing was recognised: general-1 (annex H)")["rule"]
    'annex H'
    """
    read = _read(detail)
    return {} if read is None else dict(read[1])


@functools.lru_cache(maxsize=8_192)
def _read(detail: str) -> tuple[str, dict[str, str]] | None:
    """The Chinese template that belongs to a sentence, and the values in it."""
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(detail):
            return chinese, found.groupdict()
    return None


@functools.cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """A pattern for each English template, its values caught by name.

    Templates that say more come first: what they add must not vanish into a shorter one's
    value.
    """
    patterns = []
    sentences = [*SENTENCES.values(), *EVIDENCE.values(), *HEADINGS.values()]
    for english, chinese in sorted(sentences, key=_said, reverse=True):
        pieces = re.split(r"\{(\w+)\}", english)
        source = "".join(
            f"(?P<{piece}>.*?)" if index % 2 else re.escape(piece)
            for index, piece in enumerate(pieces)
        )
        patterns.append((re.compile(source, re.DOTALL), chinese))
    return tuple(patterns)


def _said(sentence: tuple[str, str]) -> int:
    """How many characters of the English template are its own, not values."""
    return len(re.sub(r"\{\w+\}", "", sentence[0]))
