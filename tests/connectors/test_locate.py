# What targets stand for, how kinds are told, and passwords kept out of URLs.
from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from connectors import expand, recognise, refuse_password
from connectors.locate import sqlite_path
from schema import Skipped

CSV = b"a,b\n1,2\n"


def make(root: Path, *names: str, content: bytes = CSV) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def listed(target: str | Path) -> list[str]:
    """Locations below the target, and skips as `path: reason`, paths without the root."""
    root = f"{target}".split("*")[0].rstrip("/") + "/"
    return [
        f"{found.source}: {found.error}".removeprefix(root)
        if isinstance(found, Skipped)
        else found.removeprefix(root)
        for found in expand(str(target))
    ]


def test_a_directory_stands_for_the_files_under_it_in_order(tmp_path: Path) -> None:
    make(tmp_path, "b.csv", "a/z.tsv", "a/b/y.xlsx", "c.PARQUET", "ä.db", "人.sqlite3")
    assert listed(tmp_path) == ["b.csv", "c.PARQUET", "ä.db", "人.sqlite3", "a/z.tsv", "a/b/y.xlsx"]
    assert listed(tmp_path) == listed(tmp_path)


def test_walking_passes_over_hidden_and_unknown_files(tmp_path: Path) -> None:
    make(tmp_path, "a.csv", ".b.csv", ".git/c.csv", "~$d.xlsx", "readme.xyz", "photo")
    assert listed(tmp_path) == ["a.csv"]


@pytest.mark.parametrize(
    ("name", "content", "answer"),
    [
        pytest.param(".a.csv", CSV, ".a.csv", id="a hidden file is read"),
        pytest.param(
            "a.xyz",
            CSV,
            "a.xyz: is not a kind of file that can be read",
            id="an unknown one is answered for",
        ),
        pytest.param("a", b"PAR1", "a", id="one without a suffix is told by its content"),
        pytest.param(
            "a",
            b"PARENT,CHILD\n1,2\n",
            "a: is not a kind of file that can be read",
            id="a text that begins like a Parquet file is none",
        ),
        pytest.param("a", b"", "a: is empty", id="an empty one without a suffix is called empty"),
        pytest.param("a.txt", b"x|y\n1|2\n1|2\n", "a.txt", id="text that is a table is read"),
        pytest.param(
            "a.dat",
            bytes(range(256)),
            "a.dat: is not a kind of file that can be read",
            id="what is no text is not",
        ),
    ],
)
def test_a_file_that_is_named(name: str, content: bytes, answer: str, tmp_path: Path) -> None:
    make(tmp_path, name, content=content)
    (found,) = expand(str(tmp_path / name))
    text = f"{found.source}: {found.error}" if isinstance(found, Skipped) else found
    assert text == f"{tmp_path}/{answer}"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param("a.csv", b"PARENT,CHILD\n1,2\n", "delimited", id="a text in capitals"),
        pytest.param("a.csv", b"PAR1,PAR2\n1,2\n", "delimited", id="columns called PAR1"),
        pytest.param("a.csv", b"PARE" + b"x" * 99_999 + b"PARE", "parquet", id="both ends"),
        pytest.param("a.csv", b"PARE" + b"x" * 99_999, "delimited", id="one end of a long file"),
        pytest.param("a.csv", b"PAR1" + b"x" * 99_999 + b"PARE", "delimited", id="unlike ends"),
        pytest.param("a.parquet", b"PAR1" + b"x" * 99_999, "parquet", id="one that was cut off"),
    ],
)
def test_a_kind_is_told_by_both_ends(
    name: str, content: bytes, kind: str, file_of: Callable[..., Path]
) -> None:
    assert recognise(str(file_of(content, name))) == kind


def test_walking_finds_settings_that_hide_passwords(tmp_path: Path) -> None:
    make(tmp_path, ".env", ".env.local", ".netrc", ".bashrc", ".env.d/a.csv", "Dockerfile")
    assert listed(tmp_path) == [".env", ".env.local", ".netrc", "Dockerfile"]


def test_a_glob_stands_for_what_it_matches(tmp_path: Path) -> None:
    make(tmp_path, "b.csv", "a.csv", "c.xyz", "d/e.csv", "d/f/g.csv")
    assert listed(f"{tmp_path}/*.csv") == ["a.csv", "b.csv"]
    assert listed(f"{tmp_path}/*") == ["a.csv", "b.csv", "d/e.csv", "d/f/g.csv"]
    assert listed(f"{tmp_path}/**/*.csv") == ["a.csv", "b.csv", "d/e.csv", "d/f/g.csv"]


def test_a_name_with_a_bracket_in_it_is_a_name(tmp_path: Path) -> None:
    make(tmp_path, "a[1].csv")
    assert list(expand(f"{tmp_path}/a[1].csv")) == [f"{tmp_path}/a[1].csv"]


@pytest.mark.parametrize(
    ("target", "error"),
    [
        pytest.param("{0}/gone.csv", "does not exist", id="a missing file"),
        pytest.param("{0}/*.csv", "nothing that can be read matches", id="a glob without matches"),
        pytest.param("{0}", "holds no file that can be read", id="an empty directory"),
        pytest.param("db2://u@h/d", "no connector reads db2:// sources", id="another database"),
        pytest.param("{0}/pipe", "is a pipe, socket or device, a file was expected", id="a pipe"),
        pytest.param(
            "{0}/self", "is a symbolic link that leads back to itself", id="a link to itself"
        ),
        pytest.param("{0}/void", "does not exist", id="a link to nothing"),
    ],
)
def test_an_answer_says_why(target: str, error: str, tmp_path: Path) -> None:
    if target.endswith("pipe"):
        os.mkfifo(tmp_path / "pipe")
    elif target.endswith("self"):
        (tmp_path / "self").symlink_to("self")
    elif target.endswith("void"):
        (tmp_path / "void").symlink_to("nowhere")
    (found,) = expand(target.format(tmp_path))
    assert found == Skipped(target.format(tmp_path), error)


def test_a_loop_of_links_ends_and_is_told(tmp_path: Path) -> None:
    make(tmp_path, "a.csv", "d/b.csv")
    (tmp_path / "d" / "up").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to("self")
    assert listed(tmp_path) == [
        "a.csv",
        "d/b.csv",
        "self: is a symbolic link that leads back to itself",
        "d/up: is a symbolic link to a directory it lies in",
    ]


def test_links_to_each_other_are_followed_once(tmp_path: Path) -> None:
    make(tmp_path / "x", "a.csv")
    make(tmp_path / "y", "b.csv")
    (tmp_path / "x" / "to-y").symlink_to(tmp_path / "y")
    (tmp_path / "y" / "to-x").symlink_to(tmp_path / "x")
    assert listed(tmp_path / "x") == ["a.csv", "to-y/b.csv"]
    assert listed(tmp_path) == ["x/a.csv", "y/b.csv"]


def test_a_file_is_listed_once_under_its_own_name(tmp_path: Path) -> None:
    make(tmp_path, "z.csv", "d/y.csv")
    (tmp_path / "a.csv").symlink_to("z.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "d/y.csv")
    assert listed(tmp_path) == ["z.csv", "d/y.csv"]


def test_a_link_to_nothing_is_told_while_walking(tmp_path: Path) -> None:
    make(tmp_path, "a.csv")
    (tmp_path / "b.csv").symlink_to("gone.csv")
    assert listed(tmp_path) == ["a.csv", "b.csv: is a symbolic link to nothing"]


def test_a_database_of_thumbnails_is_passed_over_an_encrypted_one_is_not(tmp_path: Path) -> None:
    make(tmp_path, "Thumbs.db", content=b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    make(tmp_path, "real.db", content=bytes(range(255, 0, -1)))
    assert listed(tmp_path) == ["real.db"]


def test_a_walk_opens_no_file_whose_suffix_says_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, *[f"{n:04}.csv" for n in range(1000)])
    monkeypatch.setattr("builtins.open", None)
    assert len(listed(tmp_path)) == 1000


def sqlite_file(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        pytest.param(
            "a.csv",
            b"PK\x03\x04" + bytes(26) + b"xl/workbook.xml",
            "workbook",
            id="a workbook called csv",
        ),
        pytest.param(
            "a.xlsx", b"a,b\n1,2\n", "workbook", id="text called xlsx stays a damaged workbook"
        ),
        pytest.param("a.docx", b"PK\x03\x04", "document", id="a document"),
        pytest.param("a.zip", b"PK\x03\x04", "archive", id="an archive"),
        pytest.param("a.txt", b"Dear all,\nsee you\n", "document", id="a letter"),
        pytest.param("a.txt", b"a,b\n1,2\n3,4\n", "delimited", id="a table called txt"),
        pytest.param("a.dat", b"Dear all,\nsee you\n", "document", id="a letter called dat"),
        pytest.param("a.csv", b"PAR1\0PAR1", "parquet", id="Parquet called csv"),
        pytest.param("a", b"SQLite format 3\x00", "sqlite", id="SQLite without a suffix"),
        pytest.param(
            "a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "document", id="an old document"
        ),
        pytest.param(
            "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "workbook", id="an old workbook"
        ),
        pytest.param("a.CSV", CSV, "delimited", id="a suffix in capitals"),
        pytest.param("a.bin", CSV, None, id="text of an unknown suffix"),
    ],
)
def test_the_kind_of(
    name: str, content: bytes, kind: str | None, file_of: Callable[..., Path]
) -> None:
    assert recognise(str(file_of(content, name))) == kind


def test_the_kind_of_a_url_is_its_scheme() -> None:
    urls = [
        "postgresql://u@h/d",
        "postgres://h/d",
        "sqlite:///a.db",
        "mysql://h/d",
        "db2://h/d",
        "gone.csv",
        "gone",
    ]
    assert [recognise(url) for url in urls] == [
        "postgresql", "postgresql", "sqlite", "mysql", None, "delimited", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:s3cret@host/db",
        "postgresql://user:s3/cr#et@host/db",
        "postgresql://user:@host/db",
        "postgresql://:s3cret@host",
        "postgresql://user@host/db?password=s3cret",
        "postgresql://user@host/db?a=b&PASSWORD=s3cret",
        "POSTGRESQL://user:s3cret@[::1]:5432/db",
        "mysql://user:s3cret@host/db",
    ],
)
def test_a_password_in_a_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(
        ValueError, match="tongguan source add NAME URL --password-file F"
    ) as caught:
        list(expand(url))
    assert "s3" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user@host:5432/db?schema=public",
        "postgresql://host:5432/db",
        "postgresql:///db",
        "sqlite:///a:b@c.db",
        "data/a:b@c.csv",
    ],
)
def test_near_to_a_password_is_none(url: str) -> None:
    refuse_password(url)
    (found,) = expand(url)
    assert (found.source if isinstance(found, Skipped) else found) == url


@pytest.mark.parametrize(
    ("location", "path", "table"),
    [
        pytest.param("sqlite:///a.db", "a.db", "", id="three slashes are relative"),
        pytest.param("sqlite:////srv/a.db", "/srv/a.db", "", id="four are absolute"),
        pytest.param("sqlite:///a%20b.db#%E4%BA%BA", "a b.db", "人", id="escapes are resolved"),
        pytest.param("a#b.db", "a#b.db", "", id="a path is itself"),
    ],
)
def test_a_sqlite_location(location: str, path: str, table: str) -> None:
    assert sqlite_path(location) == (path, table)
