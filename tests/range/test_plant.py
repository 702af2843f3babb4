# Plants of each model answer to the same things.
import pytest
from drill_files import shipped

from range.plant import make_plant


@pytest.mark.parametrize("drill", ["water-setpoint", "substation-trip"])
def test_a_plant_moves_on_is_switched_and_says_what_harm_there_is(drill: str) -> None:
    (model,) = shipped(drill).plants.values()
    plant = make_plant(model)
    plant.advance(10.0)
    name, state = next(iter(plant.states().items()))
    plant.switch(name.partition(".")[0], running=not state)
    assert plant.states()[name] != state
    assert plant.point(name) == plant.states()[name]
    assert plant.switches == 1
    assert set(plant.harm()) >= {"people_without_supply", "outage_minutes"}
