# ClickHouse's HTTP interface: read-only whatever the account may, one try for a password, and
# failures that the server writes into the rows.
from __future__ import annotations

import http.server
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from clickhouse_server import ClickHouseServer

from connectors import clickhouse_http
from connectors.clickhouse_http import (
    ClickHouseError,
    Session,
    _last_row,
    _unescaped,
    literal,
    locate,
    quoted,
    reason,
)
from schema import Access, MisuseError, SourceError


@pytest.mark.clickhouse
@pytest.mark.parametrize("user", ["reader", "strict"])
@pytest.mark.parametrize(
    "statement",
    [
        "insert into d.t values (1)",
        "create table d.other (a UInt8) engine = Memory",
        "drop table d.t",
    ],
)
def test_a_session_cannot_write_though_the_account_may(
    clickhouse: ClickHouseServer, user: str, statement: str
) -> None:
    clickhouse.create_database("d", "create table {d}.t (a UInt8) engine = Memory")
    access = Access(password=clickhouse.password)
    with Session(locate(clickhouse.url("", user)), access) as session:
        with pytest.raises(ClickHouseError) as caught:
            b"".join(session._answer(statement, session._settings))
        assert caught.value.code == 164
        assert session.rows("select count() from d.t") == [["0"]]


@pytest.mark.clickhouse
def test_a_session_is_gentle_where_the_account_may_change_settings(
    clickhouse: ClickHouseServer,
) -> None:
    asked = (
        "select name, value from system.settings where name in"
        " ('readonly', 'max_threads', 'max_execution_time') order by name"
    )
    access = Access(password=clickhouse.password, statement_timeout_s=7)
    with Session(locate(clickhouse.url()), access) as session:
        assert session.rows(asked) == [
            ["max_execution_time", "7"], ["max_threads", "1"], ["readonly", "2"],
        ]  # fmt: skip
    with Session(locate(clickhouse.url("", "strict")), access) as session:
        assert session._settings == {}
        assert session.rows("select 'a\\tb\\n\\\\'") == [["a\tb\n\\"]]


@pytest.mark.clickhouse
def test_a_query_is_stopped_at_its_limit(clickhouse: ClickHouseServer) -> None:
    access = Access(password=clickhouse.password, statement_timeout_s=1)
    with Session(locate(clickhouse.url()), access) as session:
        with pytest.raises(ClickHouseError) as caught:
            session.rows("select count() from system.numbers")
        assert reason(caught.value, access) == (
            "the query was stopped at its time limit of 1 s (code 159)"
        )


@contextmanager
def _server(answers: list[tuple[int, bytes]]) -> Iterator[tuple[int, list[dict]]]:
    """A server that gives these answers in turn, and what it was sent."""
    heard: list[dict] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.append({"body": body, "path": self.path, **self.headers})
            status, content = answers[min(len(heard), len(answers)) - 1]
            # The word each row of this query begins with.
            word = re.match(r"select '(\w+)', ", body)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(content.replace(b"WORD", word[1].encode() if word else b""))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, heard
        finally:
            server.shutdown()
            thread.join()


_SETTINGS = (200, b"readonly\t0\nmax_execution_time\t0\n")


@pytest.mark.parametrize(
    ("body", "rows", "code"),
    [
        pytest.param(b'"WORD","a"\n"WORD","b"\n', 2, None, id="whole rows"),
        pytest.param(b"", 0, None, id="no rows"),
        pytest.param(b'"WORD","a\n""b"\n', 1, None, id="a line end within a cell"),
        pytest.param(b'"WORD","a"\nCode: 395, e.displayText() = "SECRET"', 1, 395,
                     id="a failure behind the last row"),
        pytest.param(b'"WORD","a"\n"WORD","b', 1, 0, id="a row that is cut off"),
        pytest.param(b'"WORD","a"\n"WORD","b\nCode: 241. DB::Exception', 1, 241,
                     id="a failure within a row"),
        pytest.param(b"Code: 60. DB::Exception: SECRET", 0, 60, id="nothing but a failure"),
        pytest.param(b'"other","a"\n', 0, 0, id="rows of somebody else"),
    ],
)  # fmt: skip
def test_what_stands_behind_the_rows_is_a_failure_and_no_row(
    body: bytes, rows: int, code: int | None
) -> None:
    with _server([_SETTINGS, (200, body)]) as (port, heard):
        with Session(
            locate(f"clickhouse+http://u@127.0.0.1:{port}/"), Access(password="密")
        ) as one:
            parts = one.stream("a from t", longest_s=99)
            came = 0
            failed = None
            try:
                for start, text in parts:
                    assert text.startswith(start)
                    came += text.count(start)
            except ClickHouseError as error:
                failed = error.code
        assert (came, failed) == (rows, code)
    assert heard[1]["path"] == "/?readonly=2&max_execution_time=99"
    assert heard[1]["X-ClickHouse-User"] == "u"
    assert heard[1]["X-ClickHouse-Key"].encode("latin-1").decode() == "密"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        pytest.param(403, b"Code: 193, Wrong password SECRET",
                     "sign-in refused (tried once): check the user and the password (code 193)",
                     id="a wrong password"),
        pytest.param(302, b"SECRET", "the server reports an error", id="a redirection"),
        pytest.param(500, b"", "the server reports an error", id="an error without words"),
        pytest.param(200, b"<html>SECRET</html>", "no ClickHouse server answers there",
                     id="another kind of server"),
    ],
)  # fmt: skip
def test_a_server_that_will_not_have_us_is_told_and_asked_once(
    status: int, body: bytes, said: str
) -> None:
    with _server([(status, body)]) as (port, heard):
        with (
            pytest.raises(SourceError) as caught,
            Session(locate(f"clickhouse+http://u@127.0.0.1:{port}/"), Access(password="p")),
        ):
            pass
        assert caught.value.problem == said
    assert len(heard) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        pytest.param("clickhouse+http://127.0.0.1:1/", "nothing answers there", id="no server"),
        pytest.param("clickhouse+http://no.such.host.invalid/", "name is not known", id="host"),
        pytest.param(
            "clickhouse+https://h/?sslrootcert=/nowhere", "file cannot be read", id="file"
        ),
    ],
)
def test_a_place_that_does_not_answer_is_told(url: str, said: str) -> None:
    with pytest.raises(SourceError, match=said), Session(locate(url), Access()):
        pass


def test_tls_is_not_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with _server([_SETTINGS]) as (port, heard):
        monkeypatch.setattr(clickhouse_http, "_CONNECT_TIMEOUT_S", 2)
        with (
            pytest.raises(SourceError, match="no secure connection could be made"),
            Session(locate(f"clickhouse+https://u@127.0.0.1:{port}/"), Access(password="p")),
        ):
            pass
    assert heard == []


def test_a_mode_of_tls_is_one_of_two() -> None:
    assert locate("clickhouse+https://h/?sslmode=require").parameters == {"sslmode": "require"}
    with pytest.raises(MisuseError, match="verify-full, or require"):
        locate("clickhouse+https://h/?sslmode=disable")


@pytest.mark.parametrize(
    ("text", "row", "rest"),
    [
        (b'"w","a"\n', b'"w","a"\n', b""),
        (b'"w","a\n"\nmore', b'"w","a\n"\n', b"more"),
        (b'"w","a""\n"\n', b'"w","a""\n"\n', b""),
        (b'"w","a', b"", b'"w","a'),
        (b"other", b"", b"other"),
        (b"", b"", b""),
    ],
)
def test_the_last_row_ends_at_a_line_end_outside_quotes(
    text: bytes, row: bytes, rest: bytes
) -> None:
    assert _last_row(text, b'"w",') == (row, rest)


def test_names_and_texts_are_quoted() -> None:
    assert quoted("a`b\\") == "`a\\`b\\\\`"
    assert literal("a'b\\") == "'a\\'b\\\\'"
    assert _unescaped(r"a\tb\n\\\'") == "a\tb\n\\'"
