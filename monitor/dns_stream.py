# Questions and answers of the domain name system over TCP (RFC 7766): the same messages as over
# UDP, each behind its length, paired by their number.
from __future__ import annotations

from typing import Final

from .dns import Message, read_message
from .noted import Noted, Value
from .pairing import Pairing
from .stream import Gap

__all__ = ["DnsStream", "begins_dns", "dns_values"]

_MOST_WAITING: Final = 1_000


def begins_dns(payload: bytes) -> bool:
    """Whether a payload begins with a message behind its length."""
    size = int.from_bytes(payload[:2], "big")
    return size >= 12 and (
        len(payload) < size + 2 or read_message(payload[2 : size + 2]) is not None
    )


def dns_values(message: Message, protocol: str = "dns") -> dict[str, Value]:
    """A message as columns of an event."""
    return {
        "event.category": "network",
        "event.action": protocol,
        "network.protocol": protocol,
        "dns.question.name": message.name if message.questions or message.name else None,
        "dns.question.type": message.type or None,
        "dns.response_code": message.code or None,
        "dns.answers.data": message.answers or None,
        "destination.bytes": message.size if message.response else None,
    }


class DnsStream:
    """A connection to a name server, from both sides."""

    def __init__(self) -> None:
        self._held = {"forth": b"", "back": b""}
        self._asked = Pairing(_MOST_WAITING)
        self._answered = -1
        self.over = False

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """Questions; told when they are answered."""
        noted = []
        for message in self._messages("forth", data):
            if not message.response:
                noted += self._asked.ask((), message, Noted(time, dns_values(message)))
        return noted

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:
        """Answers, to questions that were not seen too. Of a transfer of a zone, which has many, the
        first is told.
        """
        noted = []
        for message in self._messages("back", data):
            query = self._asked.answered((), message)
            if message.response and (query is not None or message.id != self._answered):
                noted.append(Noted(time if query is None else query.time, dns_values(message)))
                self._answered = message.id
        return noted

    def end(self) -> list[Noted]:
        """Questions without an answer."""
        return self._asked.end()

    def _messages(self, way: str, data: bytes | Gap) -> list[Message]:
        if isinstance(data, Gap) or self.over:
            self.over = True
            return []
        held, at, found = self._held[way] + data, 0, []
        while at + 2 <= len(held):
            end = at + 2 + int.from_bytes(held[at : at + 2], "big")
            if end > len(held):
                break
            message = read_message(held[at + 2 : end])
            if message is not None:
                found.append(message)
            at = end
        self._held[way] = held[at:]
        return found
