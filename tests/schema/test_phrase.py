# Sentences are filled and read back exactly, whatever their values hold.
import pytest

from schema import Phrases, filled

SENTENCES = [
    "{count|row|rows} of {table}",
    "{count|row|rows} of {table} are left out",
    "{place}: {problem}",
    "nothing",
    "{a} and {a} again",
]


@pytest.mark.parametrize(
    ("count", "said"),
    [("1", "1 row of t"), ("2", "2 rows of t"), ("0", "0 rows of t"), ("1,001", "1,001 rows of t")],
)
def test_a_noun_goes_with_its_number(count: str, said: str) -> None:
    assert filled(SENTENCES[0], {"count": count, "table": "t"}) == said


def test_values_are_not_templates() -> None:
    assert filled("{a}", {"a": "{b} {c|d|e}"}) == "{b} {c|d|e}"


def test_a_value_that_is_not_given_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        filled("{a}", {})


@pytest.mark.parametrize(
    ("sentence", "number", "values"),
    [
        ("1 row of t", 0, {"count": "1", "table": "t"}),
        ("2 rows of t", 0, {"count": "2", "table": "t"}),
        ("1 rows of t", 0, {"count": "1", "table": "t"}),
        ("2 rows of t are left out", 1, {"count": "2", "table": "t"}),
        ("2 rows of t are left out of it", 0, {"count": "2", "table": "t are left out of it"}),
        ("a.csv: is empty: really", 2, {"place": "a.csv", "problem": "is empty: really"}),
        ("2 rows of a\nb", 0, {"count": "2", "table": "a\nb"}),
        ("nothing", 3, {}),
        ("x.*+ and x.*+ again", 4, {"a": "x.*+"}),
    ],
)
def test_a_sentence_is_read_back(sentence: str, number: int, values: dict[str, str]) -> None:
    found = Phrases(SENTENCES).read(sentence)
    assert found is not None
    assert (found.number, dict(found.values)) == (number, values)


@pytest.mark.parametrize("sentence", ["", "nothing at all", "rows of", "x and y again", "Nothing"])
def test_another_sentence_is_not(sentence: str) -> None:
    assert Phrases(SENTENCES).read(sentence) is None


def test_reading_keeps_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.phrase._KEPT", 3)
    phrases = Phrases(["{a}!"])
    assert [phrases.read(f"{n}!").values["a"] for n in (0, 1, 2, 3, 0)] == ["0", "1", "2", "3", "0"]
    assert len(phrases._read) <= 3
