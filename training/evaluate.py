# Precision, recall and F1 of the shipped tagger, as it is used: on the test half of UNER and
# on the hand-written sentences in tests/classify/sentences, none of which are trained on; and
# of jieba on the same, where it is installed.
#
#     python training/evaluate.py [--show] [--json FILE]
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from corpus import Sentence, marked, treebank

from classify.tagger import load_model, read_model, tagged

SENTENCES = HERE.parent / "tests" / "classify" / "sentences"
Spans = list[tuple[int, int, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure the tagger of Chinese names.")
    parser.add_argument("--show", action="store_true", help="the sentences that went wrong")
    parser.add_argument("--model", type=Path, help="another model than the shipped one")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    held_out = sets()
    told = {"tongguan": measured(held_out, tagging_with(options.model), show=options.show)}
    try:
        import jieba.posseg
    except ModuleNotFoundError:
        print("jieba is not installed: not compared", file=sys.stderr)
    else:
        told["jieba"] = measured(held_out, lambda text: by_jieba(text, jieba.posseg), show=False)
    text = json.dumps(told, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def sets() -> dict[str, list[Sentence]]:
    """What no model is trained on: the treebank's test half, and sentences by hand."""
    told = {"uner": treebank("test")}
    for path in sorted(SENTENCES.glob("*.txt")):
        lines = path.read_text("utf-8").splitlines()
        told[path.stem] = [marked(line) for line in lines if line and not line.startswith("#")]
    return told


def tagging_with(path: Path | None) -> Callable[[str], Spans]:
    model = load_model() if path is None else read_model(path.read_bytes())
    return lambda text: [(each.start, each.end, each.kind) for each in tagged(text, model)]


def by_jieba(text: str, posseg) -> Spans:
    told, place = [], 0
    kinds = {"nr": "P", "nrt": "P", "nrfg": "P", "ns": "L", "nt": "O"}
    for pair in posseg.cut(text):
        if pair.flag in kinds:
            told.append((place, place + len(pair.word), kinds[pair.flag]))
        place += len(pair.word)
    return told


def measured(sets: dict[str, list[Sentence]], find, *, show: bool) -> dict[str, object]:
    told: dict[str, object] = {}
    persons = []
    for name, sentences in sets.items():
        found = [find(sentence.text) for sentence in sentences]
        told[name] = {
            kind: scored(sentences, found, letter)
            for kind, letter in (("person", "P"), ("location", "L"), ("organisation", "O"))
        }
        if name != "uner":
            persons.append(told[name]["person"]["f1"])
        if show:
            for sentence, spans in zip(sentences, found, strict=True):
                wrong = {s for s in sentence.spans if s[2] == "P"} ^ {
                    s for s in spans if s[2] == "P"
                }
                if wrong:
                    print(
                        name,
                        sentence.text,
                        [sentence.text[a:b] for a, b, _ in wrong],
                        file=sys.stderr,
                    )
    told["mean person f1, hand-written"] = round(sum(persons) / len(persons), 3)
    return told


def scored(sentences: list[Sentence], found: list[Spans], letter: str) -> dict[str, float]:
    gold = {(n, *s) for n, one in enumerate(sentences) for s in one.spans if s[2] == letter}
    said = {(n, *s) for n, spans in enumerate(found) for s in spans if s[2] == letter}
    right = len(gold & said)
    precision = right / len(said) if said else 0.0
    recall = right / len(gold) if gold else 0.0
    return {
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(2 * right / (len(gold) + len(said)), 3) if gold or said else 0.0,
        "gold": len(gold),
    }


if __name__ == "__main__":
    sys.exit(main())
