# What was made from what: declared with evidence and approval, or known by a share's own bytes.
import dataclasses
from pathlib import Path

import pytest
from compared_findings import field
from kept_catalogue import POLICIES, WHO, important, keep, people, review, ticking

from operations.delivery import file_digest
from operations.history import History
from operations.lineage import declare_lineage, recognise_shares, refuse_below_origins
from schema import Level, Lineage, MisuseError, RefusedError, Share, ShareColumn

G1, G2, G3, G4, CANDIDATE, IMPORTANT, CORE = Level
PLAIN = field("区县", None, G2)


@pytest.fixture
def book(tmp_path: Path):
    with ticking(tmp_path / "home") as opened:
        keep(opened, people("origin"))
        keep(opened, people("copy", PLAIN))
        keep(opened, important("grave"))
        review(opened, "ds-grave")
        yield opened


def declare(book, dataset: str = "ds-copy", **more) -> Lineage:
    asked = {"origins": ["ds-origin"], "operation": "masked", "reason": "made for research"} | more
    history = History(book, POLICIES)
    return declare_lineage(book, history, dataset, POLICIES, actor="王敏", **asked)


def level(book, dataset: str = "ds-copy") -> Level:
    return History(book, POLICIES).decided(dataset).level


def test_derived_data_has_its_origins_level_and_a_ledger_entry(book) -> None:
    lineage = declare(book)
    assert (lineage.base, lineage.level, lineage.person) == (G4, G4, "王敏")
    assert level(book) is G4
    entry = [*book.entries()][-1]
    assert (entry.action, entry.actor) == ("dataset.derive", "王敏")
    assert entry.body["detail"]["origins"] == ["ds-origin"]
    book.verify()


def test_the_strictest_of_several_origins_prevails(book) -> None:
    assert declare(book, origins=["ds-origin", "ds-grave", "ds-origin"]).base is IMPORTANT
    assert level(book) is IMPORTANT


def test_lower_takes_evidence_and_is_then_recorded_with_who_approved(book) -> None:
    lineage = declare(book, level=G2, evidence="risk report 7: k = 20")
    assert (lineage.level, lineage.evidence, lineage.approver) == (
        G2,
        "risk report 7: k = 20",
        "王敏",
    )
    assert level(book) is G2


def test_an_approval_lasts_until_an_origin_is_graver(book) -> None:
    declare(book, level=G2, evidence="report")
    review(book, "ds-origin", decision="overruled", level=CORE)
    assert level(book) is CORE


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ({"level": G2}, RefusedError, "takes evidence: name it"),
        ({"level": G2, "evidence": " "}, RefusedError, "takes evidence"),
        ({"level": G1, "evidence": "e"}, RefusedError, "copy itself shows general-2"),
        (
            {"origins": ["ds-grave"], "level": G2, "evidence": "e"},
            RefusedError,
            "from important is lowered by two",
        ),
        (
            {"origins": ["ds-grave"], "level": G2, "evidence": "e", "approver": "王敏"},
            RefusedError,
            "other than the acting person",
        ),
        ({"level": CORE}, MisuseError, "above the origins' general-4"),
        ({"operation": "melted"}, MisuseError, "no operation 'melted'; there are masked, merged"),
        ({"origins": []}, MisuseError, "say what it was made from"),
        ({"origins": ["ds-copy"]}, MisuseError, "not made from itself"),
        ({"origins": ["ds-none"]}, MisuseError, "no data set 'ds-none'"),
        ({"reason": ""}, MisuseError, "needs its reason"),
    ],
)
def test_what_is_not_borne_out_is_refused_and_leaves_nothing(book, asked, kind, said: str) -> None:
    before = len([*book.entries()])
    with pytest.raises(kind, match=said):
        declare(book, **asked)
    assert len([*book.entries()]) == before
    assert level(book) is G2


def test_from_important_data_a_second_person_may_lower(book) -> None:
    lineage = declare(book, origins=["ds-grave"], level=G3, evidence="report", approver="李处长")
    assert lineage.approver == "李处长"
    assert level(book) is G3


def test_a_kind_of_processing_that_may_not_lower_does_not(book, monkeypatch) -> None:
    kept = POLICIES.derivations["merged"]
    strict = {"merged": kept.model_copy(update={"may_lower": False})}
    policies = dataclasses.replace(POLICIES, derivations=strict)
    with pytest.raises(RefusedError, match="merged data is not graded below its origins"):
        declare_lineage(
            book, History(book, policies), "ds-copy", policies, actor="a", origins=["ds-origin"],
            operation="merged", reason="r", level=G2, evidence="e",
        )  # fmt: skip


def test_a_circle_is_refused_over_any_steps(book) -> None:
    keep(book, people("third"))
    declare(book)
    declare(book, "ds-third", origins=["ds-copy"])
    with pytest.raises(MisuseError, match="that goes in a circle"):
        declare(book, "ds-origin", origins=["ds-third"])


def test_a_later_declaration_takes_the_place_of_the_one_before(book) -> None:
    declare(book)
    declare(book, level=G2, evidence="report")
    assert level(book) is G2
    assert len(book.versions(Lineage, "ln-copy")) == 2


@pytest.mark.parametrize(
    ("derived", "asked", "refused"),
    [(True, G3, True), (True, G4, False), (True, CORE, False), (False, G3, False)],
    ids=["below its origins", "as they are", "above them", "no derived data"],
)
def test_a_decision_about_the_whole_does_not_go_round_its_origins(
    book, derived: bool, asked: Level, refused: bool
) -> None:
    if derived:
        declare(book)
    history = History(book, POLICIES)
    if refused:
        with pytest.raises(RefusedError, match="has their general-4: lower it by its lineage"):
            refuse_below_origins(history, "ds-copy", asked)
    else:
        refuse_below_origins(history, "ds-copy", asked)


@pytest.fixture
def handed_out(book, tmp_path: Path):
    """A masked copy that was shared, with its record."""
    path = tmp_path / "masked.csv"
    path.write_text("区县\n雁塔区\n", encoding="utf-8")
    kept = [
        ShareColumn(name=name, label="", level=G4, operator=operator, reason="", parameters={})
        for name, operator in (("区县", "keep"), ("证件号", "drop"))
    ]
    share = Share(
        id="sh-1", unit="local", time="t", dataset="ds-origin", purpose="p", recipient="r",
        approver="a", output=str(path), output_sha256=file_digest(path), plan_digest="",
        columns=tuple(kept), rows=1,
    )  # fmt: skip
    book.record([share], action="test", **WHO)
    return path


def found_again(book, path: Path, **more) -> list[Lineage]:
    keep(book, people("again", PLAIN, source=str(path), **({"rows": 1} | more)))
    return recognise_shares(book, History(book, POLICIES), ["ds-again"], actor="scanner")


def test_our_own_copy_is_known_wherever_it_turns_up(book, handed_out: Path) -> None:
    elsewhere = handed_out.parent / "elsewhere.csv"
    handed_out.rename(elsewhere)
    (lineage,) = found_again(book, elsewhere)
    assert (lineage.origins, lineage.operation, lineage.share) == (("ds-origin",), "masked", "sh-1")
    assert lineage.person == ""
    assert level(book, "ds-again") is G4
    assert [*book.entries()][-1].action == "dataset.recognise"
    again = recognise_shares(book, History(book, POLICIES), ["ds-again"], actor="scanner")
    assert again == [], "what is known is not recorded twice"


@pytest.mark.parametrize(
    "more",
    [{"rows": 2}, {"fields": (field("县区", None, G2),)}, {"source": "postgresql://h/d"}],
    ids=["other rows", "another column", "no file"],
)
def test_what_does_not_look_like_a_copy_is_none(book, handed_out: Path, more) -> None:
    path = more.pop("source", handed_out)
    assert found_again(book, path, **more) == []


def test_one_changed_byte_is_another_file(book, handed_out: Path) -> None:
    handed_out.write_text("区县\n碑林区\n", encoding="utf-8")
    assert found_again(book, handed_out) == []


def test_a_machine_makes_it_a_candidate_at_most_whatever_its_origin_is(
    book, handed_out: Path
) -> None:
    review(book, "ds-origin", decision="overruled", level=CORE)
    found_again(book, handed_out)
    assert level(book, "ds-again") is CANDIDATE
