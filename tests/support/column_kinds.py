# Columns of ninety kinds whose truth is known: what officers' tables hold, clean and dirty,
# with telling names and with none, and the look-alikes beside them. People, firms and numbers
# come from Faker's Chinese provider, so that our own generators cannot flatter our own checks.
from __future__ import annotations

import base64
import datetime as dt
import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from faker import Faker

__all__ = ["KINDS", "SILENT", "Kind", "LabelledColumn", "labelled_columns"]

# Names that say nothing, as exports without a data dictionary have them.
SILENT = ("c1", "col_7", "字段3", "F12", "item", "v", "attr_02", "data")
_PLACEHOLDERS = ("", "无", "未知", "-", "NULL", "N/A", "暂缺")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of column: its true label (None for what is nobody's), values and names.

    `silent` says whether the values alone can tell; where they cannot, only telling names
    are drawn.
    """

    name: str
    label: str | None
    value: Callable[[random.Random, Faker], str]
    headers: tuple[str, ...]
    silent: bool = True


@dataclass(frozen=True, slots=True)
class LabelledColumn:
    """A column with its truth. `manner` is how it was spoilt: clean, dirty, sparse, ..."""

    kind: str
    manner: str
    header: str
    values: Sequence[str]
    label: str | None


def labelled_columns(rounds: int, rows: int, seed: int) -> Iterator[LabelledColumn]:
    """Every kind in every manner, `rounds` times over; the same seed gives the same columns."""
    rng = random.Random(seed)
    faker = Faker("zh_CN")
    faker.seed_instance(seed)
    for _ in range(rounds):
        for kind in KINDS:
            for manner, spoil in _MANNERS.items():
                header = rng.choice(kind.headers)
                if kind.silent and rng.random() < 0.4:
                    header = rng.choice(SILENT)
                values = [kind.value(rng, faker) for _ in range(rows)]
                yield LabelledColumn(
                    kind.name, manner, header, [spoil(value, rng) for value in values], kind.label
                )


def _clean(value: str, _: random.Random) -> str:
    return value


def _dirty(value: str, rng: random.Random) -> str:
    """One cell in eight mistyped, padded or in wide digits."""
    draw = rng.random()
    if draw < 0.04 and len(value) > 1:
        at = rng.randrange(len(value))
        return value[:at] + value[at + 1 :]
    if draw < 0.08:
        return f" {value} "
    if draw < 0.12:
        return value.translate(_WIDE)
    return value


def _sparse(value: str, rng: random.Random) -> str:
    """Two cells in five left out, as people leave them out."""
    return rng.choice(_PLACEHOLDERS) if rng.random() < 0.4 else value


def _repeated(value: str, rng: random.Random) -> str:
    """Lower case now and then, where the value has letters."""
    return value.lower() if rng.random() < 0.3 else value


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_MANNERS: dict[str, Callable[[str, random.Random], str]] = {
    "clean": _clean,
    "dirty": _dirty,
    "sparse": _sparse,
    "lower": _repeated,
}


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _day(rng: random.Random, first: int, last: int) -> dt.date:
    start = dt.date(first, 1, 1)
    return start + dt.timedelta(days=rng.randrange((dt.date(last, 12, 31) - start).days))


def _credit_code(rng: random.Random) -> str:
    """GB 32100: weights 3^i mod 31 over an alphabet without I, O, S, V, Z."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    stem = rng.choice(("91", "92", "12", "11", "52")) + rng.choice(("610102", "310115", "440305"))
    organisation = "".join(rng.choices(alphabet[:10], k=8))
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    remainder = -sum(int(c) * w for c, w in zip(organisation, weights, strict=True)) % 11
    stem += organisation + ("X" if remainder == 10 else str(remainder))
    total = sum(alphabet.index(c) * pow(3, place, 31) for place, c in enumerate(stem))
    return stem + alphabet[-total % 31]


def _imei(rng: random.Random) -> str:
    stem = "86" + _digits(rng, 12)
    total = sum(
        sum(divmod(int(c) * 2, 10)) if place % 2 else int(c) for place, c in enumerate(stem)
    )
    return stem + str(-total % 10)


def _plate(rng: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    if rng.random() < 0.2:
        return f"陕A{rng.choice('DF')}{_digits(rng, 5)}"
    return (
        rng.choice("陕京沪川豫")
        + rng.choice(letters[:8])
        + "".join(rng.choices("0123456789" * 3 + letters, k=5))
    )


def _name(rng: random.Random, faker: Faker) -> str:
    return str(faker.name())


def _address(rng: random.Random, faker: Faker) -> str:
    county = rng.choice(("西安市雁塔区", "咸阳市渭城区", "宝鸡市金台区", "榆林市定边县"))
    road = faker.street_name()
    return f"陕西省{county}{road}{rng.randrange(1, 300)}号{rng.randrange(1, 30)}栋{rng.randrange(101, 3305)}"


_ORDER_DAYS = (2021, 2026)
KINDS: tuple[Kind, ...] = (
    # what must be found
    Kind("resident number", "cn.id18", lambda r, f: f.ssn(), ("身份证号", "sfzh", "id_card")),
    Kind("mobile", "cn.mobile", lambda r, f: f.phone_number(), ("手机号", "lxdh", "mobile")),
    Kind("mobile with country code", "cn.mobile", lambda r, f: "+86 " + f.phone_number(), ("联系电话", "phone")),
    Kind("landline", "cn.landline", lambda r, f: f"{r.choice(('029', '010', '0912', '0917'))}-{r.randrange(20000000, 89999999)}", ("固定电话", "bgdh", "office_phone")),
    Kind("credit code", "cn.uscc", lambda r, f: _credit_code(r), ("统一社会信用代码", "tyshxydm", "uscc")),
    Kind("bank card", "bank.card", lambda r, f: f.credit_card_number(), ("银行卡号", "yhkh", "bank_card")),
    Kind("person name", "person.name", _name, ("姓名", "xm", "patient_name")),
    Kind("address", "person.address", _address, ("家庭住址", "jtzz", "home_address")),
    Kind("organisation", "org.name", lambda r, f: f.company(), ("单位名称", "qymc", "company_name")),
    Kind("e-mail", "contact.email", lambda r, f: f.email(), ("电子邮箱", "dzyx", "email")),
    Kind("plate", "cn.plate", lambda r, f: _plate(r), ("车牌号", "hphm", "plate_no")),
    Kind("ipv4", "net.ip", lambda r, f: f.ipv4(), ("登录IP", "ip_addr", "client_ip")),
    Kind("mac", "net.mac", lambda r, f: f.mac_address(), ("MAC地址", "mac_addr")),
    Kind("gender", "person.gender", lambda r, f: r.choice("男女"), ("性别", "xb", "sex")),
    Kind("ethnicity", "person.ethnicity", lambda r, f: r.choice(("汉族", "汉族", "回族", "满族", "藏族")), ("民族", "mz", "ethnicity")),
    Kind("marital status", "person.marital", lambda r, f: r.choice(("已婚", "未婚", "离异", "丧偶")), ("婚姻状况", "hyzk", "marital_status")),
    Kind("education", "person.education", lambda r, f: r.choice(("小学", "初中", "高中", "大学本科", "硕士研究生", "大专")), ("文化程度", "whcd", "education")),
    Kind("birth date", "person.birth_date", lambda r, f: _day(r, 1940, 2015).isoformat(), ("出生日期", "csrq", "birthday"), silent=False),
    Kind("passport", "cn.passport", lambda r, f: "E" + r.choice("ABCDEFGH") + _digits(r, 7), ("护照号码", "hzhm", "passport_no"), silent=False),
    Kind("imei", "device.imei", lambda r, f: _imei(r), ("IMEI", "imei", "手机串号"), silent=False),
    Kind("wechat", "contact.wechat", lambda r, f: "wx_" + f.user_name(), ("微信号", "wxh", "wechat"), silent=False),
    Kind("qq", "contact.qq", lambda r, f: str(r.randrange(10**5, 4 * 10**9)), ("QQ号", "qq"), silent=False),
    Kind("longitude", "geo.coordinate", lambda r, f: f"{r.uniform(105.5, 111.3):.6f}", ("经度", "jd", "longitude"), silent=False),
    Kind("diagnosis", "health.diagnosis", lambda r, f: r.choice(("原发性高血压", "2型糖尿病", "急性阑尾炎", "慢性胃炎", "肺结核", "脑梗死")), ("诊断名称", "zdmc", "diagnosis"), silent=False),
    Kind("password", "secret.password", lambda r, f: f.password(), ("密码", "password", "pwd"), silent=False),
    Kind("bank account", "bank.account", lambda r, f: r.choice(("1", "3", "8", "0")) + _digits(r, r.choice((11, 14, 16))), ("银行账号", "yhzh", "bank_account_no"), silent=False),
    Kind("gender as a code", "person.gender", lambda r, f: r.choice("12"), ("性别代码", "xbdm", "sex"), silent=False),
    Kind("ethnicity as a code", "person.ethnicity", lambda r, f: r.choice(("01", "01", "03", "11", "04")), ("民族代码", "mzdm", "民族"), silent=False),
    Kind("marital status as a code", "person.marital", lambda r, f: r.choice(("10", "20", "30", "40")), ("婚姻状况代码", "hyzkdm"), silent=False),
    Kind("education as a code", "person.education", lambda r, f: r.choice(("10", "20", "31", "40", "60", "70")), ("学历代码", "xldm"), silent=False),
    Kind("ipv6", "net.ip", lambda r, f: f.ipv6(), ("IP地址", "client_ip", "ipv6")),
    Kind("pair of coordinates", "geo.coordinate", lambda r, f: f"{r.uniform(105.5, 111.3):.6f},{r.uniform(31.7, 39.6):.6f}", ("经纬度", "坐标", "lng_lat"), silent=False),
    Kind("key of a cloud", "secret.key", lambda r, f: "AKIA" + "".join(r.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16)), ("访问密钥", "access_key", "secret_key")),
    Kind("token", "secret.key", lambda r, f: f.sha256()[:40], ("令牌", "access_token", "token"), silent=False),
    Kind("name in Latin letters", "person.name", lambda r, f: r.choice(("John", "Mary", "Robert", "Linda", "James", "Susan")) + " " + r.choice(("Smith", "Brown", "Wilson", "Taylor", "Moore", "Clark")), ("英文姓名", "full_name", "patient_name"), silent=False),
    Kind("birth date of eight digits", "person.birth_date", lambda r, f: f"{_day(r, 1940, 2015):%Y%m%d}", ("出生日期", "csrq", "birth_date"), silent=False),
    Kind("mobile with blanks", "cn.mobile", lambda r, f: (n := f.phone_number())[:3] + " " + n[3:7] + " " + n[7:], ("联系电话", "sjh")),
    # what looks like it and is not
    Kind("masked mobile", None, lambda r, f: f.phone_number()[:3] + "****" + _digits(r, 4), SILENT),
    Kind("masked name", None, lambda r, f: f.name()[0] + "*" * r.choice((1, 2)), SILENT),
    Kind("masked card", None, lambda r, f: f"6222{'*' * 11}{_digits(r, 4)}", SILENT),
    Kind("order number of 16 digits", None, lambda r, f: "6" + _digits(r, 15), ("订单编号", "order_no", "ddh")),
    Kind("order number of 19 digits", None, lambda r, f: "62" + _digits(r, 17), ("支付单号", "pay_no", "trade_no")),
    Kind("order number of 15 digits", None, lambda r, f: _digits(r, 15), ("工单号", "ticket_no")),
    Kind("order number by the second", None, lambda r, f: f"{_day(r, *_ORDER_DAYS):%Y%m%d}{r.randrange(24):02d}{r.randrange(60):02d}{r.randrange(60):02d}{_digits(r, 4)}", ("订单号", "order_sn", "lsh")),
    Kind("moment of 14 digits", None, lambda r, f: f"{_day(r, *_ORDER_DAYS):%Y%m%d}{r.randrange(24):02d}{r.randrange(60):02d}{r.randrange(60):02d}", ("创建时间", "cjsj", "create_time")),
    Kind("day of eight digits", None, lambda r, f: f"{_day(r, *_ORDER_DAYS):%Y%m%d}", ("入库日期", "rkrq", "biz_date")),
    Kind("parcel number", None, lambda r, f: r.choice(("SF", "YT", "JD")) + _digits(r, 13), SILENT),
    Kind("book number", None, lambda r, f: "978" + _digits(r, 10), ("ISBN", "isbn", "图书编号")),
    Kind("base64", None, lambda r, f: base64.b64encode(r.randbytes(24)).decode(), ("签名", "signature", "content")),
    Kind("short digest", None, lambda r, f: f.sha1()[:r.choice((12, 16, 20))], ("提交", "commit_id", "etag")),
    Kind("coordinates in text", None, lambda r, f: f"现场位于{r.uniform(105.5, 111.3):.5f},{r.uniform(31.7, 39.6):.5f}附近，{f.sentence()}", ("备注", "remark", "说明")),
    Kind("decimals like coordinates", None, lambda r, f: f"{r.uniform(60, 140):.4f}", ("数值", "value", "measured")),
    Kind("version of three parts", None, lambda r, f: "v" + ".".join(str(r.randrange(30)) for _ in range(3)), ("版本", "app_version", "bbh")),
    Kind("hotline", None, lambda r, f: r.choice(("12345", "12306", "95588", "10086", "12315")), ("服务热线", "hotline")),
    Kind("number within the house", None, lambda r, f: str(r.randrange(1000, 9999)), ("分机", "ext", "fj")),
    Kind("department", None, lambda r, f: r.choice(("人事科", "财务科", "信息中心", "办公室", "保卫科", "后勤处", "档案室", "党办")), ("科室", "ks", "section")),
    Kind("dish", None, lambda r, f: r.choice(("宫保鸡丁", "鱼香肉丝", "麻婆豆腐", "回锅肉", "水煮鱼", "白切鸡", "红烧肉", "凉皮", "肉夹馍", "胡辣汤")), ("菜品", "dish_name", "cp")),
    Kind("medicine", None, lambda r, f: r.choice(("阿莫西林", "布洛芬", "连花清瘟", "板蓝根", "头孢克肟", "甲硝唑", "奥美拉唑", "氯雷他定")), ("药品名称", "drug_name", "ypmc")),
    Kind("firm in short", None, lambda r, f: r.choice(("华为", "格力", "海尔", "联想", "方正", "金蝶", "白云", "万科", "安踏", "汤臣")), ("品牌", "brand", "pp")),
    Kind("state", None, lambda r, f: r.choice(("已办结", "待审核", "进行中", "已退回", "草稿")), ("状态", "status", "zt")),
    Kind("course", None, lambda r, f: r.choice(("高等数学", "大学英语", "线性代数", "有机化学", "电路原理", "马克思主义原理")), ("课程名称", "course_name", "kcmc")),
    Kind("address on the web", None, lambda r, f: f.url() + f.file_name(), ("链接", "url", "lj")),
    Kind("path", None, lambda r, f: f.file_path(depth=3), ("文件路径", "file_path", "lujing")),
    Kind("flag", None, lambda r, f: r.choice("01"), ("是否有效", "is_valid", "sfyx")),
    Kind("small number", None, lambda r, f: str(r.randrange(1, 60)), ("数量", "quantity", "sl")),
    Kind("share in per cent", None, lambda r, f: f"{r.uniform(0, 100):.1f}%", ("占比", "percent", "zb")),
    Kind("colour", None, lambda r, f: r.choice(("黑色", "白色", "红色", "黄色", "蓝色", "金色")), ("颜色", "color", "ys")),
    Kind("job as a word", None, lambda r, f: r.choice(("李宁店长", "一般干部", "高级工程师", "见习生", "主任科员")), ("备注", "note", "qt")),
    Kind("order number of 18 digits", None, lambda r, f: str(r.randrange(10**17, 10**18)), ("订单号", "order_no", "ddbh")),
    Kind("order number by region and day", None, lambda r, f: f"6101{r.randrange(1, 20):02d}{_day(r, *_ORDER_DAYS):%Y%m%d}{_digits(r, 4)}", ("业务流水号", "serial_no", "lsh")),
    Kind("case number of 19 digits", None, lambda r, f: "A" + _digits(r, 18), ("case_no", "matter_no", "sxbh")),
    Kind("case number of the police", "police.case", lambda r, f: "A" + _digits(r, 22), ("案件编号", "ajbh", "anjianbianhao"), silent=False),
    Kind("device serial of 11 digits", None, lambda r, f: "1" + _digits(r, 10), ("设备编号", "sbbh", "device_no")),
    Kind("product code of 13 digits", None, lambda r, f: f.ean13(), ("商品条码", "barcode", "spbm")),
    Kind("moment", None, lambda r, f: f"{_day(r, *_ORDER_DAYS):%Y-%m-%d} {r.randrange(24):02d}:{r.randrange(60):02d}:{r.randrange(60):02d}", ("创建时间", "create_time", "gxsj")),
    Kind("seconds since 1970", None, lambda r, f: str(r.randrange(1_600_000_000, 1_790_000_000)), ("时间戳", "timestamp", "ts")),
    Kind("milliseconds since 1970", None, lambda r, f: str(r.randrange(1_600_000_000_000, 1_790_000_000_000)), ("上报时间", "report_ts", "updated_at")),
    Kind("digest", None, lambda r, f: hashlib.sha256(_digits(r, 9).encode()).hexdigest()[: r.choice((32, 32, 40, 64))], ("文件摘要", "file_md5", "checksum")),
    Kind("random identifier", None, lambda r, f: f.uuid4(), ("记录标识", "row_id", "uuid")),
    Kind("version", None, lambda r, f: ".".join(str(r.randrange(30)) for _ in range(4)), ("版本号", "version", "soft_version"), silent=False),
    Kind("amount", None, lambda r, f: f"{r.lognormvariate(6, 2):.2f}", ("金额", "amount", "je")),
    Kind("product", None, lambda r, f: r.choice(("华为手机", "高清摄像头", "王老吉", "张裕干红", "白象方便面", "马应龙软膏", "李宁跑鞋", "周黑鸭", "黄金搭档", "金龙鱼油")), ("商品名称", "product_name", "spmc")),
    Kind("place", None, lambda r, f: r.choice(("高陵", "白水", "黄陵", "华阴", "安康", "石泉", "洛南", "宁强", "周至", "米脂", "吴起", "临潼")), ("地名", "place_name", "zdm")),
    Kind("remark", None, lambda r, f: f.sentence(), ("备注", "remark", "bz")),
    Kind("masked resident number", None, lambda r, f: f.ssn()[:6] + "*" * 8 + _digits(r, 4), SILENT),
    Kind("file", None, lambda r, f: f.file_name(), ("文件名", "file_name", "wjmc")),
    Kind("postcode-like six digits", None, lambda r, f: str(r.randrange(100000, 999999)), ("编码", "code", "bm")),
    Kind("ratio", None, lambda r, f: f"{r.random():.4f}", ("比率", "rate", "zb_rate")),
)  # fmt: skip
