# The archive of events that an installation uses: files beside its records, an Elasticsearch that is
# registered as a source, with its password sealed, or the store that its records are kept in too.
from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from connectors import elastic_client
from ledger import JSON
from schema import MisuseError
from store import ElasticArchive, EventArchive, ParquetArchive, SpooledArchive

from .record_store import store_place
from .recording import Book
from .settings import Settings, read_site
from .source import registered

__all__ = ["event_archive", "forget_old_events"]

_SCHEME = "elasticsearch+http"


@contextmanager
def event_archive(settings: Settings, book: Book) -> Iterator[EventArchive]:
    """The archive for the block.

    Raises MisuseError where the settings name no registered source of Elasticsearch.
    """
    days = read_site(settings).events_kept_days or 0
    if settings.store and not settings.archive:
        place = store_place(settings, book)
        with elastic_client(place.url, place.access) as client:
            kept = ElasticArchive(client, place.events, keep_days=days)
            yield SpooledArchive(kept, settings.home)
        return
    if not settings.archive:
        yield ParquetArchive(settings.home)
        return
    source, access = registered(settings.archive, book)
    if not source.url.startswith(_SCHEME):
        raise MisuseError(f"source {source.id} is no Elasticsearch that events could be kept in")
    with elastic_client(source.url, access) as client:
        yield SpooledArchive(ElasticArchive(client, keep_days=days), settings.home)


def forget_old_events(settings: Settings, book: Book, archive: EventArchive) -> int:
    """How many days' events were older than the site file keeps them: they are gone, and an entry
    of the ledger says so.
    """
    site = read_site(settings)
    if site.events_kept_days is None:
        return 0
    today = dt.datetime.fromisoformat(book.now()).date()
    before = today - dt.timedelta(days=site.events_kept_days)
    days = archive.forget(before)
    if days:
        detail: dict[str, JSON] = {"before": before.isoformat(), "days": days}
        book.record(
            [], action="monitor.forget", actor=settings.actor, unit=site.unit, detail=detail
        )
    return days
