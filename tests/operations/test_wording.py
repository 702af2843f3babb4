# The words people read: every level and kind in both languages, and a machine's finding
# called a candidate.
import pytest

from operations.wording import KINDS, LEVELS, wording
from policies import Policies
from schema import Level, Reason

NONE = Policies({}, {}, {}, {}, {}, digest="d")


def test_every_level_has_its_words() -> None:
    assert list(LEVELS) == list(Level)
    assert LEVELS[Level.IMPORTANT_CANDIDATE].zh == "重要数据（候选）"
    assert len({title.zh for title in LEVELS.values()} | {t.en for t in LEVELS.values()}) == 14


def test_every_kind_of_reason_has_its_words() -> None:
    assert set(KINDS) == {
        "values", "check", "dictionary", "header", "comment", "chance", "precedence",
        "reading",
        "floor", "matrix", "combination", "scale", "factor", "review",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("detail", "zh"),
    [
        ("nothing was recognised: general-1 (H.2)", "未识别出已知类型：一般1级（H.2）"),
        (
            (
                "important or core only by harm to national security, social order: "
                "a named person judges it"
            ),
            "是否重要或核心取决于对国家安全、社会秩序的危害：须由专人研判",
        ),
        (
            "王敏 on 2026-11-24: overruled, label none, level general-2; 是序号",
            "王敏于2026-11-24改判，识别为非已知类型，定为一般2级：是序号",
        ),
        ("a sentence nobody knows", "a sentence nobody knows"),
    ],
)
def test_reasons_in_both_languages(detail: str, zh: str) -> None:
    reason = Reason("floor", detail)
    assert wording("zh", NONE).reason(reason) == zh
    assert wording("en", NONE).reason(reason) == detail


def test_what_has_no_words_is_shown_as_it_is() -> None:
    words = wording("zh", NONE)
    assert (words.name("my.label"), words.kind("mine")) == ("my.label", "mine")


@pytest.mark.parametrize("language", ["", "ZH", "fr"])
def test_other_languages_are_refused(language: str) -> None:
    with pytest.raises(ValueError, match="zh or en"):
        wording(language, NONE)
