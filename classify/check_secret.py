# Whether what stands where a secret would stand is one. Each check reads the few values that
# survived a pattern one after the other: such text is rare, and its rules are no arithmetic.
from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import numpy as np

from .cells import BoolArray, Cells
from .placeholder import (
    entropy,
    is_filler,
    is_name,
    is_padded,
    is_sample,
    is_sequence,
    is_wordy,
    words_of,
)

__all__ = ["connection_secret", "key_body", "key_value", "password_bare", "password_quoted"]

# Passwords of letters alone that really are in use, before all as factory settings.
_COMMON = frozenset(
    [
        "admin",
        "root",
        "qwerty",
        "qwertyuiop",
        "letmein",
        "iloveyou",
        "monkey",
        "dragon",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "welcome",
        "shadow",
        "superman",
        "master",
        "oracle",
        "tiger",
        "scott",
        "guest",
        "manager",
        "postgres",
        "toor",
        "sysadmin",
        "administrator",
        "woaini",
        "asdfgh",
        "asdfghjkl",
        "zxcvbn",
        "zxcvbnm",
    ]
)
_SIGNS = re.compile(r"[^A-Za-z0-9_\-./: ]")
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[A-Za-z]")
# Digits with letters on both sides, as in no identifier that ends in a number.
_AMONG = re.compile(r"(?<=[A-Za-z])\d+(?=[A-Za-z])")
# rc4_decrypt, sha256_password: names in code that hold a digit.
_SNAKE = re.compile(r"[A-Za-z][a-z0-9]*(?:_[a-z0-9]+)+")
# aes-256-gcm, sha256, RS256: how something is encrypted, not with what.
_ALGORITHM = re.compile(
    r"(?:aes|des|3des|rc4|rsa|dsa|ecdsa|ed25519|x25519|sm[234]|sha-?\d?|md[45]|[hrep]s(?=\d)|bcrypt|"
    r"scrypt|argon2(?:id|i|d)?|pbkdf2|chacha20|hmac|utf)"
    r"(?:[-_/]?(?:\d{1,4}|cbc|gcm|ecb|ctr|ccm|cfb|ofb|poly1305|sha\d*|md5|crypt|p?k?cs\d?padding))*",
    re.IGNORECASE,
)
_OWN_NAMES = frozenset({"password", "passwd", "pwd", "secret", "token", "key", "auth"})
_USERINFO = re.compile(r"://[^/@\s:]*:([^/\s]+)@|/([^/@\s]+)@")
_PARAMETER = re.compile(
    r"(?:password|pwd|accountkey|sharedaccesskey|sharedaccesssignature)=([^;&\s\"']+)",
    re.IGNORECASE,
)
# [A-Za-z0-9_]{20}, \d+: what keys of a kind look like, not one of them.
_EXPRESSION = re.compile(r"a-z|A-Z|0-9|\\[dwsb]|\(\?")
_LONGEST_READ = 4096


def _each(test: Callable[[str], bool]) -> Callable[[Cells], BoolArray]:
    """A check over cells, from a test of one text."""

    def check(cells: Cells) -> BoolArray:
        texts = [text or "" for text in cells.to_arrow().to_pylist()]
        answers = (bool(text) and test(text[:_LONGEST_READ]) for text in texts)
        return np.fromiter(answers, dtype=np.bool_, count=len(texts))

    return check


def _is_password(text: str) -> bool:
    """Whether a quoted value is a password and no word, name or placeholder."""
    if text.lower() in _COMMON:
        return True
    if len(text) < 5 or is_name(text) or _stands_in(text):
        return False
    if _SNAKE.fullmatch(text) and not _OWN_NAMES.isdisjoint(words_of(text)):
        return False
    digits, signs = bool(_DIGIT.search(text)), bool(_SIGNS.search(text))
    if not digits and not signs:
        # Letters, perhaps joined by hyphens: a word is more often a name than a password.
        return not is_wordy(text) and len(set(text)) >= 5
    if digits and not _LETTER.search(text):
        # A count, a port or a limit is short; 123456 is what people choose.
        return len(text) >= 6
    return True


def _stands_in(text: str) -> bool:
    """Whether a value stands for a password, or says how one is kept."""
    if is_filler(text) or is_sample(text) or _ALGORITHM.fullmatch(text):
        return True
    return text.isalnum() and len(text) >= 14 and is_sequence(text)


def _is_bare_password(text: str) -> bool:
    """Whether an unquoted value is a password: code may stand there as well."""
    text = text.rstrip(".,;:!?")
    if text.lower() in _COMMON:
        return True
    if not _DIGIT.search(text) and not _SIGNS.search(text):
        return len(text) >= 8 and text.isalpha() and _turns(text) >= 2 and _is_password(text)
    words = words_of(text)
    if _SNAKE.fullmatch(text):
        return False
    if text.isalnum() and len(words) == 1 and len(words[0]) <= 3 and text[-1].isdigit():
        # md5, sha256, v2: half a name.
        return len(text) > 6
    return _is_password(text)


def _is_key(text: str) -> bool:
    """Whether an assigned value was drawn at random: digits among letters, few words."""
    said = (is_filler, is_sample, is_name, is_padded, is_sequence)
    if len(text) < 8 or _ALGORITHM.fullmatch(text) or any(test(text) for test in said):
        return False
    if len(set(_SIGNS.findall(text))) >= 6:
        # More signs than anything else than a drawn value has; an expression has as many.
        return not _EXPRESSION.search(text) and entropy(text) >= 3.5
    return _is_drawn(text, len(_DIGIT.findall(text)))


def _is_drawn(text: str, digits: int) -> bool:
    """Whether letters and digits stand as chance puts them and no words do."""
    if not _LETTER.search(text):
        return digits >= 20 and entropy(text) >= 2.5
    if len(text) < 16:
        return digits >= 2 and not is_wordy(text) and entropy(text) >= 2.5
    # Capitals and small letters mixed as no words mix them.
    mixed = _turns(text) >= len(text) // 8
    if not digits:
        return len(text) >= 20 and entropy(text) >= 3.5 and mixed and not is_wordy(text)
    if is_wordy(text) and digits < len(text) // 4 and len(_AMONG.findall(text)) < 3:
        return mixed and len(text) >= 32
    return entropy(text) >= 2.8


def _turns(text: str) -> int:
    """How often a capital follows a small letter."""
    return sum(a.islower() and b.isupper() for a, b in itertools.pairwise(text))


def _connects(text: str) -> bool:
    """Whether a connection string carries a password that is none of the usual samples."""
    for pattern in (_PARAMETER, _USERINFO):
        if found := pattern.search(text):
            secret = next(part for part in found.groups() if part)
            named = secret.lower() not in _COMMON and is_name(secret)
            return not named and not is_filler(secret) and not is_padded(secret)
    return False


# A password between quotes, in source code and configuration.
password_quoted = _each(_is_password)
# A password without quotes, where a name or an expression may stand too.
password_bare = _each(_is_bare_password)
# The value given to something called a key, a secret or a token.
key_value = _each(_is_key)
# A key in its issuer's form that is not filled up with x or 0 for show, or called an example.
key_body = _each(lambda text: not is_padded(text) and not is_sample(text))
# A connection string, by the password in it.
connection_secret = _each(_connects)
