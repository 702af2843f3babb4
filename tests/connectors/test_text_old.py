# Documents of before 2007 and documents under a password are told apart.
from __future__ import annotations

import io

import msoffcrypto.format.ooxml
import pytest
from office_files import docx_bytes

from connectors.guard_frame import Fault
from connectors.text_old import run


def locked() -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(docx_bytes(["x"]))).encrypt("x", out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "old", id="old"),
        pytest.param(locked(), "locked", id="locked"),
        pytest.param(b"Dear all", "damaged", id="neither"),
    ],
)
def test_what_it_is_told_as(raw: bytes, code: str) -> None:
    with pytest.raises(Fault) as caught:
        list(run(io.BytesIO(raw), (1 << 30, 200)))
    assert caught.value.code == code
