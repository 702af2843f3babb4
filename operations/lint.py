# Packs put to the proof: every example a pack carries is run through the real kernel, and a
# value of one's own shown to every recogniser.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from classify import (
    HeaderIndex,
    Recognisers,
    Trial,
    compile_headers,
    compile_recognisers,
    factors_of,
    match_header,
    try_value,
)
from policies import SHIPPED, Recogniser, load_policies

from .settings import Settings, read_policies

__all__ = ["Pack", "Problem", "check_packs", "list_packs", "try_recognisers"]


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy file: whose it is, how mature, and what in it is in force."""

    path: str
    id: str
    title: str
    maturity: str
    shipped: bool
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """An example that does not hold: `file`, the entry's id and what went otherwise."""

    file: str
    entry: str
    problem: str


def list_packs(settings: Settings, *, language: str) -> list[Pack]:
    """The policy files that were read, in order of their paths."""
    policies = read_policies(settings)
    inside: dict[str, list[str]] = {path: [] for path in policies.headers}
    for entry, path in policies.places.items():
        inside[path].append(entry)
    return [
        Pack(
            path=path,
            id=header.id,
            title=header.title.zh if language == "zh" else header.title.en,
            maturity=header.maturity,
            shipped=Path(path).is_relative_to(SHIPPED),
            entries=tuple(sorted(inside[path])),
        )
        for path, header in sorted(policies.headers.items())
    ]


def check_packs(settings: Settings, extra: Path | None = None) -> tuple[int, list[Problem]]:
    """How many examples were run, and those that did not hold.

    `extra` is a directory of packs to check in place of the operator's own. Raises
    PolicyError where a file cannot be read as a pack.
    """
    policies = load_policies(extra or settings.policies, maturity="sandbox")
    recognisers = compile_recognisers(policies)
    index = compile_headers(policies.recognisers)
    count = 0
    problems: list[Problem] = []
    for recogniser in policies.recognisers.values():
        file = policies.places[recogniser.id]
        for held, problem in _examples(recogniser, recognisers, index):
            count += 1
            if not held:
                problems.append(Problem(file, recogniser.id, problem))
    for identifier, profile in policies.profiles.items():
        for factor in profile.factors:
            for text, wanted in [(each, True) for each in factor.fires] + [
                (each, False) for each in factor.quiet
            ]:
                count += 1
                fired = any(letter == factor.letter for letter, _ in factors_of([text], [factor]))
                if fired != wanted:
                    told = f"factor {factor.letter}: {'does not fire' if wanted else 'fires'} on {text!r}"
                    problems.append(Problem(policies.places[identifier], identifier, told))
    return count, problems


def try_recognisers(settings: Settings, value: str) -> tuple[Trial, ...]:
    """What every recogniser says of one value; those that match come first."""
    return try_value(value, compile_recognisers(read_policies(settings)))


def _examples(
    recogniser: Recogniser, recognisers: Recognisers, index: HeaderIndex
) -> Iterator[tuple[bool, str]]:
    for value in recogniser.hits:
        yield _says(recogniser.id, value, recognisers), f"misses its own hit {value!r}"
    for value in recogniser.misses:
        yield not _says(recogniser.id, value, recognisers), f"hits its own miss {value!r}"
    for name in recogniser.header_hits:
        hits = match_header(index, name)
        yield (
            bool(hits) and hits[0].recogniser == recogniser.id,
            f"header {name!r} is not taken for it",
        )
    for name in recogniser.header_misses:
        taken = any(
            hit.recogniser == recogniser.id and hit.strength >= 0.5
            for hit in match_header(index, name)
        )
        yield not taken, f"header {name!r} is taken for it"


def _says(identifier: str, value: str, recognisers: Recognisers) -> bool:
    return any(
        trial.recogniser == identifier and trial.validated
        for trial in try_value(value, recognisers)
    )
