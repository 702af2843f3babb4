# What platforms of a lab write down of themselves, as real ones do: who signed in or failed to, what was
# asked and how it was answered. A line is a document in the names of Elastic Common Schema, which any
# collector of logs reads; it holds no row of what was served.
from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass

from .http import Request

__all__ = ["SIGN_IN", "Line", "Writes", "host_log"]

_REFUSED = 400
# Where accounts sign in.
SIGN_IN = "/sign-in"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a host's log, written at a second of the drill."""

    time: float
    host: str
    text: str


# Who asked what as which account (empty where nobody is known), and the status and size of the answer.
Writes = Callable[[float, str, Request, str, int, int], None]


def host_log(lines: list[Line], start: dt.datetime, host: str, address: str, port: int) -> Writes:
    """What a platform calls for each request; its lines join those of the other hosts."""

    def write(  # noqa: PLR0917  the parts of a line in their order
        now: float, peer: str, asked: Request, account: str, status: int, size: int
    ) -> None:
        signs_in = asked.path == SIGN_IN
        document = {
            "@timestamp": (start + dt.timedelta(seconds=now)).isoformat(timespec="milliseconds"),
            "event.category": "authentication" if signs_in else "web",
            "event.action": "sign-in" if signs_in else "http",
            "event.outcome": "failure" if status >= _REFUSED else "success",
            "host.name": host,
            "source.ip": peer,
            "destination.ip": address,
            "destination.port": port,
            "http.request.method": asked.method,
            "url.path": asked.path,
            "http.response.status_code": status,
            "http.response.body.bytes": size,
        }
        if account:
            document["user.name"] = account
        if asked.query:
            document["url.query"] = "&".join(f"{key}={value}" for key, value in asked.query.items())
        lines.append(Line(now, host, json.dumps(document, ensure_ascii=False)))

    return write
