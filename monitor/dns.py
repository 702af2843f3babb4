# Questions and answers of the domain name system (RFC 1035): what monitoring asks of a message,
# not a whole resolver's reading of it. Names are compared by what they point to, with a bound
# on the steps, so that a message that points to itself ends.
from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from struct import Struct
from typing import Final

__all__ = ["TYPES", "Message", "read_message"]

TYPES: Final = {
    1: "A", 2: "NS", 3: "MD", 4: "MF", 5: "CNAME", 6: "SOA", 7: "MB", 8: "MG", 9: "MR", 10: "NULL",
    11: "WKS", 12: "PTR", 13: "HINFO", 14: "MINFO", 15: "MX", 16: "TXT", 17: "RP", 18: "AFSDB",
    19: "X25", 20: "ISDN", 21: "RT", 22: "NSAP", 24: "SIG", 25: "KEY", 26: "PX", 27: "GPOS",
    28: "AAAA", 29: "LOC", 30: "NXT", 33: "SRV", 35: "NAPTR", 36: "KX", 37: "CERT", 38: "A6",
    39: "DNAME", 41: "OPT", 42: "APL", 43: "DS", 44: "SSHFP", 45: "IPSECKEY", 46: "RRSIG",
    47: "NSEC", 48: "DNSKEY", 49: "DHCID", 50: "NSEC3", 51: "NSEC3PARAM", 52: "TLSA", 53: "SMIMEA",
    55: "HIP", 59: "CDS", 60: "CDNSKEY", 61: "OPENPGPKEY", 62: "CSYNC", 63: "ZONEMD", 64: "SVCB",
    65: "HTTPS", 99: "SPF", 108: "EUI48", 109: "EUI64", 249: "TKEY", 250: "TSIG", 251: "IXFR",
    252: "AXFR", 253: "MAILB", 254: "MAILA", 255: "ANY", 256: "URI", 257: "CAA", 32768: "TA",
    32769: "DLV", 65399: "PRIVATE",
}  # fmt: skip
CODES: Final = {
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED",
    6: "YXDOMAIN", 7: "YXRRSET", 8: "NXRRSET", 9: "NOTAUTH", 10: "NOTZONE", 11: "DSOTYPENI",
}  # fmt: skip
_HEAD: Final = Struct(">6H")
_RECORD: Final = Struct(">HHIH")
_MOST_LABELS: Final = 128
_MOST_ANSWERS: Final = 64
_MOST_QUESTIONS: Final = 64
_A, _AAAA, _TXT = 1, 28, 16
# Records that say a name, and how much stands before it: the server's of SOA is the first of two.
_NAMED: Final = {2: 0, 5: 0, 6: 0, 12: 0, 15: 2, 33: 6, 39: 0}
_OPCODES: Final = (0, 1, 2, 4, 5)


@dataclass(frozen=True, slots=True)
class Message:
    """A query or its answer; `code` is "" in a query. `answers` are addresses, names and texts,
    `size` the message's octets, `questions` how many it has, of which the first is told; where it
    has none `name` is that of the first answer.
    """

    id: int
    response: bool
    name: str
    type: str
    code: str
    answers: tuple[str, ...] = ()
    size: int = field(default=0, compare=False)
    questions: int = field(default=1, compare=False)


def read_message(payload: bytes, opcodes: Container[int] = _OPCODES) -> Message | None:
    """A message with its first question, None for what is no such message."""
    if len(payload) < _HEAD.size:
        return None
    number, flags, questions, answers, _, _ = _HEAD.unpack_from(payload)
    opcode, response = flags >> 11 & 15, bool(flags & 0x8000)
    if opcode not in opcodes or questions > _MOST_QUESTIONS:
        return None
    name, kind, at = "", "", _HEAD.size
    for each in range(questions):
        found = _name(payload, at)
        if found is None or found[1] + 4 > len(payload):
            return None
        at = found[1] + 4
        if each == 0:
            name = found[0]
            code = int.from_bytes(payload[found[1] : found[1] + 2], "big")
            kind = TYPES.get(code, f"TYPE{code}")
    if not questions and response and answers and (owner := _name(payload, at)) is not None:
        name = owner[0]
    said = CODES.get(flags & 15, f"RCODE{flags & 15}") if response else ""
    told = _answers(payload, at, min(answers, _MOST_ANSWERS)) if response else ()
    return Message(number, response, name, kind, said, told, len(payload), questions)


def _answers(payload: bytes, at: int, count: int) -> tuple[str, ...]:
    """What the answers say, as far as they can be read."""
    told: list[str] = []
    for _ in range(count):
        owner = _name(payload, at)
        if owner is None or owner[1] + _RECORD.size > len(payload):
            break
        kind, _, _, size = _RECORD.unpack_from(payload, owner[1])
        at = owner[1] + _RECORD.size
        value = payload[at : at + size]
        if kind == _A and len(value) == 4:
            told.append(".".join(map(str, value)))
        elif kind == _AAAA and len(value) == 16:
            told.append(_address(value))
        elif kind == _TXT and value:
            told.append(_texts(value))
        elif kind in _NAMED and (named := _name(payload, at + _NAMED[kind])) is not None:
            told.append(named[0])
        at += size
    return tuple(told)


def _texts(value: bytes) -> str:
    parts, at = [], 0
    while at < len(value):
        size = value[at]
        parts.append(value[at + 1 : at + 1 + size])
        at += 1 + size
    return _printed(b"".join(parts))


def _address(value: bytes) -> str:
    import ipaddress  # noqa: PLC0415  only where an answer has one

    return str(ipaddress.IPv6Address(value))


def _name(payload: bytes, at: int) -> tuple[str, int] | None:
    """A name and where what follows it begins, None where it leads out of the message."""
    labels: list[str] = []
    end, size = -1, len(payload)
    for _ in range(_MOST_LABELS):
        if at >= size:
            return None
        length = payload[at]
        if length & 0xC0 == 0xC0:
            if at + 1 >= size:
                return None
            end = at + 2 if end < 0 else end
            at = (length & 0x3F) << 8 | payload[at + 1]
        elif length & 0xC0:
            return None
        elif length == 0:
            return ".".join(labels), at + 1 if end < 0 else end
        else:
            if at + 1 + length > size:
                return None
            labels.append(_printed(payload[at + 1 : at + 1 + length]))
            at += 1 + length
    return None


def _printed(octets: bytes) -> str:
    r"""Octets as text: what is not printable ASCII as \xNN, so that nothing is lost or shown."""
    if octets.isascii() and (text := octets.decode("ascii")).isprintable():
        return text
    return "".join(chr(each) if 32 < each < 127 else f"\\x{each:02x}" for each in octets)
