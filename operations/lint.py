# Packs put to the proof: every example a pack carries is run through the real kernel, every
# name that one pack has of another is looked up, and a value of one's own is shown to every
# recogniser.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from classify import (
    HeaderIndex,
    Recognisers,
    Trial,
    UnusableRecogniserError,
    compile_recognisers,
    factors_of,
    match_header,
    named_otherwise,
    try_value,
)
from masking import OPERATORS
from policies import (
    SHIPPED,
    GradingProfile,
    Policies,
    Purpose,
    Recogniser,
    load_policies,
    place_of,
)
from schema import PolicyError

from .lint_drills import drills_and_files, played_drills
from .lint_playbooks import playbooks_and_files, tried_playbooks
from .settings import Settings, read_policies

E = TypeVar("E")

__all__ = [
    "Checked",
    "Pack",
    "Packs",
    "Problem",
    "check_packs",
    "compiled",
    "list_packs",
    "try_recognisers",
]

# From this strength on a header speaks for a recogniser; several may share a name.
_SPEAKS = 0.5
_LEXICONS = "lexicons/"
_NOT_READ = (
    "is read by nobody: packs lie in recognisers/, grading/, masking/, filing/, derivation/, anonymity/, detection/, drills/, flow/, duties/ and playbooks/ "
    "(*.yaml), word lists in lexicons/ (*.txt)"
)


@dataclass(frozen=True, slots=True)
class Pack:
    """A policy file: whose it is, how mature, and what in it is in force.

    `replaces` names those of its entries that stand in the place of another file's, each
    with that file.
    """

    path: str
    id: str
    title: str
    maturity: str
    shipped: bool
    entries: tuple[str, ...]
    replaces: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Packs:
    """The policy files that were read, in order of their paths, the word lists of the
    operator's that replace ours, and the files of the operator's that nobody reads.
    """

    packs: tuple[Pack, ...]
    replaced: Mapping[str, str]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """An example that does not hold, a name nobody has, a file nobody reads: `file`, the
    entry's id ("" for the file itself) and what.
    """

    file: str
    entry: str
    problem: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How many examples were run, what is wrong, and whose place the operator's entries took."""

    examples: int
    problems: tuple[Problem, ...]
    replaced: Mapping[str, str]


def list_packs(settings: Settings, *, language: str) -> Packs:
    """The policy files in force, what they replace, and what lies beside them unread."""
    policies = read_policies(settings)
    inside: dict[str, list[str]] = {path: [] for path in policies.headers}
    for entry, path in policies.places.items():
        inside[path].append(entry)
    packs = tuple(
        Pack(
            path=path,
            id=header.id,
            title=header.title.zh if language == "zh" else header.title.en,
            maturity=header.maturity,
            shipped=Path(path).is_relative_to(SHIPPED),
            entries=tuple(sorted(inside[path])),
            replaces={
                entry: policies.replaced[entry]
                for entry in sorted(inside[path])
                if entry in policies.replaced
            },
        )
        for path, header in sorted(policies.headers.items())
    )
    packs += tuple(
        Pack(
            path=path,
            id=drill.header.id,
            title=drill.header.title.zh if language == "zh" else drill.header.title.en,
            maturity=drill.header.maturity,
            shipped=Path(path).is_relative_to(SHIPPED),
            entries=(drill.header.id,),
            replaces={},
        )
        for path, drill in sorted(drills_and_files(settings.policies).items())
    )
    packs += tuple(
        Pack(
            path=path,
            id=header.id,
            title=header.title.zh if language == "zh" else header.title.en,
            maturity=header.maturity,
            shipped=Path(path).is_relative_to(SHIPPED),
            entries=tuple(each.id for each in playbooks),
            replaces={},
        )
        for path, (header, playbooks) in sorted(playbooks_and_files(settings.policies).items())
    )
    packs = tuple(sorted(packs, key=lambda pack: pack.path))
    lists = {name: file for name, file in policies.replaced.items() if name.startswith(_LEXICONS)}
    return Packs(packs, lists, _not_read(policies, settings))


def check_packs(settings: Settings, extra: Path | None = None) -> Checked:
    """Every example run, and what is wrong: examples that do not hold, names of classes,
    labels and mask styles that nobody has, files that nobody reads.

    `extra` is a directory of packs to check in place of the operator's own. Raises
    PolicyError where a file cannot be read as a pack, or the directory holds none.
    """
    own = extra or settings.policies
    policies = load_policies(own, maturity="sandbox")
    if own is not None and not (
        any(Path(path).is_relative_to(own) for path in policies.headers)
        or any(own.glob("lexicons/*.txt"))
        or any(own.glob("drills/*.yaml"))
        or any(own.glob("playbooks/*"))
    ):
        raise PolicyError(
            "holds no packs: they lie in recognisers/, grading/, masking/, filing/, derivation/, anonymity/, detection/, drills/, flow/, duties/ and playbooks/ "
            "(*.yaml) and lexicons/ (*.txt) inside it",
            file=str(own),
        )
    recognisers = compiled(policies)
    problems = [Problem(file, "", _NOT_READ) for file in _not_read(policies, settings)]
    problems.extend(_unknown_names(policies))
    count = 0
    for entry, held, problem in _every_example(policies, recognisers):
        count += 1
        if not held:
            problems.append(Problem(policies.places[entry], entry, problem))
    # A drill is one example: that all of it can be played.
    count += len(list(played_drills(own)))
    for file, entry, problem in tried_playbooks(own):
        count += 1
        if problem:
            problems.append(Problem(file, entry, problem))
    return Checked(count, tuple(problems), policies.replaced)


class _Last:
    """What was made last: one job asks for the same again and again, and it takes half a second."""

    made: tuple[Policies | None, Mapping[str, str] | None, Recognisers | None] = (None, None, None)


def compiled(policies: Policies, taught: Mapping[str, str] | None = None) -> Recognisers:
    """The recognisers ready to run, with names that reviewers taught. Raises PolicyError, with the place in the file, where a
    pattern or a check is wrong.
    """
    held, names, ready = _Last.made
    if held is policies and names == taught and ready is not None:
        return ready
    try:
        made = compile_recognisers(policies, taught)
    except UnusableRecogniserError as error:
        file = policies.places.get(error.identifier, "")
        line, column = place_of(Path(file), error.identifier, error.key)
        problem = f"recogniser {error.identifier}: {error.problem}"
        raise PolicyError(problem, file=file, line=line, column=column) from None
    _Last.made = (policies, taught, made)
    return made


def _not_read(policies: Policies, settings: Settings) -> tuple[str, ...]:
    """The operator's files that no family of packs takes, without the site file."""
    site = "" if settings.site is None else str(settings.site.resolve())
    return tuple(file for file in policies.unread if str(Path(file).resolve()) != site)


def try_recognisers(settings: Settings, value: str) -> tuple[Trial, ...]:
    """What every recogniser says of one value; those that match come first."""
    return try_value(value, compiled(read_policies(settings)))


def _every_example(policies: Policies, recognisers: Recognisers) -> Iterator[tuple[str, bool, str]]:
    """The entry each example belongs to, whether it holds, and what is wrong if it does not."""
    index = recognisers.headers
    for recogniser in policies.recognisers.values():
        for held, problem in _examples(recogniser, recognisers, index):
            yield recogniser.id, held, problem
    for other in policies.others.values():
        for name, wanted in _wanted(other.header_hits, other.header_misses):
            held = (named_otherwise(index, name) == other.id) == wanted
            yield other.id, held, f"header {name!r} is {'not ' if wanted else ''}taken for it"
    for identifier, rules in policies.filings.items():
        for (before, after), wanted in _wanted(rules.scale.fires, rules.scale.quiet):
            told = f"scale: {'does not fire' if wanted else 'fires'} on {before} -> {after}"
            yield identifier, rules.scale.changed(before, after) == wanted, told
    for identifier, profile in policies.profiles.items():
        base = policies.profiles.get(profile.extends)
        # What was taken over is put to the proof where it stands.
        for factor in profile.factors if base is None or base.factors != profile.factors else ():
            for text, wanted in _wanted(factor.fires, factor.quiet):
                fired = any(letter == factor.letter for letter, _ in factors_of([text], [factor]))
                told = (
                    f"factor {factor.letter}: {'does not fire' if wanted else 'fires'} on {text!r}"
                )
                yield identifier, fired == wanted, told


def _wanted(yes: Iterable[E], no: Iterable[E]) -> Iterator[tuple[E, bool]]:
    """Examples on both sides of the line, with the side they are on."""
    yield from ((each, True) for each in yes)
    yield from ((each, False) for each in no)


def _examples(
    recogniser: Recogniser, recognisers: Recognisers, index: HeaderIndex
) -> Iterator[tuple[bool, str]]:
    for value in recogniser.hits:
        yield _says(recogniser.id, value, recognisers), f"misses its own hit {value!r}"
    for value in recogniser.misses:
        yield not _says(recogniser.id, value, recognisers), f"hits its own miss {value!r}"
    for name in recogniser.header_hits:
        # A term that the operator's pack claims is theirs, and no fault of ours.
        ceded = recogniser.id not in recognisers.own and _speaker(name, index) in recognisers.own
        held = ceded or _speaks(recogniser.id, name, index)
        yield held, f"header {name!r} is not taken for it"
    for name in recogniser.header_misses:
        yield not _speaks(recogniser.id, name, index), f"header {name!r} is taken for it"


def _says(identifier: str, value: str, recognisers: Recognisers) -> bool:
    return any(
        trial.recogniser == identifier and trial.validated
        for trial in try_value(value, recognisers)
    )


def _speaker(name: str, index: HeaderIndex) -> str:
    """The recogniser that a header speaks for most, "" for none."""
    first = next(iter(match_header(index, name)), None)
    return first.recogniser if first is not None and first.strength >= _SPEAKS else ""


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
        if recogniser.kind_of is not None and (told := _no_label(recogniser.kind_of, policies)):
            yield Problem(policies.places[recogniser.id], recogniser.id, told)
    for other in policies.others.values():
        for label in other.against:
            if told := _no_label(label, policies):
                yield Problem(policies.places[other.id], other.id, told)
    for identifier, graded in policies.profiles.items():
        for told in _unknown_in_profile(graded, policies):
            yield Problem(policies.places[identifier], identifier, told)
    everywhere = {
        category.id for profile in policies.profiles.values() for category in profile.categories
    }
    for identifier, purpose in policies.purposes.items():
        for told in _unknown_in_purpose(purpose, policies, everywhere):
            yield Problem(policies.places[identifier], identifier, told)


def _no_label(label: str, policies: Policies) -> str:
    """Why no column is ever called by this label, "" where one may be."""
    recogniser = policies.recognisers.get(label)
    if recogniser is None:
        return f"there is no recogniser {label!r}"
    if recogniser.kind_of is not None:
        return f"columns of {label!r} are called {recogniser.kind_of!r}: name that"
    return ""


def _unknown_in_profile(profile: GradingProfile, policies: Policies) -> Iterator[str]:
    known = {category.id for category in profile.categories}
    for category in profile.categories:
        other = category.without_persons
        if other is not None and other not in known:
            yield f"class {category.id}: there is no class {other!r}"
    for label in sorted({each for floor in profile.floors for each in floor.labels}):
        if told := _no_label(label, policies):
            yield f"a floor: {told}"
    base = policies.profiles.get(profile.extends)
    for combination in profile.combinations:
        if base is not None and combination in base.combinations:
            continue
        for label in sorted({each for group in combination.groups for each in group}):
            if told := _no_label(label, policies):
                yield f"combination {combination.id}: {told}"


def _unknown_in_purpose(purpose: Purpose, policies: Policies, classes: set[str]) -> Iterator[str]:
    for rule in purpose.rules:
        for label in rule.labels:
            if told := _no_label(label, policies):
                yield f"rule {rule.id}: {told}"
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
