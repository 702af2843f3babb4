# Progress of a replay: on a terminal often, elsewhere now and then, and cleared in the end.
import sys

import pytest

from console import monitor_progress
from console.monitor_progress import ReplayTicker, went_on


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            "en",
            "\r\x1b[K1.5 of 3.0 MiB read (50%), 1,200 events, 120/s, 1 alert, 0:00:10 left",
        ),
        ("zh", "已读1.5/3.0 MiB（50%），1,200个事件，每秒120个，1条告警，还需0:00:10\n"),
    ],
)
def test_it_says_how_far_it_is(monkeypatch, capsys, tmp_path, language, shown) -> None:
    terminal = shown.startswith("\r")
    capture = tmp_path / "a.pcap"
    capture.write_bytes(bytes(3 << 20))
    times = iter([0.0, 0.1, 10.0])
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setattr(monitor_progress.time, "monotonic", lambda: next(times))
    ticker = ReplayTicker(language, [str(capture), str(tmp_path / "gone")])
    ticker.tell(1, 0.1)
    assert capsys.readouterr().err == ""
    ticker.tell(1_200, 0.5, 1)
    assert capsys.readouterr().err == shown
    ticker.end()
    assert capsys.readouterr().err == ("\r\x1b[K" if terminal else "")


def test_both_languages() -> None:
    assert went_on("en").isascii()
    assert not went_on("zh").isascii()
