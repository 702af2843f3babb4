# Object storage, against a server that speaks S3 in a process of its own.
from __future__ import annotations

import socket
import sqlite3
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from packed_files import zipped
from pyarrow.fs import S3FileSystem
from s3_server import KEY, SECRET, running

from connectors import check, discover, expand, read
from schema import Access, Limits, MisuseError, Sample, Skipped, SourceError, Table

CSV = "姓名,电话\n张三,13812345678\n".encode()
ROW = {"姓名": "张三", "电话": "13812345678"}
TERMS = Access(password=SECRET)


def sqlite_bytes() -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE 人员 (姓名, 电话)")
    connection.execute("INSERT INTO 人员 VALUES ('张三', '13812345678')")
    raw = connection.serialize()
    connection.close()
    return raw


OBJECTS = {
    "data/2024/西安.csv": CSV,
    "data/a?b#c%.csv": CSV,
    "data/b.json": b'[{"x": 1}]',
    "data/c.db": sqlite_bytes(),
    "data/d.zip": zipped({"e.csv": CSV}),
    "data/notes.md": "电话 13812345678".encode(),
    "data/.hidden.csv": CSV,
    "data/photo.xyz": b"x",
    "data/bad.xlsx": b"rubbish",
    "other.csv": CSV,
}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running() as address:
        storage = _storage(address)
        storage.create_dir("bucket")
        for name, content in OBJECTS.items():
            _put(storage, f"bucket/{name}", content)
        yield address


def _storage(address: str) -> S3FileSystem:
    return S3FileSystem(
        access_key=KEY,
        secret_key=SECRET,
        scheme="http",
        endpoint_override=address.removeprefix("http://"),
        allow_bucket_creation=True,
    )


def _put(storage: S3FileSystem, path: str, content: bytes) -> None:
    with storage.open_output_stream(path) as out:
        out.write(content)


def url(server: str, path: str) -> str:
    return f"s3://{KEY}@{path}?endpoint={quote(server, safe='')}&region=us-east-1"


def shown(server: str, path: str) -> str:
    return url(server, path).replace(f"{KEY}@", "")


def test_every_object_under_a_prefix_is_read_as_a_file_would_be(
    server: str, take: Callable
) -> None:
    found = take(url(server, "bucket/data"), access=TERMS)
    assert [table.name for table in found.tables] == [
        "西安.csv",
        "a?b#c%.csv",
        "b.json",
        "c.db#人员",
        "d.zip#e.csv",
        "notes.md",
    ]
    assert [row for row in found.rows if "姓名" in row] == [ROW] * 4
    assert found.tables[0].source == shown(server, "bucket/data/2024/西安.csv")
    assert found.tables[1].source == shown(server, "bucket/data/a%3Fb%23c%25.csv")
    assert [(skip.source, skip.error) for skip in found.skipped] == [
        (
            shown(server, "bucket/data/bad.xlsx"),
            "is damaged or cut off: it cannot be read as a workbook",
        )
    ]
    assert SECRET not in repr(found.tables)


def test_one_object_is_one_source(server: str, take: Callable) -> None:
    found = take(url(server, "bucket/other.csv"), access=TERMS)
    assert found.rows == [ROW]
    assert (found.table.size_bytes, found.table.kind) == (len(CSV), "s3")


def test_a_url_is_its_own_location_and_a_secret_in_it_is_refused(server: str) -> None:
    location = url(server, "bucket/data")
    assert list(expand(location)) == [location]
    with pytest.raises(MisuseError, match="--password-file"):
        list(expand(f"s3://{KEY}:{SECRET}@bucket"))


def test_an_object_that_changed_is_told(server: str) -> None:
    storage = _storage(server)
    _put(storage, "bucket/changing.csv", CSV)
    (table,) = discover(url(server, "bucket/changing.csv"), TERMS)
    assert isinstance(table, Table)
    _put(storage, "bucket/changing.csv", CSV * 2)
    with pytest.raises(SourceError, match="was changed since it was looked at"):
        list(read(table, Sample(), TERMS))
    storage.delete_file("bucket/changing.csv")
    with pytest.raises(SourceError, match="does not exist"):
        list(read(table, Sample(), TERMS))


def test_an_object_beyond_the_limit_is_told(server: str) -> None:
    tight = Access(password=SECRET, limits=Limits(max_unpacked_bytes=16))
    (skip,) = discover(url(server, "bucket/other.csv"), tight)
    assert isinstance(skip, Skipped)
    assert skip.error == "is larger than 16 bytes: copy it and scan the copy"


@pytest.mark.parametrize(
    ("path", "error"),
    [
        pytest.param("bucket/gone.csv", "does not exist", id="no object"),
        pytest.param("no-bucket/data", "does not exist", id="no bucket"),
        pytest.param("bucket/data/photo.xyz", "holds no object that can be read", id="nothing to read"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told(path: str, error: str, server: str, take: Callable) -> None:
    assert take(url(server, path), access=TERMS).errors == [error]


def test_check_wants_an_object(server: str) -> None:
    check(url(server, "bucket/data"), TERMS)
    with pytest.raises(SourceError, match="does not exist"):
        check(url(server, "bucket/none"), TERMS)


def test_a_storage_that_does_not_answer_is_told(take: Callable) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{held.getsockname()[1]}"
        assert take(url(closed, "bucket/a.csv"), access=TERMS).errors == ["cannot be reached"]


def test_no_bucket_is_told(take: Callable) -> None:
    assert take("s3://", access=TERMS).errors == ["names no bucket: s3://KEY@bucket/prefix"]
