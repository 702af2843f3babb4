# XML as a stream of events in bounded memory, for documents of unknown hands. A document type
# is refused outright: no office format needs one, and entities declared in it are how a
# kilobyte becomes gigabytes or fetches other files (CWE-776, CWE-611). Names come without
# their namespace.
from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol
from xml.parsers import expat

from .guard_frame import Fault

__all__ = ["Event", "events"]

_CHUNK = 64 * 1024
_MAX_DEPTH = 500


class Event(NamedTuple):
    """What is met: "start" and "end" of an element of a name, or "text"."""

    kind: str
    name: str
    attributes: dict[str, str]


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def events(content: _Readable) -> Iterator[Event]:
    """The events of a document.

    Raises Fault: "damaged" where it is not well-formed, "declared" for a document type, "deep"
    beyond 500 levels.

    >>> import io
    >>> [event.name for event in events(io.BytesIO(b"<a><b>x</b></a>"))]
    ['a', 'b', 'x', 'b', 'a']
    """
    ready: list[Event] = []
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise Fault("deep")
        plain = {_plain(key): value for key, value in attributes.items()}
        ready.append(Event("start", _plain(name), plain))

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        ready.append(Event("end", _plain(name), {}))

    def refuse(*_: object) -> None:
        raise Fault("declared")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = lambda text: ready.append(Event("text", text, {}))
    parser.StartDoctypeDeclHandler = refuse
    try:
        while chunk := content.read(_CHUNK):
            parser.Parse(chunk, False)
            yield from ready
            ready.clear()
        parser.Parse(b"", True)
    except expat.ExpatError:
        yield from ready
        raise Fault("damaged") from None
    yield from ready


def _plain(name: str) -> str:
    return name.rpartition(" ")[2]
