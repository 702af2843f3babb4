# Recognisers of Presidio under labels of ours.
import pytest

from classify import Inspector, compile_recognisers
from classify.borrow import Borrowed
from policies import load_policies
from schema import MisuseError

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


def places(borrowed, text):
    told = borrowed.find(text)
    ends = zip(told.starts.tolist(), told.ends.tolist(), strict=True)
    return [text[start:end] for start, end in ends]


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("PhoneRecognizer", "call +1 650 253 0000 today", ["+1 650 253 0000"]),
        ("SpacyRecognizer.PERSON", "记者王芳在西安报道。", ["王芳"]),
        ("SpacyRecognizer.LOCATION", "记者王芳在西安报道。", ["西安"]),
        ("SpacyRecognizer", "记者王芳在西安报道。", ["王芳", "西安"]),
        ("EmailRecognizer", "write to a@example.com now", ["a@example.com"]),
    ],
)
def test_one_that_is_no_pattern_is_lent_too(with_recogniser, name, text, found):
    assert places(Borrowed(with_recogniser(name)), text) == found


def test_a_mail_address_is_checked_without_the_network(with_recogniser, monkeypatch):
    def refuse(*_arguments, **_named):
        raise AssertionError

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert places(Borrowed(with_recogniser("EmailRecognizer")), "a@b.co.uk") == ["a@b.co.uk"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("NoSuchRecognizer", "Presidio has no recogniser NoSuchRecognizer"),
        ("GLiNERRecognizer", "Presidio cannot make GLiNERRecognizer here: ImportError"),
        ("UsSsnRecognizer.PERSON", "UsSsnRecognizer finds US_SSN, not PERSON"),
    ],
)
def test_what_presidio_cannot_lend_is_refused_by_name(with_recogniser, name, problem):
    with pytest.raises(MisuseError, match=f"us.ssn: {problem}"):
        Borrowed(with_recogniser(name))


def test_nothing_is_borrowed_by_the_shipped_packs(shipped):
    assert not Borrowed(shipped)
