# Every record has a name to be stored under, says whose it is, and cannot be changed.
import dataclasses

import pytest

from schema import RECORD_TYPES, Record, Source, record

EVERY = pytest.mark.parametrize("kind", RECORD_TYPES)


def test_every_kind_of_record_is_in_the_table():
    named = {
        name
        for name in record.__all__
        if isinstance(getattr(record, name), type)
        and name not in ("Record", "ShareColumn", "StepRun")
    }
    assert {kind.__name__ for kind in RECORD_TYPES.values()} == named
    assert all(issubclass(kind, Record) for kind in RECORD_TYPES.values())


# Kinds that have grown since: a program that knows less must not read them.
VERSIONS = {"review": 2}


@EVERY
def test_a_record_has_an_id_a_unit_a_time_and_a_version(kind):
    fields = {field.name: field for field in dataclasses.fields(RECORD_TYPES[kind])}
    for name in ("id", "unit", "time"):
        assert fields[name].default is dataclasses.MISSING
    assert fields["schema_version"].default == VERSIONS.get(kind, 1)


@EVERY
def test_a_record_is_frozen_and_holds_nothing_beside_its_fields(kind):
    record_type = RECORD_TYPES[kind]
    assert record_type.__dataclass_params__.frozen
    assert "__slots__" in vars(record_type)


def test_a_source_is_changed_by_making_another():
    source = Source(id="people", unit="local", time="2026-01-01T00:00:00Z", url="postgresql://h/d")
    with pytest.raises(dataclasses.FrozenInstanceError):
        source.url = "elsewhere"
    assert dataclasses.replace(source, url="sqlite:///a.db").url == "sqlite:///a.db"
