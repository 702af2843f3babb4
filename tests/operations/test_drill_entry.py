# An entry of the timeline in both languages: roles, persons, acts and yes or no by their words.
import pytest

from operations.drill_entry import drill_clock, entry_detail, entry_kind
from operations.wording import wording
from policies import load_policies

ZH, EN = (wording(tongue, load_policies()) for tongue in ("zh", "en"))


@pytest.mark.parametrize(
    ("entry", "chinese", "english"),
    [
        (
            {"kind": "gate", "playbook": "p", "role": "command", "answered": True, "passes": False, "who": "李"},
            "预案 p，角色 指挥，已答复 是，放行 否，人员 李",
            "playbook p, role command, answered yes, let through no, by 李",
        ),
        ({"kind": "control", "act": "speed", "who": "赵", "factor": 20.0}, "赵: 改变倍速 20", "赵: changed the speed 20"),
        ({"kind": "control", "act": "say", "who": "赵", "role": "assess"}, "赵: 告知角色 研判", "赵: told a role assessment"),
        ({"kind": "joined", "role": "assess", "who": "王"}, "研判 (王)", "assessment (王)"),
        ({"kind": "inject", "to": "assess", "zh": "来电", "en": "a call"}, "研判: 来电", "assessment: a call"),
        ({"kind": "decision", "role": "assess", "zh": "", "en": "", "marks": 0.0}, "研判: 无 (0%)", "assessment: none (0%)"),
        ({"kind": "alert", "severity": "high", "strange": 1}, "严重程度 高，strange 1", "severity high, strange 1"),
    ],
)  # fmt: skip
def test_an_entry_is_read_in_its_language(entry, chinese, english) -> None:
    entry = {"time_s": 1.0, **entry}
    assert entry_detail(entry, ZH) == chinese
    assert entry_detail(entry, EN) == english


def test_a_kind_without_words_stands_by_its_name() -> None:
    assert entry_kind("gate", ZH) == "审批"
    assert entry_kind("dance", EN) == "dance"
    assert drill_clock(59.9) == "0:59"
