# Minutes of questions as figures: added up whatever pieces they come in.
import datetime as dt

import pytest
from graded_events import NIGHT, events

from monitor.dns_window import (
    DNS_FEATURES,
    DnsWindow,
    dns_features,
    dns_windows,
    is_judged,
    merge_windows,
)


def asked(name: str, domain: str = "t.example", **more: object) -> dict[str, object]:
    return {
        "event.action": "dns", "source.ip": "10.0.0.7", "dns.question.name": name,
        "dns.question.registered_domain": domain, "dns.question.type": "A", **more,
    }  # fmt: skip


def test_a_minute_of_a_client_and_domain_is_one_window() -> None:
    batch = events([
        asked("{n}abc.t.example", times=5, **{"dns.question.type": "TXT"}),
        asked("0ABC.t.example"),
        asked("www.other.example", "other.example"),
        asked("x.t.example", **{"@timestamp": NIGHT + dt.timedelta(minutes=1)}),
        asked("1.0.0.10.in-addr.arpa", "10.in-addr.arpa"),
        asked("printer.local", "printer.local"),
        {"event.action": "flow", "source.ip": "10.0.0.7"},
    ])  # fmt: skip
    found = dns_windows(batch)
    assert sorted((domain, minute % 2) for _, domain, minute in found) == [
        ("other.example", 1), ("t.example", 0), ("t.example", 1),
    ]  # fmt: skip
    minute = int(NIGHT.timestamp()) // 60
    window = found["10.0.0.7", "t.example", minute]
    assert (window.queries, len(window.names), window.unusual) == (6, 5, 5)
    assert is_judged(window)
    assert window.evidence[0][0].startswith("ev-")
    assert not is_judged(found["10.0.0.7", "t.example", minute + 1])
    assert dns_windows(batch.slice(10)) == {}


def test_pieces_add_up_to_the_whole() -> None:
    batch = events([asked("{n}abc.t.example", times=30, every_s=1)])
    whole = dns_windows(batch)
    parts = merge_windows(dns_windows(batch.slice(0, 11)), dns_windows(batch.slice(11)))
    assert {group: each.names for group, each in parts.items()} == {
        group: each.names for group, each in whole.items()
    }
    assert dns_features(parts.values()).tolist() == dns_features(whole.values()).tolist()


def test_figures_of_a_window() -> None:
    window = DnsWindow(queries=8, names={"ab.cd", "efgh", "", "i"}, unusual=2)
    (row,) = dns_features([window])
    told = dict(zip(DNS_FEATURES, row, strict=True))
    assert told["mean_length"] == pytest.approx(9 / 4)
    assert (told["longest_label"], told["new_names"], told["unusual_types"]) == (4, 0.5, 0.25)
    assert dns_features([]).shape == (0, len(DNS_FEATURES))


def test_what_is_put_to_a_server_without_a_domain_is_one_window() -> None:
    names = [f"dnscat.{n:04x}03f5009b4e7a" for n in range(6)]
    batch = events(
        [asked(name, name) for name in names] + [asked("www.a.xn--fiqs8s", "a.xn--fiqs8s")]
    )
    found = {domain: window.names for (_, domain, _), window in dns_windows(batch).items()}
    assert found == {".": set(names), "a.xn--fiqs8s": {"www"}}


def test_keys_of_signed_zones_are_no_odd_questions() -> None:
    batch = events([asked(f"{kind}.t.example", **{"dns.question.type": kind}) for kind in ("DS", "DNSKEY", "TXT")])  # fmt: skip
    (window,) = dns_windows(batch).values()
    assert (window.queries, window.unusual) == (3, 1)
