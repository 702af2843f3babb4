# A recogniser as data: what a value looks like, how it is checked, what its column is
# called, and examples on both sides of the line. The kernel that runs it is elsewhere.
from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from .pack import Header, Model, Title

__all__ = ["HeaderTerms", "Normalisation", "Recogniser", "RecogniserPack"]

Normalisation = Literal["upper", "separators", "fullwidth"]


class HeaderTerms(Model):
    """Names a column of this kind goes by.

    Full pinyin and pinyin initials are derived from `zh`; `abbreviations` are others in
    use. A header that holds one of `excludes` does not speak for this recogniser
    (`手机型号` is no telephone number).
    """

    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()


class Recogniser(Model):
    """One kind of value.

    A cell matches by `pattern` (RE2 syntax, over the whole trimmed cell) or by being one of
    `values` (case folded); `check` names a vectorised check in the kernel's table, and
    `chance` is the share of random strings fitting the pattern that pass it. `normalise`
    is done before matching: upper case, spaces and hyphens out, full-width to ASCII.

    `evidence` says what the label needs: `value` (the values alone can carry it), `cue`
    (values count only where header or comment speaks for it), `header` (header or comment
    alone; there is nothing to match). `min_rate` is the validated share of non-empty cells
    from which a column is called this. Where two recognisers claim a cell the higher
    `precedence` has it. `subject` says whose distinct values these are: a person's
    identifier counts persons.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")
    title: Title
    category: str
    subject: Literal["person", "organisation", "thing", "none"] = "none"
    pattern: str | None = None
    values: tuple[str, ...] = ()
    normalise: tuple[Normalisation, ...] = ()
    check: str | None = None
    chance: float = Field(default=0.0, ge=0.0, lt=1.0)
    evidence: Literal["value", "cue", "header"] = "value"
    min_rate: float = Field(default=0.6, gt=0.0, le=1.0)
    precedence: int = Field(default=50, ge=0, le=100)
    headers: HeaderTerms = HeaderTerms()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    header_hits: tuple[str, ...]
    header_misses: tuple[str, ...]

    @model_validator(mode="after")
    def _can_match(self) -> Self:
        matches_values = self.pattern is not None or bool(self.values)
        if matches_values == (self.evidence == "header"):
            raise ValueError(
                "evidence `header` goes without pattern and values, every other with one of them"
            )
        if matches_values and not (self.hits and self.misses):
            raise ValueError(
                "hits and misses are missing: each recogniser carries its own examples"
            )
        if self.check is None and self.chance:
            raise ValueError("chance belongs to a check, and there is none")
        return self


class RecogniserPack(Model):
    """A file of recognisers."""

    header: Header
    recognisers: tuple[Recogniser, ...]
