# Parts of a document's text with others in their places: a unit is what is read as one text, its
# parts are where it stands in the file. Edits tell places in the text; a part that no edit
# touches stays as it is.
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .guard_frame import Message

__all__ = ["Edit", "Edits", "Unit", "by_unit", "in_chunks", "texts_of"]

# From, to, what stands there then; the edits of units by their numbers.
Edit = tuple[int, int, str]
Edits = Sequence[tuple[int, Sequence[Edit]]]

_TEXTS = 2_048
_CHUNK = 4 * 1024 * 1024


@dataclass(slots=True)
class Unit:
    """A text of several parts; `add` each, or what only stands between them.

    >>> unit = Unit()
    >>> unit.add("138001", 0), unit.between(" "), unit.add("38000", 1)
    (None, None, None)
    >>> unit.text, unit.changed([(0, 3, "x")])
    ('138001 38000', {0: 'x001'})
    """

    pieces: list[str] = field(default_factory=list)
    owners: list[int | None] = field(default_factory=list)

    def add(self, text: str, part: int) -> None:
        """A part's text, the part called by a number."""
        self.pieces.append(text)
        self.owners.append(part)

    def between(self, text: str) -> None:
        """What a reader sees between parts and is in none."""
        self.pieces.append(text)
        self.owners.append(None)

    @property
    def text(self) -> str:
        """What a reader sees."""
        return "".join(self.pieces)

    def changed(self, edits: Sequence[Edit]) -> dict[int, str]:
        """The parts that edits touch, as they are then; a new text stands in the first of them."""
        changed: dict[int, str] = {}
        begin = 0
        for piece, owner in zip(self.pieces, self.owners, strict=True):
            end = begin + len(piece)
            touching = [edit for edit in edits if edit[0] < end and edit[1] > begin]
            if owner is not None and touching:
                out, at = [], begin
                for start, stop, text in touching:
                    out.append(piece[at - begin : max(start - begin, 0)])
                    # One that began in an earlier part has its text there.
                    out.append(text if start >= begin or not self._begun(start, begin) else "")
                    at = min(stop, end)
                out.append(piece[at - begin :])
                changed[owner] = "".join(out)
            begin = end
        return changed

    def _begun(self, start: int, before: int) -> bool:
        """Whether a part, not only what stands between, holds the place `start` before this."""
        begin = 0
        for piece, owner in zip(self.pieces, self.owners, strict=True):
            end = begin + len(piece)
            if begin >= before:
                return False
            if owner is not None and end > start and end > begin:
                return True
            begin = end
        return False


def by_unit(edits: Edits) -> Mapping[int, list[Edit]]:
    """Edits as they came through a channel, by the number of their unit."""
    return {
        int(unit): [(int(start), int(end), str(text)) for start, end, text in those]
        for unit, those in edits
    }


def texts_of(units: Sequence[str]) -> Iterator[Message]:
    """Messages "texts" with every unit's text, in their order."""
    for start in range(0, len(units), _TEXTS):
        # A surrogate alone is no text to anybody else; each is one sign, so places hold.
        yield (
            "texts",
            [
                text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                for text in units[start : start + _TEXTS]
            ],
        )


def in_chunks(raw: bytes) -> Iterator[Message]:
    """Messages "bytes" that make up a file."""
    for start in range(0, len(raw), _CHUNK):
        yield "bytes", raw[start : start + _CHUNK]
