import base64

import numpy as np
import pytest

from masking.printable import BASE32, BASE64, from_printable, printable


@pytest.mark.parametrize("length", range(12))
def test_is_what_rfc_4648_says_without_padding(length: int) -> None:
    raw = bytes((at * 37 + 250) % 256 for at in range(length))
    row = np.frombuffer(raw, np.uint8)[None]
    sixty_four, thirty_two = printable(row, BASE64), printable(row, BASE32)
    assert sixty_four.tobytes() == base64.urlsafe_b64encode(raw).rstrip(b"=")
    assert thirty_two.tobytes() == base64.b32encode(raw).rstrip(b"=").lower()
    for shown, base in ((sixty_four, BASE64), (thirty_two, BASE32)):
        back, marks = from_printable(shown, base)
        assert back.tobytes() == raw
        assert not marks.any()


@pytest.mark.parametrize("shown", [b"Zm9v!A", b"Zh", b"Zm9vYh"])
def test_what_it_cannot_have_made_is_marked(shown: bytes) -> None:
    assert from_printable(np.frombuffer(shown, np.uint8)[None], BASE64)[1].tolist() == [True]
