# Files packed alone, each by another method.
from __future__ import annotations

import io

import pytest
from packed_files import PACKED

from connectors.archive_packed import PACKINGS, members, opened, size_of

CONTENT = b"a,b\n" + b"1,2\n" * 100_000


def read(raw: bytes, packing: str) -> bytes:
    pieces = b""
    with opened(io.BytesIO(raw), packing) as content:
        while piece := content.read1(1 << 20):
            assert len(piece) <= 1 << 20
            pieces += piece
    return pieces


def test_every_packing_is_tried() -> None:
    assert set(PACKED) == set(PACKINGS)


@pytest.mark.parametrize("packing", PACKINGS)
def test_the_content_is_what_was_packed(packing: str) -> None:
    assert read(PACKED[packing](CONTENT), packing) == CONTENT


@pytest.mark.parametrize("packing", PACKINGS)
def test_parts_packed_one_by_one_are_one_content(packing: str) -> None:
    raw = PACKED[packing](CONTENT[:200]) + PACKED[packing](CONTENT[200:])
    assert read(raw, packing) == CONTENT


def test_there_is_one_member_of_the_size_of_all() -> None:
    (member,) = members(io.BytesIO(b"x" * 77))
    assert (member.name, member.place, member.packed) == ("", (), 77)
    assert size_of(io.BytesIO(b"x" * 77)) == 77
