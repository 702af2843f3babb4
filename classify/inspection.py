# Spans in a text that comes in pieces, in bounded memory. The text is cut into blocks at
# places that follow from the text alone (a line's end where there is one), and each block is
# looked at together with LONGEST_SPAN characters on both sides; so the spans are the same
# however the pieces were cut. A value longer than that, across a cut, is not promised.
from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import numpy as np

from schema import Span

from .borrow import Borrowed
from .mention import Mentions, joined
from .recognise import Recognisers
from .span import LONGEST_SPAN, Found, finder_of
from .tagger import load_model

__all__ = ["BLOCK", "Inspector", "Spotted"]

# Characters in a block; what is held is at most this, its surroundings and one piece.
BLOCK = 1 << 19
# Values that are no values inside an address.
_WEAK = frozenset({"cn.postcode", "person.age", "bank.name", "cn.region_code", "person.ethnicity"})
_SOFT_ENDS = ("\n", "。", "；", " ")


class Spotted(NamedTuple):
    """What was found where, and the value that stands there; the value goes no further."""

    label: str
    start: int
    end: int
    score: float
    value: str

    @property
    def span(self) -> Span:
        """The place without the value and, so far, without a digest."""
        return Span(self.label, self.start, self.end, self.score)


class Inspector:
    """Takes a text piece by piece and gives its spans in order; `names` with the tagger's.

    >>> from policies import load_policies
    >>> from .recognise import compile_recognisers
    >>> inspector = Inspector(compile_recognisers(load_policies()))
    >>> [(each.span.label, each.span.start) for each in inspector.feed("电话138001")]
    []
    >>> [(each.span.label, each.span.start) for each in [*inspector.feed("38000"), *inspector.end()]]
    [('cn.mobile', 2)]
    """

    def __init__(
        self,
        recognisers: Recognisers,
        *,
        names: bool = True,
        engine: Literal["hyperscan", "re2"] | None = None,
    ) -> None:
        self._finder = finder_of(recognisers, engine)
        self._borrowed = Borrowed(recognisers)
        self._mentions = Mentions(load_model(), recognisers.lexicons) if names else None
        # The text held: what stands before the core of the next block, and all that follows.
        self._held = ""
        self._before = 0
        self._offset = 0

    def feed(self, piece: str) -> Iterator[Spotted]:
        """The spans that this piece settles, which may be none."""
        for start in range(0, len(piece), BLOCK):
            self._held += piece[start : start + BLOCK]
            while len(self._held) - self._before >= BLOCK + LONGEST_SPAN:
                yield from self._block(self._cut())

    def end(self) -> Iterator[Spotted]:
        """The spans of what is left; the inspector is as new afterwards."""
        while len(self._held) - self._before > BLOCK:
            yield from self._block(self._cut())
        yield from self._block(len(self._held))
        self._held, self._before, self._offset = "", 0, 0

    def _cut(self) -> int:
        """Where the next block ends: after a line, a sentence or a word in its second half."""
        first, last = self._before + BLOCK // 2, self._before + BLOCK
        for mark in _SOFT_ENDS:
            place = self._held.rfind(mark, first, last)
            if place >= 0:
                return place + 1
        return last

    def _block(self, cut: int) -> list[Spotted]:
        window = self._held[: cut + LONGEST_SPAN]
        found = self._find(window)
        inside = np.flatnonzero((found.starts >= self._before) & (found.starts < cut))
        labels = [found.labels[place] for place in inside.tolist()]
        starts, ends = found.starts[inside].tolist(), found.ends[inside].tolist()
        scores, offset = found.scores[inside].tolist(), self._offset
        gone = max(0, cut - LONGEST_SPAN)
        self._held, self._before = self._held[gone:], cut - gone
        self._offset += gone
        return [
            Spotted(label, offset + start, offset + end, score, window[start:end])
            for label, start, end, score in zip(labels, starts, ends, scores, strict=True)
        ]

    def _find(self, window: str) -> Found:
        found = self._finder.find(window)
        if self._borrowed:
            found = joined(found, self._borrowed.find(window))
        if self._mentions is None or window.isascii():
            return found
        return joined(found, self._mentions.find(window), _WEAK)
