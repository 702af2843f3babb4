# What went wrong, in the reader's language. Reasons and refusals are raised, recorded and
# passed between processes in English, with ids in them; here they are read back by their
# templates. A sentence nobody knows is shown as it came: better in English than not at all.
from __future__ import annotations

import functools
from typing import Final

from classify.sentence import in_words
from policies import load_policies
from schema import Phrases, PolicyError, filled

from .reading_words import READING
from .refusal_words import REFUSALS
from .settings import Settings, read_policies
from .wording import Wording, wording

__all__ = ["explain", "problem_in"]

# Values that are sentences themselves, one or several; and those that are ids.
_SENTENCES: Final = frozenset({"problem", "next", "faults"})
_GROUNDS: Final = "against"
_NAMED: Final = frozenset({"base", "level", "operation", "operator", "part"})
_WITH_ID: Final = frozenset({"label", "purpose"})
_BETWEEN: Final = "; "


def explain(settings: Settings, language: str, problem: str) -> str:
    """A reason or refusal in this language, with the titles of the policies in force.

    Where those cannot be read, which may be what there is to explain, with ours alone.
    """
    try:
        policies = read_policies(settings)
    except PolicyError:
        policies = load_policies()
    return problem_in(problem, wording(language, policies))


def problem_in(problem: str, words: Wording) -> str:
    """A reason or refusal in the language of these words, ids as their titles."""
    found = _phrases().read(problem)
    if found is None:
        return problem
    english, chinese = _known()[found.number]
    values = {key: _value(key, value, words) for key, value in found.values.items()}
    return filled(chinese if words.language == "zh" else english, values)


def _value(key: str, value: str, words: Wording) -> str:
    is_chinese = words.language == "zh"
    if key in _NAMED:
        return words.name(value)
    if key in _WITH_ID:
        return words.label(value)
    if key == _GROUNDS:
        parts = [
            in_words(one, words.names, chinese=is_chinese) or one for one in value.split(_BETWEEN)
        ]
    elif key in _SENTENCES:
        parts = [problem_in(one, words) for one in value.split(_BETWEEN)]
    else:
        return value
    return ("；" if is_chinese else _BETWEEN).join(parts)


@functools.cache
def _known() -> tuple[tuple[str, str], ...]:
    return tuple({**READING, **REFUSALS}.items())


@functools.cache
def _phrases() -> Phrases:
    return Phrases(english for english, _ in _known())
