# Recognisers ready to run: pattern read, profile derived, check made, bit assigned. Made
# once for each set of policies; other processes make their own from the same policies.
# Recognisers that look for the same thing and differ by their column's name alone (numbers of
# files, of cases, of orders) share one bit: the cells are looked at once for all of them.
from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from policies import SHIPPED, OtherThing, Policies, Recogniser

from .blank import BlankWords
from .byte_class import NON_ASCII
from .cells import Units
from .checks import CHECKS, Check, Lexicons
from .header import HeaderIndex, compile_headers
from .pattern import CharacterSet, Node, Repeat, cores_of, parse, written
from .position import Programme, in_set, programme
from .profile import Profile, allows, first_of, first_sets, settled_by, share_by_chance
from .spelling import steps

__all__ = ["Compiled", "Group", "Recognisers", "UnusableRecogniserError", "compile_recognisers"]


class UnusableRecogniserError(ValueError):
    """A recogniser that cannot be made: its id, the key that is wrong, and what is."""

    def __init__(self, identifier: str, key: str, problem: str, *, file: str = "") -> None:
        text = f"recogniser {identifier}: {problem}"
        super().__init__(f"{file}: {text}" if file else text)
        self.identifier = identifier
        self.key = key
        self.problem = problem


@dataclass(frozen=True, slots=True, eq=False)
class Compiled:
    """A recogniser that looks at values.

    `bit` is its place in claim masks, the same for recognisers that match the same cells.
    `node` is its pattern read, None where only RE2 can read it; `alone` is set where the pattern is one set of characters repeated. `cores`
    are what a match contains one of, each with the branch it comes from, where that is much
    quicker to look for;
    `first` a table of the characters a match may begin with.
    """

    bit: int
    recogniser: Recogniser
    profile: Profile
    steps: int
    node: Node | None
    alone: CharacterSet | None
    expression: str | None
    cores: tuple[tuple[Node, Node], ...]
    first: npt.NDArray[np.bool_] | None
    words: tuple[str, ...]
    check: Check | None
    programmes: dict[tuple[int, int], Programme | None] = field(default_factory=dict, repr=False)

    def programme(self, length: int, classes: int) -> Programme | None:
        """How to test cells of this length position by position, if that can be."""
        if self.node is None or self.alone is not None or self.words:
            return None
        # Beyond ASCII the classes settle nothing.
        key = (length, min(NON_ASCII, classes))
        if key not in self.programmes:
            self.programmes[key] = programme(self.node, *key)
        return self.programmes[key]


class Group:
    """Recognisers that look at one spelling of the cells, with what they share.

    `lone` are those whose pattern is one set of characters repeated, eight at a time;
    `lengths` those of them that take any character, so that only the length counts.
    """

    def __init__(self, members: tuple[Compiled, ...]) -> None:
        self.members = members
        self._possible: dict[int, tuple[Compiled, ...]] = {}
        self._cores: dict[tuple[bool | int, ...], Cores] = {}
        self._words: dict[str, tuple[Compiled, ...]] = {}
        for member in members:
            for word in member.words:
                self._words[word] = (*self._words.get(word, ()), member)
        self.word_list = pa.array(list(self._words), type=pa.large_string())
        self.word_owners = tuple(self._words.values())
        self.lengths = tuple(member for member in members if _takes_all(member))
        self.lone = _lone(member for member in members if not _takes_all(member))

    def possible(self, classes: int, length: int) -> tuple[Compiled, ...]:
        """The members that may match a text of these classes and this length."""
        key = classes << 16 | length
        if key not in self._possible:
            self._possible[key] = tuple(
                member for member in self.members if member.profile.fits(classes, length)
            )
        return self._possible[key]

    def may_match(self, classes: int) -> bool:
        """Whether any member may match a text of these classes, whatever its length."""
        return any(member.profile.lengths(classes) for member in self.members)

    def cores(self, members: tuple[Compiled, ...], *, wide: bool) -> Cores:
        """What texts must hold to match any of these members (each has a core)."""
        key = (wide, *(member.bit for member in members))
        if key not in self._cores:
            self._cores[key] = _cores(members, wide=wide)
        return self._cores[key]


@dataclass(frozen=True, slots=True)
class Cores:
    """A pattern for what some recognisers' matches contain one of, and how it begins."""

    expression: str
    signs: npt.NDArray[np.bool_]


def _cores(members: tuple[Compiled, ...], *, wide: bool) -> Cores:
    # In a text with characters beyond ASCII, branches for ASCII alone need no look.
    nodes = [
        core
        for member in members
        for core, branch in member.cores
        if not wide or allows(branch, NON_ASCII)
    ]
    signs = np.zeros(1 << 16, dtype=np.bool_)
    for node in nodes:
        for characters in first_sets(node):
            for low, high in characters.ranges:
                # The last place stands for all characters beyond the table.
                signs[low : min(high, 0xFFFF) + 1] = True
                signs[-1] |= high > 0xFFFF
    return Cores("|".join(f"(?:{written(node)})" for node in nodes), signs)


def _takes_all(member: Compiled) -> bool:
    return member.alone is not None and member.alone.ranges == ((0, 0x10FFFF),)


class Lone:
    """Recognisers whose pattern is one set repeated: up to eight sets, each a bit of a table.

    `members` come with the place of their set among the bits; many share one and differ by
    how often it is repeated.
    """

    def __init__(self, members: tuple[tuple[Compiled, int], ...]) -> None:
        self.members = members
        self._sets: dict[int, CharacterSet] = {}
        for member, place in members:
            assert member.alone is not None
            self._sets[place] = member.alone
        # By set, the classes all of whose characters are in it.
        self.settled = {place: settled_by(each) for place, each in self._sets.items()}
        self.plane = np.zeros(1 << 16, dtype=np.uint8)
        for place, characters in self._sets.items():
            for low, high in characters.ranges:
                self.plane[low : min(high, 0xFFFF) + 1] |= np.uint8(1 << place)
        self._ascii = self.plane[:256].tobytes()

    def sets_of(self, units: Units) -> npt.NDArray[np.uint8]:
        """For each unit the sets that hold it, as bits."""
        if units.dtype == np.uint8:
            return np.frombuffer(units.tobytes().translate(self._ascii), dtype=np.uint8)
        found = self.plane.take(units, mode="clip")
        beyond = units > 0xFFFF
        if beyond.any():
            found[beyond] = 0
            for place, characters in self._sets.items():
                found[beyond] |= in_set(units[beyond], characters) * np.uint8(1 << place)
        return found


def _lone(members: Iterable[Compiled]) -> tuple[Lone, ...]:
    """Those of the members that are one set repeated, eight different sets together."""
    by_set: dict[CharacterSet, list[Compiled]] = {}
    for member in members:
        if member.alone is not None:
            by_set.setdefault(member.alone, []).append(member)
    sets = list(by_set.values())
    return tuple(
        Lone(
            tuple(
                (member, place) for place, those in enumerate(sets[at : at + 8]) for member in those
            )
        )
        for at in range(0, len(sets), 8)
    )


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
        self.headers: HeaderIndex = compile_headers(
            self.by_id,
            self.others,
            sorted(lexicons.get("name_owners", ())),
            sorted(lexicons.get("name_occasions", ())),
            own=own,
            taught=self.taught,
        )
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
