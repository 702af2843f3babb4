# Why a server was not read: each in Chinese. That all are there is test_problem's.
import re

from operations.server_words import SERVERS


def test_every_reason_is_in_chinese() -> None:
    assert [each for each, chinese in SERVERS.items() if not re.search("[一-鿿（]", chinese)] == []


def test_no_reason_ends_as_a_sentence() -> None:
    # Others may follow it, or the number of rows that were read.
    assert [each for each in SERVERS if each.endswith((".", ";"))] == []
