# Events joined with the catalogue; a reading told twice counts once.
import datetime as dt

import pytest
from graded_events import NIGHT, events
from resident_finding import residents

from monitor import Assets, Borders, Calendar, Content, Enricher
from monitor.enrich import registered_domain
from policies import load_flow_policy
from schema import Level

ON_WIRE = {
    "event.category": "database", "event.action": "statement", "network.protocol": "postgresql",
    "db.name": "people", "db.statement": "select * from resident", "db.rows": 50,
    "source.ip": "10.0.0.7", "source.port": 4000, "destination.ip": "10.0.0.2",
}  # fmt: skip
IN_LOG = {**ON_WIRE, "network.protocol": None, "db.rows": None, "destination.ip": None}


def enriched(*short, contents=None):
    return Enricher(Assets([residents()])).enrich(events(short), contents).to_pylist()


def test_a_statement_touches_what_the_catalogue_knows() -> None:
    (row,) = enriched(ON_WIRE)
    assert row["tongguan.datasets"] == ["ds-resident"]
    assert (row["tongguan.level"], row["tongguan.records"]) == ("general-4", 50)
    assert (row["tongguan.persons"], row["tongguan.way"]) == (50, "back")
    assert row["tongguan.labels"] == ["cn.id18", "person.name"]


def test_a_table_read_whole_has_the_rows_of_the_catalogue() -> None:
    (row,) = enriched(IN_LOG)
    assert row["tongguan.records"] == 1_204


@pytest.mark.parametrize(
    ("short", "records"),
    [
        ((ON_WIRE, IN_LOG), [50, None]),
        ((IN_LOG, ON_WIRE), [1204, None]),
        ((ON_WIRE, ON_WIRE), [50, 50]),
        ((ON_WIRE, ON_WIRE, IN_LOG, IN_LOG, IN_LOG), [50, 50, None, None, 1204]),
        ((ON_WIRE, {**IN_LOG, "source.port": 4001}), [50, 1204]),
        ((ON_WIRE, {**IN_LOG, "@timestamp": NIGHT + dt.timedelta(hours=1)}), [50, 1204]),
        (({**ON_WIRE, "db.statement": "SELECT  * from resident;"}, IN_LOG), [50, 1204]),
    ],
)
def test_wire_and_log_tell_of_one_reading(short, records) -> None:
    assert [row["tongguan.records"] for row in enriched(*short)] == records


def test_content_counts_before_the_catalogue() -> None:
    batch = events([{"event.category": "web", "url.path": "/a"}])
    (identifier,) = batch.column("event.id").to_pylist()
    content = Content({"cn.id18": 7}, Level.GENERAL_4, 7, 6, ("ds-x",), way="forth")
    (row,) = Enricher(Assets([])).enrich(batch, {identifier: content}).to_pylist()
    assert (row["tongguan.records"], row["tongguan.persons"]) == (7, 6)
    assert (row["tongguan.datasets"], row["tongguan.way"]) == (["ds-x"], "forth")


@pytest.mark.parametrize(
    ("source", "destination", "direction"),
    [
        ("10.0.0.1", "192.168.1.1", "internal"),
        ("10.0.0.1", "8.8.8.8", "outbound"),
        ("8.8.8.8", "fd00::1", "inbound"),
        ("8.8.8.8", "2400:3200::1", "external"),
        ("10.0.0.1", None, None),
        ("no address", "8.8.8.8", None),
    ],
)
def test_directions(source, destination, direction) -> None:
    (row,) = enriched({"source.ip": source, "destination.ip": destination})
    assert row["network.direction"] == direction


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("a.b.example.com", "example.com"),
        ("example.com.", "example.com"),
        ("X.GOV.CN", "x.gov.cn"),
        ("www.x.gov.cn", "x.gov.cn"),
        ("a.b.xa.cn", "xa.cn"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_registered_domains(name, domain) -> None:
    assert registered_domain(name) == domain
    (row,) = enriched({"dns.question.name": name or "."})
    assert row["dns.question.registered_domain"] == domain


def test_countries_of_what_lies_outside() -> None:
    own, abroad, told = enriched(
        {"source.ip": "10.0.0.7", "destination.ip": "202.117.0.1"},
        {"source.ip": "8.8.8.8", "destination.ip": "10.0.0.7"},
        {"destination.ip": "8.8.8.8", "destination.geo.country_iso_code": "DE"},
    )
    names = ("source.geo.country_iso_code", "destination.geo.country_iso_code")
    assert [own[name] for name in names] == [None, "CN"]
    assert [abroad[name] for name in names] == ["US", None]
    assert told["destination.geo.country_iso_code"] == "DE"


def test_the_day_is_told_where_there_is_a_calendar() -> None:
    batch = events([{"@timestamp": dt.datetime(2026, 10, 1, tzinfo=dt.UTC)}])
    plain = Enricher(Assets([])).enrich(batch)
    dated = Enricher(Assets([]), calendar=Calendar()).enrich(batch)
    assert plain.column("tongguan.day").to_pylist() == [None]
    assert dated.column("tongguan.day").to_pylist() == ["free"]


def test_data_fetched_from_a_country_abroad_crosses_the_border() -> None:
    sent = {"tongguan.level": "general-4", "tongguan.records": 9}
    batch = Enricher(Assets([])).enrich(events([
        {"source.ip": "8.8.8.8", "destination.ip": "10.0.0.3", "tongguan.way": "back", **sent},
        {"source.ip": "10.0.0.3", "destination.ip": "193.0.0.1", "tongguan.way": "forth", **sent},
        {"source.ip": "10.0.0.3", "destination.ip": "202.117.0.1", "tongguan.way": "forth", **sent},
    ]))  # fmt: skip
    judged = Borders(load_flow_policy()).judged(batch)
    assert judged.column("tongguan.border").to_pylist() == ["abroad", "abroad", "unknown"]
    assert judged.column("tongguan.verdict").to_pylist() == ["denied", "denied", None]
