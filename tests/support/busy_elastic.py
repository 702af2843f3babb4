# What answers like Elasticsearch's bulk interface, and refuses what a test wants refused: a real
# server cannot be made to be out of room for every other event.
from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Verdict = Callable[[str], int]


class BusyElastic:
    """The documents taken by their ids, how often each was sent, and what says who is refused."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.kept: dict[str, dict] = {}
        self.sent: dict[str, int] = {}
        self.put: list[tuple[str, dict]] = []
        self.port = 0
        # A word for which a request that is no bulk is refused.
        self.refuse = ""

    def bulk(self, lines: list[str]) -> dict:
        items = []
        for action, document in zip(lines[::2], lines[1::2], strict=True):
            ((verb, asked),) = json.loads(action).items()
            identifier = asked["_id"]
            self.sent[identifier] = self.sent.get(identifier, 0) + 1
            status = 409 if identifier in self.kept else self.verdict(identifier)
            if status == 201:
                self.kept[identifier] = json.loads(document)
            error = {} if status == 201 else {"error": {"type": f"refused_{status}"}}
            items.append({verb: {"_id": identifier, "status": status, **error}})
        refused = any("error" in said for each in items for said in each.values())
        return {"errors": refused, "items": items}


@contextmanager
def busy_elastic(verdict: Verdict) -> Iterator[BusyElastic]:
    """Such a server for the length of the block."""
    state = BusyElastic(verdict)

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
            refused = bool(state.refuse) and state.refuse in body
            if self.command == "PUT" and not refused and not self.path.startswith("/_bulk"):
                state.put.append((self.path.partition("?")[0], json.loads(body)))
            told = state.bulk(body.splitlines()) if self.path.startswith("/_bulk") else {}
            if "/_mget" in self.path:
                told = {"docs": [{"_id": each} for each in json.loads(body)["ids"]]}
            octets = json.dumps(told).encode()
            self.send_response(400 if refused else 200)
            self.send_header("X-Elastic-Product", "Elasticsearch")
            self.send_header("content-type", "application/vnd.elasticsearch+json;compatible-with=8")
            self.send_header("content-length", str(len(octets)))
            self.end_headers()
            self.wfile.write(octets)

        do_GET = do_POST = do_PUT = do_HEAD = _answer  # noqa: N815  the names are the library's

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
