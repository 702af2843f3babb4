# Recipients are registered with their terms, and a share keeps to them.
from __future__ import annotations

from pathlib import Path

import pytest
from catalogued_people import ASKED, catalogue, make_settings, write_csv

from operations import (
    Settings,
    add_recipient,
    apply_share,
    list_recipients,
    recipients,
    remove_recipient,
)
from operations.recording import Book
from policies import Purpose, Title
from schema import MisuseError, RefusedError

NAME = "市医保局"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_settings(tmp_path)
    write_csv(tmp_path / "people.csv")
    catalogue(made, tmp_path / "people.csv")
    return made


def share(settings: Settings, tmp_path: Path, **more: object) -> list[str]:
    told: list[str] = []
    asked = {**ASKED, "output": tmp_path / "copy.csv", "tell": told.append, **more}
    apply_share(settings, str(tmp_path / "people.csv"), **asked)
    return told


def test_a_recipient_is_kept_with_its_terms(settings: Settings) -> None:
    terms = {"of": "xian/mi", "contact": "王芳", "agreement": "31号", "until": "2099-01-01"}
    made = add_recipient(settings, "  市医保局　", kind="authority", **terms)
    assert list_recipients(settings) == [made]
    assert (made.id, made.until, made.abroad) == (NAME, "2099-01-01", False)
    remove_recipient(settings, NAME)
    assert list_recipients(settings) == []
    with Book(settings.home) as book:
        book.verify()
        actions = [entry.action for entry in book.entries()]
    assert actions[-2:] == ["recipient.add", "recipient.remove"]


def test_one_who_is_not_registered_is_said_to_be_so(settings: Settings, tmp_path: Path) -> None:
    assert any("市医保局 is not registered" in line for line in share(settings, tmp_path))


def test_one_on_good_terms_gets_a_copy(settings: Settings, tmp_path: Path) -> None:
    add_recipient(settings, NAME, kind="authority", until="2099-12-31")
    assert share(settings, tmp_path, expires="2099-12-31") == []


@pytest.mark.parametrize(
    ("terms", "expires", "told"),
    [
        ({"until": "2001-01-01"}, "", "ended on 2001-01-01"),
        ({"until": "2098-12-31"}, "2099-01-01", "ends on 2098-12-31, before the copy"),
        ({"abroad": True}, "", "out of the country, and purpose hand-over is not for that"),
    ],
)
def test_terms_that_stand_against_it_refuse_it(
    settings: Settings, tmp_path: Path, terms: dict, expires: str, told: str
) -> None:
    add_recipient(settings, NAME, kind="company", **terms)
    with pytest.raises(RefusedError, match=told):
        share(settings, tmp_path, expires=expires)
    assert not (tmp_path / "copy.csv").exists()


def test_a_purpose_for_abroad_serves_those_abroad(settings: Settings) -> None:
    add_recipient(settings, NAME, kind="company", abroad=True)
    purpose = Purpose(id="export", title=Title(zh="出境", en="export"), abroad=True, rules=())
    with Book(settings.home) as book:
        assert recipients.may_receive(book, NAME, purpose, "") == ""


@pytest.mark.parametrize(
    ("name", "kind", "until", "told"),
    [
        (" ", "company", "", "has a name"),
        ("A", "friend", "", "one of authority"),
        ("A", "company", "soon", "expected a date"),
    ],
)
def test_what_cannot_be_is_misuse(
    settings: Settings, name: str, kind: str, until: str, told: str
) -> None:
    with pytest.raises(MisuseError, match=told):
        add_recipient(settings, name, kind=kind, until=until)
    with pytest.raises(MisuseError, match="no recipient is registered"):
        remove_recipient(settings, "A")
