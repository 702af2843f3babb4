# Events in Elasticsearch, an index a day (UTC). An event's id is its document's, so that writing
# it again changes nothing. Messages of the server may quote what was sent: a failure is told by its
# kind alone.
from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import pyarrow as pa

from schema import EVENT_SCHEMA

from .elastic_faults import CONFLICT, UNKNOWN, elastic_told, kind_of_refusal
from .elastic_pages import pages_of
from .error import EventsRefused, StoreError
from .event_archive import check_grouping

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

__all__ = ["ElasticArchive"]

_TIME: Final = "@timestamp"
_PAGE: Final = 5_000
# A word that is longer is kept, and not looked for.
_LONGEST: Final = 1_024
# What is refused so may be taken later.
_BUSY: Final = frozenset({429, 500, 502, 503, 504})


class ElasticArchive:
    """Events in a cluster, under indices called `name`-YYYY-MM-DD.

    With `keep_days` a lifecycle policy takes indices away so long after they were made, where the
    server has such; `unserved` names what it has not, once something was appended. Indices by day
    and not data streams: an event's id is unique in an index, and a stream has several.
    """

    def __init__(
        self, client: Elasticsearch, name: str = "tongguan-events", *, keep_days: int = 0
    ) -> None:
        self._keep_days = keep_days
        self.unserved: tuple[str, ...] = ()
        # On its most talkative level the client writes whole documents to the log.
        logging.getLogger("elastic_transport.node").disabled = True
        self._client = client
        self._name = name
        self._is_ready = False

    def append(self, batches: Sequence[pa.RecordBatch]) -> int:
        """See EventArchive.

        Raises EventsRefused where some will never be taken as they are, StoreError where the server
        had no room for some just now; the others are kept then, and appending all of them again
        is safe.
        """
        from elasticsearch.helpers import streaming_bulk  # noqa: PLC0415  an extra

        table = pa.Table.from_batches(batches, EVENT_SCHEMA)
        if table.column("event.id").null_count:
            raise StoreError("an event without an id cannot be kept once")
        refused: dict[str, int] = {}
        ids: set[str] = set()
        busy = 0
        with elastic_told():
            self._prepare()
            answers = streaming_bulk(
                self._client,
                self._actions(table),
                chunk_size=_PAGE,
                raise_on_error=False,
                raise_on_exception=True,
                max_retries=3,
                initial_backoff=0.2,
            )
            for done, answer in answers:
                (said,) = answer.values()
                if done or said["status"] == CONFLICT:
                    continue
                if said["status"] in _BUSY:
                    busy += 1
                    continue
                kind = kind_of_refusal(said)
                refused[kind] = refused.get(kind, 0) + 1
                ids.add(said["_id"])
        if busy:
            raise StoreError(f"Elasticsearch has no room for {busy} of {table.num_rows} events now")
        if refused:
            kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(refused.items()))
            raise EventsRefused(
                f"Elasticsearch refused {sum(refused.values())} of {table.num_rows} events: {kinds}",
                frozenset(ids),
            )
        return int(table.num_rows)

    def scan(
        self, since: dt.datetime, until: dt.datetime, columns: Sequence[str] | None = None
    ) -> Iterator[pa.RecordBatch]:
        """See EventArchive."""
        return self._found(since, until, columns, [])

    def alerts(self, since: dt.datetime, until: dt.datetime) -> Iterator[pa.RecordBatch]:
        """See EventArchive."""
        return self._found(since, until, None, [{"term": {"event.kind": "alert"}}])

    def aggregate(
        self, since: dt.datetime, until: dt.datetime, by: Sequence[str], sums: Sequence[str] = ()
    ) -> pa.Table:
        """See EventArchive. Words of more than 1,024 characters count as missing."""
        check_grouping(by, sums)
        added = {name: {"sum": {"field": name}} for name in sums}
        query = {"bool": {"filter": [_between(since, until)]}}
        rows: list[dict[str, Any]] = []
        after: Mapping[str, Any] | None = None
        with elastic_told():
            self._client.indices.refresh(index=self._indices, ignore_unavailable=True)
            while by:
                sources = [
                    {
                        name: {
                            "terms": {
                                "field": name,
                                "missing_bucket": True,
                                "missing_order": "last",
                            }
                        }
                    }
                    for name in by
                ]
                composite: dict[str, Any] = {"size": _PAGE, "sources": sources}
                if after is not None:
                    composite["after"] = after
                told = self._ask(query, {"groups": {"composite": composite, "aggs": added}})
                # Where there is no index yet there are no groups either.
                groups = told.get("aggregations", {}).get("groups", {"buckets": []})
                for each in groups["buckets"]:
                    row = {**each["key"], "count": each["doc_count"]}
                    rows.append(row | {name: int(each[name]["value"]) for name in sums})
                after = groups.get("after_key")
                if after is None:
                    break
            if not by:
                told = self._ask(query, added)
                count = told["hits"]["total"]["value"]
                if count:
                    totals = {name: int(told["aggregations"][name]["value"]) for name in sums}
                    rows.append({"count": count, **totals})
        fields = [EVENT_SCHEMA.field(name).with_nullable(True) for name in by]
        fields += [pa.field(name, pa.int64()) for name in ("count", *sums)]
        told_table = pa.Table.from_pylist(rows, pa.schema(fields))
        return told_table.sort_by([(name, "ascending") for name in by]) if by else told_table

    def forget(self, before: dt.date) -> int:
        """See EventArchive."""
        with elastic_told():
            found = self._client.indices.get(
                index=self._indices, ignore_unavailable=True, allow_no_indices=True
            )
            first = f"{self._name}-{before.isoformat()}"
            old = sorted(each for each in found if len(each) == len(first) and each < first)
            for each in old:
                self._client.indices.delete(index=each, ignore_unavailable=True)
        return len(old)

    @property
    def _indices(self) -> str:
        return f"{self._name}-*"

    def _ask(self, query: Mapping[str, Any], aggregations: Mapping[str, Any]) -> Any:
        return self._client.search(
            index=self._indices,
            query=query,
            size=0,
            aggs=aggregations or None,
            track_total_hits=True,
            ignore_unavailable=True,
            allow_no_indices=True,
        )

    def _prepare(self) -> None:
        """The template that every day's index is made by."""
        if not self._is_ready:
            lifecycle = {"index.lifecycle.name": self._name} if self._has_lifecycle() else {}
            self._client.indices.put_index_template(
                name=self._name,
                index_patterns=[self._indices],
                template={
                    "settings": lifecycle,
                    "mappings": {"dynamic": "strict", "properties": _properties()},
                },
            )
            self._is_ready = True

    def _has_lifecycle(self) -> bool:
        """Whether the server takes indices away by the policy that is put here."""
        import elasticsearch  # noqa: PLC0415  an extra

        if not self._keep_days:
            return False
        after = {"min_age": f"{self._keep_days}d", "actions": {"delete": {}}}
        try:
            self._client.ilm.put_lifecycle(name=self._name, policy={"phases": {"delete": after}})
        except elasticsearch.ApiError as error:
            if error.status_code not in UNKNOWN:
                raise
            self.unserved = ("lifecycle",)
            return False
        return True

    def _actions(self, table: pa.Table) -> Iterator[dict[str, Any]]:
        for batch in table.to_batches(max_chunksize=_PAGE):
            for event in batch.to_pylist():
                at: dt.datetime = event[_TIME]
                source = {name: value for name, value in event.items() if value is not None}
                yield {
                    "_op_type": "create",
                    "_index": f"{self._name}-{at:%Y-%m-%d}",
                    "_id": event["event.id"],
                    "_source": {**source, _TIME: at.isoformat(timespec="microseconds")},
                }

    def _found(
        self,
        since: dt.datetime,
        until: dt.datetime,
        columns: Sequence[str] | None,
        conditions: Sequence[Mapping[str, Any]],
    ) -> Iterator[pa.RecordBatch]:
        names = list(EVENT_SCHEMA.names if columns is None else columns)
        schema = pa.schema([EVENT_SCHEMA.field(name) for name in names])
        with elastic_told():
            indices = self._client.indices
            indices.refresh(index=self._indices, ignore_unavailable=True)
            if not indices.exists(index=self._indices, allow_no_indices=False):
                return
            conditions = [_between(since, until), *conditions]
            order = [{_TIME: "asc"}]
            for page in pages_of(
                self._client, self._indices, conditions, order, size=_PAGE, source_includes=names
            ):
                yield _batch(page, schema)


def _properties() -> dict[str, Any]:
    kinds: list[tuple[pa.DataType, dict[str, Any]]] = [
        (pa.int64(), {"type": "long"}),
        (pa.int32(), {"type": "integer"}),
    ]
    word = {"type": "keyword", "ignore_above": _LONGEST}
    properties = {field.name: dict(kinds).get(field.type, word) for field in EVENT_SCHEMA}
    return {**properties, _TIME: {"type": "date_nanos"}}


def _between(since: dt.datetime, until: dt.datetime) -> dict[str, Any]:
    lower, upper = (each.astimezone(dt.UTC).isoformat() for each in (since, until))
    return {"range": {_TIME: {"gte": lower, "lt": upper}}}


def _batch(documents: Sequence[Mapping[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    rows = [
        {**each, _TIME: dt.datetime.fromisoformat(each[_TIME])} if _TIME in each else each
        for each in documents
    ]
    return pa.RecordBatch.from_pylist([dict(row) for row in rows], schema)
