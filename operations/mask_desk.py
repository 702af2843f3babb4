# Masking for programs that ask all day: what is masked in which way is decided once for a
# token, a purpose and a set of columns, recorded as a share before the first row leaves, and
# from then on a matter of keys and kernels. Rows are counted and the count recorded now and
# then; to see values again is recorded each time, before anything is shown.
from __future__ import annotations

import datetime as dt
import functools
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from classify import ColumnLabel, Recognisers, grade
from masking import (
    OPERATORS,
    Few,
    Mark,
    Plan,
    apply,
    cellwise,
    key_id,
    masked_passages,
    plan,
    restore,
)
from policies import Policies
from schema import (
    ApiToken,
    DatasetFinding,
    LabelRate,
    MisuseError,
    RefusedError,
    Share,
    Span,
    Table,
)

from .api_tokens import token_digest
from .history import History
from .lint import compiled
from .marking import Carrier, copies_for, mark_for, mark_id
from .masking_keys import keys_for
from .recipients import may_receive
from .recording import Book, new_id
from .settings import Settings, open_book, read_policies, read_site
from .share_terms import share_columns
from .span_finder import spans_in
from .undoing import keys_undoing, plan_undoing

__all__ = ["Counter", "MaskDesk"]

_PROFILE = "gbt-43697"
_TOKENS_S = 1.0
_ROWS_S = 60.0


@dataclass(slots=True)
class Counter:
    """A plan in use: one share's columns, keys and rows so far."""

    share: Share
    plan: Plan
    keys: Mapping[str, bytes] = field(repr=False)
    by_cells: Few | None = field(repr=False, default=None)
    mark: Mark | None = field(repr=False, default=None)
    rows: int = 0
    recorded: int = 0

    def few(self, records: Sequence[Mapping[str, Any]]) -> list[list[str | None]] | None:
        """The columns of a few records as the plan shows them; None where they are for `masked`."""
        if self.by_cells is None:
            return None
        shown = self.by_cells(records)
        if shown is not None:
            self.rows += len(records)
        return shown

    def masked(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """The batch as the plan shows it.

        Raises MisuseError naming the column where the batch is not what the plan is for.
        """
        try:
            shown = apply(batch, self.plan, self.keys, mark=self.mark)
        except (ValueError, TypeError) as error:
            raise MisuseError(str(error)) from None
        self.rows += batch.num_rows
        return shown


class MaskDesk:
    """One installation's masking at work; for any number of threads.

    `clock` is the time in seconds that tokens are trusted by for one second.
    """

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._policies: Policies = read_policies(settings)
        self._unit = read_site(settings).unit
        self._clock = clock
        self._lock = threading.RLock()
        self._tokens: dict[str, ApiToken] = {}
        self._read_at = float("-inf")
        self._told_at = clock()
        self._counters: dict[tuple[object, ...], Counter] = {}

    def signed_in(self, token: str, scope: str) -> ApiToken:
        """The token's record.

        Raises MisuseError where it is none, RefusedError where it is not for this scope.
        """
        now = self._clock()
        if now - self._read_at > _TOKENS_S:
            with self._lock, open_book(self._settings) as book:
                today = dt.datetime.now(dt.UTC).date().isoformat()
                self._tokens = {
                    each.digest: each
                    for each in book.list(ApiToken)
                    if each.state == "active" and each.expires >= today
                }
                self._read_at = now
        # Looked up by its digest: how long that takes tells nothing of a token.
        found = self._tokens.get(token_digest(token))
        if found is None:
            raise MisuseError("the token is unknown, expired or revoked")
        if scope not in found.scopes:
            raise RefusedError(f"the token is not for {scope}")
        return found

    def counter(
        self,
        token: ApiToken,
        *,
        purpose: str = "",
        dataset: str = "",
        labels: Mapping[str, str] | None = None,
    ) -> Counter:
        """How columns are masked for this token: those of a catalogued data set, or the named
        columns by their labels.

        Raises MisuseError for what cannot be asked, RefusedError where no rule fits.
        """
        chosen = self._purpose(token, purpose)
        key = (token.id, chosen, dataset, tuple((labels or {}).items()))
        found = self._counters.get(key)
        if found is None:
            with self._lock:
                found = self._counters.get(key)
                if found is None:
                    found = self._opened(token, chosen, dataset, labels)
                    self._counters[key] = found
        if self._clock() - self._told_at > _ROWS_S:
            self.tell_rows()
        return found

    def texts(
        self, token: ApiToken, texts: Sequence[str], *, purpose: str = ""
    ) -> tuple[str, list[str], list[list[Span]]]:
        """The share, the texts with what was found in them masked, and where that was.

        What no rule of the purpose fits is withheld.
        """
        counter = self._reader(token, self._purpose(token, purpose))
        places = spans_in(texts, self._recognisers)
        planned = {each.label: each for each in counter.plan.columns}
        try:
            shown = masked_passages(texts, places, planned, counter.keys, counter.mark)
        except ValueError as error:
            raise MisuseError(str(error)) from None
        counter.rows += len(texts)
        return counter.share.id, shown, places

    def reveal(
        self, token: ApiToken, share: str, reason: str, batch: pa.RecordBatch
    ) -> pa.RecordBatch:
        """What stood in the batch's columns before the share masked them, once that is recorded.

        Raises MisuseError for what cannot be asked, RefusedError where it may not be seen.
        """
        if not reason.strip():
            raise MisuseError("a reveal needs its reason")
        with self._lock, open_book(self._settings) as book:
            made = book.latest(Share, share)
            if made is None or made.recipient != token.recipient:
                raise RefusedError("the token's recipient has no such share")
            _refuse_strange(made, batch.schema.names)
            undone = plan_undoing(made, batch.schema.names)
            keys = keys_undoing(book, self._settings, made, undone)
            schema = pa.schema([(column.name, pa.string()) for column in undone.columns])
            try:
                shown = restore(batch, undone, keys, schema)
            except ValueError as error:
                raise RefusedError(str(error)) from None
            book.record(
                [],
                action="reveal.api",
                actor=token.id,
                unit=made.unit,
                detail={
                    "share": made.id,
                    "columns": [column.name for column in undone.columns],
                    "rows": batch.num_rows,
                    "reason": reason.strip(),
                },
            )
        return shown

    def tell_rows(self) -> None:
        """The rows that went out since the last time, recorded with their shares."""
        with self._lock:
            self._told_at = self._clock()
            grown = [each for each in self._counters.values() if each.rows > each.recorded]
            if not grown:
                return
            with open_book(self._settings) as book:
                for each in grown:
                    rows = each.rows
                    each.share = replace(each.share, rows=rows, time=book.now())
                    book.record(
                        [each.share],
                        action="share.rows",
                        actor=self._settings.actor,
                        unit=each.share.unit,
                        detail={"share": each.share.id, "rows": rows - each.recorded},
                    )
                    each.recorded = rows

    @functools.cached_property
    def _recognisers(self) -> Recognisers:
        """Made once: to make them and what looks for them takes seconds."""
        return compiled(self._policies)

    def _purpose(self, token: ApiToken, purpose: str) -> str:
        if not purpose and len(token.purposes) == 1:
            purpose = token.purposes[0]
        if purpose not in token.purposes:
            raise RefusedError(f"the token is for the purposes: {', '.join(token.purposes)}")
        return purpose

    def _opened(
        self, token: ApiToken, purpose: str, dataset: str, labels: Mapping[str, str] | None
    ) -> Counter:
        if bool(dataset) == bool(labels):
            raise MisuseError("name either a data set of the catalogue or the columns' labels")
        with open_book(self._settings) as book:
            finding = self._catalogued(book, dataset) if dataset else self._labelled(labels or {})
            return self._recorded(book, token, finding, self._decided(finding, purpose), "answers")

    def _reader(self, token: ApiToken, purpose: str) -> Counter:
        """The counter for running text: a plan for each label that a rule fits by itself."""
        key = (token.id, purpose, "text")
        with self._lock:
            if key not in self._counters:
                planned, fields = [], []
                whole = self._labelled({each: each for each in sorted(self._labels())})
                for column in whole.fields:
                    try:
                        decided = self._decided(replace(whole, fields=(column,)), purpose)
                    except RefusedError:
                        continue
                    (one,) = decided.columns
                    if not OPERATORS[one.operator].whole:
                        planned.append(one)
                        fields.append(column)
                finding = replace(whole, fields=tuple(fields))
                with open_book(self._settings) as book:
                    self._counters[key] = self._recorded(
                        book, token, finding, Plan(purpose, tuple(planned)), "document"
                    )
            return self._counters[key]

    def _decided(self, finding: DatasetFinding, purpose: str) -> Plan:
        return plan(
            finding,
            self._policies.purposes[purpose],
            categories=self._policies.categories,
            subjects=self._policies.subjects,
        )

    def _recorded(
        self,
        book: Book,
        token: ApiToken,
        finding: DatasetFinding,
        decided: Plan,
        carrier: Carrier,
    ) -> Counter:
        purpose, domains = self._policies.purposes[decided.purpose], self._policies.domains
        may_receive(book, token.recipient, purpose, token.expires)
        mark = mark_for(
            book,
            token.recipient,
            decided,
            {},
            purpose,
            domains=domains,
            carrier=carrier,
            copies=copies_for(purpose, asked=False),
        )
        keys = keys_for(book, self._settings, decided.domains, token.recipient, domains)
        share = Share(
            id=new_id("sh"),
            unit=finding.unit or self._unit,
            time=book.now(),
            dataset=finding.id,
            purpose=decided.purpose,
            recipient=token.recipient,
            approver=token.approver,
            output=f"api:{token.id}",
            output_sha256="",
            plan_digest=decided.digest,
            columns=share_columns(decided, finding),
            rows=0,
            keys=tuple(f"{domain}:{key_id(key)}" for domain, key in sorted(keys.items())),
            expires=token.expires,
            watermark="" if mark is None else mark_id(mark),
        )
        told = {"watermark": share.watermark} if mark is not None else {}
        book.record(
            [share],
            action="share.open",
            actor=token.id,
            unit=share.unit,
            detail={
                "share": share.id,
                "purpose": decided.purpose,
                "recipient": token.recipient,
                **told,
            },
        )
        return Counter(share, decided, keys, cellwise(decided, keys, mark), mark)

    def _catalogued(self, book: Book, identifier: str) -> DatasetFinding:
        found = History(book, self._policies).reviewed(identifier)
        if found is None:
            raise MisuseError(f"there is no data set {identifier!r} in the catalogue")
        return found

    def _labels(self) -> frozenset[str]:
        return frozenset(each.label for each in self._policies.recognisers.values())

    def _labelled(self, labels: Mapping[str, str]) -> DatasetFinding:
        known = self._labels()
        for name, label in labels.items():
            if label not in known:
                raise MisuseError(f"column {name}: there is no label {label!r}")
        columns = [
            ColumnLabel(name, "string", "", label, (LabelRate(label, 1.0, 1.0),), 1.0, 1.0, 1, 0, None, "", ())
            for name, label in labels.items()
        ]  # fmt: skip
        return grade(
            Table("api", "records", (), "api"),
            columns,
            rows=None,
            sampled=1,
            rows_exact=False,
            complete=False,
            policies=self._policies,
            profile=self._policies.profiles[_PROFILE],
            unit=self._unit,
            dataset_id="",
        )


def _refuse_strange(share: Share, names: Sequence[str]) -> None:
    """Raises MisuseError where no column is named, or one that the share does not have."""
    if not names:
        raise MisuseError("a reveal names one column at least")
    known = {column.name for column in share.columns}
    for name in names:
        if name not in known:
            raise MisuseError(f"the share has no column {name!r}")
