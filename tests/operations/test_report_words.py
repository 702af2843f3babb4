# The report's own words: all in both languages, and used by the template.
import re
from pathlib import Path

import operations.report
from operations.report_words import METHOD, REPORT_WORDS

TEMPLATE = Path(operations.report.__file__).parent / "templates" / "report.html.j2"
CODE = Path(operations.report.__file__)


def test_both_languages_are_there() -> None:
    for title in (*REPORT_WORDS.values(), *METHOD):
        assert re.search("[一-鿿]", title.zh)
        assert not re.search("[一-鿿]", title.en.replace("某", ""))


def test_every_word_is_used() -> None:
    text = TEMPLATE.read_text(encoding="utf-8") + CODE.read_text(encoding="utf-8")
    unused = [
        key
        for key in REPORT_WORDS
        if not re.search(rf"say\.{key}\b|[\"']{key.removeprefix('decision_')}[\"']", text)
    ]
    assert unused == []


def test_masking_is_never_called_anonymous_and_findings_stay_candidates() -> None:
    text = " ".join(title.zh for title in (*REPORT_WORDS.values(), *METHOD))
    assert "匿名" not in text
    assert "候选" in REPORT_WORDS["important"].zh
