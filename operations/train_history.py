# tongguan monitor train: what is usual here, learnt from the archived events of this installation.
# A model is a file of numbers in the home, named by its SHA-256; which is in use is a record, so that
# no other file passes for it, and training writes an entry into the ledger.
from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from monitor import (
    HistoryModel,
    Hours,
    drift_of,
    fit_history,
    hours_of,
    merge_hours,
    read_history,
)
from schema import MisuseError, ModelChoice

from .event_archive import event_archive
from .outputs import deliver
from .recording import Book
from .settings import Settings, open_book, read_site

__all__ = ["Trained", "history_in_use", "train_history_model"]

CHOICE: Final = "monitor-history"
FOLDER: Final = "models"
_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class Trained:
    """The model that is in use now, and how the one before stood with the same history.

    `drift` is the share of hours that the earlier model would have alerted on, None without one.
    """

    model: HistoryModel
    accounts: int
    drift: float | None
    drifted: bool


def train_history_model(settings: Settings, *, days: int = _DAYS, seed: int = 1) -> Trained:
    """A model of the last `days` of archived events, recorded and in use.

    Raises MisuseError where there is too little to learn from; then nothing is written.
    """
    with open_book(settings) as book, event_archive(settings, book) as archive:
        book.refuse_read_only()
        until = dt.datetime.fromisoformat(book.now())
        hours: Hours = {}
        for batch in archive.scan(until - dt.timedelta(days=days), until):
            merge_hours(hours, hours_of(batch))
        before = history_in_use(book)
        drift, drifted = drift_of(before, hours) if before is not None else (None, False)
        try:
            model = fit_history(hours, seed=seed)
        except ValueError:
            raise MisuseError(
                f"{len(hours)} hours with graded data are too few to learn from: let the monitor "
                "watch longer"
            ) from None
        octets = msgspec.json.encode(model)
        digest = hashlib.sha256(octets).hexdigest()
        folder = settings.home / FOLDER
        folder.mkdir(mode=0o700, exist_ok=True)

        def write(path: Path) -> None:
            path.write_bytes(octets)

        deliver([folder / f"{digest}.json"], write, overwrite=True, mode=0o600)
        choice = ModelChoice(
            id=CHOICE, unit=read_site(settings).unit, time=book.now(), version=digest
        )
        book.record(
            [choice],
            action="monitor.train",
            actor=settings.actor,
            unit=choice.unit,
            detail={
                "model": model.version,
                "sha256": digest,
                "hours": model.hours,
                "seed": seed,
                "days": days,
                "figures": model.digest,
            },
        )
    return Trained(model, len(model.usual), drift, drifted)


def history_in_use(book: Book) -> HistoryModel | None:
    """The model that was trained last here, None where there is none or its file is another."""
    choice = book.latest(ModelChoice, CHOICE)
    if choice is None:
        return None
    try:
        octets = (book.home / FOLDER / f"{choice.version}.json").read_bytes()
    except OSError:
        return None
    if hashlib.sha256(octets).hexdigest() != choice.version:
        return None
    try:
        return read_history(octets)
    except ValueError:
        return None
