# What the tagger sees: features of places that depend on what is near them alone.
import numpy as np
import pytest

from classify.feature import GAP, features_of, hashes_of, normalised, words_at
from classify.tagger import load_model

LEXICON = load_model().lexicon


def spaced(*sentences):
    gap = np.zeros(GAP, dtype=np.uint32)
    parts = [gap]
    for sentence in sentences:
        parts += [normalised(sentence, LEXICON), gap]
    return np.concatenate(parts)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("王芳1990年", "王芳0000年"),
        ("ＡＢc１２", "aaa00"),
        ("國際會議", "国际会议"),
        ("，：（）", "，：（）"),
        ("a\tb\u3000", "a a "),
        ("😀王", "★王"),
    ],
)
def test_texts_are_read_character_by_character(text, read):
    codes = normalised(text, LEXICON)
    assert "".join(map(chr, codes.tolist())) == read
    assert len(codes) == len(text)


def test_words_of_the_lexicon_are_known_by_their_hashes():
    codes = normalised("我在北京市工作", LEXICON)
    kinds = {size: words_at(codes, LEXICON, size, hashes_of(codes, size)) for size in (2, 3)}
    assert [place for place in range(7) if kinds[2][place]] == [2, 4, 5]
    assert [place for place in range(7) if kinds[3][place]] == [2]


def test_no_word_reaches_over_the_end_of_its_sentence():
    codes = spaced("我在北", "京市")
    assert not words_at(codes, LEXICON, 2, hashes_of(codes, 2))[GAP + 2]


def test_a_sentence_has_the_same_features_wherever_it_stands():
    one = features_of(spaced("王芳说，她在西安工作。"), LEXICON, 19)
    more = features_of(spaced("昨天", "王芳说，她在西安工作。", "完"), LEXICON, 19)
    size = len("王芳说，她在西安工作。")
    assert (one[:, GAP : GAP + size] == more[:, 2 * GAP + 2 : 2 * GAP + 2 + size]).all()


def test_features_are_numbers_below_the_size_of_the_table():
    rows = features_of(spaced("王芳《红楼梦》@abc 西安市某某科技有限公司"), LEXICON, 12)
    assert rows.min() >= 0
    assert rows.max() < 1 << 12
    assert len({tuple(row) for row in rows.tolist()}) == len(rows)
