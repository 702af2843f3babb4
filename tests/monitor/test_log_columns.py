# What log readers share: times, numbers out of text, ids.
import numpy as np

from monitor.column import column
from monitor.log_columns import epoch_us, events_from, parsed_times
from monitor.log_reading import About


def test_times_by_the_first_format_that_fits() -> None:
    texts = column(["2026-11-28 02:13:00 +0800", "28/Nov/2026:02:13:00 +0800", "nonsense", None])
    found = parsed_times(texts, ("%Y-%m-%d %H:%M:%S %z", "%d/%b/%Y:%H:%M:%S %z"))
    stamps = [each and each.isoformat() for each in found.to_pylist()]
    assert stamps == ["2026-11-27T18:13:00+00:00"] * 2 + [None, None]


def test_seconds_since_1970() -> None:
    found = epoch_us(column(["1795803180.5", "-", None]))
    assert [each and each.isoformat() for each in found.to_pylist()] == [
        "2026-11-27T18:13:00.500000+00:00", None, None,
    ]  # fmt: skip
    assert epoch_us(column([1795803180])).to_pylist()[0].second == 0


def test_numbers_out_of_text_and_rows_without_time() -> None:
    reading = events_from(
        {
            "@timestamp": epoch_us(column(["1", None, "3"])),
            "source.port": column(["80", "x", "-"]),
            "source.bytes": column(["12", "13", "1e3"]),
        },
        np.array([4, 5, 7]),
        About("log"),
        np.array([6]),
    )
    batch = reading.events
    assert (reading.lines.tolist(), reading.unread.tolist()) == ([4, 7], [5, 6])
    assert batch.column("source.port").to_pylist() == [80, None]
    assert batch.column("source.bytes").to_pylist() == [12, 1000]
