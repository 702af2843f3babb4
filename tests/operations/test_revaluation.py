# Policies change: what stored labels answer is graded anew without a source, what only values
# can answer is named to be scanned again, and nothing is said of what did not change.
import dataclasses
import shutil
from pathlib import Path

import pytest
from compared_findings import field
from kept_catalogue import POLICIES, WHO, book_at, day, important, imprint, keep, people, review

from classify import regraded
from operations import Settings
from operations.filing import file_dataset, filing_of
from operations.history import History
from operations.revaluation import Outdated, Revalued, policy_set, revalue
from policies import SHIPPED, load_policies
from schema import Dataset, Level, MisuseError, Reason

BADGE = """\
header: {id: ours, title: {zh: 自有, en: own}, owner: bureau, created: 2026-01-01, maturity: stable, source: none, gaps: none}
recognisers:
  - id: own.badge
    title: {zh: 工号, en: badge}
    category: pi.eduwork
    pattern: 'W\\d{6}'
    headers: {zh: [工号]}
    hits: [W000001]
    misses: [W1]
    header_hits: [工号]
    header_misses: [编号]
"""
HEADER_ONLY = """\
header: {id: ours, title: {zh: 自有, en: own}, owner: bureau, created: 2026-01-01, maturity: stable, source: none, gaps: none}
recognisers:
  - id: own.remark
    title: {zh: 备注, en: remark}
    category: pi.eduwork
    evidence: header
    headers: {zh: [批示意见]}
    header_hits: [批示意见]
    header_misses: [意]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home", "tester", policies=tmp_path / "own")


@pytest.fixture
def own(tmp_path: Path):
    """Writes the operator's packs: a recogniser file, or a shipped file with a text replaced."""
    (tmp_path / "own").mkdir()

    def write(family: str = "", text: str = "", *, like: str = "", old: str = "", new: str = ""):
        if like:
            text = (SHIPPED / family / like).read_text("utf-8")
            assert old in text
            text = text.replace(old, new, 1)
        if family:
            (tmp_path / "own" / family).mkdir(exist_ok=True)
            suffix = "txt" if family == "lexicons" else "yaml"
            name = like or f"ours.{suffix}"
            (tmp_path / "own" / family / name).write_text(text, "utf-8")

    return write


def catalogued(settings: Settings, *findings) -> None:
    """Data sets as a scan under the shipped policies leaves them."""
    with book_at(settings.home) as book:
        book.record([policy_set(POLICIES, unit="local", time=day(1))], action="test", **WHO)
        for found in findings:
            machine = regraded(found, POLICIES, POLICIES.profiles["gbt-43697"])
            keep(book, machine, day(2))


def only(settings: Settings, **more) -> Revalued:
    (found,) = revalue(settings, **more)
    return found


def stored(settings: Settings, dataset: str = "ds-people") -> Dataset:
    with book_at(settings.home) as book:
        record = book.latest(Dataset, dataset)
        assert record is not None
        return record


ID_FLOOR = (
    "    title: {zh: 个人身份信息, en: Identity documents}\n"
    "    path: [个人信息, 个人身份信息]\n    personal: true\n    sensitive: true\n    level: general-4"
)  # fmt: skip


def test_under_the_same_policies_nothing_is_done(settings: Settings, own) -> None:
    catalogued(settings, people())
    assert revalue(settings) == []


def test_a_floor_that_changed_is_applied_without_reading_anything(settings, own) -> None:
    catalogued(settings, people())
    own(
        "grading",
        like="gbt-43697.yaml",
        old=ID_FLOOR,
        new=ID_FLOOR.replace("general-4", "general-3"),
    )
    found = only(settings)
    assert (found.before.level, found.after.level) == (Level.GENERAL_4, Level.GENERAL_3)
    assert found.changed
    assert found.scan_again == ()
    record = stored(settings)
    assert (record.finding.level, record.labelled_by) == (Level.GENERAL_3, "")
    assert record.finding.policy_digest == load_policies(settings.policies).digest
    assert revalue(settings) == [], "what is current is left alone"
    with book_at(settings.home) as book:
        assert [*book.entries()][-1].action == "dataset.regrade"
        book.verify()


def test_a_factor_that_was_added_makes_a_candidate(settings, own) -> None:
    catalogued(settings, people("候鸟环志", field("环号", None, Level.GENERAL_2)))
    own("grading", like="gbt-43697.yaml", old="cues: [土壤普查,", new="cues: [候鸟环志, 土壤普查,")
    found = only(settings)
    assert found.after.level is Level.IMPORTANT_CANDIDATE
    assert found.after.important_factors == ("i",)


def test_a_dry_run_changes_nothing(settings, own) -> None:
    catalogued(settings, people())
    own(
        "grading",
        like="gbt-43697.yaml",
        old=ID_FLOOR,
        new=ID_FLOOR.replace("general-4", "general-3"),
    )
    before = stored(settings)
    assert only(settings, dry_run=True).changed
    assert stored(settings) == before


def test_a_persons_decision_stands_over_the_new_grade(settings, own) -> None:
    catalogued(settings, people())
    with book_at(settings.home) as book:
        review(book, "ds-people", decision="overruled", level=Level.CORE)
    own(
        "grading",
        like="gbt-43697.yaml",
        old=ID_FLOOR,
        new=ID_FLOOR.replace("general-4", "general-3"),
    )
    only(settings)
    with book_at(settings.home) as book:
        policies = load_policies(settings.policies)
        assert History(book, policies).decided("ds-people").level is Level.CORE


def test_a_new_recogniser_of_values_means_to_look_again(settings, own) -> None:
    catalogued(settings, people())
    own("recognisers", BADGE)
    found = only(settings)
    assert found.scan_again == ("recogniser own.badge is new",)
    assert not found.changed
    assert stored(settings).labelled_by == POLICIES.digest
    again = only(settings)
    assert again.scan_again == found.scan_again, "until it was scanned, it is said again"


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        (("recognisers", "contact.yaml", "min_rate: ", "min_rate: 0.9 # "), 1),
        (("lexicons", "surnames.txt", "王", "汪汪 王"), 1),
        (("masking", "sharing.yaml", "向社会开放", "向公众开放"), 0),
        (("filing", "annex-j.yaml", "ratio: 0.30", "ratio: 0.20"), 0),
    ],
    ids=["a threshold", "a word list", "masking", "rules of filing"],
)
def test_what_changed_decides_whether_values_must_be_looked_at(
    settings, own, change: tuple[str, str, str, str], reasons: int
) -> None:
    family, file, old, new = change
    catalogued(settings, people())
    own(family, like=file, old=old, new=new)
    found = only(settings)
    assert len(found.scan_again) == reasons
    assert all(each.endswith(" changed") for each in found.scan_again)


@pytest.mark.parametrize(
    ("name", "again"),
    [("批示意见", ("names for own.remark changed",)), ("证件号", ())],
    ids=["a field of that name", "no field of that name"],
)
def test_a_new_name_matters_where_a_field_bears_it(settings, own, name: str, again) -> None:
    catalogued(settings, people("people", field(name)))
    own("recognisers", HEADER_ONLY)
    assert only(settings).scan_again == again


def test_a_field_named_so_before_matters_too(settings, own) -> None:
    reasons = (Reason("header", "the header speaks for own.remark, but only 0 % bear it out"),)
    catalogued(settings, people("people", field("x", reasons=reasons)))
    own("recognisers", HEADER_ONLY)
    assert only(settings).scan_again == ("names for own.remark changed",)


def test_what_was_graded_by_its_names_is_labelled_anew_by_its_names(settings, own) -> None:
    bare = field(
        "批示意见", None, Level.GENERAL_2, sampled=0, validated=0.0, confidence=0.0, example=""
    )
    catalogued(settings, people("people", bare, sampled=0))
    own("recognisers", HEADER_ONLY)
    found = only(settings)
    assert found.scan_again == ()
    assert found.after.fields[0].label == "own.remark"
    assert stored(settings).finding.fields[0].label == "own.remark"


def test_a_label_nobody_gives_any_more_is_kept_on_the_safe_side(settings, own) -> None:
    own("recognisers", BADGE)
    policies = load_policies(settings.policies)
    with book_at(settings.home) as book:
        book.record([policy_set(policies, unit="local", time=day(1))], action="test", **WHO)
        badge = field("工号", "own.badge", Level.GENERAL_2)
        keep(book, people("people", badge, policy_digest=policies.digest))
        keep(book, people("other", field("x"), policy_digest=policies.digest))
    shutil.rmtree(settings.policies / "recognisers")
    other, found = revalue(settings)
    assert found.scan_again == ("recogniser own.badge is no more", "names for own.badge changed")
    assert found.after.fields[0].level is Level.GENERAL_4
    assert other.scan_again == (), "it never bore that label"


def test_policies_nobody_kept_leave_nothing_to_compare_with(settings, own) -> None:
    with book_at(settings.home) as book:
        keep(book, people(policy_digest="long ago"))
    assert only(settings).scan_again == ("the policies it was looked at by were not kept",)


def test_another_profile_grades_all_without_a_scan(settings, own) -> None:
    catalogued(settings, people("a"), people("b"))
    own("grading", like="gbt-43697.yaml", old="  id: gbt-43697\n", new="  id: ours\n")
    assert [each.after.profile for each in revalue(settings, profile="ours")] == ["ours", "ours"]
    assert stored(settings, "ds-a").finding.profile == "ours"
    with pytest.raises(MisuseError, match=r"no grading profile 'none'; there are: .*43697, .*ours"):
        revalue(settings, profile="none")


def test_a_profile_that_is_not_loaded_is_said_and_left(settings, own) -> None:
    catalogued(settings, people("known"))
    with book_at(settings.home) as book:
        keep(book, people("lost", profile="theirs", policy_digest="other"))
    found = only(settings)
    assert found.scan_again == ("it was graded under profile 'theirs', which is not loaded",)
    assert stored(settings, "ds-lost").finding.profile == "theirs"


def test_what_is_kept_of_the_values_goes_with_the_new_version(settings, own) -> None:
    catalogued(settings, people())
    with book_at(settings.home) as book:
        held = [imprint("证件号", (0, 10))]
        machine = regraded(people(rows=2), POLICIES, POLICIES.profiles["gbt-43697"])
        keep(book, machine, day(3), imprints=held)
    own(
        "grading",
        like="gbt-43697.yaml",
        old=ID_FLOOR,
        new=ID_FLOOR.replace("general-4", "general-3"),
    )
    only(settings)
    with book_at(settings.home) as book:
        assert book.imprints("ds-people", 3) == held


def test_a_filing_falls_due_by_new_rules(settings, own) -> None:
    catalogued(settings, important("候鸟环志"))
    with book_at(settings.home) as book:
        review(book, "ds-候鸟环志", decision="overruled", level=Level.IMPORTANT)
        file_dataset(
            book, History(book, POLICIES), "ds-候鸟环志", POLICIES, actor="a",
            filed="2026-11-20", number="1", reason="r",
        )  # fmt: skip
    own("grading", like="gbt-43697.yaml", old="cues: [土壤普查,", new="cues: [候鸟环志, 土壤普查,")
    only(settings)
    with book_at(settings.home) as book:
        filing = filing_of(book, "ds-候鸟环志")
    assert (filing.state, [each.kind for each in filing.observed]) == (
        "changed",
        ["factors-changed"],
    )


def test_one_data_set_alone_may_be_asked_for(settings, own) -> None:
    catalogued(settings, people("a"), people("b"))
    own("recognisers", BADGE)
    assert [each.after.name for each in revalue(settings, "b")] == ["b"]
    assert revalue(settings, "b")[0].scan_again
    assert stored(settings, "ds-a").labelled_by == ""


def test_a_set_of_policies_names_each_part_by_what_decides() -> None:
    now = policy_set(POLICIES, unit="u", time="t")
    assert now.id == POLICIES.digest
    assert {"cn.id18", "person.name"} <= set(now.recognisers) <= set(now.headers)
    assert set(now.lexicons) == set(POLICIES.lexicons)
    retitled = POLICIES.recognisers["cn.id18"].model_copy(
        update={"category": "other", "subject": "none", "hits": ("x",)}
    )
    changed = policy_set(load_policies_with(retitled), unit="u", time="t")
    assert changed.recognisers == now.recognisers
    assert changed.headers == now.headers
    rated = POLICIES.recognisers["cn.id18"].model_copy(update={"min_rate": 0.123})
    assert policy_set(load_policies_with(rated), unit="u", time="t").recognisers != now.recognisers


def load_policies_with(recogniser):
    recognisers = {**POLICIES.recognisers, recogniser.id: recogniser}
    return dataclasses.replace(POLICIES, recognisers=recognisers)


def test_a_record_is_current_by_digest_alone(tmp_path: Path) -> None:
    with book_at(tmp_path / "home") as book:
        keep(book, people())
        keep(book, people("old", policy_digest="x"))
        outdated = Outdated(book, POLICIES)
        current = {each.id: outdated.is_current(each) for each in book.list(Dataset)}
    assert current == {"ds-people": True, "ds-old": False}
