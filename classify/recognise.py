# Recognisers ready to run: pattern read, profile derived, check made, bit assigned. Made
# once for each set of policies; other processes make their own from the same policies.
# Recognisers that look for the same thing and differ by their column's name alone (numbers of
# files, of cases, of orders) share one bit: the cells are looked at once for all of them.
from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from policies import SHIPPED, OtherThing, Policies, Recogniser

from .blank import BlankWords
from .checks import CHECKS, Check, Lexicons
from .group import Group
from .header import HeaderIndex, compile_headers
from .member import Compiled
from .pattern import CharacterSet, Repeat, cores_of, parse
from .profile import Profile, first_of, share_by_chance
from .spelling import steps

__all__ = ["Recognisers", "UnusableRecogniserError", "compile_recognisers"]


# The last indexes over headers with what they were made of: most of the time that recognisers take.
_MADE: deque[tuple[object, HeaderIndex]] = deque(maxlen=4)


class UnusableRecogniserError(ValueError):
    """A recogniser that cannot be made: its id, the key that is wrong, and what is."""

    def __init__(self, identifier: str, key: str, problem: str, *, file: str = "") -> None:
        text = f"recogniser {identifier}: {problem}"
        super().__init__(f"{file}: {text}" if file else text)
        self.identifier = identifier
        self.key = key
        self.problem = problem


class Recognisers:
    """All recognisers in force with their headers.

    `by_id` are the policies they come from, `lexicons` the word lists of their checks,
    `others` what their columns are mistaken for, `own` the ids of the operator's, `taught`
    names of columns that reviewers have decided on.
    """

    def __init__(
        self,
        by_id: Mapping[str, Recogniser],
        lexicons: Lexicons,
        others: Mapping[str, OtherThing] | None = None,
        own: frozenset[str] = frozenset(),
        taught: Mapping[str, str] | None = None,
    ) -> None:
        self.by_id = MappingProxyType(dict(by_id))
        self.others = MappingProxyType(dict(others or {}))
        self.lexicons = lexicons
        self.own = own
        self.taught = MappingProxyType(dict(taught or {}))
        self.blanks = BlankWords(lexicons.get("blank_words", frozenset()))
        self.headers = _headers_of(self)
        looking = [each for each in by_id.values() if each.evidence != "header"]
        # One for each bit, in the order of bits: what runs over the cells.
        self.matchers = _matchers(looking, lexicons)
        by_sight = {_sight(each.recogniser): each for each in self.matchers}
        self.compiled = tuple(
            dataclasses.replace(by_sight[_sight(recogniser)], recogniser=recogniser)
            for recogniser in looking
        )
        # The bits of those whose values speak for themselves.
        self.by_value = 0
        for each in self.compiled:
            self.by_value |= (each.recogniser.evidence == "value") << each.bit
        # Highest precedence first; among equals the check that chance passes least.
        self.ranked = tuple(sorted(self.compiled, key=_rank))
        self._groups: dict[tuple[int, int], Group] = {}
        self._shares: dict[tuple[int, int, int], float] = {}

    def __reduce__(self) -> tuple[Callable[..., Recognisers], tuple[object, ...]]:
        # Checks are closures over tables: cheaper to make again than to send.
        parts = (dict(self.by_id), self.lexicons, dict(self.others), self.own, dict(self.taught))
        return (Recognisers, parts)

    def spellings(self, needs: int) -> tuple[tuple[int, Group], ...]:
        """For cells that need these steps: each set of steps, and who looks at the result."""
        wanted = sorted({member.steps & needs for member in self.matchers})
        return tuple((each, self._group(needs, each)) for each in wanted)

    def share_by_chance(self, bit: int, classes: int, length: int) -> float:
        """The share of random texts of this look that the pattern alone would accept."""
        key = (bit, classes, length)
        if key not in self._shares:
            node = self.matchers[bit].node
            self._shares[key] = 0.0 if node is None else share_by_chance(node, classes, length)
        return self._shares[key]

    def _group(self, needs: int, wanted: int) -> Group:
        key = (needs, wanted)
        if key not in self._groups:
            self._groups[key] = Group(
                tuple(each for each in self.matchers if each.steps & needs == wanted)
            )
        return self._groups[key]


def compile_recognisers(policies: Policies, taught: Mapping[str, str] | None = None) -> Recognisers:
    """The recognisers of these policies, ready to run and picklable.

    `taught` are names of columns that reviewers have decided on.

    Raises UnusableRecogniserError, a ValueError that names the recogniser and its file, where
    a pattern is not RE2, or a check or its word list is missing.
    """
    own = frozenset(
        identifier
        for identifier in policies.recognisers
        if not Path(policies.places.get(identifier, SHIPPED)).is_relative_to(SHIPPED)
    )
    try:
        return Recognisers(policies.recognisers, policies.lexicons, policies.others, own, taught)
    except UnusableRecogniserError as error:
        file = policies.places.get(error.identifier, "")
        raise UnusableRecogniserError(
            error.identifier, error.key, error.problem, file=file
        ) from None


def _headers_of(recognisers: Recognisers) -> HeaderIndex:
    """The index over the headers of these recognisers, or the equal one that was made before."""
    owners, occasions = (
        sorted(recognisers.lexicons.get(words, ())) for words in ("name_owners", "name_occasions")
    )
    terms = (
        tuple(recognisers.by_id.items()),
        tuple(recognisers.others.items()),
        owners,
        occasions,
        recognisers.own,
        dict(recognisers.taught),
    )
    made = next((index for known, index in _MADE if known == terms), None)
    if made is None:
        made = compile_headers(
            recognisers.by_id,
            recognisers.others,
            owners,
            occasions,
            own=recognisers.own,
            taught=recognisers.taught,
        )
        _MADE.append((terms, made))
    return made


def _sight(recogniser: Recogniser) -> tuple[object, ...]:
    """What decides which cells a recogniser matches and which of them it validates."""
    return (
        recogniser.pattern,
        frozenset(word.lower() for word in recogniser.values),
        steps(recogniser.normalise),
        recogniser.check,
    )


def _matchers(looking: Iterable[Recogniser], lexicons: Lexicons) -> tuple[Compiled, ...]:
    """A recogniser of each sight, the first of those that share it."""
    first: dict[tuple[object, ...], Recogniser] = {}
    for recogniser in looking:
        first.setdefault(_sight(recogniser), recogniser)
    checks: dict[str, Check] = {}
    return tuple(
        _compiled(bit, recogniser, lexicons, checks)
        for bit, recogniser in enumerate(first.values())
    )


def _compiled(
    bit: int, recogniser: Recogniser, lexicons: Lexicons, checks: dict[str, Check]
) -> Compiled:
    """The recogniser with its check, of which there is one for each name in `checks`."""
    node, expression, alone = None, None, None
    if recogniser.pattern is not None:
        expression = rf"\A(?:{recogniser.pattern})\z"
        # First by itself: an error in what stands around it would say nothing to its author.
        for each in (recogniser.pattern, expression):
            try:
                pc.match_substring_regex(pa.array([""]), each)
            except pa.ArrowInvalid as error:
                # What follows the reason repeats the pattern.
                told = str(error).removeprefix("Invalid regular expression: ").partition(": ")
                problem = f"its pattern is not RE2 syntax: {told[0]}"
                raise UnusableRecogniserError(recogniser.id, "pattern", problem) from None
        node = parse(recogniser.pattern)
        if isinstance(node, Repeat) and isinstance(node.part, CharacterSet):
            alone = node.part
    words = tuple(dict.fromkeys(word.lower() for word in recogniser.values))
    # In (?s:…) a dot takes line feeds too: the same looks, but only RE2 decides.
    looks = node or parse((recogniser.pattern or "").replace("(?s:", "(?:"))
    if expression is None:
        looks = None
    profile = Profile(looks, words, unread=expression is not None and looks is None)
    first = None if looks is None else first_of(looks)
    # Where few characters begin a match, they are the quicker test.
    cored = looks is not None and (first is None or bool(first[128:].all()))
    return Compiled(
        bit,
        recogniser,
        profile,
        steps(recogniser.normalise),
        node,
        alone,
        expression,
        cores_of(looks) if cored and looks is not None else (),
        first,
        words,
        _check(recogniser, lexicons, checks),
    )


def _rank(compiled: Compiled) -> tuple[int, float, str]:
    recogniser = compiled.recogniser
    chance = recogniser.chance if recogniser.check else 1.0
    return (-recogniser.precedence, chance, recogniser.id)


def _check(recogniser: Recogniser, lexicons: Lexicons, checks: dict[str, Check]) -> Check | None:
    name = recogniser.check
    if name is None:
        return None
    if name not in CHECKS:
        raise UnusableRecogniserError(recogniser.id, "check", f"there is no check {name!r}")
    if name not in checks:
        try:
            checks[name] = CHECKS[name](lexicons)
        except KeyError as missing:
            problem = f"check {name!r} needs the word list {missing}"
            raise UnusableRecogniserError(recogniser.id, "check", problem) from None
    return checks[name]
