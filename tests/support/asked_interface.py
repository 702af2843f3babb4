# Requests to an interface of ours, as enriched events in the short form of `graded_events`.
from __future__ import annotations

from graded_events import NIGHT

DAY = int((NIGHT.timestamp() + 8 * 3600) // 86_400)


def asked(path: str = "/api/r/7", records: int | None = 5, **more: object) -> dict[str, object]:
    return {
        "event.category": "web",
        "event.action": "http",
        "source.ip": "10.0.0.7",
        "destination.ip": "10.0.0.3",
        "destination.port": 8080,
        "network.direction": "internal",
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "url.path": path,
        "tongguan.credentials": "key",
        **(
            {}
            if records is None
            else {
                "tongguan.way": "back",
                "tongguan.level": "general-4",
                "tongguan.labels": ("cn.id18",),
                "tongguan.records": records,
                "tongguan.persons": records,
            }
        ),
        **more,
    }
