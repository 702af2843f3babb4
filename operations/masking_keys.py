# Keys of masking over their life: made for a domain and an audience, retired by rotation,
# destroyed as erasure. The record and its ledger entry are written in one transaction and say
# what holds; the keyring follows. A key is wrapped before it is recorded and wiped after its
# end is, so that a process killed in between leaves a key that nobody uses, cleared next time.
from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

from masking import key_id
from policies import Domain
from schema import MaskingKey, MisuseError, RefusedError, Share
from store import KEYRING_FILE, Keyring, SealBroken, StoreError, new_wrapping

from .kek import kind_of_locator, secret_of
from .names import one_spelling
from .recording import Book
from .settings import Settings, open_book, read_policies, read_site

__all__ = [
    "KeyUse",
    "alone",
    "audience_of",
    "destroy_key",
    "keys_by_id",
    "keys_for",
    "list_keys",
    "new_key",
    "rotate_key",
    "wrap_keyring",
]

D = TypeVar("D")

_CIRCLE = "circle:"
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a change of keys needs open: the keyring, the book, and whose installation it is."""

    ring: Keyring
    book: Book
    actor: str
    unit: str

    def record(
        self, keys: list[MaskingKey], action: str, detail: Mapping[str, str] | None = None
    ) -> None:
        told = {one.state: one.id for one in keys} if detail is None else dict(detail)
        if keys:
            told |= {"domain": keys[-1].domain, "audience": keys[-1].audience}
        self.book.record(keys, action=action, actor=self.actor, unit=self.unit, detail={**told})

    def make(
        self, domain: str, audience: str, action: str, retired: MaskingKey | None = None
    ) -> MaskingKey:
        key, now = secrets.token_bytes(_KEY_BYTES), self.book.now()
        record = MaskingKey(
            id=key_id(key), unit=self.unit, time=now, domain=domain, audience=audience, made=now
        )
        self.ring.add(record.id, _use_of(record), key)
        self.record([record] if retired is None else [retired, record], action)
        return record

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Alone with the keyring, once what a killed process left in it is gone."""
        with self.ring.changing():
            alive = {one.id for one in self.book.list(MaskingKey) if one.state != "destroyed"}
            self.ring.wipe(self.ring.names() - alive)
            yield


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A key and the shares that were made under it."""

    key: MaskingKey
    shares: tuple[str, ...]


def audience_of(domain: Domain, recipient: str) -> str:
    """Whose key it is: the circle a recipient stands in, or the recipient's own.

    >>> from policies import Title
    >>> both = Domain(id="d", title=Title(zh="域", en="d"), circles={"health": ("A", "B")})
    >>> audience_of(both, "B"), audience_of(both, "C")
    ('circle:health', 'C')
    """
    for circle, members in domain.circles.items():
        if recipient in map(one_spelling, members):
            return f"{_CIRCLE}{circle}"
    return recipient


def list_keys(settings: Settings) -> list[KeyUse]:
    """Every key there ever was, by domain and audience, the newest first. Opens no keyring."""
    with open_book(settings) as book:
        shares = book.list(Share)
        keys = sorted(book.list(MaskingKey), key=lambda one: one.made, reverse=True)
        keys.sort(key=lambda one: (one.domain, one.audience))
        return [_use(key, shares) for key in keys]


def keys_for(
    book: Book,
    settings: Settings,
    domains: Collection[str],
    recipient: str,
    declared: Mapping[str, Domain],
    *,
    trial: bool = False,
) -> dict[str, bytes]:
    """The active key of each domain for a recipient; one that is missing is made and recorded.

    For a `trial` nothing is made: keys in place of missing ones are forgotten afterwards.
    Raises RefusedError for a recipient's name that looks like a circle's.
    """
    if recipient.startswith(_CIRCLE):
        raise RefusedError(f"a recipient cannot be called {recipient!r}: circles are named so")
    audiences = {domain: audience_of(declared[domain], recipient) for domain in sorted(domains)}
    if trial:
        return _for_trial(book, settings, audiences)
    found: dict[str, bytes] = {}
    if not audiences:
        return found
    bench = _bench(book, settings)
    for domain, audience in audiences.items():
        record = _active(book, domain, audience)
        if record is None:
            with bench.changing():
                record = _active(book, domain, audience) or bench.make(domain, audience, "key.new")
        found[domain] = bench.ring.key(record.id, _use_of(record))
    return found


def keys_by_id(book: Book, settings: Settings, named: Mapping[str, str]) -> dict[str, bytes]:
    """The keys of domains by their ids, as a share's record names them.

    Raises RefusedError where one was destroyed, StoreError where one is not here.
    """
    records = {}
    for domain, identifier in named.items():
        record = book.latest(MaskingKey, identifier)
        if record is None:
            raise RefusedError(f"key {identifier} of domain {domain} was never of this keyring")
        if record.state == "destroyed":
            raise RefusedError(
                f"key {identifier} of domain {domain} was destroyed on {record.destroyed[:10]}: "
                "what was made under it can be undone by nobody"
            )
        records[domain] = record
    ring = _ring(book, settings) if records else None
    return {
        domain: ring.key(record.id, _use_of(record))
        for domain, record in records.items()
        if ring is not None
    }


@contextmanager
def alone(book: Book, settings: Settings) -> Iterator[None]:
    """Alone among the processes that change keys, or use up leave to see what they hide."""
    with _bench(book, settings).changing():
        yield


def new_key(settings: Settings, domain: str, recipient: str) -> MaskingKey:
    """A key for a domain and a recipient that have none. Raises MisuseError where they have."""

    def change(bench: _Bench) -> MaskingKey:
        audience = _audience(settings, domain, recipient)
        if (before := _active(bench.book, domain, audience)) is not None:
            raise MisuseError(
                f"domain {domain} has key {before.id} for {audience} already: rotate it, or "
                "leave it"
            )
        return bench.make(domain, audience, "key.new")

    return _changed(settings, change)


def rotate_key(settings: Settings, domain: str, recipient: str) -> tuple[MaskingKey, MaskingKey]:
    """The key now retired and the one in its place: copies of before and after do not join.

    Raises MisuseError where there is none to rotate.
    """

    def change(bench: _Bench) -> tuple[MaskingKey, MaskingKey]:
        audience = _audience(settings, domain, recipient)
        before = _active(bench.book, domain, audience)
        if before is None:
            raise MisuseError(f"domain {domain} has no key for {audience}: nothing to rotate")
        now = bench.book.now()
        retired = replace(before, state="retired", retired=now, time=now)
        return retired, bench.make(domain, audience, "key.rotate", retired)

    return _changed(settings, change)


def destroy_key(
    settings: Settings, identifier: str, *, reason: str, approver: str, trial: bool = False
) -> KeyUse:
    """The key destroyed, and the shares that can be undone by nobody from now on.

    The approver is another person than the acting one. For a `trial` nothing is destroyed.
    Raises MisuseError where there is no such key any more, or a reason or approver is missing.
    """
    approver = one_spelling(approver)
    if not reason.strip():
        raise MisuseError("destroying a key needs its reason")
    if not approver or approver == one_spelling(settings.actor):
        raise MisuseError("destroying a key needs an approver who is another person")

    def known(book: Book) -> KeyUse:
        record = book.latest(MaskingKey, identifier)
        if record is None or record.state == "destroyed":
            raise MisuseError(f"there is no key {identifier} (tongguan mask keys list)")
        return _use(record, book.list(Share))

    def change(bench: _Bench) -> KeyUse:
        use, now = known(bench.book), bench.book.now()
        gone = replace(
            use.key,
            state="destroyed",
            destroyed=now,
            time=now,
            reason=reason.strip(),
            approver=approver,
        )
        bench.record([gone], "key.destroy")
        bench.ring.wipe([identifier])
        return replace(use, key=gone)

    if trial:
        with open_book(settings) as book:
            return known(book)
    return _changed(settings, change)


def wrap_keyring(settings: Settings, locator: str) -> str:
    """The kind the keyring is wrapped by from now on: what `locator` names.

    The old secret opens nothing afterwards, but for backups of the old file.
    """
    kind = kind_of_locator(locator)

    def change(bench: _Bench) -> str:
        wrapping = new_wrapping(kind)
        secret = secret_of(locator, bench.book.seal)(wrapping)
        keys = [one for one in bench.book.list(MaskingKey) if one.state != "destroyed"]
        bench.record([], "keyring.wrap", {"by": kind})
        try:
            bench.ring.rewrap(wrapping, secret, {one.id: _use_of(one) for one in keys})
        except (StoreError, SealBroken):
            # The entry stands; the next says that it did not come to pass.
            bench.record([], "keyring.unchanged", {"by": kind})
            raise
        return kind

    return _changed(settings, change)


def _changed(settings: Settings, change: Callable[[_Bench], D]) -> D:
    with open_book(settings) as book:
        book.refuse_read_only()
        bench = _bench(book, settings)
        with bench.changing():
            return change(bench)


def _bench(book: Book, settings: Settings) -> _Bench:
    return _Bench(_ring(book, settings), book, settings.actor, read_site(settings).unit)


def _ring(book: Book, settings: Settings) -> Keyring:
    path, answer = book.home / KEYRING_FILE, secret_of(settings.kek, book.seal)
    if not path.exists() and not book.list(MaskingKey):
        wrapping = new_wrapping(kind_of_locator(settings.kek))
        return Keyring.make(path, wrapping, answer(wrapping))
    return Keyring.open(path, answer)


def _for_trial(book: Book, settings: Settings, audiences: Mapping[str, str]) -> dict[str, bytes]:
    found = {}
    for domain, audience in audiences.items():
        record = _active(book, domain, audience)
        found[domain] = (
            secrets.token_bytes(_KEY_BYTES)
            if record is None
            else _ring(book, settings).key(record.id, _use_of(record))
        )
    return found


def _audience(settings: Settings, domain: str, recipient: str) -> str:
    """Whose key is meant: a recipient's by name, a circle's as `circle:NAME`."""
    declared = read_policies(settings).domains
    if domain not in declared:
        known = ", ".join(sorted(declared))
        raise MisuseError(f"no policy declares a domain {domain!r}; there are: {known}")
    name = one_spelling(recipient)
    if name.startswith(_CIRCLE) and name.removeprefix(_CIRCLE) in declared[domain].circles:
        return name
    if not name or name.startswith(_CIRCLE):
        raise MisuseError(f"domain {domain} has no circle or recipient of this name")
    return audience_of(declared[domain], name)


def _active(book: Book, domain: str, audience: str) -> MaskingKey | None:
    for one in book.list(MaskingKey):
        if (one.domain, one.audience, one.state) == (domain, audience, "active"):
            return one
    return None


def _use_of(record: MaskingKey) -> str:
    return f"{record.domain}\x00{record.audience}"


def _use(key: MaskingKey, shares: list[Share]) -> KeyUse:
    named = f"{key.domain}:{key.id}"
    return KeyUse(key, tuple(share.id for share in shares if named in share.keys))
