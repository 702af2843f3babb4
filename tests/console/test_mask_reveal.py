# A reveal as two people at two terminals go through it.
from __future__ import annotations

import csv
from pathlib import Path

import pytest
from catalogued_people import ASKED, ROWS, catalogue, make_settings, write_csv
from command_line import Done, tongguan

from operations import Settings, apply_share, custodians

WORDS = {"张伟": "zhang and his words", "李红": "li has other words"}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(custodians, "_COST", 2**10)
    made = make_settings(tmp_path)
    write_csv(tmp_path / "people.csv")
    catalogue(made, tmp_path / "people.csv")
    return made


@pytest.fixture
def share(settings: Settings, tmp_path: Path) -> str:
    asked = {**ASKED, "purpose": "research", "output": tmp_path / "copy.csv"}
    made = apply_share(settings, str(tmp_path / "people.csv"), **asked).share
    assert made is not None
    for name in WORDS:
        assert reveal(settings, name, "custodians", "--add", name, words=True).code == 0
    return made.id


def reveal(
    settings: Settings, actor: str, *arguments: object, words: bool = False, tongue: str = "en"
) -> Done:
    more = ["--passphrase-env", "WORDS"] if words else []
    return tongguan(
        *("--actor", actor, "mask", "reveal", *arguments, *more),
        home=settings.home,
        TONGGUAN_LANG=tongue,
        TONGGUAN_POLICIES=str(settings.policies),
        WORDS=WORDS.get(actor, "nobody at all"),
    )


def test_one_asks_another_approves_the_first_opens(
    settings: Settings, share: str, tmp_path: Path
) -> None:
    file, output = tmp_path / "copy.csv", tmp_path / "seen.csv"
    asking = ("ask", file, "--share", share, "--reason", "案件", "--column", "姓名")
    asked = reveal(settings, "张伟", *asking, words=True)
    assert asked.code == 0, asked.err
    identifier = asked.out.strip()
    own = reveal(settings, "张伟", "approve", identifier, words=True, tongue="zh")
    assert (own.code, "申请人不能批准自己的申请" in own.err) == (2, True)
    assert reveal(settings, "李红", "approve", identifier, words=True).code == 0
    opening = ("open", identifier, file, "--out", output)
    opened = reveal(settings, "张伟", *opening, words=True)
    assert (opened.code, opened.out) == (0, ""), opened.err
    with output.open(encoding="utf-8", newline="") as handle:
        assert [row["姓名"] for row in csv.DictReader(handle)] == [row[1] for row in ROWS]
    again = reveal(settings, "张伟", *opening, words=True, tongue="zh")
    assert (again.code, "已还原" in again.err) == (2, True)
    (told,) = reveal(settings, "张伟", "list", "--json").json["reveals"]
    assert (told["state"], told["asker"], told["approver"]) == ("opened", "张伟", "李红")
    assert "已还原" in reveal(settings, "张伟", "list", tongue="zh").out
    ledger = tongguan("ledger", "show", "--json", home=settings.home).out
    assert not any(words in ledger for words in [*WORDS.values(), "张三"])


def test_one_that_was_refused(settings: Settings, share: str, tmp_path: Path) -> None:
    asking = ("ask", tmp_path / "copy.csv", "--share", share, "--reason", "案件")
    identifier = reveal(settings, "张伟", *asking, words=True).out.strip()
    done = reveal(settings, "李红", "refuse", identifier, words=True)
    assert (done.code, "is refused" in done.err) == (0, True)


def test_without_a_passphrase_it_is_misuse(settings: Settings, share: str) -> None:
    done = reveal(settings, "李红", "approve", "reveal-0", tongue="zh")
    assert (done.code, "须给出操作者本人作为监管人的口令" in done.err) == (2, True)


def test_custodians_change_by_agreement(settings: Settings, share: str, tmp_path: Path) -> None:
    refused = reveal(settings, "王芳", "custodians", "--add", "王芳", words=True)
    assert (refused.code, "another one agrees" in refused.err) == (2, True)
    (tmp_path / "li").write_text(WORDS["李红"] + "\n")
    agreed = ("--agreed-by", "李红", "--agreed-passphrase-file", tmp_path / "li")
    added = reveal(settings, "王芳", "custodians", "--add", "王芳", *agreed, words=True)
    assert set(added.out.split()) == {*WORDS, "王芳"}
    removed = reveal(settings, "王芳", "custodians", "--remove", "张伟", *agreed)
    assert set(removed.out.split()) == {"李红", "王芳"}
    for more in (("--add", "A", "--remove", "B"), ("--remove", "A", "--agreed-by", "B")):
        assert reveal(settings, "王芳", "custodians", *more).code == 2
