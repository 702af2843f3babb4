# The store that an installation's records are kept in as well, where several stations look for them
# together (TONGGUAN_STORE). The records of the installation itself stay the truth: a command commits
# them with their ledger entry and is done, and what waits is handed over beside it.
from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from connectors import elastic_client, refuse_password
from ledger import JSON
from schema import RECORD_TYPES, Access, MisuseError, Record, Source
from store import ElasticRecords, Found, Outbox, StoreError, body_of, turn_if_free

from .recording import Book
from .settings import Settings, open_book
from .source import registered

__all__ = [
    "StorePlace",
    "StoreStatus",
    "check_store",
    "count_records",
    "find_records",
    "forward_records",
    "hand_over_records",
    "record_json",
    "station_of",
    "store_place",
    "store_status",
]

_SCHEMES: Final = ("elasticsearch+http://", "elasticsearch+https://")
_NAME: Final = "tongguan"
_PREFIX: Final = re.compile(r"[a-z0-9][a-z0-9-]*")
_MARK: Final = 12
_TURN: Final = "outbox"
# A server that does not answer must not hold up what waits for it.
_PATIENCE_S: Final = 30


@dataclass(frozen=True, slots=True)
class StorePlace:
    """Where the store is: how it is reached, and how what is kept there is called."""

    url: str
    access: Access
    target: str
    name: str
    station: str

    @property
    def events(self) -> str:
        """What the station's events are called there."""
        return f"{self.name}-station-{self.station}-events"


@dataclass(frozen=True, slots=True)
class StoreStatus:
    """What the store has of this installation's records.

    `there` counts the versions in it, None where it does not answer, and `problem` says why.
    """

    store: str
    station: str
    outbox: Outbox
    there: int | None
    problem: str


def station_of(book: Book) -> str:
    """The mark of an installation in a store that several share: a digest of its ledger's key."""
    key = book.public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(key).hexdigest()[:_MARK]


def check_store(settings: Settings) -> None:
    """Nothing. Raises MisuseError where the store's URL, or its password's file, cannot be used."""
    if "://" in settings.store:
        _parts(settings.store)
    _password(settings.store_password)


def store_place(settings: Settings, book: Book) -> StorePlace:
    """The store that the settings name. Raises MisuseError where there is none to use."""
    if not settings.store:
        raise MisuseError("no store is set: --store, or TONGGUAN_STORE")
    url, access = settings.store, Access()
    if "://" not in url:
        source, access = registered(url, book)
        url = source.url
    target, name = _parts(url)
    if (password := _password(settings.store_password)) is not None:
        access = Access(password=password)
    elif not access.password:
        # One that is registered under this very URL has its password sealed here.
        same = next((each for each in book.list(Source) if each.url == url), None)
        access = access if same is None else registered(same.id, book)[1]
    return StorePlace(url, access, target, name, station_of(book))


def hand_over_records(
    settings: Settings, book: Book, *, again: bool = False, anew: bool = False
) -> int:
    """How many versions were handed over now; 0 where another process is at it.

    Raises StoreError where the store fails it, MisuseError where there is none.
    """
    with turn_if_free(book.home, _TURN) as is_free:
        if not is_free:
            return 0
        with _opened(settings, book) as (place, records):
            return book.hand_over(place.target, records.keep, again=again, anew=anew)


def forward_records(settings: Settings, *, anew: bool = False) -> tuple[int, StoreStatus]:
    """How many versions were handed over now, those set aside tried again, and what is left."""
    with open_book(settings) as book:
        try:
            done = hand_over_records(settings, book, again=True, anew=anew)
        except StoreError as error:
            return 0, _status(settings, book, str(error))
    return done, store_status(settings)


def store_status(settings: Settings) -> StoreStatus:
    """What the store has of the records here, and what waits. Raises MisuseError for no store."""
    with open_book(settings) as book:
        return _status(settings, book, "")


def find_records(
    settings: Settings, kind: str = "", *, unit: str = "", words: str = "", station: str = ""
) -> list[Found]:
    """The records of all stations in the store, or of one, that hold these words.

    Raises MisuseError for a kind there is not, StoreError where the store fails it.
    """
    _refuse_kind(kind)
    with open_book(settings) as book, _opened(settings, book) as (_, records):
        return list(records.search(kind, unit, words, station=station))


def count_records(
    settings: Settings, by: Sequence[str], kind: str = "", *, unit: str = ""
) -> list[dict[str, str | int | None]]:
    """How many records of all stations there are of each group, in its order.

    Raises as `find_records` does.
    """
    _refuse_kind(kind)
    with open_book(settings) as book, _opened(settings, book) as (_, records):
        return records.groups(by, kind, unit)


def record_json(record: Record) -> dict[str, JSON]:
    """The record as it is kept."""
    found: dict[str, JSON] = json.loads(body_of(record))
    return found


@contextmanager
def _opened(settings: Settings, book: Book) -> Iterator[tuple[StorePlace, ElasticRecords]]:
    place = store_place(settings, book)
    with elastic_client(place.url, place.access) as client:
        patient = client.options(request_timeout=_PATIENCE_S)
        yield place, ElasticRecords(patient, place.station, place.name)


def _status(settings: Settings, book: Book, problem: str) -> StoreStatus:
    place = store_place(settings, book)
    there = None
    if not problem:
        try:
            with _opened(settings, book) as (_, records):
                there = records.count()
        except StoreError as error:
            problem = str(error)
    return StoreStatus(place.target, place.station, book.outbox(place.target), there, problem)


def _parts(url: str) -> tuple[str, str]:
    """The store as its outbox knows it, and what its indices' names begin with."""
    refuse_password(url)
    if not url.startswith(_SCHEMES):
        raise MisuseError(
            "a store is an Elasticsearch: elasticsearch+https://user@host:port, or a registered one"
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or 9200
    except ValueError:
        host, port = "", 0
    name = parts.path.strip("/") or _NAME if host else ""
    if not _PREFIX.fullmatch(name):
        raise MisuseError(
            "the store's URL cannot be read; behind its host stands nothing, or the small letters "
            "and digits that its indices' names begin with"
        )
    return f"{host}:{port}/{name}", name


def _password(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        first = path.read_text(encoding="utf-8-sig").partition("\n")[0].removesuffix("\r")
    except (OSError, UnicodeDecodeError):
        first = ""
    if not first:
        raise MisuseError(f"{path}: the store's password cannot be read from it")
    return first


def _refuse_kind(kind: str) -> None:
    if kind and kind not in RECORD_TYPES:
        raise MisuseError(f"{kind} is no kind of record; there are {', '.join(RECORD_TYPES)}")
