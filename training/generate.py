# Sentences made from the patterns in training/registers: their slots filled with names by the
# statistics of surnames and given names, foreign names by syllables, places, organisations,
# and clauses of the treebank that hold no name. The spans come with them.
from __future__ import annotations

import random
import re
from collections.abc import Callable

from corpus import Sentence, marked
from stock import HERE, Stock

_SLOT = re.compile(r"\{(\w+)\}")
# How many names come from lists, most of which half of the lexicons lack while training.
LISTED = 0.3
# How many are widely known.
KNOWN = 0.08
# How many sentences of each register, for a share of 1.
SHARES = {
    "news": 5_200, "world": 3_000, "record": 2_600, "form": 4_200, "social": 6_500,
    "product": 4_200, "tale": 2_600, "report": 2_000, "market": 2_000, "chat": 2_000,
    "thing": 2_600,
}  # fmt: skip


class Maker(Stock):
    """Fills slots; everything follows from the seed."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.rng = random.Random(seed)
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
            "FN": lambda: f"[{self.foreign()}{self.pick(self.lists['reign'])}|P]",
            "CT": lambda: f"[{self.pick(self.cities)}|L]",
            "X": self.thing,
            "XX": lambda: "、".join(self.thing() for _ in range(self.rng.randint(2, 5))),
            "EN": lambda: " ".join(
                self.pick(self.lists["english"]) for _ in range(self.rng.randint(1, 6))
            ),
            "Latin0": lambda: self.pick(self.lists["latin_thing"]),
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
            "ks": lambda: self.pick(self.lists["couples"]),
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
        if self.rng.random() < KNOWN:
            return self.pick(self.known)
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
        if self.rng.random() < KNOWN:
            return self.pick(self.known_foreign)
        return self.pick(self.foreign_names) if self.rng.random() < 0.5 else self.by_syllables()

    def foreign_full(self) -> str:
        parts = 3 if self.rng.random() < 0.12 else 2
        dot = self.pick(["·", "·", "·", "·", "•", "．", "-"])
        return dot.join(self.foreign() for _ in range(parts))

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

    def clause(self) -> str:
        chance = self.rng.random()
        if chance < 0.25:
            return self.pick(self.clauses)
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
        if chance < 0.25:
            return self.pick(self.predicates)
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
        if chance < 0.88:
            row = self.pick(self.regions)
            return f"[{''.join(dict.fromkeys(row[: self.rng.randint(1, len(row))]))}|L]"
        return f"[{self.country()}|L]"

    def country(self) -> str:
        chance = self.rng.random()
        if chance < 0.6:
            return self.pick(self.countries)
        if chance < 0.68:
            return self.pick(self.world)
        if chance < 0.85:
            return self.pick(self.cities)
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

    def thing(self) -> str:
        """What is no person although it sounds like one."""
        chance = self.rng.random()
        if chance < 0.35:
            return self.by_syllables() + self.pick(self.lists["thing_tail"])
        if chance < 0.5:
            return f"[{self.by_syllables()}{self.pick(self.lists['place_tail'])}|L]"
        if chance < 0.6:
            return f"[{self.by_syllables()}{self.pick(self.lists['org_tail'])}|O]"
        head = self.pick(self.common_chars) if chance < 0.75 else self.weighted(self.surnames)
        last = self.weighted(self.chars["first"]) if self.rng.random() < 0.5 else ""
        return head + last + self.pick(self.lists["plant_tail"])

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
        if chance < 0.5:
            return (place or "市") + self.pick(self.lists["county_org"])
        if chance < 0.62:
            # 广东省文化厅, 辽阳市看守所
            row = self.pick(self.regions)
            return row[min(self.rng.randrange(2), len(row) - 1)] + self.pick(
                self.lists["province_org"]
            )
        if chance < 0.72:
            return self.pick(self.lists["agency"])
        if chance < 0.79:
            return self.pick(self.lists["short_org"])
        if chance < 0.87:
            return self.pick(self.lists["club"] + self.lists["club2"])
        if chance < 0.91:
            return self.by_syllables() + self.pick(
                ["公司", "大学", "队", "俱乐部", "集团", "银行", "基金会"]
            )
        return self.pick(self.known_orgs)

    def brandish(self) -> str:
        return self.pick(self.lists["name_word"]) if self.rng.random() < 0.7 else self.given(2)


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
