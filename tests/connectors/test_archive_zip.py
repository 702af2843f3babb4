# Members of ZIP archives: their names, their places, what bars them.
from __future__ import annotations

import io
import zipfile

import pytest
from packed_files import locked_zip, zipped

from connectors.archive_zip import members, opened
from connectors.guard_frame import Fault

CONTENT = {"甲/a.csv": b"a,b\n1,2\n", "b.txt": b"", "c.bin": bytes(range(256)) * 4000}


def content_of(raw: bytes) -> dict[str, bytes]:
    file = io.BytesIO(raw)
    return {each.name: opened(file, each.place).read() for each in list(members(file))}


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_every_member_has_its_content(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.mkdir("d")
        for name, content in CONTENT.items():
            archive.writestr(name, content)
    assert content_of(out.getvalue()) == CONTENT


def test_an_archive_behind_something_else_is_read() -> None:
    assert content_of(b"#!/bin/sh\nexit\n" + zipped(CONTENT)) == CONTENT


def test_a_member_written_as_a_stream_is_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    out = Pipe()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", b"x" * 1000)
    assert content_of(out.getvalue()) == {"a": b"x" * 1000}


def test_names_of_a_chinese_windows_are_read() -> None:
    raw = zipped({"人员名单.csv": b"x"}, names="gb18030")
    (member,) = members(io.BytesIO(raw))
    assert member.name.startswith("人员名单.csv")


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        pytest.param(zipped({"a": b"x"}), "", id="none"),
        pytest.param(locked_zip({"a": b"x"}), "locked", id="a password"),
        pytest.param(
            zipped({"a": b"x" * 99}).replace(
                b"\x08\x00\x00\x00\x21\x00", b"\x09\x00\x00\x00\x21\x00"
            ),
            "method",
            id="another method",
        ),
    ],
)
def test_what_bars_a_member(raw: bytes, fault: str) -> None:
    (member,) = members(io.BytesIO(raw))
    assert member.fault == fault


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04rubbish", zipped(CONTENT)[:-30]])
def test_what_is_no_archive_is_a_fault(raw: bytes) -> None:
    with pytest.raises(Fault, match="damaged"):
        list(members(io.BytesIO(raw)))


def test_a_place_without_a_header_is_a_fault() -> None:
    file = io.BytesIO(zipped(CONTENT))
    member = next(members(file))
    with pytest.raises(Fault, match="damaged"):
        opened(file, (member.place[0] + 1, *member.place[1:]))


def test_content_that_was_changed_is_seen() -> None:
    raw = zipped({"a": b"x" * 1000})
    file = io.BytesIO(raw)
    (member,) = members(file)
    changed = io.BytesIO(raw)
    with pytest.raises(zipfile.BadZipFile):
        opened(changed, (*member.place[:4], member.place[4] ^ 1)).read()
