# A client that asks once and says why it failed in words of ours.
from __future__ import annotations

import http.server
import threading
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from connectors.elastic_session import ElasticError, connected, locate, reason
from schema import Access, MisuseError, SourceError


@contextmanager
def _server(status: int, *, product: bool = True) -> Iterator[tuple[int, list[str | None]]]:
    """A server that answers everything alike, and the credentials it was shown."""
    shown: list[str | None] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            shown.append(self.headers["Authorization"])
            self.send_response(status)
            if product:
                self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(b'{"error": "SECRET", "status": 1}')

        def log_message(self, *_: object) -> None:
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port, shown
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (401, "sign-in refused (tried once): check the user and the password (status 401)"),
        (403, "no permission to read it (status 403)"),
        (404, "it is no longer what it was when it was found (status 404)"),
        (429, "the server is too busy (status 429)"),
        (503, "part of it is not available (status 503)"),
        (504, "the search was stopped at its time limit of 7 s (status 504)"),
        (418, "the server reports an error (status 418)"),
    ],
)
def test_a_failure_is_told_by_its_status_and_tried_once(status: int, said: str) -> None:
    access = Access(password="Hunter2", statement_timeout_s=7)
    with _server(status) as (port, shown):
        place = locate(f"elasticsearch+http://u@127.0.0.1:{port}/")
        with pytest.raises(ElasticError) as caught, connected(place, access) as client:
            client.info()
    assert reason(caught.value, access) == said
    assert caught.value.__suppress_context__
    assert [b64decode(each.partition(" ")[2]) for each in shown if each] == [b"u:Hunter2"]


def test_a_password_without_a_user_is_a_key() -> None:
    with _server(401) as (port, shown):
        place = locate(f"elasticsearch+http://127.0.0.1:{port}/")
        with pytest.raises(ElasticError), connected(place, Access(password="key")) as client:
            client.info()
    assert shown == ["ApiKey key"]


def test_another_kind_of_server_is_told() -> None:
    with _server(200, product=False) as (port, _):
        place = locate(f"elasticsearch+http://127.0.0.1:{port}/")
        with pytest.raises(ElasticError) as caught, connected(place, Access()) as client:
            client.info()
    assert "no Elasticsearch server" in reason(caught.value, Access())


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("elasticsearch+http://127.0.0.1:1/", "nothing answers there"),
        ("elasticsearch+http://no.such.host.invalid/", "nothing answers there"),
    ],
)
def test_a_place_that_does_not_answer_is_told(url: str, said: str) -> None:
    with pytest.raises(ElasticError) as caught, connected(locate(url), Access()) as client:
        client.info()
    assert said in reason(caught.value, Access())


def test_tls_is_not_given_up() -> None:
    with _server(200) as (port, shown):
        place = locate(f"elasticsearch+https://u@127.0.0.1:{port}/")
        access = Access(password="Hunter2")
        with pytest.raises(ElasticError) as caught, connected(place, access) as client:
            client.info()
    assert "no secure connection" in reason(caught.value, access)
    assert shown == []


def test_what_is_asked_of_tls_must_be_there() -> None:
    with pytest.raises(MisuseError, match="verify-full, or require"):
        locate("elasticsearch+https://h/?sslmode=disable")
    place = locate("elasticsearch+https://h/?sslrootcert=/nowhere")
    with pytest.raises(SourceError, match="file cannot be read"), connected(place, Access()):
        pass
