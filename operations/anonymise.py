# A table made k-anonymous: counted, recoded, read back and measured before it gets its name,
# with an entry in the ledger. Columns that name persons, and those nobody said anything of,
# are left out.
from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from connectors import shown, write
from ledger import JSON
from masking import (
    Hierarchy,
    Loss,
    Recoding,
    Risk,
    Roles,
    Tally,
    anonymise,
    degree_of,
    information_loss,
    measure,
    merge,
    narrowed,
    parse_hierarchy,
    recode,
    summarise,
)
from policies import AnonymityRules
from schema import MisuseError, RefusedError, SourceError

from .counted import Counted, Parts, batches_of, count
from .delivery import Delivery, file_digest, settle
from .recording import Book
from .settings import Settings
from .share_terms import refuse_format
from .written_copy import table_name

__all__ = ["AnonymisedOutcome", "Asked", "anonymise_table"]

_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Asked:
    """What must hold of the copy, and how its values may be told.

    `suppress` is the share of rows that may be left out; `hierarchies` are files by column.
    """

    k: int
    l: int = 1  # noqa: E741  the field's own letter
    t: float = 1.0
    suppress: float = 0.0
    hierarchies: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnonymisedOutcome:
    """A copy made: the risk before and after, what it lost, and the columns left out."""

    place: str
    output: str
    asked: Asked
    roles: Roles
    rules: AnonymityRules
    before: Risk
    after: Risk
    degrees: tuple[int, int]
    loss: Loss
    left_out: tuple[str, ...]


def anonymise_table(
    settings: Settings,
    target: str,
    parts: Parts,
    asked: Asked,
    output: Path,
    *,
    tell: Callable[[str], None] = lambda _line: None,
) -> AnonymisedOutcome:
    """The k-anonymous copy of a table at `output`, measured and recorded.

    Order of rows stays. Raises MisuseError for what cannot be asked, RefusedError for a
    table that cannot be made so, SourceError where reading or writing fails; then nothing
    is left behind.
    """
    refuse_format(output)
    hierarchies = {name: _hierarchy(name, path) for name, path in asked.hierarchies.items()}
    with Book(settings.home) as book:
        book.refuse_read_only()
        for line in settle(book.home, lambda _identifier: None):
            tell(line)
        counted = count(book, settings, target, parts)
        roles = counted.roles
        if strange := [name for name in hierarchies if name not in roles.quasi]:
            raise MisuseError(
                f"column {', '.join(strange)} has a hierarchy and is no quasi-identifier"
            )
        if (asked.l > 1 or asked.t < 1) and not roles.sensitive:
            raise MisuseError(
                "l and t are asked of sensitive columns: name them (--sensitive COLUMN)"
            )
        recoding = _recoding(counted, asked, hierarchies)
        identifier = f"an-{secrets.token_hex(8)}"
        with Delivery(book.home, identifier, output) as delivery:
            kept = [*roles.sensitive, *parts.keep]
            written = _written(counted, recoding, kept, (output, delivery.staging))
            after, loss = _measured(written, counted, recoding, asked)
            before = measure(
                counted.tally,
                roles.quasi,
                sensitive=roles.sensitive,
                threshold=counted.rules.threshold,
            )
            detail: dict[str, JSON] = {
                "anonymised": identifier,
                "dataset": counted.dataset,
                "output": shown(str(delivery.output)),
                "output_sha256": file_digest(delivery.staging),
                "k": after.k,
                "rows": after.rows,
                "suppressed": recoding.suppressed,
            }
            book.record(
                [], action="anonymise", actor=settings.actor, unit=counted.unit, detail=detail
            )
            try:
                delivery.place()
            except OSError as error:
                # The entry stands; another says that nothing was handed out.
                book.record(
                    [],
                    action="anonymise.undelivered",
                    actor=settings.actor,
                    unit=counted.unit,
                    detail={"anonymised": identifier},
                )
                if isinstance(error, FileExistsError):
                    problem = f"{output} was made by someone else meanwhile and is not overwritten"
                    raise MisuseError(problem) from None
                problem = "the copy could not be put in its place"
                raise SourceError(problem, source=str(output)) from None
    limit = counted.rules.threshold
    degrees = (
        degree_of(
            direct=bool(roles.direct),
            quasi=True,
            highest=before.prosecutor.highest,
            threshold=limit,
        ),
        degree_of(direct=False, quasi=True, highest=after.prosecutor.highest, threshold=limit),
    )
    stays = {*roles.quasi, *kept}
    left_out = tuple(c.name for c in counted.table.columns if c.name not in stays)
    return AnonymisedOutcome(
        counted.table.place,
        shown(str(delivery.output)),
        asked,
        roles,
        counted.rules,
        before,
        after,
        degrees,
        loss,
        left_out,
    )


def _hierarchy(column: str, path: Path) -> Hierarchy:
    try:
        return parse_hierarchy(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise MisuseError(f"{path}: the hierarchy cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise MisuseError(f"{path}: the hierarchy is not UTF-8") from None
    except ValueError as error:
        raise MisuseError(f"hierarchy of column {column}: {error}") from None


def _recoding(counted: Counted, asked: Asked, hierarchies: Mapping[str, Hierarchy]) -> Recoding:
    try:
        return anonymise(
            counted.tally,
            counted.roles.quasi,
            k=asked.k,
            sensitive=counted.roles.sensitive,
            l=asked.l,
            t=asked.t,
            suppress=asked.suppress,
            hierarchies=hierarchies,
        )
    except ValueError as error:
        raise RefusedError(f"{counted.table.place}: {error}") from None


def _written(
    counted: Counted, recoding: Recoding, kept: list[str], places: tuple[Path, Path]
) -> Tally:
    """The tally of the copy's rows; `places` are its own name and the one it is written under."""
    output, staging = places
    roles = counted.roles
    tallies: list[Tally] = []

    def recoded() -> Iterator[pa.RecordBatch]:
        for batch in batches_of(counted.table, counted.access):
            try:
                rows = recode(batch, recoding, keep=kept)
            except ValueError:
                problem = "changed while it was read: try again"
                raise RefusedError(f"{counted.table.place} {problem}") from None
            tallies.append(summarise(rows, [*roles.quasi, *roles.sensitive]))
            if len(tallies) > 1:
                tallies.append(merge(tallies.pop(), tallies.pop()))
            yield rows

    batches = recoded()
    first = next(batches)
    try:
        write(
            itertools.chain([first], batches),
            first.schema,
            str(staging),
            table_name=table_name(counted.table),
        )
    except SourceError as error:
        source = str(output) if error.source == str(staging) else error.source
        raise SourceError(error.problem, source=source) from None
    return tallies[0]


def _measured(
    found: Tally, counted: Counted, recoding: Recoding, asked: Asked
) -> tuple[Risk, Loss]:
    """Risk and loss of what was written. RefusedError where it is not what was asked."""
    roles = counted.roles
    limit = counted.rules.threshold
    risk = measure(found, roles.quasi, sensitive=roles.sensitive, threshold=limit)
    if risk.k < asked.k or any(
        hidden.distinct < asked.l or hidden.closeness > asked.t + _SLACK
        for hidden in risk.sensitive.values()
    ):
        raise RefusedError(
            f"{counted.table.place}: the copy is not as anonymous as was asked and is not handed out"
        )
    told = narrowed(found, roles.quasi)
    return risk, information_loss(told, recoding.domains, k=asked.k, suppressed=recoding.suppressed)
