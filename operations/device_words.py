# What is said of device tests in both languages.
from __future__ import annotations

from policies import Title
from range.device_bench import Group, Outcome

__all__ = ["DEVICE_GROUPS", "DEVICE_OUTCOMES", "DEVICE_PAGE"]

DEVICE_GROUPS: dict[Group, Title] = {
    "conformance": Title(zh="协议一致性", en="conformance"),
    "anomaly": Title(zh="异常输入", en="anomalies"),
    "sessions": Title(zh="会话耗尽", en="sessions"),
    "exposure": Title(zh="信息泄露与访问控制", en="exposure"),
}
DEVICE_OUTCOMES: dict[Outcome, Title] = {
    "fail": Title(zh="不通过", en="fails"),
    "weak": Title(zh="薄弱项", en="weak"),
    "pass": Title(zh="通过", en="passes"),
}
DEVICE_PAGE = {
    "title": Title(zh="设备安全检测报告", en="Device security test"),
    "skip": Title(zh="跳到正文", en="Skip to the content"),
    "target": Title(zh="被测设备", en="Device"),
    "protocol": Title(zh="协议", en="Protocol"),
    "seed": Title(zh="随机种子", en="Seed"),
    "written": Title(zh="生成时间", en="Written"),
    "notice": Title(
        zh=(
            "判定准则：每个用例之后，同一连接上的合法请求须得到正确应答，或该连接被正常关闭；"
            "新连接上的合法请求也须得到应答。仅仅“仍在运行”不算通过。"
        ),
        en=(
            "The oracle: after each case a valid request must succeed on the same connection, or "
            "that connection be closed cleanly, and one must succeed on a new connection. A device "
            "that merely lives on has not passed."
        ),
    ),
    "overview": Title(zh="总体结果", en="Overview"),
    "cases": Title(zh="用例", en="Cases"),
    "case": Title(zh="编号", en="Case"),
    "what": Title(zh="内容", en="What"),
    "group": Title(zh="类别", en="Group"),
    "outcome": Title(zh="结果", en="Outcome"),
    "why": Title(zh="说明", en="Why"),
    "source": Title(zh="依据", en="Source"),
    "frames": Title(zh="报文", en="What passed"),
    "again": Title(
        zh="复现单个用例：tongguan range test-device {target} --protocol {protocol} --seed {seed} --case 编号",
        en="To play one case again: tongguan range test-device {target} --protocol {protocol} --seed {seed} --case N",
    ),
    "census": Title(zh="开放端口普查", en="Other services that answer"),
    "no_census": Title(zh="未发现其他开放端口", en="none"),
    "declared": Title(zh="已声明", en="declared"),
    "undeclared": Title(zh="未声明", en="not declared"),
    "nothing": Title(zh="无", en="none"),
    "opened": Title(zh="建立", en="opened"),
    "sent": Title(zh="发送", en="sent"),
    "received": Title(zh="收到", en="received"),
    "closed": Title(zh="关闭", en="closed"),
    "passed": Title(zh="全部用例通过", en="All cases pass"),
}
