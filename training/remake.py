# The model that ships, from nothing but this folder, in one command: a model for each seed, their
# mean, and how it does beside the one in force on what neither was trained on. Ten to fifteen
# minutes of one core; needs numpy alone.
#
#     python training/remake.py [--seeds 1 2 3] [--out FILE] [--keep FOLDER]
from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent

# `train` sets the number of threads before numpy loads.
import train  # isort: skip
from average import averaged
from evaluate import measured, sets, tagging_with

KINDS = ("person", "location", "organisation")


def main() -> int:
    parser = argparse.ArgumentParser(description="Make the shipped model of Chinese names anew.")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--share", type=float, default=1.5, help="of the generated sentences")
    parser.add_argument("--out", type=Path, default=train.OUT)
    parser.add_argument("--keep", type=Path, help="a folder for the model of each seed")
    options = parser.parse_args()
    before = compared(train.OUT) if train.OUT.exists() else {}
    with tempfile.TemporaryDirectory() as made:
        folder = options.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        parts = []
        for seed in options.seeds:
            began = time.process_time()
            part = folder / f"names-{seed}.npz"
            train.save(train.trained(seed, options.epochs, options.share), part)
            print(f"seed {seed}: {time.process_time() - began:.0f} s of a core", file=sys.stderr)
            parts.append(part)
        averaged(parts, options.out)
    after = compared(options.out)
    for name, figures in after.items():
        for kind, figure in figures.items():
            was = before.get(name, {}).get(kind)
            print(f"{name:12} {kind:12} F1 {figure:.3f}" + (f" (was {was:.3f})" if was else ""))
    print(f"{options.out}: {options.out.stat().st_size:,} bytes")
    return 0


def compared(path: Path) -> dict[str, dict[str, float]]:
    """F1 by set and kind."""
    told = measured(sets(), tagging_with(path), show=False)
    return {name: {kind: told[name][kind]["f1"] for kind in KINDS} for name in sets()}


if __name__ == "__main__":
    sys.exit(main())
