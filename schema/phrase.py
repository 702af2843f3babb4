# Sentences that people read, written once in each language. What is raised, kept or sent is
# the English one; who reads another language reads it back by its template, so that what is
# stored stays one language and a process that only passes a sentence on needs no words.
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, NamedTuple

__all__ = ["Found", "Phrases", "filled"]

# {name}, or {name|person|persons}: the value with the noun that goes with it.
_PLACE: Final = re.compile(r"\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}")
_KEPT: Final = 8_192


class Found(NamedTuple):
    """A sentence read back: its number among the phrases, and the values in it."""

    number: int
    values: Mapping[str, str]


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with its values in place, each noun in the number of its value.

    >>> filled("{n|row|rows} of {of}", {"n": "1", "of": "{t}"})
    '1 row of {t}'
    """

    def place(match: re.Match[str]) -> str:
        name, one, many = match.groups()
        value = values[name]
        return value if one is None else f"{value} {one if value == '1' else many}"

    return _PLACE.sub(place, template)


class Phrases:
    """Templates to read sentences back by; built and searched without side effects.

    A value may hold anything, a template's own words too: templates that say more of their
    own are tried first, so that what they add does not vanish into a shorter one's value.
    """

    def __init__(self, templates: Iterable[str]) -> None:
        self._templates: Sequence[str] = tuple(templates)
        self._read: dict[str, Found | None] = {}

    def read(self, sentence: str) -> Found | None:
        """Which template a sentence is of, with its values; None for any other sentence.

        >>> Phrases(["{n|row|rows} of {of}"]).read("2 rows of t").values
        {'n': '2', 'of': 't'}
        """
        if sentence not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[sentence] = self._find(sentence)
        return self._read[sentence]

    def _find(self, sentence: str) -> Found | None:
        for own, pattern, number in self._patterns:
            # Most templates fail on a word of their own, which is cheaper to look for.
            if own in sentence and (match := pattern.fullmatch(sentence)):
                return Found(number, match.groupdict())
        return None

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str], int]]:
        order = sorted(
            enumerate(self._templates), key=lambda pair: len(_PLACE.sub("", pair[1])), reverse=True
        )
        return [(_longest(text), re.compile(_pattern(text), re.DOTALL), n) for n, text in order]


def _longest(template: str) -> str:
    """The longest stretch of words that every sentence of this template has."""
    return max(_PLACE.split(template)[::4], key=len)


def _pattern(template: str) -> str:
    pieces: list[str] = []
    end = 0
    for place in _PLACE.finditer(template):
        name, one, many = place.groups()
        pieces.append(re.escape(template[end : place.start()]))
        # A value that stands twice must be the same both times.
        seen = any(f"(?P<{name}>" in piece for piece in pieces)
        pieces.append(f"(?P={name})" if seen else f"(?P<{name}>.*?)")
        if one is not None:
            pieces.append(f" (?:{re.escape(one)}|{re.escape(many)})")
        end = place.end()
    return "".join([*pieces, re.escape(template[end:])])
