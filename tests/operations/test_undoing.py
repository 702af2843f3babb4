import pytest

from operations.undoing import plan_undoing, undoable
from schema import Level, RefusedError, Share, ShareColumn


def column(name: str, operator: str) -> ShareColumn:
    return ShareColumn(
        name=name,
        label="cn.id18",
        level=Level.GENERAL_3,
        operator=operator,
        reason="r",
        parameters={"domain": "d"},
    )


SHARE = Share(
    id="sh-1",
    unit="u",
    time="2026-11-01T08:00:00Z",
    dataset="ds-1",
    purpose="care",
    recipient="R",
    approver="A",
    output="o",
    output_sha256="ab",
    plan_digest="cd",
    columns=(
        column("a", "fpe"),
        column("b", "redact"),
        column("c", "drop"),
        column("d", "encrypt"),
    ),
    rows=1,
)


def test_what_was_encrypted_can_be_undone_and_nothing_else() -> None:
    assert list(undoable(SHARE)) == ["a", "d"]
    plan = plan_undoing(SHARE, ["d", "a", "d"])
    assert [(one.name, one.operator) for one in plan.columns] == [("d", "encrypt"), ("a", "fpe")]
    assert (plan.purpose, plan.domains) == ("care", ("d",))


@pytest.mark.parametrize("name", ["b", "c", "nobody"])
def test_what_cannot_be_undone_is_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="was not masked in a way"):
        plan_undoing(SHARE, ["a", name])
