# What was masked is seen again by whom two custodians let, once, for the file they agreed on,
# and exactly as it was; in every other case nothing is.
from __future__ import annotations

import csv
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from catalogued_people import ASKED, ROWS, catalogue, make_settings, write_csv

from operations import (
    Settings,
    add_custodian,
    apply_share,
    approve_reveal,
    ask_reveal,
    custodians,
    destroy_key,
    list_keys,
    list_reveals,
    open_reveal,
    refuse_reveal,
    rotate_key,
)
from operations.recording import Book
from schema import MisuseError, RefusedError, Share

ZHANG, LI = "zhang and his words", "li has other words"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(custodians, "_COST", 2**10)
    made = make_settings(tmp_path)
    add_custodian(made, "张伟", ZHANG)
    add_custodian(made, "李红", LI)
    return replace(made, actor="张伟")


@pytest.fixture
def li(settings: Settings) -> Settings:
    return replace(settings, actor="李红")


@pytest.fixture
def share(settings: Settings, tmp_path: Path) -> Share:
    path = tmp_path / "people.csv"
    write_csv(path)
    catalogue(settings, path)
    asked = {**ASKED, "purpose": "research", "output": tmp_path / "copy.csv"}
    made = apply_share(settings, str(path), **asked).share
    assert made is not None
    return made


def ask(settings: Settings, share: Share, file: Path, **more: object) -> str:
    words = {"reason": "案件2026-11", "passphrase": ZHANG, **more}
    return ask_reveal(settings, file, share=share.id, **words).id


def seen(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_two_custodians_see_what_was_there(
    settings: Settings, li: Settings, share: Share, tmp_path: Path
) -> None:
    file, output = tmp_path / "copy.csv", tmp_path / "seen.csv"
    rotate_key(settings, "person_id", "市医保局")  # what it made can be undone all the same
    reveal = ask(settings, share, file)
    assert approve_reveal(li, reveal, passphrase=LI).approver == "李红"
    opened = open_reveal(settings, reveal, file, output, passphrase=ZHANG)
    header, *rows = seen(output)
    assert header == ["证件号", "姓名"]
    assert rows[0] == ROWS[0][:2]
    assert [row[1] for row in rows] == [row[1] for row in ROWS]
    assert stat.S_IMODE(output.stat().st_mode) == 0o600
    assert (opened.reveal.state, opened.reveal.rows) == ("opened", 3)
    with pytest.raises(RefusedError, match="is opened"):
        open_reveal(settings, reveal, file, tmp_path / "again.csv", passphrase=ZHANG)
    with Book(settings.home) as book:
        book.verify()
        told = [entry for entry in book.entries() if entry.action.startswith("reveal")]
    assert [(one.action, one.actor) for one in told] == [
        ("reveal.ask", "张伟"),
        ("reveal.approve", "李红"),
        ("reveal.open", "张伟"),
    ]
    assert "张三" not in str([one.body for one in told])


def test_a_part_of_a_copy_and_one_column_of_it(
    settings: Settings, li: Settings, share: Share, tmp_path: Path
) -> None:
    header, _, *rows = seen(tmp_path / "copy.csv")
    part = tmp_path / "part.csv"
    with part.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *reversed(rows)])
    reveal = ask(settings, share, part, columns=["姓名"])
    approve_reveal(li, reveal, passphrase=LI)
    open_reveal(settings, reveal, part, tmp_path / "seen.csv", passphrase=ZHANG)
    assert seen(tmp_path / "seen.csv") == [["姓名"], *([row[1]] for row in reversed(ROWS[1:]))]


def test_nobody_approves_or_opens_alone(
    settings: Settings, li: Settings, share: Share, tmp_path: Path
) -> None:
    file, output = tmp_path / "copy.csv", tmp_path / "seen.csv"
    reveal = ask(settings, share, file)
    with pytest.raises(RefusedError, match="is asked: this cannot follow"):
        open_reveal(settings, reveal, file, output, passphrase=ZHANG)
    with pytest.raises(RefusedError, match="cannot approve it"):
        approve_reveal(settings, reveal, passphrase=ZHANG)
    with pytest.raises(RefusedError, match="not the passphrase"):
        # A name that is not one's own.
        approve_reveal(li, reveal, passphrase=ZHANG)
    approve_reveal(li, reveal, passphrase=LI)
    with pytest.raises(RefusedError, match="by who asked for it"):
        open_reveal(li, reveal, file, output, passphrase=LI)
    with pytest.raises(MisuseError, match="is no custodian"):
        open_reveal(replace(settings, actor="王"), reveal, file, output, passphrase=ZHANG)
    assert not output.exists()
    assert [one.state for one in list_reveals(settings)] == ["approved"]


def test_another_file_does_not_open(
    settings: Settings, li: Settings, share: Share, tmp_path: Path
) -> None:
    file = tmp_path / "copy.csv"
    reveal = ask(settings, share, file)
    approve_reveal(li, reveal, passphrase=LI)
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(RefusedError, match="another file"):
        open_reveal(settings, reveal, file, tmp_path / "seen.csv", passphrase=ZHANG)


def test_an_approval_runs_out(
    settings: Settings, li: Settings, share: Share, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reveal = ask(settings, share, tmp_path / "copy.csv")
    approve_reveal(li, reveal, passphrase=LI)
    monkeypatch.setattr(Book, "now", lambda _: "2099-01-01T00:00:00.000000Z")
    with pytest.raises(RefusedError, match="has run out"):
        open_reveal(
            settings, reveal, tmp_path / "copy.csv", tmp_path / "seen.csv", passphrase=ZHANG
        )


@pytest.mark.parametrize("who", ["another", "the asker"])
def test_what_is_refused_stays_refused(
    settings: Settings, li: Settings, share: Share, tmp_path: Path, who: str
) -> None:
    reveal = ask(settings, share, tmp_path / "copy.csv")
    by, words = (li, LI) if who == "another" else (settings, ZHANG)
    assert refuse_reveal(by, reveal, passphrase=words).state == "refused"
    with pytest.raises(RefusedError, match="is refused"):
        approve_reveal(li, reveal, passphrase=LI)


def test_a_destroyed_key_reveals_nothing(
    settings: Settings, li: Settings, share: Share, tmp_path: Path
) -> None:
    reveal = ask(settings, share, tmp_path / "copy.csv")
    approve_reveal(li, reveal, passphrase=LI)
    for use in list_keys(settings):
        destroy_key(settings, use.key.id, reason="期满", approver="李红")
    with pytest.raises(RefusedError, match="undone by nobody"):
        open_reveal(
            settings, reveal, tmp_path / "copy.csv", tmp_path / "seen.csv", passphrase=ZHANG
        )
    with pytest.raises(RefusedError, match="was destroyed"):
        ask(settings, share, tmp_path / "copy.csv")
    assert not (tmp_path / "seen.csv").exists()


def test_an_altered_cell_is_not_guessed_at(
    settings: Settings, li: Settings, share: Share, tmp_path: Path
) -> None:
    header, *rows = seen(tmp_path / "copy.csv")
    rows[0][1] = rows[0][1][:-2] + ("AA" if rows[0][1][-2:] != "AA" else "BB")
    file = tmp_path / "altered.csv"
    with file.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows([header, *rows])
    reveal = ask(settings, share, file, columns=["姓名"])
    approve_reveal(li, reveal, passphrase=LI)
    with pytest.raises(RefusedError, match="cannot be restored"):
        open_reveal(settings, reveal, file, tmp_path / "seen.csv", passphrase=ZHANG)
    assert not (tmp_path / "seen.csv").exists()
    assert [one.state for one in list_reveals(settings)] == ["approved"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"reason": " "}, "needs its reason"),
        ({"columns": ["无此列"]}, "has no column"),
        ({"columns": ["手机号"]}, "column 手机号 was not masked in a way"),
        ({"passphrase": LI}, "not the passphrase"),
        ({"share": "sh-0"}, "no share sh-0"),
    ],
)
def test_what_can_never_be_opened_is_not_asked(
    settings: Settings, share: Share, tmp_path: Path, changes: dict, told: str
) -> None:
    words = {"share": share.id, "reason": "x", "passphrase": ZHANG, **changes}
    with pytest.raises((MisuseError, RefusedError), match=told):
        ask_reveal(settings, tmp_path / "copy.csv", **words)
    assert list_reveals(settings) == []


@pytest.mark.parametrize(
    ("name", "told"), [("none.csv", "no such file"), ("notes.csv", "no column that was masked")]
)
def test_a_file_with_nothing_to_see_is_not_asked_for(
    settings: Settings, share: Share, tmp_path: Path, name: str, told: str
) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n")
    with pytest.raises((MisuseError, RefusedError), match=told):
        ask(settings, share, tmp_path / name)


def test_an_unknown_reveal_and_a_strange_output_are_misuse(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(MisuseError, match="nobody asked"):
        approve_reveal(settings, "reveal-0", passphrase=ZHANG)
    with pytest.raises(MisuseError, match="expected a name ending in"):
        open_reveal(settings, "reveal-0", tmp_path, tmp_path / "a.docx", passphrase=ZHANG)
