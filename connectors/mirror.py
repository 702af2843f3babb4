# What a web server hands over by mirroring its requests to us (nginx: `mirror`), in clear from
# where TLS ends. It gets an empty answer at once and throws it away.
from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO, Final

from .http_message import chunks, head_of, read_head, sized
from .listener import MOST_BODY, Received

__all__ = ["mirror_taker"]

_NAMED: Final = "x-tongguan-token"
_CLIENTS: Final = ("x-real-ip", "x-forwarded-for")
_SERVER: Final = "x-server-ip"
_USER: Final = "x-remote-user"


def mirror_taker(
    token: bytes = b"", *, most_body: int = MOST_BODY
) -> Callable[[BinaryIO, str, Callable[[Received], None]], None]:
    """What takes mirrored requests of one connection, to its end.

    With a token only those with the field `X-Tongguan-Token`. Who asked is in `X-Real-IP`, which
    account in `X-Remote-User`, which of the server's addresses in `X-Server-IP`.
    """

    def take(stream: BinaryIO, peer: str, put: Callable[[Received], None]) -> None:
        while head := read_head(stream):
            line, fields = head_of(head)
            if not line.rpartition(" ")[2].startswith("HTTP/1."):
                return _say(stream, "505 HTTP Version Not Supported")
            if token and not hmac.compare_digest(fields.get(_NAMED, "").encode(), token):
                return _say(stream, "403 Forbidden")
            if fields.get("expect", "").lower() == "100-continue":
                stream.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                stream.flush()
            parts: list[bytes] = []
            held = missing = 0
            for piece in _body(stream, fields):
                if missing or held + len(piece) > most_body:
                    missing += len(piece)
                else:
                    parts.append(piece)
                    held += len(piece)
            client = next((fields[each] for each in _CLIENTS if fields.get(each)), peer)
            put(
                Received(
                    time.time_ns(),
                    client.partition(",")[0].strip(),
                    fields.get(_SERVER, ""),
                    fields.get(_USER, ""),
                    head,
                    b"".join(parts),
                    missing,
                )
            )
            _say(stream, "204 No Content", last=False)
            if line.endswith("/1.0") or fields.get("connection", "").lower() == "close":
                return None
        return None

    return take


def _body(stream: BinaryIO, fields: Mapping[str, str]) -> Iterator[bytes]:
    if fields.get("transfer-encoding", "").lower().endswith("chunked"):
        return chunks(stream)
    said = fields.get("content-length", "0")
    if not (said.isascii() and said.isdigit()):
        raise ValueError("a body without its length")
    return sized(stream, int(said))


def _say(stream: BinaryIO, status: str, *, last: bool = True) -> None:
    end = "Connection: close\r\nContent-Length: 0\r\n" if last else ""
    stream.write(f"HTTP/1.1 {status}\r\n{end}\r\n".encode())
    stream.flush()
