# A followed connection: over when both sides ended or when there is nothing more to learn.
from tls_hello import HELLO

from monitor.conversation import Conversation, Ends, Segment

ENDS = Ends("10.0.0.1", 40000, "10.0.0.2", 443)


def segment(payload: bytes, sequence: int, *, flags: int = 16, forth: bool = True) -> Segment:
    return Segment(5, forth, flags, sequence, payload, len(payload))


def test_a_hello_ends_it_and_carries_the_ends() -> None:
    conversation = Conversation("tls", ENDS, greater=True)
    assert list(conversation.take(segment(HELLO[:20], 100))) == []
    (noted,) = conversation.take(segment(HELLO[20:], 120))
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
