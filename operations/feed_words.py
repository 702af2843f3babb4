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
    "{count} requests came faster than they were read: they are lost": (
        "{count}个请求来得比读取快：已丢失"
    ),
    "{count} connections were turned away, as too many are open at once": (
        "同时打开的连接过多：{count}个连接被拒绝"
    ),
    "{text} is no address to listen at: HOST:PORT, as 127.0.0.1:1344": (
        "{text}不是监听地址：应为HOST:PORT，如127.0.0.1:1344"
    ),
    "{address} can be reached from other machines: this takes a token": (
        "{address}可被其他机器访问：须使用令牌"
    ),
    "{address} cannot be listened at: {problem}": "无法在{address}监听：{problem}",
    "another program listens there": "该地址已被其他程序占用",
    "this machine has no such address": "本机没有该地址",
    "{path} cannot be read: a file with the token is expected": "无法读取{path}：应为令牌文件",
    "{path} holds no token: {least} to {most} letters and digits": (
        "{path}中没有令牌：应为{least}至{most}个字母或数字"
    ),
    "is too large to be read as one document": "文件过大，无法作为一个文档读取",
    "is no whole document of JSON": "不是完整的JSON文档",
    "{count} requests in it cannot be read": "其中{count}个请求无法读取",
    "the interface is down: nothing comes from it": "接口已关闭：收不到任何数据",
    "{count} packets came faster than they were read: they are lost": (
        "{count}个数据包来得比读取快：已丢失"
    ),
    "{count} connections were let go, as too many are open at once": (
        "同时打开的连接过多：{count}个连接已放弃"
    ),
}
