# What a platform needs of those who make masked copies, met by those of the suite.
from operations.range_copies import DrillCopies
from range.copies import Copies
from range.people import make_people


def test_the_suites_copies_are_such() -> None:
    copies: Copies = DrillCopies(1)
    rows = make_people(30, 1)
    assert copies.account_of(copies.copy(rows, 1), 3) == 1
