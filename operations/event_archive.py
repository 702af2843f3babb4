# The archive of events that an installation uses: files beside its records, or an Elasticsearch
# that is registered as a source, with its password sealed.
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from connectors import elastic_client
from schema import MisuseError
from store import ElasticArchive, EventArchive, ParquetArchive, SpooledArchive

from .recording import Book
from .settings import Settings
from .source import registered

__all__ = ["event_archive"]

_SCHEME = "elasticsearch+http"


@contextmanager
def event_archive(settings: Settings, book: Book) -> Iterator[EventArchive]:
    """The archive for the block.

    Raises MisuseError where the settings name no registered source of Elasticsearch.
    """
    if not settings.archive:
        yield ParquetArchive(settings.home)
        return
    source, access = registered(settings.archive, book)
    if not source.url.startswith(_SCHEME):
        raise MisuseError(f"source {source.id} is no Elasticsearch that events could be kept in")
    with elastic_client(source.url, access) as client:
        yield SpooledArchive(ElasticArchive(client), settings.home)
