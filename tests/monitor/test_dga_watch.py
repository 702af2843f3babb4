# Clients that ask for made names are told with the names; those that mistype are not.
import datetime as dt
import random
import string

from graded_events import NIGHT, events

from monitor import DgaWatch, shipped_dga
from policies import Expected

MODEL = shipped_dga()
CHOSEN = (
    "weather", "newspaper", "bookshop", "cityhall", "hospital", "librarycard", "busstation",
    "schoolbook", "museumshop", "gardencentre", "telephone", "insurance", "traintimes", "musicbox",
)  # fmt: skip


def asked(domain: str, **more: object) -> dict[str, object]:
    return {
        "event.action": "dns", "source.ip": "10.0.0.7", "dns.question.name": f"www.{domain}",
        "dns.question.registered_domain": domain, "dns.response_code": "NXDOMAIN", **more,
    }  # fmt: skip


def made(count: int) -> list[str]:
    draw = random.Random(5)
    return ["".join(draw.choices(string.ascii_lowercase, k=12)) + ".com" for _ in range(count)]


def told(short: list[dict[str, object]], *expected: Expected) -> list:
    found = DgaWatch(MODEL, expected)
    batch = events(short)
    for at in range(0, batch.num_rows, 7):
        found.add(batch.slice(at, 7))
    return found.alerts(0, unit="u", time="t")


def test_many_made_names_are_one_alert_for_the_hour() -> None:
    (alert,) = told([asked(name) for name in made(20)])
    assert (alert.rule, alert.entities) == ("model.dga", {"source": "10.0.0.7"})
    assert any(each.startswith("look_made=") for each in alert.because)
    assert f"model={MODEL.hours.version}" in alert.because
    assert alert.evidence[0].startswith("ev-")


def test_few_and_chosen_and_those_that_are_there_are_quiet() -> None:
    assert told([asked(name) for name in made(3)]) == []
    browsed = [
        asked(f"{word}{n}.com", **{"dns.response_code": "NOERROR"})
        for word in CHOSEN
        for n in range(3)
    ]
    assert told([*browsed, *(asked(f"{word}s.cn") for word in CHOSEN[:6])]) == []
    assert told([asked(name, **{"dns.response_code": "NOERROR"}) for name in made(20)]) == []
    assert told([asked(name.replace(".com", ".local")) for name in made(20)]) == []


def test_what_is_expected_is_quiet() -> None:
    one = Expected.model_validate({
        "id": "e", "where": {"source.ip": "10.0.0.7"}, "reason": "mail", "until": "2027-01-01",
    })  # fmt: skip
    assert told([asked(name) for name in made(20)], one) == []


def test_words_run_together_are_told_by_how_many_they_are_at_once() -> None:
    draw = random.Random(8)
    names = {"".join(draw.sample(CHOSEN, 2)) + ".net" for _ in range(60)}
    (alert,) = told([asked(name) for name in sorted(names)])
    assert f"not_there={len(names)}" in alert.because


def test_what_a_mail_server_asks_about_senders_is_not_its_own() -> None:
    names = made(30)
    as_mail = [asked(name, **{"dns.question.type": "MX"}) for name in names]
    assert told([*as_mail, *(asked(name) for name in names)]) == []


def test_what_somebody_asked_for_the_day_before_is_no_news() -> None:
    names = made(30)
    earlier = [
        asked(name, **{"source.ip": "10.0.0.9", "@timestamp": NIGHT - dt.timedelta(days=2)})
        for name in names
    ]
    alerts = told([*earlier, *(asked(name) for name in names)])
    assert {each.entities["source"] for each in alerts} == {"10.0.0.9"}
