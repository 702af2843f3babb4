# What is wrong with a pack, in Chinese beside the English that the proof of packs gives.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LINTS"]

# In a value called `problem` another sentence stands.
LINTS: Mapping[str, str] = {
    "is read by nobody: packs lie in recognisers/, grading/ and masking/ (*.yaml), word lists "
    "in lexicons/ (*.txt)": (
        "无人读取：策略包应位于recognisers/、grading/和masking/（*.yaml），词表位于lexicons/（*.txt）"
    ),
    "misses its own hit {value}": "没有认出自己的正例{value}",
    "hits its own miss {value}": "误认了自己的反例{value}",
    "header {name} is not taken for it": "列名{name}没有归属于它",
    "header {name} is taken for it": "列名{name}误归属于它",
    "factor {letter}: does not fire on {text}": "因素{letter}：遇{text}未触发",
    "factor {letter}: fires on {text}": "因素{letter}：遇{text}误触发",
    "class {category} is not in profile {profile}": "分级方案{profile}中没有类别{category}",
    "there is no recogniser {label}": "没有识别器{label}",
    "class {category}: there is no class {other}": "类别{category}：没有类别{other}",
    "a floor names recogniser {label}, which is not there": "最低级别所列的识别器{label}不存在",
    "combination {id}: there is no recogniser {label}": "组合{id}：没有识别器{label}",
    "rule {id}: there is no recogniser {label}": "规则{id}：没有识别器{label}",
    "rule {id}: there is no class {category}": "规则{id}：没有类别{category}",
    # What makes a pack unusable.
    "recogniser {id}: {problem}": "识别器{id}：{problem}",
    "there is no check {name}": "没有校验方法{name}",
    "check {name} needs the word list {missing}": "校验方法{name}需要词表{missing}",
    "its pattern is not RE2 syntax: {told}": "其表达式不符合RE2语法：{told}",
}
