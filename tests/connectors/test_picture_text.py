# Pictures and the text in them.
from __future__ import annotations

import io

import numpy as np
import pytest
from picture_files import picture, picture_bytes
from PIL import Image

from connectors import picture_text
from connectors.guard_frame import Fault
from connectors.picture_text import lines_of, pictures_in


def written(made: Image.Image, form: str) -> bytes:
    out = io.BytesIO()
    made.save(out, form)
    return out.getvalue()


def test_lines_are_read_from_top_to_bottom() -> None:
    text = lines_of(picture("ID 610102199003071098", "Tel 13812345678"))
    assert text.replace(" ", "") == "ID610102199003071098\nTel13812345678"


def test_a_picture_without_text_has_none() -> None:
    assert lines_of(Image.new("RGB", (300, 300), "white")) == ""
    assert lines_of(Image.new("RGB", (5, 500), "white")) == ""


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP"])
def test_every_form_is_opened(form: str) -> None:
    (found,) = pictures_in(io.BytesIO(written(picture("x"), form)))
    assert found.size == (700, 100)


def test_the_pages_of_a_tiff_are_pictures_each() -> None:
    raw = picture_bytes(["a"], ["b", "c"])
    assert [found.size for found in pictures_in(io.BytesIO(raw))] == [(700, 100), (700, 160)]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"rubbish", "picture", id="rubbish"),
        pytest.param(written(picture("x"), "PNG")[:200], "picture", id="cut off"),
        pytest.param(written(Image.new("1", (20_000, 20_000)), "PNG"), "large", id="too large"),
        pytest.param(written(Image.fromarray(np.zeros((9, 9), np.uint8)), "GIF"), "picture", id="another form"),
    ],
)  # fmt: skip
def test_what_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(Fault) as caught:
        list(pictures_in(io.BytesIO(raw)))
    assert caught.value.code == code


def test_the_engine_is_made_once() -> None:
    assert picture_text.engine() is picture_text.engine()
