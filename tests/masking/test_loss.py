import pyarrow as pa
import pytest

from masking.domain import make_domain
from masking.hierarchy import parse_hierarchy
from masking.loss import information_loss
from masking.tally import summarise

AGES = make_domain("age", pa.array([20, 30, 40]))
CITIES = make_domain(
    "city", pa.array(["a", "b", "c", "d"]), parse_hierarchy("a;x;*\nb;x;*\nc;y;*\nd;y;*")
)


def test_losses_by_hand() -> None:
    told = pa.record_batch({"age": ["20~30"] * 3 + ["40"] * 2, "city": ["x"] * 3 + ["*"] * 2})
    found = information_loss(summarise(told, ["age", "city"]), [AGES, CITIES], k=2)
    assert found.ncp == {"age": pytest.approx(0.3), "city": pytest.approx((3 * 0.5 + 2) / 5)}
    assert found.gcp == pytest.approx((0.3 + 0.7) / 2)
    assert found.discernibility == 3 * 3 + 2 * 2
    assert found.average_class == pytest.approx(5 / 2 / 2)
    assert found.classes == 2


def test_rows_left_out_tell_nothing() -> None:
    told = pa.record_batch({"age": ["20"] * 4})
    found = information_loss(summarise(told, ["age"]), [AGES], k=4, suppressed=1)
    assert found.gcp == pytest.approx(1 / 5)
    assert found.discernibility == 16 + 5
    assert found.suppressed == 1
