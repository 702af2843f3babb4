# A year's transfers added up: by level, by receiver where asked, once alerted for the year.
from monitor import export_alerts, exports_of
from policies import load_flow_policy
from schema import Level

THRESHOLDS = load_flow_policy().exports


def group(persons: int, level: str = "general-4", **more: object) -> dict[str, object]:
    return {
        "tongguan.border": "abroad", "tongguan.level": level, "tongguan.recipient": None,
        "url.domain": "out.example", "destination.ip": "203.0.113.9", "tongguan.persons": persons,
        "tongguan.records": persons, **more,
    }  # fmt: skip


def reached(*groups: dict[str, object]) -> set[str]:
    return {each.threshold.id for each in exports_of(groups, THRESHOLDS, 2026) if each.is_reached}


def test_sensitive_information_counts_at_once_and_from_ten_thousand() -> None:
    assert reached(group(9_999)) == {"export.standard-contract-sensitive"}
    assert reached(group(6_000), group(4_000, **{"url.domain": "other.example"})) == {
        "export.standard-contract-sensitive",
        "export.assessment-sensitive",
    }


def test_personal_information_adds_up_over_receivers_and_levels() -> None:
    assert reached(group(99_999, "general-2")) == set()
    assert reached(group(60_000, "general-2"), group(40_000, "general-3")) == {
        "export.standard-contract"
    }
    assert "export.assessment" in reached(group(1_000_000, "general-2"))


def test_what_stays_in_the_country_or_is_public_does_not_count() -> None:
    assert reached(group(10**7, **{"tongguan.border": "province"})) == set()
    assert reached(group(10**7, "general-1")) == set()
    assert "export.assessment-important" in reached(
        group(0, "important", **{"tongguan.records": 3})
    )


def test_by_receiver_each_has_a_sum_of_its_own() -> None:
    own = [each.model_copy(update={"per": "recipient"}) for each in THRESHOLDS]
    groups = [group(6_000), group(6_000, **{"tongguan.recipient": "医保局"})]
    found = exports_of(groups, own, 2026)
    assert {each.receiver for each in found} == {"out.example", "医保局"}
    assert not any(e.is_reached for e in found if e.threshold.id == "export.assessment-sensitive")


def test_an_alert_is_the_same_for_the_whole_year() -> None:
    def told(persons: int, last: str) -> list[tuple[str, int]]:
        exports = exports_of([group(persons)], THRESHOLDS, 2026)
        alerts = export_alerts(exports, unit="", time="t", last=last, evidence=["ev-1 sent"])
        assert all(each.level == Level.GENERAL_4 for each in alerts)
        return [(each.id, each.persons) for each in alerts]

    early, late = told(500, "2026-03-01T00:00:00Z"), told(900, "2026-05-01T00:00:00Z")
    assert [name for name, _ in early] == [name for name, _ in late]
    assert late[0][1] == 900
