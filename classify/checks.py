# The checks a recogniser may name. Each is made once with the word lists in force and then
# answers for many cells at once; the cells have matched the recogniser's pattern before.
from __future__ import annotations

from collections.abc import Callable, Mapping

from .cells import BoolArray, Cells
from .check_abroad import (
    aadhaar,
    german_tax,
    hong_kong,
    japan,
    korea,
    nino,
    nir,
    singapore,
    stdnum_by,
    taiwan,
    thailand,
)
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
from .check_person import date, frpr, id15, id18, id18_form
from .check_place import landline, latitude_longitude
from .check_secret import connection_secret, key_body, key_value, password_bare, password_quoted
from .check_text import address_zh, org_name_zh, person_name, person_name_zh
from .check_trade import (
    business_registration,
    container,
    european_vat,
    iban,
    imo,
    isin,
    lei,
    patent,
    upu,
)
from .network import ipv4, ipv6

__all__ = ["BY_WORDS", "CHECKS", "Check", "Lexicons"]

Lexicons = Mapping[str, frozenset[str]]
Check = Callable[[Cells], BoolArray]

# Name in the pack -> what makes the check from the word lists.
CHECKS: Mapping[str, Callable[[Lexicons], Check]] = {
    "aadhaar": lambda _: aadhaar,
    "address_zh": address_zh,
    "bank_card": lambda _: bank_card,
    "business_registration": lambda _: business_registration,
    "connection_secret": lambda _: connection_secret,
    "container": lambda _: container,
    "date": lambda _: date,
    "european_vat": european_vat,
    "frpr": lambda _: frpr,
    "german_tax": lambda _: german_tax,
    "hong_kong": lambda _: hong_kong,
    "iban": iban,
    "iccid": lambda _: iccid,
    "id15": lambda _: id15,
    "id18": lambda _: id18,
    "id18_form": lambda _: id18_form,
    "imei": lambda _: imei,
    "imo": lambda _: imo,
    "ipv4": lambda _: ipv4,
    "ipv6": lambda _: ipv6,
    "isin": isin,
    "japan": lambda _: japan,
    "key_body": lambda _: key_body,
    "key_value": lambda _: key_value,
    "korea": lambda _: korea,
    "landline": landline,
    "latitude_longitude": lambda _: latitude_longitude,
    "lei": lambda _: lei,
    "luhn": lambda _: luhn,
    "mrz": lambda _: mrz,
    "nino": lambda _: nino,
    "nir": lambda _: nir,
    "org_name_zh": org_name_zh,
    "orgcode": lambda _: orgcode,
    "password_bare": lambda _: password_bare,
    "password_quoted": lambda _: password_quoted,
    "patent": lambda _: patent,
    "person_name": person_name,
    "person_name_zh": person_name_zh,
    "singapore": lambda _: singapore,
    "stdnum_codice": stdnum_by("it.codicefiscale"),
    "stdnum_cpf": stdnum_by("br.cpf"),
    "stdnum_dni": stdnum_by("es.dni"),
    "stdnum_nric": stdnum_by("my.nric"),
    "stdnum_ssn": stdnum_by("us.ssn"),
    "swift": swift,
    "taiwan": lambda _: taiwan,
    "thailand": lambda _: thailand,
    "upu": lambda _: upu,
    "uscc": lambda _: uscc,
    "vin": lambda _: vin,
}

# Checks by word lists: their chance is no matter of arithmetic and varies from column to column.
BY_WORDS = frozenset({"address_zh", "org_name_zh", "person_name", "person_name_zh"})
