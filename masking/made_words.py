# Names, mobile numbers and addresses that could be somebody's, put together from parts in
# common use. Nobody's in particular: parts are drawn, not taken from a register.
from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from .mask import mask
from .styles import HIDDEN

__all__ = ["SEGMENTS", "made_addresses", "made_mobiles", "made_names"]

Texts: TypeAlias = "pa.Array[Any]"
Words: TypeAlias = "npt.NDArray[np.uint64]"

_SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾萧田董潘袁蔡蒋余于杜叶程魏苏"
    "吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万"
)
_GIVEN = (
    "伟芳敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国文志海永春梅林云凤珍荣美燕玲萍辉鹏飞"
    "波斌宇浩凯俊峰健旭东阳帆鑫亮晨晓雪颖婷雅琪佳怡欣悦涵轩泽博雨思语嘉诗梦瑶琳倩雯慧洁莹晶丹宁"
    "立新兴振中德仁义礼智信勤恭良诚正直毅坚贞惠慈敬谦顺安康福瑞祥昌盛隆茂丰满"
)
SEGMENTS = (
    *("133", "134", "135", "136", "137", "138", "139", "147", "150", "151", "152", "153"),
    *("155", "156", "157", "158", "159", "166", "173", "175", "176", "177", "178", "180"),
    *("181", "182", "183", "184", "185", "186", "187", "188", "189", "191", "193", "198"),
    "199",
)
_ROADS = (
    *(
        "解放路",
        "人民路",
        "建设路",
        "中山路",
        "和平路",
        "新华路",
        "文化路",
        "胜利路",
        "光明路",
        "东风路",
    ),
    *(
        "长安路",
        "友谊路",
        "朝阳路",
        "迎宾路",
        "振兴路",
        "幸福路",
        "长江路",
        "黄河路",
        "花园路",
        "学府路",
    ),
)


def made_names(texts: Texts, words: Words) -> Texts:
    """Names in Chinese characters, of two where the name had two, of three otherwise."""
    surnames = _picked(_SURNAMES, words[:, 0] & np.uint64(0xFFFFFFFF))
    first = _picked(_GIVEN, words[:, 0] >> np.uint64(32))
    second = _picked(_GIVEN, words[:, 1] & np.uint64(0xFFFFFFFF))
    held: Any = texts
    short = pc.equal(pc.utf8_length(held), pa.scalar(2, pa.int32()))
    second = pc.if_else(short, pa.scalar("", pa.string()), second)
    return _joined(texts, surnames, first, second)


def made_mobiles(texts: Texts, words: Words) -> Texts:
    """Mobile numbers of 11 digits in segments that are in use, for whatever was there."""
    digits = pa.array((words[:, 1] % np.uint64(10**8)).astype(np.int64)).cast(pa.string())
    return _joined(texts, _picked(SEGMENTS, words[:, 0]), pc.utf8_lpad(digits, 8, "0"))


def made_addresses(texts: Texts, words: Words) -> Texts:
    """Addresses in the same county as far as it is told: a road, a number, a flat."""
    begin = mask(texts, "address")
    begin = pc.replace_substring_regex(begin, rf"{HIDDEN.replace('*', '[*]')}[*]?$", "")
    low, high = words[:, 0] >> np.uint64(8), words[:, 1]
    parts = [
        _picked(_ROADS, words[:, 0] & np.uint64(0xFF)),
        _counted(low, 400),
        "号",
        _counted(low >> np.uint64(16), 30),
        "栋",
        _counted(low >> np.uint64(32), 4),
        "单元",
        _counted(high, 26),
        pc.utf8_lpad(_counted(high >> np.uint64(16), 4), 2, "0"),
        "室",
    ]
    return _joined(texts, begin, *parts)


def _picked(parts: str | tuple[str, ...], numbers: Words) -> Texts:
    places = (numbers % np.uint64(len(parts))).astype(np.int64)
    return pa.array(list(parts)).take(pa.array(places, pa.int64()))


def _counted(numbers: Words, most: int) -> Texts:
    return pa.array((numbers % np.uint64(most)).astype(np.int64) + 1).cast(pa.string())


def _joined(texts: Texts, *parts: Any) -> Texts:
    """The parts one after the other, in the type of the column."""
    alike = [
        pa.scalar(part, texts.type) if isinstance(part, str) else part.cast(texts.type)
        for part in parts
    ]
    joined: Texts = pc.binary_join_element_wise(*alike, pa.scalar("", texts.type))
    return joined
