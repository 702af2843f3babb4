# Ids of events follow from where they stand, and lines end at line feeds alone.
import pytest

from monitor import About, LogReader, kind_of
from monitor.log_reading import lines_of

LINE = '10.0.0.7 - - [28/Nov/2026:02:13:00 +0800] "GET / HTTP/1.1" 200 5 "-" "x"\n'


def ids(text: str, identity: str = "f", line: int = 0) -> list[str]:
    kind = kind_of(text)
    assert kind is not None
    return LogReader(kind, About("log"), identity, line).feed(text).column("event.id").to_pylist()


def test_two_lines_that_say_the_same_are_two_events() -> None:
    assert len(set(ids(LINE * 3))) == 3


def test_a_line_read_again_is_the_same_event_wherever_reading_began() -> None:
    assert ids(LINE * 3)[2:] == ids(LINE, line=2)
    assert ids(LINE) != ids(LINE, identity="another file")


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a\r\nb", ["a", "b"]), ("a\x0bb\u2028c\n", ["a\x0bb\u2028c"]), ("", []), ("\n", [""])],
)
def test_lines(text: str, lines: list[str]) -> None:
    assert lines_of(text) == lines


def test_lines_that_are_none_are_counted_with_the_first_of_them() -> None:
    kind = kind_of(LINE)
    assert kind is not None
    reader = LogReader(kind, About("log"))
    reader.feed(LINE + "nonsense\n\n")
    reader.feed("half\n" + LINE)
    left = reader.unread()
    assert (left.count, left.first) == (2, 2)
    assert reader.unread().count == 0


def test_what_is_known_of_a_log() -> None:
    about = About("log")
    assert (about.latest, about.zone, dict(about.fields)) == (None, "+0000", {})
