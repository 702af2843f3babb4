# A delimited text keeps every byte that nobody set out to change.
from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import discover, keeps_dialect, kept_dialect, opening, read, rewritten, stretches
from connectors.kept_dialect import Stretch
from schema import Access, Sample, Skipped, Table

NAMES = ["编号", "姓名", "备注"]
CELL = st.text(alphabet="ab1 张,;\"'\n\r\t|\\好", max_size=6)
ROWS = st.lists(st.tuples(st.integers(0, 9), CELL, CELL), min_size=1, max_size=12)


def one(path: Path) -> Table:
    (table,) = [each for each in discover(str(path), Access()) if isinstance(each, Table)]
    return table


def copied(table: Table, shown=lambda batch: batch, changed: tuple[str, ...] = (), names=None):
    names = names or [column.name for column in table.columns]
    parts = [opening(table, names)]
    for stretch in stretches(table, Access()):
        assert isinstance(stretch, Stretch), stretch
        parts.append(rewritten(table, stretch, shown(stretch.batch), changed))
    return b"".join(parts)


def cells(raw: bytes, encoding: str, **dialect) -> list[list[str]]:
    text = raw.decode(encoding).lstrip("\ufeff")
    return list(csv.reader(io.StringIO(text, newline=""), **dialect))


@settings(max_examples=120, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16-le"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    ended=st.booleans(),
    block=st.sampled_from([16, 64, 4 << 20]),
)
def test_what_is_kept_keeps_its_bytes(  # noqa: PLR0917  one for each way of writing
    tmp_path: Path, rows, delimiter, line_end, encoding, quoting, ended, block
) -> None:
    if quoting == csv.QUOTE_MINIMAL:
        # A bare CR is not quoted by this writer, and ends a record.
        rows = [tuple(str(cell).replace("\r", "") for cell in row) for row in rows]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows([NAMES, *rows])
    written = text.getvalue() if ended else text.getvalue().removesuffix(line_end)
    mark = "\ufeff" if encoding == "utf-16-le" else ""
    raw = (mark + written).encode(encoding)
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    table = one(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kept_dialect, "_BLOCK", block)
        if any(isinstance(part, Skipped) for part in read(table, Sample(rows=None), Access())):
            # Read as another dialect, in which rows are ragged: no copy is made of that.
            assert any(isinstance(part, Skipped) for part in stretches(table, Access()))
            return
        assert copied(table) == raw
        if [column.name for column in table.columns] != NAMES or table.options["quote"] != '"':
            return

        def covered(batch: pa.RecordBatch) -> pa.RecordBatch:
            names = pa.array([f'某{delimiter}"{n}' for n in range(batch.num_rows)])
            return batch.set_column(1, "姓名", names)

        masked = copied(table, covered, ("姓名",))
        before = cells(raw, encoding, delimiter=delimiter)
        after = cells(masked, encoding, delimiter=delimiter)
        assert [[row[0], *row[2:]] for row in after if row] == [
            [row[0], *row[2:]] for row in before if row
        ]
        # With the masked cells put back as they were, every byte is what it was.
        again = tmp_path / "again.csv"
        again.write_bytes(masked)
        originals = iter(part.batch for part in stretches(table, Access()))
        whole = pa.Table.from_batches(list(originals)).combine_chunks().column(1)
        at = 0

        def put_back(batch: pa.RecordBatch) -> pa.RecordBatch:
            nonlocal at
            at += batch.num_rows
            back = whole.slice(at - batch.num_rows, batch.num_rows).combine_chunks()
            return batch.set_column(1, "姓名", back)

        if quoting == csv.QUOTE_ALL and one(again).options == table.options:
            assert copied(one(again), put_back, ("姓名",)) == raw


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        (["姓名", "备注"], "姓名,备注\r\n张,x\r\n"),
        (["编号", "备注"], "编号,备注\r\n1,x\r\n"),
        (["编号", "姓名"], "编号,姓名\r\n1,张\r\n"),
        (["编号"], "编号\r\n1\r\n"),
        (["备注"], "备注\r\nx\r\n"),
    ],
)
def test_a_column_that_is_left_out_takes_one_delimiter_along(
    tmp_path: Path, names: list[str], wanted: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("编号,姓名,备注\r\n1,张,x\r\n".encode("gb18030"))
    table = one(path)
    assert copied(table, lambda batch: batch.select(names), names=names).decode("gb18030") == wanted


def test_titles_above_a_table_are_left_out_and_no_header_is_made_up(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("填表人:张三\n编号,姓名\n1,李四\n2,王五\n", encoding="utf-8")
    assert copied(one(path)).decode() == "编号,姓名\n1,李四\n2,王五\n"
    path.write_text("1,13800138000\n2,13800138001\n", encoding="utf-8")
    assert copied(one(path)) == path.read_bytes()


def test_a_value_that_the_text_cannot_hold_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,"5\n2,6\n', encoding="utf-8")
    table = one(path)
    assert table.options["quote"] == ""
    (stretch,) = stretches(table, Access())
    assert isinstance(stretch, Stretch)
    shown = stretch.batch.set_column(0, "a", pa.array(["x,y", "z"]))
    with pytest.raises(ValueError, match="column a: a masked value has the text's delimiter"):
        rewritten(table, stretch, shown, ["a"])


def test_an_empty_cell_alone_in_its_row_stays_a_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("姓名\n张三\n李四\n", encoding="utf-8")
    table = one(path)
    hidden = copied(
        table, lambda b: pa.record_batch([pa.nulls(b.num_rows, pa.string())], ["姓名"]), ("姓名",)
    )
    assert hidden.decode() == '姓名\n""\n""\n'


def test_only_the_same_suffix_keeps_the_dialect(tmp_path: Path) -> None:
    path = tmp_path / "t.CSV"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert keeps_dialect(one(path), "copy.csv")
    assert not keeps_dialect(one(path), "copy.tsv")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"a,b\n1,2\n3\n4,5\n", "1 of 3 rows have another number of fields, first at data row"),
        (b"a,b\n" + b"x,y\n" * 50 + b"\xff\xff,y\nx,y\n", "wrong encoding at byte"),
    ],
)
def test_what_cannot_be_read_is_said_as_the_reader_says_it(
    tmp_path: Path, raw: bytes, told: str
) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(raw)
    *_, last = stretches(one(path), Access())
    assert isinstance(last, Skipped)
    assert told in last.error
