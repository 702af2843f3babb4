# A finding as an alert: the same again has the same id, and is never less than it should be.
from dataclasses import replace

from monitor.modelled import Finding, alert_of_model

FINDING = Finding(
    rule="model.x", title="x", risk_type="leak", technique=("T1048",), confidence=0.6,
    entities={"source": "10.0.0.7", "user": ""}, evidence=("ev-1 a", "ev-1 a", "ev-2 b"),
    because=("a=1",), key=("10.0.0.7",), first=0, last=1_000_000,
)  # fmt: skip


def test_it_says_who_why_and_since_when() -> None:
    alert = alert_of_model(FINDING, unit="xian", time="t")
    assert alert.entities == {"source": "10.0.0.7"}
    assert (alert.evidence, alert.because) == (("ev-1 a", "ev-2 b"), ("a=1",))
    assert (alert.first_seen, alert.severity) == ("1970-01-01T00:00:00.000000Z", "medium")
    again = alert_of_model(replace(FINDING, because=("a=2",)), unit="xian", time="t")
    assert again.id == alert.id
    assert alert_of_model(replace(FINDING, key=("other",)), unit="", time="").id != alert.id
