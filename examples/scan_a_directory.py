# Scans a directory into a catalogue of its own and prints what is gravest in it.
#
#   .venv/bin/python examples/scan_a_directory.py DIRECTORY HOME
from __future__ import annotations

import sys
from pathlib import Path

from operations import ScanRequest, Settings, scan
from schema import Sample


def main(directory: str, home: str) -> None:
    settings = Settings(home=Path(home), actor="example")
    request = ScanRequest(targets=(directory,), sample=Sample(rows=5_000), workers=1)
    outcome = scan(request, settings, tell=lambda _: None)
    for dataset in sorted(outcome.datasets, key=lambda each: each.level.rank, reverse=True):
        labels = sorted({field.label for field in dataset.fields if field.label})
        print(f"{dataset.level.value:<20} {dataset.name:<28} {' '.join(labels)}")
    for skipped in outcome.skipped:
        print(f"skipped: {skipped.source}: {skipped.error}", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
