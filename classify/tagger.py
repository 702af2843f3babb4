# Names of persons, places and organisations in Chinese text: a conditional random field over
# hashed features of characters, trained by training/train.py and kept in models/zh-names.npz
# (CC BY-SA 4.0, see the notice beside it). Whole blocks are tagged at once; the best labels
# of all their sentences are found side by side (Viterbi 1967).
from __future__ import annotations

import dataclasses
import functools
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

from .feature import GAP, Lexicon, features_of, hashes_of, normalised
from .latin_name import asides, could_name_a_person
from .name_list import listed_between

__all__ = ["LABELS", "Model", "Tagged", "load_model", "tagged"]

Labels = npt.NDArray[np.int64]

# P persons, L places, O organisations; B begins, I is inside, E ends, S is all of a name.
LABELS = ("O", *(f"{place}-{kind}" for kind in "PLO" for place in "BIES"))
_COUNT = len(LABELS)
_STARTS = np.array([label[0] in "OBS" for label in LABELS])
_ENDS = np.array([label[0] in "OES" for label in LABELS])
_NEVER = np.float32(-1e6)
# A sentence with the marks that close it; what is longer is cut, at a comma where there is one.
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]*[”’」』）)】]*")
_CLOSING = "。！？；\n”’」』）】"
_LONGEST = 160
# What stands after a name and is none of it, longest first.
_COMPANY = ("夫妇俩", "姐妹俩", "兄弟俩", "一家人", "夫妇", "夫人", "父子", "母子", "父女", "母女",
            "兄弟", "姐妹", "一家", "等人", "先生", "女士", "小姐", "同志")  # fmt: skip
_AT_ONCE = 16_384
# How surely what stands in a list of names is one, and the odds of what is no surname.
_LISTED, _NO_SURNAME = 0.75, -90.0
# Of kings and popes: 威廉三世, but 十六世纪.
_NUMBER = re.compile("[一二三四五六七八九十]{1,3}世(?!纪|代|界)")


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """Weights of features by label in steps of `scale`, and of a label after another."""

    bits: int
    scale: float
    weights: npt.NDArray[np.int8]
    between: npt.NDArray[np.float32]
    lexicon: Lexicon


@dataclass(frozen=True, slots=True)
class Tagged:
    """A name of kind P, L or O at characters start..end; `score` of 0.5..1 says how surely."""

    kind: str
    start: int
    end: int
    score: float


def tagged(text: str, model: Model) -> list[Tagged]:
    """The names in a text, in order."""
    told: list[Tagged] = []
    group: list[tuple[int, str]] = []
    size = 0
    for start, sentence in _sentences(text):
        group.append((start, sentence))
        size += len(sentence)
        if size >= _AT_ONCE:
            told.extend(_names(group, model))
            group, size = [], 0
    told.extend(_names(group, model))
    told = [_with_number(_without_company(name, text), text) for name in told]
    told += [Tagged("P", *span, _LISTED) for span in _in_lists(told, text, model.lexicon)]
    told.sort(key=lambda one: one.start)
    return list(_latin_by_its_company(told, text))


@functools.cache
def load_model() -> Model:
    """The model that comes with the package."""
    return read_model((resources.files(__package__) / "models" / "zh-names.npz").read_bytes())


def read_model(raw: bytes) -> Model:
    """The model in the bytes of a file that `training/` wrote."""
    with np.load(io.BytesIO(raw)) as kept:
        bits = int(kept["bits"])
        weights = np.zeros((1 << bits, _COUNT), dtype=np.int8)
        weights[np.cumsum(kept["steps"], dtype=np.int64)] = kept["weights"]
        tables = {
            name: kept[name].astype(np.float32)
            for name in ("surname", "given_first", "given_last", "given_alone", "common")
        }
        lexicon = Lexicon(
            words=np.cumsum(kept["words"], dtype=np.uint32),
            kinds=kept["kinds"],
            alone=kept["alone"],
            pairs=kept["pairs"],
            endings=kept["endings"],
            sound=kept["sound"],
            simple=np.arange(1 << 16, dtype=np.uint16) + kept["simple"],
            **tables,
        )
        return Model(bits, float(kept["scale"]), weights, kept["between"], lexicon)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Sentences that hold more than ASCII, with their places; none longer than allowed."""
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        # The marks that close a sentence say nothing of what is in it.
        if text[start:end].rstrip(_CLOSING).isascii():
            continue
        while end - start > _LONGEST:
            comma = max(
                text.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in "，,、 "
            )
            cut = start + _LONGEST if comma < 0 else comma + 1
            yield start, text[start:cut]
            start = cut
        yield start, text[start:end]


def _names(group: list[tuple[int, str]], model: Model) -> Iterator[Tagged]:
    if not group:
        return
    group = sorted(group, key=lambda one: -len(one[1]))
    gap = np.zeros(GAP, dtype=np.uint32)
    codes = normalised("".join(sentence for _, sentence in group), model.lexicon)
    lengths = np.array([len(sentence) for _, sentence in group])
    ends = np.cumsum(lengths)
    # Sentences apart, so that none is seen from another.
    parts = np.split(codes, ends[:-1])
    spaced = np.concatenate([gap, *(each for part in parts for each in (part, gap))])
    starts = ends - lengths + GAP * np.arange(1, len(lengths) + 1)
    features = features_of(spaced, model.lexicon, model.bits)
    emissions = np.zeros((len(spaced), _COUNT), dtype=np.int16)
    for row in features:
        emissions += model.weights[row]
    weighed = emissions.astype(np.float32) * np.float32(model.scale)
    labels = _best(weighed, starts, lengths, model.between)
    for sentence, (place, _) in enumerate(group):
        first = int(starts[sentence])
        mine = labels[: lengths[sentence], sentence]
        if mine.any():
            yield from _spans(mine, weighed[first : first + len(mine)], place)


def _best(
    weighed: npt.NDArray[np.float32],
    starts: Labels,
    lengths: Labels,
    between: npt.NDArray[np.float32],
) -> Labels:
    """The best labels, a column a sentence; the sentences come longest first."""
    longest, count = int(lengths[0]), len(lengths)
    # How many sentences are still going on at each step.
    going = np.searchsorted(-lengths, -np.arange(1, longest + 1), side="right")
    trail = np.zeros((longest, count, _COUNT), dtype=np.int8)
    now = np.where(_STARTS, weighed[starts], _NEVER)
    for step in range(1, longest):
        alive = int(going[step])
        paths = now[:alive, :, None] + between
        back = paths.argmax(axis=1)
        trail[step, :alive] = back
        top = np.take_along_axis(paths, back[:, None, :], axis=1)[:, 0]
        now[:alive] = top + weighed[starts[:alive] + step]
    label = np.where(_ENDS, now, _NEVER).argmax(axis=1)
    told = np.zeros((longest, count), dtype=np.int64)
    for step in range(longest - 1, -1, -1):
        alive = int(going[step])
        told[step, :alive] = label[:alive]
        label[:alive] = trail[step, np.arange(alive), label[:alive]]
    return told


def _spans(labels: Labels, weighed: npt.NDArray[np.float32], place: int) -> Iterator[Tagged]:
    start = 0
    for here, number in enumerate(labels.tolist()):
        label = LABELS[number]
        if label[0] in "BS":
            start = here
        if label[0] in "ES":
            rows = np.arange(start, here + 1)
            # How much better than no name at all, for each character of it.
            margin = float((weighed[rows, labels[rows]] - weighed[rows, 0]).mean())
            score = 1 / (1 + np.exp(-max(margin, 0.0) / 2))
            yield Tagged(label[2:], place + start, place + here + 1, round(float(score), 3))


def _in_lists(names: list[Tagged], text: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Names in lists of names that were passed over; nothing else was found at their places."""
    names = sorted(names, key=lambda one: one.start)
    persons = [(name.start, name.end) for name in names if name.kind == "P"]
    taken = {name.start for name in names}

    def is_surname(part: str) -> bool:
        codes = normalised(part, lexicon)
        if len(part) == 2:
            return bool(np.isin(hashes_of(codes, 2)[0], lexicon.pairs))
        return bool(lexicon.surname[codes[0]] > _NO_SURNAME)

    for span in listed_between(text, persons, is_surname):
        if span[0] not in taken:
            yield span


def _latin_by_its_company(names: list[Tagged], text: str) -> Iterator[Tagged]:
    """Names, and Latin in brackets after each as the same name: by itself it is none there."""
    ends = {name.end: name for name in names}
    beside = [(start, end, ends.get(before)) for start, end, before in asides(text)]
    for name in names:
        own = text[name.start : name.end]
        if own.isascii() and any(a < name.end and name.start < b for a, b, _ in beside):
            continue
        if name.kind != "P" or could_name_a_person(own):
            yield name
            for start, end, of in beside:
                if of is name and text[start].isupper():
                    yield dataclasses.replace(name, start=start, end=end)


def _without_company(name: Tagged, text: str) -> Tagged:
    """A person without who is named along with them: the name ends before it."""
    if name.kind != "P":
        return name
    for word in _COMPANY:
        if text.endswith(word, name.start, name.end) and name.end - name.start - len(word) >= 2:
            return dataclasses.replace(name, end=name.end - len(word))
    return name


def _with_number(name: Tagged, text: str) -> Tagged:
    """A ruler with the number that tells which one of that name."""
    found = _NUMBER.match(text, name.end) if name.kind == "P" else None
    return name if found is None else dataclasses.replace(name, end=found.end())
