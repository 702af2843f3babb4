# The sentences grading gives as its reasons, once in each language. Findings keep the
# English one with ids in it; a reader's language and titles are put in by its template, so
# that what is stored stays one language and no reader meets the other.
from __future__ import annotations

import functools
from collections.abc import Mapping

from schema import Phrases, filled

from .evidence import EVIDENCE
from .header import HEADINGS

__all__ = ["SENTENCES", "in_words", "say", "values_of"]

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
        "{persons|person|persons}, counted by {field} over every row",
        "涉及{persons}人，按{field}逐行计数",
    ),
    "persons-complete": (
        "about {persons|person|persons}, by the distinct values of {field} over every row",
        "约涉及{persons}人，按{field}全部行的不同取值估计",
    ),
    "persons-estimate": (
        (
            "about {persons|person|persons}, extrapolated from "
            "{distinct|distinct value|distinct values} of {field} in "
            "{sampled|sampled row|sampled rows} to {rows|row|rows}"
        ),
        "约涉及{persons}人，由{field}在{sampled}行样本中的{distinct}个不同取值外推至{rows}行",
    ),
    "persons-read": (
        "about {persons|person|persons}, by the distinct values of {field} in the {sampled|row|rows} read",
        "约涉及{persons}人，按已读取{sampled}行中{field}的不同取值估计",
    ),
    "persons-least": (
        (
            "at least {persons|person|persons}, the distinct values of {field} in "
            "{sampled|sampled row|sampled rows}; the number of rows is not known"
        ),
        "至少涉及{persons}人，为{field}在{sampled}行样本中的不同取值数；总行数未知",
    ),
    "scale": (
        "{id}: {persons|person|persons}, from {threshold} on at least {level} ({rule})",
        "{id}：涉及{persons}人，达到{threshold}人不低于{level}（{rule}）",
    ),
    "scale-sensitive": (
        (
            "{id}: sensitive personal information of {persons|person|persons}, from {threshold} "
            "on at least {level} ({rule})"
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
    "derived": (
        "made from {origins} ({operation}): not below {base}, the strictest of its origins ({rule})",
        "为{origins}的{operation}：不低于来源数据中最严的{base}（{rule}）",
    ),
    "derived-may-raise": (
        "{operation} data may be graver than its origins: a named person judges it ({rule})",
        "{operation}的级别可能高于来源数据：须由专人研判（{rule}）",
    ),
    "derived-approved": (
        (
            "made from {origins} ({operation}): {level} instead of {base}, approved by {approver} "
            "on {date} on this evidence: {evidence} ({rule})"
        ),
        "为{origins}的{operation}：{approver}于{date}依据“{evidence}”批准由{base}降为{level}（{rule}）",
    ),
    "derived-overtaken": (
        (
            "made from {origins} ({operation}): {approver} approved a lower level when the origins "
            "were {then}; they are {base} now, and so is this until it is approved anew ({rule})"
        ),
        "为{origins}的{operation}：{approver}批准降级时来源数据为{then}，现为{base}，重新批准前按{base}（{rule}）",
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
    # What stands against a decision that lowers.
    "against-label": (
        "{label} is validated in {share} of {cells|cell|cells}, its floor is {level}",
        "{cells}个非空单元格中{share}校验为{label}，其最低级别为{level}",
    ),
    "against-decision": (
        "{reviewer} decided on {level} on {date}",
        "{reviewer}于{date}定为{level}",
    ),
    "overtaken": (
        "what {reviewer} decided on {date} does not hold against what was found since ({reason})",
        "{reviewer}于{date}的决定与其后的发现不符，不予采用（{reason}）",
    ),
}

# The values that have a name of their own for a reader; a field called `core` has not.
_NAMED = frozenset(
    {
        "asked",
        "base",
        "category",
        "check",
        "decision",
        "id",
        "key",
        "label",
        "level",
        "operation",
        "other",
        "rule",
        "then",
    }
)
# The one value that is a list of names.
_NAMES = "objects"


def say(key: str, /, **values: str) -> str:
    """The English sentence of this key with its values in place.

    >>> say("floor-unlabelled", level="general-1", rule="annex H")
    'nothing was recognised: general-1 (annex H)'
    """
    return filled(SENTENCES[key][0], values)


def in_words(detail: str, names: Mapping[str, str], *, chinese: bool) -> str | None:
    """A sentence that grading or labelling gave, as a reader is told it; None for any other.

    `names` gives the reader's words for values (levels, labels, classes) that stand in it.

    >>> names = {"general-1": "一般1级"}
    >>> in_words("nothing was recognised: general-1 (annex H)", names, chinese=True)
    '未识别出已知类型：一般1级（annex H）'
    """
    sentences, phrases = _known()
    found = phrases.read(detail)
    if found is None:
        return None
    named = {
        key: names.get(found.values[key], found.values[key]) for key in _NAMED & found.values.keys()
    }
    if _NAMES in found.values:
        listed = (names.get(one, one) for one in found.values[_NAMES].split(", "))
        named[_NAMES] = ("、" if chinese else ", ").join(listed)
    if "grade" in found.values:
        # A grade's id is its profile's own.
        own = f"{found.values['profile']}:{found.values['grade']}"
        named["grade"] = names.get(own, found.values["grade"])
    return filled(sentences[found.number][chinese], {**found.values, **named})


def values_of(detail: str) -> dict[str, str]:
    """The values in a sentence that `say` made (`rule`, `level` …); none in any other.

    >>> values_of("nothing was recognised: general-1 (annex H)")["rule"]
    'annex H'
    """
    found = _known()[1].read(detail)
    return {} if found is None else dict(found.values)


@functools.cache
def _known() -> tuple[tuple[tuple[str, str], ...], Phrases]:
    """Every sentence in both languages, and the English ones to read back by."""
    sentences = (*SENTENCES.values(), *EVIDENCE.values(), *HEADINGS.values())
    return sentences, Phrases(english for english, _ in sentences)
