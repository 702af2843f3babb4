# Archives as sources: what is in them is read as it would be outside, down to the limits.
from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from packed_files import PACKED, locked_zip, tarred, zipped

from connectors import archive, discover, read
from connectors.archive import check
from schema import Access, Limits, Sample, Skipped, SourceError, Table

CSV = "姓名,电话\n张三,13812345678\n李四,13912345678\n".encode()
ROWS = [{"姓名": "张三", "电话": "13812345678"}, {"姓名": "李四", "电话": "13912345678"}]


def sqlite_bytes() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE 人员 (姓名, 电话)")
    connection.executemany("INSERT INTO 人员 VALUES (?, ?)", [tuple(row.values()) for row in ROWS])
    raw = connection.serialize()
    connection.close()
    return raw


def parquet_bytes() -> bytes:
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_pylist(ROWS), sink)
    return sink.getvalue().to_pybytes()


def workbook_bytes(path: Path) -> bytes:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("一")
        sheet.write_row(0, 0, list(ROWS[0]))
        for place, row in enumerate(ROWS, start=1):
            sheet.write_row(place, 0, list(row.values()))
    return path.read_bytes()


def test_every_kind_is_read_as_outside(
    tmp_path: Path, file_of: Callable[..., Path], take: Callable
) -> None:
    members = {
        "西安/a.csv": CSV,
        "b.json": b'[{"x": 1}]',
        "c.db": sqlite_bytes(),
        "d.parquet": parquet_bytes(),
        "e.xlsx": workbook_bytes(tmp_path / "e.xlsx"),
        "f.csv.gz": PACKED["gzip"](CSV),
        "g.py": b"token = 1\n",
        "photo.xyz": b"x",
    }
    path = file_of(zipped(members), "包.zip")
    found = take(path)
    assert found.skipped == []
    assert [table.name for table in found.tables] == [
        "包.zip#西安/a.csv",
        "包.zip#b.json",
        "包.zip#c.db#人员",
        "包.zip#d.parquet",
        "包.zip#e.xlsx#一",
        "包.zip#f.csv.gz",
        "包.zip#g.py",
    ]
    assert [table.place.removeprefix(str(path)) for table in found.tables][4] == "#e.xlsx#一"
    assert {table.source for table in found.tables} == {str(path)}
    assert {table.kind for table in found.tables} == {"archive"}
    assert [row for row in found.rows if "姓名" in row] == ROWS * 5


@pytest.mark.parametrize("packing", PACKED)
def test_a_packed_table_is_the_table(
    packing: str, file_of: Callable[..., Path], take: Callable
) -> None:
    found = take(file_of(PACKED[packing](CSV), f"a.csv.{packing}"))
    suffixes = {"gzip": ".gz", "bzip2": ".bz2", "xz": ".xz", "zstd": ".zst", "lz4": ".lz4"}
    found = take(file_of(PACKED[packing](CSV), f"a.csv{suffixes[packing]}"))
    assert found.rows == ROWS
    assert found.table.name == f"a.csv{suffixes[packing]}"
    assert found.table.place == found.table.source


def test_archives_in_archives_are_read(file_of: Callable[..., Path], take: Callable) -> None:
    inner = tarred({"西/x.csv": CSV, "y.zip": zipped({"z.csv": CSV})}, "w:gz")
    found = take(file_of(zipped({"p/in.tar.gz": inner, "q.csv": CSV}), "a.zip"))
    assert [table.name for table in found.tables] == [
        "a.zip#p/in.tar.gz#西/x.csv",
        "a.zip#p/in.tar.gz#y.zip#z.csv",
        "a.zip#q.csv",
    ]
    assert found.rows == ROWS * 3


def test_a_container_is_taken_out_once_for_all_it_holds(
    file_of: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = {f"{n}.csv": CSV for n in range(9)}
    path = file_of(tarred(inner, "w:gz"), "a.tgz")
    tables = [each for each in discover(str(path), Access()) if isinstance(each, Table)]
    taken = []
    spill = archive.Spill

    def counted(suffix: str = "", *, named: bool = False) -> object:
        taken.append(suffix)
        return spill(suffix, named=named)

    monkeypatch.setattr(archive, "Spill", counted)
    archive._TAKEN.clear()
    for table in tables:
        assert sum(part.num_rows for part in read(table, Sample(), Access())) == 2
    assert taken.count(".tar") == 1
    assert taken.count(".csv") == 9
    archive._TAKEN.clear()


def test_two_members_of_one_name_are_two_tables(
    file_of: Callable[..., Path], take: Callable
) -> None:
    raw = zipped({"a.csv": CSV, "b.csv": b"x,y\n1,2\n"}).replace(b"b.csv", b"a.csv")
    found = take(file_of(raw, "a.zip"))
    assert [table.name for table in found.tables] == ["a.zip#a.csv", "a.zip#a.csv (2)"]
    assert found.rows == [*ROWS, {"x": "1", "y": "2"}]


def test_mail_is_its_text_and_its_files(file_of: Callable[..., Path], take: Callable) -> None:
    message = EmailMessage()
    message["Subject"] = "名单"
    message.set_content("电话 13812345678")
    message.add_attachment(CSV, maintype="text", subtype="csv", filename="名单.csv")
    inner = EmailMessage()
    inner["Subject"] = "转发"
    inner.set_content("内")
    message.add_attachment(inner)
    found = take(file_of(message.as_bytes(), "a.eml"))
    assert [table.name for table in found.tables] == [
        "a.eml",
        "a.eml#名单.csv",
        "a.eml#attachment-2.eml",
    ]
    assert [row for row in found.rows if "姓名" in row] == ROWS
    assert [row["text"] for row in found.rows if "text" in row] == [
        "名单",
        "电话 13812345678",
        "转发",
        "内",
    ]


def skipped_of(path: Path, **limits: int) -> dict[str, str]:
    """What is skipped in finding and reading, by its place in the archive."""
    access = Access(limits=Limits(**limits))
    skipped = {}
    for found in discover(str(path), access):
        parts = [found] if isinstance(found, Skipped) else read(found, Sample(), access)
        for part in parts:
            if isinstance(part, Skipped):
                skipped[part.source.removeprefix(str(path))] = part.error
    return skipped


def nested(depth: int) -> bytes:
    raw = zipped({"x.csv": CSV})
    for _ in range(depth - 1):
        raw = zipped({"x.zip": raw})
    return raw


BIG = b"a,b\n" + b"1,2\n" * 8_000_000


@pytest.mark.parametrize(
    ("raw", "name", "limits", "skipped"),
    [
        pytest.param(
            locked_zip({"a.csv": CSV}), "a.zip", {},
            {"#a.csv": "is protected by a password"}, id="a password",
        ),
        pytest.param(
            zipped({"a.csv": CSV})[:-25], "a.zip", {}, {"": "is damaged or cut off"}, id="cut off"
        ),
        pytest.param(
            nested(6), "a.zip", {},
            {"#x.zip" * 5: "lies more than 5 archives deep"}, id="too deep",
        ),
        pytest.param(
            PACKED["gzip"](BIG), "a.csv.gz", {},
            {"": "unpacks to more than 200 times its size"}, id="a bomb",
        ),
        pytest.param(
            zipped({"a.zip": zipped({"x.csv": BIG, "y.csv": CSV})}), "a.zip", {"max_unpacked_bytes": 1 << 20},
            {"#a.zip#x.csv": "unpacks to more than 1 MiB", "#a.zip": "unpacks to more than 1 MiB: the rest is not read"},
            id="a bomb further in",
        ),
        pytest.param(
            zipped({f"{n}.csv": CSV for n in range(4)}), "a.zip", {"max_members": 3},
            {"": "holds more than 3 files: the rest is not read"}, id="many members",
        ),
        pytest.param(
            zipped({"a.zip": zipped({f"{n}.csv": CSV for n in range(4)}), "b.csv": CSV}), "a.zip", {"max_members": 3},
            {"#a.zip": "holds more than 3 files: the rest is not read"}, id="many members further in",
        ),
        pytest.param(
            zipped({"photo.xyz": b"x"}), "a.zip", {}, {"": "holds no file that can be read"},
            id="nothing to read",
        ),
        pytest.param(
            zipped({"a.csv": b"", "b.xlsx": b"rubbish"}), "a.zip", {},
            {"#a.csv": "is empty", "#b.xlsx": "is damaged or cut off: it cannot be read as a workbook"},
            id="what is wrong with members",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(
    raw: bytes,
    name: str,
    limits: dict[str, int],
    skipped: dict[str, str],
    file_of: Callable[..., Path],
) -> None:
    assert skipped_of(file_of(raw, name), **limits) == skipped


def test_depth_that_is_allowed_is_read(file_of: Callable[..., Path], take: Callable) -> None:
    assert take(file_of(nested(5), "a.zip")).rows == ROWS


def test_a_cut_off_packed_table_gives_what_it_has(
    file_of: Callable[..., Path], take: Callable
) -> None:
    raw = PACKED["gzip"](b"".join(b"%d,%d\n" % (n, n * 7919) for n in range(50_000)))
    found = take(file_of(raw[:-1000], "a.csv.gz"))
    assert len(found.rows) > 40_000
    assert set(found.errors) >= {
        "is damaged or cut off: only what stands before the damage is read"
    }


def test_names_that_climb_are_names(file_of: Callable[..., Path], take: Callable) -> None:
    path = file_of(zipped({"../../evil.csv": CSV, "/etc/x.csv": CSV, "..\\y.csv": CSV}), "a.zip")
    before = sorted(path.parent.parent.iterdir())
    found = take(path)
    assert [table.name for table in found.tables] == [
        "a.zip#evil.csv",
        "a.zip#etc/x.csv",
        "a.zip#y.csv",
    ]
    assert sorted(path.parent.parent.iterdir()) == before


def test_nothing_is_left_behind(
    file_of: Callable[..., Path],
    take: Callable,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(aside))
    inner = zipped({"c.db": sqlite_bytes(), "a.csv": CSV})
    assert len(take(file_of(zipped({"in.zip": inner}), "a.zip")).rows) == 4
    archive._TAKEN.clear()
    assert list(aside.iterdir()) == []


def test_check_wants_one_table(file_of: Callable[..., Path]) -> None:
    check(str(file_of(zipped({"a.csv": CSV, "b.csv": b""}), "a.zip")), Access())
    with pytest.raises(SourceError, match=r"a\.zip: is protected by a password"):
        check(str(file_of(locked_zip({"a.csv": CSV}), "a.zip")), Access())
