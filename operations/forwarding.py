# Records handed over to the store while a command runs, beside its work and once more at its end:
# whoever writes records waits for no server, and what a server does not take now waits for the next
# command.
from __future__ import annotations

import os
import threading
from types import TracebackType
from typing import Final, Self

from schema import TongguanError
from store import DATABASE_FILE, Outbox, is_read_only

from .record_store import hand_over_records, store_place
from .settings import Settings, open_book

__all__ = ["Forwarding"]

_EVERY_S: Final = 2.0
_LONGEST_S: Final = 60.0
# So long the end of a command waits for the last of its records to be taken.
_LAST_S: Final = 12.0

# A database that is open does not pass through a fork.
_OPEN: Final = threading.Lock()
os.register_at_fork(
    before=_OPEN.acquire, after_in_parent=_OPEN.release, after_in_child=_OPEN.release
)


class Forwarding:
    """Hands over for the length of the block; then `left` is what waits still, or was refused, and
    `problem` why.
    """

    def __init__(self, settings: Settings) -> None:
        self.left: Outbox | None = None
        self.problem = ""
        self._settings = settings
        self._ended = threading.Event()
        self._is_first = True
        self._thread = threading.Thread(target=self._run, name="forwarding", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._thread.join(_LAST_S)

    def _run(self) -> None:
        pause = _EVERY_S
        while not self._ended.wait(pause):
            self._pass()
            pause = min(2 * pause, _LONGEST_S) if self.problem else _EVERY_S
        if not self.problem:
            self._pass()

    def _pass(self) -> None:
        home = self._settings.home
        if not (home / DATABASE_FILE).exists() or is_read_only(home):
            return
        with _OPEN:
            self.problem = ""
            try:
                with open_book(self._settings) as book:
                    target = store_place(self._settings, book).target
                    self.left = book.outbox(target)
                    again = self._is_first and bool(self.left.aside)
                    if self.left.waiting or again:
                        hand_over_records(self._settings, book, again=again)
                        self._is_first = False
                        self.left = book.outbox(target)
            except TongguanError as error:
                self.problem = str(error)
