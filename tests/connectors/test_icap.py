# ICAP as RFC 3507 has it, by hand and with c-icap's client: what is handed over comes whole, and
# goes back as it came.
import subprocess
from pathlib import Path

import pytest
from handing_over import answered, needs

from connectors import Listener, icap_taker

REQUEST = b"POST http://h/up HTTP/1.1\r\nHost: h\r\nContent-Type: text/plain\r\n\r\n"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"
BODY = b"1e\r\nI am posting this information.\r\n0\r\n\r\n"


def reqmod(*fields: str, service: str = "reqmod", body: bytes = BODY) -> bytes:
    lines = (f"REQMOD icap://a:1344/{service} ICAP/1.0", "Host: a", *fields,
             f"Encapsulated: req-hdr=0, req-body={len(REQUEST)}")  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + REQUEST + body


def respmod(*fields: str, body: bytes = BODY, answer: bytes = ANSWER) -> bytes:
    places = f"req-hdr=0, res-hdr={len(REQUEST)}, res-body={len(REQUEST) + len(answer)}"
    lines = ("RESPMOD icap://a:1344/respmod ICAP/1.0", "Host: a", *fields,
             f"Encapsulated: {places}")  # fmt: skip
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + REQUEST + answer + body


def test_what_it_offers() -> None:
    told, taken = answered(icap_taker(), b"OPTIONS icap://a/reqmod ICAP/1.0\r\nHost: a\r\n\r\n")
    assert told.startswith(b"ICAP/1.0 200 OK\r\nISTag: ")
    assert b"Methods: REQMOD, RESPMOD\r\n" in told
    assert b"Allow: 204\r\n" in told
    assert taken == []


def test_a_request_with_who_asked() -> None:
    who = ("X-Client-IP: 10.0.0.7", "X-Authenticated-User: TG9jYWw6Ly9saQ==", "Allow: 204")
    told, (taken,) = answered(icap_taker(), reqmod(*who))
    assert told.startswith(b"ICAP/1.0 204 ")
    assert (taken.client, taken.user) == ("10.0.0.7", "li")
    assert taken.request == REQUEST
    assert (taken.request_body, taken.answer, taken.answer_body) == (BODY[4:34], b"", b"")


def test_an_answer_with_what_was_asked() -> None:
    _, (taken,) = answered(icap_taker(), respmod("Allow: 204"))
    assert (taken.client, taken.request_body) == ("10.0.0.9", b"")
    assert (taken.answer, taken.answer_body) == (ANSWER, BODY[4:34])


def test_who_may_not_be_told_that_nothing_changed_gets_it_back() -> None:
    told, _ = answered(icap_taker(), reqmod() + respmod())
    one, other = told.split(b"ICAP/1.0 200 OK\r\n")[1:]
    head, _, back = one.partition(b"\r\n\r\n")
    assert f"Encapsulated: req-hdr=0, req-body={len(REQUEST)}".encode() in head
    assert back == REQUEST + BODY
    assert other.partition(b"\r\n\r\n")[2] == ANSWER + BODY


@pytest.mark.parametrize(
    ("body", "fields", "status", "held"),
    [
        (b"4\r\nI am\r\n0; ieof\r\n\r\n", (), b"204", b"I am"),
        (b"4\r\nI am\r\n0\r\n\r\n5\r\n late\r\n0\r\n\r\n", ("Allow: 204",), b"204", b"I am late"),
        (b"4\r\nI am\r\n0\r\n\r\n5\r\n late\r\n0\r\n\r\n", (), b"200", b"I am late"),
        (b"0\r\n\r\n4\r\nlate\r\n0\r\n\r\n", ("Allow: 204",), b"204", b"late"),
    ],
    ids=["it was all", "there is more", "there is more to give back", "it was nothing"],
)
def test_a_preview(body: bytes, fields: tuple[str, ...], status: bytes, held: bytes) -> None:
    told, (taken,) = answered(icap_taker(), reqmod("Preview: 4", *fields, body=body))
    assert taken.request_body == held
    assert (b"ICAP/1.0 100 Continue\r\n\r\n" in told) == (b"ieof" not in body)
    assert b"ICAP/1.0 " + status in told


def test_pictures_are_let_go_after_their_preview() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 900\r\n\r\n"
    preview = b"4\r\n\x89PNG\r\n0\r\n\r\n"
    told, (taken,) = answered(icap_taker(), respmod("Preview: 4", body=preview, answer=head))
    assert told.startswith(b"ICAP/1.0 204 ")
    assert (taken.answer_body, taken.answer_missing) == (b"\x89PNG", 896)


@pytest.mark.parametrize("fields", [("Allow: 204",), ()], ids=["not given back", "given back"])
def test_more_than_is_held_is_counted(fields: tuple[str, ...]) -> None:
    body = b"".join(b"3e8\r\n" + b"x" * 1_000 + b"\r\n" for _ in range(5)) + b"0\r\n\r\n"
    told, (taken,) = answered(icap_taker(most_body=2_500), reqmod(*fields, body=body))
    assert (len(taken.request_body), taken.request_missing) == (2_000, 3_000)
    assert fields or told.count(b"xxxx") == 1_250


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (b"REQMOD icap://a/x ICAP/2.0\r\n\r\n", b"505"),
        (b"RESPOND icap://a/x ICAP/1.0\r\n\r\n", b"405"),
        (b"REQMOD icap://a/x ICAP/1.0\r\nEncapsulated: nothing\r\n\r\n", b"400"),
        (b"REQMOD icap://a/x ICAP/1.0\r\nEncapsulated: req-hdr=0, null-body=999999\r\n\r\n", b"400"),
        (b"REQMOD icap://a/x ICAP/1.0\r\n\r\n", b"400"),
    ],
    ids=["another version", "no such method", "no places", "heads too long", "none said"],
)  # fmt: skip
def test_what_breaks_the_rules_is_refused(said: bytes, status: bytes) -> None:
    told, taken = answered(icap_taker(), said)
    assert told.startswith(b"ICAP/1.0 " + status)
    assert taken == []


def test_with_a_token_only_who_names_it() -> None:
    taker = icap_taker(b"0123456789abcdef")
    told, taken = answered(taker, reqmod("Allow: 204"))
    assert told.startswith(b"ICAP/1.0 404 ")
    assert taken == []
    told, taken = answered(taker, reqmod("Allow: 204", service="0123456789abcdef/reqmod"))
    assert told.startswith(b"ICAP/1.0 204 ")
    assert len(taken) == 1


@needs("c-icap-client")
def test_a_client_that_is_not_ours(tmp_path: Path) -> None:
    content = tmp_path / "sent.txt"
    content.write_bytes(b"I am posting this information. " * 1_000)
    ways = [
        [], ["-nopreview"], ["-no204"], ["-nopreview", "-no204"], ["-w", "0"],
        ["-req", "http://h/up", "-method", "POST"],
    ]  # fmt: skip
    with Listener("127.0.0.1:0", icap_taker()) as listener:
        for number, way in enumerate(ways):
            back = tmp_path / f"back{number}"
            done = subprocess.run(
                ["c-icap-client", "-i", "127.0.0.1", "-p", str(listener.port), "-s", "x",
                 "-f", str(content), "-o", str(back), "-resp", "http://h/x", *way],
                capture_output=True, text=True, check=False, timeout=30,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr
            unchanged = "No modification needed" in done.stdout + done.stderr
            assert unchanged or back.read_bytes() == content.read_bytes()
            assert unchanged == ("-no204" not in way)
            (taken,) = listener.taken()
            assert content.read_bytes() in (taken.request_body, taken.answer_body)
