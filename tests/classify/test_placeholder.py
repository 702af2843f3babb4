# Words, names and placeholders on one side, what could be a secret on the other.
import pytest

from classify.placeholder import (
    entropy,
    is_filler,
    is_name,
    is_padded,
    is_sequence,
    is_wordy,
    words_of,
)


@pytest.mark.parametrize(
    ("text", "filler"),
    [
        ("${DB_PASSWORD}", True),
        ("prefix-${x}-suffix", True),
        ("{{ vault_password }}", True),
        ("<your-token>", True),
        ("$(cat secret)", True),
        ("%(password)s", True),
        ("process.env.TOKEN", True),
        ("self.password", True),
        ("config.db1.password", True),
        ("ea35f9dfcc4e0bc4fcdc4ed620a81819.R4X3EHxKuIckzGMK", False),
        ("config->key", True),
        ("changeme", True),
        ("my-example-key", True),
        ("xxxxxx", True),
        ("********", True),
        ("https://example.com/token", True),
        ("/etc/ssl/server.key", True),
        ("someone@example.com", True),
        ("2026-01-01", True),
        ("1.2.3", True),
        ("!vault", True),
        ("hunter2", False),
        ("111111", False),
        ("Tr0ub4dor&3", False),
        ("a{{b}c]d${e", False),
        ("!qaz2WSX", False),
        ("sampler9", False),
        ("Kx.92.pq", False),
    ],
)
def test_a_filler_stands_for_something_else(text, filler):
    assert is_filler(text) is filler


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("password", True),
        ("client_secret", True),
        ("newPassword", True),
        ("token2", True),
        ("password2024", False),
        ("secretary", False),
        ("Passw0rd", False),
        ("12345", False),
        ("", False),
    ],
)
def test_a_name_is_not_the_thing(text, name):
    assert is_name(text) is name


@pytest.mark.parametrize(
    ("text", "wordy"),
    [
        ("correct-horse-battery", True),
        ("getAccessToken", True),
        ("q7Zt0vXk93LmPw2R", False),
        ("f3a9b2c1d4e5", False),
        ("1234", False),
        ("", False),
    ],
)
def test_words_are_told_from_letters_drawn_at_random(text, wordy):
    assert is_wordy(text) is wordy


@pytest.mark.parametrize(
    ("text", "padded"),
    [
        ("AKIAXXXXXXXXXXXX", True),
        ("sk_live_........", True),
        ("0000000000000000", True),
        ("AKIAZZZZZZZZ", False),
        ("x0x0x0x0", False),
    ],
)
def test_padding_is_one_sign_again_and_again(text, padded):
    assert is_padded(text) is padded


@pytest.mark.parametrize(
    ("text", "sequence"),
    [
        ("1234567890", True),
        ("abcdefgh", True),
        ("aaaaaaa", True),
        ("q7Zt0vXk", False),
        ("a", False),
    ],
)
def test_a_sequence_follows_the_alphabet(text, sequence):
    assert is_sequence(text) is sequence


def test_words_are_parted_by_signs_and_capitals():
    assert words_of("dbRoot_PASSWORD1x") == ["db", "root", "password", "x"]


@pytest.mark.parametrize(("text", "bits"), [("aaaa", 0.0), ("abab", 1.0), ("abcd", 2.0)])
def test_entropy_is_shannons(text, bits):
    assert entropy(text) == pytest.approx(bits)
