# A masked copy of a whole database in another of the same product: tables parents first, keys
# and what refers to them masked alike, rows in batches that a killed copy goes on behind.
# References come into force when all rows are there, checked by the server; then the rows
# are counted, the shares recorded together, and the target's table of marks removed last.
from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from connectors import (
    DatabaseCopy,
    Extra,
    Mark,
    TableShape,
    copied_product,
    open_database_copy,
    parents_first,
)
from masking import key_id, plan_linked
from policies import Policies
from schema import MisuseError, RefusedError, Share

from .copied_table import CopyJob, SharedTable, checked_tables, copied_table
from .database_extras import followers
from .database_marks import marked_tables
from .database_rows import masked_shape
from .marking import BARE, copies_for, mark_id
from .masking_keys import keys_for
from .recipients import may_receive
from .recording import Book
from .settings import Settings, open_book, read_policies, read_site
from .share_terms import known_purpose, named, refuse_past, share_columns
from .shareable import find_shareable
from .source import Target, resolve
from .span_finder import span_finder

__all__ = ["DatabaseShare", "SharedTable", "apply_database_share", "is_database_target"]

_NO_TOLERANCES: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class DatabaseShare:
    """What was decided and done; no shares after a dry run.

    `left_out` is what the source has besides tables, keys and references, and the copy has not.
    """

    tables: tuple[SharedTable, ...]
    shares: tuple[Share, ...]
    left_out: tuple[Extra, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asking:
    """What was asked for, and what it is judged by."""

    target: str
    unit: str
    policies: Policies
    purpose: str
    drop: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Deed:
    """What the records of a copy say of why and for whom it was made."""

    purpose: str
    recipient: str
    approver: str
    legal_basis: str
    expires: str


def is_database_target(settings: Settings, output: str) -> bool:
    """Whether a copy's output is a database's URL, or a source registered under that name."""
    if "://" in output:
        return True
    if not output:
        return False
    with open_book(settings) as book:
        place = resolve(output, book, "")
        return bool(place.name and copied_product(place.location))


def apply_database_share(
    settings: Settings,
    target: str,
    output: str,
    *,
    purpose: str,
    recipient: str,
    approver: str,
    drop: Collection[str] = (),
    replace_tables: bool = False,
    dry_run: bool = False,
    legal_basis: str = "",
    expires: str = "",
    watermark: bool = False,
    tolerances: Mapping[str, float] = _NO_TOLERANCES,
    tell: Callable[[str], None] = lambda _: None,
) -> DatabaseShare:
    """The masked copy of every table of `target` in the database `output`, recorded.

    Both are databases of one product, by URL or registered name. `drop` names columns as
    TABLE.COLUMN. The copy carries its recipient's mark, as a file does, but for
    rows that are nobody's; `tolerances` are by COLUMN or TABLE.COLUMN. Tables in the way are replaced only where `replace_tables` says so. A copy
    that was interrupted goes on when the same is asked for again.

    Raises MisuseError for what cannot be asked, RefusedError for what may not be shared,
    SourceError where a database fails; what was copied by then stays for going on.
    """
    recipient, approver = named("recipient", recipient), named("approver", approver)
    policies = read_policies(settings)
    for_ = known_purpose(policies, purpose)
    if "#" in target:
        raise MisuseError("one table goes to a file; a database is copied whole: leave #TABLE out")
    with open_book(settings) as book:
        if not dry_run:
            book.refuse_read_only()
        refuse_past(expires, book.now())
        remark = may_receive(book, recipient, for_, expires)
        unit = read_site(settings).unit
        source, sink = resolve(target, book, unit), resolve(output, book, unit)
        _refuse_pair(source, sink)
        with open_database_copy(source.location, source.access) as origin:
            asking = _Asking(target, unit, policies, purpose, tuple(drop))
            tables = _planned(book, origin, asking)
            domains = {domain for one in tables for domain in one.plan.domains}
            keys = keys_for(book, settings, domains, recipient, policies.domains, trial=dry_run)
            copies = copies_for(for_, asked=watermark or bool(tolerances))
            under = for_, policies.domains
            tables = marked_tables(book, recipient, tables, tolerances, under, copies=copies)
            if copies != "asked":
                _tell_unmarked(tables, tell)
            if dry_run:
                _, left = followers(origin, [(one.shape.name, one.plan) for one in tables])
                return DatabaseShare(tuple(tables), (), tuple(left))
            which = _which([source.location, sink.location, purpose, recipient], tables, keys)
            with (
                _alone(book, which),
                open_database_copy(sink.location, sink.access, writing=True) as goal,
            ):
                spans = span_finder((one.plan for one in tables), policies)
                job = CopyJob(book, policies, keys, origin, goal, tell, spans)
                tables = [replace(one, target=_shape_in(goal, one, tables)) for one in tables]
                marks, nonce = _begun(job, tables, which, sink, replace_tables=replace_tables)
                try:
                    done = [copied_table(job, one, marks.get(one.shape.name)) for one in tables]
                    checked_tables(job, done)
                except RefusedError:
                    # What may not go out does not stay there either.
                    goal.remove([one.target for one in tables])
                    raise
                may, left = followers(origin, [(one.shape.name, one.plan) for one in done])
                left += goal.add(may)
                asked_for = _Deed(purpose, recipient, approver, legal_basis, expires)
                shares = [_share(book, one, asked_for, (sink, nonce), keys) for one in done]
                if book.latest(Share, shares[0].id) is None:
                    _record(book, settings.actor, shares)
                goal.end()
    if remark:
        tell(remark)
    return DatabaseShare(tuple(done), tuple(shares), tuple(left))


def _which(asked: list[str], tables: list[SharedTable], keys: Mapping[str, bytes]) -> str:
    """A name for this copy and no other: what was asked, and with what keys and marks."""
    asked += [f"{domain}:{key_id(key)}" for domain, key in sorted(keys.items())]
    asked += [f"{one.shape.name}:{one.plan.digest}" for one in tables]
    asked += [
        f"{_named_mark(one)}:{sorted(one.mark.tolerances.items())}:{one.mark.tokens}:{one.mark.stand_ins}"
        for one in tables
        if one.mark is not None
    ]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def _tell_unmarked(tables: list[SharedTable], tell: Callable[[str], None]) -> None:
    bare = [one.shape.name for one in tables if one.mark is None]
    if len(bare) == len(tables):
        tell(BARE)
    elif bare:
        tell(f"nothing carries the mark in the tables {', '.join(bare)}")


def _share(
    book: Book,
    one: SharedTable,
    deed: _Deed,
    made: tuple[Target, str],
    keys: Mapping[str, bytes],
) -> Share:
    """The record of one table's copy; `made` is where it stands and what its name is made of."""
    sink, nonce = made
    return Share(
        id=f"sh-{hashlib.sha256(f'{nonce}{one.shape.name}'.encode()).hexdigest()[:16]}",
        unit=one.chosen.finding.unit,
        time=book.now(),
        dataset=one.chosen.finding.id,
        purpose=deed.purpose,
        recipient=deed.recipient,
        approver=deed.approver,
        output=f"{sink.location}#{one.shape.name}",
        output_sha256="",
        plan_digest=one.plan.digest,
        columns=share_columns(one.plan, one.chosen.finding),
        rows=one.rows,
        keys=tuple(f"{domain}:{key_id(keys[domain])}" for domain in one.plan.domains),
        legal_basis=deed.legal_basis,
        expires=deed.expires,
        watermark=_named_mark(one),
    )


def _record(book: Book, actor: str, shares: list[Share]) -> None:
    first, marks = shares[0], sorted({share.watermark for share in shares} - {""})
    book.record(
        shares,
        action="share",
        actor=actor,
        unit=first.unit,
        detail={
            "purpose": first.purpose,
            "recipient": first.recipient,
            "tables": len(shares),
            **({"watermark": marks} if marks else {}),
        },
    )


def _named_mark(one: SharedTable) -> str:
    return mark_id(one.mark) if one.mark is not None else ""


def _refuse_pair(source: Target, sink: Target) -> None:
    if source.location == sink.location:
        raise MisuseError("a database cannot be its own copy: name another as the target")
    products = copied_product(source.location), copied_product(sink.location)
    if "" in products:
        raise MisuseError(
            "a database is copied from and to PostgreSQL, MySQL, MariaDB and SQLite alone"
        )
    if products[0] != products[1]:
        raise MisuseError(
            f"a database of {products[0]} is copied into one of the same product, "
            f"not {products[1]}; a single table can go to a file"
        )


def _planned(book: Book, origin: DatabaseCopy, asking: _Asking) -> list[SharedTable]:
    """Every table with its finding and its plan, parents first."""
    shapes, policies = parents_first(origin.shapes()), asking.policies
    if not shapes:
        raise MisuseError(f"{asking.target} has no table to copy")
    chosen = {
        shape.name: find_shareable(book, f"{asking.target}#{shape.name}", asking.unit, policies)
        for shape in shapes
    }
    links = [
        ((shape.name, own), (link.parent, theirs))
        for shape in shapes
        for link in shape.links
        if link.parent in chosen
        for own, theirs in zip(link.columns, link.parent_columns, strict=True)
    ]
    keys = [(shape.name, name) for shape in shapes for name in shape.key]
    dropped = []
    for each in asking.drop:
        table, _, column = each.rpartition(".")
        dropped.append((table, column))
    try:
        plans = plan_linked(
            {name: one.finding for name, one in chosen.items()},
            links,
            policies.purposes[asking.purpose],
            keys=keys,
            drop=dropped,
            categories=policies.categories,
            subjects=policies.subjects,
        )
    except ValueError as error:
        raise MisuseError(str(error)) from None
    return [SharedTable(chosen[shape.name], shape, shape, plans[shape.name]) for shape in shapes]


def _shape_in(goal: DatabaseCopy, one: SharedTable, tables: list[SharedTable]) -> TableShape:
    return masked_shape(
        one.shape,
        {each.shape.name: each.plan for each in tables},
        text=goal.dialect.text_type,
        key_text=goal.dialect.key_text_type,
    )


def _begun(
    job: CopyJob, tables: list[SharedTable], which: str, sink: Target, *, replace_tables: bool
) -> tuple[dict[str, Mark], str]:
    """The marks of this copy, begun now or earlier, and what its shares are named by."""
    marks = job.goal.begun()
    wanted = [one.target for one in tables]
    if marks is not None and "" in marks:
        known = json.loads(marks[""].place)
        if known["copy"] == which and not replace_tables:
            job.tell("going on with a copy that was interrupted")
            for shape in wanted:
                job.goal.make(shape)
            return marks, str(known["nonce"])
        if not replace_tables:
            raise MisuseError(
                f"{sink.location} holds another copy that was begun and not finished: ask for the "
                "same again to go on with it, or say --replace"
            )
    there = {shape.name for shape in job.goal.shapes()}
    in_the_way = sorted(there & {shape.name for shape in wanted})
    if in_the_way and not replace_tables and marks is None:
        raise MisuseError(
            f"{sink.location} holds tables already: {', '.join(in_the_way)}; "
            "they are replaced only when asked (--replace)"
        )
    job.goal.remove([shape for shape in wanted if shape.name in there])
    nonce = secrets.token_hex(8)
    job.goal.begin(json.dumps({"copy": which, "nonce": nonce}))
    for shape in wanted:
        job.goal.make(shape)
    return {}, nonce


@contextmanager
def _alone(book: Book, which: str) -> Iterator[None]:
    """The only process at this copy; MisuseError where another is at it."""
    path = book.home / f"copy-{which[:16]}.lock"
    held = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise MisuseError("another process is making this copy") from None
        yield
        with contextlib.suppress(OSError):
            path.unlink()
    finally:
        os.close(held)
