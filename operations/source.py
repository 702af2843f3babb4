# The register of data sources: where they are, whose they are, and on which terms they may
# be read. A password goes in sealed and comes out only as an Access for a connector.
from __future__ import annotations

import datetime as dt
import math
import os
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from connectors import (
    absent,
    check,
    identities,
    known_schemes,
    recognise,
    refuse_password,
    shown,
    sqlite_path,
    within,
)
from schema import Access, MisuseError, Source, SourceError

from .recording import Book
from .schedule import refuse_schedule
from .settings import Settings, open_book, read_site, utc_now

__all__ = [
    "Target",
    "absent_now",
    "add_source",
    "closed_now",
    "list_sources",
    "parse_window",
    "registered",
    "remove_source",
    "resolve",
    "test_source",
]

_NAME = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][\w.-]*")


@dataclass(frozen=True, slots=True)
class Target:
    """A place to read, the terms for it, and the unit its data belongs to.

    `lane` is not empty where its parts must be read one after another; `name` is that of a
    registered source, "" for a path or URL as it was typed.
    """

    location: str
    access: Access
    unit: str
    lane: str = ""
    name: str = ""


def resolve(target: str, book: Book, unit: str) -> Target:
    """The target a person named: a registered source by its name, else a path or URL.

    Raises MisuseError for a URL with a password in it and for an empty target.
    """
    # What cannot be a name is not looked up: a path need not even be text.
    source = book.latest(Source, target) if _NAME.fullmatch(target) else None
    if source is not None:
        # A limit holds for one reader: files under one are read in turn, others side by side.
        limited = target if source.max_bytes_per_s is not None else ""
        return Target(
            source.url,
            _access(source, book),
            source.owner or source.unit,
            _lane(source.url) or limited,
            name=target,
        )
    if not target:
        raise MisuseError("a target is a path, a URL or the name of a source, and not empty")
    refuse_password(target)
    location = _absolute(target)
    return Target(location, Access(), unit, _lane(location))


def add_source(
    settings: Settings,
    name: str,
    url: str,
    *,
    password: str | None = None,
    owner: str = "",
    max_bytes_per_s: float | None = None,
    statement_timeout_s: float = 60.0,
    window: str = "",
    schedule: str = "",
) -> Source:
    """The source as registered, in place of one of the same name.

    A password once sealed is kept as long as the URL stays the same. `window` is
    "22:00-06:00" or "", `schedule` a cron expression or "". Raises MisuseError for a name,
    URL, window, limit or schedule that cannot be; a path may come into being later.
    """
    if not _NAME.fullmatch(name):
        raise MisuseError(
            "a source's name begins with a letter or digit and has no spaces or slashes"
        )
    refuse_password(url)
    _refuse_url(url)
    refuse_schedule(schedule)
    if window:
        parse_window(window)
    for limit in (max_bytes_per_s, statement_timeout_s):
        if limit is not None and not (math.isfinite(limit) and limit > 0):
            raise MisuseError("limits must be greater than zero, and finite")
    site, url = read_site(settings), _absolute(url)
    with open_book(settings) as book:
        ours = absent(url, identities(book.home))
        if ours and not absent(url):
            raise MisuseError(f"{url}: {ours}")
        before = book.latest(Source, name)
        sealed = before.sealed_password if before is not None and before.url == url else b""
        if password is not None:
            sealed = book.seal.seal(password.encode(), _context(name, url))
        source = Source(
            id=name,
            unit=site.unit,
            time=utc_now(),
            url=url,
            owner=owner,
            sealed_password=sealed,
            max_bytes_per_s=max_bytes_per_s,
            statement_timeout_s=statement_timeout_s,
            window=window,
            schedule=schedule,
        )
        book.record([source], action="source.add", actor=settings.actor, unit=site.unit)
    return source


def absent_now(source: Source) -> str:
    """Why nothing of the source is there now ("does not exist"), or ""."""
    return absent(source.url)


def list_sources(settings: Settings) -> list[Source]:
    """The registered sources by name; their passwords stay sealed."""
    with open_book(settings) as book:
        return book.list(Source)


def test_source(settings: Settings, name: str) -> None:
    """Nothing, when the source can be opened with its credentials.

    Signs in once. Raises SourceError where it cannot, or may not at this time of day,
    MisuseError for an unknown name.
    """
    with open_book(settings) as book:
        source = _registered(name, book)
        access = _access(source, book)
        if closed := closed_now(access):
            raise SourceError(closed, source=name)
        check(source.url, access, identities(book.home))


def remove_source(settings: Settings, name: str) -> None:
    """Nothing; the source and its sealed password are gone. Raises MisuseError if unknown."""
    with open_book(settings) as book:
        source = _registered(name, book)
        book.delete_source(name, actor=settings.actor, unit=source.unit)


def _registered(name: str, book: Book) -> Source:
    source = book.latest(Source, name) if _NAME.fullmatch(name) else None
    if source is None:
        raise MisuseError(f"no source is registered as {name!r}")
    return source


def registered(name: str, book: Book) -> tuple[Source, Access]:
    """A registered source with what opens it. Raises MisuseError if unknown."""
    source = _registered(name, book)
    return source, _access(source, book)


def closed_now(access: Access) -> str:
    """Why the source may not be read at this time of day, or "" when it may."""
    now = dt.datetime.now().astimezone().time()
    if access.window is None or within(access.window, now):
        return ""
    begin, end = (each.isoformat("minutes") for each in access.window)
    return f"not read now ({now:%H:%M}): its time window is {begin}-{end}"


def parse_window(text: str) -> tuple[dt.time, dt.time]:
    """From and until of "22:00-06:00". Raises MisuseError with the form expected.

    >>> parse_window("22:00-06:00")[0]
    datetime.time(22, 0)
    """
    try:
        begin, end = (dt.time.fromisoformat(part.strip()) for part in text.split("-"))
        # The wall clock of the place: a time zone would not compare with it.
        if begin.tzinfo or end.tzinfo:
            raise ValueError  # noqa: TRY301  every other form ends in one sentence
    except ValueError:
        raise MisuseError(f"window {text!r}: expected from-until, as 22:00-06:00") from None
    return begin, end


def _refuse_url(url: str) -> None:
    """Raises MisuseError for what no connector could ever read, whatever comes into being."""
    if not url.strip():
        raise MisuseError("a source needs its path or URL")
    if shown(url) != url:
        raise MisuseError(
            f"{shown(url)}: its name is no UTF-8; register the folder it is in, or rename it"
        )
    if "://" not in url:
        return
    scheme = url.partition("://")[0]
    if recognise(url) is None:
        raise MisuseError(
            f"{absent(url)}; expected a path, or a URL that starts with {known_schemes()}"
        )
    try:
        parts = urlsplit(url)
        where = parts.netloc or parts.path.strip("/")
        _ = parts.port
    except ValueError:
        where = ""
    if not where:
        raise MisuseError(f"the {scheme} URL cannot be read; check its host, port and path")


def _lane(url: str) -> str:
    """The server of a database URL: its brakes hold for one reader at a time."""
    if "://" not in url or url.startswith("sqlite:"):
        return ""
    return url.split("://", 1)[1].split("/", 1)[0].rpartition("@")[2]


def _absolute(target: str) -> str:
    """The target as the catalogue names it: the same from any directory, links left alone."""
    if target.startswith("sqlite:"):
        path, table = sqlite_path(target)
        return f"sqlite:///{os.path.abspath(path)}{'#' if table else ''}{table}"  # noqa: PTH100
    if "://" in target:
        return target
    return os.path.abspath(target)  # noqa: PTH100  resolve() would follow links


def _context(name: str, url: str) -> str:
    """What a password is sealed for: moved to another URL it does not open."""
    return f"source\0{name}\0{url}"


def _access(source: Source, book: Book) -> Access:
    sealed = source.sealed_password
    return Access(
        password=book.seal.unseal(sealed, _context(source.id, source.url)).decode()
        if sealed
        else None,
        max_bytes_per_s=source.max_bytes_per_s,
        statement_timeout_s=source.statement_timeout_s,
        window=parse_window(source.window) if source.window else None,
    )
