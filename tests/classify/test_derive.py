# The grade of derived data: from the strictest origin, lower only as approved, and never below
# what its own values show.
import pytest
from compared_findings import field, finding

from classify import with_lineage
from classify.sentence import values_of
from policies import load_policies
from schema import DatasetFinding, Level, Lineage

G1, G2, G3, G4, CANDIDATE, IMPORTANT, CORE = Level
MASKED = load_policies().derivations["masked"]


def lineage(*origins: str, base: Level = G4, level: Level | None = None, **more: str) -> Lineage:
    values = {"person": "王敏", "reason": "why", "evidence": "k=20 report", "approver": "李处长"}
    return Lineage(
        id="ln-1", unit="local", time="2026-11-24T08:00:00Z", dataset="ds-1", origins=origins,
        operation="masked", base=base, level=level or base, **(values | more),
    )  # fmt: skip


def graded(own: Level, origins: list[Level], line: Lineage) -> tuple[Level, str]:
    """The level, and the sentence that gives the reason."""
    found = with_lineage(
        finding(field(level=own)),
        line,
        [finding(id=f"ds-{n}", name=f"t{n}", level=level) for n, level in enumerate(origins, 2)],
        MASKED,
        None,
    )
    return found.level, next(each.detail for each in found.reasons if each.kind == "derived")


@pytest.mark.parametrize(
    ("own", "origins", "base", "approved", "level"),
    [
        (G2, [G4], G4, None, G4),
        (G2, [G3, G4], G4, None, G4),
        (G4, [G2], G2, None, G4),
        (G2, [G3], G4, None, G3),
        (G2, [IMPORTANT], G4, None, IMPORTANT),
        (G1, [G4], G4, G2, G2),
        (G3, [G4], G4, G2, G3),
        (G1, [IMPORTANT], G4, G2, IMPORTANT),
        (G1, [G4], IMPORTANT, G2, G2),
        (G1, [G1], G4, G2, G1),
    ],
    ids=[
        "the origin's level",
        "the strictest of two",
        "what it shows itself is graver",
        "an origin was lowered since",
        "an origin was raised since",
        "lower as approved",
        "not below its own values",
        "the approval did not know this",
        "the approval knew worse",
        "an origin is lower than approved",
    ],
)
def test_the_level_that_origins_leave(
    own: Level, origins: list[Level], base: Level, approved: Level | None, level: Level
) -> None:
    names = [f"ds-{n}" for n in range(2, 2 + len(origins))]
    assert graded(own, origins, lineage(*names, base=base, level=approved))[0] is level


def test_an_origin_that_is_gone_counts_with_the_level_it_had() -> None:
    level, detail = graded(G1, [G2], lineage("ds-2", "ds-gone", base=G4))
    assert level is G4
    assert "ds-gone" in detail


def test_what_a_machine_recognised_is_a_candidate_at_most() -> None:
    assert graded(G1, [CORE], lineage("ds-2", base=CORE, person=""))[0] is CANDIDATE
    assert graded(G1, [CORE], lineage("ds-2", base=CORE))[0] is CORE


@pytest.mark.parametrize(
    ("base", "approved", "words"),
    [
        (G4, None, {"base": "general-4", "origins": "t2", "operation": "masked"}),
        (G4, G2, {"level": "general-2", "evidence": "k=20 report", "approver": "李处长"}),
        (G3, G2, {"then": "general-3", "base": "general-4"}),
    ],
    ids=["as the origin", "approved", "overtaken"],
)
def test_the_reason_can_be_read_back(base: Level, approved: Level | None, words) -> None:
    _, detail = graded(G1, [G4], lineage("ds-2", base=base, level=approved))
    assert words.items() <= values_of(detail).items()
    assert "GB/T 43697-2024 annex I" in detail


def test_saying_it_twice_leaves_one_reason() -> None:
    line = lineage("ds-2")
    origins = [finding(id="ds-2", level=G4)]
    once: DatasetFinding = with_lineage(finding(field()), line, origins, MASKED, None)
    assert with_lineage(once, line, origins, MASKED, None) == once


def test_a_level_that_origins_raise_has_the_profiles_own_grade() -> None:
    profiles = load_policies().profiles
    own = next(each for each in profiles.values() if each.grades)
    found = with_lineage(
        finding(field(level=G1), grade="own"), lineage("ds-2"), [finding(id="ds-2", level=G4)], MASKED, own
    )  # fmt: skip
    assert found.grade == own.grade_of(G4) != "own"
    as_it_was = with_lineage(
        finding(field(level=G4), grade="own"), lineage("ds-2"), [finding(id="ds-2", level=G4)], MASKED, own
    )  # fmt: skip
    assert as_it_was.grade == "own"
