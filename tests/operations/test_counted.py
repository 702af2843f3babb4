# A table is counted by the parts its columns play, as labels or people say.
from pathlib import Path

import pytest
from catalogued_people import catalogue, make_settings, write_csv

from operations import Parts, Settings
from operations.counted import Counted, count
from operations.recording import Book
from schema import MisuseError, RefusedError, SourceError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def people(tmp_path: Path) -> Path:
    write_csv(tmp_path / "people.csv")
    return tmp_path / "people.csv"


def counted(settings: Settings, path: Path, **parts: tuple[str, ...]) -> Counted:
    with Book(settings.home) as book:
        return count(book, settings, str(path), Parts(**parts))


def test_labels_say_which_columns_lead_to_a_person(settings: Settings, people: Path) -> None:
    catalogue(settings, people)
    found = counted(settings, people, quasi=("区县",))
    assert found.roles.direct == ("证件号", "姓名", "手机号")
    assert found.roles.quasi == ("区县",)
    assert found.roles.sensitive == ("诊断",)
    assert found.dataset
    assert found.tally.rows == 3


def test_a_table_nobody_scanned_is_counted_by_what_is_named(
    settings: Settings, people: Path
) -> None:
    found = counted(settings, people, quasi=("区县",), sensitive=("诊断",), direct=("姓名",))
    assert found.dataset == ""
    assert found.roles.others == ("证件号", "手机号", "备注")


@pytest.mark.parametrize(
    ("parts", "error", "said"),
    [
        ({"quasi": ("x",)}, MisuseError, "has no column x"),
        ({"quasi": ("区县",), "sensitive": ("区县",)}, MisuseError, "two parts"),
        ({"quasi": ("区县",), "keep": ("姓名",)}, RefusedError, "names persons"),
        ({}, RefusedError, "name them"),
    ],
    ids=["not there", "two parts", "kept though it names persons", "nothing leads to anyone"],
)
def test_what_cannot_be_so_is_refused(
    settings: Settings, people: Path, parts: dict, error: type[Exception], said: str
) -> None:
    catalogue(settings, people)
    with pytest.raises(error, match=said):
        counted(settings, people, **parts)


def test_a_table_that_nobody_knows_anything_of_is_refused(settings: Settings, people: Path) -> None:
    with pytest.raises(RefusedError, match="scan it first"):
        counted(settings, people)


def test_a_table_without_rows_is_not_counted(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("a,b\n", encoding="utf-8")
    with pytest.raises(SourceError):
        counted(settings, tmp_path / "empty.csv", quasi=("a",))
