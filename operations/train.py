# The model of columns taught by people's decisions on this machine: learned into a file of its own
# in the home, taken into use and given up again, each with its entry in the ledger in the same
# transaction. A file holds numbers and names of columns, never a value; its digest stands in the
# records, so that no other file passes for it.
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from classify import (
    LEAST_DECISIONS,
    NO_LABEL,
    Decided,
    Lesson,
    TooFewDecisionsError,
    learn,
    read_lesson,
    said_by_shipped,
    shipped_weighing,
)
from schema import (
    ColumnModel,
    Dataset,
    FieldFinding,
    MisuseError,
    ModelChoice,
    Review,
    Weighed,
)

from .outputs import deliver
from .recording import Book
from .settings import Settings, open_book, read_site

__all__ = ["ModelVersion", "lesson_in_use", "list_models", "train_columns", "use_model"]

FOLDER = "models"
# The one record of the choice.
_CHOICE = "columns"


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """A model that may be used: the shipped one, or one that was learned here and when."""

    version: str
    in_use: bool
    time: str = ""
    decisions: int = 0
    datasets: int = 0
    names: int = 0
    trees: int = 0


def train_columns(settings: Settings) -> ModelVersion:
    """A new model of columns from all decisions about fields, recorded and in use.

    Raises MisuseError where there are too few of them; then nothing is written.
    """
    with open_book(settings) as book:
        book.refuse_read_only()
        known = list(book.list(ColumnModel))
        version = f"local-{1 + max((_number(each.id) for each in known), default=0)}"
        decisions, datasets = _decisions(book)
        try:
            lesson = learn(decisions, version)
        except TooFewDecisionsError as error:
            raise MisuseError(
                f"there are {error.found} decisions about labels of fields, and it takes "
                f"{LEAST_DECISIONS} to learn from: review more with "
                "`tongguan classify catalogue review`"
            ) from None
        path = _path(book.home, version)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        text = lesson.to_json()
        # The file first: one that no record speaks of is written over by the next.
        deliver([path], lambda aside: _write(aside, text), overwrite=True, mode=0o600)
        unit, now = read_site(settings).unit, book.now()
        model = ColumnModel(
            id=version,
            unit=unit,
            time=now,
            base=lesson.base,
            digest=_digest(text),
            decisions=len(decisions),
            datasets=datasets,
        )
        book.record(
            [model, ModelChoice(id=_CHOICE, unit=unit, time=now, version=version)],
            action="model.train",
            actor=settings.actor,
            unit=unit,
            detail={"version": version, "digest": model.digest, "decisions": len(decisions)},
        )
    return _told(model, lesson, in_use=True)


def use_model(settings: Settings, version: str) -> ModelVersion:
    """This version in use from now on, the shipped one by its own name or "shipped".

    Raises MisuseError where there is none of the name, or its file is gone or was changed.
    """
    with open_book(settings) as book:
        book.refuse_read_only()
        shipped = shipped_weighing().version
        if version in {"shipped", shipped}:
            version, told = shipped, ModelVersion(shipped, in_use=True)
        else:
            model = book.latest(ColumnModel, version)
            if model is None:
                names = ", ".join([shipped, *(each.id for each in book.list(ColumnModel))])
                raise MisuseError(f"no model {version!r}; there are: {names}")
            told = _told(model, _lesson(book.home, model), in_use=True)
        unit = read_site(settings).unit
        book.record(
            [ModelChoice(id=_CHOICE, unit=unit, time=book.now(), version=version)],
            action="model.use",
            actor=settings.actor,
            unit=unit,
            detail={"version": version},
        )
    return told


def list_models(settings: Settings) -> list[ModelVersion]:
    """The shipped model and those learned here, the oldest first."""
    with open_book(settings) as book:
        shipped = shipped_weighing().version
        chosen = _chosen(book)
        known = sorted(book.list(ColumnModel), key=lambda each: _number(each.id))
        local = [_told(each, _lesson(book.home, each), in_use=chosen == each.id) for each in known]
    return [ModelVersion(shipped, chosen == shipped), *local]


def lesson_in_use(book: Book) -> Lesson | None:
    """What was learned by the model in use, None for the shipped one.

    Raises MisuseError where its file is gone or was changed.
    """
    chosen = _chosen(book)
    model = book.latest(ColumnModel, chosen)
    return None if model is None else _lesson(book.home, model)


def _chosen(book: Book) -> str:
    choice = book.latest(ModelChoice, _CHOICE)
    return shipped_weighing().version if choice is None else choice.version


def _lesson(home: Path, model: ColumnModel) -> Lesson:
    path = _path(home, model.id)
    hint = "go back to the shipped model with `tongguan classify train --revert`"
    try:
        text = path.read_text("utf-8")
    except OSError:
        raise MisuseError(f"the model {model.id} is gone: there is no {path}; {hint}") from None
    if _digest(text) != model.digest:
        raise MisuseError(f"{path} is not as it was recorded; {hint}")
    return read_lesson(text)


def _decisions(book: Book) -> tuple[list[Decided], int]:
    """What people decided on labels of fields, the last word on each, and on how many sets."""
    lessons: dict[str, Lesson | None] = {}
    told: list[Decided] = []
    datasets = set()
    for record in book.list(Dataset):
        fields = {field.name: field for field in record.finding.fields}
        latest: dict[str, Review] = {}
        for review in sorted(book.reviews(record.id), key=lambda each: each.time):
            if review.field in fields and (review.label or review.decision == "confirmed"):
                latest[review.field] = review
        if record.model and record.model not in lessons:
            model = book.latest(ColumnModel, record.model)
            lessons[record.model] = None if model is None else _lesson(book.home, model)
        lesson = lessons.get(record.model)
        for name, review in latest.items():
            weighed = record.weighed.get(name, ())
            told.append(_decided(fields[name], review, weighed, lesson))
            datasets.add(record.id)
    return told, len(datasets)


def _decided(
    field: FieldFinding, review: Review, weighed: tuple[Weighed, ...], lesson: Lesson | None
) -> Decided:
    """The decision on a field, with what the shipped model would have said of its label."""
    right = field.label
    if review.label:
        right = None if review.label == NO_LABEL else review.label
    sure = field.confidence
    kept = next((each for each in weighed if each.label == field.label), None)
    if kept is not None:
        sure = said_by_shipped(kept)
    elif lesson is not None and field.label is not None:
        sure = lesson.local.untaught(sure, field.label)
    return Decided(field.name, field.label, sure, right, weighed)


def _told(model: ColumnModel, lesson: Lesson, *, in_use: bool) -> ModelVersion:
    return ModelVersion(
        model.id,
        in_use,
        model.time,
        model.decisions,
        model.datasets,
        len(lesson.names),
        len(lesson.local.values) + len(lesson.local.headers),
    )


def _path(home: Path, version: str) -> Path:
    return home / FOLDER / f"columns-{version}.json"


def _number(version: str) -> int:
    return int(version.rpartition("-")[2])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
