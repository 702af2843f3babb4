# Marks of files, and reasons in plain words.
from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from connectors.local import mark, plain_reason, shown
from schema import SourceError


def test_a_mark_changes_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    os.utime(path, ns=(1, 1))
    before = mark(str(path))
    os.utime(path, ns=(1, 2))
    assert before.size_bytes == 1
    assert mark(str(path)).fingerprint != before.fingerprint


def test_what_is_no_file_with_something_in_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    reasons = {}
    for name in ("empty", "pipe", "gone", ".", "n\0ul"):
        with pytest.raises(SourceError) as caught:
            mark(f"{tmp_path}/{name}")
        reasons[name] = caught.value.problem
    assert reasons == {
        "empty": "is empty",
        "pipe": "is a pipe, socket or device, a file was expected",
        "gone": "does not exist",
        ".": "is a directory, a file was expected",
        "n\0ul": "cannot be read",
    }


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(
            PermissionError(errno.EACCES, "x"), "may not be read by this user", id="denied"
        ),
        pytest.param(
            OSError(errno.EIO, "x"), "cannot be read: the device reports an error", id="a bad disk"
        ),
        pytest.param(OSError("秘密 13812345678"), "cannot be read", id="an error without a number"),
        pytest.param(ValueError("秘密"), "cannot be read", id="a value error"),
    ],
)
def test_a_reason_is_plain(error: OSError | ValueError, reason: str) -> None:
    assert plain_reason(error) == reason


def test_a_name_that_is_no_utf8_is_shown_as_windows_wrote_it() -> None:
    assert shown(os.fsdecode("人员.csv".encode("gbk"))) == "人员.csv"
    assert shown("人员.csv") == "人员.csv"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param(b"/a/\xff\xfe.csv", "/a/\\xff\\xfe.csv", id="no GB18030 either"),
        pytest.param(
            "/数据/".encode() + "人员.csv".encode("gbk"),
            "/数据/人员.csv",
            id="in a folder in UTF-8",
        ),
        pytest.param("人\xff.csv".encode("latin-1", "replace"), "?\\xff.csv", id="one odd byte"),
    ],
)
def test_what_is_no_text_is_written_out(raw: bytes, text: str) -> None:
    assert shown(os.fsdecode(raw)) == text
