# A recogniser's ways of looking at running text, by Python's own patterns: slow, plain, and
# enough to hold packs to their word without an engine.
from __future__ import annotations

import re

from classify.cells import from_strings
from classify.checks import CHECKS
from policies import InText, Policies, Recogniser

_HAN = "\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufad9"
_SEPARATORS = "[ -]?"


def uses_of(recogniser: Recogniser) -> tuple[InText, ...]:
    """How the recogniser serves running text: nothing, as in cells, or each way it names."""
    if recogniser.text is False or recogniser.evidence == "header":
        return ()
    return recogniser.text if isinstance(recogniser.text, tuple) else (recogniser.text,)


def needs_cue(recogniser: Recogniser, use: InText) -> bool:
    """Whether a word must stand before the value."""
    return use.cue if use.cue is not None else recogniser.evidence == "cue"


def python_pattern(pattern: str) -> re.Pattern[str]:
    """An RE2 pattern as Python's; the Han class stands alone or within a set."""
    inside = re.sub(r"(\[[^\]\\]*(?:\\.[^\]\\]*)*)\\p\{Han\}", rf"\1{_HAN}", pattern)
    while inside != pattern:
        pattern = inside
        inside = re.sub(r"(\[[^\]\\]*(?:\\.[^\]\\]*)*)\\p\{Han\}", rf"\1{_HAN}", pattern)
    return re.compile(pattern.replace(r"\p{Han}", f"[{_HAN}]"), re.ASCII)


def spans(text: str, recogniser: Recogniser, policies: Policies) -> list[tuple[int, int]]:
    """Where the recogniser finds its value in a text, words before it not asked for."""
    found: list[tuple[int, int]] = []
    for use in uses_of(recogniser):
        source = use.pattern or recogniser.pattern
        if source is None:
            continue
        pattern = python_pattern(source)
        check = use.check or recogniser.check
        at = 0
        while match := pattern.search(text, at):
            at = match.start() + 1
            grouped = "value" in pattern.groupindex
            start, end = match.span("value" if grouped else 0)
            if not grouped and (_joined(text, start) or _joined(text, end)):
                continue
            if check is None or _passes(check, text[start:end], policies):
                found.append((start, end))
                at = max(end, at)
    return sorted(set(found))


def _joined(text: str, place: int) -> bool:
    """Whether ASCII letters or digits stand on both sides of this place."""
    around = text[max(0, place - 1) : place + 1]
    return 0 < place < len(text) and around.isascii() and around.isalnum()


def _passes(check: str, value: str, policies: Policies) -> bool:
    return bool(CHECKS[check](policies.lexicons)(from_strings([value]))[0])
