# Custodians are proven by their passphrases, and nobody becomes or stops being one unnoticed.
from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from operations import Settings, add_custodian, list_custodians, remove_custodian
from operations import custodians as module
from operations.recording import Book
from schema import MisuseError, RefusedError

ZHANG, LI, WANG = "zhang and his words", "li has other words", "wang came much later"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(module, "_COST", 2**10)
    return Settings(home=tmp_path / "home", actor="王办事员")


@pytest.fixture
def both(settings: Settings) -> Settings:
    add_custodian(settings, "张伟", ZHANG)
    add_custodian(settings, " 李红 ", LI)
    return settings


def test_a_passphrase_proves_its_custodian_and_no_other(both: Settings) -> None:
    assert [one.id for one in list_custodians(both)] == ["张伟", "李红"]
    with Book(both.home) as book:
        assert module.prove_custodian(book, "张伟 ", ZHANG) == "张伟"
        for name, words in (("张伟", LI), ("李红", ZHANG), ("张伟", "")):
            with pytest.raises(RefusedError, match="not the passphrase"):
                module.prove_custodian(book, name, words)
        with pytest.raises(MisuseError, match="is no custodian"):
            module.prove_custodian(book, "王芳", WANG)


def test_from_two_on_another_custodian_agrees(both: Settings) -> None:
    for agreed in (None, ("王芳", WANG)):
        with pytest.raises(RefusedError, match="two custodians already"):
            add_custodian(both, "王芳", WANG, agreed=agreed)
    with pytest.raises(RefusedError, match="two custodians already"):
        add_custodian(both, "张伟", "taken over by force", agreed=("张伟", ZHANG))
    with pytest.raises(RefusedError, match="not the passphrase"):
        add_custodian(both, "王芳", WANG, agreed=("张伟", LI))
    add_custodian(both, "王芳", WANG, agreed=("张伟", ZHANG))
    assert len(list_custodians(both)) == 3


def test_one_let_go_proves_nothing_and_leaves_nothing(both: Settings) -> None:
    with pytest.raises(RefusedError, match="two custodians already"):
        remove_custodian(both, "李红", agreed=("李红", LI))
    remove_custodian(both, "李红", agreed=("张伟", ZHANG))
    with Book(both.home) as book:
        book.verify()
        assert [entry.action for entry in book.entries()] == [
            "custodian.add",
            "custodian.add",
            "custodian.remove",
        ]
        with pytest.raises(MisuseError, match="is no custodian"):
            module.prove_custodian(book, "李红", LI)
    with sqlite3.connect(both.home / "tongguan.db") as raw:
        bodies = raw.execute("SELECT body FROM record WHERE id = '李红'").fetchall()
    raw.close()
    assert all(body is None or b'"verifier":""' in bytes(body) for (body,) in bodies)


@pytest.mark.parametrize(
    ("name", "words", "told"), [("", ZHANG, "has a name"), ("张", "short", "12 characters")]
)
def test_a_custodian_that_cannot_be_is_misuse(
    settings: Settings, name: str, words: str, told: str
) -> None:
    with pytest.raises(MisuseError, match=told):
        add_custodian(settings, name, words)
