# Who is signed in at the pages: by a token of the scope `drill`, as exercise control, or by a link,
# for one role of one drill. Kept in this process alone, behind a cookie that no script reads.
from __future__ import annotations

import hmac
import secrets
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["COOKIE", "Sessions", "Visitor", "is_own"]

COOKIE = "tongguan-drills"
_LASTS_S = 8 * 3600.0
_MOST = 1000
_TRIES, _TRIES_WITHIN_S = 10, 60.0


@dataclass(slots=True)
class Visitor:
    """Somebody signed in: a token, or roles of drills with the name they are played under."""

    id: str
    csrf: str
    since: float
    language: str = ""
    token: str = field(default="", repr=False)
    # By drill and role, under which name.
    seats: dict[tuple[str, str], str] = field(default_factory=dict)


class Sessions:
    """Everybody who is signed in."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._visitors: dict[str, Visitor] = {}
        self._failures: deque[float] = deque()

    def find(self, cookie: str) -> Visitor | None:
        """Whose cookie it is; None for nobody's, or one that is too old."""
        found = self._visitors.get(cookie)
        if found is not None and self._clock() - found.since > _LASTS_S:
            del self._visitors[cookie]
            return None
        return found

    def begin(self, *, token: str = "", language: str = "") -> Visitor:
        """Somebody new; whoever was here longest goes, where there are very many."""
        while len(self._visitors) >= _MOST:
            del self._visitors[next(iter(self._visitors))]
        made = Visitor(
            secrets.token_urlsafe(32), secrets.token_urlsafe(24), self._clock(), language, token
        )
        self._visitors[made.id] = made
        return made

    def end(self, visitor: Visitor) -> None:
        """Signed out."""
        self._visitors.pop(visitor.id, None)

    def may_try(self) -> bool:
        """Whether one more try to sign in is let in: a few a minute that fail, for all together."""
        now = self._clock()
        while self._failures and now - self._failures[0] > _TRIES_WITHIN_S:
            self._failures.popleft()
        return len(self._failures) < _TRIES

    def failed(self) -> None:
        """A try that failed."""
        self._failures.append(self._clock())


def is_own(visitor: Visitor, csrf: str) -> bool:
    """Whether a form comes from a page that we gave to this visitor."""
    return hmac.compare_digest(visitor.csrf.encode(), csrf.encode())
