# Every reason that grading gives reads in both languages, and its values come back.
import string

import pytest

from classify.evidence import EVIDENCE, tell
from classify.sentence import SENTENCES, in_chinese, say, values_of


def _values(key: str) -> dict[str, str]:
    names = [name for _, name, _, _ in string.Formatter().parse(SENTENCES[key][0]) if name]
    # Rules of a profile may explain themselves in brackets.
    return {name: "O-1 (own; choice)" if name == "rule" else f"<{name} 1,000>" for name in names}


@pytest.mark.parametrize("key", SENTENCES)
def test_both_languages_say_the_same_values(key: str) -> None:
    values = _values(key)
    chinese = in_chinese(say(key, **values), {})
    assert chinese == SENTENCES[key][1].format_map(values)
    assert set(values) == {
        name for _, name, _, _ in string.Formatter().parse(SENTENCES[key][1]) if name
    }


@pytest.mark.parametrize("key", SENTENCES)
def test_values_come_back(key: str) -> None:
    assert values_of(say(key, **_values(key))) == _values(key)


@pytest.mark.parametrize("sentence", ["", "something else", "nothing was recognised:"])
def test_other_sentences_are_left_alone(sentence: str) -> None:
    assert in_chinese(sentence, {}) is None
    assert values_of(sentence) == {}


def test_names_replace_ids_but_never_field_names() -> None:
    names = {"core": "核心数据", "cn.id18": "身份证号"}
    said = say("highest-field", level="core", fields="core, cn.id18")
    assert in_chinese(said, names) == "数据集级别不低于其最高数据项：core, cn.id18为核心数据"
    assert in_chinese(say("floor-prevails", level="core", label="cn.id18"), names) == (
        "就高从严：因身份证号定为核心数据"
    )


@pytest.mark.parametrize("key", EVIDENCE)
def test_reasons_of_labels_read_in_chinese(key: str) -> None:
    names = {name for _, name, _, _ in string.Formatter().parse(EVIDENCE[key][0]) if name}
    values = {name: f"<{name} 1,000>" for name in names}
    assert in_chinese(tell(key, **values), {}) == EVIDENCE[key][1].format_map(values)
