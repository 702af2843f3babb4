# What is lost of what is heard while it happens, and why something cannot be heard, in Chinese
# beside English.
from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["FEEDS"]

FEEDS: Final[Mapping[str, str]] = {
    "packets of {interface} cannot be read: this takes root or the right CAP_NET_RAW (setcap "
    "cap_net_raw+ep on the Python that runs this)": (
        "无法读取{interface}上的数据包：需要root或CAP_NET_RAW权限（对运行本程序的Python执行"
        "setcap cap_net_raw+ep）"
    ),
    "there is no interface {interface} here": "本机没有接口{interface}",
    "packets of {interface} cannot be read: the system has no memory for them or no support": (
        "无法读取{interface}上的数据包：系统内存不足或不支持"
    ),
    "the interface is down: nothing comes from it": "接口已关闭：收不到任何数据",
    "{count} packets came faster than they were read: they are lost": (
        "{count}个数据包来得比读取快：已丢失"
    ),
    "{count} connections were let go, as too many are open at once": (
        "同时打开的连接过多：{count}个连接已放弃"
    ),
}
