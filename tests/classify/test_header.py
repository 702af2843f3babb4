# Headers as real tables have them: Chinese, English, pinyin, initials, glued and mixed, with
# comments that agree or not and tables that help. The near misses matter most.
import pytest

from classify import HeaderIndex, compile_recognisers, match_header
from classify.header import HEADINGS, named_otherwise, read_header
from policies import load_policies


@pytest.fixture(scope="module")
def index() -> HeaderIndex:
    return compile_recognisers(load_policies()).headers


def first(index: HeaderIndex, name: str, comment: str = "", table: str = "") -> str:
    """The recogniser the header speaks for first, or "" where it speaks for none."""
    hits = match_header(index, name, comment, table)
    return hits[0].recogniser if hits and hits[0].strength >= 0.5 else ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GMSFHM", "cn.id18"),
        ("SQR_SFZH", "cn.id18"),
        ("FDDBRSFZH", "cn.id18"),
        ("hz_sfzhm", "cn.id18"),
        ("shenfenzheng", "cn.id18"),
        ("IDCARDNO", "cn.id18"),
        ("cust_id_no", "cn.id18"),
        ("psnCertNo", "cn.id18"),
        ("法人身份证号", "cn.id18"),
        ("XM", "person.name"),
        ("FDDBRXM", "person.name"),
        ("xingming", "person.name"),
        ("huzhuxingming", "person.name"),
        ("customerName", "person.name"),
        ("经办人姓名", "person.name"),
        ("单位联系人姓名", "person.name"),
        ("LXDH", "cn.mobile"),
        ("FDDBRLXDH", "cn.mobile"),
        ("customerPhone", "cn.mobile"),
        ("phone_num", "cn.mobile"),
        ("TEL", "cn.mobile"),
        ("家长联系电话2", "cn.mobile"),
        ("lianxifangshi", "cn.mobile"),
        ("CSRQ", "person.birth_date"),
        ("XB", "person.gender"),
        ("MZ", "person.ethnicity"),
        ("HYZK", "person.marital"),
        ("WHCD", "person.education"),
        ("HJDZ", "person.address"),
        ("RESIDENT_ADDR", "person.address"),
        ("房屋坐落", "person.address"),
        ("ZCDZ", "org.address"),
        ("DWMC", "org.name"),
        ("dept_name", "org.name"),
        ("TYSHXYDM", "cn.uscc"),
        ("KHYH", "bank.name"),
        ("银行卡号", "bank.card"),
        ("收款账号", "bank.account"),
        ("HPHM", "cn.plate"),
        ("VIN", "vehicle.vin"),
        ("E-mail", "contact.email"),
        ("微信号", "contact.wechat"),
        ("user_name", "net.account"),
        ("登录IP", "net.ip"),
        ("MAC地址", "net.mac"),
        ("经度", "geo.coordinate"),
        ("USER_PWD", "secret.password"),
        ("accessToken", "secret.key"),
        ("DIAG_NAME", "health.diagnosis"),
        ("住院号", "health.record_number"),
        ("指纹", "bio.template"),
        ("宗教信仰", "person.religion"),
    ],
)
def test_a_header_is_understood(index: HeaderIndex, name: str, expected: str) -> None:
    assert first(index, name) == expected


ORDINARY = """
id ID uuid code name title type status level remark note sort order order_no order_id
amount price count total version url image content page message description parent_id
tenant_id user_id create_time update_time create_by del_flag is_deleted product_name
file_name table_name column_name host_name method_name phone_type phone_model
email_verified address_id id_type password_expiry_date primary_key public_key
interface latency passport_country template province usage storage history
XH ID BH MC DM BZ LX ZT CJSJ GXSJ XMMC JZRQ
序号 编号 编码 号码 名称 类型 状态 备注 数量 金额 单价 面积 日期 时间 年度 创建时间 项目名称
药品名称 商品名称 事项名称 部门编码 办理结果 产品型号 手机型号 证件类型 电话费 地址类型 受理时间
发证日期 计量单位 户名 客户类型 设备编号 IP归属地 图片地址 网址 邮件主题 单位性质 营业状态 就诊时间
出生地类型 监测站名称 气温 降水量
"""


@pytest.mark.parametrize("name", ORDINARY.split())
def test_an_ordinary_header_says_nothing(index: HeaderIndex, name: str) -> None:
    assert first(index, name) == ""


@pytest.mark.parametrize(
    ("name", "comment", "expected"),
    [
        pytest.param("c1", "身份证号", "cn.id18", id="a comment alone"),
        pytest.param("aac003", "姓名", "person.name", id="a code with a comment"),
        pytest.param("f1", "联系电话，如无则填写家属", "cn.mobile", id="the comment's first piece"),
        pytest.param("a", "user's mobile phone number", "cn.mobile", id="an English comment"),
        pytest.param("MZ", "门诊号", "health.record_number", id="initials against a comment"),
        pytest.param("XM", "项目名称", "", id="initials that a comment denies"),
        pytest.param("phone", "手机型号", "", id="a comment that the pack excludes"),
        pytest.param("zjlx", "证件类型:1身份证,2护照", "", id="values listed in a comment"),
        pytest.param("remark", "备注信息，可能包含身份证号", "", id="mentioned by the way"),
        pytest.param(
            "note", "办理业务时由窗口人员核对申请人的身份证号后填写", "", id="a long text"
        ),
        pytest.param("lxdh", "！！", "cn.mobile", id="a comment of marks"),
    ],
)
def test_a_comment_counts_as_a_header(
    index: HeaderIndex, name: str, comment: str, expected: str
) -> None:
    assert first(index, name, comment) == expected


@pytest.mark.parametrize(
    ("name", "table", "expected"),
    [
        ("name", "company", "org.name"),
        ("name", "t_person", "person.name"),
        ("name", "t_product", ""),
        ("名称", "企业信息表", "org.name"),
        ("名称", "药品目录", ""),
        ("code", "region", "cn.region_code"),
        ("id", "patient", "health.record_number"),
        ("id", "orders", ""),
        ("address", "t_company", "org.address"),
        ("address", "t_resident", "person.address"),
        ("编号", "病人登记", "health.record_number"),
        ("姓名", "单位信息", "person.name"),
    ],
)
def test_a_tables_name_helps_where_the_columns_says_little(
    index: HeaderIndex, name: str, table: str, expected: str
) -> None:
    assert first(index, name, table=table) == expected


def strength(index: HeaderIndex, recogniser: str, name: str, comment: str = "") -> float:
    hits = match_header(index, name, comment)
    return next((hit.strength for hit in hits if hit.recogniser == recogniser), 0.0)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        pytest.param("手机号", "申请人手机号", id="whole before the end"),
        pytest.param("申请人手机号", "手机号说明", id="the end before the middle"),
        pytest.param("shoujihao", "jhrsjhm", id="pinyin before glued initials"),
        pytest.param("mobile_phone", "phone_list", id="the last word before the first"),
        pytest.param("SJHM", "SJ", id="four letters before two"),
    ],
)
def test_how_a_term_stands_decides_its_strength(
    index: HeaderIndex, stronger: str, weaker: str
) -> None:
    assert strength(index, "cn.mobile", stronger) > strength(index, "cn.mobile", weaker)


def test_name_and_comment_that_agree_strengthen_each_other(index: HeaderIndex) -> None:
    alone = strength(index, "person.name", "XM")
    together = strength(index, "person.name", "XM", "姓名")
    assert alone < strength(index, "person.name", "c1", "姓名") < together <= 1.0


def test_a_longer_term_of_another_takes_the_shorter_ones_place(index: HeaderIndex) -> None:
    assert strength(index, "net.account", "账号") > 0
    assert strength(index, "net.account", "银行账号") == 0
    assert strength(index, "person.address", "IP地址") == 0


def test_hits_come_best_first_and_each_recogniser_once(index: HeaderIndex) -> None:
    hits = match_header(index, "lxdh", "联系电话", "person")
    assert [hit.strength for hit in hits] == sorted((hit.strength for hit in hits), reverse=True)
    assert len({hit.recogniser for hit in hits}) == len(hits)
    assert all(0 < hit.strength <= 1 for hit in hits)


@pytest.mark.parametrize(
    ("name", "comment", "kind", "detail"),
    [
        ("SFZH", "", "header", "the column's name SFZH holds the abbreviation SFZH"),
        ("户主手机号", "", "header", "the column's name 户主手机号 ends with the term 手机号"),
        ("xingbie", "", "header", "the column's name xingbie reads as 性别 in pinyin"),
        ("c9", "民族（汉、回等）", "comment", "the column's comment 民族 is the term 民族"),
    ],
)
def test_a_hit_says_why(
    index: HeaderIndex, name: str, comment: str, kind: str, detail: str
) -> None:
    hit = match_header(index, name, comment)[0]
    assert (hit.kind, hit.detail) == (kind, detail)


def test_every_sentence_stands_in_both_languages() -> None:
    for english, chinese in HEADINGS.values():
        assert english != chinese
        assert english.count("{") == chinese.count("{")


def test_a_reason_does_not_repeat_an_endless_name(index: HeaderIndex) -> None:
    hits = match_header(index, "说明" * 80 + "手机号")
    assert hits
    assert all(len(hit.detail) < 150 for hit in hits)


@pytest.mark.parametrize("name", ["", " ", "___", "123", "（）", "\x00", "🙂", "x" * 100_000])
def test_a_name_of_nothing_is_no_hit_and_no_failure(index: HeaderIndex, name: str) -> None:
    assert match_header(index, name, name, name) == ()


@pytest.fixture(scope="module")
def whole() -> HeaderIndex:
    policies = load_policies()
    return compile_recognisers(policies).headers


@pytest.mark.parametrize(
    ("name", "comment", "expected"),
    [
        ("品牌", "", "other.brand"),
        ("手机品牌", "", "other.brand"),
        ("client_version", "", "other.version"),
        ("订单号", "", "other.number"),
        ("a1", "所在城市", "other.place"),
        ("a1", "类型：1 男 2 女", "other.heading"),
        ("手机号", "", ""),
        ("订单手机号", "", ""),
        ("身份证号", "序号", ""),
        ("编号", "", ""),
        ("名称", "", ""),
        ("", "", ""),
    ],
)
def test_another_thing_is_named_only_where_no_recogniser_is(
    whole: HeaderIndex, name: str, comment: str, expected: str
) -> None:
    assert named_otherwise(whole, name, comment) == expected
    hits, other = read_header(whole, name, comment)
    assert hits == match_header(whole, name, comment)
    assert (other.recogniser if other else "") == expected
    assert not any(hit.recogniser.startswith("other.") for hit in hits)


@pytest.mark.parametrize(
    ("name", "guessed"), [("SFZH", True), ("身份证号", False), ("shenfenzhenghao", False)]
)
def test_initials_are_known_to_be_a_guess(index: HeaderIndex, name: str, guessed: bool) -> None:
    assert match_header(index, name)[0].guessed is guessed


@pytest.mark.parametrize(
    ("name", "label"),
    [
        pytest.param("AAC003", "person.name", id="a code of a standard"),
        pytest.param("F_AAC006", "person.birth_date", id="a code behind the mark of a kind"),
        pytest.param("AAE013", "", id="a code of nobody's"),
        pytest.param("sjh_bd", "cn.mobile", id="bound"),
        pytest.param("phone_enc", "cn.mobile", id="enciphered"),
        pytest.param("address_home", "person.address", id="of home"),
        pytest.param("csrq_s", "person.birth_date", id="a letter by itself"),
        pytest.param("sfzhm_hz", "cn.id18", id="whose it is, behind"),
        pytest.param("phone_user", "", id="an English word at the end is the head"),
        pytest.param("phone_type", "", id="a kind of something is another thing"),
        pytest.param("user_id", "", id="the number of an account"),
    ],
)
def test_what_stands_behind_a_term_and_changes_nothing(
    index: HeaderIndex, name: str, label: str
) -> None:
    assert first(index, name) == label
