# Questions and answers of the domain name system over TCP (RFC 7766): the same messages as over
# UDP, each behind its length, paired by their number.
from __future__ import annotations

from collections import OrderedDict
from typing import Final

from .dns import Message, read_message
from .noted import Noted, Value
from .stream import Gap

__all__ = ["DnsStream", "begins_dns", "dns_values"]

_MOST_WAITING: Final = 1_000


def begins_dns(payload: bytes) -> bool:
    """Whether a payload begins with a message behind its length."""
    size = int.from_bytes(payload[:2], "big")
    return size >= 12 and (
        len(payload) < size + 2 or read_message(payload[2 : size + 2]) is not None
    )


def dns_values(message: Message) -> dict[str, Value]:
    """A message as columns of an event."""
    return {
        "event.category": "network",
        "event.action": "dns",
        "network.protocol": "dns",
        "dns.question.name": message.name,
        "dns.question.type": message.type,
        "dns.response_code": message.code or None,
        "dns.answers.data": message.answers or None,
        "destination.bytes": message.size if message.response else None,
    }


class DnsStream:
    """A connection to a name server, from both sides."""

    def __init__(self) -> None:
        self._held = {"forth": b"", "back": b""}
        self._asked: OrderedDict[tuple[int, str], Noted] = OrderedDict()
        self.over = False

    def forth(self, time: int, data: bytes | Gap) -> list[Noted]:
        """Questions; told when they are answered."""
        for message in self._messages("forth", data):
            if not message.response:
                self._asked[message.id, message.name] = Noted(time, dns_values(message))
        noted = []
        while len(self._asked) > _MOST_WAITING:
            noted.append(self._asked.popitem(last=False)[1])
        return noted

    def back(self, time: int, data: bytes | Gap) -> list[Noted]:  # noqa: ARG002  a Reader's
        """Answers. Of a transfer of a zone, which has many, the first is told."""
        noted = []
        for message in self._messages("back", data):
            query = self._asked.pop((message.id, message.name), None)
            if message.response and query is not None:
                noted.append(Noted(query.time, dns_values(message)))
        return noted

    def end(self) -> list[Noted]:
        """Questions without an answer."""
        noted = list(self._asked.values())
        self._asked.clear()
        return noted

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
