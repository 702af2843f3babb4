# The generated city's site file: everything the workbook's lists ask of it is said.

import pytest

from operations.generated_site import write_site
from policies import Demand, Site, System, load_layout, load_site

# Left to the scan, which knows where the data lies.
COUNTED = {"database"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    directory = tmp_path_factory.mktemp("site")
    write_site(directory)
    return load_site(directory / "site.yaml")


def test_every_system_says_all_there_is_to_say(site: Site) -> None:
    assert len(site.systems) == 6
    for system in site.systems:
        assert set(System.model_fields) - COUNTED <= system.model_fields_set
        assert {each.name for each in site.departments} >= {system.department}


def test_systems_name_each_other_from_both_sides(site: Site) -> None:
    named = {each.name: each for each in site.systems}
    for system in site.systems:
        assert all(system.name in named[each].downstream for each in system.upstream)
        assert all(system.name in named[each].upstream for each in system.downstream)


def test_an_answered_demand_says_everything(site: Site) -> None:
    answered, waiting = site.demands
    assert set(Demand.model_fields) == answered.model_fields_set
    assert not waiting.reply


@pytest.mark.parametrize(
    ("sheet", "value"),
    [
        ("responsibility", "sharing"),
        ("responsibility", "opening"),
        ("demands", "mode"),
    ],
)
def test_what_is_chosen_from_a_list_is_on_it(site: Site, sheet: str, value: str) -> None:
    (columns,) = [each.columns for each in load_layout().sheets if each.id == sheet]
    ours = site.demands if sheet == "demands" else site.systems
    name = f"{'demand' if sheet == 'demands' else 'system'}.{value}"
    (column,) = [each for each in columns if any(part.value == name for part in each.parts)]
    assert {getattr(each, value) for each in ours} <= {each.zh for each in column.choices}
