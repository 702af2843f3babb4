# The words of drills that run, in both languages: exercise control and the roles that join in.
from __future__ import annotations

__all__ = ["control_said", "control_word"]

_WORDS = {
    "drill": ("演练", "drill"),
    "run": ("编号", "run"),
    "fidelity": ("仿真层次", "fidelity"),
    "seed": ("随机种子", "seed"),
    "time": ("时刻", "time"),
    "length": ("时长", "length"),
    "speed": ("倍速", "speed"),
    "state": ("状态", "state"),
    "paused": ("已暂停", "paused"),
    "running": ("运行中", "running"),
    "silent": ("尚未应答", "not answering yet"),
    "waiting": ("待答复", "waiting"),
    "players": ("参演人员", "players"),
}
_SAID = {
    "runs": (
        ("演练{drill}已开始，编号{id}；导调：tongguan range drill control {id} pause；"
        "加入：tongguan range drill join {id} --role command"),
        ("{drill} runs as {id}; control it: tongguan range drill control {id} pause; "
        "join in: tongguan range drill join {id} --role command"),
    ),
    "far": (
        "演练时刻{time}/{length}，还需约{left}：攻击步骤{steps}，告警{alerts}，处置{responses}",
        "{time} of {length}, about {left} left: {steps} steps of attack, {alerts} alerts, {responses} responses",
    ),
    "control-done": (
        "{act}：演练时刻{time}，{speed}倍速{paused}",
        "{act}: at {time} of the drill, {speed} times as fast as the clock{paused}",
    ),
    "is-paused": ("，已暂停", ", standing still"),
    "no-number": ("请给出数值，如 speed 20", "say how fast, as in: speed 20"),
    "no-inject": (
        "请给出注入编号（从0起），或 --to 角色 与文字",
        "say which inject (by its number, from 0), or --to a role and the words for it",
    ),
    "joined": (
        "{role}由{who}扮演；问题会在此提出，输入序号答复，Ctrl-C离开",
        "{who} plays {role}; what is to be decided is asked here, answer by its number, Ctrl-C to leave",
    ),
    "asked": ("[{role}] {text}（剩余{left}，约{seconds}秒）", "[{role}] {text} ({left} left, about {seconds} s)"),
    "told": ("[{time}] 导调 -> {role}：{text}", "[{time}] exercise control -> {role}: {text}"),
    "alert": ("[{time}] 告警{id} {rule} 来源{source}", "[{time}] alert {id} {rule} from {source}"),
    "over": ("[{number}] 已超时或已由他人答复", "[{number}] its time is over, or somebody else answered"),
    "answered": ("[{number}] 已答复：{choice}", "[{number}] answered: {choice}"),
    "none-open": ("目前没有待答复的问题", "nothing waits for an answer now"),
    "which": ("请输入“问题序号 答案序号”", "say the question's number and the answer's"),
    "ended": ("演练已结束", "the drill is over"),
    "invited": ("{role}一次性加入链接（在控制台网页打开）", "a link that lets one person play {role}, once, on the console's pages"),
    "apart": (
        "--detach的演练不在本终端进行：用join加入，用report查看结果",
        "a drill that is detached is not on this terminal: join it, and look at its report",
    ),
    "none-runs": ("没有正在运行的演练", "no drill runs"),
}  # fmt: skip


def control_word(key: str, language: str) -> str:
    """The word for a heading or a state.

    >>> control_word("paused", "en")
    'paused'
    """
    return _WORDS[key][0 if language == "zh" else 1]


def control_said(key: str, language: str, /, **values: object) -> str:
    """A sentence with its values in place.

    >>> control_said("ended", "en")
    'the drill is over'
    """
    return _SAID[key][0 if language == "zh" else 1].format(**values)
