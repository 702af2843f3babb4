# A recogniser ready to run: which lengths it can test position by position, asked once.


def test_a_programme_is_kept(compiled):
    (member,) = compiled(test__one=r"[a-z]\d{3}").matchers
    assert member.programme(4, 255) is member.programme(4, 255)
    assert member.programme(5, 255).always is False


def test_word_lists_and_sets_repeated_have_none(compiled):
    recognisers = compiled(
        test__sex={"values": ("男",)}, test__set=r"[ab]{1,9}", test__re2=r"(?i)a"
    )
    assert [each.programme(1, 255) for each in recognisers.matchers] == [None, None, None]
    assert [each.alone is not None for each in recognisers.matchers] == [False, True, False]
