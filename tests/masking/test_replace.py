import numpy as np
import pyarrow as pa
import pytest
from made_numbers import citizens, mobiles

from masking.replace import MAKERS, replace, replace_fault
from operations.generated_numbers import bank_cards, credit_codes

KEYS = {"d": bytes(range(32))}
RNG = np.random.default_rng(4)
GIVEN = {
    "address": ["陕西省西安市雁塔区科技路1号", "西安市", "科技路1号"],
    "card": bank_cards(50, RNG),
    "id18": citizens(50),
    "mobile": mobiles(50),
    "name": ["张三", "欧阳锋", "王小明", "John Smith"],
    "uscc": credit_codes(np.full(50, 610102), RNG),
}


def rule(kind: str) -> dict[str, str]:
    return {"domain": "d", "kind": kind}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_same_value_gets_the_same_pseudonym_and_never_itself(kind: str) -> None:
    given = pa.array([*GIVEN[kind], None, "", " ", *GIVEN[kind][:2]])
    shown = replace(given, rule(kind), KEYS)
    cells = shown.to_pylist()
    count = len(GIVEN[kind])
    assert cells[count : count + 3] == [None, "", ""]
    assert cells[count + 3 :] == cells[:2]
    assert all(a != b for a, b in zip(cells, given.to_pylist(), strict=True) if b)
    parts = [replace(part, rule(kind), KEYS).to_pylist() for part in (given[:3], given[3:])]
    assert parts[0] + parts[1] == cells
    assert replace(given, rule(kind), {"d": b"k" * 32}).to_pylist() != cells
    assert "***" not in cells
    encoded = given.dictionary_encode()
    assert replace(encoded, rule(kind), KEYS).cast(pa.string()).to_pylist() == cells


@pytest.mark.parametrize(
    ("kind", "value"),
    [("id18", "110105"), ("id18", "1101051949023000aX"), ("card", "1234"), ("card", "6222x20200000000001"),
     ("uscc", "9111000060003734"), ("uscc", "I1110000600037341L")],
)  # fmt: skip
def test_what_is_none_of_the_kind_is_hidden(kind: str, value: str) -> None:
    assert replace(pa.array([value]), rule(kind), KEYS).to_pylist() == ["***"]


def test_values_are_compared_as_people_write_them() -> None:
    given = pa.array(["11010519491231002X", " 11010519491231002x"])
    shown = replace(given, rule("id18"), KEYS).to_pylist()
    assert shown[0] == shown[1]


def test_a_pseudonym_that_would_be_the_value_is_drawn_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = []

    def stubborn(texts, words, _days):
        calls.append(len(texts))
        return texts if len(calls) < 3 else pa.array(["other"] * len(texts))

    monkeypatch.setitem(MAKERS, "name", stubborn)
    assert replace(pa.array(["a", "b"]), rule("name"), KEYS).to_pylist() == ["other", "other"]
    assert calls == [2, 2, 2]
    monkeypatch.setitem(MAKERS, "name", lambda texts, *_: texts)
    assert replace(pa.array(["a"]), rule("name"), KEYS).to_pylist() == ["***"]


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({}, ""),
        ({"kind": "id18", "birth_days": "30"}, ""),
        ({"birth_days": "30"}, "for id18 alone"),
        ({"kind": "plate"}, "`kind` to be one of"),
        ({"kind": "id18", "birth_days": "0"}, "`birth_days`"),
    ],
)
def test_faults(more: dict[str, str], fault: str) -> None:
    told = replace_fault({**rule("name"), **more})
    assert fault in told
    assert bool(fault) == bool(told)
