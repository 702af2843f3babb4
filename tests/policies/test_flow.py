# Zones have networks that are some; rules say why.
import pytest
from pydantic import ValidationError

from policies import FlowRule, Zone

ZONE = {"id": "a", "title": {"zh": "一", "en": "one"}, "border": "abroad"}


def test_a_network_is_one() -> None:
    assert Zone(**ZONE, networks=("203.0.113.0/24", "fc00::/7")).border == "abroad"
    with pytest.raises(ValidationError, match="nonsense"):
        Zone(**ZONE, networks=("nonsense",))


def test_a_rule_has_a_reason() -> None:
    rule = {"id": "r", "title": ZONE["title"], "verdict": "denied"}
    assert FlowRule(**rule, reason="law").until is None
    with pytest.raises(ValidationError, match="reason"):
        FlowRule(**rule, reason="")
