# Text as it was written, with what cannot be read left out, counted and said.
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest

from connectors import delimited, discover, read
from connectors.delimited import check
from schema import Access, Sample, Skipped, SourceError, Table

HEAD = "姓名,电话,备注\n"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        pytest.param("NA,null,\n", [["NA", "null", ""]], id="no word is a null and empty is empty"),
        pytest.param('"",1,2\n', [["", "1", "2"]], id="quoted empty is empty too"),
        pytest.param("007,1e5,TRUE\n", [["007", "1e5", "TRUE"]], id="numbers stay text"),
        pytest.param(
            '"a\nb","c""d","e,f"\n',
            [["a\nb", 'c"d', "e,f"]],
            id="quotes hide line ends and delimiters",
        ),
        pytest.param("1,2,3\r\n4,5,6\r\n", [["1", "2", "3"], ["4", "5", "6"]], id="CRLF"),
        pytest.param("1,2,3", [["1", "2", "3"]], id="no line end at the end"),
        pytest.param(
            "1,2,3\n\n4,5,6\n\n", [["1", "2", "3"], ["4", "5", "6"]], id="blank lines are none"
        ),
        pytest.param("a\0b,2,3\n", [["a\0b", "2", "3"]], id="a NUL stays"),
        pytest.param(" a , b ,c\n", [[" a ", " b ", "c"]], id="spaces stay"),
    ],
)
def test_cells_are_as_written(
    text: str, rows: list[list[str]], file_of: Callable[..., Path], take: Callable
) -> None:
    found = take(file_of(HEAD + text))
    assert [list(row.values()) for row in found.rows] == rows
    assert found.skipped == []
    assert found.table.rows == len(rows)
    assert found.table.rows_exact


def test_a_table_says_what_it_is(file_of: Callable[..., Path]) -> None:
    path = file_of(HEAD + "张三,13812345678,\n", "人员.csv")
    (table,) = discover(str(path), Access())
    assert isinstance(table, Table)
    assert (table.source, table.name, table.kind) == (str(path), "人员.csv", "delimited")
    assert [(column.name, column.type) for column in table.columns] == [
        ("姓名", "text"), ("电话", "text"), ("备注", "text"),
    ]  # fmt: skip
    assert table.size_bytes == path.stat().st_size


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_large_file_of_each_encoding_comes_whole(
    encoding: str, file_of: Callable[..., Path], take: Callable
) -> None:
    text = HEAD + "".join(f"张三丰𠮷,{n:011},备注\n" for n in range(60_000))
    found = take(file_of(text.encode(encoding)))
    assert [row["电话"] for row in found.rows] == [f"{n:011}" for n in range(60_000)]
    assert found.rows[-1]["姓名"] == "张三丰𠮷"
    assert abs(found.table.rows - 60_000) < 600
    assert found.table.rows_exact is (encoding != "utf-16")


def test_ragged_rows_are_counted_and_the_others_come(
    file_of: Callable[..., Path], take: Callable
) -> None:
    found = take(file_of(HEAD + "1,2,3\n1,2\n4,5,6\n1,2,3,4\n7,8,9\n"))
    assert [row["姓名"] for row in found.rows] == ["1", "4", "7"]
    assert found.errors == ["2 of 5 rows have another number of fields, first at data row 2"]


def test_wrong_encoding_is_placed_and_its_rows_left_out(
    file_of: Callable[..., Path], take: Callable
) -> None:
    before = (HEAD + "张三,1,2\n" * 50_000).encode()
    found = take(file_of(before + b"\xff\xfe,1,2\n" + "李四,1,2\n".encode()))
    assert len(found.rows) == 50_001
    assert found.rows[-1]["姓名"] == "李四"
    assert found.errors == [f"wrong encoding at byte {len(before)}: 1 of 50002 rows are left out"]


def test_a_quote_left_open_ends_the_reading_with_a_reason(
    file_of: Callable[..., Path], take: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_BLOCK", 64 * 1024)
    text = HEAD + "a,b,c\n" * 60_000 + '"open,1,2\n' + "a,b,c\n" * 60_000
    found = take(file_of(text))
    assert 0 < len(found.rows) <= 60_000
    assert "a quote that is never closed" in found.errors[0]


def test_a_header_alone_is_a_table_without_rows(
    file_of: Callable[..., Path], take: Callable
) -> None:
    found = take(file_of(HEAD))
    assert (found.rows, found.skipped, found.table.rows) == ([], [], 0)


def people(rows: int) -> str:
    return HEAD + "".join(f"张三,{n:011},备注\n" for n in range(rows))


@pytest.fixture(params=["streamed", "blocks"])
def sampled(
    request: pytest.FixtureRequest, file_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Path:
    if request.param == "blocks":
        monkeypatch.setattr(delimited, "_STREAM_WHOLE", 1000)
        monkeypatch.setattr(delimited, "_MIN_BLOCK", 2000)
    return file_of(people(100_000))


def test_a_sample_is_as_large_as_asked_and_its_seeds(sampled: Path, take: Callable) -> None:
    one, again, other = (take(sampled, Sample(500, seed)).rows for seed in (1, 1, 2))
    assert one == again
    assert one != other
    assert 450 <= len(one) <= 500
    assert len({row["电话"] for row in one}) == len(one)
    assert set(one[0]) == {"姓名", "电话", "备注"}


def test_a_sample_comes_from_all_over_the_file(sampled: Path, take: Callable) -> None:
    places = [int(row["电话"]) // 10_000 for row in take(sampled, Sample(500, 3)).rows]
    assert set(places) == set(range(10))
    assert max(places.count(place) for place in range(10)) < 90


def test_a_sample_by_blocks_tells_faults_of_the_file_and_not_its_own(
    file_of: Callable[..., Path], take: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_STREAM_WHOLE", 1000)
    monkeypatch.setattr(delimited, "_MIN_BLOCK", 20_000)
    broken_lines = HEAD + '"张\n三",13812345678,"备\n注"\n' * 100_000
    good = take(file_of(broken_lines), Sample(500))
    assert len(good.rows) == 500
    assert good.rows[0] == {"姓名": "张\n三", "电话": "13812345678", "备注": "备\n注"}
    assert good.skipped == []
    bad = take(file_of(HEAD + "1,2,3\n1,2,3\n1,2\n1,2,3\n" * 100_000), Sample(500))
    assert bad.errors == ["about 25 % of the rows have another number of fields"]


def test_a_disk_that_fails_midway_leaves_what_came_before(
    file_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_of(people(700_000))
    (table,) = discover(str(path), Access())
    assert isinstance(table, Table)
    real = delimited.DecodedStream.read

    def failing(stream: delimited.DecodedStream, size: int = -1) -> bytes:
        if stream._offset > 12_000_000:
            raise OSError(5, "Input/output error")
        return real(stream, size)

    monkeypatch.setattr(delimited.DecodedStream, "read", failing)
    for sample in (Sample(rows=None), Sample(500)):
        *batches, skipped = read(table, sample, Access())
        assert 0 < sum(batch.num_rows for batch in batches) < 700_000
        assert isinstance(skipped, Skipped)
        assert skipped.error.startswith("cannot be read: the device reports an error after ")


def test_lines_longer_than_every_block_are_told(
    file_of: Callable[..., Path], take: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "_STREAM_WHOLE", 1000)
    monkeypatch.setattr(delimited, "_MIN_BLOCK", 1000)
    monkeypatch.setattr(delimited, "_MAX_BLOCK", 1000)
    path = file_of(HEAD + f"{'x' * 5000},1,2\n" * 100)
    with pytest.raises(SourceError, match="holds no row in any of the blocks"):
        take(path, Sample(100))


def test_a_sample_larger_than_the_file_is_the_file(
    file_of: Callable[..., Path], take: Callable
) -> None:
    path = file_of(people(100))
    assert take(path, Sample(5000)).rows == take(path).rows


def test_memory_stays_bounded(file_of: Callable[..., Path]) -> None:
    path = file_of(HEAD + "张三丰李四,13812345678,陕西省西安市雁塔区高新路\n" * 400_000)
    assert path.stat().st_size > 24_000_000
    (table,) = discover(str(path), Access())
    assert isinstance(table, Table)
    most, rows = 0, 0
    before = pa.total_allocated_bytes()
    for batch in read(table, Sample(rows=None), Access()):
        assert not isinstance(batch, Skipped)
        rows += batch.num_rows
        most = max(most, pa.total_allocated_bytes() - before)
    assert rows == 400_000
    assert most < 48_000_000


def test_nothing_at_all_is_an_error(file_of: Callable[..., Path]) -> None:
    path = file_of(people(3))
    (table,) = discover(str(path), Access())
    assert isinstance(table, Table)
    path.unlink()
    with pytest.raises(SourceError, match="does not exist"):
        list(read(table, Sample(), Access()))


def test_check_opens_and_understands(file_of: Callable[..., Path]) -> None:
    check(str(file_of(people(1))), Access())
    with pytest.raises(SourceError, match="is not text in UTF-8, GB18030 or UTF-16"):
        check(str(file_of(bytes(1000))), Access())
