# The masking API as a test calls it: the application itself, without a socket.
from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from console.api import make_app
from operations import MaskDesk, Settings, add_token, problem_in, words_at_hand

LARGEST = 1 << 20


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Caller:
    """Calls an installation's API as a program with a token would."""

    settings: Settings
    token: str
    app: Any = field(default=None)

    def __post_init__(self) -> None:
        words = {tongue: words_at_hand(self.settings, tongue) for tongue in ("zh", "en")}
        self.desk = MaskDesk(self.settings)
        self.app = make_app(
            self.desk,
            largest=LARGEST,
            explained=lambda sentence, tongue: problem_in(sentence, words[tongue]),
        )

    def post(self, path: str, body: object, **more: str) -> Answer:
        """The answer to a JSON body, or to bytes as they are."""
        return asyncio.run(self.posted(path, body, **more))

    async def posted(self, path: str, body: object, **more: str) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        headers = {"content-type": "application/json", "authorization": f"Bearer {self.token}"}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        return await called(self.app, "POST", path, raw, headers)

    def get(self, path: str) -> Answer:
        return asyncio.run(called(self.app, "GET", path, b"", {}))


async def called(app: Any, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
    """One request by the ASGI protocol."""
    path, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(k.encode("latin-1"), v.encode("latin-1")) for k, v in headers.items() if v],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8700),
    }
    sent: list[dict[str, Any]] = []
    parts = [
        {"type": "http.request", "body": body[at : at + 65_536], "more_body": True}
        for at in range(0, len(body), 65_536)
    ]
    parts.append({"type": "http.request", "body": b"", "more_body": False})
    waiting = iter(parts)

    async def receive() -> dict[str, Any]:
        return next(waiting, {"type": "http.disconnect"})

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    told = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return Answer(sent[0]["status"], told, b"".join(m.get("body", b"") for m in sent[1:]))


def caller(
    home: Path,
    *,
    purposes: tuple[str, ...] = ("share-conditional",),
    name: str = "nightly",
    policies: Path | None = None,
    **more: Any,
) -> Caller:
    """A caller with a token of its own."""
    settings = Settings(home=home, actor="tester", policies=policies)
    issued = add_token(
        settings,
        name,
        recipient=more.pop("recipient", "Health Commission"),
        purposes=purposes,
        scopes=more.pop("scopes", ("mask",)),
        approver=more.pop("approver", "Li Hong"),
        **more,
    )
    return Caller(settings, issued.token)
