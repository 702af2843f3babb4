# Where this installation keeps its things and who is acting: what every job is told, once.
# Read from the command line or the environment by the console; nothing here reads either.
from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from policies import Policies, Site, load_policies, load_site

from .recording import Book, utc_now

__all__ = ["Settings", "local_now", "open_book", "read_policies", "read_site", "utc_now"]


@dataclass(frozen=True, slots=True)
class Settings:
    """The installation's directory, the operator's own files, and the acting person.

    `kek` says where the key-encryption key of the keyring is (`passphrase:FILE`,
    `file:FILE`, `pkcs11:…`), "" that it is the installation's own;
    `archive` the registered source that events are kept in, "" for files under `home`;
    `store` the Elasticsearch, by its URL or as a registered source, that records and events are
    kept in as well, and `store_password` the file of its password or API key.
    """

    home: Path
    actor: str
    policies: Path | None = None
    site: Path | None = None
    kek: str = field(default="", repr=False)
    archive: str = ""
    store: str = ""
    store_password: Path | None = None


def local_now() -> str:
    """The time now as the wall clock has it, RFC 3339: what people date their papers by."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


def read_policies(settings: Settings) -> Policies:
    """Shipped packs with the operator's merged in. Raises PolicyError."""
    return load_policies(settings.policies)


def read_site(settings: Settings) -> Site:
    """Who the bureau is; an empty site where no file was given. Raises PolicyError."""
    return load_site(settings.site)


def open_book(settings: Settings) -> Book:
    """The records and the ledger of this installation, made on first use."""
    return Book(settings.home)
