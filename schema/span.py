# A place in a text where something was recognised.
from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Span"]


@dataclass(frozen=True, slots=True)
class Span:
    """`label` stands at characters start..end (end exclusive) with a score of 0..1.

    `digest` is an HMAC under the installation's key: a bare hash of a telephone number
    could be searched. `part` is the place in a document: a page, a paragraph, a slide.
    """

    label: str
    start: int
    end: int
    score: float
    digest: str = ""
    part: str = ""
