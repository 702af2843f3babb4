# What changed between two findings of one data set: fields, labels, levels, scale, factors.
# A pure comparison, the same whoever asks: two equal findings have no change, and the change
# back is the change turned round. What it observes is named by fixed words, from which the
# filing rules conclude (GB/T 43697-2024 annex J); what only people know is not guessed.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policies import FilingRules
from schema import DatasetFinding, FieldFinding, Observation, ObservationKind, strictest

__all__ = ["DatasetChange", "FieldChange", "compare", "renamed_fields"]

_NAMES_SHOWN = 8
_FIELDS = ("type", "label", "level", "grade", "category", "personal", "sensitive")
_FIGURES = ("rows", "persons", "sensitive_persons")
_BYTES = "size_bytes"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that is otherwise than before; `before.name` differs where it was renamed."""

    before: FieldFinding
    after: FieldFinding

    @property
    def renamed(self) -> bool:
        """Whether it has another name than before."""
        return self.before.name != self.after.name


@dataclass(frozen=True, slots=True)
class DatasetChange:
    """A data set before and after; one of them None where it is new or gone.

    `kept` is the share of a field's values that are still there, by the field's present
    name, where that is known.
    """

    before: DatasetFinding | None
    after: DatasetFinding | None
    fields_added: tuple[FieldFinding, ...] = ()
    fields_removed: tuple[FieldFinding, ...] = ()
    fields_changed: tuple[FieldChange, ...] = ()
    kept: Mapping[str, float] = field(default_factory=dict)
    observations: tuple[Observation, ...] = ()

    @property
    def finding(self) -> DatasetFinding:
        """The data set as it is now, or as it was where it is gone."""
        finding = self.after or self.before
        assert finding is not None
        return finding


@dataclass(frozen=True, slots=True)
class _Fields:
    """Two findings' fields brought together."""

    pairs: list[FieldChange] = field(default_factory=list)
    added: list[FieldFinding] = field(default_factory=list)
    removed: list[FieldFinding] = field(default_factory=list)


def compare(
    before: DatasetFinding | None,
    after: DatasetFinding | None,
    rules: FilingRules,
    *,
    renames: Mapping[str, str] | None = None,
    kept: Mapping[str, float] | None = None,
) -> DatasetChange | None:
    """The change from one finding to the other, or None where nothing is otherwise.

    `renames` maps old names of fields to new ones. Bytes alone are no change unless they
    are one of scale. Raises ValueError for findings of two data sets.
    """
    if before is None or after is None:
        if before is after:
            return None
        gone = (Observation("gone"),) if after is None else ()
        return DatasetChange(before, after, observations=gone)
    if before.id != after.id:
        raise ValueError(f"findings of two data sets: {before.id} and {after.id}")
    fields = _paired(before.fields, after.fields, renames or {})
    changed = tuple(pair for pair in fields.pairs if pair.renamed or _differs(pair))
    kept = kept or {}
    scale, content = _of_scale(before, after, rules), _of_content(kept, rules)
    if not (
        changed
        or fields.added
        or fields.removed
        or scale
        or content
        or (before.level, before.grade) != (after.level, after.grade)
        or set(before.important_factors) != set(after.important_factors)
        or any(getattr(before, name) != getattr(after, name) for name in _FIGURES)
    ):
        return None
    observations = [
        *scale,
        *content,
        *_of_fields(fields, alike=_alike(before, after)),
        *(_of_classes(before, after) if _alike(before, after) else []),
        *_of_grade(before, after),
    ]
    return DatasetChange(
        before,
        after,
        tuple(fields.added),
        tuple(fields.removed),
        changed,
        kept,
        tuple(observations),
    )


def renamed_fields(
    removed: Sequence[FieldFinding], added: Sequence[FieldFinding]
) -> dict[str, str]:
    """Old name -> new name of fields that look the same in all but name.

    For findings whose values can no longer be compared: the label, the type and the shape of
    an example must agree, and no second field may look so.
    """

    def look(each: FieldFinding) -> tuple[object, ...]:
        return each.label, each.type, each.example

    found: dict[str, str] = {}
    for old in removed:
        likes = [new for new in added if look(new) == look(old)]
        rivals = [other for other in removed if look(other) == look(old)]
        if len(likes) == len(rivals) == 1 and (old.label is not None or old.example):
            found[old.name] = likes[0].name
    return found


def _paired(
    before: Iterable[FieldFinding], after: Iterable[FieldFinding], renames: Mapping[str, str]
) -> _Fields:
    """Fields of one name together, however often a name stands; then those renamed."""
    result = _Fields()
    waiting: dict[str, list[FieldFinding]] = {}
    for each in after:
        waiting.setdefault(each.name, []).append(each)
    left: list[FieldFinding] = []
    for old in before:
        same = waiting.get(old.name)
        if same:
            result.pairs.append(FieldChange(old, same.pop(0)))
        else:
            left.append(old)
    for old in left:
        same = waiting.get(renames.get(old.name, ""))
        if same:
            result.pairs.append(FieldChange(old, same.pop(0)))
        else:
            result.removed.append(old)
    result.added.extend(each for rest in waiting.values() for each in rest)
    return result


def _differs(pair: FieldChange) -> bool:
    return any(getattr(pair.before, name) != getattr(pair.after, name) for name in _FIELDS)


def _of_scale(
    before: DatasetFinding, after: DatasetFinding, rules: FilingRules
) -> list[Observation]:
    found = []
    counted = before.rows is not None and after.rows is not None
    for measure in rules.scale.measures:
        if measure == _BYTES and counted:
            # A file may hold other tables too: its bytes speak only where rows do not.
            continue
        then, now = getattr(before, measure), getattr(after, measure)
        # A figure that was not known says nothing about what changed.
        if then is not None and now is not None and rules.scale.changed(then, now):
            found.append(
                _observed(
                    "scale", measure=measure, before=f"{then:,}", after=f"{now:,}",
                    share=f"{(now - then) / then:+.0%}" if then else "",
                )
            )  # fmt: skip
    return found


def _of_content(kept: Mapping[str, float], rules: FilingRules) -> list[Observation]:
    """The fields of whose values so many were replaced, and the most of any."""
    replaced = {name: 1 - share for name, share in kept.items() if 1 - share >= rules.content_ratio}
    if not replaced:
        return []
    most = f"{max(replaced.values()):.0%}"
    return [_observed("content", fields=_listed(list(replaced)), share=most)]


def _alike(before: DatasetFinding, after: DatasetFinding) -> bool:
    """Whether both were looked at in the same way: values say more than headers alone."""
    return bool(before.sampled) == bool(after.sampled)


def _of_fields(fields: _Fields, *, alike: bool) -> list[Observation]:
    found = []
    if fields.added:
        found.append(_observed("fields-added", fields=_names(fields.added)))
    if fields.removed:
        found.append(_observed("fields-removed", fields=_names(fields.removed)))
    labels = [pair.after for pair in fields.pairs if pair.before.label != pair.after.label]
    if labels and alike:
        found.append(_observed("labels-changed", fields=_names(labels)))
    return found


def _of_classes(before: DatasetFinding, after: DatasetFinding) -> list[Observation]:
    then = {each.category for each in before.fields if each.category}
    now = {each.category for each in after.fields if each.category}
    found = []
    if now - then:
        found.append(_observed("class-added", classes=", ".join(sorted(now - then))))
    if then - now:
        found.append(_observed("class-removed", classes=", ".join(sorted(then - now))))
    return found


def _of_grade(before: DatasetFinding, after: DatasetFinding) -> list[Observation]:
    found = []
    if before.level is not after.level:
        raised = strictest((before.level, after.level)) is after.level
        kind: ObservationKind = "level-raised" if raised else "level-lowered"
        found.append(_observed(kind, before=before.level.value, after=after.level.value))
    then, now = set(before.important_factors), set(after.important_factors)
    if then != now:
        found.append(
            _observed("factors-changed", before=" ".join(sorted(then)), after=" ".join(sorted(now)))
        )
    return found


def _observed(kind: ObservationKind, **values: str) -> Observation:
    return Observation(kind, values)


def _names(fields: Sequence[FieldFinding]) -> str:
    return _listed([each.name for each in fields])


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMES_SHOWN])
    more = len(names) - _NAMES_SHOWN
    return f"{shown} … (+{more})" if more > 0 else shown
