# Secrets are read from files and variables as people write them, and never guessed.
from pathlib import Path

import click
import pytest

from console.secret import read_secret


@pytest.mark.parametrize(
    ("octets", "password"),
    [
        (b"one\ntwo\n", "one"),
        (b"one", "one"),
        (b"one \r\n", "one "),
        (b"\xef\xbb\xbfone\n", "one"),
        ("a\u2028b\n".encode(), "a\u2028b"),
    ],
    ids=["first line", "no line end", "Windows line end", "byte order mark", "odd separator"],
)
def test_the_password_is_the_first_line_of_its_file(
    tmp_path: Path, octets: bytes, password: str
) -> None:

    (tmp_path / "pw").write_bytes(octets)
    assert read_secret(str(tmp_path / "pw"), None) == password


def test_a_variable_holds_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PW", "Hunter2")
    assert read_secret(None, "DB_PW") == "Hunter2"
    assert read_secret(None, None) is None


def test_both_at_once_are_misuse(tmp_path: Path) -> None:
    with pytest.raises(click.UsageError, match="--passphrase-file or --passphrase-env, not both"):
        read_secret(str(tmp_path), "X", option="passphrase")


@pytest.mark.parametrize("content", [b"", b"\nsecond line", b"\xff\xfe"])
def test_an_empty_first_line_or_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pw").write_bytes(content)
    with pytest.raises(click.BadParameter):
        read_secret(str(tmp_path / "pw"), None)
