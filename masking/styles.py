# What of a value stays readable, style by style: a style is a list of forms, a form one way
# of writing the value and the parts of it that remain. A cell that fits no form of its
# column's style shows nothing at all. Stars stand in fixed number where the hidden part
# varies in length, since the length of a given name or a street is a clue of its own.
from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["COMPOUND_SURNAMES", "HIDDEN", "PLACES", "STYLES", "Form", "style_of"]

HIDDEN = "***"
"""What a cell shows of which nothing may be shown."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way a value is written: `pattern` (RE2) fits the whole trimmed cell.

    Either `shown` is the replacement with the pattern's groups by number, or, for ASCII
    forms of one length, `hidden` is the stretch of characters that stars take the place of,
    or `begins`: the pattern fits how the cell begins, and that alone is shown.
    """

    pattern: str
    shown: str = ""
    hidden: tuple[int, int] | None = None
    begins: bool = False


# Surnames of two characters (and the one of four) that are met in the population register;
# everyone else's surname is the first character.
COMPOUND_SURNAMES = (
    "爱新觉罗|欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|宇文|长孙|司徒|司空|"
    "司寇|夏侯|轩辕|钟离|独孤|南宫|西门|东郭|东门|南门|闻人|赫连|澹台|公冶|公西|公良|"
    "宗政|濮阳|淳于|单于|太叔|申屠|仲孙|鲜于|闾丘|亓官|子车|颛孙|端木|巫马|漆雕|乐正|"
    "壤驷|拓跋|夹谷|宰父|谷梁|榖梁|段干|百里|微生|梁丘|左丘|呼延|羊舌|第五|纳兰|完颜|"
    "叶赫|万俟|即墨|达奚|褚师|贺兰|贺若|屈突|宿勤"
)


def _han_but(excluded: str) -> str:
    """A class of the common Han characters without some: RE2 has no subtraction of classes."""
    edges = [0x4DFF, *sorted(map(ord, excluded)), 0xA000]
    ranges = [(low + 1, high - 1) for low, high in itertools.pairwise(edges)]
    return "[" + "".join(f"{chr(a)}-{chr(b)}" for a, b in ranges if a <= b) + "]"


# Addresses. A name ending in 市 or 区 is not always a place of that rank (超市, 小区, 工业区),
# so the characters before the suffix are restricted, and real places that the restriction
# would miss are spelt out. Where this errs, it shows less.
_PROVINCE = (
    "(?:(?:河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|"
    "云南|陕西|甘肃|青海|台湾)省?|内蒙古(?:自治区)?|广西(?:壮族自治区)?|西藏(?:自治区)?|"
    "宁夏(?:回族自治区)?|新疆(?:维吾尔自治区)?|(?:香港|澳门)(?:特别行政区)?|"
    "(?:北京|上海|天津|重庆)市?)"
)
_BELOW_A_COUNTY = "路街巷弄号村组队栋幢室社校县区旗"
_OF_A_CITY = _han_but(_BELOW_A_COUNTY + "超菜夜")
_OF_A_PREFECTURE = _han_but(_BELOW_A_COUNTY + "市")
_OF_A_COUNTY = _han_but(_BELOW_A_COUNTY + "镇乡楼厂院厦园宅小省市")
_BEFORE_THE_SUFFIX = _han_but(
    _BELOW_A_COUNTY + "镇乡楼厂院厦园宅小省市" + "景库营业发场家属超菜夜片住"
)
_CITY = f"(?:{_OF_A_CITY}{{1,5}}?市|{_OF_A_PREFECTURE}{{2,9}}?(?:自治州|盟|地区))"
_COUNTY = (
    "(?:路[南北桥]区|小店区|小金县|[西内金新武]乡县|[宁湘桐]乡市|乡宁县|西乡塘区|东乡族自治县|"
    "积石山保安族东乡族撒拉族自治县|"
    f"镇?{_OF_A_COUNTY}{{0,12}}?{_BEFORE_THE_SUFFIX}(?:区|县|旗|市))"
)

PLACES = rf"^(?:{_PROVINCE} ?{_CITY}? ?({_COUNTY})?|{_CITY} ?({_COUNTY})?|({_COUNTY}))"
"""How an address begins; it has a group where it goes down to a county. Then nothing that follows
can change what was found: no name goes on beyond the last character of a county's."""

_PLATE_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_YEAR = r"((?:18|19|20|21)\d{2})"

_MOBILE = (
    Form(r"^1[3-9]\d{9}$", hidden=(3, 7)),
    Form(r"^((?:\+|00)?86[- ]?)?(1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})$", r"\1\2****\3"),
)
_LANDLINE = (
    Form(
        r"^((?:\+?86[- ]?)?\(?(?:010|02\d|0[3-9]\d{2})\)?[- ]?)\d{3,4}[- ]?\d{4}(?:(?:-|转| ?ext\.? ?)\d{1,6})?$",
        r"\1********",
    ),
    Form(r"^(\+86[- ]?(?:10|2\d|[3-9]\d{2}))[- ]?\d{3,4}[- ]?\d{4}$", r"\1********"),
)
_LICENCE_OF_SHAPE_18 = Form(r"^[0-9A-Z]{2}\d{6}[0-9A-Z]{10}$", hidden=(8, 18))

STYLES: Mapping[str, tuple[Form, ...]] = {
    # Identity number: region and birth year stay; of the old 15 digits likewise.
    "id18": (
        Form(r"^[1-9]\d{16}[\dXx]$", hidden=(10, 18)),
        Form(r"^[1-9]\d{14}$", hidden=(8, 15)),
        Form(r"^([1-9]\d{5})[- ]?(\d{4})[- ]?\d{4}[- ]?\d{3}[\dXx]$", r"\1\2********"),
    ),
    "mobile": _MOBILE,
    "landline": _LANDLINE,
    "phone": _MOBILE + _LANDLINE,
    # Names: the surname; of a name with an interpunct, and of a Latin one, the first letter.
    "name": (
        Form(rf"^({COMPOUND_SURNAMES})\p{{Han}}{{1,3}}$", r"\1**"),
        Form(r"^(\p{Han})[ \x{3000}]*\p{Han}{1,3}$", r"\1**"),
        Form(r"^(\p{Han})[\p{Han}]*(?: ?[·•・‧∙⋅･.．] ?\p{Han}+)+$", r"\1**"),
        Form(r"^(\p{Latin})\p{Latin}+(?:[ .,'’·-]+\p{Latin}+)*\.?$", r"\1**"),
    ),
    # Address: down to the county.
    "address": (
        Form(rf"^(?:{_PROVINCE} ?{_CITY}? ?{_COUNTY}?|{_CITY} ?{_COUNTY}?|{_COUNTY})", begins=True),
    ),
    "email": (Form(r"^([^@\s])[^@\s]*(@[^@\s]+\.[^@\s.]+)$", r"\1***\2"),),
    # Payment card: issuer (six digits) and the last four, as receipts show it.
    "card": (
        Form(r"^\d{16}$", hidden=(6, 12)),
        Form(r"^\d{19}$", hidden=(6, 15)),
        Form(r"^(\d{4}[- ]?\d{2})(?:[- ]?\d){3,9}[- ]?(\d{4})$", r"\1******\2"),
    ),
    "account": (Form(r"^\d(?:[- ]?\d){6,27}[- ]?(\d{4})$", r"****\1"),),
    # Plate: province and issuing office.
    "plate": (
        Form(
            rf"^([{_PLATE_PROVINCES}][A-HJ-NP-Z])[ ·•.-]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳试超使领]?$",
            r"\1*****",
        ),
    ),
    # Travel documents: leading letter and the last two digits.
    "passport": (
        Form(r"^([A-Za-z])[A-Za-z]?\d{4,8}(\d{2})$", r"\1******\2"),
        Form(r"^(\d)\d{5,7}(\d{2})$", r"\1******\2"),
    ),
    # Dates and times: the year.
    "date": (
        Form(rf"(?s)^{_YEAR}([-/.])\d{{1,2}}[-/.]\d{{1,2}}(?:[T ].*)?$", r"\1\2**\2**"),
        Form(rf"^{_YEAR}年\d{{1,2}}月(?:\d{{1,2}}日?)?.*$", r"\1年**月**日"),
        Form(rf"^{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{{6}})?$", r"\1****"),
        Form(rf"^{_YEAR}([-/.])\d{{1,2}}$", r"\1\2**"),
    ),
    # Network addresses: the first half of an IPv4 address, the first two groups of IPv6.
    "ip": (
        Form(r"^(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}(?::\d{1,5}|/\d{1,2})?$", r"\1.*.*"),
        Form(r"^([0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}):[0-9A-Fa-f:.]+(?:/\d{1,3})?$", r"\1:*"),
    ),
    # Hardware: the maker's half.
    "mac": (
        Form(
            r"^((?:[0-9A-Fa-f]{2}[:-]){2}[0-9A-Fa-f]{2})(?:[:-][0-9A-Fa-f]{2}){3}$", r"\1:**:**:**"
        ),
        Form(r"^[0-9A-Fa-f]{12}$", hidden=(6, 12)),
        Form(r"^([0-9A-Fa-f]{4}\.)[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}$", r"\1****.****"),
    ),
    "imei": (Form(r"^(\d{8})\d{6,8}$", r"\1*******"),),
    "imsi": (Form(r"^(\d{5})\d{10}$", r"\1**********"),),
    "iccid": (Form(r"^(8986\d{2})[0-9A-Fa-f]{13,14}$", r"\1**************"),),
    "vin": (Form(r"^[0-9A-HJ-NPR-Za-hj-npr-z]{17}$", hidden=(3, 17)),),
    # Organisation codes: registering authority and region.
    "uscc": (_LICENCE_OF_SHAPE_18,),
    "orgcode": (Form(r"^([0-9A-Z]{2})[0-9A-Z]{6}-?[0-9X]$", r"\1*******"),),
    # Coordinates: a tenth of a degree, about eleven kilometres.
    "coordinate": (
        Form(r"^([-+]?\d{1,3}\.\d)\d+$", r"\1***"),
        Form(
            r"^(\(?[-+]?\d{1,3}\.\d)\d+( ?[,，;；/ ] ?[-+]?\d{1,3}\.\d)\d+\)?$",
            r"\1***\2***",
        ),
    ),
    "postcode": (Form(r"^\d{6}$", hidden=(2, 6)),),
    # Anything else: its two ends; of two characters the first.
    "generic": (
        Form(r"(?s)^(.).+(.)$", r"\1***\2"),
        Form(r"(?s)^(.).$", r"\1***"),
    ),
    "all": (),
}

_STYLE_OF_LABEL: Mapping[str, str] = {
    "bank.account": "account",
    "bank.card": "card",
    "cn.driver_licence": "id18",
    "cn.frpr": "id18",
    "cn.hkmo_permit": "passport",
    "cn.id15": "id18",
    "cn.id18": "id18",
    "cn.landline": "phone",
    "cn.mobile": "phone",
    "cn.orgcode": "orgcode",
    "cn.passport": "passport",
    "cn.plate": "plate",
    "cn.postcode": "postcode",
    "cn.residence_permit": "id18",
    "cn.uscc": "uscc",
    "contact.email": "email",
    "device.iccid": "iccid",
    "device.imei": "imei",
    "device.imsi": "imsi",
    "geo.coordinate": "coordinate",
    "net.ip": "ip",
    "net.mac": "mac",
    "person.address": "address",
    "person.birth_date": "date",
    "person.name": "name",
    "vehicle.vin": "vin",
}


def style_of(label: str) -> str:
    """The style for a label's values where a rule names none; nothing shown for secrets.

    >>> style_of("cn.mobile"), style_of("secret.password"), style_of("contact.qq")
    ('phone', 'all', 'generic')
    """
    if label.startswith("secret."):
        return "all"
    return _STYLE_OF_LABEL.get(label, "generic")
