# The words of a drill's after-action report in both languages.
from __future__ import annotations

from collections.abc import Mapping

from policies import Title

__all__ = ["ADVICE", "CURVES", "DRILL_EVENTS", "DRILL_FIGURES", "DRILL_PAGE", "DRILL_ROLES"]

DRILL_PAGE: Mapping[str, Title] = {
    "title": Title(zh="演练复盘报告", en="After-action report"),
    "skip": Title(zh="跳到正文", en="Skip to the content"),
    "run": Title(zh="演练记录", en="Run"),
    "seed": Title(zh="随机种子", en="Seed"),
    "fidelity": Title(zh="仿真层次", en="Fidelity"),
    "length": Title(zh="时长", en="Length"),
    "teams": Title(zh="参演", en="Teams"),
    "attack_on": Title(zh="攻击队", en="attack team"),
    "defence_on": Title(zh="防守队", en="defence team"),
    "no_team": Title(zh="无", en="none"),
    "written": Title(zh="生成时间", en="Written"),
    "hash": Title(zh="重放哈希", en="Replay hash"),
    "ledger": Title(zh="账本条目", en="Ledger entry"),
    "notice": Title(
        zh=(
            "本报告的每项结论均指向证据：报文行号指随演练保存的报文文件（.frames.jsonl，其SHA-256见下），"
            "条目号指本页末尾的完整时间线，账本条目可用tongguan ledger prove核验。"
        ),
        en=(
            "Each claim here leads to its evidence: frames are those of the file kept with the run "
            "(.frames.jsonl, its SHA-256 below), entries those of the whole timeline at the end of "
            "this page, and the ledger's entry can be proven with tongguan ledger prove."
        ),
    ),
    "overview": Title(zh="总体结果", en="Overview"),
    "total": Title(zh="总分", en="Total"),
    "incident": Title(zh="事件级别", en="Incident"),
    "report_due": Title(zh="须上报", en="to be reported"),
    "report_not_due": Title(zh="无须上报", en="not to be reported"),
    "in_time": Title(zh="按时上报", en="reported in time"),
    "late": Title(zh="未按时上报", en="not reported in time"),
    "timeline": Title(zh="时间线", en="Timeline"),
    "topology": Title(zh="拓扑", en="Topology"),
    "curves": Title(zh="过程与数据曲线", en="Plant and data"),
    "steps": Title(zh="攻击步骤与检测", en="Attack, step by step"),
    "matrix": Title(zh="检测矩阵（按技术）", en="Detection by technique"),
    "decisions": Title(zh="指挥与处置", en="Who decided what, and when"),
    "advice": Title(zh="改进建议", en="What to improve"),
    "evidence": Title(zh="证据", en="Evidence"),
    "whole": Title(zh="完整时间线", en="The whole timeline"),
    "step": Title(zh="步骤", en="Step"),
    "technique": Title(zh="技术", en="Technique"),
    "began": Title(zh="开始", en="Began"),
    "effect": Title(zh="是否奏效", en="Effect"),
    "detected": Title(zh="检测用时", en="Detected after"),
    "undetected": Title(zh="未检出", en="not detected"),
    "took": Title(zh="奏效", en="took effect"),
    "failed": Title(zh="未奏效", en="none"),
    "unplayed": Title(zh="未执行的步骤", en="Steps that were not played"),
    "frames": Title(zh="报文行号", en="frames"),
    "capture": Title(zh="抓包", en="Captures"),
    "frames_file": Title(zh="报文文件SHA-256", en="SHA-256 of the frames' file"),
    "files": Title(zh="证据文件", en="Files of evidence"),
    "sign": Title(zh="编号", en="No."),
    "file": Title(zh="文件", en="File"),
    "place": Title(zh="位置", en="What of it"),
    "frames_of": Title(
        zh="{whole}第{first}至{last}帧之间的{count}帧",
        en="{count} frames, of {first} to {last} in {whole}",
    ),
    "lines_of": Title(
        zh="{whole}第{first}至{last}行之间的{count}行",
        en="{count} lines, of {first} to {last} in {whole}",
    ),
    "lines": Title(zh="共{count}行", en="{count} lines"),
    "entries": Title(zh="账本中关于本次演练的条目", en="The ledger's entries on this run"),
    "actor": Title(zh="人员", en="By"),
    "no_files": Title(
        zh="未随报告写出证据文件：加 --evidence 目录 可得到抓包切片、日志行与报文。",
        en="No files of evidence were written: --evidence FOLDER gives slices of captures, lines of logs, frames.",
    ),
    "logs_file": Title(zh="主机日志文件SHA-256", en="SHA-256 of the hosts' logs"),
    "detector": Title(zh="检测器", en="Detector"),
    "first_effect": Title(zh="{step}奏效", en="{step} takes effect"),
    "contained": Title(zh="遏制", en="contained"),
    "leaked_of": Title(zh="其中级别{level}（原文）", en="of these, raw, of level {level}"),
    "time": Title(zh="时刻", en="Time"),
    "kind": Title(zh="事项", en="What"),
    "detail": Title(zh="内容", en="Detail"),
    "entry": Title(zh="条目", en="Entry"),
    "rule": Title(zh="规则", en="Rule"),
    "shares": Title(zh="得分构成", en="Shares of the score"),
    "harm": Title(zh="损害", en="Harm"),
    "false_alarms": Title(zh="误报", en="False alarms"),
    "false_responses": Title(zh="误处置", en="False responses"),
    "attack": Title(zh="攻击", en="Attack"),
    "alerts": Title(zh="告警", en="Alerts"),
    "defence": Title(zh="处置", en="Response"),
    "injects": Title(zh="导调注入", en="Injects"),
    "nothing": Title(zh="无", en="none"),
}
DRILL_FIGURES: Mapping[str, Title] = {
    "spill_m3": Title(zh="溢出水量（立方米）", en="water spilt (m3)"),
    "unserved_m3": Title(zh="未供水量（立方米）", en="water not supplied (m3)"),
    "unserved_mwh": Title(zh="未供电量（兆瓦时）", en="energy not supplied (MWh)"),
    "people_without_supply": Title(zh="停供人数", en="people without supply"),
    "outage_minutes": Title(zh="中断时长（分钟）", en="outage (minutes)"),
    "leaked_records": Title(zh="泄露记录数", en="records leaked"),
    "masked_records_leaked": Title(zh="泄露脱敏记录数", en="masked records leaked"),
    "persons_leaked": Title(zh="折合泄露人数", en="persons leaked, scaled"),
    "records_lost": Title(zh="毁损记录数", en="records lost or changed"),
    "detect": Title(zh="发现", en="detect"),
    "contain": Title(zh="遏制", en="contain"),
    "recover": Title(zh="恢复", en="recover"),
    "physical": Title(zh="物理损害", en="physical"),
    "leak": Title(zh="数据损害", en="data"),
    "report": Title(zh="上报", en="report"),
    "decide": Title(zh="研判决策", en="decisions"),
}
# What a curve's quantity is, by the end of its name.
CURVES: Mapping[str, Title] = {
    "level": Title(zh="水位（米）", en="level (m)"),
    "load": Title(zh="供电负荷（兆瓦）", en="load served (MW)"),
}
DRILL_ROLES: Mapping[str, Title] = {
    "command": Title(zh="指挥", en="command"),
    "assess": Title(zh="研判", en="assessment"),
    "handle": Title(zh="处置", en="handling"),
    "recover": Title(zh="恢复", en="recovery"),
    "report": Title(zh="报告", en="reporting"),
    "control": Title(zh="导调", en="exercise control"),
}
DRILL_EVENTS: Mapping[str, Title] = {
    "begin": Title(zh="演练开始", en="drill begins"),
    "end": Title(zh="演练结束", en="drill ends"),
    "attack.begins": Title(zh="攻击步骤开始", en="attack step begins"),
    "attack.ends": Title(zh="攻击步骤结束", en="attack step ends"),
    "attack.lost": Title(zh="攻击方进程丢失", en="attacker's process lost"),
    "attack.stopped": Title(zh="攻击步骤受阻", en="attack step stopped"),
    "alert": Title(zh="告警", en="alert"),
    "playbook": Title(zh="预案启动", en="playbook begins"),
    "gate": Title(zh="审批", en="gate"),
    "response": Title(zh="处置动作", en="response"),
    "report": Title(zh="上报", en="report made"),
    "restored": Title(zh="数据恢复", en="data restored"),
    "traced": Title(zh="水印溯源", en="copy traced"),
    "inject": Title(zh="导调注入", en="inject"),
    "operator": Title(zh="正常操作", en="operator's act"),
    "decision": Title(zh="决策", en="decision"),
    "control": Title(zh="导调", en="exercise control"),
    "joined": Title(zh="加入角色", en="role taken"),
    "left": Title(zh="离开角色", en="role left"),
}
ADVICE: Mapping[str, Title] = {
    "undetected": Title(
        zh="步骤{steps}（{techniques}）没有任何告警：补充这些技术的检测规则。",
        en="No alert told of {steps} ({techniques}): write detections for these techniques.",
    ),
    "slow": Title(
        zh="步骤{steps}在开始{delay}后才告警：缩短检测间隔或放宽阈值。",
        en="{steps} was told of only after {delay}: look more often, or at less.",
    ),
    "gates": Title(
        zh="审批“{gates}”超时无人答复：明确值守与授权，或改为超时即执行。",
        en="Nobody answered at {gates} in time: say who is on duty and may decide, or let it go on.",
    ),
    "after": Title(
        zh="遏制之后步骤{steps}仍然奏效：检查遏制范围。",
        en="{steps} still took effect after containment: look at how far it reaches.",
    ),
    "late": Title(
        zh="事件为{level}，须在发现后{within}内上报，而实际未按时：预先备好报告要素和联系渠道。",
        en="The incident was {level} and had to be reported within {within}: have what a report needs at hand.",
    ),
    "false_alarms": Title(
        zh="有{count}条误报：登记这些正常行为，使其不再告警。",
        en="{count} false alarms: write down what is usual, so that it is quiet.",
    ),
    "false_responses": Title(
        zh="有{count}次误处置影响了正常业务：为该动作增加审批。",
        en="{count} responses hit those who did nothing: put a gate before that action.",
    ),
    "harm": Title(
        zh="损害主要为{figure} {value}：将其对应环节列为优先整改项。",
        en="The harm is above all {figure} {value}: begin there.",
    ),
    "well": Title(
        zh="未见明显短板：提高难度后再次演练。", en="Nothing stands out: drill again, harder."
    ),
}
