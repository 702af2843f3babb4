import pyarrow as pa
import pytest

from masking.encipher import decipher, encipher, encipher_fault

KEYS = {"person_id": bytes(range(32))}
DIGITS = {"domain": "person_id"}


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        pytest.param(["12345678", None, "", "00000001"], {}, id="digits"),
        pytest.param(["欧阳锋", "张三"], {"alphabet": "han", "cipher": "sm4"}, id="names"),
        pytest.param(["AB12CD34"], {"alphabet": "alnum"}, id="letters and digits"),
        pytest.param(["甲乙丙丁甲乙丙丁甲乙丙丁"], {"alphabet": "chars:甲乙丙丁"}, id="spelt out"),
        pytest.param(["11010519491231002X"], {"form": "id18"}, id="a citizen's number"),
        pytest.param(["13800138000"], {"form": "mobile", "cipher": "sm4"}, id="a mobile number"),
        pytest.param(["1234", "99"], {"small": "allow"}, id="a small domain that was allowed"),
        pytest.param(["1234", "7", "00"], {"small": "permute"}, id="small domains permuted"),
        pytest.param(
            ["甲", "乙丙"], {"alphabet": "chars:甲乙丙丁", "small": "permute"}, id="of words"
        ),
    ],
)
def test_round_trip(cells: list[str | None], rule: dict[str, str]) -> None:
    rule = {**DIGITS, **rule}
    assert encipher_fault(rule) == ""
    given = pa.array(cells)
    shown = encipher(given, rule, KEYS)
    assert [cell and len(cell) for cell in shown.to_pylist()] == [c and len(c) for c in cells]
    assert shown.to_pylist() != cells
    assert decipher(shown, rule, KEYS).equals(given)


@pytest.mark.parametrize(("others", "shown"), [("hide", ["***", "***"]), ("null", [None, None])])
def test_other_cells_are_hidden_or_null_where_a_rule_says_so(others: str, shown: list) -> None:
    given = pa.array(["13800138000", "科技路1号", "12"])
    column = encipher(given, {**DIGITS, "others": others}, KEYS)
    assert column.to_pylist()[1:] == shown
    assert column.to_pylist()[0] != "13800138000"
    assert decipher(column, {**DIGITS, "others": others}, KEYS).to_pylist() == [
        "13800138000",
        *shown,
    ]


def test_otherwise_they_are_refused_with_the_standard_and_without_the_cell() -> None:
    with pytest.raises(ValueError, match=r"2 of 3 cells .* NIST SP 800-38G") as told:
        encipher(pa.array(["13800138000", "科技路1号", "12345"]), DIGITS, KEYS)
    assert "科技路" not in str(told.value)
    assert "12345" not in str(told.value)
    assert "1000000" in str(told.value)


def test_numbers_and_dictionaries_are_text_of_their_kind() -> None:
    as_numbers = encipher(pa.array([12345678, None]), DIGITS, KEYS)
    as_texts = encipher(pa.array(["12345678", None]), DIGITS, KEYS)
    assert as_numbers.equals(as_texts)
    encoded = pa.array(["12345678", None]).dictionary_encode()
    assert encipher(encoded, DIGITS, KEYS).type == encoded.type


def test_domains_alphabets_and_ciphers_are_apart() -> None:
    given = pa.array(["12345678"])
    keys = {"a": bytes(32), "b": bytes(32)}
    rules = [{"domain": "a"}, {"domain": "b"}, {"domain": "a", "cipher": "sm4"},
             {"domain": "a", "alphabet": "hex"}]  # fmt: skip
    assert len({encipher(given, rule, keys)[0].as_py() for rule in rules}) == 4


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"alphabet": "digit"}, "`alphabet` to be one of"),
        ({"alphabet": "chars:aa"}, "`alphabet` to be one of"),
        ({"form": "plate"}, "`form` to be one of"),
        ({"form": "card", "alphabet": "digits"}, "not both"),
        ({"form": "id18", "small": "allow"}, "leave `small` out"),
        ({"small": "yes"}, "`small` to be one of"),
        ({"cipher": "des"}, "`cipher` to be one of"),
        ({"others": "keep"}, "`others` to be one of"),
        ({"tweak": "x"}, "and no more"),
    ],
)
def test_faults(more: dict[str, str], fault: str) -> None:
    assert fault in encipher_fault({**DIGITS, **more})
