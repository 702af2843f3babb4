# How honest the confidence of a column's label is, on material the weighing was not fitted on:
# other kinds from another source (elsewhere.py), English tables, and names by hand. Of labels said with
# 0.9 nine in ten should be right. Writes a picture and the table of its figures.
#
#     python training/reliability.py [--seed N] [--svg FILE] [--page FILE]
from __future__ import annotations

import argparse
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))

import itertools

from columns import names_alone
from elsewhere import columns_elsewhere
from weigh import judged

from classify import compile_recognisers
from classify.settle import settled
from policies import load_policies

EDGES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)
Said = tuple[float, bool]
_BEGIN, _END = "| --- | --- | ---: | ---: | ---: |", "\n<!-- end of the table -->"


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure how honest confidences are.")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--svg", type=Path, default=ROOT / "docs" / "reliability.svg")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "confidence.md")
    parser.add_argument("--show", action="store_true", help="labels that are wrong")
    options = parser.parse_args()
    recognisers = compile_recognisers(load_policies())
    told = {
        "columns": said_of(
            columns_elsewhere(options.seed, to_measure=True), recognisers, show=options.show
        ),
        "names": said_of(names_alone("held_out"), recognisers, show=options.show),
    }
    for name, said in told.items():
        print(name)
        for line in rows(said):
            print("  ", *line)
    options.svg.write_text(picture(told), encoding="utf-8")
    before = options.page.read_text("utf-8")
    options.page.write_text(page(before, told), encoding="utf-8")
    return 0


def said_of(tables, recognisers, *, show: bool) -> list[Said]:
    """Each label that is said: how sure, and whether it is right."""
    told = []
    for table in tables:
        made = list(judged(table, recognisers))
        decided = settled([draft for _, draft, _ in made], recognisers)
        for (column, _, _), found in zip(made, decided, strict=True):
            if found.label is not None:
                right = column.is_right(found.label)
                told.append((found.confidence, right))
                if show and not right:
                    print(found.confidence, found.label, column.kind, column.manner, sep="|")
    return told


def rows(said: list[Said]) -> list[tuple[str, int, str, str]]:
    """For each range of confidence: how many labels, what was said, how many were right."""
    told = []
    for low, high in itertools.pairwise(EDGES):
        inside = [each for each in said if low <= each[0] < high]
        if inside:
            sure = sum(each[0] for each in inside) / len(inside)
            right = sum(each[1] for each in inside) / len(inside)
            told.append(
                (f"{low:.2f}-{min(high, 1):.2f}", len(inside), f"{sure:.3f}", f"{right:.3f}")
            )
    return told


def page(before: str, told: dict[str, list[Said]]) -> str:
    """The page with its table made anew: what stands between its marks."""
    head, _, rest = before.partition(_BEGIN)
    lines = "".join(
        f"| {_TITLES[name]} | {span} | {count} | {sure} | {right} |\n"
        for name, said in told.items()
        for span, count, sure, right in rows(said)
    )
    return f"{head}{_BEGIN}\n{lines}{_END}{rest.partition(_END)[2]}"


_SIZE, _LEFT, _TOP = 360, 60, 40
_COLOURS = {"columns": "#1f6feb", "names": "#d97706"}
_TITLES = {"columns": "values and header", "names": "header alone"}


def picture(told: dict[str, list[Said]]) -> str:
    """What was said against what was right, larger where there are more labels."""
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE + 100} {_SIZE + 110}" '
            'font-family="sans-serif" font-size="12" role="img">'
        ),
        "<title>How often labels are right, by the confidence that is said</title>",
        '<rect width="100%" height="100%" fill="white"/>',
        (
            f'<path d="M{_at(0, 0)} L{_at(0.95, 1)} L{_at(1, 1)} L{_at(1, 0.95)} L{_at(0.05, 0)} Z" '
            'fill="#e8f0e8"/>'
        ),
        f'<path d="M{_at(0, 0)} L{_at(1, 1)}" stroke="#8a8a8a" stroke-dasharray="4 4"/>',
        f'<path d="M{_at(0, 1)} L{_at(0, 0)} L{_at(1, 0)}" stroke="black" fill="none"/>',
    ]
    for step in range(0, 11, 2):
        share = step / 10
        x, y = _place(share, share)
        parts.append(f'<text x="{x}" y="{_TOP + _SIZE + 18}" text-anchor="middle">{share}</text>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4}" text-anchor="end">{share}</text>')
    for number, (name, said) in enumerate(told.items()):
        colour = _COLOURS[name]
        points = [(float(sure), float(right), count) for _, count, sure, right in rows(said)]
        line = " L".join(_at(sure, right) for sure, right, _ in points)
        parts.append(f'<path d="M{line}" stroke="{colour}" fill="none"/>')
        for sure, right, count in points:
            x, y = _place(sure, right)
            parts.append(
                f'<circle cx="{x}" cy="{y}" r="{2 + count**0.5 / 5:.1f}" fill="{colour}" '
                'fill-opacity="0.7"/>'
            )
        y = _TOP - 22 + number * 16
        parts.append(f'<circle cx="{_LEFT + 12}" cy="{y}" r="5" fill="{colour}"/>')
        parts.append(
            f'<text x="{_LEFT + 24}" y="{y + 4}">{_TITLES[name]} ({len(said):,} labels)</text>'
        )
    middle = _LEFT + _SIZE / 2
    parts.append(f'<text x="{middle}" y="{_TOP + _SIZE + 40}" text-anchor="middle">said</text>')
    parts.append(
        f'<text x="18" y="{_TOP + _SIZE / 2}" transform="rotate(-90 18 {_TOP + _SIZE / 2})" '
        'text-anchor="middle">right</text></svg>'
    )
    return "\n".join(parts) + "\n"


def _place(x: float, y: float) -> tuple[float, float]:
    return round(_LEFT + x * _SIZE, 1), round(_TOP + (1 - y) * _SIZE, 1)


def _at(x: float, y: float) -> str:
    return "{} {}".format(*_place(x, y))


if __name__ == "__main__":
    sys.exit(main())
