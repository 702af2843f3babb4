# The program that reads pictures, by what it says.
from __future__ import annotations

import io

from picture_files import picture_bytes
from PIL import Image

from connectors.text_image import prepare, run


def test_each_page_of_a_picture_is_a_text() -> None:
    prepare()
    raw = picture_bytes(["13812345678"], ["13912345678"])
    assert list(run(io.BytesIO(raw))) == [
        ("rows", ["image 1"], ["13812345678"]),
        ("rows", ["image 2"], ["13912345678"]),
    ]


def test_a_picture_without_text_says_nothing() -> None:
    out = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(out, "PNG")
    assert list(run(io.BytesIO(out.getvalue()))) == []
