# Thirty more kinds of columns whose truth is known, in the manner of column_kinds.py: numbers of
# registers with their check characters (by python-stdnum or written out here), words of fixed lists,
# measures; and look-alikes beside them: phrases that begin like names, codes, ports, moments.
from __future__ import annotations

import random

from column_kinds import SILENT, Kind
from stdnum import iban, imo, lei, luhn
from stdnum.iso7064 import mod_11_2

__all__ = ["FURTHER"]

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_REGIONS = ("610102", "610113", "610302", "610481", "310115", "440305", "110105", "330106")


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def _letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(_LETTERS, k=count))


def _isin(rng: random.Random) -> str:
    stem = rng.choice(("CNE", "HK0", "US0", "CND")) + _digits(rng, 8)
    return stem + luhn.calc_check_digit("".join(str(int(c, 36)) for c in stem))


def _lei(rng: random.Random) -> str:
    stem = "300300" + _letters(rng, 4) + _digits(rng, 8)
    return next(stem + f"{end:02d}" for end in range(2, 99) if lei.is_valid(stem + f"{end:02d}"))


def _container(rng: random.Random) -> str:
    """ISO 6346: letters count 10 to 38 without multiples of 11, weights are powers of two."""
    worth = [value for value in range(10, 39) if value % 11]
    stem = _letters(rng, 3).replace("I", "A").replace("O", "B") + "U" + _digits(rng, 6)
    values = [worth["ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c)] if c.isalpha() else int(c) for c in stem]
    total = sum(value << place for place, value in enumerate(values))
    return stem + str(total % 11 % 10)


def _vessel(rng: random.Random) -> str:
    stem = str(rng.randrange(900000, 989999))
    return f"IMO {stem}{imo.calc_check_digit(stem)}"


def _taiwan(rng: random.Random) -> str:
    letter = rng.choice("ABCDEFGHJKLMNPQRSTUVXYWZIO")
    number = 10 + "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(letter)
    body = rng.choice("12") + _digits(rng, 7)
    total = number // 10 + number % 10 * 9
    total += sum(int(digit) * (8 - place) for place, digit in enumerate(body))
    return f"{letter}{body}{-total % 10}"


def _hong_kong(rng: random.Random) -> str:
    letter, body = rng.choice("ABCDEGHKMPRVYZ"), _digits(rng, 6)
    total = 36 * 9 + (ord(letter) - 55) * 8
    total += sum(int(digit) * (7 - place) for place, digit in enumerate(body))
    check = -total % 11
    return f"{letter}{body}({'A' if check == 10 else check})"


def _organisation(rng: random.Random) -> str:
    body = _digits(rng, 8)
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    check = -sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11
    return f"{body}-{'X' if check == 10 else check}"


def _patent(rng: random.Random) -> str:
    body = f"{rng.randrange(2004, 2026)}{rng.choice('123')}{_digits(rng, 7)}"
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    check = sum(int(c) * w for c, w in zip(body, weights, strict=True)) % 11
    return f"ZL{body}.{'X' if check == 10 else check}"


def _card_of_a_phone(rng: random.Random) -> str:
    stem = "8986" + rng.choice(("00", "01", "03", "11")) + _digits(rng, 13)
    return stem + luhn.calc_check_digit(stem)


def _resident_abroad(rng: random.Random) -> str:
    """A permit of residents of Hong Kong, Macao and Taiwan, GB 11643 with 81 to 83 before."""
    day = f"{rng.randrange(1950, 2015)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    stem = rng.choice(("810000", "820000", "830000")) + day + _digits(rng, 3)
    return stem + mod_11_2.calc_check_digit(stem)


def _iban(rng: random.Random) -> str:
    country, body = rng.choice((("DE", _digits(rng, 18)), ("PL", _digits(rng, 24))))
    return country + iban.calc_check_digits(f"{country}00{body}") + body


def _of(words: str) -> object:
    chosen = words.split("|")
    return lambda rng, _: rng.choice(chosen)


FURTHER: tuple[Kind, ...] = (
    # what must be found
    Kind("vehicle number", "vehicle.vin", lambda r, f: f.vin(), ("车架号", "clsbdh", "vin")),
    Kind("swift", "bank.swift", lambda r, f: f.swift11(), ("SWIFT代码", "swift_code"), silent=False),
    Kind("postcode", "cn.postcode", lambda r, f: f"7{_digits(r, 5)}", ("邮政编码", "yzbm", "postcode"), silent=False),
    Kind("region code", "cn.region_code", lambda r, f: r.choice(_REGIONS), ("行政区划代码", "xzqhdm", "region_code"), silent=False),
    Kind("age", "person.age", lambda r, f: str(r.randrange(1, 97)), ("年龄", "nl", "age"), silent=False),
    Kind("wage", "person.income", lambda r, f: f"{r.lognormvariate(8.8, 0.5):.2f}", ("月工资", "yuegongzi", "monthly_salary"), silent=False),
    Kind("religion", "person.religion", _of("佛教|道教|伊斯兰教|天主教|基督教"), ("宗教信仰", "zjxy", "religion")),
    Kind("political status", "person.political", _of("中共党员|群众|共青团员|民革党员|中共预备党员"), ("政治面貌", "zzmm", "political_status")),
    Kind("relationship", "person.relationship", _of("户主|配偶|长子|长女|父亲|母亲|孙子"), ("与户主关系", "yhzgx", "relationship")),
    Kind("nationality", "person.nationality", _of("中国|美国|日本|韩国|巴基斯坦|越南"), ("国籍", "guoji", "nationality"), silent=False),
    Kind("occupation", "person.occupation", _of("教师|农民|司机|会计|护士|个体经营|退休"), ("职业", "zhiye", "occupation"), silent=False),
    Kind("blood pressure", "health.vital", lambda r, f: f"{r.randrange(90, 180)}/{r.randrange(55, 110)}", ("血压", "xueya", "blood_pressure"), silent=False),
    Kind("engine", "vehicle.engine", lambda r, f: _letters(r, 2) + _digits(r, 6), ("发动机号", "fdjh", "engine_no"), silent=False),
    Kind("case of a court", "gov.court_case", lambda r, f: f"（{r.randrange(2012, 2026)}）{r.choice(('陕01', '陕0102', '京0105', '最高法'))}{r.choice(('民初', '刑终', '行初', '执'))}{r.randrange(1, 9999)}号", ("案号", "court_case_number")),
    Kind("number of a document", "gov.document_number", lambda r, f: f"{r.choice(('陕政发', '市政办发', '国办发'))}〔{r.randrange(2012, 2026)}〕{r.randrange(1, 200)}号", ("文号", "wenhao", "document_number_official")),
    Kind("property certificate", "property.certificate", lambda r, f: f"陕（{r.randrange(2016, 2026)}）西安市不动产权第{_digits(r, 7)}号", ("不动产权证号", "bdcqzh")),
    Kind("security", "fin.isin", lambda r, f: _isin(r), ("ISIN码", "isin")),
    Kind("legal entity", "org.lei", lambda r, f: _lei(r), ("LEI编码", "lei_code")),
    Kind("container", "traffic.container", lambda r, f: _container(r), ("集装箱号", "jzxh", "container_no")),
    Kind("vessel", "traffic.vessel", lambda r, f: _vessel(r), ("IMO号", "imo_number")),
    Kind("web licence", "net.icp", lambda r, f: f"陕ICP备{r.randrange(5, 26):02d}{_digits(r, 6)}号-{r.randrange(1, 9)}", ("ICP备案号", "icp_number")),
    Kind("network", "net.subnet", lambda r, f: f"10.{r.randrange(256)}.{r.randrange(256)}.0/{r.choice((16, 24, 28))}", ("网段", "subnet", "cidr")),
    Kind("medical record", "health.record_number", lambda r, f: f"ZY{_digits(r, 8)}", ("住院号", "zyh", "medical_record_number"), silent=False),
    Kind("member of staff", "person.staff_number", lambda r, f: f"{r.choice(('A', 'B'))}{_digits(r, 5)}", ("工号", "employee_number", "ygbh"), silent=False),
    Kind("student", "person.school_record", lambda r, f: f"20{r.randrange(15, 26)}{_digits(r, 6)}", ("学号", "student_id", "xuehao"), silent=False),
    Kind("account", "net.account", lambda r, f: f.user_name(), ("用户名", "yhm", "username"), silent=False),
    Kind("connection", "secret.connection", lambda r, f: f"jdbc:mysql://10.1.{r.randrange(99)}.{r.randrange(99)}:3306/{f.user_name()}?user=root&password={f.password(special_chars=False)}", ("连接串", "connection_string")),
    Kind("hash of a password", "secret.password", lambda r, f: "$2b$12$" + "".join(r.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./", k=53)), ("密码哈希", "password_hash")),
    Kind("patent", "biz.patent", lambda r, f: _patent(r), ("专利号", "zlh", "patent_number")),
    Kind("code of an organisation", "cn.orgcode", lambda r, f: _organisation(r), ("组织机构代码", "zzjgdm")),
    Kind("card of a phone", "device.iccid", lambda r, f: _card_of_a_phone(r), ("SIM卡号", "iccid")),
    Kind("resident of Taiwan", "tw.id", lambda r, f: _taiwan(r), ("台湾身份证号", "taiwan_id"), silent=False),
    Kind("resident of Hong Kong", "hk.id", lambda r, f: _hong_kong(r), ("香港身份证号", "hkid"), silent=False),
    Kind("residence permit", "cn.residence_permit", lambda r, f: _resident_abroad(r), ("港澳台居民居住证号", "residence_permit")),
    Kind("waybill", "logistics.waybill", lambda r, f: "SF" + _digits(r, 13), ("运单号", "yundanhao", "waybill_number"), silent=False),
    Kind("contract", "biz.contract_number", lambda r, f: f"HT-{r.randrange(2015, 2026)}-{_digits(r, 4)}", ("合同编号", "contract_number"), silent=False),
    Kind("account of the IBAN form", "bank.account", lambda r, f: _iban(r), ("IBAN号", "iban")),
    # what looks like it and is not
    Kind("idiom", None, _of("马到成功|金榜题名|白手起家|万事如意|高枕无忧|安居乐业|江郎才尽|张冠李戴|黄粱一梦"), ("成语", "idiom", "题目")),
    Kind("phrase that begins like a name", None, _of("高压电缆|白色油漆|黄金首饰|金属配件|方形管材|万能胶水|石膏板材|牛皮纸袋|花岗岩"), ("材料名称", "material_name", "cailiao")),
    Kind("song", None, _of("茉莉花|东方红|康定情歌|南泥湾|黄河大合唱|梁祝|高山流水"), ("曲目", "song_title", "qumu")),
    Kind("port", None, _of("80|443|3306|8080|1521|6379|9200"), ("端口", "port", "dk")),
    Kind("code of a share", None, lambda r, f: r.choice(("600", "000", "300")) + _digits(r, 3), ("股票代码", "ticker", "gpdm")),
    Kind("month in words", None, lambda r, f: f"{r.randrange(2015, 2026)}年{r.randrange(1, 13)}月", ("月份", "month", "tjyf")),
    Kind("score", None, lambda r, f: f"{r.uniform(30, 100):.1f}", ("得分", "score_value", "df")),
    Kind("degrees", None, lambda r, f: f"{r.uniform(-20, 45):.1f}℃", ("气温", "wendu", "air_temp")),
    Kind("formula", None, _of("H2SO4|NaCl|CaCO3|C2H5OH|NH3|KMnO4"), ("分子式", "formula", "hxs")),
    Kind("eighteen signs with an X", None, lambda r, f: _digits(r, 17) + r.choice("0123456789X"), ("条码", "serial_no", "xlh")),
    Kind("identifier without dashes", None, lambda r, f: f.uuid4().replace("-", ""), ("主键", "guid", "row_key")),
    Kind("frame of numbers", None, lambda r, f: ",".join(str(r.randrange(1000)) for _ in range(4)), ("边框", "bbox", "fanwei")),
    Kind("letters of a room", None, lambda r, f: f"{r.choice('ABCD')}{r.randrange(1, 9)}{_digits(r, 2)}", ("教室", "room", "js")),
    Kind("masked mail", None, lambda r, f: f"{r.choice('abcxyz')}***@{r.choice(('qq', '163'))}.com", SILENT),
    Kind("masked address", None, lambda r, f: f"陕西省西安市{'*' * r.randrange(4, 8)}", SILENT),
    Kind("masked plate", None, lambda r, f: f"陕A{'*' * 3}{_digits(r, 2)}", SILENT),
    Kind("words of colour and size", None, lambda r, f: r.choice("红黄蓝白") + "色" + r.choice(("大号", "中号", "小号")), ("规格", "spec", "gg")),
    Kind("answer", None, _of("是|否"), ("是否党员家庭联系人", "has_contact", "sfyxlxr")),
)  # fmt: skip
