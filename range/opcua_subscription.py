# Subscriptions of an OPC UA connection: variables that are looked at in an interval, and what of them
# has changed told in answer to a request to publish that waits for it (OPC 10000-4, 5.12 and 5.13).
from __future__ import annotations

import itertools
import struct
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from . import opcua
from .opcua import NodeId, Reader

__all__ = ["OF_SUBSCRIPTIONS", "Subscriptions"]

# Services that are about subscriptions; "publish" is answered later than the others.
OF_SUBSCRIPTIONS = frozenset({
    "subscribe", "unsubscribe", "publishing", "modify-subscription", "republish", "monitor",
    "modify-items", "items-mode", "unmonitor", "publish",
})  # fmt: skip

_NO_SUBSCRIPTION, _UNKNOWN_SUBSCRIPTION, _UNKNOWN_ITEM, _TOO_MANY, _NO_MESSAGE, _TOO_MANY_SUBSCRIPTIONS = (
    0x80790000, 0x80280000, 0x80420000, 0x80780000, 0x807B0000, 0x80770000,
)  # fmt: skip
_LEAST_MS, _MOST_MS = 100.0, 60_000.0
_MOST_SUBSCRIPTIONS, _MOST_ITEMS, _MOST_WAITING = 20, 1000, 20
_REPORTING = 2
_DATA_CHANGE = 811

# A variable's value as a DataValue, by node and attribute.
ReadValue = Callable[[NodeId, int], bytes]


@dataclass
class _Item:
    """A variable that is looked at; `told` is what was told of it last."""

    at: NodeId
    attribute: int
    client: int
    mode: int = _REPORTING
    told: bytes = b""


@dataclass
class _Subscription:
    interval_ms: float
    keep_alive: int
    enabled: bool
    next_at: float
    items: dict[int, _Item] = field(default_factory=dict)
    sequence: int = 1
    quiet: int = 0
    first: bool = True


class Subscriptions:
    """All subscriptions of one session, with the requests to publish that wait."""

    def __init__(self, read: ReadValue) -> None:
        self._read = read
        self._numbers, self._items = itertools.count(1), itertools.count(1)
        self._held: dict[int, _Subscription] = {}
        self._waiting: deque[tuple[int, int]] = deque()

    def publish(self, request: int, handle: int) -> int:
        """A request that waits until there is something to tell; a status where it cannot."""
        if not self._held:
            return _NO_SUBSCRIPTION
        if len(self._waiting) >= _MOST_WAITING:
            return _TOO_MANY
        self._waiting.append((request, handle))
        return 0

    def due(self, time: float, now: float) -> Iterator[tuple[int, int, bytes]]:
        """Answers to waiting requests: what changed, or after a while that nothing did."""
        for number, held in self._held.items():
            if now < held.next_at or not self._waiting:
                continue
            held.next_at = now + held.interval_ms / 1000
            changed = self._changes(held) if held.enabled else []
            held.quiet += 1
            if not changed and not held.first and held.quiet < held.keep_alive:
                continue
            held.first, held.quiet = False, 0
            request, handle = self._waiting.popleft()
            notice = []
            sequence = held.sequence
            if changed:
                body = opcua.array(changed) + opcua.array([])
                notice = [opcua.extension(_DATA_CHANGE, body)]
                held.sequence = held.sequence % 0xFFFFFFFF + 1
            told = struct.pack("<I", number) + opcua.array([]) + b"\0"
            told += struct.pack("<I", sequence) + opcua.date_time(time) + opcua.array(notice)
            yield request, handle, told + opcua.array([]) + opcua.array([])

    def serve(self, service: str, read: Reader, now: float) -> tuple[int, bytes]:
        """A service about subscriptions: its status, and its answer."""
        if service == "subscribe":
            return self._subscribe(read, now)
        if service == "unsubscribe":
            return self._each(read, lambda number: self._held.pop(number, None) is not None)
        if service == "publishing":
            enabled = bool(read.number("<B"))
            return self._each(read, lambda number: self._enable(number, enabled=enabled))
        held = self._held.get(read.number())
        return (_UNKNOWN_SUBSCRIPTION, b"") if held is None else self._of(held, service, read)

    def _of(self, held: _Subscription, service: str, read: Reader) -> tuple[int, bytes]:
        if service == "republish":
            return _NO_MESSAGE, b""
        if service == "modify-subscription":
            held.interval_ms, lifetime, held.keep_alive = _times(read)
            return 0, struct.pack("<dII", held.interval_ms, lifetime, held.keep_alive)
        if service in {"monitor", "modify-items"}:
            return self._monitor(held, read, new=service == "monitor")
        mode = read.number() if service == "items-mode" else 0
        return self._each(read, lambda item: _drop(held, item, mode))

    def _subscribe(self, read: Reader, now: float) -> tuple[int, bytes]:
        if len(self._held) >= _MOST_SUBSCRIPTIONS:
            return _TOO_MANY_SUBSCRIPTIONS, b""
        interval, lifetime, keep_alive = _times(read)
        read.number()
        enabled = bool(read.number("<B"))
        number = next(self._numbers)
        self._held[number] = _Subscription(interval, keep_alive, enabled, now + interval / 1000)
        return 0, struct.pack("<IdII", number, interval, lifetime, keep_alive)

    def _monitor(self, held: _Subscription, read: Reader, *, new: bool) -> tuple[int, bytes]:
        read.number()

        def one() -> bytes:
            at, attribute, mode = opcua.NO_NODE, 0, _REPORTING
            number = 0
            if new:
                at, attribute = read.node(), read.number()
                read.text()
                read.qualified()
                mode = read.number()
            else:
                number = read.number()
            client, sampling = read.number(), read.real()
            read.extension()
            queue = read.number()
            read.number("<B")
            status = 0
            if new:
                # The value of a node that is there; anything else is refused, and not looked at.
                status = _status_of(self._read(at, attribute))
                if not status and len(held.items) < _MOST_ITEMS:
                    number = next(self._items)
                    held.items[number] = _Item(at, attribute, client, mode)
            elif number in held.items:
                held.items[number].client = client
            else:
                status = _UNKNOWN_ITEM
            answer = struct.pack("<I", status) + (struct.pack("<I", number) if new else b"")
            return answer + struct.pack("<dI", max(sampling, _LEAST_MS), min(queue, 1)) + b"\0\0\0"

        return 0, opcua.array(read.list_of(one)) + opcua.array([])

    def _changes(self, held: _Subscription) -> list[bytes]:
        changed = []
        for item in held.items.values():
            if item.mode != _REPORTING:
                continue
            value = self._read(item.at, item.attribute)
            # Without the times behind it, which are always new.
            if value[:-16] != item.told:
                item.told = value[:-16]
                changed.append(struct.pack("<I", item.client) + value)
        return changed

    def _enable(self, number: int, *, enabled: bool) -> bool:
        if number in self._held:
            self._held[number].enabled = enabled
        return number in self._held

    @staticmethod
    def _each(read: Reader, act: Callable[[int], bool]) -> tuple[int, bytes]:
        codes = [
            0 if act(number) else _UNKNOWN_SUBSCRIPTION for number in read.list_of(read.number)
        ]
        return 0, opcua.array([struct.pack("<I", each) for each in codes]) + opcua.array([])


def _times(read: Reader) -> tuple[float, int, int]:
    """Interval, lifetime and keep-alive as they are granted."""
    interval = min(max(read.real(), _LEAST_MS), _MOST_MS)
    lifetime, keep_alive = read.number(), max(read.number(), 1)
    return interval, max(lifetime, 3 * keep_alive), keep_alive


def _drop(held: _Subscription, number: int, mode: int) -> bool:
    """An item no longer looked at, or (with a mode) looked at otherwise."""
    if number not in held.items:
        return False
    if mode:
        held.items[number].mode = mode
    else:
        del held.items[number]
    return True


def _status_of(value: bytes) -> int:
    """The status in a DataValue; 0 for one that has a value."""
    return int.from_bytes(value[1:5], "little") if value[0] == 0x0A else 0
