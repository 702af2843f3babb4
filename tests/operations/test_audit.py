# What the ledger says, as JSON that leaves the house, and when it no longer holds.
import json
import re
from pathlib import Path

import pytest
from kept_catalogue import POLICIES, keep, people

from operations import (
    Settings,
    add_source,
    check_proof,
    ledger_entries,
    ledger_head,
    ledger_key,
    ledger_lines,
    open_book,
    prove_entry,
    read_key,
    read_trusted,
    remove_source,
    verify_ledger,
)
from operations.history import lineage_id
from operations.revaluation import policy_set
from schema import Filing, LedgerBroken, Level, Lineage, MisuseError, Trigger


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An installation in which five things happened."""
    settings = Settings(tmp_path / "home", "tester")
    with open_book(settings) as book:
        for number in range(1, 6):
            book.record([], action="test", actor="tester", unit="local", detail={"number": number})
    return settings


@pytest.mark.parametrize(
    ("last", "numbers"),
    [(None, [1, 2, 3, 4, 5]), (2, [4, 5]), (5, [1, 2, 3, 4, 5]), (99, [1, 2, 3, 4, 5])],
    ids=["all", "the last two", "as many as there are", "more than there are"],
)
def test_entries_come_in_order_as_json(
    settings: Settings, last: int | None, numbers: list[int]
) -> None:
    found = json.loads(json.dumps(ledger_entries(settings, last=last)))
    assert [each["body"]["detail"]["number"] for each in found] == numbers
    assert [each["sequence"] for each in found] == numbers


def test_an_empty_ledger_is_whole_and_has_no_head(tmp_path: Path) -> None:
    empty = Settings(tmp_path / "home", "tester")
    assert ledger_entries(empty) == ledger_entries(empty, last=3) == []
    assert ledger_head(empty) is None
    assert verify_ledger(empty) == {"entries": 0, "root_hash": ""}


def test_the_verdict_agrees_with_the_head(settings: Settings) -> None:
    head = ledger_head(settings)
    assert head is not None
    assert verify_ledger(settings) == {"entries": 5, "root_hash": head["root_hash"]}


def test_a_head_that_was_kept_is_read_back_and_trusted(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "head.json").write_text(json.dumps(ledger_head(settings)))
    trusted = read_trusted(tmp_path / "head.json")
    assert (trusted.tree_size, trusted.root_hash.hex()) == (5, ledger_head(settings)["root_hash"])
    assert verify_ledger(settings, trusted=trusted)["entries"] == 5


@pytest.mark.parametrize("octets", [b"", b"{}", b"[1]", b"\xff\xfe", b'{"kind": "other"}'])
def test_anything_else_is_no_head(tmp_path: Path, octets: bytes) -> None:
    (tmp_path / "head.json").write_bytes(octets)
    with pytest.raises(MisuseError, match=r"head\.json: this is not the JSON of a ledger's head"):
        read_trusted(tmp_path / "head.json")


def test_a_head_that_says_more_than_the_ledger_is_found_out(
    settings: Settings, tmp_path: Path
) -> None:
    copy = (settings.home / "tongguan.db").read_bytes()
    with open_book(settings) as book:
        book.record([], action="test", actor="tester", unit="local")
    (tmp_path / "head.json").write_text(json.dumps(ledger_head(settings)))
    (settings.home / "tongguan.db").write_bytes(copy)
    assert verify_ledger(settings)["entries"] == 5
    with pytest.raises(LedgerBroken, match="entry 6 is missing"):
        verify_ledger(settings, trusted=read_trusted(tmp_path / "head.json"))


@pytest.mark.parametrize("number", [1, 3, 5])
def test_one_byte_of_an_entry_is_enough(settings: Settings, number: int) -> None:
    path = settings.home / "tongguan.db"
    octets = bytearray(path.read_bytes())
    places = [each.end() - 1 for each in re.finditer(rb'"number":%d' % number, octets)]
    assert places
    for place in places:
        octets[place] ^= 8
    path.write_bytes(octets)
    with pytest.raises(LedgerBroken, match=f"^entry {number} is not what was signed"):
        verify_ledger(settings)


def test_a_proof_speaks_of_its_entry(settings: Settings) -> None:
    proof = prove_entry(settings, 4)
    assert json.loads(str(proof["entry"]))["body"]["detail"] == {"number": 4}
    assert json.loads(json.dumps(proof)) == proof


@pytest.mark.parametrize("sequence", [0, 6, -1])
def test_there_is_no_proof_of_what_is_not_there(settings: Settings, sequence: int) -> None:
    with pytest.raises(MisuseError, match=f"no entry {sequence}"):
        prove_entry(settings, sequence)


def test_lines_name_what_things_are_called_now(settings: Settings, tmp_path: Path) -> None:
    add_source(settings, "people", str(tmp_path / "people.csv"))
    *_, number, added = ledger_lines(settings)
    assert (number.sequence, number.action, number.objects) == (5, "test", ("number 5",))
    assert (added.sequence, added.actor, added.objects) == (6, "tester", ("people",))
    remove_source(settings, "people")
    assert ledger_lines(settings, last=1)[0].objects == ("people",), "its id, once it is gone"


def test_a_key_is_read_back(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text(ledger_key(settings) + "\n")
    (tmp_path / "proof.json").write_text(json.dumps(prove_entry(settings, 2)))
    proved = check_proof(tmp_path / "proof.json", key=read_key(tmp_path / "key.txt"))
    assert (proved["sequence"], proved["entries"], proved["trusted"]) == (2, 5, "key")


@pytest.mark.parametrize("text", ["", "00", "x" * 64, "人" * 32], ids=repr)
def test_anything_else_is_no_key(tmp_path: Path, text: str) -> None:
    (tmp_path / "key.txt").write_text(text, encoding="utf-8")
    with pytest.raises(MisuseError, match="expected a public key"):
        read_key(tmp_path / "key.txt")


def test_a_kept_head_of_the_same_size_must_have_the_same_root(
    settings: Settings, tmp_path: Path
) -> None:
    copy = (settings.home / "tongguan.db").read_bytes()
    with open_book(settings) as book:
        book.record([], action="test", actor="tester", unit="local", detail={"number": 6})
    (tmp_path / "head.json").write_text(json.dumps(ledger_head(settings)))
    (settings.home / "tongguan.db").write_bytes(copy)
    with open_book(settings) as book:
        book.record([], action="test", actor="tester", unit="local", detail={"number": 7})
    (tmp_path / "proof.json").write_text(json.dumps(prove_entry(settings, 6)))
    with pytest.raises(LedgerBroken, match="was rewritten"):
        check_proof(tmp_path / "proof.json", trusted=read_trusted(tmp_path / "head.json"))


def test_steps_of_a_life_are_named_by_the_data_sets_they_are_about(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home", "tester")
    found = people()
    lineage = Lineage(
        id=lineage_id(found.id), unit="u", time="t", dataset=found.id, origins=("ds-gone",),
        operation="masked", base=Level.GENERAL_4, level=Level.GENERAL_4,
    )  # fmt: skip
    filing = Filing(
        id="fl-1", unit="u", time="t", dataset=found.id, number="备1", filed="2026-11-20",
        person="a", reason="r", finding=found, version=1,
    )  # fmt: skip
    trigger = Trigger(
        id="tr-1", unit="u", time="t", dataset=found.id, letter="g", person="a", reason="r"
    )
    looked_at_by = policy_set(POLICIES, unit="u", time="t")
    with open_book(settings) as book:
        keep(book, found)
        book.record([filing, trigger, lineage, looked_at_by], action="x", actor="a", unit="u")
    assert ledger_lines(settings, last=1)[0].objects == (
        "people 备1",
        "people g",
        "people ← ds-gone",
        f"{POLICIES.digest[:12]}…",
    )
