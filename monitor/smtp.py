# Mails as they are handed over (RFC 5321, extensions 3030 and 4954): who sent them to whom, by
# which account, and what they carry. Passwords are passed over; a subject is looked at as content
# is, and what is kept of it says how long it was.
from __future__ import annotations

import base64
import binascii
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from .hidden import Hidden
from .lines import Lines, Replies
from .mail import read_mail
from .noted import Noted, Value
from .stream import Gap

__all__ = ["Smtp"]

_ADDRESS: Final = re.compile(r"(?:FROM|TO):\s*<?([^<>\s]*)>?", re.IGNORECASE)
_END: Final = b"\r\n.\r\n"
_MOST_KEPT: Final = 32 << 20
_MOST_RECIPIENTS: Final = 1_000
_MOST_WAITING: Final = 10_000


@dataclass(slots=True)
class _Mail:
    """A mail as it comes in."""

    time: int = 0
    sender: str | None = None
    recipients: list[str] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    kept: int = 0
    size: int = 0
    # A line that begins with a dot has one more of them on the wire.
    dotted: bool = False

    def add(self, octets: bytes) -> None:
        self.size += len(octets)
        if self.kept + len(octets) <= _MOST_KEPT:
            self.parts.append(octets)
            self.kept += len(octets)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A command that waits for its reply, with the mail that it is about."""

    verb: str
    rest: str
    time: int
    mail: _Mail


class Smtp:
    """A connection that hands mails over, from both sides."""

    def __init__(self, *, greeted: bool = True) -> None:
        self._lines, self._replies = Lines(), Replies()
        # What waits for its reply. The greeting answers nothing that was asked.
        self._waiting: deque[_Asked] = deque([_Asked("", "", 0, _Mail())] if greeted else [])
        self._mode = "commands"
        self._left = 0
        self._tail = b""
        self._mail = _Mail()
        self._user: str | None = None
        self._trying: str | None = None
        self._mechanism = ""
        self._hidden: Hidden | None = None
        self._over = False

    @property
    def over(self) -> bool:
        """Whether there is nothing more to learn."""
        return self._over or (self._hidden is not None and self._hidden.over)

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the client sent; a mail is told when the server has taken it."""
        if self._hidden is not None:
            return self._hidden.forth(time, data)
        if isinstance(data, Gap):
            self._lost(data.size)
            return []
        while data and not self._over:
            if self._mode == "data":
                data = self._text(data, time)
            elif self._mode == "chunk":
                data = self._chunk(data)
            else:
                self._lines.feed(data)
                data = self._commands(time)
        return []

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """What the server answered; the mails that it took or refused."""
        if self._hidden is not None:
            return self._hidden.back(time, data)
        if isinstance(data, Gap):
            self._over = True
        noted: list[Noted] = []
        if self._over or isinstance(data, Gap):
            return noted
        for code, _ in self._replies.feed(data):
            noted += self._replied(code, time)
            if self._hidden is not None:
                break
        self._over |= self._replies.broken
        return noted

    def end(self) -> list[Noted]:
        """Mails whose answer was not seen."""
        if self._hidden is not None:
            return self._hidden.end()
        mail = self._mail
        return [self._noted(mail, "unknown", mail.time)] if mail.size else []

    def _lost(self, size: int) -> None:
        """A gap in a mail is counted; among commands nothing after it can be told."""
        if self._mode == "data" or (self._mode == "chunk" and size <= self._left):
            self._mail.size += size
            self._left -= size if self._mode == "chunk" else 0
            self._tail = b""
        else:
            self._over = True

    def _commands(self, time: int) -> bytes:
        """The lines that are there, up to one that begins a mail's text; what is behind it."""
        while (line := self._lines.next()) is not None:
            if self._mode == "credentials":
                self._credentials(line)
                continue
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            verb = verb.upper()
            if len(self._waiting) > _MOST_WAITING:
                self._over = True
                break
            if verb == "AUTH":
                self._mechanism, _, initial = rest.partition(" ")
                self._mechanism, rest, self._trying = self._mechanism.upper(), "", None
                if initial:
                    self._credentials(initial.encode())
                self._mode = "credentials"
            if verb == "MAIL":
                self._mail = _Mail(time, _address(rest))
            elif verb in ("RSET", "EHLO", "HELO"):
                self._mail = _Mail()
            self._waiting.append(_Asked(verb, rest, time, self._mail))
            if verb == "DATA":
                self._mode, self._tail = "data", b"\r\n"
                return self._lines.rest()
            if verb == "BDAT":
                size, _, last = rest.partition(" ")
                self._left = int(size) if size.isdigit() and len(size) < 10 else 0
                if last.strip().upper() == "LAST":
                    # What follows is of another mail.
                    self._waiting[-1] = _Asked("LAST", "", time, self._mail)
                self._mode = "chunk" if self._left else "commands"
                return self._lines.rest()
            if verb == "STARTTLS":
                return b""
        self._over |= self._lines.broken
        return b""

    def _text(self, data: bytes, time: int) -> bytes:
        """A mail's text up to the line with a dot alone; what is behind it."""
        seen = self._tail + data
        end = seen.find(_END)
        if end < 0:
            self._mail.add(data)
            self._tail = seen[-4:]
            return b""
        used = end + len(_END) - len(self._tail)
        self._mail.dotted = True
        self._mail.add(data[:used])
        self._mode = "commands"
        self._waiting.append(_Asked(".", "", time, self._mail))
        return data[used:]

    def _chunk(self, data: bytes) -> bytes:
        piece, rest = data[: self._left], data[self._left :]
        self._mail.add(piece)
        self._left -= len(piece)
        if not self._left:
            self._mode = "commands"
        return rest

    def _credentials(self, line: bytes) -> None:
        """Who signs in; of what stands beside it nothing is kept."""
        if self._trying is not None:
            return
        try:
            plain = base64.b64decode(line, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            return
        if self._mechanism == "PLAIN":
            parts = plain.split("\0")
            self._trying = (parts[1] if len(parts) == 3 else parts[0])[:256]
        elif self._mechanism == "LOGIN":
            self._trying = plain[:256]
        elif self._mechanism.startswith("CRAM"):
            self._trying = plain.rpartition(" ")[0][:256]
        elif found := re.search(r"user=([^\x01]{1,256})", plain):
            self._trying = found[1]

    def _replied(self, code: int, time: int) -> list[Noted]:
        if not self._waiting or code == 334:
            return []
        asked = self._waiting.popleft()
        verb, mail, took = asked.verb, asked.mail, 200 <= code < 300
        if verb == "RCPT" and took and len(mail.recipients) < _MOST_RECIPIENTS:
            mail.recipients.append(_address(asked.rest))
        elif verb == "DATA" and code != 354:
            self._mode = "commands"
        elif verb in (".", "LAST"):
            return [self._noted(mail, "success" if took else "failure", time)]
        elif verb == "STARTTLS" and code == 220:
            self._hidden = Hidden("smtp", time)
        elif verb == "AUTH":
            return [self._signed_in(asked.time, took=took)]
        return []

    def _signed_in(self, time: int, *, took: bool) -> Noted:
        self._mode = "commands"
        if took:
            self._user = self._trying
        values: dict[str, Value] = {
            "event.category": "authentication",
            "event.action": "sign-in",
            "event.outcome": "success" if took else "failure",
            "network.protocol": "smtp",
            "user.name": self._trying,
        }
        return Noted(time, values)

    def _noted(self, mail: _Mail, outcome: str, time: int) -> Noted:
        if mail is self._mail:
            self._mail = _Mail()
        octets = b"".join(mail.parts)
        if mail.dotted:
            octets = octets.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
        read = read_mail(octets, missing=mail.size - mail.kept)
        values: dict[str, Value] = {
            "event.category": "email",
            "event.action": "mail",
            "event.outcome": outcome,
            "event.duration": max(0, time - mail.time) if mail.time else None,
            "network.protocol": "smtp",
            "user.name": self._user,
            "email.from.address": (mail.sender,) if mail.sender else None,
            "email.to.address": tuple(mail.recipients) or None,
            "email.subject": read.subject or None,
            "destination.domain": _domain(mail.sender, mail.recipients),
            "file.name": ", ".join(read.names)[:1_000] or None,
            "source.bytes": mail.size,
        }
        return Noted(mail.time or time, values, read.bodies)


def _address(rest: str) -> str:
    found = _ADDRESS.match(rest)
    return found[1][:320] if found else ""


def _domain(sender: str | None, recipients: list[str]) -> str | None:
    """The domain it goes to: the first that is not the sender's own, where there is one."""
    own = (sender or "").rpartition("@")[2].lower()
    domains = [each.rpartition("@")[2].lower() for each in recipients if "@" in each]
    return next((each for each in domains if each != own), domains[0] if domains else None)
