# A followed connection: over when both sides ended or when there is nothing more to learn.
from tls_hello import HELLO, SERVER_HELLO

from monitor.conversation import Conversation, Segment
from monitor.ends import Ends

ENDS = Ends("10.0.0.1", 40000, "10.0.0.2", 443)


def segment(payload: bytes, sequence: int, *, flags: int = 16, forth: bool = True) -> Segment:
    return Segment(5, forth, flags, sequence, payload, len(payload))


def test_two_hellos_end_it_and_carry_the_ends() -> None:
    conversation = Conversation("tls", ENDS, greater=True)
    assert list(conversation.take(segment(HELLO[:20], 100))) == []
    assert list(conversation.take(segment(HELLO[20:], 120))) == []
    (noted,) = conversation.take(segment(SERVER_HELLO, 7, forth=False))
    assert noted.values["tls.version"] == "1.3"
    assert noted.values["tls.client.server_name"] == "example.com"
    assert noted.values["destination.ip"] == "10.0.0.2"
    assert conversation.over


def test_both_ends_or_a_reset_end_it() -> None:
    one = Conversation("http", ENDS, greater=True)
    list(one.take(segment(b"", 1, flags=17)))
    assert not one.over
    list(one.take(segment(b"", 1, flags=17, forth=False)))
    assert one.over
    other = Conversation("http", ENDS, greater=True)
    list(other.take(segment(b"", 1, flags=4)))
    assert other.over


def test_what_never_came_is_counted() -> None:
    conversation = Conversation("http", ENDS, greater=False)
    list(conversation.take(segment(b"GET / HT", 100, forth=False)))
    list(conversation.take(segment(b"later", 200, forth=False)))
    conversation.end()
    assert conversation.missing == 92
