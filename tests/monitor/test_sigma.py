# Sigma rules on events: all of those handed over parse, those that run fire and stay quiet, and
# the page says which do not and why.
import os
import re

import pytest
from graded_events import events
from sigma_rules import BY_TITLE, FILES, ROOT, RULES, UNUSABLE

from monitor.sigma import SigmaRule, Unusable, compile_sigma, detection_of

PAGE = ROOT / "docs" / "sigma.md"


def web(**values: object) -> dict[str, object]:
    return {"event.category": "web", "event.action": "http", **values}


def fires(rule: SigmaRule, *short: dict[str, object]) -> list[bool]:
    return rule.matches(events(short)).tolist()


def test_every_rule_parses_and_runs_or_says_why() -> None:
    assert len(FILES) == 99
    assert len(RULES) + len(UNUSABLE) == 99
    assert len(RULES) == 99
    assert not [each for each in UNUSABLE if "no Sigma rule" in each.reason]


def test_the_page_says_which_run_and_why_others_do_not() -> None:
    lines = [f"| {rule.title} | yes | |" for rule in RULES]
    lines += [f"| {each.title} | no | {each.reason} |" for each in UNUSABLE]
    table = "\n".join(sorted(lines))
    if os.environ.get("WRITE_PAGES"):
        head = PAGE.read_text(encoding="utf-8").partition("| rule |")[0]
        PAGE.write_text(f"{head}| rule | runs | why not |\n|---|---|---|\n{table}\n", "utf-8")
    assert table in PAGE.read_text(encoding="utf-8")
    counted = re.search(r"(\d+) of (\d+) run", PAGE.read_text(encoding="utf-8"))
    assert counted is not None
    assert (int(counted[1]), int(counted[2])) == (len(RULES), 99)


@pytest.mark.parametrize(
    ("title", "hit", "miss"),
    [
        (
            "Windows Webshell Strings",
            web(**{"http.request.method": "GET", "url.original": "/x.aspx?c=whoami"}),
            web(**{"http.request.method": "POST", "url.original": "/x.aspx?c=whoami"}),
        ),
        (
            "Webshell ReGeorg Detection Via Web Logs",
            web(**{"http.request.method": "POST", "url.query": "cmd=connect&target=1"}),
            web(**{"http.request.method": "POST", "url.query": "cmd=connect&target=1",
                   "user_agent.original": "Mozilla"}),
        ),
        (
            "DNS TOR Proxies",
            {"dns.question.name": "a.b.ONION.to"},
            {"dns.question.name": "onion.to.example"},
        ),
        (
            "Suspicious SQL Query",
            {"event.category": "database", "db.statement": "Select * from x; DROP table y"},
            {"event.category": "database", "db.statement": "select name from x"},
        ),
    ],
)  # fmt: skip
def test_a_rule_fires_and_stays_quiet(title, hit, miss) -> None:
    assert fires(BY_TITLE[title], hit, miss, {}) == [True, False, False]


def test_no_rule_fires_on_nothing_or_on_plain_browsing() -> None:
    plain = web(**{
        "http.request.method": "GET", "url.original": "/index.html", "url.path": "/index.html",
        "url.domain": "www.example.cn", "user_agent.original": "Mozilla/5.0 (X11; Linux x86_64)",
        "http.response.status_code": 200, "http.request.referrer": "http://www.example.cn/",
    })  # fmt: skip
    asked = {"event.action": "dns", "dns.question.name": "www.example.cn", "dns.question.type": "A"}
    for rule in RULES:
        assert fires(rule, {}, plain, asked) == [False] * 3, rule.title


def written(
    condition: str, detection: str = "    sel: {query: x}", log: str = "category: dns"
) -> str:
    return (
        f"title: t\nid: 6e2a7ab8-0ac1-4f2b-9d7c-1a2b3c4d5e6f\nlogsource:\n    {log}\n"
        f"detection:\n{detection}\n    condition: {condition}\nlevel: high\n"
        "tags: [attack.t1048, attack.exfiltration]\n"
    )


@pytest.mark.parametrize(
    ("detection", "name", "wanted"),
    [
        ("    sel: {query: 'a*c'}", "ABBC", True),
        ("    sel: {query: 'a?c'}", "abbc", False),
        ("    sel: {query: 'a?c'}", "abc", True),
        ("    sel: {query: abc}", "xabc", False),
        ("    sel: {'query|contains': B}", "abc", True),
        ("    sel: {'query|startswith': AB}", "abc", True),
        ("    sel: {'query|endswith|cased': BC}", "abc", False),
        ("    sel: {'query|re': '^a.c$'}", "abc", True),
        ("    sel: {'query|contains|all': [a, c]}", "abc", True),
        ("    sel: {'query|contains|all': [a, d]}", "abc", False),
        ("    sel: {query: [x, abc]}", "abc", True),
        ("    sel: {query: null}", "abc", False),
    ],
)
def test_values_of_a_rule(detection: str, name: str, wanted: bool) -> None:
    ((rule,), _) = compile_sigma([written("sel", detection)])
    assert fires(rule, {"dns.question.name": name}) == [wanted]


def test_conditions_networks_and_lists() -> None:
    detection = (
        "    sel: {'answer|endswith': '.9'}\n    net: {'dst_ip|cidr': 10.0.0.0/8}\n"
        "    port: {dst_port: 53}"
    )
    ((rule,), _) = compile_sigma([written("sel and not net or port", detection)])
    answered = {"dns.question.name": "a", "dns.answers.data": ("1.2.3.4", "1.2.3.9")}
    assert fires(
        rule, answered, {**answered, "destination.ip": "10.1.1.1"},
        {**answered, "destination.ip": "10.1.1.1", "destination.port": 53},
        {"dns.question.name": "a"},
    ) == [True, False, True, False]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("]", "is no Sigma rule"),
        (written("sel", "    sel: {nothing: x}"), "needs the field nothing"),
        (written("sel", log="product: zeek\n    service: sip"), "Zeek's log sip"),
        (written("sel", log="product: windows\n    service: dhcp"), "a log that is not read here"),
        (written("sel", "    sel: {'query|re': '(?<=a)b'}"), "is no Sigma rule"),
        (written("sel", "    sel: {'query|gt': 5}"), "is not read here"),
        (written("sel", "    sel: [word]"), "looks for words"),
    ],
)
def test_what_cannot_run_says_why(text: str, reason: str) -> None:
    rules, (unusable,) = compile_sigma([text])
    assert rules == []
    assert isinstance(unusable, Unusable)
    assert reason in unusable.reason


def test_a_rule_as_a_detection() -> None:
    ((rule,), _) = compile_sigma([written("sel")])
    found = detection_of(rule)
    assert (found.technique, found.confidence) == (("T1048",), 0.6)
    assert (found.severity_at_least, found.window_s) == ("medium", 600)


@pytest.mark.parametrize("others", [3, 1_500], ids=["few values", "many values"])
def test_what_one_rule_looks_for_is_not_hidden_by_what_others_do(others: int) -> None:
    rules, _ = compile_sigma(
        [
            written("sel", "    sel: {c-uri: '*/etc/passwd*'}", log="category: webserver"),
            written("sel", "    sel: {c-uri|endswith: .jsp}", log="category: webserver"),
            written("not sel", "    sel: {c-uri: '*/page/*'}", log="category: webserver"),
            written("sel", "    sel: {sc-status: '40*'}", log="category: webserver"),
            written("sel", "    sel: {c-uri: '*q'}", log="category: webserver"),
        ]
    )
    addresses = [
        "/x?f=/ETC/PASSWD",
        "/shell.jsp",
        "/page/q",
        *(f"/page/{n}" for n in range(others)),
    ]
    rows = [web(**{"url.original": each, "http.response.status_code": 404}) for each in addresses]
    # Asked twice, since what was said of few values is remembered.
    for _ in range(2):
        found = [[n for n, fits in enumerate(fires(rule, *rows)) if fits] for rule in rules]
        assert found == [[0], [1], [0, 1], [*range(len(rows))], [2]]
