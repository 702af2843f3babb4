# What the report says of itself, in both languages. Words of the field follow the
# standards: 分类 and 分级 are two words, and a machine finds candidates only.
from __future__ import annotations

from collections.abc import Mapping

from policies import Title

__all__ = ["METHOD", "REPORT_WORDS"]


def _both(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


REPORT_WORDS: Mapping[str, Title] = {
    "title": _both("数据分类分级报告", "Data classification and grading report"),
    "skip": _both("跳到正文", "Skip to content"),
    "written": _both("生成时间", "Written"),
    "unit": _both("单位代码", "Unit"),
    "profile": _both("分级方案", "Grading profile"),
    "digest": _both("策略摘要", "Policy digest"),
    "candidates": _both(
        "本报告由机器识别生成。其中“重要数据（候选）”尚未经人确认，不得直接用于申报；"
        "是否属于重要数据，须由专人研判对国家安全、经济运行、社会秩序、公共利益的危害后确认。",
        "A machine drew this report. What it calls important is a candidate, not to be declared "
        "until a named person has judged the harm to national security, the economy, social "
        "order and the public interest, and confirmed it.",
    ),
    "overview": _both("概览", "Overview"),
    "datasets": _both("数据集", "Data sets"),
    "fields": _both("字段", "Fields"),
    "fields_labelled": _both("其中{}个识别出类型", "{} of known type"),
    "persons": _both("涉及人数", "Persons"),
    "persons_sum": _both("涉及人数（合计）", "Persons (sum)"),
    "persons_note": _both("未跨数据集去重", "a person counts once in each data set"),
    "sensitive_persons": _both("敏感人数（合计）", "With sensitive information (sum)"),
    "sensitive_note": _both("含敏感个人信息", "sensitive personal information"),
    "important": _both("重要数据（候选）", "Important data (candidates)"),
    "important_note": _both("已确认重要或核心：{}", "confirmed important or core: {}"),
    "reviewed": _both("经人工复核的数据集", "Data sets reviewed by people"),
    "reviewed_note": _both("下调{}项，失效{}项", "{} lowered, {} overtaken"),
    "filed": _both("已备案的数据集", "Data sets filed"),
    "filed_note": _both("须重新备案：{}", "to be filed anew: {}"),
    "standing": _both("备案", "Filing"),
    "changes": _both("动态更新情形（附录J）", "Occasions for regrading (annex J)"),
    "decision_lowered": _both("下调", "lowered"),
    "decision_overtaken": _both("复核失效", "review overtaken"),
    "decision_reviewed": _both("已复核", "reviewed"),
    "fields_by_level": _both("字段级别分布", "Fields by level"),
    "datasets_by_group": _both("各部门（来源）数据集级别", "Data sets by department or source"),
    "top_labels": _both("识别最多的类型", "Most frequent kinds"),
    "top_persons": _both("涉及人数最多的数据集", "Data sets about most persons"),
    "other": _both("其他", "others"),
    "none_yet": _both("无", "none"),
    "none_scanned": _both(
        "目录为空：尚未扫描任何数据（tongguan classify scan）。",
        "The catalogue is empty: nothing was scanned yet (tongguan classify scan).",
    ),
    "list": _both("数据集一览", "Data sets by level"),
    "level": _both("级别", "Level"),
    "name": _both("名称", "Name"),
    "source": _both("来源", "Source"),
    "owner": _both("系统 / 部门", "System / department"),
    "rows": _both("行数", "Rows"),
    "sampled": _both("读取行数", "Rows read"),
    "factors": _both("重要数据因素", "Factors"),
    "details": _both("数据集详情", "Data sets in detail"),
    "why": _both("定级依据", "Why this level"),
    "field": _both("字段", "Field"),
    "label": _both("识别为 / 占比", "Recognised as / share"),
    "example": _both("示例形态", "Shape"),
    "reasons": _both("依据", "Reasons"),
    "filled": _both("非空", "filled"),
    "distinct": _both("不同值", "distinct"),
    "also": _both("另含", "also"),
    "personal": _both("个人信息", "personal"),
    "sensitive": _both("敏感个人信息", "sensitive personal"),
    "unlabelled": _both("未识别出已知类型的字段", "Fields of no known type"),
    "skipped": _both("未读取的内容", "What was not read"),
    "skipped_none": _both("没有跳过任何内容。", "Nothing was skipped."),
    "why_skipped": _both("原因", "Reason"),
    "method": _both("方法与局限", "Method and limits"),
    "confidence": _both("置信度", "confidence"),
    "about": _both("约", "about "),
    "headers_only": _both("仅按字段名", "by headers only"),
    "top": _both("返回一览", "back to the list"),
}

METHOD: tuple[Title, ...] = (
    _both(
        "级别按 GB/T 43697-2024：字段取其类别的最低级别，单元格中占比达 0.5% 的其他类型一并计入，"
        "就高从严；数据集取最高字段级别，再看组合、规模与附录 G 因素。",
        "Levels follow GB/T 43697-2024: a field has the floor of its class, any other kind in "
        "0.5% of its cells counts too, and the strictest prevails; a data set has the level of "
        "its highest field, then combinations, scale and the factors of annex G raise it.",
    ),
    _both(
        "识别以“校验通过率”为准：既符合格式又通过校验（如校验码、真实日期）的非空单元格占比，"
        "并扣除随机数偶然通过的部分。没有校验方法的类型（如手机号）只有“符合率”，即格式相符的占比。"
        "没有识别出类型不等于不敏感。",
        "Recognition goes by the validated rate: the share of filled cells that fit the form "
        "and pass the check (check digit, real date), less what chance alone would pass. Kinds "
        "without a check (mobile numbers) have a matched rate, the share that fits the form. A "
        "field of no known type is not therefore harmless.",
    ),
    _both(
        "抽样读取的数据集，少见的取值可能未被看到；行数与人数标有“约”的为估计值。人数按最可靠的"
        "个人标识的不同取值估计，同一人出现在多个数据集时重复计入合计。",
        "Where rows were sampled, rare values may have gone unseen; figures marked “about” are "
        "estimates. Persons are distinct values of the best personal identifier; a person in "
        "several data sets counts several times in the sums.",
    ),
    _both(
        "附录 G 因素只按数据集与字段的名称、注释中的提示词判断，是供人研判的线索，不是结论。",
        "Factors of annex G are found by cue words in names and comments: a lead for a person "
        "to judge, no conclusion.",
    ),
    _both(
        "报告不含原始数据：示例只显示字符形态（数字为 #，字母为 a，汉字为 某）。",
        "No raw value stands in this report: examples show the shape alone (digits as #, "
        "letters as a, Han characters as 某).",
    ),
)
