# What two findings differ in: nothing where they are equal, everything where one is new, and
# the change back is the change turned round.
import dataclasses
from collections import Counter

import pytest
from compared_findings import FINDINGS, RULES, field, finding
from hypothesis import given

from classify import compare, renamed_fields
from schema import DatasetFinding, Level

PEOPLE = finding(field("证件号"), field("手机号", "cn.mobile", Level.GENERAL_2), persons=900)


def observed(before: DatasetFinding, after: DatasetFinding, **more) -> dict[str, dict[str, str]]:
    change = compare(before, after, RULES, **more)
    return {} if change is None else {each.kind: dict(each.values) for each in change.observations}


@given(FINDINGS)
def test_equal_findings_have_no_change(one: DatasetFinding) -> None:
    assert compare(one, one, RULES) is None


@given(FINDINGS, FINDINGS)
def test_the_change_back_is_the_change_turned_round(
    one: DatasetFinding, other: DatasetFinding
) -> None:
    there, back = compare(one, other, RULES), compare(other, one, RULES)
    assert (there is None) == (back is None)
    if there is not None and back is not None:
        assert Counter(there.fields_added) == Counter(back.fields_removed)
        assert Counter(there.fields_removed) == Counter(back.fields_added)
        assert Counter((pair.before, pair.after) for pair in there.fields_changed) == Counter(
            (pair.after, pair.before) for pair in back.fields_changed
        )


@given(FINDINGS, FINDINGS)
def test_the_change_laid_over_what_was_gives_what_is(
    one: DatasetFinding, other: DatasetFinding
) -> None:
    change = compare(one, other, RULES)
    seen = ("name", "type", "label", "level")

    def shown(fields) -> Counter:
        return Counter(tuple(getattr(each, name) for name in seen) for each in fields)

    fields = shown(one.fields)
    if change is not None:
        fields -= shown(change.fields_removed)
        fields -= shown(pair.before for pair in change.fields_changed)
        fields += shown(change.fields_added)
        fields += shown(pair.after for pair in change.fields_changed)
    assert fields == shown(other.fields)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({"rows": 1_300}, {"scale"}),
        ({"rows": 700}, {"scale"}),
        ({"rows": 1_299}, set()),
        ({"persons": 1_200}, {"scale"}),
        ({"persons": None}, set()),
        ({"level": Level.IMPORTANT_CANDIDATE}, {"level-raised"}),
        ({"level": Level.GENERAL_2}, {"level-lowered"}),
        ({"important_factors": ("p",)}, {"factors-changed"}),
        ({"fields": (*PEOPLE.fields, field("备注", None))}, {"fields-added"}),
        ({"fields": PEOPLE.fields[:1]}, {"fields-removed", "class-removed"}),
        (
            {"fields": (*PEOPLE.fields, field("诊断", "health.diagnosis"))},
            {"fields-added", "class-added"},
        ),
        (
            {"fields": (PEOPLE.fields[0], field("手机号", None, Level.GENERAL_2))},
            {"labels-changed", "class-removed"},
        ),
        ({"fields": PEOPLE.fields[::-1]}, set()),
        ({"policy_digest": "other"}, set()),
        ({"sampled": 1_000}, set()),
    ],
)
def test_what_is_observed_of_a_change(changes: dict[str, object], kinds: set[str]) -> None:
    assert set(observed(PEOPLE, dataclasses.replace(PEOPLE, **changes))) == kinds


@pytest.mark.parametrize("name", ["policy_digest", "sampled"])
def test_how_it_was_looked_at_is_no_change(name: str) -> None:
    changes = {"policy_digest": "other", "sampled": 1_000}
    assert compare(PEOPLE, dataclasses.replace(PEOPLE, **{name: changes[name]}), RULES) is None


def test_labels_by_headers_alone_say_nothing_against_labels_by_values() -> None:
    bare = dataclasses.replace(
        PEOPLE, sampled=0, fields=(field("证件号", None), field("手机号", "health.diagnosis"))
    )
    assert observed(PEOPLE, bare) == observed(bare, PEOPLE) == {}
    change = compare(PEOPLE, bare, RULES)
    assert change is not None
    assert len(change.fields_changed) == 2, "told all the same"


def test_the_words_of_an_observation_hold_figures_and_names() -> None:
    after = finding(*PEOPLE.fields, field("诊断", "health.diagnosis"), rows=1_500, persons=900)
    assert observed(PEOPLE, after) == {
        "scale": {"measure": "rows", "before": "1,000", "after": "1,500", "share": "+50%"},
        "fields-added": {"fields": "诊断"},
        "class-added": {"classes": "pi.health"},
    }


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ({"证件号": 1.0}, None),
        ({"证件号": 0.71}, None),
        ({"证件号": 0.7}, {"fields": "证件号", "share": "30%"}),
        ({"证件号": 0.9, "手机号": 0.1}, {"fields": "手机号", "share": "90%"}),
        ({"证件号": 0.5, "手机号": 0.0}, {"fields": "证件号, 手机号", "share": "100%"}),
    ],
)
def test_values_replaced_are_a_change_from_the_ratio_on(kept, told) -> None:
    assert observed(PEOPLE, PEOPLE, kept=kept).get("content") == told


@pytest.mark.parametrize(
    ("rows", "size", "kinds"),
    [(1_000, 10_000, set()), (None, 10_000, {"scale"}), (None, 1_100, set())],
    ids=["rows are known", "bytes are all there is", "hardly more"],
)
def test_bytes_speak_only_where_rows_do_not(rows: int | None, size: int, kinds: set[str]) -> None:
    before = dataclasses.replace(PEOPLE, rows=rows, size_bytes=1_000)
    after = dataclasses.replace(before, size_bytes=size)
    assert set(observed(before, after)) == kinds
    assert (compare(before, after, RULES) is None) is not bool(kinds)


def test_a_renamed_field_is_one_field_and_no_removal() -> None:
    after = finding(field("f1"), PEOPLE.fields[1], persons=900)
    change = compare(PEOPLE, after, RULES, renames={"证件号": "f1"})
    assert change is not None
    (pair,) = change.fields_changed
    assert (pair.before.name, pair.after.name, pair.renamed) == ("证件号", "f1", True)
    assert change.fields_added == change.fields_removed == change.observations == ()


@pytest.mark.parametrize(
    ("removed", "added", "renames"),
    [
        ([field("a")], [field("b")], {"a": "b"}),
        ([field("a")], [field("b", "cn.mobile")], {}),
        ([field("a")], [field("b", example="#")], {}),
        ([field("a"), field("b")], [field("c"), field("d")], {}),
        ([field("a"), field("b", "cn.mobile")], [field("c", "cn.mobile")], {"b": "c"}),
        ([field("a", None, example="")], [field("b", None, example="")], {}),
    ],
    ids=["alike", "another label", "another shape", "two alike", "one of two", "nothing to see"],
)
def test_names_are_brought_together_only_where_no_other_fits(removed, added, renames) -> None:
    assert renamed_fields(removed, added) == renames


def test_a_new_and_a_gone_data_set_are_changes() -> None:
    new, gone = compare(None, PEOPLE, RULES), compare(PEOPLE, None, RULES)
    assert new is not None
    assert gone is not None
    assert (new.finding, new.observations) == (PEOPLE, ())
    assert [each.kind for each in gone.observations] == ["gone"]
    assert compare(None, None, RULES) is None


def test_two_data_sets_are_not_compared() -> None:
    with pytest.raises(ValueError, match="two data sets"):
        compare(PEOPLE, finding(id="ds-2"), RULES)


def test_many_names_are_cut_with_their_number() -> None:
    after = finding(*PEOPLE.fields, *(field(f"x{n}", None) for n in range(11)), persons=900)
    assert observed(PEOPLE, after)["fields-added"]["fields"].endswith("x7 … (+3)")
