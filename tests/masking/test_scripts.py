import numpy as np

from masking.scripts import points_of


def test_characters_are_in_their_script_in_order():
    han, latin = points_of("Han"), points_of("Latin")
    assert np.isin([ord(one) for one in "张々〇𠮷"], han).all()
    assert np.isin([ord(one) for one in "aéＡ"], latin).all()
    assert not np.isin([ord(one) for one in "aア·"], han).any()
    assert (np.diff(han) > 0).all()
