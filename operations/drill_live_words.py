# The words of the pages on which a drill is watched, controlled and played, in both languages.
from __future__ import annotations

from collections.abc import Mapping

from policies import Title

__all__ = ["CONTROL_ACTS", "ENTRY_KEYS", "HOST_STATES", "LIVE_PAGE", "SEVERITIES", "YES_NO"]

LIVE_PAGE: Mapping[str, Title] = {
    "drills": Title(zh="演练", en="Drills"),
    "skip": Title(zh="跳到正文", en="Skip to the content"),
    "language": Title(zh="English", en="中文"),
    "sign_in": Title(zh="登录", en="Sign in"),
    "sign_out": Title(zh="退出", en="Sign out"),
    "token": Title(zh="令牌", en="Token"),
    "token_hint": Title(
        zh="用带有drill权限的令牌登录（tongguan token add NAME --scope drill …）。扮演角色者请使用导调给出的一次性链接。",
        en=(
            "Sign in with a token of the scope drill (tongguan token add NAME --scope drill …). "
            "Whoever plays a role has a link from exercise control, good once."
        ),
    ),
    "refused": Title(zh="无法登录：", en="Not signed in: "),
    "running": Title(zh="正在运行", en="Running"),
    "recorded": Title(zh="已记录", en="Recorded"),
    "none_running": Title(
        zh="没有正在运行的演练。在终端启动：tongguan range drill run DRILL --fidelity loopback --detach",
        en="No drill runs. Begin one in a terminal: tongguan range drill run DRILL --fidelity loopback --detach",
    ),
    "none_recorded": Title(zh="尚无记录", en="None yet"),
    "report": Title(zh="复盘报告", en="report"),
    "compare": Title(zh="对比所选两次", en="Compare the two chosen"),
    "first": Title(zh="其一", en="first"),
    "second": Title(zh="其二", en="second"),
    "watch": Title(zh="进入", en="open"),
    "control": Title(zh="导调台", en="Exercise control"),
    "seat": Title(zh="角色席位", en="Role"),
    "pause": Title(zh="暂停", en="Pause"),
    "resume": Title(zh="继续", en="Go on"),
    "paused": Title(zh="已暂停", en="standing still"),
    "going": Title(zh="进行中", en="running"),
    "over": Title(zh="演练已结束", en="The drill is over"),
    "speed": Title(zh="倍速", en="Speed"),
    "set_speed": Title(zh="改变倍速", en="Set the speed"),
    "abort": Title(zh="终止演练", en="End the drill"),
    "abort_sure": Title(zh="确认终止", en="yes, end it"),
    "inject": Title(zh="导调注入", en="Injects"),
    "bring": Title(zh="立即注入", en="Bring in now"),
    "given": Title(zh="已给出", en="given"),
    "say": Title(zh="告知角色", en="Tell a role"),
    "send": Title(zh="发送", en="Send"),
    "text": Title(zh="内容", en="Words"),
    "role": Title(zh="角色", en="Role"),
    "roles": Title(zh="角色与参演人员", en="Roles and who plays them"),
    "auto": Title(zh="自动", en="played automatically"),
    "human": Title(zh="等待人员", en="waits for a person"),
    "invite": Title(zh="生成一次性链接", en="Make a link, good once"),
    "invited": Title(
        zh="把此链接交给扮演“{role}”的人，只能使用一次：", en="For whoever plays {role}, good once:"
    ),
    "join": Title(zh="加入演练", en="Join the drill"),
    "join_as": Title(zh="以“{role}”加入", en="Join as {role}"),
    "your_name": Title(zh="您的姓名", en="Your name"),
    "questions": Title(zh="待决策", en="To be decided"),
    "no_questions": Title(zh="目前没有待决策事项", en="Nothing waits for a decision"),
    "left": Title(zh="剩余", en="left"),
    "told": Title(zh="收到的通报", en="What you were told"),
    "nothing": Title(zh="无", en="none"),
    "timeline": Title(zh="实时时间线", en="Timeline"),
    "topology": Title(zh="拓扑与状态", en="Topology, as things stand"),
    "curves": Title(zh="过程与数据曲线", en="Plant and data"),
    "harm": Title(zh="当前损害", en="Harm so far"),
    "events": Title(zh="事件（最新在前）", en="Events, latest first"),
    "time": Title(zh="时刻", en="Time"),
    "what": Title(zh="事项", en="What"),
    "detail": Title(zh="内容", en="Detail"),
    "attack": Title(zh="攻击", en="Attack"),
    "alerts": Title(zh="告警", en="Alerts"),
    "defence": Title(zh="处置", en="Response"),
    "injects": Title(zh="导调", en="Control"),
    "done": Title(zh="已执行", en="Done"),
    "not_done": Title(zh="未执行：", en="Not done: "),
    "scenario": Title(zh="场景", en="Drill"),
    "run": Title(zh="编号", en="Run"),
    "fidelity": Title(zh="仿真层次", en="Fidelity"),
    "total": Title(zh="总分", en="Total"),
    "when": Title(zh="时间", en="When"),
    "expired": Title(zh="页面已过期，请返回重试", en="This page is too old: go back and try again"),
    "too_many": Title(zh="尝试过多，请稍后再试", en="Too many tries: wait a minute"),
}
HOST_STATES: Mapping[str, Title] = {
    "attack": Title(zh="攻击队", en="attack team"),
    "blocked": Title(zh="已隔离", en="cut off"),
    "reading-only": Title(zh="仅可读取", en="may only read"),
    "tampered": Title(zh="设定值被改", en="settings changed"),
    "damaged": Title(zh="数据受损", en="data damaged"),
}
CONTROL_ACTS: Mapping[str, Title] = {
    "pause": Title(zh="暂停", en="paused it"),
    "resume": Title(zh="继续", en="let it go on"),
    "speed": Title(zh="改变倍速", en="changed the speed"),
    "inject": Title(zh="提前注入", en="brought in an inject"),
    "say": Title(zh="告知角色", en="told a role"),
    "abort": Title(zh="终止演练", en="ended it"),
}
# What the values of an entry are called; others stand by their own names.
ENTRY_KEYS: Mapping[str, Title] = {
    "step": Title(zh="步骤", en="step"),
    "technique": Title(zh="技术", en="technique"),
    "succeeded": Title(zh="奏效", en="took effect"),
    "alert": Title(zh="告警", en="alert"),
    "rule": Title(zh="规则", en="rule"),
    "source": Title(zh="来源", en="source"),
    "destination": Title(zh="目标", en="destination"),
    "severity": Title(zh="严重程度", en="severity"),
    "playbook": Title(zh="预案", en="playbook"),
    "action": Title(zh="动作", en="action"),
    "done": Title(zh="完成", en="done"),
    "role": Title(zh="角色", en="role"),
    "answered": Title(zh="已答复", en="answered"),
    "passes": Title(zh="放行", en="let through"),
    "who": Title(zh="人员", en="by"),
    "host": Title(zh="主机", en="host"),
    "account": Title(zh="账号", en="account"),
    "rows": Title(zh="行数", en="rows"),
    "on": Title(zh="对象", en="on"),
    "at": Title(zh="位置", en="at"),
    "value": Title(zh="值", en="value"),
}
SEVERITIES: Mapping[str, Title] = {
    "low": Title(zh="低", en="low"),
    "medium": Title(zh="中", en="medium"),
    "high": Title(zh="高", en="high"),
    "critical": Title(zh="严重", en="critical"),
}
YES_NO: Mapping[bool, Title] = {True: Title(zh="是", en="yes"), False: Title(zh="否", en="no")}
