# The index of header terms: what is derived, and what terms weigh that several claim.
import pickle

import pytest

from classify.terms import compile_headers
from policies import HeaderTerms, Recogniser, Title

TITLE = Title(zh="题", en="title")


def recogniser(identifier: str, category: str, **headers: tuple[str, ...] | bool) -> Recogniser:
    return Recogniser(
        id=identifier,
        title=TITLE,
        category=category,
        evidence="header",
        headers=HeaderTerms.model_validate(headers),
        header_hits=(),
        header_misses=(),
    )


INDEX = compile_headers(
    {
        each.id: each
        for each in [
            recogniser("a.card", "card", zh=("证件号", "QQ"), en=("name", "card number")),
            recogniser("a.paper", "card", zh=("证件号",), en=("paper",)),
            recogniser("a.desk", "desk", zh=("座机号",), en=("name",), excludes=("型号", "type")),
            recogniser("a.short", "short", zh=("账号",), abbreviations=("ZJH", "X M")),
        ]
    }
)


def weights(table: str, key: str) -> dict[str, float]:
    claims = getattr(INDEX, table).get(key, ())
    return {INDEX.recognisers[claim.recogniser]: claim.weight for claim in claims}


@pytest.mark.parametrize(
    ("table", "key", "expected"),
    [
        pytest.param(
            "chinese", "证件号", {"a.card": 1.0, "a.paper": 1.0}, id="shared within a class weighs"
        ),
        pytest.param(
            "english", "name", {"a.card": 0.4, "a.desk": 0.4}, id="shared between classes does not"
        ),
        pytest.param("english", "qq", {"a.card": 1.0}, id="a Latin term among the Chinese"),
        pytest.param("english", "cardno", {"a.card": 1.0}, id="a short spelling run together"),
        pytest.param("english", "cardnumber", {"a.card": 1.0}, id="words run together"),
        pytest.param(
            "latin",
            "zjh",
            {"a.short": 1.0, "a.card": 0.4, "a.paper": 0.4, "a.desk": 0.4},
            id="what the pack writes goes before what is derived",
        ),
        pytest.param("latin", "zuojihao", {"a.desk": 1.0}, id="pinyin"),
        pytest.param("latin", "xm", {"a.short": 1.0}, id="an abbreviation of two words"),
        pytest.param("latin", "nobody", {}, id="nobody's"),
    ],
)
def test_a_key_has_its_claims(table: str, key: str, expected: dict[str, float]) -> None:
    assert weights(table, key) == expected


def test_excludes_are_kept_by_script() -> None:
    assert INDEX.excluded_chinese == {"型号": {2}}
    assert INDEX.excluded_english == {"type": {2}}
    assert "型号" in INDEX.starts


def test_the_index_passes_between_workers() -> None:
    assert pickle.loads(pickle.dumps(INDEX)) == INDEX


def test_no_recognisers_make_an_empty_index() -> None:
    index = compile_headers({})
    assert (index.recognisers, index.longest) == ((), 0)


def test_another_thing_yields_to_any_recogniser_and_speaks_where_none_does():
    from policies import OtherThing

    own = recogniser("a.badge", "badge", zh=("设备编号",))
    other = OtherThing(
        id="other.number",
        title=TITLE,
        against=("a.badge",),
        headers=HeaderTerms(zh=("设备编号", "流水号")),
        header_hits=(),
        header_misses=(),
    )
    index = compile_headers({own.id: own}, {other.id: other})
    assert index.recognisers[index.others :] == ("other.number",)
    claims = {index.recognisers[each.recogniser]: each.weight for each in index.chinese["设备编号"]}
    assert claims == {"a.badge": 1.0}
    assert "sbbh" in index.latin
    (alone,) = index.chinese["流水号"]
    assert (index.recognisers[alone.recogniser], alone.weight) == ("other.number", 1.0)


def test_derived_initials_yield_to_what_is_written_down_for_another_thing():
    from policies import OtherThing

    own = recogniser("a.insured", "insured", zh=("社保编号",))
    other = OtherThing(
        id="other.number",
        title=TITLE,
        against=("a.insured",),
        headers=HeaderTerms(zh=("设备编号",), abbreviations=("SBBH",)),
        header_hits=(),
        header_misses=(),
    )
    index = compile_headers({own.id: own}, {other.id: other})
    weights = {index.recognisers[each.recogniser]: each.weight for each in index.latin["sbbh"]}
    assert weights == {"a.insured": 0.4, "other.number": 1.0}


def test_a_term_of_the_operators_pack_is_theirs():
    known = {
        each.id: each
        for each in [
            recogniser("our.case", "court", zh=("案号",)),
            recogniser("my.case", "bureau", zh=("案号",)),
        ]
    }
    assert {each.weight for each in compile_headers(known).chinese["案号"]} == {0.4}
    index = compile_headers(known, own={"my.case"})
    weights = {index.recognisers[each.recogniser]: each.weight for each in index.chinese["案号"]}
    assert weights == {"my.case": 1.0, "our.case": 0.4}


def test_words_that_stand_before_terms_are_known_in_latin_letters():
    index = compile_headers({}, owners=("申请人", "users"), occasions=("登录",))
    assert index.owners == {"shenqingren", "sqr", "user"}
    assert index.occasions == {"denglu", "dl"}


def test_excluded_words_are_known_in_pinyin():
    own = recogniser("a.address", "a", zh=("地址",), excludes=("图片地址", "类型"))
    assert set(compile_headers({own.id: own}).excluded_pinyin) == {"tupiandizhi", "leixing"}


def test_of_rare_terms_no_initials_are_derived():
    own = recogniser("a.address", "a", zh=("户籍地址",), rare=("户籍详址",))
    index = compile_headers({own.id: own})
    assert {"户籍地址", "户籍详址"} <= set(index.chinese)
    assert {"hujidizhi", "hjdz", "hujixiangzhi"} == set(index.latin)


def test_rare_terms_may_be_english_and_abbreviations():
    own = recogniser("a.phone", "a", rare=("link phone", "LXRDH"))
    index = compile_headers({own.id: own})
    assert set(index.english) == {"linkphone", "linkphn"}
    assert set(index.latin) == {"lxrdh"}


def test_what_is_kept_by_a_code_is_known_with_the_words_for_one():
    own = recogniser("a.state", "a", zh=("婚姻状况", "民族"), en=("marriage",), coded=True)
    index = compile_headers({own.id: own})
    assert {"婚姻状况代码", "婚姻状况码", "民族名称"} <= set(index.chinese)
    assert {"hyzkdm", "hyzkm", "minzudm"} <= set(index.latin)
    # Initials of a short term with a mark stand for much else.
    assert "mzmc" not in index.latin
    assert "marriagecode" in index.english


def test_codes_of_standards_are_whole_names():
    own = recogniser("a.name", "a", codes=("AAC003",))
    index = compile_headers({own.id: own})
    assert [term.term for term in index.codes["aac003"]] == ["AAC003"]
    assert "aac" not in index.latin


def test_words_behind_a_term_are_kept_apart_from_those_before_it():
    index = compile_headers({}, occasions=("登录", "_enc"))
    assert (index.occasions, index.endings) == ({"denglu", "dl"}, {"enc"})
