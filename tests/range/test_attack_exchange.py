# Each technique's proof is of what platform and sink saw.
import pytest
from drill_files import run, shipped

from range.attack_exchange import EXCHANGE_TECHNIQUES
from range.technique import Seen

STEPS = {
    each.action: each
    for name in ("population-copy", "exchange-wiped", "exchange-bulk")
    for each in shipped(name).attack
}


@pytest.mark.parametrize(
    ("action", "seen", "worked"),
    [
        ("spray", {"sign_ins": 1}, True),
        ("spray", {}, False),
        ("sign-in", {"sign_ins": 1}, True),
        ("sign-in", {"served": 20}, False),
        ("bulk-pull", {"served": 6000}, True),
        ("bulk-pull", {"served": 5999}, False),
        ("exfiltrate", {"leaked": 1}, True),
        ("exfiltrate", {"served": 6000}, False),
        ("trickle", {"leaked": 100}, True),
        ("trickle", {}, False),
        ("broad-query", {"served_openly": 1}, True),
        ("broad-query", {"served": 500}, False),
        ("wipe", {"lost": 1}, True),
        ("wipe", {"backups_gone": 1}, False),
        ("alter-records", {"lost": 1}, True),
        ("alter-records", {"served": 100}, False),
        ("delete-backups", {"backups_gone": 1}, True),
        ("delete-backups", {"lost": 100}, False),
    ],
)
def test_a_proof_is_of_the_effect(action: str, seen: dict, worked: bool) -> None:
    facts = Seen((), ({}, {}), ({}, {}), 0, 0, frozenset(), **seen)
    assert EXCHANGE_TECHNIQUES[action].effect(STEPS[action], facts) == worked


def test_what_leaked_is_told_by_level_and_scaled() -> None:
    off = run("exchange-bulk", 7, defence=False)
    assert off.leaked == {"general-4": 6000}
    assert off.harm["persons_leaked"] == 6000 * 2000
    report = off.score.report
    assert report is not None
    assert (report.level, report.due, report.in_time) == ("serious", True, False)


def test_the_report_is_made_in_time_with_the_defence_on() -> None:
    report = run("exchange-bulk", 7).score.report
    assert report is not None
    assert report.due
    assert report.in_time
    assert report.reported_s is not None
    assert report.deadline_s is not None
    assert report.reported_s < report.deadline_s


def test_a_disabled_account_ends_the_pull() -> None:
    on = run("exchange-bulk", 7)
    disabled = next(
        each.time for each in on.timeline
        if each.kind == "response" and each.values["action"] == "disable-account"
    )  # fmt: skip
    pull = next(each for each in on.played if each.step.action == "bulk-pull")
    assert not pull.succeeded
    assert disabled < pull.ended < disabled + 60
