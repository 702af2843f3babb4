# Every check of the kernel has its words, and no word is left from one that is gone.
from classify.checks import CHECKS
from operations.check_words import CHECK_WORDS


def test_every_check_has_its_own_words() -> None:
    assert set(CHECK_WORDS) == set(CHECKS)
    for words in (
        [each.zh for each in CHECK_WORDS.values()],
        [each.en for each in CHECK_WORDS.values()],
    ):
        assert len(set(words)) == len(CHECKS)
    assert not any("一" <= each <= "鿿" for title in CHECK_WORDS.values() for each in title.en)
