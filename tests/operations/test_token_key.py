# A key that stays in a token: named without its PIN, and asked through the token's own library.
from __future__ import annotations

from pathlib import Path

import pytest
from soft_token import SoftToken

from operations.kek import secret_of
from operations.token_key import digest_by_token, token_key_of
from schema import MisuseError, RefusedError
from store import Seal, Wrapping, new_wrapping

SEAL = Seal(bytes(32))


def test_a_token_is_named_as_rfc_7512_has_it() -> None:
    key = token_key_of(
        "pkcs11:token=%E6%9C%BA%E6%88%BF;serial=4a;object=ring?pin-source=file:///p&module-path=/l.so"
    )
    assert (key.token, key.serial, key.label) == ("机房", "4a", "ring")
    assert (key.module, key.pin_source) == (Path("/l.so"), Path("/p"))


@pytest.mark.parametrize(
    "locator",
    [
        "pkcs11:",
        "pkcs11:object=ring?module-path=/l&pin-source=/p",
        "pkcs11:token=a?module-path=/l&pin-source=/p",
        "pkcs11:token=a;object=b?module-path=/l",
        "pkcs11:token=a;token=b;object=b?module-path=/l&pin-source=/p",
        "pkcs11:token=a;object=b;colour=red?module-path=/l&pin-source=/p",
        "pkcs11:secret words",
    ],
)
def test_what_names_no_key_says_how_one_is_named(locator: str) -> None:
    with pytest.raises(MisuseError, match="pkcs11:token=NAME;object=KEY") as caught:
        token_key_of(locator)
    assert "secret" not in str(caught.value)


def test_a_pin_in_the_name_is_refused_and_not_said_again() -> None:
    with pytest.raises(MisuseError, match="pin-source") as caught:
        token_key_of("pkcs11:token=a;object=b?module-path=/l&pin-value=4711")
    assert "4711" not in str(caught.value)


def test_a_token_gives_one_secret_for_one_salt(soft_token: SoftToken) -> None:
    answer = secret_of(soft_token.locator(), SEAL)
    one, other = new_wrapping("token"), new_wrapping("token")
    assert len(answer(one)) == 32
    assert answer(one) == answer(one) != answer(other)


@pytest.mark.parametrize(
    ("token", "label", "problem"),
    [("cellar", "ring", "no token"), ("hall", "none", "no secret key"), ("hall", "twins", "more than one key")],
)  # fmt: skip
def test_a_token_or_key_that_is_not_there_is_said(
    soft_token: SoftToken, token: str, label: str, problem: str
) -> None:
    with pytest.raises(RefusedError, match=problem):
        secret_of(soft_token.locator(token=token, label=label), SEAL)(new_wrapping("token"))


def test_a_wrong_pin_is_refused_and_not_said_again(soft_token: SoftToken, tmp_path: Path) -> None:
    pin = tmp_path / "pin"
    pin.write_text("wrong 0815")
    pin.chmod(0o600)
    with pytest.raises(RefusedError, match="refuses the PIN") as caught:
        secret_of(soft_token.locator(pin=pin), SEAL)(new_wrapping("token"))
    assert "0815" not in str(caught.value)


def test_a_library_that_is_none_is_said(tmp_path: Path) -> None:
    pytest.importorskip("pkcs11")
    (tmp_path / "l.so").write_text("no library")
    key = token_key_of(f"pkcs11:token=a;object=b?module-path={tmp_path}/l.so&pin-source=/p")
    with pytest.raises(MisuseError, match="cannot be loaded"):
        digest_by_token(key, bytes(16), b"1")


def test_a_keyring_of_another_kind_is_not_opened_by_a_token(soft_token: SoftToken) -> None:
    with pytest.raises(RefusedError, match="TONGGUAN_KEK=file:FILE"):
        secret_of(soft_token.locator(), SEAL)(Wrapping("key-file"))
