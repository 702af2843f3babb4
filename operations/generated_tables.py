# What stands in the registers of a city's departments: each function gives a register's
# columns for one block of residents, in the order of its layout. Near misses are meant:
# serial numbers of 18 digits, dates that are nobody's birth, mistyped numbers.
from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .generated_numbers import Generator, bank_cards, credit_codes, vehicle_numbers
from .generated_people import REGIONS, TODAY, People, full_names, mobiles

__all__ = [
    "Columns",
    "customers",
    "devices",
    "enterprises",
    "households",
    "insured",
    "outpatients",
    "pipes",
    "residents",
    "retired",
    "stations",
    "vehicles",
]

Columns = Sequence[Sequence[str] | Sequence[int] | Sequence[float]]


def residents(people: People, first: int, rng: Generator) -> Columns:
    """The population register, one row a resident."""
    count = len(people.names)
    former = [
        name if draw < 0.02 else ""
        for name, draw in zip(full_names(people.men, rng), rng.random(count).tolist(), strict=True)
    ]
    return (
        range(first + 1, first + count + 1),
        people.names,
        former,
        people.numbers,
        _sexes(people),
        [str(birth) for birth in people.births.tolist()],
        people.ethnicities,
        people.marital,
        people.education,
        people.addresses,
        people.mobiles,
        _household_numbers(people, first),
    )


def households(people: People, first: int, rng: Generator) -> Columns:
    """The household register, one row a household."""
    heads, sizes = np.unique(people.households, return_index=True, return_counts=True)[1:]
    numbers = _household_numbers(people, first)
    kinds = rng.choice(["家庭户", "集体户"], size=len(heads), p=[0.95, 0.05]).tolist()
    return (
        [numbers[head] for head in heads.tolist()],
        [people.names[head] for head in heads.tolist()],
        [people.numbers[head] for head in heads.tolist()],
        kinds,
        sizes.tolist(),
        [people.addresses[head] for head in heads.tolist()],
        [f"7{10_000 + region * 13:05d}" for region in people.regions[heads].tolist()],
    )


_WARDS = {
    "内科": (
        "原发性高血压",
        "2型糖尿病",
        "急性上呼吸道感染",
        "慢性胃炎",
        "冠状动脉粥样硬化性心脏病",
    ),
    "外科": ("急性阑尾炎", "腹股沟疝", "胆囊结石伴慢性胆囊炎", "甲状腺结节"),
    "骨科": ("腰椎间盘突出症", "桡骨骨折", "膝骨关节炎"),
    "感染科": ("慢性乙型病毒性肝炎", "肺结核", "带状疱疹"),
    "精神科": ("抑郁发作", "焦虑障碍", "精神分裂症"),
    "儿科": ("支气管肺炎", "手足口病", "小儿腹泻"),
}


def outpatients(people: People, first: int, rng: Generator) -> Columns:
    """Visits to hospitals; some residents come often, others not at all."""
    count, sexes = len(people.names), _sexes(people)
    seen = rng.integers(0, count, size=count).tolist()
    days = (TODAY - rng.integers(1, 360, size=count).astype("timedelta64[D]")).astype(str).tolist()
    wards = rng.choice(list(_WARDS), size=count).tolist()
    draws = rng.integers(0, 60, size=count).tolist()
    doctors = full_names(rng.random(40) < 0.5, rng)
    # One number in five hundred is mistyped, as at any counter.
    slips = (rng.random(count) < 0.002).tolist()
    numbers = [
        people.numbers[each][:-1] + "3" if slip else people.numbers[each]
        for each, slip in zip(seen, slips, strict=True)
    ]
    return (
        [f"{day.replace('-', '')}{first + place:010d}" for place, day in enumerate(days, start=1)],
        [people.names[each] for each in seen],
        numbers,
        [sexes[each] for each in seen],
        people.ages[seen].tolist(),
        [people.mobiles[each] for each in seen],
        days,
        wards,
        [_WARDS[ward][draw % len(_WARDS[ward])] for ward, draw in zip(wards, draws, strict=True)],
        [doctors[draw % len(doctors)] for draw in draws],
        [round(cost, 2) for cost in rng.gamma(2.0, 90.0, size=count).tolist()],
    )


_TRADES = ("商贸", "科技", "餐饮管理", "建筑工程", "物流", "医药", "农业开发", "机械制造")
_BRANDS = ("秦岭", "渭河", "长安", "华泰", "金诚", "宏远", "瑞丰", "天工", "大唐", "丰源")
_FORMS = ("有限公司", "有限责任公司", "股份有限公司")


def _employers(count: int, rng: Generator) -> tuple[list[str], list[str]]:
    """Names and credit codes of as many enterprises."""
    regions = rng.integers(0, len(REGIONS), size=count)
    draws = rng.integers(0, 1_000, size=(count, 4)).tolist()
    names = [
        f"{REGIONS[region][0].removesuffix('市')}{_BRANDS[a % 10]}{_BRANDS[b % 10][0]}"
        f"{_TRADES[c % 8]}{_FORMS[d % 3]}"
        for region, (a, b, c, d) in zip(regions.tolist(), draws, strict=True)
    ]
    codes = np.array([row[2] for row in REGIONS])[regions]
    return names, credit_codes(codes, rng)


def insured(people: People, first: int, rng: Generator) -> Columns:
    """Insured employees, with employer and account."""
    adults = np.flatnonzero((people.ages >= 18) & (people.ages < 60))[::4].tolist()
    sexes = _sexes(people)
    names, codes = _employers(max(1, len(adults) // 12), rng)
    employers = rng.integers(0, len(names), size=len(adults)).tolist()
    mails = rng.integers(0, 10**7, size=len(adults)).tolist()
    return (
        [str(first + each + 1) for each in adults],
        [people.names[each] for each in adults],
        [people.numbers[each] for each in adults],
        [sexes[each] for each in adults],
        [people.ethnicities[each] for each in adults],
        [names[employer] for employer in employers],
        [codes[employer] for employer in employers],
        [people.mobiles[each] for each in adults],
        [f"user{mail:07d}@mail.example.cn" for mail in mails],
        bank_cards(len(adults), rng),
        [str(base) for base in (rng.integers(42, 220, size=len(adults)) * 100).tolist()],
    )


def retired(people: People, first: int, rng: Generator) -> Columns:
    """Pensioners, with the account their pension goes to."""
    old = np.flatnonzero(people.ages >= 60)[::4].tolist()
    months = rng.integers(1, 13, size=len(old)).tolist()
    births = people.births[old].tolist()
    return (
        [str(first + each + 1) for each in old],
        [people.names[each] for each in old],
        [people.numbers[each] for each in old],
        [
            f"{birth // 10_000 + 60}-{month:02d}"
            for birth, month in zip(births, months, strict=True)
        ],
        [people.mobiles[each] for each in old],
        [people.addresses[each] for each in old],
        bank_cards(len(old), rng),
    )


def enterprises(people: People, _first: int, rng: Generator) -> Columns:
    """Enterprises with their legal representatives."""
    adults = np.flatnonzero(people.ages >= 22)[::20]
    chosen, count = adults.tolist(), len(adults)
    names, codes = _employers(count, rng)
    phones = rng.integers(0, 10**7, size=count).tolist()
    founded = (TODAY - rng.integers(30, 9_000, size=count).astype("timedelta64[D]")).astype(str)
    return (
        names,
        codes,
        [people.names[each] for each in chosen],
        [people.numbers[each] for each in chosen],
        [people.addresses[each] for each in chosen],
        [f"029-8{phone:07d}" for phone in phones],
        rng.choice([10, 50, 100, 200, 500, 1_000, 5_000], size=count).tolist(),
        founded.tolist(),
        rng.choice(["存续", "在业", "注销", "吊销"], size=count, p=[0.6, 0.3, 0.08, 0.02]).tolist(),
    )


def vehicles(people: People, _first: int, rng: Generator) -> Columns:
    """Motor vehicles and their keepers."""
    adults = np.flatnonzero(people.ages >= 20)[::3].tolist()
    count = len(adults)
    letters = rng.choice(list("ABCDEFGHJK"), size=count).tolist()
    electric = (rng.random(count) < 0.25).tolist()
    tails = rng.integers(0, 10**5, size=count).tolist()
    registered = (TODAY - rng.integers(30, 5_000, size=count).astype("timedelta64[D]")).astype(str)
    return (
        [
            f"陕{letter}{'D' if new else ''}{tail:05d}"
            for letter, new, tail in zip(letters, electric, tails, strict=True)
        ],
        ["小型新能源汽车" if new else "小型汽车" for new in electric],
        [people.names[each] for each in adults],
        [people.numbers[each] for each in adults],
        vehicle_numbers(count, rng),
        [people.mobiles[each] for each in adults],
        registered.tolist(),
    )


def pipes(people: People, first: int, rng: Generator) -> Columns:
    """Sections of the water supply network: what annex G of GB/T 43697 has in mind."""
    count = max(1, len(people.names) // 25)
    serials = range(first // 25 + 1, first // 25 + count + 1)
    places = _places(count, rng)
    return (
        [f"GD{serial:08d}" for serial in serials],
        rng.choice([100, 200, 300, 600, 800, 1_200], size=count).tolist(),
        rng.choice(["球墨铸铁", "钢管", "PE管"], size=count).tolist(),
        [f"{east:.6f},{north:.6f}" for east, north in places],
        [f"供水管网竣工图-{serial % 400 + 1:04d}.dwg" for serial in serials],
        np.round(rng.uniform(0.8, 3.5, size=count), 2).tolist(),
        rng.integers(1985, 2025, size=count).tolist(),
    )


def stations(people: People, first: int, rng: Generator) -> Columns:
    """Hydrological stations with what they measured."""
    count = max(1, len(people.names) // 50)
    places = _places(count, rng)
    rivers = rng.choice(["渭河", "灞河", "沣河", "浐河", "泾河"], size=count).tolist()
    return (
        [f"SW{first // 50 + place:06d}" for place in range(1, count + 1)],
        [f"{river}{place % 30 + 1}号水文站" for place, river in enumerate(rivers)],
        [round(east, 6) for east, _ in places],
        [round(north, 6) for _, north in places],
        np.round(rng.uniform(350, 420, size=count), 2).tolist(),
        np.round(rng.gamma(2.0, 40.0, size=count), 1).tolist(),
    )


def devices(people: People, first: int, rng: Generator) -> Columns:
    """Control devices of the waterworks, with passwords that should not stand there."""
    count = max(1, len(people.names) // 100)
    draws = rng.integers(0, 256, size=(count, 8)).tolist()
    letters = np.array(list("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789#@!%"))
    return (
        [f"PLC-{first // 100 + place:05d}" for place in range(1, count + 1)],
        rng.choice(["加压泵站控制器", "水质在线监测仪", "调度工作站"], size=count).tolist(),
        [f"10.{a % 32}.{b}.{c % 254 + 1}" for a, b, c, *_ in draws],
        ["00:1B:{:02X}:{:02X}:{:02X}:{:02X}".format(*draw[3:7]) for draw in draws],
        [f"operator{draw[7]:03d}" for draw in draws],
        ["".join(row) for row in letters[rng.integers(0, len(letters), size=(count, 12))]],
    )


def customers(people: People, first: int, rng: Generator) -> Columns:
    """The waterworks' customers, one row a household."""
    heads = np.unique(people.households, return_index=True)[1].tolist()
    return (
        _household_meters(people, first, heads),
        [people.names[head] for head in heads],
        mobiles(len(heads), rng),
        [people.addresses[head] for head in heads],
        np.round(rng.gamma(3.0, 4.0, size=len(heads)), 1).tolist(),
    )


def _sexes(people: People) -> list[str]:
    return ["男" if man else "女" for man in people.men.tolist()]


def _household_numbers(people: People, first: int) -> list[str]:
    return [f"H{first + household:09d}" for household in people.households.tolist()]


def _household_meters(people: People, first: int, heads: list[int]) -> list[str]:
    return [f"YH{first + household:08d}" for household in people.households[heads].tolist()]


def _places(count: int, rng: Generator) -> list[tuple[float, float]]:
    """Longitudes and latitudes around Xi'an."""
    return list(
        zip(
            rng.uniform(108.6, 109.4, size=count).tolist(),
            rng.uniform(34.0, 34.6, size=count).tolist(),
            strict=True,
        )
    )
