# What both hellos tell, and that the rest is hidden.
from reader_pieces import read, same_however_cut
from tls_hello import HELLO, SERVER_HELLO, records, server_hello

from monitor.hidden import Hidden
from monitor.stream import Gap


def test_version_and_protocol_are_the_servers() -> None:
    older = records(server_hello(0x0303, b"http/1.1"))
    (noted,) = same_however_cut(Hidden, [("forth", 1, HELLO), ("back", 2, older)])
    assert (noted.values["tls.version"], noted.values["tls.next_protocol"]) == ("1.2", "http/1.1")
    assert (noted.time, noted.values["network.protocol"]) == (1, "tls")
    (newer,) = same_however_cut(Hidden, [("forth", 1, HELLO), ("back", 2, SERVER_HELLO)])
    assert (newer.values["tls.version"], newer.values["tls.next_protocol"]) == ("1.3", None)


def test_one_hello_is_told_at_the_end_of_whichever_side_and_none_is_not() -> None:
    (noted,) = read(Hidden(), [("forth", 1, HELLO)])
    assert "tls.version" not in noted.values
    (noted,) = read(Hidden(), [("back", 1, SERVER_HELLO)])
    assert noted.values["tls.version"] == "1.3"
    assert read(Hidden(), []) == []
    # A protocol that was switched is told in any case.
    (switched,) = read(Hidden("smtp", 5), [("forth", 6, b"\0" * 70_000)])
    assert (switched.values["network.protocol"], switched.time) == ("smtp", 5)


def test_a_refusal_and_a_gap_end_it() -> None:
    refused = Hidden()
    refused.forth(1, HELLO)
    assert len(refused.back(2, b"\x15\3\3\0\2\2\x28")) == 1
    assert refused.over
    lost = Hidden()
    lost.forth(1, HELLO[:20])
    lost.forth(2, Gap(9))
    assert lost.over


def test_what_came_before_in_clear_is_passed_over() -> None:
    said = [
        ("back", 1, b"* OK IMAP4rev1\r\n"), ("forth", 2, b". STARTTLS\r\n"), ("back", 3, b". OK\r\n"),
        ("forth", 4, HELLO), ("back", 5, SERVER_HELLO),
    ]  # fmt: skip
    (noted,) = read(Hidden(), said)
    assert (noted.time, noted.values["tls.version"]) == (4, "1.3")


def test_a_hello_of_the_form_that_ssl_2_had() -> None:
    hello = b"\x80\x2e\1\3\1\0\x15\0\0\0\x10" + bytes(0x15 + 0x10)
    (noted,) = read(
        Hidden(), [("forth", 1, hello), ("back", 2, records(server_hello(0x0301, b"")))]
    )
    assert (noted.values["tls.version"], noted.values["tls.client.ja4"]) == ("1.0", None)


def test_a_warning_before_the_servers_hello_is_passed_over() -> None:
    warned = b"\x15\3\3\0\2\1\x70" + SERVER_HELLO
    (noted,) = same_however_cut(Hidden, [("forth", 1, HELLO), ("back", 2, warned)])
    assert noted.values["tls.version"] == "1.3"
