# A drill's made-up persons are graded like any table, at the drill's own level.
from __future__ import annotations

from drill_files import shipped

from operations.drill_catalogue import drill_catalogue
from policies import load_policies
from schema import Level


def test_the_data_set_is_known_by_its_columns_and_the_drills_level() -> None:
    drill = shipped("exchange-bulk")
    few = drill.model_copy(
        update={"data": {"residents": drill.data["residents"].model_copy(update={"rows": 300})}}
    )
    found = drill_catalogue(few, 7, load_policies())
    (finding,) = found.findings
    assert finding.id == "exchange-bulk/residents"
    assert {each.name: each.label for each in finding.fields}["id_number"] == "cn.id18"
    assert found.levels == {"exchange-bulk/residents": Level.GENERAL_4}
    assert finding.rows == 300
    assert found.holdings[0].dataset == finding.id
    assert drill_catalogue(few, 8, load_policies()).key != found.key


def test_a_drill_without_data_has_nothing_to_know() -> None:
    found = drill_catalogue(shipped("water-setpoint"), 7, load_policies())
    assert found.findings == found.holdings == ()
