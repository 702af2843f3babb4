# Every shipped pack, entry by entry: patterns that RE2 takes, examples on the right side of
# the line, headers that speak and headers that do not, classes and labels that exist.
# What a check refuses beyond its pattern is the kernel's to test.
import unicodedata

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from classify import HeaderIndex, compile_headers, factors_of, match_header
from policies import SHIPPED, Factor, Policies, Purpose, Recogniser, load_policies
from schema import Level

POLICIES: Policies = load_policies()
PROFILE = POLICIES.profiles["gbt-43697"]
RECOGNISERS = list(POLICIES.recognisers.values())
# Loaded by files of their own, not by load_policies.
LOADED_ELSEWHERE = {"detection", "drills", "duties", "flow", "layouts", "playbooks"}
SPEAKS = 0.5
FIXED = [
    "cn.id18",
    "cn.mobile",
    "cn.landline",
    "cn.plate",
    "cn.passport",
    "cn.uscc",
    "bank.card",
    "bank.account",
    "person.name",
    "person.gender",
    "person.birth_date",
    "person.ethnicity",
    "person.address",
    "person.marital",
    "person.education",
    "contact.email",
    "contact.wechat",
    "contact.qq",
    "org.name",
    "health.diagnosis",
    "net.ip",
    "net.mac",
    "device.imei",
    "geo.coordinate",
    "secret.password",
    "secret.key",
]


@pytest.fixture(scope="module")
def index() -> HeaderIndex:
    return compile_headers(POLICIES.recognisers)


def normalised(recogniser: Recogniser, value: str) -> str:
    text = value.strip()
    if "fullwidth" in recogniser.normalise:
        text = unicodedata.normalize("NFKC", text)
    if "upper" in recogniser.normalise:
        text = text.upper()
    if "separators" in recogniser.normalise:
        text = text.replace(" ", "").replace("-", "")
    return text


def fits(recogniser: Recogniser, value: str) -> bool:
    text = normalised(recogniser, value)
    if text.casefold() in {each.casefold() for each in recogniser.values}:
        return True
    if recogniser.pattern is None:
        return False
    found = pc.match_substring_regex(pa.array([text]), f"^(?:{recogniser.pattern})$")
    return bool(found[0].as_py())


EACH = pytest.mark.parametrize("recogniser", [pytest.param(r, id=r.id) for r in RECOGNISERS])


def test_the_labels_that_others_rely_on_are_there() -> None:
    assert set(FIXED) <= set(POLICIES.recognisers)


def test_every_shipped_file_is_loaded() -> None:
    shipped = {
        str(path)
        for suffix in ("yaml", "txt")
        for path in SHIPPED.rglob(f"*.{suffix}")
        if path.relative_to(SHIPPED).parts[0] not in LOADED_ELSEWHERE
    }
    lexicons = {str(SHIPPED / "lexicons" / f"{name}.txt") for name in POLICIES.lexicons}
    assert shipped == set(POLICIES.headers) | lexicons


def test_shipped_packs_that_are_on_are_stable() -> None:
    assert {header.maturity for header in POLICIES.headers.values()} == {"stable"}


@EACH
def test_every_hit_fits(recogniser: Recogniser) -> None:
    assert [value for value in recogniser.hits if not fits(recogniser, value)] == []


@EACH
def test_no_miss_fits_but_what_is_left_to_the_check(recogniser: Recogniser) -> None:
    fitting = [value for value in recogniser.misses if fits(recogniser, value)]
    assert fitting == [] or recogniser.check is not None


@pytest.mark.parametrize(
    "recogniser",
    [pytest.param(each, id=each.id) for each in RECOGNISERS if each.check and each.pattern],
)
def test_a_check_has_something_to_refuse(recogniser: Recogniser) -> None:
    assert recogniser.chance > 0
    assert any(fits(recogniser, value) for value in recogniser.misses)


@EACH
def test_its_headers_speak_for_it(index: HeaderIndex, recogniser: Recogniser) -> None:
    silent = [name for name in recogniser.header_hits if strength(index, recogniser, name) < SPEAKS]
    assert silent == []


@EACH
def test_other_headers_do_not_speak_for_it(index: HeaderIndex, recogniser: Recogniser) -> None:
    loud = [
        name for name in recogniser.header_misses if strength(index, recogniser, name) >= SPEAKS
    ]
    assert loud == []


def strength(index: HeaderIndex, recogniser: Recogniser, name: str) -> float:
    hits = match_header(index, name)
    return next((hit.strength for hit in hits if hit.recogniser == recogniser.id), 0.0)


@EACH
def test_a_recogniser_has_a_class_and_examples_of_headers(recogniser: Recogniser) -> None:
    assert recogniser.category in {category.id for category in PROFILE.categories}
    assert recogniser.header_hits
    assert recogniser.header_misses
    assert recogniser.title.zh != recogniser.title.en
    assert len(set(recogniser.hits)) == len(recogniser.hits)


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ("cn.residence_permit", "cn.id18"),
        ("cn.frpr", "cn.id18"),
        ("cn.id18", "cn.uscc"),
        ("cn.uscc", "bank.card"),
        ("device.iccid", "bank.card"),
        ("bank.card", "bank.account"),
        ("device.imsi", "device.imei"),
        ("device.imei", "cn.id15"),
        ("person.gender", "person.relationship"),
        ("org.name", "person.address"),
        ("org.address", "person.address"),
        ("bank.name", "org.name"),
        ("secret.key", "secret.password"),
    ],
)
def test_the_more_certain_kind_has_the_cell(higher: str, lower: str) -> None:
    recognisers = POLICIES.recognisers
    assert recognisers[higher].precedence > recognisers[lower].precedence


@pytest.mark.parametrize("label", ["device.imei", "cn.passport", "cn.hkmo_permit"])
def test_numbers_that_chance_makes_need_a_cue(label: str) -> None:
    assert POLICIES.recognisers[label].evidence == "cue"


# Grading -------------------------------------------------------------------------------


def test_the_matrix_is_table_1() -> None:
    rows = {
        row.object: (row.especially_serious, row.serious, row.ordinary) for row in PROFILE.matrix
    }
    assert rows == {
        "国家安全": ("core", "core", "important"),
        **dict.fromkeys(["经济运行", "社会秩序", "公共利益"], ("core", "important", "general")),
        **dict.fromkeys(["组织权益", "个人权益"], ("general", "general", "general")),
    }


def test_floors_follow_what_annex_h_gives() -> None:
    for category in PROFILE.categories:
        if category.sensitive:
            assert category.personal
            assert category.level == Level.GENERAL_4, category.id
        elif category.personal:
            assert category.level == Level.GENERAL_2, category.id


def test_combinations_name_labels_that_exist_and_say_whose_choice_they_are() -> None:
    for combination in PROFILE.combinations:
        assert len(combination.groups) > 1
        assert {label for group in combination.groups for label in group} <= set(
            POLICIES.recognisers
        )
        assert combination.rule.startswith("O-")
        assert "本工具设定" in combination.title.zh


def test_a_larger_scale_never_lowers_the_level() -> None:
    for sensitive in (False, True):
        scales = sorted(
            (scale for scale in PROFILE.scales if scale.sensitive is sensitive),
            key=lambda scale: scale.persons,
        )
        ranks = [scale.level.rank for scale in scales]
        assert ranks == sorted(ranks)
        assert max(ranks) <= Level.IMPORTANT_CANDIDATE.rank


def test_letters_run_from_a_to_r() -> None:
    assert "".join(factor.letter for factor in PROFILE.factors) == "abcdefghijklmnopqr"


def each_factor(attribute: str) -> list[object]:
    return [
        pytest.param(factor, text, id=f"{factor.letter}: {text}")
        for factor in PROFILE.factors
        for text in getattr(factor, attribute)
    ]


@pytest.mark.parametrize(("factor", "text"), each_factor("fires"))
def test_a_factor_fires(factor: Factor, text: str) -> None:
    assert factor.letter in dict(factors_of([text], PROFILE.factors))


@pytest.mark.parametrize(("factor", "text"), each_factor("quiet"))
def test_ordinary_words_leave_every_factor_quiet(factor: Factor, text: str) -> None:
    assert factors_of([text], PROFILE.factors) == ()


def test_a_factor_with_cues_has_examples() -> None:
    for factor in PROFILE.factors:
        assert bool(factor.cues) == bool(factor.fires) == bool(factor.quiet)


# Masking -------------------------------------------------------------------------------

STYLES = {"id18", "mobile", "name", "address", "email", "card", "generic"}
PURPOSES = [pytest.param(purpose, id=purpose.id) for purpose in POLICIES.purposes.values()]


def test_the_seven_purposes_are_there_and_one_is_for_abroad() -> None:
    assert [each.id for each in POLICIES.purposes.values() if each.abroad] == ["cross-border"]
    assert sorted(POLICIES.purposes) == sorted(
        [
            "open-public",
            "share-unconditional",
            "share-conditional",
            "authorised-operation",
            "dev-test",
            "research",
            "cross-border",
        ]
    )


@pytest.mark.parametrize("purpose", PURPOSES)
def test_rules_name_what_exists(purpose: Purpose) -> None:
    categories = {category.id for category in PROFILE.categories}
    families = {f"{category.partition('.')[0]}.*" for category in categories}
    assert len({rule.id for rule in purpose.rules}) == len(purpose.rules)
    for rule in purpose.rules:
        assert set(rule.labels) <= set(POLICIES.recognisers), rule.id
        assert set(rule.categories) <= categories | families, rule.id
        if rule.operator == "mask":
            assert set(rule.parameters) == {"style"}, rule.id
            assert rule.parameters["style"] in STYLES, rule.id
        elif rule.operator == "keyed_hash":
            assert set(rule.parameters) == {"domain"}, rule.id
        else:
            assert rule.parameters == {}, rule.id


@pytest.mark.parametrize("purpose", PURPOSES)
def test_important_and_core_data_fit_no_rule(purpose: Purpose) -> None:
    for rule in purpose.rules:
        assert rule.levels, f"{rule.id} would fit every level"
        assert all(level.rank <= Level.GENERAL_4.rank for level in rule.levels)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("level", [level for level in Level if level.rank <= 3])
def test_every_general_field_meets_a_rule(purpose: Purpose, level: Level) -> None:
    assert any(
        level in rule.levels and not rule.labels and not rule.categories for rule in purpose.rules
    )


def treated(purpose: Purpose, label: str) -> str:
    category = next(
        each for each in PROFILE.categories if each.id == POLICIES.recognisers[label].category
    )
    return next(
        rule.operator
        for rule in purpose.rules
        if category.level in rule.levels
        and (not rule.labels or label in rule.labels)
        and (not rule.categories or category.id in rule.categories)
    )


@pytest.mark.parametrize("purpose", PURPOSES)
def test_sensitive_labels_are_never_kept_but_diagnoses_in_research(purpose: Purpose) -> None:
    sensitive = {category.id for category in PROFILE.categories if category.sensitive}
    kept = [
        recogniser.id
        for recogniser in RECOGNISERS
        if recogniser.category in sensitive and treated(purpose, recogniser.id) == "keep"
    ]
    assert kept == (["health.diagnosis"] if purpose.id == "research" else [])


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("label", ["secret.password", "secret.key", "bio.template"])
def test_secrets_and_bodies_are_left_out_of_everything(purpose: Purpose, label: str) -> None:
    assert treated(purpose, label) == "redact"


@pytest.mark.parametrize(
    "label", ["cn.id18", "cn.mobile", "person.name", "person.address", "contact.email"]
)
@pytest.mark.parametrize("purpose", PURPOSES)
def test_direct_identifiers_are_never_shown_whole(purpose: Purpose, label: str) -> None:
    assert treated(purpose, label) != "keep"


# Lexicons ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "least", "has", "lacks"),
    [
        ("surnames", 500, ["王", "欧阳", "覃"], ["市", "已"]),
        ("given_characters", 1500, ["伟", "梓", "婷"], ["市", "血", "室", "性", "压"]),
        ("ethnic_groups", 112, ["汉", "汉族", "基诺族"], ["族"]),
        ("regions", 800, ["陕西省", "西安", "雁塔区", "延边朝鲜族自治州"], ["省"]),
        ("organisation_suffixes", 150, ["有限公司", "医院", "局"], ["人"]),
        ("address_suffixes", 40, ["路", "号", "小区"], ["的"]),
        ("area_codes", 300, ["029", "0911", "010"], ["0910", "29"]),
        ("country_codes", 498, ["CN", "CHN"], ["QQ", "ZZ"]),
    ],
)
def test_a_lexicon_holds_what_it_should(
    name: str, least: int, has: list[str], lacks: list[str]
) -> None:
    words = POLICIES.lexicons[name]
    assert len(words) >= least
    assert set(has) <= words
    assert not set(lacks) & words


def test_given_characters_and_area_codes_are_of_one_form() -> None:
    assert {len(word) for word in POLICIES.lexicons["given_characters"]} == {1}
    assert {len(word) for word in POLICIES.lexicons["surnames"]} == {1, 2}
    assert all(word[0] == "0" and word.isdecimal() for word in POLICIES.lexicons["area_codes"])
    assert {len(word) for word in POLICIES.lexicons["country_codes"]} == {2, 3}


def test_the_values_of_ethnicity_are_the_lexicon() -> None:
    values = POLICIES.recognisers["person.ethnicity"].values
    assert set(values) == POLICIES.lexicons["ethnic_groups"]
