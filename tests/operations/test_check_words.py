# Every check of the kernel has its words, and no word is left from one that is gone.
from classify.checks import CHECKS
from operations.check_words import CHECK_WORDS


def test_every_check_has_its_own_words() -> None:
    assert set(CHECK_WORDS) == set(CHECKS)
    assert len(set(CHECK_WORDS.values())) == len(CHECKS)
