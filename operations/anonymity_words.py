# What is said of anonymity in both languages: refusals and misuse, and the words of the page
# that shows a table before and after.
from __future__ import annotations

from collections.abc import Mapping

from policies import Title

__all__ = ["ANONYMITY_REFUSALS", "PAGE_WORDS"]

ANONYMITY_REFUSALS: Mapping[str, str] = {
    "{table} has no column {columns}": "{table}没有列{columns}",
    "column {columns} names persons and cannot be kept; mask it with tongguan mask apply": (
        "列{columns}直接标识个人，不能保留；请用tongguan mask apply脱敏"
    ),
    "column {column} was given two parts: {first} and {second}": (
        "列{column}被指定了两种角色：{first}和{second}"
    ),
    "{table} has no column that is known to lead to a person: name them (--quasi COLUMN)": (
        "{table}没有已知的准标识符：请指明（--quasi 列名）"
    ),
    "{error}. Rows that cannot be read cannot be counted": "{error}。读不到的行无法计入",
    "{table}: {problem}; repair the source": "{table}：{problem}；请先修复数据源",
    "{table}: {problem}; leave that column out": "{table}：{problem}；请不要选用该列",
    "{type} holds more than one value in a cell": "{type}类型的单元格含多个值",
    "has no rows to count": "没有可计数的行",
    "column {column} has a hierarchy and is no quasi-identifier": (
        "列{column}给出了泛化层次，但不是准标识符"
    ),
    "l and t are asked of sensitive columns: name them (--sensitive COLUMN)": (
        "l和t是对敏感列的要求：请指明敏感列（--sensitive 列名）"
    ),
    "{file}: the hierarchy cannot be read: {fault}": "{file}：无法读取泛化层次：{fault}",
    "{file}: the hierarchy is not UTF-8": "{file}：泛化层次文件不是UTF-8编码",
    "hierarchy of column {column}: {problem}": "列{column}的泛化层次：{problem}",
    "a hierarchy without a line says nothing": "泛化层次为空",
    "the lines of a hierarchy have as many steps each; these differ": "各行的级数不一致",
    "a name of step {step} stands under two names above it": "第{step}级有名称同属两个上级",
    "a value stands on two lines of its hierarchy": "有取值出现在两行中",
    "column {column} has {number} values that are not in its hierarchy": (
        "列{column}有{number}个取值不在其泛化层次中"
    ),
    "{table} changed while it was read: try again": "{table}在读取期间有变化：请重试",
    "{table}: the copy is not as anonymous as was asked and is not handed out": (
        "{table}：副本未达到所要求的匿名程度，不予提供"
    ),
    "k and l are at least 1, t and the share left out between 0 and 1": (
        "k和l至少为1，t和抑制比例在0与1之间"
    ),
    "the table has {rows} rows, fewer than k ({k})": "表中有{rows}行，少于k（{k}）",
    "sensitive column {column} has {number} values in all, fewer than l ({least})": (
        "敏感列{column}共有{number}个取值，少于l（{least}）"
    ),
    "the table has rows that the population does not have": "表中有总体所没有的行",
    "the population's quasi-identifiers are of other types than the table's": (
        "总体的准标识符类型与该表不同"
    ),
    "{given} is not COLUMN=AMOUNT": "{given}不是“列名=数值”的形式",
    "column {columns} has a tolerance and is not shown as it is": (
        "列{columns}给出了允许误差，但不是原样提供的列"
    ),
    "column {column}: a tolerance is a number above zero": "列{column}：允许误差应为正数",
    "column {column}: the purpose does not let its numbers change by so much": (
        "列{column}：该用途不允许其数值作这样大的改动"
    ),
    "column {column}: nothing can be made for it that is nobody's": (
        "列{column}：无法为其生成不属于任何人的值"
    ),
    "rows that are nobody's cannot be added: {problem}": "不能加入虚构行：{problem}",
    "nothing in this copy can carry a mark: say by how much a column's numbers may change "
    "(--tolerance COLUMN=AMOUNT)": (
        "该副本中没有可承载水印的内容：请说明某列数值允许的误差（--tolerance 列名=数值）"
    ),
    "whole numbers cannot change by less than one": "整数的改动不能小于1",
    "no copy was ever shared with a watermark: there is none to find": (
        "从未提供过带水印的副本，无从溯源"
    ),
    "{given} is not COLUMN=FILE": "{given}不是“列名=文件”的形式",
}


def _both(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


PAGE_WORDS: Mapping[str, Title] = {
    "title": _both("匿名化前后对比", "Before and after anonymising"),
    "skip": _both("跳到正文", "Skip to content"),
    "written": _both("生成时间", "Written"),
    "table": _both("数据表", "Table"),
    "output": _both("副本", "Copy"),
    "rules": _both("评估依据", "Judged by"),
    "notice": _both(
        "重标识风险按所列准标识符计算；掌握其他信息的人仍可能识别个人。匿名化是否达到法律要求，由专人判断。",
        "The risk is that of the quasi-identifiers listed. Whoever knows more may still find a "
        "person; whether the law's anonymity is reached is for people to judge.",
    ),
    "overview": _both("概览", "Overview"),
    "before": _both("之前", "before"),
    "after": _both("之后", "after"),
    "rows": _both("行数", "Rows"),
    "suppressed": _both("抑制{}行", "{} left out"),
    "k": _both("最小等价类（k）", "Smallest class (k)"),
    "uniques": _both("唯一记录", "Unique rows"),
    "prosecutor": _both("检察官风险（最高）", "Prosecutor risk (highest)"),
    "average": _both("平均重标识风险（营销者）", "Average risk (marketer)"),
    "at_risk": _both("高于阈值{}的行", "Rows above the threshold of {}"),
    "degree": _both("去标识化级别", "Level of de-identification"),
    "loss": _both("信息损失（GCP）", "Information lost (GCP)"),
    "loss_by_column": _both("各列信息损失（NCP）", "Information lost by column (NCP)"),
    "discernibility": _both("可辨识度", "Discernibility"),
    "average_class": _both("平均等价类大小（k的倍数）", "Average class, in parts of k"),
    "classes": _both("等价类", "Classes"),
    "sizes_before": _both("之前：处于各大小等价类的行", "Before: rows by the size of their class"),
    "sizes_after": _both("之后：处于各大小等价类的行", "After: rows by the size of their class"),
    "sensitive": _both("敏感列", "Sensitive columns"),
    "column": _both("列", "Column"),
    "l": _both("l（不同取值）", "l (distinct)"),
    "entropy": _both("l（熵）", "l (entropy)"),
    "t": _both("t（与全表的距离）", "t (distance from the table)"),
    "columns": _both("列的角色", "Parts of the columns"),
    "quasi": _both("准标识符（已泛化）", "Quasi-identifiers (told less exactly)"),
    "sensitive_kept": _both("敏感列（保留）", "Sensitive (kept)"),
    "left_out": _both("未提供", "Left out"),
    "nothing": _both("无", "none"),
    "alone": _both("仅1行", "1 row"),
    "or_more": _both("{}行及以上", "{} rows or more"),
    "from_to": _both("{}至{}行", "{} to {} rows"),
}
