# Questions that wait for their answers, by who asked whom and the number that both bear. One that is
# asked again waits beside the first, so that each is told once: the first with the answer, those
# that nobody answered by themselves.
from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from typing import Final

from .dns import Message
from .noted import Noted

__all__ = ["Pairing"]

_MOST: Final = 100_000


class Pairing:
    """Questions in the order in which they were asked."""

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._asked: OrderedDict[int, tuple[Hashable, Message, Noted]] = OrderedDict()
        self._places: dict[Hashable, list[int]] = {}
        self._next = 0

    def ask(self, who: Hashable, message: Message, noted: Noted) -> list[Noted]:
        """A question by somebody; the oldest ones, where too many wait."""
        key = who, message.id
        self._asked[self._next] = key, message, noted
        self._places.setdefault(key, []).append(self._next)
        self._next += 1
        over = []
        while len(self._asked) > self._most:
            over.append(self._taken(next(iter(self._asked))))
        return over

    def answered(self, who: Hashable, message: Message) -> Noted | None:
        """The question that this answers, which waits no more: the first of the same name and type,
        or the first of all where the answer does not repeat it.
        """
        for place in self._places.get((who, message.id), ()):
            asked = self._asked[place][1]
            if not message.questions or (
                asked.name.lower() == message.name.lower() and asked.type == message.type
            ):
                return self._taken(place)
        return None

    def older(self, than: int) -> Iterator[Noted]:
        """Those asked before this time (nanoseconds)."""
        while self._asked and next(iter(self._asked.values()))[2].time < than:
            yield self._taken(next(iter(self._asked)))

    def end(self) -> list[Noted]:
        """All that wait."""
        noted = [each[2] for each in self._asked.values()]
        self._asked.clear()
        self._places.clear()
        return noted

    def _taken(self, place: int) -> Noted:
        key, _, noted = self._asked.pop(place)
        places = self._places[key]
        places.remove(place)
        if not places:
            del self._places[key]
        return noted
