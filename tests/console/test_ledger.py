# The ledger as an auditor meets it: shown, verified, proved, and never quiet about a byte
# that was changed.
import hashlib
import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from command_line import Done, tongguan
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def ledger(home: Path, *arguments: object) -> Done:
    return tongguan("ledger", *arguments, home=home)


def entries(home: Path) -> list[dict]:
    return [json.loads(line) for line in ledger(home, "show", "--json").out.splitlines()]


def test_a_scan_is_in_the_ledger_from_start_to_finish(scanned) -> None:
    found = entries(scanned.home)
    assert [each["sequence"] for each in found] == list(range(1, len(found) + 1))
    assert [each["action"] for each in found] == [
        "scan.start", *["dataset.grade"] * 11, "scan.finish",
    ]  # fmt: skip
    assert {each["actor"] for each in found} == {"tester"}
    graded = {each["body"]["records"][0]["id"] for each in found[1:-1]}
    assert graded == {each["id"] for each in scanned.done.json["datasets"]}


@pytest.mark.parametrize(("last", "shown"), [(1, 1), (3, 3), (1000, 13)])
def test_only_the_last_entries_are_shown_when_asked(scanned, last: int, shown: int) -> None:
    lines = ledger(scanned.home, "show", "--last", last).out.splitlines()
    assert len(lines) == shown
    assert "scan.finish  tester" in lines[-1]


def test_a_whole_ledger_verifies(home: Path) -> None:
    done = ledger(home, "verify")
    assert (done.code, done.out) == (0, "")
    assert "13 entries, all as signed" in done.err
    verdict = ledger(home, "verify", "--json").json
    head = ledger(home, "show", "--head").json
    assert verdict == {"entries": 13, "root_hash": head["root_hash"]}


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    assert ledger(tmp_path / "home", "verify").err == "the ledger has no entries yet\n"
    assert ledger(tmp_path / "home", "show").out == ""
    assert ledger(tmp_path / "home", "show", "--head").code == 2


@pytest.mark.parametrize("sequence", [1, 7, 13])
def test_one_byte_changed_in_an_entry_is_found_and_the_entry_named(
    home: Path, sequence: int
) -> None:
    database = home / "tongguan.db"
    octets = bytearray(database.read_bytes())
    places = [found.end() for found in re.finditer(rb'"sequence":%d,"time":"20' % sequence, octets)]
    assert places
    for place in places:
        octets[place] ^= 1
    database.write_bytes(octets)
    done = ledger(home, "verify", "--json")
    assert (done.code, done.out) == (1, "")
    assert f"entry {sequence} is not what was signed" in done.err
    assert len(done.err.splitlines()) == 1


def test_one_byte_changed_in_a_finding_is_found(home: Path, scanned) -> None:
    wanted = scanned.find("resident")["id"]
    with closing(sqlite3.connect(home / "tongguan.db")) as database, database:
        (body,) = database.execute("SELECT body FROM record WHERE id = ?", [wanted]).fetchone()
        body = bytes(body).replace(b"general-4", b"general-2", 1)
        for (name,) in database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record'"
        ).fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE record SET body = ? WHERE id = ?", [body, wanted])
    done = ledger(home, "verify")
    assert done.code == 1
    assert wanted in done.err
    assert "is not stored as it was recorded" in done.err


def test_a_head_kept_elsewhere_finds_a_ledger_put_back(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "before")
    assert tongguan("source", "add", "more", tmp_path, home=home).code == 0
    (tmp_path / "head.json").write_text(ledger(home, "show", "--head").out)
    assert ledger(home, "verify", "--trusted", tmp_path / "head.json").code == 0
    assert ledger(tmp_path / "before", "verify").code == 0, "alone it looks whole"
    done = ledger(tmp_path / "before", "verify", "--trusted", tmp_path / "head.json")
    assert done.code == 1
    assert "entry 14 is missing" in done.err


def test_a_head_of_another_installation_is_not_trusted(home: Path, tmp_path: Path) -> None:
    assert tongguan("source", "add", "more", tmp_path, home=tmp_path / "other").code == 0
    (tmp_path / "head.json").write_text(ledger(tmp_path / "other", "show", "--head").out)
    done = ledger(home, "verify", "--trusted", tmp_path / "head.json")
    assert done.code == 1
    assert "key" in done.err


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"tree_size": 3}', "\udcff"])
def test_what_is_no_head_is_misuse(home: Path, tmp_path: Path, text: str) -> None:
    (tmp_path / "head.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    done = ledger(home, "verify", "--trusted", tmp_path / "head.json")
    assert done.code == 2
    assert "not the JSON of a ledger's head" in done.err


def root_from(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """The root of a tree of `size` leaves by an inclusion path (RFC 9162, section 2.1.3.2)."""
    last, node = size - 1, leaf
    for step in path:
        if index % 2 or index == last:
            node = hashlib.sha256(b"\x01" + step + node).digest()
            while not index % 2 and index:
                index, last = index >> 1, last >> 1
        else:
            node = hashlib.sha256(b"\x01" + node + step).digest()
        index, last = index >> 1, last >> 1
    assert last == 0
    return node


@pytest.mark.parametrize("sequence", [1, 7, 13])
def test_a_proof_holds_in_anothers_hands(scanned, sequence: int) -> None:
    proof = ledger(scanned.home, "prove", sequence).json
    assert json.loads(proof["entry"]) == entries(scanned.home)[sequence - 1]
    leaf = hashlib.sha256(b"\x00" + proof["entry"].encode()).digest()
    head = proof["head"]
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert root_from(leaf, sequence - 1, head["tree_size"], path).hex() == head["root_hash"]
    signature = bytes.fromhex(head.pop("signature"))
    signed = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(proof["public_key"]))
    key.verify(signature, signed)


def test_there_is_no_proof_of_an_entry_that_is_not_there(scanned) -> None:
    done = ledger(scanned.home, "prove", 99)
    assert done.code == 2
    assert "no entry 99" in done.err
