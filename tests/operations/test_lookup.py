# A data set found by whatever a person calls it, or the reason why it is not.
from pathlib import Path

import pytest
from kept_catalogue import book_at, keep, people

from operations.lookup import find_record
from schema import MisuseError


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with book_at(tmp_path / "home") as opened:
        keep(opened, people("a.csv", source=str(tmp_path / "a.csv")))
        keep(opened, people("one", source="/data/x.db"))
        keep(opened, people("two", source="/data/x.db"))
        yield opened


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("ds-one", "ds-one"),
        ("one", "ds-one"),
        ("/data/x.db#two", "ds-two"),
        ("a.csv", "ds-a.csv"),
        ("./a.csv", "ds-a.csv"),
        ("../{here}/a.csv", "ds-a.csv"),
    ],
)
def test_a_data_set_is_found(book, tmp_path: Path, wanted: str, found: str) -> None:
    assert find_record(book, wanted.format(here=tmp_path.name)).id == found


@pytest.mark.parametrize(
    ("wanted", "said"),
    [("/data/x.db", "fits several data sets: ds-one, ds-two"), ("three", "no data set 'three'")],
)
def test_what_is_none_or_several_is_said(book, wanted: str, said: str) -> None:
    with pytest.raises(MisuseError, match=said):
        find_record(book, wanted)
