# Two runs of drills side by side on one page that loads nothing: figures, what happened when, which
# steps took effect and were told of, and how plants and data fared in both.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from policies import Title

from .drill import compare_drills
from .drill_drawing import draw_curves, draw_timeline
from .drill_entry import drill_clock
from .drill_page_words import DRILL_FIGURES, DRILL_PAGE
from .drill_report import DrillFacts, drill_facts, drill_moments
from .outputs import deliver, refuse_output
from .page import page_template
from .recording import utc_now
from .settings import Settings, read_policies
from .wording import Wording, wording

__all__ = ["compare_page", "write_compare_page"]

_SAY: Mapping[str, Title] = {
    "title": Title(zh="演练对比", en="Two drills compared"),
    "figures": Title(zh="指标", en="Figures"),
    "figure": Title(zh="指标", en="Figure"),
    "difference": Title(zh="差值", en="Difference"),
    "first": Title(zh="其一", en="First"),
    "second": Title(zh="其二", en="Second"),
    "same": Title(
        zh="两次演练逐字节相同（重放哈希一致）",
        en="Both were the same, byte for byte: one replay hash",
    ),
    "differ": Title(zh="两次演练不同（重放哈希不一致）", en="They were not the same: two replay hashes"),
    "not_played": Title(zh="未执行", en="not played"),
    "with": Title(zh="参演", en="Teams"),
}  # fmt: skip


def write_compare_page(
    settings: Settings, first: str, second: str, path: Path, *, language: str, overwrite: bool = False
) -> None:  # fmt: skip
    """The page at `path`. Raises MisuseError where it may not be written, or a run is not there."""
    refuse_output(path, overwrite=overwrite)
    page = compare_page(settings, first, second, language=language)
    deliver([path], lambda place: _write(place, page), overwrite=overwrite)


def compare_page(settings: Settings, first: str, second: str, *, language: str) -> str:
    """The page. Raises MisuseError where a run is not recorded, or was changed since."""
    found = compare_drills(settings, first, second)
    facts = [drill_facts(settings, each) for each in (first, second)]
    words = wording(language, read_policies(settings))
    say = {key: words.of(title) for key, title in {**DRILL_PAGE, **_SAY}.items()}
    figures = {key: words.of(title) for key, title in DRILL_FIGURES.items()}
    length = max(float(each.told["length_s"]) for each in facts)
    return page_template("drill_compare.html.j2").render(
        say=say,
        language="zh-CN" if language == "zh" else "en",
        time=f"{utc_now()[:16].replace('T', ' ')} UTC",
        same=found.same,
        runs=[_run(each, words, length, say) for each in facts],
        figures=[
            (figures.get(key, say.get(key, key)), *map(_number, pair), _difference(pair))
            for key, pair in found.figures.items()
        ],
        steps=_steps(facts, say),
        curves=[
            (
                figures.get(name, name),
                draw_curves([each.told["curves"].get(name, []) for each in facts], length, name),
            )
            for name in dict.fromkeys(name for each in facts for name in each.told["curves"])
        ],
    )


def _write(place: Path, page: str) -> None:
    place.write_text(page, encoding="utf-8", errors="replace")


def _run(facts: DrillFacts, words: Wording, length: float, say: Mapping[str, str]) -> dict[str, Any]:  # fmt: skip
    told = facts.told
    teams = [say[f"{team}_on"] for team in ("attack", "defence") if told[team]]
    lanes = [(key, say[key]) for key in ("attack", "alerts", "defence", "injects")]
    return {
        "told": told,
        "title": words.of(facts.drill.header.title),
        "teams": ", ".join(teams) or say["no_team"],
        "sequence": facts.sequence,
        # Where an entry stands is said in the run's own report: nothing leads there from here.
        "timeline": draw_timeline(
            lanes, [replace(each, anchor="") for each in drill_moments(told, words)], length
        ),
    }


def _steps(facts: list[DrillFacts], say: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
    """Each step by its id and technique, and how it went in both runs."""
    by_run = [{each["id"]: each for each in run.told["steps"]} for run in facts]
    found = [{each["red_id"]: each for each in run.told["detections"]} for run in facts]
    rows = []
    for step in dict.fromkeys(name for run in by_run for name in run):
        technique = next(run[step]["technique"] for run in by_run if step in run)
        cells = []
        for run, told in zip(by_run, found, strict=True):
            if step not in run:
                cells.append(say["not_played"])
                continue
            effect = say["took" if run[step]["succeeded"] else "failed"]
            delay = told.get(step)
            seen = say["undetected"] if delay is None else f"{delay['delay_s']:.1f} s"
            cells.append(f"{drill_clock(run[step]['started'])} {effect}; {seen}")
        rows.append((step, technique, cells))
    return rows


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def _difference(pair: tuple[float | None, float | None]) -> str:
    first, second = pair
    return "" if first is None or second is None else f"{second - first:+,.2f}"
