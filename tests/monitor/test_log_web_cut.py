import random

import pyarrow as pa
import pytest

from monitor.log_reading import lines_of
from monitor.log_web_cut import COMBINED, REQUEST_PARTS, cut, cut_requests

PLAIN = (
    '10.0.0.9 - li [28/Nov/2026:02:13:05 +0800] "GET /a/b?c=d&e=? HTTP/1.1" 200 512 "-" "curl/8"',
    '10.0.0.9 - - [28/Nov/2026:02:13:05 +0800] "GET / HTTP/1.1" 404 -',
    '::1 a b [28/Nov/2026:02:13:05 +0800] "POST /x?" 200 0 "http://e/?q" "Mozilla/5.0 (X11)" 0.012',
    '10.0.0.9 - - [28/Nov/2026:02:13:05 +0800] "\x16\x03\x01" 400 157 "-" "-" "10.0.0.3, 1.2.3.4"',
    '10.0.0.9 - 李 [28/Nov/2026:02:13:05 +0800] "GET /居民?名=李 HTTP/1.1" 200 9 "-" "浏览器"',
    'www.gov.cn:443 10.0.0.9 - - [28/Nov/2026:02:13:05 +0800] "GET / HTTP/2.0" 200 5 "-" "x"',
    '10.0.0.9 - - [28/Nov/2026:02:13:05 +0800] "-" 408 - "-" "-"',
    r'10.0.0.9 - - [28/Nov/2026:02:13:05 +0800] "GET /\"a\\ HTTP/1.1" 200 5 "-" "a \"b\""',
    "",
    "nothing of the kind",
)
MARKS = '"[] -?\\a1\t:/\r李'


def by_expression(text: str) -> tuple[list[object], list[int], list[int]]:
    parts, places, unread = cut(lines_of(text), COMBINED)
    urls = parts["url"].to_pylist()
    halves = [(each.partition("?") if each else (None, "", None)) for each in urls]
    rows = [
        {
            **{name: parts[name][row].as_py() for name in REQUEST_PARTS if name in parts},
            "path": halves[row][0],
            "query": halves[row][2] if halves[row][1] else None,
        }
        for row in range(len(places))
    ]
    return [*rows], places.tolist(), unread.tolist()


def at_once(text: str) -> tuple[list[object], list[int], list[int]]:
    parts, places, unread = cut_requests(text)
    table = pa.table({name: parts[name] for name in REQUEST_PARTS})
    rows = [{name: row[name] for name in sorted(row)} for row in table.to_pylist()]
    return [*rows], places.tolist(), unread.tolist()


@pytest.mark.parametrize("line", PLAIN)
def test_a_line_is_cut_as_the_expression_cuts_it(line: str) -> None:
    text = f"{line}\n"
    assert at_once(text) == by_expression(text)


@pytest.mark.parametrize("end", ["", "\n", "\r\n"], ids=["open", "closed", "by two marks"])
def test_however_a_text_ends(end: str) -> None:
    text = "\r\n".join(PLAIN) + end
    assert at_once(text) == by_expression(text)


def test_lines_spoilt_in_any_way_are_cut_as_the_expression_cuts_them() -> None:
    chance = random.Random(5)
    for _ in range(60):
        lines = []
        for _ in range(40):
            line = list(chance.choice(PLAIN))
            for _ in range(chance.randrange(3)):
                place = chance.randrange(len(line) + 1)
                line[place : place + chance.randrange(3)] = chance.choice(MARKS)
            lines.append("".join(line))
        text = "\n".join(lines) + chance.choice(["", "\n"])
        assert at_once(text) == by_expression(text)


def test_no_text_has_no_lines() -> None:
    assert at_once("") == ([], [], [])
