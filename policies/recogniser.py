# A recogniser as data: what a value looks like, how it is checked, what its column is
# called, and examples on both sides of the line. The kernel that runs it is elsewhere.
from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from .grading import Category
from .pack import Header, Model, Title

__all__ = [
    "HeaderTerms",
    "InText",
    "Normalisation",
    "OtherThing",
    "Recogniser",
    "RecogniserPack",
    "Subject",
]

Normalisation = Literal["upper", "separators", "fullwidth"]
Subject = Literal["person", "organisation", "thing", "none"]

_ID = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$"


class HeaderTerms(Model):
    """Names a column of this kind goes by.

    Full pinyin and pinyin initials are derived from `zh`; `abbreviations` are others in
    use. `rare` are further names of columns, Chinese, English and, in capitals, abbreviations:
    no initials are derived of them, and they are no context words in running text. With
    `initials` false none are derived at all: those of rare terms more often stand for something
    else (JZRQ is a closing date before it is a day of vaccination). With `coded`
    each term is also known with what marks its code or its name (性别代码, XBM, MZMC, sex_code).
    `codes` are what standards of fields call it, digits and all, which stand for the whole name
    (AAC003 is a name of a person in social insurance). A header that holds one of `excludes`
    does not speak for this recogniser (`手机型号` is no telephone number).
    """

    zh: tuple[str, ...] = ()
    rare: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    initials: bool = True
    coded: bool = False
    codes: tuple[str, ...] = ()


class InText(Model):
    """How a value of this kind is found inside running text.

    `cue` says whether one of its context words must stand directly before it; where nothing
    is said, what counts in columns only with a header's support needs a cue here. Context
    words are the recogniser's header terms and `words`. `pattern` replaces the pattern of
    cells; where words around the value are a part of it, the value is its group `value`.
    `check` replaces the check of cells: a column of passwords takes anything.
    `presidio` names a recogniser of Presidio whose finds bear this label too, or one kind of
    its finds (`SpacyRecognizer.PERSON`).
    """

    cue: bool | None = None
    words: tuple[str, ...] = ()
    pattern: str | None = None
    check: str | None = None
    presidio: str | None = Field(
        default=None, pattern=r"^[A-Z][A-Za-z0-9]*Recognizer(?:\.[A-Z_]+)?$"
    )


class Recogniser(Model):
    """One kind of value.

    A cell matches by `pattern` (RE2 syntax, over the whole trimmed cell; a list is any of
    its patterns) or by being one of `values` (case folded); `check` names a vectorised check in the kernel's table, and
    `chance` is the share of random strings fitting the pattern that pass it. `normalise`
    is done before matching: upper case, spaces and hyphens out, full-width to ASCII.

    `evidence` says what the label needs: `value` (the values alone can carry it), `cue`
    (values count only where header or comment speaks for it), `header` (header or comment
    alone; there is nothing to match). `worded` kinds are told in words of one's own (a
    diagnosis, an address): where the header speaks for one, cells of words carry the label
    however long they are and whatever they say. `min_rate` is the validated share of
    non-empty cells from which a column is called this. Where two recognisers claim a cell
    the higher `precedence` has it. `subject` says whose distinct values these are: a
    person's identifier counts persons. `text` tells how it is found in running text, in one
    way or several; false where it would mean nothing there. `kind_of` names the label that
    columns of this form are called by, where one thing is written in several forms (the sex
    in words and as a code) that are recognised each in its own way.
    """

    id: str = Field(pattern=_ID)
    kind_of: str | None = Field(default=None, pattern=_ID)
    title: Title
    category: str
    subject: Subject = "none"
    pattern: str | None = None
    values: tuple[str, ...] = ()
    normalise: tuple[Normalisation, ...] = ()
    check: str | None = None
    chance: float = Field(default=0.0, ge=0.0, lt=1.0)
    evidence: Literal["value", "cue", "header"] = "value"
    worded: bool = False
    min_rate: float = Field(default=0.6, gt=0.0, le=1.0)
    precedence: int = Field(default=50, ge=0, le=100)
    headers: HeaderTerms = HeaderTerms()
    text: InText | tuple[InText, ...] | Literal[False] = InText()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    header_hits: tuple[str, ...]
    header_misses: tuple[str, ...]

    @property
    def label(self) -> str:
        """What columns of this form are called by."""
        return self.kind_of or self.id

    @field_validator("pattern", mode="before")
    @classmethod
    def _any_of(cls, given: object) -> object:
        """A list, so that a pack can name whose form each pattern is, as one pattern."""
        if isinstance(given, list) and given and all(isinstance(each, str) for each in given):
            return "|".join(given)
        return given

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


class OtherThing(Model):
    """What a column's name may say that is no kind of ours, and for what its values are taken.

    Where the header clearly names it, the labels in `against` need proof by a check digit:
    a version has the form of a network address, a brand that of a person's name.
    """

    id: str = Field(pattern=r"^other\.[a-z][a-z0-9_]*$")
    title: Title
    against: tuple[str, ...] = Field(min_length=1)
    headers: HeaderTerms
    header_hits: tuple[str, ...]
    header_misses: tuple[str, ...]


class RecogniserPack(Model):
    """A file of recognisers, with the classes of data that they need and no profile names,
    and of other things that their columns are mistaken for.

    A profile that says nothing of such a class takes it over as it stands here.
    """

    header: Header
    categories: tuple[Category, ...] = ()
    recognisers: tuple[Recogniser, ...] = ()
    others: tuple[OtherThing, ...] = ()
