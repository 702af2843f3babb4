# Files handed over by FTP (RFC 959, 2428, 4217): who asked for what, and where the file itself will
# pass, which is a connection of its own. Passwords are passed over.
from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from .hidden import Hidden
from .lines import Lines, Replies
from .noted import Body, Noted, Value
from .stream import Gap

__all__ = ["Awaited", "Ftp", "FtpData", "Transfer"]

_SENT: Final = frozenset({"STOR", "STOU", "APPE"})
_TRANSFERS: Final = frozenset({"RETR", *_SENT})
_LISTINGS: Final = frozenset({"LIST", "NLST", "MLSD"})
# What is worth an event; the rest is about the connection.
_TOLD: Final = frozenset({
    *_TRANSFERS, *_LISTINGS, "DELE", "RNFR", "RNTO", "MKD", "XMKD", "RMD", "XRMD", "SITE", "MFMT", "SIZE",
})  # fmt: skip
_SIX: Final = re.compile(r"(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})")
_EXTENDED: Final = re.compile(r"\((.)\1\1(\d{1,5})\1\)")
_EPRT: Final = re.compile(r"(.)([12])\1([0-9a-fA-F.:]+)\1(\d{1,5})\1")
_LONGEST_NAME: Final = 1_000
_MOST_WAITING: Final = 10_000
_MOST_KEPT: Final = 32 << 20


@dataclass(slots=True)
class Transfer:
    """What passes over a data connection, as far as it was said."""

    verb: str = ""
    name: str = ""
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Awaited:
    """A data connection to come: where somebody listens, an address or "" for the server's own.

    `passive` says that it is the server who listens.
    """

    address: str
    port: int
    time: int
    transfer: Transfer
    passive: bool = True


class Ftp:
    """A control connection, from both sides."""

    def __init__(self, *, greeted: bool = True) -> None:
        self._lines, self._replies = Lines(), Replies()
        # The greeting answers nothing that was asked.
        self._waiting: deque[tuple[str, str, int]] = deque([("", "", 0)] if greeted else [])
        self._user: str | None = None
        self._trying: str | None = None
        self._transfer = Transfer()
        self._awaited: list[Awaited] = []
        self._hidden: Hidden | None = None
        self._over = False

    @property
    def over(self) -> bool:
        """Whether there is nothing more to learn."""
        return self._over or (self._hidden is not None and self._hidden.over)

    def awaited(self) -> list[Awaited]:
        """The data connections that were announced since last asked."""
        found, self._awaited = self._awaited, []
        return found

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the client asked; told when it is answered."""
        if self._hidden is not None:
            return self._hidden.forth(time, data)
        if isinstance(data, Gap):
            self._over = True
            return []
        self._lines.feed(data)
        while (line := self._lines.next()) is not None and len(self._waiting) < _MOST_WAITING:
            verb, _, rest = line.lstrip(b"\xff\xf4\xf2").decode("utf-8", "replace").partition(" ")
            self._command(verb.strip().upper(), rest.strip(), time)
        self._over |= self._lines.broken
        return []

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the server answered; the requests that this ends."""
        if self._hidden is not None:
            return self._hidden.back(time, data)
        noted: list[Noted] = []
        if isinstance(data, Gap):
            self._over = True
        if self._over or isinstance(data, Gap):
            return noted
        for code, text in self._replies.feed(data):
            noted += self._replied(code, text, time)
            if self._hidden is not None:
                break
        self._over |= self._replies.broken
        return noted

    def end(self) -> list[Noted]:
        """Requests whose answer was not seen."""
        if self._hidden is not None:
            return self._hidden.end()
        left = [each for each in self._waiting if each[0] in _TOLD]
        self._waiting.clear()
        return [self._noted(verb, rest, time, "unknown", time) for verb, rest, time in left]

    def _command(self, verb: str, rest: str, time: int) -> None:
        if verb == "PASS":
            rest = ""
        elif verb == "USER":
            self._trying = rest[:256]
        elif verb == "PORT" and (found := _SIX.search(rest)):
            self._await(_address(found), _port(found), time, passive=False)
        elif verb == "EPRT" and (told := _EPRT.match(rest)):
            self._await(told[3], int(told[4]) & 0xFFFF, time, passive=False)
        elif verb in _TRANSFERS or verb in _LISTINGS:
            self._transfer.verb, self._transfer.name = verb, rest[:_LONGEST_NAME]
            self._transfer.user = self._user
        self._waiting.append((verb, rest, time))

    def _await(self, address: str, port: int, time: int, *, passive: bool = True) -> None:
        self._transfer = Transfer()
        self._awaited.append(Awaited(address, port, time, self._transfer, passive))

    def _replied(self, code: int, text: str, time: int) -> list[Noted]:
        if not self._waiting or code < 200:
            return []
        verb, rest, asked = self._waiting.popleft()
        took = code < 300
        if code == 227 and (found := _SIX.search(text)):
            self._await(_address(found), _port(found), time)
            # Behind a translator of addresses the server does not know its own.
            self._awaited.append(Awaited("", _port(found), time, self._transfer))
        elif code == 229 and (told := _EXTENDED.search(text)):
            self._await("", int(told[2]) & 0xFFFF, time)
        elif verb == "AUTH" and code == 234:
            self._hidden = Hidden("ftp", time)
        elif verb == "PASS" or (verb == "USER" and code != 331):
            return [self._signed_in(asked, took=took)]
        elif verb in _TOLD:
            return [self._noted(verb, rest, asked, "success" if code < 400 else "failure", time)]
        return []

    def _signed_in(self, time: int, *, took: bool) -> Noted:
        if took:
            self._user = self._trying
        values: dict[str, Value] = {
            "event.category": "authentication",
            "event.action": "sign-in",
            "event.outcome": "success" if took else "failure",
            "network.protocol": "ftp",
            "user.name": self._trying,
        }
        return Noted(time, values)

    def _noted(self, verb: str, rest: str, asked: int, outcome: str, time: int) -> Noted:
        values: dict[str, Value] = {
            "event.category": "file",
            "event.action": "ftp",
            "event.outcome": outcome,
            "event.duration": time - asked,
            "network.protocol": "ftp",
            "user.name": self._user,
            "file.name": rest[:_LONGEST_NAME] or None,
            "tongguan.operation": verb,
        }
        return Noted(asked, values)


def _address(found: re.Match[str]) -> str:
    return ".".join(str(int(each)) for each in found.groups()[:4])


def _port(found: re.Match[str]) -> int:
    return (int(found[5]) << 8 | int(found[6])) & 0xFFFF


@dataclass(slots=True)
class FtpData:
    """A data connection; which way the file went is known from what was asked for.

    Whoever opened it, the source is the end that asked: octets may come from either.
    """

    transfer: Transfer
    over: bool = False
    _time: int = 0
    _last: int = 0
    _parts: list[bytes] = field(default_factory=list)
    _kept: int = 0
    _size: int = 0

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What was sent."""
        return self._take(time, data)

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What was fetched."""
        return self._take(time, data)

    def end(self) -> list[Noted]:
        """The file, with its content."""
        transfer = self.transfer
        if not self._size or transfer.verb not in _TRANSFERS:
            return []
        values: dict[str, Value] = {
            "event.category": "file",
            "event.action": "ftp-data",
            "event.outcome": "success",
            "event.duration": self._last - self._time,
            "network.protocol": "ftp",
            "user.name": transfer.user,
            "file.name": transfer.name or None,
            "file.size": self._size,
            "tongguan.operation": transfer.verb,
        }
        body = Body(
            "forth" if transfer.verb in _SENT else "back",
            b"".join(self._parts),
            name=transfer.name.rpartition("/")[2],
            missing=self._size - self._kept,
        )
        self._size = 0
        return [Noted(self._time, values, (body,))]

    def _take(self, time: int, data: bytes | Gap) -> list[Noted]:
        self._time, self._last = self._time or time, max(time, self._last)
        size = data.size if isinstance(data, Gap) else len(data)
        self._size += size
        if not isinstance(data, Gap) and self._kept + size <= _MOST_KEPT:
            self._parts.append(data)
            self._kept += size
        return []
