# What is said about playbooks and responses, in Chinese beside English: steps and states, what an
# adapter did, and why something was refused.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from policies import Title

__all__ = ["PLAYBOOK_FAULTS", "ROLES"]


def _both(zh: str, en: str) -> Title:
    return Title(zh=zh, en=en)


ROLES: Final[Mapping[str, Title]] = {
    "command": _both("指挥", "command"),
    "assess": _both("研判", "assessment"),
    "handle": _both("处置", "handling"),
    "recover": _both("恢复", "recovery"),
    "report": _both("报告", "reporting"),
    "control": _both("导调", "exercise control"),
}

# What is wrong with a playbook's file.
PLAYBOOK_FAULTS: Final[Mapping[str, str]] = {
    "it does {done} and not {wanted}": "实际执行{done}，而非{wanted}",
    "an example does not begin it": "正例未能启动该预案",
    "it begins for an incident that it should be quiet on": "不应启动的事件却启动了该预案",
    "a playbook has one step of type start, and this has {count}": (
        "预案应有一个start步骤，此处有{count}个"
    ),
    "step {step}: there is no step {other}": "步骤{step}：没有步骤{other}",
    "step {step}: nothing leads back to the start": "步骤{step}：不能回到起点",
    "step {step}: it leads back to {other}, which led to it: a playbook has no circles": (
        "步骤{step}：又回到了{other}，预案不能循环"
    ),
    "step {step}: it stands in two branches; give each its own": (
        "步骤{step}：同属两个分支，请分别编写"
    ),
    "step {step}: each branch has an end of its own": "步骤{step}：各分支应有各自的结束步骤",
    "step {step}: nothing leads to it": "步骤{step}：没有任何步骤通向它",
    "step {step}: it needs on_completion, or on_success and on_failure, to go on": (
        "步骤{step}：须写明on_completion，或on_success与on_failure"
    ),
    "step {step}: with on_success it needs on_failure too": (
        "步骤{step}：有on_success时须同时有on_failure"
    ),
    "step {step}: a person does it or an interface does, not both in one step": (
        "步骤{step}：一个步骤要么由人完成，要么由接口完成"
    ),
    "step {step}: there is no action {action}, there are {known}": (
        "步骤{step}：没有动作{action}，可用{known}"
    ),
    "step {step}: a lab has no action {action}, it has {known}": (
        "步骤{step}：靶场没有动作{action}，可用{known}"
    ),
    "step {step}: {action} needs {missing}": "步骤{step}：{action}须写明{missing}",
    "step {step}: {action} takes no {strange}": "步骤{step}：{action}不接受{strange}",
    "step {step}: there is no variable {variable}": "步骤{step}：没有变量{variable}",
    "step {step}: it plays a playbook that is not there, or that leads back to {name}": (
        "步骤{step}：所调用的预案不存在，或又回到{name}"
    ),
    "there is no playbook {name}, there are {known}": "没有预案{name}，可用{known}",
    "{name} has no examples: say what it does for which incident": (
        "{name}没有示例：请写明对何种事件做什么"
    ),
    "{name} says when it starts: give an incident for which it is `quiet`": (
        "{name}写明了启动条件：请给出不应启动的事件（`quiet`）"
    ),
}
