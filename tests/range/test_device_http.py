# The exchange of the range passes the cases of HTTP; a server that takes what it must refuse
# fails them, and one that names its version is told weak.
from __future__ import annotations

import http.server
import threading
from pathlib import Path

import pytest
from device_trials import of_ours, outcomes

from range.device_http import HTTP_SPEECH, http_cases
from range.device_test import run_device_test

pytestmark = pytest.mark.usefixtures("loopback_lab")


def test_our_exchange_passes_every_case(tmp_path: Path) -> None:
    report = of_ours("exchange-bulk", tmp_path, "127.77.2.10:18080", "http")
    assert outcomes(report, "fail") | outcomes(report, "weak") == set()


class _Lax(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return

    def do_PUT(self) -> None:
        self.rfile.read(4)
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()


def test_a_server_that_takes_what_it_must_refuse_fails() -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Lax)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        port = server.server_address[1]
        tried = {
            case: run_device_test("127.0.0.1", port, "http", only=number, patience=1.0).tried[0]
            for number, case in enumerate([each.id for each in http_cases(0)], 1)
            if case in {"get", "no-host", "versions", "written-by-anyone"}
        }
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    found = {case: one.finding.outcome for case, one in tried.items()}
    assert found == {
        "get": "pass",
        "no-host": "fail",
        "versions": "weak",
        "written-by-anyone": "weak",
    }


@pytest.mark.parametrize(
    "reply",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
    ],
)
def test_responses_are_cut_by_their_own_lengths(reply: bytes) -> None:
    assert HTTP_SPEECH.cut(reply + reply[:20]) == ([reply], reply[:20])
    assert HTTP_SPEECH.cut(reply[:-1])[0] == []
