# A linear-chain conditional random field (Lafferty et al. 2001) over hashed features, fitted by
# AdaGrad on batches of sentences of like length: forward and backward run over all sentences
# of a batch at once. numpy alone; the same seed gives the same model on the same machine.
from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np

from classify.feature import GAP, Lexicon, features_of, normalised

LABELS = ("O", *(f"{place}-{kind}" for kind in "PLO" for place in "BIES"))
_NUMBER = {label: number for number, label in enumerate(LABELS)}
COUNT = len(LABELS)
# What is returned is the mean of the weights at every so many steps from this epoch on: the path
# of a descent by chance steps lies around its goal (Polyak and Juditsky 1992).
AVERAGED_FROM, AVERAGED_EVERY = 3, 20


def allowed() -> np.ndarray:
    """Which label may follow which."""
    may = np.zeros((COUNT, COUNT), dtype=bool)
    for one, first in enumerate(LABELS):
        for other, second in enumerate(LABELS):
            inside = first[0] in "BI"
            may[one, other] = (
                second[0] in "IE" and second[2:] == first[2:] if inside else second[0] in "OBS"
            )
    return may


def gold_of(sentence) -> np.ndarray:
    gold = np.zeros(len(sentence.text), dtype=np.int8)
    for start, end, kind in sentence.spans:
        if end - start == 1:
            gold[start] = _NUMBER[f"S-{kind}"]
        else:
            gold[start] = _NUMBER[f"B-{kind}"]
            gold[start + 1 : end - 1] = _NUMBER[f"I-{kind}"]
            gold[end - 1] = _NUMBER[f"E-{kind}"]
    return gold


@dataclass
class Batch:
    """Sentences side by side: `at[t, s]` is the row of features of the t-th character."""

    features: np.ndarray
    gold: np.ndarray
    at: np.ndarray
    lengths: np.ndarray


def batches(sentences, lexicon: Lexicon, bits: int, tokens: int = 6_000) -> list[Batch]:
    ordered = sorted(sentences, key=lambda one: (len(one.text), one.text))
    told, group, size = [], [], 0
    for sentence in ordered:
        if not sentence.text:
            continue
        group.append(sentence)
        size += len(sentence.text)
        if size >= tokens:
            told.append(_batch(group, lexicon, bits))
            group, size = [], 0
    if group:
        told.append(_batch(group, lexicon, bits))
    return told


def _batch(group, lexicon: Lexicon, bits: int) -> Batch:
    gap = np.zeros(GAP, dtype=np.uint32)
    parts, starts, place = [gap], [], GAP
    for sentence in group:
        codes = normalised(sentence.text, lexicon)
        starts.append(place)
        parts += [codes, gap]
        place += len(codes) + GAP
    codes = np.concatenate(parts)
    features = features_of(codes, lexicon, bits).T
    lengths = np.array([len(sentence.text) for sentence in group])
    longest = int(lengths.max())
    at = np.full((longest, len(group)), -1, dtype=np.int64)
    rows, gold, row = [], [], 0
    for number, (start, sentence) in enumerate(zip(starts, group, strict=True)):
        length = len(sentence.text)
        rows.append(np.arange(start, start + length))
        gold.append(gold_of(sentence))
        at[:length, number] = np.arange(row, row + length)
        row += length
    return Batch(
        np.ascontiguousarray(features[np.concatenate(rows)]), np.concatenate(gold), at, lengths
    )


class Model:
    def __init__(self, bits: int) -> None:
        self.bits = bits
        self.weights = np.zeros((1 << bits, COUNT), dtype=np.float32)
        self.between = np.zeros((COUNT, COUNT), dtype=np.float64)
        self.squares = np.zeros((1 << bits, COUNT), dtype=np.float32)
        self.between_squares = np.zeros((COUNT, COUNT))
        self.may = allowed()

    def emissions(self, features: np.ndarray) -> np.ndarray:
        return self.weights[features].sum(axis=1, dtype=np.float64)

    def step(self, batch: Batch, kept: np.ndarray, rate: float, decay: float) -> float:
        """One AdaGrad step that sees the `kept` templates alone; the loss of the batch before."""
        features = np.ascontiguousarray(batch.features[:, kept])
        share = batch.features.shape[1] / len(kept)
        emissions = self.emissions(features) * share
        top = emissions.max(axis=1, keepdims=True)
        odds = np.exp(emissions - top)
        moves = np.where(self.may, np.exp(self.between), 0.0)
        at = batch.at
        longest, count = at.shape
        inside = at >= 0
        ahead = np.zeros((longest, count, COUNT))
        scale = np.ones((longest, count))
        begin = np.array([label[0] in "OBS" for label in LABELS], dtype=float)
        finish = np.array([label[0] in "OES" for label in LABELS], dtype=float)
        now = odds[at[0]] * begin
        for t in range(longest):
            if t:
                here = inside[t]
                now = np.where(here[:, None], (now @ moves) * odds[at[t]], now)
            total = now.sum(axis=1)
            scale[t] = np.where(inside[t], total, 1.0)
            now = now / np.where(inside[t], total, 1.0)[:, None]
            ahead[t] = now
        end = (now * finish).sum(axis=1)
        loss = np.log(scale).sum() + np.log(end).sum() + top.sum()
        # Backward, with the marginals and the expected moves as it goes.
        marginal = np.zeros_like(emissions)
        expected = np.zeros((COUNT, COUNT))
        back = np.tile(finish, (count, 1))
        for t in range(longest - 1, -1, -1):
            here = inside[t]
            each = ahead[t] * back
            each /= each.sum(axis=1, keepdims=True)
            marginal[at[t][here]] = each[here]
            if t:
                weighted = odds[at[t]] * back
                both = ahead[t - 1][:, :, None] * moves[None] * weighted[:, None, :]
                both /= both.sum(axis=(1, 2), keepdims=True)
                expected += both[here].sum(axis=0)
                moved = weighted @ moves.T
                moved /= moved.sum(axis=1, keepdims=True)
                back = np.where(here[:, None], moved, back)
        gold = batch.gold.astype(np.int64)
        rows = np.arange(len(gold))
        first, second = at[:-1][inside[1:]], at[1:][inside[1:]]
        seen = np.zeros((COUNT, COUNT))
        np.add.at(seen, (gold[first], gold[second]), 1)
        loss -= emissions[rows, gold].sum() + (self.between * seen).sum()
        marginal[rows, gold] -= 1.0
        self._update(features, (marginal * share).astype(np.float32), expected - seen, rate, decay)
        return float(loss)

    def _update(self, features, gradient, between, rate, decay) -> None:
        flat = features.reshape(-1)
        order = np.argsort(flat, kind="stable")
        ids = flat[order]
        heads = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
        summed = np.add.reduceat(gradient[order // features.shape[1]], heads, axis=0)
        which = ids[heads]
        weights = self.weights[which]
        summed += decay * weights
        squares = self.squares[which] + summed * summed
        self.squares[which] = squares
        self.weights[which] = weights - rate * summed / (np.sqrt(squares) + 1e-6)
        between = np.where(self.may, between + decay * self.between, 0)
        self.between_squares += between * between
        self.between -= rate * between / (np.sqrt(self.between_squares) + 1e-6)

    def best(self, batch: Batch, emissions: np.ndarray | None = None) -> np.ndarray:
        """The best labels of each character of the batch (Viterbi)."""
        emissions = self.emissions(batch.features) if emissions is None else emissions
        moves = np.where(self.may, self.between, -1e9)
        begin = np.array([0.0 if label[0] in "OBS" else -1e9 for label in LABELS])
        finish = np.array([0.0 if label[0] in "OES" else -1e9 for label in LABELS])
        longest, count = batch.at.shape
        trail = np.zeros((longest, count, COUNT), dtype=np.int8)
        now = emissions[batch.at[0]] + begin
        for t in range(1, longest):
            here = batch.at[t] >= 0
            paths = now[:, :, None] + moves[None]
            trail[t] = paths.argmax(axis=1)
            then = paths.max(axis=1) + emissions[batch.at[t]]
            now = np.where(here[:, None], then, now)
            trail[t][~here] = np.arange(COUNT)
        label = (now + finish).argmax(axis=1)
        told = np.zeros(len(emissions), dtype=np.int64)
        for t in range(longest - 1, -1, -1):
            here = batch.at[t] >= 0
            told[batch.at[t][here]] = label[here]
            label = trail[t][np.arange(count), label]
        return told


def fit(
    groups: list[list[Batch]],
    bits: int,
    epochs: int,
    rate: float,
    decay: float,
    seed: int,
    drop: float,
) -> Model:
    """A model of these batches, gone through `epochs` times in an order by the seed.

    It is the mean of many steps of the later epochs.
    At each step a share `drop` of the templates is not seen, so that none is relied on alone.
    """
    model = Model(bits)
    mean, between, count = np.zeros_like(model.weights), np.zeros_like(model.between), 0
    everything = [batch for group in groups for batch in group]
    rng = np.random.default_rng(seed)
    for epoch in range(epochs):
        began, loss = time.time(), 0.0
        for step, place in enumerate(rng.permutation(len(everything))):
            batch = everything[place]
            templates = batch.features.shape[1]
            kept = np.sort(rng.permutation(templates)[: round(templates * (1 - drop))])
            loss += model.step(batch, kept, rate * (1 - epoch / epochs), decay)
            if epoch >= AVERAGED_FROM and step % AVERAGED_EVERY == 0:
                mean += model.weights
                between += model.between
                count += 1
        print(f"epoch {epoch}: loss {loss:,.0f}, {time.time() - began:.1f} s", file=sys.stderr)
    if count:
        model.weights, model.between = mean / np.float32(count), between / count
    return model


def spans_of(labels: np.ndarray) -> list[tuple[int, int, str]]:
    told, start = [], 0
    for place, number in enumerate(labels):
        label = LABELS[number]
        if label[0] in "BS":
            start = place
        if label[0] in "ES":
            told.append((start, place + 1, label[2:]))
    return told


def predict(model: Model, sentences, lexicon: Lexicon) -> list[list[tuple[int, int, str]]]:
    order = sorted(range(len(sentences)), key=lambda place: len(sentences[place].text))
    told: list = [[] for _ in sentences]
    for start in range(0, len(order), 200):
        chosen = [place for place in order[start : start + 200] if sentences[place].text]
        if not chosen:
            continue
        batch = _batch([sentences[place] for place in chosen], lexicon, model.bits)
        labels = model.best(batch)
        row = 0
        for place in chosen:
            length = len(sentences[place].text)
            told[place] = spans_of(labels[row : row + length])
            row += length
    return told


def score(sentences, predicted) -> dict[str, tuple[float, float, float]]:
    told = {}
    for kind in "PLO":
        gold = {
            (n, *span) for n, one in enumerate(sentences) for span in one.spans if span[2] == kind
        }
        found = {
            (n, *span) for n, spans in enumerate(predicted) for span in spans if span[2] == kind
        }
        right = len(gold & found)
        precision = right / len(found) if found else 0.0
        recall = right / len(gold) if gold else 0.0
        both = 2 * precision * recall / (precision + recall) if right else 0.0
        told[kind] = (precision, recall, both)
    return told
