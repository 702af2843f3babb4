import re

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masking.mask import mask
from masking.mask_each import _in_python, masked_each
from masking.styles import HIDDEN, STYLES

PIECES = """138 00138000 1 3 8 +86 0086 029 010 88888888 转 ext 110105 19491231 1949 002 X x - / . 年 月 日
张 三丰 欧阳 爱新觉罗 𠮷 · • ・ ． John s' 陕西省 西安市 雁塔区 镇巴县 路南区 超市 科技路 @ b.cn
6222 0200 京A 12345 挂 192.168 :: ab:cd * *** \x01 % \\1 é ß Ａ ５ 〇 々"""
SPACES = [" ", "\u3000", "\t", "\n", "\x0b", "\x1c", "\x85"]
TEXTS = st.lists(st.sampled_from([*re.split("[ \n]", PIECES), *SPACES]), max_size=9).map("".join)


def as_column(style: str, texts: list[str]) -> list[str]:
    return mask(pa.array(texts, pa.string()), style).to_pylist()


@pytest.mark.parametrize("style", sorted(STYLES))
@settings(deadline=None)  # what characters there are is asked once
@given(texts=st.lists(st.one_of(TEXTS, st.text(max_size=8)), min_size=1, max_size=30))
def test_each_text_is_shown_as_in_a_column(style, texts):
    assert masked_each(style)(texts) == as_column(style, texts)


@pytest.mark.parametrize("style", [style for style, forms in STYLES.items() if forms])
@settings(deadline=None)  # what characters there are is asked once
@given(data=st.data())
def test_texts_that_fit_a_form_are_shown_as_in_a_column(style, data):
    fitting = [re.compile(_in_python(form.pattern), re.ASCII) for form in STYLES[style]]
    text = data.draw(st.one_of(*(st.from_regex(each) for each in fitting)))
    assert masked_each(style)([text]) == as_column(style, [text])


@pytest.mark.parametrize("style", ["name", "generic", "email"])
@pytest.mark.parametrize("around", ["{}", "{}三", "王{}", "a{}@b.cn"])
def test_every_character_counts_as_what_it_does_in_a_column(style, around):
    points = np.r_[0x01:0xD800:7, 0xE000:0x11000:3, 0x20000:0x32000:5, 0xE0000:0xE0100]
    texts = [around.format(chr(point)) for point in points.tolist()]
    assert masked_each(style)(texts) == as_column(style, texts)


def test_what_shows_nothing_already_changes_too():
    assert masked_each("all")([HIDDEN, "  ", "x"]) == [HIDDEN + "*", "", HIDDEN]
    assert masked_each("all")(["  "]) == [""]
