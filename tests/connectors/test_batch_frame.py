# Batches out of a guarded program arrive whole or are refused.
from __future__ import annotations

import pyarrow as pa
import pytest

from connectors.batch_frame import packed, unpacked
from schema import SourceError

BATCH = pa.record_batch({"姓名": ["张三", None, ""], "数": [1, 2, None]})


def test_a_batch_arrives_as_it_was() -> None:
    assert unpacked(packed(BATCH), source="t").equals(BATCH)
    empty = BATCH.slice(0, 0)
    assert unpacked(packed(empty), source="t").num_rows == 0


def invalid_utf8() -> bytes:
    return packed(pa.record_batch({"a": ["ZX9SECRET"]})).replace(b"ZX9", b"\xff\xff\xff")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"rubbish" * 20, id="rubbish"),
        pytest.param(packed(BATCH)[:-60], id="cut off"),
        pytest.param(packed(BATCH)[:100], id="cut off early"),
        pytest.param(invalid_utf8(), id="text that is no UTF-8"),
    ],
)
def test_what_is_no_batch_is_refused_without_its_content(raw: bytes) -> None:
    with pytest.raises(SourceError, match="t: is damaged or cut off") as caught:
        unpacked(raw, source="t")
    assert caught.value.__suppress_context__
    assert "SECRET" not in str(caught.value)
