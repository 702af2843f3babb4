# Sentences made from the patterns in training/registers: their slots filled with names by the
# statistics of surnames and given names, foreign names by syllables, places, organisations,
# and clauses of the treebank that hold no name. The spans come with them.
from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

from corpus import Sentence, marked, treebank
from lexicon import KIN, OFTEN, SPEAKING, TITLE, kinds, own_list, person_names, policy_list, read

HERE = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")
_PUNCTUATION = re.compile(r"[，。！？；：、“”‘’（）《》〈〉()\s—…·,.!?;:\"'「」『』【】]")
# How many names come from lists, most of which half of the lexicons lack while training.
LISTED = 0.3
HAN = re.compile("[\u3400-\u9fff]+")
# How many sentences of each register, for a share of 1.
SHARES = {
    "news": 5_200, "world": 3_000, "record": 2_600, "form": 3_200, "social": 6_500,
    "product": 4_200, "tale": 2_600,
}  # fmt: skip


class Maker:
    """Fills slots; everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.lists = {
            line.split()[0]: line.split()[1:]
            for line in (HERE / "words" / "others.txt").read_text("utf-8").splitlines()
            if not line.startswith("#")
        }
        self._names()
        self._words()
        self._places()
        self._foreign()
        self._clauses()
        self.slots: dict[str, Callable[[], str]] = {
            "P": lambda: f"[{self.person()}|P]",
            "P2": lambda: f"[{self.given(2)}|P]",
            "PA": lambda: f"[{self.person()}|P]",
            "PP": self.several,
            "F": lambda: f"[{self.foreign()}|P]",
            "FF": lambda: f"[{self.foreign_full()}|P]",
            "f": self.foreign,
            "J": lambda: f"[{self.eastern()}|P]",
            "U": lambda: f"[{self.minority()}|P]",
            "S": lambda: f"[{self.surname()}|P]",
            "K": lambda: f"[{self.nick()}|P]",
            "M": lambda: (
                f"[{self.surname()}{self.pick(['某', '某某', '某', '某' + self.given(1), 'X', '××'])}|P]"
            ),
            "Latin": lambda: (
                f"[{self.pick(self.lists['latin_first'])} {self.pick(self.lists['latin_last'])}|P]"
            ),
            "Latin1": lambda: self.pick(
                ["X", "S", "V", "G", "Pro", "Max", "Mate", "Note", "iPhone", "Air"]
            ),
            "L": self.place,
            "FC": lambda: f"[{self.country()}|L]",
            "A": lambda: f"[{self.address()}|L]",
            "O": lambda: f"[{self.organisation()}|O]",
            "B": lambda: self.pick(self.lists["brand"]),
            "T": lambda: self.pick(self.titles),
            "TS": lambda: self.pick(self.after_surname),
            "kin": lambda: self.pick(["他的", "她的", "我的", "", ""]) + self.pick(self.kin),
            "C": self.clause,
            "c": self.predicate,
            "h": lambda: self.pick(self.hinges),
            "N": lambda: self.pick(self.nouns),
            "v": lambda: self.pick(self.verbs),
            "spk": lambda: self.pick(self.speaking),
            "G": lambda: f"《{self.work()}》",
            "D": lambda: self.pick(self.decoys),
            "W": lambda: self.pick(self.name_like),
            "ks": lambda: self.pick(
                [
                    "夫妇",
                    "夫妇俩",
                    "夫人",
                    "父子",
                    "母子",
                    "父女",
                    "兄弟",
                    "姐妹",
                    "姐妹俩",
                    "兄弟俩",
                    "一家",
                    "一家人",
                    "全家",
                    "一家三口",
                    "两口子",
                    "本人",
                    "自己",
                    "等人",
                    "们",
                ]
            ),
            "nr": lambda: self.pick(["一世", "二世", "三世", "六世", "十四世"]),
            "E": lambda: self.pick(self.lists["emoticon"]),
            "AT": lambda: "@" + self.handle(),
            "n": lambda: self.number(),
            "y": lambda: str(self.rng.randint(1920, 2025)),
            "m": lambda: str(self.rng.randint(1, 12)),
            "d": lambda: str(self.rng.randint(1, 28)),
            "age": lambda: str(self.rng.randint(6, 95)),
            "tel": lambda: f"1{self.pick('3589')}{self.rng.randint(10**8, 10**9 - 1)}",
            "id": lambda: str(self.rng.randint(10**8, 10**17)),
            "nation": lambda: self.pick(self.lists["nation"]),
            "dyn": lambda: self.pick(self.lists["dynasty"]),
        }

    def pick(self, choices):
        return choices[self.rng.randrange(len(choices))]

    def sentence(self, pattern: str) -> Sentence:
        line = _SLOT.sub(lambda found: self.slots[found[1]](), pattern)
        # A brand that acts is an organisation.
        brands = "|".join(self.lists["brand"])
        line = re.sub(rf"(?<![\[\w])({brands})(?=公司|CEO|创始人|股份|发布|官方)", r"[\1|O]", line)
        return marked(line)

    # Names.
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

    def weighted(self, table) -> str:
        return self.rng.choices(table[0], cum_weights=table[1])[0]

    def surname(self) -> str:
        if self.rng.random() < 0.02:
            return self.pick(self.doubles)
        return self.weighted(self.surnames)

    def given(self, size: int) -> str:
        chance = self.rng.random()
        if size == 1:
            if chance < 0.06:
                return self.pick(self.common_chars)
            return self.weighted(self.chars["alone" if chance < 0.7 else "last"])
        if chance < 0.72:
            return self.pick(self.pairs)
        if chance < 0.9:
            return self.weighted(self.chars["first"]) + self.weighted(self.chars["last"])
        if chance < 0.94:
            return self.weighted(self.chars["alone"]) * 2
        if chance < 0.97:
            return self.pick(self.two_words)
        return self.pick(self.common_chars) + self.weighted(self.chars["last"])

    def chinese(self) -> str:
        chance = self.rng.random()
        if chance < LISTED:
            return self.pick(self.listed if chance < 0.6 * LISTED else self.rare)
        if chance < LISTED + 0.04:
            return self.pick(self.wordy)
        if chance < LISTED + 0.05:
            return (
                self.weighted(self.surnames)
                + self.weighted(self.surnames)
                + self.given(self.pick([1, 1, 2]))
            )
        return self.surname() + self.given(1 if self.rng.random() < 0.36 else 2)

    def person(self) -> str:
        chance = self.rng.random()
        if chance < 0.93:
            return self.chinese()
        if chance < 0.97:
            return self.foreign()
        if chance < 0.985:
            return self.minority()
        return self.eastern()

    def several(self) -> str:
        mark = self.pick(["、", "、", "、", " ", "，", "　"])
        return mark.join(f"[{self.chinese()}|P]" for _ in range(self.rng.randint(2, 6)))

    def nick(self) -> str:
        family, given = self.weighted(self.surnames), self.weighted(self.chars["alone"])
        return self.pick(
            [f"老{family}", f"小{family}", f"小{given}", f"阿{given}", given * 2, f"大{given}", f"{family}哥",
             f"{family}姐", f"{family}叔", f"{family}阿姨", f"{family}婶", f"{family}大爷", f"{given}哥", f"{given}姐",
             f"{given}子", f"{given}儿", f"小{given * 2}", f"{family}公子", f"老{family}头"]
        )  # fmt: skip

    def eastern(self) -> str:
        if self.rng.random() < 0.65:
            return self.pick(self.lists["japanese_family"]) + self.pick(
                self.lists["japanese_given"]
            )
        if self.rng.random() < 0.4:
            return self.pick(self.lists["korean_family"]) + self.pick(self.lists["korean_given"])
        one, other = (self.weighted(self.chars[key]) for key in ("first", "last"))
        return self.pick(self.lists["korean_family"]) + one + other

    def minority(self) -> str:
        chance = self.rng.random()
        if chance < 0.5:
            return "·".join(self.pick(self.lists["uyghur"]) for _ in range(2))
        if chance < 0.8:
            return self.pick(self.lists["tibetan"]) + self.pick(self.lists["tibetan"])
        return self.pick(self.lists["mongol"])

    def _foreign(self) -> None:
        names = [row[0] for row in read("foreign_names.txt")]
        listed = [
            row[0]
            for row in read("words.tsv")
            if row[1] == "nrt" and not row[0].endswith(("省", "州", "市"))
        ]
        self.foreign_names = names + listed
        self.follow: dict[str, list[str]] = defaultdict(list)
        for name in self.foreign_names:
            if len(name) > 1:
                padded = f"^^{name}$"
                for place in range(2, len(padded)):
                    self.follow[padded[place - 2 : place]].append(padded[place])

        often = Counter("".join(self.foreign_names))
        self.sounding = {character for character, count in often.items() if count >= 8}

    def sounds_foreign(self, name: str) -> bool:
        """Whether a name is written by sound, but for its last character."""
        return len(name) >= 3 and all(character in self.sounding for character in name[:-1])

    def by_syllables(self) -> str:
        while True:
            name = "^^"
            while not name.endswith("$"):
                name += self.pick(self.follow[name[-2:]])
            name = name[2:-1]
            if 2 <= len(name) <= 6:
                return name

    def foreign(self) -> str:
        return self.pick(self.foreign_names) if self.rng.random() < 0.5 else self.by_syllables()

    def foreign_full(self) -> str:
        parts = 3 if self.rng.random() < 0.12 else 2
        dot = self.pick(["·", "·", "·", "·", "•", "．", "-"])
        return dot.join(self.foreign() for _ in range(parts))

    # Words.
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
        self.after_surname = [
            "局长",
            "处长",
            "科长",
            "主任",
            "书记",
            "县长",
            "市长",
            "区长",
            "镇长",
            "乡长",
            "校长",
            "院长",
            "所长",
            "部长",
            "省长",
            "厅长",
            "董事长",
            "总经理",
            "经理",
            "总裁",
            "老板",
            "教授",
            "老师",
            "医生",
            "大夫",
            "律师",
            "法官",
            "警官",
            "队长",
            "教练",
            "导演",
            "师傅",
            "先生",
            "女士",
            "小姐",
            "太太",
            "同志",
            "同学",
            "总",
            "工",
            "院士",
            "博士",
            "秘书",
            "主席",
            "团长",
            "连长",
            "班长",
            "会计",
        ]
        self.kin = own_list("kin")
        self.speaking = [
            "说",
            "表示",
            "指出",
            "介绍",
            "强调",
            "认为",
            "告诉记者",
            "称",
            "透露",
            "坦言",
        ] + [word for word, kind in known.items() if kind == SPEAKING]
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
        assert TITLE
        assert KIN

    def work(self) -> str:
        chance = self.rng.random()
        if chance < 0.5:
            return self.pick(self.nouns) + self.pick(["", "的", "之", "与"]) + self.pick(self.nouns)
        if chance < 0.65:
            return self.chinese()
        return self.pick(self.decoys) if chance < 0.8 else self.pick(self.everyday)

    def handle(self) -> str:
        chance = self.rng.random()
        if chance < 0.3:
            return "".join(
                self.pick("abcdefghijklmnopqrstuvwxyz_0123456789")
                for _ in range(self.rng.randint(4, 10))
            )
        if chance < 0.75:
            return self.pick(self.everyday) + self.pick(self.lists["nick_tail"])
        return self.pick(self.nouns) + self.pick(self.nouns)

    def number(self) -> str:
        if self.rng.random() < 0.3:
            return "".join(
                self.pick("一二三四五六七八九十百") for _ in range(self.rng.randint(1, 2))
            )
        return str(self.rng.choice([self.rng.randint(1, 30), self.rng.randint(30, 3_000)]))

    def _clauses(self) -> None:
        """Stretches of the treebank between marks that hold no name at all."""
        verbs = (
            set(self.verbs) | set(self.adverbs) | set("是有在被把将要会能可不没也都就才又再已正曾")
        )
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

    def clause(self) -> str:
        chance = self.rng.random()
        if chance < 0.7:
            return self.pick(self.plain)
        if chance < 0.85:
            return self.pick(self.plain) + "，" + self.pick(self.plain)
        return self.made_up()

    def made_up(self) -> str:
        """Everyday words in a row, many of which begin like a name."""
        told = ""
        for _ in range(self.rng.randint(2, 5)):
            told += self.pick(self.decoys if self.rng.random() < 0.4 else self.everyday)
            if self.rng.random() < 0.3:
                told += self.pick(["的", "了", "和", "在", "是", "与", "等", "、"])
        return told

    def predicate(self) -> str:
        chance = self.rng.random()
        if chance < 0.6:
            return self.pick(self.acting)
        if chance < 0.9:
            return (
                self.pick(["", "", self.pick(self.adverbs)])
                + self.pick(self.verbs)
                + self.pick(["了", "着", "", ""])
                + self.pick(self.adjectives + [""])
                + self.pick(self.nouns)
            )
        return self.pick(self.decoys) + self.pick(self.everyday)

    # Places and organisations.
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

    def place(self) -> str:
        chance = self.rng.random()
        if chance < 0.35:
            return f"[{self.pick(self.named)}|L]"
        if chance < 0.5:
            return f"[{self.pick(self.short)}|L]"
        if chance < 0.65:
            return f"[{self.pick(self.counties)}|L]"
        if chance < 0.8:
            return f"[{self.pick(self.pick(self.regions))}|L]"
        if chance < 0.9:
            row = self.pick(self.regions)
            return f"[{''.join(dict.fromkeys(row[: self.rng.randint(1, len(row))]))}|L]"
        return f"[{self.country()}|L]"

    def country(self) -> str:
        chance = self.rng.random()
        if chance < 0.6:
            return self.pick(self.countries)
        if chance < 0.8:
            return self.pick(self.world)
        return self.by_syllables() + self.pick(["", "", "州", "市", "港", "岛", "省", "河", "山"])

    def address(self) -> str:
        row = self.pick(self.regions)
        told = "".join(dict.fromkeys(row[self.rng.randint(0, 1) :][:3])) if len(row) > 1 else row[0]
        number = self.rng.randint(1, 300)
        if self.rng.random() < 0.3 and len(row) >= 4:
            return "".join(dict.fromkeys(row)) + self.pick(
                [f"{number}号", f"{number % 12 + 1}组", f"{number % 12 + 1}组{number}号"]
            )
        told += self.pick(self.lists["road"]) + self.pick(self.lists["road_end"]) + f"{number}号"
        chance = self.rng.random()
        if chance < 0.4:
            told += f"{self.rng.randint(1, 30)}{self.pick(['号楼', '栋', '幢'])}{self.rng.randint(1, 6)}单元{self.rng.randint(101, 2_904)}{self.pick(['室', ''])}"
        elif chance < 0.6:
            told += (
                self.pick(self.lists["name_word"])
                + self.pick(["小区", "花园", "家园", "大厦", "公寓", "新村"])
                + f"{self.rng.randint(1, 30)}号楼{self.rng.randint(101, 999)}"
            )
        return told

    def organisation(self) -> str:
        chance = self.rng.random()
        place = self.pick(
            [
                self.pick(self.short),
                self.pick(self.counties),
                self.pick(self.named),
                "中国",
                "陕西",
                "北京",
                "",
            ]
        )
        if chance < 0.3:
            return (
                place
                + self.brandish()
                + self.pick(self.lists["industry"])
                + self.pick(self.lists["org_end"])
            )
        if chance < 0.36:
            return self.brandish() + self.pick(
                ["公司", "集团", "银行", "证券", "基金", "股份", "医院", "学院"]
            )
        if chance < 0.6:
            return (place or "市") + self.pick(self.lists["county_org"])
        if chance < 0.75:
            return self.pick(self.lists["agency"])
        if chance < 0.85:
            return self.pick(self.lists["club"])
        if chance < 0.9:
            return self.by_syllables() + self.pick(
                ["公司", "大学", "队", "俱乐部", "集团", "银行", "基金会"]
            )
        return self.pick(self.known_orgs)

    @property
    def known_orgs(self) -> list[str]:
        if not hasattr(self, "_known"):
            self._known = [row[0] for row in read("words.tsv") if row[1] == "nt"]
        return self._known

    def brandish(self) -> str:
        return self.pick(self.lists["name_word"]) if self.rng.random() < 0.7 else self.given(2)


def _running(weights) -> list[float]:
    told, total = [], 0.0
    for weight in weights:
        total += weight
        told.append(total)
    return told


def generated(seed: int, share: float = 1.0) -> list[Sentence]:
    """Sentences of all registers, and everyday words in a row with no name among them."""
    maker = Maker(seed)
    told = []
    for register, count in SHARES.items():
        lines = (HERE / "registers" / f"{register}.txt").read_text("utf-8").splitlines()
        patterns = [line for line in lines if line and not line.startswith("#")]
        for place in range(int(count * share)):
            # Every pattern in turn, so that none is left out by chance.
            told.append(maker.sentence(patterns[place % len(patterns)]))
    for _ in range(int(2_500 * share)):
        told.append(
            Sentence(maker.made_up() + maker.pick(["。", "", "！", "，" + maker.made_up()]), ())
        )
    for _ in range(int(800 * share)):
        told.append(maker.sentence("{C}，{C}，{C}。"))
    return told


def swapped(sentences: list[Sentence], seed: int) -> list[Sentence]:
    """The sentences with other names in place of theirs, of the same kind."""
    maker = Maker(seed)
    surnames = set(policy_list("surnames"))
    told = []
    for sentence in sentences:
        text, spans, last = "", [], 0
        for start, end, kind in sentence.spans:
            text += sentence.text[last:start]
            name = _other(maker, sentence.text[start:end], kind, surnames)
            spans.append((len(text), len(text) + len(name), kind))
            text += name
            last = end
        told.append(Sentence(text + sentence.text[last:], tuple(spans)))
    return told


def _other(maker: Maker, name: str, kind: str, surnames: set[str]) -> str:
    if kind == "P":
        if "·" in name:
            return maker.foreign_full()
        if name[0] in surnames and 2 <= len(name) <= 3:
            return maker.chinese()
        if len(name) >= 3 and HAN.fullmatch(name):
            return maker.foreign()
        return name
    if maker.sounds_foreign(name):
        # Else every name by sound would be a person's.
        tail = "" if name[-1] in maker.sounding else name[-1]
        return maker.by_syllables() + tail
    if maker.rng.random() < 0.5:
        return name
    if kind == "L":
        return maker.place()[1:-3]
    return maker.organisation() if len(name) >= 4 else name
