# Records in Elasticsearch: an index with every version once, and one with the newest of each record,
# which is what lists and searches go by. Several installations (stations) share them, each under
# the mark of its own key. They are copies: the truth, with its ledger, is each station's database,
# and only what is committed there comes here (outbox.py).
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from schema import Record

from .elastic_faults import CONFLICT, FOR_GOOD, elastic_told, kind_of_refusal
from .elastic_pages import pages_of
from .encoding import decode, digest_of, kind_of
from .error import StoreError
from .outbox import OutRow, RecordRefused
from .record_document import (
    ERASED,
    WHOLE,
    document_key,
    erased,
    mappings,
    newest_of,
    version_of,
)
from .records import Version

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

__all__ = ["GROUPS", "ElasticRecords", "Found"]

R = TypeVar("R", bound=Record)

# What records may be counted by; of each group `records` and `persons` are added up too.
GROUPS: Final = ("station", "kind", "unit", "level", "severity", "state", "rule", "risk_type")
_SUMS: Final = ("records", "persons")
_PAGE: Final = 500
_PIECE_BYTES: Final = 8 << 20
_MISSING: Final = 404


@dataclass(frozen=True, slots=True)
class Found:
    """A record as it was found, and the station that it is of."""

    station: str
    kind: str
    record: Record


class ElasticRecords:
    """The records of one `station` in a cluster, and those of all, under indices called by `name`.

    `unserved` names what the server's build has not, once something was handed over.
    """

    def __init__(self, client: Elasticsearch, station: str, name: str = "tongguan") -> None:
        self.unserved: tuple[str, ...] = ()
        self._client = client
        self._station = station
        self._newest = f"{name}-records"
        self._versions = f"{name}-record-versions"
        self._is_ready = False

    def keep(self, rows: Sequence[OutRow]) -> list[RecordRefused]:
        """Those of the versions that will never be taken as they are; the others are there now.

        Raises StoreError where the server fails it: keeping all of them again is safe.
        """
        from elasticsearch.helpers import streaming_bulk  # noqa: PLC0415  an extra

        refused: dict[int, str] = {}
        again: list[int] = []
        with elastic_told():
            self._prepare()
            answers = streaming_bulk(
                self._client,
                self._actions(rows),
                chunk_size=_PAGE,
                max_chunk_bytes=_PIECE_BYTES,
                raise_on_error=False,
                max_retries=3,
                initial_backoff=0.2,
            )
            busy = 0
            for place, (done, answer) in enumerate(answers):
                (said,) = answer.values()
                if done:
                    continue
                if said["status"] in FOR_GOOD:
                    refused.setdefault(place // 2, kind_of_refusal(said))
                elif said["status"] != CONFLICT:
                    busy += 1
                elif place % 2 == 0:
                    again.append(place // 2)
            if busy:
                raise StoreError(
                    f"Elasticsearch has no room for {busy} of {2 * len(rows)} documents now"
                )
            refused |= self._others([(place, rows[place]) for place in again])
            for row in rows:
                if row.body is None:
                    self._erase(row)
        return [
            RecordRefused(rows[place].kind, rows[place].id, rows[place].version, problem)
            for place, problem in sorted(refused.items())
        ]

    def latest(self, kind: type[R], identifier: str) -> R | None:
        """See RecordReader."""
        word = kind_of(kind)
        document = self._get(self._newest, document_key(self._station, word, identifier))
        return None if document is None or document["gone"] else cast("R", _record(document))

    def versions(self, kind: str, identifier: str) -> list[Version]:
        """See RecordReader; of a record that was taken away earlier versions are not told."""
        asked = {"kind": kind, "id": identifier, "station": self._station}
        documents = self._all(self._versions, _terms(asked), [{"version": "asc"}])
        return [
            Version(each["version"], each["time"], None if each["gone"] else _record(each))
            for each in documents
            if not each.get("erased")
        ]

    def list_latest(self, kind: type[R], unit: str = "") -> Iterator[R]:
        """See RecordReader."""
        asked = {"kind": kind_of(kind), "station": self._station}
        for each in self._all(self._newest, [*_terms(asked), *_there(unit)], [{"id": "asc"}]):
            yield cast("R", _record(each))

    def about(self, kind: type[R], dataset: str) -> list[R]:
        """See RecordReader."""
        if not dataset:
            return []
        asked = {"kind": kind_of(kind), "about": dataset, "station": self._station}
        order = [{"time": "asc"}, {"id": "asc"}]
        found = self._all(self._newest, [*_terms(asked), *_there("")], order)
        return [cast("R", _record(each)) for each in found]

    def stored_digest(self, kind: str, identifier: str, version: int) -> str | None:
        """See RecordReader; None too for a version erased since."""
        key = document_key(self._station, kind, identifier)
        document = self._get(self._versions, f"{key}:{version}")
        if document is None or document.get("erased"):
            return None
        return "" if document["gone"] else digest_of(kind, document["body"].encode())

    def count(self) -> int:
        """See RecordReader."""
        with elastic_told():
            self._refresh()
            told = self._client.count(
                index=self._versions,
                query={"bool": {"filter": _terms({"station": self._station})}},
                ignore_unavailable=True,
            )
        return int(told["count"])

    def search(
        self, kind: str = "", unit: str = "", words: str = "", *, station: str = ""
    ) -> Iterator[Found]:
        """The newest records of all stations, or of one, that hold these words one after another.

        In order of unit, kind and id; what was taken away is left out.
        """
        conditions = [*_terms({"kind": kind, "station": station}), *_there(unit)]
        if words:
            conditions.append({"match_phrase": {"words": words}})
        order = [{"unit": "asc"}, {"kind": "asc"}, {"id": "asc"}, {"station": "asc"}]
        for each in self._all(self._newest, conditions, order):
            yield Found(each["station"], each["kind"], _record(each))

    def groups(
        self, by: Sequence[str], kind: str = "", unit: str = ""
    ) -> list[dict[str, str | int | None]]:
        """How many records of all stations there are of each group, with `records` and `persons`.

        In order of the groups, those without last. Raises ValueError for what they cannot be
        counted by.
        """
        if not by or (strange := sorted(set(by) - set(GROUPS))):
            raise ValueError(
                f"records cannot be counted by {', '.join(strange) if by else 'nothing'}"
            )
        sources = [
            {name: {"terms": {"field": name, "missing_bucket": True, "missing_order": "last"}}}
            for name in by
        ]
        added = {name: {"sum": {"field": name}} for name in _SUMS}
        query = {"bool": {"filter": [*_terms({"kind": kind}), *_there(unit)]}}
        rows: list[dict[str, str | int | None]] = []
        after: Mapping[str, Any] | None = None
        with elastic_told():
            self._refresh()
            while True:
                composite: dict[str, Any] = {"size": _PAGE, "sources": sources}
                if after is not None:
                    composite["after"] = after
                told = self._client.search(
                    index=self._newest,
                    query=query,
                    size=0,
                    aggs={"groups": {"composite": composite, "aggs": added}},
                    ignore_unavailable=True,
                )
                groups = told.get("aggregations", {}).get("groups", {"buckets": []})
                for each in groups["buckets"]:
                    sums = {name: int(each[name]["value"]) for name in _SUMS}
                    rows.append({**each["key"], "count": each["doc_count"], **sums})
                after = groups.get("after_key")
                if after is None:
                    return rows

    def _actions(self, rows: Sequence[OutRow]) -> Iterator[dict[str, Any]]:
        """Two documents of each version: itself, and it as the newest, unless a later one is."""
        for row in rows:
            key = document_key(self._station, row.kind, row.id)
            common = {"_op_type": "index", "version_type": "external"}
            yield {
                **common,
                "_index": self._versions,
                "_id": f"{key}:{row.version}",
                "version": WHOLE,
                "_source": version_of(row, self._station),
            }
            yield {
                **common,
                "_index": self._newest,
                "_id": key,
                "version": row.version,
                "_source": newest_of(row, self._station),
            }

    def _others(self, rows: Sequence[tuple[int, OutRow]]) -> dict[int, str]:
        """Those of the versions in whose place another stands: a copy of this station wrote it."""
        others: dict[int, str] = {}
        for begin in range(0, len(rows), _PAGE):
            part = rows[begin : begin + _PAGE]
            ids = [
                f"{document_key(self._station, row.kind, row.id)}:{row.version}" for _, row in part
            ]
            told = self._client.mget(index=self._versions, ids=ids, source_includes=["digest"])
            for (place, row), document in zip(part, told["docs"], strict=True):
                there = document.get("_source", {}).get("digest")
                mine = "" if row.body is None else digest_of(row.kind, row.body)
                if there is not None and there != mine:
                    others[place] = "another-version-stands-there"
        return others

    def _erase(self, row: OutRow) -> None:
        """Takes away what earlier versions held of a record that was taken away."""
        from elasticsearch.helpers import bulk  # noqa: PLC0415  an extra

        key = document_key(self._station, row.kind, row.id)
        actions = [
            {
                "_op_type": "index",
                "version_type": "external",
                "version": ERASED,
                "_index": self._versions,
                "_id": f"{key}:{version}",
                "_source": erased(self._station, row.kind, row.id, version),
            }
            for version in range(1, row.version)
        ]
        errors = cast("list[dict[str, Any]]", bulk(self._client, actions, raise_on_error=False)[1])
        wrong = [said for each in errors for said in each.values() if said["status"] != CONFLICT]
        if wrong:
            raise StoreError(
                f"Elasticsearch has no room for {len(wrong)} of {len(actions)} documents now"
            )

    def _prepare(self) -> None:
        """The template that both indices are made by, whoever makes them."""
        import elasticsearch  # noqa: PLC0415  an extra

        if self._is_ready:
            return
        for flattened in (True, False):
            try:
                self._client.indices.put_index_template(
                    name=self._newest,
                    index_patterns=[self._newest, self._versions],
                    template={
                        "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
                        "mappings": mappings(flattened=flattened),
                    },
                )
            except elasticsearch.BadRequestError:
                if not flattened:
                    raise
                self.unserved = ("flattened",)
            else:
                break
        self._is_ready = True

    def _get(self, index: str, identifier: str) -> Mapping[str, Any] | None:
        import elasticsearch  # noqa: PLC0415  an extra

        with elastic_told():
            try:
                return cast(
                    "Mapping[str, Any]", self._client.get(index=index, id=identifier)["_source"]
                )
            except elasticsearch.NotFoundError:
                return None

    def _refresh(self) -> None:
        indices = f"{self._newest},{self._versions}"
        self._client.indices.refresh(index=indices, ignore_unavailable=True)

    def _all(
        self,
        index: str,
        conditions: Sequence[Mapping[str, Any]],
        order: Sequence[Mapping[str, str]],
    ) -> Iterator[Mapping[str, Any]]:
        with elastic_told():
            self._refresh()
            if not self._client.indices.exists(index=index):
                return
            for page in pages_of(
                self._client, index, conditions, order, size=_PAGE, source_excludes=["facts"]
            ):
                yield from page


def _terms(asked: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"term": {name: value}} for name, value in asked.items() if value]


def _there(unit: str) -> list[dict[str, Any]]:
    """What was not taken away, of a unit and those below it."""
    there: list[dict[str, Any]] = [{"term": {"gone": False}}]
    if unit:
        below = [{"term": {"unit": unit}}, {"prefix": {"unit": f"{unit}/"}}]
        there.append({"bool": {"should": below, "minimum_should_match": 1}})
    return there


def _record(document: Mapping[str, Any]) -> Record:
    """The record of a document. Raises StoreError where its body is not what was written."""
    kind, body = document["kind"], document["body"].encode()
    if digest_of(kind, body) != document["digest"]:
        raise StoreError(f"a {kind} in Elasticsearch is not as it was handed over")
    return decode(kind, body)
