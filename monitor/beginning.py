# Which packets begin a conversation of a protocol that is read here, by their first bytes: first
# for a whole batch at once by the words they begin with, then one by one for those that fit.
from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from .dns_stream import DnsStream, begins_dns
from .ends import payload_of
from .greeting import Greeted
from .hidden import Hidden
from .http import Http
from .iec104 import Iec104, begins_iec104
from .modbus import Modbus, begins_modbus
from .mysql import MySql, begins_mysql
from .packet import Packets
from .postgresql import PostgreSql, begins_postgresql
from .reader import Reader
from .redis import Redis, begins_redis

__all__ = ["READERS", "beginnings", "confirmed"]

# A protocol's name and what reads it; one line each.
READERS: Final[dict[str, Callable[[], Reader]]] = {
    "http": Http,
    "tls": Hidden,
    "postgresql": PostgreSql,
    "mysql": MySql,
    "redis": Redis,
    "greeted": Greeted,
    "dns": DnsStream,
    "modbus": Modbus,
    "iec104": Iec104,
}
_REQUESTS: Final = (
    b"GET ", b"POST", b"PUT ", b"HEAD", b"DELE", b"OPTI", b"PATC", b"PROP", b"CONN", b"TRAC",
    b"MKCO", b"MOVE", b"COPY",
)  # fmt: skip
_ANSWER: Final = (b"HTTP",)
_GREETINGS, _MAILS = (b"220 ", b"220-"), (b"EHLO", b"HELO", b"LHLO")
_PG_CODES: Final = (0x00030000, 80877103, 80877104)
_DNS_PORT, _MODBUS_PORT = 53, 502
_PORTS: Final = {"dns": _DNS_PORT, "iec104": 2404}
# What a packet must fit as a whole, where its first words alone say too little.
_CHECKS: Final[dict[str, Callable[[bytes], bool]]] = {
    "mysql": begins_mysql,
    "iec104": begins_iec104,
    "dns": begins_dns,
    "postgresql": begins_postgresql,
    "redis": begins_redis,
}
_SHORTEST: Final = 6
_HANDSHAKE, _SERVER_HELLO = 22, 2

Integers = npt.NDArray[np.int64]
Places = npt.NDArray[np.bool_]


def _words(beginnings: tuple[bytes, ...]) -> npt.NDArray[np.uint32]:
    return np.array([int.from_bytes(each, "big") for each in beginnings], np.uint32)


_TEXTS: Final = {
    "request": _words(_REQUESTS),
    "answer": _words(_ANSWER),
    "greeting": _words(_GREETINGS),
    "mail": _words(_MAILS),
}


def beginnings(packets: Packets, is_tcp: Places) -> dict[int, str]:
    """The packets that may begin a conversation, in order, and as what."""
    places = np.flatnonzero(is_tcp & (packets.held >= _SHORTEST))
    octets = packets.octets
    if not len(places) or len(octets) < 8:
        return {}
    at = packets.payload[places]
    word = np.ndarray((len(octets) - 3,), ">u4", octets, 0, (1,))
    first = word[np.minimum(at, len(word) - 1)].astype(np.uint32)
    second = word[np.minimum(at + 4, len(word) - 1)].astype(np.uint32)
    found: dict[int, str] = {}
    for kind, fits in _fitting(packets, places, first, second).items():
        for row in np.flatnonzero(fits).tolist():
            found.setdefault(int(places[row]), kind)
    return dict(sorted(found.items()))


def _fitting(
    packets: Packets,
    places: npt.NDArray[np.intp],
    first: npt.NDArray[np.uint32],
    second: npt.NDArray[np.uint32],
) -> dict[str, Places]:
    """Of each kind the packets whose first eight bytes fit it."""
    held, top = packets.held[places], first >> 24
    long = held >= 8
    found: dict[str, Places] = {}
    # Few packets begin with a capital letter or a 2, and only those are compared word by word.
    lettered = np.flatnonzero(long & (((top >= 0x41) & (top <= 0x5A)) | (top == 0x32)))
    for kind, words in _TEXTS.items():
        fits = np.zeros(len(places), np.bool_)
        if len(lettered):
            fits[lettered[np.isin(first[lettered], words)]] = True
        found[kind] = fits
    # A handshake record whose message is a hello, or a client's of the form that SSL 2 had.
    record = ((first >> 8) & 0xFFFFFC) == 0x160300
    hello = record & ((second >> 16 & 0xFF) == 1)
    old = (top >= 0x80) & (first & 0xFFFF == 0x0103)
    found["tls"] = long & (hello | (record & ((second >> 16 & 0xFF) == 2)) | old)
    found["postgresql"] = long & (first < 10_000) & np.isin(second, _PG_CODES)
    found["redis"] = long & (top == 0x2A) & (first >> 16 & 0xFF >= 0x31)
    found["mysql"] = long & (first & 0xFFFF == 0) & (second >> 24 == 10)
    size = second >> 16
    found["modbus"] = (
        long & (first & 0xFFFF == 0) & (size >= 2) & (size <= 254) & (held >= size + 6)
    )
    found["iec104"] = (top == 0x68) & (first >> 16 & 0xFF >= 4)
    ports = packets.source_port[places], packets.destination_port[places]
    found["dns"] = (held >= 14) & ((ports[0] == _DNS_PORT) | (ports[1] == _DNS_PORT))
    return found


def confirmed(packets: Packets, place: int, kind: str) -> tuple[str, bool] | None:
    """The protocol that a packet begins and whether the server sent it; None where it does not."""
    payload = payload_of(packets, place)
    if kind in ("request", "answer"):
        line, _, rest = payload.partition(b"\n")
        # RTSP, SIP and others begin alike.
        return None if rest and b"HTTP/" not in line else ("http", kind == "answer")
    if kind == "tls":
        return kind, payload[0] == _HANDSHAKE and payload[5] == _SERVER_HELLO
    if kind in ("greeting", "mail"):
        return "greeted", kind == "greeting"
    port = int(packets.source_port[place])
    # By the server where it greets, or where the packet came from the port of its protocol.
    turned: bool | None = kind == "mysql"
    if kind == "modbus":
        turned = begins_modbus(payload, from_port=port == _MODBUS_PORT)
    elif kind in _PORTS:
        turned = port == _PORTS[kind]
    check = _CHECKS.get(kind)
    if turned is None or (check is not None and not check(payload)):
        return None
    return kind, turned
