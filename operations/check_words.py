# What each check verifies, in words for readers: reasons name the check.
from __future__ import annotations

from collections.abc import Mapping

from policies import Title

__all__ = ["CHECK_WORDS"]

CHECK_WORDS: Mapping[str, Title] = {
    "aadhaar": Title(zh="“印度身份号码校验位”", en="“check digit of an Indian identity number”"),
    "address_zh": Title(zh="“地址要素”", en="“parts of an address”"),
    "bank_card": Title(zh="“卡号校验位与发卡段”", en="“check digit and issuer of a card”"),
    "business_registration": Title(
        zh="“工商注册号校验位”", en="“check digit of a business registration”"
    ),
    "connection_secret": Title(
        zh="“连接串中的口令不是占位符”", en="“a password, no placeholder, in a connection string”"
    ),
    "container": Title(zh="“箱号校验位”", en="“check digit of a container”"),
    "date": Title(zh="“真实日期”", en="“a real date”"),
    "european_vat": Title(zh="“欧盟成员国增值税号规则”", en="“the rules of European VAT numbers”"),
    "frpr": Title(zh="“永久居留证校验码”", en="“check digit of a permanent residence card”"),
    "german_tax": Title(zh="“德国税号校验位”", en="“check digit of a German tax number”"),
    "hong_kong": Title(zh="“香港身份证校验码”", en="“check digit of a Hong Kong identity card”"),
    "iban": Title(zh="“国际银行账号长度与校验位”", en="“length and check digits of an IBAN”"),
    "iccid": Title(zh="“SIM卡号校验位”", en="“check digit of a SIM card”"),
    "id15": Title(
        zh="“十五位身份证日期与区划”", en="“date and region of a 15-digit identity number”"
    ),
    "id18": Title(zh="“身份证校验码、日期与区划”", en="“check digit, date and region”"),
    "id18_form": Title(
        zh="“十八位身份证形式与出生日期，不验校验位”",
        en="“form and day of birth of an identity number, its check digit aside”",
    ),
    "imei": Title(zh="“设备识别码校验位”", en="“check digit of a device”"),
    "imo": Title(zh="“船舶识别号校验位”", en="“check digit of a ship”"),
    "ipv4": Title(zh="“IPv4地址”", en="“an IPv4 address”"),
    "ipv6": Title(zh="“IPv6地址”", en="“an IPv6 address”"),
    "isin": Title(zh="“证券识别码校验位”", en="“check digit of a security”"),
    "japan": Title(zh="“日本个人编号校验位”", en="“check digit of a Japanese individual number”"),
    "key_body": Title(zh="“密钥不是填充样例”", en="“a key, no sample to be filled in”"),
    "key_value": Title(zh="“取值像随机密钥”", en="“a value like a random key”"),
    "korea": Title(
        zh="“韩国身份号码日期与校验位”", en="“date and check digit of a Korean identity number”"
    ),
    "landline": Title(zh="“区号表”", en="“area codes”"),
    "latitude_longitude": Title(zh="“经纬度范围”", en="“range of latitude and longitude”"),
    "lei": Title(zh="“法人识别编码校验位”", en="“check digits of a legal entity”"),
    "luhn": Title(zh="“Luhn校验位”", en="“Luhn check digit”"),
    "mrz": Title(zh="“机读码校验位”", en="“check digits of a machine-readable zone”"),
    "nino": Title(zh="“英国国民保险号前缀”", en="“prefix of a British insurance number”"),
    "nir": Title(zh="“法国社会保险号校验位”", en="“check digits of a French insurance number”"),
    "org_name_zh": Title(zh="“组织名称后缀”", en="“endings of organisations’ names”"),
    "orgcode": Title(zh="“组织机构代码校验码”", en="“check digit of an organisation code”"),
    "password_bare": Title(zh="“取值像口令而非变量”", en="“a password, no variable”"),
    "password_quoted": Title(zh="“取值像口令而非占位符”", en="“a password, no placeholder”"),
    "patent": Title(zh="“专利号校验位”", en="“check digit of a patent”"),
    "person_name": Title(zh="“姓名用字与常见姓名”", en="“characters of names and frequent names”"),
    "person_name_zh": Title(zh="“姓氏与人名用字”", en="“surnames and characters of given names”"),
    "singapore": Title(
        zh="“新加坡身份证校验字母”", en="“check letter of a Singaporean identity card”"
    ),
    "stdnum_codice": Title(zh="“意大利税号校验字母”", en="“check letter of an Italian tax code”"),
    "stdnum_cpf": Title(zh="“巴西税号校验位”", en="“check digits of a Brazilian tax number”"),
    "stdnum_dni": Title(
        zh="“西班牙身份证校验字母”", en="“check letter of a Spanish identity card”"
    ),
    "stdnum_nric": Title(
        zh="“马来西亚身份证日期与出生地”", en="“date and place of a Malaysian identity card”"
    ),
    "stdnum_ssn": Title(
        zh="“美国社会安全号号段”", en="“number ranges of American social security”"
    ),
    "swift": Title(zh="“国家代码”", en="“country codes”"),
    "taiwan": Title(zh="“台湾身份证校验码”", en="“check digit of an identity card of Taiwan”"),
    "thailand": Title(zh="“泰国身份证校验位”", en="“check digit of a Thai identity card”"),
    "upu": Title(zh="“邮件号校验位”", en="“check digit of a postal item”"),
    "uscc": Title(zh="“统一社会信用代码校验码”", en="“check digit of a credit code”"),
    "vin": Title(zh="“车架号校验位”", en="“check digit of a vehicle number”"),
}
