# A masked copy for a recipient: the catalogue says what the data is, the purpose what may be
# shown of it, and the copy goes out with a record of both. Refused is whatever would make
# the copy say more, or less, than the record: data that was never scanned or changed since,
# columns nobody knows, rows that cannot be read. Provision of personal information to others:
# PIPL article 23; records of provision: Order 790 article 12.
from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from classify import Lesson
from connectors import keeps_dialect, keeps_document, shown
from masking import Plan, key_id, plan
from policies import Copies, Domain, Policies, Purpose
from schema import (
    DatasetFinding,
    MisuseError,
    RefusedError,
    Share,
    SourceError,
)

from .after_check import AfterCheck
from .copy_check import KeptWatch, kept_columns, saw_every_row
from .delivery import Delivery, file_digest, refuse_taken, settle
from .marking import (
    BARE,
    Carrier,
    Marking,
    copies_for,
    mark_for,
    mark_id,
    marking_for,
)
from .masking_keys import keys_for
from .preview import Preview, preview
from .recipients import may_receive
from .recording import Book
from .settings import Settings, open_book, read_policies, read_site
from .share_document import planned_document, preview_document, write_document
from .share_terms import (
    COPY_FORMATS,
    DOCUMENT_FORMATS,
    known_purpose,
    named,
    refuse_format,
    refuse_past,
    share_columns,
)
from .shareable import Shareable, find_shareable
from .span_finder import span_finder, value_finder
from .train import lesson_in_use
from .written_copy import Means, write_copy

__all__ = ["ShareOutcome", "apply_share"]

_NOTICED_S = 1.0
_NO_TOLERANCES: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class ShareOutcome:
    """What a share decided and did; `share` is None, `preview` filled, after a dry run."""

    finding: DatasetFinding
    plan: Plan
    share: Share | None
    preview: tuple[Preview, ...] = ()


def apply_share(
    settings: Settings,
    target: str,
    *,
    purpose: str,
    recipient: str,
    approver: str,
    output: Path,
    drop: Collection[str] = (),
    dry_run: bool = False,
    legal_basis: str = "",
    expires: str = "",
    watermark: bool = False,
    tolerances: Mapping[str, float] = _NO_TOLERANCES,
    tell: Callable[[str], None] | None = None,
) -> ShareOutcome:
    """The masked copy of a catalogued dataset at `output`, recorded, or its preview.

    `target` is a file, `f.db#table`, a URL with `#table`, or a registered source's name with
    `#table`; the format of `output` is told by its suffix. `expires` is a date, as
    2027-12-31. The copy carries its recipient's mark in its pseudonyms, in which stand-ins were
    chosen, and in the numbers that `tolerances`, or the purpose, allow to change by so much; where
    nothing in it can carry one it goes without, or with `watermark` is refused. Pseudonyms are
    made under keys of the recipient: they join between copies for one recipient, and between two
    only where a policy puts both in one circle. `tell` hears what became of copies that were cut
    short before, that this one goes without a mark, and, once, that the source's terms slow the
    reading down.

    Raises MisuseError for what cannot be asked, RefusedError for what may not be shared,
    SourceError where reading or writing fails. Then nothing is left behind.
    """
    refuse_format(output, (*COPY_FORMATS, *DOCUMENT_FORMATS))
    recipient, approver = named("recipient", recipient), named("approver", approver)
    policies = read_policies(settings)
    for_ = known_purpose(policies, purpose)
    with open_book(settings) as book:
        if not dry_run:
            book.refuse_read_only()
        if not book.read_only:
            for line in settle(book.home, lambda identifier: _recorded(book, identifier)):
                (tell or _untold)(line)
        refuse_past(expires, book.now())
        remark = may_receive(book, recipient, for_, expires)
        chosen = find_shareable(book, target, read_site(settings).unit, policies)
        chosen = replace(chosen, access=replace(chosen.access, heard=_once(tell)))
        document = None
        if keeps_document(chosen.table, str(output)):
            _refuse_of_tables(drop, tolerances)
            document = planned_document(chosen, policies, purpose)
            decided = document.plan
        else:
            if not keeps_dialect(chosen.table, str(output)):
                refuse_format(output)
            decided = _decided(chosen, chosen.finding, policies, for_, drop)
        keys = keys_for(book, settings, decided.domains, recipient, policies.domains, trial=dry_run)
        under = book, recipient, for_, policies.domains
        copies = copies_for(for_, asked=watermark or bool(tolerances))
        asked = copies, tolerances
        marking = _marking(under, decided, chosen, keys, asked, rows=document is None)
        if marking is None and copies != "asked":
            (tell or _untold)(BARE)
        if dry_run:
            refuse_taken(output)
            if document is not None:
                shown_values = preview_document(chosen, document, keys)
                return ShareOutcome(document.finding, decided, None, shown_values)
            spans = span_finder([decided], policies)
            shown_cells = preview(chosen.table, chosen.access, decided, keys, spans)
            return ShareOutcome(chosen.finding, decided, None, shown_cells)
        identifier = f"sh-{secrets.token_hex(8)}"
        with Delivery(book.home, identifier, output) as delivery:
            places = (output, delivery.staging)
            if document is not None:
                mark = marking.mark if marking is not None else None
                rows = write_document(chosen, document, (keys, mark), places, tell or _untold)
            else:
                lesson = lesson_in_use(book)
                rows = _table(chosen, decided, (keys, marking), policies, places, lesson=lesson)
            share = Share(
                id=identifier,
                unit=chosen.finding.unit,
                time=book.now(),
                dataset=chosen.finding.id,
                purpose=purpose,
                recipient=recipient,
                approver=approver,
                output=shown(str(delivery.output)),
                output_sha256=file_digest(delivery.staging),
                plan_digest=decided.digest,
                columns=share_columns(decided, document.finding if document else chosen.finding),
                rows=rows,
                keys=tuple(f"{domain}:{key_id(key)}" for domain, key in sorted(keys.items())),
                legal_basis=legal_basis,
                expires=expires,
                watermark=_named_mark(marking),
            )
            _hand_over(book, settings, delivery, share)
    if remark:
        (tell or _untold)(remark)
    return ShareOutcome(document.finding if document else chosen.finding, decided, share)


def _hand_over(book: Book, settings: Settings, delivery: Delivery, share: Share) -> None:
    """The copy under its name and the record of it, together or not at all."""
    detail = {"share": share.id, "dataset": share.dataset, "purpose": share.purpose}
    if share.watermark:
        detail["watermark"] = share.watermark
    book.record([share], action="share", actor=settings.actor, unit=share.unit, detail={**detail})
    delivery.recorded()
    try:
        delivery.place()
    except OSError as error:
        # The record stands; the ledger says that nothing was handed out.
        book.record(
            [],
            action="share.undelivered",
            actor=settings.actor,
            unit=share.unit,
            detail={"share": share.id},
        )
        if isinstance(error, FileExistsError):
            problem = "was made by someone else meanwhile and is not overwritten"
            raise MisuseError(f"{delivery.asked} {problem}") from None
        problem = "the copy could not be put in its place"
        raise SourceError(problem, source=str(delivery.asked)) from None


def _table(
    chosen: Shareable,
    decided: Plan,
    under: tuple[Mapping[str, bytes], Marking | None],
    policies: Policies,
    places: tuple[Path, Path],
    *,
    lesson: Lesson | None,
) -> int:
    """The rows of a table's copy, written and looked at."""
    kept = kept_columns(decided)
    seen = saw_every_row(chosen.machine, chosen.table.fingerprint)
    watch = KeptWatch(kept, policies, lesson) if kept and not seen else None
    after = AfterCheck(decided, chosen.finding, policies)
    keys, marking = under
    remarks = value_finder(policies) if chosen.table.kind == "workbook" else None
    means = Means(keys, span_finder([decided], policies), watch, marking, after, remarks)
    rows = write_copy(chosen, decided, means, *places)
    if watch is not None:
        _refuse_unseen(chosen, decided, watch, policies, decided.purpose)
    return rows


def _marking(
    under: tuple[Book, str, Purpose, Mapping[str, Domain]],
    decided: Plan,
    chosen: Shareable,
    keys: Mapping[str, bytes],
    asked: tuple[Copies, Mapping[str, float]],
    *,
    rows: bool,
) -> Marking | None:
    """How the copy is marked, if it is; `asked` are which copies must be and the tolerances,
    `rows` says whether it has rows.
    """
    book, recipient, purpose, domains = under
    copies, tolerances = asked
    carrier: Carrier = "file" if rows else "document"
    mark = mark_for(
        book,
        recipient,
        decided,
        tolerances,
        purpose,
        domains=domains,
        carrier=carrier,
        copies=copies,
    )
    if mark is None or not rows:
        return Marking(mark) if mark is not None else None
    return marking_for(mark, purpose, decided, chosen.finding.id, keys)


def _named_mark(marking: Marking | None) -> str:
    if marking is None:
        return ""
    return mark_id(marking.mark, marking.nobodys.count if marking.nobodys is not None else 0)


def _refuse_of_tables(drop: Collection[str], tolerances: Mapping[str, float]) -> None:
    if drop or tolerances:
        raise MisuseError("a document has no columns: none can be dropped or have a tolerance")


def _once(tell: Callable[[str], None] | None) -> Callable[[int, float], None]:
    """What a reader is listened to with: the first wait worth a word is passed on."""
    untold = [tell] if tell is not None else []

    def heard(_octets: int, wait_s: float) -> None:
        if wait_s >= _NOTICED_S and untold:
            untold.pop()("reading slowly on purpose, as the source's limit or hours ask")

    return heard


def _untold(_line: str) -> None:
    """Nobody to tell."""


def _recorded(book: Book, identifier: str) -> str | None:
    share = book.latest(Share, identifier)
    return share.output_sha256 if share is not None else None


def _decided(
    chosen: Shareable,
    finding: DatasetFinding,
    policies: Policies,
    purpose: Purpose,
    drop: Collection[str],
) -> Plan:
    names = [field.name for field in finding.fields]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        problem = f"columns stand there twice: {', '.join(twice)}"
        raise RefusedError(f"{chosen.table.place}: {problem}")
    try:
        return plan(
            finding, purpose, drop=drop, categories=policies.categories, subjects=policies.subjects
        )
    except ValueError as error:
        raise MisuseError(str(error)) from None


def _refuse_unseen(
    chosen: Shareable, decided: Plan, watch: KeptWatch, policies: Policies, purpose: str
) -> None:
    """Raises RefusedError where a column went out in clear for want of rows the scan read.

    What was found on the way is planned for as if the scan had found it: where that plan is
    another, or none, this one does not stand.
    """
    for name, rates in watch.found(chosen.table, chosen.machine).items():
        fields = [
            replace(field, labels=(*field.labels, *rates)) if field.name == name else field
            for field in chosen.finding.fields
        ]
        finding = replace(chosen.finding, fields=tuple(fields))
        try:
            again = _decided(chosen, finding, policies, policies.purposes[purpose], decided.dropped)
        except RefusedError:
            again = None
        if again is None or name not in kept_columns(again):
            worst = max(rates, key=lambda rate: rate.validated)
            raise RefusedError(
                f"{chosen.table.place}: column {name}, which goes out in clear, holds "
                f"{worst.label} in {worst.validated:.1%} of its cells; the scan did not read them. "
                "Scan every row (tongguan classify scan --sample all), then share"
            )
