# What replies of Redis hold, as records with named fields: hashes by their fields, values that
# are JSON by theirs, lists and sets value by value. So a bulk read of hashes is a table.
from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from .record_table import flat_record
from .resp import Failure, Reply

__all__ = ["records_of"]

_READS: Final = frozenset({
    "GET", "MGET", "GETDEL", "GETEX", "GETSET", "GETRANGE", "HGET", "HMGET", "HGETALL", "HVALS",
    "LRANGE", "LINDEX", "LPOP", "RPOP", "BLPOP", "BRPOP", "SMEMBERS", "SRANDMEMBER", "SPOP",
    "SUNION", "SINTER", "SDIFF", "ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZRANGEBYLEX", "XRANGE",
    "XREVRANGE", "XREAD", "XREADGROUP", "HSCAN", "SSCAN", "ZSCAN", "JSON.GET", "JSON.MGET",
    "EVAL", "EVALSHA", "FCALL", "DUMP", "KEYS", "SCAN", "SORT",
})  # fmt: skip
_DEEPEST: Final = 8
_SCANS: Final = frozenset({"HSCAN", "SSCAN", "ZSCAN", "SCAN"})


def records_of(name: str, fields: Sequence[str], value: Reply) -> list[dict[str, str]]:
    """The records in the reply to a command; none where it reads no values."""
    if name not in _READS or value is None or isinstance(value, int | Failure):
        return []
    if name == "HGETALL" and isinstance(value, list):
        value = _paired(value)
    elif name == "HMGET" and isinstance(value, list):
        value = dict(zip([each.encode() for each in fields], value, strict=False))
    elif name in _SCANS and isinstance(value, list) and len(value) == 2:
        # The first is where the next call goes on.
        inner = value[1]
        value = _paired(inner) if name == "HSCAN" and isinstance(inner, list) else inner
    return [record for record in _records(value, 0) if record]


def _paired(value: list[Reply]) -> dict[bytes, Reply]:
    keys = [each if isinstance(each, bytes) else b"?" for each in value[::2]]
    return dict(zip(keys, value[1::2], strict=False))


def _records(value: Reply, depth: int) -> list[dict[str, str]]:
    if isinstance(value, bytes):
        return _of_text(value)
    if isinstance(value, dict):
        record = {
            _text(key) or "?": _text(each) for key, each in value.items() if isinstance(each, bytes)
        }
        return [record]
    if isinstance(value, list) and depth < _DEEPEST:
        if depth and _is_entry(value):
            fields = value[1]
            return _records(_paired(fields), depth + 1) if isinstance(fields, list) else []
        return _each(value, depth)
    return []


def _is_entry(value: list[Reply]) -> bool:
    """Whether it is an entry of a stream: its id, and its fields one after the other."""
    return (
        len(value) == 2
        and isinstance(value[0], bytes)
        and isinstance(value[1], list)
        and all(isinstance(each, bytes) for each in value[1])
    )


def _each(value: list[Reply], depth: int) -> list[dict[str, str]]:
    return [record for one in value for record in _records(one, depth + 1)]


def _of_text(value: bytes) -> list[dict[str, str]]:
    """A value; the fields of what is an object in JSON."""
    if value[:1] in (b"{", b"["):
        try:
            found = msgspec.json.decode(value)
        except (msgspec.DecodeError, RecursionError):
            found = None
        several = found if isinstance(found, list) else [found]
        if several and all(isinstance(each, dict) for each in several):
            return [flat_record(each) for each in several if isinstance(each, dict)]
    return [{"value": _text(value)}]


def _text(octets: bytes) -> str:
    return octets.decode("utf-8", "replace")
