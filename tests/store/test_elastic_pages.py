# All of what a query finds comes, each once and in order, however it is cut.
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from elastic_server import ElasticServer
from kept_events import client_of

from store.elastic_pages import pages_of

INDEX = "tongguan-pages"


@pytest.fixture
def client(elasticsearch_server: ElasticServer) -> Iterator[Any]:
    with client_of(elasticsearch_server) as made:
        for number in range(7):
            made.index(index=INDEX, id=str(number), document={"at": number, "odd": number % 2 == 1})
        made.indices.refresh(index=INDEX)
        yield made
        made.indices.delete(index=INDEX)


@pytest.mark.parametrize(("size", "sizes"), [(3, [3, 3, 1]), (7, [7]), (50, [7])])
def test_pages_hold_all_in_order(client: Any, size: int, sizes: list[int]) -> None:
    pages = list(pages_of(client, INDEX, [], [{"at": "desc"}], size=size, source_includes=["at"]))
    assert [len(page) for page in pages] == sizes
    assert [each for page in pages for each in page] == [{"at": at} for at in range(6, -1, -1)]


def test_only_what_fits_all_conditions_is_in_them(client: Any) -> None:
    fits = [{"term": {"odd": True}}, {"range": {"at": {"gte": 2}}}]
    (page,) = pages_of(client, INDEX, fits, [{"at": "asc"}], size=50)
    assert [each["at"] for each in page] == [3, 5]
    assert list(pages_of(client, INDEX, [{"term": {"at": 99}}], [{"at": "asc"}], size=5)) == []


def test_what_comes_after_the_first_page_was_asked_for_is_not_in_it(client: Any) -> None:
    pages = pages_of(client, INDEX, [], [{"at": "asc"}], size=5)
    first = next(pages)
    client.index(index=INDEX, id="new", document={"at": 6, "odd": False}, refresh=True)
    assert [each["at"] for page in [first, *pages] for each in page] == list(range(7))
