# Another's reading of the same captures: flows, packets and bytes, DNS and HTTP fields, names in
# TLS, exactly as tshark has them, on traffic recorded here and on traffic made to be difficult.
from __future__ import annotations

import json
import random
import ssl
import struct
import threading
import urllib.request
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from made_packets import START, pcap, pcapng, talk, udp
from reader_pieces import with_port
from recorded_traffic import recording
from sensed import sensed
from tls_hello import HELLO
from tshark import TSHARK, conversations, fields, ours

from monitor import Noted

pytestmark = pytest.mark.skipif(TSHARK is None, reason="no tshark here: scripts/tshark.sh")


def agrees(path: Path) -> list[Noted]:
    """Our events of a capture, once flows, requests, answers and questions are tshark's."""
    assert ours(path, 6) == conversations(path, "tcp")
    assert ours(path, 17) == conversations(path, "udp")
    noted = sensed(path)[0]
    asked_for = Counter(
        (each.values["http.request.method"], each.values["url.original"])
        for each in noted if each.values.get("http.request.method")
    )  # fmt: skip
    assert asked_for == Counter(
        fields(path, "http.request", "http.request.method", "http.request.uri")
    )
    statuses = Counter(
        str(each.values["http.response.status_code"])
        for each in noted if each.values.get("http.response.status_code")
    )  # fmt: skip
    assert statuses == Counter(
        row[0] for row in fields(path, "http.response", "http.response.code")
    )
    questions = Counter(
        str(each.values["dns.question.name"])
        for each in noted
        if each.values["event.action"] == "dns"
    )
    asked = fields(path, "dns.flags.response == 0", "dns.qry.name")
    assert questions == Counter(row[0] for row in asked)
    names = Counter(
        str(each.values["tls.client.server_name"])
        for each in noted if each.values["event.action"] == "tls"
    )  # fmt: skip
    shown = fields(path, "tls.handshake.type == 1", "tls.handshake.extensions_server_name")
    assert names == Counter(row[0] for row in shown)
    return noted


class Server(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        for at in range(0, len(body), 5_000):
            piece = body[at : at + 5_000]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")

    def do_GET(self) -> None:
        self.send_response(404 if "missing" in self.path else 200)
        self.send_header("content-length", "3")
        self.end_headers()
        self.wfile.write(b"abc")

    def log_message(self, *_: object) -> None:
        """Nothing."""


def test_real_requests_recorded_on_loopback(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    base = f"http://127.0.0.1:{server.server_port}"
    capture = tmp_path / "lo.pcap"
    with recording(capture, ports=frozenset({server.server_port})):
        for n in range(8):
            body = json.dumps([{"n": k} for k in range(n * 900)]).encode()
            opener.open(urllib.request.Request(f"{base}/up/{n}?a={n}", body)).read()
            opener.open(f"{base}/get/{n}").read()
        with pytest.raises(urllib.error.HTTPError):
            opener.open(f"{base}/missing")
    server.shutdown()
    server.server_close()
    noted = agrees(with_port(capture, {server.server_port: 80}))
    assert len(noted) == 17
    assert (
        sum(len(body.octets) for each in noted for body in each.bodies if body.way == "forth") > 0
    )


def question(name: str, number: int, kind: int = 1, *, answer: bool = False) -> bytes:
    labels = b"".join(bytes([len(each)]) + each.encode() for each in name.split("."))
    flags = 0x8180 if answer else 0x0100
    return (
        struct.pack(">6H", number, flags, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", kind, 1)
    )


@pytest.mark.parametrize("write", [pcap, pcapng])
def test_made_traffic_of_both_versions(tmp_path: Path, write) -> None:
    chance, frames = random.Random(11), []
    for n in range(40):
        get = f"GET /p/{n} HTTP/1.1\r\nHost: h{n}.example\r\n\r\n".encode()
        ok = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (n * 50) + b"z" * (n * 50)
        client = f"10.0.0.{n + 1}:{3000 + n}" if n % 2 else f"[2001:db8::{n + 1:x}]:{3000 + n}"
        server = "192.0.2.1:80" if n % 2 else "[2001:db8::ffff]:80"
        frames += talk(client, server, [("forth", get), ("back", ok)] * (1 + n % 3), at=n / 50)
        one, other = f"10.0.0.{n + 1}:{5000 + n}", "10.0.0.250:53"
        name = f"n{n}.{'x' * (n % 60 + 1)}.example.com"
        frames.append((START + n / 50, udp(one, other, question(name, n))))
        frames.append((START + n / 50 + 0.01, udp(other, one, question(name, n, answer=True))))
        if n % 4 == 0:
            frames += talk(f"10.0.1.{n + 1}:4000", "192.0.2.2:443", [("forth", HELLO)], at=n / 50)
    frames.sort(key=lambda each: each[0])
    noted = agrees(write(tmp_path / "made", frames))
    assert len(noted) == sum(1 + n % 3 for n in range(40)) + 40 + 10
    # Sent again and out of order: flows count every packet, requests once.
    for _ in range(60):
        at = chance.randrange(len(frames) - 1)
        if chance.random() < 0.5:
            frames.insert(at, frames[at])
    write(tmp_path / "again", frames)
    assert ours(tmp_path / "again", 6) == conversations(tmp_path / "again", "tcp")
    assert requests(sensed(tmp_path / "again")[0]) == requests(noted)


def requests(noted: list[Noted]) -> Counter[object]:
    return Counter(each.values["url.original"] for each in noted if "url.original" in each.values)


def test_names_in_real_hellos(tmp_path: Path) -> None:
    frames = []
    for n, name in enumerate(("a.example", "www.xa.gov.cn", "x" * 60 + ".example")):
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        client = ssl.create_default_context().wrap_bio(incoming, outgoing, server_hostname=name)
        with pytest.raises(ssl.SSLWantReadError):
            client.do_handshake()
        hello = outgoing.read()
        frames += talk(f"10.0.0.{n + 1}:4000", "192.0.2.2:443", [("forth", hello)], at=n, size=100)
    assert len(agrees(pcap(tmp_path / "a", frames))) == 3
