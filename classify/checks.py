# The checks a recogniser may name. Each is made once with the word lists in force and then
# answers for many cells at once; the cells have matched the recogniser's pattern before.
from __future__ import annotations

from collections.abc import Callable, Mapping

from .cells import BoolArray, Cells
from .check_code import (
    bank_card,
    iccid,
    imei,
    luhn,
    mrz,
    orgcode,
    swift,
    uscc,
    vin,
)
from .check_person import date, frpr, id15, id18
from .check_place import landline, latitude_longitude
from .check_text import address_zh, org_name_zh, person_name_zh
from .network import ipv4, ipv6

__all__ = ["BY_WORDS", "CHECKS", "Check", "Lexicons"]

Lexicons = Mapping[str, frozenset[str]]
Check = Callable[[Cells], BoolArray]

# Name in the pack -> what makes the check from the word lists.
CHECKS: Mapping[str, Callable[[Lexicons], Check]] = {
    "address_zh": address_zh,
    "bank_card": lambda _: bank_card,
    "date": lambda _: date,
    "frpr": lambda _: frpr,
    "iccid": lambda _: iccid,
    "id15": lambda _: id15,
    "id18": lambda _: id18,
    "imei": lambda _: imei,
    "ipv4": lambda _: ipv4,
    "ipv6": lambda _: ipv6,
    "landline": landline,
    "latitude_longitude": lambda _: latitude_longitude,
    "luhn": lambda _: luhn,
    "mrz": lambda _: mrz,
    "org_name_zh": org_name_zh,
    "orgcode": lambda _: orgcode,
    "person_name_zh": person_name_zh,
    "swift": swift,
    "uscc": lambda _: uscc,
    "vin": lambda _: vin,
}

# Checks by word lists: their chance is no matter of arithmetic and varies from column to column.
BY_WORDS = frozenset({"address_zh", "org_name_zh", "person_name_zh"})
