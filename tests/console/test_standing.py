# Where a data set stands, in lines: every sentence in both languages with its values.
import pytest
from compared_findings import finding
from kept_catalogue import POLICIES

from classify import Occasion
from console.standing import _SAID, said_in, standing_lines, told
from operations import Life, Standing
from operations.wording import wording
from schema import Filing, Observation

EN, ZH = wording("en", POLICIES), wording("zh", POLICIES)
RULES = POLICIES.filings["annex-j"]
ROWS = Observation("scale", {"measure": "rows", "before": "1", "after": "2", "share": "+100%"})
FILING = Filing(
    id="fl-1", unit="u", time="t", dataset="ds-1", number="备1", filed="2026-11-20",
    person="王敏", reason="r", finding=finding(), version=1,
)  # fmt: skip
DUE = Standing(
    "changed",
    is_filed_data=True,
    filing=FILING,
    occasions=(Occasion(RULES.triggers[0], (ROWS,)),),
    rules=RULES.refiling[:1],
    due="2027-02-20",
)


@pytest.mark.parametrize("key", _SAID)
def test_both_languages_take_the_same_values(key: str) -> None:
    import re

    chinese, english = ({*re.findall(r"\{(\w+)", each)} for each in _SAID[key])
    assert chinese == english


def test_a_filing_that_is_due_tells_when_and_why() -> None:
    assert [*standing_lines(DUE, EN)] == [
        "filed on 2026-11-20 under 备1 (王敏)",
        "to be filed anew by 2027-02-20: the scale changed by 30 % or more (MIIT 166-2022 art. 12)",
        "since the filing: rows: 1 -> 2 (+100%)",
    ]
    assert [*standing_lines(DUE, ZH)][-1] == "备案后：条数由1变为2（+100%）"
    assert len([*standing_lines(DUE, EN, known=[ROWS])]) == 2, "what was told is not told again"


def test_nothing_is_told_of_what_is_not() -> None:
    assert [*standing_lines(Standing("found", is_filed_data=False), EN)] == []


def test_what_is_gone_and_what_must_be_scanned_is_told() -> None:
    standing = Standing("found", is_filed_data=False, gone="2026-11-20T08:00:00Z")
    life = Life(finding(), standing, None, True, ("recogniser cn.id18 changed",), 1, "t")
    assert [*told(life, EN)] == [
        "state: not reviewed",
        "not found since 2026-11-20",
        "policies changed since it was graded: catalogue regrade applies them",
        "to be scanned again: recogniser Resident identity number (cn.id18) changed",
    ]
    assert [*told(life, ZH)][3] == "须重新扫描：识别器居民身份证号（cn.id18）有变化"


def test_nouns_agree_with_their_numbers() -> None:
    assert said_in("unchanged", EN, count=1) == "1 data set as before"
    assert said_in("unchanged", EN, count=1_200) == "1,200 data sets as before"
