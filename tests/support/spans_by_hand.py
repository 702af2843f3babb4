# A recogniser's ways of looking at running text, by Python's own patterns: slow, plain, and
# enough to hold packs to their word without an engine.
from __future__ import annotations

import re
import unicodedata

from classify.cells import from_strings
from classify.checks import CHECKS
from policies import InText, Policies, Recogniser

_HAN = "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"
_SET = re.compile(r"(\[[^\]\\]*(?:\\.[^\]\\]*)*)\\p\{Han\}")


def uses_of(recogniser: Recogniser) -> tuple[InText, ...]:
    """The ways in which the recogniser serves running text."""
    if recogniser.text is False or recogniser.evidence == "header":
        return ()
    return recogniser.text if isinstance(recogniser.text, tuple) else (recogniser.text,)


def python_pattern(pattern: str, *, any_case: bool = False) -> re.Pattern[str]:
    """An RE2 pattern as Python's; the Han class stands alone or within a set."""
    before = ""
    while before != pattern:
        before, pattern = pattern, _SET.sub(rf"\1{_HAN}", pattern)
    flags = re.ASCII | (re.IGNORECASE if any_case else 0)
    return re.compile(pattern.replace(r"\p{Han}", f"[{_HAN}]"), flags)


def spans(text: str, recogniser: Recogniser, policies: Policies) -> list[tuple[int, int]]:
    """Where the recogniser finds its value in a text; words before it are not asked for."""
    places = list(range(len(text)))
    if "fullwidth" in recogniser.normalise:
        # One character for each, or the places would shift.
        text = "".join(_narrow(character) for character in text)
    found = set(_spans(text, places, recogniser, policies))
    if "separators" in recogniser.normalise:
        kept = [place for place in places if text[place] not in " -"]
        joined = "".join(text[place] for place in kept)
        found |= set(_spans(joined, kept, recogniser, policies))
    return sorted(found)


def _spans(
    text: str, places: list[int], recogniser: Recogniser, policies: Policies
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for use in uses_of(recogniser):
        source = use.pattern or recogniser.pattern
        if source is None:
            continue
        pattern = python_pattern(source, any_case="upper" in recogniser.normalise)
        check = use.check or recogniser.check
        at = 0
        while match := pattern.search(text, at):
            at = match.start() + 1
            grouped = "value" in pattern.groupindex
            if not grouped:
                match = _longest(pattern, text, match)
            start, end = match.span("value" if grouped else 0)
            if start == end or (not grouped and (_joined(text, start) or _joined(text, end))):
                continue
            value = text[start:end]
            if "upper" in recogniser.normalise:
                value = value.upper()
            if check is None or _passes(check, value, policies):
                found.append((places[start], places[end - 1] + 1))
                at = max(end, at)
    return found


def _longest(pattern: re.Pattern[str], text: str, match: re.Match[str]) -> re.Match[str]:
    """The longest match from the same start: Python takes the first branch that fits."""
    for end in range(len(text), match.end(), -1):
        longer = pattern.fullmatch(text, match.start(), end)
        if longer is not None and not _joined(text, end):
            return longer
    return match


def _narrow(character: str) -> str:
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


def _joined(text: str, place: int) -> bool:
    """Whether ASCII letters or digits stand on both sides of this place."""
    around = text[max(0, place - 1) : place + 1]
    return 0 < place < len(text) and around.isascii() and around.isalnum()


def _passes(check: str, value: str, policies: Policies) -> bool:
    return bool(CHECKS[check](policies.lexicons)(from_strings([value]))[0])
