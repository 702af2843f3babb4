# Object storage that speaks S3, read through Arrow's own client: a URL stands for an object
# or for all objects under a prefix, each read as a file would be. The access key is the
# URL's user, its secret the sealed password; without a user, the machine's own credentials
# (environment, profile, instance role) are used, or none with `?anonymous=yes`. Messages of
# the service may quote names and requests; none is passed on.
from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

import pyarrow as pa
from pyarrow.fs import FileInfo, FileSelector, FileType, S3FileSystem

from schema import Access, Sample, Skipped, SourceError, Table

from . import source
from .formats import is_hidden, suffix_of
from .local import in_units, plain_reason
from .locate import told_by
from .pace import pace
from .spill import Spill
from .wrapped import unwrapped, wrapped

__all__ = ["check", "discover", "read"]

_PEEK = 64 * 1024
_PIECE = 4 * 1024 * 1024
_CONNECT_S = 10.0
# Connectors that discover by the head alone.
_BY_HEAD = frozenset({"document"})
# By what stands in the client's message, which is not passed on.
_REASONS = {
    "ACCESS_DENIED": "is not open to this access key",
    "INVALID_ACCESS_KEY": "does not know this access key",
    "SIGNATURE": "refuses this access key's secret",
    "NO_SUCH_BUCKET": "does not exist",
    "NETWORK_CONNECTION": "cannot be reached",
    "HTTP status 401": "is not open to this access key",
    "HTTP status 403": "is not open to this access key",
    "HTTP status 404": "does not exist",
    "HTTP status 301": "is in another region: add ?region=… to its URL",
}


@dataclass(frozen=True, slots=True)
class _Place:
    """What a URL names: who asks, where, and the bucket with the key or prefix in it."""

    url: str
    key: str
    path: str
    options: dict[str, str]

    def of(self, path: str, user: str = "") -> str:
        """The URL of another path in the same storage, without a user or with this one."""
        for sign in "%?#":
            path = path.replace(sign, f"%{ord(sign):02X}")
        query = urlencode(self.options)
        return f"s3://{f'{user}@' if user else ''}{path}{'?' if query else ''}{query}"


def discover(location: str, access: Access) -> Iterator[Table | Skipped]:
    """The tables in every object under the URL that can be read."""
    place = _placed(location)
    storage = _opened(place, access)
    nothing = True
    for about in _listed(storage, place):
        for found in _found(storage, place, about, access):
            nothing = False
            yield found
    if nothing:
        yield Skipped(location, "holds no object that can be read")


def read(table: Table, sample: Sample, access: Access) -> Iterator[pa.RecordBatch | Skipped]:
    """The rows of a table in an object, as the connector of its own kind reads them."""
    location = table.options["place"]
    place = _placed(location)
    storage = _opened(place, access)
    about = _about(storage, place)
    if _fingerprint(about) != table.fingerprint:
        raise SourceError("was changed since it was looked at: scan it again", source=table.source)
    spill = _fetched(storage, about, table.source, table.options["kind"], access)
    for part in source.read(unwrapped(table, spill.path), sample, access):
        yield replace(part, source=table.source) if isinstance(part, Skipped) else part


def check(location: str, access: Access) -> None:
    """Nothing where the storage answers and an object is there; SourceError otherwise."""
    place = _placed(location)
    for _ in _listed(_opened(place, access), place):
        return
    raise SourceError("holds no object that can be read", source=location)


def _placed(location: str) -> _Place:
    parts = urlsplit(location)
    host = parts.netloc.rpartition("@")[2]
    path = f"{host}/{unquote(parts.path).strip('/')}".strip("/")
    if not path:
        raise SourceError("names no bucket: s3://KEY@bucket/prefix", source=location)
    return _Place(location, unquote(parts.username or ""), path, dict(parse_qsl(parts.query)))


def _opened(place: _Place, access: Access) -> S3FileSystem:
    scheme, _, host = place.options.get("endpoint", "").rpartition("://")
    if scheme not in {"", "http", "https"}:
        raise SourceError("is no S3 storage that can be asked", source=place.url)
    try:
        return S3FileSystem(
            access_key=place.key or None,
            secret_key=(access.password or "") if place.key else None,
            anonymous=place.options.get("anonymous") == "yes",
            region=place.options.get("region"),
            scheme="http" if scheme == "http" else "https",
            endpoint_override=host or None,
            connect_timeout=_CONNECT_S,
            request_timeout=access.statement_timeout_s,
        )
    except (OSError, ValueError):
        raise SourceError("is no S3 storage that can be asked", source=place.url) from None


def _listed(storage: S3FileSystem, place: _Place) -> Iterator[FileInfo]:
    """The objects a URL stands for, by name, without hidden ones."""
    try:
        about = storage.get_file_info(place.path)
        if about.type == FileType.File:
            yield about
            return
        if about.type == FileType.NotFound:
            raise SourceError("does not exist", source=place.url)
        found = storage.get_file_info(FileSelector(place.path, recursive=True))
    except OSError as error:
        raise SourceError(_reason(error), source=place.url) from None
    for each in sorted(found, key=lambda about: about.path):
        inner = each.path.removeprefix(place.path).strip("/").split("/")
        hidden = any(part.startswith(".") for part in inner[:-1]) or is_hidden(inner[-1])
        if each.type == FileType.File and each.size and not hidden:
            yield each


def _found(
    storage: S3FileSystem, place: _Place, about: FileInfo, access: Access
) -> Iterator[Table | Skipped]:
    """What an object holds, named as of its URL."""
    where = place.of(about.path)
    try:
        head = _head(storage, about, where)
        pace(access)(len(head))
        kind = told_by(head, b"", suffix_of(about.path))
        if kind is None:
            return
        if kind in _BY_HEAD:
            spill = Spill(suffix_of(about.path))
            spill.write(head)
        else:
            spill = _fetched(storage, about, where, kind, access)
    except SourceError as error:
        yield Skipped(where, error.problem)
        return
    name = os.path.basename(about.path)  # noqa: PTH119
    for found in source.discover(spill.path, access):
        if isinstance(found, Skipped):
            yield Skipped(f"{where}{found.source.removeprefix(spill.path)}", found.error)
        else:
            # The key that asks is part of the terms, not of the object's name.
            asked = place.of(about.path, quote(place.key, safe=""))
            table = wrapped(found, spill.path, source=where, name=name, kind="s3", place=asked)
            yield replace(table, size_bytes=about.size, fingerprint=_fingerprint(about))


def _about(storage: S3FileSystem, place: _Place) -> FileInfo:
    try:
        about = storage.get_file_info(place.path)
    except OSError as error:
        raise SourceError(_reason(error), source=place.url) from None
    if about.type != FileType.File:
        raise SourceError("does not exist", source=place.url)
    return about


def _head(storage: S3FileSystem, about: FileInfo, where: str) -> bytes:
    try:
        with storage.open_input_file(about.path) as file:
            return file.read(_PEEK)
    except OSError as error:
        raise SourceError(_reason(error), source=where) from None


def _fetched(
    storage: S3FileSystem, about: FileInfo, where: str, kind: str, access: Access
) -> Spill:
    most = access.limits.max_unpacked_bytes
    if about.size > most:
        raise SourceError(
            f"is larger than {in_units(most)}: copy it and scan the copy", source=where
        )
    spend = pace(access)
    try:
        spill = Spill(suffix_of(about.path), named=kind == "sqlite")
        with storage.open_input_stream(about.path) as file:
            while piece := file.read(_PIECE):
                spend(len(piece))
                spill.write(piece)
    except OSError as error:
        raise SourceError(_reason(error), source=where) from None
    return spill


def _fingerprint(about: FileInfo) -> str:
    return f"{about.size:x}-{about.mtime_ns or 0:x}"


def _reason(error: OSError) -> str:
    """What the service's answer means, without its words."""
    if error.errno:
        return plain_reason(error)
    text = str(error)
    return next((reason for sign, reason in _REASONS.items() if sign in text), "cannot be read")
