# Recognisers of Presidio under labels of ours.
import pytest

from classify import Inspector, compile_recognisers
from classify.borrow import Borrowed
from policies import load_policies

PACK = """
header:
  id: test.borrowed
  title: {{zh: 借用, en: borrowed}}
  owner: tests
  created: 2026-11-25
  maturity: stable
  source: made up
  gaps: none
recognisers:
  - id: us.ssn
    title: {{zh: 美国社保号, en: US social security number}}
    category: pi.identity
    evidence: header
    text: {{presidio: {name}}}
    header_hits: []
    header_misses: []
"""


@pytest.fixture
def with_recogniser(tmp_path):
    def make(name):
        folder = tmp_path / "recognisers"
        folder.mkdir(exist_ok=True)
        (folder / "borrowed.yaml").write_text(PACK.format(name=name), encoding="utf-8")
        return compile_recognisers(load_policies(tmp_path))

    return make


def test_a_policy_may_name_any_pattern_recogniser(with_recogniser):
    inspector = Inspector(with_recogniser("UsSsnRecognizer"))
    text = "手机13812345678, SSN 543-21-9876."
    found = [each.span for each in (*inspector.feed(text), *inspector.end())]
    assert [(each.label, text[each.start : each.end]) for each in found] == [
        ("cn.mobile", "13812345678"),
        ("us.ssn", "543-21-9876"),
    ]


def test_what_is_borrowed_is_found_with_its_score(with_recogniser):
    borrowed = Borrowed(with_recogniser("UsSsnRecognizer"))
    told = borrowed.find("my SSN is 543-21-9876, thanks")
    assert (told.labels, told.starts.tolist(), told.ends.tolist()) == (("us.ssn",), [10], [21])
    assert 0 < told.scores[0] <= 1


@pytest.mark.parametrize("name", ["NoSuchRecognizer", "SpacyRecognizer"])
def test_what_presidio_cannot_lend_is_refused_by_name(with_recogniser, name):
    with pytest.raises(ValueError, match=f"us.ssn: Presidio has no pattern recogniser {name}"):
        Borrowed(with_recogniser(name))


def test_nothing_is_borrowed_by_the_shipped_packs(shipped):
    assert not Borrowed(shipped)
