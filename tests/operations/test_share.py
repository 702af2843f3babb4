# Copies are handed out masked, recorded and complete, or not at all.
import csv
import errno
import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from catalogued_people import (
    ASKED,
    HEADER,
    ROWS,
    catalogue,
    change,
    make_settings,
    write_csv,
)

from operations import Settings, add_source, apply_share, written_copy
from operations.recording import Book
from schema import MisuseError, RefusedError, Share, SourceError


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return make_settings(tmp_path)


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "people.csv"
    write_csv(path)
    catalogue(settings, path)
    return path


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def shares(settings: Settings) -> list[Share]:
    with Book(settings.home) as book:
        return book.list(Share)


def test_a_copy_is_masked_and_recorded(settings: Settings, people: Path, tmp_path: Path) -> None:
    output = tmp_path / "copy.csv"
    outcome = apply_share(
        settings,
        str(people),
        output=output,
        legal_basis="第二十三条",
        expires="2099-12-31",
        **ASKED,
    )
    header, *rows = read_csv(output)
    assert header == HEADER[:-1]
    assert [row[1:] for row in rows] == [
        ["张**", "138****8000", "", "雁塔区"],
        ["欧阳**", "***", "", "碑林区"],
        ["阿**", "", "", "莲湖区"],
    ]
    assert rows[0][0] == rows[2][0] != rows[1][0], "the same person joins"
    share = outcome.share
    assert share == shares(settings)[0]
    assert share.rows == 3
    assert share.output == str(output)
    assert share.output_sha256 == hashlib.sha256(output.read_bytes()).hexdigest()
    assert (share.recipient, share.approver, share.purpose) == ("市医保局", "李处长", "hand-over")
    assert (share.legal_basis, share.expires) == ("第二十三条", "2099-12-31")
    assert share.plan_digest == outcome.plan.digest
    assert [(each.name, each.operator) for each in share.columns] == list(
        zip(HEADER, ["keyed_hash", "mask", "mask", "redact", "keep", "drop"], strict=True)
    )
    (key,) = share.keys
    assert key.startswith("person_id:")
    with Book(settings.home) as book:
        book.verify()
        assert [entry.action for entry in book.entries()][-1] == "share"
    assert list_hidden(tmp_path) == []


def list_hidden(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir() if path.name.startswith("."))


def test_no_raw_value_is_in_what_is_kept(settings: Settings, people: Path, tmp_path: Path) -> None:
    apply_share(settings, str(people), output=tmp_path / "copy.csv", **ASKED)
    stored = b"".join(path.read_bytes() for path in settings.home.rglob("*") if path.is_file())
    for row in ROWS:
        for cell in row[:4]:
            assert not cell or cell.encode() not in stored


def test_copies_for_one_recipient_join_and_for_two_do_not(
    settings: Settings, people: Path, tmp_path: Path
) -> None:
    def pseudonyms(name: str, recipient: str) -> set[str]:
        asked = ASKED | {"recipient": recipient}
        apply_share(settings, str(people), output=tmp_path / name, **asked)
        return {row[0] for row in read_csv(tmp_path / name)[1:]}

    first = pseudonyms("a.csv", "市医保局")
    assert first == pseudonyms("b.csv", " 市医保局　"), "one name however it is spaced"
    assert not first & pseudonyms("c.csv", "市民政局")
    keys = {share.recipient: share.keys for share in shares(settings)}
    assert keys["市医保局"] != keys["市民政局"]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".parquet", ".db"])
def test_the_suffix_tells_the_format(
    settings: Settings, people: Path, tmp_path: Path, suffix: str
) -> None:
    output = tmp_path / f"copy{suffix}"
    apply_share(settings, str(people), output=output, **ASKED)
    if suffix == ".parquet":
        names = pq.read_table(output).column("姓名").to_pylist()
    elif suffix == ".db":
        connection = sqlite3.connect(output)
        names = [name for (name,) in connection.execute("SELECT 姓名 FROM people")]
        connection.close()
    else:
        names = [
            line.split("\t" if suffix == ".tsv" else ",")[1].strip('"')
            for line in output.read_text("utf-8").splitlines()[1:]
        ]
    assert names == ["张**", "欧阳**", "阿**"]


def test_numbers_become_text_and_types_are_kept(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "people.parquet"
    columns = {name: [row[i] for row in ROWS] for i, name in enumerate(HEADER)}
    columns["手机号"] = [13800138000, None, 13900139000]
    table = pa.table({k: pa.array(v) for k, v in columns.items()})
    table = table.set_column(4, "区县", table["区县"].dictionary_encode())
    pq.write_table(table.replace_schema_metadata({"note": "11010519491231002X"}), path)
    catalogue(settings, path)
    output = tmp_path / "copy.parquet"
    apply_share(settings, str(path), output=output, **ASKED)
    copied = pq.read_table(output)
    assert copied.column("手机号").to_pylist() == ["138****8000", None, "139****9000"]
    assert copied.schema.field("区县").type == table.schema.field("区县").type
    assert b"11010519491231002X" not in output.read_bytes()


def test_a_dry_run_shows_shapes_and_leaves_nothing(
    settings: Settings, people: Path, tmp_path: Path
) -> None:
    output = tmp_path / "copy.csv"
    outcome = apply_share(settings, str(people), output=output, dry_run=True, **ASKED)
    preview = {each.name: each for each in outcome.preview}
    assert set(preview) == set(HEADER[:-1])
    assert sorted(zip(preview["手机号"].before, preview["手机号"].after, strict=True)) == sorted(
        [("###########", "138****8000"), ("某某某某#某", "***"), ("", "")]
    )
    assert preview["区县"].after == preview["区县"].before == ("某某某",) * 3
    told = repr(outcome.preview)
    assert not any(cell in told for row in ROWS for cell in row if cell)
    assert outcome.share is None
    assert not output.exists()
    assert shares(settings) == []


REFUSED = [
    pytest.param({"drop": []}, RefusedError, "备注 is unrecognised", id="a column nobody knows"),
    pytest.param(
        {"drop": ["备注", "手机"]}, MisuseError, "手机", id="a dropped column that is not there"
    ),
    pytest.param(
        {"purpose": "handover"}, MisuseError, "'handover'", id="a purpose that is not there"
    ),
    pytest.param({"recipient": " "}, MisuseError, "recipient", id="no recipient"),
    pytest.param({"approver": ""}, MisuseError, "approver", id="no approver"),
    pytest.param({"expires": "2020-01-01"}, MisuseError, "not after today", id="expired"),
    pytest.param({"expires": "next year"}, MisuseError, "expected a date", id="no date"),
]


@pytest.mark.parametrize(("changes", "error", "words"), REFUSED)
def test_what_is_asked_wrongly_leaves_nothing(
    settings: Settings, people: Path, tmp_path: Path, *, changes: dict, error: type, words: str
) -> None:
    output = tmp_path / "out" / "copy.csv"
    output.parent.mkdir()
    with pytest.raises(error, match=words):
        apply_share(settings, str(people), output=output, **ASKED | changes)
    assert list(output.parent.iterdir()) == []
    assert shares(settings) == []


@pytest.mark.parametrize("kind", ["csv", "parquet", "db"])
def test_on_a_full_disk_the_copy_is_named_and_nothing_is_left(
    settings: Settings, people: Path, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "out" / f"copy.{kind}"
    output.parent.mkdir()
    synced = os.fsync

    def full(held: int) -> None:
        if "out/." in str(Path(f"/proc/self/fd/{held}").readlink()):
            raise OSError(errno.ENOSPC, "No space left on device")
        synced(held)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SourceError) as failed:
        apply_share(settings, str(people), output=output, **ASKED)
    assert str(failed.value) == f"{output}: cannot be written: the disk is full"
    assert list(output.parent.iterdir()) == []
    assert shares(settings) == []
    assert list((settings.home / "deliveries").iterdir()) == []


def test_a_source_that_slows_the_reading_is_told_of_once(
    settings: Settings, people: Path, tmp_path: Path
) -> None:
    add_source(settings, "files", str(people), max_bytes_per_s=80.0)
    told: list[str] = []
    output = tmp_path / "copy.csv"
    apply_share(settings, "files", output=output, **ASKED, tell=told.append)
    slow, _ = told
    assert slow == "reading slowly on purpose, as the source's limit or hours ask"
    assert output.exists()


@pytest.mark.parametrize(
    ("name", "error"),
    [
        pytest.param("copy.avro", MisuseError, id="a format that is not written"),
        pytest.param("nowhere/copy.csv", MisuseError, id="a directory that is not there"),
        pytest.param("people.csv/copy.csv", MisuseError, id="inside a file"),
        pytest.param(".csv", MisuseError, id="no name"),
        pytest.param("people.csv", MisuseError, id="a file that exists, here the source itself"),
    ],
)
def test_where_a_copy_cannot_go(
    settings: Settings, people: Path, tmp_path: Path, name: str, error: type
) -> None:
    before = people.read_bytes()
    with pytest.raises(error):
        apply_share(settings, str(people), output=tmp_path / name, **ASKED)
    assert people.read_bytes() == before
    assert shares(settings) == []
    assert list_hidden(tmp_path) == []


def test_data_that_changes_while_it_is_read_is_refused(
    settings: Settings, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stretches = written_copy.stretches

    def reading(*arguments):
        yield from stretches(*arguments)
        change(people)

    monkeypatch.setattr(written_copy, "stretches", reading)
    with pytest.raises(RefusedError, match="while it was read"):
        apply_share(settings, str(people), output=tmp_path / "copy.csv", **ASKED)
    assert not (tmp_path / "copy.csv").exists()
    assert list_hidden(tmp_path) == []


def test_rows_that_cannot_be_read_stop_the_copy(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    write_csv(path, [*ROWS, ROWS[0] + ["one field too many"]])
    catalogue(settings, path)
    with pytest.raises(RefusedError, match="would lack those rows") as refused:
        apply_share(settings, str(path), output=tmp_path / "copy.csv", **ASKED)
    assert "11010519491231002X" not in str(refused.value)
    assert not (tmp_path / "copy.csv").exists()
    assert list_hidden(tmp_path) == []


def test_a_copy_that_cannot_be_recorded_is_not_handed_out(
    settings: Settings, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Book.record

    def full(book, records, **more):
        if any(isinstance(each, Share) for each in records):
            raise OSError(28, "No space left on device")
        return record(book, records, **more)

    monkeypatch.setattr(Book, "record", full)
    with pytest.raises(OSError, match="No space"):
        apply_share(settings, str(people), output=tmp_path / "copy.csv", **ASKED)
    assert not (tmp_path / "copy.csv").exists()
    assert list_hidden(tmp_path) == []


def test_a_name_taken_at_the_last_moment_is_left_alone_and_said_so(
    settings: Settings, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "copy.csv"
    record = Book.record

    def recording(book, records, **more):
        version = record(book, records, **more)
        if any(isinstance(each, Share) for each in records):
            output.write_text("somebody else's")
        return version

    monkeypatch.setattr(Book, "record", recording)
    with pytest.raises(MisuseError, match="not overwritten"):
        apply_share(settings, str(people), output=output, **ASKED)
    monkeypatch.undo()
    assert output.read_text() == "somebody else's"
    assert list_hidden(tmp_path) == []
    with Book(settings.home) as book:
        assert [entry.action for entry in book.entries()][-2:] == ["share", "share.undelivered"]


# The share runs in a process of its own that kills itself at a chosen moment, as a power cut
# would: `at` is when, before or after the named function of the named object.
_KILLED = """
import json, os, signal, sys
from pathlib import Path
import operations.delivery, operations.share, operations.written_copy
from operations import Settings
from operations.recording import Book

at, home, policies, source, output, asked = sys.argv[1:]

def die(*arguments, **more):
    os.kill(os.getpid(), signal.SIGKILL)

if at == "while writing":
    stretches = operations.written_copy.stretches
    def reading(*arguments):
        yield next(stretches(*arguments))
        die()
    operations.written_copy.stretches = reading
elif at == "before the record":
    Book.record = die
elif at == "after the record":
    operations.delivery.Delivery.place = die
elif at == "after the name":
    place = operations.delivery.Delivery.place
    def placing(delivery):
        place(delivery)
        die()
    operations.delivery.Delivery.place = placing
settings = Settings(home=Path(home), actor="tests", policies=Path(policies))
operations.share.apply_share(settings, source, output=Path(output), **json.loads(asked))
"""


@pytest.mark.parametrize(
    ("at", "recorded", "named"),
    [
        pytest.param("while writing", False, False, id="while the copy is written"),
        pytest.param("before the record", False, False, id="before it is recorded"),
        pytest.param("after the record", True, False, id="after it is recorded"),
        pytest.param("after the name", True, True, id="after it has its name"),
    ],
)
def test_a_killed_share_leaves_no_copy_without_its_record(
    settings: Settings, people: Path, tmp_path: Path, *, at: str, recorded: bool, named: bool
) -> None:
    output = tmp_path / "out" / "copy.csv"
    output.parent.mkdir()
    arguments = [at, settings.home, settings.policies, people, output, json.dumps(ASKED)]
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, *map(str, arguments)],
        capture_output=True, check=False, cwd=Path(__file__).parents[2], env=os.environ | {"PYTHONPATH": "."},
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert output.exists() == named
    assert len(shares(settings)) == recorded
    # The next share, whatever it is of, finishes what was recorded and clears the rest away.
    apply_share(settings, str(people), output=output.with_name("next.csv"), **ASKED)
    assert output.exists() == recorded
    assert list_hidden(output.parent) == []
    assert list((settings.home / "deliveries").iterdir()) == []
    digests = {share.output: share.output_sha256 for share in shares(settings)}
    for path in output.parent.iterdir():
        assert digests[str(path)] == hashlib.sha256(path.read_bytes()).hexdigest()
