# Masked copies are known again by their digest, their recipient's mark, or their masked columns;
# what is not masked is none.
import csv
from pathlib import Path

import pyarrow as pa
import pytest
from catalogued_people import ASKED, ROWS, catalogue, make_settings, write_csv

from operations import Settings, apply_share
from operations.copy_finder import copy_finder
from operations.recording import Book
from schema import Level, Share

# What a copy of before marks was, or one by a purpose that marks on request alone.
UNMARKED = """
header: {id: unmarked, title: {zh: 一, en: one}, owner: t, created: 2026-11-01, maturity: stable,
  source: made up, gaps: none}
purposes:
  - id: unmarked
    title: {zh: 不带水印, en: unmarked}
    watermark: {copies: asked}
    rules:
      - {id: u-ids, labels: [cn.id18], operator: keyed_hash, parameters: {domain: person_id}, reason: {zh: 一, en: joins}}
      - {id: u-names, labels: [person.name], operator: mask, parameters: {style: name}, reason: {zh: 二, en: surname}}
      - {id: u-phones, labels: [cn.mobile], operator: mask, parameters: {style: mobile}, reason: {zh: 三, en: shortened}}
      - {id: u-open, levels: [general-1], operator: keep, reason: {zh: 四, en: open}}
      - {id: u-rest, operator: redact, reason: {zh: 五, en: withheld}}
"""
LEFT = {name: value for name, value in ASKED.items() if name != "recipient"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_settings(tmp_path)
    rows = [[str(110105194912310020 + row), *ROWS[0][1:]] for row in range(30)]
    write_csv(tmp_path / "people.csv", rows)
    catalogue(made, tmp_path / "people.csv", rows=30)
    return made


def share(settings: Settings, recipient: str, **more: str) -> Path:
    output = settings.home.parent / f"{recipient}.csv"
    source = str(settings.home.parent / "people.csv")
    apply_share(settings, source, recipient=recipient, output=output, **{**LEFT, **more})
    return output


def unmarked(settings: Settings, recipient: str) -> Path:
    assert settings.policies is not None
    (settings.policies / "masking" / "unmarked.yaml").write_text(UNMARKED, encoding="utf-8")
    return share(settings, recipient, purpose="unmarked")


def rows_of(path: Path) -> pa.RecordBatch:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return pa.RecordBatch.from_pylist([*csv.DictReader(file)])


def test_without_shares_there_is_nothing_to_know(settings: Settings) -> None:
    with Book(settings.home) as book:
        assert copy_finder(book) is None


def test_the_very_file_is_known_by_its_digest(settings: Settings) -> None:
    copy = share(settings, "市医保局")
    with Book(settings.home) as book:
        find = copy_finder(book)
        (own,) = book.list(Share)
    found = find(copy.read_bytes(), None)
    assert (found.how, found.shares, found.recipients) == ("digest", (own.id,), ("市医保局",))
    assert (found.rows, found.datasets, found.level) == (30, (own.dataset,), Level.GENERAL_2)
    assert find(copy.read_bytes() + b"\n", None) is None


def test_its_rows_are_known_by_their_masked_columns(settings: Settings) -> None:
    copy = unmarked(settings, "市医保局")
    with Book(settings.home) as book:
        find = copy_finder(book)
    rows = rows_of(copy)
    assert find(b"", rows).how == "form"
    assert find(b"", rows.select(rows.schema.names[:2]).slice(3, 20)).how == "form"
    assert find(b"", rows_of(settings.home.parent / "people.csv")) is None
    assert find(b"", rows.rename_columns([f"c{n}" for n in range(rows.num_columns)])) is None


@pytest.mark.parametrize("column", [0, 1, 2])
def test_with_a_column_in_clear_it_is_no_masked_copy(settings: Settings, column: int) -> None:
    copy = unmarked(settings, "市医保局")
    with Book(settings.home) as book:
        find = copy_finder(book)
    rows, clear = rows_of(copy), rows_of(settings.home.parent / "people.csv")
    name = rows.schema.names[column]
    mixed = rows.set_column(column, name, clear.column(name))
    assert find(b"", mixed) is None


def test_a_marked_copy_names_its_recipient_whatever_its_columns_are_called(
    settings: Settings,
) -> None:
    copies = {name: share(settings, name) for name in ("医保局", "教育局")}
    with Book(settings.home) as book:
        find = copy_finder(book)
    for name, copy in copies.items():
        rows = rows_of(copy)
        found = find(b"", rows.rename_columns([f"c{n}" for n in range(rows.num_columns)]))
        assert (found.how, found.recipients, len(found.shares)) == ("watermark", (name,), 1)
