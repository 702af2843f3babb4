# Spans of time as they are written.
import pytest

from policies.duration import seconds


@pytest.mark.parametrize(
    ("written", "is_"), [("200ms", 0.2), ("30s", 30), ("1.5m", 90), ("2h", 7200), ("0s", 0)]
)
def test_a_span_is_seconds(written: str, is_: float) -> None:
    assert seconds(written) == is_


@pytest.mark.parametrize("written", ["", "5", "5 m", "m", "-5m", "5d", "1h30m", 5, None])
def test_anything_else_is_refused(written: object) -> None:
    with pytest.raises(ValueError, match="a span of time"):
        seconds(written)
