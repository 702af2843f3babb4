# What a watch listens to, and how it is ended.
import os
import signal
import time

import pytest

from console.monitor_feeds import listening
from schema import MisuseError


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_when_asked_to_and_at_once_when_asked_again(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with listening([], [], 100) as heard:
        assert heard.wait(0.01)
        os.kill(os.getpid(), number)
        began = time.monotonic()
        assert not heard.wait(60)
        assert time.monotonic() - began < 1
        assert signal.getsignal(number) == before
        assert heard.packets == (0, 0)
    assert signal.getsignal(number) == before


def test_what_cannot_be_listened_to_is_refused() -> None:
    with pytest.raises(MisuseError), listening(["nobody0"], [], 100):
        pass
