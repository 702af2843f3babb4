# A made-up government table: thirteen columns of short values, every one different, so
# that no engine gains by repetition. Seeded; no real person, number or place behind it.
from __future__ import annotations

import numpy as np
import pyarrow as pa

__all__ = ["government_table", "text_bytes"]

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红建文志鹏飞鑫波斌宇浩凯秀健俊帆雪婷欣怡"
)
_PLACES = (
    "西安市雁塔区",
    "西安市碑林区",
    "宝鸡市金台区",
    "咸阳市秦都区",
    "渭南市临渭区",
    "延安市宝塔区",
)
_ROADS = [
    "科技",
    "高新",
    "长安",
    "丈八",
    "电子",
    "文艺",
    "建设",
    "友谊",
    "朱雀",
    "含光",
    "太白",
    "劳动",
    "环城",
    "凤城",
    "未央",
    "解放",
    "人民",
    "中华",
]
_REGIONS = (610102, 610103, 610104, 610111, 610112, 610113, 610302, 610402, 610502, 610602)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def government_table(rows: int, seed: int = 20261123) -> pa.RecordBatch:
    """A batch of so many rows; the same seed gives the same values."""
    rng = np.random.default_rng(seed)
    serial = rng.permutation(rows)
    numbers = {
        name: rng.integers(0, 10**width, rows).tolist()
        for name, width in (("a", 8), ("b", 9), ("c", 8), ("d", 9))
    }
    pick = {
        name: rng.integers(0, 1 << 30, rows).tolist() for name in ("p", "q", "r", "s", "t", "u")
    }
    columns = {
        "sfzh": [_identity(p, q, r) for p, q, r in zip(pick["p"], pick["q"], pick["r"], strict=True)],
        "lxdh": [f"1{(3, 5, 8)[p % 3]}{q % 10}{a:08d}" for p, q, a in zip(pick["p"], pick["q"], numbers["a"], strict=True)],
        "xm": [_name(p, q, r) for p, q, r in zip(pick["p"], pick["q"], pick["r"], strict=True)],
        "zz": [_address(p, q, r, s) for p, q, r, s in zip(pick["p"], pick["q"], pick["r"], pick["s"], strict=True)],
        "tyshxydm": [_credit_code(p, q) for p, q in zip(pick["s"], pick["t"], strict=True)],
        "yhkh": [_card(a, b) for a, b in zip(numbers["a"], numbers["c"], strict=True)],
        "order_no": [f"{1 + p % 9}{a:08d}{b:09d}" for p, a, b in zip(pick["u"], numbers["a"], numbers["b"], strict=True)],
        "bllq": [_moment(p, q) for p, q in zip(pick["r"], pick["s"], strict=True)],
        "je": [f"{d / 100:.2f}" for d in numbers["d"]],
        "cph": [_plate(p, q) for p, q in zip(pick["t"], pick["u"], strict=True)],
        "email": [f"user{n:06d}.{p % 97}@mail{q % 50}.example.com" for n, p, q in zip(serial.tolist(), pick["p"], pick["q"], strict=True)],
        "ip": [f"{1 + p % 223}.{q % 256}.{r % 256}.{s % 256}" for p, q, r, s in zip(pick["p"], pick["q"], pick["r"], pick["s"], strict=True)],
        "bm": [_code(p, q) for p, q in zip(pick["q"], pick["r"], strict=True)],
    }  # fmt: skip
    return pa.RecordBatch.from_pydict(columns)


def text_bytes(batch: pa.RecordBatch) -> int:
    """The bytes of all values as UTF-8, which is what a scan's speed is measured on."""
    total = 0
    for column in batch.columns:
        _, offsets, _ = column.buffers()
        ends = np.frombuffer(offsets, dtype=np.int32)
        total += int(ends[column.offset + len(column)] - ends[column.offset])
    return total


def _identity(one: int, two: int, three: int) -> str:
    day = np.datetime64("1950-01-01") + one % 20_000
    body = f"{_REGIONS[two % 10]}{str(day).replace('-', '')}{three % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def _name(one: int, two: int, three: int) -> str:
    name = _SURNAMES[one % len(_SURNAMES)] + _GIVEN[two % len(_GIVEN)]
    return name + _GIVEN[three % len(_GIVEN)] if three & 1 << 20 else name


def _address(one: int, two: int, three: int, four: int) -> str:
    road = _ROADS[two % len(_ROADS)] + ("路", "街", "大道")[two // 100 % 3]
    return f"陕西省{_PLACES[one % 6]}{road}{1 + three % 900}号{1 + four % 40}栋{101 + four // 100 % 3000}室"


def _credit_code(one: int, two: int) -> str:
    body = f"91{_REGIONS[one % 10]}MA" + "".join(
        _USCC[(two // 31**place) % 31] for place in range(6)
    )
    body += _USCC[one // 1000 % 31]
    total = sum(_USCC.index(c) * weight for c, weight in zip(body, _USCC_WEIGHTS, strict=True))
    return body + _USCC[(31 - total % 31) % 31]


def _card(one: int, two: int) -> str:
    body = f"62{one % 10**8:08d}{two:08d}"
    total = 0
    for place, character in enumerate(reversed(body)):
        digit = int(character) * (2 - place % 2)
        total += digit - 9 * (digit > 9)
    return body + str(-total % 10)


def _moment(one: int, two: int) -> str:
    return str(np.datetime64("2015-01-01T00:00:00") + (one * 7919 + two) % 350_000_000).replace(
        "T", " "
    )


def _plate(one: int, two: int) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
    tail = "".join(letters[(two // 34**place) % 34] for place in range(5))
    return _PROVINCES[one % 31] + letters[one // 31 % 24] + tail


def _code(one: int, two: int) -> str:
    return f"{'ABCDEFGH'[one % 8]}{'XYZW'[two % 4]}-{one % 10**6:06d}/{two % 997}"
