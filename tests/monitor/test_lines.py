# Lines and replies from octets in any pieces.
import pytest

from monitor.lines import Lines, Replies


@pytest.mark.parametrize("size", [1, 2, 100])
def test_lines_end_either_way_and_the_rest_can_be_taken(size: int) -> None:
    lines, octets, found = Lines(), b"one\r\ntwo\n\nrest", []
    for at in range(0, len(octets), size):
        lines.feed(octets[at : at + size])
        while (line := lines.next()) is not None:
            found.append(line)
    assert found == [b"one", b"two", b""]
    assert (lines.rest(), lines.rest()) == (b"rest", b"")


def test_a_line_without_end_breaks_it() -> None:
    lines = Lines()
    lines.feed(b"x" * (65 << 10))
    assert lines.next() is None
    assert lines.broken


@pytest.mark.parametrize("size", [1, 5, 100])
def test_replies_over_several_lines(size: int) -> None:
    replies, octets = (
        Replies(),
        b"220 a\r\n211-first\r\n 211 inside\r\n220 no\r\n211 end\r\n250\r\n",
    )
    found = [
        one for at in range(0, len(octets), size) for one in replies.feed(octets[at : at + size])
    ]
    assert found == [(220, "a"), (211, "end"), (250, "")]
    assert not replies.broken


def test_what_is_no_reply_breaks_it() -> None:
    replies = Replies()
    assert list(replies.feed(b"220 a\r\nnonsense\r\n250 b\r\n")) == [(220, "a")]
    assert replies.broken
