# Trains the tagger and writes a model; `average.py` makes of several the one that ships. Learned
# from are the treebank, the treebank with other names in it, and generated sentences; the lexicon
# loses two fifths of its proper nouns while training, so that names it does not hold are learned
# too. Needs numpy alone, three to four minutes of one core, and gives the same file for the same
# seed on the same machine.
#
#     python training/train.py [--seed N] [--epochs N] [--out FILE]
from __future__ import annotations

import argparse
import os
import random
import sys
import time
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
# Set before numpy loads: sums in one order, on one core.
for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import numpy as np
from corpus import treebank
from exchange import swapped
from fit import batches, fit
from generate import generated
from lexicon import lexicon
from stand_in import stood_in

OUT = HERE.parent / "classify" / "models" / "zh-names.npz"
BITS = 19
# Weights below half a step are nothing; a step is this much.
SCALE = 1 / 16


def main() -> int:
    parser = argparse.ArgumentParser(description="Train the tagger of Chinese names.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--share", type=float, default=1.5, help="of the generated sentences")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    began = time.time()
    model = trained(options.seed, options.epochs, options.share)
    save(model, options.out)
    print(f"{options.out}: {options.out.stat().st_size:,} bytes, {time.time() - began:.0f} s")
    return 0


def trained(seed: int, epochs: int, share: float = 1.5):
    known = treebank("train")
    sentences = known * 2 + swapped(known, seed + 1) + swapped(known, seed + 2)
    sentences += stood_in(known, seed + 3) + stood_in(known, seed + 4)
    sentences += generated(seed, share)
    random.Random(seed).shuffle(sentences)
    half = len(sentences) // 2
    groups = [
        batches(sentences[:half], lexicon(drop=0.4, seed=seed), BITS),
        batches(sentences[half:], lexicon(drop=0.4, seed=seed + 1), BITS),
    ]
    return fit(groups, BITS, epochs, rate=0.1, decay=0.2, seed=seed, drop=0.35)


def save(model, path: Path) -> None:
    steps = np.clip(np.round(model.weights / SCALE), -127, 127).astype(np.int8)
    used = np.flatnonzero(steps.any(axis=1))
    words = lexicon()
    path.parent.mkdir(exist_ok=True)
    np.savez_compressed(
        path,
        bits=np.int64(model.bits),
        scale=np.float64(SCALE),
        steps=np.diff(used, prepend=0).astype(np.uint32),
        weights=steps[used],
        between=np.where(model.may, model.between, -1e6).astype(np.float32),
        words=np.diff(words.words, prepend=np.uint32(0)).astype(np.uint32),
        kinds=words.kinds,
        alone=words.alone,
        pairs=words.pairs,
        endings=words.endings,
        sound=words.sound,
        simple=words.simple - np.arange(1 << 16, dtype=np.uint16),
        **{
            name: getattr(words, name).astype(np.float16)
            for name in ("surname", "given_first", "given_last", "given_alone", "common")
        },
    )


if __name__ == "__main__":
    sys.exit(main())
