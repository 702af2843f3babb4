# Packs put to the proof: every example a pack carries is run through the real kernel, every
# name that one pack has of another is looked up, and a value of one's own is shown to every
# recogniser.
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
from masking import OPERATORS
from policies import SHIPPED, GradingProfile, Policies, Purpose, Recogniser, load_policies
from schema import PolicyError

from .settings import Settings, read_policies

__all__ = ["Pack", "Problem", "check_packs", "compiled", "list_packs", "try_recognisers"]

# From this strength on a header speaks for a recogniser; several may share a name.
_SPEAKS = 0.5


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
    """An example that does not hold or a name nobody has: `file`, the entry's id and what."""

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
    """How many examples were run, and what is wrong: examples that do not hold, and names of
    classes, labels and mask styles that nobody has.

    `extra` is a directory of packs to check in place of the operator's own. Raises
    PolicyError where a file cannot be read as a pack, or the directory holds none.
    """
    own = extra or settings.policies
    policies = load_policies(own, maturity="sandbox")
    if own is not None and not (
        any(Path(path).is_relative_to(own) for path in policies.headers)
        or any(own.glob("lexicons/*.txt"))
    ):
        raise PolicyError(
            "holds no packs: they lie in recognisers/, grading/, masking/, filing/ and derivation/ "
            "(*.yaml) and lexicons/ (*.txt) inside it",
            file=str(own),
        )
    recognisers = compiled(policies)
    index = compile_headers(policies.recognisers)
    count = 0
    problems = list(_unknown_names(policies))
    for recogniser in policies.recognisers.values():
        file = policies.places[recogniser.id]
        for held, problem in _examples(recogniser, recognisers, index):
            count += 1
            if not held:
                problems.append(Problem(file, recogniser.id, problem))
    for identifier, rules in policies.filings.items():
        for (before, after), wanted in [(each, True) for each in rules.scale.fires] + [
            (each, False) for each in rules.scale.quiet
        ]:
            count += 1
            if rules.scale.changed(before, after) != wanted:
                told = f"scale: {'does not fire' if wanted else 'fires'} on {before} -> {after}"
                problems.append(Problem(policies.places[identifier], identifier, told))
    for identifier, profile in policies.profiles.items():
        base = policies.profiles.get(profile.extends)
        # What was taken over is put to the proof where it stands.
        for factor in profile.factors if base is None or base.factors != profile.factors else ():
            for text, wanted in [(each, True) for each in factor.fires] + [
                (each, False) for each in factor.quiet
            ]:
                count += 1
                fired = any(letter == factor.letter for letter, _ in factors_of([text], [factor]))
                if fired != wanted:
                    told = f"factor {factor.letter}: {'does not fire' if wanted else 'fires'} on {text!r}"
                    problems.append(Problem(policies.places[identifier], identifier, told))
    return count, problems


def compiled(policies: Policies) -> Recognisers:
    """The recognisers ready to run. Raises PolicyError where a pattern or a check is wrong."""
    try:
        return compile_recognisers(policies)
    except ValueError as error:
        file, _, problem = str(error).partition(": ")
        raise PolicyError(problem or str(error), file=file) from None


def try_recognisers(settings: Settings, value: str) -> tuple[Trial, ...]:
    """What every recogniser says of one value; those that match come first."""
    return try_value(value, compiled(read_policies(settings)))


def _examples(
    recogniser: Recogniser, recognisers: Recognisers, index: HeaderIndex
) -> Iterator[tuple[bool, str]]:
    for value in recogniser.hits:
        yield _says(recogniser.id, value, recognisers), f"misses its own hit {value!r}"
    for value in recogniser.misses:
        yield not _says(recogniser.id, value, recognisers), f"hits its own miss {value!r}"
    for name in recogniser.header_hits:
        yield _speaks(recogniser.id, name, index), f"header {name!r} is not taken for it"
    for name in recogniser.header_misses:
        yield not _speaks(recogniser.id, name, index), f"header {name!r} is taken for it"


def _says(identifier: str, value: str, recognisers: Recognisers) -> bool:
    return any(
        trial.recogniser == identifier and trial.validated
        for trial in try_value(value, recognisers)
    )


def _speaks(identifier: str, name: str, index: HeaderIndex) -> bool:
    return any(
        hit.recogniser == identifier and hit.strength >= _SPEAKS
        for hit in match_header(index, name)
    )


def _unknown_names(policies: Policies) -> Iterator[Problem]:
    """Names that lead nowhere: with a misspelt one a rule would be passed over in silence."""
    # A profile that extends another has all its classes.
    classes = {
        identifier: {category.id for category in profile.categories}
        for identifier, profile in policies.profiles.items()
        if not profile.extends
    }
    for recogniser in policies.recognisers.values():
        for profile, known in classes.items():
            if recogniser.category not in known:
                told = f"class {recogniser.category!r} is not in profile {profile}"
                yield Problem(policies.places[recogniser.id], recogniser.id, told)
    for identifier, graded in policies.profiles.items():
        for told in _unknown_in_profile(graded, policies):
            yield Problem(policies.places[identifier], identifier, told)
    everywhere = {
        category.id for profile in policies.profiles.values() for category in profile.categories
    }
    for identifier, purpose in policies.purposes.items():
        for told in _unknown_in_purpose(purpose, policies, everywhere):
            yield Problem(policies.places[identifier], identifier, told)


def _unknown_in_profile(profile: GradingProfile, policies: Policies) -> Iterator[str]:
    known = {category.id for category in profile.categories}
    for category in profile.categories:
        other = category.without_persons
        if other is not None and other not in known:
            yield f"class {category.id}: there is no class {other!r}"
    for label in sorted({each for floor in profile.floors for each in floor.labels}):
        if label not in policies.recognisers:
            yield f"a floor names recogniser {label!r}, which is not there"
    base = policies.profiles.get(profile.extends)
    for combination in profile.combinations:
        if base is not None and combination in base.combinations:
            continue
        for label in sorted({each for group in combination.groups for each in group}):
            if label not in policies.recognisers:
                yield f"combination {combination.id}: there is no recogniser {label!r}"


def _unknown_in_purpose(purpose: Purpose, policies: Policies, classes: set[str]) -> Iterator[str]:
    for rule in purpose.rules:
        for label in rule.labels:
            if label not in policies.recognisers:
                yield f"rule {rule.id}: there is no recogniser {label!r}"
        for category in rule.categories:
            whole = category.endswith(".*") and any(
                each.startswith(category[:-1]) for each in classes
            )
            if category not in classes and not whole:
                yield f"rule {rule.id}: there is no class {category!r}"
        # A mask without a style has the one of the column's label.
        if rule.operator != "mask" or rule.parameters:
            fault = OPERATORS[rule.operator].fault(rule.parameters)
            if fault:
                yield f"rule {rule.id}: {rule.operator} {fault}"
