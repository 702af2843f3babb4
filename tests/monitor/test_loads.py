# Numbers at any byte, and beyond the end.
import numpy as np

from monitor.loads import Loads


def test_numbers_at_any_byte_and_none_beyond_the_end() -> None:
    loads = Loads(np.frombuffer(b"\1\2\3\4\5\6\7\x08\x09", np.uint8))
    at = np.array([0, 1])
    assert loads.byte(at).tolist() == [1, 2]
    assert loads.short(at).tolist() == [0x0102, 0x0203]
    assert loads.long(at).tolist() == [0x01020304, 0x02030405]
    assert loads.quad(at).tolist() == [0x0102030405060708, 0x0203040506070809]
    assert loads.short(np.array([99])).tolist() == [0x0809]
    assert Loads(np.zeros(0, np.uint8)).long(at).tolist() == [0, 0]
    assert Loads(np.zeros(0, np.uint8)).byte(at).tolist() == [0, 0]
