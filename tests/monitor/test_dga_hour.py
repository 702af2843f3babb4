# Figures of an hour's names that are not there: how many, how fast, how alike.
import pytest

from monitor.dga_hour import HOUR_FEATURES, hour_features, oddity


def told(names: dict[str, int], there: int = 0, look_made: int = 0) -> dict[str, float]:
    return dict(zip(HOUR_FEATURES, hour_features(names, there, look_made, 0.05), strict=True))


def test_words_run_together_share_their_pieces_length_and_ending() -> None:
    alike = told(dict.fromkeys(("groundmother.net", "motherwinter.net", "wintergrounds.net"), 7))
    apart = told({"library.cn": 1, "xy.org": 20, "hospital-xian.com.cn": 40}, there=20)
    assert (alike["shared_pieces"], apart["shared_pieces"]) == (1.0, 0.0)
    assert alike["one_ending"] == 1.0
    assert apart["one_ending"] == pytest.approx(1 / 3)
    for name in ("most_in_a_minute", "like_length", "share_not_there"):
        assert alike[name] > apart[name], name


def test_an_hour_without_such_names_is_nothing() -> None:
    assert told({}, there=9)["not_there"] == 0.0


def test_oddity_is_measured_in_what_chance_would_do() -> None:
    assert oddity(0, 40, 0.05) < 0
    assert oddity(20, 40, 0.05) > 5
