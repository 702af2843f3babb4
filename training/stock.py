# What the slots of sentences are filled from: statistics of surnames and given names, foreign
# names by syllables, words by their kind, places, and clauses of the treebank with no name.
from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

from corpus import treebank
from lexicon import (
    OFTEN,
    SPEAKING,
    cities,
    groups,
    kinds,
    own_list,
    person_names,
    policy_list,
    read,
)

HERE = Path(__file__).parent
HAN = re.compile("[\u3400-\u9fff]+")
_PUNCTUATION = re.compile(r"[，。！？；：、“”‘’（）《》〈〉()\s—…·,.!?;:\"'「」『』【】]")


class Stock:
    """All lists and frequencies, read from the lexicons; nothing is drawn here."""

    def __init__(self) -> None:
        self.lists = groups("others")
        self._names()
        self._words()
        self._places()
        self._foreign()
        self._clauses()

    def _names(self) -> None:
        singles = [word for word in policy_list("surnames") if len(word) == 1]
        self.doubles = [word for word in policy_list("surnames") if len(word) == 2]
        count: Counter[str] = Counter()
        self.pairs: list[str] = []
        firsts, lasts, alones = Counter(), Counter(), Counter()
        for name in person_names():
            if name[0] in singles and name[:2] not in self.doubles:
                if len(name) == 3:
                    count[name[0]] += 1
                    self.pairs.append(name[1:])
                    firsts[name[1]] += 1
                    lasts[name[2]] += 1
                elif len(name) == 2:
                    alones[name[1]] += 1
        for (name,) in read("given_names.txt"):
            if len(name) == 2:
                self.pairs += [name] * 8
            else:
                alones[name] += 20
        self._counted = {"alone": alones, "last": lasts}
        # Common surnames by their share; every listed one now and then.
        weights = {one: count[one] + 1.5 for one in singles}
        self.surnames = list(weights), _running(weights.values())
        self.chars = {
            "first": (list(firsts), _running(firsts.values())),
            "last": (list(lasts), _running(lasts.values())),
            "alone": (list(alones), _running(alones.values())),
        }
        common = [row[0] for row in read("characters.tsv") if int(row[1]) > 3_000_000]
        self.common_chars = common
        self.known = own_list("known")

    def _words(self) -> None:
        known = kinds()
        singles = set(policy_list("surnames"))
        by_kind: dict[int, list[str]] = defaultdict(list)
        for word, kind in known.items():
            by_kind[kind & 31].append(word)
            if kind & OFTEN:
                by_kind[100 + (kind & 31)].append(word)
        self.nouns = [word for word in by_kind[103] if len(word) <= 4]
        self.verbs = [word for word in by_kind[102] if len(word) == 2]
        self.adverbs = by_kind[101]
        self.adjectives = by_kind[104] + by_kind[11][::40]
        # Single characters that often follow a name at once.
        self.hinges = own_list("hinges")
        self.titles = own_list("titles")
        self.after_surname = self.lists["after_surname"]
        self.kin = own_list("kin")
        self.speaking = self.lists["speaking"] + [
            word for word, kind in known.items() if kind == SPEAKING
        ]
        # Names that papers print often (what is no likely name is left out), and everyday words
        # that begin like names.
        alone, last = dict(self._counted["alone"]), dict(self._counted["last"])
        self.listed = [
            word
            for word, kind in known.items()
            if kind & 31 in {8, 16}
            and word[0] in singles
            and (
                (len(word) == 2 and alone.get(word[1], 0) >= 8)
                or (len(word) == 3 and last.get(word[2], 0) >= 25)
            )
        ]
        self.rare = [word for word, kind in known.items() if kind in {19, 20}]
        unlikely = [
            word
            for word, kind in known.items()
            if kind & 31 == 16
            and word[0] in singles
            and (
                (len(word) == 2 and alone.get(word[1], 0) < 2)
                or (len(word) == 3 and last.get(word[2], 0) < 4)
            )
        ]
        self.wordy = [
            word
            for word in self.nouns + self.adjectives
            if word[0] in singles and 2 <= len(word) <= 3
        ]
        self.two_words = [word for word in self.nouns + self.adjectives if len(word) == 2]
        everyday = (
            by_kind[101] + by_kind[102] + by_kind[103] + by_kind[104] + by_kind[15] + by_kind[11]
        )
        self.decoys = [word for word in everyday if word[0] in singles] + unlikely
        self.decoys += [word for word in own_list("everyday") if word[0] in singles] * 12
        self.everyday = everyday
        # Words that look like a whole name, for where a name would stand.
        self.name_like = [word for word in own_list("everyday") if word[0] in singles]

    def _foreign(self) -> None:
        names = [row[0] for row in read("foreign_names.txt")]
        listed = [
            row[0]
            for row in read("words.tsv")
            if row[1] == "nrt"
            and not row[0].endswith(("省", "州", "市"))
            and row[0] not in cities()
        ]
        self.foreign_names = names + listed
        sounds = set("".join(names))
        self.known_foreign = [
            name for name in self.known if all(sign in sounds or sign == "·" for sign in name)
        ]
        self.follow: dict[str, list[str]] = defaultdict(list)
        for name in self.foreign_names:
            if len(name) > 1:
                padded = f"^^{name}$"
                for place in range(2, len(padded)):
                    self.follow[padded[place - 2 : place]].append(padded[place])

        often = Counter("".join(self.foreign_names))
        self.sounding = {character for character, count in often.items() if count >= 8}

    def _places(self) -> None:
        rows = read("places.tsv")
        self.regions = [row for row in rows if row[0] != "world"]
        self.world = [row[1] for row in rows if row[0] == "world"]
        self.named = [row[0] for row in read("words.tsv") if row[1] == "ns"]
        self.counties = [row[2] for row in self.regions if len(row) == 3]
        self.short = [
            re.sub("(市|省|自治区|地区|县|区)$", "", name)
            for name in self.counties
            if len(name) > 2
        ]
        self.countries = own_list("countries")
        self.cities = list(cities())
        self.known_orgs = [row[0] for row in read("words.tsv") if row[1] == "nt"]

    def _clauses(self) -> None:
        """Stretches of the treebank between marks that hold no name at all."""
        verbs = (
            set(self.verbs) | set(self.adverbs) | set("是有在被把将要会能可不没也都就才又再已正曾")
        )
        self.clauses, self.predicates = own_list("clauses"), own_list("predicates")
        self.plain: list[str] = []
        self.acting: list[str] = []
        for sentence in treebank("train"):
            taken = [False] * len(sentence.text)
            for start, end, _ in sentence.spans:
                taken[start:end] = [True] * (end - start)
            last = 0
            for place in [
                *(f.start() for f in _PUNCTUATION.finditer(sentence.text)),
                len(sentence.text),
            ]:
                piece = sentence.text[last:place]
                if (
                    piece
                    and not any(taken[last:place])
                    and HAN.search(piece)
                    and 3 <= len(piece) <= 24
                ):
                    self.plain.append(piece)
                    if piece[0] in verbs or piece[:2] in verbs:
                        self.acting.append(piece)
                last = place + 1


def _running(weights) -> list[float]:
    told, total = [], 0.0
    for weight in weights:
        total += weight
        told.append(total)
    return told
