# Elasticsearch indices as a source: an index or data stream is a table, its documents come as
# lines of text (documents.py). All of them are read at one point in time, page by page in the
# order they are stored (Elasticsearch reference, "Paginate search results"); a sample is drawn
# by the cluster, each document by a random number of its own. Only searches are sent.
from __future__ import annotations

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pyarrow as pa
from elasticsearch import Elasticsearch

from schema.error import SourceError
from schema.table import Access, Column, Sample, Skipped, Table

from .address import Address
from .broken_off import broken_off
from .cells import Collected, cell_limit, cut_remark, plain_text
from .documents import OTHERS, Lines
from .elastic_mapping import fields_of
from .elastic_session import TIMED_OUT, ElasticError, connected, locate, reason, told
from .throttle import Throttle, database_throttle

__all__ = ["check", "discover", "read"]

_KIND = "elasticsearch"
# A page is sized so that it brings or takes about this much.
_PAGE_BYTES = 2_000_000
_PAGE_S = 0.2
_FIRST_DOCUMENTS = 100
_MOST_DOCUMENTS = 10_000
# The longest rest between two pages is a minute (throttle.py).
_KEEP_ALIVE = "5m"


def check(location: str, access: Access) -> None:
    """Nothing, where the server can be asked; raises SourceError where it cannot."""
    place = locate(location)
    with _plainly(place, access), connected(place, access) as client:
        client.indices.get_mapping(index=place.database or "*", allow_no_indices=True)


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The open indices and data streams of a name or pattern, hidden ones left out.

    Raises SourceError where nothing could be asked, MisuseError where `location` is no URL.
    """
    place = locate(location)
    with _plainly(place, access), connected(place, access) as client:
        yield from _tables(client, place, access)


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """Documents of a table as lines, every column as text.

    A document with lists is several lines. Raises SourceError where no document could be
    read; a failure after that ends with a Skipped.
    """
    place = locate(table.options["location"])
    where = f"{place.source}#{table.name}"
    brake = database_throttle(access)
    brake.wait_for_window()
    reading = _Reading(table, access, brake)
    try:
        with connected(place, access) as client:
            yield from reading.pages(client, sample)
    except ElasticError as error:
        yield from broken_off(reading.rows, reason(error, access), where, lines=True)
    else:
        yield from reading.remarks(where)
    brake.pay()


class _Reading:
    """One table being read: where lines are collected, what was cut, and the brakes."""

    def __init__(self, table: Table, access: Access, brake: Throttle) -> None:
        self.rows = Collected()
        self._table = table
        self._access = access
        self._brake = brake
        self._lines = Lines(
            [column.name for column in table.columns], json.loads(table.options["whole"])
        )
        self._kept: list[str] = json.loads(table.options["kept"])
        self._cut = 0

    def pages(self, client: Elasticsearch, sample: Sample) -> Iterator[pa.RecordBatch | Skipped]:
        """All documents, or as many as wanted."""
        if sample.rows is not None and sample.rows < 1:
            return
        index = self._table.options["index"]
        point = client.open_point_in_time(index=index, keep_alive=_KEEP_ALIVE)["id"]
        try:
            yield from self._paged(client, {"id": point, "keep_alive": _KEEP_ALIVE}, sample)
        finally:
            # It ends by itself in minutes where this cannot be said any more.
            with contextlib.suppress(ElasticError), told():
                client.close_point_in_time(id=point)
        if self.rows.seen > self.rows.read:
            yield self.rows.batch()

    def remarks(self, where: str) -> Iterator[Skipped]:
        """What was not read to its end, or not at all."""
        if self._cut:
            yield cut_remark(where, self._table.columns, self._cut)
        if self._lines.unplaced:
            yield Skipped(
                where, f"{self._lines.unplaced} values were not read: no field describes them"
            )

    def _paged(
        self, client: Elasticsearch, point: Mapping[str, Any], sample: Sample
    ) -> Iterator[pa.RecordBatch | Skipped]:
        query: dict[str, Any] = {"match_all": {}}
        sort: list[Any] = ["_shard_doc"]
        left = sample.rows
        if left is not None:
            score = {"random_score": {"seed": sample.seed, "field": "_seq_no"}}
            query = {"function_score": {"query": query, **score, "boost_mode": "replace"}}
            sort = [{"_score": "desc"}, "_shard_doc"]
        step, after = _FIRST_DOCUMENTS if left is None else _MOST_DOCUMENTS // 10, None
        while left is None or left > 0:
            if not self._brake.open():
                # The point in time does not outlive the hours in which nothing may be read.
                where = f"{self._table.source}#{self._table.name}"
                yield Skipped(where, f"the window for reading closed after {self.rows.seen} lines")
                return
            size = step if left is None else min(step, left)
            before, began = self.rows.bytes, time.monotonic()
            with self._brake.turn():
                found = client.search(
                    pit=dict(point),
                    query=query,
                    sort=sort,
                    size=size,
                    search_after=after,
                    track_total_hits=False,
                    timeout=f"{max(1, int(self._access.statement_timeout_s * 1000))}ms",
                    allow_partial_search_results=False,
                    source=True,
                    docvalue_fields=[{"field": path} for path in self._kept] or None,
                )
            if found["timed_out"]:
                raise ElasticError(TIMED_OUT)
            hits = found["hits"]["hits"]
            self._add(hits)
            self._brake.charge(self.rows.bytes - before)
            if self.rows.full():
                yield self.rows.batch()
            if len(hits) < size:
                return
            after = hits[-1]["sort"]
            left = None if left is None else left - len(hits)
            step = _next_step(step, self.rows.bytes - before, time.monotonic() - began)

    def _add(self, hits: list[Mapping[str, Any]]) -> None:
        for hit in hits:
            document = dict(hit.get("_source") or {})
            for path, values in (hit.get("fields") or {}).items():
                document.setdefault(path, values[0] if len(values) == 1 else values)
            self._lines.add(document)
        batch = self._lines.take()
        arrays = []
        for array in batch.columns:
            text, cut = plain_text(array, cell_limit(self._table.columns))
            self._cut += cut
            arrays.append(text)
        self.rows.add(pa.RecordBatch.from_arrays(arrays, schema=batch.schema))


def _next_step(step: int, size: int, took_s: float) -> int:
    fit = min(_PAGE_BYTES / max(size, 1), _PAGE_S / max(took_s, 1e-6))
    return max(10, min(int(step * min(max(fit, 0.25), 4.0)), _MOST_DOCUMENTS))


def _tables(client: Elasticsearch, place: Address, access: Access) -> Iterator[Table | Skipped]:
    pattern = place.database or "*"
    # An index is named alike whatever pattern found it.
    place = replace(place, database="")
    # Closed indices are asked for by a call of their own, so that they can be told.
    try:
        with told():
            found = client.indices.resolve_index(name=pattern, expand_wildcards="open,closed").body
    except ElasticError as error:
        if error.status != 404:
            raise
        found = {"indices": [], "aliases": [], "data_streams": []}
    streams = {each["name"]: each["backing_indices"] for each in found["data_streams"]}
    backing = {name for names in streams.values() for name in names}
    for each in found["aliases"]:
        if each["name"] == pattern:
            # An alias by its own name stands for what it leads to.
            indices = each["indices"]
            found["indices"] += [{"name": name, "attributes": []} for name in indices]
    named = set()
    for each in found["indices"]:
        name = each["name"]
        if name in backing or name in named or (name.startswith(".") and name != pattern):
            continue
        named.add(name)
        if "closed" in each["attributes"]:
            yield Skipped(f"{place.source}#{name}", "the index is closed")
        else:
            yield from _described(client, place, access, name)
    for name in streams:
        yield from _described(client, place, access, name)
    if not named and not streams and pattern != "*":
        yield Skipped(place.source, "no index of this name or pattern is open to this account")


def _described(
    client: Elasticsearch, place: Address, access: Access, name: str
) -> Iterator[Table | Skipped]:
    where = f"{place.source}#{name}"
    try:
        with told():
            mappings = client.indices.get_mapping(index=name).body
            count = int(client.count(index=name)["count"])
    except ElasticError as error:
        if error.status == 401:
            raise
        yield Skipped(where, reason(error, access))
        return
    # A data stream's newest index says how documents are written now; older ones may differ.
    merged: dict[str, Any] = {}
    for index in sorted(mappings):
        mapping = mappings[index]["mappings"]
        merged = {**merged, **mapping, "properties": {**merged.get("properties", {}),
                                                      **mapping.get("properties", {})}}  # fmt: skip
    fields = fields_of(merged)
    if fields.lost:
        names = ", ".join(fields.lost)
        yield Skipped(where, f"fields whose values the index does not keep: {names}")
    columns = fields.columns
    if fields.loose:
        columns = (*columns, Column(OTHERS, "object"))
    if not columns:
        yield Skipped(where, "it has no fields that can be read")
        return
    yield Table(
        source=place.source,
        name=name,
        columns=columns,
        kind=_KIND,
        comment=str(merged.get("_meta", {}).get("description", "")),
        rows=count,
        rows_exact=not any("[]" in column.name for column in columns),
        size_bytes=None,
        fingerprint=_fingerprint(client, name),
        options={
            "location": place.text,
            "index": name,
            "whole": json.dumps(fields.whole),
            "kept": json.dumps([path.replace("[]", "") for path in fields.kept]),
        },
    )


def _fingerprint(client: Elasticsearch, name: str) -> str:
    """A digest of each shard's last operation; "" where the account may not ask."""
    try:
        with told():
            stats = client.indices.stats(index=name, level="shards").body
    except ElasticError:
        return ""
    marks = []
    for index, each in sorted(stats.get("indices", {}).items()):
        marks.append(f"{index} {each.get('uuid', '')}")
        for number, copies in sorted(each.get("shards", {}).items()):
            primary = [copy for copy in copies if copy.get("routing", {}).get("primary")]
            last = [copy.get("seq_no", {}).get("max_seq_no") for copy in primary]
            if not last or None in last:
                return ""
            marks.append(f"{number} {last}")
    return hashlib.sha256("\0".join(marks).encode()).hexdigest()[:32] if marks else ""


@contextmanager
def _plainly(place: Address, access: Access) -> Iterator[None]:
    try:
        yield
    except ElasticError as error:
        raise SourceError(reason(error, access), source=place.source) from None
