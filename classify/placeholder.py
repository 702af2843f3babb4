# What stands where a secret would stand and is none: interpolations (${PASSWORD}), names of
# variables and of the thing itself, words a sample is written with, addresses, runs of one
# character. Heuristics of our own; every list here is short and about words, not products.
from __future__ import annotations

import itertools
import math
import re
from collections import Counter

__all__ = [
    "entropy",
    "is_filler",
    "is_name",
    "is_padded",
    "is_sample",
    "is_sequence",
    "is_wordy",
    "words_of",
]

# Words a sample is written with: one of them in a value and the value is a sample.
_FILLERS = frozenset(
    [
        "example",
        "examples",
        "sample",
        "placeholder",
        "dummy",
        "changeme",
        "changeit",
        "change",
        "replace",
        "replaceme",
        "insert",
        "enter",
        "your",
        "yours",
        "todo",
        "fixme",
        "redacted",
        "masked",
        "removed",
        "hidden",
        "censored",
        "scrubbed",
        "omitted",
        "undefined",
        "unknown",
        "null",
        "nil",
        "nan",
        "foobar",
        "lorem",
        "ipsum",
        "fake",
        "mock",
        "stub",
        "notreal",
        "invalid",
        "required",
        "optional",
        "nullable",
        "string",
        "somefakekey",
        "abcdefg",
        "xxx",
        "xxxx",
        "xxxxx",
        "xxxxxx",
    ]
)
# Those that tell a sample within any run of letters, and those that do as a word of their own.
_SAMPLES = ("example", "placeholder", "changeme", "redacted")
_PLAIN_FILLERS = frozenset(word for word in _FILLERS if len(word) >= 4)
# Names of the thing itself and what joins them: a value made of these alone is a name.
_NAMES = frozenset(
    [
        "password",
        "passwd",
        "passwort",
        "passphrase",
        "pass",
        "pwd",
        "psw",
        "pw",
        "secret",
        "secrets",
        "token",
        "tokens",
        "key",
        "keys",
        "apikey",
        "api",
        "access",
        "auth",
        "private",
        "public",
        "client",
        "credential",
        "credentials",
        "user",
        "username",
        "login",
        "account",
        "admin",
        "root",
        "test",
        "testing",
        "demo",
        "my",
        "the",
        "a",
        "new",
        "old",
        "current",
        "confirm",
        "db",
        "database",
        "default",
        "basic",
        "bearer",
        "oauth",
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "none",
        "empty",
        "blank",
        "text",
        "value",
        "values",
        "var",
        "variable",
        "field",
        "input",
        "type",
        "name",
        "id",
        "hash",
        "hashed",
        "salt",
        "arg",
        "args",
        "param",
        "params",
        "str",
        "tmp",
        "foo",
        "bar",
        "baz",
        "this",
        "self",
        "that",
        "data",
        "code",
        "form",
        "label",
        "hint",
        "url",
        "uri",
        "path",
        "file",
        "env",
        "config",
        "prop",
        "get",
        "set",
        "is",
        "has",
    ]
)
_INTERPOLATED = re.compile(
    r"\$\{[\w.:?|/@ -]{1,80}\}|\$\([^()]{1,80}\)|\{\{[^{}]{1,80}\}\}|<%.{1,80}%>|#\{[^{}]{1,80}\}"
    r"|^\$[A-Za-z_]|^%[A-Za-z_(]|%[sd]$|^[<\[{(].*[>\]})]$|^@[A-Za-z_.]+@$|^\*\*\w+\*\*$|\[:?\w+\]$"
    r"|^[A-Za-z_][\w.]*\(|process\.env|os\.environ|getenv|^(?:vault|secret|env|ssm|arn):"
    r"|^!(?:vault|Ref|Sub|GetAtt|Join|ImportValue|secret|ENV)|^ENC\(|::|=>"
)
_ADDRESS = re.compile(
    r"^[A-Za-z][A-Za-z0-9+.-]*://|^(?:\.{0,2}|~|[A-Za-z]:)[\\/]|^www\.|^[\w.+-]+@[\w-]+\.[A-Za-z]"
)
# self.password, config->key, user?.pwd: parts that all begin as names do.
_DOTTED = re.compile(r"^[A-Za-z_$][\w$-]*(?:(?:\.|->|\?\.)[A-Za-z_$][\w$]*)+$")
_FILE = re.compile(
    r"\.(?:ya?ml|json|xml|txt|pem|key|crt|cer|jks|p12|pfx|conf|cfg|ini|properties|env|py|jsx?|tsx?|"
    r"java|go|rb|php|html?|css|png|jpe?g|svg|md|log|csv|sh|so|dll|exe|zip|gz)$",
    re.IGNORECASE,
)
_TIME = re.compile(r"^\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|^\d{1,2}:\d{2}|^v?\d+\.\d+\.\d+$")
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_IDENTIFIER = re.compile(r"^[A-Za-z]+(?:[_\-.:/ ][A-Za-z]+)*[_-]?\d{0,2}$")
_PADDING = re.compile(r"([xX*.#_-])\1{5,}|0{12,}")
_VOWELS = frozenset("aeiouy")
_CONSONANTS = re.compile(r"[^aeiouy]{5,}")


def words_of(text: str) -> list[str]:
    """The runs of letters in a text, parted where camelCase parts them, in lower case.

    >>> words_of("dbRoot_PASSWORD1")
    ['db', 'root', 'password']
    """
    return [piece.lower() for piece in _PIECES.findall(text)]


def is_filler(text: str) -> bool:
    """Whether a value stands for another: an interpolation, an address, a word of samples.

    >>> is_filler("${DB_PASSWORD}"), is_filler("your-token-1"), is_filler("hunter2")
    (True, True, False)
    """
    if _INTERPOLATED.search(text) or _ADDRESS.search(text):
        return True
    if _DOTTED.match(text) and not any(
        len(part) >= 16 and _is_drawn(part) for part in text.split(".")
    ):
        return True
    if _FILE.search(text) or _TIME.match(text):
        return True
    if len(set(text)) <= 2 and not text.isdigit():
        return True
    return not _FILLERS.isdisjoint(words_of(text))


def is_name(text: str) -> bool:
    """Whether a value names the secret or a variable in place of being it.

    >>> is_name("client_secret"), is_name("password2"), is_name("password2024")
    (True, True, False)
    """
    words = words_of(text)
    if not words or not _NAMES.issuperset(words):
        return False
    return bool(_IDENTIFIER.match(text))


def is_wordy(text: str) -> bool:
    """Whether a value is made of words: most of its letters stand in runs one could say.

    >>> is_wordy("correct-horse-battery"), is_wordy("q7Zt0vXk93LmPw2R")
    (True, False)
    """
    letters = spoken = 0
    for word in words_of(text):
        letters += len(word)
        if len(word) >= 3 and _sounds(word):
            spoken += len(word)
    return letters > 0 and spoken >= 0.7 * letters


def is_padded(text: str) -> bool:
    """Whether a value is filled up with one sign (AKIAXXXXXXXXXXXX, sk_live_......)."""
    return bool(_PADDING.search(text))


def is_sample(text: str) -> bool:
    """Whether a key says of itself that it is none, in letters that no other key has by chance.

    >>> is_sample("AKIAIOSFODNN7EXAMPLE"), is_sample("xoxb-your-token-here")
    (True, True)
    """
    lower = text.lower()
    return any(word in lower for word in _SAMPLES) or not _PLAIN_FILLERS.isdisjoint(words_of(text))


def is_sequence(text: str) -> bool:
    """Whether most characters follow their neighbour in the alphabet, or repeat it.

    >>> is_sequence("1234567890abcdef"), is_sequence("q7Zt0vXk93LmPw2R")
    (True, False)
    """
    steps = [ord(two) - ord(one) for one, two in itertools.pairwise(text)]
    return bool(steps) and sum(step in (0, 1) for step in steps) >= 0.6 * len(steps)


def entropy(text: str) -> float:
    """Shannon's entropy of a text's characters, in bits for each.

    >>> entropy("aabb")
    1.0
    """
    size = len(text)
    return -sum(n / size * math.log2(n / size) for n in Counter(text).values())


def _is_drawn(part: str) -> bool:
    """Whether digits stand among the letters of a part as in no name."""
    return 4 * sum(letter.isdigit() for letter in part) >= len(part) and not is_wordy(part)


def _sounds(word: str) -> bool:
    """Whether a run of letters could be a word: vowels here and there."""
    share = sum(letter in _VOWELS for letter in word) / len(word)
    return 0.2 <= share <= 0.75 and not _CONSONANTS.search(word)
