# Keys as a person sees them: listed with their shares, rotated, destroyed when told twice, and
# wrapped by a passphrase that is in no argument, log or answer.
from __future__ import annotations

from pathlib import Path

import pytest
from catalogued_people import ASKED, catalogue, make_settings, write_csv
from command_line import Done, tongguan
from soft_token import PIN, SoftToken

from operations import Settings, apply_share


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = make_settings(tmp_path)
    write_csv(tmp_path / "people.csv")
    catalogue(made, tmp_path / "people.csv")
    apply_share(made, str(tmp_path / "people.csv"), output=tmp_path / "copy.csv", **ASKED)
    return made


def keys(settings: Settings, *arguments: object, terminal: bool = False, **more: str) -> Done:
    more = {"TONGGUAN_LANG": "en", "TONGGUAN_POLICIES": str(settings.policies), **more}
    return tongguan("mask", "keys", *arguments, home=settings.home, terminal=terminal, **more)


def listed(settings: Settings) -> list[dict]:
    return list(keys(settings, "list", "--json").json["keys"])


def test_a_key_is_listed_with_its_shares(settings: Settings) -> None:
    (only,) = listed(settings)
    assert (only["domain"], only["audience"], only["state"]) == ("person_id", "市医保局", "active")
    assert len(only["shares"]) == 1
    told = keys(settings, "list", TONGGUAN_LANG="zh")
    assert told.out.split("\n")[0].split() == [
        "标识",
        "域",
        "接收方",
        "状态",
        "生成日期",
        "提供次数",
    ]
    assert "在用" in told.out


def test_one_made_and_rotated(settings: Settings) -> None:
    made = keys(settings, "new", "name", "circle:health")
    assert (made.code, made.out) == (0, "")
    assert "of domain name for circle:health" in made.err
    rotated = keys(settings, "rotate", "name", "市卫健委")
    assert rotated.code == 0
    assert "is retired" in rotated.err
    assert [one["state"] for one in listed(settings)].count("retired") == 1
    again = keys(settings, "new", "name", "市卫健委", TONGGUAN_LANG="zh")
    assert (again.code, "已有密钥" in again.err) == (2, True)


def test_destruction_asks_and_is_for_good(settings: Settings) -> None:
    (key,) = listed(settings)
    asked = ["destroy", key["id"], "--reason", "期满", "--approver", "李处长"]
    trial = keys(settings, *asked, "--dry-run")
    assert (trial.code, key["shares"][0] in trial.err) == (0, True)
    nobody = keys(settings, *asked)
    assert (nobody.code, "say --yes" in nobody.err) == (2, True)
    assert listed(settings)[0]["state"] == "active"
    done = keys(settings, *asked, "--yes")
    assert (done.code, done.out) == (0, "")
    (gone,) = listed(settings)
    assert (gone["state"], gone["reason"], gone["approver"]) == ("destroyed", "期满", "李处长")


def test_a_passphrase_wraps_the_keyring(settings: Settings, tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.write_text("correct horse battery\n")
    words.chmod(0o600)
    done = keys(settings, "wrap", "--by", f"passphrase:{words}")
    assert (done.code, done.out) == (0, "")
    closed = keys(settings, "new", "name", "A")
    assert (closed.code, "TONGGUAN_KEK=passphrase:FILE" in closed.err) == (2, True)
    where = {"TONGGUAN_KEK": f"passphrase:{words}"}
    assert keys(settings, "new", "name", "A", **where).code == 0
    back = keys(settings, "wrap", "--by", "installation", **where)
    assert (back.code, "by installation key" in back.err) == (0, True)
    ledger = tongguan("ledger", "show", "--json", home=settings.home).out
    assert '"action": "keyring.wrap"' in ledger
    assert "horse" not in ledger + done.err + closed.err + back.err


def test_a_key_service_is_refused_in_both_languages(settings: Settings) -> None:
    done = keys(settings, "wrap", "--by", "kms://key/1")
    assert (done.code, "by its PKCS#11 library" in done.err) == (2, True)
    assert "PKCS#11库" in keys(settings, "wrap", "--by", "kms://key/1", TONGGUAN_LANG="zh").err


def test_a_token_wraps_the_keyring(settings: Settings, soft_token: SoftToken) -> None:
    made = keys(settings, "new", "name", "A")
    done = keys(settings, "wrap", "--by", soft_token.locator())
    assert (made.code, done.code, "by token" in done.err) == (0, 0, True)
    closed = keys(settings, "new", "name", "B")
    assert (closed.code, "TONGGUAN_KEK=pkcs11:" in closed.err) == (2, True)
    where = {"TONGGUAN_KEK": soft_token.locator()}
    assert keys(settings, "new", "name", "B", **where).code == 0
    assert keys(settings, "rotate", "name", "A", **where).code == 0
    told = tongguan("ledger", "show", "--json", home=settings.home).out
    assert PIN not in told + done.err + closed.err
    assert PIN.encode() not in (settings.home / "keyring").read_bytes()
