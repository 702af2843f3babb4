# The styles of masking for a few texts, one after the other, with Python's own patterns. They are made from
# those of `styles`, which are written for RE2, and give the same.
from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Sequence
from operator import eq, itemgetter
from typing import TypeAlias, cast

import numpy as np

from .scripts import points_of
from .styles import HIDDEN, STYLES, Form

__all__ = ["masked_each"]

Each: TypeAlias = "Callable[[Sequence[str]], list[str]]"

_Fitting: TypeAlias = "Callable[[list[str]], list[str | None]]"

_CLASS = re.compile(r"\[([^\]]*)\\p\{(\w+)\}([^\]]*)\]|\\p\{(\w+)\}")
_WORDS_FIRST = re.compile(r"\^\(([^\W\d_]+(?:\|[^\W\d_]+)+)\)")
_END = r"\Z"
_REFERENCE = re.compile(r"\\(\d)")
_MARK = "\x01"


@functools.cache
def masked_each(style: str) -> Each:
    """A function that shows texts as `mask` shows them in `style`, one of STYLES.

    >>> masked_each("mobile")(["13800138000", "科技路1号"])
    ['138****8000', '***']
    """
    showing: Callable[[list[str]], list[str]] = _hidden
    for fitting in reversed(_fittings(STYLES[style])):
        showing = _showing(fitting, showing)

    def each(texts: Sequence[str]) -> list[str]:
        cells = [text.strip() for text in texts]
        if "" in cells:
            told = iter(each([cell for cell in cells if cell]) if any(cells) else ())
            return [cell and next(told) for cell in cells]
        shown = showing(cells)
        if any(map(eq, cells, shown)):
            return list(map(_changed, cells, shown))
        return shown

    return each


def _hidden(texts: list[str]) -> list[str]:
    return [HIDDEN] * len(texts)


def _changed(before: str, after: str) -> str:
    if before != after:
        return after
    return HIDDEN + "*" if before == HIDDEN else HIDDEN


def _showing(
    fitting: _Fitting, others: Callable[[list[str]], list[str]]
) -> Callable[[list[str]], list[str]]:
    """Texts that fit as they fit, and the rest as the others show them."""

    def showing(texts: list[str]) -> list[str]:
        shown = fitting(texts)
        if None in shown:
            if not any(shown):
                return others(texts)
            rest = [text for text, told in zip(texts, shown, strict=True) if told is None]
            told_otherwise = iter(others(rest))
            return [next(told_otherwise) if told is None else told for told in shown]
        return cast("list[str]", shown)

    return showing


def _fittings(forms: Sequence[Form]) -> list[_Fitting]:
    """Functions that show the texts which fit a form. Forms next to each other that show one
    stretch between the same words become one pattern: the first that fits still counts.
    """
    made: list[_Fitting] = []
    for stretch, alike in itertools.groupby(forms, _stretch):
        if stretch is not None:
            made.append(_around(_match(*(form.pattern for form in alike)), *stretch))
            continue
        for form in alike:
            match = _match(form.pattern)
            if form.begins:
                made.append(_begun(match))
            elif form.hidden is not None:
                made.append(_starred(form.pattern, *form.hidden))
            else:
                made.append(_replaced(match, form.shown))
    return made


def _stretch(form: Form) -> tuple[str, str] | None:
    """What is shown before and after the one stretch that a form shows, None for other forms."""
    before, found, after = form.shown.partition(r"\1")
    alone = re.compile(_in_python(form.pattern)).groups == 1 and "\\" not in before + after
    return (before, after) if found and alone else None


def _match(*patterns: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile("|".join(map(_hurried, map(_in_python, patterns))), re.ASCII).match


def _hurried(pattern: str) -> str:
    """The same pattern, in which a list of words that it begins with is tried only where the first
    character is that of one of them.
    """
    words = _WORDS_FIRST.match(pattern)
    if words is None:
        return pattern
    firsts = "".join(sorted({word[0] for word in words[1].split("|")}))
    return f"^(?=[{firsts}]){pattern[1:]}"


def _begun(match: Callable[[str], re.Match[str] | None]) -> _Fitting:
    def begun(texts: list[str]) -> list[str | None]:
        return [
            found[0].partition(_MARK)[0] + HIDDEN if (found := match(text)) else None
            for text in texts
        ]

    return begun


def _starred(pattern: str, start: int, stop: int) -> _Fitting:
    match, stars = _match(pattern), "*" * (stop - start)
    form = _in_python(pattern).removeprefix("^").removesuffix(_END)
    lines_match = re.compile(rf"(?:(?:{form})\n)*", re.ASCII).fullmatch

    def starred(texts: list[str]) -> list[str | None]:
        # Mostly all of them fit, which one look at all of them tells.
        lines = "\n".join(texts) + "\n"
        if lines_match(lines) and lines.count("\n") == len(texts):
            return [f"{text[:start]}{stars}{text[stop:]}" for text in texts]
        return [f"{text[:start]}{stars}{text[stop:]}" if match(text) else None for text in texts]

    return starred


def _around(match: Callable[[str], re.Match[str] | None], before: str, after: str) -> _Fitting:
    def around(texts: list[str]) -> list[str | None]:
        return [
            before + found[found.lastindex or -1] + after if (found := match(text)) else None
            for text in texts
        ]

    return around


def _replaced(match: Callable[[str], re.Match[str] | None], shown: str) -> _Fitting:
    chosen = itemgetter(*(int(number) - 1 for number in _REFERENCE.findall(shown)))
    template = _REFERENCE.sub("%s", shown.replace("%", "%%"))

    def replaced(texts: list[str]) -> list[str | None]:
        return [
            template % chosen(found.groups("")) if (found := match(text)) else None
            for text in texts
        ]

    return replaced


def _in_python(pattern: str) -> str:
    r"""The pattern for Python: its `$` would fit before a last line feed, its `\s` takes one
    more character, and it knows no scripts.
    """
    if pattern.endswith("$"):
        pattern = pattern[:-1] + _END
    pattern = re.sub(r"\\x\{([0-9A-F]{4})\}", r"\\u\1", pattern)
    pattern = pattern.replace(r"\s", r"\t\n\f\r ")
    return _CLASS.sub(
        lambda found: f"[{found[1] or ''}{_script(found[2] or found[4])}{found[3] or ''}]", pattern
    )


def _script(name: str) -> str:
    """The characters of a script, written as ranges."""
    found = points_of(name)
    gaps = np.flatnonzero(np.diff(found) > 1)
    starts, ends = found[np.r_[0, gaps + 1]], found[np.r_[gaps, len(found) - 1]]
    return "".join(f"\\U{a:08x}-\\U{b:08x}" for a, b in zip(starts, ends, strict=True))
