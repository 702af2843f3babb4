# A record's version as a document: a core of columns that every kind has, strictly described, the
# rest of it flattened so that whatever a later schema brings can be asked for, and the body as it
# stands in the database, byte for byte, so that its digest can be checked.
from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from .encoding import digest_of, wiped
from .outbox import OutRow

__all__ = ["ERASED", "WHOLE", "document_key", "erased", "mappings", "newest_of", "version_of"]

# The version of a document of one version of a record: as it was written, and without its body.
WHOLE: Final = 1
ERASED: Final = 2
# A word that is longer is kept, and not looked for.
_LONGEST: Final = 1_024
# Facts that lists are narrowed down and added up by, whatever kind of record has them.
_WORDS: Final = ("severity", "state", "level", "rule", "risk_type", "purpose", "recipient")
_NUMBERS: Final = ("records", "persons")


def document_key(station: str, kind: str, identifier: str) -> str:
    """The id of a record's document, the same wherever it is made; ids themselves may be longer
    than a server takes.
    """
    told = "\0".join((station, kind, identifier))
    return hashlib.sha256(told.encode()).hexdigest()[:40]


def mappings(*, flattened: bool) -> dict[str, Any]:
    """How the server is to take the documents; without `flattened` the rest is kept unsearched."""
    word = {"type": "keyword", "ignore_above": _LONGEST}
    order = {"type": "keyword"}
    facts: dict[str, Any] = {"type": "flattened", "ignore_above": _LONGEST}
    return {
        "dynamic": "strict",
        # Told apart from `words`, which repeats what stands in the body.
        "_source": {"excludes": ["words"]},
        "properties": {
            **dict.fromkeys(("station", "kind", "id", "unit", "about", "time"), order),
            "at": {"type": "date", "ignore_malformed": True},
            "version": {"type": "long"},
            "digest": {"type": "keyword"},
            "gone": {"type": "boolean"},
            "erased": {"type": "boolean"},
            **dict.fromkeys(_WORDS, word),
            **{name: {"type": "long"} for name in _NUMBERS},
            "facts": facts if flattened else {"type": "object", "enabled": False},
            "words": {"type": "text"},
            "body": {"type": "keyword", "index": False, "doc_values": False},
        },
    }


def version_of(row: OutRow, station: str) -> dict[str, Any]:
    """The document of this version among all versions."""
    document: dict[str, Any] = {
        "station": station,
        "kind": row.kind,
        "id": row.id,
        "version": row.version,
        "unit": row.unit,
        "time": row.time,
        "about": row.about,
        "gone": row.body is None,
        "digest": "",
    }
    if at := _moment(row.time):
        document["at"] = at
    if row.body is not None:
        # What is sealed stays behind whatever kind it is of; the digest is without it anyway.
        body = wiped(row.kind, row.body)
        document |= {"digest": digest_of(row.kind, body), "body": body.decode()}
    return document


def newest_of(row: OutRow, station: str) -> dict[str, Any]:
    """The document of this version as the newest of its record: with what it is looked for by."""
    document = version_of(row, station)
    if row.body is None:
        return document
    facts = msgspec.json.decode(wiped(row.kind, row.body), type=dict[str, Any])
    finding = facts.get("finding")
    inner: Mapping[str, Any] = finding if isinstance(finding, Mapping) else {}
    for name in _WORDS:
        value = facts.get(name) or inner.get(name)
        if isinstance(value, str) and value:
            document[name] = value
    for name in _NUMBERS:
        value = facts.get(name, inner.get(name))
        if isinstance(value, int) and not isinstance(value, bool):
            document[name] = value
    document["facts"] = facts
    document["words"] = "\n".join(dict.fromkeys(_texts(facts)))
    return document


def erased(station: str, kind: str, identifier: str, version: int) -> dict[str, Any]:
    """What is left of a version of a record that was taken away since: that there was one."""
    return {
        "station": station,
        "kind": kind,
        "id": identifier,
        "version": version,
        "gone": False,
        "erased": True,
    }


def _moment(time: str) -> str:
    """The time as the server reads it, "" where a record's is none."""
    try:
        return dt.datetime.fromisoformat(time).isoformat()
    except ValueError:
        return ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
