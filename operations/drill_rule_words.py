# What the rules of a drill's detectors and the acts of its defence team are called, in both languages. In
# reports the id stands behind, since drills and packs are written with it.
from __future__ import annotations

from collections.abc import Mapping

from policies import Title

__all__ = ["DETECTORS", "DRILL_ACTS", "DRILL_RULES"]

DRILL_ACTS: Mapping[str, Title] = {
    "block-source": Title(zh="隔离来源主机", en="cut the source off"),
    "block-destination": Title(zh="阻断去向", en="block the destination"),
    "filter-writes": Title(zh="只许读取", en="let only reads through"),
    "disable-account": Title(zh="停用账号", en="disable the account"),
    "restore-settings": Title(zh="恢复设定值", en="restore the settings"),
    "restore-data": Title(zh="从备份恢复数据", en="restore the data"),
    "trace-copy": Title(zh="水印溯源并停用账号", en="trace the copy, disable its account"),
    "guard-addresses": Title(zh="绑定地址", en="guard addresses"),
    "report": Title(zh="上报主管部门", en="report to the authority"),
}
DRILL_RULES: Mapping[str, Title] = {
    "account-new-place": Title(zh="账号在新主机登录", en="account in a new place"),
    "admin-new-place": Title(zh="新主机执行管理操作", en="administered from a new place"),
    "arp-spoof": Title(zh="冒用地址（ARP）", en="address claimed by another (ARP)"),
    "arp-sweep": Title(zh="地址扫描（ARP）", en="sweep by ARP"),
    "bulk-read": Title(zh="批量读取", en="read in bulk"),
    "dns-new-server": Title(zh="访问新的域名服务器", en="new name server"),
    "dns-tunnel": Title(zh="疑似DNS隧道", en="tunnel in DNS"),
    "half-open-scan": Title(zh="半开扫描", en="half-open scan"),
    "history-new-reader": Title(zh="新主机读取历史数据", en="new reader of history"),
    "iec104-command-burst": Title(zh="IEC 104命令密集", en="burst of IEC 104 commands"),
    "iec104-new-commander": Title(zh="新主站下发IEC 104命令", en="new commander (IEC 104)"),
    "iec104-new-master": Title(zh="新的IEC 104主站", en="new master (IEC 104)"),
    "iec104-substitution": Title(zh="测量值被替代（IEC 104）", en="values substituted (IEC 104)"),
    "modbus-identification": Title(
        zh="读取设备标识（Modbus）", en="device asked who it is (Modbus)"
    ),
    "modbus-new-reader": Title(zh="新主站读取（Modbus）", en="new reader (Modbus)"),
    "modbus-new-writer": Title(zh="新主站写入（Modbus）", en="new writer (Modbus)"),
    "modbus-value-jump": Title(
        zh="写入值超出常态（Modbus）", en="value out of what is usual (Modbus)"
    ),
    "modbus-write-burst": Title(zh="写入密集（Modbus）", en="burst of writes (Modbus)"),
    "opcua-new-client": Title(zh="新的OPC UA客户端", en="new client (OPC UA)"),
    "opcua-new-writer": Title(zh="新客户端写入（OPC UA）", en="new writer (OPC UA)"),
    "open-search": Title(zh="未登录取得数据", en="rows without a sign-in"),
    "s7-identification": Title(zh="读取设备标识（S7）", en="device asked who it is (S7)"),
    "s7-mode-change": Title(zh="控制器启停（S7）", en="controller started or stopped (S7)"),
    "s7-new-reader": Title(zh="新主机读取（S7）", en="new reader (S7)"),
    "s7-new-writer": Title(zh="新主机写入（S7）", en="new writer (S7)"),
    "scan": Title(zh="扫描", en="scan"),
    "session-flood": Title(zh="会话耗尽", en="sessions exhausted"),
    "sign-in-failures": Title(zh="登录失败频繁", en="failed sign-ins"),
    "upload-new-place": Title(zh="向新去向上传", en="upload to a new place"),
    "data.sent-out": Title(zh="批量传出分级数据", en="graded data sent out in bulk"),
    "data.masked-copy-sent": Title(zh="传出脱敏副本", en="a masked copy sent out"),
    "data.interface-returns-too-much": Title(
        zh="数据接口返回过多分级数据", en="an interface returns too much graded data"
    ),
    "dns.tunnel": Title(zh="疑似DNS隧道", en="what seems a tunnel in DNS"),
    "model.dns-tunnel": Title(zh="疑似DNS隧道（模型）", en="tunnel in DNS (model)"),
    "sign-in.guessing": Title(zh="口令猜测", en="passwords being guessed"),
    "sign-in.guessed": Title(zh="口令被猜中", en="a password that was guessed"),
    "plant.write-from-new-master": Title(
        zh="新主站向工控设备写入", en="writes to a device from a new master"
    ),
    "plant.probing": Title(zh="试探工控设备", en="a device being probed"),
}
DETECTORS: Mapping[str, Title] = {
    "range": Title(zh="靶场自带", en="the range's own"),
    "monitor": Title(zh="监测", en="the monitor"),
    "both": Title(zh="监测与靶场自带", en="the monitor and the range's own"),
}
