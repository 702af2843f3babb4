# What bars a package is said before anything of it is unpacked.
from __future__ import annotations

import io

import msoffcrypto.format.ooxml
import pytest
from office_files import docx_bytes, with_parts
from packed_files import locked_zip, zipped

from connectors.guard_frame import Fault
from connectors.office_package import Package, numbered

LIMITS = (1 << 30, 200)
DOCX = docx_bytes(["x"], author="王五")


def encrypted() -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(DOCX)).encrypt("x", out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "limits", "code"),
    [
        pytest.param(encrypted(), LIMITS, "locked", id="under a password"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), LIMITS, "old", id="of before 2007"),
        pytest.param(locked_zip({"word/document.xml": b"x"}), LIMITS, "locked", id="with a locked part"),
        pytest.param(DOCX[:-40], LIMITS, "damaged", id="cut off"),
        pytest.param(b"rubbish", LIMITS, "damaged", id="rubbish"),
        pytest.param(DOCX, (1000, 200), "unpacked", id="too much"),
        pytest.param(zipped({"a": bytes(20 << 20)}), LIMITS, "ratio", id="too much for its size"),
    ],
)  # fmt: skip
def test_what_bars_a_package(raw: bytes, limits: tuple[int, int], code: str) -> None:
    with pytest.raises(Fault) as caught:
        Package(io.BytesIO(raw), limits)
    assert caught.value.code == code


def test_a_part_that_is_damaged_or_absent_is_a_fault() -> None:
    package = Package(io.BytesIO(with_parts(DOCX, {"a.xml": b"<x"})), LIMITS)
    for name in ("a.xml", "none.xml"):
        with pytest.raises(Fault, match="damaged"):
            list(package.events(name))


@pytest.mark.parametrize(
    ("parts", "left"),
    [
        pytest.param({}, [], id="nothing"),
        pytest.param({"word/vbaProject.bin": b"x"}, [("macro", ())], id="a macro"),
        pytest.param(
            {"word/embeddings/a.xlsx": b"x", "word/embeddings/b.bin": b"x"},
            [("embedded", (2,))],
            id="embedded files",
        ),
        pytest.param({"word/media/a.png": b"x"}, [], id="a picture"),
    ],
)
def test_what_is_not_looked_into(parts: dict[str, bytes], left: list[object]) -> None:
    package = Package(io.BytesIO(with_parts(DOCX, parts)), LIMITS)
    assert list(package.body(iter([("paragraph 1", "x")]))) == [("paragraph 1", "x")]
    assert list(package.left()) == left


@pytest.mark.parametrize(
    "name",
    ["word/media/a.png", "ppt/media/image1.jpeg", "Pictures/1.jpg", "Doc_0/Res/image_1.PNG"],
)
def test_pictures_without_any_text_are_told(name: str) -> None:
    package = Package(io.BytesIO(with_parts(DOCX, {name: b"x"})), LIMITS)
    assert list(package.body(iter([("paragraph 1", " \n")]))) == [("paragraph 1", " \n")]
    assert list(package.left()) == [("pictures", (1,))]


def test_what_is_noted_is_told() -> None:
    assert list(Package(io.BytesIO(DOCX), LIMITS).noted()) == [("property", "王五")]


def test_parts_are_in_the_order_of_their_numbers() -> None:
    names = ["w/a10.xml", "w/a2.xml", "w/a.xml", "w/b1.xml", "x/w/a3.xml"]
    assert numbered(names, r"w/a(\d*)\.xml") == [(1, "w/a.xml"), (2, "w/a2.xml"), (10, "w/a10.xml")]
