# The model of columns on a user's machine: real scans before and after, reviewers' decisions
# between, versions in use and given up, each in the ledger; refused where there is too little
# to learn from or a file is not the one that was recorded.
from __future__ import annotations

import json
from pathlib import Path

import pytest

from classify import LEAST_DECISIONS
from operations import (
    ScanRequest,
    Settings,
    list_models,
    open_book,
    review_field,
    scan,
    train_columns,
    use_model,
    verify_ledger,
)
from schema import ColumnModel, Dataset, MisuseError, ModelChoice

TABLES = 12


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "李处长")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Tables with a name that no term knows, and one that means something else here."""
    folder = tmp_path / "data"
    folder.mkdir()
    for number in range(TABLES):
        rows = [f"R{number:02}{row:03},甲{row},{row}" for row in range(20)]
        text = "\n".join(["qzryh,gzdw,sl", *rows]) + "\n"
        (folder / f"t{number:02}.csv").write_text(text, encoding="utf-8")
    return folder


def scanned(settings: Settings, data: Path, *, headers_only: bool = True):
    request = ScanRequest((str(data),), headers_only=headers_only, workers=1)
    return scan(request, settings, tell=lambda _: None)


def labels(outcome) -> set[tuple[str | None, ...]]:
    return {tuple(field.label for field in each.fields) for each in outcome.datasets}


def reviewed(settings: Settings, outcome, tables: int = TABLES) -> None:
    for each in outcome.datasets[:tables]:
        review_field(
            settings,
            each.id,
            "qzryh",
            decision="overruled",
            label="person.staff_number",
            reason="r",
        )
        review_field(
            settings, each.id, "gzdw", decision="overruled", label="none", reason="r", lower=True
        ) if each.fields[1].validated else review_field(
            settings, each.id, "gzdw", decision="overruled", label="none", reason="r"
        )


def test_decisions_change_the_next_scan_and_revert_brings_the_old_one_back(settings, data):
    before = scanned(settings, data)
    assert labels(before) == {(None, "org.name", None)}
    reviewed(settings, before)
    trained = train_columns(settings)
    assert (trained.version, trained.in_use) == ("local-1", True)
    assert (trained.decisions, trained.datasets, trained.names) == (2 * TABLES, TABLES, 2)

    def machine() -> set[tuple[str, str | None, str | None]]:
        with open_book(settings) as book:
            return {
                (each.model, each.finding.fields[0].label, each.finding.fields[1].label)
                for each in book.list(Dataset)
            }

    outcome = scanned(settings, data)
    assert outcome.job.model == "local-1"
    assert machine() == {("local-1", "person.staff_number", None)}
    use_model(settings, "shipped")
    assert scanned(settings, data).job.model == "shipped-1"
    assert machine() == {("shipped-1", None, "org.name")}
    use_model(settings, "local-1")
    assert scanned(settings, data).job.model == "local-1"


def test_confidences_fall_where_reviewers_overruled(settings, data):
    path = data.parent / "firms.csv"
    path.write_text("c1\n" + "\n".join(f"西安第{row}工程有限公司" for row in range(60)), "utf-8")
    before = scanned(settings, path, headers_only=False).datasets[0].fields[0]
    assert before.label == "org.name"
    first = scanned(settings, data)
    reviewed(settings, first)
    train_columns(settings)
    after = scanned(settings, path, headers_only=False).datasets[0].fields[0]
    assert after.label == before.label
    assert after.confidence < before.confidence


def test_each_change_has_its_entry_and_the_ledger_verifies(settings, data):
    reviewed(settings, scanned(settings, data))
    train_columns(settings)
    train_columns(settings)
    use_model(settings, "local-1")
    with open_book(settings) as book:
        told = [
            (entry.action, entry.actor, entry.body["detail"]["version"], len(entry.body["records"]))
            for entry in book.entries()
            if entry.action.startswith("model.")
        ]
        assert book.latest(ModelChoice, "columns").version == "local-1"
        assert [each.id for each in book.list(ColumnModel)] == ["local-1", "local-2"]
    assert told == [
        ("model.train", "李处长", "local-1", 2),
        ("model.train", "李处长", "local-2", 2),
        ("model.use", "李处长", "local-1", 1),
    ]
    assert verify_ledger(settings)
    assert [(each.version, each.in_use) for each in list_models(settings)] == [
        ("shipped-1", False),
        ("local-1", True),
        ("local-2", False),
    ]


def test_too_few_decisions_are_refused_and_leave_nothing_behind(settings, data):
    reviewed(settings, scanned(settings, data), tables=3)
    with pytest.raises(MisuseError, match=f"there are 6 decisions .* takes {LEAST_DECISIONS}"):
        train_columns(settings)
    assert not (settings.home / "models").exists()
    assert [each.version for each in list_models(settings)] == ["shipped-1"]


def test_a_second_training_learns_from_the_shipped_model_not_from_the_first(settings, data):
    reviewed(settings, scanned(settings, data))
    train_columns(settings)
    first = (settings.home / "models" / "columns-local-1.json").read_text("utf-8")
    train_columns(settings)
    second = (settings.home / "models" / "columns-local-2.json").read_text("utf-8")
    told = [{**json.loads(text), "version": ""} for text in (first, second)]
    assert told[0] == told[1]


def test_a_model_file_holds_names_and_numbers_and_is_for_its_owner_alone(settings, data):
    reviewed(settings, scanned(settings, data, headers_only=False))
    train_columns(settings)
    path = settings.home / "models" / "columns-local-1.json"
    assert path.stat().st_mode & 0o077 == 0
    text = path.read_text("utf-8")
    assert "R00" not in text
    assert "甲" not in text


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "is gone"),
        (lambda path: path.write_text("{}"), "not as it was recorded"),
    ],
    ids=["gone", "changed"],
)
def test_another_file_is_refused_and_the_shipped_model_still_serves(settings, data, spoil, said):
    reviewed(settings, scanned(settings, data))
    train_columns(settings)
    spoil(settings.home / "models" / "columns-local-1.json")
    with pytest.raises(MisuseError, match=said):
        scanned(settings, data)
    assert use_model(settings, "shipped").version == "shipped-1"
    assert scanned(settings, data).job.model == "shipped-1"


def test_an_unknown_version_is_refused_with_those_there_are(settings):
    with pytest.raises(MisuseError, match=r"no model 'local-9'; there are: shipped-1"):
        use_model(settings, "local-9")
