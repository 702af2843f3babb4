# Made-up persons for a drill's data sets, the same by the seed: no one of them exists. Each has
# an identity number of its own, by which a row is known wherever it turns up.
from __future__ import annotations

import datetime as dt
import random
from operator import mul

__all__ = ["Person", "make_people"]

Person = dict[str, str]

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰斌宇浩凯欣怡佳宁"
_DISTRICTS = {
    "610102": "新城区", "610103": "碑林区", "610104": "莲湖区", "610111": "灞桥区",
    "610112": "未央区", "610113": "雁塔区", "610116": "长安区",
}  # fmt: skip
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_FIRST_BIRTH = dt.date(1945, 1, 1).toordinal()
_DAYS = 22_000


def make_people(rows: int, seed: int) -> list[Person]:
    """So many persons: name, identity number, mobile, district.

    >>> first, again = make_people(2, 7), make_people(2, 7)
    >>> first == again, sorted(first[0])
    (True, ['district', 'id_number', 'mobile', 'name'])
    """
    rng = random.Random(f"people {seed}")  # noqa: S311  a drill must repeat
    people: list[Person] = []
    taken: set[str] = set()
    codes = tuple(_DISTRICTS)
    while len(people) < rows:
        code = rng.choice(codes)
        born = dt.date.fromordinal(_FIRST_BIRTH + rng.randrange(_DAYS))
        number = rng.randrange(1, 1000)
        body = f"{code}{born.year * 10_000 + born.month * 100 + born.day}{number:03}"
        if body in taken:
            continue
        taken.add(body)
        check = sum(map(mul, map(int, body), _WEIGHTS))
        people.append(
            {
                "name": rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.randint(1, 2))),
                "id_number": body + _CHECK[check % 11],
                "mobile": f"1{rng.choice('3578')}{rng.randrange(10**9):09}",
                "district": _DISTRICTS[code],
            }
        )
    return people
