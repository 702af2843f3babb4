# An alert as records keep it.
from __future__ import annotations

from schema import Alert, Level


def alert(**more: object) -> Alert:
    """Three hundred residents that left; `more` are other fields."""
    given = {
        "id": "al-1", "unit": "u", "time": "2026-11-28T00:00:00.000000Z", "rule": "data.sent-out",
        "risk_type": "leak", "severity": "high", "confidence": 0.8,
        "entities": {"source": "10.0.0.7"}, "labels": {"cn.id18": 300}, "level": Level.GENERAL_4,
        "records": 300, "persons": 300, "first_seen": "2026-11-27T18:00:00.000000Z",
        "last_seen": "2026-11-27T18:00:00.000000Z", "datasets": (f"ds-{more.get('id', 'al-1')}",),
        **more,
    }  # fmt: skip
    return Alert(**given)  # type: ignore[arg-type]
