# What went wrong, in the reader's language. Reasons and refusals are raised, recorded and
# passed between processes in English, with ids in them; here they are read back by their
# templates. A sentence nobody knows is shown as it came: better in English than not at all.
from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Final

from classify.sentence import in_words
from policies import load_policies
from schema import Phrases, PolicyError, filled

from .duty_words import DUTY_REFUSALS
from .feed_words import FEEDS
from .format_words import FORMATS
from .handling_words import HANDLING_REFUSALS
from .interface_words import INTERFACE_REFUSALS
from .lint_words import LINTS
from .log_words import LOGS
from .monitor_words import MONITORING
from .reading_words import READING
from .refusal_words import REFUSALS
from .respond_words import PLAYBOOK_FAULTS, RESPONDING
from .server_words import SERVERS
from .settings import Settings, read_policies
from .store_words import STORE_REFUSALS
from .trace_words import TRACE_REFUSALS
from .wording import Wording, wording

__all__ = ["explain", "problem_in", "words_at_hand"]

# Values that are sentences themselves, or several with this between them; and ids.
_SENTENCE: Final = frozenset({"problem", "next"})
_SENTENCES: Final = "faults"
_GROUNDS: Final = "against"
_NAMED: Final = frozenset({"base", "level", "operation", "operator", "part"})
_WITH_ID: Final = frozenset({"label", "purpose"})
_BETWEEN: Final = "; "


def explain(settings: Settings, language: str, problem: str) -> str:
    """A reason or refusal in this language, with the titles of the policies in force."""
    return problem_in(problem, words_at_hand(settings, language))


def words_at_hand(settings: Settings, language: str) -> Wording:
    """The words of a language for explaining: with the titles of the policies in force.

    Where those cannot be read, which may be what there is to explain, with ours alone.
    """
    try:
        policies = read_policies(settings)
    except PolicyError:
        policies = load_policies()
    return wording(language, policies)


def problem_in(problem: str, words: Wording) -> str:
    """A reason or refusal in the language of these words, ids as their titles."""
    several = problem.split(_BETWEEN)
    if len(several) > 1 and all(_phrases().read(one) is not None for one in several):
        # Several targets that are all not there are named in one breath.
        return _joined([problem_in(one, words) for one in several], words)
    found = _phrases().read(problem)
    if found is None:
        if len(several) == 1:
            return problem
        return _joined([problem_in(one, words) for one in several], words)
    english, chinese = _known()[found.number]
    values = {key: _value(key, value, words) for key, value in found.values.items()}
    return filled(chinese if words.language == "zh" else english, values)


def _value(key: str, value: str, words: Wording) -> str:
    if key in _NAMED:
        return words.name(value)
    if key in _WITH_ID:
        return words.label(value)
    if key in _SENTENCE:
        return problem_in(value, words)
    if key == _SENTENCES:
        return _joined([problem_in(one, words) for one in value.split(_BETWEEN)], words)
    if key == _GROUNDS:
        chinese = words.language == "zh"
        told = (in_words(one, words.names, chinese=chinese) or one for one in value.split(_BETWEEN))
        return _joined(told, words)
    return value


def _joined(sentences: Iterable[str], words: Wording) -> str:
    return ("；" if words.language == "zh" else _BETWEEN).join(sentences)


@functools.cache
def _known() -> tuple[tuple[str, str], ...]:
    return tuple(
        {
            **READING,
            **FORMATS,
            **SERVERS,
            **REFUSALS,
            **LINTS,
            **MONITORING,
            **FEEDS,
            **LOGS,
            **TRACE_REFUSALS,
            **DUTY_REFUSALS,
            **INTERFACE_REFUSALS,
            **HANDLING_REFUSALS,
            **PLAYBOOK_FAULTS,
            **RESPONDING,
            **STORE_REFUSALS,
        }.items()
    )


@functools.cache
def _phrases() -> Phrases:
    return Phrases(english for english, _ in _known())
