# Residents who do not exist, household by household, for the guided tour and for tests that
# must know the truth. Their numbers pass every check and carry real region codes, those in
# force when they were born (GB/T 2260 and its history), as registers do.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .generated_numbers import Generator, resident_numbers

__all__ = ["REGIONS", "TODAY", "People", "full_names", "mobiles", "people"]

# The day the generated registers were drawn up, so that ages do not move with the clock.
TODAY = np.datetime64("2026-01-01")

# City, county, code now, the birth year it holds from, and the code before that year.
REGIONS = (
    ("西安市", "新城区", 610102, 0, 0),
    ("西安市", "碑林区", 610103, 0, 0),
    ("西安市", "莲湖区", 610104, 0, 0),
    ("西安市", "灞桥区", 610111, 0, 0),
    ("西安市", "未央区", 610112, 0, 0),
    ("西安市", "雁塔区", 610113, 0, 0),
    ("西安市", "临潼区", 610115, 1998, 610123),
    ("西安市", "长安区", 610116, 2003, 610121),
    ("西安市", "高陵区", 610117, 2015, 610126),
    ("西安市", "鄠邑区", 610118, 2017, 610125),
    ("西安市", "蓝田县", 610122, 0, 0),
    ("铜川市", "王益区", 610202, 0, 0),
    ("宝鸡市", "金台区", 610303, 0, 0),
    ("咸阳市", "秦都区", 610402, 0, 0),
    ("渭南市", "临渭区", 610502, 1995, 612101),
    ("渭南市", "蒲城县", 610526, 1995, 612128),
    ("延安市", "宝塔区", 610602, 1997, 612601),
    ("汉中市", "汉台区", 610702, 1997, 612301),
    ("榆林市", "榆阳区", 610802, 2000, 612701),
    ("安康市", "汉滨区", 610902, 2001, 612401),
)
_REGION_WEIGHTS = np.array([6] * 11 + [2] * 9) / (6 * 11 + 2 * 9)

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
)
_DOUBLE_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "令狐")
_MALE = "伟强磊军勇杰涛超明刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林建文志海国峰东博瑞晨轩"
_FEMALE = "芳娜敏静丽艳娟霞秀燕玲桂英梅婷雪慧莹洁琳颖红玉兰萍倩雯佳琪欣怡悦涵梦瑶晓春蕾薇"
_ETHNICITIES = ("汉", "回", "满", "蒙古", "藏", "土家")
_ETHNICITY_WEIGHTS = (0.962, 0.02, 0.008, 0.005, 0.003, 0.002)
_EDUCATION = ("小学", "初中", "高中", "中专", "大专", "本科", "硕士研究生")
_EDUCATION_WEIGHTS = (0.16, 0.3, 0.16, 0.06, 0.15, 0.15, 0.02)
_MOBILE_PREFIXES = (
    *("133", "134", "135", "136", "137", "138", "139", "147", "150", "151", "152", "153"),
    *("155", "156", "157", "158", "159", "166", "173", "176", "177", "178", "180", "181"),
    *("182", "183", "185", "186", "187", "188", "189", "191", "193", "198", "199"),
)
_STREETS = ("解放路", "长乐路", "友谊路", "朱雀大街", "文艺路", "丰庆路", "太白路", "建设路")
_ESTATES = ("锦绣花园", "阳光小区", "绿地新城", "枫林苑", "紫薇家园", "曲江华府")
_VILLAGES = ("东党村", "李家堡村", "上塬村", "南窑村", "柳林村", "石桥村")
_TOWNS = ("陈庄镇", "马额镇", "甘井镇", "孙镇", "王曲镇")


@dataclass(frozen=True, slots=True)
class People:
    """Columns of residents, all of one length; people of one household follow each other.

    `births` are YYYYMMDD; a mobile is "" where somebody has none. `regions` index REGIONS.
    """

    names: Sequence[str]
    men: npt.NDArray[np.bool_]
    births: npt.NDArray[np.int64]
    ages: npt.NDArray[np.int64]
    regions: npt.NDArray[np.int64]
    numbers: Sequence[str]
    mobiles: Sequence[str]
    addresses: Sequence[str]
    ethnicities: Sequence[str]
    marital: Sequence[str]
    education: Sequence[str]
    households: npt.NDArray[np.int64]


def people(count: int, rng: Generator) -> People:
    """That many residents; `households` number from 0, the first of each is an adult."""
    sizes = rng.choice([1, 2, 3, 4, 5], size=count, p=[0.2, 0.25, 0.3, 0.17, 0.08])
    households = np.repeat(np.arange(count), sizes)[:count]
    heads = np.r_[True, households[1:] != households[:-1]]
    ages = np.minimum(rng.triangular(0, 38, 97, size=count).astype(np.int64), 96)
    ages = np.where(heads & (ages < 22), ages + 22, ages)
    days = TODAY - (ages * 365.2425 + rng.integers(1, 365, size=count)).astype("timedelta64[D]")
    births = np.char.replace(np.datetime_as_string(days, unit="D"), "-", "").astype(np.int64)
    homes = rng.choice(len(REGIONS), size=count, p=_REGION_WEIGHTS)[households]
    men = rng.random(count) < 0.51
    return People(
        names=full_names(men, rng),
        men=men,
        births=births,
        ages=ages,
        regions=homes,
        numbers=resident_numbers(_codes(homes, births), births, men, rng),
        mobiles=np.where(
            (ages >= 14) & (rng.random(count) < 0.97), mobiles(count, rng), ""
        ).tolist(),
        addresses=_addresses(homes, households, rng),
        ethnicities=rng.choice(_ETHNICITIES, size=count, p=_ETHNICITY_WEIGHTS).tolist(),
        marital=_marital(ages, rng),
        education=_education(ages, rng),
        households=households,
    )


def full_names(men: npt.NDArray[np.bool_], rng: Generator) -> list[str]:
    """Personal names, surname first: common surnames are more common, a few have two characters."""
    count = len(men)
    rarity = 1 / (np.arange(len(_SURNAMES)) + 8)
    surnames = np.array(list(_SURNAMES))[
        rng.choice(len(_SURNAMES), size=count, p=rarity / rarity.sum())
    ]
    doubles = np.array(_DOUBLE_SURNAMES)[rng.integers(0, len(_DOUBLE_SURNAMES), size=count)]
    surnames = np.where(rng.random(count) < 0.004, doubles, surnames)
    first, second = (
        np.where(men, rng.choice(list(_MALE), size=count), rng.choice(list(_FEMALE), size=count))
        for _ in range(2)
    )
    second = np.where(rng.random(count) < 0.16, "", second)
    return np.char.add(np.char.add(surnames, first), second).tolist()  # type: ignore[no-any-return]  # numpy types tolist as Any


def mobiles(count: int, rng: Generator) -> list[str]:
    """Mobile numbers of 11 digits in ranges that are in use."""
    prefixes = rng.integers(0, len(_MOBILE_PREFIXES), size=count).tolist()
    tails = rng.integers(0, 10**8, size=count).tolist()
    return [
        f"{_MOBILE_PREFIXES[prefix]}{tail:08d}"
        for prefix, tail in zip(prefixes, tails, strict=True)
    ]


def _codes(regions: npt.NDArray[np.int64], births: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    now, since, before = np.array([row[2:] for row in REGIONS]).T
    current = births // 10_000 >= since[regions]
    return np.asarray(np.where(current, now[regions], before[regions]), np.int64)


def _addresses(
    regions: npt.NDArray[np.int64], households: npt.NDArray[np.int64], rng: Generator
) -> list[str]:
    """Each household's address, once for every member: flats in districts, groups in counties."""
    starts = np.flatnonzero(np.r_[True, households[1:] != households[:-1]])
    draws = rng.integers(0, 10_000, size=(len(starts), 5)).tolist()
    homes = [
        _address(region, draw) for region, draw in zip(regions[starts].tolist(), draws, strict=True)
    ]
    return [homes[household] for household in households.tolist()]


def _address(region: int, draw: list[int]) -> str:
    city, county = REGIONS[region][:2]
    place, number, building, floor, door = draw
    if county.endswith("县"):
        town, village = _TOWNS[place % len(_TOWNS)], _VILLAGES[number % len(_VILLAGES)]
        return f"陕西省{city}{county}{town}{village}{building % 9 + 1}组{door % 120 + 1}号"
    street, estate = _STREETS[place % len(_STREETS)], _ESTATES[number % len(_ESTATES)]
    return (
        f"陕西省{city}{county}{street}{number % 300 + 1}号{estate}"
        f"{building % 20 + 1}号楼{place % 4 + 1}单元{floor % 26 + 1:02d}{door % 4 + 1:02d}室"
    )


def _marital(ages: npt.NDArray[np.int64], rng: Generator) -> list[str]:
    states = rng.choice(
        ["已婚", "未婚", "离异", "丧偶"], size=len(ages), p=[0.74, 0.18, 0.05, 0.03]
    )
    return np.where(ages < 22, "未婚", states).tolist()  # type: ignore[no-any-return]  # numpy types tolist as Any


def _education(ages: npt.NDArray[np.int64], rng: Generator) -> list[str]:
    grades = rng.choice(_EDUCATION, size=len(ages), p=_EDUCATION_WEIGHTS)
    return np.where(ages < 7, "", np.where(ages < 16, "小学", grades)).tolist()  # type: ignore[no-any-return]  # numpy types tolist as Any
