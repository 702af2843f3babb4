# Names made by algorithms, after what was published about families of malware: how long, of which
# letters, by which kind of generator. What is kept of each is the form; seeds are ours.
from __future__ import annotations

import hashlib
import random
import re
import string
from collections.abc import Callable
from functools import cache
from pathlib import Path

_LOW = string.ascii_lowercase
_CONSONANTS, _VOWELS = "bcdfghjklmnpqrstvwxz", "aeiouy"
# Any long English text will do; this one is on every Debian.
_TEXT = Path("/usr/share/common-licenses/GPL-3")


def _letters(draw: random.Random, low: int, high: int, chars: str = _LOW) -> str:
    return "".join(draw.choices(chars, k=draw.randint(low, high)))


@cache
def _words(low: int, high: int) -> list[str]:
    found = set(re.findall(f"[a-z]{{{low},{high}}}", _TEXT.read_text().lower()))
    return sorted(found)


def conficker(draw: random.Random) -> str:
    return _letters(draw, 5, 11)


def cryptolocker(draw: random.Random) -> str:
    return _letters(draw, 12, 15, _LOW[:-1])


def necurs(draw: random.Random) -> str:
    return _letters(draw, 7, 21)


def park_miller(draw: random.Random) -> str:
    """Ramnit and DirCrypt: a Lehmer generator over letters."""
    state, told = draw.randrange(1, 1 << 31), []
    for _ in range(draw.randint(8, 19)):
        state = (16_807 * (state % 127_773) - 2_836 * (state // 127_773)) & 0xFFFFFFFF
        told.append(_LOW[state % 25])
    return "".join(told)


def gameover(draw: random.Random) -> str:
    """A hash in base 36."""
    number = int.from_bytes(hashlib.md5(draw.randbytes(16)).digest(), "big")
    chars, told = string.digits + _LOW, ""
    while number:
        number, rest = divmod(number, 36)
        told += chars[rest]
    return told[: draw.randint(21, 25)]


def bamital(draw: random.Random) -> str:
    return hashlib.md5(draw.randbytes(16)).hexdigest()


def dyre(draw: random.Random) -> str:
    return draw.choice(_LOW) + hashlib.sha256(draw.randbytes(16)).hexdigest()[:33]


def corebot(draw: random.Random) -> str:
    return _letters(draw, 12, 23, _LOW[:21] + "12345678")


def tinba(draw: random.Random) -> str:
    return _letters(draw, 12, 12, "bcdefghiklmnopqrstuvwxy")


def locky(draw: random.Random) -> str:
    return _letters(draw, 6, 17, _LOW[:-1])


def murofet(draw: random.Random) -> str:
    """Letters and figures by turns, long."""
    return "".join(
        draw.choice(_LOW)
        + (draw.choice(string.digits) if draw.random() < 0.6 else draw.choice(_LOW))
        for _ in range(draw.randint(10, 22))
    )


def simda(draw: random.Random) -> str:
    """Consonants and vowels by turns, so that it can be pronounced."""
    pairs = draw.randint(2, 6)
    return "".join(
        draw.choice("qwrtpsdfghjklzxcvbnm") + draw.choice(_VOWELS) for _ in range(pairs)
    ) + draw.choice("gvlrkxn")


def symmi(draw: random.Random) -> str:
    told, vowel = "", draw.random() < 0.5
    for _ in range(draw.randint(8, 15)):
        told += draw.choice(_VOWELS if vowel else _CONSONANTS)
        vowel = not vowel
    return told


def pykspa(draw: random.Random) -> str:
    told = ""
    while len(told) < draw.randint(6, 13):
        told += (
            draw.choice(_CONSONANTS)
            + draw.choice(_VOWELS)
            + draw.choice(_LOW) * (draw.random() < 0.35)
        )
    return told


def kraken(draw: random.Random) -> str:
    stem = "".join(
        draw.choice(_CONSONANTS) + draw.choice(_VOWELS + _CONSONANTS)
        for _ in range(draw.randint(2, 4))
    )
    return stem + draw.choice(
        ("able", "ment", "dom", "hood", "ing", "ness", "ly", "ship", "ence", "")
    )


def banjori(draw: random.Random) -> str:
    """One long name whose first four letters change."""
    return _letters(draw, 4, 4) + draw.choice(
        ("nessbiophysicalohax", "rtnessbiophysica", "estnessbiophysical")
    )


def suppobox(draw: random.Random) -> str:
    words = _words(4, 9)
    return draw.choice(words) + draw.choice(words)


def matsnu(draw: random.Random) -> str:
    words, told = _words(3, 8), ""
    while len(told) < draw.randint(12, 24):
        told += ("-" if told and draw.random() < 0.4 else "") + draw.choice(words)
    return told[:30].strip("-")


def gozi(draw: random.Random) -> str:
    """Pieces of an English text's words run together."""
    words, told = _words(2, 10), ""
    while len(told) < 12:
        word = draw.choice(words)
        told += word if draw.random() < 0.5 else word[: max(1, len(word) // 2)]
    return told[:23]


FAMILIES: dict[str, Callable[[random.Random], str]] = {
    each.__name__.replace("_", "-"): each
    for each in (
        conficker, cryptolocker, necurs, park_miller, gameover, bamital, dyre, corebot, tinba, locky,
        murofet, simda, symmi, pykspa, kraken, banjori, suppobox, matsnu, gozi,
    )
}  # fmt: skip


def made(name: str, count: int, seed: int) -> list[str]:
    """So many different names of a family."""
    draw, found = random.Random(f"{name}/{seed}"), dict[str, None]()
    while len(found) < count:
        found[FAMILIES[name](draw)] = None
    return list(found)
