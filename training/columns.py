# Tables whose every column's truth is known, to fit and to judge how the witnesses for a label are
# weighed. Columns are clean or spoilt, few or many rows long, under telling, hard, silent, false
# and short names; tables are of persons, of firms, of things, and mixed.
from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kinds import NOTHING, latin_names, sentences

from classify.checks import BY_WORDS
from classify.name import name_of
from classify.pinyin import readings
from classify.recognise import Recognisers

__all__ = ["Known", "Names", "headers_of", "tables"]

HERE = Path(__file__).parent
SILENT = ("c1", "col_7", "字段3", "F12", "item", "v", "attr_02", "data", "value", "x1", "列5", "内容", "info", "名称", "编号", "name", "code", "MC", "BH")  # fmt: skip
# What after a name makes it say another thing.
_TAILS = (
    "类型",
    "数量",
    "状态",
    "时间",
    "次数",
    "长度",
    "说明",
    "标志",
    "版本",
    "归属地",
    "样式",
    "级别",
    "个数",
)
_LATIN_TAILS = (
    "type",
    "count",
    "status",
    "time",
    "flag",
    "length",
    "level",
    "version",
    "lx",
    "sl",
    "zt",
)
_OWNERS = ("申请人", "户主", "患者", "学生", "经办人", "企业", "联系人", "法人", "业主", "员工")
_LATIN_OWNERS = ("user", "patient", "student", "applicant", "emp", "company", "contact", "owner")
_BLANKS = ("", "无", "-", "NULL", "未知", "/")
_ROWS = (1, 3, 8, 20, 60, 150, 200, 200)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@dataclass(frozen=True)
class Known:
    """A column and its truth: `kind` is the recogniser or the thing, `label` None for things.

    A label may be several that are right alike, parted by "|", of which "-" is none. `values`
    None where nothing was read: then the name alone speaks.
    """

    kind: str
    label: str | None
    header: str
    values: list[str] | None
    manner: str

    def is_right(self, label: str | None) -> bool:
        return (label or "-") in (self.label or "-").split("|")


@dataclass(frozen=True)
class Names:
    """Names that columns go by, by recogniser, and those that say nothing that is recognised."""

    of: Mapping[str, Sequence[str]]
    nothing: Sequence[str]


def headers_of(recognisers: Recognisers, seed: int) -> Names:
    """Names from the terms of the packs in all ways of writing, and names of other things."""
    rng = random.Random(seed)
    of = {}
    for identifier, recogniser in recognisers.by_id.items():
        terms = recogniser.headers
        ways = [_written(term, rng, initials=terms.initials) for term in terms.zh * 3]
        ways += [_written(term, rng, initials=False) for term in terms.rare]
        ways += [_english(term, rng) for term in terms.en]
        ways += [*terms.abbreviations, *terms.codes]
        if ways:
            of[identifier] = ways
    lines = (HERE / "words" / "columns.txt").read_text("utf-8").splitlines()
    plain = [word for line in lines if not line.startswith("#") for word in line.split()]
    nothing = [_written(word, rng, initials=True) for word in plain * 3]
    for name, right in itertools.chain(by_hand("tuned_on"), by_hand("imagined")):
        if right == "-":
            nothing += [name] * 3
        elif "|" not in right and right in of:
            of[right] += [name] * 3
    every = sorted(of)
    for _ in range(len(nothing) // 3):
        term = rng.choice(of[rng.choice(every)])
        han = name_of(term).han
        nothing.append(term + rng.choice(_TAILS) if han else f"{term}_{rng.choice(_LATIN_TAILS)}")
    return Names(of, nothing)


def by_hand(half: str) -> Iterator[tuple[str, str]]:
    """Names that were written by hand with what they stand for."""
    path = HERE.parent / "tests" / "classify" / "headers" / f"{half}.tsv"
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            _, name, right = line.split("\t")
            yield name, right


def names_alone(half: str) -> Iterator[list[Known]]:
    """Each name written by hand as a table of its own, of which nothing was read."""
    for name, right in by_hand(half):
        yield [Known(f"the name {name}", right, name, None, "by hand")]


def tables(
    recognisers: Recognisers,
    values: Mapping[str, Sequence[str]],
    names: Names,
    *,
    count: int,
    seed: int,
    kinds: Sequence[str],
    things: Sequence[str],
) -> Iterator[list[Known]]:
    """So many tables of columns of these kinds and things; the same for a seed."""
    rng = random.Random(seed)
    groups = _groups(recognisers, kinds)
    for _ in range(count):
        theme = rng.choice(tuple(groups))
        mine = rng.random()
        columns = []
        unread = rng.random() < 0.2
        rows = 0 if unread else rng.choice(_ROWS)
        for _ in range(rng.choice((1, 3, 5, 8, 12))):
            chosen = groups[theme] if rng.random() < 0.7 else kinds
            if chosen and rng.random() < 0.25 + 0.6 * mine:
                kind = rng.choice(chosen)
                columns.append(_labelled(kind, recognisers, values, names, rows, rng, things))
            else:
                columns.append(_thing(rng.choice(things), names, rows, rng))
        if unread:
            columns = [_unread(column) for column in columns if _is_told_by_name(column)]
        if columns:
            yield columns


def _unread(column: Known) -> Known:
    return Known(column.kind, column.label, column.header, None, "unread")


def _is_told_by_name(column: Known) -> bool:
    """Whether the truth about a column does not hang on cells that nobody reads."""
    return column.manner not in {"false name", "silent", "other cells", "mixed", "altered"}


def _groups(recognisers: Recognisers, kinds: Sequence[str]) -> dict[str, list[str]]:
    """Kinds that stand in one table: those about persons, about firms, about things."""
    told: dict[str, list[str]] = {"persons": [], "firms": [], "things": []}
    for kind in kinds:
        recogniser = recognisers.by_id[kind]
        group = {"person": "persons", "organisation": "firms"}.get(recogniser.subject)
        if group is None:
            group = "persons" if recogniser.category.startswith("pi.") else "things"
        told[group].append(kind)
    return told


def _labelled(
    kind: str,
    recognisers: Recognisers,
    values: Mapping[str, Sequence[str]],
    names: Names,
    rows: int,
    rng: random.Random,
    things: Sequence[str],
) -> Known:
    recogniser = recognisers.by_id[kind]
    label: str | None = recogniser.label
    header = rng.choice(names.of[kind]) if kind in names.of else rng.choice(SILENT)
    if rng.random() < 0.25:
        header = _of_somebody(header, rng)
    manner = rng.choice(("clean", "clean", "dirty", "sparse", "repeated", "mixed"))
    if recogniser.check is not None and recogniser.check not in BY_WORDS and rng.random() < 0.1:
        manner = "altered"
    if recogniser.evidence == "value" and kind in values:
        draw = rng.random()
        if manner == "altered":
            pass
        elif draw < 0.25:
            header, manner = rng.choice(SILENT), "silent"
        elif draw < 0.32:
            header, manner = rng.choice(names.nothing), "false name"
    pool = values.get(kind)
    if pool is None:
        cells = [_plain(kind, rng) for _ in range(rows)]
    else:
        # As in registers: most numbers stand there once, words again and again.
        once = len(pool) >= rows and rng.random() < 0.7
        cells = rng.sample(pool, rows) if once else [rng.choice(pool) for _ in range(rows)]
        if kind == "person.name" and rng.random() < 0.2:
            cells = [latin_names(rng) for _ in range(rows)]
    if pool is not None and rng.random() < 0.06:
        # Under a telling name something else: the name was wrong or is meant otherwise.
        thing = rng.choice(things)
        cells, label, manner = [NOTHING[thing](rng) for _ in range(rows)], None, "other cells"
        if recogniser.evidence == "header" or recogniser.worded:
            return _thing(thing, names, rows, rng)
    other = NOTHING[rng.choice(things)]
    if manner == "altered" and pool is not None:
        # Right in form, but the check fails: made up or altered, or something else under a
        # wrong name. Nobody can tell which; they are taken to be as often the one as the other.
        label = label if rng.random() < 0.5 else None
    if manner == "mixed" and pool is not None and not recogniser.worded:
        strange = rng.uniform(0.05, 0.95)
        cells = [other(rng) if rng.random() < strange else cell for cell in cells]
        # Under a name that says so, three cells in ten are enough to call it by them.
        label = label if strange < (0.7 if kind in names.of else 0.5) else None
    return Known(kind, label, header, [_spoilt(cell, manner, rng) for cell in cells], manner)


def _plain(kind: str, rng: random.Random) -> str:
    """A cell of a kind that has no form: some words, always of one sort in a column."""
    if sum(map(ord, kind)) % 3 == 0:
        return f"{rng.lognormvariate(5, 1):.2f}"
    return "".join(rng.choices(sentences(), k=rng.randrange(1, 4)))


def _thing(kind: str, names: Names, rows: int, rng: random.Random) -> Known:
    header = rng.choice(SILENT) if rng.random() < 0.3 else rng.choice(names.nothing)
    manner = rng.choice(("clean", "clean", "sparse", "dirty"))
    cells = [_spoilt(NOTHING[kind](rng), manner, rng) for _ in range(rows)]
    return Known(kind, None, header, cells, manner)


def _spoilt(value: str, manner: str, rng: random.Random) -> str:
    draw = rng.random()
    if manner == "dirty":
        if draw < 0.05 and len(value) > 1:
            at = rng.randrange(len(value))
            return value[:at] + value[at + 1 :]
        if draw < 0.1:
            return f" {value} "
        return value.translate(_WIDE) if draw < 0.14 else value
    if manner == "sparse" and draw < 0.5:
        return rng.choice(_BLANKS)
    if manner == "altered":
        return value[:-1] + str((ord(value[-1]) + rng.randrange(1, 10)) % 10) if value else ""
    if manner == "repeated":
        return value.lower() if draw < 0.3 else value
    return value


def _of_somebody(name: str, rng: random.Random) -> str:
    parts = name_of(name)
    if parts.han:
        return rng.choice(_OWNERS) + name if rng.random() < 0.7 else f"{name}{rng.randrange(1, 4)}"
    draw = rng.random()
    if draw < 0.5:
        return f"{rng.choice(_LATIN_OWNERS)}_{name}"
    return f"{name}{rng.randrange(1, 4)}" if draw < 0.7 else f"t_{name}"


def _written(term: str, rng: random.Random, *, initials: bool) -> str:
    name = name_of(term)
    if not name.han:
        return term
    ((whole, short),) = readings([name.flat])
    draw = rng.random()
    if draw < 0.45:
        return term
    if draw < 0.7 or not initials or len(short) < 2:
        return whole
    return short.upper() if draw < 0.9 else short


def _english(term: str, rng: random.Random) -> str:
    words = term.split()
    draw = rng.random()
    if draw < 0.5:
        return "_".join(words)
    if draw < 0.75:
        return words[0] + "".join(word.capitalize() for word in words[1:])
    return "_".join(words).upper()
