# A small real HTTP interface with residents who do not exist, on loopback, and its description.
from __future__ import annotations

import contextlib
import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np

from operations.generated_people import people

MADE = people(400, np.random.default_rng(11))
OPENAPI = """
openapi: 3.0.3
info: {title: Residents, version: 1.2.0}
servers: [{url: https://residents.example.gov.cn/api/v1}]
security: [{key: []}]
paths:
  /residents:
    get:
      summary: residents by page
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 50}}]
      responses:
        '200':
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Person'}}
  /residents/{number}:
    get:
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}}
  /statistics:
    get:
      responses: {'200': {content: {application/json: {schema: {type: object}}}}}
components:
  schemas:
    Person:
      type: object
      properties:
        name: {type: string, description: 姓名}
        id_card: {type: string, description: 身份证号}
"""


class Handler(BaseHTTPRequestHandler):
    """Residents one by one, in pages, and, as nobody declared, with their telephone numbers."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        rows = [
            {"name": name, "id_card": number}
            for name, number in zip(MADE.names, MADE.numbers, strict=True)
        ]
        if path == "/api/v1/residents":
            answer: object = rows[: int(query.rpartition("=")[2] or 50)]
        elif path == "/api/v1/export":
            answer = [
                {**row, "mobile": mobile} for row, mobile in zip(rows, MADE.mobiles, strict=True)
            ]
        else:
            answer = rows[0]
        octets = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(octets)))
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextlib.contextmanager
def residents_api() -> Iterator[int]:
    """The port of the interface during the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def ask(port: int, path: str, **headers: str) -> bytes:
    """What the interface answers."""
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    answer: bytes = (
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).read()
    )
    return answer
