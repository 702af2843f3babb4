# Keys over their life: apart for each recipient and together in a circle, rotated, destroyed
# for good, each step in the ledger, and whole whenever the process is killed.
from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from catalogued_people import ASKED, catalogue, make_settings, write_csv

from operations import Settings, apply_share, destroy_key, list_keys, new_key, rotate_key
from operations.masking_keys import wrap_keyring
from operations.recording import Book
from schema import MaskingKey, MisuseError, RefusedError, Share
from store import KEYRING_FILE, SealBroken, StoreError

ASKED = {**ASKED, "purpose": "research"}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "people.csv"
    write_csv(path)
    catalogue(settings, path)
    return path


def shared(settings: Settings, people: Path, name: str, recipient: str) -> list[tuple[str, str]]:
    """Identity number and name of each row of a copy."""
    output = people.parent / name
    apply_share(settings, str(people), output=output, **{**ASKED, "recipient": recipient})
    with output.open(encoding="utf-8", newline="") as file:
        return [(row["证件号"], row["姓名"]) for row in csv.DictReader(file)]


def actions(settings: Settings) -> list[str]:
    with Book(settings.home) as book:
        book.verify()
        return [entry.action for entry in book.entries() if entry.action.startswith("key")]


def test_copies_join_for_one_recipient_and_in_a_circle_alone(
    settings: Settings, people: Path
) -> None:
    first = shared(settings, people, "a.csv", "市医保局")
    again = shared(settings, people, "b.csv", " 市医保局　")
    friend = shared(settings, people, "c.csv", "市卫健委")
    other = shared(settings, people, "d.csv", "某公司")
    assert first == again
    assert [row[1] for row in first] == [row[1] for row in friend], "names join in their circle"
    assert not {row[0] for row in first} & {row[0] for row in friend}, "numbers do not"
    assert not {row[1] for row in first} & {row[1] for row in other}
    assert {(one.key.domain, one.key.audience) for one in list_keys(settings)} == {
        ("person_id", "市医保局"), ("person_id", "市卫健委"), ("person_id", "某公司"),
        ("name", "circle:health"), ("name", "某公司"),
    }  # fmt: skip
    assert actions(settings) == ["key.new"] * 5


def test_a_key_is_in_no_record_and_in_no_entry(settings: Settings, people: Path) -> None:
    shared(settings, people, "a.csv", "市医保局")
    with Book(settings.home) as book:
        shares = [one.keys for one in book.list(Share)]
        told = json.dumps([entry.body for entry in book.entries()])
    ids = {one.key.id for one in list_keys(settings)}
    assert {each.rpartition(":")[2] for each in shares[0]} == ids
    wrapped = json.loads((settings.home / KEYRING_FILE).read_text())["keys"]
    assert set(wrapped) == ids
    assert not any(value in told for value in wrapped.values())


def test_a_preview_makes_no_key(settings: Settings, people: Path) -> None:
    asked = {**ASKED, "output": people.parent / "x.csv", "dry_run": True}
    apply_share(settings, str(people), **asked)
    assert list_keys(settings) == []
    assert not (settings.home / KEYRING_FILE).exists()


def test_rotation_retires_one_and_makes_another(settings: Settings, people: Path) -> None:
    before = shared(settings, people, "a.csv", "某公司")
    retired, made = rotate_key(settings, "name", "某公司")
    after = shared(settings, people, "b.csv", "某公司")
    assert [row[0] for row in before] == [row[0] for row in after]
    assert not {row[1] for row in before} & {row[1] for row in after}
    states = {one.key.id: (one.key.state, len(one.shares)) for one in list_keys(settings)}
    assert states[retired.id] == ("retired", 1)
    assert states[made.id] == ("active", 1)
    assert actions(settings)[-1] == "key.rotate"


def test_a_destroyed_key_is_nowhere_and_the_next_copy_has_another(
    settings: Settings, people: Path
) -> None:
    before = shared(settings, people, "a.csv", "某公司")
    (key,) = [one.key for one in list_keys(settings) if one.key.domain == "name"]
    reason = {"reason": "合同终止", "approver": "李处长"}
    assert destroy_key(settings, key.id, **reason, trial=True).key == key
    assert key.id in (settings.home / KEYRING_FILE).read_text()
    use = destroy_key(settings, key.id, **reason)
    assert (use.key.state, use.key.approver, len(use.shares)) == ("destroyed", "李处长", 1)
    assert key.id not in (settings.home / KEYRING_FILE).read_text()
    assert actions(settings)[-1] == "key.destroy"
    after = shared(settings, people, "b.csv", "某公司")
    assert not {row[1] for row in before} & {row[1] for row in after}
    with pytest.raises(MisuseError, match="there is no key"):
        destroy_key(settings, key.id, **reason)


def test_a_keyring_of_yesterday_does_not_bring_a_destroyed_key_back(
    settings: Settings, people: Path
) -> None:
    shared(settings, people, "a.csv", "某公司")
    (key,) = [one.key for one in list_keys(settings) if one.key.domain == "name"]
    backup = (settings.home / KEYRING_FILE).read_bytes()
    destroy_key(settings, key.id, reason="期满", approver="李处长")
    (settings.home / KEYRING_FILE).write_bytes(backup)
    new_key(settings, "name", "另一家")
    assert key.id not in (settings.home / KEYRING_FILE).read_text()


@pytest.mark.parametrize(
    ("reason", "approver", "told"),
    [(" ", "李处长", "reason"), ("x", "", "approver"), ("x", " 王办事员", "another person")],
)
def test_destruction_needs_a_reason_and_another_person(
    settings: Settings, reason: str, approver: str, told: str
) -> None:
    made = new_key(settings, "person_id", "A")
    with pytest.raises(MisuseError, match=told):
        destroy_key(settings, made.id, reason=reason, approver=approver)


@pytest.mark.parametrize(
    ("domain", "recipient", "told"),
    [
        ("nothing", "A", "no policy declares a domain 'nothing'"),
        ("name", "circle:nobody", "no circle or recipient"),
        ("name", " ", "no circle or recipient"),
        ("name", "circle:health", "has key"),
        ("name", "市医保局", "has key"),
    ],
)
def test_a_key_that_cannot_be_made_is_misuse(
    settings: Settings, domain: str, recipient: str, told: str
) -> None:
    assert new_key(settings, "name", "circle:health").audience == "circle:health"
    with pytest.raises(MisuseError, match=told):
        new_key(settings, domain, recipient)


def test_nothing_to_rotate_is_misuse(settings: Settings) -> None:
    with pytest.raises(MisuseError, match="nothing to rotate"):
        rotate_key(settings, "person_id", "A")


def test_a_recipient_cannot_pass_for_a_circle(settings: Settings, people: Path) -> None:
    with pytest.raises(RefusedError, match="circles are named so"):
        shared(settings, people, "a.csv", "circle:health")


def test_a_keyring_under_a_passphrase(settings: Settings, people: Path, tmp_path: Path) -> None:
    before = shared(settings, people, "a.csv", "某公司")
    words = tmp_path / "words"
    words.write_text("correct horse battery\n")
    words.chmod(0o600)
    assert wrap_keyring(settings, f"passphrase:{words}") == "passphrase"
    assert actions(settings)[-1] == "keyring.wrap"
    with pytest.raises(RefusedError, match="wrapped by a passphrase"):
        shared(settings, people, "b.csv", "某公司")
    own = replace(settings, kek=f"passphrase:{words}")
    assert shared(own, people, "b.csv", "某公司") == before
    words.write_text("another horse battery\n")
    with pytest.raises(SealBroken, match="another passphrase"):
        shared(own, people, "c.csv", "某公司")
    assert "horse" not in repr(own)
    assert not (people.parent / "c.csv").exists()


def test_a_keyring_that_was_lost_is_not_made_anew(settings: Settings, people: Path) -> None:
    shared(settings, people, "a.csv", "某公司")
    (settings.home / KEYRING_FILE).unlink()
    with pytest.raises(StoreError, match="is missing"):
        shared(settings, people, "b.csv", "某公司")


# The process kills itself at a chosen moment, as a power cut would.
KILLED = """
import os, signal, sys
from pathlib import Path
import store.keyring
from operations import Settings, destroy_key, new_key
from operations.recording import Book
from store import Keyring

home, policies, moment, action, key = sys.argv[1:]
target, name = {
    "before the file": (Keyring, "add"), "before the record": (Book, "record"),
    "before the wiping": (Keyring, "wipe"),
}[moment]
real, seen = getattr(target, name), []

def killing(*arguments, **more):
    # The first wiping only clears what others left.
    seen.append(1)
    if moment != "before the wiping" or len(seen) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*arguments, **more)

setattr(target, name, killing)
settings = Settings(home=Path(home), actor="王办事员", policies=Path(policies))
if action == "new":
    new_key(settings, "person_id", "A")
else:
    destroy_key(settings, key, reason="x", approver="李处长")
"""


@pytest.mark.parametrize(
    ("moment", "action", "state"),
    [
        ("before the file", "new", None),
        ("before the record", "new", None),
        ("before the record", "destroy", "active"),
        ("before the wiping", "destroy", "destroyed"),
    ],
)
def test_killed_in_the_middle_nothing_is_half_done(
    settings: Settings, tmp_path: Path, moment: str, action: str, state: str | None
) -> None:
    kept = new_key(settings, "name", "B")
    arguments = [str(settings.home), str(settings.policies), moment, action, kept.id]
    done = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments], check=False, env={**os.environ}
    )
    assert done.returncode == -signal.SIGKILL
    with Book(settings.home) as book:
        book.verify()
        if state is not None:
            assert book.latest(MaskingKey, kept.id).state == state
        else:
            assert len(book.list(MaskingKey)) == 1
    # Whoever comes next clears up.
    made = new_key(settings, "person_id", "A")
    held = set(json.loads((settings.home / KEYRING_FILE).read_text())["keys"])
    assert held == {made.id} | ({kept.id} if state != "destroyed" else set())
