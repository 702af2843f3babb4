# What crossed borders in a year, as rows of a table in the reader's language.
from __future__ import annotations

from collections.abc import Iterable

from monitor import Export
from policies import Title

from .duty_words import BORDER_WORDS, DUTY_WORDS
from .exports import Sent
from .problem import words_at_hand
from .settings import Settings

__all__ = ["duty_word", "export_rows", "sent_rows"]


def sent_rows(settings: Settings, sent: Iterable[Sent], language: str) -> list[list[str]]:
    """Border, receiver, level, times, records, persons."""
    words = words_at_hand(settings, language)
    return [
        [
            _of(BORDER_WORDS[each.border], language),
            each.receiver,
            words.name(each.level),
            f"{each.events:,}",
            f"{each.records:,}",
            f"{each.persons:,}",
        ]
        for each in sent
    ]


def export_rows(exports: Iterable[Export], language: str) -> list[list[str]]:
    """What is needed, from how many on, the year so far, and whether that is reached."""
    return [
        [
            _of(each.threshold.title, language),
            each.receiver or duty_word("all", language),
            f"{each.threshold.at_least:,}",
            f"{each.persons:,}",
            duty_word("reached" if each.is_reached else "below", language),
        ]
        for each in exports
    ]


def duty_word(key: str, language: str) -> str:
    """A word of duties and transfers as people read it."""
    return _of(DUTY_WORDS[key], language)


def _of(title: Title, language: str) -> str:
    return title.zh if language == "zh" else title.en
