from __future__ import annotations

from dataclasses import replace

import pytest

from schema import Assessment, Review, Share, Source, User
from store import (
    StoreError,
    about,
    body_of,
    count,
    delete,
    digest_of,
    latest,
    list_latest,
    put,
    stored_digest,
    versions,
)

SOURCE = Source(
    id="residents",
    unit="shaanxi/xian",
    time="2026-11-02T08:00:00Z",
    url="sqlite:///residents.db",
    sealed_password=b"sealed-bytes",
)


def user(identifier: str, unit: str = "shaanxi", name: str = "王芳") -> User:
    return User(id=identifier, unit=unit, time="2026-11-02T08:00:00Z", name=name, roles=("audit",))


def review(identifier: str, dataset: str, time: str) -> Review:
    return Review(
        id=identifier,
        unit="shaanxi",
        time=time,
        dataset=dataset,
        field="a",
        reviewer="王芳",
        decision="confirm",
        reason="",
    )


def test_a_record_is_found_by_kind_and_id(connection) -> None:
    stored = put(connection, SOURCE)
    assert (stored.kind, stored.id, stored.version, stored.changed) == (
        "source",
        "residents",
        1,
        True,
    )
    assert stored.digest == digest_of("source", body_of(SOURCE))
    assert latest(connection, Source, "residents") == SOURCE
    assert latest(connection, Source, "resident") is None
    assert latest(connection, User, "residents") is None


def test_what_changes_is_a_new_version_and_the_old_one_stays(connection) -> None:
    changed = replace(SOURCE, url="sqlite:///other.db")
    put(connection, SOURCE)
    assert put(connection, changed).version == 2
    assert latest(connection, Source, "residents") == changed
    kept = versions(connection, "source", "residents")
    assert [(one.version, one.record) for one in kept] == [(1, SOURCE), (2, changed)]


def test_what_says_the_same_is_no_new_version(connection) -> None:
    put(connection, SOURCE)
    again = put(connection, replace(SOURCE, time="2027-01-01T00:00:00Z"))
    assert (again.version, again.changed) == (1, False)
    assert again.digest == digest_of("source", body_of(SOURCE))
    assert latest(connection, Source, "residents") == SOURCE


def test_going_back_to_what_was_is_a_change(connection) -> None:
    put(connection, SOURCE)
    put(connection, replace(SOURCE, owner="李"))
    assert put(connection, SOURCE).version == 3


def test_a_record_that_would_not_come_back_is_not_stored(connection) -> None:
    with pytest.raises(ValueError, match="come back"):
        put(connection, replace(SOURCE, max_bytes_per_s=float("nan")))
    assert count(connection) == 0


@pytest.mark.parametrize(
    ("unit", "ids"),
    [
        pytest.param("", ["a", "b", "c", "d", "e", "f"], id="no unit has all"),
        pytest.param("shaanxi", ["a", "b", "c", "d", "f"], id="a province has its cities"),
        pytest.param("shaanxi/xian", ["b", "c"], id="a city has its bureaux and not its namesake"),
        pytest.param("shaanxi/xian/health", ["c"], id="a bureau has itself"),
        pytest.param("shaanxi/xia", [], id="half a name has nothing"),
        pytest.param("shaanxi%", [], id="no wildcard"),
        pytest.param("甘肃", ["e"], id="another province"),
    ],
)
def test_a_list_keeps_to_a_unit_and_those_below(connection, unit: str, ids: list[str]) -> None:
    units = {
        "a": "shaanxi",
        "b": "shaanxi/xian",
        "c": "shaanxi/xian/health",
        "d": "shaanxi/xianyang",
        "e": "甘肃",
        "f": "shaanxi/xian0",
    }
    for identifier in "dbaecf":
        put(connection, user(identifier, units[identifier]))
    assert [one.id for one in list_latest(connection, User, unit)] == ids


def test_a_list_has_the_newest_versions_of_one_kind(connection) -> None:
    put(connection, SOURCE)
    for name in ("一", "二", "三"):
        put(connection, user("u-1", name=name))
    assert [one.name for one in list_latest(connection, User)] == ["三"]


def test_a_record_that_moved_is_listed_under_its_new_unit_only(connection) -> None:
    put(connection, user("u-1", "shaanxi"))
    put(connection, user("u-1", "gansu"))
    assert list(list_latest(connection, User, "shaanxi")) == []
    assert [one.id for one in list_latest(connection, User, "gansu")] == ["u-1"]


class TestDelete:
    def test_a_record_taken_away_is_gone_and_its_history_stays(self, connection) -> None:
        put(connection, user("u-1"))
        put(connection, user("u-1", name="李"))
        stored = delete(connection, "user", "u-1", time="2026-11-03T00:00:00Z")
        assert (stored.version, stored.digest, stored.changed) == (3, "", True)
        assert latest(connection, User, "u-1") is None
        assert list(list_latest(connection, User)) == []
        kept = versions(connection, "user", "u-1")
        assert [one.record and one.record.name for one in kept] == ["王芳", "李", None]
        assert kept[-1].time == "2026-11-03T00:00:00Z"

    def test_sealed_secrets_are_wiped_from_every_version(self, connection) -> None:
        put(connection, SOURCE)
        put(connection, replace(SOURCE, sealed_password=b"second"))
        before = [stored_digest(connection, "source", "residents", version) for version in (1, 2)]
        delete(connection, "source", "residents", time="t")
        kept = versions(connection, "source", "residents")
        assert [one.record and one.record.sealed_password for one in kept] == [b"", b"", None]
        after = [stored_digest(connection, "source", "residents", version) for version in (1, 2)]
        assert after == before

    def test_a_record_that_comes_again_goes_on_counting(self, connection) -> None:
        put(connection, SOURCE)
        delete(connection, "source", "residents", time="t")
        assert put(connection, SOURCE).version == 3
        assert latest(connection, Source, "residents") == SOURCE

    @pytest.mark.parametrize("gone_before", [False, True], ids=["never there", "gone already"])
    def test_what_is_not_there_cannot_be_taken_away(self, connection, gone_before: bool) -> None:
        if gone_before:
            put(connection, SOURCE)
            delete(connection, "source", "residents", time="t")
        with pytest.raises(ValueError, match="there is no source 'residents'"):
            delete(connection, "source", "residents", time="t")


def test_reviews_and_shares_are_found_by_the_dataset_they_are_about(connection) -> None:
    put(connection, review("rv-2", "ds-1", "2026-11-02T08:00:00Z"))
    put(connection, review("rv-1", "ds-1", "2026-11-02T09:00:00Z"))
    put(connection, review("rv-3", "ds-2", "2026-11-02T07:00:00Z"))
    assert [one.id for one in about(connection, Review, "ds-1")] == ["rv-2", "rv-1"]
    assert about(connection, Share, "ds-1") == []
    assert about(connection, Review, "ds-3") == []


def test_records_about_nothing_are_not_about_the_empty_name(connection) -> None:
    put(connection, user("u-1"))
    assert about(connection, User, "") == []


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        pytest.param("unit = 'gansu'", "columns", id="the unit"),
        pytest.param("time = '2020-01-01T00:00:00Z'", "columns", id="the time"),
        pytest.param("about = 'ds-1'", "columns", id="what it is about"),
        pytest.param("id = 'other'", "columns", id="the id"),
        pytest.param("body = x'7b7d'", "damaged", id="the body"),
    ],
)
def test_columns_that_differ_from_the_body_are_found(connection, damage: str, message: str) -> None:
    put(connection, SOURCE)
    connection.execute(f"UPDATE record SET {damage}")
    (identifier,) = connection.execute("SELECT id FROM record").fetchone()
    with pytest.raises(StoreError, match=message):
        stored_digest(connection, "source", identifier, 1)


def test_the_digest_of_a_version_follows_its_body(connection) -> None:
    stored = put(connection, SOURCE)
    assert stored_digest(connection, "source", "residents", 1) == stored.digest
    assert stored_digest(connection, "source", "residents", 2) is None
    (body,) = connection.execute("SELECT body FROM record").fetchone()
    changed = body.replace(b"residents.db", b"Residents.db")
    connection.execute("UPDATE record SET body = ?", (changed,))
    assert stored_digest(connection, "source", "residents", 1) not in (None, stored.digest)


def test_kinds_do_not_share_ids(connection) -> None:
    put(connection, user("same"))
    put(connection, Assessment(id="same", unit="", time="t", method="m", scope="s", grade="1"))
    assert latest(connection, Assessment, "same") != latest(connection, User, "same")
    assert count(connection) == 2
