# Names of companies, offices, clubs, schools and other bodies, drawn from lists.
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from generate import Maker


def organisation(maker: Maker) -> str:
    """The name of a company, an office, a club, a school or another body."""
    chance = maker.rng.random()
    place = maker.pick(
        [
            maker.pick(maker.short),
            maker.pick(maker.counties),
            maker.pick(maker.named),
            "中国",
            "陕西",
            "北京",
            "",
        ]
    )
    if chance < 0.26:
        # 华为技术有限公司, 西安金辉置业有限公司
        own = maker.rng.random() < 0.35
        return (
            (maker.pick(maker.lists["brand"]) if own else place + _brandish(maker))
            + maker.pick(maker.lists["industry"] + ["技术", "技术", "国际", ""])
            + maker.pick(maker.lists["org_end"])
        )
    if chance < 0.31:
        where = maker.pick(["中国", "全国", "中华", place, place])
        return where + maker.pick(maker.lists["field"]) + maker.pick(maker.lists["field_end"])
    if chance < 0.34:
        named = maker.pick(
            maker.lists["brand"] if maker.rng.random() < 0.4 else maker.lists["name_word"]
        )
        return named + maker.pick(maker.lists["shop"])
    if chance < 0.38:
        return _brandish(maker) + maker.pick(
            ["公司", "集团", "银行", "证券", "基金", "股份", "医院", "学院"]
        )
    if chance < 0.5:
        return (place or "市") + maker.pick(maker.lists["county_org"])
    if chance < 0.62:
        # 广东省文化厅, 辽阳市看守所
        row = maker.pick(maker.regions)
        return row[min(maker.rng.randrange(2), len(row) - 1)] + maker.pick(
            maker.lists["province_org"]
        )
    if chance < 0.72:
        return maker.pick(maker.lists["agency"])
    if chance < 0.79:
        return maker.pick(maker.lists["short_org"])
    if chance < 0.87:
        return maker.pick(maker.lists["club"] + maker.lists["club2"])
    if chance < 0.91:
        return maker.by_syllables() + maker.pick(
            ["公司", "大学", "队", "俱乐部", "集团", "银行", "基金会"]
        )
    return maker.pick(maker.known_orgs)


def _brandish(maker: Maker) -> str:
    return maker.pick(maker.lists["name_word"]) if maker.rng.random() < 0.7 else maker.given(2)
