# Which rows each kind of sheet has, in order, and which names it may use.
import pytest
from compared_findings import field
from kept_catalogue import POLICIES, important, people

from operations.wording import wording
from operations.workbook_facts import Facts
from operations.workbook_rows import Contents, refuse_unknown, rows_of
from policies import Demand, Layout, Site, System, load_layout
from schema import Level, Share, ShareColumn

SITE = Site(
    systems=(
        System(id="s1", name="health", sources=("/data/people",)),
        System(id="s2", name="idle"),
    ),
    demands=(Demand(id="d1", department="统计局", matter="yearly figures"),),
)
SHARE = Share(
    id="sh-1", unit="u", time="2026-11-20T08:00:00Z", dataset="ds-people", purpose="open-public",
    recipient="市医保局", approver="李处长", output="o", output_sha256="", plan_digest="",
    columns=(
        ShareColumn(name="区县", label="", level=Level.GENERAL_2, operator="keep", reason="", parameters={}),
    ),
    rows=1,
)  # fmt: skip
CONTENTS = Contents(
    (important(), people("x", field("a"), field("b"))),
    SITE,
    wording("en", POLICIES),
    "2026-11-24T03:00:00Z",
    Facts(shares=(SHARE,)),
)


@pytest.mark.parametrize(
    ("kind", "name", "values"),
    [
        ("important-datasets", "dataset.name", ["people"]),
        ("datasets", "dataset.name", ["people", "x"]),
        ("fields", "field.name", ["证件号", "手机号", "a", "b"]),
        ("systems", "system.name", ["health", "idle", "(data of no registered system)"]),
        ("demands", "demand.department", ["统计局", "市医保局"]),
        ("changes", "change.dataset", []),
    ],
)
def test_a_sheet_has_its_rows_in_order(kind, name: str, values: list[str]) -> None:
    assert [look(name) for look in rows_of(kind, CONTENTS)] == values


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("datasets", "field.name", "no value is called 'field.name'"),
        ("systems", "dataset.name", "no value is called 'dataset.name'"),
        ("fields", "dataset.nme", "no value is called 'dataset.nme'"),
        ("demands", "demand.id", None),
        ("fields", "dataset.occasions", None),
    ],
)
def test_a_sheet_may_use_the_names_of_its_rows(kind, name: str, said: str | None) -> None:
    content = load_layout().model_dump()
    (column,) = content["sheets"][0]["columns"][:1]
    content["sheets"] = [
        content["sheets"][0]
        | {"rows": kind, "columns": [column | {"parts": [{"value": name, "title": None}]}]}
    ]
    layout = Layout.model_validate(content)
    if said is None:
        refuse_unknown(layout)
    else:
        with pytest.raises(ValueError, match=said):
            refuse_unknown(layout)
