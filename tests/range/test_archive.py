# Archives: real ones that other programs open, the same bytes of the same files, and what only looks like
# one taken as it is.
from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
import zlib

import pytest

from range.archive import FORMS, form_of, opened, packed

FILES = {"0001.json": b'{"rows": [2]}', "0000.json": b'{"rows": [1]}'}


def test_another_program_opens_what_was_packed() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(FILES, "zip"))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
    with tarfile.open(fileobj=io.BytesIO(packed(FILES, "tar.gz")), mode="r:gz") as tape:
        assert tape.getnames() == ["0000.json", "0001.json"]


@pytest.mark.parametrize("form", FORMS)
def test_what_is_packed_is_opened_and_the_same_again(form) -> None:
    content = packed(FILES, form)
    assert form_of(content) == form
    assert all(each in opened(content) for each in FILES.values())
    assert content == packed(dict(reversed(FILES.items())), form)


@pytest.mark.parametrize(
    "content",
    [zlib.compress(b"rows"), gzip.compress(b"rows", mtime=0), b"rows"],
    ids=["zlib", "gzip", "plain"],
)
def test_a_packed_stream_is_opened_and_all_else_is_as_it_is(content: bytes) -> None:
    assert opened(content) == b"rows"


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 and no more", b"\x1f\x8b\x08 cut", packed(FILES, "zip")[:60], b""],
    ids=["signature", "header", "cut", "nothing"],
)
def test_a_broken_archive_is_taken_as_it_is(content: bytes) -> None:
    assert opened(content) == content


def test_a_bomb_is_not_opened() -> None:
    bomb = packed({"zeros": bytes(65 * 1024 * 1024)}, "zip")
    assert len(bomb) < 100_000
    assert opened(bomb) == bomb
