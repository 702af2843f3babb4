# A data-exchange platform and the place where stolen data is brought: accounts sign in and page
# through a data set; whatever reaches the sink is looked through for rows of the drill's own.
from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Set
from dataclasses import dataclass

from policies import Host

from .archive import opened
from .copies import Copies
from .host_log import SIGN_IN, Writes
from .http import HttpError, Request, parse_request, parse_response, response
from .people import Person
from .residents import Residents

__all__ = ["EXCHANGE_PORT", "SINK_PORT", "Exchange", "SignedIn", "Sink", "numbers_in"]

EXCHANGE_PORT, SINK_PORT = 8080, 80
_MOST_ROWS = 500
_NUMBER = re.compile(rb"(?<![0-9])[1-9][0-9]{16}[0-9X](?![0-9])")
_PSEUDONYM = re.compile(rb"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An account that signed in, from where and when."""

    time: float
    account: str
    peer: str


class Exchange:
    """A Service over a data set; `disabled` accounts get no further."""

    def __init__(
        self,
        host: Host,
        people: list[Person],
        seed: int,
        copies: Copies | None = None,
        writes: Writes | None = None,
    ) -> None:
        self.disabled: set[str] = set()
        self.sign_ins: list[SignedIn] = []
        # Rows handed over, by who asked.
        self.served: dict[str, int] = {}
        # Rows handed over to nobody that signed in, by who asked.
        self.served_openly: dict[str, int] = {}
        # Its database is the simulator's own and in memory: nothing outside is ever destroyed.
        self.wiped = False
        self.has_backup = True
        self.damaged_at: float | None = None
        self._admins = {each.name for each in host.accounts if each.admin}
        self._passwords = {each.name: each.password for each in host.accounts}
        # What each account that is served a masked copy has instead.
        self._copies = {
            each.name: copies.copy(people, number) if copies else []
            for number, each in enumerate(host.accounts) if each.masked
        }  # fmt: skip
        self._rows = Residents(people, self._copies)
        self._seed = seed
        self._tokens: dict[str, str] = {}
        self._writes = writes

    def reply(self, message: bytes, peer: str, now: float) -> bytes | None:
        """The answer to one request; None where it is none."""
        try:
            asked = parse_request(message)
        except HttpError:
            return None
        try:
            answer = self._answer(asked, peer, now) or response(404)
        except (KeyError, TypeError, ValueError):
            answer = response(400)
        if self._writes is not None:
            told = parse_response(answer)
            self._writes(now, peer, asked, self._named(asked), told.status, len(told.body))
        return answer

    def _named(self, asked: Request) -> str:
        """Whose request it is, or says to be; "" where nobody is named."""
        if asked.path != SIGN_IN:
            return self._account(asked) or ""
        with contextlib.suppress(ValueError, TypeError, KeyError):
            return str(json.loads(asked.body)["account"])
        return ""

    def _answer(self, asked: Request, peer: str, now: float) -> bytes | None:
        if (asked.method, asked.path) == ("POST", SIGN_IN):
            return self._sign_in(asked, peer, now)
        if (asked.method, asked.path) == ("GET", "/residents"):
            return self._residents(asked, peer)
        if (asked.method, asked.path) == ("GET", "/search"):
            return self._search(asked, peer)
        if asked.method == "POST" and asked.path.startswith("/admin/"):
            return self._administer(asked, now)
        return None

    def of_peer(self, peer: str) -> list[SignedIn]:
        """Those who signed in from an address."""
        return [each for each in self.sign_ins if each.peer == peer]

    @property
    def pseudonyms(self) -> frozenset[str]:
        """The pseudonyms in all copies that it serves."""
        return frozenset(each["id_number"] for rows in self._copies.values() for each in rows)

    @property
    def is_damaged(self) -> bool:
        """Whether its data is not as it was."""
        return self.wiped or bool(self._rows.lost)

    @property
    def lost(self) -> int:
        """How many of its rows are gone or are not what they were."""
        return self._rows.lost

    def restore(self) -> None:
        """Its data as it was."""
        self.wiped = False
        self._rows.restore()

    def _administer(self, asked: Request, now: float) -> bytes:
        account = self._account(asked)
        if account is None:
            return response(401)
        if account in self.disabled or account not in self._admins:
            return response(403)
        if asked.path == "/admin/wipe":
            self._rows.clear()
            self.wiped = True
        elif asked.path == "/admin/backups/delete":
            self.has_backup = False
            return response(200)
        elif asked.path == "/admin/alter":
            self._rows.alter(int(asked.query["rows"]))
        else:
            return response(404)
        self.damaged_at = now if self.damaged_at is None else self.damaged_at
        return response(200)

    def _search(self, asked: Request, peer: str) -> bytes:
        """The public form: how many have a name. It takes a wildcard, which it should not."""
        name = asked.query["name"]
        if self.wiped:
            return response(503)
        if "%" not in name:
            return response(200, {"total": self._rows.named(name)})
        rows = self._rows.like(name, _MOST_ROWS)
        self.served_openly[peer] = self.served_openly.get(peer, 0) + len(rows)
        return response(200, {"total": len(rows), "rows": rows})

    def _account(self, asked: Request) -> str | None:
        return self._tokens.get(asked.headers.get("authorization", "").removeprefix("Bearer "))

    def _sign_in(self, asked: Request, peer: str, now: float) -> bytes:
        given = json.loads(asked.body)
        account = str(given["account"])
        right = self._passwords.get(account) == given["password"]
        if not right or account in self.disabled:
            return response(401)
        self.sign_ins.append(SignedIn(now, account, peer))
        # Of the seed, so that a drill's bytes are the same.
        text = f"{self._seed} {account} {len(self.sign_ins)}"
        token = hashlib.sha256(text.encode()).hexdigest()[:32]
        self._tokens[token] = account
        return response(200, {"token": token})

    def _residents(self, asked: Request, peer: str) -> bytes:
        account = self._account(asked)
        if account is None:
            return response(401)
        if account in self.disabled:
            return response(403)
        if self.wiped:
            return response(503)
        first, count = int(asked.query["offset"]), int(asked.query["limit"])
        if first < 0 or not 1 <= count <= _MOST_ROWS:
            return response(400)
        rows = self._rows.page(account, first, count)
        self.served[peer] = self.served.get(peer, 0) + len(rows)
        return response(200, {"total": self._rows.total, "rows": rows})


class Sink:
    """A Service outside that takes whatever is sent; rows that arrive count as leaked."""

    def __init__(self) -> None:
        self._numbers: set[str] = set()
        # What lies open there for anybody to find, in the order it came.
        self.pseudonyms: dict[str, None] = {}

    def reply(self, message: bytes, _peer: str, _now: float) -> bytes | None:
        """Thanks, for any request with a body."""
        try:
            body = parse_request(message).body
        except HttpError:
            return None
        # Compressed is no hiding place.
        content = opened(body)
        self._numbers.update(numbers_in(content))
        self.pseudonyms.update(dict.fromkeys(map(bytes.decode, _PSEUDONYM.findall(content))))
        return response(200)

    def leaked(self, numbers: Set[str]) -> int:
        """How many of these identity numbers arrived raw."""
        return len(self._numbers & numbers)


def numbers_in(content: bytes) -> set[str]:
    """The identity numbers that stand in bytes."""
    return {each.decode() for each in _NUMBER.findall(content)}
