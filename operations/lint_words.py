# What is wrong with a pack, in Chinese beside the English that the proof of packs gives.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LINTS"]

# In a value called `problem` another sentence stands.
LINTS: Mapping[str, str] = {
    "is read by nobody: packs lie in recognisers/, grading/, masking/, filing/, derivation/, anonymity/, detection/, drills/, flow/, duties/ and playbooks/ "
    "(*.yaml), word lists in lexicons/ (*.txt)": (
        "无人读取：策略包应位于recognisers/、grading/、masking/、filing/、derivation/、anonymity/、detection/、drills/、flow/、duties/和playbooks/（*.yaml），词表位于lexicons/（*.txt）"
    ),
    "misses its own hit {value}": "没有认出自己的正例{value}",
    "hits its own miss {value}": "误认了自己的反例{value}",
    "header {name} is not taken for it": "列名{name}没有归属于它",
    "header {name} is taken for it": "列名{name}误归属于它",
    "scale: does not fire on {before} -> {after}": "规模：{before} -> {after}未触发",
    "scale: fires on {before} -> {after}": "规模：{before} -> {after}误触发",
    "factor {letter}: does not fire on {text}": "因素{letter}：遇{text}未触发",
    "factor {letter}: fires on {text}": "因素{letter}：遇{text}误触发",
    "class {category} is not in profile {profile}": "分级方案{profile}中没有类别{category}",
    "there is no recogniser {label}": "没有识别器{label}",
    "class {category}: there is no class {other}": "类别{category}：没有类别{other}",
    "columns of {form} are called {label}: name that": "{form}的列称作{label}：请写后者",
    "a floor: {problem}": "最低级别：{problem}",
    "combination {id}: {problem}": "组合{id}：{problem}",
    "rule {id}: {problem}": "规则{id}：{problem}",
    "rule {id}: no domain {domain} is declared; add it to `domains`, or name one of {known}": (
        "规则{id}：没有声明域{domain}；请加入`domains`，或改用{known}之一"
    ),
    "there is no class {category}": "没有类别{category}",
    "rule {id}: {operator} takes no parameters, has {given}": "规则{id}：{operator}不带参数，却有{given}",
    "rule {id}: {operator} has no style {style}; there are {styles}": "规则{id}：{operator}没有样式{style}，可用{styles}",
    "rule {id}: {operator} takes `style` alone, has {given}": (
        "规则{id}：{operator}只带`style`，却有{given}"
    ),
    "rule {id}: {operator} takes {names} and no more, has {given}": (
        "规则{id}：{operator}只带{names}，却有{given}"
    ),
    "rule {id}: {operator} needs `{name}`: {problem}": "规则{id}：{operator}缺少`{name}`：应为{problem}",
    "rule {id}: {operator} needs `{name}` to be {problem}, has {given}": (
        "规则{id}：{operator}的`{name}`应为{problem}，却是{given}"
    ),
    "rule {id}: {operator} takes `form` or `alphabet`, not both": (
        "规则{id}：{operator}只能带`form`或`alphabet`之一"
    ),
    "rule {id}: {operator} has no small domains in a form: leave `small` out": (
        "规则{id}：{operator}的`form`没有小值域：请去掉`small`"
    ),
    "rule {id}: {operator} takes `by` in gcm modes alone: siv shows which cells are equal": (
        "规则{id}：{operator}仅在gcm模式下带`by`：siv会显出哪些取值相同"
    ),
    "rule {id}: {operator} takes `birth_days` for id18 alone": (
        "规则{id}：{operator}仅对id18带`birth_days`"
    ),
    "rule {id}: {operator} needs `bottom` or `top`": "规则{id}：{operator}需要`bottom`或`top`",
    "rule {id}: {operator} has a `bottom` above its `top`": (
        "规则{id}：{operator}的`bottom`大于`top`"
    ),
    # What a parameter must be.
    "one of {choices}": "{choices}之一",
    "one of {choices} or chars: and them": "{choices}之一，或chars:后跟所用字符",
    "a whole number from {low} to {high}": "{low}至{high}的整数",
    "a number": "一个数",
    "a number above zero": "大于零的数",
    "text": "文本",
    "at most 16 ASCII characters": "至多16个ASCII字符",
    "numbers that rise, with commas between them": "递增的数，以逗号分隔",
    "value|value=group; value=group": "“值|值=组; 值=组”",
    "rule {id}: {operator} needs a `domain` of small letters, digits and _ . -": (
        "规则{id}：{operator}需要`domain`，由小写字母、数字和_ . -组成"
    ),
    # What makes a pack unusable.
    "recogniser {id}: {problem}": "识别器{id}：{problem}",
    "there is no check {name}": "没有校验方法{name}",
    "check {name} needs the word list {missing}": "校验方法{name}需要词表{missing}",
    "its pattern is not RE2 syntax: {told}": "其表达式不符合RE2语法：{told}",
}
