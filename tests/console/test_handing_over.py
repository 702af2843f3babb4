# What a command says at its end of records that a store has not.
from __future__ import annotations

from pathlib import Path

import pytest
from busy_elastic import busy_elastic
from kept_records import mute

from console.handing_over import handing_over
from operations import Settings
from operations.settings import open_book
from schema import MisuseError


def given(home: Path, store: str, tongue: str) -> dict[str, str | None]:
    return {"home": str(home), "actor": "test", "store": store, "lang": tongue}


def record(home: Path) -> None:
    with open_book(Settings(home=home, actor="test")) as book:
        book.record([mute("m-1")], action="mute", actor="test", unit="")


@pytest.mark.parametrize(
    ("tongue", "said"),
    [
        ("zh", "1个记录版本已在本地保存，尚未送达存储：Elasticsearch没有应答\n"),
        ("en", ("1 versions of records are kept here and wait for the store: "
                "Elasticsearch does not answer\n")),
    ],
)  # fmt: skip
def test_what_waits_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], tongue: str, said: str
) -> None:
    with handing_over(given(tmp_path / "home", "elasticsearch+http://127.0.0.1:9", tongue)):
        record(tmp_path / "home")
    assert capsys.readouterr().err == said


@pytest.mark.parametrize(
    ("status", "said"), [(201, ""), (400, "1 versions of records were refused")]
)
def test_nothing_is_told_where_all_is_there_and_refusals_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], status: int, said: str
) -> None:
    pytest.importorskip("elasticsearch")
    with busy_elastic(lambda _id: status) as server:
        url = f"elasticsearch+http://127.0.0.1:{server.port}"
        with handing_over(given(tmp_path / "home", url, "en")):
            record(tmp_path / "home")
    told = capsys.readouterr().err
    assert told.startswith(said) if said else told == ""


def test_a_store_that_cannot_be_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(MisuseError), handing_over(given(tmp_path, "ftp://x", "en")):
        pass
