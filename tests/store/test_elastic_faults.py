# Failures of Elasticsearch in words of our own.
from __future__ import annotations

import pytest

from store import StoreError
from store.elastic_faults import elastic_told, kind_of_refusal


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"error": {"type": "strict_dynamic_mapping_exception", "reason": "[x]"}},
         "strict_dynamic_mapping_exception"),
        ({"error": "told otherwise"}, "error"),
        ({}, "error"),
    ],
)  # fmt: skip
def test_a_refusal_is_told_by_its_kind_alone(said: dict, kind: str) -> None:
    assert kind_of_refusal(said) == kind


def test_whoever_does_not_answer_is_told_without_what_was_sent() -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    with (
        elasticsearch.Elasticsearch("http://127.0.0.1:9", max_retries=0) as client,
        pytest.raises(StoreError, match="Elasticsearch does not answer"),
        elastic_told(),
    ):
        client.index(index="a", document={"secret": "11010519491231002X"})


def test_a_certificate_that_is_not_accepted_is_told_apart() -> None:
    elasticsearch = pytest.importorskip("elasticsearch")
    with pytest.raises(StoreError, match="check the certificate"), elastic_told():
        raise elasticsearch.SSLError("self-signed certificate in chain")
