# Masked values seen again, under dual control: a custodian asks, for one file and a reason;
# another approves; then the asker, and nobody else, opens it, once and within a day. Each step
# is recorded, the last before anything can be seen. What is undone is what a share encrypted
# or tokenised, under the keys its record names; a key that was destroyed undoes nothing.
from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from connectors import discover, read, write
from masking import Plan, restore, without_pseudo_rows
from schema import (
    Access,
    MisuseError,
    RefusedError,
    Reveal,
    Sample,
    Share,
    Skipped,
    SourceError,
    Table,
)

from .custodians import prove_custodian
from .delivery import file_digest
from .marking import mark_key, pseudo_rows_of
from .masking_keys import alone
from .outputs import deliver
from .recording import Book, new_id
from .settings import Settings, open_book
from .share_terms import refuse_format
from .undoing import keys_undoing, plan_undoing, undoable

__all__ = ["Opened", "approve_reveal", "ask_reveal", "list_reveals", "open_reveal", "refuse_reveal"]

_VALID = dt.timedelta(hours=24)
_FORMATS = (".csv", ".tsv", ".parquet")


@dataclass(frozen=True, slots=True)
class Opened:
    """A reveal that was opened, and where what it revealed stands."""

    reveal: Reveal
    output: Path


def list_reveals(settings: Settings) -> list[Reveal]:
    """Every reveal that was asked for, the newest first."""
    with open_book(settings) as book:
        return sorted(book.list(Reveal), key=lambda one: one.time, reverse=True)


def ask_reveal(
    settings: Settings,
    file: Path,
    *,
    share: str,
    reason: str,
    passphrase: str,
    columns: Collection[str] = (),
) -> Reveal:
    """The reveal as asked for by the acting person, a custodian; nothing is shown yet.

    `file` is a copy of the share or a part of it, `columns` those to see again, all that can
    be undone if none is named. Raises MisuseError for what cannot be asked, RefusedError
    where it can never be opened.
    """
    if not reason.strip():
        raise MisuseError("a reveal needs its reason")
    with open_book(settings) as book:
        asker = prove_custodian(book, settings.actor, passphrase)
        made = _share(book, share)
        _, plan = _plan(made, file, columns)
        keys_undoing(book, settings, made, plan)
        reveal = Reveal(
            id=new_id("reveal"),
            unit=made.unit,
            time=book.now(),
            share=made.id,
            file_sha256=file_digest(file),
            columns=tuple(column.name for column in plan.columns),
            asker=asker,
            reason=reason.strip(),
        )
        _record(book, settings, reveal, "reveal.ask")
    return reveal


def approve_reveal(settings: Settings, identifier: str, *, passphrase: str) -> Reveal:
    """The reveal as approved by the acting person, who is a custodian and not the asker."""
    with open_book(settings) as book:
        found = _in_state(book, identifier, "asked")
        approver = prove_custodian(book, settings.actor, passphrase)
        if approver == found.asker:
            raise RefusedError("who asked for a reveal cannot approve it: another custodian does")
        now = book.now()
        until = (dt.datetime.fromisoformat(now) + _VALID).isoformat(timespec="seconds")
        reveal = replace(found, state="approved", approver=approver, until=until, time=now)
        _record(book, settings, reveal, "reveal.approve")
    return reveal


def refuse_reveal(settings: Settings, identifier: str, *, passphrase: str) -> Reveal:
    """The reveal as refused by a custodian; the asker may withdraw it so, too."""
    with open_book(settings) as book:
        found = _in_state(book, identifier, "asked", "approved")
        approver = prove_custodian(book, settings.actor, passphrase)
        reveal = replace(found, state="refused", approver=approver, time=book.now())
        _record(book, settings, reveal, "reveal.refuse")
    return reveal


def open_reveal(
    settings: Settings, identifier: str, file: Path, output: Path, *, passphrase: str
) -> Opened:
    """What was masked in the file, at `output` and readable by its owner alone.

    Raises RefusedError where this reveal is not approved, not any more, or for another file
    or person.
    """
    refuse_format(output, _FORMATS)
    with open_book(settings) as book:
        found = _in_state(book, identifier, "approved")
        if prove_custodian(book, settings.actor, passphrase) != found.asker:
            raise RefusedError(
                f"reveal {identifier} is opened by who asked for it, and nobody else"
            )
        if dt.datetime.fromisoformat(book.now()) > dt.datetime.fromisoformat(found.until):
            raise RefusedError(f"the approval of reveal {identifier} has run out: ask again")
        if file_digest(file) != found.file_sha256:
            raise RefusedError(f"{file} is another file than the one this reveal was asked for")
        made = _share(book, found.share)
        table, plan = _plan(made, file, found.columns)
        keys = keys_undoing(book, settings, made, plan)
        schema = pa.schema([(column.name, pa.string()) for column in plan.columns])
        nobodys = pseudo_rows_of(made, mark_key(book))
        opened = found

        def shown() -> Iterator[pa.RecordBatch]:
            for part in read(table, Sample(rows=None), Access()):
                if isinstance(part, Skipped):
                    raise SourceError(part.error, source=str(file))
                # Nobody is behind some rows, whatever they would show.
                rows = part if nobodys is None else without_pseudo_rows(part, *nobodys)
                try:
                    yield restore(rows, plan, keys, schema)
                except ValueError as error:
                    raise RefusedError(f"{file}: {error}") from None

        def written(aside: Path) -> None:
            nonlocal opened
            # The writer makes its file itself, and nobody else can ever read it.
            aside.unlink()
            rows = write(shown(), schema, str(aside), table_name="revealed", mode=0o600)
            with alone(book, settings):
                # Another process may have used the approval up meanwhile.
                _in_state(book, identifier, "approved")
                opened = replace(found, state="opened", rows=rows, time=book.now())
                _record(book, settings, opened, "reveal.open")

        deliver([output], written, mode=0o600)
    return Opened(opened, output)


def _share(book: Book, identifier: str) -> Share:
    share = book.latest(Share, identifier)
    if share is None:
        raise MisuseError(f"there is no share {identifier} (tongguan ledger show)")
    if share.revoked:
        raise RefusedError(f"share {identifier} was revoked: nothing of it is shown again")
    return share


def _plan(share: Share, file: Path, columns: Collection[str]) -> tuple[Table, Plan]:
    """The file as a table, and what of the share's plan it takes to undo these columns."""
    if not file.is_file():
        raise MisuseError(f"{file}: there is no such file")
    tables = list(discover(str(file), Access()))
    if len(tables) != 1 or not isinstance(table := tables[0], Table):
        raise MisuseError(f"{file}: expected a file with one table in it")
    there = {column.name for column in table.columns}
    wanted = list(columns) or [name for name in undoable(share) if name in there]
    for name in wanted:
        if name not in there:
            raise MisuseError(f"{file} has no column {name}")
    if not wanted:
        raise RefusedError(f"{file} has no column that was masked in a way that can be undone")
    return table, plan_undoing(share, wanted)


def _in_state(book: Book, identifier: str, *states: str) -> Reveal:
    found = book.latest(Reveal, identifier)
    if found is None:
        raise MisuseError(f"nobody asked for a reveal {identifier} (tongguan mask reveal list)")
    if found.state not in states:
        raise RefusedError(
            f"reveal {identifier} is {found.state}: this cannot follow (tongguan mask reveal list)"
        )
    return found


def _record(book: Book, settings: Settings, reveal: Reveal, action: str) -> None:
    detail = {"reveal": reveal.id, "share": reveal.share}
    book.record([reveal], action=action, actor=settings.actor, unit=reveal.unit, detail={**detail})
