# Chinese terms in Latin letters within names: what may stand before them, and what they are
# no part of.
import pytest

from classify.latin import latin_terms, stands_before
from classify.name import name_of
from classify.terms import compile_headers
from policies import HeaderTerms, Recogniser, Title


def recogniser(identifier: str, **headers: tuple[str, ...]) -> Recogniser:
    return Recogniser(
        id=identifier,
        title=Title(zh="题", en="title"),
        category=identifier,
        evidence="header",
        headers=HeaderTerms(**headers),
        header_hits=(),
        header_misses=(),
    )


INDEX = compile_headers(
    {
        each.id: each
        for each in [
            recogniser("a.name", zh=("姓名",), abbreviations=("XM",)),
            recogniser("a.phone", zh=("联系电话", "手机号"), abbreviations=("DH",)),
            recogniser("a.password", zh=("密码", "密保答案"), abbreviations=("MM",)),
            recogniser("a.address", zh=("地址", "IP")),
            recogniser("a.case", zh=("案号",)),
            recogniser("a.place", zh=("经度",), abbreviations=("JD",)),
        ]
    },
    owners=("申请人", "患者", "user"),
    occasions=("登录", "现住", "last"),
)


def spoken_for(name: str) -> set[str]:
    return {
        INDEX.recognisers[each.term.recogniser]
        for each in latin_terms(INDEX, name_of(name))
        if each.strength >= 0.5
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("xm", "a.name"),
        ("XM", "a.name"),
        ("f_xm", "a.name"),
        ("sqr_xm", "a.name"),
        ("sqrxm", "a.name"),
        ("hzXm", "a.name"),
        ("user_xm", "a.name"),
        ("sbrxm", "a.name"),
        ("shenqingrenxingming", "a.name"),
        ("xing_ming", "a.name"),
        ("c_lxdh", "a.phone"),
        ("hzlxdh", "a.phone"),
        ("denglumima", "a.password"),
        ("dlmm", ""),
        ("lastmima", "a.password"),
        ("lianxidizhi", "a.address"),
        ("dengluip", "a.address"),
        ("jd", "a.place"),
        ("xzjd", ""),
    ],
)
def test_a_term_is_known_by_what_stands_before_it(name: str, expected: str) -> None:
    assert spoken_for(name) == ({expected} if expected else set())


@pytest.mark.parametrize(
    "name",
    [
        "lambda",
        "bill_depth_mm",
        "rainfall_mm",
        "pricemm",
        "trip",
        "zip",
        "bianhao",
        "kuandu",
        "xmas",
    ],
)
def test_other_words_hold_no_term(name: str) -> None:
    assert spoken_for(name) == set()


def test_longer_initials_need_less_before_them() -> None:
    def strength(name: str) -> float:
        return max(each.strength for each in latin_terms(INDEX, name_of(name)))

    assert strength("lxdh") > strength("hzlxdh") > strength("foo_dh")


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("sqr", True),
        ("shenqingren", True),
        ("user", True),
        ("dl", True),
        ("foo", False),
        ("", False),
    ],
)
def test_owners_and_occasions_in_latin_letters(written: str, known: bool) -> None:
    assert stands_before(INDEX, written) is known
