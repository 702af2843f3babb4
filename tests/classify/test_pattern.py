# Patterns read as trees: RE2's dialect, its sets, and what is left to RE2.
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from classify.pattern import CharacterSet, cores_of, parse, written
from classify.position import in_set


@pytest.mark.parametrize(
    ("pattern", "widths"),
    [
        (r"[1-9]\d{5}", (6, 6)),
        (r"(?:\+?86|0086)?1[3-9]\d{9}", (11, 15)),
        (r"a|bc|", (0, 2)),
        (r"\p{Han}{2,4}", (2, 4)),
        (r"[^\d\s]x?", (1, 2)),
        (r"\x{4E00}[\p{Han}A-Z]", (2, 2)),
        (r"(?P<year>\d{4})-(\d\d)", (7, 7)),
        (r".{0,3}", (0, 3)),
    ],
)
def test_widths_follow_the_pattern(pattern, widths):
    assert parse(pattern).widths == widths


@pytest.mark.parametrize(
    "pattern",
    [r"\bfoo", r"(?i)abc", r"^a$", r"[[:alpha:]]", r"\pN", r"(?s:.)", r"a(?=b)", r"(", r"[a--b]"],
)
def test_what_is_not_surely_read_alike_is_left_to_re2(pattern):
    assert parse(pattern) is None


@pytest.mark.parametrize("pattern", [r"\p{Han}", r"\d", r"\w", r"\s", r"[^\w.]", r".", r"\S"])
def test_a_set_has_exactly_the_code_points_that_re2_takes(pattern):
    import numpy as np

    codes = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    node = parse(pattern)
    assert isinstance(node, CharacterSet)
    ours = in_set(np.array(codes, dtype=np.uint32), node)
    text = pa.array([chr(code) for code in codes])
    theirs = pc.match_substring_regex(text, rf"\A(?:{pattern})\z").to_numpy(zero_copy_only=False)
    assert [hex(codes[place]) for place in np.flatnonzero(ours != theirs)[:5]] == []


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        (r".{0,60}(?:银行|信用社).{0,40}", "西安银行钟楼支行", "西安市"),
        (r"[A-Z]\d{2}|.{0,100}(?:病|炎).{0,50}", "肺炎", "陕A"),
    ],
)
def test_a_core_is_in_every_match(pattern, inside, outside):
    cores = "|".join(f"(?:{written(core)})" for core, _ in cores_of(parse(pattern)))
    answers = pc.match_substring_regex(pa.array([inside, outside]), cores)
    assert answers.to_pylist() == [True, False]


@pytest.mark.parametrize("pattern", [r"\d{8}", r".{0,60}", r"a?b"])
def test_there_is_no_core_where_nothing_long_stands_around(pattern):
    assert cores_of(parse(pattern)) == ()


@pytest.mark.parametrize("pattern", [r"[a-c]\d{2,}(?:x|yy)?", r"(?:\p{Han}|-){1,3}", r"\[\{"])
def test_a_tree_written_out_is_the_same_pattern(pattern):
    texts = pa.array(["a12", "b1", "c123x", "a00yy", "张-", "-张李-", "[{", "[", "d12", ""])
    for spelt in (pattern, written(parse(pattern))):
        answer = pc.match_substring_regex(texts, rf"\A(?:{spelt})\z").to_pylist()
        assert answer == pc.match_substring_regex(texts, rf"\A(?:{pattern})\z").to_pylist()
        assert any(answer)
