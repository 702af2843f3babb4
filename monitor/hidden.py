# A connection that TLS hides: what both hellos tell is told, and that the rest is hidden. It is
# TLS from the beginning, or a protocol that was switched to it (STARTTLS and the like), which is
# told under that protocol's name.
from __future__ import annotations

from typing import Final

from .noted import Noted, Value
from .stream import Gap
from .tls import (
    ClientHello,
    ServerHello,
    behind_warnings,
    read_client_hello,
    read_server_hello,
)

__all__ = ["Hidden"]

_LONGEST_HELLO: Final = 64 << 10
_RECORDS: Final = range(20, 24)


class Hidden:
    """Reads the two hellos, then it is over."""

    def __init__(self, protocol: str = "tls", time: int = 0) -> None:
        self._protocol = protocol
        self._time = time
        self._is_told = False
        self._held = {"forth": b"", "back": b""}
        self._passed_over = 0
        self._client: ClientHello | None = None
        self._server: ServerHello | None = None
        self.over = False

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """The client's hello is waited for."""
        if self._client is None and (held := self._take("forth", time, data)) is not None:
            self._client = read_client_hello(held)
        return self._told()

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """Both hellos are told once the server's is whole."""
        if self._server is None and (held := self._take("back", time, data)) is not None:
            self._server = read_server_hello(held)
            at = behind_warnings(held)
            # Which alert it is stands in the sixth octet.
            alert = held[at : at + 1] == b"\x15" and len(held) > at + 5
            self.over |= alert or (self._server is not None and self._client is not None)
        return self._told()

    def end(self) -> list[Noted]:
        """What was seen of them."""
        self.over = True
        return self._told()

    def _take(self, way: str, time: int, data: bytes | Gap) -> bytes | None:
        if isinstance(data, Gap) or len(self._held[way]) > _LONGEST_HELLO:
            self.over = True
            return None
        if not self._held[way] and self._protocol == "tls" and not _may_begin(data):
            # Another protocol came before it, in clear (STARTTLS and the like).
            self._passed_over += len(data)
            self.over |= self._passed_over > _LONGEST_HELLO
            return None
        self._time = self._time or time
        self._held[way] += data
        return self._held[way]

    def _told(self) -> list[Noted]:
        if not self.over or self._is_told or not self._time:
            return []
        self._is_told = True
        hello, chosen = self._client, self._server
        if hello is None and chosen is None and self._protocol == "tls":
            return []
        values: dict[str, Value] = {
            "event.category": "network",
            "event.action": "tls",
            "network.protocol": self._protocol,
        }
        if hello is not None:
            values |= {
                "tls.client.server_name": hello.server_name or None,
                "destination.domain": hello.server_name or None,
                "tls.client.ja4": hello.ja4 or None,
            }
        if chosen is not None:
            values |= {
                "tls.version": chosen.version,
                "tls.next_protocol": chosen.protocol or None,
            }
        return [Noted(self._time, values)]


def _may_begin(data: bytes) -> bool:
    """Whether octets begin as a record of TLS does, or a hello of the form that SSL 2 had."""
    record = data[0] in _RECORDS and data[1:2] in (b"", b"\x03")
    return record or (data[0] >= 0x80 and data[2:4] in (b"", b"\x01", b"\x01\x03"))
