# A document handed out as the same kind of document: what is found in its text is shown as the
# rule for its label shows it, in its own place; what no rule fits is withheld. The copy is
# read again by the scanner's own reader, a PDF by another library's too, before it goes out, and
# does not where anything can still be found in it that was neither covered nor made under a key,
# or a value that was covered.
from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from classify import ColumnLabel, Recognisers, grade
from classify.sketch import shape
from connectors import (
    covered_document,
    discover,
    document_seen,
    document_texts,
    read,
    write_bytes,
)
from masking import (
    AGREEING,
    BITS_OF_A_TOKEN,
    OPERATORS,
    Mark,
    Plan,
    PlannedColumn,
    masked_passages,
    plan,
    style_of,
)
from masking.mask import mask
from policies import Policies
from schema import (
    Access,
    DatasetFinding,
    FieldFinding,
    LabelRate,
    Level,
    RefusedError,
    Sample,
    Skipped,
    SourceError,
    Span,
    Table,
)

from .echoes import is_telling, with_echoes
from .lint import compiled
from .preview import Preview
from .shareable import SCAN_AGAIN, Shareable
from .span_finder import spans_in

__all__ = ["DocumentPlan", "planned_document", "preview_document", "write_document"]

_BEYOND = frozenset({Level.IMPORTANT_CANDIDATE, Level.IMPORTANT, Level.CORE})
_COVERED = "*"
_GONE = "values that were covered"
# From so many characters on a value that we made is told from one that only looks like it.
_LONG = 6
_PREVIEWED = 5
# One in 2^50: with a thousand recipients and some columns still far below one in a million.
_TELLING_BITS = 50


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """A plan for each label that was found in a document, the finding it is for, and where what
    was found stands: texts, and the spans in each.
    """

    plan: Plan
    finding: DatasetFinding
    texts: Sequence[str] = field(repr=False)
    places: Sequence[Sequence[Span]] = field(repr=False)
    recognisers: Recognisers = field(repr=False)


def planned_document(chosen: Shareable, policies: Policies, purpose: str) -> DocumentPlan:
    """What becomes of what is found in the document.

    Raises RefusedError for a document of important or core data, SourceError where it cannot be
    read.
    """
    if chosen.finding.level in _BEYOND:
        raise RefusedError(
            f"purpose {purpose} cannot share {chosen.finding.name}: it is graded "
            f"{chosen.finding.level.value}, and nothing of a text of that grade is shown"
        )
    recognisers = compiled(policies)
    texts = document_texts(chosen.table, chosen.access)
    places = spans_in(texts, recognisers)
    labels = sorted({span.label for spans in places for span in spans})
    columns, fields = [], []
    for label in labels:
        finding = _labelled(chosen, label, policies)
        column = _decided(finding, policies, purpose)
        fields.append(finding.fields[0])
        columns.append(column or _withheld(finding.fields[0]))
    whole = replace(chosen.finding, fields=tuple(fields))
    return DocumentPlan(Plan(purpose, tuple(columns)), whole, texts, places, recognisers)


def preview_document(
    chosen: Shareable, document: DocumentPlan, keys: Mapping[str, bytes]
) -> tuple[Preview, ...]:
    """Some values of each label, by their shapes, and what would stand in their places."""
    held: dict[str, dict[str, Span]] = {}
    for text, spans in zip(document.texts, document.places, strict=True):
        for span in spans:
            held.setdefault(span.label, {}).setdefault(text[span.start : span.end], span)
    planned = {
        column.label: column for column in document.plan.columns if column.operator != "redact"
    }
    told = []
    for column in document.plan.columns:
        some = dict(list(held[column.label].items())[:_PREVIEWED])
        before = tuple(map(shape, some))
        after = before
        if column.operator != "keep":
            under = keys, None
            after = tuple(_shown(chosen.table, list(some), list(some.values()), planned, under))
        told.append(Preview(column.name, column.operator, before, after))
    return tuple(told)


def write_document(
    chosen: Shareable,
    document: DocumentPlan,
    under: tuple[Mapping[str, bytes], Mark | None],
    places: tuple[Path, Path],
    tell: Callable[[str], None],
) -> int:
    """The number of texts in the document that was written; `under` are the keys and the mark
    that it is to carry, `places` the name it will have and the one it is written under. `tell`
    hears where there is too little in it to carry a mark that names anybody.

    Raises RefusedError where something can still be found in it or the source changed,
    SourceError where it cannot be read or written.
    """
    table, (output, staging), mark = chosen.table, places, under[1]
    planned = {
        column.label: column for column in document.plan.columns if column.operator != "redact"
    }
    kept = {label for label, column in planned.items() if column.operator == "keep"}
    made: set[str] = set()
    marked: set[tuple[str, str]] = set()
    gone: set[str] = set()
    edits = []
    for number, (text, spans) in enumerate(_all_places(document, kept)):
        if spans:
            values = [text[span.start : span.end] for span in spans]
            shown = _shown(table, values, spans, planned, under)
            made |= set(shown)
            marked |= {(span.label, new) for span, new in zip(spans, shown, strict=True)}
            gone |= {value for value, new in zip(values, shown, strict=True) if value not in new}
            edits.append(
                (
                    number,
                    [(span.start, span.end, new) for span, new in zip(spans, shown, strict=True)],
                )
            )
    try:
        write_bytes(covered_document(table, chosen.access, edits), str(staging))
        # What a rule leaves to be seen of one value may be another one, as a county is.
        left = "\n".join(made)
        look = _Look(document.recognisers, made, kept, {one for one in gone if one not in left})
        found = look.at(staging, table)
    except SourceError as error:
        # People know the copy by the name it was to have.
        source = str(output) if error.source == str(staging) else error.source
        raise SourceError(error.problem, source=source) from None
    if found:
        told = "; ".join(f"column text still holds {label}" for label in found)
        raise RefusedError(
            f"{document.finding.name}: the copy was looked at before it was handed out, and {told}. "
            "It is not handed out"
        )
    for now in discover(chosen.location, chosen.access):
        if isinstance(now, Table) and now.fingerprint == table.fingerprint:
            if mark is not None and (few := _few_marks(marked, mark)):
                tell(few)
            return len(document.texts)
    raise RefusedError(f"{table.place} changed while it was read: {SCAN_AGAIN}")


def _all_places(document: DocumentPlan, kept: set[str]) -> Iterator[tuple[str, list[Span]]]:
    """Each text with what is covered in it: what was found there, and the same values elsewhere."""
    hidden = [[span for span in spans if span.label not in kept] for spans in document.places]
    values = {
        text[span.start : span.end]: span.label
        for text, spans in zip(document.texts, hidden, strict=True)
        for span in spans
    }
    yield from zip(document.texts, with_echoes(document.texts, hidden, values), strict=True)


def _shown(
    table: Table,
    values: Sequence[str],
    spans: Sequence[Span],
    planned: Mapping[str, PlannedColumn],
    under: tuple[Mapping[str, bytes], Mark | None],
) -> list[str]:
    """What stands in the place of each value."""
    whole = [
        [Span(span.label, 0, len(value), span.score)]
        for span, value in zip(spans, values, strict=True)
    ]
    try:
        return masked_passages(values, whole, planned, *under)
    except ValueError as error:
        raise RefusedError(f"{table.place}: {error}") from None


def _few_marks(made: Collection[tuple[str, str]], mark: Mark) -> str:
    """What there is to say of a copy that holds few marks, "" of others."""
    bits = sum(BITS_OF_A_TOKEN for label, _ in made if label in mark.tokens)
    bits += sum(AGREEING for label, _ in made if label in mark.stand_ins)
    if bits >= _TELLING_BITS:
        return ""
    return "this copy holds so few values that its mark alone may not name its recipient"


@dataclass(frozen=True, slots=True)
class _Look:
    """A document looked at again: `made` is what we wrote in it, `kept` are labels to be seen,
    `gone` the values that must not be there.
    """

    recognisers: Recognisers = field(repr=False)
    made: set[str] = field(repr=False)
    kept: set[str]
    gone: set[str] = field(repr=False)

    def at(self, path: Path, table: Table) -> list[str]:
        """What is found there and must not be, by label or as a value that was covered."""
        if not path.stat().st_size:
            return []
        gone = sorted(filter(is_telling, self.gone))
        seen, held = document_seen(str(path), table, Access(), gone)
        texts = [*seen, *_texts_in(path)]
        index = with_echoes(texts, [[] for _ in texts], dict.fromkeys(gone, _GONE))
        found = {_GONE} if held or any(index) else set()
        return sorted(found | self._labels(texts))

    def _labels(self, texts: Sequence[str]) -> set[str]:
        """Labels of what is found, and is neither covered, made by us nor to be seen."""
        found: set[str] = set()
        long = [one for one in self.made if len(one) >= _LONG]
        for text, spans in zip(texts, spans_in(texts, self.recognisers), strict=True):
            for span in spans:
                value = text[span.start : span.end]
                around = text[max(span.start - 1, 0) : span.end + 1]
                ours = value in self.made or any(one in value for one in long)
                if span.label in self.kept or _COVERED in around or ours:
                    continue
                whole: pa.Array[Any] = pa.array([value], pa.string())
                if mask(whole, style_of(span.label)).to_pylist() != [value]:
                    found.add(span.label)
        return found


def _texts_in(path: Path) -> list[str]:
    """What the scanner's own reader sees."""
    (table,) = [each for each in discover(str(path), Access()) if isinstance(each, Table)]
    texts: list[str] = []
    for part in read(table, Sample(rows=None), Access()):
        if not isinstance(part, Skipped):
            texts += [str(text) for text in part.column("text").to_pylist()]
    return texts


def _withheld(column: FieldFinding) -> PlannedColumn:
    return PlannedColumn(
        column.name, column.label or "", column.level, "redact", {}, "no rule fits it"
    )


def _decided(finding: DatasetFinding, policies: Policies, purpose: str) -> PlannedColumn | None:
    """The label's plan, None where no rule fits it by itself."""
    try:
        decided = plan(
            finding,
            policies.purposes[purpose],
            categories=policies.categories,
            subjects=policies.subjects,
        )
    except RefusedError:
        return None
    (column,) = decided.columns
    return None if OPERATORS[column.operator].whole else column


def _labelled(chosen: Shareable, label: str, policies: Policies) -> DatasetFinding:
    """A finding of one column that holds nothing but this."""
    column = ColumnLabel(
        label, "string", "", label, (LabelRate(label, 1.0, 1.0),), 1.0, 1.0, 1, 0, None, "", ()
    )
    return grade(
        chosen.table,
        [column],
        rows=None,
        sampled=1,
        rows_exact=False,
        complete=False,
        policies=policies,
        profile=policies.profiles[chosen.finding.profile],
        unit=chosen.finding.unit,
        dataset_id=chosen.finding.id,
    )
