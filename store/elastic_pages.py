# All that a query of Elasticsearch finds, page by page, as it stood when the query began.
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

__all__ = ["pages_of"]

# Between two pages what was there at the beginning is kept for so long.
_KEEP: Final = "2m"


def pages_of(
    client: Elasticsearch,
    index: str,
    conditions: Sequence[Mapping[str, Any]],
    order: Sequence[Mapping[str, str]],
    *,
    size: int,
    **wanted: Any,
) -> Iterator[list[Mapping[str, Any]]]:
    """The documents of an index that all conditions hold for, in order, at most `size` at a time;
    `wanted` says which of their fields (`source_includes`, `source_excludes`).

    Raises what the client raises.
    """
    point = client.open_point_in_time(index=index, keep_alive=_KEEP)["id"]
    after: Sequence[Any] | None = None
    try:
        while True:
            told = client.search(
                pit={"id": point, "keep_alive": _KEEP},
                query={"bool": {"filter": list(conditions)}},
                size=size,
                sort=[*order, {"_shard_doc": "asc"}],
                search_after=after,
                track_total_hits=False,
                **wanted,
            )
            point, hits = told["pit_id"], told["hits"]["hits"]
            if hits:
                yield [each["_source"] for each in hits]
            if len(hits) < size:
                return
            after = hits[-1]["sort"]
    finally:
        client.close_point_in_time(id=point)
