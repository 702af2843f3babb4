# How fast and how well running text is looked into, on one core: log lines and Chinese notes
# with every pattern and check on, Chinese text with names of persons, places and
# organisations on too, against Presidio and jieba in the same run; and precision, recall and
# F1 of the names on the test half of UNER and on the hand-written sentences of the tests,
# ours and jieba's. Seconds are the processor's. One JSON object on standard output, a table
# on standard error.
#
#     python benchmarks/classify_text.py [--megabytes N] [--without-peers] [--json FILE]
from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
# This file's folder comes first on the path, where it would hide the package of its name.
sys.path[0] = str(ROOT)
sys.path.append(str(ROOT / "training"))
# Set before numpy loads: a second thread would be a second core.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

from corpus import Sentence, marked, treebank  # noqa: E402
from evaluate import SENTENCES, scored  # noqa: E402

from benchmarks.environment import PEERS, machine, run_peer  # noqa: E402
from classify import Inspector, compile_recognisers  # noqa: E402
from classify.tagger import load_model, tagged  # noqa: E402
from policies import load_policies  # noqa: E402

_LETTERS = {"person": "P", "location": "L", "organisation": "O"}


def main() -> int:
    parser = argparse.ArgumentParser(description="Running text against Presidio and jieba.")
    parser.add_argument("--megabytes", type=float, default=10.0, help="of each kind of text")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many is told")
    parser.add_argument("--lines", type=int, default=400, help="lines given to Presidio")
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--json", type=Path, help="write the result here too")
    options = parser.parse_args()

    core = pin()
    sets = test_sets()
    size = int(options.megabytes * 1e6)
    texts = {"log": log_lines(size), "notes": notes(size), "prose": prose(size)}
    recognisers = compile_recognisers(load_policies())
    result: dict[str, Any] = {
        "benchmark": "classify_text",
        **machine("numpy", "hyperscan", "google-re2"),
        "values": {
            f"{name}, {engine}": rate(text, recognisers, options.rounds, names=False, engine=engine)
            for name, text in texts.items()
            for engine in ("hyperscan", "re2")
        },
        "names": {
            name: rate(texts[name], recognisers, options.rounds, names=True, engine="hyperscan")
            for name in ("notes", "prose")
        },
        "quality": {"tongguan": quality(sets, [by_model(s) for s in sets.values()])},
    }
    if not options.without_peers:
        sentences = [sentence.text for each in sets.values() for sentence in each]
        lines = {name: text.splitlines()[: options.lines] for name, text in texts.items()}
        task = {"core": core, "lines": lines, "sentences": sentences}
        told = run_peer(options.peers, "running_text.py", task)
        jieba: Any = told.pop("jieba")
        result["peers"] = told | {"jieba_chars_per_s": jieba["chars_per_s"]}
        found, place = [], 0
        for each in sets.values():
            spans = jieba["spans"][place : place + len(each)]
            found.append([[tuple(span) for span in one] for one in spans])
            place += len(each)
        result["quality"]["jieba"] = quality(sets, found)
    report(result)
    text = json.dumps(result, ensure_ascii=False)
    print(text)
    if options.json:
        options.json.write_text(text + "\n", encoding="utf-8")
    return 0


def rate(text: str, recognisers: Any, rounds: int, *, names: bool, engine: Any) -> dict[str, float]:
    """Megabytes and characters a second, compiling left out as a long run would."""
    inspector = Inspector(recognisers, names=names, engine=engine)
    warm = sum(1 for _ in inspector.feed("预热13812345678")) + sum(1 for _ in inspector.end())
    assert warm
    best, spans = float("inf"), 0
    for _ in range(rounds):
        began = time.process_time()
        spans = sum(
            sum(1 for _ in inspector.feed(text[place : place + 65_536]))
            for place in range(0, len(text), 65_536)
        )
        spans += sum(1 for _ in inspector.end())
        best = min(best, time.process_time() - began)
    return {
        "mb_per_s": round(len(text.encode()) / best / 1e6, 2),
        "chars_per_s": round(len(text) / best),
        "spans": spans,
    }


def log_lines(size: int) -> str:
    """Lines as services write them: a time, a class, addresses, ids; now and then a person's."""
    rng = random.Random(1)
    told: list[str] = []
    held = 0
    while held < size:
        line = (
            f"2026-11-{rng.randint(1, 30):02d} {rng.randint(0, 23):02d}:{rng.randint(0, 59):02d}:12,"
            f"{rng.randint(0, 999):03d} INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: "
            f"Created attempt_{rng.randint(10**12, 10**13)}_0001 for 10.0.{rng.randint(0, 255)}."
            f"{rng.randint(1, 254)}:{rng.randint(1_000, 65_000)} uid={rng.randint(0, 5_000)}"
        )
        if rng.random() < 0.02:
            line += f" mobile=1{rng.choice('3578')}{rng.randint(10**8, 10**9 - 1)}"
        told.append(line)
        held += len(line) + 1
    return "\n".join(told)


def notes(size: int) -> str:
    """Short remarks of a service desk, a number in three of a hundred."""
    rng = random.Random(2)
    usual = ["经核实，申请人反映的问题已办结。", "群众来电咨询医保报销政策，已答复。", "材料不齐，请补充后重新提交。",
             "已转区民政局办理。", "来访人情绪稳定，表示理解。"]  # fmt: skip
    told: list[str] = []
    held = 0
    while held < size:
        line = rng.choice(usual)
        if rng.random() < 0.03:
            line += f"联系电话1{rng.choice('3578')}{rng.randint(10**8, 10**9 - 1)}。"
        told.append(line)
        held += 3 * len(line)
    return "\n".join(told)


def prose(size: int) -> str:
    """The treebank's test half again and again."""
    once = "\n".join(sentence.text for sentence in treebank("test"))
    return "\n".join([once] * max(1, size // len(once.encode())))


def test_sets() -> dict[str, list[Sentence]]:
    sets = {"uner": treebank("test")}
    for path in sorted(SENTENCES.glob("*.txt")):
        lines = path.read_text("utf-8").splitlines()
        sets[path.stem] = [marked(line) for line in lines if line and not line.startswith("#")]
    return sets


def by_model(sentences: list[Sentence]) -> list[list[tuple[int, int, str]]]:
    model = load_model()
    return [[(e.start, e.end, e.kind) for e in tagged(one.text, model)] for one in sentences]


def quality(sets: dict[str, list[Sentence]], found: list[Any]) -> dict[str, Any]:
    return {
        name: {kind: scored(sentences, spans, letter) for kind, letter in _LETTERS.items()}
        for (name, sentences), spans in zip(sets.items(), found, strict=True)
    }


def report(result: dict[str, Any]) -> None:
    lines = []
    for name, each in result["values"].items():
        lines.append(f"patterns and checks, {name:<18} {each['mb_per_s']:8.1f} MB/s")
    for name, each in result["names"].items():
        lines.append(f"with names, {name:<26} {each['chars_per_s']:10,.0f} chars/s")
    for name, each in result.get("peers", {}).get("presidio", {}).items():
        lines.append(f"presidio, {name:<28} {each['mb_per_s']:8.3f} MB/s")
    if "peers" in result:
        lines.append(f"jieba, names {result['peers']['jieba_chars_per_s']:36,.0f} chars/s")
    for who, sets in result["quality"].items():
        lines.append("")
        for name, kinds in sets.items():
            cells = "  ".join(
                f"{kind} {told['precision']:.2f}/{told['recall']:.2f}/{told['f1']:.2f}"
                for kind, told in kinds.items()
            )
            lines.append(f"{who:<9} {name:<10} {cells}")
    print("\n".join(lines), file=sys.stderr)


def pin() -> int | None:
    """This process on one core; which, where the system can say."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


if __name__ == "__main__":
    sys.exit(main())
