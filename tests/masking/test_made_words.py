import re

import numpy as np
import pyarrow as pa

from masking.made_words import made_addresses, made_mobiles, made_names


def words(count: int) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 2**63, (count, 2)).astype(np.uint64)


def test_names_are_as_long_as_they_were() -> None:
    shown = made_names(pa.array(["张三", "欧阳锋", "John"] * 100), words(300)).to_pylist()
    assert {len(name) for name in shown[::3]} == {2}
    assert {len(name) for name in shown[1::3]} == {3}
    assert all(re.fullmatch(r"[\u4e00-\u9fff]{2,3}", name) for name in shown)
    assert len(set(shown)) > 250


def test_mobiles_are_of_segments_in_use() -> None:
    shown = made_mobiles(pa.array(["1"] * 300), words(300)).to_pylist()
    assert all(re.fullmatch(r"1[3-9]\d{9}", number) for number in shown)
    assert len({number[:3] for number in shown}) > 20


def test_addresses_keep_their_county() -> None:
    given = pa.array(["陕西省西安市雁塔区科技路1号", "北京市", "科技路1号"])
    shown = made_addresses(given, words(3)).to_pylist()
    assert shown[0].startswith("陕西省西安市雁塔区")
    assert shown[1].startswith("北京市")
    tail = r"[\u4e00-\u9fff]{3}\d{1,3}号\d{1,2}栋[1-4]单元\d{1,2}0[1-4]室"
    assert re.fullmatch(tail, shown[2])
    assert re.search(tail + "$", shown[0])
    assert not any("*" in address or "科技路" in address for address in shown)
