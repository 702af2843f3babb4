# Which of the two it is that greets with 220.
import pytest
from reader_pieces import read, same_however_cut

from monitor.greeting import Greeted
from monitor.stream import Gap

GREETING = ("back", 1, b"220 h\r\n")


def test_the_clients_first_word_tells() -> None:
    mail = [GREETING, ("forth", 2, b"ehlo c\r\n"), ("back", 3, b"250 h\r\n"),
            ("forth", 4, b"AUTH LOGIN\r\n"), ("back", 5, b"535 no\r\n")]  # fmt: skip
    (noted,) = same_however_cut(Greeted, mail)
    assert noted.values["network.protocol"] == "smtp"
    files = [GREETING, ("forth", 2, b"USER li\r\n"), ("back", 3, b"530 no\r\n")]
    (noted,) = same_however_cut(Greeted, files)
    assert (noted.values["network.protocol"], noted.values["user.name"]) == ("ftp", "li")


def test_without_the_greeting_replies_belong_to_commands_all_the_same() -> None:
    said = [("forth", 2, b"EHLO c\r\n"), ("back", 3, b"250 h\r\n"), ("forth", 4, b"MAIL FROM:<a@a.cn>\r\n"),
            ("back", 5, b"250 ok\r\n"), ("forth", 6, b"RCPT TO:<b@b.cn>\r\n"), ("back", 7, b"250 ok\r\n"),
            ("forth", 8, b"DATA\r\n"), ("back", 9, b"354 go\r\n"), ("forth", 10, b"text\r\n.\r\n"),
            ("back", 11, b"250 ok\r\n")]  # fmt: skip
    (mail,) = same_however_cut(Greeted, said)
    assert mail.values["email.to.address"] == ("b@b.cn",)


@pytest.mark.parametrize("word", [b"GET / HTTP/1.1\r\n", b"QUIT\r\n", b"\0\1\2\3\4"])
def test_other_protocols_are_let_go(word: bytes) -> None:
    session = Greeted()
    assert read(session, [GREETING, ("forth", 2, word)]) == []
    assert session.over
    assert session.awaited() == []


def test_what_is_held_is_bounded() -> None:
    session = Greeted()
    session.back(1, b"220-" + b"x" * (17 << 10))
    assert session.over
    lost = Greeted()
    lost.back(1, Gap(3))
    assert lost.over
