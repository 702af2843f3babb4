# Values of columns whose truth is known, made by our own generators: what is recognised, and
# what only looks like it. Registers' people, firms and numbers come from the guided tour's
# generators; for other recognisers values are drawn from their own pattern until enough pass.
from __future__ import annotations

import lzma
import random
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

import numpy as np
from pattern import drawn

from classify.byte_class import classes_of
from classify.cells import from_strings
from classify.claim import claims_of
from classify.member import Compiled
from classify.recognise import Recognisers
from operations.generated_numbers import bank_cards, credit_codes, vehicle_numbers
from operations.generated_people import people

__all__ = ["NOTHING", "Draw", "pools", "sentences"]

Draw = Callable[[random.Random], str]
_POOL = 300
# Told by a word list: what the list holds would flatter the check, so these come from elsewhere.
_TRADES = [
    "商贸",
    "科技",
    "餐饮管理",
    "建筑工程",
    "物流",
    "医药",
    "农业开发",
    "机械制造",
    "文化传播",
    "物业服务",
    "新能源",
    "水务",
    "印刷包装",
]
_STEMS = [
    "秦岭",
    "渭河",
    "华泰",
    "金诚",
    "宏远",
    "瑞丰",
    "天工",
    "丰源",
    "启明",
    "安顺",
    "博雅",
    "联创",
    "东方红",
    "三和",
    "恒通",
    "盛世",
    "新纪元",
    "百川",
    "汇通",
    "蓝图",
]
_FORMS = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "合作社", "事务所", "经营部")
_BODIES = [
    "市公安局",
    "县人民医院",
    "市第二中学",
    "区税务局",
    "街道办事处",
    "市水务局",
    "县疾病预防控制中心",
    "大学",
    "市博物馆",
    "镇人民政府",
]
_CITIES = [
    "西安",
    "咸阳",
    "宝鸡",
    "榆林",
    "安康",
    "汉中",
    "铜川",
    "渭南",
    "延安",
    "商洛",
    "杭州",
    "成都",
    "长沙",
    "合肥",
    "青岛",
]
_FIRST = [
    "James",
    "Mary",
    "Robert",
    "Linda",
    "Wei",
    "Michael",
    "Anna",
    "Peter",
    "Julia",
    "Omar",
    "Ivan",
    "Sofia",
    "Lucas",
    "Emma",
    "Noah",
    "Grace",
]
_LAST = [
    "Smith",
    "Johnson",
    "Garcia",
    "Chen",
    "Petrov",
    "Müller",
    "Rossi",
    "Dubois",
    "Tanaka",
    "Singh",
    "Kowalski",
    "Brown",
    "Wilson",
    "Novak",
]
_ILLS = [
    "高血压",
    "糖尿病",
    "阑尾炎",
    "胃炎",
    "肺炎",
    "骨折",
    "白内障",
    "痛风",
    "贫血",
    "哮喘",
    "胆囊结石",
    "脑梗死",
    "支气管炎",
    "湿疹",
    "甲状腺结节",
    "颈椎病",
]
_HOW = ("", "急性", "慢性", "原发性", "继发性", "左侧", "术后", "疑似")


def pools(recognisers: Recognisers, seed: int) -> Mapping[str, Sequence[str]]:
    """Values of each recogniser that looks at values, by its id."""
    rng, numbers = random.Random(seed), np.random.default_rng(seed)
    crowd = people(400, numbers)
    kept = {
        "cn.id18": crowd.numbers,
        "cn.mobile": crowd.mobiles,
        "person.name": crowd.names,
        "person.address": crowd.addresses,
        "bank.card": bank_cards(_POOL, numbers),
        "vehicle.vin": vehicle_numbers(_POOL, numbers),
        "cn.uscc": credit_codes(np.full(_POOL, 610113), numbers),
        "person.birth_date": [str(birth) for birth in crowd.births.tolist()],
        "person.age": [str(age) for age in crowd.ages.tolist()],
        "org.name": [_firm(rng) for _ in range(_POOL)],
        "org.address": [f"{rng.choice(_CITIES)}市高新区科技{rng.choice('一二三四五六')}路{rng.randrange(1, 200)}号{rng.choice('ABCD')}座" for _ in range(_POOL)],
        "health.diagnosis": [rng.choice(_HOW) + rng.choice(_ILLS) for _ in range(_POOL)],
        "geo.coordinate": [f"{rng.uniform(73.5, 135.0):.6f}" for _ in range(_POOL)],
        "contact.email": [f"{rng.choice(_LAST).lower()}{rng.randrange(9999)}@{rng.choice(('mail', 'post', 'box'))}.example.cn" for _ in range(_POOL)],
        "secret.password": ["".join(rng.choices("abcdefghjkmnpqrstuvwxyzABCDEFGH23456789!@#$%", k=rng.randrange(7, 14))) for _ in range(_POOL)],
        "net.ip": [".".join(str(rng.randrange(1, 255)) for _ in range(4)) for _ in range(_POOL)],
    }  # fmt: skip
    for compiled in recognisers.compiled:
        identifier = compiled.recogniser.id
        if identifier not in kept:
            kept[identifier] = _of_pattern(compiled, recognisers, rng)
    return {identifier: values for identifier, values in kept.items() if values}


def latin_names(rng: random.Random) -> str:
    return f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"


def _firm(rng: random.Random) -> str:
    if rng.random() < 0.25:
        return rng.choice(_CITIES) + rng.choice(_BODIES)
    return rng.choice(_CITIES) + rng.choice(_STEMS) + rng.choice(_TRADES) + rng.choice(_FORMS)


def _of_pattern(compiled: Compiled, recognisers: Recognisers, rng: random.Random) -> list[str]:
    """Values that the recogniser itself validates, drawn from its pattern or its word list."""
    recogniser = compiled.recogniser
    if recogniser.values:
        return list(recogniser.values)
    if recogniser.pattern is None:
        return []
    count = _POOL if recogniser.check is None else 4_000
    tried = list(dict.fromkeys(drawn(recogniser.pattern, rng) for _ in range(count)))
    tried = [value for value in tried if value.strip() == value and value] + list(recogniser.hits)
    if recogniser.check is None:
        return tried[:_POOL]
    cells = from_strings(tried)
    claims = claims_of(cells, classes_of(cells), recognisers)
    word, place = divmod(compiled.bit, 64)
    right = np.asarray(claims.validated[word]) >> np.uint64(place) & np.uint64(1)
    return [value for value, ok in zip(tried, right.tolist(), strict=True) if ok][:_POOL]


@cache
def sentences() -> tuple[str, ...]:
    """Common words of two and more characters that name nobody, for running text."""
    with lzma.open(HERE / "lexicons" / "words.tsv.xz", "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    seen = [(int(row[2]), row[0]) for row in rows if row[1] in {"n", "v", "a"}]
    return tuple(word for _, word in sorted(seen, reverse=True)[:3_000])


@cache
def everyday() -> tuple[str, ...]:
    """Words that begin like a name of a person and are none."""
    lines = (HERE / "words" / "everyday.txt").read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


def _code(form: str) -> Draw:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    return lambda rng: "".join(
        rng.choice("0123456789") if c == "#" else rng.choice(letters) if c == "@" else c
        for c in form
    )


def _of(words: str) -> Draw:
    chosen = words.split()
    return lambda rng: rng.choice(chosen)


def _day(form: str) -> Draw:
    return lambda rng: form.format(
        y=rng.randrange(2015, 2027), m=rng.randrange(1, 13), d=rng.randrange(1, 29),
        h=rng.randrange(24), n=rng.randrange(60), s=rng.randrange(60)
    )  # fmt: skip


def _text(rng: random.Random) -> str:
    return "，".join(
        "".join(rng.choices(sentences(), k=rng.randrange(2, 5))) for _ in range(rng.randrange(1, 4))
    )


# What is nobody's: look-alikes and the rest of what tables hold.
NOTHING: Mapping[str, Draw] = {
    "order of 10": _code("##########"),
    "order of 11": _code("1##########"),
    "order of 12": _code("############"),
    "order of 15": _code("###############"),
    "order of 16": _code("################"),
    "order of 18": _code("3#################"),
    "order of 19": _code("62#################"),
    "order by day": lambda rng: _day("{y}{m:02d}{d:02d}")(rng) + _code("######")(rng),
    "order by second": lambda rng: (
        _day("{y}{m:02d}{d:02d}{h:02d}{n:02d}{s:02d}")(rng) + _code("####")(rng)
    ),
    "order by region": lambda rng: f"6101{rng.randrange(1, 20):02d}" + _code("########")(rng),
    "serial": _code("@@#######"),
    "serial of letters": _code("@@@@-@@##-####"),
    "letters and digits": _code("@#@#@@##@#"),
    "product code": _code("69###########"),
    "asset": _code("ZC-20##-####"),
    "day": _day("{y}-{m:02d}-{d:02d}"),
    "day of eight digits": _day("{y}{m:02d}{d:02d}"),
    "moment": _day("{y}-{m:02d}-{d:02d} {h:02d}:{n:02d}:{s:02d}"),
    "moment of fourteen": _day("{y}{m:02d}{d:02d}{h:02d}{n:02d}{s:02d}"),
    "time": _day("{h:02d}:{n:02d}"),
    "year": _day("{y}"),
    "seconds": lambda rng: str(rng.randrange(1_500_000_000, 1_800_000_000)),
    "milliseconds": lambda rng: str(rng.randrange(1_500_000_000_000, 1_800_000_000_000)),
    "digest": lambda rng: f"{rng.getrandbits(128):032x}",
    "long digest": lambda rng: f"{rng.getrandbits(256):064x}",
    "short digest": lambda rng: f"{rng.getrandbits(64):016x}",
    "uuid": lambda rng: (
        f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4{rng.getrandbits(12):03x}"
        f"-a{rng.getrandbits(12):03x}-{rng.getrandbits(48):012x}"
    ),
    "amount": lambda rng: f"{rng.lognormvariate(6, 2):.2f}",
    "small number": lambda rng: str(rng.randrange(0, 60)),
    "number": lambda rng: str(rng.randrange(0, 100_000)),
    "number of six": lambda rng: str(rng.randrange(100_000, 999_999)),
    "ratio": lambda rng: f"{rng.random():.4f}",
    "per cent": lambda rng: f"{rng.uniform(0, 100):.1f}%",
    "measured": lambda rng: f"{rng.uniform(-40, 140):.2f}",
    "fine decimal": lambda rng: f"{rng.uniform(0, 180):.6f}",
    "version": lambda rng: ".".join(str(rng.randrange(20)) for _ in range(rng.choice((3, 4)))),
    "flag": lambda rng: rng.choice("01"),
    "yes or no": _of("是 否"),
    "Y or N": _of("Y N"),
    "code of two": lambda rng: f"{rng.randrange(1, 30):02d}",
    "state": _of("已办结 待审核 进行中 已退回 草稿 作废 已归档"),
    "kind": _of("一般 重要 紧急 普通 特急 常规"),
    "department": _of("人事科 财务科 信息中心 办公室 保卫科 后勤处 档案室 法规科 宣传部 工会"),
    "course": _of("高等数学 大学英语 线性代数 有机化学 电路原理 中国近代史 体育 数据结构 工程制图"),
    "medicine": _of("阿莫西林 布洛芬 板蓝根 甲硝唑 奥美拉唑 氯雷他定 头孢拉定 葡萄糖 维生素C 阿司匹林"),
    "goods": _of("保温杯 台式电脑 打印纸 碳素笔 文件柜 投影仪 饮水机 空调 显示器 路由器 王老吉 白象方便面"),
    "brand": _of("华为 格力 海尔 联想 方正 金蝶 万科 安踏 白云 李宁 马应龙 周黑鸭"),
    "colour": _of("黑色 白色 红色 银灰 蓝色 金色 墨绿"),
    "unit": _of("个 台 件 吨 公斤 盒 支 套 平方米"),
    "place": _of("高陵 白水 黄陵 华阴 石泉 洛南 宁强 周至 米脂 吴起 临潼 雁塔"),
    "text": _text,
    "long text": lambda rng: "。".join(_text(rng) for _ in range(4)),
    "English words": _of("open closed pending approved rejected draft archived"),
    "English things": _of("pump valve motor filter bearing cable sensor switch relay"),
    "English phrase": _of("arrived_late works_well not_tested on_hold in_stock out_of_stock"),
    "file": lambda rng: f"{rng.choice(('report', 'scan', 'list'))}_{rng.randrange(999)}.{rng.choice(('pdf', 'docx', 'xlsx'))}",
    "path": lambda rng: f"/data/{rng.choice('abc')}/{rng.randrange(9999)}/img_{rng.randrange(99)}.jpg",
    "link": lambda rng: f"https://www.example.cn/{rng.choice(('a', 'news', 'p'))}/{rng.randrange(99999)}.html",
    "masked mobile": lambda rng: f"13{rng.randrange(10)}****{rng.randrange(10_000):04d}",
    "masked number": lambda rng: f"6101{rng.randrange(10, 99)}********{rng.randrange(10_000):04d}",
    "masked name": lambda rng: rng.choice("王李张刘陈杨赵黄") + "*" * rng.choice((1, 2)),
    "masked card": lambda rng: f"6222{'*' * 11}{rng.randrange(10_000):04d}",
    "hotline": _of("12345 12306 95588 10086 12315 110 120"),
    "extension": lambda rng: str(rng.randrange(1000, 9999)),
    "size": lambda rng: f"{rng.randrange(10, 99)}*{rng.randrange(10, 99)}*{rng.randrange(5, 60)}mm",
    "list of codes": lambda rng: ",".join(str(rng.randrange(100)) for _ in range(3)),
    "word like a name": lambda rng: rng.choice(everyday()),
    "structure": lambda rng: f'{{"k":{rng.randrange(99)},"v":"{rng.choice("abc")}"}}',
}  # fmt: skip
