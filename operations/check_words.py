# What each check verifies, in Chinese words for reports; English sentences name the check.
from __future__ import annotations

from collections.abc import Mapping

__all__ = ["CHECK_WORDS"]

CHECK_WORDS: Mapping[str, str] = {
    "address_zh": "“地址要素”",
    "bank_card": "“卡号校验位与发卡段”",
    "date": "“真实日期”",
    "frpr": "“永久居留证校验码”",
    "iccid": "“SIM卡号校验位”",
    "id15": "“十五位身份证日期与区划”",
    "id18": "“身份证校验码、日期与区划”",
    "imei": "“设备识别码校验位”",
    "ipv4": "“IPv4地址”",
    "ipv6": "“IPv6地址”",
    "landline": "“区号表”",
    "latitude_longitude": "“经纬度范围”",
    "luhn": "“Luhn校验位”",
    "mrz": "“机读码校验位”",
    "org_name_zh": "“组织名称后缀”",
    "orgcode": "“组织机构代码校验码”",
    "person_name_zh": "“姓氏与人名用字”",
    "swift": "“国家代码”",
    "uscc": "“统一社会信用代码校验码”",
    "vin": "“车架号校验位”",
}
