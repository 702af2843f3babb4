# Spellings of one name that must come out alike, and those that must not.
import pytest

from classify.name import code_of, name_of, plain_word, segments, spellings


@pytest.mark.parametrize(
    ("text", "flat", "words"),
    [
        pytest.param("home_addr", "homeaddr", ("home", "address"), id="snake case"),
        pytest.param("homeAddr", "homeaddr", ("home", "address"), id="camel case"),
        pytest.param("HOME-ADDR", "homeaddr", ("home", "address"), id="upper case with hyphen"),
        pytest.param("home addrs2", "homeaddrs", ("home", "address"), id="plural and number"),
        pytest.param("IDNumber", "idnumber", ("id", "number"), id="initials before a word"),
        pytest.param(
            "psnCertNO", "psncertno", ("person", "certificate", "number"), id="short words"
        ),
        pytest.param("SFZH", "sfzh", ("sfzh",), id="initials stay one word"),
        pytest.param("ｐｈｏｎｅ", "phone", ("phone",), id="full width"),
        pytest.param("联系电话（必填）", "联系电话", (), id="a remark in brackets"),
        pytest.param("身份证号[18位]", "身份证号", (), id="a remark in square brackets"),
        pytest.param("（姓名）", "姓名", (), id="nothing but a bracket"),
        pytest.param("*姓 名：", "姓名", (), id="a star, a space and a colon"),
        pytest.param("1、姓名", "姓名", (), id="numbered in front"),
        pytest.param("联系电话2", "联系电话", (), id="numbered behind"),
        pytest.param("联系电话二", "联系电话", (), id="numbered in Chinese"),
        pytest.param("统一", "统一", (), id="a word that ends like a number"),
        pytest.param("QQ号码", "qq号码", ("qq",), id="both scripts"),
        pytest.param("", "", (), id="nothing"),
        pytest.param("12_34", "", (), id="digits alone"),
        pytest.param("Größe", "gre", ("gr", "e"), id="letters beyond ASCII are no words"),
    ],
)
def test_a_name_is_taken_apart(text: str, flat: str, words: tuple[str, ...]) -> None:
    name = name_of(text)
    assert (name.flat, name.words) == (flat, words)
    assert len(name.spans) == len(words)
    assert all(name.flat[start:end].isascii() for start, end in name.spans)


def test_an_endless_name_is_cut() -> None:
    assert len(name_of("姓" * 100_000).flat) == 200


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("phones", "phone"),
        ("addresses", "address"),
        ("cities", "city"),
        ("addr", "address"),
        ("tel", "telephone"),
        ("organisation", "organization"),
        ("address", "address"),
        ("status", "status"),
        ("sms", "sms"),
        ("gps", "gps"),
    ],
)
def test_words_of_one_meaning_are_one(word: str, plain: str) -> None:
    assert plain_word(word) == plain


@pytest.mark.parametrize(
    ("comment", "pieces"),
    [
        pytest.param("联系电话，没有则填家属", ["联系电话", "没有则填家属"], id="a comma"),
        pytest.param("编号 身份证号", ["编号", "身份证号"], id="a space between Han"),
        pytest.param("the phone number", ["the phone number"], id="spaces between words"),
        pytest.param("姓名（中文）/拼音", ["姓名", "拼音"], id="a remark and a slash"),
        pytest.param(" \n", [], id="nothing"),
    ],
)
def test_a_comment_falls_into_pieces(comment: str, pieces: list[str]) -> None:
    assert segments(comment) == pieces


def test_a_term_is_also_looked_for_in_short_spellings() -> None:
    keys = set(spellings(("bank", "card", "number")))
    assert {"bankcardnumber", "bankcardno", "bankcardnum"} <= keys
    assert "bankcard" not in keys


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("AAC003", "aac003", id="a code"),
        pytest.param("f_aac003", "aac003", id="behind the mark of a kind"),
        pytest.param("A0801B", "a0801b", id="with a letter behind"),
        pytest.param(" ＡＡＣ００３ ", "aac003", id="full width and blanks"),
        pytest.param("AAC003_1", "", id="numbered"),
        pytest.param("phone", "", id="without a digit"),
        pytest.param("2024", "", id="without a letter"),
        pytest.param("证件1", "", id="with Han"),
    ],
)
def test_a_code_of_a_standard_is_told(text: str, code: str) -> None:
    assert code_of(text) == code
