# What can go wrong with a copy is told in a sentence in both languages, and leaves nothing that
# looks like a copy: no file, no share, and of a database a target that says it is not whole.
from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import copied_database
import pytest
from catalogued_documents import catalogued
from catalogued_people import ASKED, HEADER, ROWS, catalogue, make_settings, write_csv
from copied_database import register, statements
from mariadb_server import MariaServer
from office_files import docx_bytes, pdf_bytes
from postgres_server import Server

import operations.share_database as copying
from operations import (
    Settings,
    apply_database_share,
    apply_share,
    copied_table,
    explain,
    rotate_key,
)
from operations.recording import Book
from schema import MisuseError, RefusedError, Share, SourceError
from store import SealBroken, StoreError

COPIED = {"purpose": "research", "recipient": "市医保局", "approver": "李处长"}
FAULTS = (MisuseError, RefusedError, SourceError, SealBroken, StoreError)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    words = tmp_path / "words"
    words.write_text("correct horse battery staple")
    words.chmod(0o600)
    return replace(make_settings(tmp_path), kek=f"passphrase:{words}")


@pytest.fixture
def people(tmp_path: Path, settings: Settings) -> Path:
    path = tmp_path / "people.csv"
    write_csv(path)
    catalogue(settings, path)
    return path


def told(settings: Settings, error: BaseException) -> str:
    """The sentence in English, once it is one in Chinese as well, and quotes no cell."""
    english = str(error)
    chinese = explain(settings, "zh", english)
    assert re.search("[一-鿿]{4}", chinese.replace("市医保局", "")), english
    assert not any(cell in chinese + english for row in ROWS for cell in row[:4] if cell)
    return english


def nothing_went_out(settings: Settings, output: Path, shares: int = 0) -> None:
    assert list(output.parent.iterdir()) == []
    with Book(settings.home) as book:
        assert len(book.list(Share)) == shares
        book.verify()
    assert list((settings.home / "deliveries").glob("*")) == []


def wrong_key(_people: Path, words: Path) -> None:
    words.write_text("another horse battery staple")


def missing_column(people: Path, _words: Path) -> None:
    people.write_text("\n".join(",".join(row[:-1]) for row in [HEADER, *ROWS]) + "\n", "utf-8")


def changed_type(people: Path, _words: Path) -> None:
    people.write_bytes(people.read_bytes().replace("雁塔区".encode(), b"12345"))


def added_column(people: Path, _words: Path) -> None:
    lines = people.read_text("utf-8").splitlines()
    people.write_text("\n".join(f"{line},家庭住址{n}" for n, line in enumerate(lines)), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        pytest.param(wrong_key, "passphrase", id="wrong key"),
        pytest.param(missing_column, "has changed since it was scanned", id="missing column"),
        pytest.param(changed_type, "has changed since it was scanned", id="changed type"),
        pytest.param(added_column, "has changed since it was scanned", id="column added"),
    ],
)
def test_a_file_is_not_delivered(
    settings: Settings,
    people: Path,
    tmp_path: Path,
    spoil: Callable[[Path, Path], None],
    sentence: str,
) -> None:
    output = tmp_path / "out" / "copy.csv"
    output.parent.mkdir()
    apply_share(settings, str(people), output=output, **ASKED)
    output.unlink()
    spoil(people, tmp_path / "words")
    with pytest.raises(FAULTS) as raised:
        apply_share(settings, str(people), output=output, **ASKED)
    assert sentence in told(settings, raised.value)
    (tmp_path / "words").write_text("correct horse battery staple")
    nothing_went_out(settings, output, shares=1)


def test_what_stands_under_the_name_stays(settings: Settings, people: Path, tmp_path: Path) -> None:
    output = tmp_path / "out" / "copy.csv"
    output.parent.mkdir()
    output.write_text("somebody's")
    with pytest.raises(MisuseError) as raised:
        apply_share(settings, str(people), output=output, **ASKED)
    assert "exists and is not overwritten" in told(settings, raised.value)
    assert output.read_text() == "somebody's"


_FULL = """
import json, resource, sys
from pathlib import Path
import operations.written_copy, operations.share_database
from operations import Settings, apply_database_share, apply_share
from schema import SourceError

how, most, home, policies, kek, target, output, asked = sys.argv[1:]
settings = Settings(home=Path(home), actor="tests", policies=Path(policies), kek=kek)

def limited(real):
    def call(*arguments, **more):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), resource.RLIM_INFINITY))
        try:
            return real(*arguments, **more)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return call

try:
    if how == "database":
        operations.share_database.copied_table = limited(operations.share_database.copied_table)
        apply_database_share(settings, target, output, **json.loads(asked))
    elif how == "document":
        import operations.share_document as document
        document.write_bytes = limited(document.write_bytes)
        apply_share(settings, target, output=Path(output), **json.loads(asked))
    else:
        operations.written_copy._same_text = limited(operations.written_copy._same_text)
        operations.written_copy._table = limited(operations.written_copy._table)
        apply_share(settings, target, output=Path(output), **json.loads(asked))
except SourceError as error:
    print(error)
    sys.exit(3)
"""


def on_a_full_disk(settings: Settings, how: str, target: str, output: str, asked: dict) -> str:
    assert settings.policies is not None
    places = [how, "40960", settings.home, settings.policies, settings.kek, target, output]
    done = subprocess.run(
        [sys.executable, "-c", _FULL, *map(str, places), json.dumps(asked)],
        capture_output=True, check=False, cwd=Path(__file__).parents[2], env=os.environ | {"PYTHONPATH": "."},
    )  # fmt: skip
    assert done.returncode == 3, done.stderr.decode()
    return done.stdout.decode().strip()


@pytest.mark.parametrize("suffix", ["csv", "tsv", "parquet", "xlsx", "jsonl", "arrow", "db"])
def test_a_full_disk_takes_no_part_of_a_file(
    settings: Settings, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / "many.csv"
    write_csv(path, [[*ROWS[0][:4], os.urandom(8).hex(), ""] for _ in range(9_000)])
    catalogue(settings, path, rows=9_000, sampled=9_000)
    output = tmp_path / "out" / f"copy.{suffix}"
    output.parent.mkdir()
    problem = on_a_full_disk(settings, "file", str(path), str(output), ASKED)
    assert "cannot be written: " in told(settings, MisuseError(problem))
    assert str(output) in problem
    nothing_went_out(settings, output)


@pytest.fixture
def hospital(tmp_path: Path) -> tuple[Settings, str]:
    directory = tmp_path / "databases"
    directory.mkdir()
    settings = copied_database.make_settings(directory)
    with closing(sqlite3.connect(directory / "hospital.db")) as connection, connection:
        for statement in statements(900):
            connection.execute(statement)
    copied_database.catalogue(settings, str(directory / "hospital.db"))
    return settings, str(directory / "hospital.db")


def not_whole(settings: Settings, goal: Path) -> None:
    with closing(sqlite3.connect(goal)) as connection:
        assert connection.execute("select count(*) from tongguan_masking").fetchone()[0] > 0
    with Book(settings.home) as book:
        assert book.list(Share) == []


def test_a_full_disk_leaves_a_database_that_is_not_whole(
    hospital: tuple[Settings, str], tmp_path: Path
) -> None:
    settings, source = hospital
    settings = replace(settings, kek="")
    goal = tmp_path / "copy.db"
    problem = on_a_full_disk(settings, "database", source, f"sqlite:///{goal}", COPIED)
    assert "cannot be written: " in told(settings, MisuseError(problem))
    not_whole(settings, goal)
    lines: list[str] = []
    apply_database_share(settings, source, f"sqlite:///{goal}", **COPIED, tell=lines.append)
    assert "going on with a copy that was interrupted" in lines


def test_a_key_that_was_rotated_meanwhile_makes_another_copy(
    hospital: tuple[Settings, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, source = hospital
    goal = tmp_path / "copy.db"
    with monkeypatch.context() as patch:
        patch.setattr(copying, "checked_tables", lost)
        with pytest.raises(SourceError):
            apply_database_share(settings, source, f"sqlite:///{goal}", **COPIED)
    rotate_key(settings, "person_id", "市医保局")
    with pytest.raises(MisuseError) as raised:
        apply_database_share(settings, source, f"sqlite:///{goal}", **COPIED)
    assert "holds another copy that was begun and not finished" in told(settings, raised.value)
    not_whole(settings, goal)


def lost(*_: object) -> None:
    raise SourceError("the server closed the connection", source="x")


@pytest.mark.parametrize(
    "change",
    [
        "alter table visit drop column note",
        "alter table visit add column phone text",
        "alter table patient rename column weight to sfzh2",
        (
            "create table w (code text not null primary key, title integer, head int); "
            "insert into w select * from ward; drop table ward; alter table w rename to ward"
        ),
    ],
    ids=["missing column", "column added", "another column", "changed type"],
)
def test_a_database_of_other_columns_is_not_copied(
    hospital: tuple[Settings, str], tmp_path: Path, change: str
) -> None:
    settings, source = hospital
    with closing(sqlite3.connect(source)) as connection, connection:
        connection.executescript(change)
    with pytest.raises(RefusedError) as raised:
        apply_database_share(settings, source, f"sqlite:///{tmp_path / 'copy.db'}", **COPIED)
    assert "has changed since it was scanned" in told(settings, raised.value)
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.postgres
def test_a_server_that_ends_the_session_in_the_middle(
    tmp_path: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = tmp_path / "databases"
    directory.mkdir()
    settings = copied_database.make_settings(directory)
    for name, made in (("lost", statements(300)), ("lost_copy", [])):
        with postgres.create_database(name) as connection:
            for statement in made:
                connection.execute(statement.encode())
        register(settings, name, postgres.url(name), postgres.password)
    copied_database.catalogue(settings, "lost")
    monkeypatch.setattr(copied_table, "_ROWS", 50)
    real, calls = copied_table.masked_rows, []

    def ending(*arguments):
        calls.append(1)
        if len(calls) == 6:
            with postgres.connect() as admin:
                admin.execute(
                    b"select pg_terminate_backend(pid) from pg_stat_activity "
                    b"where datname in ('lost', 'lost_copy')"
                )
        return real(*arguments)

    monkeypatch.setattr(copied_table, "masked_rows", ending)
    with pytest.raises(SourceError) as raised:
        apply_database_share(settings, "lost", "lost_copy", **COPIED)
    told(settings, raised.value)
    with Book(settings.home) as book:
        assert book.list(Share) == []
    with postgres.connect("lost_copy") as connection:
        assert connection.execute(b"select count(*) from tongguan_masking").fetchall() > [(0,)]
    apply_database_share(settings, "lost", "lost_copy", **COPIED)
    with postgres.connect("lost_copy") as connection:
        assert connection.execute(b"select count(*) from patient").fetchall() == [(300,)]


@pytest.mark.mariadb
def test_a_mariadb_that_ends_the_session_in_the_middle(
    tmp_path: Path, mariadb: MariaServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.mysql_catalogue._fingerprint", lambda *_: "as it was")
    directory = tmp_path / "databases"
    directory.mkdir()
    settings = copied_database.make_settings(directory)
    mariadb.create_database("lost", *statements(300))
    mariadb.create_database("lost_copy")
    mariadb.run("grant all on `lost_copy`.* to reader@'127.0.0.1'")
    for name in ("lost", "lost_copy"):
        register(settings, name, mariadb.url(name), mariadb.password)
    copied_database.catalogue(settings, "lost")
    monkeypatch.setattr(copied_table, "_ROWS", 50)
    real, calls = copied_table.masked_rows, []

    def ending(*arguments):
        calls.append(1)
        if len(calls) == 6:
            query = "select id from information_schema.processlist where user = 'reader'"
            for (session,) in mariadb.run(query):
                mariadb.run(f"kill {session}")
        return real(*arguments)

    monkeypatch.setattr(copied_table, "masked_rows", ending)
    with pytest.raises(SourceError) as raised:
        apply_database_share(settings, "lost", "lost_copy", **COPIED)
    told(settings, raised.value)
    with Book(settings.home) as book:
        assert book.list(Share) == []
    assert mariadb.run("select count(*) from tongguan_masking", database="lost_copy") > [(0,)]
    apply_database_share(settings, "lost", "lost_copy", **COPIED)
    assert mariadb.run("select count(*) from patient", database="lost_copy") == [(300,)]


@pytest.mark.parametrize("suffix", ["docx", "pdf"])
def test_a_full_disk_takes_no_part_of_a_document(
    settings: Settings, tmp_path: Path, suffix: str
) -> None:
    lines = [f"患者张伟，电话13800138{n:03}，{os.urandom(30).hex()}" for n in range(900)]
    path = tmp_path / f"many.{suffix}"
    if suffix == "txt":
        path.write_text("\n".join(lines), "utf-8")
    elif suffix == "docx":
        path.write_bytes(docx_bytes(lines))
    else:
        path.write_bytes(pdf_bytes([lines[at : at + 30] for at in range(0, 900, 30)]))
    catalogued(settings, path)
    output = tmp_path / "out" / f"copy.{suffix}"
    output.parent.mkdir()
    problem = on_a_full_disk(settings, "document", str(path), str(output), ASKED_OF_DOCUMENT)
    assert "cannot be written: " in told(settings, MisuseError(problem))
    nothing_went_out(settings, output)


ASKED_OF_DOCUMENT = {name: value for name, value in ASKED.items() if name != "drop"}
