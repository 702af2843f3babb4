# Members of tar archives of every dialect.
from __future__ import annotations

import io
import tarfile

import pytest
from packed_files import tarred

from connectors.archive_tar import members, opened
from connectors.guard_frame import Fault

CONTENT = {"甲/a.csv": b"a,b\n1,2\n", "b.txt": b"", "x" * 200: bytes(range(256)) * 4000}


@pytest.mark.parametrize("dialect", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_every_member_has_its_content(dialect: int) -> None:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=dialect) as archive:
        for name, content in CONTENT.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
        archive.addfile(_of_type("link", tarfile.SYMTYPE))
        archive.addfile(_of_type("hard", tarfile.LNKTYPE))
        archive.addfile(_of_type("device", tarfile.CHRTYPE))
        archive.addfile(_of_type("directory", tarfile.DIRTYPE))
    assert {each.name: opened(file, each.place).read() for each in list(members(file))} == CONTENT


def _of_type(name: str, kind: bytes) -> tarfile.TarInfo:
    about = tarfile.TarInfo(name)
    about.type = kind
    about.linkname = "/etc/passwd"
    return about


def test_a_name_of_a_chinese_windows_is_read() -> None:
    raw = tarred({"AAAA.csv": b"x"}).replace(b"AAAA.csv", "名单.csv".encode("gbk"))
    start = raw.index("名单".encode("gbk"))
    header = bytearray(raw[start : start + 512])
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    (member,) = members(io.BytesIO(raw[:start] + bytes(header) + raw[start + 512 :]))
    assert member.name == "名单.csv"


def test_what_stands_before_damage_is_told() -> None:
    raw = bytearray(tarred({"a": b"x" * 600, "b": b"y" * 600}))
    raw[512 * 3 + 10] ^= 0xFF
    found = members(io.BytesIO(bytes(raw)))
    assert next(found).name == "a"
    with pytest.raises(Fault, match="damaged"):
        next(found)


def test_content_cut_off_is_given_up_to_there() -> None:
    raw = tarred({"a": b"x" * 3000})[:1000]
    content = opened(io.BytesIO(raw), (512, 3000))
    assert content.read1(10_000) == b"x" * 488
    with pytest.raises(EOFError):
        content.read1(10_000)


@pytest.mark.parametrize("raw", [b"rubbish" * 200, tarred({"a": b"x"})[:300]])
def test_what_is_no_archive_is_a_fault(raw: bytes) -> None:
    with pytest.raises(Fault, match="damaged"):
        list(members(io.BytesIO(raw)))


def test_holes_are_named() -> None:
    about = _of_type("sparse", tarfile.GNUTYPE_SPARSE)
    about.size = 0
    file = io.BytesIO(about.tobuf(tarfile.GNU_FORMAT) + bytes(1024))
    assert [member.fault for member in members(file)] == ["sparse"]
