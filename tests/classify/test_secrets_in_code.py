# Secrets in source code, settings and letters: lines that hold one and lines that seem to, as
# people who look for leaks collect them. Values are drawn for the test, so that none is
# anybody's and none stands in this repository.
import random
import re
import string
from pathlib import Path

import pytest

from classify.recognise import compile_recognisers
from classify.span import Finder
from policies import load_policies

HERE = Path(__file__).parent / "secrets"
LABELS = {"secret.password", "secret.key", "secret.private_key", "secret.connection"}
LABELS |= {"secret.hash"}
FINDER = Finder(compile_recognisers(load_policies()))
SIGNS = {
    "hex": "0123456789abcdef",
    "alnum": string.ascii_letters + string.digits,
    "upper": string.ascii_uppercase + "234567",
    "lower": string.ascii_lowercase + string.digits,
    "digits": string.digits,
    "b64": string.ascii_letters + string.digits + "+/",
    "b64url": string.ascii_letters + string.digits + "-_",
}
SLOT = re.compile(r"\{(pass|(?:hex|alnum|upper|lower|digits|b64|b64url):\d+)\}")


def drawn(line: str, rng: random.Random) -> str:
    """The line with its slots filled; \\n is a line's end, \\\\n stays as code writes it."""

    def value(slot: re.Match[str]) -> str:
        if slot[1] == "pass":
            letters = "".join(rng.choices(string.ascii_letters, k=rng.randint(5, 8)))
            return f"{letters}{rng.choice('!#$%^*')}{rng.randint(10, 9999)}"
        kind, size = slot[1].split(":")
        return "".join(rng.choices(SIGNS[kind], k=int(size)))

    told = SLOT.sub(value, line)
    return re.sub(r"\\(\\n|n)", lambda end: "\n" if end[1] == "n" else end[1], told)


def lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    rng = random.Random(7)
    return [drawn(line, rng) for line in text.splitlines() if line and not line.startswith("# ")]


def secrets_in(text: str) -> list[tuple[int, int]]:
    found = FINDER.find(text)
    return [
        (start, end)
        for label, start, end in zip(
            found.labels, found.starts.tolist(), found.ends.tolist(), strict=True
        )
        if label in LABELS
    ]


def missed(marked: str) -> bool:
    """Whether a secret between «» is in no span that is found."""
    before, rest = marked.split("«", 1)
    secret, after = rest.split("»", 1)
    after = re.sub("[«»]", "", after)
    first, last = len(before), len(before) + len(secret)
    spans = secrets_in(before + secret + after)
    return not any(start < last and first < end for start, end in spans)


def test_at_least_nine_secrets_in_ten_are_found() -> None:
    held = lines("true.txt")
    gone = [line for line in held if missed(line)]
    assert len(held) >= 150
    assert len(gone) <= len(held) * 0.05, gone


def test_at_most_one_line_in_twenty_is_taken_for_a_secret() -> None:
    held = lines("false.txt")
    taken = [line for line in held if secrets_in(line)]
    assert len(held) >= 140
    assert len(taken) <= len(held) * 0.03, taken


@pytest.mark.parametrize("text", ["口令：Passw0rd!2024，勿外传", "密码是Abc#2024xy已失效"])
def test_han_may_touch_a_password(text: str) -> None:
    assert secrets_in(text)
