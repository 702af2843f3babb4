# What is said of controllers with tags, of attacks below TCP and of what a lab lacks, in Chinese.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["PLANT_REFUSALS"]

PLANT_REFUSALS: Mapping[str, str] = {
    "host {host}: a tag is a point of the plant or a setting, one of them": (
        "主机{host}：变量或为测点，或为设定值，二者取一"
    ),
    "host {host}: tag {at} is given twice": "主机{host}：变量{at}重复",
    "host {host}: {at} is no place of memory, as DB1.DBD0 or M10.3": (
        "主机{host}：{at}不是存储区地址（如DB1.DBD0、M10.3）"
    ),
    "this machine does not let the lab or its drill go on: {reason}": "本机无法建立靶场或继续演练：{reason}",
}
