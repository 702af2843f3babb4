# Our recognisers in Presidio's engines.
import pytest
from presidio_anonymizer import AnonymizerEngine

from classify.presidio import ChineseNlpEngine, analyzer, entity_of, registry

TEXT = "联系人：王芳，电话13800138000，服务器192.168.1.1正常，身份证11010519491231002X。"


@pytest.fixture(scope="module")
def engine():
    return analyzer()


def test_the_analyzer_finds_values_that_han_characters_touch(engine):
    found = engine.analyze(TEXT, language="zh")
    told = {(each.entity_type, TEXT[each.start : each.end]) for each in found}
    assert told == {
        ("PERSON", "王芳"),
        ("PHONE_NUMBER", "13800138000"),
        ("IP_ADDRESS", "192.168.1.1"),
        ("CN_ID18", "11010519491231002X"),
    }


def test_entities_and_a_threshold_choose_among_them(engine):
    found = engine.analyze(TEXT, language="zh", entities=["PERSON"])
    assert [each.entity_type for each in found] == ["PERSON"]
    assert engine.analyze(TEXT, language="zh", score_threshold=1.01) == []


def test_the_anonymizer_takes_the_results(engine):
    done = AnonymizerEngine().anonymize(TEXT, engine.analyze(TEXT, language="zh"))
    assert "王芳" not in done.text
    assert done.text.startswith("联系人：<PERSON>，电话<PHONE_NUMBER>，")


def test_the_engine_gives_words_and_names():
    told = ChineseNlpEngine().process_text("王芳在北京市工作。", "zh")
    assert [str(token) for token in told.tokens] == ["王芳", "在", "北京市", "工作", "。"]
    assert [(each.text, each.label_) for each in told.entities] == [
        ("王芳", "PERSON"),
        ("北京市", "LOCATION"),
    ]
    assert told.tokens_indices == [0, 2, 3, 6, 8]
    assert "。" not in told.keywords


def test_a_batch_is_its_texts_one_by_one():
    engine = ChineseNlpEngine()
    texts = ["王芳来了", "", "下雨"]
    told = [
        (text, [str(token) for token in each.tokens])
        for text, each in engine.process_batch(texts, "zh")
    ]
    assert [text for text, _ in told] == texts
    assert ["".join(tokens) for _, tokens in told] == texts


def test_every_label_has_an_entity_and_the_registry_tells_them():
    (ours,) = registry().recognizers
    assert {"PERSON", "LOCATION", "ORGANIZATION", "CN_ID18", "CREDIT_CARD"} <= set(
        ours.supported_entities
    )
    assert entity_of("cn.uscc") == "CN_USCC"
