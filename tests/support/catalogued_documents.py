# A document in the catalogue, as a scan would have it.
from __future__ import annotations

from pathlib import Path

from classify import dataset_id
from connectors import discover
from operations import Settings
from operations.recording import Book
from schema import Access, Dataset, DatasetFinding, FieldFinding, Level, Table

__all__ = ["catalogued"]


def catalogued(settings: Settings, path: Path, level: Level = Level.GENERAL_3) -> str:
    """The path, once the document is known."""
    (table,) = [each for each in discover(str(path), Access()) if isinstance(each, Table)]
    identifier = dataset_id(table.source, table.name)
    fields = tuple(
        FieldFinding(
            name=column.name, type=column.type, label=None, level=level, confidence=1.0,
            validated=1.0, sampled=3, reasons=(), category="",
        )
        for column in table.columns
    )  # fmt: skip
    finding = DatasetFinding(
        id=identifier, name=table.name, source=table.source, unit="local", level=level,
        fields=fields, rows=3, sampled=3, rows_exact=True, profile="gbt-43697",
    )  # fmt: skip
    record = Dataset(
        id=identifier, unit="local", time="2026-11-01T00:00:00Z", finding=finding, job="j",
        fingerprint=table.fingerprint,
    )  # fmt: skip
    with Book(settings.home) as book:
        book.record([record], action="test", actor="tests", unit="local")
    return str(path)
