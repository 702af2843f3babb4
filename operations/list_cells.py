# What can stand in a cell of the lists of responsibility, systems, demands and changes, by the
# names that layouts use: from the store, the findings and the site file, and nowhere else.
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from connectors import product_of
from policies import Demand, Department, System, Title
from schema import DatasetFinding, Share, strictest

from .cells import CELLS, Cell, Row
from .change_words import MEASURES, observed
from .diff import Changed
from .filing import Standing
from .standing_words import between, filing_state, gone_since, occasion_lines, refiling_lines
from .wording import Wording

__all__ = [
    "CHANGE_CELLS",
    "DEMAND_CELLS",
    "LIFE_CELLS",
    "SYSTEM_CELLS",
    "ChangeRow",
    "DemandRow",
    "SystemRow",
]

_SOURCES_SHOWN = 6
_COLUMNS_SHOWN = 20
# What a finding alone says of it.
_STATUS = CELLS["dataset.status"]


@dataclass(frozen=True, slots=True)
class SystemRow:
    """An information system with its data sets; `system` is None for those of none."""

    system: System | None
    department: Department | None
    datasets: tuple[DatasetFinding, ...]
    words: Wording


@dataclass(frozen=True, slots=True)
class DemandRow:
    """A demand for data as the site file has it, or a share, which answers one."""

    demand: Demand | None
    share: Share | None
    dataset: DatasetFinding | None
    department: Department | None
    words: Wording


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A data set's last change."""

    number: int
    changed: Changed
    words: Wording


def _state(row: Row) -> Cell:
    """What the authority knows of it: candidate, identified, filed under a number, changed."""
    standing = row.facts.standings.get(row.dataset.id)
    if standing is None:
        return _STATUS(row)
    lines = (
        filing_state(standing, row.words) or str(_STATUS(row)),
        gone_since(standing, row.words),
    )
    return "\n".join(filter(None, lines))


def _version(row: Row) -> Cell:
    version = row.facts.versions.get(row.dataset.id)
    return "" if version is None else str(version)


def _change(row: Row) -> Cell:
    """What changed since it was filed, or else at its last step."""
    return "\n".join(
        observed(one, row.words)
        for each in row.facts.given(row.dataset.id)
        for one in each.observations
    )


def _occasions(row: Row) -> Cell:
    """The letters of annex J that are given."""
    found = row.facts.given(row.dataset.id)
    return "\n".join(f"{each.trigger.letter} {row.words.of(each.trigger.title)}" for each in found)


def _shares(row: Row) -> Cell:
    """To whom it was handed, when, for what, under which record."""
    return "\n".join(
        f"{each.recipient}  {each.time[:10]}  {row.words.name(each.purpose)}  {each.id}"
        for each in row.facts.shares_of(row.dataset.id)
    )


def _of_system(name: str) -> Callable[[Row], Cell]:
    def cell(row: Row) -> Cell:
        return "" if row.system is None else _text(getattr(row.system, name))

    return cell


LIFE_CELLS: Mapping[str, Callable[[Row], Cell]] = {
    "dataset.status": _state,
    "dataset.version": _version,
    "dataset.change": _change,
    "dataset.occasions": _occasions,
    "dataset.shares": _shares,
    "system.office": _of_system("office"),
    "system.legal_basis": _of_system("legal_basis"),
    "system.sharing": _of_system("sharing"),
    "system.opening": _of_system("opening"),
    "system.duties": _of_system("duties"),
    "system.quality": _of_system("quality"),
    "system.supervisor": _of_system("supervisor"),
}


def _system(name: str) -> Callable[[SystemRow], Cell]:
    def cell(row: SystemRow) -> Cell:
        if row.system is None or name not in row.system.model_fields_set:
            # A flag nobody set is no statement about the system.
            return ""
        return _text(getattr(row.system, name), row.words)

    return cell


def _name(row: SystemRow) -> Cell:
    if row.system is not None:
        return row.system.name
    return row.words.of(Title(zh="（未登记系统的数据）", en="(data of no registered system)"))


def _databases(row: SystemRow) -> Cell:
    """What the site file says, or else where its data sets were found."""
    if row.system is not None and row.system.database:
        return row.system.database
    sources = [
        f"{product_of(each)}  {each}".lstrip()
        for each in dict.fromkeys(each.source for each in row.datasets)
    ]
    more = len(sources) - _SOURCES_SHOWN
    return "\n".join(sources[:_SOURCES_SHOWN] + ([f"… (+{more})"] if more > 0 else []))


def _rows_in_all(row: SystemRow) -> Cell:
    known = [each for each in row.datasets if each.rows is not None]
    if not known:
        return ""
    total = f"{sum(each.rows or 0 for each in known):,}"
    exact = len(known) == len(row.datasets) and all(each.rows_exact for each in known)
    return total if exact else row.words.of(Title(zh=f"约{total}", en=f"about {total}"))


def _storage(row: SystemRow) -> Cell:
    """Bytes of its sources, each counted once, however many tables it holds."""
    sizes: dict[str, int] = {}
    for each in row.datasets:
        if each.size_bytes is not None:
            sizes[each.source] = max(each.size_bytes, sizes.get(each.source, 0))
    return f"{sum(sizes.values()) / 1e6:,.1f} MB" if sizes else ""


def _level(row: SystemRow) -> Cell:
    return row.words.level(strictest(each.level for each in row.datasets)) if row.datasets else ""


def _persons_at_least(row: SystemRow) -> Cell:
    """Of the largest data set: the same person may stand in several."""
    persons = max((each.persons or 0 for each in row.datasets), default=0)
    if not persons:
        return ""
    return row.words.of(Title(zh=f"不少于{persons:,}", en=f"at least {persons:,}"))


SYSTEM_CELLS: Mapping[str, Callable[[SystemRow], Cell]] = {
    "system.id": _system("id"),
    "system.name": _name,
    "system.builder": _system("builder"),
    "system.operator": _system("operator"),
    "system.department": lambda row: row.department.name if row.department else "",
    "system.protection_level": _system("protection_level"),
    "system.critical": _system("critical"),
    "system.location": _system("location"),
    "system.databases": _databases,
    "system.tables": lambda row: len(row.datasets) if row.datasets else "",
    "system.fields": lambda row: sum(len(each.fields) for each in row.datasets) or "",
    "system.rows": _rows_in_all,
    "system.storage": _storage,
    "system.level": _level,
    "system.persons": _persons_at_least,
    "system.interfaces": _system("interfaces"),
    "system.upstream": _system("upstream"),
    "system.downstream": _system("downstream"),
    "system.log_months": _system("log_months"),
    "system.backup": _system("backup"),
    "system.status": _system("status"),
}


def _demand(name: str, shared: Callable[[DemandRow, Share], Cell]) -> Callable[[DemandRow], Cell]:
    """What the site file says of a demand, or what the record of a share does."""

    def cell(row: DemandRow) -> Cell:
        if row.demand is not None:
            return _text(getattr(row.demand, name))
        assert row.share is not None
        return shared(row, row.share)

    return cell


def _nothing(_row: DemandRow, _share: Share) -> Cell:
    return ""


def _resources(row: DemandRow, share: Share) -> Cell:
    """The data set and the columns that were handed out."""
    name = share.dataset if row.dataset is None else row.dataset.name
    columns = [each.name for each in share.columns if each.operator != "drop"]
    return f"{name}{between(row.words)}{_listed(columns, row.words)}"


def _left_out(row: DemandRow, share: Share) -> Cell:
    columns = [each.name for each in share.columns if each.operator == "drop"]
    if not columns:
        return ""
    return row.words.of(Title(zh="未提供：", en="left out: ")) + _listed(columns, row.words)


def _masking(row: DemandRow, share: Share) -> Cell:
    level = strictest(each.level for each in share.columns)
    ways: dict[str, list[str]] = {}
    for each in share.columns:
        ways.setdefault(each.operator, []).append(each.name)
    lines = [row.words.level(level)]
    lines += [
        f"{row.words.name(way)}{between(row.words)}{_listed(names, row.words)}"
        for way, names in ways.items()
    ]
    return "\n".join(lines)


def _provider(row: DemandRow, _share: Share) -> Cell:
    return "" if row.department is None else row.department.name


DEMAND_CELLS: Mapping[str, Callable[[DemandRow], Cell]] = {
    "demand.id": _demand("id", lambda _, share: share.id),
    "demand.department": _demand("department", lambda _, share: share.recipient),
    "demand.matter": _demand("matter", lambda row, share: row.words.name(share.purpose)),
    "demand.legal_basis": _demand("legal_basis", lambda _, share: share.legal_basis),
    "demand.resources": _demand("resources", _resources),
    "demand.frequency": _demand("frequency", _nothing),
    "demand.deadline": _demand("deadline", _nothing),
    "demand.purpose": _demand("purpose", lambda row, share: row.words.name(share.purpose)),
    "demand.necessity": _demand("necessity", _left_out),
    "demand.provider": _demand("provider", _provider),
    "demand.masking": _demand("masking", _masking),
    "demand.mode": _demand("mode", lambda row, _: row.words.of(Title(zh="文件", en="file"))),
    "demand.status": _demand(
        "status", lambda row, _: row.words.of(Title(zh="已提供", en="provided"))
    ),
    "demand.reply": _demand("reply", lambda _, share: f"{share.approver}\n{share.time[:10]}"),
    "demand.destruction": _demand("destruction", lambda _, share: share.expires),
}


def _shift(name: str) -> Callable[[ChangeRow], Cell]:
    def cell(row: ChangeRow) -> Cell:
        change = row.changed.change
        then, now = (
            None if each is None else getattr(each, name) for each in (change.before, change.after)
        )
        if then == now:
            return "" if now is None else f"{now:,}"
        return f"{_figure(then)} -> {_figure(now)}{_ratio(then, now)}"

    return cell


def _levels(row: ChangeRow) -> Cell:
    change = row.changed.change
    levels = [each.level for each in (change.before, change.after) if each is not None]
    return " -> ".join(dict.fromkeys(row.words.level(each) for each in levels))


def _fields_changed(row: ChangeRow) -> Cell:
    change, words = row.changed.change, row.words
    lines = []
    for title, fields in (
        (Title(zh="新增", en="added"), change.fields_added),
        (Title(zh="删除", en="removed"), change.fields_removed),
    ):
        if fields:
            names = _listed([each.name for each in fields], words)
            lines.append(f"{words.of(title)}{between(words)}{names}")
    renamed = [f"{p.before.name} -> {p.after.name}" for p in change.fields_changed if p.renamed]
    if renamed:
        title = Title(zh="更名", en="renamed")
        lines.append(f"{words.of(title)}{between(words)}{_listed(renamed, words)}")
    return "\n".join(lines)


def _given(row: ChangeRow) -> Cell:
    return "\n".join(occasion_lines(row.changed.occasions, row.words))


def _refiling(row: ChangeRow) -> Cell:
    standing = row.changed.standing
    if standing.filing is None:
        return ""
    if not standing.rules:
        return row.words.of(Title(zh="否", en="no"))
    rules = "\n".join(refiling_lines(standing, row.words))
    title = Title(zh=f"是，{standing.due}前\n{rules}", en=f"yes, by {standing.due}\n{rules}")
    return row.words.of(title)


def _filed(standing: Standing) -> Cell:
    filing = standing.filing
    return "" if filing is None else f"{filing.number}\n{filing.filed}"


CHANGE_CELLS: Mapping[str, Callable[[ChangeRow], Cell]] = {
    "change.number": lambda row: row.number,
    "change.dataset": lambda row: row.changed.change.finding.name,
    "change.id": lambda row: row.changed.change.finding.id,
    "change.source": lambda row: row.changed.change.finding.source,
    **{f"change.{name}": _shift(name) for name in MEASURES if name != "size_bytes"},
    "change.level": _levels,
    "change.fields": _fields_changed,
    "change.occasions": _given,
    "change.filed": lambda row: _filed(row.changed.standing),
    "change.refiling": _refiling,
}


def _figure(number: int | None) -> str:
    return "-" if number is None else f"{number:,}"


def _ratio(before: int | None, after: int | None) -> str:
    return f" ({(after - before) / before:+.0%})" if before and after is not None else ""


def _listed(names: Sequence[str], words: Wording) -> str:
    shown = words.of(Title(zh="、", en=", ")).join(names[:_COLUMNS_SHOWN])
    more = len(names) - _COLUMNS_SHOWN
    return f"{shown} … (+{more})" if more > 0 else shown


def _text(value: object, words: Wording | None = None) -> Cell:
    if isinstance(value, bool) and words is not None:
        return words.of(Title(zh="是", en="yes") if value else Title(zh="否", en="no"))
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    if value is None:
        return ""
    return value if isinstance(value, int | str) else str(value)
