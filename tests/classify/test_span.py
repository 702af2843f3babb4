# Values in running text: where they stand, what they are, with both engines.
import numpy as np
import pytest

from classify.phrase import cue_words, phrases_of
from classify.recognise import compile_recognisers
from classify.span import Finder, resolved
from policies import load_policies

RECOGNISERS = compile_recognisers(load_policies())
FINDERS = {name: Finder(RECOGNISERS, name) for name in ("hyperscan", "re2")}


def found(text, engine="hyperscan"):
    told = FINDERS[engine].find(text)
    places = zip(told.labels, told.starts.tolist(), told.ends.tolist(), strict=True)
    return [(label, text[start:end]) for label, start, end in places]


# Hits that another recogniser has the better claim to, or that the tagger finds, or that in a
# text are samples to be filled in.
OTHERS = {
    ("contact.wechat", "13800138000"),
    ("net.account", "张三丰"),
    ("police.case", "610102202601010001"),
    ("tel.broadband_account", "02912345678"),
}


def hits():
    for member in RECOGNISERS.compiled:
        recogniser = member.recogniser
        phrases = phrases_of(member.bit, recogniser)
        for hit in recogniser.hits if phrases else ():
            is_sample = recogniser.id == "secret.key" and "EXAMPLE" in hit
            if (recogniser.id, hit) not in OTHERS and not is_sample:
                words = cue_words(recogniser)
                han = [word for word in words if not word.isascii()] or list(words)
                cue = "" if phrases[0].way == "bare" else f"{han[0]}："
                yield pytest.param(recogniser.id, cue, hit, id=f"{recogniser.id}-{hit[:24]}")


@pytest.mark.parametrize("engine", FINDERS)
@pytest.mark.parametrize(("label", "cue", "hit"), list(hits()))
def test_every_hit_of_every_pack_is_found_inside_han_text(label, cue, hit, engine):
    # A name ends where no Han character follows.
    text = f"经核实{cue}{hit}{'，' if label == 'person.name' else ''}已登记在册"
    told = FINDERS[engine].find(text)
    spans = zip(told.labels, told.starts.tolist(), told.ends.tolist(), strict=True)
    start = len("经核实") + len(cue)
    assert (label, start, start + len(hit)) in list(spans)


@pytest.mark.parametrize("engine", FINDERS)
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("服务器192.168.1.1正常", [("net.ip", "192.168.1.1")]),
        ("设备MAC为00:1B:44:11:3A:B7的终端", [("net.mac", "00:1B:44:11:3A:B7")]),
        ("邮箱zhang@example.com已验证", [("contact.email", "zhang@example.com")]),
        ("手机号13812345678已注册", [("cn.mobile", "13812345678")]),
        ("手机 138-1234-5678，谢谢", [("cn.mobile", "138-1234-5678")]),
        ("手机１３８１２３４５６７８。", [("cn.mobile", "１３８１２３４５６７８")]),
        # A number and the next one after a space may fit as one, which is none.
        ("号码13812345678 5 条", [("cn.mobile", "13812345678")]),
        # Of citizens' numbers a mistyped one counts behind the words that announce it.
        ("身份证号：610102199003071234，", [("cn.id18", "610102199003071234")]),
        ("流水号：610102199003071234，", []),
        ("x13812345678", []),
        ("13812345678x", []),
        ("1.13812345678", []),
        ("138123456789", []),
        ("13812345678,13912345678", [("cn.mobile", "13812345678"), ("cn.mobile", "13912345678")]),
        ("11010519491231002X", [("cn.id18", "11010519491231002X")]),
        ("11010519491231002x和110105194912310021", [("cn.id18", "11010519491231002x")]),
        ("护照号：E12345678", [("cn.passport", "E12345678")]),
        ("型号E12345678", []),
        ("QQ12345678", [("contact.qq", "12345678")]),
        ("密码：Passw0rd!，请修改", [("secret.password", "Passw0rd!")]),
        ("password=hunter22;", [("secret.password", "hunter22")]),
        ("passwordless login", []),
        ("地址2001:db8::1可达", [("net.ipv6", "2001:db8::1")]),
        ("时间12:34:56", []),
        ("网段10.0.0.0/8内", [("net.subnet", "10.0.0.0/8")]),
        ("13812345678@139.com", [("contact.email", "13812345678@139.com")]),
        ("1.2.3.4.5", []),
        ("版本1.2.3.4", [("net.ip", "1.2.3.4")]),
        ("", []),
        ("今天天气很好。", []),
        ("\ud800手机13812345678", [("cn.mobile", "13812345678")]),
    ],
    ids=lambda value: (
        value.encode("ascii", "backslashreplace").decode()[:40] if isinstance(value, str) else ""
    ),
)
def test_values_are_told_with_exact_borders(text, values, engine):
    assert found(text, engine) == values


def test_a_context_word_in_the_same_sentence_lifts_the_score():
    plain, said, closed = (
        float(FINDERS["hyperscan"].find(text).scores[0])
        for text in ("13812345678", "手机号码是13812345678", "手机号码。13812345678")
    )
    assert plain == closed == 0.75
    assert said > plain


def test_offsets_count_characters_whatever_their_bytes():
    told = FINDERS["hyperscan"].find("😀王芳13812345678")
    assert (told.starts.tolist(), told.ends.tolist()) == ([3], [14])


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([(0, 4, 1), (4, 8, 0)], [0, 1]),
        ([(0, 9, 5), (2, 4, 0)], [0]),
        ([(0, 5, 1), (3, 8, 0)], [1]),
        ([(0, 5, 1), (0, 5, 0)], [1]),
        ([(0, 5, 1), (3, 8, 0), (7, 9, 2)], [1]),
        ([(5, 6, 0), (0, 1, 0)], [1, 0]),
        ([], []),
    ],
    ids=["side by side", "one within", "better rank", "same place", "a chain", "in order", "none"],
)
def test_overlaps_are_resolved(spans, kept):
    columns = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    assert resolved(*columns).tolist() == kept


def test_both_engines_agree_on_a_text_made_of_all_packs():
    hits = [hit for each in RECOGNISERS.compiled for hit in each.recogniser.hits]
    misses = [miss for each in RECOGNISERS.compiled for miss in each.recogniser.misses]
    text = "，".join([*hits, *misses]) + "".join(hits) + " ".join(misses) + "-".join(hits)
    one, other = (finder.find(text) for finder in FINDERS.values())
    assert one.labels == other.labels
    assert one.starts.tolist() == other.starts.tolist()
    assert one.ends.tolist() == other.ends.tolist()
    assert one.scores.tolist() == other.scores.tolist()
