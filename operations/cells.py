# What can stand in a cell of the workbook, by the names that layouts use: from the
# findings, the site file and nowhere else. What neither says stays empty.
from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from classify.sentence import values_of
from connectors import is_database, product_of
from policies import Department, Site, System, Title
from schema import DatasetFinding, FieldFinding, Level, Reason

from .rates import found_in
from .wording import Wording
from .workbook_facts import Facts

__all__ = ["CELLS", "Cell", "Row"]

Cell = str | int | float

_LEVEL_KINDS = frozenset({"floor", "matrix", "combination", "scale", "factor"})
_DECISIONS = frozenset({"review", "lowered", "overtaken"})
_OUTLINE_NAMES = 12


@dataclass(frozen=True, slots=True)
class Row:
    """What a row is about; `field` is None on a sheet of datasets."""

    number: int
    dataset: DatasetFinding
    field: FieldFinding | None
    site: Site
    system: System | None
    department: Department | None
    words: Wording
    time: str
    facts: Facts = dataclasses.field(default_factory=Facts)


def _rows(row: Row) -> Cell:
    rows = row.dataset.rows
    if rows is None:
        return ""
    return f"{rows:,}" if row.dataset.rows_exact else _about(rows, row.words)


def _size(row: Row) -> Cell:
    size = row.dataset.size_bytes
    if size is None:
        return ""
    for unit, bytes_each in (("GB", 1e9), ("MB", 1e6)):
        if size >= bytes_each:
            return f"{size / bytes_each:,.1f} {unit}"
    return f"{size / 1e3:,.1f} kB"


def _persons(row: Row) -> Cell:
    persons = row.dataset.persons
    if persons is None:
        return ""
    return f"{persons:,}" if row.dataset.persons_exact else _about(persons, row.words)


def _sensitive_persons(row: Row) -> Cell:
    persons = row.dataset.sensitive_persons
    return "" if persons is None else _about(persons, row.words)


def _about(count: int, words: Wording) -> str:
    return words.of(Title(zh=f"约{count:,}", en=f"about {count:,}"))


def _classes(row: Row) -> Cell:
    categories = dict.fromkeys(field.category for field in row.dataset.fields if field.category)
    return "\n".join(_class_path(category, row.words) for category in categories)


def _class_path(category: str, words: Wording) -> str:
    path = words.paths.get(category)
    return "/".join(path) if path else category


def _outline(row: Row) -> Cell:
    labels = dict.fromkeys(field.label for field in row.dataset.fields if field.label)
    names = [row.words.name(label) for label in labels]
    count = len(row.dataset.fields)
    fields = f"{count} {'field' if count == 1 else 'fields'}"
    if not names:
        return row.words.of(Title(zh=f"{count}个字段", en=fields))
    shown = row.words.of(Title(zh="、", en=", ")).join(names[:_OUTLINE_NAMES])
    if len(names) > _OUTLINE_NAMES:
        shown += " …"
    return row.words.of(Title(zh=f"{count}个字段，含{shown}", en=f"{fields}, with {shown}"))


def _factors(row: Row) -> Cell:
    return "\n".join(
        f"{letter} {row.words.factors.get(letter, '')}".strip()
        for letter in row.dataset.important_factors
    )


def _grounds(row: Row) -> Cell:
    """The dataset's own reasons: what raised it and what a person still has to judge."""
    kinds = _LEVEL_KINDS - {"floor"}
    return _sentences([one for one in row.dataset.reasons if one.kind in kinds], row.words)


def _form(row: Row) -> Cell:
    """Table or file, and of which product or format."""
    source = row.dataset.source
    table, file = Title(zh="数据库表", en="database table"), Title(zh="文件", en="file")
    form = row.words.of(table if is_database(source) else file)
    product = product_of(source)
    return (
        row.words.of(Title(zh=f"{form}（{product}）", en=f"{form} ({product})"))
        if product
        else form
    )


def _status(row: Row) -> Cell:
    if row.dataset.level.rank <= Level.IMPORTANT_CANDIDATE.rank:
        return row.words.of(Title(zh="候选", en="candidate"))
    return row.words.of(Title(zh="自认", en="identified by the processor"))


def _highest_fields(row: Row) -> Cell:
    top = max((field.level.rank for field in row.dataset.fields), default=0)
    return ", ".join(field.name for field in row.dataset.fields if field.level.rank == top)


def _critical(row: Row) -> Cell:
    # Only what the operator wrote: an unset flag is no statement about the system.
    if row.system is None or "critical" not in row.system.model_fields_set:
        return ""
    return row.words.of(
        Title(zh="是", en="yes") if row.system.critical else Title(zh="否", en="no")
    )


def _personal(row: Row) -> Cell:
    field = _field(row)
    if field.sensitive:
        return row.words.of(Title(zh="敏感个人信息", en="sensitive personal information"))
    if field.personal:
        return row.words.of(Title(zh="个人信息", en="personal information"))
    return row.words.of(Title(zh="否", en="no"))


def _label(row: Row) -> Cell:
    """The recogniser; in a mixed column each with its share of the filled cells."""
    field = _field(row)
    found = found_in(field, row.words)
    if len(found) == 1 and found[0].leads:
        return row.words.label(found[0].label)
    return "\n".join(f"{row.words.label(one.label)} {one.said}".rstrip() for one in found)


def _confidence(row: Row) -> Cell:
    """How sure the label is; nothing where there is none and nobody said so."""
    field = _field(row)
    return field.confidence if field.label or field.confidence else ""


def _rules(row: Row) -> Cell:
    """The clauses a field's level rests on; the sentence itself where it cites none."""
    reasons = [one for one in _field(row).reasons if one.kind in _LEVEL_KINDS]
    rules = [values_of(one.detail).get("rule", "") for one in reasons]
    cited = dict.fromkeys(row.words.name(rule) for rule in rules if rule)
    return "\n".join(cited) if cited else _sentences(reasons, row.words)


def _number(row: Row) -> Cell:
    return f"{row.dataset.id}.{row.number}"


def _field(row: Row) -> FieldFinding:
    if row.field is None:
        raise ValueError("a value of a field is asked for on a sheet of data sets")
    return row.field


def _reviews(reasons: tuple[Reason, ...], words: Wording) -> str:
    """Who decided what and why, and what such a decision goes below or was overtaken by."""
    between = words.of(Title(zh="：", en=": "))
    return "\n".join(
        words.reason(one)
        if one.kind == "review"
        else f"{words.kind(one.kind)}{between}{words.reason(one)}"
        for one in reasons
        if one.kind in _DECISIONS
    )


def _sentences(reasons: list[Reason], words: Wording) -> str:
    return "\n".join(words.reason(reason) for reason in reasons)


def _of_system(name: str) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        value = "" if row.system is None else getattr(row.system, name)
        return "\n".join(value) if isinstance(value, tuple) else str(value)

    return cell


def _of_department(name: str) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        if row.department is not None:
            return str(getattr(row.department, name))
        # A department the site file names only in its system still has its name.
        return row.system.department if row.system is not None and name == "name" else ""

    return cell


CELLS: Mapping[str, Callable[[Row], Cell]] = {
    "workbook.date": lambda row: row.time[:10],
    "site.name": lambda row: row.site.name,
    "site.uscc": lambda row: row.site.uscc,
    "site.industry": lambda row: row.site.industry,
    "site.region": lambda row: row.site.region,
    "system.name": _of_system("name"),
    "system.data_origin": _of_system("data_origin"),
    "system.update_frequency": _of_system("update_frequency"),
    "system.retention": _of_system("retention"),
    "system.purposes": _of_system("purposes"),
    "system.measures": _of_system("measures"),
    "system.protection_level": _of_system("protection_level"),
    "system.critical": _critical,
    "department.name": _of_department("name"),
    "department.officer": _of_department("officer"),
    "department.contact": _of_department("contact"),
    "dataset.number": lambda row: row.number,
    "dataset.id": lambda row: row.dataset.id,
    "dataset.name": lambda row: row.dataset.name,
    "dataset.comment": lambda row: row.dataset.comment,
    "dataset.source": lambda row: row.dataset.source,
    "dataset.classes": _classes,
    "dataset.level": lambda row: row.words.level(row.dataset.level),
    "dataset.outline": _outline,
    "dataset.factors": _factors,
    "dataset.grounds": _grounds,
    "dataset.rows": _rows,
    "dataset.size": _size,
    "dataset.persons": _persons,
    "dataset.sensitive_persons": _sensitive_persons,
    "dataset.form": _form,
    "dataset.status": _status,
    "dataset.reviews": lambda row: _reviews(row.dataset.reasons, row.words),
    "dataset.highest_fields": _highest_fields,
    "field.number": _number,
    "field.name": lambda row: _field(row).name,
    "field.comment": lambda row: _field(row).comment,
    "field.type": lambda row: _field(row).type,
    "field.example": lambda row: _field(row).example,
    "field.label": _label,
    "field.confidence": _confidence,
    "field.class_path": lambda row: _class_path(_field(row).category, row.words),
    "field.personal": _personal,
    "field.level": lambda row: row.words.level(_field(row).level),
    "field.rules": _rules,
    "field.reviews": lambda row: _reviews(_field(row).reasons, row.words),
}
