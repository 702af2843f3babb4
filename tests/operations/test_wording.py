# The words people read: every level and kind in both languages, and a machine's finding
# called a candidate.
import pytest

from operations.wording import KINDS, LEVELS, wording
from policies import Policies, load_policies
from schema import Level, Reason

NONE = Policies({}, {}, {}, {}, {}, digest="d")


def test_every_level_has_its_words() -> None:
    assert list(LEVELS) == list(Level)
    assert LEVELS[Level.IMPORTANT_CANDIDATE].zh == "重要数据（候选）"
    assert len({title.zh for title in LEVELS.values()} | {t.en for t in LEVELS.values()}) == 14


def test_every_kind_of_reason_has_its_words() -> None:
    assert set(KINDS) == {
        "values", "check", "dictionary", "header", "comment", "chance", "precedence",
        "reading", "derived",
        "floor", "matrix", "combination", "scale", "factor", "review", "lowered", "overtaken",
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
    assert wording("en", NONE).reason(reason) == detail.replace("general-", "general ")


def test_what_has_no_words_is_shown_as_it_is() -> None:
    words = wording("zh", NONE)
    assert (words.name("my.label"), words.kind("mine")) == ("my.label", "mine")


@pytest.mark.parametrize("language", ["", "ZH", "fr"])
def test_other_languages_are_refused(language: str) -> None:
    with pytest.raises(ValueError, match="zh or en"):
        wording(language, NONE)


POLICIES = load_policies()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "zh",
            "居民身份证号属于个人身份信息，该类最低为一般4级（自定规则O-unlabelled）",
        ),
        (
            "en",
            (
                "Resident identity number is of class Identity documents, whose floor is "
                "general 4 (our own rule O-unlabelled)"
            ),
        ),
    ],
)
def test_titles_stand_for_ids(language: str, said: str) -> None:
    rule = POLICIES.profiles["gbt-43697"].unlabelled_rule
    assert rule == "O-unlabelled"
    detail = f"cn.id18 is of class pi.identity, whose floor is general-4 ({rule})"
    told = wording(language, POLICIES).reason(Reason("floor", detail))
    category = {each.id: each for each in POLICIES.profiles["gbt-43697"].categories}["pi.identity"]
    assert told == said.replace("Identity documents", category.title.en)


def test_every_id_of_the_shipped_policies_has_words() -> None:
    for language in ("zh", "en"):
        words = wording(language, POLICIES)
        profile = POLICIES.profiles["gbt-43697"]
        ids = [
            *POLICIES.recognisers,
            *POLICIES.purposes,
            *(each.id for each in (*profile.categories, *profile.combinations, *profile.scales)),
            *("keep", "mask", "keyed_hash", "redact", "drop"),
        ]
        assert [each for each in ids if words.name(each) == each] == []


def test_a_label_keeps_its_id_behind_its_words() -> None:
    assert wording("zh", POLICIES).label("cn.id18") == "居民身份证号（cn.id18）"
    assert wording("en", POLICIES).label("cn.id18") == "Resident identity number (cn.id18)"
    assert wording("en", POLICIES).label("my.label") == "my.label"
