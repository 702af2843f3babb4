import dataclasses

import pytest

from masking import OPERATORS, Plan, plan
from policies import Purpose, Rule, load_policies
from schema import DatasetFinding, FieldFinding, LabelRate, Level, Reason, RefusedError

REASON = {"zh": "理由", "en": "because"}


def purpose(*rules: dict) -> Purpose:
    title = {"zh": "用途", "en": "a purpose"}
    entries = [{"id": f"r{i}", "reason": REASON, **rule} for i, rule in enumerate(rules)]
    return Purpose.model_validate({"id": "p", "title": title, "rules": entries})


def field(
    name="c", label="cn.mobile", category="pi.basic", level=Level.GENERAL_2, **more
) -> FieldFinding:
    told = {"confidence": 1.0, "validated": 1.0, "sampled": 10, "reasons": (), **more}
    return FieldFinding(
        name=name, type="string", label=label, level=level, category=category, **told
    )


def dataset(*fields: FieldFinding) -> DatasetFinding:
    return DatasetFinding(
        id="ds-1", name="people", source="people.csv", unit="local", level=Level.GENERAL_4,
        fields=fields, rows=10, sampled=10,
    )  # fmt: skip


MASK_MOBILE = {"labels": ["cn.mobile"], "operator": "mask", "parameters": {"style": "mobile"}}
HASH_IDS = {
    "categories": ["pi.identity"],
    "operator": "keyed_hash",
    "parameters": {"domain": "person_id"},
}
REDACT_GRAVE = {"levels": ["general-4"], "operator": "redact"}
KEEP_OPEN = {"levels": ["general-1"], "operator": "keep"}
MASK_PERSONAL = {"categories": ["pi.*"], "operator": "mask"}


@pytest.mark.parametrize(
    ("rules", "column", "operator", "rule"),
    [
        pytest.param([MASK_MOBILE, REDACT_GRAVE], field(), "mask", "r0", id="by label"),
        pytest.param([HASH_IDS, MASK_PERSONAL], field(label="cn.id18", category="pi.identity"), "keyed_hash", "r0", id="by category"),
        pytest.param([HASH_IDS, MASK_PERSONAL], field(), "mask", "r1", id="by wildcard"),
        pytest.param([KEEP_OPEN, REDACT_GRAVE], field(level=Level.GENERAL_4), "redact", "r1", id="by level"),
        pytest.param([{"operator": "redact"}, MASK_MOBILE], field(), "redact", "r0", id="the first that fits, though a later one says more"),
        pytest.param([MASK_MOBILE | {"levels": ["general-4"]}, {"operator": "redact"}], field(), "redact", "r1", id="label fits and level does not"),
    ],
)  # fmt: skip
def test_the_first_rule_that_fits_decides(rules, column, operator, rule) -> None:
    (planned,) = plan(dataset(column), purpose(*rules)).columns
    assert planned.operator == operator
    assert planned.reason == f"{rule}: because"
    assert (planned.name, planned.label, planned.level) == (column.name, column.label, column.level)


@pytest.mark.parametrize(
    "category",
    ["pii.basic", "pi", "", "org.identity"],
)
def test_a_wildcard_covers_what_is_below_it_only(category: str) -> None:
    with pytest.raises(RefusedError, match="fits no rule"):
        plan(dataset(field(category=category)), purpose(MASK_PERSONAL))


def test_every_column_without_a_rule_is_named_with_the_way_out() -> None:
    columns = [field("phone"), field("mac", "net.mac", "pi.device"), field("note", None, "")]
    with pytest.raises(RefusedError) as refused:
        plan(dataset(*columns), purpose(MASK_MOBILE))
    message = str(refused.value)
    assert "mac (net.mac, general-2)" in message
    assert "note is unrecognised" in message
    assert "phone" not in message
    assert "catalogue review" in message
    assert "--drop" in message


def test_an_unrecognised_column_is_refused_even_by_a_rule_for_all() -> None:
    with pytest.raises(RefusedError, match="unrecognised"):
        plan(dataset(field(label=None, category="")), purpose({"operator": "keep"}))


def test_a_column_a_person_called_nothing_recognised_follows_its_level() -> None:
    column = field(
        label=None, category="", level=Level.GENERAL_1, reasons=(Reason("review", "seen"),)
    )
    (planned,) = plan(dataset(column), purpose(MASK_MOBILE, KEEP_OPEN)).columns
    assert (planned.operator, planned.label) == ("keep", "")


SECOND = [
    pytest.param(0.01, "redact", id="one cell in a hundred is grave: redact"),
    pytest.param(0.005, "redact", id="notable from half a per cent on"),
    pytest.param(0.004, "keep", id="below that it is chance"),
]


@pytest.mark.parametrize(("rate", "operator"), SECOND)
def test_a_second_label_makes_the_column_stricter(rate: float, operator: str) -> None:
    rules = purpose(
        {"labels": ["cn.id18"], "operator": "redact"},
        {"labels": ["person.gender"], "operator": "keep"},
    )
    column = field(
        label="person.gender",
        labels=(LabelRate("person.gender", 0.9, 0.9), LabelRate("cn.id18", rate, rate)),
    )
    (planned,) = plan(dataset(column), rules).columns
    assert planned.operator == operator
    assert planned.label == "person.gender"


def test_a_laxer_rule_for_a_second_label_changes_nothing() -> None:
    rules = purpose(
        {"labels": ["cn.id18"], "operator": "redact"},
        {"labels": ["person.gender"], "operator": "keep"},
    )
    column = field(label="cn.id18", labels=(LabelRate("person.gender", 0.3, 0.3),))
    assert plan(dataset(column), rules).columns[0].operator == "redact"


def test_a_second_label_is_looked_up_by_its_category_too() -> None:
    rules = purpose({"labels": ["person.gender"], "operator": "keep"}, MASK_PERSONAL)
    column = field(label="person.gender", labels=(LabelRate("cn.id18", 0.2, 0.2),))
    (planned,) = plan(dataset(column), rules, categories={"cn.id18": "pi.identity"}).columns
    assert (planned.operator, planned.parameters) == ("mask", {"style": "id18"})
    with pytest.raises(RefusedError, match=r"also holds cn\.id18"):
        plan(dataset(column), rules)


SUBJECTS = [
    pytest.param({"mine.badge": "person"}, "redact", id="an identifier of a person"),
    pytest.param({"mine.badge": "thing"}, "keep", id="of a thing, which the rule leaves"),
    pytest.param({}, "keep", id="of nobody anyone knows"),
]


@pytest.mark.parametrize(("subjects", "operator"), SUBJECTS)
def test_a_rule_by_subject_holds_for_labels_it_never_heard_of(subjects, operator: str) -> None:
    rules = purpose({"subjects": ["person"], "operator": "redact"}, {"operator": "keep"})
    (planned,) = plan(dataset(field(label="mine.badge")), rules, subjects=subjects).columns
    assert planned.operator == operator


def test_a_mask_without_a_style_has_its_labels() -> None:
    (planned,) = plan(dataset(field(label="contact.email")), purpose(MASK_PERSONAL)).columns
    assert planned.parameters == {"style": "email"}


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"operator": "mask", "parameters": {"style": "nmae"}}, id="misspelt style"),
        pytest.param({"operator": "keyed_hash"}, id="no domain"),
        pytest.param(
            {"operator": "keep", "parameters": {"style": "name"}}, id="a parameter too many"
        ),
    ],
)
def test_a_wrong_rule_shares_nothing(rule: dict) -> None:
    with pytest.raises(RefusedError, match="rule r0 is wrong"):
        plan(dataset(field()), purpose(rule))


def test_dropped_columns_need_no_rule_and_leave() -> None:
    planned = plan(
        dataset(field("phone"), field("note", None, "")), purpose(MASK_MOBILE), drop=["note"]
    )
    assert [column.name for column in planned.columns] == ["phone"]
    assert planned.dropped == ("note",)


def test_dropping_what_is_not_there_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="notes"):
        plan(dataset(field()), purpose(MASK_MOBILE), drop=["notes"])


def test_dropping_everything_is_refused() -> None:
    with pytest.raises(RefusedError, match="nothing is left"):
        plan(dataset(field()), purpose(MASK_MOBILE), drop=["c"])


def test_names_the_domains_it_needs_keys_for() -> None:
    columns = [
        field("a", "cn.id18", "pi.identity"),
        field("b", "cn.passport", "pi.identity"),
        field("c"),
    ]
    assert plan(dataset(*columns), purpose(HASH_IDS, MASK_PERSONAL)).domains == ("person_id",)


def test_the_digest_names_the_decisions_and_nothing_else() -> None:
    one = plan(dataset(field()), purpose(MASK_MOBILE))
    assert one.digest == plan(dataset(field(confidence=0.5)), purpose(MASK_MOBILE)).digest
    others = [
        plan(dataset(field(name="d")), purpose(MASK_MOBILE)),
        plan(dataset(field()), purpose({"operator": "redact"})),
        plan(dataset(field()), purpose(MASK_MOBILE | {"parameters": {"style": "phone"}})),
        plan(dataset(field(), field("x")), purpose(MASK_MOBILE), drop=["x"]),
        dataclasses.replace(one, purpose="q"),
    ]
    assert len({one.digest, *(other.digest for other in others)}) == 6
    assert Plan(one.purpose, one.columns).digest == one.digest


SHIPPED = [
    pytest.param(rule, id=rule.id)
    for purpose_ in load_policies().purposes.values()
    for rule in purpose_.rules
]


@pytest.mark.parametrize("rule", SHIPPED)
def test_every_shipped_rule_can_be_carried_out(rule: Rule) -> None:
    parameters = dict(rule.parameters)
    if rule.operator == "mask":
        parameters.setdefault("style", "generic")
    assert OPERATORS[rule.operator].fault(parameters) == ""


def test_no_shipped_purpose_lets_important_data_pass() -> None:
    column = field(level=Level.IMPORTANT_CANDIDATE)
    for shipped in load_policies().purposes.values():
        with pytest.raises(RefusedError, match="fits no rule"):
            plan(dataset(column), shipped)


def test_no_purpose_keeps_what_identifies_a_person() -> None:
    policies = load_policies()
    subjects = {each.id: each.subject for each in policies.recognisers.values()}
    identifying = [
        each
        for each in policies.recognisers.values()
        if each.subject in {"person", "thing"} and each.category.startswith("pi.")
    ]
    assert len(identifying) > 50
    for rules in policies.purposes.values():
        for each in identifying:
            column = field(label=each.id, category=each.category)
            (planned,) = plan(dataset(column), rules, subjects=subjects).columns
            assert planned.operator != "keep", (rules.id, each.id)


def test_a_rule_may_go_by_another_column_that_is_there() -> None:
    shift = {
        "operator": "date_shift",
        "parameters": {"domain": "person_id", "by": "id", "days": "30"},
    }
    day = field("day", label="person.birth_date")
    decided = plan(dataset(day, field("id")), purpose(shift), drop=["id"])
    assert decided.domains == ("person_id",)
    with pytest.raises(RefusedError, match="column day: date_shift goes by 'id', no column here"):
        plan(dataset(day), purpose(shift))
