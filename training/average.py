# The mean of several models that `train.py` made from different seeds, as one model: what one
# draw of names and sentences taught by chance evens out. The weights of a conditional random
# field over the same features may be averaged, for its loss is convex.
#
#     python training/average.py OUT MODEL...
from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from classify.tagger import LABELS


def main() -> int:
    if len(sys.argv) < 3:
        print("usage: average.py OUT MODEL...", file=sys.stderr)
        return 2
    out, *paths = map(Path, sys.argv[1:])
    averaged(paths, out)
    print(f"{out}: {out.stat().st_size:,} bytes from {len(paths)} models")
    return 0


def averaged(paths: list[Path], out: Path) -> None:
    parts = [dict(np.load(path)) for path in paths]
    kept = parts[0]
    weights = sum(weights_of(part) for part in parts) / len(parts)
    steps = np.clip(np.round(weights), -127, 127).astype(np.int8)
    used = np.flatnonzero(steps.any(axis=1))
    kept["steps"] = np.diff(used, prepend=0).astype(np.uint32)
    kept["weights"] = steps[used]
    between = sum(part["between"] for part in parts) / len(parts)
    kept["between"] = between.astype(np.float32)
    np.savez_compressed(out, **kept)


def weights_of(part: dict[str, np.ndarray]) -> np.ndarray:
    told = np.zeros((1 << int(part["bits"]), len(LABELS)), dtype=np.float32)
    told[np.cumsum(part["steps"], dtype=np.int64)] = part["weights"]
    return told


if __name__ == "__main__":
    sys.exit(main())
