# Name servers of a drill: the house's own resolver, which knows the names it is asked for in an
# ordinary day, and the attack team's, which keeps whatever comes to it inside names.
from __future__ import annotations

from collections.abc import Set

from .dns import DnsError, answer, data_of, parse
from .exchange import numbers_in

__all__ = ["TUNNEL", "NameSink", "Resolver"]

# The domain that the attack team's server answers for.
TUNNEL = "cdn.example"
_ADDRESS = "10.77.2.20"


class Resolver:
    """A Service that knows every name but those under the tunnel's domain."""

    def reply(self, message: bytes, _peer: str, _now: float) -> bytes | None:
        """The answer to one question; None where it is none."""
        try:
            known = not parse(message).name.endswith(TUNNEL)
            return answer(message, _ADDRESS if known else None)
        except DnsError:
            return None


class NameSink:
    """A Service that answers everything and keeps what the names carry, in its order."""

    def __init__(self) -> None:
        self._pieces: dict[int, bytes] = {}
        self._joined, self._next = b"", 0
        # No masked rows are brought out so.
        self.pseudonyms: dict[str, None] = {}

    def reply(self, message: bytes, _peer: str, _now: float) -> bytes | None:
        """The answer to one question; None where it is none."""
        try:
            piece = data_of(parse(message).name, TUNNEL)
            if piece is not None:
                self._pieces[piece[0]] = piece[1]
            return answer(message, _ADDRESS)
        except DnsError:
            return None

    def leaked(self, numbers: Set[str]) -> int:
        """How many of these identity numbers arrived raw, as far as nothing is missing."""
        while self._next in self._pieces:
            self._joined += self._pieces.pop(self._next)
            self._next += 1
        return len(numbers_in(self._joined) & numbers)
