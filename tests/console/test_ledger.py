# The ledger as an auditor meets it: shown, verified, proved, and never quiet about a byte
# that was changed.
import datetime as dt
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


def ledger(home: Path, *arguments: object, **more: str) -> Done:
    return tongguan("ledger", *arguments, home=home, **more)


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
    heading, *lines = ledger(scanned.home, "show", "--last", last).out.splitlines()
    assert heading.split() == ["no.", "time", "what", "by", "whom", "about"]
    assert len(lines) == shown
    assert re.search("scan finished +tester", lines[-1])


@pytest.mark.parametrize(
    ("tongue", "headings", "words"),
    [
        ("en", "no.  time", ["scan started", "data set graded"]),
        ("zh", "序号  时间", ["扫描开始", "数据集定级"]),
    ],
)
def test_entries_are_a_table_of_when_what_who_and_about_what(
    scanned, tongue: str, headings: str, words: list[str]
) -> None:
    heading, *lines = ledger(scanned.home, "show", TONGGUAN_LANG=tongue).out.splitlines()
    assert heading.startswith(headings)
    assert words[0] in lines[0]
    assert str(scanned.data) in lines[0], "what was scanned"
    assert all(words[1] in line for line in lines[1:-1])
    named = {line.split("  ")[-1].strip() for line in lines[1:-1]}
    assert named == {each["name"] for each in scanned.done.json["datasets"]}
    assert "{" not in "".join(lines)


def test_the_time_is_that_of_the_wall(home: Path) -> None:
    (entry,) = [
        json.loads(line) for line in ledger(home, "show", "--last", 1, "--json").out.splitlines()
    ]
    moment = dt.datetime.fromisoformat(entry["time"]).astimezone()
    assert f"{moment:%Y-%m-%d %H:%M:%S}" in ledger(home, "show", "--last", 1).out


def test_a_whole_ledger_verifies(home: Path) -> None:
    done = ledger(home, "verify")
    assert (done.code, done.out) == (0, ""), done.err
    assert "13 entries, all as signed" in done.err
    verdict = ledger(home, "verify", "--json").json
    head = ledger(home, "show", "--head").json
    assert verdict == {"entries": 13, "root_hash": head["root_hash"]}


def test_an_empty_ledger_says_so(tmp_path: Path) -> None:
    assert ledger(tmp_path / "home", "verify").err == "the ledger has no entries yet\n"
    assert ledger(tmp_path / "home", "show").out == ""
    assert ledger(tmp_path / "home", "show").err == "the ledger has no entries yet\n"
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


@pytest.fixture
def handed_out(scanned, tmp_path: Path) -> Path:
    """A proof, with the head and the key that its reader kept before."""
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "proof.json").write_text(ledger(scanned.home, "prove", 7).out)
    (folder / "head.json").write_text(ledger(scanned.home, "show", "--head").out)
    (folder / "key.txt").write_text(ledger(scanned.home, "show", "--key").out)
    return folder


@pytest.mark.parametrize(
    ("option", "kept", "trusted"),
    [("--key", "key.txt", "key"), ("--trusted", "head.json", "head"), ("", "", "")],
    ids=["with the key", "with a head", "alone"],
)
def test_a_proof_is_checked_far_from_the_installation(
    handed_out: Path, tmp_path: Path, option: str, kept: str, trusted: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    asked = ["prove", "--check", handed_out / "proof.json"]
    asked += [option, handed_out / kept] if option else []
    done = ledger(elsewhere, *asked)
    assert (done.code, done.out) == (0, ""), done.err
    assert done.err.startswith("entry 7 (data set graded, tester, ")
    assert "the ledger of 13 entries" in done.err
    assert ("that key is the proof's own" in done.err) is (not trusted)
    verdict = ledger(elsewhere, *asked, "--json").json
    assert (verdict["sequence"], verdict["entries"], verdict["trusted"]) == (7, 13, trusted)
    assert not elsewhere.exists(), "no installation was made for it"


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("entry", "parts do not agree|not the JSON of an entry|canonical"),
        ("leaf_hash", "parts do not agree"),
        ("path", "is not in the ledger of this head"),
        ("head", "signature of the head"),
        ("public_key", "names key"),
    ],
)
def test_a_proof_with_one_part_changed_does_not_hold(
    handed_out: Path, part: str, said: str
) -> None:
    proof = json.loads((handed_out / "proof.json").read_text())
    if part == "entry":
        proof[part] = proof[part].replace("tester", "taster")
    elif part == "path":
        proof[part][0] = proof[part][0][::-1]
    elif part == "head":
        proof[part]["time"] = "2020-01-01T00:00:00.000000Z"
    elif part == "public_key":
        other = ledger(handed_out.parent / "other", "show", "--key").out.strip()
        proof[part] = other
    else:
        proof[part] = proof[part][::-1]
    (handed_out / "proof.json").write_text(json.dumps(proof))
    done = ledger(handed_out, "prove", "--check", handed_out / "proof.json")
    assert (done.code, done.out) == (1, "")
    assert re.search(said, done.err), done.err


def test_a_proof_of_another_installation_is_found_out(handed_out: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    assert tongguan("source", "add", "more", tmp_path, home=other).code == 0
    (tmp_path / "proof.json").write_text(ledger(other, "prove", 1).out)
    for kept in (["--key", handed_out / "key.txt"], ["--trusted", handed_out / "head.json"]):
        done = ledger(other, "prove", "--check", tmp_path / "proof.json", *kept)
        assert done.code == 1
        assert "key" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param([], "say which entry to prove", id="nothing"),
        pytest.param([7, "--check", "{0}/proof.json"], "say which entry", id="both"),
        pytest.param([7, "--key", "{0}/key.txt"], "go with --check", id="a key without a proof"),
        pytest.param(["--check", "{0}/key.txt"], "not the JSON of a ledger's proof", id="no proof"),
        pytest.param(["--check", "{0}/head.json"], "not the JSON of a ledger's proof", id="a head"),
        pytest.param(["--check", "{0}/gone.json"], "does not exist", id="no file"),
        pytest.param(
            ["--check", "{0}/proof.json", "--key", "{0}/head.json"],
            "expected a public key",
            id="no key",
        ),
        pytest.param(
            ["--check", "{0}/proof.json", "--trusted", "{0}/key.txt"],
            "JSON of a ledger's head",
            id="no head",
        ),
    ],
)
def test_what_cannot_be_checked_is_misuse(
    scanned, handed_out: Path, arguments: list[object], said: str
) -> None:
    given = [str(each).format(handed_out) for each in arguments]
    done = ledger(scanned.home, "prove", *given)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
