# Two states of a data set compared with what is kept of their values: a field under a new
# name is known again, values replaced under old names are noticed, and data that came from
# another data set is traced to it. Where nothing is kept of one state, names must do.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from classify import (
    DatasetChange,
    Holding,
    compare,
    holding_of,
    likeness,
    renamed_fields,
    resemble,
)
from policies import FilingRules, Policies
from schema import DatasetFinding, FieldFinding, Imprint, Observation

__all__ = ["State", "compared", "identifying"]

# A field is the same under another name from this share of common values on.
_SAME_FIELD = 0.5
_ALL = 0.9
_LEAST_DISTINCT = 20
# Sizes grow every day; a merger adds fields, or so many rows that it is one of scale.
_GROWTH = "scale"


@dataclass(frozen=True, slots=True)
class State:
    """A data set at one time: its finding, decisions applied, and what is kept of its values."""

    finding: DatasetFinding
    imprints: Sequence[Imprint] = ()


def compared(
    before: State | None,
    after: State | None,
    rules: FilingRules,
    policies: Policies,
    others: Callable[[], Iterable[tuple[str, Holding]]] = tuple,
) -> DatasetChange | None:
    """The change from one state to the other, None where nothing is otherwise.

    `others` gives name and holding of data sets that were there already and that may have
    been merged into this one; it is asked only where this one grew.
    """
    if before is None or after is None:
        return compare(_finding(before), _finding(after), rules)
    renames = _renames(before, after)
    change = compare(
        before.finding, after.finding, rules, renames=renames, kept=_kept(before, after, renames)
    )
    if change is None or not _grew(change):
        return change
    merged = _merged(before, after, change, policies, others())
    return replace(change, observations=(*change.observations, *merged)) if merged else change


def identifying(policies: Policies) -> frozenset[str]:
    """The labels whose values identify someone or something, so that agreement is no chance."""
    return frozenset(each.id for each in policies.recognisers.values() if each.subject != "none")


def _finding(state: State | None) -> DatasetFinding | None:
    return None if state is None else state.finding


def _renames(before: State, after: State) -> Mapping[str, str]:
    """Old name -> new name of fields that hold the same, else that look the same."""
    old_names = {each.name for each in before.finding.fields}
    new_names = {each.name for each in after.finding.fields}
    removed = [each for each in before.finding.fields if each.name not in new_names]
    added = [each for each in after.finding.fields if each.name not in old_names]
    if not removed or not added:
        return {}
    olds, news = _by_field(before, removed), _by_field(after, added)
    if not olds or not news:
        return renamed_fields(removed, added)
    candidates = []
    for old in olds.values():
        for new in news.values():
            alike = likeness(old, new)
            share = max(alike.contained, alike.contains)
            if alike.seen and share >= _SAME_FIELD:
                candidates.append((-alike.jaccard, -alike.seen, old.field, new.field))
    found: dict[str, str] = {}
    for _, _, old_name, new_name in sorted(candidates):
        if old_name not in found and new_name not in found.values():
            found[old_name] = new_name
    return found


def _kept(before: State, after: State, renames: Mapping[str, str]) -> dict[str, float]:
    """The share of each field's values still there, by its present name, where it is known."""
    news = {each.field: each for each in after.imprints}
    kept = {}
    for old in before.imprints:
        new = news.get(renames.get(old.field, old.field))
        # Two samples differ though nothing changed; and a handful of codes is no content.
        if new and old.distinct >= _LEAST_DISTINCT and old.covered == new.covered == 1.0:
            kept[new.field] = likeness(old, new).contained
    return kept


def _grew(change: DatasetChange) -> bool:
    return bool(change.fields_added) or any(
        each.kind == _GROWTH and each.values["share"].startswith("+")
        for each in change.observations
    )


def _merged(
    before: State,
    after: State,
    change: DatasetChange,
    policies: Policies,
    others: Iterable[tuple[str, Holding]],
) -> list[Observation]:
    """Which other data sets' values are in this one that were not before."""
    labels = identifying(policies)
    dataset = after.finding.id
    then = holding_of(dataset, before.imprints, before.finding.fields, labels)
    now = holding_of(dataset, after.imprints, after.finding.fields, labels)
    added = {each.name for each in change.fields_added}
    whole, part = [], []
    for name, other in others:
        alike = resemble(other, now, least=_ALL)
        if alike is None:
            continue
        earlier = resemble(other, then, least=_ALL)
        inside = {"part", "copy"}
        if alike.kind in inside and (earlier is None or earlier.kind not in inside):
            whole.append(name)
        elif any(
            pair.telling and pair.other in added and pair.likeness.contained >= _ALL
            for pair in alike.pairs
        ):
            part.append(name)
    found = []
    if whole:
        found.append(Observation("merged-whole", {"datasets": ", ".join(whole)}))
    if part:
        found.append(Observation("merged-part", {"datasets": ", ".join(part)}))
    return found


def _by_field(state: State, fields: Sequence[FieldFinding]) -> dict[str, Imprint]:
    """The imprints of these fields that hold anything to compare."""
    names = {each.name for each in fields}
    return {each.field: each for each in state.imprints if each.field in names and each.distinct}
