# Bad inputs of every sort, each with a marker in its bad part: what is said about them is
# plain, names the file, and never holds the marker.
from __future__ import annotations

import io
import logging
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from connectors import check, discover, expand, read
from schema import Access, Sample, Skipped, SourceError, Table

MARK = "ZX9SECRET7"
HEAD = "姓名,电话\n张三,13812345678\n"


def parquet_bytes() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"a": [MARK] * 5000}), sink, compression="none", use_dictionary=False)
    return sink.getvalue()


def locked_workbook() -> bytes:
    import msoffcrypto.format.ooxml
    import xlsxwriter

    plain, locked = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet(MARK).write(0, 0, MARK)
    plain.seek(0)
    msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt("x", locked)
    return locked.getvalue()


def sqlite_bytes() -> bytes:
    import sqlite3

    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a TEXT)")
    connection.executemany("INSERT INTO t VALUES (?)", [(MARK * 20,)] * 5000)
    raw = connection.serialize()
    connection.close()
    return raw


BAD = {
    "ragged rows": ("t.csv", f"{HEAD}{MARK},1,2,3\n{MARK}\n".encode(), "another number of fields"),
    "an open quote": ("t.csv", f'{HEAD}"{MARK},1\n{"x,y" * 2_000_000}\n'.encode(), ""),
    "a record too long": (
        "t.csv",
        f'{HEAD}{MARK},"{"x" * 9_000_000}"\n'.encode(),
        "longer than 4 MiB",
    ),
    "wrong bytes": (
        "t.csv",
        HEAD.encode() + f"{MARK}\xff\xfe,1\n".encode("latin-1"),
        "wrong encoding at byte",
    ),
    "no text": ("t.csv", MARK.encode() + bytes(range(256)) * 4, "is not text"),
    "a cut-off Parquet": ("t.parquet", parquet_bytes()[:-20], "damaged or cut off"),
    "a Parquet of rubbish": (
        "t.parquet",
        b"PAR1" + MARK.encode() * 50 + b"PAR1",
        "damaged or cut off",
    ),
    "a Parquet with bad pages": (
        "t.parquet",
        parquet_bytes().replace(
            (10).to_bytes(4, "little") + MARK.encode(), b"\xff\xff\xff\x7f" + MARK.encode()
        ),
        "damaged",
    ),
    "a locked workbook": ("t.xlsx", locked_workbook(), "is protected by a password"),
    "a workbook of rubbish": ("t.xlsx", b"PK\x03\x04" + MARK.encode() * 50, "damaged or cut off"),
    "a cut-off database": ("t.db", sqlite_bytes()[:40_000], ""),
    "a database of rubbish": ("t.db", MARK.encode() * 500, "is encrypted, damaged or no SQLite"),
    "nothing": ("t.csv", b"", "is empty"),
}


def traced(word: Skipped | SourceError) -> str:
    """What a traceback would show."""
    return "".join(traceback.format_exception(word)) if isinstance(word, SourceError) else ""


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_without_its_content(
    name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    file, content, expected = BAD[name]
    path = tmp_path / file
    path.write_bytes(content)
    said: list[Skipped | SourceError] = []
    for found in discover(str(path), Access()):
        if isinstance(found, Skipped):
            said.append(found)
            continue
        for sample in (Sample(rows=None), Sample(100)):
            try:
                said.extend(
                    part for part in read(found, sample, Access()) if isinstance(part, Skipped)
                )
            except SourceError as error:
                said.append(error)
    try:
        check(str(path), Access())
    except SourceError as error:
        said.append(error)
    texts = [text for word in said for text in (str(word), repr(word), traced(word))]
    assert all(word.source == str(path) for word in said)
    assert said or not expected
    assert any(expected in text for text in texts) or not expected
    heard = [*texts, caplog.text, *capfd.readouterr()]
    assert not [text for text in heard if MARK in text]


def test_a_directory_full_of_bad_files_does_not_stop_the_good_one(tmp_path: Path) -> None:
    for number, (file, content, _) in enumerate(BAD.values()):
        (tmp_path / f"{number}-{file}").write_bytes(content)
    (tmp_path / "good.csv").write_bytes(HEAD.encode())
    (tmp_path / "loop").symlink_to(tmp_path)
    rows, skipped = 0, []
    for location in expand(str(tmp_path)):
        if isinstance(location, Skipped):
            skipped.append(location)
            continue
        for found in discover(location, Access()):
            if isinstance(found, Table) and "good" in found.source:
                rows += sum(part.num_rows for part in read(found, Sample(), Access()))
            elif isinstance(found, Skipped):
                skipped.append(found)
    assert rows == 1
    assert len(skipped) >= 7
    assert any("directory it lies in" in skip.error for skip in skipped)


AS_NOBODY = """
import os, sys
import connectors.dialect, connectors.parquet, connectors.sqlite, connectors.workbook
from connectors import discover, expand
from schema import Access, Skipped
list(discover(sys.argv[1] + "/e.csv", Access()))
if os.geteuid() == 0:
    os.setgroups([])
    os.setegid(65534)
    os.seteuid(65534)
for location in expand(sys.argv[1]):
    found = [location] if isinstance(location, Skipped) else discover(location, Access())
    for one in found:
        print(one.source.rpartition("/")[2], getattr(one, "error", "read"), sep=": ")
"""


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory whose parents anybody may enter, as pytest's own are not."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def test_what_this_user_may_not_read_is_told(open_directory: Path) -> None:
    for name in ("a.csv", "b.db", "c.parquet", "d.xlsx", "e.csv"):
        (open_directory / name).write_bytes(HEAD.encode())
        (open_directory / name).chmod(0o644 if name == "e.csv" else 0)
    (open_directory / "shut").mkdir(mode=0)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(open_directory)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert sorted(done.stdout.splitlines()) == [
        "a.csv: may not be read by this user",
        "b.db: may not be read by this user",
        "c.parquet: may not be read by this user",
        "d.xlsx: may not be read by this user",
        "e.csv: read",
        "shut: may not be read by this user",
    ]
