# What the range's labs refuse, in Chinese beside the English that is raised.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["RANGE_REFUSALS"]

RANGE_REFUSALS: Mapping[str, str] = {
    "a lab stays up in loopback or netns, not in memory": (
        "靶场常驻只能用loopback或netns方式，不能用memory"
    ),
    "there is no lab {name}, there are {known}": "没有靶场{name}；现有：{known}",
    "say which lab (see `range status`), or --all": "请指明靶场编号（见`range status`），或用--all",
    "the lab's process was ended from outside": "靶场进程被外部终止",
    "no network namespace is to be had here ({reason}): run as root, or have user namespaces "
    "allowed (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone)": (
        "本机无法创建网络命名空间（{reason}）：请以root运行，或允许用户命名空间"
        "（sysctl user.max_user_namespaces、kernel.unprivileged_userns_clone）"
    ),
    "no further network namespace is to be had here ({reason})": (
        "本机无法再创建网络命名空间（{reason}）"
    ),
    "this kernel makes no pairs of virtual cables (veth; CONFIG_VETH): {reason}": (
        "本机内核不支持虚拟网线对（veth，CONFIG_VETH）：{reason}"
    ),
    "this kernel makes no bridges (CONFIG_BRIDGE): {reason}": (
        "本机内核不支持网桥（CONFIG_BRIDGE）：{reason}"
    ),
    "nft is not installed, and without it zones would not be apart: install nftables (apt-get "
    "install nftables), or run on loopback": (
        "未安装nft，无法隔离各区域：请安装nftables（apt-get install nftables），或改用loopback方式"
    ),
    "the kernel does not take the zone policy (nftables): {reason}": (
        "内核不接受区域策略（nftables）：{reason}"
    ),
    # Devices under test.
    "{host} is neither this machine's loopback nor a lab's address ({lab}): a device test attacks "
    "what it is pointed at, so no other address is taken": (
        "{host}既不是本机回环地址，也不是靶场地址（{lab}）：设备检测会攻击所指对象，不接受其他地址"
    ),
    "{target} is no HOST:PORT, as 127.0.0.1:502": "{target}不是“主机:端口”，如127.0.0.1:502",
    "there is no case {number}, there are 1 to {last}": "没有用例{number}；现有1至{last}",
    "nothing answers at {host}:{port}; start the device, then test it": (
        "{host}:{port}无应答；请先启动设备再检测"
    ),
    "no lab with a host at {host} is up; see `range status`, `range up`": (
        "没有运行中的靶场含主机{host}；见`range status`、`range up`"
    ),
    # Reports.
    "{path} is gone; a report needs the run as it was kept": (
        "{path}已不在；生成报告需要当时保存的演练结果"
    ),
    "{path} is not what was recorded; no report is made of it": (
        "{path}与登记的内容不符，不予生成报告"
    ),
    "a report as PDF needs typst: pip install 'tongguan[reports]'; the page (.html) does not": (
        "生成PDF报告需要typst：pip install 'tongguan[reports]'；网页报告（.html）不需要"
    ),
    "no font with Chinese characters is on this machine: install one (Debian: fonts-noto-cjk), "
    "such as {fonts}": "本机没有含汉字的字体：请安装（Debian：fonts-noto-cjk），如{fonts}",
}
