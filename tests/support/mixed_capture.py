# A capture in which every protocol that is read here is spoken, made by hand.
from __future__ import annotations

import json
import struct

from dns_messages import message
from iec104_frames import station_talk
from made_packets import START, Frame, talk, udp
from mysql_messages import BEGUN, query, rows
from tls_hello import HELLO, SERVER_HELLO

_TABLE = b"id,name\n" + b"".join(b"%d,x%d\n" % (n, n) for n in range(40))
_HITS = [{"_index": "people", "_source": {"name": f"x{n}"}} for n in range(20)]
_SEARCH = json.dumps({"hits": {"total": {"value": 20}, "hits": _HITS}}).encode()


def _postgresql() -> list[tuple[str, bytes]]:
    hello = struct.pack(">i", 196608) + b"user\0li\0database\0people\0\0"

    def told(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack(">i", len(body) + 4) + body

    column = b"name\0" + struct.pack(">ihihih", 0, 0, 25, -1, -1, 0)
    answer = told(b"T", struct.pack(">h", 1) + column)
    answer += told(b"D", struct.pack(">hi", 1, 1) + b"x") * 30
    return [
        ("forth", struct.pack(">i", len(hello) + 4) + hello),
        ("back", told(b"R", struct.pack(">i", 0)) + told(b"Z", b"I")),
        ("forth", told(b"Q", b"select name from t\0")),
        ("back", answer + told(b"C", b"SELECT 30\0") + told(b"Z", b"I")),
    ]


def _http(method: str, path: str, body: bytes, answer: bytes) -> list[tuple[str, bytes]]:
    head = f"{method} {path} HTTP/1.1\r\nHost: h\r\nAuthorization: Basic bGk6eA==\r\n"
    asked = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    kind = "application/json" if answer[:1] == b"{" else "text/csv"
    told = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(answer)}\r\n\r\n"
    return [("forth", asked), ("back", told.encode() + answer)]


def _modbus() -> list[tuple[str, bytes]]:
    def frame(number: int, body: bytes) -> bytes:
        return struct.pack(">HHHB", number, 0, len(body) + 1, 1) + body

    said = []
    for n in range(9):
        said += [("forth", frame(n, b"\3\0\0\0\2")), ("back", frame(n, b"\3\4\0\1\0\2"))]
    write = b"\x10\0\1\0\1\2\0\7"
    return [*said, ("forth", frame(50, write)), ("back", frame(50, b"\x90\2"))]


def _mail() -> list[tuple[str, bytes]]:
    text = (
        b"Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\n"
        b"Content-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n"
        + _TABLE.replace(b"\n", b"\r\n") + b"--b--\r\n.\r\n"
    )  # fmt: skip
    return [
        ("back", b"220 h ESMTP\r\n"), ("forth", b"EHLO c\r\n"), ("back", b"250-h\r\n250 AUTH\r\n"),
        ("forth", b"AUTH PLAIN AGxpAHNlY3JldA==\r\n"), ("back", b"235 yes\r\n"),
        ("forth", b"MAIL FROM:<a@a.cn>\r\n"), ("back", b"250 ok\r\n"),
        ("forth", b"RCPT TO:<b@b.cn>\r\n"), ("back", b"250 ok\r\n"),
        ("forth", b"DATA\r\n"), ("back", b"354 go\r\n"), ("forth", text), ("back", b"250 ok\r\n"),
    ]  # fmt: skip


def _files() -> list[tuple[str, bytes]]:
    return [
        ("back", b"220 files\r\n"), ("forth", b"USER li\r\n"), ("back", b"331 ?\r\n"),
        ("forth", b"PASS x\r\n"), ("back", b"230 in\r\n"), ("forth", b"PASV\r\n"),
        ("back", b"227 at (10,0,9,6,8,1)\r\n"), ("forth", b"STOR a.csv\r\n"),
        ("back", b"150 go\r\n"), ("back", b"226 done\r\n"),
    ]  # fmt: skip


def _redis() -> list[tuple[str, bytes]]:
    ask = b"*2\r\n$7\r\nHGETALL\r\n$3\r\nr:%d\r\n"
    said = [("forth", b"*3\r\n$4\r\nAUTH\r\n$2\r\nli\r\n$1\r\nx\r\n"), ("back", b"+OK\r\n")]
    for n in range(6):
        said += [("forth", ask % n), ("back", b"*2\r\n$4\r\nname\r\n$2\r\nx%d\r\n" % n)]
    return said


def mixed_frames() -> list[Frame]:
    """Its frames by their time."""
    spoken: list[tuple[int, list[tuple[str, bytes]]]] = [
        (5432, _postgresql()),
        (3306, [(way, octets) for way, _, octets in BEGUN]
         + [("forth", query(b"select 1")), ("back", rows(b"x", b"y"))]),
        (6379, _redis()),
        (9200, _http("POST", "/people/_search", b"{}", _SEARCH)),
        (80, _http("POST", "/up", _TABLE, b"ok") + _http("GET", "/down", b"", _TABLE)),
        (25, _mail()),
        (21, _files()),
        (2049, [("forth", _TABLE)]),
        (502, _modbus()),
        (2404, station_talk()),
        (53, [("forth", message(1, "a.b")), ("back", message(1, "a.b", answer=True))]),
        (443, [("forth", HELLO), ("back", SERVER_HELLO)]),
    ]  # fmt: skip
    frames: list[Frame] = []
    for n, (port, said) in enumerate(spoken):
        host = 6 if port == 2049 else n
        frames += talk(
            f"10.0.1.{n + 1}:{40_000 + n}", f"10.0.9.{host}:{port}", said, at=n / 50, size=300
        )
    asked, told = message(7, "c.d")[2:], message(7, "c.d", answer=True)[2:]
    frames.append((START + 1, udp("10.0.0.1:5353", "10.0.0.9:53", asked)))
    frames.append((START + 1.01, udp("10.0.0.9:53", "10.0.0.1:5353", told)))
    return sorted(frames, key=lambda each: each[0])
