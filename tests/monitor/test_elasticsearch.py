# Calls of Elasticsearch told from requests and answers. A real server is in test_real_databases.py.
import json

import pytest

from monitor.elasticsearch import Call, as_engine, call_of
from monitor.noted import Body


@pytest.mark.parametrize(
    ("method", "path", "call"),
    [
        ("POST", "/people/_search", Call("search", "people", reads=True)),
        ("GET", "/b,a*/_search", Call("search", "a*,b", reads=True)),
        ("POST", "/_search/scroll", Call("scroll", "", reads=True)),
        ("POST", "/_bulk", Call("bulk", "", reads=False)),
        ("PUT", "/people/_doc/1", Call("index", "people", reads=False)),
        ("GET", "/people/_doc/1", Call("get", "people", reads=True)),
        ("DELETE", "/people/_doc/1", Call("delete", "people", reads=False)),
        ("HEAD", "/people/_search", None),
        ("GET", "/_cluster/health", None),
        ("GET", "/api/v1/_search", None),
        ("GET", "/index.html", None),
        ("GET", "/", None),
    ],
)
def test_calls_by_their_paths(method: str, path: str, call: Call | None) -> None:
    assert call_of(method, path) == call


def answered(document: object) -> Body:
    return Body("back", json.dumps(document).encode(), media="application/json")


def hit(index: str, **source: object) -> dict:
    return {"_index": index, "_id": "1", "_source": source}


def test_records_of_a_search_and_whose_index() -> None:
    call = Call("search", "", reads=True)
    hits = {"total": {"value": 900}, "hits": [hit("people", name="x"), hit("people", name="y")]}
    values, (body,) = as_engine(call, (answered({"hits": hits}),))
    assert (values["db.name"], values["db.rows"], values["tongguan.times"]) == ("people", 2, 900)
    assert values["db.statement"] == "search from people"
    assert body.rows.to_pylist() == [{"name": "x"}, {"name": "y"}]


def test_rows_of_sql() -> None:
    asked = Body("forth", b'{"query": "SELECT name FROM people WHERE id = 1"}')
    found = {"columns": [{"name": "name", "type": "text"}], "rows": [["x"], [None]]}
    values, (body,) = as_engine(Call("sql", "", reads=True), (asked, answered(found)))
    assert (values["db.name"], values["db.rows"]) == ("people", 2)
    assert body.rows.to_pylist() == [{"name": "x"}, {"name": None}]


def test_what_no_engine_answered_stays_a_request() -> None:
    call = Call("search", "people", reads=True)
    assert as_engine(call, (answered({"results": []}),)) is None
    assert as_engine(call, (Body("back", b"<html>"),)) is None
    assert as_engine(call, ()) is None


def test_documents_of_a_bulk_without_the_lines_between_them() -> None:
    lines = [{"index": {"_index": "people"}}, {"name": "x"}, {"update": {"_id": 1}}, {"doc": {"name": "y"}},
             {"delete": {"_id": 2}}]  # fmt: skip
    asked = Body("forth", "\n".join(map(json.dumps, lines)).encode(), missing=3)
    values, (body,) = as_engine(Call("bulk", "", reads=False), (asked,))
    assert values["db.name"] == "people"
    assert "event.category" not in values
    assert body.rows.to_pylist() == [{"name": "x"}, {"name": "y"}]
    assert (body.way, body.missing) == ("forth", 3)
    _, bodies = as_engine(Call("bulk", "", reads=False), (Body("forth", b"\xff no json"),))
    assert bodies[0].octets == b"\xff no json"
