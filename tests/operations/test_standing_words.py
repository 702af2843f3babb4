# Where a data set stands, as the workbook and the report say it, in both languages.
import dataclasses
from pathlib import Path

import pytest
from compared_findings import finding
from kept_catalogue import POLICIES

from classify import Occasion
from operations.filing import Standing
from operations.report import write_report
from operations.standing_words import (
    filing_state,
    gone_since,
    occasion_lines,
    refiling_lines,
    standing_tag,
)
from operations.wording import wording
from operations.workbook_facts import Facts
from policies import Site
from schema import Filing, Observation

EN, ZH = wording("en", POLICIES), wording("zh", POLICIES)
RULES = POLICIES.filings["annex-j"]
ROWS = Observation("scale", {"measure": "rows", "before": "1", "after": "2", "share": "+100%"})
FOUND = Standing("found", is_filed_data=False)
FILED = Standing(
    "filed",
    is_filed_data=True,
    filing=Filing(
        id="fl-1", unit="u", time="t", dataset="ds-1", number="备1", filed="2026-11-20",
        person="王敏", reason="r", finding=finding(), version=1,
    ),
)  # fmt: skip
DUE = dataclasses.replace(
    FILED,
    condition="changed",
    occasions=(Occasion(RULES.triggers[0], (ROWS,)),),
    rules=RULES.refiling[:1],
    due="2027-02-20",
)
GONE = dataclasses.replace(FOUND, gone="2026-11-21T08:00:00Z")


@pytest.mark.parametrize(
    ("standing", "words", "tag", "state"),
    [
        (FOUND, ZH, "", ""),
        (FILED, ZH, "已备案", "备案号备1（2026-11-20）"),
        (FILED, EN, "filed", "filed under 备1 (2026-11-20)"),
        (
            DUE,
            ZH,
            "已变更，须重新备案",
            "备案号备1（2026-11-20），已变更，须在2027-02-20前重新备案",
        ),
        (
            DUE,
            EN,
            "changed: to be filed anew",
            "filed under 备1 (2026-11-20), changed: to be filed anew by 2027-02-20",
        ),
    ],
    ids=["not filed", "filed zh", "filed en", "due zh", "due en"],
)
def test_a_filing_is_told(standing: Standing, words, tag: str, state: str) -> None:
    assert (standing_tag(standing, words), filing_state(standing, words)) == (tag, state)


def test_what_is_gone_is_told_with_its_day() -> None:
    assert gone_since(GONE, EN) == "not found since 2026-11-21"
    assert gone_since(GONE, ZH) == "2026-11-21起未再找到"
    assert gone_since(FOUND, EN) == ""


def test_rules_and_occasions_name_where_they_are_written() -> None:
    assert [*refiling_lines(DUE, ZH)] == [
        "数据规模变化达到30%以上（工信部网安〔2022〕166号第12条）"
    ]
    assert [*refiling_lines(DUE, EN)] == [
        "the scale changed by 30 % or more (MIIT 166-2022 art. 12)"
    ]
    assert [*occasion_lines(DUE.occasions, ZH)] == ["a 数据规模变化：条数由1变为2（+100%）"]
    assert [*occasion_lines(DUE.occasions, EN)] == ["a change of scale: rows: 1 -> 2 (+100%)"]


@pytest.mark.parametrize(
    ("standing", "language", "said", "grave"),
    [
        (DUE, "zh", ["须重新备案：1", "须在2027-02-20前重新备案", "条数由1变为2（+100%）"], True),
        (DUE, "en", ["to be filed anew: 1", "rows: 1 -&gt; 2 (+100%)"], True),
        (FILED, "zh", ["须重新备案：0", "备案号备1（2026-11-20）"], False),
        (GONE, "zh", ["2026-11-21起未再找到"], False),
    ],
    ids=["due zh", "due en", "filed", "gone"],
)
def test_the_report_tells_it(
    tmp_path: Path, standing: Standing, language: str, said: list[str], grave: bool
) -> None:
    path = tmp_path / "report.html"
    write_report(
        path, [finding()], Site(), POLICIES, time="2026-11-24T03:00:00Z", language=language,
        facts=Facts({"ds-1": standing}),
    )  # fmt: skip
    text = path.read_text("utf-8")
    assert all(each in text for each in said)
    assert ('class="tag due"' in text) == grave


def test_a_report_without_facts_says_nothing_of_filings(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(path, [finding()], Site(), POLICIES, time="2026-11-24T03:00:00Z")
    assert "备案号" not in path.read_text("utf-8")
