# Events as they may be kept: no value that people wrote.
from graded_events import events, read, sent

from monitor import redacted

SECRET = "610103199003071234"


def test_values_are_taken_out_and_the_rest_stays() -> None:
    batch = events(
        [
            read(**{"db.statement": f"select * from t where id = '{SECRET}'"}),
            sent(**{
                "url.original": f"/p/{SECRET}?id={SECRET}&name=x",
                "url.path": f"/p/{SECRET}",
                "url.query": f"id={SECRET}&b=li%40a.cn",
                "http.request.referrer": f"http://h/a?id={SECRET}",
                "message": f"mail li@a.cn about {SECRET}",
                "process.command_line": f"type {SECRET}.txt",
                "tongguan.fields": (f"to={SECRET}", "cookie=abc", "EventID=1", "subject=名单"),
                "file.name": f"/in/{SECRET}.csv",
                "email.subject": "about 张三",
            }),
        ]
    )  # fmt: skip
    found = redacted(batch)
    assert SECRET not in str(found.to_pylist())
    assert "li@a.cn" not in str(found.to_pylist())
    first, second = found.to_pylist()
    assert first["db.statement"] == "select * from t where id = ?"
    assert (second["url.path"], second["url.query"]) == ("/p/#", "id=&b=")
    assert second["url.original"] == "/p/#?id=&name="
    assert second["http.request.referrer"] == "http://h/a?id="
    assert second["message"] == "mail @ about #"
    assert second["process.command_line"] == "type #.txt"
    assert second["tongguan.fields"] == ["to=#", "cookie=", "EventID=1", "subject=(2)"]
    assert (second["file.name"], second["email.subject"]) == ("/in/#.csv", "(8)")
    for name in ("source.ip", "user.name", "tongguan.records", "event.id"):
        assert found.column(name) == batch.column(name)


def test_nothing_to_take_out_is_the_same_batch() -> None:
    batch = events([{"source.ip": "10.0.0.1"}])
    assert redacted(batch) is batch
