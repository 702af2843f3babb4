# Time as IEC 60870-5-4 has it in seven octets (CP56Time2a): milliseconds of the minute, minute, hour,
# day of month and of week, month and year of the century, as the station's place has them.
from __future__ import annotations

import struct
from datetime import datetime

__all__ = ["LENGTH", "moment_of", "time_tag"]

LENGTH = 7
_INVALID, _CENTURY = 0x80, 2000


def time_tag(moment: datetime) -> bytes:
    """A moment as seven octets.

    >>> time_tag(datetime(2026, 11, 24, 17, 30, 5, 250_000)).hex()
    '82141e11580b1a'
    """
    milliseconds = moment.second * 1000 + moment.microsecond // 1000
    day = moment.day | moment.isoweekday() << 5
    year = moment.year - _CENTURY
    return struct.pack("<HBBBBB", milliseconds, moment.minute, moment.hour, day, moment.month, year)


def moment_of(octets: bytes) -> datetime | None:
    """The moment that seven octets tell; None for one that is none or is said to be wrong.

    >>> moment_of(bytes.fromhex("82141e11580b1a"))
    datetime.datetime(2026, 11, 24, 17, 30, 5, 250000)
    """
    if len(octets) != LENGTH or octets[2] & _INVALID:
        return None
    milliseconds, minute, hour, day, month, year = struct.unpack("<HBBBBB", octets)
    second, thousandths = divmod(milliseconds, 1000)
    try:
        return datetime(  # noqa: DTZ001  the station's own time, of no zone that it knows
            _CENTURY + (year & 0x7F), month & 0x0F, day & 0x1F, hour & 0x1F, minute & 0x3F,
            second, thousandths * 1000,
        )  # fmt: skip
    except ValueError:
        return None
