# The lexicon the tagger carries, made from the lists in training/lexicons and the word lists
# of the policies: which characters stand in names and how often, which words there are.
from __future__ import annotations

import functools
import lzma
import math
import sys
from collections import Counter
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from classify.feature import Lexicon, hashes_of

PLANE = 1 << 16
NEVER = -99.0
SPEECH = {
    **dict.fromkeys(["c", "p", "u", "r", "d", "y", "e", "o", "f", "k", "h", "ul", "uj", "ad", "zg"], 1),
    **dict.fromkeys(["v", "vd", "vq", "vi"], 2),
    **dict.fromkeys(["n", "vn", "an", "ng", "vg"], 3),
    **dict.fromkeys(["a", "b", "z", "ag"], 4),
    **dict.fromkeys(["m", "t", "q", "mq", "tg"], 5),
    **dict.fromkeys(["ns", "s"], 6),
    "nt": 7, "nr": 8, "nrfg": 8, "nrt": 9, "nz": 10, "i": 11, "l": 11, "j": 11,
}  # fmt: skip
UNKNOWN, NAME_LIKE = 15, 16
TITLE, KIN, SPEAKING, COUNTRY, TITLE_END = 12, 13, 14, 17, 18
RARE_NAME, RARE_LONG_NAME = 19, 20
# A city abroad, and one that is a person's name as well.
CITY, CITY_OR_NAME = 21, 22
ORGANISATION = 7
# Someone widely known.
KNOWN = 23
OFTEN = 32


@functools.cache
def read(name: str) -> list[list[str]]:
    """The rows of a list that `gather.py` wrote."""
    text = lzma.decompress((HERE / "lexicons" / f"{name}.xz").read_bytes()).decode()
    lines = text.splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def person_names() -> list[str]:
    """Listed names of persons; those that lead to a place are none."""
    return [
        name
        for (name,) in read("person_names.txt")
        if name[-1] not in "县市区镇乡村州省路山河湖街站队"
    ]


@functools.cache
def cities() -> dict[str, bool]:
    """Cities abroad, and whether each is so large that its name means the city."""
    return {name: int(people) >= 200_000 for name, people in read("cities.tsv")}


def policy_list(name: str) -> list[str]:
    lines = (HERE.parent / "policies" / "lexicons" / f"{name}.txt").read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def own_list(name: str) -> list[str]:
    lines = (HERE / "words" / f"{name}.txt").read_text("utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]


def groups(name: str) -> dict[str, list[str]]:
    """The lists of a file whose lines are a key and its words."""
    lines = (HERE / "words" / f"{name}.txt").read_text("utf-8").splitlines()
    return {line.split()[0]: line.split()[1:] for line in lines if not line.startswith("#")}


def kinds() -> dict[str, int]:
    """Every word with its kind."""
    surnames = set(policy_list("surnames"))
    found: dict[str, int] = {}
    for word, speech, count, often in read("words.tsv"):
        kind = SPEECH.get(speech, 3 if speech != "-" else UNKNOWN)
        if speech == "-" and word[0] in surnames and len(word) <= 3:
            kind = NAME_LIKE
        if kind == 8 and word[0] not in surnames and len(word) < 4:
            kind = 9 if len(word) > 2 else UNKNOWN
        if int(often) > 12_000 or int(count) > 2_000:
            kind |= OFTEN
        found[word] = kind
    for word in person_names():
        if word[0] in surnames:
            found.setdefault(word, RARE_NAME if len(word) == 2 else RARE_LONG_NAME)
    for word in own_list("everyday"):
        found[word] = 3 | OFTEN if found.get(word, 8) & 31 in {8, NAME_LIKE} else found[word]
    for word in (each for row in read("places.tsv") for each in row[-1:]):
        if 2 <= len(word) <= 6:
            found.setdefault(word, 6)
    lists = groups("others")
    for word in lists["agency"] + lists["short_org"] + lists["club2"]:
        if 2 <= len(word) <= 6:
            was = found.get(word, UNKNOWN) & 31
            found[word] = ORGANISATION if was in {7, 9, 11, UNKNOWN, NAME_LIKE} else found[word]
    for word, large in cities().items():
        if 2 <= len(word) <= 6:
            was = found.setdefault(word, CITY) & 31
            if was in {8, 9, UNKNOWN, NAME_LIKE, RARE_NAME, RARE_LONG_NAME}:
                found[word] = CITY if large or was in {UNKNOWN, NAME_LIKE} else CITY_OR_NAME
    for kind, name in (
        (TITLE, "titles"),
        (KIN, "kin"),
        (SPEAKING, "speaking"),
        (COUNTRY, "countries"),
        (KNOWN, "known"),
    ):
        for word in own_list(name):
            if 2 <= len(word) <= 6:
                found[word] = kind
    return found


def alone_kinds() -> np.ndarray:
    """The kind of each character as a word of its own, 0 where it is hardly one."""
    told = np.zeros(PLANE, dtype=np.uint8)
    for character, _, speech in read("characters.tsv"):
        # A name of one character says nothing of what the character does elsewhere.
        told[ord(character)] = 0 if speech in {"-", "nr", "nz", "zg"} else SPEECH.get(speech, 3)
    return told


def keys_of(words: list[str]) -> np.ndarray:
    found = np.zeros(len(words), dtype=np.uint64)
    by_size: dict[int, list[int]] = {}
    for place, word in enumerate(words):
        by_size.setdefault(len(word), []).append(place)
    for size, places in by_size.items():
        # Each word with empty places behind it, so that hashes do not reach over.
        codes = np.zeros((len(places), size), dtype=np.uint32)
        for row, place in enumerate(places):
            codes[row] = [ord(character) for character in words[place]]
        flat = hashes_of(codes.reshape(-1), size)
        found[places] = flat[::size]
    return found


def log_table(counts: Counter[str], smoothing: float, only: set[str] | None = None) -> np.ndarray:
    total = sum(counts.values()) + smoothing * 3_000
    floor = math.log(smoothing / total) if only is None else NEVER
    table = np.full(PLANE, floor, dtype=np.float32)
    for character in only if only is not None else counts:
        table[ord(character)] = math.log((counts[character] + smoothing) / total)
    # As exact as the file keeps it.
    return table.astype(np.float16).astype(np.float32)


def lexicon(drop: float = 0.0, seed: int = 0) -> Lexicon:
    """The lexicon; `drop` leaves out a share of its proper nouns, for training."""
    surnames = policy_list("surnames")
    lone = {word for word in surnames if len(word) == 1}
    pairs = [word for word in surnames if len(word) == 2]
    family, first, last, alone = Counter(), Counter(), Counter(), Counter()
    for name in person_names():
        if name[0] in lone and name[:2] not in pairs:
            if len(name) == 3:
                family[name[0]] += 1
                first[name[1]] += 1
                last[name[2]] += 1
            elif len(name) == 2:
                alone[name[1]] += 1
    for (name,) in read("given_names.txt"):
        if len(name) == 2:
            first[name[0]] += 20
            last[name[1]] += 20
        else:
            alone[name] += 10
    # What stands alone as a given name stands at the end of two as well, and the reverse.
    mixed = Counter({c: alone[c] + last[c] // 6 for c in set(alone) | set(last)})
    common = Counter({row[0]: int(row[1]) for row in read("characters.tsv")})
    sounds: Counter[str] = Counter()
    for (name,) in read("foreign_names.txt"):
        sounds.update(name)
    for word, speech, *_ in read("words.tsv"):
        if speech == "nrt":
            sounds.update(word)
    all_common, all_sounds = sum(common.values()), sum(sounds.values())
    sound = np.zeros(PLANE, dtype=np.uint8)
    for character, count in sounds.items():
        share = count / all_sounds / max(1e-7, common[character] / all_common)
        if count >= 4 and share > 1.5:
            sound[ord(character)] = 1
    sound[ord("·")] = 1
    simple = np.arange(PLANE, dtype=np.uint16)
    for old, new in read("simplified.tsv"):
        simple[ord(old)] = ord(new)
    kept = kinds()
    if drop:
        rng = np.random.default_rng(seed)
        proper = {6, 7, 8, 9, 10, NAME_LIKE, UNKNOWN, RARE_NAME, RARE_LONG_NAME}
        proper |= {CITY, CITY_OR_NAME, KNOWN}
        kept = {w: k for w, k in kept.items() if k & 31 not in proper or rng.random() >= drop}
    words = sorted(kept)
    keys = (keys_of(words) >> np.uint64(32)).astype(np.uint32)
    order = np.argsort(keys)
    keys, numbers = keys[order], np.array([kept[word] for word in words], dtype=np.uint8)[order]
    single = np.concatenate(([True], keys[1:] != keys[:-1]))
    endings = {word[-4:] for word in policy_list("organisation_suffixes") if len(word) > 1}
    return Lexicon(
        words=keys[single],
        kinds=numbers[single],
        alone=alone_kinds(),
        pairs=np.sort(keys_of(sorted(pairs))),
        endings=np.sort(keys_of(sorted(endings))),
        surname=log_table(family, 3.0, lone),
        given_first=log_table(first, 1.0),
        given_last=log_table(last, 1.0),
        given_alone=log_table(mixed, 1.0),
        common=log_table(common, 50.0),
        sound=sound,
        simple=simple,
    )
