# The key-encryption key is read from where a locator says, and nothing of it is ever said.
from __future__ import annotations

from pathlib import Path

import pytest

from operations.kek import kind_of_locator, secret_of
from schema import MisuseError, RefusedError
from store import Seal, Wrapping

SEAL = Seal(bytes(32))


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize(
    ("locator", "kind"),
    [("", "installation"), ("passphrase:/a", "passphrase"), ("file:b", "key-file")],
)
def test_a_locator_has_a_kind(locator: str, kind: str) -> None:
    assert kind_of_locator(locator) == kind


@pytest.mark.parametrize("scheme", ["kms://x", "AWSKMS:arn", "vault:transit"])
def test_services_are_refused_with_a_way_out(scheme: str) -> None:
    with pytest.raises(RefusedError, match=r"PKCS#11 library .* or let it write a key file"):
        kind_of_locator(scheme)


@pytest.mark.parametrize("typed", ["my secret words", "pass:secret", "secret"])
def test_what_was_typed_by_mistake_is_not_said_again(typed: str) -> None:
    with pytest.raises(MisuseError) as caught:
        kind_of_locator(typed)
    assert "secret" not in str(caught.value)


def test_a_secret_typed_as_a_path_is_not_said_again() -> None:
    with pytest.raises(MisuseError, match="cannot be read") as caught:
        secret_of("passphrase:hunter2 hunter2", SEAL)(Wrapping("passphrase"))
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "secret"),
    [
        (b"correct horse battery\n", b"correct horse battery"),
        (b"\xef\xbb\xbfcorrect horse battery\r\nmore", b"correct horse battery"),
        ("口令要长一些才好".encode(), "口令要长一些才好".encode()),
    ],
)
def test_a_passphrase_is_the_first_line(tmp_path: Path, content: bytes, secret: bytes) -> None:
    path = written(tmp_path / "p", content)
    assert secret_of(f"passphrase:{path}", SEAL)(Wrapping("passphrase")) == secret


@pytest.mark.parametrize("content", [bytes(range(32)), bytes(range(32)).hex().encode() + b"\n"])
def test_a_key_file_holds_32_bytes_or_their_digits(tmp_path: Path, content: bytes) -> None:
    path = written(tmp_path / "k", content)
    assert secret_of(f"file:{path}", SEAL)(Wrapping("key-file")) == bytes(range(32))


@pytest.mark.parametrize(
    ("locator", "content", "problem"),
    [
        ("passphrase", b"short\n", "12 characters"),
        ("file", b"x" * 31, "32 bytes"),
        ("file", b"zz" * 32, "32 bytes"),
    ],
)
def test_a_secret_too_weak_is_refused(
    tmp_path: Path, locator: str, content: bytes, problem: str
) -> None:
    path = written(tmp_path / "s", content)
    kind = kind_of_locator(f"{locator}:")
    with pytest.raises(MisuseError, match=problem):
        secret_of(f"{locator}:{path}", SEAL)(Wrapping(kind))


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "p", b"correct horse battery", 0o640)
    with pytest.raises(RefusedError, match="used by others"):
        secret_of(f"passphrase:{path}", SEAL)(Wrapping("passphrase"))


@pytest.mark.parametrize(
    ("locator", "kind", "told"),
    [
        ("", "passphrase", "TONGGUAN_KEK=passphrase:FILE"),
        ("passphrase:/a", "key-file", "TONGGUAN_KEK=file:FILE"),
        ("file:/a", "installation", "leave TONGGUAN_KEK out"),
    ],
)
def test_another_kind_than_the_keyring_has_says_which(locator: str, kind: str, told: str) -> None:
    with pytest.raises(RefusedError, match=told):
        secret_of(locator, SEAL)(Wrapping(kind))
