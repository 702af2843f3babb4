# The sentences that tell how a label came about, once in each language. Findings keep the
# English one; a report in Chinese reads it back by its template.
from __future__ import annotations

from collections.abc import Mapping

from schema import filled

__all__ = ["EVIDENCE", "tell"]

EVIDENCE: Mapping[str, tuple[str, str]] = {
    "matched": (
        "{share} of {cells|cell has|cells have} the form of {label}",
        "{cells}个非空单元格中{share}符合{label}的格式",
    ),
    "listed": (
        "{share} of {cells|cell stands|cells stand} in the word list of {label}",
        "{cells}个非空单元格中{share}属于{label}的取值表",
    ),
    "checked": (
        "{share} of them pass the check {check}",
        "其中{share}通过校验{check}",
    ),
    "chance": (
        "chance alone would pass {share} of them; without it {net} of the column remains",
        "随机数据也会有{share}通过；扣除后占该列{net}",
    ),
    "outranked": (
        "{share} of the cells also fit but belong to a label of higher precedence",
        "另有{share}的单元格也符合，但归入优先级更高的类型",
    ),
    "also": (
        "{share} of the cells are {label}",
        "{share}的单元格为{label}",
    ),
    "inside": (
        "{share} of the cells hold {label} within a longer text",
        "{share}的单元格在较长文本中含有{label}",
    ),
    "prose": (
        "{count} of all {texts} texts hold {label}",
        "全部{texts}段文字中有{count}段含有{label}",
    ),
    "within": (
        "{share} of {texts} different longer texts looked into hold {label}",
        "查看的{texts}条不同长文本中{share}含有{label}",
    ),
    "header-against": (
        "the header speaks for {other}, the values for {label}",
        "字段名指向{other}，而取值符合{label}",
    ),
    "header-alone": (
        "the header speaks for {label}, but only {share} of the values bear it out",
        "字段名指向{label}，但仅{share}的取值与之相符",
    ),
    "worded": (
        "{share} of {cells} cells are words, and {label} is told in words of one's own",
        "{cells}个非空单元格中{share}为文字，而{label}本以文字表述",
    ),
    "answers": (
        "the cells only say yes or no, which tells of no {label}",
        "取值仅表示是或否，不构成{label}",
    ),
    "other-thing": (
        "the header names {other}: {share} of the cells have the form of {label}, which does not count",
        "字段名指{other}：虽有{share}的单元格形似{label}，不予采信",
    ),
    "too-few": (
        (
            "too few different values to tell by: {share} of {cells} cells could be {label}, "
            "as luck might have it"
        ),
        "不同取值过少，无法判定：{cells}个非空单元格中{share}可能为{label}，也可能只是巧合",
    ),
    "weighed-for": (
        "no rule decides, but columns of which so much speaks for {label} are it in {share} of cases",
        "规则均未能判定，但具有同等迹象的列有{share}为{label}",
    ),
    "weighed-against": (
        "the rules would say {label}, but of columns like this one only {share} are it",
        "按规则应为{label}，但类似的列仅{share}确为该类型，故不予标注",
    ),
    "check-fails": (
        (
            "{matched} of the cells have the form of {label}, but only {passed} of those pass "
            "the check {check}: mistyped, altered or made up"
        ),
        "{matched}的单元格符合{label}的格式，但其中仅{passed}通过校验{check}：可能为录入错误、变造或虚构",
    ),
    "opaque": (
        "not looked into: its values are nested or binary",
        "未查看：其取值为嵌套结构或二进制",
    ),
    "rounded": (
        "long numbers in it are stored as rounded numbers: the last digits are lost",
        "其中的长号码按浮点数存储且已被舍入：末位数字已丢失",
    ),
}


def tell(key: str, **values: str) -> str:
    """The English sentence of this key with its values in place.

    >>> tell("also", share="3.0%", label="cn.id18")
    '3.0% of the cells are cn.id18'
    """
    return filled(EVIDENCE[key][0], values)
