# Searches and bulk writes of Elasticsearch and OpenSearch, told from the HTTP requests that carry
# them: which index, how many records came back, and the records themselves without what the
# engine wraps them in. What was searched for is never looked at.
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import msgspec

from .body import unpacked
from .noted import Body, Value
from .record_table import flat_record, table_of
from .rows import MOST_ROWS

__all__ = ["Call", "as_engine", "call_of"]

# Reads whose answer holds records; what they are called in an event.
_READS: Final = {
    "_search": "search", "_msearch": "search", "_async_search": "search", "_doc": "get",
    "_source": "get", "_mget": "get", "_sql": "sql", "_query": "sql", "_knn_search": "search",
    "_eql": "search", "_count": "count", "_termvectors": "get",
}  # fmt: skip
_WRITES: Final = {
    "_bulk": "bulk", "_create": "index", "_update": "update", "_update_by_query": "update",
    "_delete_by_query": "delete", "_reindex": "reindex", "_snapshot": "snapshot",
}  # fmt: skip
_INDEX: Final = re.compile(r"[^_/][^/]{0,254}")
_FROM: Final = re.compile(r'"query"\s*:\s*"[^"]*\bfrom\s+([\w.*-]+)', re.IGNORECASE)
_MOST_DOCUMENTS: Final = 1_000
_ACTIONS: Final = frozenset({"index", "create", "update", "delete"})


@dataclass(frozen=True, slots=True)
class Call:
    """What a request asks of an engine: what for, of which indices ("" for all it may see)."""

    operation: str
    index: str
    reads: bool


def call_of(method: str, path: str) -> Call | None:
    """The call that a request's path is, None where it is none.

    >>> call_of("POST", "/people/_search")
    Call(operation='search', index='people', reads=True)
    """
    parts = [unquote(each) for each in path.split("/") if each]
    at = next((place for place, each in enumerate(parts[:3]) if each[:1] == "_"), -1)
    if at < 0 or at > 1 or (at == 1 and not _INDEX.fullmatch(parts[0])):
        return None
    word = parts[at]
    index = ",".join(sorted(parts[0].split(","))) if at == 1 else ""
    operation = "scroll" if parts[at : at + 2] == ["_search", "scroll"] else _READS.get(word)
    if word == "_doc" and method not in ("GET", "HEAD"):
        return Call("delete" if method == "DELETE" else "index", index, reads=False)
    if operation is not None:
        return None if method not in ("GET", "POST") else Call(operation, index, reads=True)
    return Call(_WRITES[word], index, reads=False) if word in _WRITES else None


def as_engine(
    call: Call, bodies: tuple[Body, ...]
) -> tuple[dict[str, Value], tuple[Body, ...]] | None:
    """Columns and content of such a call in place of the request's; None where no engine answered."""
    asked = next((each for each in bodies if each.way == "forth"), None)
    answer = next((each for each in bodies if each.way == "back"), None)
    told = list(_documents(answer))
    if call.reads and not any(map(_is_of_engine, told)):
        return None
    index = call.index or _named_index(call, asked, told)
    values: dict[str, Value] = {
        "db.system": "elasticsearch",
        "db.name": index or None,
        "tongguan.operation": call.operation,
    }
    if not call.reads:
        rows = table_of(list(_written(asked)))
        if not rows.num_rows or asked is None:
            return values, bodies
        body = Body("forth", rows=rows, rows_sent=rows.num_rows, missing=asked.missing)
        return values, (body,)
    records = [record for each in told for record in _records(each)]
    hits = [found for each in told if (found := _hits(each)) is not None]
    values |= {
        "event.category": "database",
        "event.action": "statement",
        "db.statement": f"{call.operation} from {index or '_all'}",
        "db.rows": len(records),
        "tongguan.times": sum(hits) if hits else None,
    }
    missing = answer.missing if answer is not None else 0
    table = table_of(records[:MOST_ROWS])
    body = Body("back", rows=table, rows_sent=len(records), missing=missing)
    return values, (body,) if table.num_columns else ()


def _documents(body: Body | None) -> Iterator[Mapping[str, object]]:
    """The objects of an answer in JSON, those of `responses` and `docs` one by one."""
    if body is None:
        return
    octets, _ = unpacked(body.octets, body.coding)
    try:
        found = msgspec.json.decode(octets)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return
    if not isinstance(found, dict):
        return
    several = found.get("responses", found.get("docs"))
    inner = several if isinstance(several, list) else [found.get("response", found)]
    yield from (each for each in inner[:_MOST_DOCUMENTS] if isinstance(each, dict))


def _is_of_engine(document: Mapping[str, object]) -> bool:
    return (
        isinstance(document.get("hits"), dict)
        or "_index" in document
        or "_shards" in document
        or "_scroll_id" in document
        or isinstance(document.get("columns"), list)
        or isinstance(document.get("error"), dict | str)
    )


def _hits(document: Mapping[str, object]) -> int | None:
    """How many records fit, of which those that came are a part."""
    hits = document.get("hits")
    total = hits.get("total") if isinstance(hits, dict) else document.get("count")
    if isinstance(total, dict):
        total = total.get("value")
    return total if isinstance(total, int) else None


def _records(document: Mapping[str, object]) -> Iterator[dict[str, str]]:
    columns, rows = document.get("columns"), document.get("rows", document.get("values"))
    if isinstance(columns, list) and isinstance(rows, list):
        names = [str(each.get("name")) if isinstance(each, dict) else "?" for each in columns]
        for row in rows:
            if isinstance(row, list):
                yield {
                    name: str(one) for name, one in zip(names, row, strict=False) if one is not None
                }
        return
    hits = document.get("hits")
    inner = hits.get("hits") if isinstance(hits, dict) else None
    for each in inner if isinstance(inner, list) else [document]:
        if not isinstance(each, dict) or "_index" not in each:
            continue
        for part in ("_source", "fields"):
            record = each.get(part)
            if isinstance(record, dict):
                yield flat_record(record)
                break


def _written(body: Body | None) -> Iterator[dict[str, str]]:
    """The records of a bulk request, without the lines that say what to do with them; or of one."""
    if body is None:
        return
    octets, _ = unpacked(body.octets, body.coding)
    for line in octets.split(b"\n")[: 2 * MOST_ROWS]:
        try:
            found = msgspec.json.decode(line) if line.strip() else None
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return
        if not isinstance(found, dict):
            continue
        if (
            len(found) == 1
            and _ACTIONS & set(found)
            and isinstance(next(iter(found.values())), dict)
        ):
            continue
        record = found.get("doc", found.get("upsert", found))
        if isinstance(record, dict):
            yield flat_record(record)


def _named_index(call: Call, asked: Body | None, told: list[Mapping[str, object]]) -> str:
    """The indices that the records came from, where the path names none."""
    names: set[str] = set()
    for document in told:
        hits = document.get("hits")
        inner = hits.get("hits") if isinstance(hits, dict) else None
        for each in inner if isinstance(inner, list) else [document]:
            if isinstance(each, dict) and isinstance(each.get("_index"), str):
                names.add(each["_index"])
    if not names and asked is not None and call.operation == "sql":
        found = _FROM.search(asked.octets[:4_096].decode("utf-8", "replace"))
        names = {found[1]} if found else set()
    if not names and asked is not None and call.operation == "bulk":
        line = asked.octets.partition(b"\n")[0]
        at = re.search(rb'"_index"\s*:\s*"([^"]{1,255})"', line)
        names = {at[1].decode("utf-8", "replace")} if at else set()
    return ",".join(sorted(names)[:5])
