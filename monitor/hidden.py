# A connection that TLS hides: what both hellos tell is told, and that the rest is hidden. It is
# TLS from the beginning, or a protocol that was switched to it (STARTTLS and the like), which is
# told under that protocol's name.
from __future__ import annotations

from typing import Final

from .noted import Noted, Value
from .stream import Gap
from .tls import ClientHello, ServerHello, read_client_hello, read_server_hello

__all__ = ["Hidden"]

_LONGEST_HELLO: Final = 64 << 10


class Hidden:
    """Reads the two hellos, then it is over."""

    def __init__(self, protocol: str = "tls", time: int = 0) -> None:
        self._protocol = protocol
        self._time = time
        self._is_told = False
        self._held = {"forth": b"", "back": b""}
        self._client: ClientHello | None = None
        self._server: ServerHello | None = None
        self.over = False

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """The client's hello is waited for."""
        self._time = self._time or time
        if self._client is None and (held := self._take("forth", data)) is not None:
            self._client = read_client_hello(held)
        return self._told()

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """Both hellos are told once the server's is whole."""
        self._time = self._time or time
        if self._server is None and (held := self._take("back", data)) is not None:
            self._server = read_server_hello(held)
            alert = held[:1] == b"\x15"
            self.over |= alert or (self._server is not None and self._client is not None)
        return self._told()

    def end(self) -> list[Noted]:
        """What was seen of them."""
        self.over = True
        return self._told()

    def _take(self, way: str, data: bytes | Gap) -> bytes | None:
        if isinstance(data, Gap) or len(self._held[way]) > _LONGEST_HELLO:
            self.over = True
            return None
        self._held[way] += data
        return self._held[way]

    def _told(self) -> list[Noted]:
        if not self.over or self._is_told or not self._time:
            return []
        self._is_told = True
        hello, chosen = self._client, self._server
        if hello is None and self._protocol == "tls":
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
                "tls.client.ja4": hello.ja4,
            }
        if chosen is not None:
            values |= {
                "tls.version": chosen.version,
                "tls.next_protocol": chosen.protocol or None,
            }
        return [Noted(self._time, values)]
