# Names with labels, named again, and in one order with values.
import numpy as np
import pytest

from classify.mention import Mentions, joined
from classify.span import Found
from classify.tagger import load_model


def spans(*told):
    return Found(
        tuple(label for label, _, _ in told),
        np.array([start for _, start, _ in told], dtype=np.int64),
        np.array([end for _, _, end in told], dtype=np.int64),
        np.full(len(told), 0.9),
    )


@pytest.fixture
def mentions(shipped):
    return Mentions(load_model(), shipped.lexicons)


def found(mentions, text):
    told = mentions.find(text)
    places = zip(told.labels, told.starts.tolist(), told.ends.tolist(), strict=True)
    return [(label, text[start:end]) for label, start, end in places]


@pytest.mark.parametrize(
    ("text", "label", "value"),
    [
        (
            "现住陕西省西安市雁塔区小寨东路1号，已核实。",
            "person.address",
            "陕西省西安市雁塔区小寨东路1号",
        ),
        ("他昨天去了西安。", "geo.place", "西安"),
        ("工作单位：西安市雁塔区人民医院", "org.name", "西安市雁塔区人民医院"),
        ("申请人：王建国，男，汉族。", "person.name", "王建国"),
    ],
)
def test_names_bear_labels_of_the_packs(mentions, shipped, text, label, value):
    assert (label, value) in found(mentions, text)
    assert label in shipped.by_id


def test_who_was_surely_named_is_found_again(mentions):
    first = "申请人：呼延灼华，男，汉族，1965年生。"
    assert ("person.name", "呼延灼华") in found(mentions, first)
    # Nothing here tells a name but that it was named before.
    unsaid = "xx呼延灼华xx"
    mentions._known["无所谓华"] = None
    assert ("person.name", "无所谓华") in found(mentions, "的无所谓华的")
    assert ("person.name", "呼延灼华") in found(mentions, unsaid)


def test_two_characters_inside_a_word_are_not_taken_for_a_known_name(mentions):
    mentions._known["高兴"] = None
    assert found(mentions, "大家都很高兴。") == []


@pytest.mark.parametrize(
    ("values", "names", "kept"),
    [
        ([("cn.mobile", 0, 11)], [("person.name", 11, 13)], ["cn.mobile", "person.name"]),
        ([("cn.mobile", 2, 13)], [("org.name", 0, 14)], ["cn.mobile"]),
        ([("cn.postcode", 2, 8)], [("person.address", 0, 14)], ["person.address"]),
        ([("cn.mobile", 2, 13)], [("person.address", 0, 14)], ["cn.mobile"]),
        ([], [("person.name", 0, 2)], ["person.name"]),
        ([("cn.mobile", 0, 11)], [], ["cn.mobile"]),
    ],
    ids=["apart", "value first", "weak in an address", "a number in an address", "names", "values"],
)
def test_values_and_names_are_joined(values, names, kept):
    told = joined(spans(*values), spans(*names), {"cn.postcode"})
    assert list(told.labels) == kept
    assert (np.diff(told.starts) > 0).all()
