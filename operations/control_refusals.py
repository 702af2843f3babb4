# What a drill that runs refuses, in Chinese beside the English that is raised: exercise control,
# roles and their answers, the pages.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CONTROL_REFUSALS"]

CONTROL_REFUSALS: Mapping[str, str] = {
    "no drill {drill} runs here, there are {known}": "没有正在运行的演练{drill}；正在运行：{known}",
    "this drill does not run any more, or does not answer": "该演练已结束或没有应答",
    "the drill was asked for what it does not know": "演练不认识该请求",
    "the drill stands still already": "演练已处于暂停状态",
    "the drill is running already": "演练已在运行",
    "a drill runs from 0.1 to {most} times as fast as the clock": "演练倍速为0.1至{most}",
    "there is no inject {number}, there are {count}, from 0": (
        "没有注入{number}；共{count}项，编号从0起"
    ),
    "inject {number} was brought in already": "注入{number}已经给出",
    "what is said to a role has 1 to {most} characters": "给角色的文字为1至{most}字",
    "question {number} waits for no answer any more": "问题{number}已不再等待答复",
    "question {number} is another role's": "问题{number}属于其他角色",
    "there is no answer {choice}, there are {known}": "没有答案{choice}；可选：{known}",
    "this invitation was used already, or never given": "该邀请已被使用，或从未发出",
    "time waits for nobody in a drill that is live: roles are joined there": (
        "按时钟进行的演练中时间不等人：请以join加入角色"
    ),
}
