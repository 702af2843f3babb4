# Mail and files are both handed over behind a greeting that begins with 220; which of them it is
# the client's first word tells.
from __future__ import annotations

from typing import Final

from .ftp import Awaited, Ftp
from .noted import Noted
from .smtp import Smtp
from .stream import Gap

__all__ = ["Greeted"]

_MAIL: Final = (b"EHLO", b"HELO", b"LHLO")
_FILES: Final = (b"USER", b"AUTH", b"FEAT", b"HOST", b"SYST", b"OPTS", b"CLNT", b"PASS")
_MOST_HELD: Final = 16 << 10


class Greeted:
    """A connection that is of one of the two."""

    def __init__(self) -> None:
        self._reader: Smtp | Ftp | None = None
        self._held: dict[str, list[tuple[int, bytes]]] = {"forth": [], "back": []}
        self._over = False

    @property
    def over(self) -> bool:
        """Whether there is nothing more to learn."""
        return self._over or (self._reader is not None and self._reader.over)

    def awaited(self) -> list[Awaited]:
        """The data connections that were announced since last asked."""
        return self._reader.awaited() if isinstance(self._reader, Ftp) else []

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """From the client."""
        if self._reader is not None:
            return self._reader.forth(time, data)
        self._hold("forth", time, data)
        word = b"".join(octets for _, octets in self._held["forth"])[:4].upper()
        if len(word) < 4 or self._over:
            return []
        if word not in _MAIL + _FILES:
            self._over = True
            return []
        greeted = bool(self._held["back"])
        self._reader = Smtp(greeted=greeted) if word in _MAIL else Ftp(greeted=greeted)
        noted = [one for each in self._held["back"] for one in self._reader.back(*each)]
        return noted + [one for each in self._held["forth"] for one in self._reader.forth(*each)]

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """From the server."""
        if self._reader is not None:
            return self._reader.back(time, data)
        self._hold("back", time, data)
        return []

    def end(self) -> list[Noted]:
        """What is known at the end."""
        return self._reader.end() if self._reader is not None else []

    def _hold(self, way: str, time: int, data: bytes | Gap) -> None:
        if isinstance(data, Gap):
            self._over = True
            return
        self._held[way].append((time, data))
        self._over |= sum(len(octets) for _, octets in self._held[way]) > _MOST_HELD
