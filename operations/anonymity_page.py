# A table before and after it was made anonymous, as one HTML file that loads nothing, drawn
# like the catalogue's report: what was risked, what is risked now, and what it cost.
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from masking import Risk

from .anonymise import AnonymisedOutcome
from .anonymity_words import PAGE_WORDS
from .chart import Bar, Segment, bar_chart
from .page import page_template
from .recording import utc_now
from .settings import Settings, read_policies
from .wording import wording

__all__ = ["write_anonymity_page"]

# Classes by size, each from this number of rows to the next.
_STEPS: Final = (1, 2, 3, 5, 10, 20, 50, 100)


def write_anonymity_page(
    settings: Settings, path: Path, outcome: AnonymisedOutcome, *, language: str
) -> None:
    """The page at `path`; a file that stands there is replaced.

    Raises ValueError for a language other than "zh" and "en".
    """
    words = wording(language, read_policies(settings))
    say = {key: words.of(title) for key, title in PAGE_WORDS.items()}
    degrees = {each.level: words.of(each.title) for each in outcome.rules.degrees}
    page = page_template("anonymity.html.j2").render(
        say=say,
        language="zh-CN" if words.language == "zh" else "en",
        time=f"{utc_now()[:16].replace('T', ' ')} UTC",
        it=outcome,
        rules=words.of(outcome.rules.title),
        degrees=[(level, degrees[level]) for level in outcome.degrees],
        charts=_charts(outcome, say),
        percent=_percent,
    )
    path.write_text(page, encoding="utf-8", errors="replace")


def _percent(share: float) -> str:
    """A share as people read it: two figures that count.

    >>> _percent(0.03047), _percent(1.0), _percent(0.0)
    ('3.0 %', '100 %', '0 %')
    """
    text = f"{share * 100:.1f}" if share < 0.995 else f"{share * 100:.0f}"
    return f"{'0' if share == 0 else text} %"


def _charts(outcome: AnonymisedOutcome, say: Mapping[str, str]) -> Mapping[str, str]:
    losses = [
        Bar(
            name, (Segment(round(lost * 1000), "ink", f"{name}: {_percent(lost)}"),), _percent(lost)
        )
        for name, lost in sorted(outcome.loss.ncp.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    charts = {"loss_by_column": bar_chart(losses, title=say["loss_by_column"])}
    for key, risk in (("sizes_before", outcome.before), ("sizes_after", outcome.after)):
        charts[key] = bar_chart(list(_sizes(risk, say)), title=say[key])
    return charts


def _sizes(risk: Risk, say: Mapping[str, str]) -> list[Bar]:
    """A bar for each span of class sizes: how many rows stand in such classes."""
    rows: Counter[int] = Counter()
    for size, classes in risk.sizes.items():
        rows[max(step for step in _STEPS if step <= size)] += size * classes
    bars = []
    for place, step in enumerate(_STEPS):
        after = _STEPS[place + 1] if place + 1 < len(_STEPS) else None
        if after is None:
            name = say["or_more"].format(step)
        elif after == step + 1:
            name = say["alone"] if step == 1 else say["from_to"].format(step, step)
        else:
            name = say["from_to"].format(step, after - 1)
        # At most one row in twenty found again is what levels ask for; fewer than five is none.
        style = "important" if step < 5 else "general-3" if step < 20 else "general-1"
        share = _percent(rows[step] / risk.rows)
        bars.append(Bar(name, (Segment(rows[step], style, f"{name}: {rows[step]:,}"),), share))
    return bars
