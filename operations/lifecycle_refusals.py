# What is refused in the life of a data set, in Chinese beside the English that is raised: the
# step that cannot follow, and the one that can.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LIFECYCLE_REFUSALS"]

# `level` and `base` are ids of levels, `operation` one of a kind of processing.
LIFECYCLE_REFUSALS: Mapping[str, str] = {
    "the catalogue has no data set {name}": "目录中没有数据集{name}",
    "{dataset} was made by {operation}, of which no policy speaks: say where it is "
    "(--policies DIRECTORY)": (
        "{dataset}登记为{operation}，而没有规定这种加工方式的策略：请指明其位置（--policies 目录）"
    ),
    # What changed.
    "say since when, or which scan: not both": "起始日期与扫描只能给出一个",
    "nothing was scanned yet: tongguan classify scan TARGET": (
        "尚未扫描过任何数据：tongguan classify scan 目标"
    ),
    "no scan {name} came to its end; the last are {known}": (
        "没有已完成的扫描{name}；最近的有{known}"
    ),
    "since {date}: expected a day, as 2026-11-24, or a time": (
        "起始日期{date}：应为日期，如2026-11-24，或时间"
    ),
    "since {date}: that is still to come": "起始日期{date}尚未到来",
    # Filing.
    "a filing needs the number that the authority gave it (--number)": (
        "备案须写明主管部门给出的编号（--number）"
    ),
    "a filing needs its reason": "备案须说明理由",
    "{dataset} is a candidate: a person confirms it first (catalogue review --confirm)": (
        "{dataset}为候选：须先由专人确认（catalogue review --confirm）"
    ),
    "{dataset} is general data: only important and core data is filed": (
        "{dataset}为一般数据：只有重要数据和核心数据须备案"
    ),
    "{dataset} was filed on {date} under {number} and is as it was then": (
        "{dataset}已于{date}备案，编号{number}，此后没有变化"
    ),
    "{dataset} was not found any more on {date}: scan it again": (
        "{date}已找不到{dataset}：请重新扫描"
    ),
    "filed on {date}: expected a day, as 2026-11-24": "备案日期{date}：应为日期，如2026-11-24",
    "filed on {date}: that day is still to come": "备案日期{date}尚未到来",
    "filed on {date}: it was decided about on {decided} only": (
        "备案日期{date}早于作出决定的日期{decided}"
    ),
    "filed on {date}: it was filed on {before} already": (
        "备案日期{date}早于上次备案的日期{before}"
    ),
    "no occasion {name}; there are {known}": "附录J没有情形{name}；现有：{known}",
    "a statement needs its reason": "声明须说明理由",
    # Derived data.
    "a lineage needs its reason": "衍生关系须说明理由",
    "no operation {name}; there are {known}": "没有加工方式{name}；现有：{known}",
    "say what it was made from (--derived-from)": "请指明来源数据（--derived-from）",
    "a data set is not made from itself": "数据集不能由其自身形成",
    "{origin} was itself made from {dataset}: that goes in a circle": (
        "{origin}本身即由{dataset}形成：衍生关系不能成环"
    ),
    "{level} is above the origins' {base}: that is a decision of its own (catalogue review "
    "--overrule --level)": (
        "{level}高于来源数据的{base}：这是另一项决定（catalogue review --overrule --level）"
    ),
    "{operation} data is not graded below its origins' {base}": (
        "{operation}的级别不低于来源数据的{base}"
    ),
    "{dataset} itself shows {level}: mask more of it, or decide about its fields, before its "
    "level is lowered": (
        "{dataset}自身的取值已为{level}：请先进一步脱敏，或复核其字段，再降低级别"
    ),
    "from {base} to {level} takes evidence: name it (--evidence), such as a report on the risk "
    "of identification": (
        "由{base}降为{level}须有依据：请写明（--evidence），如重标识风险评估报告"
    ),
    "data made from {base} is lowered by two: name who approved it (--approver), other than the "
    "acting person": (
        "来源数据为{base}时须由两人决定降级：请写明批准人（--approver），且不得为操作者本人"
    ),
    "{dataset} was made from others and has their {level}: lower it by its lineage, with "
    "evidence (catalogue review --derived-from --level --evidence)": (
        "{dataset}为衍生数据，沿用来源数据的{level}：请通过衍生关系并附依据降级"
        "（catalogue review --derived-from --level --evidence）"
    ),
    # What others hold.
    "the least share is between 0 and 1": "最低比例应在0与1之间",
    "nothing is kept of the values of {name}: scan it again (not by its headers alone)": (
        "没有保存{name}的取值特征：请重新扫描（不能只看字段名）"
    ),
    # Why values must be looked at again.
    "recogniser {label} is new": "新增识别器{label}",
    "recogniser {label} changed": "识别器{label}有变化",
    "recogniser {name} is no more": "识别器{name}已取消",
    "names for {label} changed": "{label}的字段名词表有变化",
    "word list {name} changed": "词表{name}有变化",
    "the policies it was looked at by were not kept": "未保存扫描时所用的策略",
    "it was graded under profile {profile}, which is not loaded": ("其分级方案{profile}未加载"),
}
