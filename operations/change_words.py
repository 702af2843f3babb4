# What comparisons observe, in sentences for people, in both languages; and the words for where
# a data set stands. Observations are kept as fixed words with their figures, so that each
# reader meets them in one language.
from __future__ import annotations

from collections.abc import Mapping

from policies import Title
from schema import Observation

from .filing import Condition
from .wording import Wording

__all__ = ["CONDITIONS", "KINDS_OF_RESEMBLANCE", "MEASURES", "observed"]

CONDITIONS: Mapping[Condition, Title] = {
    "found": Title(zh="未复核", en="not reviewed"),
    "candidate": Title(zh="候选", en="candidate"),
    "confirmed": Title(zh="已确认", en="confirmed"),
    "overruled": Title(zh="已改判", en="overruled"),
    "filed": Title(zh="已备案", en="filed"),
    "changed": Title(zh="已变更，须重新备案", en="changed: to be filed anew"),
}

MEASURES: Mapping[str, Title] = {
    "rows": Title(zh="条数", en="rows"),
    "persons": Title(zh="涉及人数", en="persons"),
    "sensitive_persons": Title(zh="敏感个人信息涉及人数", en="persons with sensitive information"),
    "size_bytes": Title(zh="存储量（字节）", en="bytes"),
}

KINDS_OF_RESEMBLANCE: Mapping[str, Title] = {
    "copy": Title(zh="与之相同", en="the same as"),
    "part": Title(zh="全部包含于", en="all of it is in"),
    "whole": Title(zh="包含其全部", en="holds all of"),
    "overlap": Title(zh="与之部分重合", en="shares values with"),
}

_SENTENCES: Mapping[str, Title] = {
    "scale": Title(
        zh="{measure}由{before}变为{after}（{share}）",
        en="{measure}: {before} -> {after} ({share})",
    ),
    "content": Title(
        zh="{fields}的取值已更换至多{share}", en="up to {share} of the values of {fields} replaced"
    ),
    "fields-added": Title(zh="新增数据项：{fields}", en="fields added: {fields}"),
    "fields-removed": Title(zh="删除数据项：{fields}", en="fields removed: {fields}"),
    "labels-changed": Title(zh="识别结果变化：{fields}", en="recognised otherwise: {fields}"),
    "class-added": Title(zh="出现新类别：{classes}", en="a new class: {classes}"),
    "class-removed": Title(zh="不再含有类别：{classes}", en="a class is gone: {classes}"),
    "level-raised": Title(zh="级别由{before}升为{after}", en="level raised: {before} -> {after}"),
    "level-lowered": Title(zh="级别由{before}降为{after}", en="level lowered: {before} -> {after}"),
    "factors-changed": Title(
        zh="重要数据因素由“{before}”变为“{after}”", en='factors: "{before}" -> "{after}"'
    ),
    "merged-whole": Title(
        zh="疑似并入数据集{datasets}的全部", en="all of {datasets} seems merged into it"
    ),
    "merged-part": Title(
        zh="疑似并入数据集{datasets}的部分字段", en="a part of {datasets} seems merged into it"
    ),
    "derived": Title(
        zh="登记为衍生数据（{operation}）", en="declared to be derived data ({operation})"
    ),
    "shared": Title(zh="已对外提供：{recipients}", en="provided to {recipients}"),
    "gone": Title(zh="数据集已不存在", en="the data set is no more there"),
    "stated": Title(zh="{person}：{reason}", en="{person}: {reason}"),
}
_NAMED = ("before", "after", "operation")


def observed(observation: Observation, words: Wording) -> str:
    """The observation as a sentence in the reader's language."""
    values = dict(observation.values)
    if "measure" in values:
        values["measure"] = words.of(MEASURES[values["measure"]])
    if "classes" in values:
        classes = values["classes"].split(", ")
        values["classes"] = words.of(Title(zh="、", en=", ")).join(map(words.name, classes))
    for key in _NAMED:
        if key in values:
            values[key] = words.name(values[key])
    sentence = words.of(_SENTENCES[observation.kind]).format_map(values)
    # Nothing before, nothing to be a share of.
    return sentence.removesuffix(" ()").removesuffix("（）")
