# A small server for what is handed over to us: connections up to a number, each with a time to
# speak in, and a queue of bounded size to what reads it. Whoever hands over serves people, so it
# is answered whatever becomes of what it gave: what there is no room for is dropped and counted.
from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import BinaryIO, Final, Self, cast

from schema import MisuseError

from .local import plain_reason

__all__ = ["MOST_BODY", "Listener", "Received", "Taker", "address_of"]

MOST_BODY: Final = 16 << 20
_MOST_CONNECTIONS: Final = 64
_MOST_HELD: Final = 256 << 20
_MOST_WAITING: Final = 20_000
_SILENT_S: Final = 60.0
_HERE: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Received:
    """An exchange as it was handed over: heads as HTTP has them, bodies without their chunks.

    `client` and `server` are addresses where they were said, `user` an account. What of the
    bodies was too much is counted in `missing`. `time` is in nanoseconds since 1970.
    """

    time: int
    client: str = ""
    server: str = ""
    user: str = ""
    request: bytes = field(default=b"", repr=False)
    request_body: bytes = field(default=b"", repr=False)
    request_missing: int = 0
    answer: bytes = field(default=b"", repr=False)
    answer_body: bytes = field(default=b"", repr=False)
    answer_missing: int = 0

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return sum(map(len, (self.request, self.request_body, self.answer, self.answer_body)))


Taker = Callable[[BinaryIO, str, Callable[[Received], None]], None]


def address_of(text: str) -> tuple[str, int]:
    """Host and port of `127.0.0.1:1344` or `[::1]:1344`. Raises MisuseError for anything else.

    >>> address_of("127.0.0.1:1344")
    ('127.0.0.1', 1344)
    """
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise MisuseError(f"{text} is no address to listen at: HOST:PORT, as 127.0.0.1:1344")
    return host.strip("[]"), int(port)


class Listener:
    """Listens at an address until closed; a context manager. `take` speaks with one connection.

    Beyond this machine it listens only with a `token`, which `take` asks for. Raises MisuseError
    where it cannot listen.
    """

    def __init__(
        self,
        address: str,
        take: Taker,
        *,
        token: bytes = b"",
        most_connections: int = _MOST_CONNECTIONS,
        most_held: int = _MOST_HELD,
        silent_s: float = _SILENT_S,
    ) -> None:
        host, port = address_of(address)
        if host not in _HERE and not token:
            raise MisuseError(f"{address} can be reached from other machines: this takes a token")
        self._take, self._silent_s, self._most_held = take, silent_s, most_held
        self._queue: deque[Received] = deque()
        self._held = 0
        self._lock = threading.Lock()
        self._room = threading.BoundedSemaphore(most_connections)
        self._open: set[socket.socket] = set()
        self.dropped = self.turned_away = 0
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._socket = socket.create_server((host, port), family=family, backlog=128)
        except OSError as error:
            raise MisuseError(f"{address} cannot be listened at: {_why(error)}") from None
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._accept, name=f"listen-{port}", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def taken(self) -> list[Received]:
        """What was handed over since last asked, in order."""
        with self._lock:
            found = list(self._queue)
            self._queue.clear()
            self._held = 0
        return found

    def close(self) -> None:
        """Nothing more is taken; connections are cut."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        with self._lock:
            left = list(self._open)
        for each in left:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                side, peer = self._socket.accept()
            except OSError:
                return
            if not self._room.acquire(blocking=False):
                with self._lock:
                    self.turned_away += 1
                side.close()
                continue
            speaking = threading.Thread(target=self._speak, args=(side, str(peer[0])), daemon=True)
            speaking.start()

    def _speak(self, side: socket.socket, peer: str) -> None:
        with self._lock:
            self._open.add(side)
        try:
            side.settimeout(self._silent_s)
            with side, side.makefile("rwb") as stream:
                self._take(cast("BinaryIO", stream), peer, self._put)
        except (OSError, ValueError):
            # Cut off, silent for too long, or against the protocol: there is nobody to tell.
            pass
        finally:
            with self._lock:
                self._open.discard(side)
            self._room.release()

    def _put(self, received: Received) -> None:
        with self._lock:
            full = self._held + received.size > self._most_held
            if full or len(self._queue) >= _MOST_WAITING:
                self.dropped += 1
                return
            self._queue.append(received)
            self._held += received.size


def _why(error: OSError) -> str:
    return {98: "another program listens there", 99: "this machine has no such address"}.get(
        error.errno or 0, plain_reason(error)
    )
