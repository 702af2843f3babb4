# An adapter tried before it is needed: whoever tells people sends a message that says it is a test, whoever
# acts is asked whether it could, and nothing is blocked, disabled or revoked by it.
from __future__ import annotations

import time
from typing import Final

from connectors import account_is_open, kept_out
from schema import MisuseError, Notice, SourceError

from .adapters import Ready, ready_adapters
from .notify import send_notice
from .recording import Book, new_id
from .settings import Settings, open_book, read_site
from .source import registered

__all__ = ["try_adapter"]

_TEXT: Final = {
    "zh": "潼关：测试消息\n这是一条测试消息，收到即表示通知渠道可用。",
    "en": "Tongguan: a test message\nThis is a test: whoever reads it can be told.",
}


def try_adapter(settings: Settings, name: str) -> str:
    """Why the adapter could not do its work now, "" where it could.

    A message goes out by those that tell people. Raises MisuseError where there is none of that name.
    """
    with open_book(settings) as book:
        found = ready_adapters(book, through=(name,))
        if not found:
            raise MisuseError(f"no adapter is registered as {name!r}")
        (ready,) = found
        problem = ""
        try:
            _tried(settings, book, ready)
        except SourceError as error:
            problem = error.problem
        book.record(
            [], action="adapter.test", actor=settings.actor, unit=read_site(settings).unit,
            detail={"adapter": name, "problem": problem},
        )  # fmt: skip
    return problem


def _tried(settings: Settings, book: Book, ready: Ready) -> None:
    if ready.does("notify"):
        now = time.time()
        notice = Notice(
            id=new_id("nt"), unit=read_site(settings).unit, time=book.now(), adapter=ready.name,
            incident="", response="", facts={"severity": "low"}, zh=_TEXT["zh"], en=_TEXT["en"],
        )  # fmt: skip
        send_notice(settings, ready, notice, now)
    elif ready.kind == "nft":
        kept_out(namespace=ready.settings.get("namespace", ""))
    elif ready.kind == "account":
        source, access = registered(ready.settings["source"], book)
        # Nobody of that name is there: it proves that the server lets us look.
        account_is_open(source.url, access, "")
