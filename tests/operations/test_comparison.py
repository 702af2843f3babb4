# States compared by what is kept of their values: new names, new values, mergers.
import dataclasses

import pytest
from compared_findings import RULES, field
from kept_catalogue import POLICIES, imprint, people

from classify import holding_of
from operations.comparison import State, compared, identifying
from schema import Level

ID = field("证件号")
PHONE = field("手机号", "cn.mobile", Level.GENERAL_2)


def state(*fields, kept=(), **more) -> State:
    return State(people("people", *fields, **more), kept)


BEFORE = state(ID, PHONE, kept=(imprint("证件号", (0, 900)), imprint("手机号", (5_000, 5_900))))


def other(name: str, *columns, fields=None):
    fields = fields or [field(each.field, "cn.id18") for each in columns]
    return name, holding_of(f"ds-{name}", columns, fields, identifying(POLICIES))


def kinds(after: State, *others, before: State = BEFORE) -> dict[str, str]:
    change = compared(before, after, RULES, POLICIES, lambda: others)
    if change is None:
        return {}
    return {each.kind: " ".join(each.values.values()) for each in change.observations}


def test_a_state_has_not_changed_from_itself() -> None:
    assert compared(BEFORE, BEFORE, RULES, POLICIES) is None
    assert compared(None, None, RULES, POLICIES) is None


@pytest.mark.parametrize(
    ("names", "renames"),
    [(("f1", "f2"), {"证件号": "f1", "手机号": "f2"}), (("手机号", "证件号"), {})],
    ids=["new names", "exchanged names are not new"],
)
def test_fields_are_known_by_their_values_under_new_names(names, renames) -> None:
    first, second = names
    after = state(
        field(first, None, Level.GENERAL_2), field(second, None, Level.GENERAL_2),
        kept=(imprint(first, (0, 600), (10_000, 10_300)), imprint(second, (5_000, 5_900))),
    )  # fmt: skip
    change = compared(BEFORE, after, RULES, POLICIES)
    found = {each.before.name: each.after.name for each in change.fields_changed if each.renamed}
    assert found == renames
    assert change.fields_added == change.fields_removed == ()


def test_without_values_fields_are_known_by_what_they_look_like() -> None:
    before = state(ID, PHONE)
    change = compared(before, state(field("f1"), PHONE), RULES, POLICIES)
    assert [(each.before.name, each.after.name) for each in change.fields_changed] == [
        ("证件号", "f1")
    ]
    assert {"fields-added", "fields-removed"} <= set(
        kinds(state(field("f1", None), PHONE), before=before)
    )


@pytest.mark.parametrize(
    ("span", "covered", "share"),
    [((0, 900), 1.0, None), ((200, 1_100), 1.0, None), ((300, 1_200), 1.0, "证件号 33%"), ((300, 1_200), 0.5, None)],
    ids=["the same", "a fifth replaced", "a third replaced", "a sample tells nothing"],
)  # fmt: skip
def test_values_replaced_under_the_old_names_are_noticed(span, covered, share) -> None:
    after = state(ID, kept=(imprint("证件号", span, covered=covered),), rows=1_000)
    before = state(ID, kept=BEFORE.imprints[:1])
    assert kinds(after, before=before).get("content") == share


def test_another_data_set_in_its_midst_is_a_direct_merger() -> None:
    grown = state(
        ID, PHONE, rows=2_000,
        kept=(imprint("证件号", (0, 1_800)), imprint("手机号", (5_000, 6_800))),
    )  # fmt: skip
    north = other("north", imprint("id", (900, 1_800)))
    south = other("south", imprint("id", (70_000, 70_900)))
    mine = other("old-copy", imprint("id", (0, 900)))
    assert kinds(grown, north, south, mine)["merged-whole"] == "north"
    assert "merged-part" not in kinds(grown, north, south, mine)


def test_a_field_from_another_data_set_is_a_partial_merger() -> None:
    card = field("卡号", "bank.card")
    grown = state(
        ID, PHONE, card, kept=(*BEFORE.imprints, imprint("卡号", (300, 900), (20_000, 30_000)))
    )
    bank = other(
        "bank", imprint("kh", (20_000, 30_000)), imprint("ye", (500_000, 509_000)),
        fields=[field("kh", "bank.card"), field("ye", "cn.id18")],
    )  # fmt: skip
    found = kinds(grown, bank)
    assert found["merged-part"] == "bank"
    assert "merged-whole" not in found


def test_others_are_not_asked_about_what_did_not_grow() -> None:
    def refused():
        raise AssertionError("asked")

    smaller = dataclasses.replace(BEFORE, finding=dataclasses.replace(BEFORE.finding, rows=100))
    assert compared(BEFORE, smaller, RULES, POLICIES, refused) is not None


def test_identifying_labels_are_those_of_someone_or_something() -> None:
    labels = identifying(POLICIES)
    assert {"cn.id18", "cn.mobile", "cn.uscc", "cn.plate"} <= labels
    assert not {"person.name", "person.gender", "cn.region_code"} & labels
