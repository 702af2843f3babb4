# The suite's own records, and what they are locked with.
from typing import TYPE_CHECKING

from schema.lazy import lazy

if TYPE_CHECKING:
    from .database import (
        DATABASE_FILE,
        explained,
        is_read_only,
        make_home,
        migrate,
        open_database,
        open_read_only,
        snapshot,
        transaction,
    )
    from .elastic_archive import ElasticArchive
    from .elastic_records import GROUPS, ElasticRecords, Found
    from .encoding import body_of, decode, digest_of, kind_of
    from .error import EventsRefused, SealBroken, StoreError
    from .event_archive import EventArchive, ParquetArchive
    from .events import EVENTS_DIRECTORY, append_events, forget_events, scan_events
    from .imprints import IMPRINT_STEPS, imprints_of, newest_imprints, put_imprints
    from .keyring import KEYRING_FILE, Keyring
    from .outbox import (
        KEPT_HERE,
        OUTBOX_STEPS,
        Outbox,
        OutRow,
        RecordRefused,
        hand_over,
        hand_over_anew,
        read_outbox,
    )
    from .progress import clear_progress, note_progress, read_progress
    from .record_reader import LocalRecords, RecordReader
    from .records import (
        RECORD_STEPS,
        Stored,
        Version,
        about,
        count,
        delete,
        latest,
        list_latest,
        put,
        stored_digest,
        versions,
    )
    from .seal import KEY_FILE, Seal
    from .spooled_archive import SpooledArchive
    from .sync import sync_directory
    from .turn import in_turn, turn_if_free
    from .wrapping import WRAPPINGS, Wrapping, key_encryption_key, new_wrapping

_SURFACE = {
    "DATABASE_FILE": "database",
    "EVENTS_DIRECTORY": "events",
    "GROUPS": "elastic_records",
    "IMPRINT_STEPS": "imprints",
    "KEPT_HERE": "outbox",
    "KEYRING_FILE": "keyring",
    "KEY_FILE": "seal",
    "OUTBOX_STEPS": "outbox",
    "RECORD_STEPS": "records",
    "WRAPPINGS": "wrapping",
    "ElasticArchive": "elastic_archive",
    "ElasticRecords": "elastic_records",
    "EventArchive": "event_archive",
    "EventsRefused": "error",
    "Found": "elastic_records",
    "Keyring": "keyring",
    "LocalRecords": "record_reader",
    "OutRow": "outbox",
    "Outbox": "outbox",
    "ParquetArchive": "event_archive",
    "RecordReader": "record_reader",
    "RecordRefused": "outbox",
    "Seal": "seal",
    "SealBroken": "error",
    "SpooledArchive": "spooled_archive",
    "StoreError": "error",
    "Stored": "records",
    "Version": "records",
    "Wrapping": "wrapping",
    "about": "records",
    "append_events": "events",
    "body_of": "encoding",
    "clear_progress": "progress",
    "count": "records",
    "decode": "encoding",
    "delete": "records",
    "digest_of": "encoding",
    "explained": "database",
    "forget_events": "events",
    "hand_over": "outbox",
    "hand_over_anew": "outbox",
    "imprints_of": "imprints",
    "in_turn": "turn",
    "is_read_only": "database",
    "key_encryption_key": "wrapping",
    "kind_of": "encoding",
    "latest": "records",
    "list_latest": "records",
    "make_home": "database",
    "migrate": "database",
    "new_wrapping": "wrapping",
    "newest_imprints": "imprints",
    "note_progress": "progress",
    "open_database": "database",
    "open_read_only": "database",
    "put": "records",
    "put_imprints": "imprints",
    "read_outbox": "outbox",
    "read_progress": "progress",
    "scan_events": "events",
    "snapshot": "database",
    "stored_digest": "records",
    "sync_directory": "sync",
    "transaction": "database",
    "turn_if_free": "turn",
    "versions": "records",
}
__all__ = list(_SURFACE)
__getattr__ = lazy(__name__, _SURFACE)
